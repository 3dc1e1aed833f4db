//! Addresses: after resolve, no plain `String` stands for a URL.

use std::fmt;

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use crate::portable;

/// What a path may not hold unescaped: RFC 3986 section 3.3, and what HTML gives a meaning.
const ESCAPED: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}')
    .add(b'\'');

/// The place of a page or file in the site: begins with `/`, is not escaped, knows no base path.
/// A page's ends with `/`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UrlPath(String);

impl UrlPath {
    /// The home page.
    pub fn home() -> Self {
        Self("/".to_owned())
    }

    /// The page of a path such as `cook/0001`; empty for the home page.
    pub fn page(path: &str) -> Self {
        if path.is_empty() {
            Self::home()
        } else {
            Self(format!("/{path}/"))
        }
    }

    /// A file such as `images/a.svg`.
    pub fn file(path: &str) -> Self {
        Self(format!("/{path}"))
    }

    /// An address as an editor writes it: `/old/page`, `old/page/` or `old.html`. `None` when it
    /// leaves the site, or holds what no file name may hold.
    pub fn parse_alias(written: &str) -> Option<Self> {
        let decoded = percent_decode_str(written).decode_utf8().ok()?;
        let path = decoded.strip_prefix('/').unwrap_or(&decoded);
        let path = path.strip_suffix('/').unwrap_or(path);
        let safe =
            |part: &str| !part.is_empty() && !part.contains('#') && portable::fault(part).is_none();
        if !path.split('/').all(safe) {
            return None;
        }
        let is_file = path
            .rsplit('/')
            .next()
            .is_some_and(|name| has_extension(name, "html"));
        Some(if is_file {
            Self::file(path)
        } else {
            Self::page(path)
        })
    }

    /// The path as it is, `/课程/`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path escaped for an address, `/%E8…/`, without the site's base path.
    pub fn escaped(&self) -> String {
        utf8_percent_encode(&self.0, ESCAPED).to_string()
    }

    /// The file that a web host serves for it, from the site's root: `course/index.html`.
    pub fn output_path(&self) -> String {
        let path = self.0.strip_prefix('/').unwrap_or(&self.0);
        if path.is_empty() || path.ends_with('/') {
            format!("{path}index.html")
        } else {
            path.to_owned()
        }
    }

    /// The page `number` of a list; the list itself for page 1.
    #[must_use]
    pub fn list_page(&self, number: usize) -> Self {
        if number == 1 {
            self.clone()
        } else {
            Self(format!("{}page/{number}/", self.0))
        }
    }

    /// A file in the folder of this page: `/topic/fa-zhi/atom.xml`.
    #[must_use]
    pub fn beside(&self, name: &str) -> Self {
        Self(format!("{}{name}", self.0))
    }

    /// A page or folder below this one.
    #[must_use]
    pub fn join(&self, name: &str) -> Self {
        Self(format!("{}{name}/", self.0))
    }
}

impl fmt::Display for UrlPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether a file's name ends with an extension, in capitals or not.
pub(crate) fn has_extension(path: &str, extension: &str) -> bool {
    let own = path.rsplit_once('.').map_or("", |(_, own)| own);
    own.eq_ignore_ascii_case(extension)
}

/// Where the site will stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl {
    /// `https://example.org`, or empty when the settings name none.
    origin: String,
    /// `/` or `/portal/`.
    path: String,
}

impl BaseUrl {
    /// No known host: addresses begin at the root, absolute ones cannot be made.
    pub fn root() -> Self {
        Self {
            origin: String::new(),
            path: "/".to_owned(),
        }
    }

    /// Reads `https://example.org/portal/`. `None` when it is no such address.
    pub fn parse(text: &str) -> Option<Self> {
        let rest = text
            .strip_prefix("https://")
            .or_else(|| text.strip_prefix("http://"))?;
        if rest.contains(['?', '#', ' ', '"', '<', '>', '\'']) {
            return None;
        }
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        if host.is_empty() {
            return None;
        }
        let scheme = if text.starts_with("https") {
            "https"
        } else {
            "http"
        };
        let path = path.trim_matches('/');
        let path = if path.is_empty() {
            "/".to_owned()
        } else {
            format!("/{path}/")
        };
        Some(Self {
            origin: format!("{scheme}://{host}"),
            path,
        })
    }

    /// The same path on another host, `http://127.0.0.1:1111`.
    #[must_use]
    pub fn with_origin(&self, origin: &str) -> Self {
        Self {
            origin: origin.to_owned(),
            path: self.path.clone(),
        }
    }

    /// The folder of the host that the site stands in, `/` or `/portal/`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Whether absolute addresses can be made.
    pub fn has_origin(&self) -> bool {
        !self.origin.is_empty()
    }

    /// The host, `www.example.org:8080`; empty when none is known.
    pub fn host(&self) -> &str {
        self.origin.split_once("://").map_or("", |(_, host)| host)
    }

    /// An address ready to be written into a page: `/portal/course/`.
    pub fn href(&self, url: &UrlPath) -> String {
        let escaped = url.escaped();
        format!(
            "{}{}",
            self.path,
            escaped.strip_prefix('/').unwrap_or(&escaped)
        )
    }

    /// An address that holds anywhere: `https://example.org/portal/course/`.
    pub fn absolute(&self, url: &UrlPath) -> String {
        format!("{}{}", self.origin, self.href(url))
    }

    /// What [`Self::href`] gives, or another site's address, as one that holds anywhere.
    pub fn whole(&self, href: &str) -> String {
        if href.starts_with('/') && !href.starts_with("//") {
            format!("{}{href}", self.origin)
        } else {
            href.to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_path_stands_before_every_address() {
        let base = BaseUrl::parse("https://example.org/portal").unwrap();
        assert_eq!(base.href(&UrlPath::page("course/a")), "/portal/course/a/");
        assert_eq!(
            base.absolute(&UrlPath::home()),
            "https://example.org/portal/"
        );
        assert_eq!(BaseUrl::parse("example.org"), None);
        assert_eq!(BaseUrl::parse("https:///x"), None);
    }

    #[test]
    fn chinese_paths_are_escaped_in_addresses_and_plain_in_files() {
        let url = UrlPath::page("政策/通知 1");
        assert_eq!(url.output_path(), "政策/通知 1/index.html");
        assert_eq!(
            BaseUrl::root().href(&url),
            "/%E6%94%BF%E7%AD%96/%E9%80%9A%E7%9F%A5%201/"
        );
    }

    #[test]
    fn aliases_stay_inside_the_site() {
        let read = |text| UrlPath::parse_alias(text).map(|url| url.output_path());
        assert_eq!(read("/old/page").as_deref(), Some("old/page/index.html"));
        assert_eq!(read("old.html").as_deref(), Some("old.html"));
        for bad in [
            "../x",
            "/",
            "",
            "a//b",
            "a/../../b",
            "C:\\x",
            "a?b",
            "%2e%2e/x",
            "a/aux/b",
            "旧页./x",
        ] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
