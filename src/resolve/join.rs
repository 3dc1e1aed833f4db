//! A page comes to a site: it is given its place, and nothing else is resolved anew.
//!
//! In: a site, and a page that it does not have yet. Out: the site as resolving all of it would make it, or none
//! where the page may mean more to others than one more in their lists; then all of it is resolved.

use std::cmp::Reverse;
use std::sync::Arc;

use percent_encoding::percent_decode_str;
use rayon::prelude::*;

use super::paths::{is_elsewhere, join, split_fragment};
use super::sections::compare;
use super::taxonomies::TYPE;
use super::{Directory, Page, PageId, Resolved, SectionId, Taxonomy, Term, Text, explained, id};
use crate::config::Terms;
use crate::markdown::{Link, LinkKind};
use crate::metadata::is_fed;
use crate::parse::ParsedPage;
use crate::portable::fault_in;
use crate::scan::{PageKind, name_of};
use crate::url::UrlPath;

/// Fields that lead nowhere, and by which a page is neither found nor counted; those of terms are looked at apart.
const PLAIN: [&str; 5] = ["title", "summary", "date", "updated", "weight"];

/// A page that may come, and where it goes.
struct Newcomer {
    page: Page,
    /// Addresses that are taken with it: lists that become longer.
    lists: Vec<UrlPath>,
}

impl Resolved {
    /// Takes in a new page. None where that could not be done; nothing has been done then.
    pub(crate) fn join(&mut self, page: &Arc<ParsedPage>) -> Option<PageId> {
        let Newcomer { mut page, lists } = self.newcomer(page)?;
        let span = page.text.span_of("slug");
        self.claims.join(&page.url, span, &lists);
        let path = &page.text.source.path;
        let place = self
            .pages
            .partition_point(|other| other.text.source.path < *path);
        let own = PageId(id(place));
        self.renumber(own);
        explained::find(&self.words, std::slice::from_mut(&mut page));
        let (section, terms) = (page.section, page.terms.clone());
        self.pages.insert(place, page);
        let pages = &mut self.pages;
        let list = &mut self.sections[section.0 as usize].pages;
        let at = insert(list, pages, own);
        let before = at.checked_sub(1).and_then(|at| list.get(at).copied());
        let after = list.get(at + 1).copied();
        if let Some(before) = before {
            pages[before.index()].next = Some(own);
        }
        if let Some(after) = after {
            pages[after.index()].previous = Some(own);
        }
        pages[place].previous = before;
        pages[place].next = after;
        for &(taxonomy, term) in &terms {
            insert(&mut self.taxonomies[taxonomy].terms[term].pages, pages, own);
        }
        let mut longer: Vec<usize> = terms.iter().map(|(taxonomy, _)| *taxonomy).collect();
        longer.dedup();
        for taxonomy in longer {
            self.sort_terms(taxonomy);
        }
        self.directory.insert(&self.pages, own);
        Some(own)
    }

    /// A page with all that the site says of it; none where it may mean more to others.
    fn newcomer(&self, parsed: &Arc<ParsedPage>) -> Option<Newcomer> {
        let (front, source) = (&parsed.front, &parsed.source);
        let is_term = |key: &str| self.config.taxonomies.iter().any(|one| one.key == key);
        let is_plain = |key: &str| PLAIN.contains(&key) || is_term(key);
        let mut fields = front.record.fields.iter();
        let url = UrlPath::page(source.page_path());
        let mut kinds = self.pages.iter().map(|page| &page.text.front.kind.key);
        let is_ordinary = source.kind == PageKind::Single
            && !front.draft
            && fields.all(|(field, _)| is_plain(&field.key))
            && fault_in(&source.path).is_none()
            && !self.claims.has(&UrlPath::file(&source.path))
            && self.claims.is_free(&url)
            && kinds.any(|kind| *kind == front.kind.key)
            && !self.is_meant(parsed);
        if !is_ordinary {
            return None;
        }
        let sections = self.section_ids();
        let mut sections = sections.filter(|id| self.section(*id).path == source.folder());
        let section = sections.next()?;
        let terms = self.terms_of(parsed)?;
        let hrefs = parsed.markdown.links.iter();
        let hrefs = hrefs.map(|link| self.plain_href(parsed, link));
        let hrefs: Vec<String> = hrefs.collect::<Option<_>>()?;
        let lists = self.longer_lists(parsed, section, &terms)?;
        let page = Page {
            section,
            terms,
            text: Text {
                hrefs: hrefs.into_iter().map(Some).collect(),
                ..Text::unresolved(Arc::clone(parsed))
            },
            ..Page::new(Arc::clone(parsed), url)
        };
        Some(Newcomer { page, lists })
    }

    /// Whether some text may have meant the page before it was there: by its title, or by a path that leads
    /// elsewhere as long as nothing is where it points.
    fn is_meant(&self, page: &ParsedPage) -> bool {
        let (title, name) = (page.title(), name_of(page.source.page_path()));
        let texts: Vec<&Text> = self.texts().map(|(_, text)| text).collect();
        texts.into_par_iter().any(|text| {
            let leaves = text.front.record.leaves();
            let mut leaves = leaves.iter().filter(|leaf| leaf.field.key != "title");
            let mut links = text.markdown.links.iter();
            leaves.any(|leaf| leaf.text == title || leaf.text.contains(name))
                || links.any(|link| {
                    let (path, _) = split_fragment(&link.target);
                    let decoded = percent_decode_str(path).decode_utf8_lossy();
                    !path.starts_with('/') && !is_elsewhere(path) && decoded.contains(name)
                })
        })
    }

    /// The terms of a page, if all are there.
    fn terms_of(&self, page: &ParsedPage) -> Option<Vec<(usize, usize)>> {
        let mut found = Vec::new();
        for settings in &self.config.taxonomies {
            let kind = [page.front.kind.label.text(self.config.lang())];
            let named = page.front.terms.get(&settings.key);
            let named = named.into_iter().flatten().map(|(name, _)| name.as_str());
            let mut taxonomies = self.taxonomies.iter();
            let Some(index) = taxonomies.position(|one| one.key == settings.key) else {
                // One type that all pages share is no taxonomy.
                if settings.key != TYPE && named.count() > 0 {
                    return None;
                }
                continue;
            };
            let written: Vec<&str> = if settings.key == TYPE {
                kind.to_vec()
            } else {
                named.collect()
            };
            let terms = &self.taxonomies[index].terms;
            let mut own: Vec<usize> = Vec::new();
            for name in written {
                let term = terms.iter().position(|term| term.name == name)?;
                if !own.contains(&term) {
                    own.push(term);
                }
            }
            own.sort_unstable();
            found.extend(own.into_iter().map(|term| (index, term)));
        }
        Some(found)
    }

    /// Where a link leads that cannot lead elsewhere.
    fn plain_href(&self, page: &ParsedPage, link: &Link) -> Option<String> {
        let (path, fragment) = split_fragment(&link.target);
        if is_elsewhere(path) {
            // What is loaded from there is told of.
            return (link.kind == LinkKind::Link).then(|| link.target.clone());
        }
        if path.is_empty() || path.contains('?') || fragment.is_some() {
            return None;
        }
        let decoded = percent_decode_str(path).decode_utf8_lossy();
        let (path, urls) = if path.starts_with('/') {
            let path = join("", decoded.trim_start_matches('/'))?;
            let urls = [UrlPath::page(&path), UrlPath::file(&path)];
            (path, urls.into_iter().find(|url| self.claims.has(url)))
        } else {
            (join(page.source.folder(), &decoded)?, None)
        };
        let of_page = || {
            let mut pages = self.pages.iter();
            let page = pages.find(|page| page.text.source.path == path)?;
            Some(page.url.clone())
        };
        let url = urls.or_else(of_page)?;
        Some(self.config.base_url.href(&url))
    }

    /// The addresses that lists get when a page comes; none where one is not free, or where a list gets a feed.
    fn longer_lists(
        &self,
        page: &ParsedPage,
        section: SectionId,
        terms: &[(usize, usize)],
    ) -> Option<Vec<UrlPath>> {
        let section = self.section(section);
        let terms = terms
            .iter()
            .map(|(taxonomy, term)| &self.taxonomies[*taxonomy].terms[*term]);
        let own = (&section.url, &section.pages);
        let lists = std::iter::once(own)
            .filter(|_| section.listed)
            .chain(terms.map(|term| (&term.url, &term.pages)));
        let mut longer = Vec::new();
        for (url, pages) in lists {
            if page.front.date.is_some() && !is_fed(&self.pages, pages) {
                return None;
            }
            let number = self.config.list_pages(pages.len() + 1);
            if number > self.config.list_pages(pages.len()) {
                longer.push(url.list_page(number));
            }
        }
        let parts = Directory::parts_of(self.pages.len() + 1);
        if parts > self.directory.parts() {
            longer.push(Directory::url().list_page(parts));
        }
        let is_free = longer.iter().all(|url| self.claims.is_free(url));
        is_free.then_some(longer)
    }

    /// Puts the terms of a taxonomy in order, if that is by how many pages each has.
    fn sort_terms(&mut self, taxonomy: usize) {
        let Taxonomy { key, terms, .. } = &mut self.taxonomies[taxonomy];
        let mut settings = self.config.taxonomies.iter();
        let is_open = settings.any(|one| one.key == *key && matches!(one.terms, Terms::Open));
        let mut order: Vec<usize> = (0..terms.len()).collect();
        order.sort_by_key(|place| {
            let term = &terms[*place];
            (Reverse(term.pages.len()), &term.name)
        });
        if !is_open || order.is_sorted() {
            return;
        }
        let mut places = vec![0; order.len()];
        for (place, old) in order.iter().enumerate() {
            places[*old] = place;
        }
        let mut sorted: Vec<(usize, Term)> = places.iter().copied().zip(terms.drain(..)).collect();
        sorted.sort_by_key(|(place, _)| *place);
        terms.extend(sorted.into_iter().map(|(_, term)| term));
        for page in &mut self.pages {
            for (of, place) in &mut page.terms {
                if *of == taxonomy {
                    *place = places[*place];
                }
            }
            page.terms.sort_unstable();
        }
    }

    /// Makes room for a page among the numbers of the others.
    fn renumber(&mut self, new: PageId) {
        let shift = |page: &mut PageId| page.0 += u32::from(*page >= new);
        for page in &mut self.pages {
            page.previous.iter_mut().for_each(shift);
            page.next.iter_mut().for_each(shift);
            page.related.iter_mut().for_each(shift);
            page.above.iter_mut().for_each(shift);
            let referred = page.referred.iter_mut();
            referred.flat_map(|one| &mut one.pages).for_each(shift);
        }
        let sections = self.sections.iter_mut();
        sections.flat_map(|one| &mut one.pages).for_each(shift);
        let terms = self.taxonomies.iter_mut().flat_map(|one| &mut one.terms);
        terms.flat_map(|term| &mut term.pages).for_each(shift);
        let cited = self.cited.iter_mut().flat_map(|one| &mut one.referred);
        cited.flat_map(|one| &mut one.pages).for_each(shift);
        self.agenda.pages_mut().for_each(shift);
        self.directory.pages_mut().for_each(shift);
    }
}

/// Puts a page into a list, in the order of lists; its place there.
fn insert(list: &mut Vec<PageId>, pages: &[Page], new: PageId) -> usize {
    let page = &pages[new.index()];
    let at = list.partition_point(|other| compare(&pages[other.index()], page).is_lt());
    list.insert(at, new);
    at
}
