//! The sitemap and robots.txt. Sitemap: <https://www.sitemaps.org/protocol.html>.

use super::changed;
use super::xml::{text, written};
use crate::fields::Moment;
use crate::resolve::Resolved;
use crate::url::UrlPath;

pub(super) fn robots(site: &Resolved) -> String {
    let mut text = "User-agent: *\nAllow: /\n".to_owned();
    if site.config.base_url.has_origin() {
        let url = site.config.base_url.absolute(&UrlPath::file("sitemap.xml"));
        text.push_str("Sitemap: ");
        text.push_str(&url);
        text.push('\n');
    }
    text
}

pub(super) fn sitemap(site: &Resolved) -> Vec<u8> {
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
    written(|xml| {
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
    })
}
