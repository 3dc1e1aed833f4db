//! What a build read, so that the next one knows whether it would read the same.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Mutex, PoisonError};

use jiff::civil::DateTime;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::Print;
use crate::manifest::Version;
use crate::parallel::PIECE;
use crate::world::{Listing, World};

/// What earlier builds kept is read too, and changes nothing but the time that a build takes.
const KEPT: &str = ".lyceum/";

/// Everything that was asked of a [`World`], and prints of the answers.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Trace {
    /// By folder.
    lists: BTreeMap<String, Print>,
    /// By path; none where there was nothing to read.
    files: BTreeMap<String, Option<Version>>,
    /// By path.
    sizes: BTreeMap<String, Option<u64>>,
    /// Whether a file changed while it was read.
    torn: bool,
}

impl Trace {
    /// Whether a world gives the same answers now.
    pub(crate) fn holds(&self, world: &dyn World) -> bool {
        let (lists, sizes) = (self.lists.par_iter(), self.sizes.par_iter());
        let files: Vec<_> = self.files.iter().collect();
        !self.torn
            && lists
                .map(|(folder, print)| of_list(&world.list(folder)) == *print)
                .all(|same| same)
            && sizes
                .map(|(path, size)| world.size(path).ok() == *size)
                .all(|same| same)
            && files
                .into_par_iter()
                .with_max_len(PIECE)
                .all(|(path, version)| match version {
                    Some(version) => world.has(path, *version),
                    None => world.read(path).is_err(),
                })
    }

    fn note<T: PartialEq>(torn: &mut bool, map: &mut BTreeMap<String, T>, path: &str, value: T) {
        match map.get(path) {
            Some(before) => *torn |= *before != value,
            None => {
                map.insert(path.to_owned(), value);
            }
        }
    }
}

fn of_list(list: &Listing) -> Print {
    let mut hasher = blake3::Hasher::new();
    for path in &list.files {
        hasher.update(path.as_bytes()).update(b"\n");
    }
    for fault in &list.faults {
        hasher.update(format!("{fault:?}\n").as_bytes());
    }
    hasher.finalize().into()
}

fn of_file(read: &io::Result<Vec<u8>>) -> Option<Version> {
    let bytes = read.as_ref().ok()?;
    Some(Version::of(bytes))
}

/// A world that notes what it is asked.
pub(crate) struct Traced<W> {
    world: W,
    trace: Mutex<Trace>,
}

impl<W: World> Traced<W> {
    pub(crate) fn new(world: W) -> Self {
        Self {
            world,
            trace: Mutex::default(),
        }
    }

    /// The world itself, which notes nothing.
    pub(crate) fn untraced(&self) -> &W {
        &self.world
    }

    /// All that was asked so far.
    pub(crate) fn trace(&self) -> Trace {
        let trace = self.trace.lock();
        let mut trace = trace.unwrap_or_else(PoisonError::into_inner).clone();
        // The same bytes are as many.
        let Trace { files, sizes, .. } = &mut trace;
        sizes.retain(|path, _| !matches!(files.get(path), Some(Some(_))));
        trace
    }

    fn note(&self, path: &str, how: impl FnOnce(&mut Trace)) {
        if !path.starts_with(KEPT) {
            how(&mut self.trace.lock().unwrap_or_else(PoisonError::into_inner));
        }
    }
}

impl<W: World> World for Traced<W> {
    fn list(&self, folder: &str) -> Listing {
        let list = self.world.list(folder);
        let print = of_list(&list);
        self.note(folder, |Trace { lists, torn, .. }| {
            Trace::note(torn, lists, folder, print);
        });
        list
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        let read = self.world.read(path);
        let print = of_file(&read);
        self.note(path, |Trace { files, torn, .. }| {
            Trace::note(torn, files, path, print);
        });
        read
    }

    fn size(&self, path: &str) -> io::Result<u64> {
        let size = self.world.size(path);
        let told = size.as_ref().ok().copied();
        self.note(path, |Trace { sizes, torn, .. }| {
            Trace::note(torn, sizes, path, told);
        });
        size
    }

    fn keep(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        self.world.keep(path, bytes)
    }

    fn forget(&self, path: &str) -> io::Result<()> {
        self.world.forget(path)
    }

    fn published(&self, path: &str) -> io::Result<Vec<u8>> {
        self.world.published(path)
    }

    fn now(&self) -> DateTime {
        self.world.now()
    }
}
