//! What a search answers.
//!
//! These types are the contract with the page's script and `lyceum search
//! --json`; both see the same field names. Addresses are within the site, from
//! `/`; the script puts the site's base path before them.

use std::collections::BTreeMap;

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
    pub facets: BTreeMap<String, Vec<FacetCount>>,
    /// The query that was searched in place of the one typed, if another.
    pub corrected: Option<String>,
    /// What the reader should be told, as stable codes: `relaxed` (no page has
    /// most of the words; these have some), `query-shortened`.
    pub notes: Vec<&'static str>,
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
    pub facets: BTreeMap<String, Vec<String>>,
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
