//! One process at a time works on an output folder.
//!
//! The lock is the operating system's, on a file of the folder beside the output, so that it ends with the
//! process, however that ends. Who holds it stands in a file of its own, since Windows lets nobody read a
//! locked one.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::files::{make_parent, read, write};
use super::now_in_china;

/// A folder is this process's own until the value goes.
#[derive(Debug)]
pub(super) struct Lock {
    folder: PathBuf,
    /// None where the file system knows no locks.
    _file: Option<File>,
}

/// Why there is no lock.
#[derive(Debug)]
pub(super) enum Unlocked {
    /// Another process has it: its number and when it took it, as far as that can be read.
    Held(String),
    /// The file system refuses.
    Io(io::Error),
}

impl From<io::Error> for Unlocked {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

const FILE: &str = "lock";
const HOLDER: &str = "holder";

/// How often the lock may slip away because others take and leave it.
const TRIES: usize = 100;

impl Lock {
    /// Takes a folder, which is made if need be.
    pub(super) fn take(folder: &Path) -> Result<Self, Unlocked> {
        let path = folder.join(FILE);
        for _ in 0..TRIES {
            let file = match open(&path) {
                // Another process has just removed the folder.
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                file => file?,
            };
            let file = match file.try_lock() {
                Ok(()) if is_locked(&path)? => Some(file),
                // The file was removed by the one who had it locked, so the lock is worth nothing.
                Ok(()) => continue,
                Err(TryLockError::WouldBlock) => return Err(Unlocked::Held(holder(folder))),
                Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {
                    None
                }
                Err(TryLockError::Error(error)) => return Err(error.into()),
            };
            let lock = Self {
                folder: folder.to_owned(),
                _file: file,
            };
            let holder = format!("{}, {}", std::process::id(), now_in_china());
            write(&folder.join(HOLDER), holder.as_bytes())?;
            return Ok(lock);
        }
        Err(Unlocked::Held(holder(folder)))
    }
}

impl Drop for Lock {
    /// Removes the folder if nothing else is in it. What cannot be removed does no harm: the lock ends all the
    /// same.
    fn drop(&mut self) {
        for name in [HOLDER, FILE] {
            std::fs::remove_file(self.folder.join(name)).unwrap_or_default();
        }
        std::fs::remove_dir(&self.folder).unwrap_or_default();
    }
}

fn open(path: &Path) -> io::Result<File> {
    make_parent(path)?;
    OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)
}

/// Whether the file that is there now is locked: through a second handle even its holder cannot lock it.
fn is_locked(path: &Path) -> io::Result<bool> {
    match OpenOptions::new().write(true).open(path) {
        Ok(file) => Ok(matches!(file.try_lock(), Err(TryLockError::WouldBlock))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

fn holder(folder: &Path) -> String {
    let holder = read(&folder.join(HOLDER)).unwrap_or_default();
    String::from_utf8_lossy(&holder).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_one_holders_until_it_is_left() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("locked");
        let lock = Lock::take(&folder).unwrap();
        let own = std::process::id().to_string();
        assert!(
            matches!(Lock::take(&folder), Err(Unlocked::Held(holder)) if holder.starts_with(&own))
        );
        drop(lock);
        assert!(!folder.exists());
        Lock::take(&folder).unwrap();
    }

    #[test]
    fn of_many_who_try_at_once_one_at_a_time_succeeds() {
        use std::sync::atomic::{AtomicUsize, Ordering};
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("locked");
        let (holders, taken) = (AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..500 {
                        if let Ok(lock) = Lock::take(&folder) {
                            assert_eq!(holders.fetch_add(1, Ordering::SeqCst), 0);
                            taken.fetch_add(1, Ordering::SeqCst);
                            holders.fetch_sub(1, Ordering::SeqCst);
                            drop(lock);
                        }
                    }
                });
            }
        });
        assert!(taken.into_inner() > 0);
    }
}
