//! Stored pages: tantivy's document store, and the files that hold its pieces.
//!
//! In: pages as passages. Out: files of a few kilobytes with whole passages, and
//! how the store is put together from them. Every passage has its page's address
//! and title beside it, so that one file shows a result.

use super::WriteError;
use super::passages::{StoredPage, Values};
use super::segment::Segment;
use crate::bytes::Input;
use crate::bytes::output::length;
use crate::published::{FileKind, Piece};

/// Length of the store's footer (`store/footer.rs`): version, where the index
/// of blocks begins, compression, reserved.
const FOOTER: usize = 28;

/// The files of pages, and the store in pieces.
pub(super) struct Store {
    pub(super) contents: Vec<Vec<u8>>,
    /// For each file the number of its first passage, then that of all.
    pub(super) firsts: Vec<u32>,
    pub(super) file: (String, Vec<Piece>),
}

/// Puts passages into files of about `size` bytes.
pub(super) fn store(
    segment: &Segment,
    pages: &[StoredPage],
    size: usize,
) -> Result<Store, WriteError> {
    let mut files = Files::new(size);
    let mut slices: Vec<Vec<Piece>> = Vec::new();
    for page in pages {
        let mut slice = Vec::new();
        for (number, passage) in page.passages.iter().enumerate() {
            files.passage(page, (number == 0).then_some(&page.more), passage, &mut slice);
        }
        slices.push(slice);
    }
    let documents: Vec<Vec<u8>> = pages.iter().map(document).collect();
    let (name, bytes) = segment.store(documents.iter().map(Vec::as_slice))?;
    let file = pieces(&bytes, &documents, slices)?;
    files.firsts.push(files.passages);
    Ok(Store {
        contents: files.contents,
        firsts: files.firsts,
        file: (name, file),
    })
}

/// A page as tantivy stores it.
fn document(page: &StoredPage) -> Vec<u8> {
    let values = || {
        [&page.card, &page.more]
            .into_iter()
            .chain(&page.passages)
    };
    let mut out = Vec::new();
    length(&mut out, values().map(|values| values.count).sum());
    for values in values() {
        out.extend_from_slice(&values.bytes);
    }
    out
}

struct Files {
    size: usize,
    contents: Vec<Vec<u8>>,
    firsts: Vec<u32>,
    passages: u32,
}

impl Files {
    fn new(size: usize) -> Self {
        Self {
            size,
            contents: Vec::new(),
            firsts: Vec::new(),
            passages: 0,
        }
    }

    /// Adds a passage: a vint length and what stands for its page, a vint length
    /// and its own values. Notes the pieces of its page's document.
    fn passage(
        &mut self,
        page: &StoredPage,
        more: Option<&Values>,
        passage: &Values,
        pieces: &mut Vec<Piece>,
    ) {
        if self
            .contents
            .last()
            .is_none_or(|content| content.len() + passage.bytes.len() / 2 > self.size)
        {
            self.contents.push(Vec::new());
            self.firsts.push(self.passages);
        }
        self.passages += 1;
        let number = u32::try_from(self.contents.len() - 1).unwrap_or(u32::MAX);
        let Some(content) = self.contents.last_mut() else {
            return;
        };
        let more_bytes = more.map_or(&[][..], |more| &more.bytes);
        let card = page.card.bytes.len() + more_bytes.len();
        length(content, card);
        let start = content.len();
        content.extend_from_slice(&page.card.bytes);
        content.extend_from_slice(more_bytes);
        let piece = |start, length| Piece::Slice {
            kind: FileKind::Pages,
            number,
            start,
            length,
        };
        if more.is_some() {
            pieces.push(piece(start, card));
        }
        length(content, passage.bytes.len());
        pieces.push(piece(content.len(), passage.bytes.len()));
        content.extend_from_slice(&passage.bytes);
    }
}

/// The store's file in pieces: documents lie in the files of pages, what tantivy
/// writes around them in the recipe.
fn pieces(
    file: &[u8],
    documents: &[Vec<u8>],
    slices: Vec<Vec<Piece>>,
) -> Result<Vec<Piece>, WriteError> {
    const WRONG: WriteError = WriteError::Cut("the document store is not as expected");
    let mut pieces = Vec::new();
    let mut literal = Vec::new();
    let mut documents = documents.iter().zip(slices);
    let mut at = 0;
    for (pages, block) in blocks(file).ok_or(WRONG)? {
        literal.extend_from_slice(file.get(at..block.start).ok_or(WRONG)?);
        at = block.start;
        for _ in 0..pages {
            let (document, slices) = documents.next().ok_or(WRONG)?;
            let stored = file.get(at..).and_then(|rest| rest.get(..document.len()));
            if stored != Some(document) {
                return Err(WRONG);
            }
            let count = Input::new(document);
            let mut values = count;
            values.vint().map_err(|_| WRONG)?;
            let front = count.rest().len() - values.rest().len();
            literal.extend_from_slice(document.get(..front).ok_or(WRONG)?);
            pieces.push(Piece::Literal(std::mem::take(&mut literal)));
            pieces.extend(slices);
            at += document.len();
        }
        literal.extend_from_slice(file.get(at..block.end).ok_or(WRONG)?);
        at = block.end;
    }
    literal.extend_from_slice(file.get(at..).ok_or(WRONG)?);
    pieces.push(Piece::Literal(literal));
    Ok(pieces)
}

/// Number of pages and byte range of each block: the lowest layer of the store's
/// skip index (`store/index/{skip_index,block}.rs`).
fn blocks(file: &[u8]) -> Option<Vec<(u32, std::ops::Range<usize>)>> {
    let body = file.get(..tantivy_body(file)?)?;
    let footer = body.get(body.len().checked_sub(FOOTER)?..)?;
    let start = u64::from_le_bytes(*footer.get(4..)?.first_chunk()?);
    let index = body.get(usize::try_from(start).ok()?..body.len() - FOOTER)?;
    let mut input = Input::new(index);
    let mut ends = Vec::new();
    for _ in 0..input.length().ok()? {
        ends.push(input.length().ok()?);
    }
    let layers = input.rest();
    let Some((&end, above)) = ends.split_last() else {
        return Some(Vec::new());
    };
    let mut layer = Input::new(layers.get(above.last().copied().unwrap_or(0)..end)?);
    let mut blocks = Vec::new();
    while !layer.is_empty() {
        let count = layer.length().ok()?;
        layer.vint_u32().ok()?;
        let mut at = layer.length().ok()?;
        for _ in 0..count {
            let (pages, length) = (layer.vint_u32().ok()?, layer.length().ok()?);
            blocks.push((pages, at..at + length));
            at += length;
        }
    }
    Some(blocks)
}

/// Length of a tantivy file without the footer that all of them have
/// (`directory/footer.rs`): JSON, its length, a magic number.
fn tantivy_body(file: &[u8]) -> Option<usize> {
    let (rest, _magic) = file.split_last_chunk::<4>()?;
    let (rest, length) = rest.split_last_chunk::<4>()?;
    rest.len().checked_sub(u32::from_le_bytes(*length) as usize)
}
