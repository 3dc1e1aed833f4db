//! The recipe: how tantivy's own files are put together.
//!
//! Each of tantivy's files is a sequence of pieces: bytes that stand in the
//! recipe, or a slice of a published file. Only the native side reads it.

use crate::Error;
use crate::bytes::Input;

/// Part of a tantivy file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    /// Bytes that no query needs: footers, block indexes.
    Literal(Vec<u8>),
    /// A slice of the term shard with this number.
    Terms {
        shard: usize,
        start: usize,
        length: usize,
    },
    /// All of the page shard with this number.
    Pages { shard: usize },
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
        for _ in 0..input.length()? {
            let name = input.text()?.to_owned();
            let mut pieces = Vec::new();
            for _ in 0..input.length()? {
                pieces.push(match input.u8()? {
                    0 => {
                        let length = input.length()?;
                        Piece::Literal(input.take(length)?.to_vec())
                    }
                    1 => Piece::Terms {
                        shard: input.length()?,
                        start: input.length()?,
                        length: input.length()?,
                    },
                    2 => Piece::Pages {
                        shard: input.length()?,
                    },
                    _ => return Err(Error::damaged("unknown piece")),
                });
            }
            files.push((name, pieces));
        }
        Ok(Self { files })
    }

    #[cfg(feature = "write")]
    pub(crate) fn encode(&self) -> Vec<u8> {
        use crate::bytes::output::{length, text};

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
                    Piece::Terms {
                        shard,
                        start,
                        length: count,
                    } => {
                        out.push(1);
                        for value in [*shard, *start, *count] {
                            length(&mut out, value);
                        }
                    }
                    Piece::Pages { shard } => {
                        out.push(2);
                        length(&mut out, *shard);
                    }
                }
            }
        }
        out
    }
}
