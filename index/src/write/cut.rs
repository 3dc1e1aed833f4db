//! Divides a file into slices that are published and what lies between.

use std::ops::Range;

use super::WriteError;
use crate::published::Piece;

/// The pieces of `file` when `slices`, by rising place, lie in published files.
pub(super) fn pieces(
    file: &[u8],
    slices: Vec<(Range<usize>, Piece)>,
) -> Result<Vec<Piece>, WriteError> {
    const OUTSIDE: WriteError = WriteError::Cut("a slice lies outside its file");
    let mut pieces = Vec::new();
    let mut at = 0;
    for (range, piece) in slices {
        let between = file.get(at..range.start).ok_or(OUTSIDE)?;
        if !between.is_empty() {
            pieces.push(Piece::Literal(between.to_vec()));
        }
        pieces.push(piece);
        at = range.end;
    }
    pieces.push(Piece::Literal(file.get(at..).ok_or(OUTSIDE)?.to_vec()));
    Ok(pieces)
}
