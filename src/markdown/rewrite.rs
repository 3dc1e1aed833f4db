//! Texts with a few places changed, and the way back to the places in the text before.
//!
//! Used where something has to be said to the Markdown parser in its own words; see `directive.rs` and
//! `emphasis.rs`.

use std::ops::Range;

/// The part of a text in a range, empty where the range is no part of it: ranges come from parsers,
/// and a wrong one must not end the build.
pub(super) fn cut(text: &str, range: Range<usize>) -> &str {
    text.get(range).unwrap_or_default()
}

/// One change: `remove` bytes at `at` give way to `insert`.
#[derive(Debug)]
pub(super) struct Edit {
    /// Byte offset in the text before.
    pub at: usize,
    /// Bytes that go.
    pub remove: usize,
    /// Text that comes.
    pub insert: String,
}

/// Where a change lies, in both texts.
#[derive(Debug)]
struct Point {
    new: Range<usize>,
    old: Range<usize>,
}

/// A changed text.
#[derive(Debug)]
pub(super) struct Rewritten {
    /// The text after.
    pub text: String,
    points: Vec<Point>,
}

impl Rewritten {
    /// Applies changes, which are in order and do not overlap.
    pub(super) fn new(before: &str, edits: &[Edit]) -> Self {
        let grown: usize = edits.iter().map(|edit| edit.insert.len()).sum();
        let mut text = String::with_capacity(before.len() + grown);
        let mut points = Vec::with_capacity(edits.len());
        let mut rest = 0;
        for edit in edits {
            text.push_str(cut(before, rest..edit.at));
            let start = text.len();
            text.push_str(&edit.insert);
            rest = edit.at + edit.remove;
            points.push(Point {
                new: start..text.len(),
                old: edit.at..rest,
            });
        }
        text.push_str(cut(before, rest..before.len()));
        Self { text, points }
    }

    /// The offset in the text before; within what a change brought in, the start of the change.
    pub(super) fn original(&self, offset: usize) -> usize {
        let next = self
            .points
            .partition_point(|point| point.new.start <= offset);
        let Some(point) = next.checked_sub(1).and_then(|last| self.points.get(last)) else {
            return offset;
        };
        if offset < point.new.end {
            point.old.start
        } else {
            point.old.end + (offset - point.new.end)
        }
    }
}

/// A character that a text does not hold, to mark places with: one of those that Unicode keeps for use
/// inside programs. `None` for a text that holds all of them.
pub(super) fn free_mark(text: &str) -> Option<char> {
    ('\u{fdd0}'..='\u{fdef}').find(|mark| !text.contains(*mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_lead_back() {
        let before = "ab:::cd";
        let rewritten = Rewritten::new(
            before,
            &[
                Edit {
                    at: 1,
                    remove: 0,
                    insert: "XX".to_owned(),
                },
                Edit {
                    at: 2,
                    remove: 3,
                    insert: "Y".to_owned(),
                },
            ],
        );
        assert_eq!(rewritten.text, "aXXbYcd");
        let back: Vec<usize> = (0..=7).map(|at| rewritten.original(at)).collect();
        assert_eq!(back, [0, 1, 1, 1, 2, 5, 6, 7]);
    }
}
