//! What a reader means by what was typed.
//!
//! In: the plain words of a query, in NFKC, and the site's [`Vocabulary`]. Out: a
//! [`Reading`] or two: one takes the words as they are, the other takes those
//! that name a town, a type, an audience or a day for filters. Which of the two
//! is meant, [`crate::rank`] finds out: a title that holds all of the words
//! speaks for the first.
//!
//! Pure functions, each with one job: [`question`] strips what makes a question,
//! [`number`] mends numbers of documents, [`days`] knows the calendar,
//! [`lift`] finds the names of facets. Spelling and sound are [`crate::plan`]'s.

mod days;
mod lift;
mod number;
mod question;

pub use days::Days;
pub use question::Intent;

use crate::analyze::folded;
use crate::published::{Date, Vocabulary};

/// Most ways to say one word that are searched.
const VARIANTS: usize = 5;

/// The words of a query, read in one way.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reading {
    /// What is searched in texts.
    pub words: Vec<Word>,
    /// What was taken for filters.
    pub lifted: Vec<Lifted>,
    /// The days that are meant.
    pub days: Option<Days>,
}

/// A word, and what it also means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// As typed but folded and without what makes a question.
    pub text: String,
    /// The same with synonyms in it.
    pub variants: Vec<String>,
}

/// A part of the query that was taken for a filter.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "native", derive(serde::Serialize))]
pub struct Lifted {
    /// The part, as it is to be given as [`crate::Query::literal`] to search for it
    /// instead.
    pub text: String,
    /// The key of the facet, or `date`.
    pub key: String,
    /// The value, or a day or two as `2026-11-21/2026-11-22`.
    pub value: String,
}

/// A query's plain words, understood.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Understood {
    /// The words as they are.
    pub literal: Reading,
    /// The words with filters taken out, if there are any.
    pub lifted: Option<Reading>,
    /// What a question asks for.
    pub intent: Option<Intent>,
}

/// Reads plain words. Parts that are `literal` are not taken for filters.
pub fn understand(
    words: &[String],
    vocabulary: &Vocabulary,
    literal: &[String],
    today: Option<Date>,
) -> Understood {
    let mut understood = Understood::default();
    let mut lifted = Reading::default();
    let mut kept = Vec::new();
    for text in literal {
        kept.push(folded(text));
    }
    for word in words {
        let folded = folded(word);
        let (text, intent) = question::unwrap(&folded);
        understood.intent = understood.intent.or(intent);
        let text = number::mended(text);
        let rest = lift::lift(text, vocabulary, &kept, today, &mut lifted);
        if rest != text {
            understood.intent = understood.intent.or(question::unwrap(rest).1);
        }
        for (reading, text) in [(&mut understood.literal, text), (&mut lifted, rest)] {
            if !text.is_empty() {
                reading.words.push(Word {
                    text: text.to_owned(),
                    variants: variants(text, vocabulary),
                });
            }
        }
    }
    if lifted.is_filter() {
        understood.lifted = Some(lifted);
    }
    understood
}

impl Reading {
    /// Whether it filters something: a name alone asks for what bears it.
    fn is_filter(&self) -> bool {
        let browses = |lifted: &Lifted| ["type", "date"].contains(&lifted.key.as_str());
        match self.lifted.as_slice() {
            [] => false,
            [only] => !self.words.is_empty() || browses(only),
            _ => true,
        }
    }
}

/// `text` with each of the synonyms of the longest word in it that has any.
fn variants(text: &str, vocabulary: &Vocabulary) -> Vec<String> {
    let mut longest = "";
    let mut others: &[String] = &[];
    for (word, synonyms) in &vocabulary.synonyms {
        if word.len() >= longest.len() && around(text, word).is_some() {
            (longest, others) = (word, synonyms);
        }
    }
    let mut variants = Vec::new();
    let Some((before, after)) = around(text, longest) else {
        return variants;
    };
    for other in others {
        // 广场舞 is in 广场舞队: what has the synonym already needs no other.
        if variants.len() < VARIANTS && around(text, other).is_none() {
            variants.push([before, other, after].concat());
        }
    }
    variants
}

/// What stands before and after the first `word` in `text`. The standard library's search
/// is for long texts, and as long itself.
fn around<'a>(text: &'a str, word: &str) -> Option<(&'a str, &'a str)> {
    text.char_indices().find_map(|(at, _)| {
        let (before, rest) = text.split_at_checked(at)?;
        Some((before, rest.strip_prefix(word)?))
    })
}
