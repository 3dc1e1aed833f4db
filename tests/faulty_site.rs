//! Fifty pages with the mistakes that editors make: all are told in one run, in both languages, and
//! `lyceum check --fix` leaves what needs a human.
//!
//! The site is `tests/faulty-site/site/`. `UPDATE=1 cargo test --test faulty_site` writes what is told
//! and mended into the files beside it; read the difference before you keep it.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "helpers of tests fail as tests do; the site and what is expected are files"
)]

#[path = "common/site.rs"]
mod site;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use jiff::civil::date;
use lyceum::diag::{Diagnostics, Format, Lang, View, render};
use lyceum::source::SourceDb;
use lyceum::world::DiskWorld;
use lyceum::{BuildOptions, build};
use serde_json::Value;
use site::{Folder, files};

fn beside(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faulty-site");
    folder.join(name)
}

/// Compares a text with a file, or writes it there.
fn expect(name: &str, found: &str) {
    let path = beside(name);
    if std::env::var("UPDATE").is_ok_and(|value| value == "1") {
        fs::write(&path, found).unwrap();
        return;
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    if expected == found {
        return;
    }
    let lines = |text: &str| -> BTreeSet<String> { text.lines().map(str::to_owned).collect() };
    let (expected, found) = (lines(&expected), lines(found));
    let missing: Vec<&String> = expected.difference(&found).collect();
    let more: Vec<&String> = found.difference(&expected).collect();
    panic!(
        "{name}\nexpected, not found: {missing:#?}\nfound, not expected: {more:#?}\n\
         UPDATE=1 cargo test --test faulty_site rewrites the file"
    );
}

/// Diagnostics in JSON as lines to read: place, code, message, help.
fn lines(json: &str) -> String {
    let objects = json.lines().filter(|line| line.starts_with('{'));
    let lines = objects.map(|line| {
        let one: Value = serde_json::from_str(line).unwrap();
        let text = |key: &str| one[key].as_str().unwrap_or_default().to_owned();
        let help = match text("help") {
            help if help.is_empty() => panic!("no help: {line}"),
            help => help,
        };
        format!(
            "{}:{}:{}: {}[{}]: {} -> {help}\n",
            text("file"),
            one["line"],
            one["column"],
            text("severity"),
            text("code"),
            text("message"),
        )
    });
    lines.collect()
}

#[test]
fn every_mistake_is_told_in_one_run_and_nothing_else() {
    let root = beside("site");
    let world = DiskWorld::new(&root, root.join("public"), date(2026, 11, 20));
    let mut sources = SourceDb::default();
    let mut diags = Diagnostics::default();
    let built = build(&world, &BuildOptions::default(), &mut sources, &mut diags);
    assert!(built.is_err());
    for (lang, name) in [(Lang::Zh, "told.zh.txt"), (Lang::En, "told.en.txt")] {
        let view = View {
            format: Format::Json,
            lang,
            colour: false,
        };
        let told = lines(&render(&diags, &sources, view));
        let pages: BTreeSet<&str> = told
            .lines()
            .filter_map(|line| line.split(':').next())
            .collect();
        assert_eq!(pages.len(), 50, "{pages:#?}");
        expect(name, &told);
    }
}

/// What `lyceum check` says in a folder.
fn check(folder: &Path, arguments: &[&str], code: i32) -> String {
    let run = Command::new(env!("CARGO_BIN_EXE_lyceum"))
        .current_dir(folder)
        .args(["--lang", "zh", "check"])
        .args(arguments)
        .output()
        .unwrap();
    let said = String::from_utf8(run.stderr).unwrap();
    assert_eq!(run.status.code(), Some(code), "{said}");
    said
}

/// Runs `lyceum check --fix` in a folder: the count, and what is left.
fn mend(folder: &Path) -> (String, String) {
    let said = check(folder, &["--fix", "--format", "json"], 1);
    let count = said.lines().next().unwrap_or_default().to_owned();
    (count, lines(&said))
}

type Files = BTreeMap<String, (Vec<u8>, SystemTime)>;

/// The lines that differ, each with the line that it was.
fn changes(before: &Files, after: &Files) -> String {
    let mut changes = String::new();
    assert!(
        before.keys().eq(after.keys()),
        "no file is added or removed"
    );
    for (path, (old, _)) in before {
        let old = String::from_utf8_lossy(old);
        let new = String::from_utf8_lossy(&after[path].0);
        let pairs = old.split_inclusive('\n').zip(new.split_inclusive('\n'));
        for (number, (old, new)) in pairs.enumerate() {
            if old != new {
                let (old, new) = (old.trim_end_matches('\n'), new.trim_end_matches('\n'));
                writeln!(changes, "{path}:{}\n- {old}\n+ {new}", number + 1).unwrap();
            }
        }
        assert_eq!(old.lines().count(), new.lines().count(), "{path}");
    }
    changes
}

#[test]
fn what_is_mended_is_what_was_wrong_and_the_rest_needs_a_human() {
    let folder = Folder::new();
    let before = files(&beside("site"));
    for (path, (bytes, _)) in &before {
        folder.write(path, bytes);
    }
    let (count, left) = mend(folder.path());
    let after = files(folder.path());
    expect(
        "mended.txt",
        &format!("{count}\n{}", changes(&before, &after)),
    );
    expect("left.zh.txt", &left);

    let (count, again) = mend(folder.path());
    assert_eq!(count, "已改好 0 处，涉及 0 个文件");
    assert_eq!(again, left);
    assert!(
        files(folder.path()) == after,
        "a second run changes nothing"
    );
}

#[test]
fn editors_can_make_the_fixes_that_json_names() {
    let folder = Folder::new();
    let path = "content/course/phone.md";
    folder.write(
        path,
        "---\ntitle: 用手机\n“town”: 【方洞镇】\ndraft: ‘否’\naudience: 老年人、妇女\n---\n正文\n",
    );
    let said = check(folder.path(), &["--format", "json"], 0);
    let text = fs::read_to_string(folder.path().join(path)).unwrap();
    let mut lines: Vec<Vec<char>> = text.lines().map(|line| line.chars().collect()).collect();
    let mut count = 0;
    let diagnostics = said.lines().filter(|line| line.starts_with('{'));
    let found = diagnostics.map(|line| serde_json::from_str::<Value>(line).unwrap());
    // From the last to the first, so that places stay where they are.
    for one in found.collect::<Vec<_>>().iter().rev() {
        let fix = &one["fix"];
        let at = |key: &str| usize::try_from(fix[key].as_u64().unwrap()).unwrap() - 1;
        assert_eq!(at("line"), at("end_line"));
        let text = fix["text"].as_str().unwrap().chars();
        lines[at("line")].splice(at("column")..at("end_column"), text);
        count += 1;
    }
    let mended: Vec<String> = lines.into_iter().map(String::from_iter).collect();
    assert_eq!(
        mended.join("\n"),
        "---\ntitle: 用手机\ntown: [方洞镇]\ndraft: false\naudience: [老年人, 妇女]\n---\n正文"
    );
    assert_eq!(count, 4, "{said}");
}
