//! Compressed files, named by their content.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::WriteError;
use crate::compression::Compressor;
use crate::published::{FileId, FileKind, FileSet, GROUP, group_hash};

/// All files, by name.
#[derive(Default)]
pub(super) struct Files {
    pub(super) named: BTreeMap<FileId, Vec<u8>>,
}

impl Files {
    /// Adds the one file of a kind.
    pub(super) fn add_one(&mut self, kind: FileKind, content: &[u8]) -> Result<FileId, WriteError> {
        let id = FileId::of(kind, content);
        insert(
            &mut self.named,
            id,
            Compressor::new().compressed(kind, content)?,
        )?;
        Ok(id)
    }

    /// Adds the files of a set.
    pub(super) fn add_set(&mut self, set: SetWriter) -> Result<FileSet, WriteError> {
        let (set, files) = set.finish()?;
        for (id, bytes) in files {
            insert(&mut self.named, id, bytes)?;
        }
        Ok(set)
    }
}

/// The files of a set, as far as they are written. A group of files is compressed
/// as soon as it is full, so that only the open one takes its full size.
pub(super) struct SetWriter {
    set: FileSet,
    open: Vec<Vec<u8>>,
    files: BTreeMap<FileId, Vec<u8>>,
}

impl SetWriter {
    pub(super) fn new(kind: FileKind) -> Self {
        Self {
            set: FileSet {
                kind,
                count: 0,
                groups: Vec::new(),
            },
            open: Vec::new(),
            files: BTreeMap::new(),
        }
    }

    /// The number that the next file gets.
    pub(super) const fn next(&self) -> u32 {
        self.set.count
    }

    /// Adds a file.
    pub(super) fn push(&mut self, content: Vec<u8>) -> Result<(), WriteError> {
        self.open.push(content);
        self.set.count += 1;
        if self.open.len() == GROUP as usize {
            self.close()?;
        }
        Ok(())
    }

    fn close(&mut self) -> Result<(), WriteError> {
        if self.open.is_empty() {
            return Ok(());
        }
        let hash = group_hash(self.open.iter().map(Vec::as_slice));
        self.set.groups.push(hash);
        let kind = self.set.kind;
        let first = self.set.count.saturating_sub(1) / GROUP * GROUP;
        let contents = std::mem::take(&mut self.open);
        let numbered: Vec<(u32, Vec<u8>)> = (first..).zip(contents).collect();
        let files = numbered.into_par_iter();
        let files = files.map_init(Compressor::new, |compressor, (number, content)| {
            let id = FileId { kind, hash, number };
            Ok((id, compressor.compressed(kind, &id.tagged(content))?))
        });
        for (id, bytes) in files.collect::<std::io::Result<Vec<_>>>()? {
            insert(&mut self.files, id, bytes)?;
        }
        Ok(())
    }

    fn finish(mut self) -> Result<(FileSet, BTreeMap<FileId, Vec<u8>>), WriteError> {
        self.close()?;
        Ok((self.set, self.files))
    }
}

fn insert(
    files: &mut BTreeMap<FileId, Vec<u8>>,
    id: FileId,
    bytes: Vec<u8>,
) -> Result<(), WriteError> {
    // One chance in billions, but a wrong answer if it came.
    match files.insert(id, bytes) {
        Some(_) => Err(WriteError::Collision(id.name())),
        None => Ok(()),
    }
}
