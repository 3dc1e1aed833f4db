//! Which page names which, and what follows from it.
//!
//! In: every reference that leads somewhere. Out: what each page is below ([`tree`]), which documents
//! take the place of which ([`succession`]), and who refers to a page ([`referrers`]).

mod cycles;
mod referrers;
mod succession;
mod tree;

use std::sync::Arc;

use super::cited::{CitedId, NOT_HERE};
use super::{Cited, Page, PageId};
use crate::config::Config;
use crate::diag::Diagnostics;
use crate::model::Field;
use crate::source::Span;

pub use referrers::Referrers;

/// What a field can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Referent {
    /// A page.
    Page(PageId),
    /// A document that the site does not have.
    Cited(CitedId),
}

/// The place of a field in the model: those of a type by type and field; behind them those that every page
/// may have, by field and type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    OfType { kind: usize, field: usize },
    Common { field: usize, kind: usize },
}

/// A value that names something.
#[derive(Debug)]
pub(super) struct Reference {
    pub(super) field: Arc<Field>,
    pub(super) rank: Rank,
    pub(super) span: Span,
    pub(super) to: Referent,
}

/// What can be named.
#[derive(Clone, Copy)]
pub(super) struct Graph<'a> {
    pub(super) config: &'a Config,
    pub(super) pages: &'a [Page],
    pub(super) cited: &'a [Cited],
}

impl<'a> Graph<'a> {
    /// What it is called: a document by its number.
    fn text(&self, referent: Referent) -> String {
        match referent {
            Referent::Page(page) => {
                let page = &self.pages[page.index()];
                let number = page.text.front.record.text("doc_no");
                number.unwrap_or(&page.title).to_owned()
            }
            Referent::Cited(cited) => self.cited[cited.index()].number.to_string(),
        }
    }

    pub(super) fn href(&self, referent: Referent) -> String {
        self.config.base_url.href(match referent {
            Referent::Page(page) => &self.pages[page.index()].url,
            Referent::Cited(cited) => &self.cited[cited.index()].url,
        })
    }

    /// What must be known of a document: whether it is in force, or not here.
    pub(super) fn note(&self, referent: Referent) -> Option<&'a str> {
        match referent {
            Referent::Page(page) => self.pages[page.index()].text.front.record.text("validity"),
            Referent::Cited(_) => Some(NOT_HERE.text(self.config.lang())),
        }
    }

    /// The place of a referent among all: pages first.
    fn index(&self, referent: Referent) -> usize {
        match referent {
            Referent::Page(page) => page.index(),
            Referent::Cited(cited) => self.pages.len() + cited.index(),
        }
    }

    fn name(&self, index: usize) -> String {
        let cited = || Referent::Cited(CitedId::new(index - self.pages.len()));
        match self.pages.get(index) {
            Some(page) => page.title.clone(),
            None => self.text(cited()),
        }
    }
}

/// Tells pages and cited documents what follows from all references: who makes each, and what it is.
pub(super) fn settle(
    references: &[(PageId, Reference)],
    config: &Config,
    pages: &mut [Page],
    cited: &mut [Cited],
    diags: &mut Diagnostics,
) {
    let graph = Graph {
        config,
        pages,
        cited,
    };
    let above = tree::above(references, graph, diags);
    let additions = succession::agree(references, graph, diags);
    let (of_pages, of_cited) = referrers::index(references, graph);
    for ((page, above), referred) in pages.iter_mut().zip(above).zip(of_pages) {
        page.above = above;
        page.referred = referred;
    }
    for (cited, referred) in cited.iter_mut().zip(of_cited) {
        cited.referred = referred;
    }
    for addition in additions {
        addition.apply(config, pages);
    }
}
