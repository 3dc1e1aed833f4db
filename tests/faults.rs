//! Bad input never panics: whatever a site holds, there is a clear diagnostic or a right page.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests fail as tests do"
)]
#![expect(
    clippy::format_collect,
    clippy::format_push_string,
    reason = "bad input need not be made fast"
)]

#[cfg(unix)]
#[path = "faults/disk.rs"]
mod disk;
#[path = "faults/hostile.rs"]
mod hostile;
#[cfg(unix)]
#[path = "faults/kills.rs"]
mod kills;
#[path = "faults/limits.rs"]
mod limits;
#[path = "common/payloads.rs"]
mod payloads;
#[path = "faults/publish.rs"]
mod publish;
#[cfg(unix)]
#[path = "common/site.rs"]
#[expect(clippy::disallowed_methods, reason = "folders of tests are real ones")]
mod site;
#[path = "common/world.rs"]
mod world;

use std::collections::BTreeMap;

use lyceum::diag::{Diagnostics, Format, Lang, View, render};
use lyceum::emit::emit;
use lyceum::source::SourceDb;
use lyceum::world::{MemorySink, World};
use lyceum::{BuildOptions, build};
use world::{Fault, FaultyWorld};

/// What becomes of a site: its files, or the diagnostics that keep it from being published.
type Outcome = Result<BTreeMap<String, String>, Vec<String>>;

/// Reads a site as far as that is possible, and tells what is wrong with it.
fn read(world: &dyn World) -> (SourceDb, Diagnostics) {
    let mut sources = SourceDb::default();
    let mut diags = Diagnostics::default();
    let options = BuildOptions::default();
    lyceum::read(world, &options, &|_| {}, &mut sources, &mut diags).unwrap();
    (sources, diags)
}

/// Builds a site, search index included, and shows its diagnostics in every view.
fn outcome(world: &dyn World) -> Outcome {
    let mut sources = SourceDb::default();
    let mut diags = Diagnostics::default();
    let options = BuildOptions::default();
    let files = build(world, &options, &mut sources, &mut diags);
    let show = |format, lang| {
        let view = View {
            format,
            lang,
            colour: false,
        };
        render(&diags, &sources, view)
    };
    for lang in [Lang::En, Lang::Zh] {
        for format in [Format::Full, Format::Concise, Format::Json, Format::Github] {
            let shown = show(format, lang);
            assert_eq!(shown.is_empty(), diags.is_empty());
            if matches!(format, Format::Full | Format::Concise) {
                assert!(shown.len() < 100_000, "nobody reads {} bytes", shown.len());
            }
        }
    }
    let lines = || -> Vec<String> {
        show(Format::Concise, Lang::En)
            .lines()
            .map(str::to_owned)
            .collect()
    };
    let files = files.map_err(|_| lines())?;
    let mut sink = MemorySink::default();
    emit(world, &files, &mut sink).unwrap();
    let text = |bytes: &Vec<u8>| String::from_utf8_lossy(bytes).into_owned();
    let files = sink.files().iter();
    Ok(files
        .map(|(path, bytes)| (path.clone(), text(bytes)))
        .collect())
}

/// The outcome of a site of one page.
fn page(text: impl Into<Vec<u8>>) -> Outcome {
    let mut world = FaultyWorld::new();
    world.write("site.toml", "");
    world.write("content/a.md", text);
    outcome(&world)
}

/// The page of a site of one page.
fn published(text: impl Into<Vec<u8>>) -> String {
    page(text).unwrap()["a/index.html"].clone()
}

/// The diagnostics of a site of one page, without the count at the end.
fn reported(text: impl Into<Vec<u8>>) -> Vec<String> {
    let Err(mut lines) = page(text) else {
        panic!("nothing is reported");
    };
    lines.pop();
    lines
}

#[test]
fn any_line_ends_make_the_same_page() {
    let text = "---\ntitle: 报名\n---\n# 第一步\n\n- 填表\n- 交表\n\n```\n代码\n```\n";
    let right = published(text);
    assert!(right.contains("<li>填表</li>"), "{right}");
    let variants = [
        text.trim_end().to_owned(),
        text.replace('\n', "\r\n"),
        format!("\u{feff}{text}"),
        format!("\u{feff}{}", text.trim_end().replace('\n', "\r\n")),
    ];
    for variant in variants {
        assert_eq!(published(variant.clone()), right, "{variant:?}");
    }
}

#[test]
fn a_page_with_next_to_nothing_in_it_is_a_page() {
    let texts = [
        "",
        "\n",
        "\u{feff}",
        "---",
        "---\n",
        "---\n---",
        "---\n---\n",
        "+++\n+++",
        "\0",
        "#",
        "---\n\n---\n",
        "\r",
        "\r\n\r\n",
        "\u{2028}",
        "[",
        "![",
        "[^",
        "::",
        ":::",
        "<",
        "&",
        "|",
        "`",
        "\\",
    ];
    for text in texts {
        let html = published(text);
        assert!(html.contains("<h1>"), "{text:?}: {html}");
    }
}

#[test]
fn bytes_that_are_no_text_are_told_with_their_place() {
    let texts: [(&[u8], &str); 4] = [
        (b"\xff", "1:1"),
        (b"---\ntitle: \xb1\xa8\n---\n", "2:8"),
        (b"\xe6\x8a\xa5\xe6\x8a", "1:2"),
        (b"\xff\xfeh\x00i\x00", "1:1"),
    ];
    for (text, place) in texts {
        let line = format!("content/a.md:{place}: error[invalid-utf8]: the file is no UTF-8 text");
        assert_eq!(reported(text), [line]);
    }
    for path in [
        "site.toml",
        "data/towns.csv",
        "themes/lyceum/templates/page.html",
    ] {
        let mut world = FaultyWorld::new();
        world.write(
            "site.toml",
            "[taxonomies.town]\nterms = \"data/towns.csv\"\n",
        );
        world.write("data/towns.csv", "name\n方洞镇\n");
        world.write("content/a.md", "# 甲\n");
        world.write(path, *b"\xff");
        let lines = outcome(&world).unwrap_err();
        let line = format!("{path}:1:1: error[invalid-utf8]: the file is no UTF-8 text");
        assert_eq!(lines[0], line);
    }
}

#[test]
fn files_that_cannot_be_read_are_told_by_name() {
    for path in [
        "site.toml",
        "content/b.md",
        "themes/lyceum/assets/style.css",
    ] {
        let mut world = FaultyWorld::new();
        world.write("site.toml", "");
        world.write("content/a.md", "# 甲\n\n[乙](b.md)\n");
        world.write("content/b.md", "# 乙\n");
        world.fail(path, Fault::Unreadable);
        let lines = outcome(&world).unwrap_err();
        let line = format!(
            "{path}:1:1: error[unreadable-file]: the file cannot be read: permission denied"
        );
        assert_eq!(lines, [line.as_str(), "1 error, 0 warnings"]);
    }
}

#[test]
fn what_cannot_be_listed_is_told_wherever_it_lies() {
    for folder in ["content", "static", "themes/lyceum/templates"] {
        let [link, name, outside] =
            ["link", "name", "outside"].map(|name| format!("{folder}/{name}"));
        let mut world = FaultyWorld::new();
        world.write("content/a.md", "# 甲\n");
        world.fail(&link, Fault::Loop);
        world.fail(&name, Fault::Name);
        world.fail(&outside, Fault::Outside);
        let lines = outcome(&world).unwrap_err();
        let starts = [
            format!("{link}:1:1: error[symlink-loop]: "),
            format!("{name}:1:1: error[bad-file-name]: "),
            format!("{outside}:1:1: error[outside-link]: "),
        ];
        for (line, start) in lines.iter().zip(starts) {
            assert!(line.starts_with(&start), "{line}");
        }
        assert_eq!(lines.len(), 4);
    }
}

/// Files that are copied are read last: then the new site is thrown away, whole.
#[test]
fn a_file_to_be_copied_that_cannot_be_read_is_told_by_name() {
    let mut world = FaultyWorld::new();
    world.write("content/a.md", "# 甲\n");
    world.fail("content/a.svg", Fault::Unreadable);
    let (mut sources, mut diags) = (SourceDb::default(), Diagnostics::default());
    let files = build(&world, &BuildOptions::default(), &mut sources, &mut diags).unwrap();
    let mut sink = MemorySink::default();
    let error = emit(&world, &files, &mut sink).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`content/a.svg` cannot be read: permission denied"
    );
    assert!(sink.files().is_empty());
}

#[test]
fn a_line_of_ten_megabytes_is_a_page() {
    let line = "学".repeat(10_000_000 / 3);
    let html = published(format!("# 长\n\n{line}\n"));
    assert!(html.contains(&line));
    let words = "word ".repeat(2_000_000);
    assert!(published(words).len() > 9_000_000);
}

#[test]
fn a_value_of_ten_megabytes_is_told_in_few_words() {
    let long = "学".repeat(10_000_000 / 3);
    let texts = [
        format!("---\ntitle: {long}\n---\n"),
        format!("---\n{long}: 值\n---\n"),
        format!("---\ntype: {long}\n---\n"),
        format!("---\ndate: {long}\n---\n"),
        format!("---\ntitle: \"{long}\n---\n"),
        format!("+++\ntitle = {long}\n+++\n"),
        format!("[看]({long}.md)\n"),
        format!("[看](#{long})\n"),
        format!("::figure{{src=\"{long}\"}}\n"),
    ];
    for text in texts {
        let start: String = text.chars().take(20).collect();
        let Err(lines) = page(text) else {
            panic!("nothing is reported for {start}");
        };
        assert!(
            lines.iter().all(|line| line.len() < 2_000),
            "too long to be read"
        );
    }
}

#[test]
fn two_thousand_nested_blocks_are_a_page() {
    let deep = |one: &str| one.repeat(2_000);
    let lists: String = (0..2_000)
        .map(|level| format!("{}- 层\n", "  ".repeat(level)))
        .collect();
    let texts = [
        format!("{}底", deep("> ")),
        format!("{}底", deep("- ")),
        format!("{}底", deep("1. ")),
        format!("{}底", deep("> - ")),
        format!("{}底{}", deep("**"), deep("**")),
        format!("{}底{}", deep("*重"), deep("*")),
        format!("{}底{}", deep("["), deep("](a)")),
        format!("{}底{}", deep("!["), deep("](a)")),
        format!("{}底{}", deep("<div>"), deep("</div>")),
        format!("{}底", deep("<b>")),
        format!("[^a]\n\n[^a]: {}底", deep("> ")),
        lists,
    ];
    for text in texts {
        match page(text.clone()) {
            Ok(files) => {
                let html = &files["a/index.html"];
                assert!(html.contains('底') || html.contains('层'));
            }
            // Links to `a` lead nowhere, and pictures of it neither.
            Err(lines) => {
                let start: String = text.chars().take(20).collect();
                let all_links = lines
                    .iter()
                    .rev()
                    .skip(1)
                    .all(|line| line.contains("broken-link"));
                assert!(all_links && text.contains("](a)"), "{start}: {}", lines[0]);
            }
        }
    }
    let boxes: String = (3..1_000)
        .rev()
        .map(|n| format!("{}notice\n", ":".repeat(n)))
        .collect();
    assert!(
        reported(boxes)
            .iter()
            .any(|line| line.contains("unclosed-shortcode"))
    );
}

#[test]
fn front_matter_that_unfolds_is_stopped() {
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..30 {
        let before = format!("*a{}, ", level - 1).repeat(10);
        bomb += &format!("a{level}: &a{level} [{before}]\n");
    }
    let lines = reported(format!("---\n{bomb}---\n"));
    assert_eq!(lines.len(), 1);
    assert!(lines[0].contains("error[syntax-error]"), "{}", lines[0]);

    let myself = reported("---\na: &a [*a]\n---\n");
    assert!(myself[0].contains("error[syntax-error]"), "{}", myself[0]);
}

#[test]
fn five_thousand_keys_are_five_thousand_faults() {
    let keys: String = (0..5_000)
        .map(|number| format!("key{number}: 值\n"))
        .collect();
    let lines = page(format!("---\n{keys}---\n")).unwrap_err();
    assert_eq!(
        lines.last().unwrap(),
        "5000 errors, 0 warnings, 4950 not shown"
    );
    let extra: String = (0..5_000)
        .map(|number| format!("  key{number}: 值\n"))
        .collect();
    published(format!("---\nextra:\n{extra}---\n"));
}

#[test]
fn values_in_values_end_somewhere() {
    let depth = 20_000;
    let open = |one: &str| one.repeat(depth);
    let block: String = (0..2_000)
        .map(|level| format!("{}a:\n", " ".repeat(level)))
        .collect();
    let texts = [
        format!("---\nextra: {}{}\n---\n", open("["), open("]")),
        format!("---\nextra: {}\n---\n", open("[")),
        format!("---\nextra: {}1{}\n---\n", open("{a: "), open("}")),
        format!("---\nextra:\n{}x\n---\n", open("- ")),
        format!("---\n{block}---\n"),
        format!("+++\nextra = {}{}\n+++\n", open("["), open("]")),
        format!("+++\nextra = {}1{}\n+++\n", open("{a = "), open("}")),
        format!("+++\n[extra.{}a]\n+++\n", open("a.")),
    ];
    for text in texts {
        let start: String = text.chars().take(20).collect();
        let lines = reported(text);
        let of_syntax = lines
            .iter()
            .filter(|line| line.contains("error[syntax-error]"));
        assert_eq!(of_syntax.count(), 1, "{start}: {lines:?}");
        assert_eq!(lines.len(), 1, "{start}: {lines:?}");
    }
    let mut world = FaultyWorld::new();
    world.write("site.toml", format!("[extra]\na = {}\n", open("[")));
    world.write("content/a.md", "# 甲\n");
    assert!(outcome(&world).is_err());
}

/// What an editor who types at random would make of front matter.
#[test]
fn any_start_of_a_page_is_a_page_or_a_fault() {
    let text = "---\ntitle: \"雨坛：彩龙\"\ntags: [非遗, &a 舞龙, *a]\nsessions:\n  - {start: 2026-12-05}\nextra: |\n  段落\n---\n正文 [链](a.md#b)\n\n::figure{src=\"x\" alt=\"y\"}\n";
    for (at, _) in text.char_indices() {
        let (start, rest) = text.split_at(at);
        page(start).map_or_else(drop, drop);
        page(format!("{start}\u{7f}{rest}")).map_or_else(drop, drop);
        page(format!("{start}：{rest}")).map_or_else(drop, drop);
        page(rest).map_or_else(drop, drop);
    }
}
