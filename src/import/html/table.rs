//! Tables of web pages.

use scraper::ElementRef;

use super::super::document::{Block, Spanning, Style, Table};
use super::super::lists::Flat;
use super::{Flow, Reader};

impl Reader<'_> {
    /// A table; what is in it, where it only arranges the page.
    pub(super) fn table(
        &mut self,
        table: ElementRef<'_>,
        style: &Style,
        flow: &mut Flow,
        depth: usize,
    ) {
        flow.end_line();
        let is_layout = table
            .descendent_elements()
            .skip(1)
            .any(|inner| inner.value().name() == "table");
        let mut rows = Vec::new();
        let groups = table
            .child_elements()
            .flat_map(|child| match child.value().name() {
                "tr" => vec![child],
                "thead" | "tbody" | "tfoot" => child
                    .child_elements()
                    .filter(|row| row.value().name() == "tr")
                    .collect(),
                _ => Vec::new(),
            });
        for row in groups {
            let mut cells = Vec::new();
            for cell in row
                .child_elements()
                .filter(|cell| matches!(cell.value().name(), "td" | "th"))
            {
                let span = |name: &str| {
                    let span = cell
                        .attr(name)
                        .and_then(|span| span.trim().parse::<usize>().ok());
                    span.unwrap_or(1).clamp(1, 1000)
                };
                cells.push(Spanning {
                    blocks: self.blocks(cell, style, depth),
                    columns: span("colspan"),
                    rows: span("rowspan"),
                });
            }
            rows.push(cells);
        }
        if is_layout || rows.iter().map(Vec::len).sum::<usize>() <= 1 {
            let inside = rows.into_iter().flatten().flat_map(|cell| cell.blocks);
            flow.flat.extend(inside.map(Flat::Block));
            return;
        }
        for caption in table
            .child_elements()
            .filter(|child| child.value().name() == "caption")
        {
            self.block(caption, style, flow, depth);
        }
        flow.push(Block::Table(Table::of(rows)));
    }
}
