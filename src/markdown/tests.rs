//! What the stage as a whole makes of Markdown, by subject.

mod chinese;
mod hostile;
mod links;
mod raw_html;
mod shortcodes;
mod syntax;

use std::borrow::Cow;

use super::{HtmlPolicy, Labels, Markdown, MarkdownOptions, parse};
use crate::diag::{Diagnostics, Lang};
use crate::source::{SourceDb, Span};

/// What stands at a place.
fn part(text: &str, span: Span) -> &str {
    text.get(span.range()).expect("a span is part of the text")
}

/// Reads a page and gives its diagnostics in English as `code: message @ the text at fault`.
fn read_with(text: &str, html: HtmlPolicy, title: Option<&str>) -> (Markdown, Vec<String>) {
    let mut db = SourceDb::default();
    let file = db.add("a.md", text);
    let labels = Labels::zh();
    let options = MarkdownOptions {
        html,
        title,
        labels: &labels,
    };
    let mut diags = Diagnostics::default();
    let markdown = parse(file, text, 0..text.len(), &options, &mut diags);
    for span in markdown
        .links
        .iter()
        .map(|link| link.span)
        .chain(markdown.headings.iter().map(|heading| heading.span))
        .chain(diags.sorted().iter().map(|one| one.span))
    {
        let range = span.range();
        assert!(
            text.get(range.clone()).is_some(),
            "{range:?} is no part of {text:?}"
        );
    }
    let shown = diags
        .sorted()
        .iter()
        .map(|one| {
            let place = text.get(one.span.range()).unwrap_or("?");
            format!(
                "{}: {} @ {place}",
                one.code.as_str(),
                one.message.text(Lang::En)
            )
        })
        .collect();
    (markdown, shown)
}

fn read(text: &str) -> (Markdown, Vec<String>) {
    read_with(text, HtmlPolicy::Sanitize, Some("无"))
}

/// The HTML, with the addresses as the author wrote them.
fn fill(markdown: &Markdown) -> String {
    let mut out = String::new();
    markdown.html.fill(
        |link| Some(Cow::Borrowed(markdown.links[link].target.as_str())),
        &mut out,
    );
    out
}

fn html(text: &str) -> String {
    fill(&read(text).0)
}

/// Checks a table of Markdown and HTML; paragraphs may be left out on both sides.
#[track_caller]
fn check(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        let html = html(text);
        let html = html.trim_end();
        let inner = html
            .strip_prefix("<p>")
            .and_then(|rest| rest.strip_suffix("</p>"))
            .filter(|_| !expected.starts_with("<p>"));
        assert_eq!(inner.unwrap_or(html), *expected, "{text:?}");
    }
}

/// What `<` begins in safe HTML, and that each element ends.
fn assert_safe(html: &str) {
    let mut open: Vec<&str> = Vec::new();
    for part in html.split('<').skip(1) {
        let (tag, _) = part.split_once('>').expect("each tag ends");
        let name = tag.split([' ', '\n']).next().unwrap_or_default();
        if let Some(name) = name.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "{html}");
            continue;
        }
        assert!(
            !["script", "style", "svg", "iframe", "textarea", "plaintext"].contains(&name),
            "{html}"
        );
        // Outside of values.
        let attributes: String = tag.split('"').step_by(2).collect();
        assert!(
            attributes
                .split_ascii_whitespace()
                .all(|attribute| !attribute.starts_with("on")),
            "{html}"
        );
        for script in ["href=\"javascript:", "src=\"javascript:"] {
            assert!(!tag.contains(script), "{html}");
        }
        if !["br", "hr", "img", "input", "wbr", "col", "source", "track"].contains(&name) {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?} in {html}");
}
