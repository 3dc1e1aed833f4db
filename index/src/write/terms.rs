//! Cuts dictionary, postings and positions at the same terms.
//!
//! tantivy orders all three by term within each field. A file takes one range of
//! terms and holds, for each field, the slices that belong to it; so one fetch
//! brings all there is to know of a term. Positions in the running text, half of
//! everything, have files of their own; what stands for them is the digest of
//! [`crate::published::places`].
//!
//! tantivy closes a dictionary block when it is full, which falls elsewhere in
//! every field, so dictionaries are written here with blocks that end at the
//! cuts. Stock tantivy reads them as any other.

use std::ops::Range;

use rayon::prelude::*;
use tantivy::index::SegmentComponent;
use tantivy::postings::TermInfo;
use tantivy_sstable::Writer;
use tantivy_sstable::value::ValueWriter;

use super::WriteError;
use super::merge::{FieldTerms, MergedTerm};
use super::segment::{File, Segment};
use crate::bytes::output::{length, vint};
use crate::clause::Field;
use crate::published::{FieldData, FileKind, Piece, TERMS_PER_POSITIONS};

/// What a term adds to a file beside its data: key, lengths.
const ENTRY: usize = 8;

/// Number of tokens in front of a field's postings (`postings/serializer.rs`).
const TOKEN_COUNT: usize = 8;

/// tantivy's mark of a dictionary that is a string table (`termdict/mod.rs`).
const SORTED_STRING_TABLE: u32 = 2;

/// The files of terms and positions, and tantivy's three files in pieces.
pub(super) struct Terms {
    /// For each file of terms what divides it from the one before.
    pub(super) firsts: Vec<Vec<u8>>,
    pub(super) terms: Vec<Vec<u8>>,
    pub(super) positions: Vec<Vec<u8>>,
    pub(super) files: Vec<(String, Vec<Piece>)>,
}

/// A field and which of its terms each file has.
struct Divided {
    field: Field,
    terms: FieldTerms,
    shards: Vec<Range<usize>>,
    table: Vec<u8>,
    blocks: Vec<Range<usize>>,
}

/// Divides the terms of all fields, in the order of [`Field::ALL`].
pub(super) fn cut(
    segment: &Segment,
    fields: Vec<FieldTerms>,
    data: &[FieldData],
) -> Result<Terms, WriteError> {
    let (firsts, shards) = divide(&fields);
    let fields: Vec<Divided> = Field::ALL
        .into_par_iter()
        .zip(fields)
        .zip(shards)
        .map(|((field, terms), shards)| {
            let table = table(&terms, &shards)?;
            Ok(Divided {
                field,
                blocks: blocks(&table, &shards)?,
                table,
                terms,
                shards,
            })
        })
        .collect::<Result<_, WriteError>>()?;
    let contents: Vec<(Vec<u8>, Vec<Slice>)> = (0..firsts.len())
        .into_par_iter()
        .map(|shard| content(shard, &fields))
        .collect::<Result<_, _>>()?;
    let (terms, slices): (Vec<Vec<u8>>, Vec<Vec<Slice>>) = contents.into_iter().unzip();
    let (positions, position_slices) = positions(&fields)?;
    let mut slices: Vec<Slice> = slices.into_iter().flatten().collect();
    slices.extend(position_slices);
    let mut files = Vec::new();
    for (component, (name, bytes)) in tantivy_files(segment, &fields, data)? {
        files.push((name, pieces(&bytes, component, &fields, &slices)?));
    }
    Ok(Terms {
        firsts,
        terms,
        positions,
        files,
    })
}

/// Which of tantivy's three files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Component {
    Dictionary,
    Postings,
    Positions,
}

/// A slice of a field's part of one of tantivy's files, and where it is
/// published.
struct Slice {
    component: Component,
    field: Field,
    range: Range<usize>,
    piece: Piece,
}

/// A file grows until a term would make it larger than this many times the
/// square root of all data. A query reads a few files and the boot file names
/// all of them; of a site a hundred times as large both then are ten times as
/// large.
const GROWTH: usize = 1;

/// The smallest such size. Smaller files compress badly.
const LEAST: usize = 2 << 10;

/// Divides all fields' terms into ranges: what begins each, and for each field
/// the terms in it.
fn divide(fields: &[FieldTerms]) -> (Vec<Vec<u8>>, Vec<Vec<Range<usize>>>) {
    let total: usize = fields.iter().flat_map(|field| &field.terms).map(weight).sum();
    let most = (GROWTH * total.isqrt()).max(LEAST);
    let mut firsts: Vec<Vec<u8>> = Vec::new();
    let mut shards: Vec<Vec<Range<usize>>> = fields.iter().map(|_| Vec::new()).collect();
    let mut next = vec![0; fields.len()];
    let mut size = 0;
    let mut before: Vec<u8> = Vec::new();
    loop {
        let heads: Vec<Option<&MergedTerm>> = fields
            .iter()
            .zip(&next)
            .map(|(field, &next)| field.terms.get(next))
            .collect();
        let Some(term) = heads.iter().flatten().map(|head| &head.term).min() else {
            break;
        };
        let is_next = |head: &MergedTerm| head.term == *term;
        let with_it = heads.iter().flatten().filter(|head| is_next(head));
        let weight: usize = with_it.map(|head| weight(head)).sum();
        let bytes: Vec<u8> = term.bytes().collect();
        if firsts.is_empty() || size + weight > most {
            firsts.push(separator(&before, &bytes));
            for (shards, &next) in shards.iter_mut().zip(&next) {
                shards.push(next..next);
            }
            size = 0;
        }
        size += weight;
        for ((head, next), shards) in heads.iter().zip(&mut next).zip(&mut shards) {
            if head.is_some_and(is_next) {
                *next += 1;
                if let Some(shard) = shards.last_mut() {
                    shard.end = *next;
                }
            }
        }
        before = bytes;
    }
    (firsts, shards)
}

/// What a term adds to its file.
fn weight(term: &MergedTerm) -> usize {
    // The positions of a term with places lie elsewhere.
    let where_ = if term.places.is_empty() {
        &term.positions
    } else {
        &term.places
    };
    ENTRY + term.postings.len() + where_.len()
}

/// The shortest string after `before` and not after `first`.
fn separator(before: &[u8], first: &[u8]) -> Vec<u8> {
    let same = before
        .iter()
        .zip(first)
        .take_while(|(left, right)| left == right);
    first.iter().copied().take(same.count() + 1).collect()
}

/// tantivy's files of these terms.
fn tantivy_files(
    segment: &Segment,
    fields: &[Divided],
    data: &[FieldData],
) -> Result<Vec<(Component, File)>, WriteError> {
    let tokens: Vec<[u8; TOKEN_COUNT]> =
        data.iter().map(|data| data.tokens.to_le_bytes()).collect();
    let contents = |component| -> Vec<(Field, Vec<&[u8]>)> {
        let with_tokens = fields.iter().zip(&tokens);
        with_tokens
            .map(|(field, tokens)| {
                let contents: Vec<&[u8]> = match component {
                    Component::Dictionary => vec![&field.table],
                    Component::Postings => vec![tokens, &field.terms.postings],
                    Component::Positions => vec![&field.terms.positions],
                };
                (field.field, contents)
            })
            .collect()
    };
    [
        (Component::Dictionary, SegmentComponent::Terms),
        (Component::Postings, SegmentComponent::Postings),
        (Component::Positions, SegmentComponent::Positions),
    ]
    .into_iter()
    .map(|(component, name)| {
        let contents = contents(component);
        let fields = contents
            .iter()
            .map(|(field, contents)| (*field, contents.as_slice()));
        Ok((component, segment.fields(name, fields)?))
    })
    .collect()
}

/// `file` in pieces: what is published elsewhere, and what lies between.
fn pieces(
    file: &[u8],
    component: Component,
    fields: &[Divided],
    slices: &[Slice],
) -> Result<Vec<Piece>, WriteError> {
    const OUTSIDE: WriteError = WriteError::Cut("a slice lies outside its file");
    let mut pieces = Vec::new();
    let mut at = 0;
    // Fields follow one another without gaps (`directory/composite_file.rs`).
    let mut start = 0;
    for field in fields {
        let (lead, length) = match component {
            Component::Dictionary => (0, field.table.len()),
            Component::Postings => (TOKEN_COUNT, field.terms.postings.len()),
            Component::Positions => (0, field.terms.positions.len()),
        };
        start += lead;
        for slice in slices
            .iter()
            .filter(|slice| slice.component == component && slice.field == field.field)
        {
            let begin = start + slice.range.start;
            let between = file.get(at..begin).ok_or(OUTSIDE)?;
            if !between.is_empty() {
                pieces.push(Piece::Literal(between.to_vec()));
            }
            pieces.push(slice.piece.clone());
            at = start + slice.range.end;
        }
        start += length;
    }
    pieces.push(Piece::Literal(file.get(at..).ok_or(OUTSIDE)?.to_vec()));
    Ok(pieces)
}

/// From the first term's to the last one's data.
fn span(terms: &[MergedTerm], of: impl Fn(&MergedTerm) -> &Range<usize>) -> Range<usize> {
    let ends = terms.first().zip(terms.last());
    ends.map_or(0..0, |(first, last)| of(first).start..of(last).end)
}

/// A file of terms: the lengths of its slices, then the slices, field by field.
fn content(shard: usize, fields: &[Divided]) -> Result<(Vec<u8>, Vec<Slice>), WriteError> {
    const OUTSIDE: WriteError = WriteError::Cut("a term lies outside its field");
    let mut parts: Vec<(Field, Option<Component>, Range<usize>, &[u8])> = Vec::new();
    for divided in fields {
        let field = divided.field;
        let range = divided.shards.get(shard).ok_or(OUTSIDE)?;
        let terms = divided.terms.terms.get(range.clone()).ok_or(OUTSIDE)?;
        let block = divided.blocks.get(shard).ok_or(OUTSIDE)?.clone();
        let postings = span(terms, |term| &term.postings);
        let third = if field == Field::Body {
            (None, span(terms, |term| &term.places), &divided.terms.places)
        } else {
            let positions = span(terms, |term| &term.positions);
            (Some(Component::Positions), positions, &divided.terms.positions)
        };
        for (component, range, bytes) in [
            (Some(Component::Dictionary), block, &divided.table),
            (Some(Component::Postings), postings, &divided.terms.postings),
            third,
        ] {
            let bytes = bytes.get(range.clone()).ok_or(OUTSIDE)?;
            parts.push((field, component, range, bytes));
        }
    }
    let mut content = Vec::new();
    for (.., bytes) in &parts {
        length(&mut content, bytes.len());
    }
    let mut slices = Vec::new();
    for (field, component, range, bytes) in parts {
        if let Some(component) = component.filter(|_| !bytes.is_empty()) {
            slices.push(Slice {
                component,
                field,
                range,
                piece: piece(FileKind::Terms, shard, content.len(), bytes.len()),
            });
        }
        content.extend_from_slice(bytes);
    }
    Ok((content, slices))
}

fn piece(kind: FileKind, number: usize, start: usize, length: usize) -> Piece {
    Piece::Slice {
        kind,
        number: u32::try_from(number).unwrap_or(u32::MAX),
        start,
        length,
    }
}

/// The files of positions in the running text: how many files of terms, the
/// lengths of their slices, then the slices.
fn positions(fields: &[Divided]) -> Result<(Vec<Vec<u8>>, Vec<Slice>), WriteError> {
    const OUTSIDE: WriteError = WriteError::Cut("positions lie outside their field");
    let mut contents = Vec::new();
    let mut slices = Vec::new();
    let Some(body) = fields.iter().find(|field| field.field == Field::Body) else {
        return Ok((contents, slices));
    };
    for shards in body.shards.chunks(TERMS_PER_POSITIONS as usize) {
        let mut ranges = Vec::new();
        for shard in shards {
            let terms = body.terms.terms.get(shard.clone()).ok_or(OUTSIDE)?;
            ranges.push(span(terms, |term| &term.positions));
        }
        let mut content = Vec::new();
        length(&mut content, ranges.len());
        for range in &ranges {
            length(&mut content, range.len());
        }
        for range in ranges {
            let bytes = body.terms.positions.get(range.clone()).ok_or(OUTSIDE)?;
            if !bytes.is_empty() {
                slices.push(Slice {
                    component: Component::Positions,
                    field: Field::Body,
                    range,
                    piece: piece(
                        FileKind::Positions,
                        contents.len(),
                        content.len(),
                        bytes.len(),
                    ),
                });
            }
            content.extend_from_slice(bytes);
        }
        contents.push(content);
    }
    Ok((contents, slices))
}

/// A field's dictionary, one block a shard.
fn table(field: &FieldTerms, shards: &[Range<usize>]) -> Result<Vec<u8>, WriteError> {
    let mut writer = Writer::<_, TermInfos>::new(Vec::new());
    let mut term = Vec::new();
    for shard in shards {
        writer.set_block_len(usize::MAX);
        for merged in field.terms.get(shard.clone()).unwrap_or_default() {
            let info = TermInfo {
                doc_freq: merged.documents,
                postings_range: merged.postings.clone(),
                positions_range: merged.positions.clone(),
            };
            term.clear();
            term.extend(merged.term.bytes());
            writer.insert(&term, &info)?;
        }
        writer.set_block_len(0);
        writer.flush_block_if_required()?;
    }
    let mut table = writer.finish()?;
    table.extend(SORTED_STRING_TABLE.to_le_bytes());
    Ok(table)
}

/// Where the blocks of a dictionary lie. Each has its
/// length in front; a shard without terms of the field has no block.
fn blocks(
    table: &[u8],
    shards: &[Range<usize>],
) -> Result<Vec<Range<usize>>, WriteError> {
    let mut places = Vec::new();
    let mut at = 0;
    for shard in shards {
        let begin = at;
        if !shard.is_empty() {
            let length = table
                .get(at..)
                .and_then(<[u8]>::first_chunk)
                .ok_or(WriteError::Cut("a dictionary ends early"))?;
            at += 4 + u32::from_le_bytes(*length) as usize;
        }
        places.push(begin..at);
    }
    Ok(places)
}

/// Writes the values of a dictionary block as tantivy does
/// (`TermInfoValueWriter` in `termdict/sstable_termdict/mod.rs`, which is not
/// public).
#[derive(Default)]
struct TermInfos {
    block: Vec<TermInfo>,
}

impl ValueWriter for TermInfos {
    type Value = TermInfo;

    fn write(&mut self, info: &TermInfo) {
        self.block.push(info.clone());
    }

    fn serialize_block(&self, out: &mut Vec<u8>) {
        length(out, self.block.len());
        let Some(first) = self.block.first() else {
            return;
        };
        length(out, first.postings_range.start);
        length(out, first.positions_range.start);
        for info in &self.block {
            vint(out, u64::from(info.doc_freq));
            length(out, info.postings_range.len());
            length(out, info.positions_range.len());
        }
    }

    fn clear(&mut self) {
        self.block.clear();
    }
}
