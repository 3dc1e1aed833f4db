//! Links: their addresses, and where those stand in the source.

use std::ops::Range;

use pulldown_cmark::LinkType;

use super::{Events, Writer};
use crate::diag::{Code, Diagnostic};
use crate::markdown::rewrite::cut;
use crate::markdown::{Link, LinkKind};
use crate::msg;
use crate::source::Span;

/// A link whose text is being read.
pub(super) struct Open {
    /// Index of the link; `None` if its address must not be used.
    link: Option<usize>,
    /// Its address stands behind its text, in parentheses.
    inline: bool,
}

impl<'a> Writer<'a, '_> {
    pub(super) fn start_link(
        &mut self,
        link_type: LinkType,
        address: &str,
        title: &str,
        id: &str,
        range: Range<usize>,
        events: &Events<'a>,
    ) {
        if self.image.is_some() {
            self.open_links.push(Open {
                link: None,
                inline: false,
            });
            return;
        }
        let (span, inline) = self.link_place(link_type, address, id, range, events);
        let target = if link_type == LinkType::Email && !address.starts_with("mailto:") {
            format!("mailto:{address}")
        } else {
            address.to_owned()
        };
        let link = self.add_link(&target, LinkKind::Link, span);
        self.html.markup("<a");
        if let Some(link) = link {
            self.html.link("href", link);
        }
        if !title.is_empty() {
            let title = self.without_mark(title);
            self.html.attribute("title", &title);
        }
        self.html.markup(">");
        self.open_links.push(Open { link, inline });
    }

    pub(super) fn end_link(&mut self, range: Range<usize>, before: usize) {
        let open = self.open_links.pop();
        if self.image.is_some() {
            return;
        }
        self.html.markup("</a>");
        if let Some(Open {
            link: Some(link),
            inline: true,
        }) = open
        {
            self.settle_place(link, range, before);
        }
    }

    /// Writes a bare address as a link.
    pub(super) fn autolink(&mut self, prefix: &str, address: &str, place: Range<usize>) {
        let span = self.input.places.span(place);
        let link = self.add_link(&format!("{prefix}{address}"), LinkKind::Link, span);
        self.html.markup("<a");
        if let Some(link) = link {
            self.html.link("href", link);
        }
        self.html.markup(">");
        self.plain_text(address);
        self.html.markup("</a>");
    }

    /// Notes an address and gives its index, or reports one that must not be used.
    pub(in crate::markdown) fn add_link(
        &mut self,
        target: &str,
        kind: LinkKind,
        span: Span,
    ) -> Option<usize> {
        let target = self.without_mark(target);
        if !is_safe(&target, kind) {
            self.report_unsafe(&target, span);
            return None;
        }
        self.links.push(Link {
            target: target.into_owned(),
            kind,
            span,
        });
        Some(self.links.len() - 1)
    }

    pub(super) fn report_unsafe(&mut self, target: &str, span: Span) {
        let scheme = scheme(target).unwrap_or_default();
        self.diags.push(
            Diagnostic::error(
                Code::InvalidUrl,
                span,
                msg!(en: "addresses with `{scheme}:` are not allowed", zh: "不允许 `{scheme}:` 开头的地址"),
            )
            .help(msg!(
                en: "link to a page, a file or an `https:` address",
                zh: "请链接到页面、文件或 `https:` 地址",
            )),
        );
    }

    /// The place of a link's address, as far as it is known before its text is read; and whether it
    /// stands behind the text.
    pub(super) fn link_place(
        &self,
        link_type: LinkType,
        address: &str,
        id: &str,
        range: Range<usize>,
        events: &Events<'a>,
    ) -> (Span, bool) {
        let places = self.input.places;
        match link_type {
            LinkType::Autolink | LinkType::Email => (
                places.span(range.start + 1..range.end.max(range.start + 2) - 1),
                false,
            ),
            LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut => {
                let place = events
                    .reference_definitions()
                    .get(id)
                    .map(|definition| definition.span.clone())
                    .and_then(|definition| {
                        // Behind the name, which may hold the address too.
                        let name = cut(self.input.text, definition.clone()).find("]:")?;
                        find(
                            self.input.text,
                            definition.start + name..definition.end,
                            address,
                        )
                    });
                (places.span(place.unwrap_or(range)), false)
            }
            _ => (places.span(range), true),
        }
    }

    /// Finds the address of a link that ends with it; its text ends at `before`.
    pub(super) fn settle_place(&mut self, link: usize, range: Range<usize>, before: usize) {
        let start = before.clamp(range.start, range.end);
        let text = self.input.text;
        if let Some(link) = self.links.get_mut(link)
            && let Some(place) = find(text, start..range.end, &link.target)
        {
            link.span = self.input.places.span(place);
        }
    }
}

/// The first place of an address, as it is written, in a part of the text.
fn find(text: &str, within: Range<usize>, address: &str) -> Option<Range<usize>> {
    if address.is_empty() {
        return None;
    }
    let at = within.start + cut(text, within.clone()).find(address)?;
    Some(at..at + address.len())
}

/// The scheme of an address as a browser reads it: white space within it and control characters
/// before it do not count.
fn scheme(target: &str) -> Option<String> {
    let mut scheme = String::new();
    let written = target
        .trim_start_matches(|char: char| char <= ' ')
        .chars()
        .filter(|char| !matches!(char, '\t' | '\n' | '\r'));
    for char in written {
        match char {
            ':' => return (!scheme.is_empty()).then_some(scheme),
            'a'..='z' | 'A'..='Z' => scheme.push(char.to_ascii_lowercase()),
            '0'..='9' | '+' | '-' | '.' if !scheme.is_empty() => scheme.push(char),
            _ => return None,
        }
    }
    None
}

/// Whether an address runs no script.
pub(super) fn is_safe(target: &str, kind: LinkKind) -> bool {
    match scheme(target).as_deref() {
        Some("javascript" | "vbscript") => false,
        Some("data") => {
            let image = target.trim_start().get(..11);
            kind == LinkKind::Image
                && image.is_some_and(|start| start.eq_ignore_ascii_case("data:image/"))
        }
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_schemes_as_browsers_do() {
        for (target, expected) in [
            ("javascript:x", Some("javascript")),
            (" \u{1}JaVa\tScript\n:x", Some("javascript")),
            ("data:text/html,x", Some("data")),
            ("./a:b", None),
            ("a/b:c", None),
            (":x", None),
            ("#x", None),
            ("页面.md", None),
        ] {
            assert_eq!(scheme(target).as_deref(), expected, "{target}");
        }
    }
}
