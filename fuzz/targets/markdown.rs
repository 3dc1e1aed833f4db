//! Markdown with shortcodes: it is read, its places are in it, and its HTML runs nothing.
#![no_main]

use std::borrow::Cow;

use libfuzzer_sys::fuzz_target;
use lyceum::diag::Diagnostics;
use lyceum::markdown::{HtmlPolicy, Labels, MarkdownOptions, parse};
use lyceum::source::SourceDb;
use scraper::Html;

/// Elements that load, run or ask for something.
const FOREIGN: [&str; 12] = [
    "script", "style", "iframe", "object", "embed", "base", "meta", "link", "form", "textarea", "svg", "math",
];

fuzz_target!(|text: &str| {
    for policy in [HtmlPolicy::Sanitize, HtmlPolicy::Escape, HtmlPolicy::Allow] {
        let html = html(text, policy);
        if policy != HtmlPolicy::Allow {
            assert_safe(&html);
        }
    }
});

fn html(text: &str, html: HtmlPolicy) -> String {
    let mut sources = SourceDb::default();
    let file = sources.add("page.md", text);
    let labels = Labels::zh();
    let options = MarkdownOptions {
        html,
        title: None,
        labels: &labels,
    };
    let mut diags = Diagnostics::default();
    let markdown = parse(file, text, 0..text.len(), &options, &mut diags);
    lyceum_fuzz::show(&diags, &sources);
    let links = markdown.links.iter().map(|link| link.span);
    let headings = markdown.headings.iter().map(|heading| heading.span);
    for span in links.chain(headings) {
        assert!(text.get(span.range()).is_some(), "{span:?}");
    }
    // Resolve refuses addresses that run scripts; here they only show where they stand.
    let mut out = String::new();
    let address = |link| Some(Cow::Owned(format!("/{link}/")));
    markdown.html.fill(address, &mut out);
    out
}

/// Reads the HTML as a browser does.
fn assert_safe(html: &str) {
    for node in Html::parse_fragment(html).tree.nodes() {
        let Some(element) = node.value().as_element() else {
            continue;
        };
        assert!(!FOREIGN.contains(&element.name()), "{html}");
        for (name, value) in element.attrs() {
            let runs = name.starts_with("on") || ["style", "srcdoc", "action", "formaction"].contains(&name);
            assert!(!runs, "{name} in {html}");
            let value: String = value.chars().filter(|letter| *letter > ' ').collect();
            let runs = ["href", "src", "poster"].contains(&name)
                && value.to_ascii_lowercase().starts_with("javascript:");
            assert!(!runs, "{name} in {html}");
        }
    }
}
