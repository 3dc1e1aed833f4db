//! A feed as Atom, RFC 4287.

use std::io;

use super::{Entry, Feed};
use crate::fields::Moment;
use crate::metadata::Metadata;
use crate::metadata::xml::{Xml, text, written};
use crate::resolve::Resolved;

pub(super) fn write<'a>(metadata: &Metadata<'a>, feed: &Feed, entries: &[Entry<'a>]) -> Vec<u8> {
    written(|xml| atom(metadata.site, feed, entries, xml))
}

fn atom(site: &Resolved, feed: &Feed, entries: &[Entry<'_>], xml: &mut Xml) -> io::Result<()> {
    let config = &site.config;
    // A feed must say when it changed; one without entries never did.
    let changed = entries.iter().map(|entry| entry.changed).max();
    let changed = changed.map_or_else(|| "1970-01-01T00:00:00+08:00".to_owned(), Moment::rfc3339);
    let list = config.base_url.absolute(&feed.list);
    let [own, _] = feed.addresses();
    let root = xml.create_element("feed");
    root.with_attributes([
        ("xmlns", "http://www.w3.org/2005/Atom"),
        ("xml:lang", config.language.as_str()),
    ])
    .write_inner_content(|xml| {
        text(xml, "title", &feed.title)?;
        if !feed.description.is_empty() {
            text(xml, "subtitle", &feed.description)?;
        }
        text(xml, "id", &list)?;
        text(xml, "updated", &changed)?;
        link(xml, "alternate", &list)?;
        link(xml, "self", &config.base_url.absolute(&own))?;
        xml.create_element("author")
            .write_inner_content(|xml| text(xml, "name", &config.title))?;
        for Entry {
            page,
            published,
            changed,
        } in entries
        {
            let address = config.base_url.absolute(&page.url);
            xml.create_element("entry").write_inner_content(|xml| {
                text(xml, "title", &page.title)?;
                text(xml, "id", &address)?;
                link(xml, "alternate", &address)?;
                text(xml, "published", &published.rfc3339())?;
                text(xml, "updated", &changed.rfc3339())?;
                text(xml, "summary", page.text.summary())
            })?;
        }
        Ok(())
    })?;
    Ok(())
}

fn link(xml: &mut Xml, rel: &str, href: &str) -> io::Result<()> {
    xml.create_element("link")
        .with_attributes([("rel", rel), ("href", href)])
        .write_empty()?;
    Ok(())
}
