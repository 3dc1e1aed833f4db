//! What can go wrong when reading published files.
//!
//! Every variant is a fact about the files, never about the query: a query is
//! always answerable, if only with nothing.

use std::fmt;

use crate::{FORMAT_VERSION, push_number};

/// A published file could not be used.
///
/// In a box, so that results are small: handing them on is a good part of the engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error(Box<Fault>);

/// Why a published file could not be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
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
    pub(crate) fn damaged(what: &'static str) -> Self {
        let file = String::new();
        Fault::Damaged { file, what }.into()
    }

    /// Names the file that was being decoded, unless one is named already.
    pub(crate) fn in_file(mut self, name: &str) -> Self {
        if let Fault::Damaged { file, .. } = &mut *self.0
            && file.is_empty()
        {
            name.clone_into(file);
        }
        self
    }

    /// What it is.
    pub fn fault(&self) -> &Fault {
        &self.0
    }

    /// What happened, for people.
    pub fn message(&self) -> String {
        match &*self.0 {
            Fault::Version { found } => {
                let mut message = "the search files have format ".to_owned();
                push_number(&mut message, *found as usize, 1);
                message.push_str(", this program reads ");
                push_number(&mut message, FORMAT_VERSION as usize, 1);
                message
            }
            Fault::Damaged { file, what } => {
                ["the search file `", file, "` is damaged: ", what].concat()
            }
            Fault::Missing { file } => ["the search file `", file, "` is missing"].concat(),
            Fault::Tantivy(why) => ["the search index cannot be opened: ", why].concat(),
        }
    }

    /// The stable code that `lyceum-search.js` puts on its errors.
    pub fn code(&self) -> &'static str {
        match &*self.0 {
            Fault::Version { .. } => "version-mismatch",
            Fault::Missing { .. } | Fault::Damaged { .. } | Fault::Tantivy(_) => "missing-file",
        }
    }
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        Self(Box::new(fault))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message())
    }
}

impl std::error::Error for Error {}
