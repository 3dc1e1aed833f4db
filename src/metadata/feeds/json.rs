//! A feed as JSON Feed 1.1.

use serde_json::{Map, Value, json};

use super::{Entry, Feed};
use crate::metadata::{Metadata, cover, terms};

/// The taxonomies whose terms are tags of an item.
const TAGS: [&str; 4] = ["topic", "town", "audience", "tags"];

pub(super) fn write<'a>(metadata: &Metadata<'a>, feed: &Feed, entries: &[Entry<'a>]) -> Vec<u8> {
    let site = metadata.site;
    let base = &site.config.base_url;
    let [_, own] = feed.addresses();
    let mut object = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": base.absolute(&feed.list),
        "feed_url": base.absolute(&own),
        "language": site.config.language,
        "items": entries.iter().map(|entry| item(metadata, entry)).collect::<Vec<_>>(),
    });
    if !feed.description.is_empty() {
        object["description"] = json!(feed.description);
    }
    let mut text = object.to_string();
    text.push('\n');
    text.into_bytes()
}

fn item<'a>(metadata: &Metadata<'a>, entry: &Entry<'a>) -> Value {
    let site = metadata.site;
    let page = entry.page;
    let url = site.config.base_url.absolute(&page.url);
    let summary = page.text.summary();
    let mut item = Map::new();
    let mut add = |key: &str, value: Value| item.insert(key.to_owned(), value);
    add("id", json!(url));
    add("url", json!(url));
    add("title", json!(page.title));
    // An item must have content; the page has the rest of it.
    let content = if summary.is_empty() {
        &page.title
    } else {
        summary
    };
    add("content_text", json!(content));
    add("date_published", json!(entry.published.rfc3339()));
    add("date_modified", json!(entry.changed.rfc3339()));
    let tags = terms(site, page, &TAGS);
    if !tags.is_empty() {
        add("tags", json!(tags));
    }
    if let Some((image, _)) = cover(site, &page.text) {
        add("image", json!(image));
    }
    if let Some(owner) = metadata.owner(page) {
        add("authors", json!([{ "name": owner }]));
    }
    Value::Object(item)
}
