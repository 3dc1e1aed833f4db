//! The texts a build reads, and places in them.
//!
//! In: the bytes of `site.toml`, content, data files and templates. Out: a [`Span`] that any later
//! stage can carry cheaply, and the line and column it stands for. This module knows nothing of what
//! a text means.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// A file in a [`SourceDb`]. Ids grow in the order in which diagnostics are to be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u32);

/// A byte range in one file. `start == end` is a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span over `range` of `file`, in bytes from the file's start.
    pub fn new(file: FileId, range: Range<usize>) -> Self {
        let clamp = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Self {
            file,
            start: clamp(range.start),
            end: clamp(range.end.max(range.start)),
        }
    }

    /// The start of a file: for faults of the file as a whole.
    pub fn file(file: FileId) -> Self {
        Self {
            file,
            start: 0,
            end: 0,
        }
    }

    /// The bytes covered.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// One text.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Path from the site's root, with `/` between its parts.
    pub path: String,
    /// The text; bytes that are no UTF-8 are replaced, and reported by whoever read the file.
    pub text: Arc<str>,
    /// Where its lines begin, once somebody has asked.
    lines: OnceLock<Vec<usize>>,
}

/// The byte where a line begins, of lines counted from 1; the end of the text where it has fewer.
pub(crate) fn line_start(text: &str, line: usize) -> usize {
    let lines = text.split_inclusive('\n');
    lines.take(line.saturating_sub(1)).map(str::len).sum()
}

/// A place as people count: both from 1, the column in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

impl SourceFile {
    /// The line and column of a byte offset. An offset past the end, or inside a character, stands
    /// for the nearest place before it.
    pub fn position(&self, offset: usize) -> Position {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let lines = self.lines.get_or_init(|| line_starts(&self.text));
        let line = lines.partition_point(|start| *start <= offset);
        let start = lines.get(line.saturating_sub(1)).copied().unwrap_or(0);
        let before = self.text.get(start..offset).unwrap_or_default();
        Position {
            line: line.max(1),
            column: before.trim_start_matches('\u{feff}').chars().count() + 1,
        }
    }
}

fn line_starts(text: &str) -> Vec<usize> {
    let behind_ends = text.match_indices('\n').map(|(at, _)| at + 1);
    std::iter::once(0).chain(behind_ends).collect()
}

/// All texts of one build, or of the builds of one preview.
#[derive(Debug, Clone, Default)]
pub struct SourceDb {
    files: Vec<SourceFile>,
    ids: HashMap<String, FileId>,
}

impl SourceDb {
    /// Adds a text, or puts it in the place of the one that the path had before: a file has the same id
    /// as long as this lives. Add files in the order in which their diagnostics are to be shown.
    pub fn add(&mut self, path: impl Into<String>, text: impl Into<Arc<str>>) -> FileId {
        let (path, text) = (path.into(), text.into());
        if let Some(id) = self.ids.get(&path) {
            let file = &mut self.files[id.0 as usize];
            if !Arc::ptr_eq(&file.text, &text) {
                file.text = text;
                file.lines = OnceLock::new();
            }
            return *id;
        }
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.ids.insert(path.clone(), id);
        self.files.push(SourceFile {
            path,
            text,
            lines: OnceLock::new(),
        });
        id
    }

    /// Lets go of a text of which no part will be named any more, but for its first line, where
    /// what is said of the whole is shown.
    pub fn forget(&mut self, id: FileId) {
        let file = &mut self.files[id.0 as usize];
        file.text = file.text.lines().next().unwrap_or_default().into();
        file.lines = OnceLock::new();
    }

    /// The id of a path, if it has one.
    pub fn id(&self, path: &str) -> Option<FileId> {
        self.ids.get(path).copied()
    }

    /// The file of an id that this database gave out.
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// The text of a file.
    pub fn text(&self, id: FileId) -> &str {
        &self.file(id).text
    }

    /// The text of a file, to be kept.
    pub fn shared_text(&self, id: FileId) -> Arc<str> {
        Arc::clone(&self.file(id).text)
    }

    /// The place where a span starts.
    pub fn position(&self, span: Span) -> Position {
        self.file(span.file).position(span.start as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let mut db = SourceDb::default();
        let id = db.add("a.md", "标题：x\n类型: 课程\n");
        let at = db.text(id).find("课程").unwrap();
        assert_eq!(
            db.position(Span::new(id, at..at + 6)),
            Position { line: 2, column: 5 }
        );
    }

    #[test]
    fn offsets_outside_the_text_stay_inside() {
        let mut db = SourceDb::default();
        let id = db.add("a.md", "学");
        assert_eq!(
            db.position(Span::new(id, 1..2)),
            Position { line: 1, column: 1 }
        );
        assert_eq!(
            db.position(Span::new(id, 99..100)),
            Position { line: 1, column: 2 }
        );
    }
}
