//! RFC 5545 as text: entries and the calendar around them.

use std::fmt::Write as _;

use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;

use super::day_after;
use crate::fields::{Moment, OFFSET};

/// Bytes in a line, before it goes on in the next: RFC 5545, 3.1.
const LINE: usize = 75;

/// One date.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// Its name for good.
    pub(super) uid: String,
    /// Grows when it is changed.
    pub(super) sequence: i64,
    /// When it was changed last.
    pub(super) changed: DateTime,
    /// When it begins; whole days where no time is given.
    pub(super) start: Moment,
    /// When it ends.
    pub(super) end: Option<Moment>,
    /// How it comes back.
    pub(super) rule: Option<String>,
    /// Whether it takes place.
    pub(super) status: Status,
    /// Its title.
    pub(super) summary: String,
    /// Where.
    pub(super) location: Option<String>,
    /// More of it.
    pub(super) description: String,
    /// The address of its page.
    pub(super) url: String,
}

/// Whether something takes place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    Confirmed,
    Tentative,
    Cancelled,
}

/// A calendar of entries that are written already.
pub(super) fn calendar(name: &str, entries: &str) -> String {
    let mut lines = Lines::default();
    lines.add("BEGIN", "VCALENDAR");
    lines.add("VERSION", "2.0");
    lines.add("PRODID", "-//Lyceum//Calendar//ZH");
    lines.add("CALSCALE", "GREGORIAN");
    // RFC 7986 names a calendar by NAME; what is older looks for the other.
    lines.text("NAME", name);
    lines.text("X-WR-CALNAME", name);
    lines.add("X-WR-TIMEZONE", "Asia/Shanghai");
    lines.add("REFRESH-INTERVAL;VALUE=DURATION", "PT12H");
    lines.add("BEGIN", "VTIMEZONE");
    lines.add("TZID", "Asia/Shanghai");
    lines.add("BEGIN", "STANDARD");
    // The last summer time of China ended then.
    lines.add("DTSTART", "19910915T020000");
    lines.add("TZOFFSETFROM", "+0900");
    lines.add("TZOFFSETTO", "+0800");
    lines.add("TZNAME", "CST");
    lines.add("END", "STANDARD");
    lines.add("END", "VTIMEZONE");
    lines.0.push_str(entries);
    lines.add("END", "VCALENDAR");
    lines.0
}

impl Entry {
    /// The entry as lines of a calendar.
    pub(super) fn to_ics(&self) -> String {
        let mut lines = Lines::default();
        lines.add("BEGIN", "VEVENT");
        lines.text("UID", &self.uid);
        let changed = utc(self.changed);
        // Without METHOD it says when the entry was changed last, not when the file was made.
        lines.add("DTSTAMP", &changed);
        lines.add("LAST-MODIFIED", &changed);
        lines.add("SEQUENCE", &self.sequence.to_string());
        self.times(&mut lines);
        if let Some(rule) = &self.rule {
            lines.add("RRULE", rule);
        }
        lines.add(
            "STATUS",
            match self.status {
                Status::Confirmed => "CONFIRMED",
                Status::Tentative => "TENTATIVE",
                Status::Cancelled => "CANCELLED",
            },
        );
        lines.text("SUMMARY", &self.summary);
        if let Some(location) = &self.location {
            lines.text("LOCATION", location);
        }
        if !self.description.is_empty() {
            lines.text("DESCRIPTION", &self.description);
        }
        lines.add("URL", &self.url);
        lines.add("END", "VEVENT");
        lines.0
    }

    fn times(&self, lines: &mut Lines) {
        let (start, end) = (self.start, self.end);
        if start.time.is_none() {
            let last = end.map_or(start.date, |end| end.date.max(start.date));
            let day = |date: Date| date.strftime("%Y%m%d").to_string();
            lines.add("DTSTART;VALUE=DATE", &day(start.date));
            // The first day that is not part of it.
            lines.add("DTEND;VALUE=DATE", &day(day_after(last)));
            return;
        }
        let local = |time: DateTime| time.strftime("%Y%m%dT%H%M%S").to_string();
        lines.add("DTSTART;TZID=Asia/Shanghai", &local(start.begin()));
        let end = end.map(Moment::end).filter(|end| *end > start.begin());
        if let Some(end) = end {
            lines.add("DTEND;TZID=Asia/Shanghai", &local(end));
        }
    }
}

fn utc(time: DateTime) -> String {
    let time = OFFSET
        .to_timestamp(time)
        .map_or(time, |time| Offset::UTC.to_datetime(time));
    time.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// Lines of a calendar, folded, with the ends that the format asks for.
#[derive(Default)]
struct Lines(String);

impl Lines {
    /// A property whose value needs no escaping.
    fn add(&mut self, name: &str, value: &str) {
        let mut line = String::with_capacity(name.len() + value.len() + 1);
        // Writing to a text cannot fail.
        write!(line, "{name}:{value}").unwrap_or_default();
        let mut length = 0;
        for c in line.chars().filter(|c| !c.is_control()) {
            if length + c.len_utf8() > LINE {
                self.0.push_str("\r\n ");
                length = 1;
            }
            self.0.push(c);
            length += c.len_utf8();
        }
        self.0.push_str("\r\n");
    }

    /// A property whose value is text.
    fn text(&mut self, name: &str, value: &str) {
        let mut escaped = String::with_capacity(value.len());
        for c in value.chars() {
            match c {
                '\\' | ';' | ',' => escaped.extend(['\\', c]),
                '\n' => escaped.push_str("\\n"),
                c => escaped.push(c),
            }
        }
        self.add(name, &escaped);
    }
}
