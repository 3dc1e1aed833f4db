//! The Atom feed, the sitemap and robots.txt.
//!
//! Atom: RFC 4287. Sitemap: <https://www.sitemaps.org/protocol.html>. Both want absolute addresses,
//! so they are made only when the settings name the site's address.

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use crate::fields::Moment;
use crate::resolve::{Page, Resolved};
use crate::url::UrlPath;

/// Entries in the feed.
const ENTRIES: usize = 20;

/// The files, with their paths in the published site.
pub(super) fn all(site: &Resolved) -> Vec<(String, Vec<u8>)> {
    let mut files = vec![("robots.txt".to_owned(), robots(site).into_bytes())];
    if site.config.base_url.has_origin() {
        files.push(("sitemap.xml".to_owned(), written(|xml| sitemap(site, xml))));
        files.push(("atom.xml".to_owned(), written(|xml| atom(site, xml))));
    }
    files
}

/// The address of the feed.
pub(super) fn url() -> UrlPath {
    UrlPath::file("atom.xml")
}

type Xml = Writer<Vec<u8>>;

fn written(write: impl FnOnce(&mut Xml) -> io::Result<()>) -> Vec<u8> {
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 1);
    let declaration = Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None));
    // Writing to memory cannot fail.
    xml.write_event(declaration)
        .and_then(|()| write(&mut xml))
        .unwrap_or_default();
    let mut bytes = xml.into_inner();
    bytes.push(b'\n');
    bytes
}

fn robots(site: &Resolved) -> String {
    let mut text = "User-agent: *\nAllow: /\n".to_owned();
    if site.config.base_url.has_origin() {
        let url = site.config.base_url.absolute(&UrlPath::file("sitemap.xml"));
        text.push_str("Sitemap: ");
        text.push_str(&url);
        text.push('\n');
    }
    text
}

fn sitemap(site: &Resolved, xml: &mut Xml) -> io::Result<()> {
    let changed = |page: &Page| page.text.front.updated.or(page.text.front.date);
    let pages = site.pages.iter().map(|page| (&page.url, changed(page)));
    let sections = site.sections.iter().filter(|section| section.listed);
    let sections = sections.map(|section| (&section.url, None));
    let taxonomies = site.taxonomies.iter().flat_map(|taxonomy| {
        std::iter::once((&taxonomy.url, None))
            .chain(taxonomy.terms.iter().map(|term| (&term.url, None)))
    });
    let cited = site.cited.iter().map(|document| (&document.url, None));
    let lists = sections.chain(taxonomies).chain(cited);
    let mut urls: Vec<(&UrlPath, Option<Moment>)> = pages.chain(lists).collect();
    urls.sort_by(|a, b| a.0.cmp(b.0));
    let root = xml.create_element("urlset");
    root.with_attribute(("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9"))
        .write_inner_content(|xml| {
            for (url, changed) in urls {
                xml.create_element("url").write_inner_content(|xml| {
                    text(xml, "loc", &site.config.base_url.absolute(url))?;
                    changed.map_or(Ok(()), |moment| {
                        text(xml, "lastmod", &moment.date.to_string())
                    })
                })?;
            }
            Ok(())
        })?;
    Ok(())
}

fn atom(site: &Resolved, xml: &mut Xml) -> io::Result<()> {
    let config = &site.config;
    let mut pages: Vec<(&Page, Moment)> = site
        .pages
        .iter()
        .filter_map(|page| Some((page, page.text.front.date?)))
        .collect();
    pages.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.url.cmp(&b.0.url)));
    pages.truncate(ENTRIES);
    let changed = |page: &Page, date: Moment| page.text.front.updated.unwrap_or(date).rfc3339();
    // A feed must say when it changed; one without entries never did.
    let updated = pages
        .iter()
        .map(|(page, date)| changed(page, *date))
        .max()
        .unwrap_or_else(|| "1970-01-01T00:00:00+08:00".to_owned());
    let home = config.base_url.absolute(&UrlPath::home());
    let root = xml.create_element("feed");
    root.with_attributes([
        ("xmlns", "http://www.w3.org/2005/Atom"),
        ("xml:lang", config.language.as_str()),
    ])
    .write_inner_content(|xml| {
        text(xml, "title", &config.title)?;
        if !config.description.is_empty() {
            text(xml, "subtitle", &config.description)?;
        }
        text(xml, "id", &home)?;
        text(xml, "updated", &updated)?;
        link(xml, "alternate", &home)?;
        link(xml, "self", &config.base_url.absolute(&url()))?;
        xml.create_element("author")
            .write_inner_content(|xml| text(xml, "name", &config.title))?;
        for (page, date) in &pages {
            let address = config.base_url.absolute(&page.url);
            xml.create_element("entry").write_inner_content(|xml| {
                text(xml, "title", &page.title)?;
                text(xml, "id", &address)?;
                link(xml, "alternate", &address)?;
                text(xml, "published", &date.rfc3339())?;
                text(xml, "updated", &changed(page, *date))?;
                text(xml, "summary", page.text.summary())
            })?;
        }
        Ok(())
    })?;
    Ok(())
}

fn text(xml: &mut Xml, name: &str, content: &str) -> io::Result<()> {
    // XML 1.0 has no way to write most control characters, nor these two that are no characters.
    let unwritable = |c: char| {
        (c.is_control() && !matches!(c, '\n' | '\t')) || matches!(c, '\u{fffe}' | '\u{ffff}')
    };
    let content: String = content.chars().filter(|c| !unwritable(*c)).collect();
    xml.create_element(name)
        .write_text_content(BytesText::new(&content))?;
    Ok(())
}

fn link(xml: &mut Xml, rel: &str, href: &str) -> io::Result<()> {
    xml.create_element("link")
        .with_attributes([("rel", rel), ("href", href)])
        .write_empty()?;
    Ok(())
}
