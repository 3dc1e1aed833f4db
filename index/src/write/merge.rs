//! Joins the lists of all chunks and writes them as tantivy does.
//!
//! In: chunks. Out: for each field its terms in order, each with the bytes of
//! its postings, positions and places. Ranges of terms are joined in parallel;
//! where they end changes nothing in the result.

use std::io;
use std::ops::Range;

use rayon::prelude::*;
use tantivy::directory::FileSlice;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::positions::PositionSerializer;
use tantivy::postings::serializer::PostingsSerializer;

use super::WriteError;
use super::invert::{Chunk, Lists, Term};
use super::segment::record;
use crate::DocId;
use crate::bytes::Input;
use crate::bytes::output::{BitWriter, length};
use crate::clause::Field;
use crate::published::{FieldData, WINDOW, places};

/// Ranges of terms that are joined apart.
const RANGES: usize = 64;

/// How many of them are joined before they are put together.
const WAVE: usize = 8;

/// Pages in a full block of postings (`COMPRESSION_BLOCK_SIZE` in tantivy's
/// `postings/compression/mod.rs`).
const BLOCK: u32 = 128;

/// The terms of a field, in order.
#[derive(Debug, Default)]
pub(super) struct FieldTerms {
    pub(super) terms: Vec<MergedTerm>,
    pub(super) postings: Vec<u8>,
    pub(super) positions: Vec<u8>,
    /// A vint length and [`places`] for each term; empty but for the running
    /// text.
    pub(super) places: Vec<u8>,
}

/// A term and how many bytes its data take. There are a million of them on a large
/// site.
#[derive(Debug)]
pub(super) struct MergedTerm {
    pub(super) term: Term,
    pub(super) documents: u32,
    pub(super) postings: u32,
    pub(super) positions: u32,
    pub(super) places: u32,
}

/// The lists of one field in one chunk.
struct ChunkLists<'a> {
    /// The number of the chunk's first page.
    first: DocId,
    terms: &'a [Term],
    lists: Lists,
}

/// A term's list in one chunk, and the number of the chunk's first page.
type List<'a> = (&'a Term, DocId, &'a [u8]);

/// Joins the lists of `field`, which it takes out of the chunks, on a site of
/// `pages` pages.
pub(super) fn merge(
    chunks: &mut [Chunk],
    field: Field,
    data: &FieldData,
    pages: u32,
) -> Result<FieldTerms, WriteError> {
    let mut first = 0;
    let lists: Vec<ChunkLists> = chunks
        .iter_mut()
        .filter_map(|chunk| {
            let lists = chunk.fields.get_mut(field.number() as usize)?;
            let lists = ChunkLists {
                first,
                terms: &chunk.terms,
                lists: std::mem::take(lists),
            };
            first += DocId::try_from(chunk.lengths.len()).unwrap_or(DocId::MAX);
            Some(lists)
        })
        .collect();
    let bounds = bounds(&lists);
    let ranges: Vec<(Option<&Term>, Option<&Term>)> = bounds
        .iter()
        .zip(bounds.iter().skip(1))
        .map(|(from, to)| (*from, *to))
        .collect();
    let mut all = FieldTerms::default();
    for wave in ranges.chunks(WAVE) {
        let merged: Vec<FieldTerms> = wave
            .par_iter()
            .map(|(from, to)| merge_range(&lists, *from, *to, field, data, pages))
            .collect::<Result<_, _>>()?;
        for range in merged {
            all.append(range);
        }
    }
    Ok(all)
}

impl FieldTerms {
    fn append(&mut self, other: Self) {
        self.terms.extend(other.terms);
        self.postings.extend(other.postings);
        self.positions.extend(other.positions);
        self.places.extend(other.places);
    }
}

/// Terms that divide the longest list evenly, with the ends open.
fn bounds<'a>(lists: &[ChunkLists<'a>]) -> Vec<Option<&'a Term>> {
    let longest = lists.iter().max_by_key(|chunk| chunk.lists.terms.len());
    let inner = (1..RANGES).filter_map(|part| {
        let ChunkLists { terms, lists, .. } = longest?;
        let number = lists.terms.get(part * lists.terms.len() / RANGES)?;
        terms.get(*number as usize)
    });
    let mut bounds: Vec<Option<&Term>> = std::iter::once(None).chain(inner.map(Some)).collect();
    bounds.dedup();
    bounds.push(None);
    bounds
}

/// Joins the lists of the terms from `from` to before `to`.
fn merge_range(
    chunks: &[ChunkLists<'_>],
    from: Option<&Term>,
    to: Option<&Term>,
    field: Field,
    data: &FieldData,
    pages: u32,
) -> Result<FieldTerms, WriteError> {
    let mut found: Vec<List<'_>> = Vec::new();
    for ChunkLists {
        first,
        terms,
        lists,
    } in chunks
    {
        let term = |number: &u32| terms.get(*number as usize);
        let before = |bound: Option<&Term>, none: usize| {
            bound.map_or(none, |bound| {
                lists
                    .terms
                    .partition_point(|number| term(number).is_some_and(|term| term < bound))
            })
        };
        let range = before(from, 0)..before(to, lists.terms.len());
        for index in range {
            if let Some(term) = lists.terms.get(index).and_then(term) {
                found.push((term, *first, lists.list(index)));
            }
        }
    }
    // Stable: the chunks of a term stay in the order of their pages.
    found.sort_by(|left, right| left.0.cmp(right.0));
    let mut positions = Vec::new();
    let mut writer = Writer::new(field, data, pages, &mut positions)?;
    for same in found.chunk_by(|left, right| left.0 == right.0) {
        writer.term(same)?;
    }
    let done = writer.done;
    Ok(FieldTerms { positions, ..done })
}

/// Writes the lists of one field.
struct Writer<'a> {
    field: Field,
    average: f32,
    norms: FieldNormReader,
    postings: PostingsSerializer,
    positions: PositionSerializer<&'a mut Vec<u8>>,
    done: FieldTerms,
}

/// A term in one page.
struct InPage {
    page: DocId,
    frequency: u32,
    /// Where in the list of all distances its own lie.
    distances: Range<usize>,
}

impl<'a> Writer<'a> {
    fn new(
        field: Field,
        data: &FieldData,
        pages: u32,
        positions: &'a mut Vec<u8>,
    ) -> Result<Self, WriteError> {
        let norms = if field.has_norms() {
            FieldNormReader::open(FileSlice::from(data.norms.clone()))?
        } else {
            FieldNormReader::constant(pages, 1)
        };
        #[expect(clippy::cast_precision_loss, reason = "tantivy rounds here too")]
        let average = data.tokens as f32 / pages as f32;
        Ok(Self {
            field,
            average,
            postings: serializer(field, average, &norms),
            norms,
            positions: PositionSerializer::new(positions),
            done: FieldTerms::default(),
        })
    }

    /// Writes a term, given its lists by rising page.
    fn term(&mut self, lists: &[List<'_>]) -> Result<(), WriteError> {
        let Some((term, ..)) = lists.first() else {
            return Ok(());
        };
        let (pages, distances) = decode(lists, self.field.has_positions())
            .map_err(|_| WriteError::Cut("a list does not decode"))?;
        let documents = u32::try_from(pages.len()).unwrap_or(u32::MAX);
        let postings = self.done.postings.len();
        self.postings.new_term(documents, true);
        for in_page in &pages {
            self.postings.write_doc(in_page.page, in_page.frequency);
        }
        self.postings
            .close_term(documents, &mut self.done.postings)?;
        if documents >= BLOCK {
            // It goes on counting from the last full block, and only its own
            // crate can reset it.
            self.postings = serializer(self.field, self.average, &self.norms);
        }
        let positions = written(&self.positions);
        if self.field.has_positions() {
            self.positions.write_positions_delta(&distances);
            self.positions.close_term()?;
        }
        let places = self.done.places.len();
        if self.field == Field::Body {
            self.places(&pages, &distances);
        }
        self.done.terms.push(MergedTerm {
            term: (*term).clone(),
            documents,
            postings: size(self.done.postings.len() - postings)?,
            positions: size(written(&self.positions) - positions)?,
            places: size(self.done.places.len() - places)?,
        });
        Ok(())
    }

    fn places(&mut self, pages: &[InPage], distances: &[u32]) {
        let mut data = BitWriter::default();
        let mut on_page: Vec<u32> = Vec::new();
        for in_page in pages {
            on_page.clear();
            let mut position = 0;
            for distance in distances.get(in_page.distances.clone()).unwrap_or_default() {
                position += distance;
                on_page.push(position / WINDOW);
            }
            on_page.dedup();
            let norm = self.norms.fieldnorm_id(in_page.page);
            places::encode(&mut data, norm, in_page.frequency, &on_page);
        }
        let data = data.finish();
        length(&mut self.done.places, data.len());
        self.done.places.extend(data);
    }
}

fn serializer(field: Field, average: f32, norms: &FieldNormReader) -> PostingsSerializer {
    PostingsSerializer::new(average, record(field), Some(norms.clone()))
}

fn size(bytes: usize) -> Result<u32, WriteError> {
    u32::try_from(bytes).map_err(|_| WriteError::Cut("a term has too many data"))
}

fn written<W: io::Write>(positions: &PositionSerializer<W>) -> usize {
    usize::try_from(positions.written_bytes()).unwrap_or(usize::MAX)
}

/// A term's pages, and the distances of its positions in all of them.
fn decode(lists: &[List<'_>], positions: bool) -> Result<(Vec<InPage>, Vec<u32>), crate::Error> {
    let mut pages: Vec<InPage> = Vec::new();
    let mut distances = Vec::new();
    for (_, first, list) in lists {
        let mut input = Input::new(list);
        let mut page = *first;
        while !input.is_empty() {
            page += input.vint_u32();
            let frequency = input.vint_u32();
            let start = distances.len();
            for _ in 0..if positions { frequency } else { 0 } {
                distances.push(input.vint_u32());
            }
            pages.push(InPage {
                page,
                frequency,
                distances: start..distances.len(),
            });
        }
        input.done()?;
    }
    Ok((pages, distances))
}
