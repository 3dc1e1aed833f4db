//! The published files and how they name one another.
//!
//! ```text
//! index.json                  the one file that changes in place: format, boot file
//! boot-HASH.bin               what every query needs: statistics, norms, the two tables below
//! columns-HASH.bin            type, date and facets of every page
//! terms/HASH.bin              a range of terms: dictionary, postings, positions of every field
//! pages/HASH.bin              stored pages, a few together
//! recipe-HASH.bin             how tantivy's own files are put together from all this
//! lyceum-search.js, *.wasm    the runtime
//! ```
//!
//! Every `.bin` file is a zlib stream; HASH is the XXH64 of the bytes inside,
//! in hexadecimal. So the name in the file that points to it is also its
//! checksum, and a file never changes. `docs/search-format.md` has the bytes.

mod boot;
mod columns;
#[cfg(feature = "native")]
mod recipe;

pub use boot::{Boot, FieldData, PageShard, TermShard};
pub use columns::{Column, Columns, Date};
#[cfg(feature = "native")]
pub(crate) use recipe::{Piece, Recipe};

/// Numbers of the stored fields in tantivy's schema. `title` and `body` are
/// also indexed and so have their number in [`crate::plan::Field`].
pub(crate) mod stored {
    use crate::plan::Field;

    pub(crate) const TITLE: u32 = Field::Title.number();
    pub(crate) const BODY: u32 = Field::Body.number();
    pub(crate) const URL: u32 = 4;
    pub(crate) const SUMMARY: u32 = 5;
    pub(crate) const ANCHOR: u32 = 6;
    pub(crate) const HEADING: u32 = 7;
}

use twox_hash::XxHash64;

use crate::Error;

/// Name of the entry file.
pub const ENTRY: &str = "index.json";

/// What sort of published file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileKind {
    /// What every query needs.
    Boot,
    /// Type, date and facets of every page.
    Columns,
    /// A range of terms.
    Terms,
    /// Stored pages.
    Pages,
    /// How tantivy's files are put together.
    Recipe,
}

/// A published file, by kind and content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileId {
    /// Its kind.
    pub kind: FileKind,
    /// XXH64 of its content, with seed 0.
    pub hash: u64,
}

impl FileId {
    /// The file of this kind with this content.
    pub fn of(kind: FileKind, content: &[u8]) -> Self {
        Self {
            kind,
            hash: XxHash64::oneshot(0, content),
        }
    }

    /// Its name, relative to the search folder.
    pub fn name(&self) -> String {
        let mut hash = String::with_capacity(16);
        for shift in (0..64).step_by(4).rev() {
            let digit = (self.hash >> shift) & 0xF;
            hash.extend(char::from_digit(digit as u32, 16));
        }
        match self.kind {
            FileKind::Boot => format!("boot-{hash}.bin"),
            FileKind::Columns => format!("columns-{hash}.bin"),
            FileKind::Terms => format!("terms/{hash}.bin"),
            FileKind::Pages => format!("pages/{hash}.bin"),
            FileKind::Recipe => format!("recipe-{hash}.bin"),
        }
    }

    /// The file with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        let stem = name.strip_suffix(".bin")?;
        let (kind, hash) = [
            ("boot-", FileKind::Boot),
            ("columns-", FileKind::Columns),
            ("terms/", FileKind::Terms),
            ("pages/", FileKind::Pages),
            ("recipe-", FileKind::Recipe),
        ]
        .into_iter()
        .find_map(|(prefix, kind)| Some((kind, stem.strip_prefix(prefix)?)))?;
        let hash = u64::from_str_radix(hash, 16).ok()?;
        let id = Self { kind, hash };
        (id.name() == name).then_some(id)
    }

    /// That `content` is what the name says.
    ///
    /// # Errors
    /// [`Error::Damaged`] if it is not.
    pub fn verify(&self, content: &[u8]) -> Result<(), Error> {
        if Self::of(self.kind, content).hash == self.hash {
            return Ok(());
        }
        Err(Error::damaged("its content does not match its name").in_file(&self.name()))
    }
}

#[cfg(test)]
mod tests {
    use super::{FileId, FileKind};

    #[test]
    fn names_are_read_back() {
        let id = FileId::of(FileKind::Terms, b"abc");
        assert_eq!(id.name(), "terms/44bc2cf5ad770999.bin");
        assert_eq!(FileId::from_name(&id.name()), Some(id));
        for wrong in [
            "",
            "terms/.bin",
            "terms/+4bc2cf5ad770999.bin",
            "../terms/44bc2cf5ad770999.bin",
        ] {
            assert_eq!(FileId::from_name(wrong), None, "{wrong}");
        }
        assert!(id.verify(b"abc").is_ok());
        assert!(id.verify(b"abd").is_err());
    }
}
