//! Which reading of a query is answered.
//!
//! 1. As typed, if a title has all of it.
//! 2. With names of facets taken for filters, if pages pass them, or a day is named.
//! 3. As typed, if its words stand together somewhere.
//! 4. As what sounds or looks like it, and after that what has most of the words.
//! 5. As typed, with most of the words; then with any of them, which the reader is
//!    told.

use super::Filters;
use crate::Error;
use crate::evaluate::{Scored, Source, evaluate, merged};
use crate::plan::{Attempt, Plan};
use crate::query::Query;
use crate::understand::Reading;

/// Letters are looked up as pinyin when fewer pages than this have them as they are.
const FEW: usize = 3;

/// The reading that is answered, and the pages that match it.
#[derive(Default)]
pub(crate) struct Chosen {
    pub(super) matches: Scored,
    /// How the words were read, if not as typed: the number of the way.
    pub(super) way: Option<usize>,
    /// It is the reading with filters ([`Plan::lifted`]).
    pub(super) filtered: bool,
    /// No page has most of the words.
    pub(super) none_exact: bool,
}

impl Chosen {
    /// The reading with filters, if it is that.
    pub(super) fn reading<'a>(&self, plan: &'a Plan) -> Option<&'a Reading> {
        let lifted = plan.lifted.as_ref().filter(|_| self.filtered);
        lifted.map(|(_, reading)| reading)
    }
}

/// The reading that is answered, given all files.
#[cfg(feature = "native")]
pub(crate) fn choose(plan: &Plan, query: &Query, source: &impl Source) -> Result<Chosen, Error> {
    match decided(plan, query, source)? {
        Some(chosen) => Ok(chosen),
        None => otherwise(plan, source),
    }
}

/// The reading that is answered where none is meant beyond doubt ([`decided`]). Takes the
/// files for [`Plan::near`].
pub(crate) fn otherwise(plan: &Plan, source: &impl Source) -> Result<Chosen, Error> {
    let mut chosen = Chosen {
        matches: strict(&plan.literal, source)?,
        ..Chosen::default()
    };
    let ways = plan.near.iter().flat_map(|near| &near.ways);
    for (number, way) in ways.enumerate() {
        let near = evaluate(&way.clause, source)?;
        if !near.is_empty() {
            chosen.matches = merged(&[near, chosen.matches], 0.0);
            chosen.way = Some(number);
            return Ok(chosen);
        }
    }
    if chosen.matches.is_empty()
        && let Some(relaxed) = &plan.literal.relaxed
    {
        chosen.matches = evaluate(relaxed, source)?;
        chosen.none_exact = !chosen.matches.is_empty();
    }
    Ok(chosen)
}

/// The reading that is meant beyond doubt, if one is. Takes no files for [`Plan::near`].
pub(crate) fn decided(
    plan: &Plan,
    query: &Query,
    source: &impl Source,
) -> Result<Option<Chosen>, Error> {
    let literal = |source| {
        let matches = strict(&plan.literal, source)?;
        Ok(Some(Chosen {
            matches,
            ..Chosen::default()
        }))
    };
    if let Some((attempt, reading)) = &plan.lifted {
        let title = plan.literal.title.as_ref();
        let named = title.map(|title| evaluate(title, source)).transpose()?;
        // In one word, so does a text, if filters leave any of it.
        let said = plan.literal.together.as_ref();
        let said = said.filter(|_| plan.words.len() == 2 && !reading.words.is_empty());
        let said = said.map(|said| evaluate(said, source)).transpose()?;
        if named.into_iter().chain(said).any(|pages| !pages.is_empty()) {
            return literal(source);
        }
        let matches = if attempt.strict.is_empty() {
            // Filters alone ask for all that pass them.
            (0..source.boot().documents).map(|doc| (doc, 1.0)).collect()
        } else {
            strict(attempt, source)?
        };
        let columns = &source.boot().columns;
        let filters = Filters::new(query, &reading.lifted, reading.days, columns);
        // Nothing on a day is an answer too.
        let asks_for_days = reading.days.is_some() && reading.words.is_empty();
        if asks_for_days || matches.iter().any(|&(doc, _)| filters.accept(doc, None)) {
            return Ok(Some(Chosen {
                matches,
                filtered: true,
                ..Chosen::default()
            }));
        }
    }
    let Some(near) = &plan.near else {
        let chosen = literal(source)?;
        return Ok(chosen.filter(|chosen| !chosen.matches.is_empty()));
    };
    let enough = if near.spelled { FEW } else { 1 };
    let proofs = [&plan.literal.together, &plan.literal.apart];
    for proof in proofs.into_iter().flatten() {
        if evaluate(proof, source)?.len() >= enough {
            return literal(source);
        }
    }
    Ok(None)
}

/// The pages that meet the strictest clause that any page meets.
fn strict(attempt: &Attempt, source: &impl Source) -> Result<Scored, Error> {
    for clause in &attempt.strict {
        let matches = evaluate(clause, source)?;
        if !matches.is_empty() {
            return Ok(matches);
        }
    }
    Ok(Scored::new())
}
