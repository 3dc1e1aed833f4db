//! Carries out clauses over scored lists of pages.
//!
//! In: a [`Clause`] and a [`Source`] that scores single leaves. Out: the pages
//! that match, by number, with their scores. Sums are taken in the order of the
//! clauses, so that two sources that score leaves alike score trees alike.

use crate::clause::{Clause, Counted, Field, Leaf};
use crate::published::places::Places;
use crate::reader::{Bm25, idf};
use crate::{DocId, Error};

/// How many terms stand for a prefix.
pub const EXPANSIONS: usize = 16;

/// Pages with their scores, by rising number.
pub type Scored = Vec<(DocId, f32)>;

/// An index that can score single terms and phrases.
pub trait Source {
    /// How many pages there are.
    fn documents(&self) -> u32;

    /// The pages that hold `leaf`, a term or phrase, scored by BM25 times
    /// `boost`.
    ///
    /// # Errors
    /// When the index is damaged or part of it is missing.
    fn score(&self, leaf: &Leaf, boost: f32) -> Result<Scored, Error>;

    /// The terms of a field that begin with `prefix`, in order: the first
    /// [`EXPANSIONS`] of those in the first [`crate::published::PREFIX_FILES`] files.
    ///
    /// # Errors
    /// As [`Self::score`].
    fn expand(&self, field: Field, prefix: &str) -> Result<Vec<String>, Error>;

    /// Where `term` stands in the running text.
    ///
    /// # Errors
    /// As [`Self::score`].
    fn places(&self, term: &str) -> Result<TermPlaces, Error>;

    /// Number of tokens of the running text of all pages.
    fn body_tokens(&self) -> u64;

    /// The norm code of a page's running text.
    fn body_norm(&self, doc: DocId) -> u8;
}

/// The pages that hold a term in the running text, and in which windows.
#[derive(Default)]
pub struct TermPlaces {
    /// By rising number.
    pub documents: Vec<DocId>,
    /// For each of them the windows.
    pub(crate) places: Places,
}

impl TermPlaces {
    /// The windows of a page that hold the term, rising.
    pub fn on(&self, doc: DocId) -> &[u32] {
        self.documents
            .binary_search(&doc)
            .map_or(&[], |index| self.places.of(index))
    }
}

/// The pages that meet `clause`, with their scores.
///
/// # Errors
/// As [`Source::score`].
pub fn evaluate(clause: &Clause, source: &impl Source) -> Result<Scored, Error> {
    let (required, counted, at_least, optional, excluded) = match clause {
        Clause::Leaf(Leaf::Together(terms), boost) => return together(terms, *boost, source),
        Clause::Leaf(Leaf::Prefix(field, prefix), boost) => {
            let terms = source.expand(*field, prefix)?.into_iter();
            let term = |term| Clause::Leaf(Leaf::Term(*field, term), *boost);
            return best(&terms.map(term).collect::<Vec<_>>(), 0.0, source);
        }
        Clause::Leaf(leaf, boost) => return source.score(leaf, *boost),
        Clause::Best(clauses, others) => return best(clauses, *others, source),
        Clause::Sum {
            required,
            counted,
            at_least,
            optional,
            excluded,
        } => (
            required,
            counted,
            (*at_least).max(usize::from(required.is_empty())),
            optional,
            excluded,
        ),
    };
    let mut tally = Tally::new(source.documents());
    for clause in required {
        tally.add(&evaluate(clause, source)?, |page, score| {
            page.score += score;
            page.required += 1;
        });
    }
    for (number, Counted { clause, overlaps }) in (1..).zip(counted) {
        tally.add(&evaluate(clause, source)?, |page, score| {
            page.count(number, *overlaps, score);
        });
    }
    let matches = |page: &Page| page.required == required.len() && page.counted >= at_least;
    if tally.pages.iter().any(matches) {
        for clause in optional {
            tally.add(&evaluate(clause, source)?, |page, score| {
                page.score += score;
            });
        }
        for clause in excluded {
            tally.add(&evaluate(clause, source)?, |page, _| page.excluded = true);
        }
    }
    let numbered = (0..).zip(&tally.pages);
    Ok(numbered
        .filter(|(_, page)| matches(page) && !page.excluded)
        .map(|(doc, page)| (doc, page.score + page.with_last.max(page.without_last)))
        .collect())
}

/// Any of `clauses`: the best score, and `others` times the rest.
fn best(clauses: &[Clause], others: f32, source: &impl Source) -> Result<Scored, Error> {
    // For each page the best score and the sum.
    let mut merged: Vec<(DocId, f32, f32)> = Vec::new();
    for clause in clauses {
        let scored = evaluate(clause, source)?;
        let before = std::mem::take(&mut merged);
        let mut left = before.into_iter().peekable();
        let mut right = scored.into_iter().peekable();
        loop {
            merged.push(match (left.peek(), right.peek()) {
                (Some(&(doc, best, sum)), Some(&(other, score))) if doc == other => {
                    left.next();
                    right.next();
                    (doc, best.max(score), sum + score)
                }
                (Some(&page), other) if other.is_none_or(|&(other, _)| page.0 < other) => {
                    left.next();
                    page
                }
                (_, Some(&(doc, score))) => {
                    right.next();
                    (doc, score, score)
                }
                (_, None) => break,
            });
        }
    }
    Ok(merged
        .into_iter()
        .map(|(doc, best, sum)| (doc, best + (sum - best) * others))
        .collect())
}

/// The pages where all of `terms` stand in two windows side by side, scored by
/// BM25 as if such a place were a term as rare as all of them together.
fn together(terms: &[String], boost: f32, source: &impl Source) -> Result<Scored, Error> {
    let mut lists = Vec::new();
    let mut rarity = 0.0;
    for term in terms {
        let list = source.places(term)?;
        if list.documents.is_empty() {
            return Ok(Scored::new());
        }
        let pages = u32::try_from(list.documents.len()).unwrap_or(u32::MAX);
        rarity += idf(pages, source.documents());
        lists.push(list);
    }
    let bm25 = Bm25::new(rarity, boost, source.body_tokens(), source.documents());
    let rarest = lists.iter().min_by_key(|list| list.documents.len());
    let mut scored = Scored::new();
    for &doc in rarest.iter().flat_map(|list| &list.documents) {
        let mut near: Option<Vec<u32>> = None;
        for list in &lists {
            let here = list.on(doc);
            match &mut near {
                None => near = Some(pairs(here)),
                Some(near) => near.retain(|&pair| {
                    here.contains(&pair)
                        || pair.checked_sub(1).is_some_and(|one| here.contains(&one))
                }),
            }
        }
        let near = near.map_or(0, |near| near.len());
        if near > 0 {
            // What stands in one window is in two pairs.
            let frequency = u32::try_from(near.div_ceil(2)).unwrap_or(u32::MAX);
            scored.push((doc, bm25.score(source.body_norm(doc), frequency)));
        }
    }
    Ok(scored)
}

/// The pairs of neighbouring windows that touch these, each by its second.
fn pairs(windows: &[u32]) -> Vec<u32> {
    let both = windows.iter().flat_map(|&window| [window, window + 1]);
    let mut pairs: Vec<u32> = both.collect();
    pairs.dedup();
    pairs
}

/// What is known of a page so far.
#[derive(Clone, Default)]
struct Page {
    score: f32,
    required: usize,
    counted: usize,
    /// The number of the last counted clause that matched, from 1.
    last: usize,
    /// The best sum over counted clauses that do not overlap, if the last that
    /// matched is one of them, and if it is not.
    with_last: f32,
    without_last: f32,
    excluded: bool,
}

impl Page {
    fn count(&mut self, number: usize, overlaps: bool, score: f32) {
        let before = self.with_last.max(self.without_last);
        let free = if overlaps && self.last + 1 == number {
            self.without_last
        } else {
            before
        };
        self.with_last = free + score;
        self.without_last = before;
        self.last = number;
        self.counted += 1;
    }
}

/// What is known of every page so far. A site has thousands of pages, not
/// millions, so one slot for each is cheaper than merging sorted lists.
struct Tally {
    pages: Vec<Page>,
}

impl Tally {
    fn new(documents: u32) -> Self {
        Self {
            pages: vec![Page::default(); documents as usize],
        }
    }

    fn add(&mut self, scored: &[(DocId, f32)], add: impl Fn(&mut Page, f32)) {
        for &(doc, score) in scored {
            if let Some(page) = self.pages.get_mut(doc as usize) {
                add(page, score);
            }
        }
    }
}
