use jiff::ToSpan;
use jiff::civil::{Date, date};

use super::LunarDay;

fn day(text: &str) -> LunarDay {
    LunarDay::parse(text).unwrap_or_else(|| panic!("{text}"))
}

fn in_year(text: &str, year: i16) -> Option<String> {
    Some(day(text).in_year(year)?.to_string())
}

#[test]
fn feasts_fall_on_the_days_of_the_almanac() {
    let known = [
        ("春节", "1990-01-27"),
        ("春节", "2000-02-05"),
        ("春节", "2008-02-07"),
        ("春节", "2012-01-23"),
        ("春节", "2016-02-08"),
        ("春节", "2019-02-05"),
        ("春节", "2020-01-25"),
        ("春节", "2021-02-12"),
        ("春节", "2022-02-01"),
        ("春节", "2023-01-22"),
        ("春节", "2024-02-10"),
        ("春节", "2025-01-29"),
        ("春节", "2026-02-17"),
        ("春节", "2027-02-06"),
        ("春节", "2028-01-26"),
        ("春节", "2030-02-03"),
        ("春节", "2033-01-31"),
        ("春节", "2034-02-19"),
        ("春节", "2050-01-23"),
        ("春节", "2100-02-09"),
        ("元宵", "2024-02-24"),
        ("元宵", "2026-03-03"),
        ("二月初二", "2024-03-11"),
        ("二月初二", "2025-03-01"),
        ("二月初二", "2026-03-20"),
        ("二月初二", "2027-03-09"),
        ("端午", "2020-06-25"),
        ("端午", "2023-06-22"),
        ("端午", "2024-06-10"),
        ("端午", "2025-05-31"),
        ("端午", "2026-06-19"),
        ("七夕", "2025-08-29"),
        ("中秋", "2020-10-01"),
        ("中秋", "2023-09-29"),
        ("中秋", "2024-09-17"),
        ("中秋", "2025-10-06"),
        ("中秋", "2026-09-25"),
        ("中秋", "2033-09-08"),
        ("重阳", "2025-10-29"),
        ("重阳", "2026-10-18"),
    ];
    for (name, expected) in known {
        let expected: Date = expected.parse().unwrap();
        let found = day(name).in_year(expected.year());
        assert_eq!(found, Some(expected), "{name}");
    }
}

#[test]
fn leap_months_are_where_the_almanac_has_them() {
    assert_eq!(in_year("闰四月初一", 2020).unwrap(), "2020-05-23");
    assert_eq!(in_year("闰二月初一", 2023).unwrap(), "2023-03-22");
    assert_eq!(in_year("闰六月初一", 2025).unwrap(), "2025-07-25");
    // The long disputed year: its leap month is behind the eleventh, not the seventh.
    assert_eq!(in_year("闰冬月初一", 2033).unwrap(), "2033-12-22");
    assert_eq!(in_year("闰七月初一", 2033), None);
    for year in [2021, 2022, 2024, 2026, 2027] {
        let any = (1..=12).any(|month| in_year(&format!("闰{month}月1日"), year).is_some());
        assert!(!any, "{year} has no leap month");
    }
    let next = day("闰六月初一").on_or_after(date(2026, 11, 20)).unwrap();
    assert_eq!(next, (2036, date(2036, 7, 23)));
}

#[test]
fn the_last_evening_is_the_last_day_of_the_year() {
    // 2024 and 2025 have a twelfth month of 29 days, 2023 one of 30.
    for (year, expected) in [
        (2023, "2024-02-09"),
        (2024, "2025-01-28"),
        (2025, "2026-02-16"),
    ] {
        for text in ["除夕", "腊月三十", "十二月三十"] {
            assert_eq!(in_year(text, year).unwrap(), expected, "{text}");
        }
    }
    for year in 1990..2100 {
        let last = day("除夕").in_year(year).unwrap();
        let new_year = day("春节").in_year(year + 1).unwrap();
        assert_eq!(last.checked_add(1.day()).unwrap(), new_year);
    }
}

#[test]
fn every_day_from_1990_to_2100_is_one_lunar_day() {
    let mut days = Vec::new();
    for year in 1989..=2100 {
        let months = (1..=12).flat_map(|month| [(month, false), (month, true)]);
        for (month, leap) in months {
            for number in 1..=30 {
                let one = LunarDay {
                    month,
                    leap,
                    day: number,
                };
                days.extend(one.in_year(year));
            }
        }
    }
    days.sort_unstable();
    // 30 and 29 of a short month are one day.
    days.dedup();
    let (first, last) = (date(1990, 1, 1), date(2100, 12, 31));
    days.retain(|day| (first..=last).contains(day));
    let between = last.since(first).unwrap().get_days() + 1;
    assert_eq!(i32::try_from(days.len()).unwrap(), between);
}

#[test]
fn every_usual_spelling_is_read() {
    for (usual, texts) in [
        (
            "二月初二",
            &[
                "二月初二",
                "农历二月初二",
                "二月二",
                "阴历 二月 初二",
                "农历2月2日",
                "龙抬头",
                "龙抬头节",
            ][..],
        ),
        ("正月十五", &["正月十五", "一月十五", "元宵节", "正月15"]),
        ("冬月初一", &["冬月初一", "十一月初一", "农历11月1日"]),
        (
            "腊月廿三",
            &["腊月廿三", "腊月二十三", "十二月廿三", "臘月廿三"],
        ),
        ("腊月三十", &["除夕", "腊月三十", "腊月卅"]),
        ("八月十五", &["八月十五", "中秋", "中秋节", "八月十五日"]),
        ("闰六月初一", &["闰六月初一", "閏六月初一", "农历闰6月初一"]),
        ("十月初十", &["十月初十", "十月十"]),
        ("三月二十", &["三月二十", "三月廿"]),
    ] {
        for text in texts {
            assert_eq!(day(text).to_string(), usual, "{text}");
        }
    }
}

#[test]
fn what_is_no_lunar_day_is_refused() {
    for text in [
        "",
        "农历",
        "二月",
        "初二",
        "二月初",
        "二月初三十",
        "二月三十一",
        "十三月初一",
        "13月1日",
        "二月32",
        "二月初二左右",
        "每年二月初二",
        "2026-03-20",
        "闰除夕",
        "二月十十",
        "0月1日",
    ] {
        assert_eq!(LunarDay::parse(text), None, "{text}");
    }
}

#[test]
fn the_next_one_may_be_today_or_next_year() {
    let folk_day = day("二月初二");
    assert_eq!(
        folk_day.on_or_after(date(2026, 3, 20)),
        Some((2026, date(2026, 3, 20)))
    );
    assert_eq!(
        folk_day.on_or_after(date(2026, 3, 21)),
        Some((2027, date(2027, 3, 9)))
    );
    // In January the lunar year is still the one before.
    assert_eq!(
        day("腊月廿三").on_or_after(date(2026, 1, 2)),
        Some((2025, date(2026, 2, 10)))
    );
    assert_eq!(folk_day.on_or_after(date(2101, 1, 1)), None);
    assert_eq!(folk_day.in_year(1899), None);
}
