//! From scored matches to the pages that are shown.
//!
//! In: matches, the columns, the query's filters and order. Out: the pages to
//! show, the total, the facet counts; then, given a stored page, a [`Hit`].

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::evaluate::{Scored, Source, evaluate};
use crate::excerpt::Marker;
use crate::plan::Plan;
use crate::published::{Column, Columns};
use crate::query::{MOST_RESULTS, Query, Sort};
use crate::reader::StoredPage;
use crate::results::{FacetCount, Hit, SearchResults, SectionHit};
use crate::{DocId, Error};

/// Scores are compared in these units: differences below are noise of the
/// floating-point order of operations, which must not order pages.
const UNITS: f32 = 10_000.0;

/// How many sections of a page a result names.
const SECTIONS: usize = 3;

/// The pages that answer a query, before any stored page is read.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ranking {
    /// The pages to show, in order, with their scores in [`UNITS`].
    pub(crate) shown: Vec<(DocId, u32)>,
    total: usize,
    facets: BTreeMap<String, Vec<FacetCount>>,
    notes: Vec<&'static str>,
}

impl Ranking {
    /// Finds, filters and orders pages.
    pub(crate) fn new(
        plan: &Plan,
        query: &Query,
        source: &impl Source,
        columns: &Columns,
    ) -> Result<Self, Error> {
        let mut notes = Vec::new();
        if query.shortened() {
            notes.push("query-shortened");
        }
        let mut matches = Scored::new();
        if let Some(clause) = &plan.strict {
            matches = evaluate(clause, source)?;
        }
        if matches.is_empty()
            && let Some(clause) = &plan.relaxed
        {
            matches = evaluate(clause, source)?;
            if !matches.is_empty() {
                notes.push("relaxed");
            }
        }
        let filters = Filters::new(query, columns);
        let mut pages: Vec<(DocId, u32)> = matches
            .iter()
            .filter(|&&(doc, _)| filters.accept(doc, None))
            .map(|&(doc, score)| (doc, units(score)))
            .collect();
        let date = |doc: DocId| columns.dates.get(doc as usize).copied().flatten();
        match query.sort {
            Sort::Relevance => {
                pages.sort_by_key(|&(doc, score)| (Reverse(score), Reverse(date(doc)), doc))
            }
            Sort::Date => {
                pages.sort_by_key(|&(doc, score)| (Reverse(date(doc)), Reverse(score), doc))
            }
        }
        let limit = query.limit.min(MOST_RESULTS);
        Ok(Self {
            total: pages.len(),
            shown: pages.into_iter().skip(query.offset).take(limit).collect(),
            facets: count(&matches, &filters, columns),
            notes,
        })
    }

    /// The answer, given the stored pages in the order of [`Self::shown`].
    pub(crate) fn results(
        self,
        pages: Vec<StoredPage>,
        columns: &Columns,
        marks: &BTreeSet<String>,
    ) -> SearchResults {
        let shown = self.shown.into_iter().zip(pages);
        SearchResults {
            total: self.total,
            results: shown
                .map(|((doc, score), page)| hit(doc, score, page, columns, marks))
                .collect(),
            facets: self.facets,
            corrected: None,
            notes: self.notes,
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "scores are small and not negative"
)]
fn units(score: f32) -> u32 {
    (score * UNITS).round() as u32
}

/// A query's filters, by column.
struct Filters<'a> {
    /// Key, its column, the numbers of the accepted values.
    keys: Vec<(&'a str, Option<&'a Column>, BTreeSet<u32>)>,
}

impl<'a> Filters<'a> {
    fn new(query: &'a Query, columns: &'a Columns) -> Self {
        let keys = query
            .filters
            .iter()
            .filter(|(_, accepted)| !accepted.is_empty())
            .map(|(key, accepted)| {
                let column = columns.facets.get(key);
                let values = column
                    .map(|column| column.values.as_slice())
                    .unwrap_or_default();
                let numbers = (0..)
                    .zip(values)
                    .filter(|(_, value)| accepted.contains(value))
                    .map(|(number, _)| number);
                (key.as_str(), column, numbers.collect())
            });
        Self {
            keys: keys.collect(),
        }
    }

    /// Whether the page meets all filters but the one on `except`.
    fn accept(&self, doc: DocId, except: Option<&str>) -> bool {
        self.keys
            .iter()
            .filter(|(key, ..)| Some(*key) != except)
            .all(|(_, column, accepted)| {
                let values = column.and_then(|column| column.pages.get(doc as usize));
                values.is_some_and(|values| values.iter().any(|value| accepted.contains(value)))
            })
    }
}

fn count(
    matches: &Scored,
    filters: &Filters<'_>,
    columns: &Columns,
) -> BTreeMap<String, Vec<FacetCount>> {
    let mut facets = BTreeMap::new();
    for (key, column) in &columns.facets {
        let mut counts = vec![0_usize; column.values.len()];
        for &(doc, _) in matches
            .iter()
            .filter(|&&(doc, _)| filters.accept(doc, Some(key)))
        {
            for &value in column.pages.get(doc as usize).into_iter().flatten() {
                if let Some(count) = counts.get_mut(value as usize) {
                    *count += 1;
                }
            }
        }
        let mut counted: Vec<FacetCount> = column
            .values
            .iter()
            .zip(counts)
            .filter(|&(_, count)| count > 0)
            .map(|(value, count)| FacetCount {
                value: value.clone(),
                count,
            })
            .collect();
        counted.sort_by(|left, right| {
            right
                .count
                .cmp(&left.count)
                .then_with(|| left.value.cmp(&right.value))
        });
        if !counted.is_empty() {
            facets.insert(key.clone(), counted);
        }
    }
    facets
}

fn hit(
    doc: DocId,
    score: u32,
    page: StoredPage,
    columns: &Columns,
    marks: &BTreeSet<String>,
) -> Hit {
    let marker = Marker::new(marks);
    let mut passages: Vec<_> = page
        .sections
        .iter()
        .map(|section| {
            let passage = marker.best(&section.text);
            let weight = passage.distinct + 2 * marker.best(&section.heading).distinct;
            (weight, section, passage)
        })
        .collect();
    // Stable: of equally good sections the first comes first.
    passages.sort_by_key(|(weight, ..)| Reverse(*weight));
    let summary = marker.best(&page.summary);
    let best = passages
        .iter()
        .map(|(.., passage)| passage)
        .max_by_key(|passage| passage.distinct);
    let excerpt = match best {
        Some(best) if best.distinct > summary.distinct || page.summary.is_empty() => {
            best.html.clone()
        }
        _ => summary.html,
    };
    let sections = passages
        .iter()
        .filter(|(weight, section, _)| *weight > 0 && !section.anchor.is_empty())
        .take(SECTIONS)
        .map(|(_, section, passage)| SectionHit {
            url: format!("{}#{}", page.url, section.anchor),
            title: section.heading.clone(),
            excerpt: passage.html.clone(),
        })
        .collect();
    let values = |column: &Column| column.of(doc).map(str::to_owned).collect::<Vec<_>>();
    let facets = columns
        .facets
        .iter()
        .map(|(key, column)| (key.clone(), values(column)));
    Hit {
        kind: values(&columns.kind).pop().unwrap_or_default(),
        date: columns
            .dates
            .get(doc as usize)
            .copied()
            .flatten()
            .map(|date| date.to_string()),
        facets: facets.filter(|(_, values)| !values.is_empty()).collect(),
        excerpt,
        score: f64::from(score) / f64::from(UNITS),
        sections,
        url: page.url,
        title: page.title,
    }
}
