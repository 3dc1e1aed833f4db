//! What two published sites differ in.
//!
//! In: two folders, or lists of their files. Out: [`Difference`], the pages and other files that are added,
//! changed or removed. Of a folder the bytes are looked at, whatever its manifest says.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use rayon::prelude::*;
use serde::Serialize;

use crate::manifest::{KEPT, Kept, MANIFEST, Manifest, Version};
use crate::url::has_extension;
use crate::world::{Disk, Files as _, read_file};

/// The files of a site.
pub type Site = BTreeMap<String, Version>;

/// Reads a folder, or a manifest.
///
/// # Errors
/// As the file system says; `InvalidData` when a file is no whole manifest.
pub fn read(path: &Path) -> io::Result<Site> {
    if !path.is_dir() {
        let manifest = Manifest::parse(&read_file(path)?);
        if !manifest.is_finished() {
            let told = format!("`{}` is no whole manifest of a site", path.display());
            return Err(io::Error::new(io::ErrorKind::InvalidData, told));
        }
        let files = manifest.files();
        let files =
            files.filter_map(|(path, versions)| Some((path.to_owned(), *versions.first()?)));
        return Ok(files.collect());
    }
    let kept = Kept::parse(&read_file(&path.join(KEPT)).unwrap_or_default());
    let files = Disk.below(path)?;
    let files = files.into_par_iter().map(|file| {
        let own = file.strip_prefix(path).unwrap_or(&file).to_string_lossy();
        Ok((own.replace('\\', "/"), Version::of(&read_file(&file)?)))
    });
    let mut files: Site = files.collect::<io::Result<_>>()?;
    // What stays for pages still open is no part of the site.
    for path in kept.paths().chain([MANIFEST, KEPT]) {
        files.remove(path);
    }
    Ok(files)
}

/// What differs.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Difference {
    /// Pages, by their files.
    pub pages: Changes,
    /// All other files.
    pub files: Changes,
}

/// What differs in files of one kind, sorted by path.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Changes {
    /// In the new site alone.
    pub added: Vec<String>,
    /// In both, with other bytes.
    pub changed: Vec<String>,
    /// In the old site alone.
    pub removed: Vec<String>,
}

impl Difference {
    /// From an old site to a new one.
    pub fn between(old: &Site, new: &Site) -> Self {
        let mut difference = Self::default();
        for (path, version) in new {
            let changes = difference.of(path);
            match old.get(path) {
                None => changes.added.push(path.clone()),
                Some(before) if before != version => changes.changed.push(path.clone()),
                Some(_) => {}
            }
        }
        for path in old.keys().filter(|path| !new.contains_key(*path)) {
            difference.of(path).removed.push(path.clone());
        }
        difference
    }

    fn of(&mut self, path: &str) -> &mut Changes {
        if has_extension(path, "html") {
            &mut self.pages
        } else {
            &mut self.files
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.pages.is_empty() && self.files.is_empty()
    }
}

impl Changes {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.removed.is_empty()
    }
}
