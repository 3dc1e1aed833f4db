//! From offsets in what the parser reads to places in the file.

use std::ops::Range;

use super::rewrite::Rewritten;
use crate::source::{FileId, Span};

/// Where a text comes from: a range of a file, perhaps changed on the way.
#[derive(Debug, Clone)]
pub(super) struct Places<'a> {
    file: FileId,
    /// Offset of the body in the file.
    base: usize,
    /// Changes, from first to last.
    changes: Vec<&'a Rewritten>,
}

impl<'a> Places<'a> {
    /// The unchanged body, which begins at `base`.
    pub(super) fn new(file: FileId, base: usize) -> Self {
        Self {
            file,
            base,
            changes: Vec::new(),
        }
    }

    /// The places after one more change.
    #[must_use]
    pub(super) fn after<'b>(&self, change: Option<&'b Rewritten>) -> Places<'b>
    where
        'a: 'b,
    {
        let mut places: Places<'b> = self.clone();
        places.changes.extend(change);
        places
    }

    /// The place in the file of a range in the changed text.
    pub(super) fn span(&self, range: Range<usize>) -> Span {
        let original = |offset| {
            let body = self
                .changes
                .iter()
                .rev()
                .fold(offset, |offset, change| change.original(offset));
            self.base + body
        };
        let start = original(range.start);
        Span::new(self.file, start..original(range.end).max(start))
    }
}
