//! What publishing asks of a file system.
//!
//! The one behind [`DiskSink`](super::DiskSink) is [`Disk`]; tests put others in its place that fail or stop
//! at any step.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use crate::manifest::Version;

/// Files and folders.
pub trait Files: Debug + Send + Sync {
    /// The bytes of a file.
    ///
    /// # Errors
    /// As the file system says, as all others here.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;

    /// Whether a file has these bytes.
    fn has(&self, path: &Path, version: Version) -> bool {
        self.read(path)
            .is_ok_and(|bytes| Version::of(&bytes) == version)
    }

    /// The size of a file.
    ///
    /// # Errors
    /// As the file system says.
    fn size(&self, path: &Path) -> io::Result<u64>;

    /// Whether there is no such folder, or nothing in it.
    ///
    /// # Errors
    /// As the file system says.
    fn is_vacant(&self, folder: &Path) -> io::Result<bool>;

    /// The files in a folder and in those below it; none if there is no such folder.
    ///
    /// # Errors
    /// As the file system says.
    fn below(&self, folder: &Path) -> io::Result<BTreeSet<PathBuf>>;

    /// Writes a file, new or in the place of one, and the folders above it.
    ///
    /// # Errors
    /// As the file system says; a part of the file may be there then.
    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()>;

    /// Moves a file or folder, a file in the place of one.
    ///
    /// # Errors
    /// As the file system says.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// Makes a folder and those above it.
    ///
    /// # Errors
    /// As the file system says.
    fn make_folder(&self, path: &Path) -> io::Result<()>;

    /// Removes a file.
    ///
    /// # Errors
    /// As the file system says.
    fn remove_file(&self, path: &Path) -> io::Result<()>;

    /// Removes a folder that is empty.
    ///
    /// # Errors
    /// As the file system says.
    fn remove_empty(&self, path: &Path) -> io::Result<()>;

    /// Removes a folder and all that is in it, if there is one.
    ///
    /// # Errors
    /// As the file system says.
    fn remove_folder(&self, path: &Path) -> io::Result<()>;
}

/// The real file system.
#[derive(Debug, Clone, Copy)]
pub struct Disk;

impl Files for Disk {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        read(path)
    }

    fn has(&self, path: &Path, version: Version) -> bool {
        has(path, version)
    }

    fn size(&self, path: &Path) -> io::Result<u64> {
        Ok(std::fs::metadata(path)?.len())
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "the disk behind `World` and `Sink`"
    )]
    fn is_vacant(&self, folder: &Path) -> io::Result<bool> {
        match std::fs::read_dir(folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
            entries => Ok(entries?.next().is_none()),
        }
    }

    fn below(&self, folder: &Path) -> io::Result<BTreeSet<PathBuf>> {
        if !folder.exists() {
            return Ok(BTreeSet::new());
        }
        walkdir::WalkDir::new(folder)
            .into_iter()
            .filter(|entry| !entry.as_ref().is_ok_and(|entry| entry.file_type().is_dir()))
            .map(|entry| Ok(entry?.into_path()))
            .collect()
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        write(path, bytes)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        std::fs::rename(from, to)
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "the disk behind `World` and `Sink`"
    )]
    fn make_folder(&self, path: &Path) -> io::Result<()> {
        std::fs::create_dir_all(path)
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        std::fs::remove_file(path)
    }

    fn remove_empty(&self, path: &Path) -> io::Result<()> {
        std::fs::remove_dir(path)
    }

    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        match std::fs::remove_dir_all(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the disk behind `World` and `Sink`"
)]
pub(super) fn read(path: &Path) -> io::Result<Vec<u8>> {
    std::fs::read(path)
}

/// Whether a file has these bytes. Every file of a site is asked for, so no more calls are made than it takes:
/// whoever asks for one byte more than there are is at the end of the file.
pub(super) fn has(path: &Path, version: Version) -> bool {
    let size = usize::try_from(version.size).unwrap_or(usize::MAX);
    let Some(room) = size.checked_add(1).filter(|room| *room <= MOST_AT_ONCE) else {
        return read(path).is_ok_and(|bytes| Version::of(&bytes) == version);
    };
    let mut bytes = vec![0; room];
    let read = File::open(path).and_then(|mut file| file.read(&mut bytes));
    read.is_ok_and(|read| {
        bytes.truncate(read);
        Version::of(&bytes) == version
    })
}

/// Bytes that the system gives at once, if it has them.
const MOST_AT_ONCE: usize = 1 << 20;

#[expect(
    clippy::disallowed_methods,
    reason = "the disk behind `World` and `Sink`"
)]
pub(super) fn make_parent(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), std::fs::create_dir_all)
}

#[expect(
    clippy::disallowed_methods,
    reason = "the disk behind `World` and `Sink`"
)]
pub(super) fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    match std::fs::write(path, bytes) {
        // Only the first file of a folder makes it: there are many files.
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            make_parent(path)?;
            std::fs::write(path, bytes)
        }
        done => done,
    }
}
