//! The `lyceum` command as people and machines run it: exit codes, what is written and what is said.
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
use std::process::Stdio;

use command::{command, finished, lyceum};
use serde_json::Value;
use site::{Folder, files};

/// A card whose summary is a sentence of the text that it stands for.
const LEAKING: &str = "\
---
title: 补助名单的通知
type: policy
owner: 县学院
doc_no: 示例〔2026〕2号
issuer: 县学院
doc_kind: 通知
written_on: 2026-11-01
published_on: 2026-11-02
disclosure: 依申请公开
validity: 有效
summary: 名单上的每一户都由村里和镇上两次核对。
reviewed_by: 示例审核人
---
名单上的每一户都由村里和镇上两次核对。
";

/// A site of two pages.
fn small_site() -> Folder {
    let folder = Folder::new();
    folder.write("site.toml", "title = \"示例\"\n");
    folder.write(
        "content/course/phone.md",
        "---\ntitle: 用手机挂号\ndate: 2026-11-20\ntown: 方洞镇\n---\n打开微信，找到县医院。\n",
    );
    folder.write("content/course/fish.md", "# 蒸鱼\n\n先洗鱼，再上锅。\n");
    folder
}

const FAULTY: &str = "---\ntitel: 报名\n---\n";

#[test]
fn a_sound_site_is_built_and_the_exit_code_is_0() {
    let folder = small_site();
    let run = lyceum(folder.path(), &["build"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert_eq!(run.stdout, "");
    assert!(run.stderr.starts_with("public: "), "{}", run.stderr);
    assert!(
        folder
            .path()
            .join("public/course/phone/index.html")
            .exists()
    );
}

#[test]
fn a_page_comes_at_its_minute_and_the_next_change_is_told() {
    let folder = small_site();
    folder.write(
        "content/policy/notice.md",
        "---\ntitle: 报名通知\npublish_at: 2026-12-01 08:00\nexpire_at: 2026-12-31\n---\n带身份证。\n",
    );
    let page = folder.path().join("public/policy/notice/index.html");
    let told = |now: &str, lang: &str| {
        let run = lyceum(folder.path(), &["--lang", lang, "build", "--now", now]);
        assert_eq!(
            (run.code, run.stdout.as_str()),
            (Some(0), ""),
            "{}",
            run.stderr
        );
        run.stderr.lines().last().unwrap_or_default().to_owned()
    };
    let before = told("2026-12-01 07:59", "en");
    assert_eq!(
        before,
        "build again at 2026-12-01 08:00: a page becomes public"
    );
    assert!(!page.exists());
    let during = told("2026年12月1日 8:00", "zh");
    assert_eq!(during, "下次要在 2027-01-01 00:00 重新生成：有页面下线");
    assert!(page.exists());
    let after = told("2027-01-01", "en");
    assert_eq!(after, "build again at 2028-01-01 00:00: a new year begins");
    assert!(!page.exists());
}

#[test]
fn what_nobody_need_think_about_is_mended() {
    let folder = small_site();
    folder.write(
        "content/policy/a.md",
        "---\ntype: policy\n标题：通知\ndoc_no: \"泸县府办发(2016)0215 号\"\nissuer：县政府办\n\
         owner: 县学院\ndoc_kind: 通知\nwritten_on: 2016年11月18日\npublished_on: 2016.11.20 # 挂网\n\
         disclosure: 主动公开\nvalidity: 待核实\nreviewed_by: 示例\ntags:\n\t- 通知\n---\n第一条：日期 2016.11.20 不动\n",
    );
    folder.write(
        "content/org/b.md",
        "---\ntitle: 县学院\ntype: org\ntier: 县级\n---\n",
    );
    folder.write("content/bad.md", FAULTY);
    let run = lyceum(folder.path(), &["check", "--fix"]);
    assert_eq!(run.code, Some(1));
    let mut said = run.stderr.lines();
    assert_eq!(said.next(), Some("places mended: 6, files: 1"));
    assert!(run.stderr.contains("content/bad.md:2:1"), "{}", run.stderr);
    assert!(!run.stderr.contains("content/policy"), "{}", run.stderr);
    let path = folder.path().join("content/policy/a.md");
    let mended = std::fs::read_to_string(&path).unwrap();
    assert_eq!(
        mended,
        "---\ntype: policy\n标题: 通知\ndoc_no: \"泸县府办发〔2016〕215号\"\nissuer: 县政府办\n\
         owner: 县学院\ndoc_kind: 通知\nwritten_on: 2016-11-18\npublished_on: 2016-11-20 # 挂网\n\
         disclosure: 主动公开\nvalidity: 待核实\nreviewed_by: 示例\ntags:\n  - 通知\n---\n第一条：日期 2016.11.20 不动\n"
    );

    let again = lyceum(folder.path(), &["check", "--fix"]);
    let first = again.stderr.lines().next();
    assert_eq!(first, Some("places mended: 0, files: 0"));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), mended);
}

#[test]
fn faults_of_the_content_end_with_1_and_faults_of_the_settings_with_2() {
    let folder = small_site();
    folder.write("content/a.md", FAULTY);
    for command in ["build", "check"] {
        assert_eq!(lyceum(folder.path(), &[command]).code, Some(1));
    }
    folder.write("site.toml", "titel = \"示例\"\n");
    for command in ["build", "check"] {
        assert_eq!(lyceum(folder.path(), &[command]).code, Some(2));
    }
}

#[test]
fn misuse_ends_with_2() {
    let folder = small_site();
    let wrong: [&[&str]; 9] = [
        &[],
        &["bild"],
        &["build", "--loud"],
        &["build", "--root", "gone"],
        &["build", "--now", "tomorrow"],
        &["build", "--base-url", "example.org"],
        &["build", "--jobs", "0"],
        &["search", "鱼", "--filter", "town"],
        &["new", "quiz", "题目"],
    ];
    for arguments in wrong {
        let run = lyceum(folder.path(), arguments);
        assert_eq!(run.code, Some(2), "{arguments:?}");
        assert!(!run.stderr.is_empty(), "{arguments:?}");
        assert_eq!(run.stdout, "", "{arguments:?}");
    }
}

#[test]
fn warnings_do_not_keep_a_site_from_being_built() {
    let folder = small_site();
    folder.write("content/a.md", "![](a.svg)\n");
    folder.write("content/a.svg", "<svg/>");
    let run = lyceum(folder.path(), &["build", "--format", "concise"]);
    assert_eq!(run.code, Some(0));
    let lines: Vec<&str> = run.stderr.lines().collect();
    assert_eq!(
        lines[..2],
        [
            "content/a.md:1:1: warning[missing-alt]: the image has no description",
            "0 errors, 1 warning",
        ]
    );
}

#[test]
fn a_build_that_fails_leaves_the_old_site_untouched() {
    let folder = small_site();
    assert_eq!(lyceum(folder.path(), &["build"]).code, Some(0));
    let before = files(&folder.path().join("public"));
    let faults: [(&str, &str); 4] = [
        ("content/a.md", FAULTY),
        ("content/card.md", LEAKING),
        ("site.toml", "titel = \"示例\"\n"),
        ("themes/lyceum/templates/page.html", "{{ gone.by }}"),
    ];
    for (path, text) in faults {
        let folder_path = folder.path().join(path);
        let old = fs::read(&folder_path).ok();
        folder.write(path, text);
        assert_ne!(lyceum(folder.path(), &["build"]).code, Some(0), "{path}");
        assert_eq!(files(&folder.path().join("public")), before, "{path}");
        match old {
            Some(old) => fs::write(folder_path, old).unwrap(),
            None => fs::remove_file(folder_path).unwrap(),
        }
    }
    let names: Vec<String> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| {
            !["site.toml", "content", "themes", "public", ".lyceum"].contains(&name.as_str())
        })
        .collect();
    assert!(names.is_empty(), "left behind: {names:?}");
}

#[test]
fn a_folder_with_other_files_is_not_built_into() {
    let folder = small_site();
    folder.write("public/thesis.doc", "x");
    let run = lyceum(folder.path(), &["build"]);
    assert_eq!(run.code, Some(2));
    assert_eq!(
        run.stderr,
        "error: `public` holds files that no build of Lyceum wrote: choose another folder with --out, or empty it\n"
    );
    assert_eq!(files(&folder.path().join("public")).len(), 1);
}

#[test]
fn stale_files_go_and_only_those_that_a_build_wrote() {
    let folder = small_site();
    folder.write("content/map/index.md", "# 地图\n");
    folder.write("content/map/map.svg", "<svg/>");
    assert_eq!(lyceum(folder.path(), &["build"]).code, Some(0));
    folder.write("public/map/own.txt", "x");
    folder.write("public/CNAME", "example.org");
    fs::remove_dir_all(folder.path().join("content/map")).unwrap();
    fs::remove_file(folder.path().join("content/course/fish.md")).unwrap();
    assert_eq!(lyceum(folder.path(), &["build"]).code, Some(0));
    let public = files(&folder.path().join("public"));
    for gone in ["map/index.html", "map/map.svg", "course/fish/index.html"] {
        assert!(!public.contains_key(gone), "{gone}");
    }
    for kept in ["map/own.txt", "CNAME", "course/phone/index.html"] {
        assert!(public.contains_key(kept), "{kept}");
    }
    assert!(!folder.path().join("public/course/fish").exists());
}

#[test]
fn files_that_did_not_change_are_not_written_again() {
    let folder = small_site();
    let build = |now: &str| lyceum(folder.path(), &["build", "--now", now]);
    assert_eq!(build("2026-11-20 08:30").code, Some(0));
    let before = files(&folder.path().join("public"));
    let run = build("2026-11-20 08:31");
    assert!(
        run.stderr.contains(" 0 changed, 0 removed"),
        "{}",
        run.stderr
    );
    assert_eq!(files(&folder.path().join("public")), before);

    folder.write("content/course/fish.md", "# 蒸鱼\n\n先洗鱼，再上蒸锅。\n");
    assert_eq!(build("2026-11-20 08:32").code, Some(0));
    let after = files(&folder.path().join("public"));
    assert_ne!(
        before["course/fish/index.html"].1,
        after["course/fish/index.html"].1
    );
    for same in ["robots.txt", "404.html", "search/index.html"] {
        assert_eq!(before[same], after[same], "{same}");
    }
}

#[test]
fn the_output_folder_is_never_input() {
    let folder = Folder::new();
    folder.write("a.md", "# 甲\n");
    for out in ["public", "elsewhere", "public"] {
        assert_eq!(
            lyceum(folder.path(), &["build", "--out", out]).code,
            Some(0)
        );
    }
    let public = files(&folder.path().join("public"));
    let strange: Vec<&String> = public
        .keys()
        .filter(|path| path.contains("public") || path.contains("elsewhere"))
        .collect();
    assert!(strange.is_empty(), "{strange:?}");
}

#[test]
fn diagnostics_have_the_shape_that_was_asked_for() {
    let folder = small_site();
    folder.write("content/a.md", FAULTY);
    let shown = |format: &str| lyceum(folder.path(), &["check", "--format", format]).stderr;
    assert_eq!(
        shown("concise"),
        "content/a.md:2:1: error[unknown-field]: unknown field `titel`\n1 error, 0 warnings\n"
    );
    assert_eq!(
        shown("github"),
        "::error file=content/a.md,line=2,col=1,title=unknown-field::unknown field `titel`%0A\
         did you mean `title`?\n"
    );
    let json: Value = serde_json::from_str(shown("json").trim_end()).unwrap();
    assert_eq!(
        json,
        serde_json::json!({
            "file": "content/a.md",
            "line": 2,
            "column": 1,
            "severity": "error",
            "code": "unknown-field",
            "message": "unknown field `titel`",
            "help": "did you mean `title`?",
        })
    );
    let full = shown("full");
    assert!(full.contains("2 | titel: 报名\n  | ^^^^^\n"), "{full}");
    assert!(!full.contains('\u{1b}'), "colour without a terminal");
}

#[test]
fn messages_are_in_the_language_asked_for_else_in_the_systems() {
    let folder = small_site();
    folder.write("content/a.md", FAULTY);
    let chinese =
        "content/a.md:2:1: error[unknown-field]: 没有 `titel` 这个字段\n1 个错误，0 个警告\n";
    let arguments = ["check", "--format", "concise"];
    let run = lyceum(folder.path(), &[&arguments[..], &["--lang", "zh"]].concat());
    assert_eq!(run.stderr, chinese);
    let mut from_system = command(folder.path(), &arguments);
    let run = finished(&from_system.env("LANG", "zh_CN.UTF-8").output().unwrap());
    assert_eq!(run.stderr, chinese);
}

#[test]
fn no_more_than_fifty_faults_are_shown_to_people_and_all_to_machines() {
    let folder = Folder::new();
    for number in 0..60 {
        folder.write(&format!("content/{number:02}.md"), FAULTY);
    }
    let shown = |format: &str| lyceum(folder.path(), &["check", "--format", format]).stderr;
    let concise = shown("concise");
    assert_eq!(concise.lines().count(), 51);
    assert!(concise.ends_with("\n60 errors, 0 warnings, 10 not shown\n"));
    assert_eq!(shown("json").lines().count(), 60);
}

#[test]
fn a_new_site_builds_without_a_warning() {
    let folder = Folder::new();
    let run = lyceum(folder.path(), &["init", "学习站"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    for path in run.stdout.lines() {
        assert!(folder.path().join(path).exists(), "{path}");
    }
    let root = folder.path().join("学习站");
    let run = lyceum(&root, &["check"]);
    assert_eq!((run.code, &*run.stderr), (Some(0), "no faults found\n"));
    assert_eq!(lyceum(&root, &["build"]).code, Some(0));
    assert!(root.join("public/index.html").exists());
    assert_eq!(lyceum(folder.path(), &["init", "学习站"]).code, Some(2));
}

#[test]
fn what_a_new_site_offers_as_comments_can_be_taken() {
    let folder = Folder::new();
    assert_eq!(lyceum(folder.path(), &["init", "站"]).code, Some(0));
    let path = folder.path().join("站/site.toml");
    let settings = fs::read_to_string(&path).unwrap();
    // Comments in words begin with a Chinese character.
    let is_setting = |rest: &&str| rest.starts_with(|c: char| c == '[' || c.is_ascii_lowercase());
    let taken = settings
        .lines()
        .map(|line| line.strip_prefix("# ").filter(is_setting).unwrap_or(line));
    let taken: Vec<&str> = taken.collect();
    folder.write("站/site.toml", taken.join("\n"));
    folder.write(
        "站/static/images/logo.svg",
        "<svg xmlns='http://www.w3.org/2000/svg'/>",
    );
    let run = lyceum(&folder.path().join("站"), &["build", "--lang", "en"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let home = fs::read_to_string(folder.path().join("站/public/index.html")).unwrap();
    for shown in ["清溪社区", "0830-1234567", "/images/logo.svg"] {
        assert!(home.contains(shown), "{home}");
    }
}

#[test]
fn what_was_built_is_found() {
    let folder = small_site();
    assert_eq!(lyceum(folder.path(), &["build"]).code, Some(0));
    let run = lyceum(folder.path(), &["search", "手机挂号"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert_eq!(run.stderr, "1 found\n");
    let first = run.stdout.lines().next().unwrap();
    assert_eq!(first, "用手机挂号  /course/phone/");

    let run = lyceum(folder.path(), &["search", "鱼", "--json"]);
    let found: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(found["total"], 1);
    assert_eq!(found["results"][0]["url"], "/course/fish/");

    let in_town = |town: &str| {
        let filter = format!("town={town}");
        let arguments = ["search", "挂号", "--json", "--filter", &filter];
        let run = lyceum(folder.path(), &arguments);
        let found: Value = serde_json::from_str(&run.stdout).unwrap();
        found["total"].as_u64()
    };
    assert_eq!(in_town("方洞镇"), Some(1));
    assert_eq!(in_town("福集镇"), Some(0));

    let run = lyceum(folder.path(), &["search", "yong shou ji gua hao"]);
    assert_eq!(run.stderr, "1 found\nFound by pinyin: 用手机挂号\n");

    let run = lyceum(folder.path(), &["search", "没有这个词"]);
    assert_eq!((run.code, &*run.stdout), (Some(0), ""));
}

#[test]
fn a_search_without_an_index_says_so() {
    let folder = small_site();
    let run = lyceum(folder.path(), &["search", "鱼"]);
    assert_eq!(run.code, Some(2));
    let last = run.stderr.lines().last().unwrap();
    assert_eq!(
        last,
        "`public/search` must hold the search files of a site; `lyceum build` makes them"
    );
    assert_eq!(run.stdout, "");
}

#[test]
fn a_copy_of_the_index_is_proved_whole_or_told_to_be_damaged() {
    let folder = small_site();
    assert_eq!(lyceum(folder.path(), &["build"]).code, Some(0));
    let run = lyceum(folder.path(), &["search", "--verify"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(run.stderr.contains("whole and undamaged"), "{}", run.stderr);

    let terms = folder.path().join("public/search/terms");
    let file = fs::read_dir(terms).unwrap().next().unwrap().unwrap().path();
    let mut bytes = fs::read(&file).unwrap();
    bytes.pop();
    fs::write(&file, bytes).unwrap();
    let run = lyceum(folder.path(), &["search", "--verify"]);
    assert_eq!(run.code, Some(2));
    let name = file.file_name().unwrap().to_str().unwrap();
    assert!(run.stderr.contains(name), "{}", run.stderr);
}

/// As in `lyceum search … | head -1`.
#[test]
fn a_reader_that_has_heard_enough_is_no_fault() {
    let folder = small_site();
    assert_eq!(lyceum(folder.path(), &["build"]).code, Some(0));
    let mut search = command(folder.path(), &["search", "鱼"]);
    let mut child = search
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn every_command_explains_itself() {
    let folder = Folder::new();
    let commands = ["build", "serve", "check", "search", "new", "init"];
    let run = lyceum(folder.path(), &["--help"]);
    assert_eq!(run.code, Some(0));
    for name in commands {
        assert!(run.stdout.contains(name), "{name}");
        let help = lyceum(folder.path(), &[name, "--help"]);
        assert_eq!(help.code, Some(0), "{name}");
        assert!(help.stdout.contains("Usage: lyceum"), "{name}");
        assert_eq!(help.stderr, "", "{name}");
    }
    assert_eq!(lyceum(folder.path(), &["--version"]).code, Some(0));
}
