//! Documents that pages cite by number and that the site does not have: each gets a card, so that who
//! searches for the number learns who cites it.

use std::collections::BTreeSet;

use super::claims::Claims;
use super::graph::Referrers;
use super::names::{Found, Names};
use super::{Page, PageId, id};
use crate::diag::Lang;
use crate::fields::{DocNo, parse_doc_no};
use crate::model::{Kind, Label};
use crate::msg;
use crate::slug::slug;
use crate::url::UrlPath;

/// A document of [`Resolved::cited`](super::Resolved::cited).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CitedId(u32);

impl CitedId {
    /// The id of an index.
    pub(super) fn new(index: usize) -> Self {
        Self(id(index))
    }

    /// Its index in [`Resolved::cited`](super::Resolved::cited).
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A document that the site does not have.
#[derive(Debug)]
pub struct Cited {
    /// Its number.
    pub number: DocNo,
    /// The address of its card.
    pub url: UrlPath,
    /// The pages that name it.
    pub referred: Vec<Referrers>,
}

impl Cited {
    /// What there is to say of it.
    pub fn summary(&self, lang: Lang) -> String {
        let pages: BTreeSet<PageId> = self
            .referred
            .iter()
            .flat_map(|group| group.pages.iter().copied())
            .collect();
        let count = pages.len();
        let summary = msg!(
            en: "The document itself is not in this site. Pages that name it: {count}.",
            zh: "本站没有这份文件，只有 {count} 个页面提到它。",
        );
        summary.text(lang).to_owned()
    }
}

/// What stands beside the number of a document that the site does not have.
pub(crate) static NOT_HERE: Label = Label::of("本站没有", "not in this site");

/// The documents that pages name by number and that no page is about, by their numbers.
pub(super) fn collect(pages: &[Page], names: &Names<'_>, claims: &mut Claims) -> Vec<Cited> {
    let mut numbers: BTreeSet<DocNo> = BTreeSet::new();
    let names_some = |page: &&Page| {
        let mut fields = page.text.front.record.fields.iter();
        fields.any(|(field, _)| holds_documents(&field.kind))
    };
    for page in pages.iter().filter(names_some) {
        for leaf in page.text.front.record.leaves() {
            if *leaf.kind == Kind::Document && names.numbered(leaf.text) == Found::Nothing {
                numbers.extend(parse_doc_no(leaf.text));
            }
        }
    }
    let cited = numbers.into_iter().map(|number| {
        // Not the slug of the whole, which is cut where it is too long.
        let name = format!("{}-{}-{}", slug(&number.organ), number.year, number.number);
        Cited {
            url: claims.cited(&name),
            number,
            referred: Vec::new(),
        }
    });
    cited.collect()
}

fn holds_documents(kind: &Kind) -> bool {
    match kind.item() {
        Kind::Document => true,
        Kind::Table(fields) => fields.iter().any(|field| holds_documents(&field.kind)),
        _ => false,
    }
}
