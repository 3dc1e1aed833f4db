//! Counts a phrase in the pages that hold all of its terms
//! (`query/phrase_query/phrase_scorer.rs`, without slop).

use super::{Entry, Postings, positions};
use crate::clause::Field;
use crate::{DocId, Error};

/// The pages with the phrase, and how often. `terms` has for each term its
/// offset in the phrase and its positions.
pub(crate) fn phrase_frequencies(
    terms: &[(u32, Entry<'_>, &[u8])],
    limit: u32,
    field: Field,
) -> Result<Vec<(DocId, u32)>, Error> {
    let longest = terms.iter().map(|&(offset, ..)| offset).max().unwrap_or(0);
    let mut lists = Vec::new();
    for &(offset, entry, positions) in terms {
        lists.push(Positioned::decode(
            entry,
            positions,
            limit,
            field,
            longest - offset,
        )?);
    }
    // The rarest decides which pages are looked at.
    let length = |list: &Positioned| list.postings.documents.len();
    let rarest = (0..lists.len()).min_by_key(|&number| lists.get(number).map(length));
    let Some(rarest) = rarest.map(|number| lists.swap_remove(number)) else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    'pages: for (index, &document) in rarest.postings.documents.iter().enumerate() {
        let mut starts = rarest.positions(index);
        for list in &lists {
            let Ok(index) = list.postings.documents.binary_search(&document) else {
                continue 'pages;
            };
            let positions = list.positions(index);
            starts.retain(|position| positions.binary_search(position).is_ok());
            if starts.is_empty() {
                continue 'pages;
            }
        }
        found.push((document, u32::try_from(starts.len()).unwrap_or(u32::MAX)));
    }
    Ok(found)
}

/// The pages with a term, and at which positions.
pub(crate) fn positioned(
    entry: Entry<'_>,
    positions: &[u8],
    limit: u32,
    field: Field,
) -> Result<Vec<(DocId, Vec<u32>)>, Error> {
    let list = Positioned::decode(entry, positions, limit, field, 0)?;
    let pages = list.postings.documents.iter().enumerate();
    Ok(pages
        .map(|(index, &document)| (document, list.positions(index)))
        .collect())
}

/// A term's pages and where in them it stands.
struct Positioned {
    postings: Postings,
    distances: Vec<u32>,
    /// Where in `distances` each page's begin.
    starts: Vec<usize>,
    /// Added to every position, so that terms of one phrase meet at its end.
    shift: u32,
}

impl Positioned {
    fn decode(
        entry: Entry<'_>,
        positions: &[u8],
        limit: u32,
        field: Field,
        shift: u32,
    ) -> Result<Self, Error> {
        let postings = Postings::decode(entry.postings, entry.documents, limit, field)?;
        let distances = positions::decode(positions)?;
        let mut starts = Vec::with_capacity(postings.documents.len());
        let mut start = 0_usize;
        for &frequency in &postings.frequencies {
            starts.push(start);
            start = start.saturating_add(frequency as usize);
        }
        if start != distances.len() {
            return Err(Error::damaged("positions and frequencies differ"));
        }
        Ok(Self {
            postings,
            distances,
            starts,
            shift,
        })
    }

    /// Positions in the page with this index in the list, rising.
    fn positions(&self, index: usize) -> Vec<u32> {
        let start = self
            .starts
            .get(index)
            .copied()
            .unwrap_or(self.distances.len());
        let end = self
            .starts
            .get(index + 1)
            .copied()
            .unwrap_or(self.distances.len());
        let mut position = self.shift;
        let distances = self.distances.get(start..end).unwrap_or_default();
        distances
            .iter()
            .map(|&distance| {
                position = position.wrapping_add(distance);
                position
            })
            .collect()
    }
}
