//! Themes, and the example site in one that is not the default.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

use std::collections::BTreeMap;

use lyceum::BuildOptions;
use lyceum::world::MemorySink;

use example::{build_example, text_of_example};

#[path = "common/example.rs"]
mod example;

/// The example site with a theme and settings for it: its files, and what was told.
fn example(theme: &str, theme_settings: &str) -> (BTreeMap<String, Vec<u8>>, String) {
    example_in("zh-CN", theme, theme_settings)
}

/// The same in a language.
fn example_in(
    language: &str,
    theme: &str,
    theme_settings: &str,
) -> (BTreeMap<String, Vec<u8>>, String) {
    let settings = text_of_example("site.toml");
    let heading = "[theme_settings]\n";
    let settings = settings.replace(heading, &format!("{heading}{theme_settings}\n"));
    let settings = settings.replace(r#""zh-CN""#, &format!(r#""{language}""#));
    let settings = format!("{theme}\n{settings}");
    let options = BuildOptions {
        no_search: true,
        ..BuildOptions::default()
    };
    let mut sink = MemorySink::default();
    let told = build_example(&options, &[("site.toml", &settings)], &mut sink);
    let told = told.unwrap_or_else(|told| told);
    (sink.files().clone(), told)
}

fn text<'a>(files: &'a BTreeMap<String, Vec<u8>>, path: &str) -> &'a str {
    std::str::from_utf8(&files[path]).unwrap()
}

fn style(files: &BTreeMap<String, Vec<u8>>) -> &str {
    let path = files.keys().find(|path| path.starts_with("assets/style."));
    text(files, path.unwrap())
}

#[test]
fn every_page_of_the_plain_theme_says_what_residents_must_know() {
    let (files, told) = example(r#"theme = "plain""#, "");
    assert_eq!(told, "");
    let pages = files
        .keys()
        .filter(|path| path.ends_with("/index.html") && !path.ends_with("/poster/index.html"));
    let mut count = 0;
    for path in pages {
        let page = text(&files, path);
        // Old addresses lead on and say nothing.
        if page.contains(r#"http-equiv="refresh""#) {
            continue;
        }
        count += 1;
        for needed in [
            "示例站点，不是官方网站",
            "主办单位：",
            "咨询电话：",
            "线下怎么办",
            "内容更新到：",
        ] {
            assert!(page.contains(needed), "{path} lacks {needed}");
        }
    }
    assert!(count > 200, "{count}");

    let policy = text(&files, "policy/2016-215/index.html");
    assert!(policy.contains("有效性"), "{policy}");
    assert!(policy.contains("来源："), "{policy}");
    let cancelled = text(&files, "event/duifei-shijian/index.html");
    assert!(cancelled.contains("已取消"), "{cancelled}");
}

#[test]
fn settings_of_a_theme_reach_its_style_and_are_checked() {
    let (plain, _) = example(r#"theme = "plain""#, "");
    assert!(style(&plain).contains("max-width: 36em"));
    assert!(!style(&plain).contains("color: #3a1c00"));

    let (brown, told) = example(r#"theme = "plain""#, "ink = '#3a1c00'\nmeasure = 28");
    assert_eq!(told, "");
    assert!(style(&brown).contains("max-width: 28em"));
    assert!(style(&brown).contains("color: #3a1c00"));

    let (none, told) = example(r#"theme = "plain""#, "measure = 90\nfont = '宋体'");
    assert!(none.is_empty());
    assert!(
        told.contains("site.toml:51:11: error[invalid-value]"),
        "{told}"
    );
    assert!(
        told.contains("site.toml:52:1: error[unknown-field]"),
        "{told}"
    );
}

#[test]
fn the_plain_theme_speaks_both_languages() {
    let keys = |language: &str| -> Vec<String> {
        let path = format!("themes/plain/strings/{language}.toml");
        let words: toml::Table = text_of_example(&path).parse().unwrap();
        words.keys().cloned().collect()
    };
    assert_eq!(keys("zh"), keys("en"));

    let (files, told) = example_in("en", r#"theme = "plain""#, "");
    assert_eq!(told, "");
    let home = text(&files, "index.html");
    assert!(home.contains("Larger text"), "{home}");
    assert!(!home.contains("放大字"), "{home}");
}

#[test]
fn a_town_of_many_pages_shows_some_of_each_type_and_all_page_by_page() {
    let issues: Vec<(String, String)> = (1..=60)
        .map(|number| {
            let text =
                format!("---\ntitle: 方洞简报第{number}期\ntown: 方洞镇\n---\n\n一期简报。\n");
            (format!("content/brief/{number}.md"), text)
        })
        .collect();
    let issues: Vec<(&str, &str)> = issues
        .iter()
        .map(|(path, text)| (&**path, &**text))
        .collect();
    let options = BuildOptions {
        no_search: true,
        ..BuildOptions::default()
    };
    let mut sink = MemorySink::default();
    build_example(&options, &issues, &mut sink).unwrap();
    let files = sink.files();
    let lists: Vec<&String> = files
        .keys()
        .filter(|path| path.starts_with("town/fangdong/") && path.ends_with("index.html"))
        .collect();
    assert!(lists.len() > 3, "{lists:?}");
    for number in 1..=60 {
        let link = format!("href=\"/brief/{number}/\"");
        let shown = lists
            .iter()
            .filter(|path| text(files, path).contains(&link))
            .count();
        // On one of the list pages, and among the first of its type on the first.
        assert!((1..=2).contains(&shown), "{number}: {shown}");
    }
}
