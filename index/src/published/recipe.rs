//! The recipe: how tantivy's own files are put together.
//!
//! Each of tantivy's files is a sequence of pieces: bytes that stand in the
//! recipe, or a slice of a published file. Only the native side reads it.

use super::FileKind;
use crate::Error;
use crate::bytes::Input;

/// The sets that pieces lie in; a piece's code is its set's place here, from 1.
const SETS: [FileKind; 3] = [FileKind::Terms, FileKind::Positions, FileKind::Pages];

/// Part of a tantivy file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    /// Bytes that no query needs: footers, block indexes.
    Literal(Vec<u8>),
    /// A slice of the content of the file with this number in its set.
    Slice {
        kind: FileKind,
        number: u32,
        start: usize,
        length: usize,
    },
}

/// How tantivy's files are put together.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Recipe {
    /// File name to pieces, in order.
    pub(crate) files: Vec<(String, Vec<Piece>)>,
}

impl Recipe {
    pub(crate) fn decode(content: &[u8]) -> Result<Self, Error> {
        let mut input = Input::new(content);
        let mut files = Vec::new();
        for _ in 0..input.count() {
            let name = input.text().to_owned();
            let mut pieces = Vec::new();
            for _ in 0..input.count() {
                pieces.push(match input.u8() {
                    0 => {
                        let length = input.length();
                        Piece::Literal(input.take(length).to_vec())
                    }
                    kind => Piece::Slice {
                        kind: *SETS
                            .get(usize::from(kind) - 1)
                            .ok_or_else(|| Error::damaged("unknown piece"))?,
                        number: input.vint_u32(),
                        start: input.length(),
                        length: input.length(),
                    },
                });
            }
            files.push((name, pieces));
        }
        input.done()?;
        Ok(Self { files })
    }

    #[cfg(feature = "write")]
    pub(crate) fn encode(&self) -> Vec<u8> {
        use crate::bytes::output::{length, text, vint};

        let mut out = Vec::new();
        length(&mut out, self.files.len());
        for (name, pieces) in &self.files {
            text(&mut out, name);
            length(&mut out, pieces.len());
            for piece in pieces {
                match piece {
                    Piece::Literal(bytes) => {
                        out.push(0);
                        length(&mut out, bytes.len());
                        out.extend_from_slice(bytes);
                    }
                    Piece::Slice {
                        kind,
                        number,
                        start,
                        length: count,
                    } => {
                        let set = (1..).zip(SETS).find(|(_, set)| set == kind);
                        out.push(set.map_or(u8::MAX, |(code, _)| code));
                        vint(&mut out, u64::from(*number));
                        length(&mut out, *start);
                        length(&mut out, *count);
                    }
                }
            }
        }
        out
    }
}
