//! Days by the names that people give them, seen from today.

use crate::published::Date;

/// From one day to another, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    /// The first.
    pub first: Date,
    /// The last.
    pub last: Date,
}

impl Days {
    /// One day as `2026-11-21`, more as `2026-11-21/2026-11-22`.
    pub fn text(self) -> String {
        let mut text = self.first.text();
        if self.last > self.first {
            text.push('/');
            text.push_str(&self.last.text());
        }
        text
    }
}

/// Single days by their distance from today.
const NEAR: [(&str, i32); 6] = [
    ("大后天", 3),
    ("今天", 0),
    ("今晚", 0),
    ("明天", 1),
    ("明晚", 1),
    ("后天", 2),
];

/// What says which week is meant, and how many weeks on it is; longer before shorter.
const WEEKS: [(&str, i32); 8] = [
    ("这个", 0),
    ("下下个", 2),
    ("下个", 1),
    ("这", 0),
    ("本", 0),
    ("下下", 2),
    ("下", 1),
    ("", 0),
];

const DAYS_OF_WEEK: &str = "一二三四五六日";

/// The days whose name `text` begins or ends with, that name, and the rest.
pub(super) fn named<'text>(
    text: &'text str,
    today: Date,
) -> Option<(&'text str, Days, &'text str)> {
    let mut found = None;
    let mut longest = 0;
    let mut look = |name: &'text str, rest: &'text str| {
        // The longest: 下周六 is no 周六.
        if name.len() >= longest
            && let Some(days) = days(name, today)
        {
            longest = name.len();
            found = Some((name, days, rest));
        }
    };
    for (at, c) in text.char_indices() {
        if let Some((name, rest)) = text.split_at_checked(at + c.len_utf8()) {
            look(name, rest);
        }
    }
    for (at, _) in text.char_indices() {
        if let Some((rest, name)) = text.split_at_checked(at) {
            look(name, rest);
        }
    }
    found
}

fn days(name: &str, today: Date) -> Option<Days> {
    for (known, distance) in NEAR {
        if known == name {
            return span(today, distance, distance);
        }
    }
    let monday = -weekday(today);
    for (which, weeks) in WEEKS {
        let days = name
            .strip_prefix(which)
            .and_then(|week| in_week(week, which, weeks, monday, today));
        if days.is_some() {
            return days;
        }
    }
    None
}

/// The days that `week` names in the week that is so many on from today's, which began so
/// many days from today; `which` says so.
fn in_week(week: &str, which: &str, weeks: i32, monday: i32, today: Date) -> Option<Days> {
    let monday = monday + 7 * weeks;
    if week == "月" && !which.is_empty() {
        return (weeks < 2).then(|| month(today, weeks));
    }
    let day = week
        .strip_prefix("周")
        .or_else(|| week.strip_prefix("星期"))
        .or_else(|| week.strip_prefix("礼拜"))?;
    match day {
        "" if !which.is_empty() => span(today, monday, monday + 6),
        "末" => span(today, monday + 5, monday + 6),
        _ => {
            let mut day = day.chars();
            let (c, None) = (day.next()?, day.next()) else {
                return None;
            };
            let c = if c == '天' { '日' } else { c };
            let (number, _) = (0..)
                .zip(DAYS_OF_WEEK.chars())
                .find(|&(_, known)| known == c)?;
            let distance = monday + number;
            // 周六 by itself is the next one.
            let past = which.is_empty() && distance < 0;
            let distance = distance + if past { 7 } else { 0 };
            span(today, distance, distance)
        }
    }
}

fn span(today: Date, first: i32, last: i32) -> Option<Days> {
    let day = day_number(today);
    Some(Days {
        first: date(day + first)?,
        last: date(day + last)?,
    })
}

/// The month that is so many after today's.
fn month(today: Date, after: i32) -> Days {
    let (year, month, _) = today.parts();
    let months = year * 12 + month - 1 + after.unsigned_abs();
    let (year, month) = (months / 12, months % 12 + 1);
    let calendar = year.cast_signed();
    // December has no month after it in its year, and 31 days.
    let last = match month {
        12 => 31,
        _ => days_in_months(calendar, month + 1) - days_in_months(calendar, month),
    };
    Days {
        first: Date::of(year, month, 1),
        last: Date::of(year, month, last.unsigned_abs()),
    }
}

/// Days from Monday.
fn weekday(date: Date) -> i32 {
    // The first of January of the year 1 was a Monday.
    (day_number(date) - 1).rem_euclid(7)
}

/// Days in the years before this one, in the Gregorian calendar.
const fn days_before(year: i32) -> i32 {
    let past = year - 1;
    past * 365 + past / 4 - past / 100 + past / 400
}

/// Days in the months before this one of a year.
fn days_in_months(year: i32, month: u32) -> i32 {
    const LENGTHS: [i32; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let before = LENGTHS.iter().take(month.saturating_sub(1) as usize);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    before.sum::<i32>() + i32::from(leap && month > 2)
}

/// The number of a day; 1 is the first of January of the year 1.
fn day_number(date: Date) -> i32 {
    let (year, month, day) = date.parts();
    let (year, day) = (year.cast_signed(), day.cast_signed());
    days_before(year) + days_in_months(year, month) + day
}

/// The day with this number.
fn date(number: i32) -> Option<Date> {
    // Never too late, for a year is not shorter; too early by a few at most.
    let mut year = number / 366;
    while days_before(year + 1) < number {
        year += 1;
    }
    let mut rest = number - days_before(year);
    let month = (1..=12)
        .rev()
        .find(|&month| days_in_months(year, month) < rest)?;
    rest -= days_in_months(year, month);
    Some(Date::of(year.unsigned_abs(), month, rest.unsigned_abs()))
}

#[cfg(test)]
mod tests {
    use super::{date, day_number, named};
    use crate::published::Date;

    /// Of a Friday.
    fn found(text: &str) -> Option<(String, String)> {
        let today = Date::parse("2026-11-20").unwrap();
        named(text, today).map(|(_, days, rest)| (days.text(), rest.to_owned()))
    }

    #[test]
    fn table() {
        for (text, days, rest) in [
            ("今天活动", "2026-11-20", "活动"),
            ("大后天", "2026-11-23", ""),
            ("这周六有什么活动", "2026-11-21", "有什么活动"),
            ("周六", "2026-11-21", ""),
            ("周三", "2026-11-25", ""),
            ("下周三活动", "2026-11-25", "活动"),
            ("活动周末", "2026-11-21/2026-11-22", "活动"),
            ("下星期天", "2026-11-29", ""),
            ("本周", "2026-11-16/2026-11-22", ""),
            ("下个月", "2026-12-01/2026-12-31", ""),
            ("本月", "2026-11-01/2026-11-30", ""),
        ] {
            assert_eq!(
                found(text),
                Some((days.to_owned(), rest.to_owned())),
                "{text}"
            );
        }
        for none in ["", "活动周", "周", "月母鸡汤"] {
            assert_eq!(found(none), None, "{none}");
        }
    }

    #[test]
    fn days_count_through_leap_years() {
        for day in ["2024-02-28", "2024-12-31", "2026-11-30", "2000-02-29"] {
            let number = day_number(Date::parse(day).unwrap());
            for distance in 0..800 {
                assert_eq!(
                    day_number(date(number + distance).unwrap()),
                    number + distance
                );
            }
        }
    }
}
