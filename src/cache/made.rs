//! Published files that need not be made again.
//!
//! What is kept is small: for each file a print of all that it was made of, and one of its bytes. The bytes
//! themselves are where the site was published, and count only if they have that print.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::{Cache, Print, name};
use crate::world::World;

/// The files that earlier builds made, and those that this one has.
pub(crate) struct Made<'a> {
    world: &'a dyn World,
    known: BTreeMap<String, File>,
    /// Of this build.
    noted: Mutex<BTreeMap<String, File>>,
}

/// Prints of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct File {
    /// Of what it was made of.
    key: Print,
    /// Of its bytes.
    bytes: Print,
}

impl<'a> Made<'a> {
    /// What the last build of a kind made.
    pub(super) fn recall(cache: &Cache<'a>, kind: &str) -> Self {
        Self {
            world: cache.world,
            known: cache.recall(&name("made", kind)).unwrap_or_default(),
            noted: Mutex::default(),
        }
    }

    /// Keeps what this build made.
    pub(super) fn keep(&self, cache: &Cache<'_>, kind: &str) {
        let noted = self.noted.lock().unwrap_or_else(PoisonError::into_inner);
        cache.keep(&name("made", kind), &*noted);
    }

    /// The file at a path of the site, if it was made of the same before.
    pub(crate) fn file(&self, path: &str, key: Print) -> Option<Vec<u8>> {
        let known = self.known.get(path).filter(|known| known.key == key)?;
        let bytes = self.world.published(path).ok()?;
        if blake3::hash(&bytes) != known.bytes {
            return None;
        }
        self.add(path, *known);
        Some(bytes)
    }

    /// All files that were made of the same; none if one of them is lost.
    pub(crate) fn files(&self, key: Print) -> Option<Vec<(String, Vec<u8>)>> {
        let known: Vec<&String> = self
            .known
            .iter()
            .filter(|(_, known)| known.key == key)
            .map(|(path, _)| path)
            .collect();
        if known.is_empty() {
            return None;
        }
        let files = known.into_par_iter();
        files
            .map(|path| Some((path.clone(), self.file(path, key)?)))
            .collect()
    }

    /// Notes a file that was made.
    pub(crate) fn note(&self, path: &str, key: Print, bytes: &[u8]) {
        let bytes = blake3::hash(bytes).into();
        self.add(path, File { key, bytes });
    }

    fn add(&self, path: &str, file: File) {
        let mut noted = self.noted.lock().unwrap_or_else(PoisonError::into_inner);
        noted.insert(path.to_owned(), file);
    }
}
