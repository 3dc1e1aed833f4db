//! The report for a CI run: short Markdown, as GitHub shows it beside the job.

use super::{Report, Section};
use crate::msg;

/// Rows of a list; a summary is no place for all.
const MOST_ROWS: usize = 10;

/// The numbers of the report as a table, and below it, folded, what there is to do.
pub fn summary(report: &Report) -> String {
    let mut out = format!("## {}\n\n{}\n\n", escaped(&report.title), report.extent);
    let (item, open) = (msg!(en: "item", zh: "事项"), msg!(en: "open", zh: "待处理"));
    out.push_str(&row([item.text(report.lang), open.text(report.lang)]));
    out.push_str("| --- | ---: |\n");
    let numbers = report.sections.iter();
    let numbers = numbers.filter_map(|section| Some((section, section.open?)));
    for (section, open) in numbers.clone() {
        out.push_str(&row([section.title.as_str(), &open.to_string()]));
    }
    for (section, _) in numbers.filter(|(_, open)| *open > 0) {
        push_section(report, section, &mut out);
    }
    out
}

fn push_section(report: &Report, section: &Section, out: &mut String) {
    out.push_str("\n<details><summary>");
    out.push_str(&section.title);
    out.push_str("</summary>\n\n");
    if section.gaps.is_empty() {
        push_rows(report, section, out);
    }
    for gap in &section.gaps {
        out.push_str("- ");
        out.push_str(&escaped(gap));
        out.push('\n');
    }
    out.push_str("\n</details>\n");
}

fn push_rows(report: &Report, section: &Section, out: &mut String) {
    out.push_str(&row(section.columns.iter().map(String::as_str)));
    out.push_str(&row(section.columns.iter().map(|_| "---")));
    for cells in section.rows.iter().take(MOST_ROWS) {
        let cells: Vec<_> = cells.iter().map(super::Cell::shown).collect();
        out.push_str(&row(cells.iter().map(AsRef::as_ref)));
    }
    let left = section.rows.len().saturating_sub(MOST_ROWS);
    if left > 0 {
        let more = msg!(en: "… and {left} more", zh: "……还有 {left} 行");
        out.push('\n');
        out.push_str(more.text(report.lang));
        out.push('\n');
    }
}

fn row<'a>(cells: impl IntoIterator<Item = &'a str>) -> String {
    let cells: Vec<String> = cells.into_iter().map(escaped).collect();
    format!("| {} |\n", cells.join(" | "))
}

/// Text in which no character means anything to Markdown.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' => out.push(' '),
            '\\' | '|' | '<' | '*' | '_' | '[' | '&' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}
