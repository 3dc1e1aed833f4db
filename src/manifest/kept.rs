//! Files that the site no longer has and that stay for a while: `.lyceum-kept`.
//!
//! Whoever has a page of the former site open still loads its scripts, styles and search files, for
//! these names never come back. Pictures go at once, with whatever else was taken down. The list lies
//! beside the manifest and not in it, for it has times, and the manifest is the same for the same site.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use jiff::{SignedDuration, Timestamp};

use super::{Manifest, Version, is_hashed, parse_line};

/// Where the list lies, in the site's folder.
pub const KEPT: &str = ".lyceum-kept";

/// How long files stay, unless told otherwise: pages are open on telephones for days.
pub const KEEP: SignedDuration = SignedDuration::from_hours(7 * 24);

const HEAD: &str = "lyceum-kept 1";

/// The files that stay, and when they left the site.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Kept(BTreeMap<String, (Version, Timestamp)>);

impl Kept {
    /// Reads a list as far as that is possible.
    pub fn parse(text: &[u8]) -> Self {
        let text = String::from_utf8_lossy(text);
        let mut lines = text.lines();
        if lines.next() != Some(HEAD) {
            return Self::default();
        }
        let files = lines.filter_map(|line| {
            let (left, rest) = line.split_once(' ')?;
            let (path, version) = parse_line(rest)?;
            Some((path.to_owned(), (version, left.parse().ok()?)))
        });
        Self(files.collect())
    }

    /// The text of the list; none if nothing stays.
    pub fn to_text(&self) -> Option<String> {
        if self.is_empty() {
            return None;
        }
        let mut text = format!("{HEAD}\n");
        for (path, (version, left)) in &self.0 {
            // Writing to a string does not fail.
            write!(text, "{left} {}", super::line(path, version)).unwrap_or_default();
        }
        Some(text)
    }

    /// Whether nothing stays.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The files that stay.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

/// What is done with the files that a new site does not have.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Retired {
    /// Those that stay for now.
    pub keep: Kept,
    /// Those that go, with their versions: one with other bytes is not the site's.
    pub remove: BTreeMap<String, Vec<Version>>,
}

/// Sorts the files of the old site, and those kept from sites before it.
pub fn retire(
    old: &Manifest,
    kept: &Kept,
    new: &Manifest,
    now: Timestamp,
    keep: SignedDuration,
) -> Retired {
    let mut retired = Retired::default();
    for (path, versions) in old.files().filter(|(path, _)| !new.names(path)) {
        let left = kept.0.get(path).map_or(now, |(_, left)| *left);
        retired.sort(path, versions, left, now, keep);
    }
    for (path, (version, left)) in &kept.0 {
        if !new.names(path) && !old.names(path) {
            retired.sort(path, &[*version], *left, now, keep);
        }
    }
    retired
}

impl Retired {
    fn sort(
        &mut self,
        path: &str,
        versions: &[Version],
        left: Timestamp,
        now: Timestamp,
        keep: SignedDuration,
    ) {
        let needed = is_hashed(path) && !path.starts_with("assets/images/");
        match versions {
            [version] if needed && now.duration_since(left) < keep => {
                self.keep.0.insert(path.to_owned(), (*version, left));
            }
            _ => {
                self.remove.insert(path.to_owned(), versions.to_vec());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(paths: &[&str]) -> Manifest {
        let version = Version::of(b"x");
        paths
            .iter()
            .map(|path| ((*path).to_owned(), version))
            .collect()
    }

    fn removed(retired: &Retired) -> Vec<&str> {
        retired.remove.keys().map(String::as_str).collect()
    }

    #[test]
    fn what_an_open_page_needs_stays_for_a_week_and_the_rest_goes() {
        let (style, shard) = (
            "assets/style.0c34d1471f.css",
            "search/boot-0123456789abcdef.bin",
        );
        let old = site(&[
            "a/index.html",
            "assets/images/0123456789abcdef0123.webp",
            style,
            shard,
        ]);
        let (new, monday) = (site(&[]), Timestamp::UNIX_EPOCH);
        let first = retire(&old, &Kept::default(), &new, monday, KEEP);
        assert_eq!(
            removed(&first),
            ["a/index.html", "assets/images/0123456789abcdef0123.webp"]
        );
        let kept = Kept::parse(first.keep.to_text().unwrap().as_bytes());
        assert_eq!(kept, first.keep);

        // The shard is back after a day, and gone again after three.
        let day = SignedDuration::from_hours(24);
        let second = retire(&new, &kept, &site(&[shard]), monday + day, KEEP);
        assert_eq!(second.keep.paths().collect::<Vec<_>>(), [style]);
        let third = retire(&site(&[shard]), &second.keep, &new, monday + day * 3, KEEP);
        assert!(third.remove.is_empty());
        let fourth = retire(&new, &third.keep, &new, monday + day * 7, KEEP);
        assert_eq!(removed(&fourth), [style]);
        assert_eq!(fourth.keep.paths().collect::<Vec<_>>(), [shard]);
    }

    #[test]
    fn nothing_stays_when_nothing_is_to_be_kept() {
        let style = "assets/style.0c34d1471f.css";
        let kept = retire(
            &site(&[style]),
            &Kept::default(),
            &site(&[]),
            Timestamp::UNIX_EPOCH,
            KEEP,
        );
        let none = SignedDuration::ZERO;
        let now = retire(
            &site(&[]),
            &kept.keep,
            &site(&[]),
            Timestamp::UNIX_EPOCH,
            none,
        );
        assert_eq!(removed(&now), [style]);
        assert_eq!(now.keep.to_text(), None);
    }
}
