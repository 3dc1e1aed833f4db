//! Days as official documents write them.

use jiff::civil::Date;

use super::super::headings::chinese_number;
use crate::fields::half_width;

/// The day that ends a line: 泸县人民政府办公室2016年11月18日.
pub(super) fn day_at_end(line: &str) -> Option<Date> {
    let is_part = |char: char| {
        half_width(char).is_ascii_digit() || "〇○零一二三四五六七八九十年月日 ".contains(char)
    };
    let start = line.trim_end_matches(is_part).len();
    parse_day(line.get(start..)?)
}

/// A day with 年, 月 and 日, in digits or Chinese numerals: 二〇一六年十一月十八日.
pub(super) fn parse_day(text: &str) -> Option<Date> {
    let text = text.replace(char::is_whitespace, "");
    let (year, rest) = text.split_once('年')?;
    let (month, rest) = rest.split_once('月')?;
    let day = rest.strip_suffix('日')?;
    let year: String = year.chars().map(digit).collect::<Option<_>>()?;
    let small = |text: &str| -> Option<i8> {
        let digits: String = text.chars().map(half_width).collect();
        digits
            .parse()
            .ok()
            .or_else(|| chinese_number(text)?.try_into().ok())
    };
    let year = year.parse().ok().filter(|_| year.len() == 4)?;
    Date::new(year, small(month)?, small(day)?).ok()
}

fn digit(char: char) -> Option<char> {
    let narrow = half_width(char);
    if narrow.is_ascii_digit() {
        return Some(narrow);
    }
    let place = match char {
        '○' | 'О' | 'O' | '零' => 0,
        _ => "〇一二三四五六七八九".chars().position(|one| one == char)?,
    };
    char::from_digit(u32::try_from(place).ok()?, 10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_are_read_in_both_writings() {
        for text in [
            "2016年11月18日",
            "二〇一六年十一月十八日",
            "二○一六年十一月十八日",
            "２０１６ 年 11 月 18 日",
        ] {
            assert_eq!(parse_day(text), Some(date(2016, 11, 18)), "{text}");
        }
        for text in [
            "2016年11月",
            "二〇一六年十三月一日",
            "16年1月1日",
            "2016年11月18日起",
            "",
        ] {
            assert_eq!(parse_day(text), None, "{text}");
        }
    }
}
