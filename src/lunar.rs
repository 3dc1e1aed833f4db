//! Days of the lunar calendar that come back every year: 二月初二.
//!
//! In: a day as editors write it, and a year. Out: the day of the Gregorian calendar. The table behind it
//! is the Hong Kong Observatory's, by way of ICU4X: `docs/decisions/0015-time-and-lunar-dates.md`.

use std::fmt;

use icu_calendar::cal::ChineseTraditional;
use icu_calendar::types::Month;
use jiff::civil::Date;

use crate::diag::Lang;

/// The lunar years that the table covers; outside of it a day is not guessed at.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2100;

/// A day of the lunar year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LunarDay {
    /// From 1, 正月, to 12, 腊月.
    month: u8,
    /// Whether it is in the leap month behind that month: 闰六月.
    leap: bool,
    /// From 1 to 30. Of a month with 29 days, 30 means the last: 除夕 is in every year.
    day: u8,
}

/// Feasts that are known by a name, and their days.
const FEASTS: [(&str, u8, u8); 9] = [
    ("春节", 1, 1),
    ("元宵", 1, 15),
    ("龙抬头", 2, 2),
    ("端午", 5, 5),
    ("七夕", 7, 7),
    ("中秋", 8, 15),
    ("重阳", 9, 9),
    ("腊八", 12, 8),
    ("除夕", 12, 30),
];

/// Names of the months, as they are written and as they may be read.
const MONTHS: [&[&str]; 12] = [
    &["正月", "一月"],
    &["二月"],
    &["三月"],
    &["四月"],
    &["五月"],
    &["六月"],
    &["七月"],
    &["八月"],
    &["九月"],
    &["十月"],
    &["冬月", "十一月"],
    &["腊月", "臘月", "十二月"],
];

const DIGITS: [&str; 10] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];

impl LunarDay {
    /// Reads 二月初二, 农历二月初二, 二月二, 冬月十五, 腊月廿三, 闰六月初一, 八月15, 农历8月15日, 除夕 and other
    /// feasts by their names. None if it is no such day.
    pub fn parse(text: &str) -> Option<Self> {
        let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let prefixes = ["农历", "農曆", "阴历", "陰曆", "旧历", "夏历"];
        let text = prefixes
            .iter()
            .find_map(|prefix| text.strip_prefix(prefix))
            .unwrap_or(&text);
        let name = text.strip_suffix('节').unwrap_or(text);
        let feast = |(feast, month, day): &(&str, u8, u8)| {
            (*feast == name || *feast == text).then_some(Self {
                month: *month,
                leap: false,
                day: *day,
            })
        };
        if let Some(day) = FEASTS.iter().find_map(feast) {
            return Some(day);
        }
        let unleaped = text.strip_prefix(['闰', '閏']);
        let (month, day) = read_month(unleaped.unwrap_or(text))?;
        Some(Self {
            month,
            leap: unleaped.is_some(),
            day: read_day(day)?,
        })
    }

    /// The day in a lunar year, which begins between 21 January and 21 February of the Gregorian year of the
    /// same number. None where the year has no such leap month, and outside 1900 to 2100.
    pub fn in_year(self, year: i16) -> Option<Date> {
        if !YEARS.contains(&year) {
            return None;
        }
        let month = if self.leap {
            Month::leap(self.month)
        } else {
            Month::new(self.month)
        };
        let of_day = |day| {
            icu_calendar::Date::<ChineseTraditional>::try_new_chinese_traditional(
                i32::from(year),
                month,
                day,
            )
        };
        let found = match of_day(self.day) {
            Err(_) if self.day == 30 => of_day(29),
            found => found,
        };
        let iso = found.ok()?.to_calendar(icu_calendar::Iso);
        let number = |value: u8| i8::try_from(value).ok();
        Date::new(
            i16::try_from(iso.year().extended_year()).ok()?,
            number(iso.month().number())?,
            number(iso.day_of_month().0)?,
        )
        .ok()
    }

    /// The day as a reader is told it: 2027年3月9日（农历二月初二）, the next one from `today` on.
    pub fn in_words(self, today: Date, lang: Lang) -> String {
        let Some((_, next)) = self.on_or_after(today) else {
            return self.to_string();
        };
        match lang {
            Lang::Zh => format!("{}（农历{self}）", next.strftime("%Y年%-m月%-d日")),
            Lang::En => format!("{next} (lunar calendar: {self})"),
        }
    }

    /// The first such day on or after another, with its lunar year. A leap month may be years away.
    pub fn on_or_after(self, day: Date) -> Option<(i16, Date)> {
        // The end of a lunar year is in the next Gregorian one.
        (day.year().checked_sub(1)?..=*YEARS.end())
            .filter_map(|year| Some((year, self.in_year(year)?)))
            .find(|(_, found)| *found >= day)
    }
}

impl fmt::Display for LunarDay {
    /// The usual form: 二月初二, 闰六月初一, 腊月三十.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digit = |day: u8| {
            let index = usize::from(day).checked_sub(1);
            index.and_then(|index| DIGITS.get(index)).copied()
        };
        let month = usize::from(self.month).checked_sub(1);
        let month = month.and_then(|index| MONTHS.get(index)?.first());
        let (tens, ones) = match self.day {
            1..=10 => ("初", digit(self.day)),
            11..=19 => ("十", digit(self.day - 10)),
            20 => ("二十", None),
            21..=29 => ("廿", digit(self.day - 20)),
            _ => ("三十", None),
        };
        let leap = if self.leap { "闰" } else { "" };
        let month = month.copied().unwrap_or_default();
        write!(f, "{leap}{month}{tens}{}", ones.unwrap_or_default())
    }
}

/// The month that a text begins with, and what follows.
fn read_month(text: &str) -> Option<(u8, &str)> {
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(0);
    if let (Ok(month), rest) = (
        text.get(..digits)?.parse(),
        text.get(digits..)?.strip_prefix('月'),
    ) {
        return (1..=12).contains(&month).then_some((month, rest?));
    }
    (1..).zip(MONTHS).find_map(|(month, names)| {
        let rest = names.iter().find_map(|name| text.strip_prefix(name))?;
        Some((month, rest))
    })
}

/// 初二, 二, 十五, 廿三, 二十三, 三十, 卅, 15, each with 日 behind it if wanted.
fn read_day(text: &str) -> Option<u8> {
    let text = text.strip_suffix('日').unwrap_or(text);
    if let Ok(day) = text.parse() {
        return (1..=30).contains(&day).then_some(day);
    }
    let digit = |text: &str| {
        let index = DIGITS.iter().position(|digit| *digit == text)?;
        u8::try_from(index + 1).ok()
    };
    let ones = |text: &str| digit(text).filter(|digit| *digit < 10);
    match text {
        "三十" | "卅" => return Some(30),
        "二十" | "廿" => return Some(20),
        _ => {}
    }
    let tens = [("初", 0), ("二十", 20), ("廿", 20), ("十", 10)];
    let found = tens.iter().find_map(|(tens, value)| {
        let rest = text.strip_prefix(tens)?;
        let rest = if *value == 0 { digit(rest) } else { ones(rest) };
        Some(value + rest?)
    });
    found.or_else(|| digit(text))
}

#[cfg(test)]
mod tests;
