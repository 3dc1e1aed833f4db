//! Addresses: their places, and those that are not allowed.

use super::{fill, part, read};
use crate::diag::Diagnostics;
use crate::markdown::{HtmlPolicy, Labels, LinkKind, MarkdownOptions, parse};
use crate::source::SourceDb;

#[test]
fn links_know_their_places() {
    let text = "前言 [a.md](a.md \"a.md\") **注意：**请 ![图](图.svg) https://x.org/路。\n\n\
                [甲][乙] <https://y.org> <b@c.org> [丙](<a b.md>) [丁](a\\_b.md)\n\n[乙]: ../d.md '题'\n\n\
                <a href=\"raw.md\">x</a>\n\n::figure{src=\"f.svg\" alt=\"图\"}\n";
    let (markdown, diags) = read(text);
    let found: Vec<(&str, LinkKind, &str)> = markdown
        .links
        .iter()
        .map(|link| (link.target.as_str(), link.kind, part(text, link.span)))
        .collect();
    assert_eq!(
        found,
        [
            ("a.md", LinkKind::Link, "a.md"),
            ("图.svg", LinkKind::Image, "图.svg"),
            ("https://x.org/路", LinkKind::Link, "https://x.org/路"),
            ("../d.md", LinkKind::Link, "../d.md"),
            ("https://y.org", LinkKind::Link, "https://y.org"),
            ("mailto:b@c.org", LinkKind::Link, "b@c.org"),
            ("a b.md", LinkKind::Link, "a b.md"),
            ("a_b.md", LinkKind::Link, "[丁](a\\_b.md)"),
            ("f.svg", LinkKind::Image, "f.svg"),
            ("raw.md", LinkKind::Link, "raw.md"),
        ]
    );
    assert_eq!(markdown.links[0].span.range().start, "前言 [a.md](".len());
    assert_eq!(diags, [""; 0]);
}

#[test]
fn scripts_are_no_addresses() {
    for address in [
        "javascript:x",
        "JAVASCRIPT:x",
        "java&#x73;cript:x",
        "vbscript:x",
        "data:text/html,x",
        "&#1;javascript:x",
    ] {
        let (markdown, diags) = read(&format!("[甲]({address}) ![乙]({address})"));
        assert_eq!(
            fill(&markdown),
            "<p><a>甲</a> <img alt=\"乙\" loading=\"lazy\" decoding=\"async\"></p>\n",
            "{address}"
        );
        assert_eq!(diags.len(), 2, "{address}: {diags:?}");
        assert!(diags[0].starts_with("invalid-url: "));
    }
    let picture = "![乙](data:image/png;base64,AA)";
    let (markdown, diags) = read(picture);
    assert!(diags.is_empty() && markdown.links.len() == 1);
    assert_eq!(read("[乙](data:image/png;base64,AA)").1.len(), 1);
    assert_eq!(
        read("<a href=\"javascript:x\">甲</a>").1,
        ["invalid-url: addresses with `javascript:` are not allowed @ javascript:x"]
    );
}

#[test]
fn places_count_from_the_start_of_the_file() {
    let text = "---\ntitle: 甲\n---\n**注意：**请[乙](b.md)\n:::notice\n[丙](c.md)\n";
    let start = text.find("**").expect("the body");
    let mut db = SourceDb::default();
    let file = db.add("a.md", text);
    let labels = Labels::zh();
    let options = MarkdownOptions {
        html: HtmlPolicy::Sanitize,
        title: Some("甲"),
        labels: &labels,
    };
    let mut diags = Diagnostics::default();
    let markdown = parse(file, text, start..text.len(), &options, &mut diags);
    let targets: Vec<&str> = markdown
        .links
        .iter()
        .map(|link| part(text, link.span))
        .collect();
    assert_eq!(targets, ["b.md", "c.md"]);
    let faults: Vec<&str> = diags
        .sorted()
        .iter()
        .map(|one| part(text, one.span))
        .collect();
    assert_eq!(faults, [":::notice"]);
}
