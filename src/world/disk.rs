//! The real file system.

use std::collections::BTreeSet;
use std::io;
use std::path::{Component, Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::DateTime;
use walkdir::WalkDir;

use crate::fields::OFFSET;

use super::{Committed, ListFault, ListFaultReason, Listing, Sink, World};

/// A site's folder on disk.
#[derive(Debug, Clone)]
pub struct DiskWorld {
    root: PathBuf,
    now: DateTime,
    /// The output folder is never part of the input, even when it lies inside it. Neither is any other
    /// folder that a build wrote.
    out: PathBuf,
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
        let walk = WalkDir::new(&start)
            .follow_links(true)
            .into_iter()
            .filter_entry(|entry| {
                let hidden = entry.file_name().to_string_lossy().starts_with('.');
                let is_out = entry.file_type().is_dir()
                    && (entry.path().join(MANIFEST).exists()
                        || out.is_some() && entry.path().canonicalize().ok() == out);
                entry.depth() == 0 || !(hidden || is_out)
            });
        for entry in walk {
            match entry {
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
        read(&self.root.join(path))
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

    fn now(&self) -> DateTime {
        self.now
    }
}

impl DiskWorld {
    /// Goes on to another time.
    pub(super) fn set_now(&mut self, now: DateTime) {
        self.now = now;
    }

    /// Whether there is an ordinary file at a path.
    pub(super) fn is_file(&self, path: &str) -> bool {
        self.root.join(path).is_file()
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

/// The list of files that a build wrote, so that the next one removes only what is its own.
const MANIFEST: &str = ".lyceum-manifest";

/// A folder on disk. Files are put into a folder beside it first; only when all of them are there
/// is the old site touched, one rename a changed file.
#[derive(Debug)]
pub struct DiskSink {
    out: PathBuf,
    staging: PathBuf,
    /// Whether there is an old site.
    replaces: bool,
    put: BTreeSet<String>,
    changed: BTreeSet<String>,
}

impl DiskSink {
    /// Writes to `out`, which is made if need be.
    ///
    /// # Errors
    /// When the folder beside `out` cannot be emptied, or `out` holds files and none of them came
    /// from a build: it might be anything.
    pub fn new(out: impl Into<PathBuf>) -> io::Result<Self> {
        let out: PathBuf = out.into();
        let foreign =
            out.exists() && !out.join(MANIFEST).exists() && read_dir(&out)?.next().is_some();
        if foreign {
            return Err(io::Error::new(
                io::ErrorKind::AlreadyExists,
                format!(
                    "{} holds files that no build of Lyceum wrote",
                    out.display()
                ),
            ));
        }
        let name = out
            .file_name()
            .map_or_else(|| "public".into(), |name| name.to_string_lossy());
        let staging = out.with_file_name(format!(".{name}.lyceum-new"));
        remove_dir(&staging)?;
        Ok(Self {
            replaces: out.exists(),
            out,
            staging,
            put: BTreeSet::new(),
            changed: BTreeSet::new(),
        })
    }
}

impl Sink for DiskSink {
    fn put(&mut self, path: &str, bytes: &[u8]) -> io::Result<()> {
        self.put.insert(path.to_owned());
        // Most files of a rebuild are as they were: leave them, and their times, alone.
        if self.replaces && read(&self.out.join(path)).is_ok_and(|old| old == bytes) {
            return Ok(());
        }
        write(&self.staging.join(path), bytes)?;
        self.changed.insert(path.to_owned());
        Ok(())
    }

    fn commit(&mut self) -> io::Result<Committed> {
        let manifest: String = self
            .put
            .iter()
            .flat_map(|path| [path.as_str(), "\n"])
            .collect();
        let old = read(&self.out.join(MANIFEST)).unwrap_or_default();
        let old = String::from_utf8_lossy(&old).into_owned();
        let removed = if self.move_whole(&manifest)? {
            0
        } else {
            // A file may have become a folder, or the other way round: that one must go first.
            let stale = old
                .lines()
                .filter(|path| !self.put.contains(*path) && is_inside(path));
            let (in_the_way, rest): (Vec<&str>, Vec<&str>) =
                stale.partition(|path| self.is_in_the_way(path));
            let before = self.remove(&in_the_way)?;
            for path in &self.changed {
                let target = self.out.join(path);
                make_parent(&target)?;
                std::fs::rename(self.staging.join(path), &target)?;
            }
            let after = self.remove(&rest)?;
            if old != manifest {
                write(&self.out.join(MANIFEST), manifest.as_bytes())?;
            }
            remove_dir(&self.staging)?;
            before + after
        };
        Ok(Committed {
            files: self.put.len(),
            written: self.changed.len(),
            removed,
        })
    }
}

impl DiskSink {
    /// Where there is no old site, the new one is moved there whole: one step instead of one a file.
    fn move_whole(&self, manifest: &str) -> io::Result<bool> {
        // An empty folder gives way; one that holds something stays, and is no error.
        if self.out.exists() && std::fs::remove_dir(&self.out).is_err() {
            return Ok(false);
        }
        write(&self.staging.join(MANIFEST), manifest.as_bytes())?;
        make_parent(&self.out)?;
        std::fs::rename(&self.staging, &self.out)?;
        Ok(true)
    }

    /// Whether an old file stands where the new site has a folder, or lies in one where it has a file.
    fn is_in_the_way(&self, old: &str) -> bool {
        let below = format!("{old}/");
        let next = self.changed.range(below.clone()..).next();
        let parents = old.match_indices('/').filter_map(|(at, _)| old.get(..at));
        next.is_some_and(|path| path.starts_with(&below))
            || parents
                .into_iter()
                .any(|parent| self.changed.contains(parent))
    }

    fn remove(&self, paths: &[&str]) -> io::Result<usize> {
        let mut removed = 0;
        for path in paths {
            let stale = self.out.join(path);
            match std::fs::remove_file(&stale) {
                Ok(()) => removed += 1,
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
            remove_empty_parents(&stale, &self.out);
        }
        Ok(removed)
    }
}

/// Whether a line of the list of files names one below the output folder.
fn is_inside(path: &str) -> bool {
    Path::new(path)
        .components()
        .all(|part| matches!(part, Component::Normal(_)))
}

#[expect(
    clippy::disallowed_methods,
    reason = "the disk behind `World` and `Sink`"
)]
fn read(path: &Path) -> io::Result<Vec<u8>> {
    std::fs::read(path)
}

#[expect(
    clippy::disallowed_methods,
    reason = "the disk behind `World` and `Sink`"
)]
fn read_dir(path: &Path) -> io::Result<std::fs::ReadDir> {
    std::fs::read_dir(path)
}

#[expect(
    clippy::disallowed_methods,
    reason = "the disk behind `World` and `Sink`"
)]
fn make_parent(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), std::fs::create_dir_all)
}

#[expect(
    clippy::disallowed_methods,
    reason = "the disk behind `World` and `Sink`"
)]
fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    match std::fs::write(path, bytes) {
        // Only the first file of a folder makes it: there are many files.
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            make_parent(path)?;
            std::fs::write(path, bytes)
        }
        done => done,
    }
}

fn remove_dir(path: &Path) -> io::Result<()> {
    match std::fs::remove_dir_all(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Removes folders that a removed file left empty, up to the output folder.
fn remove_empty_parents(file: &Path, out: &Path) {
    let parents = file.ancestors().skip(1).take_while(|folder| *folder != out);
    for folder in parents {
        // Fails on the first folder that still holds something, which is the end of the work.
        if std::fs::remove_dir(folder).is_err() {
            break;
        }
    }
}

/// The bytes of a file that belongs to no site: the command line's own.
///
/// # Errors
/// As the file system says.
pub fn read_file(path: &Path) -> io::Result<Vec<u8>> {
    read(path)
}

/// Writes a new file and the folders above it.
///
/// # Errors
/// When the file exists, and as the file system says.
pub fn create_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    make_parent(path)?;
    let mut file = std::fs::File::create_new(path)?;
    io::Write::write_all(&mut file, bytes)
}

/// Writes a file, new or in the place of one, and the folders above it.
///
/// # Errors
/// As the file system says.
pub fn put_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    match create_file(path, bytes) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => replace_file(path, bytes),
        done => done,
    }
}

/// Writes new files and the folders above them: all or none.
///
/// # Errors
/// When one exists, and as the file system says; those written before it are removed.
pub fn create_files<'a>(files: &'a [(PathBuf, &[u8])]) -> Result<(), (&'a Path, io::Error)> {
    for (at, (path, bytes)) in files.iter().enumerate() {
        if let Err(error) = create_file(path, bytes) {
            // One that was there before is not ours; one that could be written in part is.
            let own = usize::from(error.kind() != io::ErrorKind::AlreadyExists);
            for (path, _) in files.iter().take(at + own) {
                drop(std::fs::remove_file(path));
            }
            return Err((path, error));
        }
    }
    Ok(())
}

/// Puts a text in the place of a file: at once, so that the old one is there or the new one.
///
/// # Errors
/// As the file system says; the old one is still there then.
pub fn replace_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // Behind a symbolic link lies the file that is meant.
    let path = path.canonicalize()?;
    let mut beside = path.clone().into_os_string();
    beside.push(".new");
    let beside = PathBuf::from(beside);
    // Somebody else's file of that name is left alone.
    let mut file = std::fs::File::create_new(&beside)?;
    let replaced = io::Write::write_all(&mut file, bytes)
        .and_then(|()| std::fs::set_permissions(&beside, std::fs::metadata(&path)?.permissions()))
        .and_then(|()| std::fs::rename(&beside, &path));
    if replaced.is_err() {
        // Nothing of the attempt is left, as far as the file system lets us.
        drop(std::fs::remove_file(&beside));
    }
    replaced
}

/// The time in China, by the machine's clock, in full minutes.
pub fn now_in_china() -> DateTime {
    let now = OFFSET.to_datetime(Timestamp::now());
    now.date().at(now.hour(), now.minute(), 0, 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn publish(out: &Path, files: &[(&str, &str)]) -> Committed {
        let mut sink = DiskSink::new(out).unwrap();
        for (path, text) in files {
            sink.put(path, text.as_bytes()).unwrap();
        }
        sink.commit().unwrap()
    }

    #[test]
    fn a_file_is_replaced_and_its_neighbour_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.md");
        write(&path, b"old").unwrap();
        replace_file(&path, b"new").unwrap();
        assert_eq!(read(&path).unwrap(), b"new");
        let neighbour = folder.path().join("a.md.new");
        write(&neighbour, b"mine").unwrap();
        assert!(replace_file(&path, b"newer").is_err());
        assert_eq!(read(&path).unwrap(), b"new");
        assert_eq!(read(&neighbour).unwrap(), b"mine");
    }

    #[test]
    fn only_what_changed_is_written_and_only_what_was_built_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("public");
        publish(&out, &[("a/index.html", "1"), ("b/index.html", "1")]);
        write(&out.join("by-hand.txt"), b"mine").unwrap();
        let done = publish(&out, &[("a/index.html", "2"), ("c/index.html", "1")]);
        assert_eq!(
            done,
            Committed {
                files: 2,
                written: 2,
                removed: 1
            }
        );
        assert_eq!(read(&out.join("a/index.html")).unwrap(), b"2");
        assert!(!out.join("b").exists());
        assert!(out.join("by-hand.txt").exists());
        assert_eq!(read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_file_can_become_a_folder_and_a_folder_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("public");
        publish(&out, &[("x", "file"), ("y/index.html", "page")]);
        publish(&out, &[("x/index.html", "page"), ("y", "file")]);
        assert_eq!(read(&out.join("x/index.html")).unwrap(), b"page");
        assert_eq!(read(&out.join("y")).unwrap(), b"file");
    }

    #[test]
    fn what_no_build_wrote_is_never_touched() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("home");
        write(&out.join("thesis.doc"), b"years of work").unwrap();
        assert!(DiskSink::new(&out).is_err());
        write(&folder.path().join("outside"), b"mine").unwrap();
        write(&out.join(MANIFEST), b"../outside\n/etc/none\n").unwrap();
        publish(&out, &[("index.html", "1")]);
        assert!(folder.path().join("outside").exists());
    }
}
