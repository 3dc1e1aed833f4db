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
    keys: Vec<(&'a str, Option<&'a Column>, Vec<u32>)>,
    days: Option<Days>,
    columns: &'a Columns,
}

impl<'a> Filters<'a> {
    /// The filters that the query has, and those that were taken from its words.
    pub(super) fn new(
        query: &'a Query,
        lifted: &'a [Lifted],
        days: Option<Days>,
        columns: &'a Columns,
    ) -> Self {
        let given = query.filters.0.iter();
        let mut keys: Vec<(&str, Vec<&str>)> = given
            .filter(|(_, accepted)| !accepted.is_empty())
            .map(|(key, accepted)| (key.as_str(), accepted.iter().map(String::as_str).collect()))
            .collect();
        let count = keys.len();
        for lifted in lifted.iter().filter(|lifted| lifted.key != DATE) {
            let same = keys
                .iter_mut()
                .skip(count)
                .find(|(key, _)| *key == lifted.key);
            match same {
                Some((_, accepted)) => accepted.push(&lifted.value),
                None => keys.push((&lifted.key, vec![&lifted.value])),
            }
        }
        let column = |key: &str| {
            let column = columns.facets.iter().find(|(name, _)| name == key);
            column.map(|(_, column)| column)
        };
        let keys = keys.into_iter().map(|(key, accepted)| {
            let column = column(key);
            let values = column
                .map(|column| column.values.as_slice())
                .unwrap_or_default();
            let numbers = (0..).zip(values);
            let numbers = numbers.filter(|(_, value)| accepted.contains(&value.as_str()));
            (key, column, numbers.map(|(number, _)| number).collect())
        });
        Self {
            keys: keys.collect(),
            days,
            columns,
        }
    }

    /// Whether the page meets all filters but the one on `except`.
    pub(super) fn accept(&self, doc: DocId, except: Option<&str>) -> bool {
        if let Some(days) = self.days {
            let date = self.columns.date(doc);
            if !date.is_some_and(|date| days.first <= date && date <= days.last) {
                return false;
            }
        }
        self.keys
            .iter()
            .filter(|(key, ..)| Some(*key) != except)
            .all(|(_, column, accepted)| {
                let values = column.map(|column| column.numbers(doc)).unwrap_or_default();
                values.iter().any(|value| accepted.contains(value))
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
