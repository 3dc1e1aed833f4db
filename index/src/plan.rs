//! What a query means: a tree of clauses over terms and phrases.
//!
//! In: a [`Query`]. Out: a [`Plan`], which the native side and the browser
//! execute alike. The tree names terms only: it is built without the index, so
//! every term that a query needs is known before anything is fetched.

mod question;

use std::borrow::Cow;

use crate::analyze::{Kind, Token, tokens};
use crate::query::{Part, Query};

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

    /// How much a match in the field counts.
    const fn boost(self) -> f32 {
        match self {
            Self::Title => 3.0,
            Self::Head => 1.5,
            Self::Body | Self::Characters => 1.0,
        }
    }
}

/// The fields that hold text in its order.
const TEXT: [Field; 3] = [Field::Title, Field::Head, Field::Body];

/// How much more a phrase counts than its terms.
const PHRASE_BOOST: f32 = 5.0;

/// What is looked up in one field.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Leaf {
    /// One term.
    Term(Field, String),
    /// Terms at fixed distances, by rising offset; at least two.
    Phrase(Field, Vec<(u32, String)>),
}

/// A condition on pages, with the score of those that meet it.
#[derive(Debug, Clone, PartialEq)]
pub enum Clause {
    /// Scored by BM25, times the factor.
    Leaf(Leaf, f32),
    /// All of `required`, at least `at_least` of `counted` and none of
    /// `excluded`; scored by the sum over `required`, `counted`, `optional`.
    Sum {
        /// Every one must match.
        required: Vec<Clause>,
        /// Enough of them must match.
        counted: Vec<Clause>,
        /// How many of `counted` are enough.
        at_least: usize,
        /// Only add to the score.
        optional: Vec<Clause>,
        /// None may match.
        excluded: Vec<Clause>,
    },
}

/// How a query is carried out.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Asks for most of the query's terms; `None` when the query has none.
    pub strict: Option<Clause>,
    /// Asks for any of them: tried when the strict clause finds nothing and
    /// differs from it.
    pub relaxed: Option<Clause>,
    /// The terms to mark in results, sorted.
    pub marks: Vec<String>,
}

impl Plan {
    /// The plan of a query.
    pub fn new(query: &Query) -> Self {
        let parts = query.parts();
        let terms = Terms::of(&parts);
        let required: Vec<Clause> = parts
            .iter()
            .filter(|part| part.exact && !part.excluded)
            .filter_map(exact)
            .collect();
        let excluded: Vec<Clause> = parts
            .iter()
            .filter(|part| part.excluded)
            .filter_map(exact)
            .collect();
        let clause = |at_least| Clause::Sum {
            required: required.clone(),
            counted: terms.counted.clone(),
            at_least,
            optional: terms.optional.clone(),
            excluded: excluded.clone(),
        };
        let count = terms.counted.len();
        let asks = count > 0 || !required.is_empty();
        // Three in five of the terms, rounded up: a page about the subject has
        // them, one that shares a common word by chance has not.
        let most = (count * 3).div_ceil(5);
        let few = count.min(1);
        Self {
            strict: asks.then(|| clause(most)),
            relaxed: (asks && few < most).then(|| clause(few)),
            marks: terms.marks,
        }
    }

    /// Every term that either clause looks up.
    pub fn terms(&self) -> Vec<&str> {
        let mut terms = Vec::new();
        for clause in self.strict.iter().chain(&self.relaxed) {
            clause.collect_terms(&mut terms);
        }
        terms
    }
}

impl Clause {
    fn collect_terms<'a>(&'a self, terms: &mut Vec<&'a str>) {
        match self {
            Self::Leaf(Leaf::Term(_, term), _) => {
                insert(terms, term.as_str());
            }
            Self::Leaf(Leaf::Phrase(_, phrase), _) => {
                for (_, term) in phrase {
                    insert(terms, term.as_str());
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
                    .chain(counted)
                    .chain(optional)
                    .chain(excluded)
                {
                    clause.collect_terms(terms);
                }
            }
        }
    }

    /// Any of `clauses`, scored by their sum.
    fn any(clauses: Vec<Self>) -> Self {
        Self::Sum {
            required: Vec::new(),
            counted: clauses,
            at_least: 1,
            optional: Vec::new(),
            excluded: Vec::new(),
        }
    }

    /// A term in the fields that hold text.
    fn text_term(term: &str) -> Self {
        Self::any(
            TEXT.map(|field| Self::Leaf(Leaf::Term(field, term.to_owned()), field.boost()))
                .into(),
        )
    }

    /// A character anywhere.
    fn character(term: &str) -> Self {
        let fields = [Field::Title, Field::Characters];
        Self::any(
            fields
                .map(|field| Self::Leaf(Leaf::Term(field, term.to_owned()), field.boost()))
                .into(),
        )
    }

    fn phrase(terms: &[(u32, String)], boost: f32) -> Self {
        let leaf =
            |field: Field| Self::Leaf(Leaf::Phrase(field, terms.to_vec()), field.boost() * boost);
        Self::any(TEXT.map(leaf).into())
    }
}

/// The clauses of a query's plain words.
struct Terms {
    counted: Vec<Clause>,
    optional: Vec<Clause>,
    marks: Vec<String>,
}

impl Terms {
    fn of(parts: &[Part]) -> Self {
        let mut terms = Self {
            counted: Vec::new(),
            optional: Vec::new(),
            marks: Vec::new(),
        };
        let mut characters = Vec::new();
        let mut seen = Vec::new();
        for part in parts.iter().filter(|part| !part.excluded) {
            let text = if part.exact {
                Cow::Borrowed(part.text.as_str())
            } else {
                question::unwrap(&part.text)
            };
            let phrase = phrase_terms(&text);
            for token in &phrase {
                insert(&mut terms.marks, token.term.clone());
                if part.exact || !insert(&mut seen, token.term.clone()) {
                    continue;
                }
                if token.character {
                    characters.push(Clause::character(&token.term));
                } else {
                    let mut term = vec![Clause::text_term(&token.term)];
                    if let Some((year, number)) = year_and_number(&token.term) {
                        let words = [year, number].map(str::to_owned);
                        for word in words.clone() {
                            insert(&mut terms.marks, word);
                        }
                        term.push(Clause::phrase(&(0..).zip(words).collect::<Vec<_>>(), 1.0));
                    }
                    terms.counted.push(Clause::any(term));
                }
            }
            if !part.exact && phrase.len() > 1 {
                terms
                    .optional
                    .push(Clause::phrase(&with_offsets(phrase), PHRASE_BOOST));
            }
        }
        // A lone character says little beside longer terms, and is everywhere.
        if terms.counted.is_empty() && !parts.iter().any(|part| part.exact && !part.excluded) {
            terms.counted = characters;
        } else {
            terms.optional.extend(characters);
        }
        terms
    }
}

/// Puts `term` in its place among the sorted `terms`; whether it was not there.
/// Queries are short enough for that, and a tree costs the browser more.
fn insert<T: Ord>(terms: &mut Vec<T>, term: T) -> bool {
    let place = terms.binary_search(&term);
    if let Err(place) = place {
        terms.insert(place, term);
    }
    place.is_err()
}

/// Divides 2016215 into 2016 and 215: a document's number whose brackets were
/// lost in copying, as in 府办发2016215号.
fn year_and_number(term: &str) -> Option<(&str, &str)> {
    let digits =
        term.len() > 4 && term.len() <= 8 && term.bytes().all(|byte| byte.is_ascii_digit());
    let (year, number) = term.split_at_checked(4).filter(|_| digits)?;
    let number = number.trim_start_matches('0');
    (("1949".."2100").contains(&year) && !number.is_empty()).then_some((year, number))
}

/// A term of a phrase.
struct PhraseTerm {
    term: String,
    position: u32,
    /// It is a single character.
    character: bool,
}

/// The terms that together say exactly `text`: pairs, words, lone characters.
fn phrase_terms(text: &str) -> Vec<PhraseTerm> {
    let mut terms = Vec::new();
    tokens(text, |token: Token<'_>| {
        let character = match token.kind {
            Kind::Pair | Kind::Word => false,
            Kind::Character { alone: true, .. } => true,
            Kind::Character { alone: false, .. } => return,
        };
        terms.push(PhraseTerm {
            term: token.term.to_owned(),
            position: token.position,
            character,
        });
    });
    terms
}

fn with_offsets(terms: Vec<PhraseTerm>) -> Vec<(u32, String)> {
    let first = terms.first().map_or(0, |term| term.position);
    terms
        .into_iter()
        .map(|term| (term.position - first, term.term))
        .collect()
}

/// The clause that `part` occurs exactly as written, if it has any term.
fn exact(part: &Part) -> Option<Clause> {
    let terms = phrase_terms(&part.text);
    match terms.as_slice() {
        [] => None,
        [only] if only.character => Some(Clause::character(&only.term)),
        [only] => Some(Clause::text_term(&only.term)),
        _ => Some(Clause::phrase(&with_offsets(terms), 1.0)),
    }
}

#[cfg(test)]
mod tests {
    use super::{Clause, Plan};
    use crate::Query;

    fn shape(text: &str) -> Option<(usize, usize, usize, usize, usize)> {
        match Plan::new(&Query::new(text)).strict? {
            Clause::Sum {
                required,
                counted,
                at_least,
                optional,
                excluded,
            } => Some((
                required.len(),
                counted.len(),
                at_least,
                optional.len(),
                excluded.len(),
            )),
            Clause::Leaf(..) => None,
        }
    }

    #[test]
    fn shapes() {
        assert_eq!(shape(""), None);
        assert_eq!(shape("-龙舟"), None);
        assert_eq!(shape("龙"), Some((0, 1, 1, 0, 0)));
        assert_eq!(shape("彩龙"), Some((0, 1, 1, 0, 0)));
        assert_eq!(shape("雨坛彩龙"), Some((0, 3, 2, 1, 0)));
        assert_eq!(shape("孟子 仁"), Some((0, 1, 1, 1, 0)));
        assert_eq!(shape("\"雨坛彩龙\" -龙舟"), Some((1, 0, 0, 0, 1)));
        assert_eq!(shape("２０１６年"), Some((0, 1, 1, 2, 0)));
    }
}
