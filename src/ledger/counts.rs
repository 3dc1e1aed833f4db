//! Counts of what was done, without people, and their table.

use std::collections::{BTreeMap, BTreeSet};

use super::{Entry, Learner};
use crate::value::csv::plain;

/// Completions of a page, of a month or of all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Group {
    /// The page's address or the month; empty of several put together.
    pub key: String,
    /// The page's title.
    pub title: String,
    /// How many learners, as far as their browsers tell them apart.
    pub learners: usize,
    /// How often a learner finished a page.
    pub completions: usize,
    /// Class hours, in hundredths.
    pub hours: u64,
    /// Minutes.
    pub minutes: u64,
}

/// The counts of a ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counts {
    /// By page, the most finished first.
    pub pages: Vec<Group>,
    /// Pages that too few finished to be shown alone; none where there are no such.
    pub few_pages: Option<Group>,
    /// By month, the earliest first.
    pub months: Vec<Group>,
    /// As `few_pages`.
    pub few_months: Option<Group>,
    /// Everything.
    pub all: Group,
}

/// A group that is being counted.
#[derive(Default)]
struct Tally<'a> {
    group: Group,
    learners: BTreeSet<&'a Learner>,
}

impl<'a> Tally<'a> {
    fn add(&mut self, entry: &'a Entry) {
        self.group.completions += 1;
        self.group.hours += u64::from(entry.hours);
        self.group.minutes += u64::from(entry.minutes);
        self.learners.insert(&entry.learner);
    }

    fn join(&mut self, other: Self) {
        self.group.completions += other.group.completions;
        self.group.hours += other.group.hours;
        self.group.minutes += other.group.minutes;
        self.learners.extend(other.learners);
    }

    fn group(self) -> Group {
        Group {
            learners: self.learners.len(),
            ..self.group
        }
    }
}

impl Counts {
    /// Counts entries, of which each is one learner's of one page.
    pub(super) fn of(entries: &BTreeSet<&Entry>, least: usize) -> Self {
        let mut pages: BTreeMap<String, Tally> = BTreeMap::new();
        let mut months: BTreeMap<String, Tally> = BTreeMap::new();
        let mut all = Tally::default();
        // The least first, so that the title of a page is that of its latest entry.
        for entry in entries {
            let page = pages.entry(entry.page.clone()).or_default();
            page.group.title.clone_from(&entry.title);
            page.add(entry);
            let month = format!("{:04}-{:02}", entry.day.year(), entry.day.month());
            months.entry(month).or_default().add(entry);
            all.add(entry);
        }
        let (mut pages, few_pages) = parted(pages, least);
        pages.sort_by(|a, b| (b.completions, &a.key).cmp(&(a.completions, &b.key)));
        let (months, few_months) = parted(months, least);
        Self {
            pages,
            few_pages,
            months,
            few_months,
            all: all.group(),
        }
    }

    /// The table, for a spreadsheet or a chart.
    ///
    /// # Errors
    /// Never on text in memory; `csv` cannot know.
    pub fn csv(&self) -> Result<String, csv::Error> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record([
            "what",
            "page",
            "title",
            "month",
            "learners",
            "completions",
            "class_hours",
            "minutes",
        ])?;
        let groups = |what, groups: &[Group]| -> Vec<(&str, Group)> {
            groups.iter().map(|group| (what, group.clone())).collect()
        };
        let few = |what, group: &Option<Group>| group.clone().map(|group| (what, group));
        let rows = groups("page", &self.pages)
            .into_iter()
            .chain(few("few_pages", &self.few_pages))
            .chain(groups("month", &self.months))
            .chain(few("few_months", &self.few_months))
            .chain([("all", self.all.clone())]);
        for (what, group) in rows {
            let (page, month) = match what {
                "month" => ("", group.key.as_str()),
                _ => (group.key.as_str(), ""),
            };
            writer.write_record([
                what,
                &*plain(page),
                &*plain(&group.title),
                month,
                &group.learners.to_string(),
                &group.completions.to_string(),
                &hours(group.hours),
                &group.minutes.to_string(),
            ])?;
        }
        let bytes = writer
            .into_inner()
            .map_err(|error| csv::Error::from(error.into_error()))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}

/// Groups of at least so many learners, and the others as one. Where that one is itself too small, the smallest of
/// the others is put to it, or it could be told from the sum.
fn parted(groups: BTreeMap<String, Tally<'_>>, least: usize) -> (Vec<Group>, Option<Group>) {
    let mut few = Tally::default();
    let mut shown: Vec<(String, Tally)> = Vec::new();
    for (key, tally) in groups {
        if tally.learners.len() < least {
            few.join(tally);
        } else {
            shown.push((key, tally));
        }
    }
    while few.group.completions > 0 && few.learners.len() < least && !shown.is_empty() {
        let smallest = shown
            .iter()
            .enumerate()
            .min_by_key(|(_, (_, tally))| tally.learners.len())
            .map_or(0, |(at, _)| at);
        few.join(shown.remove(smallest).1);
    }
    let shown = shown
        .into_iter()
        .map(|(key, tally)| Group {
            key,
            ..tally.group()
        })
        .collect();
    let few = (few.group.completions > 0).then(|| few.group());
    (shown, few)
}

fn hours(hundredths: u64) -> String {
    let (whole, rest) = (hundredths / 100, hundredths % 100);
    match rest {
        0 => whole.to_string(),
        rest if rest % 10 == 0 => format!("{whole}.{}", rest / 10),
        rest => format!("{whole}.{rest:02}"),
    }
}
