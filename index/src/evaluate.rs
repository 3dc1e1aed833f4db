//! Carries out clauses over scored lists of pages.
//!
//! In: a [`Clause`] and a [`Source`] that scores single leaves. Out: the pages
//! that match, by number, with their scores. Sums are taken in the order of the
//! clauses, so that two sources that score leaves alike score trees alike.

use crate::plan::{Clause, Leaf};
use crate::{DocId, Error};

/// Pages with their scores, by rising number.
pub type Scored = Vec<(DocId, f32)>;

/// An index that can score single terms and phrases.
pub trait Source {
    /// How many pages there are.
    fn documents(&self) -> u32;

    /// The pages that hold `leaf`, scored by BM25 times `boost`.
    ///
    /// # Errors
    /// When the index is damaged or part of it is missing.
    fn score(&self, leaf: &Leaf, boost: f32) -> Result<Scored, Error>;
}

/// The pages that meet `clause`, with their scores.
///
/// # Errors
/// As [`Source::score`].
pub fn evaluate(clause: &Clause, source: &impl Source) -> Result<Scored, Error> {
    let (required, counted, at_least, optional, excluded) = match clause {
        Clause::Leaf(leaf, boost) => return source.score(leaf, *boost),
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
        tally.add(&evaluate(clause, source)?, |page| page.required += 1);
    }
    for clause in counted {
        tally.add(&evaluate(clause, source)?, |page| page.counted += 1);
    }
    let matches = |page: &Page| page.required == required.len() && page.counted >= at_least;
    if tally.pages.iter().any(matches) {
        for clause in optional {
            tally.add(&evaluate(clause, source)?, |_| ());
        }
        for clause in excluded {
            tally.add(&evaluate(clause, source)?, |page| page.excluded = true);
        }
    }
    let numbered = (0..).zip(&tally.pages);
    Ok(numbered
        .filter(|(_, page)| matches(page) && !page.excluded)
        .map(|(doc, page)| (doc, page.score))
        .collect())
}

#[derive(Clone, Default)]
struct Page {
    score: f32,
    required: usize,
    counted: usize,
    excluded: bool,
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

    fn add(&mut self, scored: &[(DocId, f32)], mark: impl Fn(&mut Page)) {
        for &(doc, score) in scored {
            if let Some(page) = self.pages.get_mut(doc as usize) {
                page.score += score;
                mark(page);
            }
        }
    }
}
