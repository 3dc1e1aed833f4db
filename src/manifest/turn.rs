//! The order in which the files of a site are published, so that nothing names what is not there yet.

use crate::url::has_extension;

/// When a file's turn comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Turn {
    /// What pages name: styles, scripts, pictures, search files, whatever can be downloaded.
    Asset,
    /// Pages.
    Page,
    /// Where readers and programs begin: the home page, the entry of the search, feeds, the service worker.
    Entry,
}

impl Turn {
    /// The turns, one after the other.
    pub const ALL: [Self; 3] = [Self::Asset, Self::Page, Self::Entry];

    /// The turn of a file.
    pub fn of(path: &str) -> Self {
        if is_hashed(path) {
            return Self::Asset;
        }
        let begins =
            matches!(path, "index.html" | "sw.js") || path.starts_with("search/lyceum-search");
        if begins || has_extension(path, "json") || has_extension(path, "xml") {
            Self::Entry
        } else if has_extension(path, "html") {
            Self::Page
        } else {
            Self::Asset
        }
    }
}

/// Whether a file's name has a hash of its content, so that it never changes.
pub fn is_hashed(path: &str) -> bool {
    let hex = |part: &str, lengths: &[usize]| {
        lengths.contains(&part.len())
            && part
                .bytes()
                .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    };
    let mut parts = path.split(['/', '.', '-']);
    match parts.next() {
        // As render names a theme's assets and images the pictures that it made.
        Some("assets") => parts.any(|part| hex(part, &[10, 20])),
        // As `lyceum_index::published` names its files, and the runtime its own.
        Some("search") => has_extension(path, "bin") || parts.any(|part| hex(part, &[16])),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_named_comes_before_what_names_it() {
        let turns = [
            ("assets/style.0c34d1471f.css", Turn::Asset),
            ("course/报名表.docx", Turn::Asset),
            ("search/terms/ac25f2e776-99.bin", Turn::Asset),
            ("course/pottery/index.html", Turn::Page),
            ("404.html", Turn::Page),
            ("index.html", Turn::Entry),
            ("search/index.json", Turn::Entry),
            ("search/lyceum-search.js", Turn::Entry),
            ("search/index.html", Turn::Page),
            ("news/atom.xml", Turn::Entry),
            ("sw.js", Turn::Entry),
        ];
        for (path, turn) in turns {
            assert_eq!(Turn::of(path), turn, "{path}");
        }
    }

    #[test]
    fn a_name_with_a_hash_is_told_from_others() {
        for path in [
            "assets/b119f61093/search.js",
            "assets/style.0c34d1471f.css",
            "assets/images/0123456789abcdef0123.webp",
            "search/boot-0123456789abcdef.bin",
            "search/lyceum-host-18a049008efffe9e.js",
        ] {
            assert!(is_hashed(path), "{path}");
        }
        for path in [
            "assets/modules.js",
            "assets/13800138000.jpg",
            "search/lyceum-search.js",
            "news/0c34d1471f/index.html",
        ] {
            assert!(!is_hashed(path), "{path}");
        }
    }
}
