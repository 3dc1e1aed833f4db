//! What is too much is told, or does no harm. Limits that a small file shows are cases (`tests/cases/`).

use lyceum::diag::{Format, Lang, View, render};

use crate::world::{Fault, FaultyWorld};
use crate::{outcome, published, read};

/// What is told of a page.
fn told(text: &str) -> Vec<String> {
    let mut world = FaultyWorld::new();
    world.write("site.toml", "");
    world.write("content/a.md", text);
    let (sources, diags) = read(&world);
    let view = View {
        format: Format::Concise,
        lang: Lang::En,
        colour: false,
    };
    let lines = render(&diags, &sources, view);
    lines.lines().map(str::to_owned).collect()
}

#[test]
fn texts_that_are_too_large_are_not_read() {
    for path in [
        "site.toml",
        "content/a.md",
        "data/towns.csv",
        "data/synonyms.yml",
        "data/funding.csv",
    ] {
        let mut world = FaultyWorld::new();
        world.write(
            "site.toml",
            "[taxonomies.town]\nterms = \"data/towns.csv\"\n",
        );
        world.write("data/towns.csv", "name\n方洞镇\n");
        world.fail(path, Fault::TooLarge);
        let lines = outcome(&world).unwrap_err();
        let line = format!("{path}:1:1: error[too-large]: the text is larger than 32 MB");
        assert_eq!(lines, [line.as_str(), "1 error, 0 warnings"]);
    }
}

#[test]
fn html_that_is_too_much_to_check_is_told_and_shown_as_text() {
    let deep = format!("---\ntitle: 甲\n---\n{}底\n", "<b>".repeat(10_000));
    let line = "content/a.md:4:1: warning[too-large]: the HTML of this page is too much to check, and is shown as text";
    assert_eq!(told(&deep), [line, "0 errors, 1 warning"]);
    assert!(published(deep).contains("&lt;b&gt;底"));

    let usual = format!("---\ntitle: 甲\n---\n{}底\n", "<b>".repeat(1_000));
    assert_eq!(told(&usual), [""; 0]);
}

#[test]
fn a_table_that_lacks_most_of_its_cells_stays_small() {
    let columns = 3_000;
    let rows = format!(
        "{}|\n{}|\n{}",
        "|甲".repeat(columns),
        "|-".repeat(columns),
        "|乙|\n".repeat(columns)
    );
    let html = published(format!("# 表\n\n{rows}"));
    assert!(html.contains("<td>乙</td>"));
    assert!(html.len() < 8_000_000, "{}", html.len());
}

#[test]
fn a_large_table_is_a_page() {
    let row = |cell: &str| format!("{}|\n", format!("|{cell}").repeat(50));
    let rows = format!("{}{}{}", row("甲"), row("-"), row("乙").repeat(4_000));
    let html = published(format!("# 表\n\n{rows}"));
    assert_eq!(html.matches("<td>乙</td>").count(), 50 * 4_000);
}
