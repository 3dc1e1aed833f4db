//! The example site with some of its files changed.

use std::io;

use jiff::civil::DateTime;
use lyceum::world::{DiskWorld, Listing, World};

/// A disk, and texts in place of its files.
pub(crate) struct WithTexts<'a> {
    pub(crate) disk: DiskWorld,
    pub(crate) texts: &'a [(&'a str, &'a str)],
}

impl World for WithTexts<'_> {
    fn list(&self, folder: &str) -> Listing {
        self.disk.list(folder)
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        match self.texts.iter().find(|(own, _)| *own == path) {
            Some((_, text)) => Ok(text.as_bytes().to_vec()),
            None => self.disk.read(path),
        }
    }

    fn now(&self) -> DateTime {
        self.disk.now()
    }
}
