use jiff::ToSpan;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use rrule::RRuleSet;

use super::{Fault, Recurrence};
use crate::diag::Lang;
use crate::fields::{Moment, parse_moment};

fn rule(text: &str) -> Recurrence {
    Recurrence::parse(text).unwrap_or_else(|fault| panic!("{text}: {fault:?}"))
}

fn moment(text: &str) -> Moment {
    parse_moment(text).unwrap()
}

#[test]
fn the_next_day_of_a_rule() {
    let today = date(2026, 11, 20);
    for (text, start, next) in [
        (
            "FREQ=WEEKLY;BYDAY=SA",
            "2026-09-05 19:00",
            Some("2026-11-21"),
        ),
        ("FREQ=WEEKLY", "2026-09-04", Some("2026-11-20")),
        (
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=SA",
            "2026-11-14",
            Some("2026-11-28"),
        ),
        ("FREQ=MONTHLY;BYDAY=2SA", "2026-09-12", Some("2026-12-12")),
        ("FREQ=MONTHLY;BYDAY=-1SU", "2026-09-27", Some("2026-11-29")),
        (
            "FREQ=MONTHLY;BYMONTHDAY=31",
            "2026-01-31",
            Some("2026-12-31"),
        ),
        ("FREQ=MONTHLY", "2026-08-31", Some("2026-12-31")),
        ("FREQ=YEARLY", "2020-10-15", Some("2027-10-15")),
        ("FREQ=YEARLY", "2024-02-29", Some("2028-02-29")),
        (
            "FREQ=YEARLY;BYMONTH=10;BYDAY=1SA",
            "2025-10-04",
            Some("2027-10-02"),
        ),
        ("FREQ=DAILY;COUNT=3", "2026-11-18", Some("2026-11-20")),
        ("FREQ=DAILY;COUNT=2", "2026-11-18", None),
        (
            "FREQ=DAILY;UNTIL=20261120",
            "2026-11-18 09:00",
            Some("2026-11-20"),
        ),
        ("FREQ=DAILY;UNTIL=20261119", "2026-11-18 09:00", None),
        // 00:59 in UTC is 08:59 here.
        (
            "FREQ=DAILY;UNTIL=20261120T005900Z",
            "2026-11-18 09:00",
            None,
        ),
        (
            "FREQ=DAILY;UNTIL=20261120T010000Z",
            "2026-11-18 09:00",
            Some("2026-11-20"),
        ),
        ("FREQ=WEEKLY;BYDAY=SA", "2027-01-02", Some("2027-01-02")),
    ] {
        let found = rule(text).next(moment(start), today);
        assert_eq!(found.map(|day| day.to_string()).as_deref(), next, "{text}");
    }
}

#[test]
fn what_is_no_rule_is_refused_with_the_part() {
    let part = |text: &str| Fault::Part(text.to_owned());
    for (text, fault) in [
        ("", Fault::Period),
        ("BYDAY=SA", Fault::Period),
        ("FREQ=HOURLY", Fault::Period),
        ("每周六", part("每周六")),
        ("FREQ=WEEKLY;BYDAY=周六", part("BYDAY=周六")),
        ("FREQ=WEEKLY;BYDAY=SA,XX", part("BYDAY=SA,XX")),
        ("FREQ=WEEKLY;BYDAY=2SA", part("2SA")),
        ("FREQ=MONTHLY;BYDAY=SA,1SU", part("BYDAY=SA,1SU")),
        ("FREQ=DAILY;INTERVAL=0", part("INTERVAL=0")),
        ("FREQ=DAILY;COUNT=0", part("COUNT=0")),
        ("FREQ=YEARLY;BYMONTH=13", part("BYMONTH=13")),
        ("FREQ=MONTHLY;BYMONTHDAY=0", part("BYMONTHDAY=0")),
        ("FREQ=DAILY;UNTIL=2026-12-31", part("UNTIL=2026-12-31")),
        ("FREQ=DAILY;UNTIL=20261331", part("UNTIL=20261331")),
        ("FREQ=DAILY;BYHOUR=9", part("BYHOUR=9")),
        ("FREQ=DAILY;FREQ=DAILY", part("FREQ=DAILY")),
        (
            "FREQ=DAILY;COUNT=2;UNTIL=20261231",
            Fault::Together("COUNT", "UNTIL"),
        ),
        (
            "FREQ=WEEKLY;BYMONTHDAY=3",
            Fault::Together("FREQ=WEEKLY", "BYMONTHDAY"),
        ),
    ] {
        assert_eq!(Recurrence::parse(text), Err(fault), "{text}");
    }
}

#[test]
fn a_rule_is_written_as_calendars_read_it() {
    for (text, of_times, of_days) in [
        (
            "rrule:freq=weekly;byday=sa",
            "FREQ=WEEKLY;BYDAY=SA",
            "FREQ=WEEKLY;BYDAY=SA",
        ),
        (
            "ＦＲＥＱ＝ＤＡＩＬＹ；ＣＯＵＮＴ＝３",
            "FREQ=DAILY;COUNT=3",
            "FREQ=DAILY;COUNT=3",
        ),
        (
            "FREQ=MONTHLY;INTERVAL=2;BYDAY=2SA,-1SU;UNTIL=20261231",
            "FREQ=MONTHLY;INTERVAL=2;BYDAY=2SA,-1SU;UNTIL=20261231T155959Z",
            "FREQ=MONTHLY;INTERVAL=2;BYDAY=2SA,-1SU;UNTIL=20261231",
        ),
        (
            "FREQ=YEARLY;UNTIL=20301001T010000Z;BYMONTH=10;BYMONTHDAY=1",
            "FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=1;UNTIL=20301001T010000Z",
            "FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=1;UNTIL=20301001",
        ),
    ] {
        assert_eq!(rule(text).to_text(false), of_times);
        assert_eq!(rule(text).to_text(true), of_days);
        assert_eq!(rule(of_times), rule(text));
    }
}

#[test]
fn a_rule_in_words() {
    for (text, zh, en) in [
        ("FREQ=DAILY", "每天", "every day"),
        ("FREQ=WEEKLY;BYDAY=SA", "每周六", "every week on Saturday"),
        (
            "FREQ=WEEKLY;BYDAY=SA,SU",
            "每周六、日",
            "every week on Saturday, Sunday",
        ),
        (
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=SA",
            "每2周的周六",
            "every 2 weeks on Saturday",
        ),
        (
            "FREQ=WEEKLY;BYMONTH=7,8;BYDAY=SA",
            "每周7月、8月的周六",
            "every week in month 7, month 8 on Saturday",
        ),
        (
            "FREQ=MONTHLY;BYDAY=2SA",
            "每月第二个周六",
            "every month on Saturday number 2",
        ),
        (
            "FREQ=MONTHLY;BYDAY=-1SU;COUNT=5",
            "每月最后一个周日，共5次",
            "every month on the last Sunday, 5 times",
        ),
        (
            "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=15",
            "每3个月15日",
            "every 3 months on day 15",
        ),
        (
            "FREQ=MONTHLY;BYMONTHDAY=-1",
            "每月最后一天",
            "every month on day -1",
        ),
        (
            "FREQ=MONTHLY;BYDAY=SA",
            "每月的每个周六",
            "every month on Saturday",
        ),
        (
            "FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=15;UNTIL=20301231",
            "每年10月15日，到2030年12月31日",
            "every year in month 10 on day 15, until 2030-12-31",
        ),
    ] {
        assert_eq!(rule(text).in_words(Lang::Zh), zh);
        assert_eq!(rule(text).in_words(Lang::En), en);
    }
}

fn rules() -> impl Strategy<Value = String> {
    let weekday = prop::sample::select(vec!["MO", "TU", "WE", "TH", "FR", "SA", "SU"]);
    let number = prop::sample::select(vec!["1", "2", "4", "5", "-1", "-2"]);
    let numbered = (number, weekday.clone()).prop_map(|(number, day)| format!("{number}{day}"));
    let by_days = prop::collection::vec(-3_i8..=31, 0..3);
    let by_months = prop::collection::vec(1_i8..=12, 0..3);
    (
        prop::sample::select(vec!["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]),
        1..4,
        prop::collection::vec(weekday.prop_map(str::to_owned), 0..3),
        prop::collection::vec(numbered, 0..3),
        by_days,
        by_months,
    )
        .prop_map(|(freq, interval, plain, numbered, days, months)| {
            let mut text = format!("FREQ={freq};INTERVAL={interval}");
            let can_number = matches!(freq, "MONTHLY" | "YEARLY");
            let weekdays = if can_number && plain.is_empty() {
                numbered
            } else {
                plain
            };
            let days: Vec<String> = days
                .iter()
                .filter(|day| **day != 0 && freq != "WEEKLY")
                .map(i8::to_string)
                .collect();
            let months: Vec<String> = months.iter().map(i8::to_string).collect();
            for (key, values) in [
                ("BYDAY", weekdays),
                ("BYMONTHDAY", days),
                ("BYMONTH", months),
            ] {
                if !values.is_empty() {
                    text = format!("{text};{key}={}", values.join(","));
                }
            }
            text
        })
}

proptest! {
    /// The days of a rule are those that another implementation of RFC 5545 finds.
    #[test]
    fn days_are_those_of_the_standard(text in rules(), after in 0_i64..1500) {
        let first = date(2024, 1, 1).checked_add(after.days()).unwrap();
        let last = first.checked_add(3.years()).unwrap();
        let other = format!(
            "DTSTART:{}T090000Z\nRRULE:{text};UNTIL={}T235959Z",
            first.strftime("%Y%m%d"),
            last.strftime("%Y%m%d"),
        );
        let other: RRuleSet = other.parse().unwrap();
        let expected: Vec<Date> = other
            .all_unchecked()
            .iter()
            .map(|time| time.format("%Y-%m-%d").to_string().parse().unwrap())
            .collect();
        let rule = rule(&text);
        let mut days = Vec::new();
        let mut day = first;
        while day <= last {
            if rule.holds(first, day) {
                days.push(day);
            }
            day = day.tomorrow().unwrap();
        }
        prop_assert_eq!(days, expected, "{} from {}", text, first);
    }
}
