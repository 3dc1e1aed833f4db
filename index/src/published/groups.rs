//! Sets of files, and the groups in which they are named.
//!
//! A hash for each of thousands of files would be most of what every reader fetches
//! first. So neighbours share one. Where a group begins is told by what a reader knows
//! anyway of the files, the strings that divide them or the pages in them, and by
//! nothing further off: what changes moves only the bounds next to it.

use std::ops::Range;

use twox_hash::XxHash64;

use super::{FileId, FileKind};

/// How large groups are: what begins a group is found again soon behind a change only if
/// it is not always the first that may.
#[derive(Debug, Clone, Copy)]
struct Size {
    /// A group has so much at least.
    least: u32,
    /// One in so many of the places at which it may end is taken.
    chance: u64,
    /// It ends when it has so much.
    most: u32,
}

/// Files of terms that share one of positions: a run.
const RUN: Size = Size {
    least: 2,
    chance: 4,
    most: 6,
};

/// Runs that share a hash. There are thousands of them, and every reader fetches the
/// hashes.
const RUNS: Size = Size {
    least: 11,
    chance: 13,
    most: 50,
};

/// Files of names.
const NAMES: Size = Size {
    least: 5,
    chance: 5,
    most: 15,
};

/// Files of pages, for each step of [`steps`].
const PAGES: Size = Size {
    least: 3,
    chance: 2,
    most: 12,
};

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

/// A quarter of the square root of how many pages a site has, rounded down to a power of
/// two: their files are in so much larger groups that a site of four times as many has
/// twice as many groups.
const fn steps(documents: u32) -> u32 {
    let root = documents.isqrt() / 4;
    if root == 0 { 1 } else { 1 << root.ilog2() }
}

/// Finds where groups begin.
pub(crate) struct Bounds {
    size: Size,
    /// How much the open group has; `None` before the first.
    open: Option<u32>,
}

impl Bounds {
    /// Groups of files of names.
    #[cfg(feature = "write")]
    pub(crate) const fn of_names() -> Self {
        Self::new(NAMES)
    }

    /// Groups of files of pages with so many passages each, on a site of so many pages.
    pub(crate) const fn of_passages(together: u32, documents: u32) -> Self {
        let steps = steps(documents);
        let passages = steps.saturating_mul(together);
        Self::new(Size {
            least: PAGES.least.saturating_mul(passages),
            chance: PAGES.chance * steps as u64,
            most: PAGES.most.saturating_mul(passages),
        })
    }

    const fn new(size: Size) -> Self {
        Self { size, open: None }
    }

    /// Whether a group begins with what comes next: so much of it, known by its `mark`.
    pub(crate) fn begins(&mut self, size: u32, mark: &[u8]) -> bool {
        let Size {
            least,
            chance,
            most,
        } = self.size;
        let open = self.open.filter(|&open| {
            open < least || open < most && !XxHash64::oneshot(0, mark).is_multiple_of(chance)
        });
        self.open = Some(open.unwrap_or_default().saturating_add(size));
        open.is_none()
    }
}

/// Numbers of the files of names that begin groups, of files that these strings divide.
pub(crate) fn name_groups(separators: &[String]) -> Vec<u32> {
    divided(NAMES, separators)
}

/// Files of terms in runs, and runs in groups.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Runs {
    /// For each run the number of its first file. A file of positions is that of a run.
    pub firsts: Vec<u32>,
    /// For each group the number of its first run.
    pub groups: Vec<u32>,
}

impl Runs {
    /// The runs of files that these strings divide.
    pub(crate) fn new(separators: &[String]) -> Self {
        let firsts = divided(RUN, separators);
        // A byte more, for by their separators alone they were chosen already.
        let mark = |first: &u32| {
            let separator = separators.get(*first as usize);
            [separator.map_or("", String::as_str), "\0"].concat()
        };
        let groups = divided(RUNS, firsts.iter().map(mark));
        Self { firsts, groups }
    }

    /// For each group the number of its first file.
    pub(crate) fn groups_of_files(&self) -> Vec<u32> {
        let firsts = self.groups.iter();
        let firsts = firsts.map(|&run| self.firsts.get(run as usize));
        firsts
            .map(|first| first.copied().unwrap_or_default())
            .collect()
    }

    /// The number of the run that has a file, and the file's place in it.
    pub(crate) fn run(&self, file: u32) -> Option<(u32, u32)> {
        let after = self.firsts.partition_point(|&first| first <= file);
        let run = after.checked_sub(1)?;
        let first = self.firsts.get(run)?;
        Some((u32::try_from(run).ok()?, file - first))
    }
}

/// Numbers of the things that begin groups of a size, by their marks.
fn divided<T: AsRef<[u8]>>(size: Size, marks: impl IntoIterator<Item = T>) -> Vec<u32> {
    let mut bounds = Bounds::new(size);
    let mut firsts = Vec::new();
    for (number, mark) in (0..).zip(marks) {
        if bounds.begins(1, mark.as_ref()) {
            firsts.push(number);
        }
    }
    firsts
}

#[cfg(test)]
mod tests {
    use super::{RUN, RUNS, Runs};

    fn separators() -> Vec<String> {
        (0..4000).map(|number| format!("{number:05}")).collect()
    }

    /// The strings that begin runs and groups.
    fn begin(separators: &[String]) -> [Vec<&String>; 2] {
        let runs = Runs::new(separators);
        [runs.groups_of_files(), runs.firsts].map(|firsts| {
            let firsts = firsts.iter();
            firsts.map(|&first| &separators[first as usize]).collect()
        })
    }

    #[test]
    fn runs_and_groups_are_neither_small_nor_large() {
        let runs = Runs::new(&separators());
        for (firsts, size) in [(&runs.firsts, RUN), (&runs.groups, RUNS)] {
            let sizes = firsts.windows(2).map(|pair| pair[1] - pair[0]);
            assert_eq!(sizes.clone().min(), Some(size.least));
            assert!(sizes.max().unwrap() <= size.most);
            assert_eq!(firsts.first(), Some(&0));
        }
        assert_eq!(Runs::new(&[]), Runs::default());
    }

    #[test]
    fn a_file_is_in_the_run_that_begins_before_it() {
        let runs = Runs::new(&separators());
        let first = runs.firsts[7];
        assert_eq!(runs.run(first), Some((7, 0)));
        assert_eq!(runs.run(first + 1), Some((7, 1)));
        assert_eq!(runs.run(first - 1).map(|(run, _)| run), Some(6));
        assert_eq!(Runs::default().run(0), None);
    }

    #[test]
    fn a_new_file_moves_the_bounds_near_it_only() {
        let before = separators();
        let mut after = before.clone();
        after.insert(2000, "01999x".to_owned());
        after.remove(3000);
        for (before, after) in begin(&before).into_iter().zip(begin(&after)) {
            let moved = after.iter().filter(|first| !before.contains(first));
            assert!(moved.count() < 20);
        }
    }
}
