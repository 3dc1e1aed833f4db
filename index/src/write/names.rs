//! Writes the names of pages, in the order in which people begin to write them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use pinyin::{PinyinMulti, ToPinyin as _, ToPinyinMulti as _};
use twox_hash::XxHash64;
use unicode_normalization::UnicodeNormalization as _;

use super::divide::separator;
use super::files::SetWriter;
use super::{Document, WriteError};
use crate::analyze::{displayable, letter};
use crate::clause::KEY;
use crate::published::names::{Name, Names, Row, TOP, syllable};
use crate::published::{Bounds, FileKind};
use crate::sound::Sounds;

/// Bytes of a file of names before it is compressed: at least and at most.
const SIZES: Range<usize> = 5 << 10..8 << 10;

/// Between these a file ends before one key in so many. The key decides, so that a name
/// more moves only the ends next to it.
const CHANCE: u64 = 16;

/// Longest name that has rows, in characters that count.
const LONGEST: usize = 40;

/// Most keys of one place of a name whose characters have several readings.
const READINGS: usize = 4;

/// How many names each sound of an initial has for those who have typed no more.
const TOPS: usize = 6;

/// The files of names, and for each what divides it from the one before.
pub(super) struct NameFiles {
    pub(super) firsts: Vec<String>,
    pub(super) files: SetWriter,
    bounds: Bounds,
}

/// Longest name that is also looked for from inside, in characters that count.
const INSIDE: usize = 12;

/// A name with all that a row of it needs.
struct Known {
    name: Name,
    /// For each character that counts, the initials of its readings, and whether it is
    /// Chinese.
    initials: Vec<(Vec<char>, bool)>,
    /// It is one that a page bears, no heading on it.
    own: bool,
}

/// A row before it is in a file: key, then what begins a name before what is inside
/// one, then the shorter one; then the name's number.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Ranked {
    key: String,
    inside: bool,
    length: usize,
    number: usize,
    start: usize,
    chinese: bool,
}

/// The names of `documents`, and `terms` that are to be searched for.
pub(super) fn write(
    documents: &[Document],
    terms: &[String],
    sounds: &Sounds,
) -> Result<NameFiles, WriteError> {
    let known = known(documents, terms, sounds);
    let mut rows: Vec<Ranked> = Vec::new();
    for (number, one) in known.iter().enumerate() {
        let length = one.initials.len();
        let inside = one.own && length <= INSIDE;
        let starts = 0..if inside { length - 1 } else { 1 };
        let mixed = one.initials.iter().any(|(_, chinese)| !chinese);
        for (start, chinese) in starts.flat_map(|start| [(start, false), (start, true)]) {
            if chinese && !mixed {
                continue;
            }
            let rest = one.initials.iter().skip(start);
            let rest: Vec<&Vec<char>> = rest
                .filter(|(_, counts)| *counts || !chinese)
                .map(|(initials, _)| initials)
                .collect();
            for key in keys(&rest).into_iter().filter(|_| rest.len() > 1) {
                rows.push(Ranked {
                    key,
                    inside: start > 0,
                    length,
                    number,
                    start,
                    chinese,
                });
            }
        }
    }
    rows.extend(tops(&known, sounds));
    rows.sort();
    rows.dedup();
    let mut done = NameFiles {
        firsts: Vec::new(),
        files: SetWriter::new(FileKind::Names),
        bounds: Bounds::of_names(),
    };
    let mut open = Open::default();
    for row in rows {
        // All rows of a key are in one file, which whoever types it fetches.
        if open.last != row.key && open.ends(&row.key) {
            done.close(&mut open)?;
        }
        if let Some(one) = known.get(row.number) {
            open.row(row, &one.name);
        }
    }
    done.close(&mut open)?;
    Ok(done)
}

impl NameFiles {
    /// Ends a file.
    fn close(&mut self, open: &mut Open) -> Result<(), WriteError> {
        let next = Open {
            before: open.last.clone(),
            ..Open::default()
        };
        let full = std::mem::replace(open, next);
        if let Some(first) = full.file.rows.first() {
            let first = separator(&full.before, &first.key);
            if self.bounds.begins(1, first.as_bytes()) {
                self.files.begin()?;
            }
            self.firsts.push(first);
            self.files.push(full.file.encode());
        }
        Ok(())
    }
}

/// A file that is not full.
#[derive(Default)]
struct Open {
    file: Names,
    /// Numbers of the names in the file, by those in the site.
    numbers: BTreeMap<usize, usize>,
    size: usize,
    last: String,
    /// The last key of the file before.
    before: String,
}

impl Open {
    /// Whether the file ends before a row with this key.
    fn ends(&self, key: &str) -> bool {
        self.size > SIZES.end
            || self.size > SIZES.start
                && XxHash64::oneshot(0, key.as_bytes()).is_multiple_of(CHANCE)
    }

    fn row(&mut self, row: Ranked, name: &Name) {
        let next = self.file.names.len();
        let number = *self.numbers.entry(row.number).or_insert(next);
        if number == next {
            self.size += name.text.len() + name.url.len() + name.readings.len() + 12;
            self.file.names.push(name.clone());
        }
        self.size += 4;
        self.last.clone_from(&row.key);
        self.file.rows.push(Row {
            key: row.key,
            name: number,
            start: row.start,
            chinese: row.chinese,
        });
    }
}

/// The names that pages bear, then headings that stand on one page only.
fn known(documents: &[Document], terms: &[String], sounds: &Sounds) -> Vec<Known> {
    let mut known = Vec::new();
    let mut seen = BTreeSet::new();
    for (doc, document) in (0..).zip(documents) {
        let names = std::iter::once(&document.title).chain(&document.aliases);
        for (number, text) in names.enumerate() {
            if seen.insert((text.as_str(), document.url.as_str())) {
                let readings = document.pinyin.as_deref().filter(|_| number == 0);
                let name = (displayable(text).into_owned(), document.url.clone());
                known.extend(Known::new(
                    name,
                    document,
                    Some(doc),
                    readings,
                    sounds,
                    true,
                ));
            }
        }
    }
    let mut headings: BTreeMap<&str, u32> = BTreeMap::new();
    for document in documents {
        for section in &document.sections {
            *headings.entry(&section.heading).or_default() += 1;
        }
    }
    for (doc, document) in (0..).zip(documents) {
        for section in &document.sections {
            if let Some(anchor) = &section.anchor
                && headings.get(section.heading.as_str()) == Some(&1)
                && section.heading != document.title
            {
                let url = format!("{}#{anchor}", document.url);
                let name = (displayable(&section.heading).into_owned(), url);
                known.extend(Known::new(name, document, Some(doc), None, sounds, false));
            }
        }
    }
    for term in terms {
        let page = Document {
            kind: "term".to_owned(),
            ..Document::default()
        };
        known.extend(Known::new(
            (term.clone(), String::new()),
            &page,
            None,
            None,
            sounds,
            true,
        ));
    }
    known
}

impl Known {
    fn new(
        (text, url): (String, String),
        document: &Document,
        doc: Option<crate::DocId>,
        pinyin: Option<&str>,
        sounds: &Sounds,
        own: bool,
    ) -> Option<Self> {
        let characters: Vec<char> = text.chars().filter_map(letter).take(LONGEST).collect();
        if characters.len() < 2 {
            return None;
        }
        let given = pinyin.unwrap_or_default().split_whitespace();
        let given: Vec<String> = given.map(numbered).collect();
        let chinese = characters
            .iter()
            .filter(|c| c.to_pinyin().is_some())
            .count();
        let mut given = given.iter().filter(|_| given.len() == chinese);
        let mut readings = Vec::new();
        let mut initials = Vec::new();
        for c in characters {
            let all: Vec<String> = all_readings(c);
            let usual = sounds.syllable(c).map(|syllable| sounds.name(syllable));
            let own = if all.is_empty() { None } else { given.next() };
            let reading = match own {
                // An editor need not write tones.
                Some(given) => all
                    .iter()
                    .find(|one| bare(one) == given)
                    .unwrap_or(given)
                    .clone(),
                None => all.first().cloned().unwrap_or_else(|| c.to_string()),
            };
            let mut letters = vec![sounds.initial(bare(&reading))];
            for other in all.iter().filter(|_| own.is_none()) {
                let initial = sounds.initial(bare(other));
                if !letters.contains(&initial) {
                    letters.push(initial);
                }
            }
            readings.push(match (all.is_empty(), usual == Some(bare(&reading))) {
                (true, _) => String::new(),
                (false, true) => tone(&reading).to_owned(),
                (false, false) => reading,
            });
            initials.push((letters, !all.is_empty()));
        }
        Some(Self {
            name: Name {
                text,
                url,
                kind: document.kind.clone(),
                doc,
                readings: readings.join(" "),
            },
            initials,
            own,
        })
    }
}

/// All readings of a character, each a syllable and the number of its tone, the most
/// common one first.
fn all_readings(c: char) -> Vec<String> {
    let usual = c.to_pinyin().into_iter();
    let multi = c.to_pinyin_multi();
    let others = multi.into_iter().flat_map(PinyinMulti::into_iter);
    let mut all: Vec<String> = Vec::new();
    for reading in usual.chain(others) {
        let reading = reading.with_tone_num_end().replace('ü', "v");
        if !all.contains(&reading) {
            all.push(reading);
        }
    }
    all
}

/// A syllable as editors write it, `chóng` or `chong2`, with the number of its tone.
fn numbered(syllable: &str) -> String {
    let mut letters = String::new();
    let mut tone = None;
    for c in syllable.to_lowercase().nfd() {
        match c {
            '\u{304}' => tone = Some('1'),
            '\u{301}' => tone = Some('2'),
            '\u{30c}' => tone = Some('3'),
            '\u{300}' => tone = Some('4'),
            // The dots of ü.
            '\u{308}' => {
                letters.pop();
                letters.push('v');
            }
            c => letters.push(c),
        }
    }
    letters.extend(tone);
    letters
}

/// The number of the tone of a reading; 5 is none.
fn tone(reading: &str) -> &str {
    let tone = reading.trim_start_matches(|c: char| !c.is_ascii_digit());
    if tone.is_empty() { "5" } else { tone }
}

/// A reading without its tone.
fn bare(reading: &str) -> &str {
    reading.trim_end_matches(|c: char| c.is_ascii_digit())
}

/// The keys of a name from here on, the usual readings first.
fn keys(initials: &[&Vec<char>]) -> Vec<String> {
    let mut keys = vec![String::new()];
    for letters in initials.iter().take(KEY) {
        let longer = |key: &String| {
            let key = key.clone();
            letters.iter().map(move |letter| format!("{key}{letter}"))
        };
        let mut all: Vec<String> = keys.iter().flat_map(longer).collect();
        if all.len() > READINGS {
            let usual = |key: &String| letters.first().map(|letter| format!("{key}{letter}"));
            all = keys.iter().filter_map(usual).collect();
        }
        keys = all;
    }
    keys
}

/// The rows for one character: of each sound the names that come first.
fn tops(known: &[Known], sounds: &Sounds) -> Vec<Ranked> {
    let mut by_sound: BTreeMap<(char, String), Vec<(usize, usize)>> = BTreeMap::new();
    for (number, one) in known.iter().enumerate().filter(|(_, one)| one.own) {
        let reading = one.name.readings.split(' ').next().unwrap_or_default();
        let Some(c) = one.name.text.chars().find_map(letter) else {
            continue;
        };
        let syllable = syllable(c, reading, sounds).map(|syllable| sounds.name(syllable));
        let sound = syllable.map_or_else(|| c.to_string(), str::to_owned);
        let key = (sounds.initial(&sound), sounds.heard(&sound));
        by_sound
            .entry(key)
            .or_default()
            .push((one.initials.len(), number));
    }
    let mut rows = Vec::new();
    for ((initial, _), mut names) in by_sound {
        names.sort_unstable();
        for (length, number) in names.into_iter().take(TOPS) {
            rows.push(Ranked {
                key: format!("{TOP}{initial}"),
                inside: false,
                length,
                number,
                start: 0,
                chinese: false,
            });
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::numbered;

    #[test]
    fn tones_are_read_however_they_are_written() {
        for (written, expected) in [
            ("chóng", "chong2"),
            ("Lǜ", "lv4"),
            ("chong2", "chong2"),
            ("de", "de"),
        ] {
            assert_eq!(numbered(written), expected);
        }
    }
}
