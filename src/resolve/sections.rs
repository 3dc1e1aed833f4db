//! The tree of folders, and the order of the pages in each.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use rayon::prelude::*;

use super::{Page, PageId, SectionId, Text, id};
use crate::config::Config;
use crate::scan::{PageKind, folder_of, name_of};
use crate::url::UrlPath;

/// A folder of pages.
#[derive(Debug)]
pub struct Section {
    /// Its path from the content folder; empty for the home page.
    pub path: String,
    /// Its title: that of `_index.md`, else its name; the site's for the home page.
    pub title: String,
    /// Its address.
    pub url: UrlPath,
    /// The text of `_index.md`.
    pub text: Option<Text>,
    /// The folder it lies in; none for the home page.
    pub parent: Option<SectionId>,
    /// The folders in it, in order.
    pub children: Vec<SectionId>,
    /// The pages in it, in order.
    pub pages: Vec<PageId>,
    /// Whether it has a list page; if not, something else is at its address.
    pub listed: bool,
}

/// Builds the tree and tells each page its folder and neighbours. The home page comes first, the
/// rest by path. `order` is that of [`in_order`].
pub(super) fn build(
    config: &Config,
    pages: &mut [Page],
    order: &[usize],
    mut texts: BTreeMap<String, Text>,
) -> Vec<Section> {
    let mut paths: BTreeMap<String, SectionId> = BTreeMap::from([(String::new(), SectionId(0))]);
    let folders = pages.iter().map(listed_in);
    for mut folder in folders.chain(texts.keys().map(String::as_str)) {
        while !paths.contains_key(folder) {
            paths.insert(folder.to_owned(), SectionId(0));
            folder = folder_of(folder);
        }
    }
    for (index, section) in paths.values_mut().enumerate() {
        *section = SectionId(id(index));
    }
    let mut sections: Vec<Section> = paths
        .keys()
        .map(|path| {
            let text = texts.remove(path);
            let title = match text.as_ref().and_then(Text::title) {
                Some(title) => title,
                None if path.is_empty() => &config.title,
                None => name_of(path),
            };
            Section {
                title: title.to_owned(),
                url: UrlPath::page(path),
                parent: (!path.is_empty()).then(|| paths[folder_of(path)]),
                text,
                children: Vec::new(),
                pages: Vec::new(),
                listed: true,
                path: path.clone(),
            }
        })
        .collect();
    for index in 1..sections.len() {
        if let Some(parent) = sections[index].parent {
            sections[parent.0 as usize]
                .children
                .push(SectionId(id(index)));
        }
    }
    for &index in order {
        let page = &mut pages[index];
        page.section = paths[listed_in(page)];
        let section = &mut sections[page.section.0 as usize];
        section.pages.push(PageId(id(index)));
    }
    settle(&mut sections, pages);
    sections
}

/// Puts folders in order, and tells pages their neighbours.
fn settle(sections: &mut [Section], pages: &mut [Page]) {
    let weights: Vec<f64> = sections
        .iter()
        .map(|section| section.text.as_ref().map_or(0.0, |text| text.front.weight))
        .collect();
    for section in sections {
        section.children.sort_by(|a, b| {
            weights[a.0 as usize]
                .total_cmp(&weights[b.0 as usize])
                .then(a.cmp(b))
        });
        for pair in section.pages.windows(2) {
            let [first, second] = pair else { continue };
            pages[first.0 as usize].next = Some(*second);
            pages[second.0 as usize].previous = Some(*first);
        }
    }
}

/// The places of pages, in the order that they have in every list.
pub(super) fn in_order(pages: &[Page]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..pages.len()).collect();
    order.par_sort_by(|a, b| compare(&pages[*a], &pages[*b]));
    order
}

/// The order of pages in a list: by weight, the newest first, then by address.
pub(super) fn compare(a: &Page, b: &Page) -> Ordering {
    let front = |page: &'_ Page| (page.text.front.weight, page.text.front.date);
    let ((weight_a, date_a), (weight_b, date_b)) = (front(a), front(b));
    weight_a
        .total_cmp(&weight_b)
        .then(date_b.cmp(&date_a))
        .then_with(|| a.url.cmp(&b.url))
}

/// The folder that lists a page: for a bundle, the one its own folder lies in.
fn listed_in(page: &Page) -> &str {
    let source = &page.text.source;
    match source.kind {
        PageKind::Bundle => folder_of(source.folder()),
        _ => source.folder(),
    }
}
