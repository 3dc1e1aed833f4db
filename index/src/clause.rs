//! Conditions on pages: a tree of clauses over terms and phrases.
//!
//! What [`crate::plan`] makes of a query and the two sides carry out.

use std::rc::Rc;

use crate::analyze::Kind;
use crate::sound::{Class, Sounds, Syllable};

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
    /// What stands close together in the running text; at least one slot.
    Together(Vec<Slot>),
    /// What stands at fixed distances in a title or heading; at least one slot.
    Sounding(Field, Vec<(u32, Slot)>),
    /// A name of a page that runs so, with the beginning of its key
    /// ([`crate::published::names`]).
    Name(String, Vec<Piece>),
    /// Any term that begins so, as far as [`crate::evaluate::Source::expand`] tells.
    Prefix(Field, String),
    /// Any word that begins with the same two letters and is one letter apart, as
    /// far as [`crate::evaluate::Source::expand`] tells.
    Near(Field, String),
}

/// What may stand in one place: any of these.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Slot(pub Vec<Choice>);

/// Terms for a place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Choice {
    /// One term.
    Term(String),
    /// Every pair of characters of these classes.
    Pair([Sound; 2]),
}

/// Characters by their sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sound {
    /// Their class.
    pub class: Class,
    /// The only one that is meant, if not all are.
    pub only: Option<char>,
}

/// One character of a name, as somebody types it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Piece {
    /// The character, or one that sounds like it.
    Character(char),
    /// Its syllable.
    Syllable(Syllable),
    /// Letters with which its syllable begins.
    Letters(String),
}

impl Piece {
    /// Whether all syllables are complete.
    pub(crate) fn are_whole(pieces: &[Self]) -> bool {
        let letters = |piece: &Self| matches!(piece, Self::Letters(_));
        !pieces.iter().any(letters)
    }

    /// The beginning of the keys of names that run so: initials.
    pub fn key(pieces: &[Self], sounds: &Sounds) -> String {
        let mut key = String::new();
        for piece in pieces.iter().take(KEY) {
            let mut utf8 = [0; 4];
            let letters = match piece {
                Self::Character(c) => match sounds.syllable(*c) {
                    Some(syllable) => sounds.name(syllable),
                    None => c.encode_utf8(&mut utf8),
                },
                Self::Syllable(syllable) => sounds.name(*syllable),
                Self::Letters(letters) => letters,
            };
            key.push(sounds.initial(letters));
        }
        key
    }
}

/// How many characters of a name are in its key.
pub const KEY: usize = 8;

/// What is looked up in the published files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lookup<'a> {
    /// A term.
    Term(&'a str),
    /// Terms whose keys begin so.
    Prefix(&'a str),
    /// Pairs of characters of these classes.
    Pair([Class; 2]),
    /// Names whose keys begin so.
    Name(&'a str),
}

/// The letters that a word shares with those that are one letter apart.
pub const NEAR: usize = 2;

/// A condition on pages, with the score of those that meet it. Small, since clauses are
/// moved about a lot, and leaves are shared between them.
#[derive(Debug, Clone, PartialEq)]
pub enum Clause {
    /// Scored by BM25, times the factor.
    Leaf(Rc<Leaf>, f32),
    /// Any of the clauses, scored by the best, plus the others times the factor.
    Best(Vec<Clause>, f32),
    /// Several clauses together.
    Sum(Box<Sum>),
}

/// All of `required`, at least `at_least` of `counted` and none of `excluded`; scored by
/// the sum over `required`, `counted`, `optional`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sum {
    /// Every one must match.
    pub required: Vec<Clause>,
    /// Enough of them must match.
    pub counted: Vec<Counted>,
    /// How many of `counted` are enough.
    pub at_least: usize,
    /// Only add to the score.
    pub optional: Vec<Clause>,
    /// None may match.
    pub excluded: Vec<Clause>,
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

impl Slot {
    /// Each once: in 社区教育社区教育 no pair need stand twice.
    pub(crate) fn distinct(slots: impl IntoIterator<Item = Self>) -> Vec<Self> {
        let mut distinct = Vec::new();
        for slot in slots {
            if !distinct.contains(&slot) {
                distinct.push(slot);
            }
        }
        distinct
    }

    /// One term.
    pub fn term(term: &str) -> Self {
        Self(vec![Choice::Term(term.to_owned())])
    }

    fn lookups<'a>(&'a self, lookups: &mut Vec<Lookup<'a>>) {
        for choice in &self.0 {
            lookups.push(match choice {
                Choice::Term(term) => Lookup::Term(term),
                Choice::Pair([left, right]) => Lookup::Pair([left.class, right.class]),
            });
        }
    }
}

impl Leaf {
    /// All that is looked up for the leaf.
    pub fn lookups(&self) -> Vec<Lookup<'_>> {
        let mut lookups = Vec::new();
        match self {
            Self::Together(slots) => {
                for slot in slots {
                    slot.lookups(&mut lookups);
                }
            }
            Self::Sounding(_, slots) => {
                for (_, slot) in slots {
                    slot.lookups(&mut lookups);
                }
            }
            Self::Phrase(_, terms) => {
                for (_, term) in terms {
                    lookups.push(Lookup::Term(term));
                }
            }
            Self::Term(_, term) => lookups.push(Lookup::Term(term)),
            Self::Name(key, _) => lookups.push(Lookup::Name(key)),
            Self::Prefix(_, prefix) => lookups.push(Lookup::Prefix(prefix)),
            Self::Near(_, word) => {
                lookups.push(Lookup::Prefix(word.get(..NEAR).unwrap_or(word)));
            }
        }
        lookups
    }
}

impl Clause {
    /// A leaf, times the factor.
    pub fn leaf(leaf: Leaf, boost: f32) -> Self {
        Self::Leaf(Rc::new(leaf), boost)
    }

    /// Adds every leaf to `leaves`.
    pub fn leaves<'a>(&'a self, leaves: &mut Vec<&'a Leaf>) {
        match self {
            Self::Leaf(leaf, _) => leaves.push(leaf),
            Self::Best(clauses, _) => all_leaves(clauses, leaves),
            Self::Sum(sum) => {
                all_leaves(&sum.required, leaves);
                for Counted { clause, .. } in &sum.counted {
                    clause.leaves(leaves);
                }
                all_leaves(&sum.optional, leaves);
                all_leaves(&sum.excluded, leaves);
            }
        }
    }
}

pub(crate) fn all_leaves<'a>(clauses: &'a [Clause], leaves: &mut Vec<&'a Leaf>) {
    for clause in clauses {
        clause.leaves(leaves);
    }
}
