//! A site onto the disk: whole or not at all, as far as a file system allows.
//!
//! ```text
//! public/                       the site; its .lyceum-manifest says what a build wrote
//! .public.lyceum-new/lock       held while a build writes
//! .public.lyceum-new/site/…     the files that are new or changed
//! .public.lyceum-new/manifest   the new manifest: from here on the new site takes the old one's place
//! ```
//!
//! Where there is no old site, the new one is moved there in one step. Else its files are moved one by one,
//! what pages name before pages, the home page and other entries last, and only then what is no more in the
//! site is removed; so whenever it stops, every page that is there finds what it names. Meanwhile the
//! manifest names the files of both sites. What a killed process left undone, the next one does
//! first ([decision 26](../../docs/decisions/0026-publishing.md)).

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use rayon::prelude::*;

use super::files::{Disk, Files};
use super::lock::{Lock, Unlocked};
use super::{Committed, Sink};
use crate::diag::Message;
use crate::manifest::{
    KEEP, KEPT, Kept, MANIFEST, Manifest, Retired, Turn, Version, is_inside, retire,
};
use crate::msg;
use crate::parallel::PIECE;

/// Why an output folder cannot be written to.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    /// It holds files and none of them came from a build: it might be anything.
    #[error("`{0}` holds files that no build of Lyceum wrote")]
    Foreign(PathBuf),
    /// Another process writes to it.
    #[error("another build writes to `{out}` (process {holder})")]
    Held {
        /// The folder.
        out: PathBuf,
        /// The number of the process, and since when.
        holder: String,
    },
    /// The file system refuses.
    #[error("`{path}` cannot be written: {source}")]
    Io {
        /// The folder beside the output.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl OutputError {
    /// What is wrong and what to do, in both languages.
    pub fn in_words(&self) -> Message {
        match self {
            Self::Foreign(out) => {
                let out = plain(out);
                msg!(
                    en: "`{out}` holds files that no build of Lyceum wrote: choose another folder with --out, or empty it",
                    zh: "`{out}` 里有不是 Lyceum 生成的文件：请用 --out 换一个文件夹，或者先清空它",
                )
            }
            Self::Held { out, holder } => {
                let out = plain(out);
                msg!(
                    en: "another build writes to `{out}` (process {holder}): wait until it is done, or end it, and build again",
                    zh: "另一个 lyceum 正在写 `{out}`（进程 {holder}）：请等它结束，或者先结束它，再重新生成",
                )
            }
            Self::Io { path, source } => {
                let path = plain(path);
                msg!(
                    en: "`{path}` cannot be written: {source}",
                    zh: "`{path}` 写不进去：{source}",
                )
            }
        }
    }
}

/// A path as people write it: without `./` before it.
fn plain(path: &Path) -> impl Display {
    path.strip_prefix(".").unwrap_or(path).display()
}

/// A folder on disk as a place for a site.
#[derive(Debug)]
pub struct DiskSink {
    files: Box<dyn Files>,
    out: PathBuf,
    staging: PathBuf,
    now: Timestamp,
    keep: SignedDuration,
    /// Whether there is an old site.
    replaces: bool,
    /// The manifest of the site that is there, finished or not.
    old: Manifest,
    put: Mutex<BTreeMap<String, Put>>,
    /// Last, so that the staging folder is this process's until all else is gone.
    _lock: Lock,
}

/// A file of the new site.
#[derive(Debug, Clone, Copy)]
struct Put {
    version: Version,
    /// Whether it lies in the staging folder; else the old site has it as it is.
    is_staged: bool,
}

impl DiskSink {
    /// Writes to `out`, which is made if need be.
    ///
    /// # Errors
    /// As [`OutputError`] says.
    pub fn new(out: impl Into<PathBuf>) -> Result<Self, OutputError> {
        Self::on(Box::new(Disk), out)
    }

    /// The same on another file system.
    ///
    /// # Errors
    /// As [`OutputError`] says.
    pub fn on(files: Box<dyn Files>, out: impl Into<PathBuf>) -> Result<Self, OutputError> {
        let shown = out.into();
        // A site behind a symbolic link is staged beside the site, not beside the link.
        let out = shown.canonicalize().unwrap_or_else(|_| shown.clone());
        let staging = staging(&out);
        let lock = lock(&staging, &shown)?;
        let io = |source| OutputError::Io {
            path: staging.clone(),
            source,
        };
        let is_vacant = files.is_vacant(&out).map_err(io)?;
        if !is_vacant && files.size(&out.join(MANIFEST)).is_err() {
            return Err(OutputError::Foreign(shown));
        }
        let mut sink = Self {
            files,
            out,
            staging: staging.clone(),
            now: Timestamp::now(),
            keep: KEEP,
            replaces: !is_vacant,
            old: Manifest::default(),
            put: Mutex::default(),
            _lock: lock,
        };
        sink.old = sink.read_manifest().map_err(io)?;
        // Where that fails, the new site mends it: whatever was written is in the manifest.
        if sink.mend().is_err() {
            sink.clear().map_err(io)?;
            sink.old = sink.read_manifest().map_err(io)?;
        }
        Ok(sink)
    }

    /// Keeps what pages of the old site need for so long.
    #[must_use]
    pub fn keeping(mut self, keep: SignedDuration) -> Self {
        self.keep = keep;
        self
    }

    /// The manifest of the site that is there; none if there is no whole site.
    pub fn manifest(&self) -> Option<&Manifest> {
        Some(&self.old).filter(|manifest| manifest.is_finished())
    }

    fn read_manifest(&self) -> io::Result<Manifest> {
        Ok(Manifest::parse(&self.read_own(MANIFEST)?))
    }

    /// A file of this module's own in the output folder; empty if there is none.
    fn read_own(&self, name: &str) -> io::Result<Vec<u8>> {
        match self.files.read(&self.out.join(name)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            read => read,
        }
    }

    /// Whether every file of the site that is there is as its manifest says.
    pub fn is_whole(&self) -> bool {
        let files: Vec<(&str, &[Version])> = self.old.files().collect();
        files
            .into_par_iter()
            .with_max_len(PIECE)
            .all(|(path, versions)| {
                let path = self.out.join(path);
                matches!(versions, [version] if self.files.has(&path, *version))
            })
    }

    /// Commits the site that is there, which [is whole](Self::is_whole), as the new one.
    ///
    /// # Errors
    /// When what was kept too long cannot be removed.
    pub fn commit_again(&mut self) -> io::Result<Committed> {
        if Kept::parse(&self.read_own(KEPT)?).is_empty() {
            self.clear()?;
            return Ok(Committed {
                files: self.old.len(),
                ..Committed::default()
            });
        }
        self.replace(self.old.clone(), &BTreeSet::new())
    }

    /// Takes another time for the present one.
    #[must_use]
    pub fn at(mut self, now: Timestamp) -> Self {
        self.now = now;
        self
    }
}

impl Drop for DiskSink {
    /// What was put and not committed is of no use. What was half committed is the next build's.
    fn drop(&mut self) {
        if self.files.size(&self.staging.join(JOURNAL)).is_err() {
            self.clear().unwrap_or_default();
        }
    }
}

/// The new manifest in the staging folder, and the files beside it.
const JOURNAL: &str = "manifest";
const SITE: &str = "site";

impl Sink for DiskSink {
    fn put(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        if !is_inside(path) {
            let told = "the name holds a character that a published file cannot have";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, told));
        }
        // Most files of a rebuild are as they were: leave them, and their times, alone.
        let is_there = self.replaces
            && self
                .files
                .read(&self.out.join(path))
                .is_ok_and(|old| old == bytes);
        if !is_there {
            self.files.write(&self.staged(path), bytes)?;
        }
        let put = Put {
            version: Version::of(bytes),
            is_staged: !is_there,
        };
        let mut all = self.put.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(path.to_owned(), put);
        Ok(())
    }

    fn commit(&mut self) -> io::Result<Committed> {
        let put = std::mem::take(&mut self.put);
        let put = put.into_inner().unwrap_or_else(PoisonError::into_inner);
        let is_staged = |(path, put): (&String, &Put)| put.is_staged.then(|| path.clone());
        let staged: BTreeSet<String> = put.iter().filter_map(is_staged).collect();
        // A disk that was full may not have said so.
        staged.par_iter().try_for_each(|path| {
            let size = self.files.size(&self.staged(path))?;
            if put.get(path).is_none_or(|put| put.version.size != size) {
                return Err(io::Error::other(format!("`{path}` was not written whole")));
            }
            Ok(())
        })?;
        let files = put.into_iter().map(|(path, put)| (path, put.version));
        let manifest: Manifest = files.collect();
        let written = staged.len();
        let done = if self.replaces {
            self.replace(manifest, &staged)?
        } else {
            self.move_whole(&manifest)?;
            let files = manifest.len();
            self.old = manifest;
            self.clear()?;
            Committed {
                files,
                ..Committed::default()
            }
        };
        Ok(Committed { written, ..done })
    }
}

impl DiskSink {
    fn staged(&self, path: &str) -> PathBuf {
        let mut staged = self.staging.join(SITE);
        staged.push(path);
        staged
    }

    /// Writes a text so that the file is there whole or not at all.
    fn put_at_once(&self, path: &Path, text: &str) -> io::Result<()> {
        let beside = self.staging.join("new");
        self.files.write(&beside, text.as_bytes())?;
        self.files.rename(&beside, path)
    }

    /// Where there is no old site, the new one is moved there whole.
    fn move_whole(&self, manifest: &Manifest) -> io::Result<()> {
        let site = self.staging.join(SITE);
        self.files
            .write(&site.join(MANIFEST), manifest.to_text().as_bytes())?;
        match self.files.remove_empty(&self.out) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        if let Some(parent) = self.out.parent() {
            self.files.make_folder(parent)?;
        }
        self.files.rename(&site, &self.out)
    }

    /// The site with this manifest takes the place of the old one.
    fn replace(&mut self, new: Manifest, staged: &BTreeSet<String>) -> io::Result<Committed> {
        let step = Step::new(self, new)?;
        step.check_way(staged)?;
        let done = if staged.is_empty() && step.is_done() {
            Committed {
                files: step.new.len(),
                ..Committed::default()
            }
        } else {
            self.put_at_once(&self.staging.join(JOURNAL), &step.new.to_text())?;
            self.finish(&step, staged)?
        };
        self.old = step.new;
        self.clear()?;
        Ok(done)
    }

    /// Brings a commit to its end that another process did not.
    fn mend(&mut self) -> io::Result<()> {
        let journal = self.files.read(&self.staging.join(JOURNAL));
        let manifest = journal.map(|text| Manifest::parse(&text));
        if let Ok(manifest) = manifest
            && manifest.is_finished()
            && self.replaces
        {
            let site = self.staging.join(SITE);
            let mut staged = BTreeSet::new();
            for file in self.files.below(&site)? {
                let path = file.strip_prefix(&site).ok().and_then(Path::to_str);
                let path = path.map(|path| path.replace('\\', "/"));
                if let Some(path) = path
                    && manifest.versions(&path) == [Version::of(&self.files.read(&file)?)]
                {
                    staged.insert(path);
                }
            }
            let step = Step::new(self, manifest)?;
            step.check_way(&staged)?;
            self.finish(&step, &staged)?;
            self.old = step.new;
        }
        self.clear()
    }

    /// Moves what is staged into place and removes what the site no longer has. All of it can be done again
    /// from where it stopped.
    fn finish(&self, step: &Step<'_>, staged: &BTreeSet<String>) -> io::Result<Committed> {
        let both = self.old.and(&step.new, &step.retired);
        self.put_at_once(&self.out.join(MANIFEST), &both.to_text())?;
        let (in_the_way, rest): (Vec<_>, Vec<_>) = step
            .retired
            .remove
            .iter()
            .partition(|(path, _)| is_in_the_way(path, staged));
        let mut done = Committed {
            files: step.new.len(),
            ..Committed::default()
        };
        self.remove(&in_the_way, &mut done)?;
        // Folders need space, moves do not: what a full disk stops, it stops before the first page changes.
        let folders: BTreeSet<&str> = staged
            .iter()
            .filter_map(|path| Some(path.rsplit_once('/')?.0))
            .collect();
        for folder in folders {
            self.files.make_folder(&self.out.join(folder))?;
        }
        let kept = self.out.join(KEPT);
        match step.retired.keep.to_text() {
            _ if step.kept == step.retired.keep => {}
            Some(text) => self.put_at_once(&kept, &text)?,
            None => self.files.remove_file(&kept)?,
        }
        for turn in Turn::ALL {
            for path in staged.iter().filter(|path| Turn::of(path) == turn) {
                self.files
                    .rename(&self.staged(path), &self.out.join(path))?;
            }
        }
        self.remove(&rest, &mut done)?;
        self.files
            .rename(&self.staging.join(JOURNAL), &self.out.join(MANIFEST))?;
        Ok(done)
    }

    /// Removes files of the old site, unless they have other bytes than a build wrote.
    fn remove(&self, files: &[(&String, &Vec<Version>)], done: &mut Committed) -> io::Result<()> {
        for (path, versions) in files {
            let stale = self.out.join(path);
            match self.files.read(&stale) {
                Ok(bytes) if versions.contains(&Version::of(&bytes)) => {
                    self.files.remove_file(&stale)?;
                    done.removed += 1;
                }
                Ok(_) => done.left.push((*path).clone()),
                Err(error) if is_nothing(&error) => {}
                Err(error) => return Err(error),
            }
            let parents = stale.ancestors().skip(1);
            for folder in parents.take_while(|folder| *folder != self.out) {
                // Fails on the first folder that still holds something, which is the end of the work.
                if self.files.remove_empty(folder).is_err() {
                    break;
                }
            }
        }
        Ok(())
    }

    fn clear(&self) -> io::Result<()> {
        self.files.remove_folder(&self.staging.join(SITE))?;
        for name in [JOURNAL, "new"] {
            match self.files.remove_file(&self.staging.join(name)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }
}

/// From one site to the next.
struct Step<'a> {
    sink: &'a DiskSink,
    new: Manifest,
    kept: Kept,
    retired: Retired,
}

impl<'a> Step<'a> {
    /// What is to be done so that the folder holds the new site.
    fn new(sink: &'a DiskSink, new: Manifest) -> io::Result<Self> {
        let kept = Kept::parse(&sink.read_own(KEPT)?);
        let retired = retire(&sink.old, &kept, &new, sink.now, sink.keep);
        Ok(Self {
            sink,
            new,
            kept,
            retired,
        })
    }

    /// Whether nothing is, once no file is new or changed.
    fn is_done(&self) -> bool {
        self.sink.old == self.new
            && self.kept == self.retired.keep
            && self.retired.remove.is_empty()
    }

    /// Finds what stands where the new site needs a folder, or a file, and is not ours to remove.
    fn check_way(&self, staged: &BTreeSet<String>) -> io::Result<()> {
        let out = &self.sink.out;
        let mut folders = BTreeSet::new();
        for path in staged {
            for (at, _) in path.match_indices('/') {
                let Some(parent) = path.get(..at) else {
                    continue;
                };
                if folders.insert(parent) && out.join(parent).is_file() {
                    self.may_go(parent)?;
                }
            }
            let target = out.join(path);
            if target.is_dir() {
                for file in self.sink.files.below(&target)? {
                    let own = file.strip_prefix(out).ok().and_then(Path::to_str);
                    self.may_go(&own.unwrap_or(path).replace('\\', "/"))?;
                }
            }
        }
        Ok(())
    }

    fn may_go(&self, path: &str) -> io::Result<()> {
        let versions = self.retired.remove.get(path);
        let bytes = self.sink.files.read(&self.sink.out.join(path))?;
        if versions.is_some_and(|versions| versions.contains(&Version::of(&bytes))) {
            return Ok(());
        }
        Err(io::Error::new(
            io::ErrorKind::AlreadyExists,
            format!("`{path}` is in the way, and no build wrote it"),
        ))
    }
}

/// Whether an old file stands where the new site has a folder, or lies in one where it has a file.
fn is_in_the_way(old: &str, staged: &BTreeSet<String>) -> bool {
    let below = format!("{old}/");
    let next = staged.range(below.clone()..).next();
    let mut parents = old.match_indices('/').filter_map(|(at, _)| old.get(..at));
    next.is_some_and(|path| path.starts_with(&below))
        || parents.any(|parent| staged.contains(parent))
}

/// Whether there is no file of a name; a folder or a part of another path is none.
fn is_nothing(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory | io::ErrorKind::IsADirectory
    )
}

/// The folder beside the output in which a site is made.
fn staging(out: &Path) -> PathBuf {
    let name = out.file_name();
    let name = name.map_or_else(|| "public".into(), |name| name.to_string_lossy());
    out.with_file_name(format!(".{name}.lyceum-new"))
}

/// Takes an output folder by the one beside it.
fn lock(staging: &Path, out: &Path) -> Result<Lock, OutputError> {
    Lock::take(staging).map_err(|why| match why {
        Unlocked::Held(holder) => OutputError::Held {
            out: out.to_owned(),
            holder,
        },
        Unlocked::Io(source) => OutputError::Io {
            path: staging.to_owned(),
            source,
        },
    })
}

#[cfg(test)]
mod tests;
