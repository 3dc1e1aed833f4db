//! How a query is carried out: clauses over terms and phrases.
//!
//! In: a [`Query`], the site's words and sounds. Out: a [`Plan`], which the native
//! side and the browser execute alike. It is made without looking anything up,
//! so all that a query may need is known before anything is fetched.
//!
//! A plan has what was typed, as it is and with names taken for filters
//! ([`crate::understand`]), and what may have been meant: words that sound
//! alike, pinyin, words one letter apart ([`near`]). Which of these is the
//! answer, [`crate::rank`] decides.

mod near;
mod words;

pub(crate) use near::readings;
pub use near::{Heard, How, Near, Way};

use crate::Error;
use crate::clause::{Clause, Counted, Field, Leaf, Sum, all_leaves};
use crate::evaluate::{EXPANSIONS, Source};
use crate::insert;
use crate::published::Vocabulary;
use crate::query::Query;
use crate::sound::Sounds;
use crate::understand::{Intent, Reading, Understood, understand};
use words::{Texts, exactly, phrase_terms};

/// How a query is carried out.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// The words as typed.
    pub literal: Attempt,
    /// The words with names of facets taken out, and the reading with these.
    pub lifted: Option<(Attempt, Reading)>,
    /// The words as typed, as they were understood.
    #[cfg(feature = "native")]
    pub reading: Reading,
    /// What may have been meant instead.
    pub near: Option<Near>,
    /// What a question asks for.
    pub intent: Option<Intent>,
    /// The words that are searched: names of what is meant.
    pub words: Vec<String>,
    /// The words as typed, with what makes a question.
    pub typed: Vec<String>,
    /// The terms to mark in results, sorted.
    marks: Vec<String>,
    /// The last word, if it may be the beginning of one.
    prefix: Option<String>,
}

/// One reading of a query.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Attempt {
    /// What pages must meet, from the strictest to the laxest. The first that finds
    /// any decides; none asks for every page.
    pub strict: Vec<Clause>,
    /// What is left to ask when all words together find nothing.
    pub relaxed: Option<Clause>,
    /// That all words stand together as typed: proof that they are meant so.
    pub together: Option<Clause>,
    /// That they do so in a title or heading.
    pub title: Option<Clause>,
    /// That a single word is two, whose pairs are all there but for the one where they
    /// meet. A slip in typing spoils two pairs, or one at an end.
    pub apart: Option<Clause>,
}

impl Plan {
    /// The plan of a query, whose text must be in NFKC.
    pub fn new(query: &Query, vocabulary: &Vocabulary, sounds: &Sounds) -> Self {
        let mut required = Vec::new();
        let mut excluded = Vec::new();
        let mut quoted = Vec::new();
        let mut typed = Vec::new();
        let mut open = false;
        for part in query.parts() {
            let terms = phrase_terms(&part.text);
            // Punctuation asks for nothing.
            if terms.is_empty() {
                continue;
            }
            open = false;
            if part.excluded {
                excluded.push(exactly(&terms));
            } else if part.exact {
                required.push(exactly(&terms));
                quoted.extend(terms);
            } else {
                typed.push(part.text);
                open = !query.text.ends_with(char::is_whitespace);
            }
        }
        let Understood {
            literal,
            lifted,
            intent,
        } = understand(&typed, vocabulary, &query.literal, query.today);
        let texts = Texts::new(&literal.words, &required, &excluded, open);
        let mut marks = texts.marks.clone();
        for term in quoted {
            insert(&mut marks, term.term);
        }
        let mut words = Vec::new();
        for word in &literal.words {
            words.push(word.text.clone());
        }
        let mut attempt = None;
        let read = lifted.as_ref().unwrap_or(&literal);
        for word in &read.words {
            words.push(word.text.clone());
        }
        if let Some(reading) = lifted {
            let texts = Texts::new(&reading.words, &required, &excluded, open);
            attempt = Some((texts.attempt(), reading));
        }
        Self {
            near: Near::new(&literal, &texts, sounds),
            words,
            typed,
            prefix: texts.prefix.clone(),
            literal: texts.attempt(),
            #[cfg(feature = "native")]
            reading: literal,
            lifted: attempt,
            intent,
            marks,
        }
    }

    /// Every leaf but those of what is only near.
    pub fn leaves(&self) -> Vec<&Leaf> {
        let mut leaves = Vec::new();
        self.literal.leaves(&mut leaves);
        if let Some((attempt, _)) = &self.lifted {
            attempt.leaves(&mut leaves);
        }
        if self.near.as_ref().is_some_and(|near| near.at_once) {
            leaves.append(&mut self.near_leaves());
        }
        leaves
    }

    /// The leaves of what is near.
    pub fn near_leaves(&self) -> Vec<&Leaf> {
        let mut leaves = Vec::new();
        for way in self.near.iter().flat_map(|near| &near.ways) {
            way.clause.leaves(&mut leaves);
        }
        leaves
    }

    /// The way of [`Self::near`] with this number.
    pub(crate) fn way(&self, number: Option<usize>) -> Option<&Way> {
        self.near.as_ref()?.ways.get(number?)
    }

    /// The terms to mark in results from this index, sorted.
    ///
    /// # Errors
    /// As [`Source::expand`].
    pub fn marks_in(&self, source: &impl Source) -> Result<Vec<String>, Error> {
        let mut marks = self.marks.clone();
        if let Some(prefix) = &self.prefix {
            for field in [Field::Title, Field::Head, Field::Body] {
                for term in source.expand(field, prefix, EXPANSIONS)? {
                    insert(&mut marks, term);
                }
            }
        }
        Ok(marks)
    }
}

impl Attempt {
    fn leaves<'a>(&'a self, leaves: &mut Vec<&'a Leaf>) {
        all_leaves(&self.strict, leaves);
        for clause in [&self.relaxed, &self.together, &self.title, &self.apart] {
            all_leaves(clause.as_slice(), leaves);
        }
    }
}

/// Three in five, rounded up: a page about the subject has so many of its terms,
/// one that shares a common word by chance has not.
const fn most(count: usize) -> usize {
    (count * 3).div_ceil(5)
}

/// A sum of clauses of which some must match.
fn sum(counted: Vec<Counted>, at_least: usize, optional: Vec<Clause>) -> Clause {
    Clause::Sum(Box::new(Sum {
        counted,
        at_least,
        optional,
        ..Sum::default()
    }))
}

/// A clause that is counted by itself.
const fn alone(clause: Clause) -> Counted {
    Counted {
        clause,
        overlaps: false,
    }
}
