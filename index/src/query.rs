//! What a reader asks, and how the text of it divides.
//!
//! In: the words typed, in NFKC. Out: parts: plain words, `"exact words"`
//! (also “…” and 「…」) and `-excluded` ones. Nothing is an error: a quotation
//! mark without its partner is a separator, as any punctuation is.

use crate::published::Date;
use crate::results::ByKey;

/// Longest query that is looked at, in characters. Longer ones are cut, which
/// [`Query::shortened`] tells.
pub const LONGEST: usize = 128;

/// Most results in one answer, so that one answer cannot fetch a whole site.
pub const MOST_RESULTS: usize = 100;

/// The order of results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// Best match first.
    #[default]
    Relevance,
    /// Newest first; pages without a date last.
    Date,
}

/// One search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// The words as typed. [`crate::native`] normalises them; the browser's
    /// script does it before they come here.
    pub text: String,
    /// How many results to return, at most [`MOST_RESULTS`].
    pub limit: usize,
    /// How many results to skip.
    pub offset: usize,
    /// Facet key to accepted values. A page must have one value of each key.
    pub filters: ByKey<Vec<String>>,
    /// The order of results.
    pub sort: Sort,
    /// Parts of the text that are not to be taken for filters.
    pub literal: Vec<String>,
    /// The reader's day, from which names of days are counted. Without it they name
    /// none.
    pub today: Option<Date>,
}

impl Query {
    /// The first ten results for `text`, by relevance.
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            limit: 10,
            offset: 0,
            filters: ByKey::default(),
            sort: Sort::Relevance,
            literal: Vec::new(),
            today: None,
        }
    }

    /// Whether the text is longer than what is looked at.
    pub fn shortened(&self) -> bool {
        self.text.chars().count() > LONGEST
    }

    /// The parts of the text, in order.
    pub(crate) fn parts(&self) -> Vec<Part> {
        let text: String = self.text.chars().take(LONGEST).collect();
        let mut parts = Vec::new();
        let mut rest = text.as_str();
        while let Some(start) = rest.find(|c: char| !c.is_whitespace()) {
            let (_, trimmed) = rest.split_at(start);
            let (excluded, trimmed) = match trimmed.strip_prefix('-') {
                Some(after) => (true, after),
                None => (false, trimmed),
            };
            if let Some((inside, after)) = quoted(trimmed) {
                parts.push(Part::new(inside, true, excluded));
                rest = after;
            } else {
                let end = trimmed
                    .char_indices()
                    .find(|&(at, c)| {
                        at > 0 && (c.is_whitespace() || quoted(trimmed.split_at(at).1).is_some())
                    })
                    .map_or(trimmed.len(), |(at, _)| at);
                let (word, after) = trimmed.split_at(end);
                parts.push(Part::new(word, false, excluded));
                rest = after;
            }
        }
        parts
    }
}

/// Words that mean one thing in a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) text: String,
    /// Must occur exactly as written.
    pub(crate) exact: bool,
    /// Must not occur.
    pub(crate) excluded: bool,
}

impl Part {
    fn new(text: &str, exact: bool, excluded: bool) -> Self {
        Self {
            text: text.to_owned(),
            exact,
            excluded,
        }
    }
}

/// Splits off a quotation at the start of `text`: what is inside, what follows.
fn quoted(text: &str) -> Option<(&str, &str)> {
    let opening = text.chars().next()?;
    let closing = match opening {
        '"' => '"',
        '“' => '”',
        '「' => '」',
        '『' => '』',
        _ => return None,
    };
    text.split_at(opening.len_utf8()).1.split_once(closing)
}

#[cfg(test)]
mod tests {
    use super::Query;

    fn parts(text: &str) -> Vec<(String, bool, bool)> {
        Query::new(text)
            .parts()
            .into_iter()
            .map(|part| (part.text, part.exact, part.excluded))
            .collect()
    }

    #[test]
    fn parts_of_a_query() {
        let part = |text: &str, exact, excluded| (text.to_owned(), exact, excluded);
        assert_eq!(
            parts(" 孟子  仁义 "),
            [part("孟子", false, false), part("仁义", false, false)]
        );
        assert_eq!(
            parts("雨坛“彩龙 舞”-\"龙舟\" -广场"),
            [
                part("雨坛", false, false),
                part("彩龙 舞", true, false),
                part("", false, true)
            ]
            .into_iter()
            .take(2)
            .chain([part("龙舟", true, true), part("广场", false, true)])
            .collect::<Vec<_>>()
        );
        assert_eq!(parts("3-甲"), [part("3-甲", false, false)]);
        assert_eq!(parts("\"没有闭合"), [part("\"没有闭合", false, false)]);
        assert_eq!(parts("-"), [part("", false, true)]);
    }

    proptest::proptest! {
        #[test]
        fn any_text_divides(text in "[\\PC\"“” -]{0,200}") {
            assert!(parts(&text).len() <= text.chars().count() + 1);
        }
    }
}
