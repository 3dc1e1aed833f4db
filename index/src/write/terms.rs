//! Cuts dictionary, postings and positions at the same terms.
//!
//! tantivy orders all three by term within each field. A shard takes one range
//! of terms and holds, for each field, the slices of the three files that belong
//! to it; so one fetch brings all there is to know of a term. tantivy closes a
//! dictionary block when it is full, which falls elsewhere in every field, so
//! the dictionaries are written anew with blocks that end at the cuts. The
//! result is a dictionary that stock tantivy reads.

use std::io;
use std::ops::Range;

use rayon::prelude::*;
use tantivy::directory::footer::Footer;
use tantivy::directory::{CompositeWrite, FileSlice};
use tantivy::postings::TermInfo;
use tantivy::schema::Field as TantivyField;
use tantivy_sstable::Writer;
use tantivy_sstable::value::ValueWriter;

use super::segment::Segment;
use super::{WriteError, cut};
use crate::bytes::output::{length, vint};
use crate::plan::Field;
use crate::published::{FileId, FileKind, Piece, Recipe, TermShard};

/// Size at which a shard is closed, before compression. Smaller shards bring
/// less that a query does not need, larger ones make fewer files and a shorter
/// boot file.
const SHARD: usize = 12 << 10;

/// What a term adds to a shard beside its data: key, lengths.
const ENTRY: usize = 8;

/// Number of tokens in front of a field's postings (`postings/serializer.rs`).
const TOKEN_COUNT: usize = 8;

/// tantivy's mark of a dictionary that is a string table (`termdict/mod.rs`).
const SORTED_STRING_TABLE: u32 = 2;

/// A range of terms.
pub(super) struct Shard {
    first: Vec<u8>,
    pub(super) content: Vec<u8>,
}

impl Shard {
    pub(super) fn reference(&self) -> TermShard {
        TermShard {
            first: self.first.clone(),
            file: FileId::of(FileKind::Terms, &self.content),
        }
    }
}

/// A field's terms, and for each shard which of them are in it.
struct FieldTerms {
    terms: Vec<(Vec<u8>, TermInfo)>,
    shards: Vec<Range<usize>>,
}

/// Where a field's slices of every shard lie in the three files.
struct Places {
    dictionary: Vec<Range<usize>>,
    postings: Vec<Range<usize>>,
    positions: Vec<Range<usize>>,
}

/// The shards, and how tantivy's three files are put together from them.
pub(super) fn cut(segment: &Segment, recipe: &mut Recipe) -> Result<Vec<Shard>, WriteError> {
    let mut fields = Vec::new();
    for field in Field::ALL {
        fields.push(FieldTerms {
            terms: terms(segment, field)?,
            shards: Vec::new(),
        });
    }
    let firsts = divide(&mut fields);
    let (dictionary, dictionary_places) = dictionaries(segment, &fields)?;
    let (postings, positions) = (segment.file("idx")?, segment.file("pos")?);
    let places = places(segment, &fields, dictionary_places)?;

    let contents: Vec<(Vec<u8>, Slices)> = (0..firsts.len())
        .into_par_iter()
        .map(|shard| content(shard, &places, [&dictionary, &postings, &positions]))
        .collect::<Result<_, _>>()?;
    let mut shards = Vec::new();
    let mut slices: Vec<Slices> = Vec::new();
    for (first, (content, shard_slices)) in firsts.into_iter().zip(contents) {
        shards.push(Shard { first, content });
        slices.push(shard_slices);
    }
    for (file, (extension, bytes)) in [
        ("term", &dictionary),
        ("idx", &postings),
        ("pos", &positions),
    ]
    .into_iter()
    .enumerate()
    {
        let mut all: Vec<(Range<usize>, Piece)> = slices
            .iter()
            .flatten()
            .filter(|slice| slice.0 == file)
            .map(|slice| (slice.1.clone(), slice.2.clone()))
            .collect();
        all.sort_by_key(|(range, _)| range.start);
        recipe
            .files
            .push((Segment::published_name(extension), cut::pieces(bytes, all)?));
    }
    Ok(shards)
}

/// A field's terms in order.
fn terms(segment: &Segment, field: Field) -> Result<Vec<(Vec<u8>, TermInfo)>, WriteError> {
    let index = segment
        .reader()
        .inverted_index(TantivyField::from_field_id(field.number()))?;
    let mut stream = index.terms().stream()?;
    let mut terms = Vec::with_capacity(index.terms().num_terms());
    while stream.advance() {
        terms.push((stream.key().to_vec(), stream.value().clone()));
    }
    Ok(terms)
}

/// Divides all fields' terms into ranges of about [`SHARD`] bytes; returns the
/// first term of each.
fn divide(fields: &mut [FieldTerms]) -> Vec<Vec<u8>> {
    let mut firsts: Vec<Vec<u8>> = Vec::new();
    let mut next = vec![0; fields.len()];
    let mut size = SHARD;
    loop {
        let heads = fields
            .iter()
            .zip(&next)
            .filter_map(|(field, &next)| field.terms.get(next));
        let Some(term) = heads.map(|(term, _)| term).min().cloned() else {
            break;
        };
        if size >= SHARD {
            for (field, &next) in fields.iter_mut().zip(&next) {
                field.shards.push(next..next);
            }
            firsts.push(term.clone());
            size = 0;
        }
        for (field, next) in fields.iter_mut().zip(&mut next) {
            if let Some((_, info)) = field.terms.get(*next).filter(|(head, _)| *head == term) {
                size += ENTRY + info.postings_range.len() + info.positions_range.len();
                *next += 1;
                if let Some(shard) = field.shards.last_mut() {
                    shard.end = *next;
                }
            }
        }
    }
    firsts
}

/// For each field, where its block of each shard lies in the dictionary file.
type BlockPlaces = Vec<Vec<Range<usize>>>;

/// The dictionary file with blocks that end where shards do, and where in it
/// each field's block of each shard lies.
fn dictionaries(
    segment: &Segment,
    fields: &[FieldTerms],
) -> Result<(Vec<u8>, BlockPlaces), WriteError> {
    let mut file = Vec::new();
    let mut places = Vec::new();
    let mut composite = CompositeWrite::wrap(&mut file);
    let mut start = 0;
    for (field, terms) in Field::ALL.into_iter().zip(fields) {
        let table = table(terms)?;
        places.push(blocks(&table, start, &terms.shards)?);
        io::Write::write_all(
            composite.for_field(TantivyField::from_field_id(field.number())),
            &table,
        )?;
        start += table.len();
    }
    composite.close()?;
    let (mut footer, _) = Footer::extract_footer(FileSlice::from(segment.file("term")?))?;
    footer.crc = crc32fast::hash(&file);
    let json = serde_json::to_vec(&footer).map_err(io::Error::from)?;
    let json_length =
        u32::try_from(json.len()).map_err(|_| WriteError::Cut("the footer is too long"))?;
    file.extend(json);
    file.extend(json_length.to_le_bytes());
    file.extend(FOOTER_MAGIC.to_le_bytes());
    Ok((file, places))
}

/// Last bytes of every tantivy file (`directory/footer.rs`).
const FOOTER_MAGIC: u32 = 1337;

/// A field's dictionary, one block a shard.
fn table(field: &FieldTerms) -> Result<Vec<u8>, WriteError> {
    let mut writer = Writer::<_, TermInfos>::new(Vec::new());
    for shard in &field.shards {
        writer.set_block_len(usize::MAX);
        for (term, info) in field.terms.get(shard.clone()).unwrap_or_default() {
            writer.insert(term, info)?;
        }
        writer.set_block_len(0);
        writer.flush_block_if_required()?;
    }
    let mut table = writer.finish()?;
    table.extend(SORTED_STRING_TABLE.to_le_bytes());
    Ok(table)
}

/// Where the blocks of a dictionary that begins at `start` lie. Each has its
/// length in front; a shard without terms of the field has no block.
fn blocks(
    table: &[u8],
    start: usize,
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
        places.push(start + begin..start + at);
    }
    Ok(places)
}

/// Where every shard's slices lie in the three files.
fn places(
    segment: &Segment,
    fields: &[FieldTerms],
    dictionaries: BlockPlaces,
) -> Result<Vec<Places>, WriteError> {
    let mut all = Vec::new();
    let (mut postings_start, mut positions_start) = (0, 0);
    for ((field, terms), dictionary) in Field::ALL.into_iter().zip(fields).zip(dictionaries) {
        let range = |shard: &Range<usize>, start: usize, of: fn(&TermInfo) -> &Range<usize>| {
            let terms = terms.terms.get(shard.clone()).unwrap_or_default();
            let ends = terms
                .first()
                .zip(terms.last())
                .map(|((_, first), (_, last))| (of(first).start, of(last).end));
            let (begin, end) = ends.unwrap_or((0, 0));
            start + begin..start + end
        };
        all.push(Places {
            dictionary,
            postings: terms
                .shards
                .iter()
                .map(|shard| {
                    range(shard, postings_start + TOKEN_COUNT, |info| {
                        &info.postings_range
                    })
                })
                .collect(),
            positions: terms
                .shards
                .iter()
                .map(|shard| range(shard, positions_start, |info| &info.positions_range))
                .collect(),
        });
        // Fields follow one another without gaps (`directory/composite_file.rs`).
        let field = TantivyField::from_field_id(field.number());
        postings_start += field_length(segment, tantivy::index::SegmentComponent::Postings, field)?;
        positions_start +=
            field_length(segment, tantivy::index::SegmentComponent::Positions, field)?;
    }
    Ok(all)
}

fn field_length(
    segment: &Segment,
    component: tantivy::index::SegmentComponent,
    field: TantivyField,
) -> Result<usize, WriteError> {
    let file = segment
        .reader()
        .open_read(component)
        .map_err(tantivy::TantivyError::from)?;
    let composite = tantivy::directory::CompositeFile::open(&file)?;
    Ok(composite
        .open_read(field)
        .map_or(0, |slice| tantivy::HasLen::len(&slice)))
}

/// For each slice of a shard: which of the three files, where in it, and where
/// in the shard.
type Slices = Vec<(usize, Range<usize>, Piece)>;

/// A shard: the lengths of its slices, then the slices, field by field.
fn content(
    shard: usize,
    places: &[Places],
    files: [&[u8]; 3],
) -> Result<(Vec<u8>, Slices), WriteError> {
    let empty = 0..0;
    let ranges: Vec<(usize, Range<usize>)> = places
        .iter()
        .flat_map(|field| {
            [&field.dictionary, &field.postings, &field.positions]
                .into_iter()
                .enumerate()
        })
        .map(|(file, ranges)| (file, ranges.get(shard).unwrap_or(&empty).clone()))
        .collect();
    let mut content = Vec::new();
    for (_, range) in &ranges {
        length(&mut content, range.len());
    }
    let mut slices = Slices::new();
    for (file, range) in ranges {
        let bytes = files.get(file).and_then(|file| file.get(range.clone()));
        let bytes = bytes.ok_or(WriteError::Cut("a shard lies outside its files"))?;
        if !bytes.is_empty() {
            let piece = Piece::Terms {
                shard,
                start: content.len(),
                length: bytes.len(),
            };
            slices.push((file, range, piece));
            content.extend_from_slice(bytes);
        }
    }
    Ok((content, slices))
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
