//! Cuts the document store into its blocks: one published file each.

use super::segment::Segment;
use super::{WriteError, cut};
use crate::DocId;
use crate::bytes::Input;
use crate::published::{FileId, FileKind, PageShard, Piece, Recipe};

/// Length of the store's footer (`store/footer.rs`): version, where the index
/// of blocks begins, compression, reserved.
const FOOTER: usize = 28;

/// A block of stored pages.
pub(super) struct Block {
    first: DocId,
    pub(super) content: Vec<u8>,
}

impl Block {
    pub(super) fn reference(&self) -> PageShard {
        PageShard {
            first: self.first,
            file: FileId::of(FileKind::Pages, &self.content),
        }
    }
}

/// The blocks of the store, and how its file is put together from them.
pub(super) fn cut(segment: &Segment, recipe: &mut Recipe) -> Result<Vec<Block>, WriteError> {
    const WRONG: WriteError = WriteError::Cut("the document store is not as expected");
    let file = segment.file("store")?;
    let body_length = tantivy_body(&file).ok_or(WRONG)?;
    let body = file.get(..body_length).ok_or(WRONG)?;
    let mut blocks = Vec::new();
    let mut slices = Vec::new();
    for (first, range) in checkpoints(body).ok_or(WRONG)? {
        let content = body.get(range.clone()).ok_or(WRONG)?.to_vec();
        slices.push((
            range,
            Piece::Pages {
                shard: blocks.len(),
            },
        ));
        blocks.push(Block { first, content });
    }
    recipe.files.push((
        Segment::published_name("store"),
        cut::pieces(&file, slices)?,
    ));
    Ok(blocks)
}

/// Length of a tantivy file without the footer that all of them have
/// (`directory/footer.rs`): JSON, its length, a magic number.
pub(super) fn tantivy_body(file: &[u8]) -> Option<usize> {
    let (rest, _magic) = file.split_last_chunk::<4>()?;
    let (rest, length) = rest.split_last_chunk::<4>()?;
    rest.len().checked_sub(u32::from_le_bytes(*length) as usize)
}

/// First page and byte range of each block: the lowest layer of the store's
/// skip index (`store/index/{skip_index,block}.rs`).
fn checkpoints(body: &[u8]) -> Option<Vec<(DocId, std::ops::Range<usize>)>> {
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
        let mut page = layer.vint_u32().ok()?;
        let mut at = layer.length().ok()?;
        for _ in 0..count {
            let (pages, length) = (layer.vint_u32().ok()?, layer.length().ok()?);
            blocks.push((page, at..at + length));
            page += pages;
            at += length;
        }
    }
    Some(blocks)
}
