//! A world in memory in which reading and listing can fail, as they do on disk.

use std::collections::BTreeMap;
use std::io;

use jiff::civil::{Date, DateTime, date};
use lyceum::world::{ListFault, ListFaultReason, Listing, MemoryWorld, World};

/// The day of every build in the tests.
pub(crate) const TODAY: Date = date(2026, 11, 20);

/// How a path fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It is listed, and reading it is refused.
    Unreadable,
    /// It is listed, and so large that it is not read as a text.
    TooLarge,
    /// It cannot be listed: a symbolic link to a folder above it.
    Loop,
    /// It cannot be listed: a symbolic link to somewhere else.
    Outside,
    /// It cannot be listed: its name is no UTF-8.
    Name,
}

/// A [`MemoryWorld`] with faults.
#[derive(Debug, Clone)]
pub(crate) struct FaultyWorld {
    world: MemoryWorld,
    faults: BTreeMap<String, Fault>,
}

impl FaultyWorld {
    /// A world without files, on [`TODAY`].
    pub(crate) fn new() -> Self {
        Self::at(TODAY)
    }

    /// A world without files, at another time.
    pub(crate) fn at(now: impl Into<DateTime>) -> Self {
        Self {
            world: MemoryWorld::new(now),
            faults: BTreeMap::new(),
        }
    }

    /// Adds a file.
    pub(crate) fn write(&mut self, path: &str, bytes: impl Into<Vec<u8>>) {
        self.world.write(path, bytes);
    }

    /// Adds a path that fails.
    pub(crate) fn fail(&mut self, path: &str, fault: Fault) {
        if matches!(fault, Fault::Unreadable | Fault::TooLarge) {
            self.world.write(path, "");
        }
        self.faults.insert(path.to_owned(), fault);
    }
}

impl World for FaultyWorld {
    fn list(&self, folder: &str) -> Listing {
        let mut listing = self.world.list(folder);
        let inside = |path: &str| {
            folder.is_empty()
                || path
                    .strip_prefix(folder)
                    .is_some_and(|rest| rest.starts_with('/'))
        };
        for (path, fault) in self.faults.iter().filter(|(path, _)| inside(path)) {
            let reason = match fault {
                Fault::Unreadable | Fault::TooLarge => continue,
                Fault::Loop => ListFaultReason::Loop,
                Fault::Outside => ListFaultReason::Outside,
                Fault::Name => ListFaultReason::Name,
            };
            listing.faults.push(ListFault {
                path: path.clone(),
                reason,
            });
        }
        listing
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        match self.faults.get(path) {
            Some(Fault::Unreadable) => Err(io::ErrorKind::PermissionDenied.into()),
            _ => self.world.read(path),
        }
    }

    fn size(&self, path: &str) -> io::Result<u64> {
        match self.faults.get(path) {
            Some(Fault::TooLarge) => Ok(u64::MAX),
            _ => self.world.size(path),
        }
    }

    fn now(&self) -> DateTime {
        self.world.now()
    }
}
