//! A site's folder for the builds of a preview: what is read once is not read again until it is said to have changed.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::civil::DateTime;

use super::{DiskWorld, FileText, Listing, World};

/// A [`DiskWorld`] that remembers texts and listings. Other files are read anew: pictures are large, and few.
#[derive(Debug)]
pub struct CachedWorld {
    disk: DiskWorld,
    texts: Mutex<BTreeMap<String, FileText>>,
    /// Files by the folder that was listed.
    listings: Mutex<HashMap<String, Vec<String>>>,
}

/// Which files changed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Changed {
    /// Paths of files and folders from the root, sorted.
    pub paths: Vec<String>,
    /// Whether others may have changed too.
    pub any: bool,
}

impl Changed {
    /// Adds what changed later.
    pub fn extend(&mut self, other: Self) {
        self.any |= other.any;
        self.paths.extend(other.paths);
        self.paths.sort_unstable();
        self.paths.dedup();
    }
}

impl CachedWorld {
    /// The site in a folder, of which nothing is known yet.
    pub fn new(disk: DiskWorld) -> Self {
        Self {
            disk,
            texts: Mutex::default(),
            listings: Mutex::default(),
        }
    }

    /// Goes on to another time, and forgets what was read of files that have changed since.
    pub fn go_on(&mut self, changed: &Changed, now: DateTime) {
        self.disk.set_now(now);
        if changed.any {
            locked(&self.texts).clear();
            locked(&self.listings).clear();
            return;
        }
        for path in &changed.paths {
            let mut texts = locked(&self.texts);
            texts.remove(path);
            let below: Vec<String> = below(&texts, path).cloned().collect();
            for path in below {
                texts.remove(&path);
            }
            locked(&self.listings).retain(|folder, files| self.goes_on(path, folder, files));
        }
    }

    /// Brings a listing up to date with a changed path; whether that could be done.
    fn goes_on(&self, path: &str, folder: &str, files: &mut Vec<String>) -> bool {
        let inside = |path: &str, folder: &str| {
            folder.is_empty()
                || path
                    .strip_prefix(folder)
                    .is_some_and(|rest| rest.starts_with('/'))
        };
        if !inside(path, folder) {
            // What happens to a folder above may happen to this one.
            return path != folder && !inside(folder, path);
        }
        let place = files.binary_search_by(|one| one.as_str().cmp(path));
        match (self.disk.is_file(path), place) {
            (true, Ok(_)) => true,
            // A folder in which files are listed is one to be listed in.
            (true, Err(place)) => {
                let parent =
                    |path: &str| path.rsplit_once('/').map(|(parent, _)| parent.to_owned());
                let beside = [place.checked_sub(1), Some(place)].into_iter().flatten();
                let mut beside = beside.filter_map(|place| files.get(place));
                let has_neighbour = beside.any(|file| parent(file) == parent(path));
                let name = path.rsplit('/').next().unwrap_or(path);
                if name.starts_with('.') {
                    return true;
                }
                if has_neighbour {
                    files.insert(place, path.to_owned());
                }
                has_neighbour
            }
            (false, Ok(place)) => {
                files.remove(place);
                true
            }
            // A folder, or something that was never listed.
            (false, Err(_)) => false,
        }
    }
}

/// The keys of what lies below a folder.
fn below<'a, T>(map: &'a BTreeMap<String, T>, folder: &str) -> impl Iterator<Item = &'a String> {
    let start = format!("{folder}/");
    let from = map.range(start.clone()..);
    from.map(|(path, _)| path)
        .take_while(move |path| path.starts_with(&start))
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl World for CachedWorld {
    fn list(&self, folder: &str) -> Listing {
        if let Some(files) = locked(&self.listings).get(folder) {
            return Listing {
                files: files.clone(),
                faults: Vec::new(),
            };
        }
        let listing = self.disk.list(folder);
        if listing.faults.is_empty() {
            locked(&self.listings).insert(folder.to_owned(), listing.files.clone());
        }
        listing
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        self.disk.read(path)
    }

    fn text(&self, path: &str) -> io::Result<FileText> {
        if let Some(text) = locked(&self.texts).get(path) {
            return Ok(text.clone());
        }
        let text = self.disk.text(path)?;
        locked(&self.texts).insert(path.to_owned(), text.clone());
        Ok(text)
    }

    fn size(&self, path: &str) -> io::Result<u64> {
        self.disk.size(path)
    }

    fn keep(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        self.disk.keep(path, bytes)
    }

    fn now(&self) -> DateTime {
        self.disk.now()
    }
}

#[cfg(test)]
#[expect(
    clippy::disallowed_methods,
    reason = "an editor's files are on the disk"
)]
mod tests {
    use std::fs;
    use std::path::Path;

    use jiff::civil::date;

    use super::*;

    fn write(root: &Path, path: &str, text: &str) {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// What is told after some change is what a world that remembers nothing tells.
    #[test]
    fn what_is_remembered_is_what_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let now = date(2026, 11, 25).at(8, 0, 0, 0);
        let disk = DiskWorld::new(root, root.join("public"), now);
        let fresh = || DiskWorld::new(root, root.join("public"), now);
        let mut world = CachedWorld::new(fresh());
        for path in [
            "content/a.md",
            "content/课程/一.md",
            "content/课程/二.md",
            "static/x.css",
        ] {
            write(root, path, "甲");
        }
        let mut check = |paths: &[&str]| {
            let changed = Changed {
                paths: paths.iter().map(|path| (*path).to_owned()).collect(),
                any: false,
            };
            world.go_on(&changed, now);
            for top in ["content", "static", "data"] {
                let (seen, there) = (world.list(top).files, disk.list(top).files);
                assert_eq!(seen, there, "{top} after {paths:?}");
                for path in &there {
                    assert_eq!(
                        world.text(path).unwrap(),
                        disk.text(path).unwrap(),
                        "{path}"
                    );
                }
            }
        };
        check(&[]);
        write(root, "content/a.md", "乙");
        write(root, "content/课程/三.md", "丙");
        check(&["content/a.md", "content/课程/三.md"]);
        write(root, "content/.a.md.swp", "甲");
        check(&["content/.a.md.swp"]);
        write(root, "content/新/页.md", "丁");
        check(&["content/新"]);
        fs::rename(root.join("content/课程"), root.join("content/课")).unwrap();
        check(&["content/课", "content/课程"]);
        fs::remove_file(root.join("content/a.md")).unwrap();
        check(&["content/a.md"]);
        fs::remove_dir_all(root.join("content")).unwrap();
        check(&["content"]);
        write(root, "content/a.md", "戊");
        write(root, "data/towns.csv", "name\n");
        check(&["content", "data"]);
        write(root, "content/书.md", "己");
        write(root, "content/书.md", "庚");
        check(&["content/书.md"]);
    }
}
