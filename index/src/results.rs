//! What a search answers.
//!
//! These types are the contract with the page's script and `lyceum search
//! --json`; both see the same field names. Addresses are within the site, from
//! `/`; the script puts the site's base path before them.

use crate::understand::{Intent, Lifted};

/// The answer to a query.
#[derive(Debug, Clone, PartialEq, Default)]
#[cfg_attr(feature = "native", derive(serde::Serialize))]
pub struct SearchResults {
    /// How many pages match, whatever the limit.
    pub total: usize,
    /// The pages asked for, in order.
    pub results: Vec<Hit>,
    /// Facet key to the values of the matching pages, most frequent first. A
    /// key's counts disregard the filter on that key, so that a reader sees
    /// what adding a value would bring.
    pub facets: ByKey<Vec<FacetCount>>,
    /// The page that was asked for by its name or number, as a JSON object that the
    /// builder made.
    #[cfg_attr(feature = "native", serde(serialize_with = "raw"))]
    pub card: Option<String>,
    /// Parts of the query that were taken for filters.
    pub understood: Vec<Lifted>,
    /// What a question asks for.
    pub intent: Option<Intent>,
    /// What was found in place of the words typed, if something else: the first of it.
    pub corrected: Option<String>,
    /// What the reader should be told, as stable codes. How words were read that are
    /// nowhere as typed: `by-pinyin`, `by-initials`, `by-sound`, `by-spelling`;
    /// `none-exact` (no page has most of the words; these have some), `capped` (too
    /// many pages match; these are the best), `query-shortened`.
    pub notes: Vec<&'static str>,
}

/// Values by key: a JSON object. They are few, so it is a list; a map would be a tenth
/// of the engine.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ByKey<T>(pub Vec<(String, T)>);

impl<T> ByKey<T> {
    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&T> {
        let found = self.0.iter().find(|(known, _)| known == key);
        found.map(|(_, value)| value)
    }
}

impl<T> ByKey<Vec<T>> {
    /// Adds a value to those of a key.
    pub fn push(&mut self, key: &str, value: T) {
        match self.0.iter_mut().find(|(known, _)| known == key) {
            Some((_, values)) => values.push(value),
            None => self.0.push((key.to_owned(), vec![value])),
        }
    }
}

#[cfg(feature = "native")]
impl<T: serde::Serialize> serde::Serialize for ByKey<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}

/// How many matching pages have a facet value.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "native", derive(serde::Serialize))]
pub struct FacetCount {
    /// The value, as displayed.
    pub value: String,
    /// Number of pages.
    pub count: usize,
}

/// A page that matches.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "native", derive(serde::Serialize))]
pub struct Hit {
    /// Address within the site.
    pub url: String,
    /// Title as displayed, not escaped.
    pub title: String,
    /// Key of its content type.
    #[cfg_attr(feature = "native", serde(rename = "type"))]
    pub kind: String,
    /// `YYYY-MM-DD`.
    pub date: Option<String>,
    /// Facet key to the page's values.
    pub facets: ByKey<Vec<String>>,
    /// The best passage: escaped HTML whose only element is `<mark>`.
    pub excerpt: String,
    /// Relevance, to three decimals. Comparable within one answer only.
    pub score: f64,
    /// The sections that match best.
    pub sections: Vec<SectionHit>,
}

/// A section of a page that matches.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "native", derive(serde::Serialize))]
pub struct SectionHit {
    /// Address of the section within the site, with its anchor.
    pub url: String,
    /// Its heading, not escaped.
    pub title: String,
    /// Its best passage, as [`Hit::excerpt`].
    pub excerpt: String,
}

/// A string that is JSON, as what it says.
#[cfg(feature = "native")]
#[expect(clippy::ref_option, reason = "serde gives it so")]
fn raw<S: serde::Serializer>(json: &Option<String>, serializer: S) -> Result<S::Ok, S::Error> {
    use serde::Serialize as _;

    let value = json
        .as_deref()
        .and_then(|json| serde_json::from_str::<serde_json::Value>(json).ok());
    value.serialize(serializer)
}
