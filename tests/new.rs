//! `lyceum new`: a page to start from.
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
use std::io::Write as _;
use std::process::{Command, Stdio};

use command::lyceum;
use lyceum::model::Schema;
use serde_json::Value;
use site::{Folder, files};

/// A site with closed lists, an organisation, and courses in a folder of their own choice.
fn town_site() -> Folder {
    let folder = Folder::new();
    folder.write(
        "site.toml",
        "title = \"示例\"\n[taxonomies.topic]\nterms = [\"科普\", \"法制\"]\n\
         [taxonomies.audience]\nterms = [\"老年人\", \"妇女\"]\n",
    );
    folder.write(
        "content/org/school.md",
        "---\ntitle: 方洞镇社区教育学校\ntype: org\nowner: 方洞镇社区教育学校\ndate: 2026-11-20\n\
         tier: 镇级\nparent: 无\n---\n",
    );
    folder.write(
        "content/learn/fish.md",
        "---\ntitle: 蒸鱼\ntype: course\nowner: 方洞镇社区教育学校\ndate: 2026-11-20\naudience: 老年人\n\
         topic: 科普\nmode: 线下\nduration_min: 60\nfee: 0\n---\n",
    );
    folder
}

#[test]
fn a_new_page_of_every_type_lacks_only_what_its_author_must_write() {
    let schema = Schema::built_in();
    for kind in &schema.types {
        let folder = Folder::new();
        let run = lyceum(folder.path(), &["new", &kind.label.zh, "一个“新”题目: 甲"]);
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        let path = run.stdout.trim_end();
        assert!(folder.path().join(path).exists(), "{path}");

        let run = lyceum(folder.path(), &["check", "--format", "json"]);
        let mut keys = Vec::new();
        for line in run.stderr.lines().filter(|line| line.starts_with('{')) {
            let found: Value = serde_json::from_str(line).unwrap();
            assert_eq!(found["code"], "missing-field", "{}: {line}", kind.key);
            let message = found["message"].as_str().unwrap();
            assert!(message.ends_with("` is blank"), "{}: {line}", kind.key);
            keys.push(message.split('`').nth(1).unwrap().to_owned());
        }
        let needed = schema.needed(kind);
        let mut required: Vec<&str> = needed.map(|field| &*field.key).collect();
        if kind.key == "event" {
            required.push("venue");
        }
        // A document is compared with the original before it is published.
        if kind.key == "policy" {
            required.push("reviewed_by");
        }
        // These have a value to start from.
        required.retain(|key| !key.ends_with("_on") && !["date", "start", "primary"].contains(key));
        keys.sort_unstable();
        required.sort_unstable();
        assert_eq!(keys, required, "{}", kind.key);
        let code = i32::from(!required.is_empty());
        assert_eq!(run.code, Some(code), "{}", kind.key);
    }
}

#[test]
fn a_page_that_exists_is_not_written_over() {
    let folder = Folder::new();
    let arguments = ["new", "course", "用手机挂号"];
    assert_eq!(lyceum(folder.path(), &arguments).code, Some(0));
    let before = files(folder.path());
    let run = lyceum(folder.path(), &arguments);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.ends_with("exists already\n"), "{}", run.stderr);
    assert_eq!(files(folder.path()), before);
}

#[test]
fn fields_are_set_and_checked_on_the_command_line() {
    let folder = town_site();
    let arguments = [
        "new",
        "课程",
        "用手机挂号",
        "--set",
        "owner=1",
        "--set",
        "适合人群=老年人、妇女",
        "--set",
        "topic=2",
        "--set",
        "mode=线下",
        "--set",
        "duration_min=９０",
        "--set",
        "fee=0",
        "--set",
        "signup.tel=0830-0000000",
    ];
    let run = lyceum(folder.path(), &arguments);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    // Where the site's courses are.
    assert_eq!(run.stdout, "content/learn/yong-shou-ji-gua-hao.md\n");
    let page = fs::read_to_string(folder.path().join(run.stdout.trim())).unwrap();
    for line in [
        "owner: 方洞镇社区教育学校\n",
        "audience: [老年人, 妇女]\n",
        "topic: [法制]\n",
        "mode: 线下\n",
        "duration_min: 90\n",
        "fee: 0\n",
        "signup:  # 报名\n  tel: \"0830-0000000\"\n",
    ] {
        assert!(page.contains(line), "{line}: {page}");
    }
    let check = lyceum(folder.path(), &["check"]);
    assert!(check.stderr.contains("no faults found"), "{}", check.stderr);

    let wrong = [
        ("mode=网上", "`mode` cannot be `网上`; did you mean `线上`?"),
        ("topic=科谱", "there is no `科谱`; did you mean `科普`?"),
        ("price=3", "`course` has no field `price`"),
    ];
    for (set, told) in wrong {
        let run = lyceum(folder.path(), &["new", "course", "乙", "--set", set]);
        assert_eq!(run.code, Some(2));
        assert!(run.stderr.contains(told), "{}", run.stderr);
    }
    assert!(!folder.path().join("content/learn/yi.md").exists());
}

#[test]
fn without_a_terminal_nothing_is_asked() {
    let folder = Folder::new();
    for arguments in [&["new"][..], &["new", "course"]] {
        let run = lyceum(folder.path(), arguments);
        assert_eq!(run.code, Some(2));
        assert!(run.stderr.contains("write"), "{}", run.stderr);
    }
}

/// `script` gives the command a terminal, as an editor has one.
#[test]
fn on_a_terminal_it_asks_until_the_answer_can_be() {
    let folder = town_site();
    let command = format!("{} --lang zh new", env!("CARGO_BIN_EXE_lyceum"));
    let mut process = Command::new("script")
        .args(["--quiet", "--return", "--command", &command, "/dev/null"])
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    // Type, title, owner, date, topic twice, audience, mode, minutes twice, fee left for later.
    let typed = "课程\n用手机挂号\n1\n2026年11月25日\n科技\n1\n老年人\n2\n很久\n60\n\n";
    process
        .stdin
        .take()
        .unwrap()
        .write_all(typed.as_bytes())
        .unwrap();
    let output = process.wait_with_output().unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{told}");
    for part in [
        "课程：可以报名或自学的课。",
        "标题：",
        "1 方洞镇社区教育学校",
        "1 科普  2 法制",
        "没有 `科技`",
        "`duration_min` 应是数字，这里是文字",
        "content/learn/yong-shou-ji-gua-hao.md",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    let page =
        fs::read_to_string(folder.path().join("content/learn/yong-shou-ji-gua-hao.md")).unwrap();
    for line in [
        "date: 2026-11-25\n",
        "topic: [科普]\n",
        "mode: 线下\n",
        "duration_min: 60\n",
        "fee:  #",
    ] {
        assert!(page.contains(line), "{line}: {page}");
    }
}
