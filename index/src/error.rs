//! What can go wrong when reading published files.
//!
//! Every variant is a fact about the files, never about the query: a query is
//! always answerable, if only with nothing.

use crate::FORMAT_VERSION;

/// A published file could not be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The files were written by another version of the format.
    #[error("the search files have format {found}, this program reads {FORMAT_VERSION}")]
    Version {
        /// The version the files name.
        found: u32,
    },
    /// A file's bytes are not what they were when it was published.
    #[error("the search file `{file}` is damaged: {what}")]
    Damaged {
        /// Name relative to the search folder; empty inside a nested structure.
        file: String,
        /// Which check failed.
        what: &'static str,
    },
    /// A file that another file names is not there.
    #[error("the search file `{file}` is missing")]
    Missing {
        /// Name relative to the search folder.
        file: String,
    },
    /// tantivy refused the reassembled index.
    #[error("the search index cannot be opened: {0}")]
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

    /// The stable code that `lyceum-search.js` puts on its errors.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Version { .. } => "version-mismatch",
            Self::Missing { .. } | Self::Damaged { .. } | Self::Tantivy(_) => "missing-file",
        }
    }
}
