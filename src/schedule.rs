//! Time and the site: when a page is public, and when the site changes although nobody edits it.
//!
//! In: the dates of pages and the time of the build. Out: what is public then, and `build.json`, from
//! which a scheduler learns when to build again. All times are China's. `docs/time.md` says more.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

use crate::diag::Message;
use crate::fields::{Moment, Record, next_midnight};
use crate::lunar::LunarDay;
use crate::msg;
use crate::render::Body;

/// Where the times of a build are published.
pub const FILE: &str = "build.json";

/// Whether a page is public at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visibility {
    /// It is.
    Public,
    /// Not before then.
    Scheduled(Moment),
    /// No more; it was until then.
    Expired(Moment),
}

/// Whether the page of these fields is public at `now`.
pub fn visibility(record: &Record, now: DateTime) -> Visibility {
    match (record.moment("publish_at"), record.moment("expire_at")) {
        (_, Some(until)) if until.end() <= now => Visibility::Expired(until),
        (Some(from), _) if from.begin() > now => Visibility::Scheduled(from),
        _ => Visibility::Public,
    }
}

/// Why the site changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// A page becomes public.
    Publish,
    /// A page is no more public.
    Expire,
    /// A day is over that a page is about: an event is past, a document no more in force.
    DayOver,
    /// A week begins: the calendar page tells what is on this week.
    NewWeek,
    /// A year is over: years are told from the present one.
    NewYear,
}

/// A time at which the site changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// When.
    pub at: DateTime,
    /// Why.
    pub why: Reason,
}

/// The next change after `now` of a page with these fields, public or not.
pub fn next_change(record: &Record, now: DateTime) -> Option<Change> {
    let publish = record.moment("publish_at").map(Moment::begin);
    let expire = record.moment("expire_at").map(Moment::end);
    let days = ["start", "valid_until"].into_iter();
    let days = days.filter_map(|key| Some(record.moment(key)?.date));
    let lunar = record
        .text("lunar")
        .and_then(LunarDay::parse)
        .and_then(|day| day.on_or_after(now.date()));
    let days = days.chain(lunar.map(|(_, day)| day));
    let changes = publish.into_iter().map(|at| (at, Reason::Publish));
    changes
        .chain(expire.into_iter().map(|at| (at, Reason::Expire)))
        .chain(days.map(|day| (next_midnight(day), Reason::DayOver)))
        .filter(|(at, _)| *at > now)
        .map(|(at, why)| Change { at, why })
        .min()
}

/// The last time up to `now` at which a page with these fields came or went.
pub fn last_change(record: &Record, now: DateTime) -> Option<DateTime> {
    let publish = record.moment("publish_at").map(Moment::begin);
    let expire = record.moment("expire_at").map(Moment::end);
    publish
        .into_iter()
        .chain(expire)
        .filter(|at| *at <= now)
        .max()
}

/// The end of the year: the last day on which the site as built at `now` can be right.
pub fn new_year(now: DateTime) -> Change {
    let last = Date::new(now.year(), 12, 31).unwrap_or(now.date());
    Change {
        at: next_midnight(last),
        why: Reason::NewYear,
    }
}

/// What `build.json` says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BuildTimes {
    /// The time that the site was built for, RFC 3339: the first of its day from which it has had the same
    /// pages, so that builds between two changes have the same bytes.
    pub built_for: String,
    /// When it changes next, RFC 3339.
    pub next_change: String,
    /// Why it changes then.
    pub why: Reason,
}

impl BuildTimes {
    /// The times of a site that has had the same pages since `since`, and will up to a change.
    pub fn new(since: DateTime, next: Change) -> Self {
        Self {
            built_for: rfc3339(since),
            next_change: rfc3339(next.at),
            why: next.why,
        }
    }

    /// These times, if there is another change to come.
    #[must_use]
    pub fn with(mut self, change: Change) -> Self {
        // Of one form and one time zone, they are in order as texts are.
        let at = rfc3339(change.at);
        if at < self.next_change {
            self.next_change = at;
            self.why = change.why;
        }
        self
    }

    /// Whether a site of these times is as it was built, at a later time.
    pub fn hold_at(&self, now: DateTime) -> bool {
        rfc3339(now) < self.next_change
    }

    /// The text of the file. Which page changes is not said: it may be one that nobody shall know of yet.
    pub fn to_json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }

    /// The times that a built site says, unless it has a file of its own in that place.
    pub fn of(files: &BTreeMap<String, Body>) -> Option<Self> {
        match files.get(FILE)? {
            Body::Bytes(bytes) => serde_json::from_slice(bytes).ok(),
            Body::Copy(_) => None,
        }
    }

    /// When to build again, and why.
    pub fn in_words(&self) -> Message {
        // To the minute, as people write it.
        let at = self.next_change.replace('T', " ");
        let at = at.get(..16).unwrap_or(&at);
        let (en, zh) = match self.why {
            Reason::Publish => ("a page becomes public", "有页面上线"),
            Reason::Expire => ("a page expires", "有页面下线"),
            Reason::DayOver => ("a day is over that a page is about", "页面里写的日子过去"),
            Reason::NewWeek => ("a new week begins", "新的一周开始"),
            Reason::NewYear => ("a new year begins", "新的一年开始"),
        };
        msg!(
            en: "build again at {at}: {en}",
            zh: "下次要在 {at} 重新生成：{zh}",
        )
    }
}

fn rfc3339(time: DateTime) -> String {
    format!("{}+08:00", time.strftime("%Y-%m-%dT%H:%M:%S"))
}
