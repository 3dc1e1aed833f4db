//! Joins the lists of all chunks and writes them as tantivy does.
//!
//! In: chunks. Out: for each field its terms in order, each with the bytes of
//! its postings, positions and places. Ranges of terms are joined in parallel, and
//! chunks let go of them when they are; where they end changes nothing in the result.

use std::io;
use std::ops::Range;

use rayon::prelude::*;
use tantivy::directory::FileSlice;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::positions::PositionSerializer;
use tantivy::postings::serializer::PostingsSerializer;

use super::WriteError;
use super::invert::{Chunk, Term};
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

/// A term's list in one chunk, and the number of the chunk's first page.
type List<'a> = (&'a Term, DocId, &'a [u8]);

/// Joins the lists of each field, in the order of [`Field::ALL`], on a site of `pages`
/// pages.
pub(super) fn merge(
    mut chunks: Vec<Chunk>,
    data: &[FieldData],
    pages: u32,
) -> Result<Vec<FieldTerms>, WriteError> {
    let bounds = bounds(&chunks);
    let ends = bounds.iter().map(Some).chain([None]);
    let starts = std::iter::once(None).chain(bounds.iter().map(Some));
    let ranges: Vec<(Option<&Term>, Option<&Term>)> = starts.zip(ends).collect();
    let fields: Vec<(Field, &FieldData)> = Field::ALL.into_iter().zip(data).collect();
    let mut all: Vec<FieldTerms> = fields.iter().map(|_| FieldTerms::default()).collect();
    for wave in ranges.chunks(WAVE) {
        let tasks: Vec<_> = fields
            .iter()
            .flat_map(|field| wave.iter().map(move |range| (*field, *range)))
            .collect();
        let merged: Vec<FieldTerms> = tasks
            .into_par_iter()
            .map(|((field, data), range)| merge_range(&chunks, range, field, data, pages))
            .collect::<Result<_, _>>()?;
        let mut merged = merged.into_iter();
        for field in &mut all {
            for range in merged.by_ref().take(wave.len()) {
                field.append(range);
            }
        }
        if let Some((_, Some(end))) = wave.last() {
            for chunk in &mut chunks {
                chunk.forget_before(end);
            }
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

/// Terms that divide those of the chunk that has the most evenly.
fn bounds(chunks: &[Chunk]) -> Vec<Term> {
    let terms = chunks.iter().map(|chunk| &chunk.terms);
    let terms = terms
        .max_by_key(|terms| terms.len())
        .map_or(&[][..], Vec::as_slice);
    let inner = (1..RANGES).filter_map(|part| terms.get(part * terms.len() / RANGES));
    let mut bounds: Vec<Term> = inner.cloned().collect();
    bounds.dedup();
    bounds
}

/// Joins a field's lists of the terms in a range, of which either end may be open.
fn merge_range(
    chunks: &[Chunk],
    (from, to): (Option<&Term>, Option<&Term>),
    field: Field,
    data: &FieldData,
    pages: u32,
) -> Result<FieldTerms, WriteError> {
    let mut found: Vec<List<'_>> = Vec::new();
    let mut first = 0;
    for chunk in chunks {
        let before = |bound: Option<&Term>, none: usize| {
            bound.map_or(none, |bound| {
                chunk.terms.partition_point(|term| term < bound)
            })
        };
        let range = before(from, 0)..before(to, chunk.terms.len());
        found.extend(
            chunk
                .lists(field, range)
                .map(|(term, list)| (term, first, list)),
        );
        first += DocId::try_from(chunk.lengths.len()).unwrap_or(DocId::MAX);
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
