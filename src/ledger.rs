//! Learning records that residents hand in, as counts without people.
//!
//! In: exported files, JSON or CSV, as `docs/record.md` describes them. Out: [`Counts`] by page and month, and a
//! diagnostic for whatever cannot be read; the rest counts. Names, notes and the numbers of learners go no further
//! than this module.

mod counts;
mod json;
mod table;

pub use counts::{Counts, Group};

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, Time};

use crate::diag::Diagnostics;
use crate::fields::Moment;
use crate::import::encoding;
use crate::reading::add_text;
use crate::source::SourceDb;
use crate::url::has_extension;

/// The most class hours and minutes of one page; more is a slip.
const MOST_HOURS: f64 = 1000.0;
const MOST_MINUTES: u32 = 100_000;

/// That somebody learned from a page. The greater of two counts where they are the same: what is done before what is
/// not, then the later.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    done: bool,
    day: Date,
    time: Option<Time>,
    /// Class hours in hundredths.
    hours: u32,
    minutes: u32,
    title: String,
    page: String,
    learner: Learner,
}

/// Whose entry it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Learner {
    /// Of a number that stands for a browser.
    Numbered(String),
    /// Of a file that says no more, by its place among all files.
    OfFile(usize),
}

/// The entries of all files.
#[derive(Debug, Default)]
pub struct Ledger {
    /// By the statement's number.
    entries: BTreeMap<String, Entry>,
    /// How many files could be read.
    pub files: usize,
    /// How many entries came more than once.
    pub twice: usize,
}

impl Ledger {
    /// Adds the entries of a file.
    pub fn add(
        &mut self,
        name: String,
        bytes: &[u8],
        sources: &mut SourceDb,
        diags: &mut Diagnostics,
    ) {
        let found = if has_extension(&name, "csv") {
            // A table that was saved again by a spreadsheet may be in another encoding.
            let file = sources.add(name, encoding::text(bytes, None));
            table::read(file, sources.text(file), diags)
        } else {
            let Some(file) = add_text(name, bytes.to_vec(), sources, diags) else {
                return;
            };
            json::read(file, sources.text(file), diags)
        };
        let Some(found) = found else { return };
        for Found { id, learner, entry } in found {
            let learner = learner.map_or(Learner::OfFile(self.files), Learner::Numbered);
            let entry = Entry { learner, ..entry };
            match self.entries.get_mut(&id) {
                Some(there) => {
                    self.twice += 1;
                    if entry > *there {
                        *there = entry;
                    }
                }
                None => {
                    self.entries.insert(id, entry);
                }
            }
        }
        self.files += 1;
    }

    /// What was done, counted. A learner counts once for a page, whatever the number of entries. Groups of fewer
    /// than `least` learners are put together.
    pub fn counts(&self, least: usize) -> Counts {
        let mut done: BTreeMap<(&Learner, &str), &Entry> = BTreeMap::new();
        for entry in self.entries.values().filter(|entry| entry.done) {
            let kept = done.entry((&entry.learner, &entry.page)).or_insert(entry);
            *kept = entry.max(kept);
        }
        Counts::of(&done.into_values().collect::<BTreeSet<_>>(), least)
    }
}

/// An entry as a file has it.
struct Found {
    id: String,
    learner: Option<String>,
    /// Its learner is not known yet.
    entry: Entry,
}

/// What the readers have in hand before an entry is checked.
struct Raw<'a> {
    id: &'a str,
    learner: Option<&'a str>,
    page: &'a str,
    title: &'a str,
    done: bool,
    at: Option<Moment>,
    hours: f64,
    minutes: u32,
}

impl Raw<'_> {
    /// The entry; else the name of what cannot be so.
    fn checked(self) -> Result<Found, &'static str> {
        let Some(Moment { date, time }) = self.at else {
            return Err("timestamp");
        };
        if !is_number(self.id) {
            return Err("id");
        }
        if self.page.is_empty() || self.page.len() > 2000 {
            return Err("page");
        }
        if !(0.0..=MOST_HOURS).contains(&self.hours) {
            return Err("class hours");
        }
        if self.minutes > MOST_MINUTES {
            return Err("minutes");
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "from 0 to a hundred thousand"
        )]
        let hours = (self.hours * 100.0).round() as u32;
        Ok(Found {
            id: self.id.to_owned(),
            learner: self.learner.map(str::to_owned),
            entry: Entry {
                done: self.done,
                day: date,
                time,
                hours,
                minutes: self.minutes,
                title: self.title.chars().take(200).collect(),
                page: self.page.to_owned(),
                learner: Learner::OfFile(0),
            },
        })
    }
}

/// Whether a text is a UUID as statements have it.
fn is_number(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    parts.iter().map(|part| part.len()).eq([8, 4, 4, 4, 12])
        && parts
            .iter()
            .all(|part| part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}
