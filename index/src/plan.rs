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
use crate::analyze::fold;
use crate::clause::{Clause, Counted, Field, Leaf, all_leaves};
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
        let mut parts = query.parts();
        // Punctuation asks for nothing.
        parts.retain(|part| !phrase_terms(&part.text).is_empty());
        let exact = |excluded: bool| -> Vec<Clause> {
            let parts = parts.iter().filter(|part| part.excluded == excluded);
            parts
                .filter(|part| part.exact || excluded)
                .filter_map(|part| exactly(&part.text))
                .collect()
        };
        let plain = parts.iter().filter(|part| !part.exact && !part.excluded);
        let literal: Vec<String> = query
            .literal
            .iter()
            .map(|text| text.chars().map(fold).collect())
            .collect();
        let Understood {
            literal,
            lifted,
            intent,
        } = understand(
            plain.clone().map(|part| part.text.as_str()),
            vocabulary,
            &literal,
            query.today,
        );
        let quoted = parts.iter().filter(|part| part.exact && !part.excluded);
        let open = !query.text.ends_with(char::is_whitespace)
            && parts
                .last()
                .is_some_and(|part| !part.exact && !part.excluded);
        let (required, excluded) = (exact(false), exact(true));
        let texts = |reading: &Reading| Texts::new(&reading.words, &required, &excluded, open);
        let typed = texts(&literal);
        let mut marks = typed.marks.clone();
        for part in quoted {
            for term in phrase_terms(&part.text) {
                insert(&mut marks, term.term);
            }
        }
        let lifted = lifted.map(|reading| (texts(&reading).attempt(), reading));
        let words = lifted.as_ref().map_or(&literal, |(_, reading)| reading);
        Self {
            near: Near::new(&literal, &typed, sounds),
            words: literal
                .words
                .iter()
                .chain(&words.words)
                .map(|word| word.text.clone())
                .collect(),
            typed: plain.map(|part| part.text.clone()).collect(),
            prefix: typed.prefix.clone(),
            literal: typed.attempt(),
            #[cfg(feature = "native")]
            reading: literal,
            lifted,
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
    Clause::Sum {
        required: Vec::new(),
        counted,
        at_least,
        optional,
        excluded: Vec::new(),
    }
}

/// A clause that is counted by itself.
const fn alone(clause: Clause) -> Counted {
    Counted {
        clause,
        overlaps: false,
    }
}
