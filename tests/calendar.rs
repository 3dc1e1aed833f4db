//! The calendars of a site, read back by another implementation of RFC 5545.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests fail as tests do"
)]

use std::collections::BTreeMap;
use std::path::Path;

use icalendar::{
    Calendar, CalendarComponent, CalendarDateTime, Component, DatePerhapsTime, Event, EventLike,
};
use jiff::civil::{Date, date};
use lyceum::diag::{Diagnostics, View, render};
use lyceum::emit::emit;
use lyceum::source::SourceDb;
use lyceum::world::{DiskWorld, MemorySink, MemoryWorld, World};
use lyceum::{BuildOptions, build};

const TODAY: Date = date(2026, 11, 20);

const SETTINGS: &str = r#"
title = "泸县学习网"
base_url = "https://luxian.example.org/portal/"
[taxonomies.town]
terms = ["方洞镇", "福集镇"]
[taxonomies.topic]
terms = ["文化道德", "休闲", "法制"]
"#;

const VENUE: &str = "---
title: 方洞镇文化站（示例）
type: venue
owner: 方洞镇社区教育学校
date: 2026-11-01
town: 方洞镇
venue_kind: 文化站
address: 方洞镇示例街1号; 二楼
hours: 周一至周五 9:00-17:00
---
";

/// The front matter of an event, its own lines in the middle.
fn event(lines: &str) -> String {
    let head =
        "type: event\nowner: 方洞镇社区教育学校\norganizer: 方洞镇社区教育学校\ndate: 2026-11-01";
    format!("---\n{head}\n{lines}\n---\n示例。\n")
}

fn site(pages: &[(&str, &str)]) -> MemoryWorld {
    let mut world = MemoryWorld::new(TODAY);
    world.write("site.toml", SETTINGS);
    world.write("content/venue/fangdong.md", VENUE);
    for (path, text) in pages {
        world.write(format!("content/{path}"), *text);
    }
    world
}

fn published(world: &dyn World) -> BTreeMap<String, Vec<u8>> {
    let options = BuildOptions {
        no_search: true,
        ..BuildOptions::default()
    };
    let mut sources = SourceDb::default();
    let mut diags = Diagnostics::default();
    let files = build(world, &options, &mut sources, &mut diags);
    let shown = render(&diags, &sources, View::default());
    let files = files.unwrap_or_else(|error| panic!("{error}\n{shown}"));
    let mut sink = MemorySink::default();
    emit(world, &files, &mut sink).unwrap();
    sink.files().clone()
}

fn text<'a>(files: &'a BTreeMap<String, Vec<u8>>, path: &str) -> &'a str {
    let bytes = files.get(path).unwrap_or_else(|| panic!("no {path}"));
    std::str::from_utf8(bytes).unwrap()
}

fn calendar(files: &BTreeMap<String, Vec<u8>>, path: &str) -> Calendar {
    text(files, path).parse().unwrap()
}

/// The events by their names for good.
fn events(calendar: &Calendar) -> BTreeMap<String, &Event> {
    let events = calendar.events();
    events
        .map(|event| (event.get_uid().unwrap().to_owned(), event))
        .collect()
}

fn uids(files: &BTreeMap<String, Vec<u8>>, path: &str) -> Vec<String> {
    events(&calendar(files, path)).into_keys().collect()
}

fn time(time: Option<DatePerhapsTime>) -> String {
    match time.unwrap() {
        DatePerhapsTime::Date(day) => day.to_string(),
        DatePerhapsTime::DateTime(CalendarDateTime::WithTimezone { date_time, tzid }) => {
            format!("{date_time} {tzid}")
        }
        DatePerhapsTime::DateTime(other) => panic!("{other:?}"),
    }
}

fn times(event: &Event) -> (String, String) {
    (time(event.get_start()), time(event.get_end()))
}

#[test]
fn a_parser_reads_back_what_was_written() {
    let gushi = event(
        "title: 书屋故事会，老人讲; 小孩听\nsummary: 老人讲老故事，小孩听，听完自己讲一遍，不识字也能来，讲过的故事愿意留下的用手机录下来\n\
         start: 2026-11-21 14:00\nend: 2026-11-21 15:30\nvenue: 方洞镇文化站（示例）\ntheme: 摆龙门阵\nstatus: 确定",
    );
    let zhou = event(
        "title: 活动周\nstart: 2026-11-23\nend: 2026-11-29\nonline_url: https://example.org/\nstatus: 计划",
    );
    let files = published(&site(&[
        ("event/gushi.md", &gushi),
        ("event/zhou.md", &zhou),
    ]));
    let calendar = calendar(&files, "calendar.ics");
    assert_eq!(calendar.get_name(), Some("泸县学习网"));
    assert_eq!(calendar.get_timezone(), Some("Asia/Shanghai"));
    let zones: Vec<_> = calendar
        .components
        .iter()
        .filter(|one| !matches!(one, CalendarComponent::Event(_)))
        .collect();
    assert_eq!(zones.len(), 1, "{zones:?}");
    let events = events(&calendar);
    let one = events["event/gushi@luxian.example.org"];
    assert_eq!(one.get_summary(), Some("书屋故事会，老人讲; 小孩听"));
    assert_eq!(
        one.get_description().unwrap(),
        "老人讲老故事，小孩听，听完自己讲一遍，不识字也能来，讲过的故事愿意留下的用手机录下来\n主办：方洞镇社区教育学校\n活动主题：摆龙门阵"
    );
    assert_eq!(
        one.get_location(),
        Some("方洞镇文化站（示例）, 方洞镇示例街1号; 二楼")
    );
    assert_eq!(
        one.get_url(),
        Some("https://luxian.example.org/portal/event/gushi/")
    );
    assert_eq!(
        times(one),
        (
            "2026-11-21 14:00:00 Asia/Shanghai".to_owned(),
            "2026-11-21 15:30:00 Asia/Shanghai".to_owned()
        )
    );
    assert_eq!(one.property_value("STATUS"), Some("CONFIRMED"));
    assert_eq!(one.property_value("DTSTAMP"), Some("20261031T160000Z"));
    // The end of whole days is the first day that is not one of them.
    let week = events["event/zhou@luxian.example.org"];
    assert_eq!(
        times(week),
        ("2026-11-23".to_owned(), "2026-11-30".to_owned())
    );
    assert_eq!(week.property_value("STATUS"), Some("TENTATIVE"));
    assert_eq!(week.get_location(), Some("https://example.org/"));
}

#[test]
fn lines_are_folded_between_characters() {
    let long = "雨坛彩龙".repeat(15);
    let page = event(&format!(
        "title: {long}\nsummary: {long}{long}\nstart: 2026-11-21 14:00\nonline_url: https://example.org/"
    ));
    let files = published(&site(&[("event/long.md", &page)]));
    let text = text(&files, "calendar.ics");
    assert!(text.ends_with("END:VCALENDAR\r\n"));
    for line in text.split_terminator("\r\n") {
        assert!(line.len() <= 75, "{} bytes: {line}", line.len());
        assert!(!line.contains(['\r', '\n']));
    }
    assert!(text.contains(&format!(
        "\r\nSUMMARY:{}\r\n ",
        "雨坛彩龙".repeat(5) + "雨坛"
    )));
    let calendar = calendar(&files, "calendar.ics");
    let event = calendar.events().next().unwrap();
    assert_eq!(event.get_summary(), Some(&*long));
}

#[test]
fn what_is_called_off_stays_in_the_calendar() {
    let page = |status: &str| {
        event(&format!(
            "title: 院坝堆肥\nstart: 2026-12-16 14:00\nonline_url: https://example.org/\nstatus: {status}"
        ))
    };
    for (status, summary, expected) in [
        ("取消", "【取消】院坝堆肥", "CANCELLED"),
        ("延期", "【延期】院坝堆肥", "TENTATIVE"),
        ("计划", "院坝堆肥", "TENTATIVE"),
        ("确定", "院坝堆肥", "CONFIRMED"),
    ] {
        let files = published(&site(&[("event/duifei.md", &page(status))]));
        let calendar = calendar(&files, "calendar.ics");
        let event = calendar.events().next().unwrap();
        assert_eq!(event.get_summary(), Some(summary));
        assert_eq!(event.property_value("STATUS"), Some(expected), "{status}");
        assert_eq!(event.get_uid(), Some("event/duifei@luxian.example.org"));
    }
}

#[test]
fn a_changed_event_keeps_its_name_and_is_newer() {
    let before = event("title: 坝坝舞\nstart: 2026-12-05 19:00\nonline_url: https://example.org/");
    let after = event(
        "title: 坝坝舞改到室内\nslug: wudao\nupdated: 2026-11-19 10:30\nstart: 2026-12-06 18:30\nonline_url: https://example.org/",
    );
    let read = |page: &str, today: Date| {
        let mut world = MemoryWorld::new(today);
        world.write("site.toml", SETTINGS);
        world.write("content/event/wu.md", page);
        let files = published(&world);
        let calendar = calendar(&files, "calendar.ics");
        let event = calendar.events().next().unwrap();
        let value = |key: &str| event.property_value(key).unwrap().to_owned();
        let sequence: u64 = value("SEQUENCE").parse().unwrap();
        (
            value("UID"),
            sequence,
            value("LAST-MODIFIED"),
            value("DTSTAMP"),
        )
    };
    let (uid, sequence, ..) = read(&before, TODAY);
    let newer = read(&after, TODAY);
    assert_eq!(newer.0, uid);
    assert!(
        newer.1 > sequence && newer.1 < 1 << 31,
        "{sequence} {}",
        newer.1
    );
    assert_eq!(newer.2, "20261119T023000Z");
    // No clock is asked: another day, the same bytes.
    assert_eq!(read(&after, date(2026, 11, 25)), newer);
}

#[test]
fn towns_topics_venues_and_pages_have_calendars_of_their_own() {
    let cailong = event(
        "title: 舞龙体验\nstart: 2026-11-28 09:30\nvenue: 方洞镇文化站（示例）\ntown: 方洞镇\ntopic: [文化道德, 休闲]",
    );
    let babawu = event(
        "title: 坝坝舞\nstart: 2026-11-28 19:00\nvenue: 广场\nonline_url: https://example.org/\ntown: 福集镇\ntopic: 休闲",
    );
    let course = "---\ntitle: 学拍鼓\ntype: course\nowner: 方洞镇社区教育学校\ndate: 2026-11-01\naudience: 老年人\ntopic: 休闲\n\
        mode: 线下\nduration_min: 90\nfee: 0\nsessions:\n  - start: 2026-12-01 09:00\n    venue: 方洞镇文化站（示例）\n    teacher: 示例老师\n\
        \x20 - start: 2026-12-08 09:00\n    end: 2026-12-08 10:00\n---\n";
    let article = "---\ntitle: 说明\ntopic: 法制\n---\n";
    let world = site(&[
        ("event/cailong.md", &cailong),
        ("event/babawu.md", &babawu.replace("venue: 广场\n", "")),
        ("course/pagu.md", course),
        ("article.md", article),
    ]);
    let files = published(&world);
    let (dragon, dance) = (
        "event/cailong@luxian.example.org",
        "event/babawu@luxian.example.org",
    );
    let (first, second) = (
        "course/pagu.1@luxian.example.org",
        "course/pagu.2@luxian.example.org",
    );
    assert_eq!(uids(&files, "calendar.ics"), [first, second, dance, dragon]);
    assert_eq!(uids(&files, "town/fang-dong-zhen/calendar.ics"), [dragon]);
    assert_eq!(uids(&files, "town/fu-ji-zhen/calendar.ics"), [dance]);
    assert_eq!(uids(&files, "topic/wen-hua-dao-de/calendar.ics"), [dragon]);
    assert_eq!(
        uids(&files, "topic/xiu-xian/calendar.ics"),
        [first, second, dance, dragon]
    );
    assert_eq!(uids(&files, "venue/fangdong/calendar.ics"), [first, dragon]);
    assert_eq!(uids(&files, "course/pagu/calendar.ics"), [first, second]);
    assert_eq!(uids(&files, "event/cailong/calendar.ics"), [dragon]);
    let calendars = files.keys().filter(|path| path.ends_with("calendar.ics"));
    assert_eq!(calendars.count(), 9, "{:?}", files.keys());

    // A session without an end lasts as long as the course says.
    let calendar = calendar(&files, "course/pagu/calendar.ics");
    assert_eq!(calendar.get_name(), Some("学拍鼓 - 泸县学习网"));
    let sessions = events(&calendar);
    let end = |uid: &str| times(sessions[uid]).1;
    assert_eq!(end(first), "2026-12-01 10:30:00 Asia/Shanghai");
    assert_eq!(end(second), "2026-12-08 10:00:00 Asia/Shanghai");
    assert_eq!(sessions[first].get_description(), Some("老师：示例老师"));

    // The pages lead to them.
    for page in [
        "town/fang-dong-zhen",
        "topic/xiu-xian",
        "venue/fangdong",
        "event/cailong",
        "course/pagu",
    ] {
        let html = text(&files, &format!("{page}/index.html"));
        let address = format!("href=\"/portal/{page}/calendar.ics\"");
        assert_eq!(html.matches(&address).count(), 2, "{page}: {html}");
    }
    let html = text(&files, "article/index.html");
    assert!(!html.contains("article/calendar.ics"));
}

#[test]
fn a_lunar_event_comes_on_its_day_of_every_year() {
    let page = event("title: 二月初二看彩龙\nlunar: 农历二月二\nvenue: 方洞镇文化站（示例）");
    let files = published(&site(&[("event/cailong.md", &page)]));
    let calendar = calendar(&files, "calendar.ics");
    let days: Vec<(String, String)> = events(&calendar)
        .into_iter()
        .map(|(uid, event)| (uid, time(event.get_start())))
        .collect();
    let expected = [
        ("event/cailong.2026@luxian.example.org", "2026-03-20"),
        ("event/cailong.2027@luxian.example.org", "2027-03-09"),
        ("event/cailong.2028@luxian.example.org", "2028-02-26"),
    ];
    assert_eq!(
        days,
        expected.map(|(uid, day)| (uid.to_owned(), day.to_owned()))
    );
    let html = text(&files, "event/cailong/index.html");
    assert!(html.contains("2027年3月9日（农历二月初二）"), "{html}");
    assert!(
        text(&files, "index.html").contains("datetime=\"2027-03-09\""),
        "it is coming"
    );
}

#[test]
fn an_event_that_comes_back_counts_from_its_first_day() {
    let page = event(
        "title: 周六坝坝舞\nstart: 2026-09-05 19:00\nend: 2026-09-05 20:30\nrrule: FREQ=WEEKLY;BYDAY=SA;UNTIL=20261231\nonline_url: https://example.org/",
    );
    let files = published(&site(&[("event/wu.md", &page)]));
    let calendar = calendar(&files, "calendar.ics");
    let event = calendar.events().next().unwrap();
    assert_eq!(
        times(event),
        (
            "2026-09-05 19:00:00 Asia/Shanghai".to_owned(),
            "2026-09-05 20:30:00 Asia/Shanghai".to_owned()
        )
    );
    assert_eq!(
        event.property_value("RRULE"),
        Some("FREQ=WEEKLY;BYDAY=SA;UNTIL=20261231T155959Z")
    );
    let html = text(&files, "event/wu/index.html");
    assert!(html.contains("每周六，到2026年12月31日"), "{html}");
    assert!(
        text(&files, "index.html").contains("datetime=\"2026-11-21 19:00\""),
        "it is coming"
    );
}

#[test]
fn without_an_address_there_are_no_calendars() {
    let page = event("title: 坝坝舞\nstart: 2026-12-05 19:00\nonline_url: https://example.org/");
    let mut world = site(&[("event/wu.md", &page)]);
    world.write("site.toml", "title = \"学习网\"\n");
    let files = published(&world);
    assert!(!files.keys().any(|path| path.ends_with("calendar.ics")));
    assert!(!text(&files, "event/wu/index.html").contains("calendar.ics"));
}

#[test]
fn the_example_site_has_its_events_in_a_calendar() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = published(&DiskWorld::new(root, root.join("public"), TODAY));
    let events = files.keys().filter(|path| {
        let page = path
            .strip_prefix("event/")
            .and_then(|rest| rest.strip_suffix("/index.html"));
        page.is_some_and(|page| !page.is_empty() && !page.contains('/'))
    });
    let calendar = calendar(&files, "calendar.ics");
    for page in events {
        let uid = page.trim_end_matches("/index.html");
        let found = calendar.events().any(|event| {
            let own = event.get_uid().unwrap();
            own.starts_with(&format!("{uid}@")) || own.starts_with(&format!("{uid}.20"))
        });
        assert!(found, "{uid} is in no calendar");
    }
    let cancelled = calendar
        .events()
        .find(|event| event.property_value("STATUS") == Some("CANCELLED"));
    assert_eq!(
        cancelled.unwrap().get_uid(),
        Some("event/duifei-shijian@luxian.example.org")
    );
    for (path, bytes) in files
        .iter()
        .filter(|(path, _)| path.ends_with("calendar.ics"))
    {
        let calendar: Calendar = std::str::from_utf8(bytes).unwrap().parse().unwrap();
        assert!(calendar.events().count() > 0, "{path}");
    }
}
