//! The tree of folders, and the order of the pages in each.

use std::cmp::Ordering;
use std::collections::BTreeMap;

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
/// rest by path.
pub(super) fn build(
    config: &Config,
    pages: &mut [Page],
    mut texts: BTreeMap<String, Text>,
) -> Vec<Section> {
    let mut paths: BTreeMap<String, SectionId> = BTreeMap::from([(String::new(), SectionId(0))]);
    let folders = pages
        .iter()
        .map(listed_in)
        .chain(texts.keys().cloned())
        .collect::<Vec<_>>();
    for folder in folders {
        let mut folder = folder.as_str();
        while paths.insert(folder.to_owned(), SectionId(0)).is_none() {
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
    for (index, page) in pages.iter_mut().enumerate() {
        page.section = paths[&listed_in(page)];
        sections[page.section.0 as usize]
            .pages
            .push(PageId(id(index)));
    }
    order(&mut sections, pages);
    sections
}

fn order(sections: &mut [Section], pages: &mut [Page]) {
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
        section
            .pages
            .sort_by(|a, b| compare(&pages[a.0 as usize], &pages[b.0 as usize]));
        for pair in section.pages.windows(2) {
            let [first, second] = pair else { continue };
            pages[first.0 as usize].next = Some(*second);
            pages[second.0 as usize].previous = Some(*first);
        }
    }
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
fn listed_in(page: &Page) -> String {
    let source = &page.text.source;
    match source.kind {
        PageKind::Bundle => folder_of(source.folder()).to_owned(),
        _ => source.folder().to_owned(),
    }
}
