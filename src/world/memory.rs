//! A world and a sink in memory: for tests and for the preview server.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Mutex, PoisonError};

use jiff::civil::DateTime;

use super::{Committed, Listing, Sink, World};

/// Files in memory, at a fixed time.
#[derive(Debug, Clone)]
pub struct MemoryWorld {
    files: BTreeMap<String, Vec<u8>>,
    now: DateTime,
}

impl MemoryWorld {
    /// A world without files.
    pub fn new(now: impl Into<DateTime>) -> Self {
        Self {
            files: BTreeMap::new(),
            now: now.into(),
        }
    }

    /// Adds or replaces a file.
    pub fn write(&mut self, path: impl Into<String>, bytes: impl Into<Vec<u8>>) {
        self.files.insert(path.into(), bytes.into());
    }
}

impl World for MemoryWorld {
    fn list(&self, folder: &str) -> Listing {
        let inside = |path: &str| {
            folder.is_empty()
                || path
                    .strip_prefix(folder)
                    .is_some_and(|rest| rest.starts_with('/'))
        };
        let hidden = |path: &str| path.split('/').any(|part| part.starts_with('.'));
        Listing {
            files: self
                .files
                .keys()
                .filter(|path| inside(path) && !hidden(path))
                .cloned()
                .collect(),
            faults: Vec::new(),
        }
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        self.files
            .get(path)
            .cloned()
            .ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn size(&self, path: &str) -> io::Result<u64> {
        let bytes = self.files.get(path).ok_or(io::ErrorKind::NotFound)?;
        Ok(u64::try_from(bytes.len()).unwrap_or(u64::MAX))
    }

    fn now(&self) -> DateTime {
        self.now
    }
}

/// A site in memory. The committed site stays readable while the next one is put.
#[derive(Debug, Default)]
pub struct MemorySink {
    next: Mutex<BTreeMap<String, Vec<u8>>>,
    files: BTreeMap<String, Vec<u8>>,
}

impl MemorySink {
    /// The committed site.
    pub fn files(&self) -> &BTreeMap<String, Vec<u8>> {
        &self.files
    }
}

impl Sink for MemorySink {
    fn put(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        next.insert(path.to_owned(), bytes.to_vec());
        Ok(())
    }

    fn commit(&mut self) -> io::Result<Committed> {
        let next = std::mem::take(&mut self.next).into_inner();
        let next = next.unwrap_or_else(PoisonError::into_inner);
        let old = std::mem::replace(&mut self.files, next);
        let changed = self
            .files
            .iter()
            .filter(|(path, bytes)| old.get(*path) != Some(*bytes));
        Ok(Committed {
            files: self.files.len(),
            written: changed.count(),
            removed: old
                .keys()
                .filter(|path| !self.files.contains_key(*path))
                .count(),
            left: Vec::new(),
        })
    }
}
