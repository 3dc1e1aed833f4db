//! Tables of a .docx.

use super::super::Refusal;
use super::super::document::{Block, Spanning, Table, is_empty};
use super::Reader;
use super::xml::Element;

impl Reader<'_> {
    /// A table; what is in it, where it has one cell and is but a frame.
    pub(super) fn table(&mut self, element: &Element) -> Result<Vec<Block>, Refusal> {
        let mut rows: Vec<Vec<Spanning>> = Vec::new();
        // For each column the row and place of the cell that goes on downwards.
        let mut hanging: Vec<Option<(usize, usize)>> = Vec::new();
        for row in element.children.iter().flat_map(rows_of) {
            let before = row.child("trPr").and_then(|own| own.value("gridBefore"));
            let mut cells: Vec<Spanning> = (0..before.map_or(0, count))
                .map(|_| single(Vec::new()))
                .collect();
            let mut column = cells.len();
            for cell in row.children.iter().flat_map(cells_of) {
                let properties = cell.child("tcPr");
                let columns = properties
                    .and_then(|own| own.value("gridSpan"))
                    .map_or(1, count)
                    .max(1);
                let merge = properties.and_then(|own| own.child("vMerge"));
                let above = hanging.get(column).copied().flatten();
                hanging.resize(hanging.len().max(column + columns), None);
                match (merge.map(|merge| merge.attribute("val")), above) {
                    (Some(None | Some("continue")), Some((row, place))) => {
                        if let Some(cell) = rows.get_mut(row).and_then(|row| row.get_mut(place)) {
                            cell.rows += 1;
                        }
                    }
                    (merge, _) => {
                        let blocks = self.blocks(cell)?;
                        let blocks = blocks
                            .into_iter()
                            .filter(|block| !is_blank(block))
                            .collect();
                        let starts =
                            (merge == Some(Some("restart"))).then_some((rows.len(), cells.len()));
                        for slot in hanging.iter_mut().skip(column).take(columns) {
                            *slot = starts;
                        }
                        cells.push(Spanning {
                            blocks,
                            columns,
                            rows: 1,
                        });
                    }
                }
                column += columns;
            }
            rows.push(cells);
        }
        if let [row] = rows.as_mut_slice()
            && let [cell] = row.as_mut_slice()
        {
            return Ok(std::mem::take(&mut cell.blocks));
        }
        Ok(vec![Block::Table(Table::of(rows))])
    }
}

fn single(blocks: Vec<Block>) -> Spanning {
    Spanning {
        blocks,
        columns: 1,
        rows: 1,
    }
}

fn count(text: &str) -> usize {
    text.parse().unwrap_or(0).min(64)
}

fn is_blank(block: &Block) -> bool {
    matches!(block, Block::Paragraph(paragraph) if is_empty(&paragraph.text))
}

fn rows_of(child: &Element) -> Vec<&Element> {
    wrapped(child, "tr")
}

fn cells_of(child: &Element) -> Vec<&Element> {
    wrapped(child, "tc")
}

/// The element itself, or those that a content control or a tracked change wraps.
fn wrapped<'e>(child: &'e Element, name: &str) -> Vec<&'e Element> {
    match child.name.as_str() {
        own if own == name => vec![child],
        "sdt" => child
            .child("sdtContent")
            .map(|content| wrapped(content, name))
            .unwrap_or_default(),
        "sdtContent" | "ins" | "customXml" => child
            .children
            .iter()
            .flat_map(|inner| wrapped(inner, name))
            .collect(),
        _ => Vec::new(),
    }
}
