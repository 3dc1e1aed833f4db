//! A site's folder on the real file system.

use std::collections::HashSet;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::{PoisonError, RwLock};

use jiff::Timestamp;
use jiff::civil::DateTime;
use walkdir::WalkDir;

use crate::fields::OFFSET;

use super::files::{has, read, write};
use super::{ListFault, ListFaultReason, Listing, World};
use crate::manifest::{MANIFEST, Version};

/// A site's folder on disk.
#[derive(Debug)]
pub struct DiskWorld {
    root: PathBuf,
    now: DateTime,
    /// The output folder is never part of the input, even when it lies inside it. Neither is any other
    /// folder that a build wrote.
    out: PathBuf,
    /// Folders of the site, from its root, to which no link leads, as far as that was asked at this time.
    folders: RwLock<HashSet<PathBuf>>,
}

impl DiskWorld {
    /// The site in `root`, built into `out` as at `now`.
    pub fn new(
        root: impl Into<PathBuf>,
        out: impl Into<PathBuf>,
        now: impl Into<DateTime>,
    ) -> Self {
        Self {
            root: root.into(),
            out: out.into(),
            now: now.into(),
            folders: RwLock::default(),
        }
    }
}

impl World for DiskWorld {
    fn list(&self, folder: &str) -> Listing {
        let mut listing = Listing::default();
        let start = if folder.is_empty() {
            self.root.clone()
        } else {
            self.root.join(folder)
        };
        if !start.exists() {
            return listing;
        }
        let out = self.out.canonicalize().ok();
        let mut walk = WalkDir::new(&start)
            .follow_links(true)
            .into_iter()
            .filter_entry(|entry| {
                let hidden = entry.file_name().to_string_lossy().starts_with('.');
                let is_out = entry.file_type().is_dir()
                    && (entry.path().join(MANIFEST).exists()
                        || out.is_some() && entry.path().canonicalize().ok() == out);
                entry.depth() == 0 || !(hidden || is_out)
            });
        while let Some(entry) = walk.next() {
            match entry {
                Ok(entry) if entry.path_is_symlink() && self.is_outside(entry.path()) => {
                    let path = self.relative(entry.path()).unwrap_or_else(|lossy| lossy);
                    let reason = ListFaultReason::Outside;
                    listing.faults.push(ListFault { path, reason });
                    if entry.file_type().is_dir() {
                        walk.skip_current_dir();
                    }
                }
                Ok(entry) if entry.file_type().is_dir() => {}
                // Reading a pipe would wait for ever.
                Ok(entry) if !entry.file_type().is_file() => {
                    let path = self.relative(entry.path()).unwrap_or_else(|lossy| lossy);
                    let error = io::Error::new(io::ErrorKind::Unsupported, "no ordinary file");
                    listing.faults.push(ListFault {
                        path,
                        reason: ListFaultReason::Io(error),
                    });
                }
                Ok(entry) => match self.relative(entry.path()) {
                    Ok(path) => listing.files.push(path),
                    Err(path) => {
                        listing.faults.push(ListFault {
                            path,
                            reason: ListFaultReason::Name,
                        });
                    }
                },
                Err(error) => {
                    let path = error.path().unwrap_or(&start);
                    let path = self.relative(path).unwrap_or_else(|lossy| lossy);
                    let reason = if error.loop_ancestor().is_some() {
                        ListFaultReason::Loop
                    } else {
                        ListFaultReason::Io(error.into())
                    };
                    listing.faults.push(ListFault { path, reason });
                }
            }
        }
        listing.files.sort();
        listing.faults.sort_by(|a, b| a.path.cmp(&b.path));
        listing
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        let path = self.root.join(path);
        // Not all that is read was listed: settings name files too.
        if self.is_outside(&path) {
            return Err(io::Error::new(
                io::ErrorKind::PermissionDenied,
                "it is outside the site's folder",
            ));
        }
        read(&path)
    }

    fn has(&self, path: &str, version: Version) -> bool {
        let path = self.root.join(path);
        !self.is_outside(&path) && has(&path, version)
    }

    fn size(&self, path: &str) -> io::Result<u64> {
        Ok(std::fs::metadata(self.root.join(path))?.len())
    }

    fn keep(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        let path = self.root.join(path);
        let mut beside = path.clone().into_os_string();
        beside.push(".new");
        let beside = PathBuf::from(beside);
        write(&beside, bytes)?;
        std::fs::rename(&beside, &path)
    }

    fn forget(&self, path: &str) -> io::Result<()> {
        std::fs::remove_file(self.root.join(path))
    }

    fn published(&self, path: &str) -> io::Result<Vec<u8>> {
        read(&self.out.join(path))
    }

    fn now(&self) -> DateTime {
        self.now
    }
}

impl DiskWorld {
    /// Goes on to another time, at which a link may stand where a folder was.
    pub(super) fn set_now(&mut self, now: DateTime) {
        self.now = now;
        self.folders = RwLock::default();
    }

    /// Whether there is an ordinary file of the site at a path.
    pub(super) fn is_file(&self, path: &str) -> bool {
        let path = self.root.join(path);
        path.is_file() && !self.is_outside(&path)
    }

    /// Whether what is at a path lies elsewhere than in the site's folder.
    fn is_outside(&self, path: &Path) -> bool {
        // Out of a folder lead links and `..` alone. Every file is asked for, and few have either.
        let below = path.strip_prefix(&self.root).ok();
        let is_plain = below.is_some_and(|below| {
            let mut parts = below.components();
            parts.all(|part| matches!(part, Component::Normal(_)))
                && below.parent().is_none_or(|folder| self.is_linkless(folder))
                && !path.is_symlink()
        });
        if is_plain {
            return false;
        }
        let (root, path) = (self.root.canonicalize(), path.canonicalize());
        matches!((root, path), (Ok(root), Ok(path)) if !path.starts_with(&root))
    }

    /// Whether the way from the root to a folder leads over no link.
    fn is_linkless(&self, folder: &Path) -> bool {
        let Some(parent) = folder.parent() else {
            return true;
        };
        let folders = self.folders.read();
        if folders
            .unwrap_or_else(PoisonError::into_inner)
            .contains(folder)
        {
            return true;
        }
        let is_linkless = self.is_linkless(parent) && !self.root.join(folder).is_symlink();
        if is_linkless {
            let folders = self.folders.write();
            folders
                .unwrap_or_else(PoisonError::into_inner)
                .insert(folder.to_owned());
        }
        is_linkless
    }

    /// The path from the root, with `/`; the lossy text of it where it is no UTF-8.
    fn relative(&self, path: &Path) -> Result<String, String> {
        let path = path.strip_prefix(&self.root).unwrap_or(path);
        let mut parts = Vec::new();
        let mut whole = true;
        for part in path {
            whole &= part.to_str().is_some();
            parts.push(part.to_string_lossy());
        }
        let joined = parts.join("/");
        if whole { Ok(joined) } else { Err(joined) }
    }
}

/// The time in China, by the machine's clock, in full minutes.
pub fn now_in_china() -> DateTime {
    let now = OFFSET.to_datetime(Timestamp::now());
    now.date().at(now.hour(), now.minute(), 0, 0)
}
