//! A page tells something else and keeps its place: nothing is resolved anew but what it says itself.
//!
//! In: a site, and one of its pages before and after an edit of its text, title or summary. Out: the site as
//! resolving all of it would make it, or none where an edit may reach further; then all of it is resolved.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use rayon::prelude::*;

use super::{Directory, Page, Resolved, explained};
use crate::markdown::{Heading, Link, Markdown};
use crate::parse::{FrontMatter, ParsedPage};
use crate::source::Span;

/// Fields that lists show and nothing is sorted, found or linked by. Titles are looked at apart.
const SHOWN_ONLY: [&str; 2] = ["title", "summary"];

impl Resolved {
    /// Puts what a page reads now in the place of what it read before. Whether that could be done; if not,
    /// nothing has been done.
    pub(crate) fn retell(&mut self, before: &Arc<ParsedPage>, now: &Arc<ParsedPage>) -> bool {
        // A page that others have changed, such as one that they supersede, is not what its file says.
        let mut pages = self.pages.iter();
        let Some(place) = pages.position(|page| Arc::ptr_eq(&page.text.page, before)) else {
            return false;
        };
        if !is_same_to_others(before, now) || !self.may_be_called(before.title(), now.title()) {
            return false;
        }
        let page = &self.pages[place];
        let (Some(hrefs), Some(field_hrefs), Some(field_notes)) = (
            hrefs(before, &page.text.hrefs, now),
            moved(&page.text.field_hrefs, before, now),
            moved(&page.text.field_notes, before, now),
        ) else {
            return false;
        };
        let page = &mut self.pages[place];
        page.text.page = Arc::clone(now);
        page.text.hrefs = hrefs;
        page.text.field_hrefs = field_hrefs;
        page.text.field_notes = field_notes;
        explained::find(&self.words, std::slice::from_mut(page));
        if page.title != now.title() {
            now.title().clone_into(&mut page.title);
            self.directory = Directory::new(&self.pages);
        }
        true
    }

    /// Whether a page may go from one title to another without anybody noticing who names it by either.
    fn may_be_called(&self, before: &str, now: &str) -> bool {
        let is_named = |page: &Page| {
            let leaves = page.text.front.record.leaves();
            let mut leaves = leaves.iter().filter(|leaf| leaf.field.key != "title");
            leaves.any(|leaf| leaf.text == before || leaf.text == now)
        };
        before == now || !self.pages.par_iter().any(is_named)
    }
}

/// Whether a page has the same place among the others, and the same places to lead to.
fn is_same_to_others(before: &ParsedPage, now: &ParsedPage) -> bool {
    let FrontMatter {
        kind,
        title: _,
        date,
        updated,
        first_start,
        draft,
        weight,
        terms,
        record,
    } = &before.front;
    let front = &now.front;
    let named = |terms: &BTreeMap<String, Vec<(String, Span)>>| -> Vec<(String, String)> {
        let terms = terms.iter();
        let terms = terms.flat_map(|(key, names)| names.iter().map(move |(name, _)| (key, name)));
        terms
            .map(|(key, name)| (key.clone(), name.clone()))
            .collect()
    };
    let Markdown {
        title: _,
        html: _,
        headings,
        links: _,
        anchors,
        sections: _,
        words: _,
        summary: _,
    } = &before.markdown;
    let same = |(a, b): (&Heading, &Heading)| a.id == b.id && a.text == b.text;
    *kind == front.kind
        && *date == front.date
        && *updated == front.updated
        && *first_start == front.first_start
        && *draft == front.draft
        && weight.total_cmp(&front.weight).is_eq()
        && named(terms) == named(&front.terms)
        && record.says_the_same(&front.record, &SHOWN_ONLY)
        && *anchors == now.markdown.anchors
        && headings.len() == now.markdown.headings.len()
        && headings.iter().zip(&now.markdown.headings).all(same)
}

/// Where the links of a page lead now. A link leads where the same one led; where one leads that is new is for
/// the whole site to say.
fn hrefs(
    before: &ParsedPage,
    hrefs: &[Option<String>],
    now: &ParsedPage,
) -> Option<Vec<Option<String>>> {
    let key = |link: &Link| (link.kind, link.target.clone());
    let links = before.markdown.links.iter().map(key);
    let known: HashMap<_, _> = links.zip(hrefs).collect();
    let links = now.markdown.links.iter();
    links
        .map(|link| known.get(&key(link)).map(|href| (*href).clone()))
        .collect()
}

/// What is known by the places of field values, by the places where they stand now.
fn moved(
    known: &BTreeMap<Span, String>,
    before: &ParsedPage,
    now: &ParsedPage,
) -> Option<BTreeMap<Span, String>> {
    let leaves = before.front.record.leaves();
    let places: HashMap<Span, Span> = leaves
        .iter()
        .zip(now.front.record.leaves())
        .map(|(a, b)| (a.span, b.span))
        .collect();
    known
        .iter()
        .map(|(span, text)| Some((*places.get(span)?, text.clone())))
        .collect()
}
