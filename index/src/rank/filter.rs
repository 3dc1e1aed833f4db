//! Which pages may be shown, and how many have which values.

use std::cmp::Reverse;

use super::Ordered;
use crate::DocId;
use crate::evaluate::Scored;
use crate::published::{Column, Columns};
use crate::query::Query;
use crate::results::{ByKey, FacetCount};
use crate::understand::{Days, Lifted};

/// The key of what was taken for days, which is no facet.
const DATE: &str = "date";

/// A query's filters, by column.
pub(super) struct Filters<'a> {
    /// Key, its column, the numbers of the accepted values.
    keys: Vec<(String, Option<&'a Column>, Vec<u32>)>,
    days: Option<Days>,
    columns: &'a Columns,
}

impl<'a> Filters<'a> {
    /// The filters that the query has, and those that were taken from its words.
    pub(super) fn new(
        query: &Query,
        lifted: &[Lifted],
        days: Option<Days>,
        columns: &'a Columns,
    ) -> Self {
        let mut filters = Self {
            keys: Vec::new(),
            days,
            columns,
        };
        for (key, values) in &query.filters.0 {
            if !values.is_empty() {
                filters.add(key, values);
            }
        }
        let mut taken = ByKey::default();
        for lifted in lifted {
            if lifted.key != DATE {
                taken.push(&lifted.key, lifted.value.clone());
            }
        }
        for (key, values) in &taken.0 {
            filters.add(key, values);
        }
        filters
    }

    /// Adds a filter: pages must have one of these values.
    fn add(&mut self, key: &str, values: &[String]) {
        let column = self.columns.facets.iter().find(|(name, _)| name == key);
        let column = column.map(|(_, column)| column);
        let mut accepted = Vec::new();
        for (number, value) in (0..).zip(column.iter().flat_map(|column| &column.values)) {
            if values.contains(value) {
                accepted.push(number);
            }
        }
        self.keys.push((key.to_owned(), column, accepted));
    }

    /// Whether the page meets all filters but the one on `except`.
    pub(super) fn accept(&self, doc: DocId, except: Option<&str>) -> bool {
        if let Some(days) = self.days {
            let date = self.columns.date(doc);
            if !date.is_some_and(|date| days.first <= date && date <= days.last) {
                return false;
            }
        }
        self.keys.iter().all(|(key, column, accepted)| {
            let values = column.map(|column| column.numbers(doc)).unwrap_or_default();
            Some(key.as_str()) == except || values.iter().any(|value| accepted.contains(value))
        })
    }
}

/// For each facet how many of the matching pages have each of its values.
pub(super) fn count(
    matches: &Scored,
    filters: &Filters<'_>,
    columns: &Columns,
) -> ByKey<Vec<FacetCount>> {
    let mut facets = ByKey::default();
    for (key, column) in &columns.facets {
        let mut counts: Vec<Ordered> = Vec::new();
        for (value, _) in (0..).zip(&column.values) {
            counts.push((Reverse(0), value));
        }
        for &(doc, _) in matches {
            if !filters.accept(doc, Some(key)) {
                continue;
            }
            for &value in column.numbers(doc) {
                if let Some((Reverse(count), _)) = counts.get_mut(value as usize) {
                    *count += 1;
                }
            }
        }
        counts.retain(|&(Reverse(count), _)| count > 0);
        // Values are numbered in their own order, which decides between equals.
        counts.sort_unstable();
        let mut counted = Vec::new();
        for (Reverse(count), value) in counts {
            if let Some(value) = column.values.get(value as usize) {
                counted.push(FacetCount {
                    value: value.clone(),
                    count: usize::try_from(count).unwrap_or(usize::MAX),
                });
            }
        }
        if !counted.is_empty() {
            facets.0.push((key.clone(), counted));
        }
    }
    facets
}
