//! The outside: files to read, the time it is, and a place to write to.
//!
//! The only module that touches the file system. A build sees a [`World`] and a [`Sink`], so tests
//! and the preview server run the same build in memory.

mod cached;
mod disk;
mod files;
mod lock;
mod memory;
mod publish;
mod single;

pub use cached::{CachedWorld, Changed};
pub use disk::{DiskWorld, now_in_china};
pub use files::{Disk, Files};
pub use memory::{MemorySink, MemoryWorld};
pub use publish::{DiskSink, OutputError};
pub use single::{create_file, create_files, program, put_file, read_file, replace_file};

use std::io;
use std::sync::Arc;

use jiff::civil::{Date, DateTime};

use crate::manifest::Version;

/// Bytes of the largest text that is read. A page takes some ten times the memory of its text while it is made.
pub const LARGEST_TEXT: u64 = 32_000_000;

/// What a build reads. Paths are relative to the site's root, with `/` between their parts.
pub trait World: Sync {
    /// All files below a folder, at any depth; empty if there is no such folder. Names that begin
    /// with a dot are left out.
    fn list(&self, folder: &str) -> Listing;

    /// The bytes of a file.
    ///
    /// # Errors
    /// As the file system says; `NotFound` where there is none.
    fn read(&self, path: &str) -> io::Result<Vec<u8>>;

    /// A file as text.
    ///
    /// # Errors
    /// As [`World::read`]; `FileTooLarge` where it is larger than [`LARGEST_TEXT`].
    fn text(&self, path: &str) -> io::Result<FileText> {
        if self.size(path)? > LARGEST_TEXT {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.read(path).map(FileText::from)
    }

    /// The size of a file in bytes.
    ///
    /// # Errors
    /// As [`World::read`].
    fn size(&self, path: &str) -> io::Result<u64> {
        let bytes = self.read(path)?;
        Ok(u64::try_from(bytes.len()).unwrap_or(u64::MAX))
    }

    /// Whether a file has these bytes.
    fn has(&self, path: &str, version: Version) -> bool {
        self.read(path)
            .is_ok_and(|bytes| Version::of(&bytes) == version)
    }

    /// Keeps something for the next build, which reads it as it reads a file. It may be lost at any time.
    ///
    /// # Errors
    /// As the file system says; `Unsupported` where nothing is kept.
    fn keep(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        let _ = (path, bytes);
        Err(io::ErrorKind::Unsupported.into())
    }

    /// Removes what was kept.
    ///
    /// # Errors
    /// As the file system says; `Unsupported` where nothing is kept.
    fn forget(&self, path: &str) -> io::Result<()> {
        let _ = path;
        Err(io::ErrorKind::Unsupported.into())
    }

    /// A file of the site as it was published last, by its path there.
    ///
    /// # Errors
    /// As [`World::read`]; `NotFound` where no site is known.
    fn published(&self, path: &str) -> io::Result<Vec<u8>> {
        let _ = path;
        Err(io::ErrorKind::NotFound.into())
    }

    /// The time of the build, in China.
    fn now(&self) -> DateTime;

    /// The day of the build, in China.
    fn today(&self) -> Date {
        self.now().date()
    }
}

/// The bytes of a file as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileText {
    /// The text; bytes that are no UTF-8 are replaced.
    pub text: Arc<str>,
    /// The first byte that is no UTF-8, if there is one.
    pub fault: Option<usize>,
}

impl From<Vec<u8>> for FileText {
    fn from(bytes: Vec<u8>) -> Self {
        match String::from_utf8(bytes) {
            Ok(text) => Self {
                text: text.into(),
                fault: None,
            },
            Err(error) => Self {
                text: String::from_utf8_lossy(error.as_bytes()).into(),
                fault: Some(error.utf8_error().valid_up_to()),
            },
        }
    }
}

/// The files below a folder.
#[derive(Debug, Default)]
pub struct Listing {
    /// Paths from the site's root, sorted by bytes.
    pub files: Vec<String>,
    /// What could not be listed, sorted by path.
    pub faults: Vec<ListFault>,
}

/// A file or folder that could not be listed.
#[derive(Debug)]
pub struct ListFault {
    /// Its path, bytes that are no UTF-8 replaced.
    pub path: String,
    /// Why.
    pub reason: ListFaultReason,
}

/// Why a file or folder could not be listed.
#[derive(Debug)]
pub enum ListFaultReason {
    /// A symbolic link leads back to a folder above it.
    Loop,
    /// A symbolic link leads out of the site's folder.
    Outside,
    /// The name is no UTF-8.
    Name,
    /// The file system refuses.
    Io(io::Error),
}

/// Where a build writes to. Nothing is visible before [`Sink::commit`].
pub trait Sink: Sync {
    /// Takes one file of the new site, from any thread. Paths are relative to the site's root.
    ///
    /// # Errors
    /// As the file system says.
    fn put(&self, path: &str, bytes: &[u8]) -> io::Result<()>;

    /// Replaces the old site by the files put: those not put this time and written by an earlier
    /// build are removed.
    ///
    /// # Errors
    /// As the file system says.
    fn commit(&mut self) -> io::Result<Committed>;
}

/// What a commit did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Committed {
    /// Files of the new site.
    pub files: usize,
    /// Those that are new or changed.
    pub written: usize,
    /// Files of the old site that are gone.
    pub removed: usize,
    /// Files that are no more of the site and stay, for they are not as a build wrote them.
    pub left: Vec<String>,
}
