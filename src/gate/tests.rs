use std::collections::BTreeMap;

use jiff::civil::date;
use lyceum_index::published::Vocabulary;
use lyceum_index::{Document, Section};

use super::{Withheld, check};
use crate::diag::Diagnostics;
use crate::render::Body;
use crate::scan::{PageFile, PageKind};
use crate::source::{SourceDb, Span};
use crate::world::MemoryWorld;

const BODY: &str = "\
## 主要目标

到明年底，每个镇都要有一所能开课的**社区**学校。经费由县和镇各出一半，不足的部分从培训费里补！

特此通知。

各镇人民政府、街道办事处，县级各部门：现印发给你们，请结合实际认真贯彻执行。

:::notice{title=\"试点名单要等领导小组讨论以后再定\"}
:::
";

/// What is found in one file, by line and column.
fn found(path: &str, body: Body, world: &MemoryWorld) -> Vec<(usize, usize)> {
    let mut sources = SourceDb::default();
    let file = sources.add("a.md", BODY);
    let withheld = Withheld {
        source: PageFile {
            file,
            path: "a.md".to_owned(),
            kind: PageKind::Single,
        },
        body: Span::new(file, 0..BODY.len()),
        said: vec!["每个镇都要有一所能开课的社区学校".to_owned()],
        attachments: Vec::new(),
        links: Vec::new(),
    };
    let mut diags = Diagnostics::default();
    let files = BTreeMap::from([(path.to_owned(), body)]);
    check(&[withheld], &files, world, &sources, &mut diags).unwrap();
    let places = diags.sorted().into_iter().map(|fault| {
        let place = sources.position(fault.span);
        (place.line, place.column)
    });
    places.collect()
}

fn in_bytes(path: &str, text: &str) -> Vec<(usize, usize)> {
    let world = MemoryWorld::new(date(2026, 11, 20));
    found(path, Body::Bytes(text.as_bytes().to_vec().into()), &world)
}

#[test]
fn a_sentence_is_found_however_it_is_written() {
    for (path, text) in [
        ("a/index.html", "<p>经费由县和镇<em>各出</em>一半</p>"),
        ("a/index.html", "<meta content=\"经费由县和镇各出一半\">"),
        ("a.json", r#"{"s": "经费由县\u548c镇\n各出一半"}"#),
        ("calendar.ics", "SUMMARY:经费\\, 由县\r\n 和镇各出一半"),
        ("a.html", "/share?text=%E7%BB%8F%E8%B4%B9由县和镇各出一半"),
        ("经费由县和镇各出一半/index.html", ""),
    ] {
        // Ten characters prove nothing.
        assert_eq!(in_bytes(path, text), []);
        let text = text.replace("一半", "一半，不足的部分从培训费里补");
        let path = path.replace("一半", "一半不足的部分从培训费里补");
        assert_eq!(in_bytes(&path, &text), [(3, 27)], "{text}");
    }
}

#[test]
fn formulas_short_lines_and_what_the_card_says_prove_nothing() {
    let all = "主要目标 特此通知 每个镇都要有一所能开课的社区学校 \
        各镇人民政府、街道办事处，县级各部门：现印发给你们，请结合实际认真贯彻执行";
    assert_eq!(in_bytes("a.html", all), []);
}

#[test]
fn titles_of_boxes_are_sentences() {
    assert_eq!(
        in_bytes("a.html", "试点名单要等领导小组讨论以后再定"),
        [(9, 18)]
    );
}

#[test]
fn copied_files_are_looked_into() {
    let mut world = MemoryWorld::new(date(2026, 11, 20));
    world.write("static/a.txt", "不足的部分从培训费里补");
    let body = Body::Copy("static/a.txt".to_owned());
    assert_eq!(found("a.txt", body, &world), []);
    world.write("static/a.txt", "试点名单要等领导小组讨论以后再定");
    let body = Body::Copy("static/a.txt".to_owned());
    assert_eq!(found("a.txt", body.clone(), &world), [(9, 18)]);
    let gone = MemoryWorld::new(date(2026, 11, 20));
    assert_eq!(found("a.txt", body, &gone), []);
}

#[test]
fn compressed_files_of_the_search_are_looked_into() {
    let world = MemoryWorld::new(date(2026, 11, 20));
    let text = "前言。试点名单要等领导小组讨论以后再定，".repeat(3);
    let document = Document {
        url: "/a/".to_owned(),
        title: "甲".to_owned(),
        sections: vec![Section {
            anchor: None,
            heading: String::new(),
            text: text.into(),
        }],
        ..Document::default()
    };
    let published = lyceum_index::write(vec![document], &[], Vocabulary::default()).unwrap();
    let holders = published.files.into_iter().filter(|file| {
        let path = format!("search/{}", file.name);
        let body = Body::Bytes(file.bytes.clone().into());
        found(&path, body, &world) == [(9, 18)]
    });
    let holders: Vec<String> = holders.map(|file| file.name).collect();
    assert!(
        holders.iter().any(|name| name.starts_with("pages/")),
        "{holders:?}"
    );
}
