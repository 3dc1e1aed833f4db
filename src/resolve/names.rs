//! What pages are called: by path, `id`, title, former name, and documents by their numbers.

use std::collections::HashMap;
use std::slice;

use super::paths::content_path;
use super::{Page, PageId, id};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::fields::{Checked, FieldValue};
use crate::model::Word;
use crate::msg;
use crate::url::has_extension;

/// The field that lists what an organisation was called before.
const FORMER_NAMES: &str = "former_names";

/// The pages of a site by what they may be called.
pub(super) struct Names<'a> {
    pages: &'a [Page],
    by_path: HashMap<&'a str, PageId>,
    by_id: HashMap<&'a str, PageId>,
    by_title: HashMap<&'a str, Vec<PageId>>,
    by_former: HashMap<&'a str, Vec<PageId>>,
    by_number: HashMap<&'a str, Vec<PageId>>,
}

/// What a name turned out to mean.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    One(PageId),
    /// Pages of a fitting type that share the name.
    Several(Vec<PageId>),
    /// A page of another type than is wanted.
    OfAnotherType(PageId),
    Nothing,
}

impl<'a> Names<'a> {
    /// The names of all pages. An `id` that two of them have is reported.
    pub(super) fn new(pages: &'a [Page], diags: &mut Diagnostics) -> Self {
        let mut names = Self {
            pages,
            by_path: HashMap::with_capacity(pages.len()),
            by_id: HashMap::new(),
            by_title: HashMap::with_capacity(pages.len()),
            by_former: HashMap::new(),
            by_number: HashMap::new(),
        };
        for (index, page) in pages.iter().enumerate() {
            let page_id = PageId(id(index));
            let record = &page.text.front.record;
            names.by_path.insert(&page.text.source.path, page_id);
            names.by_title.entry(&page.title).or_default().push(page_id);
            if let Some(number) = record.text("doc_no") {
                names.by_number.entry(number).or_default().push(page_id);
            }
            for name in former_names(page) {
                names.by_former.entry(name).or_default().push(page_id);
            }
            let Some(own) = record.text("id") else {
                continue;
            };
            let Some(first) = names.by_id.get(own) else {
                names.by_id.insert(own, page_id);
                continue;
            };
            let place = |page: &Page| page.text.front.record.get("id").map(|checked| checked.span);
            if let (Some(span), Some(first)) = (place(page), place(&pages[first.index()])) {
                diags.push(
                    Diagnostic::error(
                        Code::DuplicateId,
                        span,
                        msg!(en: "two pages have the `id` `{own}`", zh: "两个页面的 `id` 都是 `{own}`"),
                    )
                    .note_at(first, msg!(en: "the other one", zh: "另一个在这里"))
                    .help(msg!(en: "give one of them another `id`", zh: "给其中一个换一个 `id`")),
                );
            }
        }
        names
    }

    /// The page that a field in a text of `folder` names, if it is of one of these types (of any, if
    /// there are none). A path or an `id` is clear; a present title goes before a former name.
    pub(super) fn find(&'a self, folder: &str, name: &str, types: &[Word]) -> Found {
        let path = has_extension(name, "md")
            .then(|| content_path(folder, name))
            .flatten();
        let by_path = path.and_then(|path| self.by_path.get(path.as_str()));
        let one = |page: Option<&'a PageId>| page.map(slice::from_ref).unwrap_or_default();
        let many = |pages: Option<&'a Vec<PageId>>| pages.map(Vec::as_slice).unwrap_or_default();
        let named: [&[PageId]; 4] = [
            one(by_path),
            one(self.by_id.get(name)),
            many(self.by_title.get(name)),
            many(self.by_former.get(name)),
        ];
        for named in &named {
            let mut fitting = named.iter().copied().filter(|page| self.fits(*page, types));
            match (fitting.next(), fitting.next()) {
                (None, _) => {}
                (Some(page), None) => return Found::One(page),
                (Some(first), Some(second)) => {
                    return Found::Several([first, second].into_iter().chain(fitting).collect());
                }
            }
        }
        let other = named.into_iter().flatten().next();
        other.map_or(Found::Nothing, |page| Found::OfAnotherType(*page))
    }

    /// The page of a document's number.
    pub(super) fn numbered(&self, number: &str) -> Found {
        match self.by_number.get(number).map(Vec::as_slice) {
            None | Some([]) => Found::Nothing,
            Some([page]) => Found::One(*page),
            Some(several) => Found::Several(several.to_vec()),
        }
    }

    /// Whether a field names a page by its path or `id`, which is no name to show to readers.
    pub(super) fn is_shown_by_title(&self, name: &str, page: PageId) -> bool {
        has_extension(name, "md") || self.by_id.get(name) == Some(&page)
    }

    /// Every name of the pages of these types, numbers of documents too if they may be meant.
    pub(super) fn known(&self, types: &[Word], numbers: bool) -> Vec<&'a str> {
        let mut known: Vec<&str> = Vec::new();
        let fitting = |page: &PageId| self.fits(*page, types);
        for named in [&self.by_title, &self.by_former] {
            let fitting = named.iter().filter(|(_, pages)| pages.iter().any(fitting));
            known.extend(fitting.map(|(name, _)| *name));
        }
        let ids = self.by_id.iter().filter(|(_, page)| fitting(page));
        known.extend(ids.map(|(name, _)| *name));
        if numbers {
            known.extend(self.by_number.keys());
        }
        known.sort_unstable();
        known
    }

    fn fits(&self, page: PageId, types: &[Word]) -> bool {
        types.is_empty() || types.contains(&self.pages[page.index()].text.front.kind.key)
    }
}

fn former_names(page: &Page) -> impl Iterator<Item = &str> {
    let list = match page.text.front.record.get(FORMER_NAMES) {
        Some(Checked {
            value: FieldValue::List(items),
            ..
        }) => items.as_slice(),
        _ => &[],
    };
    list.iter().filter_map(|item| match &item.value {
        FieldValue::Table(former) => former.text("name"),
        _ => None,
    })
}
