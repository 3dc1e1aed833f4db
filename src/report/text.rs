//! The report for a terminal.

use comfy_table::presets::UTF8_HORIZONTAL_ONLY;
use comfy_table::{ContentArrangement, LineStyle, Table};

use super::{Report, Section};
use crate::msg;

/// Cells of the terminal that a line takes; a Chinese character takes two.
const WIDTH: u16 = 80;

/// Rows shown of a section that makes sense in parts.
const MOST_ROWS: usize = 20;

/// The report as text, 80 cells wide: numbers first, then a table for each section that has something to
/// show.
pub fn text(report: &Report) -> String {
    let mut out = format!("{}\n{}\n\n", report.title, report.extent);
    let mut numbers = table();
    for section in &report.sections {
        if let Some(open) = section.open {
            numbers.add_row([section.title.clone(), open.to_string()]);
        }
    }
    push_table(&numbers, &mut out);
    for section in report.sections.iter().filter(|one| !one.rows.is_empty()) {
        out.push('\n');
        push_section(report, section, &mut out);
    }
    out
}

fn table() -> Table {
    let mut table = Table::new();
    table
        .load_style(UTF8_HORIZONTAL_ONLY)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(WIDTH);
    // Files are read far from here, and lines between rows only take room.
    table.style_mut().row_separator = LineStyle::default();
    table
}

fn push_section(report: &Report, section: &Section, out: &mut String) {
    let title = &section.title;
    let heading = match section.open {
        Some(open) => msg!(en: "■ {title} ({open})\n", zh: "■ {title}（{open}）\n"),
        None => msg!(en: "■ {title}\n", zh: "■ {title}\n"),
    };
    out.push_str(heading.text(report.lang));
    out.push_str(&section.note);
    out.push('\n');
    let mut table = table();
    table.set_header(section.columns.iter());
    let most = if section.is_matrix {
        section.rows.len()
    } else {
        MOST_ROWS
    };
    for row in section.rows.iter().take(most) {
        table.add_row(row.iter().map(|cell| cell.shown().into_owned()));
    }
    push_table(&table, out);
    let left = section.rows.len().saturating_sub(most);
    if left > 0 {
        let more = msg!(
            en: "… and {left} more: `--html` and `--csv` show all",
            zh: "……还有 {left} 行，`--html` 和 `--csv` 里是全的",
        );
        out.push_str(more.text(report.lang));
        out.push('\n');
    }
    for gap in &section.gaps {
        out.push_str(gap);
        out.push('\n');
    }
}

fn push_table(table: &Table, out: &mut String) {
    for line in table.lines() {
        out.push_str(line.trim_end());
        out.push('\n');
    }
}
