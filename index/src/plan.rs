//! What a query means: clauses over terms and phrases.
//!
//! In: a [`Query`]. Out: a [`Plan`], which the native side and the browser
//! execute alike. Clauses name terms only: they are made without the index, so
//! every term that a query needs is known before anything is fetched.

mod question;

use std::borrow::Cow;

use crate::Error;
use crate::analyze::{Kind, Token, tokens};
use crate::clause::{Clause, Counted, Field, Leaf};
use crate::evaluate::Source;
use crate::query::{Part, Query};

/// How much a term counts in each field of text. Where several fields have it,
/// the best counts: a title that repeats its text is not twice as good.
const TERM: [(Field, f32); 3] = [(Field::Title, 1.5), (Field::Head, 0.5), (Field::Body, 1.0)];

/// How much a phrase counts, and in the running text terms close together.
const TITLE_PHRASE: f32 = 15.0;
const HEAD_PHRASE: f32 = 7.5;
const TOGETHER: f32 = 5.0;

/// How much of a phrase counts where it stands elsewhere in the page too.
const OTHERS: f32 = 0.3;

/// How much a term counts that only begins as the word typed, beside that word.
const BEGINNING: f32 = 0.5;

/// How a query is carried out: the first of the attempts that finds pages is the
/// answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// From the strictest to the laxest.
    pub attempts: Vec<Attempt>,
    /// The terms to mark in results, sorted.
    pub marks: Vec<String>,
    /// The last word, if it may be the beginning of one.
    prefix: Option<String>,
}

/// One reading of a query.
#[derive(Debug, Clone, PartialEq)]
pub struct Attempt {
    /// What pages must meet.
    pub clause: Clause,
    /// Whether it asks for less than the reader did, who should be told.
    pub relaxed: bool,
}

impl Plan {
    /// The plan of a query.
    pub fn new(query: &Query) -> Self {
        let mut parts = query.parts();
        // Punctuation asks for nothing.
        parts.retain(|part| !phrase_terms(&part.text).is_empty());
        let words = Words::of(&parts, !query.text.ends_with(char::is_whitespace));
        let exactly = |excluded: bool| -> Vec<Clause> {
            let parts = parts.iter().filter(|part| part.excluded == excluded);
            parts
                .filter(|part| part.exact || excluded)
                .filter_map(exact)
                .collect()
        };
        let (required, excluded) = (exactly(false), exactly(true));
        let attempt = |counted: Vec<Counted>, at_least, relaxed| Attempt {
            clause: Clause::Sum {
                required: required.clone(),
                counted,
                at_least,
                optional: words.optional.clone(),
                excluded: excluded.clone(),
            },
            relaxed,
        };
        let mut attempts = Vec::new();
        // Each of several words; of each, most of its pairs.
        if words.parts.len() > 1 {
            let each = words.parts.iter().map(|part| Counted {
                clause: Clause::Sum {
                    required: Vec::new(),
                    at_least: most(part.len()),
                    counted: part.clone(),
                    optional: Vec::new(),
                    excluded: Vec::new(),
                },
                overlaps: false,
            });
            attempts.push(attempt(each.collect(), words.parts.len(), false));
        }
        let terms: Vec<Counted> = words.parts.concat();
        let count = terms.len();
        if count > 0 || !required.is_empty() {
            attempts.push(attempt(terms.clone(), most(count), false));
        }
        if most(count) > 1 {
            attempts.push(attempt(terms, 1, true));
        }
        Self {
            attempts,
            marks: words.marks,
            prefix: words.prefix,
        }
    }

    /// The terms to mark in results from this index, sorted.
    ///
    /// # Errors
    /// As [`Source::expand`].
    pub fn marks_in(&self, source: &impl Source) -> Result<Vec<String>, Error> {
        let mut marks = self.marks.clone();
        if let Some(prefix) = &self.prefix {
            for (field, _) in TERM {
                for term in source.expand(field, prefix)? {
                    insert(&mut marks, term);
                }
            }
        }
        Ok(marks)
    }

    /// Calls `visit` for every leaf of all attempts.
    pub fn leaves<'a>(&'a self, visit: &mut impl FnMut(&'a Leaf)) {
        for attempt in &self.attempts {
            attempt.clause.leaves(visit);
        }
    }
}

/// Three in five, rounded up: a page about the subject has so many of its terms,
/// one that shares a common word by chance has not.
const fn most(count: usize) -> usize {
    (count * 3).div_ceil(5)
}

/// Any of `leaves`, as good as the best.
fn best<const N: usize>(leaves: [(Leaf, f32); N]) -> Clause {
    let leaves = leaves.map(|(leaf, boost)| Clause::Leaf(leaf, boost));
    Clause::Best(leaves.into(), 0.0)
}

/// A term in the fields that hold text.
fn text_term(term: &str) -> Clause {
    best(TERM.map(|(field, boost)| (Leaf::Term(field, term.to_owned()), boost)))
}

/// Any term that begins so.
fn beginning(prefix: &str) -> Clause {
    best(TERM.map(|(field, boost)| (Leaf::Prefix(field, prefix.to_owned()), boost * BEGINNING)))
}

/// A character anywhere.
fn character(term: &str) -> Clause {
    let leaf = |field| Leaf::Term(field, term.to_owned());
    best([(leaf(Field::Title), 3.0), (leaf(Field::Characters), 1.0)])
}

/// Terms that stand exactly so.
fn phrase(terms: &[(u32, String)]) -> Clause {
    best(TERM.map(|(field, boost)| (Leaf::Phrase(field, terms.to_vec()), boost)))
}

/// Terms that stand exactly so in a title or heading, or close together in the
/// running text, where to know more takes files of positions.
fn close(terms: &[(u32, String)]) -> Clause {
    let phrase = |field| Leaf::Phrase(field, terms.to_vec());
    let together = terms.iter().map(|(_, term)| term.clone()).collect();
    Clause::Best(
        vec![
            Clause::Leaf(phrase(Field::Title), TITLE_PHRASE),
            Clause::Leaf(phrase(Field::Head), HEAD_PHRASE),
            Clause::Leaf(Leaf::Together(together), TOGETHER),
        ],
        OTHERS,
    )
}

/// The clauses of a query's plain words.
#[derive(Default)]
struct Words {
    /// The terms of each word.
    parts: Vec<Vec<Counted>>,
    optional: Vec<Clause>,
    marks: Vec<String>,
    prefix: Option<String>,
}

impl Words {
    /// `open` tells that the last word may not be finished.
    fn of(parts: &[Part], open: bool) -> Self {
        let mut words = Self::default();
        let mut characters = Vec::new();
        let mut seen = Vec::new();
        let mut all: Vec<(u32, String)> = Vec::new();
        let wanted = || parts.iter().filter(|part| !part.excluded);
        for (number, part) in (1..).zip(parts).filter(|(_, part)| !part.excluded) {
            let text = if part.exact {
                Cow::Borrowed(part.text.as_str())
            } else {
                question::unwrap(&part.text)
            };
            let terms = phrase_terms(&text);
            for term in &terms {
                insert(&mut words.marks, term.term.clone());
            }
            if part.exact {
                continue;
            }
            let open = open && number == parts.len();
            words.part(&terms, open, &mut seen, &mut characters);
            let start = all.last().map_or(0, |(position, _)| position + 2);
            let terms = with_offsets(terms);
            if terms.len() > 1 {
                words.optional.push(close(&terms));
            }
            all.extend(
                terms
                    .into_iter()
                    .map(|(position, term)| (start + position, term)),
            );
        }
        if words.parts.len() > 1 {
            words.optional.push(close(&all));
        }
        // A lone character says little beside longer terms, and is everywhere.
        if words.parts.is_empty() && !wanted().any(|part| part.exact) {
            words.parts.extend(characters.into_iter().map(|clause| {
                vec![Counted {
                    clause,
                    overlaps: false,
                }]
            }));
        } else {
            words.optional.extend(characters);
        }
        words
    }

    /// Adds the terms of a word but for those seen before; `open` tells that the last
    /// may not be finished.
    fn part(
        &mut self,
        terms: &[PhraseTerm],
        open: bool,
        seen: &mut Vec<String>,
        characters: &mut Vec<Clause>,
    ) {
        let mut part: Vec<Counted> = Vec::new();
        let mut before = None;
        for (number, term) in (1..).zip(terms) {
            let overlaps = term.pair && before == Some(term.position);
            before = term.pair.then_some(term.position + 1);
            if !insert(seen, term.term.clone()) {
                continue;
            }
            if term.character {
                characters.push(character(&term.term));
                continue;
            }
            let mut clause = text_term(&term.term);
            if let Some((year, number)) = year_and_number(&term.term) {
                let words = [year, number].map(str::to_owned);
                for word in words.clone() {
                    insert(&mut self.marks, word);
                }
                let both: Vec<(u32, String)> = (0..).zip(words).collect();
                clause = Clause::Best(vec![clause, close(&both)], 1.0);
            }
            if open && number == terms.len() && is_beginning(&term.term) {
                clause = Clause::Best(vec![clause, beginning(&term.term)], 0.0);
                self.prefix = Some(term.term.clone());
            }
            part.push(Counted { clause, overlaps });
        }
        if !part.is_empty() {
            self.parts.push(part);
        }
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

/// Whether a word may be the beginning of another: letters are typed one by one,
/// a number is what it is.
fn is_beginning(term: &str) -> bool {
    term.len() > 1 && term.is_ascii() && term.bytes().any(|byte| byte.is_ascii_alphabetic())
}

/// A term of a phrase.
struct PhraseTerm {
    term: String,
    position: u32,
    /// It is a single character.
    character: bool,
    /// It is two neighbouring characters.
    pair: bool,
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
            pair: token.kind == Kind::Pair,
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
        [only] if only.character => Some(character(&only.term)),
        [only] => Some(text_term(&only.term)),
        _ => Some(phrase(&with_offsets(terms))),
    }
}

#[cfg(test)]
mod tests {
    use super::{Clause, Plan};
    use crate::Query;

    /// Of each attempt: required, counted, at least, optional, excluded; whether
    /// it is relaxed.
    fn shape(text: &str) -> Vec<([usize; 5], bool)> {
        let attempts = Plan::new(&Query::new(text)).attempts;
        let shape = attempts.into_iter().filter_map(|attempt| {
            let Clause::Sum {
                required,
                counted,
                at_least,
                optional,
                excluded,
            } = attempt.clause
            else {
                return None;
            };
            let counts = [
                required.len(),
                counted.len(),
                at_least,
                optional.len(),
                excluded.len(),
            ];
            Some((counts, attempt.relaxed))
        });
        shape.collect()
    }

    #[test]
    fn shapes() {
        for (query, expected) in [
            ("", &[][..]),
            ("-龙舟", &[]),
            ("龙", &[([0, 1, 1, 0, 0], false)]),
            ("彩龙", &[([0, 1, 1, 0, 0], false)]),
            (
                "雨坛彩龙",
                &[([0, 3, 2, 1, 0], false), ([0, 3, 1, 1, 0], true)],
            ),
            (
                "雨坛 彩龙",
                &[
                    ([0, 2, 2, 1, 0], false),
                    ([0, 2, 2, 1, 0], false),
                    ([0, 2, 1, 1, 0], true),
                ],
            ),
            ("龙 \"（\"", &[([0, 1, 1, 0, 0], false)]),
            ("孟子 仁", &[([0, 1, 1, 1, 0], false)]),
            ("\"雨坛彩龙\" -龙舟", &[([1, 0, 0, 0, 1], false)]),
            ("２０１６年", &[([0, 1, 1, 2, 0], false)]),
        ] {
            assert_eq!(shape(query), expected, "{query}");
        }
    }
}
