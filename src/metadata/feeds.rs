//! Feeds: what is new on the site, in a folder, of a term.
//!
//! Each in two forms beside its list, `atom.xml` (RFC 4287) and `feed.json` (JSON Feed 1.1,
//! <https://jsonfeed.org/version/1.1>). Times are those that the pages give, never that of the build,
//! so that a feed in which nothing is new keeps its bytes. An entry has a page's summary, not its text:
//! of a withheld page that is its card's.

mod atom;
mod json;

use rayon::prelude::*;

use super::{Metadata, Subject, changed};
use crate::fields::Moment;
use crate::resolve::{Page, PageId, Resolved};
use crate::url::UrlPath;

/// Most entries of a feed.
const ENTRIES: usize = 30;

/// A form of feeds.
pub(super) struct Kind {
    /// The file's name.
    name: &'static str,
    /// What it is called.
    pub(super) label: &'static str,
    /// The media type.
    pub(super) media: &'static str,
    write: for<'a> fn(&Metadata<'a>, &Feed, &[Entry<'a>]) -> Vec<u8>,
}

/// The forms of every feed.
pub(super) const KINDS: [Kind; 2] = [
    Kind {
        name: "atom.xml",
        label: "Atom",
        media: "application/atom+xml",
        write: atom::write,
    },
    Kind {
        name: "feed.json",
        label: "JSON Feed",
        media: "application/feed+json",
        write: json::write,
    },
];

/// The feed of a list of pages.
#[derive(Debug)]
pub(super) struct Feed {
    /// Its title.
    pub(super) title: String,
    /// What it is about; may be empty.
    description: String,
    /// The address of the list.
    list: UrlPath,
}

impl Feed {
    /// Its addresses, one for each form.
    pub(super) fn addresses(&self) -> [UrlPath; KINDS.len()] {
        addresses(&self.list)
    }
}

/// A page in a feed.
struct Entry<'a> {
    page: &'a Page,
    published: Moment,
    changed: Moment,
}

/// The addresses of the feeds beside a list.
pub(crate) fn addresses(list: &UrlPath) -> [UrlPath; KINDS.len()] {
    KINDS.map(|kind| list.beside(kind.name))
}

/// The address of the site's feed for programs that want one.
pub(crate) fn site_feed() -> UrlPath {
    let [atom, _] = addresses(&UrlPath::home());
    atom
}

/// Whether a list has feeds: one without a dated page will never have anything new.
pub(crate) fn is_fed(pages: &[Page], list: &[PageId]) -> bool {
    let mut list = list.iter();
    list.any(|id| pages[id.index()].text.front.date.is_some())
}

/// The feed of the whole site, which hangs on the home page.
pub(super) fn of_site(site: &Resolved) -> Option<Feed> {
    site.config.base_url.has_origin().then(|| Feed {
        title: site.config.title.clone(),
        description: site.config.description.clone(),
        list: UrlPath::home(),
    })
}

/// The feed of a folder or a term.
pub(super) fn of_list(site: &Resolved, subject: Subject<'_>) -> Option<Feed> {
    let (title, list, pages) = match subject {
        Subject::Section(section) if section.parent.is_some() => {
            (&section.title, &section.url, &section.pages)
        }
        Subject::Term(_, term) => (&term.name, &term.url, &term.pages),
        _ => return None,
    };
    let is_fed = site.config.base_url.has_origin() && is_fed(&site.pages, pages);
    is_fed.then(|| Feed {
        title: format!("{title} - {}", site.config.title),
        description: subject.text().map_or("", |text| text.summary()).to_owned(),
        list: list.clone(),
    })
}

/// Every feed, by path.
pub(super) fn files(metadata: &Metadata<'_>) -> Vec<(String, Vec<u8>)> {
    let site = metadata.site;
    let sections = site.sections.iter().filter(|section| section.listed);
    let sections = sections.map(|section| (Subject::Section(section), &section.pages));
    let terms = site.taxonomies.iter().flat_map(|taxonomy| {
        let terms = taxonomy.terms.iter();
        terms.map(move |term| (Subject::Term(taxonomy, term), &term.pages))
    });
    let of_lists = sections
        .chain(terms)
        .filter_map(|(subject, pages)| Some((of_list(site, subject)?, pages.clone())));
    let all: Vec<PageId> = site.page_ids().collect();
    let of_site = of_site(site).map(|feed| (feed, all));
    let feeds: Vec<(Feed, Vec<PageId>)> = of_site.into_iter().chain(of_lists).collect();
    feeds
        .into_par_iter()
        .flat_map_iter(|(feed, pages)| {
            let entries = newest(site, &pages);
            let addresses = feed.addresses();
            let files = KINDS.iter().zip(&addresses);
            let files = files
                .map(|(kind, url)| (url.output_path(), (kind.write)(metadata, &feed, &entries)));
            files.collect::<Vec<_>>()
        })
        .collect()
}

/// The newest pages of a list.
fn newest<'a>(site: &'a Resolved, list: &[PageId]) -> Vec<Entry<'a>> {
    let dated = list.iter().filter_map(|id| {
        let page = site.page(*id);
        let published = page.text.front.date?;
        let changed = changed(page).unwrap_or(published);
        Some(Entry {
            page,
            published,
            changed,
        })
    });
    let mut entries: Vec<Entry<'_>> = dated.collect();
    entries.sort_by(|a, b| {
        let newer = b.published.cmp(&a.published);
        newer.then_with(|| a.page.url.cmp(&b.page.url))
    });
    entries.truncate(ENTRIES);
    entries
}
