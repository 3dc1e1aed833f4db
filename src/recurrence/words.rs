//! Rules of recurrence as a reader is told them: 每周六, 每月第二个周六.

use jiff::civil::Weekday;

use super::{End, Period, Recurrence};
use crate::diag::Lang;

const ORDINALS: [&str; 5] = ["一", "二", "三", "四", "五"];

impl Recurrence {
    /// The rule in words: 每周六，到2026年12月31日.
    pub fn in_words(&self, lang: Lang) -> String {
        match lang {
            Lang::Zh => self.in_chinese(),
            Lang::En => self.in_english(),
        }
    }

    fn in_chinese(&self) -> String {
        let (name, counted) = match self.period {
            Period::Day => ("天", "天"),
            Period::Week => ("周", "周"),
            Period::Month => ("月", "个月"),
            Period::Year => ("年", "年"),
        };
        let mut text = match self.interval {
            1 => format!("每{name}"),
            interval => format!("每{interval}{counted}"),
        };
        let weekdays = self.weekdays.iter().map(|(number, weekday)| {
            let day = chinese(*weekday);
            match number {
                0 => day.to_owned(),
                -1 => format!("最后一个周{day}"),
                ..0 => format!("倒数第{}个周{day}", -number),
                _ => {
                    let place = usize::from(number.unsigned_abs()) - 1;
                    let spelt = ORDINALS.get(place).copied().map(str::to_owned);
                    let number = spelt.unwrap_or_else(|| number.to_string());
                    format!("第{number}个周{day}")
                }
            }
        });
        let weekdays = weekdays.collect::<Vec<_>>().join("、");
        let days = self.days.iter().map(|day| match day {
            -1 => "最后一天".to_owned(),
            ..0 => format!("倒数第{}天", -day),
            _ => format!("{day}日"),
        });
        let days = days.collect::<Vec<_>>().join("、");
        if !self.months.is_empty() {
            let months: Vec<String> = self
                .months
                .iter()
                .map(|month| format!("{month}月"))
                .collect();
            text.push_str(&months.join("、"));
        }
        text.push_str(&days);
        let plain = self.weekdays.iter().all(|(number, _)| *number == 0);
        if !weekdays.is_empty() {
            // 每周六 has the 周 already.
            let every_week =
                self.period == Period::Week && self.interval == 1 && self.months.is_empty();
            if plain && !every_week {
                text.push_str(if self.period == Period::Week {
                    "的周"
                } else {
                    "的每个周"
                });
            }
            text.push_str(&weekdays);
        }
        match self.end {
            End::Never => text,
            End::Count(count) => format!("{text}，共{count}次"),
            End::Until(_) => format!("{text}，到{}", self.last_day("%Y年%-m月%-d日")),
        }
    }

    fn in_english(&self) -> String {
        let name = match self.period {
            Period::Day => "day",
            Period::Week => "week",
            Period::Month => "month",
            Period::Year => "year",
        };
        let mut text = match self.interval {
            1 => format!("every {name}"),
            interval => format!("every {interval} {name}s"),
        };
        let weekdays = self.weekdays.iter().map(|(number, weekday)| {
            let day = english(*weekday);
            match number {
                0 => day.to_owned(),
                -1 => format!("the last {day}"),
                number => format!("{day} number {number}"),
            }
        });
        let days = self.days.iter().map(|day| format!("day {day}"));
        let months = self.months.iter().map(|month| format!("month {month}"));
        for (word, parts) in [
            ("in", months.collect::<Vec<_>>()),
            ("on", days.collect()),
            ("on", weekdays.collect()),
        ] {
            if !parts.is_empty() {
                text = format!("{text} {word} {}", parts.join(", "));
            }
        }
        match self.end {
            End::Never => text,
            End::Count(count) => format!("{text}, {count} times"),
            End::Until(_) => format!("{text}, until {}", self.last_day("%Y-%m-%d")),
        }
    }
}

fn chinese(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Monday => "一",
        Weekday::Tuesday => "二",
        Weekday::Wednesday => "三",
        Weekday::Thursday => "四",
        Weekday::Friday => "五",
        Weekday::Saturday => "六",
        Weekday::Sunday => "日",
    }
}

fn english(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}
