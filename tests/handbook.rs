//! The editors' handbook, from its first line to its last: every command is run, every example is a file
//! of a site, every fault is found.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "helpers of tests fail as tests do; an editor's files are on the disk"
)]

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use lyceum::diag::Lang;
use lyceum::model::Schema;
use lyceum::schema::needed;

/// The words behind the fence of a block, and what is in it.
struct Block {
    info: String,
    text: String,
}

fn handbook() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/editors.zh-CN.md")
}

fn blocks() -> Vec<Block> {
    let text = fs::read_to_string(handbook()).unwrap();
    let mut blocks = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let Some(info) = line.strip_prefix("```") else {
            continue;
        };
        let inner: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        blocks.push(Block {
            info: info.to_owned(),
            text: inner.join("\n") + "\n",
        });
    }
    blocks
}

/// Runs a command line of the handbook in Chinese and returns what it says, its data first.
fn lyceum(folder: &Path, line: &str) -> String {
    let arguments = line.strip_prefix("lyceum ").unwrap().split(' ');
    let mut command = Command::new(env!("CARGO_BIN_EXE_lyceum"));
    command.args(["--lang", "zh"]).args(arguments);
    command.current_dir(folder).stdin(Stdio::null());
    if line == "lyceum serve" {
        return first_line_of_preview(&mut command);
    }
    let output = command.output().unwrap();
    String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
}

fn first_line_of_preview(command: &mut Command) -> String {
    command.args(["--addr", "127.0.0.1:0"]);
    let mut process = command.stderr(Stdio::piped()).spawn().unwrap();
    let lines = BufReader::new(process.stderr.take().unwrap()).lines();
    let told = lines
        .map_while(Result::ok)
        .find(|line| line.contains("http"));
    process.kill().unwrap();
    process.wait().unwrap();
    told.unwrap() + "\n"
}

/// Whether a line is as written, `…` standing for anything.
fn fits(written: &str, line: &str) -> bool {
    let mut rest = line;
    let mut parts = written.split('…');
    let first = parts.next().unwrap_or_default();
    let Some(after) = rest.strip_prefix(first) else {
        return false;
    };
    rest = after;
    for part in parts {
        let Some(at) = rest.find(part) else {
            return false;
        };
        rest = rest.get(at + part.len()..).unwrap();
    }
    rest.is_empty() || written.ends_with('…')
}

#[test]
fn every_command_says_what_the_handbook_says() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let site = root.join("学习网");
    let notice = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import/notice.docx");
    let mut commands = 0;
    for block in blocks() {
        if let Some(path) = block.info.strip_prefix("markdown content/") {
            fs::write(site.join("content").join(path), &block.text).unwrap();
        }
        if block.info != "console" {
            continue;
        }
        let mut lines = block.text.lines();
        let command = lines.next().unwrap().strip_prefix("$ ").unwrap();
        let folder = if command.starts_with("lyceum init") {
            root
        } else {
            &site
        };
        if command.starts_with("lyceum import") {
            fs::copy(&notice, site.join("通知.docx")).unwrap();
        }
        let told = lyceum(folder, command);
        assert!(
            !told.contains("错误：") && !told.is_empty(),
            "{command}\nsays\n{told}"
        );
        for line in lines.filter(|line| *line != "…") {
            let found = told.lines().any(|one| fits(line, one));
            assert!(found, "{command}\nsays\n{told}\nand not\n{line}");
        }
        commands += 1;
    }
    assert!(commands > 5, "{commands}");
}

#[test]
fn every_fault_is_found_and_mended_as_the_handbook_says() {
    let folder = tempfile::tempdir().unwrap();
    let content = folder.path().join("content");
    fs::create_dir(&content).unwrap();
    fs::write(content.join("bao-ming.md"), "# 怎么报名\n").unwrap();
    let picture = "<svg xmlns='http://www.w3.org/2000/svg'/>";
    fs::write(content.join("long-tou.svg"), picture).unwrap();
    let page = |block: &Block| {
        if block.info.starts_with("yaml") {
            format!("---\n{}---\n正文。\n", block.text)
        } else {
            format!("# 一页\n\n{}", block.text)
        }
    };
    let mut faults = 0;
    let blocks = blocks();
    for window in blocks.windows(3) {
        let [wrong, told, right] = window else {
            unreachable!()
        };
        if !wrong.info.ends_with(" 错") {
            continue;
        }
        assert!(
            told.info == "text" && right.info.ends_with(" 对"),
            "{}",
            wrong.text
        );
        fs::write(content.join("page.md"), page(wrong)).unwrap();
        let check = lyceum(folder.path(), "lyceum check");
        let message = told.text.trim_end();
        assert!(
            check.contains(message),
            "{}\nsays\n{check}\nand not\n{message}",
            wrong.text
        );
        fs::write(content.join("page.md"), page(right)).unwrap();
        let check = lyceum(folder.path(), "lyceum check");
        assert!(
            check.contains("没有发现问题"),
            "{}\nsays\n{check}",
            right.text
        );
        faults += 1;
    }
    assert_eq!(faults, 10);
}

/// `UPDATE=1 cargo test --test handbook` writes it.
#[test]
fn its_table_is_that_of_the_model() {
    let (begin, end) = (
        "<!-- lyceum schema: needed -->\n",
        "<!-- /lyceum schema -->",
    );
    let text = fs::read_to_string(handbook()).unwrap();
    let (before, rest) = text.split_once(begin).unwrap();
    let (_, after) = rest.split_once(end).unwrap();
    let table = needed(&Schema::built_in(), Lang::Zh);
    let current = format!("{before}{begin}{table}{end}{after}");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(handbook(), &current).unwrap();
    }
    let written = fs::read_to_string(handbook()).unwrap();
    assert!(
        written == current,
        "the table is old: UPDATE=1 cargo test --test handbook"
    );
}
