//! Sets of files, and the groups in which they are named.
//!
//! A hash for each of thousands of files would be most of what every reader fetches
//! first. So neighbours share one. Where a group begins is told by what a reader knows
//! anyway of the files, the strings that divide them or the pages in them, and by
//! nothing further off: what changes moves only the bounds next to it.

use std::ops::Range;

use twox_hash::XxHash64;

use super::{FileId, FileKind};

/// How many files of terms or names a group has at least; it has at most three times as
/// many.
const LEAST: u32 = 2;

/// The same of files of pages, which are many and of which a change touches few.
const LEAST_OF_PAGES: u32 = 8;

/// One in so many of the places where a group may begin is taken.
const CHANCE: u64 = 4;

/// Files of one kind, numbered from 0, in groups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileSet {
    /// The kind.
    pub kind: FileKind,
    /// How many files there are.
    pub count: u32,
    /// Its groups, in order.
    pub groups: Vec<Group>,
}

/// Neighbours in a set that share a hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Group {
    /// The number of its first file.
    pub first: u32,
    /// The hash of its files' hashes.
    pub hash: u64,
}

impl FileSet {
    /// The group that has the file with this number, and its own number.
    pub(crate) fn group(&self, number: u32) -> Option<(u32, Group)> {
        let after = self.groups.partition_point(|group| group.first <= number);
        let place = after.checked_sub(1).filter(|_| number < self.count)?;
        Some((u32::try_from(place).ok()?, *self.groups.get(place)?))
    }

    /// The file with this number.
    pub fn file(&self, number: u32) -> Option<FileId> {
        let (_, group) = self.group(number)?;
        Some(FileId {
            kind: self.kind,
            hash: group.hash,
            number: number - group.first,
        })
    }

    /// Adds the files with these numbers to `files`.
    pub(crate) fn files(&self, numbers: Range<u32>, files: &mut Vec<FileId>) {
        for number in numbers {
            if let Some(file) = self.file(number) {
                files.push(file);
            }
        }
    }
}

/// Finds where groups begin.
pub(crate) struct Bounds {
    /// How much a group has at least.
    least: u32,
    /// How much the open group has; `None` before the first.
    open: Option<u32>,
}

impl Bounds {
    /// Groups of files of terms or names.
    pub(crate) const fn of_files() -> Self {
        Self {
            least: LEAST,
            open: None,
        }
    }

    /// Groups of files of pages with so many passages each.
    pub(crate) const fn of_passages(together: u32) -> Self {
        Self {
            least: together.saturating_mul(LEAST_OF_PAGES),
            open: None,
        }
    }

    /// Whether a group begins with what comes next: so much of it, known by its `mark`.
    pub(crate) fn begins(&mut self, size: u32, mark: &[u8]) -> bool {
        let open = self.open.filter(|&open| {
            open < self.least
                || open < self.least.saturating_mul(3)
                    && !XxHash64::oneshot(0, mark).is_multiple_of(CHANCE)
        });
        self.open = Some(open.unwrap_or_default().saturating_add(size));
        open.is_none()
    }
}

/// Numbers of the files that begin groups, of files that these strings divide.
pub(crate) fn divided(separators: &[String]) -> Vec<u32> {
    let mut bounds = Bounds::of_files();
    let mut firsts = Vec::new();
    for (number, separator) in (0..).zip(separators) {
        if bounds.begins(1, separator.as_bytes()) {
            firsts.push(number);
        }
    }
    firsts
}

#[cfg(test)]
mod tests {
    use super::{LEAST, divided};

    fn separators() -> Vec<String> {
        (0..4000).map(|number| format!("{number:05}")).collect()
    }

    /// The strings that begin groups.
    fn begin(separators: &[String]) -> Vec<&String> {
        let firsts = divided(separators);
        firsts
            .iter()
            .map(|&first| &separators[first as usize])
            .collect()
    }

    #[test]
    fn groups_are_neither_small_nor_large() {
        let firsts = divided(&separators());
        let sizes = firsts.windows(2).map(|pair| pair[1] - pair[0]);
        assert!(
            sizes
                .clone()
                .all(|size| (LEAST..=3 * LEAST).contains(&size))
        );
        assert_eq!(sizes.clone().min(), Some(LEAST));
        assert_eq!(sizes.max(), Some(3 * LEAST));
        assert_eq!(firsts.first(), Some(&0));
        assert!(divided(&[]).is_empty());
    }

    #[test]
    fn a_new_file_moves_the_bounds_near_it_only() {
        let before = separators();
        let mut after = before.clone();
        after.insert(2000, "01999x".to_owned());
        after.remove(3000);
        let (before, after) = (begin(&before), begin(&after));
        let moved = after.iter().filter(|first| !before.contains(first));
        assert!(moved.count() < 20);
    }
}
