//! Rules by which an event comes back: the part of RFC 5545's `RRULE` that a calendar of a county needs.
//!
//! In: `FREQ=WEEKLY;BYDAY=SA`. Out: a checked [`Recurrence`], its next day, and the rule in its usual
//! form. Hours and seconds, numbered weeks and days of the year, and positions in a set are refused.

mod words;

use std::fmt::Write as _;

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Weekday};
use jiff::tz::Offset;

use crate::diag::Message;
use crate::fields::{Moment, OFFSET, half_width, next_midnight};
use crate::msg;

/// How far ahead the next day is looked for.
const YEARS: i64 = 20;

const WEEKDAYS: [(&str, Weekday); 7] = [
    ("MO", Weekday::Monday),
    ("TU", Weekday::Tuesday),
    ("WE", Weekday::Wednesday),
    ("TH", Weekday::Thursday),
    ("FR", Weekday::Friday),
    ("SA", Weekday::Saturday),
    ("SU", Weekday::Sunday),
];

/// The period of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Period {
    Day,
    Week,
    Month,
    Year,
}

const PERIODS: [(&str, Period); 4] = [
    ("DAILY", Period::Day),
    ("WEEKLY", Period::Week),
    ("MONTHLY", Period::Month),
    ("YEARLY", Period::Year),
];

/// When a rule ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Never,
    /// After so many days.
    Count(u32),
    /// Before then, China's time.
    Until(DateTime),
}

/// A rule of recurrence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recurrence {
    period: Period,
    interval: i32,
    end: End,
    months: Vec<i8>,
    /// Days of the month, from its end if negative.
    days: Vec<i8>,
    /// Days of the week, the n-th of the month or year where a number is given.
    weekdays: Vec<(i8, Weekday)>,
}

/// Why a text is no rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// There is no `FREQ`, or it is none of the four.
    Period,
    /// A part is unknown, comes twice or has a wrong value.
    Part(String),
    /// Two parts do not go together.
    Together(&'static str, &'static str),
}

impl Fault {
    /// What to write instead.
    pub fn help(&self) -> Message {
        match self {
            Self::Period => msg!(
                en: "begin with one of `FREQ=DAILY`, `FREQ=WEEKLY`, `FREQ=MONTHLY`, `FREQ=YEARLY`; every Saturday is `FREQ=WEEKLY;BYDAY=SA`",
                zh: "先写 `FREQ=DAILY`（每天）、`FREQ=WEEKLY`（每周）、`FREQ=MONTHLY`（每月）或 `FREQ=YEARLY`（每年）；每周六写成 `FREQ=WEEKLY;BYDAY=SA`",
            ),
            Self::Part(part) => msg!(
                en: "`{part}` is not understood; a rule is written like `FREQ=MONTHLY;BYDAY=2SA;UNTIL=20261231`",
                zh: "看不懂 `{part}`；规则写成 `FREQ=MONTHLY;BYDAY=2SA;UNTIL=20261231` 这样（每月第二个周六，到 2026 年底）",
            ),
            Self::Together(one, other) => msg!(
                en: "`{one}` and `{other}` do not go together: delete one",
                zh: "`{one}` 和 `{other}` 不能一起写，删去一个",
            ),
        }
    }
}

impl Recurrence {
    /// Reads a rule.
    ///
    /// # Errors
    /// When it is none, or one that is not offered here.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let text: String = text.trim().chars().map(half_width).collect();
        let text = text.to_ascii_uppercase();
        let text = text.strip_prefix("RRULE:").unwrap_or(&text);
        let mut rule = Self {
            period: Period::Day,
            interval: 1,
            end: End::Never,
            months: Vec::new(),
            days: Vec::new(),
            weekdays: Vec::new(),
        };
        let mut seen: Vec<&str> = Vec::new();
        for part in text.split(';').filter(|part| !part.is_empty()) {
            let fault = || Fault::Part(part.to_owned());
            let (key, value) = part.split_once('=').ok_or_else(fault)?;
            if seen.contains(&key) {
                return Err(fault());
            }
            seen.push(key);
            let count = || value.parse().ok().filter(|count| *count > 0);
            match key {
                "FREQ" => rule.period = named(&PERIODS, value).ok_or(Fault::Period)?,
                "INTERVAL" => {
                    let interval = value.parse().ok().filter(|one| (1..=1000).contains(one));
                    rule.interval = interval.ok_or_else(fault)?;
                }
                "COUNT" => rule.end = End::Count(count().ok_or_else(fault)?),
                "UNTIL" => rule.end = End::Until(parse_until(value).ok_or_else(fault)?),
                "BYMONTH" => rule.months = numbers(value, 1, 12).ok_or_else(fault)?,
                "BYMONTHDAY" => rule.days = numbers(value, -31, 31).ok_or_else(fault)?,
                "BYDAY" => rule.weekdays = parse_weekdays(value).ok_or_else(fault)?,
                // Weeks begin on Monday here, and by default in RFC 5545.
                "WKST" if value == "MO" => {}
                _ => return Err(fault()),
            }
        }
        if !seen.contains(&"FREQ") {
            return Err(Fault::Period);
        }
        if seen.contains(&"COUNT") && seen.contains(&"UNTIL") {
            return Err(Fault::Together("COUNT", "UNTIL"));
        }
        if rule.period == Period::Week && !rule.days.is_empty() {
            return Err(Fault::Together("FREQ=WEEKLY", "BYMONTHDAY"));
        }
        let numbered = rule.weekdays.iter().find(|(number, _)| *number != 0);
        if let (Some((number, weekday)), Period::Day | Period::Week) = (numbered, rule.period) {
            return Err(Fault::Part(weekday_name(*number, *weekday)));
        }
        Ok(rule)
    }

    /// The first day of the rule on or after `today`, if its first day of all is that of `start`. None where
    /// it has ended by then.
    pub fn next(&self, start: Moment, today: Date) -> Option<Date> {
        let last = today.max(start.date).saturating_add(YEARS.years());
        self.between(start, today, last).next()
    }

    /// The days of the rule from `from` to `to`, both included, if its first day of all is that of `start`.
    pub fn between(&self, start: Moment, from: Date, to: Date) -> impl Iterator<Item = Date> {
        let first = start.date;
        // What is counted is counted from the beginning.
        let (begin, count) = match self.end {
            End::Count(count) => (first, count as usize),
            End::Never | End::Until(_) => (first.max(from), usize::MAX),
        };
        let is_in_time = move |day: &Date| match self.end {
            End::Until(until) => day.to_datetime(start.begin().time()) < until,
            End::Never | End::Count(_) => true,
        };
        begin
            .series(1.day())
            .take_while(move |day| *day <= to)
            .take_while(is_in_time)
            .filter(move |day| self.holds(first, *day))
            .take(count)
            .filter(move |day| *day >= from)
    }

    /// Whether a day is one of the rule that begins on `first`, its end aside.
    pub fn holds(&self, first: Date, day: Date) -> bool {
        if day < first {
            return false;
        }
        let months = |day: Date| i32::from(day.year()) * 12 + i32::from(day.month());
        let apart = match self.period {
            Period::Day => days_between(first, day),
            Period::Week => days_between(monday(first), monday(day)) / 7,
            Period::Month => months(day) - months(first),
            Period::Year => i32::from(day.year() - first.year()),
        };
        let (length, number) = (day.days_in_month(), day.day());
        let in_month = self.months.is_empty() || self.months.contains(&day.month());
        let in_days = self.days.is_empty()
            || self.days.contains(&number)
            || self.days.contains(&(number - length - 1));
        let in_weekdays =
            self.weekdays.is_empty() || self.weekdays.iter().any(|one| self.is_weekday(*one, day));
        // What the rule leaves open is as on the first day.
        let open = self.days.is_empty() && self.weekdays.is_empty();
        let as_first = match self.period {
            Period::Week => !open || day.weekday() == first.weekday(),
            Period::Month => !open || number == first.day(),
            Period::Year => {
                !open
                    || (number == first.day()
                        && (!self.months.is_empty() || day.month() == first.month()))
            }
            Period::Day => true,
        };
        apart % self.interval == 0 && in_month && in_days && in_weekdays && as_first
    }

    fn is_weekday(&self, (number, weekday): (i8, Weekday), day: Date) -> bool {
        if day.weekday() != weekday {
            return false;
        }
        // Of the year, unless the rule names months.
        let of_year = self.period == Period::Year && self.months.is_empty();
        let (place, length) = if of_year {
            (day.day_of_year(), day.days_in_year())
        } else {
            (i16::from(day.day()), i16::from(day.days_in_month()))
        };
        let (from_start, from_end) = ((place - 1) / 7 + 1, (length - place) / 7 + 1);
        let number = i16::from(number);
        number == 0 || number == from_start || -number == from_end
    }

    /// The rule in the usual form. A rule of whole days ends with a day, one of times in UTC.
    pub fn to_text(&self, whole_days: bool) -> String {
        let period = PERIODS.iter().find(|(_, one)| *one == self.period);
        let mut text = format!("FREQ={}", period.map_or("DAILY", |(name, _)| name));
        // Writing to a text cannot fail.
        let mut part = |key: &str, value: String| {
            write!(text, ";{key}={value}").unwrap_or_default();
        };
        if self.interval > 1 {
            part("INTERVAL", self.interval.to_string());
        }
        for (key, values) in [("BYMONTH", &self.months), ("BYMONTHDAY", &self.days)] {
            if !values.is_empty() {
                let values: Vec<String> = values.iter().map(i8::to_string).collect();
                part(key, values.join(","));
            }
        }
        if !self.weekdays.is_empty() {
            let days = self.weekdays.iter();
            let days: Vec<String> = days
                .map(|(number, day)| weekday_name(*number, *day))
                .collect();
            part("BYDAY", days.join(","));
        }
        match self.end {
            End::Never => {}
            End::Count(count) => part("COUNT", count.to_string()),
            End::Until(_) if whole_days => part("UNTIL", self.last_day("%Y%m%d")),
            End::Until(until) => {
                let last = last_second(until);
                let utc = OFFSET.to_timestamp(last);
                let utc = utc.map_or(last, |time| Offset::UTC.to_datetime(time));
                part("UNTIL", utc.strftime("%Y%m%dT%H%M%SZ").to_string());
            }
        }
        text
    }

    /// The last day that a rule can have, written by a format; empty if it goes on for ever.
    fn last_day(&self, format: &str) -> String {
        match self.end {
            End::Until(until) => last_second(until).strftime(format).to_string(),
            End::Never | End::Count(_) => String::new(),
        }
    }
}

/// The last second before a moment.
fn last_second(until: DateTime) -> DateTime {
    until.saturating_sub(1.second())
}

fn named<T: Copy>(names: &[(&str, T)], name: &str) -> Option<T> {
    let found = names.iter().find(|(one, _)| *one == name);
    found.map(|(_, value)| *value)
}

fn numbers(text: &str, min: i8, max: i8) -> Option<Vec<i8>> {
    let numbers = text.split(',').map(|number| {
        let number = number.parse().ok()?;
        (number != 0 && (min..=max).contains(&number)).then_some(number)
    });
    numbers.collect()
}

/// `SA`, `2SA,-1SU`.
fn parse_weekdays(text: &str) -> Option<Vec<(i8, Weekday)>> {
    let days = text.split(',').map(|one| {
        let (number, name) = one.split_at_checked(one.len().checked_sub(2)?)?;
        let number = match number {
            "" => 0,
            // At most 53 weeks are in a year.
            number => number
                .parse()
                .ok()
                .filter(|number| *number != 0 && (-53..=53).contains(number))?,
        };
        Some((number, named(&WEEKDAYS, name)?))
    });
    let days: Vec<(i8, Weekday)> = days.collect::<Option<_>>()?;
    // Programs disagree on what Saturdays and first Saturdays are together.
    let numbered = days.iter().filter(|(number, _)| *number != 0).count();
    (numbered == 0 || numbered == days.len()).then_some(days)
}

fn weekday_name(number: i8, weekday: Weekday) -> String {
    let name = WEEKDAYS.iter().find(|(_, one)| *one == weekday);
    let name = name.map_or("", |(name, _)| name);
    if number == 0 {
        name.to_owned()
    } else {
        format!("{number}{name}")
    }
}

/// `20261231`, `20261231T090000` or `20261231T010000Z`: the first moment that is too late.
fn parse_until(text: &str) -> Option<DateTime> {
    if text.len() == 8 {
        let day = Date::strptime("%Y%m%d", text).ok()?;
        return Some(next_midnight(day));
    }
    let last = match text.strip_suffix('Z') {
        Some(utc) => {
            let utc = DateTime::strptime("%Y%m%dT%H%M%S", utc).ok()?;
            let time = Offset::UTC.to_timestamp(utc).ok()?;
            OFFSET.to_datetime(time)
        }
        None => DateTime::strptime("%Y%m%dT%H%M%S", text).ok()?,
    };
    Some(last.saturating_add(1.second()))
}

fn days_between(first: Date, day: Date) -> i32 {
    day.since(first).map_or(0, |span| span.get_days())
}

/// The Monday of a day's week.
pub fn monday(day: Date) -> Date {
    let back = i64::from(day.weekday().to_monday_zero_offset());
    day.saturating_sub(back.days())
}

#[cfg(test)]
mod tests;
