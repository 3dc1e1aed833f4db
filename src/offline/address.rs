//! Addresses that hold on a disk: relative, and a page's with its `index.html`.
//!
//! In: the published files, and an address as a page has it. Out: the way from that page's file to the
//! other.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;

use crate::render::Body;
use crate::url::{BaseUrl, UrlPath};

/// The files of a site, to find the way between them.
pub(super) struct Addresses<'a> {
    pub(super) files: &'a BTreeMap<String, Body>,
    pub(super) base_url: &'a BaseUrl,
}

impl Addresses<'_> {
    /// The address on a disk, in the page at this path; `None` where it leads to no file of the site.
    pub(super) fn relative(&self, page: &str, address: &str) -> Option<String> {
        let (path, rest) = split(address);
        let target = self.target(page, path)?;
        Some(format!("{}{rest}", way(page, &target)))
    }

    /// The published file that an address leads to from a page.
    pub(super) fn target(&self, page: &str, path: &str) -> Option<String> {
        let (path, _) = split(path);
        // The page itself, and what has a scheme or a host.
        if path.is_empty() || path.starts_with("//") || has_scheme(path) {
            return None;
        }
        let path = path.replace("&amp;", "&");
        let decoded = percent_decode_str(&path).decode_utf8().ok()?;
        let whole = match decoded.strip_prefix(self.base_url.path()) {
            Some(inner) => inner.to_owned(),
            None if decoded.starts_with('/') => return None,
            None => joined(page, &decoded)?,
        };
        let folder = whole.trim_end_matches('/');
        let index = UrlPath::page(folder).output_path();
        let candidates = [whole.as_str(), &index];
        let found = candidates
            .iter()
            .find(|path| self.files.contains_key(**path));
        found.map(|path| (*path).to_owned())
    }
}

/// An address without its query and fragment, and those.
fn split(address: &str) -> (&str, &str) {
    let end = address.find(['?', '#']).unwrap_or(address.len());
    address.split_at(end)
}

fn has_scheme(path: &str) -> bool {
    let scheme = path.split(['/', ':']).next().unwrap_or_default();
    path.strip_prefix(scheme)
        .is_some_and(|rest| rest.starts_with(':'))
}

/// A relative path from the folder of a page; `None` where it leaves the site.
fn joined(page: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The way from one file to another, escaped for a page.
pub(super) fn way(from: &str, to: &str) -> String {
    let from: Vec<&str> = from.split('/').collect();
    let parts: Vec<&str> = to.split('/').collect();
    let shared = from
        .iter()
        .zip(&parts)
        .take_while(|(one, other)| one == other);
    // Of the page's own path the last part is a file.
    let shared = shared.count().min(from.len() - 1).min(parts.len() - 1);
    let up = "../".repeat(from.len() - 1 - shared);
    let down = parts.get(shared..).unwrap_or_default().join("/");
    let down = UrlPath::file(&down).escaped().replace('&', "&amp;");
    format!("{up}{}", down.trim_start_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_of_the_site_becomes_the_way_to_its_file() {
        let paths = [
            "index.html",
            "course/index.html",
            "course/kan bing/index.html",
            "course/视频/图 1.jpg",
            "search/index.html",
            "404.html",
        ];
        let body = || Body::Copy(String::new());
        let files: BTreeMap<_, _> = paths.map(|path| (path.to_owned(), body())).into();
        for base in ["https://example.org/", "https://example.org/portal/"] {
            let base_url = BaseUrl::parse(base).unwrap();
            let addresses = Addresses {
                files: &files,
                base_url: &base_url,
            };
            let page = "course/kan bing/index.html";
            let cases = [
                ("/", "../../index.html"),
                ("/course/", "../index.html"),
                ("/course", "../index.html"),
                ("/course/kan%20bing/#yi", "index.html#yi"),
                (
                    "/search/?q=雨坛&amp;town=a#b",
                    "../../search/index.html?q=雨坛&amp;town=a#b",
                ),
                (
                    "/course/%E8%A7%86%E9%A2%91/%E5%9B%BE%201.jpg",
                    "../%E8%A7%86%E9%A2%91/%E5%9B%BE%201.jpg",
                ),
                ("/404.html", "../../404.html"),
            ];
            for (address, expected) in cases {
                let address = base_url.href(&UrlPath::home()) + address.trim_start_matches('/');
                let found = addresses.relative(page, &address);
                assert_eq!(found.as_deref(), Some(expected), "{address}");
            }
            let relative = |page, address| addresses.relative(page, address);
            assert_eq!(relative(page, "../").as_deref(), Some("../index.html"));
            assert_eq!(
                relative("404.html", "./course/?a").as_deref(),
                Some("course/index.html?a")
            );
            for other in [
                "",
                "#a",
                "?q=a",
                "https://a.cn/",
                "tel:110",
                "//a.cn/",
                "/nowhere/",
                "../../../x",
            ] {
                assert_eq!(relative(page, other), None, "{other}");
            }
        }
    }
}
