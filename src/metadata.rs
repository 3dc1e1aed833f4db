//! What machines read of a site.
//!
//! In: [`Resolved`], and which page is being made. Out: the tags and the linked data for the page's
//! head as HTML, which every theme prints as it is; and files: feeds, open data, sitemap, robots.txt.
//! All of it repeats what people see on the pages and nothing more. `docs/metadata.md` says what
//! stands where.

mod feeds;
mod linked;
mod open_data;
mod sitemap;
mod tags;
mod xml;

use std::collections::HashMap;
use std::sync::OnceLock;

use quick_xml::escape::escape;

use crate::fields::{Checked, FieldValue, Moment, Record};
use crate::images::Images;
use crate::resolve::{Page, PageId, Resolved, Section, Taxonomy, Term, Text};
use crate::url::UrlPath;

use feeds::Feed;
use tags::Tag;

pub(crate) use feeds::{addresses as feed_addresses, is_fed, site_feed};
pub(crate) use open_data::addresses as data_addresses;

/// What a page of the site is about.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Subject<'a> {
    /// A page that an editor wrote.
    Page(&'a Page),
    /// A folder's list; the home page is that of the folder without a parent.
    Section(&'a Section),
    /// The terms of a taxonomy.
    Taxonomy(&'a Taxonomy),
    /// The pages of a term.
    Term(&'a Taxonomy, &'a Term),
    /// The list of all pages.
    Directory,
    /// What takes place, day by day.
    Calendar,
    /// The search, a poster, a page that is not found or has moved: nothing to be known by.
    Tool,
}

impl<'a> Subject<'a> {
    /// The text that an editor wrote for it.
    fn text(self) -> Option<&'a Text> {
        match self {
            Self::Page(page) => Some(&page.text),
            Self::Section(section) => section.text.as_ref(),
            Self::Taxonomy(taxonomy) => taxonomy.text.as_ref(),
            Self::Term(_, term) => term.text.as_ref(),
            Self::Directory | Self::Calendar | Self::Tool => None,
        }
    }

    fn is_home(self) -> bool {
        matches!(self, Self::Section(section) if section.parent.is_none())
    }
}

/// One step of the way to a page.
#[derive(Debug, Clone)]
pub(crate) struct Crumb {
    /// What the place is called.
    pub(crate) title: String,
    /// Where it is.
    pub(crate) url: UrlPath,
}

/// A page of the site, and how it is shown.
#[derive(Debug)]
pub(crate) struct About<'a> {
    /// What it is about.
    pub(crate) subject: Subject<'a>,
    /// Its address.
    pub(crate) url: &'a UrlPath,
    /// Its title.
    pub(crate) title: &'a str,
    /// What it says in a sentence; may be empty.
    pub(crate) description: &'a str,
    /// The way from home down to the place above it.
    pub(crate) way: &'a [Crumb],
}

/// A site, for machines to read.
pub(crate) struct Metadata<'a> {
    site: &'a Resolved,
    images: &'a Images,
    /// The pages by their addresses as fields name them.
    pages: OnceLock<HashMap<String, PageId>>,
    /// The first pages of the folders whose pages are all of one type, by the folders' paths.
    of_one_type: OnceLock<HashMap<String, PageId>>,
}

impl<'a> Metadata<'a> {
    /// What machines read of a site.
    pub(crate) fn new(site: &'a Resolved, images: &'a Images) -> Self {
        Self {
            site,
            images,
            pages: OnceLock::new(),
            of_one_type: OnceLock::new(),
        }
    }

    /// The page at an address that a field names.
    fn page_at(&self, href: &str) -> Option<&'a Page> {
        let pages = self.pages.get_or_init(|| self.site.pages_by_href());
        pages.get(href).map(|page| self.site.page(*page))
    }

    /// What a folder holds: the type of its pages where all have one, else it is of its own kind.
    fn column_type<'s>(&self, section: &'s Section) -> &'s str
    where
        'a: 's,
    {
        let kind = |id: PageId| &self.site.page(id).text.front.kind;
        let known = self.of_one_type.get_or_init(|| {
            let sections = self.site.sections.iter();
            let known = sections.filter_map(|section| {
                let mut pages = section.pages.iter().copied();
                let first = pages.next()?;
                let is_one = pages.all(|page| kind(page).key == kind(first).key);
                is_one.then(|| (section.path.clone(), first))
            });
            known.collect()
        });
        let first = known.get(&section.path);
        first.map_or(section.title.as_str(), |first| {
            kind(*first).label.text(self.site.config.lang())
        })
    }

    /// Who looks after a page, by its title where the site has a page for it.
    fn owner(&self, page: &'a Page) -> Option<&'a str> {
        let record = &page.text.front.record;
        let name = record.text("owner")?;
        let href = page.text.field_hrefs.get(&record.get("owner")?.span);
        let own = href.and_then(|href| self.page_at(href));
        Some(own.map_or(name, |page| page.title.as_str()))
    }

    /// What stands in the head of a page, as HTML.
    pub(crate) fn head(&self, about: &About<'a>) -> String {
        let mut lines: Vec<String> = Vec::new();
        for Tag { key, content } in tags::all(self, about) {
            let attribute = if key.contains(':') {
                "property"
            } else {
                "name"
            };
            let content = escape(content);
            lines.push(format!(
                "<meta {attribute}=\"{key}\" content=\"{content}\">"
            ));
        }
        for feed in self.feeds(about.subject) {
            for (kind, url) in feeds::KINDS.iter().zip(feed.addresses()) {
                let href = self.site.config.base_url.href(&url);
                lines.push(format!(
                    "<link rel=\"alternate\" type=\"{}\" href=\"{}\" title=\"{}\">",
                    kind.media,
                    escape(href),
                    escape(&feed.title)
                ));
            }
        }
        if let Some(json) = linked::json_ld(self, about) {
            lines.push(format!(
                "<script type=\"application/ld+json\">{json}</script>"
            ));
        }
        lines.join("\n")
    }

    /// The feeds that a page names: its own, then the site's.
    fn feeds(&self, subject: Subject<'_>) -> impl Iterator<Item = Feed> {
        let own = feeds::of_list(self.site, subject);
        own.into_iter().chain(feeds::of_site(self.site))
    }

    /// The addresses of the feeds of a list.
    pub(crate) fn own_feeds(&self, subject: Subject<'_>) -> Vec<(&'static str, UrlPath)> {
        let own = feeds::of_list(self.site, subject);
        let addresses = own.into_iter().flat_map(|feed| feed.addresses());
        let names = feeds::KINDS.iter().map(|kind| kind.label);
        names.zip(addresses).collect()
    }

    /// The files, with their paths in the published site. All but robots.txt hold whole addresses, so
    /// they are made only when the settings name the site's address.
    pub(crate) fn files(&self) -> Vec<(String, Vec<u8>)> {
        let site = self.site;
        let mut files = vec![("robots.txt".to_owned(), sitemap::robots(site).into_bytes())];
        if site.config.base_url.has_origin() {
            files.push(("sitemap.xml".to_owned(), sitemap::sitemap(site)));
            files.extend(feeds::files(self));
            files.extend(open_data::files(self));
        }
        files
    }
}

/// A moment in ISO 8601: the day alone where no time of day was given.
fn iso(moment: Moment) -> String {
    match moment.time {
        Some(_) => moment.rfc3339(),
        None => moment.date.to_string(),
    }
}

/// When a page last changed, as far as it says.
fn changed(page: &Page) -> Option<Moment> {
    page.text.front.updated.or(page.text.front.date)
}

/// The picture of a text, by its whole address, and what it shows.
fn cover<'a>(site: &Resolved, text: &'a Text) -> Option<(String, &'a str)> {
    let record = &text.front.record;
    let href = text.field_hrefs.get(&record.get("cover")?.span)?;
    let alt = record.text("cover_alt").unwrap_or_default();
    Some((site.config.base_url.whole(href), alt))
}

/// The names of a page's terms in the taxonomies with these keys, in their order.
fn terms<'a>(site: &'a Resolved, page: &'a Page, keys: &[&str]) -> Vec<&'a str> {
    let of = |key: &&str| {
        let key = (*key).to_owned();
        let taxonomies = page.terms.iter();
        taxonomies
            .map(|(taxonomy, term)| (&site.taxonomies[*taxonomy], *term))
            .filter(move |(taxonomy, _)| taxonomy.key == key)
            .map(|(taxonomy, term)| taxonomy.terms[term].name.as_str())
    };
    keys.iter().flat_map(of).collect()
}

/// The number of a field that holds one.
fn number(record: &Record, key: &str) -> Option<f64> {
    match record.get(key)?.value {
        FieldValue::Number(number, _) => Some(number),
        _ => None,
    }
}

/// The tables of a field that holds a list of them.
fn tables<'a>(record: &'a Record, key: &str) -> Vec<&'a Record> {
    let Some(Checked {
        value: FieldValue::List(items),
        ..
    }) = record.get(key)
    else {
        return Vec::new();
    };
    let tables = items.iter().filter_map(|item| match &item.value {
        FieldValue::Table(record) => Some(record),
        _ => None,
    });
    tables.collect()
}
