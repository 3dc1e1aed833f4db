//! From a plan to the pages that are shown.
//!
//! In: a plan, an index, the columns, the query's filters and order. Out: the pages
//! to show, the total, the facet counts; then, given stored pages, the answer.
//! [`mod@choose`] decides which reading of the query is answered, [`mod@filter`] who may
//! be shown, [`hit`] what is shown of a page.

mod choose;
mod filter;
mod hit;

use std::cmp::Reverse;

#[cfg(feature = "native")]
pub(crate) use choose::choose;
pub(crate) use choose::{Chosen, decided, otherwise};
use filter::{Filters, count};
use hit::{Shower, answers};

use crate::evaluate::{Scored, Source, Whereabouts, on, slot_places};
use crate::plan::Plan;
use crate::published::places::WINDOWS;
use crate::published::{Boot, Date};
use crate::query::{MOST_RESULTS, Query, Sort};
use crate::reader::{StoredPage, idf};
use crate::results::{ByKey, FacetCount, SearchResults};
use crate::understand::{Intent, Lifted};
use crate::{DocId, Error, insert};
#[cfg(feature = "native")]
use crate::{clause::Clause, understand::Word};

/// Scores are compared in these units of one: differences below are noise of
/// floating-point arithmetic, which must not order pages.
const UNITS: f32 = 1000.0;

/// By how much the score of a page is divided that is no longer in force, or of an
/// event that is over.
const LAPSED: u32 = 2;

/// An answer has at most this part of all pages, in percent, but may always have
/// [`FEW`]: what is on every third page tells nothing.
const FLOOD: usize = 30;
const FEW: usize = 10;

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
    /// The page whose answer card may be shown: its first passage has it.
    pub(crate) card: Option<DocId>,
    /// A page whose name is what was typed comes first.
    by_name: bool,
    total: usize,
    facets: ByKey<Vec<FacetCount>>,
    notes: Vec<&'static str>,
    /// What was taken for filters.
    understood: Vec<Lifted>,
    /// The terms to mark, sorted.
    marks: Vec<String>,
    /// How the words were read, if not as typed: the number of the way.
    way: Option<usize>,
}

impl Ranking {
    /// Filters and orders the pages of the reading that is answered.
    pub(crate) fn new(
        plan: &Plan,
        query: &Query,
        source: &impl Source,
        chosen: Chosen,
    ) -> Result<Self, Error> {
        let boot = source.boot();
        let columns = &boot.columns;
        let reading = chosen.reading(plan);
        let Chosen {
            mut matches,
            way,
            none_exact,
            ..
        } = chosen;
        let mut ranking = Self {
            marks: plan.marks_in(source)?,
            understood: reading
                .map(|reading| reading.lifted.clone())
                .unwrap_or_default(),
            ..Self::default()
        };
        if query.shortened() {
            ranking.notes.push("query-shortened");
        }
        ranking.way = way;
        let way = plan.way(way);
        if let Some(way) = way {
            ranking.notes.push(way.how.note());
        }
        if none_exact {
            ranking.notes.push("none-exact");
        }
        let days = reading.and_then(|reading| reading.days);
        let filters = Filters::new(query, &ranking.understood, days, columns);
        let browsing = reading.is_some_and(|reading| reading.words.is_empty());
        let learning = plan.intent == Some(Intent::Learn);
        let mut pages = ordered(&matches, query, boot, browsing, learning);
        // The worst of too many go before any filter, so that filters count what is left.
        let most = (boot.documents as usize * FLOOD / 100).max(FEW);
        if pages.len() > most && !browsing {
            ranking.notes.push("capped");
            pages.truncate(most);
            let mut kept = vec![false; boot.documents as usize];
            for &(_, doc) in &pages {
                if let Some(kept) = kept.get_mut(doc as usize) {
                    *kept = true;
                }
            }
            matches.retain(|(doc, _)| kept.get(*doc as usize) == Some(&true));
        }
        pages.retain(|&(_, doc)| filters.accept(doc, None));
        if query.sort == Sort::Date {
            for (Reverse(key), doc) in &mut pages {
                let newest = columns.date(*doc).map_or(0, Date::number);
                *key = u64::from(newest) << 32 | *key >> 32;
            }
            pages.sort_unstable();
        }
        let limit = query.limit.min(MOST_RESULTS);
        for &(Reverse(key), doc) in pages.iter().skip(query.offset).take(limit) {
            let score = match query.sort {
                Sort::Relevance => key >> 32,
                Sort::Date => key & u64::from(u32::MAX),
            };
            ranking.shown.push(Shown {
                doc,
                score,
                passage: 0,
            });
        }
        ranking.total = pages.len();
        ranking.facets = count(&matches, &filters, columns);
        ranking.by_name = query.offset == 0 && query.sort == Sort::Relevance;
        ranking.card = ranking.may_have_card(query, boot);
        let mut lists = Vec::new();
        for slot in way.iter().flat_map(|way| &way.slots) {
            lists.push(slot_places(slot, source)?);
        }
        if lists.is_empty() {
            for term in &ranking.marks {
                lists.push(source.places(term)?.pages());
            }
        }
        choose_passages(&mut ranking.shown, &lists, boot.documents);
        if let Some(way) = way {
            for word in way.near_words(source)? {
                insert(&mut ranking.marks, word);
            }
        }
        Ok(ranking)
    }

    /// The first page, if it is of a type that has cards and nothing narrows the view.
    fn may_have_card(&self, query: &Query, boot: &Boot) -> Option<DocId> {
        let first = self.shown.first().filter(|_| query.offset == 0)?;
        let kind = boot.columns.kind.of(first.doc).pop()?;
        let has = boot.vocabulary.cards.contains(&kind);
        has.then_some(first.doc)
    }

    /// The passages that are wanted for the answer: of the pages to show, then the one
    /// with the card.
    pub(crate) fn passages(&self) -> Vec<(DocId, u32)> {
        let mut passages = Vec::new();
        for shown in &self.shown {
            passages.push((shown.doc, shown.passage));
        }
        if let Some(doc) = self.card {
            passages.push((doc, 0));
        }
        passages
    }

    /// The answer, given the stored pages in the order of [`Self::passages`].
    pub(crate) fn results(
        self,
        plan: &Plan,
        mut pages: Vec<StoredPage>,
        source: &impl Source,
    ) -> SearchResults {
        let card = self.card.and_then(|_| pages.pop());
        let way = plan.way(self.way);
        let shower = Shower::new(&self.marks, way, source.sounds());
        let mut shown: Vec<(Shown, StoredPage)> = self.shown.into_iter().zip(pages).collect();
        let named = |names: &[String]| shown.iter().position(|(_, page)| answers(page, names));
        // Whoever wants to learn something asks for no page of that name.
        let learning = plan.intent == Some(Intent::Learn);
        let named = named(&plan.typed).or_else(|| named(&plan.words).filter(|_| !learning));
        if let Some(named) = named.filter(|_| self.by_name) {
            // Of those that were found the one of that name is meant.
            let highest = shown.first().map_or(0, |(shown, _)| shown.score);
            let page = shown.remove(named);
            shown.insert(0, page);
            if let Some((shown, _)) = shown.first_mut() {
                shown.score = highest;
            }
        }
        let first = shown.first().map(|(_, page)| page);
        let corrected = first.and_then(|page| shower.corrected(page));
        let mut notes = self.notes;
        if let Some(way) = way.filter(|_| corrected.is_none()) {
            // What is first has the words after all, though not together.
            notes.retain(|note| *note != way.how.note());
        }
        let mut asked = plan.words.clone();
        asked.extend_from_slice(corrected.as_slice());
        let card = first
            .filter(|page| !page.card.is_empty())
            .or(card
                .as_ref()
                .filter(|card| first.is_some_and(|first| first.url == card.url)))
            .filter(|page| answers(page, &asked))
            .map(|page| page.card.clone());
        let mut results = Vec::new();
        for (shown, page) in shown {
            results.push(shower.hit(shown, page, &source.boot().columns));
        }
        SearchResults {
            total: self.total,
            results,
            facets: self.facets,
            card,
            understood: self.understood,
            intent: plan.intent,
            corrected,
            notes,
        }
    }
}

/// What [`crate::native`] explains of a ranking.
#[cfg(feature = "native")]
pub(crate) struct Explained<'a> {
    /// The pages shown.
    pub(crate) shown: Vec<DocId>,
    pub(crate) words: Vec<Word>,
    pub(crate) lifted: Vec<Lifted>,
    pub(crate) read_as: Option<&'static str>,
    /// What pages were held against.
    pub(crate) clauses: Vec<&'a Clause>,
}

#[cfg(feature = "native")]
impl<'a> Explained<'a> {
    pub(crate) fn new(plan: &'a Plan, query: &Query, source: &impl Source) -> Result<Self, Error> {
        let chosen = choose(plan, query, source)?;
        let literal = &plan.literal;
        let way = plan.way(chosen.way);
        let reading = chosen.reading(plan);
        let clauses = match (way, &plan.lifted) {
            (Some(way), _) => literal.strict.iter().chain([&way.clause]).collect(),
            (None, Some((attempt, _))) if reading.is_some() => attempt.strict.iter().collect(),
            _ => literal.strict.iter().chain(&literal.relaxed).collect(),
        };
        let ranking = Ranking::new(plan, query, source, chosen)?;
        Ok(Self {
            shown: ranking.shown.iter().map(|shown| shown.doc).collect(),
            words: reading.unwrap_or(&plan.reading).words.clone(),
            lifted: ranking.understood,
            read_as: way.map(|way| way.how.note()),
            clauses,
        })
    }
}

/// Pages in order of relevance.
fn ordered(
    matches: &Scored,
    query: &Query,
    boot: &Boot,
    browsing: bool,
    learning: bool,
) -> Vec<Ordered> {
    let Boot {
        columns,
        vocabulary,
        ..
    } = boot;
    let today = query.today.map_or(0, Date::number);
    let mut pages: Vec<Ordered> = Vec::new();
    for &(doc, score) in matches {
        let mut score = units(score);
        let mut second = columns.date(doc).map_or(0, Date::number);
        if learning && columns.kind.is_any(doc, &vocabulary.lessons) {
            score *= 2;
        }
        let event = columns.kind.is_any(doc, &vocabulary.events);
        if event && second >= today && browsing {
            // What comes first is next.
            score += 1;
            second = u32::MAX - second;
        } else if event && second < today || columns.lapsed.binary_search(&doc).is_ok() {
            score /= LAPSED;
        }
        pages.push((Reverse(u64::from(score) << 32 | u64::from(second)), doc));
    }
    pages.sort_unstable();
    pages
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "scores are small and not negative"
)]
fn units(score: f32) -> u32 {
    (score * UNITS).round() as u32
}

/// Finds for each page the passage where what is looked for is rarest together;
/// the first of equals.
fn choose_passages(shown: &mut [Shown], lists: &[Whereabouts], documents: u32) {
    for page in shown {
        let mut weights: Vec<f32> = Vec::new();
        for list in lists {
            let pages = u32::try_from(list.len()).unwrap_or(u32::MAX);
            let rarity = idf(pages, documents);
            let mut passages: Vec<u32> = on(list, page.doc).to_vec();
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
}
