//! The table of contents.

use serde::Serialize;

use super::Heading;

/// The levels of headings it holds.
const LEVELS: std::ops::RangeInclusive<u8> = 2..=4;

/// One line of a table of contents, and those below it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TocEntry {
    /// 2 to 4.
    pub level: u8,
    /// Anchor of the heading.
    pub id: String,
    /// Text of the heading.
    pub text: String,
    /// Headings of deeper levels that follow it.
    pub children: Vec<TocEntry>,
}

/// The table of contents of a page with these headings. A heading stands below the nearest one before
/// it that is higher; levels left out do no harm.
pub fn toc(headings: &[Heading]) -> Vec<TocEntry> {
    let mut top = Vec::new();
    // Entries that may still get children, from high to deep.
    let mut open: Vec<TocEntry> = Vec::new();
    for heading in headings.iter().filter(|one| LEVELS.contains(&one.level)) {
        close(&mut open, &mut top, heading.level);
        open.push(TocEntry {
            level: heading.level,
            id: heading.id.clone(),
            text: heading.text.clone(),
            children: Vec::new(),
        });
    }
    close(&mut open, &mut top, 0);
    top
}

/// Hands entries at `level` and deeper to their parents.
fn close(open: &mut Vec<TocEntry>, top: &mut Vec<TocEntry>, level: u8) {
    while let Some(entry) = open.pop_if(|entry| entry.level >= level) {
        match open.last_mut() {
            Some(parent) => parent.children.push(entry),
            None => top.push(entry),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{SourceDb, Span};

    /// Each entry's id, and its children in parentheses.
    fn shape(entries: &[TocEntry]) -> String {
        let shown: Vec<String> = entries
            .iter()
            .map(|entry| format!("{}({})", entry.id, shape(&entry.children)))
            .collect();
        shown.concat()
    }

    #[test]
    fn nests_by_level() {
        let file = SourceDb::default().add("a.md", "");
        let headings: Vec<Heading> = [2, 3, 4, 3, 5, 2, 4, 1, 3]
            .into_iter()
            .enumerate()
            .map(|(index, level)| Heading {
                level,
                id: index.to_string(),
                text: String::new(),
                span: Span::file(file),
            })
            .collect();
        assert_eq!(shape(&toc(&headings)), "0(1(2())3())5(6()8())");
    }
}
