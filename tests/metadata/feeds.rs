//! Feeds, read back as a feed reader reads them.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use feed_rs::model::Feed;
use feed_rs::parser;
use lyceum::world::MemoryWorld;
use serde_json::Value;

use crate::{Files, every_type, example, published, text};

fn read(files: &Files, path: &str) -> Feed {
    let bytes = files.get(path).unwrap_or_else(|| panic!("no {path}"));
    parser::parse(bytes.as_slice()).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The titles of a feed's entries.
fn titles(feed: &Feed) -> Vec<&str> {
    let titles = feed.entries.iter().filter_map(|entry| entry.title.as_ref());
    titles.map(|title| title.content.as_str()).collect()
}

/// What of a feed must be the same in all its forms.
fn content(feed: &Feed) -> Vec<String> {
    let entries = feed.entries.iter().map(|entry| {
        let link = entry.links.first().map(|link| &link.href);
        let title = entry.title.as_ref().map(|title| &title.content);
        let (published, updated) = (entry.published, entry.updated);
        format!("{} {link:?} {title:?} {published:?} {updated:?}", entry.id)
    });
    entries.collect()
}

#[test]
fn both_forms_of_every_feed_of_the_example_say_the_same() {
    let files = example();
    let atoms: Vec<&str> = files
        .keys()
        .filter_map(|path| path.strip_suffix("atom.xml"))
        .collect();
    assert!(atoms.len() > 60, "{}", atoms.len());
    for folder in atoms {
        let atom = read(&files, &format!("{folder}atom.xml"));
        let json = read(&files, &format!("{folder}feed.json"));
        assert_eq!(content(&atom), content(&json), "{folder}");
        assert!(!atom.entries.is_empty(), "{folder} is empty");
        assert!(atom.entries.len() <= 30, "{folder} is long");
        let ids: BTreeSet<&str> = atom.entries.iter().map(|entry| entry.id.as_str()).collect();
        assert_eq!(ids.len(), atom.entries.len(), "{folder} repeats itself");
        let newest_first = atom
            .entries
            .is_sorted_by_key(|entry| std::cmp::Reverse(entry.published));
        assert!(newest_first, "{folder}");
        let changed = atom.entries.iter().filter_map(|entry| entry.updated).max();
        assert_eq!(atom.updated, changed, "{folder}");
    }
}

#[test]
fn every_facet_and_every_folder_has_its_own() {
    let files = every_type();
    for (path, expected) in [
        ("course/", &["智能手机课", "剪纸"][..]),
        ("topic/ke-pu/", &["智能手机课"]),
        ("audience/cheng-xiang-ju-min/", &["剪纸"]),
        ("tags/shou-ji/", &["智能手机课"]),
        ("type/policy/", &["补助名单的通知", "示例县社区教育办法"]),
        ("type/reading-club/", &["玉蟾读书会"]),
    ] {
        let feed = read(&files, &format!("{path}atom.xml"));
        assert_eq!(titles(&feed), expected, "{path}");
        let title = feed.title.unwrap().content;
        assert!(title.ends_with(" - 示例县学习网"), "{title}");
        // The list's page names it, for programs and for people.
        let list = text(&files, &format!("{path}index.html"));
        for (media, name) in [("atom+xml", "atom.xml"), ("feed+json", "feed.json")] {
            let link = format!(
                "<link rel=\"alternate\" type=\"application/{media}\" href=\"/{path}{name}\""
            );
            assert!(list.contains(&link), "{path} does not name {name}");
            assert!(
                list.contains(&format!("<a href=\"/{path}{name}\">")),
                "{path}"
            );
        }
    }
    let site = read(&files, "feed.json");
    assert_eq!(titles(&site)[..2], ["智能手机课", "手机课开班"]);
}

#[test]
fn a_withheld_page_is_its_card() {
    let files = every_type();
    let feed = text(&files, "type/policy/feed.json");
    assert!(feed.contains("名单可以申请查看。"));
    assert!(!feed.contains("第一批补助"));
}

/// Forty pages of one day each, the first without a summary, and one without a date.
fn forty() -> MemoryWorld {
    let mut world = MemoryWorld::new(jiff::civil::date(2026, 11, 20));
    let settings = "title = \"<示例> & 网\"\nbase_url = \"https://example.org/\"\n";
    world.write("site.toml", settings);
    for day in 1..=40 {
        let date = jiff::civil::date(2026, 9, 30)
            .checked_add(jiff::Span::new().days(day))
            .unwrap();
        let mut page = format!("---\ntitle: 第{day}天 <b>&amp; ]]>\ndate: {date}\n");
        if day == 40 {
            page.push_str("updated: 2026-11-15 08:00\n");
        }
        writeln!(page, "tags: [日记]\n---").unwrap();
        world.write(format!("content/diary/{day}.md"), page);
    }
    world.write("content/diary/undated.md", "# 没有日期\n");
    world.write("content/old/a.md", "# 也没有日期\n");
    world
}

#[test]
fn the_newest_thirty_are_in_it_as_they_were_written() {
    let files = published(&forty());
    for path in [
        "atom.xml",
        "feed.json",
        "diary/atom.xml",
        "tags/ri-ji/feed.json",
    ] {
        let feed = read(&files, path);
        let titles = titles(&feed);
        assert_eq!(titles.len(), 30, "{path}");
        assert_eq!(titles[0], "第40天 <b>&amp; ]]>", "{path}");
        assert_eq!(titles[29], "第11天 <b>&amp; ]]>", "{path}");
        let entry = &feed.entries[0];
        assert_eq!(entry.id, "https://example.org/diary/40/");
        assert_eq!(
            entry.updated.unwrap().to_rfc3339(),
            "2026-11-15T00:00:00+00:00"
        );
        assert_eq!(
            entry.published.unwrap().to_rfc3339(),
            "2026-11-08T16:00:00+00:00"
        );
    }
    assert_eq!(
        read(&files, "atom.xml").title.unwrap().content,
        "<示例> & 网"
    );
    // A folder in which nothing will ever be new has none.
    assert!(!files.contains_key("old/atom.xml"));
    assert!(!text(&files, "old/index.html").contains("old/atom.xml"));
}

#[test]
fn a_json_feed_is_one_by_its_specification() {
    let files = published(&forty());
    let feed: Value = serde_json::from_str(text(&files, "diary/feed.json")).unwrap();
    assert_eq!(feed["version"], "https://jsonfeed.org/version/1.1");
    assert_eq!(feed["home_page_url"], "https://example.org/diary/");
    assert_eq!(feed["feed_url"], "https://example.org/diary/feed.json");
    for item in feed["items"].as_array().unwrap() {
        assert_eq!(item["id"], item["url"]);
        assert!(
            item["content_text"]
                .as_str()
                .is_some_and(|text| !text.is_empty())
        );
        assert_eq!(item["tags"], serde_json::json!(["日记"]));
    }
}

#[test]
fn what_is_not_new_keeps_its_bytes() {
    let first = published(&forty());
    let mut world = forty();
    world.write("content/old/b.md", "# 又一页没有日期的\n");
    let second = published(&world);
    for path in ["atom.xml", "feed.json", "diary/atom.xml"] {
        assert_eq!(first[path], second[path], "{path}");
    }
}

#[test]
fn a_file_of_the_sites_own_stays() {
    let mut world = forty();
    world.write("content/diary/atom.xml", "<feed/>");
    world.write("static/data/catalog.json", "{}");
    let files = published(&world);
    assert_eq!(text(&files, "diary/atom.xml"), "<feed/>");
    assert_eq!(text(&files, "data/catalog.json"), "{}");
}
