//! What can go wrong when reading published files.
//!
//! Every variant is a fact about the files, never about the query: a query is
//! always answerable, if only with nothing.

use std::fmt;

use crate::{FORMAT_VERSION, push_number};

/// A published file could not be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// The files were written by another version of the format.
    Version {
        /// The version the files name.
        found: u32,
    },
    /// A file's bytes are not what they were when it was published.
    Damaged {
        /// Name relative to the search folder; empty inside a nested structure.
        file: String,
        /// Which check failed.
        what: &'static str,
    },
    /// A file that another file names is not there.
    Missing {
        /// Name relative to the search folder.
        file: String,
    },
    /// tantivy refused the reassembled index.
    Tantivy(String),
}

impl Error {
    /// Damage found while decoding; [`Error::in_file`] adds where.
    pub(crate) const fn damaged(what: &'static str) -> Self {
        Self::Damaged {
            file: String::new(),
            what,
        }
    }

    /// Names the file that was being decoded, unless one is named already.
    pub(crate) fn in_file(self, name: &str) -> Self {
        match self {
            Self::Damaged { file, what } if file.is_empty() => Self::Damaged {
                file: name.to_owned(),
                what,
            },
            other => other,
        }
    }

    /// What happened, for people.
    pub fn message(&self) -> String {
        match self {
            Self::Version { found } => {
                let mut message = "the search files have format ".to_owned();
                push_number(&mut message, *found as usize, 1);
                message.push_str(", this program reads ");
                push_number(&mut message, FORMAT_VERSION as usize, 1);
                message
            }
            Self::Damaged { file, what } => {
                ["the search file `", file, "` is damaged: ", what].concat()
            }
            Self::Missing { file } => ["the search file `", file, "` is missing"].concat(),
            Self::Tantivy(why) => ["the search index cannot be opened: ", why].concat(),
        }
    }

    /// The stable code that `lyceum-search.js` puts on its errors.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Version { .. } => "version-mismatch",
            Self::Missing { .. } | Self::Damaged { .. } | Self::Tantivy(_) => "missing-file",
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message())
    }
}

impl std::error::Error for Error {}
