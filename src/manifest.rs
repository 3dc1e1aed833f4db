//! What a published site consists of: `.lyceum-manifest`, its list of files with their hashes.
//!
//! In: the files of a site, or the text of a list. Out: a [`Manifest`], the order in which its files are
//! published ([`Turn`]), and what is done with those of the site before ([`retire`]). Nothing here touches a
//! file: a manifest says what a build wrote, and whoever acts on it looks at the bytes first.

mod kept;
mod turn;

pub use kept::{KEEP, KEPT, Kept, Retired, retire};
pub use turn::{Turn, is_hashed};

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Component, Path};

use blake3::Hash;
use serde::{Deserialize, Serialize};

/// Where a site's manifest lies, in its folder.
pub const MANIFEST: &str = ".lyceum-manifest";

/// How the text of a manifest begins. The number of files or [`UNFINISHED`] follows.
const HEAD: &str = "lyceum-manifest 1 ";
const UNFINISHED: &str = "unfinished";

/// The bytes of a file, as a manifest tells them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// BLAKE3 of the bytes.
    pub hash: Hash,
    /// How many there are.
    pub size: u64,
}

impl Version {
    /// The version that these bytes are.
    pub fn of(bytes: &[u8]) -> Self {
        Self {
            hash: blake3::hash(bytes),
            size: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
        }
    }
}

/// The files of a site.
///
/// While one site takes the place of another, the manifest names the files of both, so that whatever
/// happens then, the next build knows what a build wrote. Such a one is not finished, nor is one that was
/// cut off or edited.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Manifest {
    files: BTreeMap<String, Vec<Version>>,
    finished: bool,
}

impl FromIterator<(String, Version)> for Manifest {
    fn from_iter<T: IntoIterator<Item = (String, Version)>>(files: T) -> Self {
        let files = files.into_iter();
        Self {
            files: files.map(|(path, version)| (path, vec![version])).collect(),
            finished: true,
        }
    }
}

impl Manifest {
    /// Reads a manifest as far as that is possible. A plain list of paths, as builds once wrote it, names
    /// files of which no version is known.
    pub fn parse(text: &[u8]) -> Self {
        let text = String::from_utf8_lossy(text);
        let mut lines = text.lines();
        let head = lines.next().unwrap_or_default();
        let mut manifest = Self::default();
        let Some(state) = head.strip_prefix(HEAD) else {
            let paths = text.lines().filter(|path| is_inside(path));
            manifest.files = paths.map(|path| (path.to_owned(), Vec::new())).collect();
            return manifest;
        };
        let mut files: Vec<(&str, Version)> = lines.filter_map(parse_line).collect();
        files.sort_by_key(|(path, _)| *path);
        let same = files.chunk_by(|(one, _), (other, _)| one == other);
        let same = same.filter_map(|files| {
            let (path, _) = files.first()?;
            let versions = files.iter().map(|(_, version)| *version);
            Some(((*path).to_owned(), versions.collect()))
        });
        manifest.files = same.collect();
        let count = files.len();
        manifest.finished =
            text.ends_with('\n') && state == count.to_string() && count == manifest.files.len();
        manifest
    }

    /// The text of the manifest: a line a file, sorted by path. It is the same for the same files.
    pub fn to_text(&self) -> String {
        let mut text = HEAD.to_owned();
        if self.finished {
            text.push_str(&self.files.len().to_string());
        } else {
            text.push_str(UNFINISHED);
        }
        text.push('\n');
        for (path, versions) in &self.files {
            for version in versions {
                text.push_str(&line(path, version));
            }
        }
        text
    }

    /// All that a build wrote while one site takes the place of another: the files of both, and those that
    /// go only now. It is not finished.
    #[must_use]
    pub fn and(&self, next: &Self, retired: &Retired) -> Self {
        let mut all = self.clone();
        all.finished = false;
        for (path, versions) in next.files.iter().chain(&retired.remove) {
            for version in versions {
                all.add(path, *version);
            }
        }
        all
    }

    fn add(&mut self, path: &str, version: Version) {
        if !self.files.contains_key(path) {
            self.files.insert(path.to_owned(), Vec::new());
        }
        if let Some(versions) = self.files.get_mut(path)
            && !versions.contains(&version)
        {
            versions.push(version);
        }
    }

    /// Whether this is a site, whole and none but it.
    pub fn is_finished(&self) -> bool {
        self.finished
    }

    /// Whether a file of this path is named.
    pub fn names(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// The versions of a file that a build wrote.
    pub fn versions(&self, path: &str) -> &[Version] {
        self.files.get(path).map_or(&[], Vec::as_slice)
    }

    /// All files, sorted by path.
    pub fn files(&self) -> impl Iterator<Item = (&str, &[Version])> {
        let files = self.files.iter();
        files.map(|(path, versions)| (path.as_str(), versions.as_slice()))
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}

/// A file as a line.
fn line(path: &str, Version { hash, size }: &Version) -> String {
    let mut line = String::with_capacity(path.len() + 80);
    // Writing to a string does not fail.
    writeln!(line, "{} {size} {path}", hash.to_hex()).unwrap_or_default();
    line
}

/// The file of a line; none if it is no such line, or names none below the site's folder.
fn parse_line(line: &str) -> Option<(&str, Version)> {
    let (hash, rest) = line.split_once(' ')?;
    let (size, path) = rest.split_once(' ')?;
    let version = Version {
        hash: Hash::from_hex(hash).ok()?,
        size: size.parse().ok()?,
    };
    is_inside(path).then_some((path, version))
}

/// Whether a path leads to a place below the site's folder, and fits on a line.
pub fn is_inside(path: &str) -> bool {
    let mut parts = Path::new(path).components();
    !path.is_empty()
        && parts.all(|part| matches!(part, Component::Normal(_)))
        && !path.contains(|c: char| c.is_control() || c == '\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(files: &[(&str, &str)]) -> Manifest {
        files
            .iter()
            .map(|(path, text)| ((*path).to_owned(), Version::of(text.as_bytes())))
            .collect()
    }

    #[test]
    fn a_manifest_is_read_as_it_was_written() {
        let site = manifest(&[("course/a/index.html", "甲"), ("附件/报名 表.docx", "乙")]);
        let text = site.to_text();
        assert!(text.starts_with("lyceum-manifest 1 2\n"), "{text}");
        assert!(text.contains(" 3 附件/报名 表.docx\n"), "{text}");
        assert_eq!(Manifest::parse(text.as_bytes()), site);
        assert!(site.is_finished());
    }

    #[test]
    fn what_was_cut_off_or_edited_is_not_finished() {
        let text = manifest(&[("a.html", "1"), ("b.html", "2")]).to_text();
        for cut in 20..text.len() {
            let (rest, _) = text.split_at(cut);
            assert!(!Manifest::parse(rest.as_bytes()).is_finished(), "{rest}");
        }
        let doubled = format!("{text}{}", line("b.html", &Version::of(b"3")));
        assert!(!Manifest::parse(doubled.as_bytes()).is_finished());
    }

    #[test]
    fn between_two_sites_the_files_of_both_are_known() {
        let old = manifest(&[("a.html", "1"), ("gone.html", "1")]);
        let new = manifest(&[("a.html", "2"), ("new.html", "1")]);
        let both = Manifest::parse(old.and(&new, &Retired::default()).to_text().as_bytes());
        assert!(!both.is_finished());
        assert_eq!(both.versions("a.html").len(), 2);
        assert!(both.names("gone.html") && both.names("new.html"));
    }

    #[test]
    fn a_list_of_paths_names_files_and_vouches_for_none() {
        let list = Manifest::parse("a.html\n../outside\n/etc/passwd\ncourse/乙.html\n".as_bytes());
        let paths: Vec<&str> = list.files().map(|(path, _)| path).collect();
        assert_eq!(paths, ["a.html", "course/乙.html"]);
        assert!(list.versions("a.html").is_empty() && !list.is_finished());
    }
}
