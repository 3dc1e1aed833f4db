//! Conditions on pages: a tree of clauses over terms and phrases.
//!
//! What [`crate::plan`] makes of a query and the two sides carry out.

use crate::analyze::Kind;

/// An indexed field of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// Title and other names; its single characters are terms too.
    Title,
    /// Headings, summary and facet values.
    Head,
    /// Running text.
    Body,
    /// Every single character of a page, without positions: for queries of one
    /// character, which no pair can answer.
    Characters,
}

impl Field {
    /// All fields, in the order of their numbers in the index.
    pub const ALL: [Self; 4] = [Self::Title, Self::Head, Self::Body, Self::Characters];

    /// Its name in tantivy's schema.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Head => "head",
            Self::Body => "body",
            Self::Characters => "characters",
        }
    }

    /// Its number in tantivy's schema.
    pub const fn number(self) -> u32 {
        match self {
            Self::Title => 0,
            Self::Head => 1,
            Self::Body => 2,
            Self::Characters => 3,
        }
    }

    /// Whether the positions of its terms are indexed.
    pub const fn has_positions(self) -> bool {
        !matches!(self, Self::Characters)
    }

    /// Whether a token of this kind is a term of the field.
    pub const fn takes(self, kind: Kind) -> bool {
        match self {
            Self::Title => true,
            Self::Head | Self::Body => matches!(
                kind,
                Kind::Pair | Kind::Word | Kind::Character { edge: true, .. }
            ),
            Self::Characters => matches!(kind, Kind::Character { .. }),
        }
    }

    /// Whether a page's length in the field counts. That of its headings says
    /// little, and the boot file would have a byte more for every page.
    pub const fn has_norms(self) -> bool {
        matches!(self, Self::Title | Self::Body)
    }
}

/// What is looked up in one field.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Leaf {
    /// One term.
    Term(Field, String),
    /// Terms at fixed distances, by rising offset; at least two.
    Phrase(Field, Vec<(u32, String)>),
    /// Terms that stand close together in the running text; at least two.
    Together(Vec<String>),
    /// Any term that begins so, as far as [`crate::evaluate::Source::expand`] tells.
    Prefix(Field, String),
}

/// A condition on pages, with the score of those that meet it.
#[derive(Debug, Clone, PartialEq)]
pub enum Clause {
    /// Scored by BM25, times the factor.
    Leaf(Leaf, f32),
    /// Any of the clauses, scored by the best, plus the others times the factor.
    Best(Vec<Clause>, f32),
    /// All of `required`, at least `at_least` of `counted` and none of
    /// `excluded`; scored by the sum over `required`, `counted`, `optional`.
    Sum {
        /// Every one must match.
        required: Vec<Clause>,
        /// Enough of them must match.
        counted: Vec<Counted>,
        /// How many of `counted` are enough.
        at_least: usize,
        /// Only add to the score.
        optional: Vec<Clause>,
        /// None may match.
        excluded: Vec<Clause>,
    },
}

/// A clause that is counted.
#[derive(Debug, Clone, PartialEq)]
pub struct Counted {
    /// The clause.
    pub clause: Clause,
    /// Whether it shares a character with the one before. Of neighbours that
    /// overlap only one adds to the score, so that the seam between two words,
    /// a rare pair by nature, does not outweigh the words.
    pub overlaps: bool,
}

impl Leaf {
    /// The terms that are looked up; those with a prefix only the index knows.
    pub fn terms(&self) -> impl Iterator<Item = &str> {
        let (term, phrase, together) = match self {
            Self::Term(_, term) => (Some(term), None, None),
            Self::Phrase(_, phrase) => (None, Some(phrase), None),
            Self::Together(terms) => (None, None, Some(terms)),
            Self::Prefix(..) => (None, None, None),
        };
        let phrase = phrase.into_iter().flatten().map(|(_, term)| term);
        let terms = term.into_iter().chain(phrase);
        terms
            .chain(together.into_iter().flatten())
            .map(String::as_str)
    }
}

impl Clause {
    /// Calls `visit` for every leaf.
    pub fn leaves<'a>(&'a self, visit: &mut impl FnMut(&'a Leaf)) {
        match self {
            Self::Leaf(leaf, _) => visit(leaf),
            Self::Best(clauses, _) => {
                for clause in clauses {
                    clause.leaves(visit);
                }
            }
            Self::Sum {
                required,
                counted,
                optional,
                excluded,
                ..
            } => {
                for clause in required
                    .iter()
                    .chain(counted.iter().map(|counted| &counted.clause))
                    .chain(optional)
                    .chain(excluded)
                {
                    clause.leaves(visit);
                }
            }
        }
    }
}
