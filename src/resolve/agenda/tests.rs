use jiff::civil::{Date, date};

use super::*;
use crate::diag::Diagnostics;
use crate::resolve::Resolved;
use crate::source::SourceDb;
use crate::world::MemoryWorld;
use crate::{BuildOptions, read};

const FRIDAY: Date = date(2026, 11, 20);

/// A site of pages, given as path and the lines of their front matter.
fn site(today: Date, pages: &[(&str, &str)]) -> Resolved {
    let mut world = MemoryWorld::new(today);
    world.write("site.toml", "title = \"泸县学习网\"\n");
    for (path, lines) in pages {
        let head = "owner: 方洞镇社区教育学校\ndate: 2026-11-01";
        world.write(
            format!("content/{path}.md"),
            format!("---\ntitle: {path}\n{head}\n{lines}\n---\n示例。\n"),
        );
    }
    let mut sources = SourceDb::default();
    let mut diags = Diagnostics::default();
    read(
        &world,
        &BuildOptions::default(),
        &|_| {},
        &mut sources,
        &mut diags,
    )
    .unwrap()
}

fn event(lines: &str) -> String {
    format!("type: event\norganizer: 方洞镇社区教育学校\n{lines}")
}

/// What an entry says in a line.
fn line(site: &Resolved, one: &Occurrence) -> String {
    let title = &site.page(one.page).title;
    let end = one.end.map(|end| format!("–{end}")).unwrap_or_default();
    let session = one.session.map(|number| format!(" #{number}"));
    format!("{}{end} {title}{}", one.start, session.unwrap_or_default())
}

fn coming(site: &Resolved) -> Vec<String> {
    site.agenda.coming().map(|one| line(site, one)).collect()
}

fn months(site: &Resolved) -> Vec<String> {
    let months = site.agenda.months().into_iter();
    months
        .map(|month| month.strftime("%Y-%m").to_string())
        .collect()
}

#[test]
fn a_rule_is_told_date_by_date_up_to_its_end() {
    let dance = event(
        "start: 2026-11-07 19:00\nend: 2026-11-07 20:30\nrrule: FREQ=WEEKLY;BYDAY=SA;UNTIL=20261212",
    );
    let site = site(FRIDAY, &[("坝坝舞", &dance)]);
    assert_eq!(
        coming(&site),
        [
            "2026-11-21 19:00–2026-11-21 20:30 坝坝舞",
            "2026-11-28 19:00–2026-11-28 20:30 坝坝舞",
            "2026-12-05 19:00–2026-12-05 20:30 坝坝舞",
            "2026-12-12 19:00–2026-12-12 20:30 坝坝舞",
        ]
    );
    // Those that are over stay on the page of their month.
    let november = site.agenda.of_month(date(2026, 11, 1));
    let days: Vec<String> = november.map(|(day, _)| day.to_string()).collect();
    assert_eq!(
        days,
        ["2026-11-07", "2026-11-14", "2026-11-21", "2026-11-28"]
    );
}

#[test]
fn what_is_counted_is_counted_from_the_first_date() {
    let class =
        event("start: 2026-11-02\nrrule: FREQ=WEEKLY;COUNT=4\nonline_url: https://a.example/");
    let site = site(FRIDAY, &[("读书会", &class)]);
    assert_eq!(coming(&site), ["2026-11-23 读书会"]);
}

#[test]
fn a_lunar_day_is_told_for_each_year_within_reach() {
    let dragon = event("lunar: 二月初二");
    let site = site(date(2027, 3, 1), &[("看彩龙", &dragon)]);
    assert_eq!(coming(&site), ["2027-03-09 看彩龙", "2028-02-26 看彩龙"]);
    assert_eq!(months(&site), ["2027-03", "2028-02"]);
}

#[test]
fn sessions_of_a_course_are_entries_each_and_last_as_long_as_the_course() {
    let course = "type: course\nmode: 线下\nduration_min: 90\nfee: 0\nsessions:\n  - start: 2026-12-01 09:30\n  - start: 2026-11-24 09:30\n    end: 2026-11-24 10:00";
    let site = site(FRIDAY, &[("手机课", course)]);
    assert_eq!(
        coming(&site),
        [
            "2026-11-24 09:30–2026-11-24 10:00 手机课 #2",
            "2026-12-01 09:30–2026-12-01 11:00 手机课 #1",
        ]
    );
}

#[test]
fn the_horizon_is_the_month_before_this_one_and_twelve_after_it() {
    let on = |day: &str| event(&format!("start: {day}"));
    let days = [
        ("九月", on("2026-09-30")),
        ("十月", on("2026-10-01")),
        ("明年十一月", on("2027-11-30")),
        ("明年十二月", on("2027-12-01")),
    ];
    let days: Vec<(&str, &str)> = days.iter().map(|(path, text)| (*path, &**text)).collect();
    let site = site(FRIDAY, &days);
    assert_eq!(months(&site), ["2026-10", "2027-11"]);
    assert_eq!(coming(&site), ["2027-11-30 明年十一月"]);
}

#[test]
fn the_first_days_of_a_month_belong_to_the_week_that_began_before() {
    // A Tuesday whose Monday is in November: the calendar of that week does not lose October.
    let october = event("start: 2026-10-31");
    let site = site(date(2026, 12, 1), &[("十月底", &october)]);
    assert_eq!(site.agenda.week(), (date(2026, 11, 30), date(2026, 12, 6)));
    assert_eq!(months(&site), ["2026-10"]);
}

#[test]
fn what_lasts_for_days_is_on_until_its_last_day_and_in_each_of_its_months() {
    let show = event("start: 2026-11-16\nend: 2026-12-02");
    let site = site(FRIDAY, &[("展览", &show)]);
    assert_eq!(coming(&site), ["2026-11-16–2026-12-02 展览"]);
    let day_in = |month| site.agenda.of_month(month).next().map(|(day, _)| day);
    assert_eq!(day_in(date(2026, 11, 1)), Some(date(2026, 11, 16)));
    assert_eq!(day_in(date(2026, 12, 1)), Some(date(2026, 12, 1)));
    assert_eq!(day_in(date(2027, 1, 1)), None);
}

#[test]
fn the_calendar_changes_when_a_day_is_over_and_every_monday() {
    let change = |today, day: &str| {
        let site = site(today, &[("活动", &event(&format!("start: {day}")))]);
        let change = site.agenda.next_change().unwrap();
        (change.at.date(), change.why)
    };
    let saturday = date(2026, 11, 21);
    assert_eq!(change(FRIDAY, "2026-11-20"), (saturday, Reason::DayOver));
    let monday = date(2026, 11, 23);
    assert_eq!(change(FRIDAY, "2026-12-20"), (monday, Reason::NewWeek));
    assert_eq!(site(FRIDAY, &[]).agenda.next_change(), None);
}
