//! `lyceum ledger merge`: what a station makes of the records that residents hand in.
//! `tests/ledger/` has files as the record's page of the example site made them.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "helpers of tests fail as tests do; a command is watched on a real disk"
)]

#[path = "common/command.rs"]
mod command;
#[path = "common/site.rs"]
mod site;

use std::fs;
use std::path::Path;

use command::{Run, lyceum};
use site::{Folder, files};

const HEAD: &str = "what,page,title,month,learners,completions,class_hours,minutes\n";
/// The number of the learner in these files, but for its beginning.
const LEARNER: &str = "-bac9-4ef1-b90a-d364564824c7";

fn handed_in(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ledger");
    fs::read(folder.join(name)).unwrap()
}

fn text(name: &str) -> String {
    String::from_utf8(handed_in(name)).unwrap()
}

/// The same pages, done by another learner.
fn of_learner(number: usize) -> String {
    // Numbers of statements are random too: each gets another beginning.
    let text = text("fangdong.json").replace(
        &format!("518d118b{LEARNER}"),
        &format!("{number:08x}{LEARNER}"),
    );
    let ids = ["90a23117", "210417ef", "f793ab0d", "4334a345"];
    ids.iter().enumerate().fold(text, |text, (at, id)| {
        text.replace(id, &format!("{:08x}", number * 16 + at))
    })
}

fn merge(folder: &Folder, arguments: &[&str]) -> Run {
    let command = ["--lang", "zh", "ledger", "merge", "--format", "concise"];
    lyceum(folder.path(), &[&command, arguments].concat())
}

#[test]
fn an_entry_counts_once_in_however_many_files_it_is() {
    let folder = Folder::new();
    folder.write("a.json", handed_in("fangdong.json"));
    folder.write("a.csv", handed_in("fangdong.csv"));
    let before = files(folder.path());
    let run = merge(&folder, &["a.json", "a.csv", "a.json", "--least", "1"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert_eq!(files(folder.path()), before);
    let rows = "page,https://luxian.example.org/course/anti-fraud/,防骗课：接到陌生电话怎么办,,1,1,1,60\n\
                page,https://luxian.example.org/course/first-aid/,急救第一步,,1,1,2,90\n\
                page,https://luxian.example.org/lesson/fuji-shualuo-2/,福集耍锣第二课：轻重和呼应,,1,1,1.5,60\n\
                page,https://luxian.example.org/lesson/yutan-cailong-1/,雨坛彩龙第一课：认识龙具,,1,1,1,40\n\
                month,,,2026-11,1,4,5.5,250\n\
                all,,,,1,4,5.5,250\n";
    assert_eq!(run.stdout, format!("{HEAD}{rows}"));
    assert!(
        run.stderr
            .contains("文件 3 个，学习者 1 位，学完 4 项；重复的 8 条只算一次"),
        "{}",
        run.stderr
    );
    // The order of the files does not matter.
    let again = merge(&folder, &["a.csv", "a.json", "--least", "1"]);
    assert_eq!(again.stdout, run.stdout);
}

#[test]
fn a_learner_who_did_a_page_again_counts_once_for_it() {
    let folder = Folder::new();
    folder.write("before.json", of_learner(1));
    // Taken back and marked again a month later: another statement of the same learner.
    let again = of_learner(1)
        .replace("\"00000013", "\"000000ff")
        .replace("2026-11-25T06:51:17.515Z", "2026-12-31T17:00:00Z");
    folder.write("after.json", again);
    let run = merge(&folder, &["before.json", "after.json", "--least", "1"]);
    // The later one, which was next year in China.
    assert!(
        run.stdout.contains("month,,,2026-11,1,3,"),
        "{}",
        run.stdout
    );
    assert!(
        run.stdout.contains("month,,,2027-01,1,1,"),
        "{}",
        run.stdout
    );
    assert!(run.stdout.contains("all,,,,1,4,"), "{}", run.stdout);
}

#[test]
fn few_learners_are_not_shown_alone_and_none_by_name() {
    let folder = Folder::new();
    let names: Vec<String> = (0..6).map(|number| format!("{number}.json")).collect();
    for (number, name) in names.iter().enumerate() {
        let text = of_learner(number);
        // Three did not finish the lesson on drums, one of them but wrote a note on it.
        let text = if number < 3 {
            text.replacen("verbs/completed", "verbs/experienced", 1)
        } else {
            text
        };
        folder.write(name, text);
    }
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let run = merge(&folder, &names);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    // Three learners of the drums alone could be told from the sum: the page with the fewest joins them.
    assert!(!run.stdout.contains("fuji-shualuo"), "{}", run.stdout);
    assert!(run.stdout.contains("few_pages,,,,6,9,"), "{}", run.stdout);
    assert!(run.stdout.contains("all,,,,6,21,"), "{}", run.stdout);
    assert!(run.stderr.contains("不到 5 位"), "{}", run.stderr);
    for secret in [LEARNER, "先挂断", "00000000", "90a23117"] {
        assert!(!run.stdout.contains(secret), "{secret}: {}", run.stdout);
    }
}

#[test]
fn faults_are_told_with_their_place_and_the_rest_counts() {
    let folder = Folder::new();
    let whole = text("fangdong.json");
    folder.write("good.json", &whole);
    folder.write("cut.json", whole.split_once("福集镇").unwrap().0);
    folder.write("other.json", "{\"name\": 1}\n");
    folder.write(
        "hours.json",
        of_learner(2).replacen(
            "\"urn:lyceum:class-hours\": 1.5",
            "\"urn:lyceum:class-hours\": \"many\"",
            1,
        ),
    );
    folder.write("columns.csv", "姓名,电话\n甲,1\n");
    folder.write(
        "cells.csv",
        text("fangdong.csv").replacen("1.5,60", "一个半,60", 1),
    );
    let run = merge(
        &folder,
        &[
            "good.json",
            "cut.json",
            "other.json",
            "hours.json",
            "columns.csv",
            "cells.csv",
            "none.json",
            "--least",
            "1",
        ],
    );
    assert_eq!(run.code, Some(1));
    for told in [
        "cut.json:43:7: error[syntax-error]: 文件不完整或者坏了：EOF while parsing a string\n",
        "other.json:1:11: error[invalid-value]: 这不是从学习记录里下载的备份",
        "hours.json:41:37: error[invalid-value]: 这一条没有算进去：invalid type: string \"many\", expected f64\n",
        "columns.csv:1:1: error[invalid-value]: 这张表不是学习记录",
        "cells.csv:2:1: error[invalid-value]: 这一行没有算进去：`class hours`",
        "none.json:1:1: error[unreadable-file]: 文件读不出来",
    ] {
        assert!(run.stderr.contains(told), "{told}\n{}", run.stderr);
    }
    // Four of the first learner, three of the second.
    assert!(run.stdout.contains("all,,,,2,7,"), "{}", run.stdout);
}

#[test]
fn a_table_saved_again_by_a_spreadsheet_is_read() {
    let folder = Folder::new();
    let table = text("fangdong.csv").replace("2026-11-25", "2026/11/25");
    let (bytes, _, unmapped) = encoding_rs::GBK.encode(table.trim_start_matches('\u{feff}'));
    assert!(!unmapped);
    folder.write("saved.csv", bytes);
    let run = merge(&folder, &["saved.csv", "--least", "1"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(
        run.stdout.contains("急救第一步,,1,1,2,90"),
        "{}",
        run.stdout
    );
}

#[test]
fn a_title_is_no_formula() {
    let folder = Folder::new();
    folder.write(
        "a.json",
        text("fangdong.json").replace("急救第一步", "=HYPERLINK(1)"),
    );
    let run = merge(&folder, &["a.json", "--least", "1"]);
    assert!(run.stdout.contains(",'=HYPERLINK(1),"), "{}", run.stdout);
}
