//! What pages may be called whose heads could not be read: references to them are no faults too.
//!
//! In: the texts of such pages. Out: whether a name may be one of theirs.

use std::collections::BTreeSet;

/// Lines of a page in which its name is looked for.
const LINES: usize = 60;

/// The names that pages without a readable head may have.
#[derive(Debug, Clone, Default)]
pub struct Unread {
    /// There is a page of which nothing is known.
    is_any: bool,
    names: BTreeSet<String>,
}

impl Unread {
    /// With `is_any`, every name may be that of a page.
    pub(super) fn new(is_any: bool) -> Self {
        Self {
            is_any,
            names: BTreeSet::new(),
        }
    }

    /// Adds a text whose head could not be read: what stands behind a colon, and headings.
    pub(super) fn add(&mut self, text: &str) {
        let lines = text.lines().take(LINES);
        let names = lines.filter_map(|line| {
            let value = line.split_once([':', '：', '=']).map(|(_, value)| value);
            value.or_else(|| line.strip_prefix("# "))
        });
        let names = names
            .map(|name| name.trim_matches(|c: char| c.is_whitespace() || "\"'“”‘’".contains(c)));
        let names = names.filter(|name| !name.is_empty());
        self.names.extend(names.map(str::to_owned));
    }

    /// Whether a name may be that of such a page.
    pub fn may_be(&self, name: &str) -> bool {
        self.is_any || self.names.contains(name)
    }
}
