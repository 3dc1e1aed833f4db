//! Mends sources where nobody need think about it.
//!
//! In: the fixes that a build found, and its texts. Out: the texts as they should be. Only the bytes
//! that a fix names are changed.

use std::collections::BTreeMap;

use crate::diag::Fix;
use crate::source::{FileId, SourceDb};

/// A text with its fixes made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mended {
    /// The file.
    pub file: FileId,
    /// What it should hold.
    pub text: String,
    /// How many places are changed.
    pub places: usize,
}

/// Makes the fixes that can be made. One that is not where it says, or that another has changed
/// already, is left for the next time.
pub fn mended(fixes: &[&Fix], sources: &SourceDb) -> Vec<Mended> {
    let mut by_file: BTreeMap<FileId, Vec<&Fix>> = BTreeMap::new();
    for fix in fixes {
        by_file.entry(fix.span.file).or_default().push(fix);
    }
    by_file
        .into_iter()
        .filter_map(|(file, fixes)| mend(file, sources.text(file), &fixes))
        .collect()
}

fn mend(file: FileId, text: &str, fixes: &[&Fix]) -> Option<Mended> {
    let mut changed = String::with_capacity(text.len());
    let mut done = 0;
    let mut places = 0;
    for fix in fixes {
        let Some(place) = fix.place(text) else {
            continue;
        };
        let Some(before) = text.get(done..place.start) else {
            continue;
        };
        changed.push_str(before);
        changed.push_str(&fix.to);
        done = place.end;
        places += 1;
    }
    changed.push_str(text.get(done..)?);
    (places > 0).then_some(Mended {
        file,
        text: changed,
        places,
    })
}

#[cfg(test)]
mod tests {
    use super::mended;
    use crate::diag::Fix;
    use crate::source::{SourceDb, Span};

    #[test]
    fn only_what_is_named_is_changed() {
        let mut sources = SourceDb::default();
        let file = sources.add("a.md", "标题：甲\ndate: \"2026.11.20\"\n");
        let fix = |start: usize, end: usize, from: &str, to: &str| Fix {
            span: Span::new(file, start..end),
            from: from.to_owned(),
            to: to.to_owned(),
        };
        let fixes = [
            fix(6, 9, "：", ": "),
            fix(6, 9, "：", "="),
            fix(20, 32, "2026.11.20", "2026-11-20"),
            fix(20, 32, "nowhere", "x"),
        ];
        let fixes: Vec<&Fix> = fixes.iter().collect();
        let mended = mended(&fixes, &sources);
        assert_eq!(mended[0].text, "标题: 甲\ndate: \"2026-11-20\"\n");
        assert_eq!((mended.len(), mended[0].places), (1, 2));
    }
}
