//! Days and times as editors write them.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;
use jiff::{Timestamp, ToSpan};

use super::{example, half_width};
use crate::diag::{Code, Diagnostic, Diagnostics, Lang};
use crate::model::{Field, Kind};
use crate::msg;
use crate::source::Span;

/// China has one time zone and no summer time: UTC+8.
pub const OFFSET: Offset = Offset::constant(8);

/// A day, with a time of day where one was given, both in [`OFFSET`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment {
    /// The day.
    pub date: Date,
    /// The time of day.
    pub time: Option<Time>,
}

impl Moment {
    /// The moment as a reader is shown it: `2026年11月20日 09:00`, in English `2026-11-20 09:00`.
    pub fn in_words(self, lang: Lang) -> String {
        let day = match lang {
            Lang::Zh => self.date.strftime("%Y年%-m月%-d日").to_string(),
            Lang::En => self.date.to_string(),
        };
        match self.time {
            Some(time) => format!("{day} {}", time.strftime("%H:%M")),
            None => day,
        }
    }

    /// When it begins: midnight where no time was given.
    pub fn begin(self) -> DateTime {
        self.date.to_datetime(self.time.unwrap_or(Time::midnight()))
    }

    /// When it is over: a day without a time lasts until the next midnight.
    pub fn end(self) -> DateTime {
        match self.time {
            Some(time) => self.date.to_datetime(time),
            None => next_midnight(self.date),
        }
    }

    /// The moment in RFC 3339, midnight where no time was given.
    pub fn rfc3339(self) -> String {
        let time = self.time.unwrap_or(Time::midnight());
        format!("{}T{}+08:00", self.date, time.strftime("%H:%M:%S"))
    }
}

impl std::fmt::Display for Moment {
    /// `2026-11-20` or `2026-11-20 09:00`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.date)?;
        match self.time {
            Some(time) => write!(f, " {}", time.strftime("%H:%M")),
            None => Ok(()),
        }
    }
}

/// When a day is over.
pub fn next_midnight(day: Date) -> DateTime {
    day.saturating_add(1.day()).to_datetime(Time::midnight())
}

/// Reads `2026-11-20`, `2026/11/20`, `2026.11.20`, `2026年11月20日`, each with a time of day behind
/// it if wanted, and RFC 3339 timestamps (converted to China's time).
pub fn parse_moment(text: &str) -> Option<Moment> {
    let text: String = text.trim().chars().map(half_width).collect();
    let text = text.as_str();
    if let Ok(timestamp) = text.parse::<Timestamp>() {
        let local = OFFSET.to_datetime(timestamp);
        return Some(Moment {
            date: local.date(),
            time: Some(local.time()),
        });
    }
    let day_end = text.find([' ', 'T', '日']).unwrap_or(text.len());
    let (day, rest) = text.split_at(day_end);
    let mut numbers = day.split(['-', '/', '.', '年', '月']);
    let year = numbers
        .next()
        .filter(|part| part.len() == 4)?
        .parse()
        .ok()?;
    let month = numbers.next()?.parse().ok()?;
    let day = numbers.next()?.parse().ok()?;
    if numbers.next().is_some() {
        return None;
    }
    let date = Date::new(year, month, day).ok()?;
    let rest = rest.trim_start_matches(['日', 'T', ' ']);
    let time = if rest.is_empty() {
        None
    } else {
        Some(parse_time(rest)?)
    };
    Some(Moment { date, time })
}

/// `9:00`, `09:00` or `09:00:30`.
fn parse_time(text: &str) -> Option<Time> {
    let mut parts = text.split(':');
    let hour = parts.next()?.parse().ok()?;
    let minute = parts.next()?.parse().ok()?;
    let second = match parts.next() {
        Some(part) => part.parse().ok()?,
        None => 0,
    };
    if parts.next().is_some() {
        return None;
    }
    Time::new(hour, minute, second, 0).ok()
}

pub(super) fn read_moment(
    field: &Field,
    kind: &Kind,
    text: &str,
    span: Span,
    diags: &mut Diagnostics,
) -> Option<Moment> {
    let Some(moment) = parse_moment(text) else {
        let key = &field.key;
        let form = example(kind).unwrap_or_default();
        diags.push(
            Diagnostic::error(
                Code::InvalidValue,
                span,
                msg!(en: "`{key}` is no date: `{text}`", zh: "`{key}` 不是日期：`{text}`"),
            )
            .help(msg!(en: "write it like `{form}`", zh: "写成 `{form}` 这样")),
        );
        return None;
    };
    let usual = moment.to_string();
    // Seconds, and places where it is another time, are not in the usual form.
    if usual != text.trim()
        && parse_moment(&usual) == Some(moment)
        && !text.contains(['T', 'Z', '+'])
    {
        diags.unusual(span, text.trim(), &usual);
    }
    Some(if *kind == Kind::Date {
        Moment {
            time: None,
            ..moment
        }
    } else {
        moment
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_in_every_usual_form() {
        for text in [
            "2016-11-18",
            "2016/11/18",
            "2016.11.18",
            "2016年11月18日",
            "2016-11-18T00:00",
            "２０１６－１１－１８",
        ] {
            assert_eq!(
                parse_moment(text).unwrap().date.to_string(),
                "2016-11-18",
                "{text}"
            );
        }
        assert_eq!(
            parse_moment("2026-12-05 9:00").unwrap().to_string(),
            "2026-12-05 09:00"
        );
        let utc = parse_moment("2012-01-01T20:00:00Z").unwrap();
        assert_eq!(utc.rfc3339(), "2012-01-02T04:00:00+08:00");
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in [
            "",
            "明天",
            "2026-13-01",
            "2026-02-30",
            "26-01-01",
            "2026-01-01 25:00",
            "2026-1",
        ] {
            assert_eq!(parse_moment(text), None, "{text}");
        }
    }
}
