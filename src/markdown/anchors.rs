//! The anchors of one page, each used once.

use std::collections::HashMap;

use crate::slug::slug;
use crate::source::Span;

/// Anchors that are taken.
#[derive(Debug, Default)]
pub(super) struct Anchors {
    /// Where each was given, and the last number tried behind it.
    taken: HashMap<String, (Span, usize)>,
}

impl Anchors {
    /// Takes an anchor that the author chose, or says where it was given before.
    pub(super) fn claim(&mut self, id: &str, span: Span) -> Result<(), Span> {
        if let Some((first, _)) = self.taken.get(id) {
            return Err(*first);
        }
        self.taken.insert(id.to_owned(), (span, 1));
        Ok(())
    }

    /// Makes an anchor from a text: `bao-ming`, then `bao-ming-2`, `bao-ming-3`.
    pub(super) fn make(&mut self, text: &str, span: Span) -> String {
        let base = slug(text);
        if self.claim(&base, span).is_ok() {
            return base;
        }
        loop {
            let (_, number) = self.taken.entry(base.clone()).or_insert((span, 1));
            *number += 1;
            let id = format!("{base}-{number}");
            if self.claim(&id, span).is_ok() {
                return id;
            }
        }
    }
}
