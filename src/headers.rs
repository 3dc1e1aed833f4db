//! What a host should say of a file: where the site is put, and in a preview.

use crate::manifest::is_hashed;
use crate::url::has_extension;

/// The policy of all pages: nothing from elsewhere runs, nothing within a page does.
pub(crate) const POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' data: https:; media-src 'self' https:; object-src 'none'; base-uri 'self'";

/// For names with a hash: never asked for again.
pub(crate) const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// For all others: kept, and asked for whether it has changed.
pub(crate) const ASK: &str = "no-cache";

/// The value of `Cache-Control`.
pub(crate) fn cache_control(path: &str) -> &'static str {
    if is_hashed(path) { FOR_EVER } else { ASK }
}

/// The value of `Content-Type`.
pub(crate) fn content_type(path: &str) -> String {
    // Feeds are XML to most; programs that read them ask for their own type.
    if path == "atom.xml" || path.ends_with("/atom.xml") {
        return "application/atom+xml; charset=utf-8".to_owned();
    }
    let kind = mime_guess::from_path(path).first_or_octet_stream();
    let kind = kind.essence_str();
    let is_text = kind.starts_with("text/")
        || matches!(
            kind,
            "application/json" | "application/xml" | "application/manifest+json" | "image/svg+xml"
        )
        || has_extension(path, "js");
    if is_text {
        format!("{kind}; charset=utf-8")
    } else {
        kind.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_told_from_one_another() {
        let kinds = [
            ("index.html", "text/html; charset=utf-8"),
            ("sw.js", "text/javascript; charset=utf-8"),
            (
                "manifest.webmanifest",
                "application/manifest+json; charset=utf-8",
            ),
            ("news/atom.xml", "application/atom+xml; charset=utf-8"),
            ("town/calendar.ics", "text/calendar; charset=utf-8"),
            (
                "search/boot-0123456789abcdef.bin",
                "application/octet-stream",
            ),
            ("assets/images/0123456789abcdef0123.webp", "image/webp"),
            (
                "course/报名表.docx",
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            ),
        ];
        for (path, kind) in kinds {
            assert_eq!(content_type(path), kind, "{path}");
        }
    }
}
