//! The published files and how they name one another.
//!
//! ```text
//! index.json                  the one file that changes in place: format, the two below
//! boot-HASH.bin               what changes with most edits: statistics, what divides terms, the names of all other files
//! site-HASH.bin               what seldom changes: norms, dates, facets, words, what divides names
//! terms/GROUP-NUMBER.bin      a range of terms: dictionary and postings of every field
//! positions/GROUP-NUMBER.bin  positions of the running text, for exact phrases
//! pages/GROUP-NUMBER.bin      stored passages of pages
//! names/GROUP-NUMBER.bin      names of pages by their initials
//! recipe-HASH.bin             how tantivy's own files are put together from all this
//! lyceum-search.js, …         the runtime
//! ```
//!
//! Every `.bin` file is compressed. HASH is the XXH64 of the bytes inside.
//! There are too many files of terms and pages to name each by a hash of its
//! own. So a few neighbours share one ([`FileSet`]), and each begins with a tag that
//! proves it the file of that name.
//! `docs/search-format.md` has the bytes.

mod boot;
mod columns;
mod groups;
pub mod names;
pub(crate) mod places;
#[cfg(feature = "native")]
mod recipe;
mod vocabulary;

#[cfg(feature = "write")]
pub(crate) use boot::page_mark;
pub use boot::{Boot, FieldData};
pub use columns::{Column, Columns, Date};
pub(crate) use groups::{Bounds, name_groups};
pub use groups::{FileSet, Group, Runs};
#[cfg(feature = "native")]
pub(crate) use recipe::{Piece, Recipe};
pub use vocabulary::{Phrase, Vocabulary};

/// Numbers of the stored fields in tantivy's schema. `title` and `body` are
/// also indexed and so have their number in [`crate::clause::Field`].
pub(crate) mod stored {
    use crate::clause::Field;

    pub(crate) const TITLE: u32 = Field::Title.number();
    pub(crate) const BODY: u32 = Field::Body.number();
    pub(crate) const URL: u32 = 4;
    pub(crate) const SUMMARY: u32 = 5;
    pub(crate) const ANCHOR: u32 = 6;
    pub(crate) const HEADING: u32 = 7;
    pub(crate) const CARD: u32 = 8;
}

use twox_hash::XxHash64;

use crate::{Error, push_number, read_number};

/// Name of the entry file.
pub const ENTRY: &str = "index.json";

/// Bytes of a group's hash: names need differ only between a site's own versions.
pub(crate) const GROUP_HASH: usize = 5;

/// How many positions of running text make a passage: what is stored and
/// fetched together.
pub const PASSAGE: u32 = 1024;

/// How many positions make a window: the unit in which files of terms tell where
/// in a page a term stands.
pub const WINDOW: u32 = 32;

/// In how many files of terms those with a prefix are looked for. Words that begin
/// alike are neighbours; what fills more files is too short a beginning.
pub const PREFIX_FILES: u32 = 2;

/// In how many files of terms those of one sound are looked for: they are neighbours
/// too, and few that sound alike are so frequent that they fill more.
pub const SOUND_FILES: u32 = 4;

/// Length of the tag in front of a file of a set.
const TAG: usize = 8;

/// What sort of published file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileKind {
    /// Statistics, and the names of all other files.
    Boot,
    /// What every query needs of pages and words.
    Site,
    /// A range of terms.
    Terms,
    /// Positions of a range of terms in the running text.
    Positions,
    /// Stored passages.
    Pages,
    /// How tantivy's files are put together.
    Recipe,
    /// Names of pages.
    Names,
}

impl FileKind {
    /// Whether such files are mostly text, and in the [charset](crate::charset) for it.
    pub(crate) const fn is_text(self) -> bool {
        matches!(self, Self::Pages | Self::Names)
    }
}

/// A published file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileId {
    /// Its kind.
    pub kind: FileKind,
    /// XXH64 of its content, with seed 0; of a set's file, the hash of its group, of
    /// [`GROUP_HASH`] bytes.
    pub hash: u64,
    /// Its number in its group; 0 where there is one file only.
    pub number: u32,
}

impl FileId {
    /// The one file of this kind with this content.
    #[cfg(feature = "write")]
    pub fn of(kind: FileKind, content: &[u8]) -> Self {
        let hash = XxHash64::oneshot(0, content);
        Self {
            kind,
            hash,
            number: 0,
        }
    }

    /// Whether the file is one of a set.
    const fn is_of_set(self) -> bool {
        matches!(
            self.kind,
            FileKind::Terms | FileKind::Positions | FileKind::Pages | FileKind::Names
        )
    }

    /// Its name, relative to the search folder.
    pub fn name(&self) -> String {
        let mut name = String::from(prefix(self.kind));
        let bits = if self.is_of_set() { GROUP_HASH * 8 } else { 64 };
        for shift in (0..bits).step_by(4).rev() {
            let digit = (self.hash >> shift) & 0xF;
            name.push(char::from_digit(digit as u32, 16).unwrap_or_default());
        }
        if self.is_of_set() {
            name.push('-');
            push_number(&mut name, self.number as usize, 1);
        }
        name.push_str(".bin");
        name
    }

    /// The file with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        let stem = name.strip_suffix(".bin")?;
        let (kind, rest) = [
            FileKind::Boot,
            FileKind::Site,
            FileKind::Terms,
            FileKind::Positions,
            FileKind::Pages,
            FileKind::Recipe,
            FileKind::Names,
        ]
        .into_iter()
        .find_map(|kind| Some((kind, stem.strip_prefix(prefix(kind))?)))?;
        let (hash, number) = rest.split_once('-').unwrap_or((rest, "0"));
        let id = Self {
            kind,
            hash: read_number(hash, 16)?,
            number: read_number(number, 10)?.try_into().ok()?,
        };
        (id.name() == name).then_some(id)
    }

    /// What a file of this name holds behind its tag, if it is that file.
    ///
    /// # Errors
    /// [`Fault::Damaged`](crate::error::Fault::Damaged) if it is not.
    pub fn content<'a>(&self, bytes: &'a [u8]) -> Result<&'a [u8], Error> {
        let content = if self.is_of_set() {
            bytes
                .split_first_chunk()
                .filter(|&(tag, content)| *tag == self.tag(content))
                .map(|(_, content)| content)
        } else {
            (XxHash64::oneshot(0, bytes) == self.hash).then_some(bytes)
        };
        content.ok_or_else(|| {
            Error::damaged("its content does not match its name").in_file(&self.name())
        })
    }

    /// The file with this content: `content` behind its tag.
    #[cfg(feature = "write")]
    pub fn tagged(&self, mut content: Vec<u8>) -> Vec<u8> {
        content.splice(0..0, self.tag(&content));
        content
    }

    /// What stands in front of `content` in the file of a set: the XXH64 of the
    /// content, with the group's hash and the number as its seed.
    fn tag(&self, content: &[u8]) -> [u8; TAG] {
        XxHash64::oneshot(self.hash ^ u64::from(self.number), content).to_le_bytes()
    }
}

const fn prefix(kind: FileKind) -> &'static str {
    match kind {
        FileKind::Boot => "boot-",
        FileKind::Site => "site-",
        FileKind::Terms => "terms/",
        FileKind::Positions => "positions/",
        FileKind::Pages => "pages/",
        FileKind::Recipe => "recipe-",
        FileKind::Names => "names/",
    }
}

/// The hash of a group of files with these contents: the low bytes of an XXH64.
#[cfg(feature = "native")]
pub(crate) fn group_hash<'a>(contents: impl Iterator<Item = &'a [u8]>) -> u64 {
    let hashes: Vec<u8> = contents
        .flat_map(|content| XxHash64::oneshot(0, content).to_le_bytes())
        .collect();
    XxHash64::oneshot(0, &hashes) & ((1 << (GROUP_HASH * 8)) - 1)
}

#[cfg(test)]
mod tests {
    use super::{FileId, FileKind};

    #[test]
    fn names_are_read_back() {
        for (kind, number, name) in [
            (FileKind::Terms, 0, "terms/0cf5ad7709-0.bin"),
            (FileKind::Pages, 1203, "pages/0cf5ad7709-1203.bin"),
            (FileKind::Boot, 0, "boot-0000000cf5ad7709.bin"),
        ] {
            let id = FileId {
                kind,
                hash: 0x0c_f5ad_7709,
                number,
            };
            assert_eq!(id.name(), name);
            assert_eq!(FileId::from_name(name), Some(id));
        }
        for wrong in [
            "",
            "terms/.bin",
            "terms/0cf5ad7709.bin",
            "terms/0cf5ad7709-01.bin",
            "terms/44bc2cf5ad770999-0.bin",
            "boot-0000000cf5ad7709-1.bin",
            "terms/+cf5ad7709-0.bin",
            "../terms/0cf5ad7709-0.bin",
        ] {
            assert_eq!(FileId::from_name(wrong), None, "{wrong}");
        }
    }

    #[cfg(feature = "write")]
    #[test]
    fn a_file_is_told_from_its_neighbours_and_from_damage() {
        use super::{FileSet, Group, group_hash};

        let contents = [b"one", b"two", b"two"];
        let set = FileSet {
            kind: FileKind::Pages,
            count: 3,
            groups: vec![Group {
                first: 0,
                hash: group_hash(contents.iter().map(|content| content.as_slice())),
            }],
        };
        let [first, second, third] = [0, 1, 2].map(|number| set.file(number).unwrap());
        let files = [
            first.tagged(b"one".to_vec()),
            second.tagged(b"two".to_vec()),
        ];
        assert_eq!(first.content(&files[0]).unwrap(), b"one");
        assert_eq!(second.content(&files[1]).unwrap(), b"two");
        assert!(second.content(&files[0]).is_err());
        assert!(third.content(&files[1]).is_err());
        assert!(first.content(&files[0][1..]).is_err());
        assert!(first.content(b"").is_err());
        assert_eq!(set.file(3), None);
    }
}
