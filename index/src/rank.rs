//! From scored matches to the pages that are shown.
//!
//! In: matches, the columns, the query's filters and order. Out: the pages to
//! show, the total, the facet counts; then, given a stored page, a [`Hit`].

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::evaluate::{Scored, Source, evaluate};
use crate::excerpt::{Marker, Passage};
use crate::plan::Plan;
use crate::published::places::WINDOWS;
use crate::published::{Column, Columns, Date};
use crate::query::{MOST_RESULTS, Query, Sort};
use crate::reader::{StoredPage, idf};
use crate::results::{FacetCount, Hit, SearchResults, SectionHit};
use crate::{DocId, Error};

/// Scores are compared in these units of one: differences below are noise of
/// floating-point arithmetic, which must not order pages.
const UNITS: f32 = 1000.0;

/// By how much the score of a page is divided that is no longer in force.
const LAPSED: u32 = 2;

/// How many sections of a page a result names.
const SECTIONS: usize = 3;

/// Something to sort: largest key first, then by rising number. Everything is
/// sorted in this one type, since each further one costs the browser 4 KB.
type Ordered = (Reverse<u64>, u32);

/// A page to show.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shown {
    pub(crate) doc: DocId,
    /// Its score in [`UNITS`].
    score: u64,
    /// The passage with the most to say.
    pub(crate) passage: u32,
}

/// The pages that answer a query, before any stored page is read.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ranking {
    /// The pages to show, in order.
    pub(crate) shown: Vec<Shown>,
    total: usize,
    facets: BTreeMap<String, Vec<FacetCount>>,
    notes: Vec<&'static str>,
    /// The terms to mark, sorted.
    marks: Vec<String>,
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
        for attempt in &plan.attempts {
            matches = evaluate(&attempt.clause, source)?;
            if !matches.is_empty() {
                if attempt.relaxed {
                    notes.push("relaxed");
                }
                break;
            }
        }
        let filters = Filters::new(query, columns);
        let accepted = matches
            .iter()
            .filter(|&&(doc, _)| filters.accept(doc, None));
        let mut pages: Vec<Ordered> = accepted
            .map(|&(doc, score)| {
                let date = columns
                    .dates
                    .get(doc as usize)
                    .copied()
                    .flatten()
                    .map_or(0, Date::number);
                let mut score = units(score);
                if columns.lapsed.binary_search(&doc).is_ok() {
                    score /= LAPSED;
                }
                let (first, second) = match query.sort {
                    Sort::Relevance => (score, date),
                    Sort::Date => (date, score),
                };
                (Reverse(u64::from(first) << 32 | u64::from(second)), doc)
            })
            .collect();
        pages.sort_unstable();
        let score = |key: u64| match query.sort {
            Sort::Relevance => key >> 32,
            Sort::Date => key & u64::from(u32::MAX),
        };
        let limit = query.limit.min(MOST_RESULTS);
        let shown = pages.iter().skip(query.offset).take(limit);
        let mut shown: Vec<Shown> = shown
            .map(|&(Reverse(key), doc)| Shown {
                doc,
                score: score(key),
                passage: 0,
            })
            .collect();
        let marks = plan.marks_in(source)?;
        choose_passages(&mut shown, &marks, source)?;
        Ok(Self {
            total: pages.len(),
            shown,
            facets: count(&matches, &filters, columns),
            notes,
            marks,
        })
    }

    /// The answer, given the stored pages in the order of [`Self::shown`].
    pub(crate) fn results(self, pages: Vec<StoredPage>, columns: &Columns) -> SearchResults {
        let shown = self.shown.into_iter().zip(pages);
        SearchResults {
            total: self.total,
            results: shown
                .map(|(shown, page)| hit(shown, page, columns, &self.marks))
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

/// Finds for each page the passage whose terms together are rarest; the first
/// of equals.
fn choose_passages(
    shown: &mut [Shown],
    terms: &[String],
    source: &impl Source,
) -> Result<(), Error> {
    let mut lists = Vec::new();
    for term in terms.iter().filter(|_| !shown.is_empty()) {
        let list = source.places(term)?;
        let pages = u32::try_from(list.documents.len()).unwrap_or(u32::MAX);
        lists.push((list, idf(pages, source.documents())));
    }
    for page in shown {
        let mut weights: Vec<f32> = Vec::new();
        for (list, rarity) in &lists {
            let mut passages: Vec<u32> = list.on(page.doc).to_vec();
            for window in &mut passages {
                *window /= WINDOWS;
            }
            passages.dedup();
            for passage in passages {
                let passage = passage as usize;
                if passage >= weights.len() {
                    weights.resize(passage + 1, 0.0);
                }
                if let Some(weight) = weights.get_mut(passage) {
                    *weight += rarity;
                }
            }
        }
        let mut best = 0.0;
        for (passage, &weight) in (0..).zip(&weights) {
            if weight > best {
                best = weight;
                page.passage = passage;
            }
        }
    }
    Ok(())
}

/// A query's filters, by column.
struct Filters<'a> {
    /// Key, its column, the numbers of the accepted values.
    keys: Vec<(&'a str, Option<&'a Column>, Vec<u32>)>,
}

impl<'a> Filters<'a> {
    fn new(query: &'a Query, columns: &'a Columns) -> Self {
        let keys = query
            .filters
            .iter()
            .filter(|(_, accepted)| !accepted.is_empty())
            .map(|(key, accepted)| {
                let column = columns
                    .facets
                    .iter()
                    .find(|(name, _)| name == key)
                    .map(|(_, column)| column);
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
                let values = column.map(|column| column.numbers(doc)).unwrap_or_default();
                values.iter().any(|value| accepted.contains(value))
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
        let mut counts: Vec<Ordered> = column
            .values
            .iter()
            .zip(0..)
            .map(|(_, value)| (Reverse(0), value))
            .collect();
        for &(doc, _) in matches
            .iter()
            .filter(|&&(doc, _)| filters.accept(doc, Some(key)))
        {
            for &value in column.numbers(doc) {
                if let Some((Reverse(count), _)) = counts.get_mut(value as usize) {
                    *count += 1;
                }
            }
        }
        counts.retain(|&(Reverse(count), _)| count > 0);
        // Values are numbered in their own order, which decides between equals.
        counts.sort_unstable();
        let counted = counts.into_iter().filter_map(|(Reverse(count), value)| {
            let value = column.values.get(value as usize)?.clone();
            Some(FacetCount {
                value,
                count: usize::try_from(count).ok()?,
            })
        });
        let counted: Vec<FacetCount> = counted.collect();
        if !counted.is_empty() {
            facets.insert(key.clone(), counted);
        }
    }
    facets
}

#[expect(clippy::cast_precision_loss, reason = "a score has far fewer digits")]
fn hit(shown: Shown, page: StoredPage, columns: &Columns, marks: &[String]) -> Hit {
    let Shown { doc, score, .. } = shown;
    let marker = Marker::new(marks);
    let passages: Vec<Passage> = page
        .sections
        .iter()
        .map(|section| marker.best(&section.text))
        .collect();
    let mut order: Vec<Ordered> = Vec::new();
    for ((section, passage), number) in page.sections.iter().zip(&passages).zip(0..) {
        // A heading says more about its section than any one sentence.
        let weight = passage.distinct + 2 * marker.best(&section.heading).distinct;
        order.push((Reverse(u64::from(weight)), number));
    }
    order.sort_unstable();
    let mut excerpt = marker.best(&page.summary);
    for passage in &passages {
        if passage.distinct > excerpt.distinct || excerpt.html.is_empty() {
            excerpt = passage.clone();
        }
    }
    let mut sections = Vec::new();
    for &(Reverse(weight), number) in &order {
        let number = number as usize;
        let (Some(section), Some(passage)) = (page.sections.get(number), passages.get(number))
        else {
            continue;
        };
        if weight > 0 && !section.anchor.is_empty() && sections.len() < SECTIONS {
            sections.push(SectionHit {
                url: format!("{}#{}", page.url, section.anchor),
                title: section.heading.clone(),
                excerpt: passage.html.clone(),
            });
        }
    }
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
        excerpt: excerpt.html,
        score: score as f64 / f64::from(UNITS),
        sections,
        url: page.url,
        title: page.title,
    }
}
