//! Tags in the head: the names that government sites use, and Open Graph.
//!
//! The former are those of 政府网站发展指引 (国办发〔2017〕47号): who the site is, on every page; which
//! column, on lists and on the pages in them; which article, on pages. Nothing is made up: what a page
//! does not say has no tag. Open Graph: <https://ogp.me>.

use super::{About, Metadata, Subject, cover, terms};
use crate::fields::Moment;
use crate::images::SHARED;
use crate::resolve::{Page, Resolved};

/// A tag. Names with a colon are properties.
pub(super) struct Tag {
    pub(super) key: &'static str,
    pub(super) content: String,
}

/// The taxonomies whose terms are keywords of a page.
const KEYWORDS: [&str; 4] = ["topic", "town", "audience", "tags"];

/// The tags of a page.
pub(super) fn all<'a>(metadata: &Metadata<'a>, about: &About<'a>) -> Vec<Tag> {
    let site = metadata.site;
    let mut tags = Tags::default();
    of_site(site, &mut tags);
    match about.subject {
        Subject::Page(page) => of_page(metadata, page, about, &mut tags),
        Subject::Tool => return tags.0,
        _ if about.subject.is_home() => {}
        _ => of_column(metadata, about, &mut tags),
    }
    if site.config.base_url.has_origin() {
        open_graph(metadata, about, &mut tags);
    }
    tags.0
}

#[derive(Default)]
struct Tags(Vec<Tag>);

impl Tags {
    fn add(&mut self, key: &'static str, content: impl Into<String>) {
        let content = content.into();
        if !content.is_empty() {
            self.0.push(Tag { key, content });
        }
    }
}

fn of_site(site: &Resolved, tags: &mut Tags) {
    let config = &site.config;
    tags.add("SiteName", &config.title);
    tags.add("SiteDomain", config.base_url.host());
    tags.add("SiteIDCode", config.site_id_code.as_deref().unwrap_or(""));
}

fn of_column(metadata: &Metadata<'_>, about: &About<'_>, tags: &mut Tags) {
    tags.add("ColumnName", about.title);
    tags.add("ColumnDescription", about.description);
    let mut keywords = vec![about.title];
    if let Some(text) = about.subject.text() {
        let own = text.front.terms.get("tags");
        keywords.extend(own.into_iter().flatten().map(|(name, _)| name.as_str()));
    }
    if let Subject::Term(_, term) = about.subject {
        keywords.extend(term.aliases.iter().map(String::as_str));
    }
    tags.add("ColumnKeywords", keywords.join(","));
    let kind = match about.subject {
        Subject::Term(taxonomy, _) => &taxonomy.label,
        Subject::Section(section) => metadata.column_type(section),
        _ => about.title,
    };
    tags.add("ColumnType", kind);
}

fn of_page<'a>(metadata: &Metadata<'a>, page: &'a Page, about: &About<'a>, tags: &mut Tags) {
    let site = metadata.site;
    let front = &page.text.front;
    let section = site.section(page.section);
    if section.parent.is_some() && section.listed {
        tags.add("ColumnName", &section.title);
        tags.add("ColumnType", metadata.column_type(section));
    }
    tags.add("ArticleTitle", about.title);
    if let Some(date) = front.date {
        tags.add("PubDate", to_the_minute(date));
    }
    let owner = metadata.owner(page).unwrap_or_default();
    let mut sources = ["source", "issuer"].into_iter();
    let source = sources.find_map(|key| front.record.text(key));
    tags.add("ContentSource", source.unwrap_or(owner));
    tags.add("Keywords", terms(site, page, &KEYWORDS).join(","));
    tags.add("Author", owner);
    if site.config.base_url.has_origin() {
        if let Some((url, _)) = cover(site, &page.text) {
            tags.add("Image", url);
        }
        tags.add("Url", site.config.base_url.absolute(about.url));
    }
}

/// `YYYY-MM-DD HH:MM`, midnight where no time of day was given: the form allows no other.
fn to_the_minute(moment: Moment) -> String {
    match moment.time {
        Some(_) => moment.to_string(),
        None => format!("{moment} 00:00"),
    }
}

fn open_graph(metadata: &Metadata<'_>, about: &About<'_>, tags: &mut Tags) {
    let site = metadata.site;
    let config = &site.config;
    tags.add("og:title", about.title);
    tags.add("og:site_name", &config.title);
    tags.add("og:description", about.description);
    tags.add("og:url", config.base_url.absolute(about.url));
    let text = about.subject.text();
    let own = text.and_then(|text| text.front.record.text("lang"));
    let locale = match own.unwrap_or(&config.language) {
        "en" => "en_US",
        _ => "zh_CN",
    };
    tags.add("og:locale", locale);
    // WeChat and its like show neither SVG nor WebP, and nothing that is smaller than 300 pixels.
    if let Some(picture) = metadata.images.shared(text) {
        let (width, height) = SHARED;
        tags.add("og:image", config.base_url.absolute(&picture.url));
        tags.add("og:image:width", width.to_string());
        tags.add("og:image:height", height.to_string());
        tags.add("og:image:alt", picture.alt);
    }
    let Subject::Page(page) = about.subject else {
        tags.add("og:type", "website");
        return;
    };
    tags.add("og:type", "article");
    let front = &page.text.front;
    if let Some(date) = front.date {
        tags.add("article:published_time", date.rfc3339());
    }
    if let Some(updated) = front.updated {
        tags.add("article:modified_time", updated.rfc3339());
    }
}
