//! Compressed files, named by their content.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::WriteError;
use crate::compression::Compressor;
use crate::published::{FileId, FileKind, FileSet, Group, group_hash};

/// All files, by name.
#[derive(Default)]
pub(super) struct Files {
    pub(super) named: BTreeMap<FileId, Vec<u8>>,
}

impl Files {
    /// Adds the one file of a kind.
    pub(super) fn add_one(
        &mut self,
        kind: FileKind,
        content: Vec<u8>,
    ) -> Result<FileId, WriteError> {
        let id = FileId::of(kind, &content);
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

/// How many files are compressed at a time.
pub(super) const AT_ONCE: usize = 128;

/// The files of a set, as far as they are written. They are compressed as soon as there
/// are enough for all threads, so that few take their full size.
pub(super) struct SetWriter {
    set: FileSet,
    /// What is in the open group.
    open: Vec<Vec<u8>>,
    /// Named, but not compressed.
    full: Vec<(FileId, Vec<u8>)>,
    files: BTreeMap<FileId, Vec<u8>>,
}

impl SetWriter {
    pub(super) const fn new(kind: FileKind) -> Self {
        Self {
            set: FileSet {
                kind,
                count: 0,
                groups: Vec::new(),
            },
            open: Vec::new(),
            full: Vec::new(),
            files: BTreeMap::new(),
        }
    }

    /// The number that the next file gets.
    pub(super) const fn next(&self) -> u32 {
        self.set.count
    }

    /// Begins a group.
    pub(super) fn begin(&mut self) -> Result<(), WriteError> {
        self.close();
        if self.full.len() >= AT_ONCE {
            self.compress()?;
        }
        Ok(())
    }

    /// Adds a file to the open group.
    pub(super) fn push(&mut self, content: Vec<u8>) {
        self.open.push(content);
        self.set.count += 1;
    }

    fn close(&mut self) {
        let contents = std::mem::take(&mut self.open);
        if contents.is_empty() {
            return;
        }
        let hash = group_hash(contents.iter().map(Vec::as_slice));
        let count = u32::try_from(contents.len()).unwrap_or(u32::MAX);
        let first = self.set.count.saturating_sub(count);
        self.set.groups.push(Group { first, hash });
        let kind = self.set.kind;
        self.full.extend(
            (0..)
                .zip(contents)
                .map(|(number, content)| (FileId { kind, hash, number }, content)),
        );
    }

    fn compress(&mut self) -> Result<(), WriteError> {
        let kind = self.set.kind;
        let files = std::mem::take(&mut self.full).into_par_iter();
        let files = files.map_init(Compressor::new, |compressor, (id, content)| {
            Ok((id, compressor.compressed(kind, id.tagged(content))?))
        });
        for (id, bytes) in files.collect::<std::io::Result<Vec<_>>>()? {
            insert(&mut self.files, id, bytes)?;
        }
        Ok(())
    }

    fn finish(mut self) -> Result<(FileSet, BTreeMap<FileId, Vec<u8>>), WriteError> {
        self.close();
        self.compress()?;
        Ok((self.set, self.files))
    }
}

fn insert(
    files: &mut BTreeMap<FileId, Vec<u8>>,
    id: FileId,
    bytes: Vec<u8>,
) -> Result<(), WriteError> {
    // Groups of the same content are the same files. For others it is one chance in
    // billions, but a wrong answer if it came.
    match files.get(&id) {
        Some(known) if *known != bytes => Err(WriteError::Collision(id.name())),
        _ => {
            files.insert(id, bytes);
            Ok(())
        }
    }
}
