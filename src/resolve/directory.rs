//! The directory: every page by the first letter of its title, for readers who would rather look
//! through a list, or whose browser cannot search.

use rayon::prelude::*;

use super::{Page, PageId, id};
use crate::slug::spelling;
use crate::url::UrlPath;

/// Pages in one part: some 40 KB of HTML, however large the site.
const PART: usize = 200;

/// Where titles stand that begin with no letter.
const OTHER: char = '#';

/// All pages in the order of their titles' pinyin, cut into parts of equal length as a book is into
/// pages.
#[derive(Debug)]
pub struct Directory {
    entries: Vec<(char, PageId)>,
}

/// A letter that titles begin with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Letter {
    /// `A` to `Z`, or `#`.
    pub letter: char,
    /// The part in which its pages begin, from 1.
    pub part: usize,
    /// How many pages it has.
    pub count: usize,
}

impl Directory {
    /// The address of the first part; the others are [list pages](UrlPath::list_page) of it.
    pub fn url() -> UrlPath {
        UrlPath::page("directory")
    }

    pub(super) fn new(pages: &[Page]) -> Self {
        let pages = pages.par_iter().enumerate();
        let mut keys: Vec<Key<'_>> = pages
            .map(|(index, page)| Key::new(page, PageId(id(index))))
            .collect();
        keys.par_sort();
        let entries = keys.into_iter().map(|key| (key.letter, key.id));
        Self {
            entries: entries.collect(),
        }
    }

    /// Takes in a page that has come to the others.
    pub(super) fn insert(&mut self, pages: &[Page], new: PageId) {
        let key = |id: PageId| Key::new(&pages[id.index()], id);
        let new = key(new);
        let place = self.entries.partition_point(|(_, other)| key(*other) < new);
        self.entries.insert(place, (new.letter, new.id));
    }

    /// The pages, to be given other numbers.
    pub(super) fn pages_mut(&mut self) -> impl Iterator<Item = &mut PageId> {
        self.entries.iter_mut().map(|(_, page)| page)
    }

    /// How many parts there are; a site without pages has one.
    pub fn parts(&self) -> usize {
        Self::parts_of(self.entries.len())
    }

    /// How many parts so many pages make.
    pub(super) fn parts_of(pages: usize) -> usize {
        pages.div_ceil(PART).max(1)
    }

    /// The letters and their pages in part `number`, from 1.
    pub fn part(&self, number: usize) -> impl Iterator<Item = (char, Vec<PageId>)> {
        let part = self.entries.chunks(PART).nth(number - 1);
        let groups = part.unwrap_or_default().chunk_by(|a, b| a.0 == b.0);
        groups.map(|group| (group[0].0, group.iter().map(|(_, page)| *page).collect()))
    }

    /// All letters, in order.
    pub fn letters(&self) -> impl Iterator<Item = Letter> {
        let mut before = 0;
        let groups = self.entries.chunk_by(|a, b| a.0 == b.0);
        groups.map(move |group| {
            let part = before / PART + 1;
            before += group.len();
            Letter {
                letter: group[0].0,
                part,
                count: group.len(),
            }
        })
    }
}

/// What the place of a page depends on.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Key<'a> {
    /// Whether the title begins with no letter.
    is_last: bool,
    letter: char,
    spelling: String,
    title: &'a str,
    id: PageId,
}

impl<'a> Key<'a> {
    fn new(page: &'a Page, id: PageId) -> Self {
        // Characters of several readings are told apart by an editor alone.
        let own = page.text.front.record.text("pinyin");
        let spelling = spelling(own.unwrap_or(&page.title));
        let letter = initial(&spelling);
        Self {
            is_last: letter == OTHER,
            letter,
            spelling,
            title: &page.title,
            id,
        }
    }
}

fn initial(spelling: &str) -> char {
    let first = spelling
        .chars()
        .next()
        .map(|char| char.to_ascii_uppercase());
    first.filter(char::is_ascii_uppercase).unwrap_or(OTHER)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn directory(letters: &[(char, usize)]) -> Directory {
        let entries = letters
            .iter()
            .flat_map(|(letter, count)| vec![(*letter, PageId(0)); *count]);
        Directory {
            entries: entries.collect(),
        }
    }

    #[test]
    fn a_long_letter_goes_on_in_the_next_part() {
        let directory = directory(&[('A', PART - 1), ('L', PART + 1), ('Z', 1)]);
        assert_eq!(directory.parts(), 3);
        let parts = (1..=3).map(|number| {
            let groups = directory.part(number);
            groups
                .map(|(letter, pages)| (letter, pages.len()))
                .collect()
        });
        let parts: Vec<Vec<(char, usize)>> = parts.collect();
        let expected = [
            vec![('A', PART - 1), ('L', 1)],
            vec![('L', PART)],
            vec![('Z', 1)],
        ];
        assert_eq!(parts, expected);
        let begins: Vec<(char, usize)> = directory
            .letters()
            .map(|letter| (letter.letter, letter.part))
            .collect();
        assert_eq!(begins, [('A', 1), ('L', 1), ('Z', 3)]);
    }

    #[test]
    fn a_site_without_pages_has_one_part() {
        let directory = directory(&[]);
        assert_eq!(directory.parts(), 1);
        assert_eq!(directory.part(1).count(), 0);
    }

    #[test]
    fn initials() {
        for (title, letter) in [
            ("方洞镇", 'F'),
            ("《办法》解读", 'B'),
            ("Éclair", 'E'),
            ("wi-fi", 'W'),
            ("2026年计划", '#'),
            ("？", '#'),
        ] {
            assert_eq!(initial(&spelling(title)), letter, "{title}");
        }
    }
}
