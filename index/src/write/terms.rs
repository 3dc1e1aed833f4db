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
use super::divide::divide;
use super::files::{AT_ONCE, SetWriter};
use super::merge::FieldTerms;
use super::segment::{File, Part, Segment};
use crate::bytes::Input;
use crate::bytes::output::{length, vint};
use crate::clause::Field;
use crate::published::{FieldData, FileKind, Piece, Runs};

/// Number of tokens in front of a field's postings (`postings/serializer.rs`).
const TOKEN_COUNT: usize = 8;

/// A term or slice that is not where its field's data are.
const OUTSIDE: WriteError = WriteError::Cut("a term lies outside its field");

/// tantivy's mark of a dictionary that is a string table (`termdict/mod.rs`).
const SORTED_STRING_TABLE: u32 = 2;

/// The files of terms and positions, and tantivy's three files in pieces.
pub(super) struct Terms {
    /// For each file of terms what divides it from the one before.
    pub(super) firsts: Vec<String>,
    pub(super) runs: Runs,
    pub(super) contents: SetWriter,
    pub(super) positions: SetWriter,
    pub(super) files: Vec<File>,
}

/// A field, divided.
struct Divided {
    field: Field,
    terms: FieldTerms,
    table: Vec<u8>,
    /// What of the field is in each file of terms.
    shards: Vec<Shard>,
}

/// The part of a field that is in one file of terms: ranges of its dictionary and of
/// its terms' data.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Shard {
    /// Behind the head of the dictionary's block, which says how long it is and where in
    /// tantivy's files the data of its terms begin: that changes with all terms before.
    values: Range<usize>,
    /// How many terms.
    terms: usize,
    postings: Range<usize>,
    positions: Range<usize>,
    places: Range<usize>,
}

/// Where in a file of terms the slices of one field begin.
#[derive(Debug, Clone, Copy, Default)]
struct Starts {
    values: usize,
    postings: usize,
    /// Of the running text, where in a file of positions.
    positions: usize,
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
        .map(|((field, terms), shards)| Divided::new(field, terms, shards))
        .collect::<Result<_, WriteError>>()?;
    let runs = Runs::new(&firsts);
    let groups = runs.groups_of_files();
    let mut contents = SetWriter::new(FileKind::Terms);
    let mut starts: Vec<[Starts; Field::ALL.len()]> = Vec::new();
    let numbers: Vec<u32> = (0..).take(firsts.len()).collect();
    for some in numbers.chunks(AT_ONCE) {
        let made: Vec<_> = some
            .par_iter()
            .map(|&number| content(number as usize, &fields))
            .collect::<Result<_, WriteError>>()?;
        for (number, (content, begin)) in some.iter().zip(made) {
            if groups.binary_search(number).is_ok() {
                contents.begin()?;
            }
            contents.push(content);
            starts.push(begin);
        }
    }
    let positions = positions(&fields, &runs, &mut starts)?;
    let files = [
        (Component::Dictionary, SegmentComponent::Terms),
        (Component::Postings, SegmentComponent::Postings),
        (Component::Positions, SegmentComponent::Positions),
    ];
    let tokens: Vec<[u8; TOKEN_COUNT]> =
        data.iter().map(|data| data.tokens.to_le_bytes()).collect();
    let files = files.into_iter().map(|(component, name)| {
        let parts = fields.iter().zip(&tokens).map(|(field, tokens)| {
            Ok((field.field, field.parts(component, tokens, &runs, &starts)?))
        });
        segment.fields(name, parts.collect::<Result<Vec<_>, WriteError>>()?)
    });
    let files = files.collect::<Result<_, _>>()?;
    Ok(Terms {
        firsts,
        runs,
        contents,
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

impl Divided {
    /// Writes the dictionary of a field, one block for each range of terms.
    fn new(field: Field, terms: FieldTerms, ranges: Vec<Range<usize>>) -> Result<Self, WriteError> {
        let mut shards: Vec<Shard> = Vec::new();
        let mut writer = Writer::<_, TermInfos>::new(Vec::new());
        let mut key = Vec::new();
        for range in ranges {
            let mut shard = shards.last().map(Shard::next).unwrap_or_default();
            writer.set_block_len(usize::MAX);
            for term in terms.terms.get(range).ok_or(OUTSIDE)? {
                let info = TermInfo {
                    doc_freq: term.documents,
                    postings_range: extend(&mut shard.postings, term.postings),
                    positions_range: extend(&mut shard.positions, term.positions),
                };
                extend(&mut shard.places, term.places);
                shard.terms += 1;
                key.clear();
                key.extend(term.term.bytes());
                writer.insert(&key, &info)?;
            }
            writer.set_block_len(0);
            writer.flush_block_if_required()?;
            shards.push(shard);
        }
        let mut table = writer.finish()?;
        table.extend(SORTED_STRING_TABLE.to_le_bytes());
        find_blocks(&table, &mut shards)?;
        Ok(Self {
            field,
            terms,
            table,
            shards,
        })
    }

    /// What a file of terms holds of the field: how many terms, their values and keys,
    /// postings, and positions or in the running text their places.
    fn slices(&self, number: usize) -> Result<(usize, [&[u8]; 3]), WriteError> {
        let shard = self.shards.get(number).ok_or(OUTSIDE)?;
        let (whereabouts, range) = if self.field == Field::Body {
            (&self.terms.places, &shard.places)
        } else {
            (&self.terms.positions, &shard.positions)
        };
        let slices = [
            self.table.get(shard.values.clone()).ok_or(OUTSIDE)?,
            self.terms
                .postings
                .get(shard.postings.clone())
                .ok_or(OUTSIDE)?,
            whereabouts.get(range.clone()).ok_or(OUTSIDE)?,
        ];
        Ok((shard.terms, slices))
    }

    /// The field's part of one of tantivy's files. `tokens` stands in front of its
    /// postings, `starts` tells for each file where its slices begin.
    fn parts<'a>(
        &'a self,
        component: Component,
        tokens: &'a [u8],
        runs: &Runs,
        starts: &[[Starts; Field::ALL.len()]],
    ) -> Result<Vec<Part<'a>>, WriteError> {
        let mut parts = Vec::new();
        let bytes = match component {
            Component::Dictionary => &self.table,
            Component::Postings => &self.terms.postings,
            Component::Positions => &self.terms.positions,
        };
        if component == Component::Postings {
            parts.push(Part {
                bytes: tokens,
                published: None,
            });
        }
        let mut end = 0;
        for (number, (shard, starts)) in (0..).zip(self.shards.iter().zip(starts)) {
            let starts = starts.get(self.field.number() as usize).ok_or(OUTSIDE)?;
            let (range, start) = match component {
                Component::Dictionary => (&shard.values, starts.values),
                Component::Postings => (&shard.postings, starts.postings),
                Component::Positions => (&shard.positions, starts.positions),
            };
            let (kind, number) = match (component, self.field) {
                (Component::Positions, Field::Body) => {
                    let (run, _) = runs.run(number).ok_or(OUTSIDE)?;
                    (FileKind::Positions, run)
                }
                _ => (FileKind::Terms, number),
            };
            if component == Component::Dictionary {
                parts.push(Part {
                    bytes: bytes.get(end..range.start).ok_or(OUTSIDE)?,
                    published: None,
                });
            }
            if !range.is_empty() {
                parts.push(Part {
                    bytes: bytes.get(range.clone()).ok_or(OUTSIDE)?,
                    published: Some(Piece::Slice {
                        kind,
                        number,
                        start,
                        length: range.len(),
                    }),
                });
                end = range.end;
            }
        }
        parts.push(Part {
            bytes: bytes.get(end..).ok_or(OUTSIDE)?,
            published: None,
        });
        Ok(parts)
    }
}

impl Shard {
    /// An empty one behind this one.
    const fn next(&self) -> Self {
        Self {
            values: self.values.end..self.values.end,
            terms: 0,
            postings: self.postings.end..self.postings.end,
            positions: self.positions.end..self.positions.end,
            places: self.places.end..self.places.end,
        }
    }
}

/// Makes a range longer; returns what it gained.
fn extend(range: &mut Range<usize>, by: u32) -> Range<usize> {
    let start = range.end;
    range.end += by as usize;
    start..range.end
}

/// Finds the blocks in a dictionary. Each has its length in front, a byte that says that
/// it is not compressed, the number of its terms and two offsets; a shard without terms
/// of the field has no block.
fn find_blocks(table: &[u8], shards: &mut [Shard]) -> Result<(), WriteError> {
    const ENDS_EARLY: WriteError = WriteError::Cut("a dictionary ends early");
    const PLAIN: usize = 1;
    const NUMBERS: usize = 3;

    let mut at = 0;
    for shard in shards {
        shard.values = at..at;
        if shard.terms > 0 {
            let block = table.get(at..).ok_or(ENDS_EARLY)?;
            let length = block.first_chunk().ok_or(ENDS_EARLY)?;
            let start = size_of_val(length);
            let length = u32::from_le_bytes(*length) as usize;
            let mut input = Input::new(block.get(start + PLAIN..).ok_or(ENDS_EARLY)?);
            let whole = input.rest().len();
            for _ in 0..NUMBERS {
                input.vint();
            }
            let head = start + PLAIN + whole - input.rest().len();
            shard.values = at + head..at + start + length;
            at = shard.values.end;
        }
    }
    Ok(())
}

/// A file of terms: for each field the number of its terms and the lengths of its slices,
/// then the slices, field by field.
fn content(
    number: usize,
    fields: &[Divided],
) -> Result<(Vec<u8>, [Starts; Field::ALL.len()]), WriteError> {
    let slices = fields.iter().map(|field| field.slices(number));
    let slices: Vec<(usize, [&[u8]; 3])> = slices.collect::<Result<_, _>>()?;
    let mut content = Vec::new();
    for (terms, slices) in &slices {
        length(&mut content, *terms);
        for slice in slices {
            length(&mut content, slice.len());
        }
    }
    let mut starts = [Starts::default(); Field::ALL.len()];
    for ((_, slices), starts) in slices.into_iter().zip(&mut starts) {
        let [values, postings, positions] = slices.map(|slice| {
            content.extend_from_slice(slice);
            content.len() - slice.len()
        });
        *starts = Starts {
            values,
            postings,
            positions,
        };
    }
    Ok((content, starts))
}

/// The files of positions in the running text, one for each run of files of terms: how
/// many these are, the lengths of their slices, then the slices; notes where these begin.
fn positions(
    fields: &[Divided],
    runs: &Runs,
    starts: &mut [[Starts; Field::ALL.len()]],
) -> Result<SetWriter, WriteError> {
    let mut files = SetWriter::new(FileKind::Positions);
    let Some(body) = fields.iter().find(|field| field.field == Field::Body) else {
        return Ok(files);
    };
    let ends = runs.firsts.iter().skip(1).map(|&end| end as usize);
    let ends = ends.chain([body.shards.len()]);
    for ((run, &first), end) in (0..).zip(&runs.firsts).zip(ends) {
        let range = first as usize..end;
        let shards = body.shards.get(range.clone()).ok_or(OUTSIDE)?;
        let starts = starts.get_mut(range).ok_or(OUTSIDE)?;
        let mut content = Vec::new();
        length(&mut content, shards.len());
        for shard in shards {
            length(&mut content, shard.positions.len());
        }
        for (shard, starts) in shards.iter().zip(starts) {
            if let Some(starts) = starts.get_mut(Field::Body.number() as usize) {
                starts.positions = content.len();
            }
            let positions = body.terms.positions.get(shard.positions.clone());
            content.extend_from_slice(positions.ok_or(OUTSIDE)?);
        }
        if runs.groups.binary_search(&run).is_ok() {
            files.begin()?;
        }
        files.push(content);
    }
    Ok(files)
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
