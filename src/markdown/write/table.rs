//! Tables, in a box of their own that scrolls on narrow screens.

use pulldown_cmark::Alignment;

use super::Writer;
use crate::markdown::text::Gap;

/// A table being read.
pub(super) struct Open {
    alignments: Vec<Alignment>,
    /// Column of the next cell.
    column: usize,
    in_body: bool,
}

impl Writer<'_, '_> {
    pub(super) fn start_table(&mut self, alignments: Vec<Alignment>) {
        // The box scrolls, so the keyboard must be able to reach it.
        self.block("<div class=\"table\" role=\"group\" tabindex=\"0\"");
        self.html.attribute("aria-label", &self.labels().table);
        self.html.markup("><table>\n<thead>\n");
        self.table = Some(Open {
            alignments,
            column: 0,
            in_body: false,
        });
    }

    pub(super) fn start_row(&mut self) {
        if let Some(table) = &mut self.table {
            table.column = 0;
        }
        self.html.markup("<tr>");
        self.sections.gap(Gap::Line);
    }

    pub(super) fn start_cell(&mut self) {
        let Some(table) = &self.table else { return };
        self.last = None;
        self.html.markup(if table.in_body {
            "<td"
        } else {
            "<th scope=\"col\""
        });
        let class = match table.alignments.get(table.column) {
            Some(Alignment::Left) => Some("left"),
            Some(Alignment::Center) => Some("center"),
            Some(Alignment::Right) => Some("right"),
            Some(Alignment::None) | None => None,
        };
        if let Some(class) = class {
            self.html.attribute("class", class);
        }
        self.html.markup(">");
    }

    pub(super) fn end_cell(&mut self) {
        let Some(table) = &mut self.table else { return };
        table.column += 1;
        self.html
            .markup(if table.in_body { "</td>" } else { "</th>" });
        self.sections.gap(Gap::Space);
    }

    /// Ends a row; the first one is the head.
    pub(super) fn end_row(&mut self) {
        let Some(table) = &mut self.table else { return };
        self.html.markup(if table.in_body {
            "</tr>\n"
        } else {
            "</tr>\n</thead>\n<tbody>\n"
        });
        table.in_body = true;
        self.sections.gap(Gap::Line);
    }

    pub(super) fn end_table(&mut self) {
        self.table = None;
        self.end_block("</tbody>\n</table></div>\n");
    }
}
