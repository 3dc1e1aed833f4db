//! Linked data: what a page is about, for machines, in the words of <https://schema.org>, as JSON-LD.
//!
//! One block a page: the thing that the page is about, by its type, and the way to it. A block of data
//! is no script to a browser, so a Content-Security-Policy without `unsafe-inline` lets it be.

mod facts;
mod node;
mod types;

use serde::Serialize;
use serde_json::Value;

use super::{About, Metadata, Subject};
use crate::render::search_url;
use crate::resolve::Resolved;
use crate::url::UrlPath;

use node::Node;

/// The block of a page. None on pages that are tools, and where no whole addresses can be made.
pub(super) fn json_ld(metadata: &Metadata<'_>, about: &About<'_>) -> Option<String> {
    let site = metadata.site;
    if !site.config.base_url.has_origin() {
        return None;
    }
    let it = match about.subject {
        Subject::Tool => return None,
        Subject::Page(page) => types::of_page(metadata, page),
        _ if about.subject.is_home() && about.url.as_str() == "/" => Some(website(site)),
        _ => Some(list(site, about)),
    };
    let way = (!about.way.is_empty()).then(|| breadcrumbs(site, about));
    let block = Block {
        context: "https://schema.org",
        graph: it.into_iter().chain(way).map(Value::from).collect(),
    };
    let json = serde_json::to_string(&block).ok()?;
    Some(inert(&json))
}

#[derive(Serialize)]
struct Block {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@graph")]
    graph: Vec<Value>,
}

/// JSON that can stand in HTML: nothing in it begins a tag, an end tag or a comment.
fn inert(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '<' => out.push_str("\\u003c"),
            '>' => out.push_str("\\u003e"),
            '&' => out.push_str("\\u0026"),
            // Line ends to a script of long ago.
            '\u{2028}' => out.push_str("\\u2028"),
            '\u{2029}' => out.push_str("\\u2029"),
            _ => out.push(c),
        }
    }
    out
}

fn website(site: &Resolved) -> Node {
    let config = &site.config;
    let description = Some(config.description.as_str()).filter(|text| !text.is_empty());
    let search = config.base_url.absolute(&search_url());
    let entry = Node::new("EntryPoint").with(
        "urlTemplate",
        Some(format!("{search}?q={{search_term_string}}")),
    );
    let action = Node::new("SearchAction")
        .with("target", Some(entry))
        .with("query-input", Some("required name=search_term_string"));
    let home = config.base_url.absolute(&UrlPath::home());
    Node::new("WebSite")
        .with("@id", Some(format!("{home}#it")))
        .with("url", Some(home))
        .with("name", Some(config.title.as_str()))
        .with("description", description)
        .with("inLanguage", Some(config.language.as_str()))
        .with("potentialAction", Some(action))
}

fn list(site: &Resolved, about: &About<'_>) -> Node {
    let description = Some(about.description).filter(|text| !text.is_empty());
    Node::new("CollectionPage")
        .with("url", Some(site.config.base_url.absolute(about.url)))
        .with("name", Some(about.title))
        .with("description", description)
        .with("inLanguage", Some(site.config.language.as_str()))
}

/// The way to a page, that page included.
fn breadcrumbs(site: &Resolved, about: &About<'_>) -> Node {
    let way = about
        .way
        .iter()
        .map(|crumb| (crumb.title.as_str(), &crumb.url));
    let steps = way.chain([(about.title, about.url)]);
    let steps = steps.enumerate().map(|(at, (title, url))| {
        let url = site.config.base_url.absolute(url);
        Node::new("ListItem")
            .with("position", Some(at + 1))
            .with("name", Some(title))
            .with("item", Some(Node::new("WebPage").with("@id", Some(url))))
    });
    let steps: Vec<Value> = steps.map(Value::from).collect();
    Node::new("BreadcrumbList").with("itemListElement", Some(steps))
}

#[cfg(test)]
mod tests {
    use super::inert;

    #[test]
    fn nothing_ends_the_block_and_the_data_stay_the_same() {
        let text = "</script><!--<script> & \u{2028}";
        let json = serde_json::json!([text]).to_string();
        let inert = inert(&json);
        assert!(!inert.contains(['<', '>', '&', '\u{2028}']), "{inert}");
        let back: Vec<String> = serde_json::from_str(&inert).unwrap();
        assert_eq!(back, [text]);
    }
}
