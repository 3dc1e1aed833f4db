//! What is wrong with a site, as data.
//!
//! Stages push [`Diagnostic`]s into a [`Diagnostics`] and go on; nothing here prints or stops.
//! [`mod@render`] turns them into text, JSON or CI annotations.

mod codes;
mod render;

pub use codes::Code;
pub use render::{Format, View, render};

use std::collections::BTreeSet;
use std::ops::Range;

use crate::source::{FileId, Span};

/// The language that people read messages in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Simplified Chinese.
    Zh,
}

/// One text in each language of [`Lang`]. Build it with [`msg!`](crate::msg).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Message {
    /// English: no full stop, names in back-ticks.
    pub en: String,
    /// Chinese: no full stop, names in back-ticks.
    pub zh: String,
}

impl Message {
    /// The text in one language.
    pub fn text(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.en,
            Lang::Zh => &self.zh,
        }
    }
}

/// Formats one message in both languages:
/// `msg!(en: "unknown field `{key}`", zh: "没有 `{key}` 这个字段")`.
#[macro_export]
macro_rules! msg {
    (en: $en:literal, zh: $zh:literal $(,)?) => {
        $crate::diag::Message {
            en: format!($en),
            zh: format!($zh),
        }
    };
}

/// How much a diagnostic matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The site is not published.
    Error,
    /// The site is published.
    Warning,
}

/// One fault: what, where, and how to mend it.
///
/// The message stands alone on one line, names the thing at fault in back-ticks and does not repeat
/// the place. The help says what to do, best with the text to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable name of the kind of fault.
    pub code: Code,
    /// Error or warning.
    pub severity: Severity,
    /// Where.
    pub span: Span,
    /// What is wrong.
    pub message: Message,
    /// Other places that belong to the fault.
    pub notes: Vec<(Span, Message)>,
    /// How to mend it.
    pub help: Option<Message>,
    /// What mends it, where nobody need think about it.
    pub fix: Option<Fix>,
}

/// A change to a source that leaves its meaning as it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fix {
    /// Where the text stands: quotation marks and other text may stand around it.
    pub span: Span,
    /// The text.
    pub from: String,
    /// What it becomes.
    pub to: String,
}

impl Fix {
    /// The bytes of the file that it changes; none where the text is not there.
    pub fn place(&self, file: &str) -> Option<Range<usize>> {
        let span = self.span.range();
        let at = span.start + file.get(span)?.find(&self.from)?;
        Some(at..at + self.from.len())
    }
}

impl Diagnostic {
    /// A fault that keeps the site from being published.
    #[must_use]
    pub fn error(code: Code, span: Span, message: Message) -> Self {
        Self {
            code,
            severity: Severity::Error,
            span,
            message,
            notes: Vec::new(),
            help: None,
            fix: None,
        }
    }

    /// A fault that does not.
    #[must_use]
    pub fn warning(code: Code, span: Span, message: Message) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(code, span, message)
        }
    }

    /// Adds another place.
    #[must_use]
    pub fn note_at(mut self, span: Span, message: Message) -> Self {
        self.notes.push((span, message));
        self
    }

    /// Says how to mend it.
    #[must_use]
    pub fn help(mut self, message: Message) -> Self {
        self.help = Some(message);
        self
    }

    /// Says what mends it: `to` in place of `from` within `span`.
    #[must_use]
    pub fn fix(mut self, span: Span, from: impl Into<String>, to: impl Into<String>) -> Self {
        self.fix = Some(Fix {
            span,
            from: from.into(),
            to: to.into(),
        });
        self
    }

    /// Says how to mend it where there is something to say.
    #[must_use]
    pub fn maybe_help(mut self, message: Option<Message>) -> Self {
        self.help = message.or(self.help);
        self
    }
}

/// A stage found errors; they are in the [`Diagnostics`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failed;

/// The faults gathered so far.
#[derive(Debug, Clone, Default)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
    /// What is understood, but not in the usual form.
    unusual: Vec<Fix>,
}

impl Diagnostics {
    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
    }

    /// Remembers that a text is understood, but usually written otherwise.
    pub fn unusual(&mut self, span: Span, from: impl Into<String>, to: impl Into<String>) {
        self.unusual.push(Fix {
            span,
            from: from.into(),
            to: to.into(),
        });
    }

    /// Adds all that another worker found.
    pub fn merge(&mut self, other: Self) {
        self.list.extend(other.list);
        self.unusual.extend(other.unusual);
    }

    /// What can be mended without thinking, by file and place, each once.
    pub fn fixes(&self) -> Vec<&Fix> {
        let faults = self.list.iter().filter_map(|one| one.fix.as_ref());
        let mut fixes: Vec<&Fix> = faults.chain(&self.unusual).collect();
        fixes.sort();
        fixes.dedup();
        fixes
    }

    /// Makes all errors warnings: for pages that nobody wrote for this site.
    pub fn soften(&mut self) {
        for one in &mut self.list {
            one.severity = Severity::Warning;
        }
    }

    /// Drops the faults of one kind.
    pub fn forget(&mut self, code: Code) {
        self.list.retain(|one| one.code != code);
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// How many errors there are.
    pub fn errors(&self) -> usize {
        self.list
            .iter()
            .filter(|one| one.severity == Severity::Error)
            .count()
    }

    /// How many warnings there are.
    pub fn warnings(&self) -> usize {
        self.list.len() - self.errors()
    }

    /// Ends a stage after which errors must not go on.
    ///
    /// # Errors
    /// When at least one error was found, in this stage or before.
    pub fn checkpoint(&self) -> Result<(), Failed> {
        if self.errors() == 0 {
            Ok(())
        } else {
            Err(Failed)
        }
    }

    /// The files in which something was found or can be mended, or that it refers to.
    pub fn files(&self) -> BTreeSet<FileId> {
        let spans = self.list.iter().flat_map(|one| {
            let notes = one.notes.iter().map(|(span, _)| *span);
            std::iter::once(one.span).chain(notes)
        });
        let fixes = self.unusual.iter().map(|fix| fix.span.file);
        spans.map(|span| span.file).chain(fixes).collect()
    }

    /// All of them by file and place, each once; those of one place in the order they were found.
    pub fn sorted(&self) -> Vec<&Diagnostic> {
        let mut list: Vec<&Diagnostic> = self.list.iter().collect();
        list.sort_by_key(|one| one.span);
        list.dedup();
        list
    }
}

/// The candidate nearest to `wrong`, if near enough to be a slip of the finger.
pub fn nearest<'a>(wrong: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    near(wrong, candidates)
        .min()
        .map(|(_, candidate)| candidate)
}

/// The candidates that are near enough to be a slip of the finger, the nearest first, no more than
/// `most`.
pub fn nearest_few<'a>(
    wrong: &str,
    candidates: impl IntoIterator<Item = &'a str>,
    most: usize,
) -> Vec<&'a str> {
    let mut found: Vec<(usize, &str)> = near(wrong, candidates).collect();
    found.sort_unstable();
    found.dedup();
    found.truncate(most);
    found.into_iter().map(|(_, candidate)| candidate).collect()
}

/// Those near enough, with how far they are.
fn near<'a>(
    wrong: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> impl Iterator<Item = (usize, &'a str)> {
    let (length, letters) = sketch(wrong);
    let allowed = (length / 3).clamp(1, 3);
    let differ = |a: u64, b: u64| (a & !b).count_ones() as usize;
    candidates.into_iter().filter_map(move |candidate| {
        let (own_length, own_letters) = sketch(candidate);
        // Cheap, and it keeps a line of a megabyte from being compared at all.
        let hopeless = own_length.abs_diff(length) > allowed
            || differ(letters, own_letters) > allowed
            || differ(own_letters, letters) > allowed;
        if hopeless {
            return None;
        }
        let distance = distance(wrong, candidate);
        (distance <= allowed && distance < own_length.max(length)).then_some((distance, candidate))
    })
}

/// The length of a text in characters, and which there are, each as one bit that others may share. Every
/// slip takes at most one bit away and adds at most one.
fn sketch(text: &str) -> (usize, u64) {
    text.chars().fold((0, 0), |(length, letters), c| {
        (length + 1, letters | 1 << (u32::from(c) % 64))
    })
}

/// How many letters to add, drop, change or swap. What both begin and end with is put aside first: most
/// names in a folder differ in little else.
fn distance(a: &str, b: &str) -> usize {
    let shared = |pairs: &mut dyn Iterator<Item = (char, char)>| {
        let same = pairs.take_while(|(a, b)| a == b);
        same.map(|(a, _)| a.len_utf8()).sum::<usize>()
    };
    let start = shared(&mut a.chars().zip(b.chars()));
    let (a, b) = (a.split_at(start).1, b.split_at(start).1);
    let end = shared(&mut a.chars().rev().zip(b.chars().rev()));
    let (a, b) = (a.split_at(a.len() - end).0, b.split_at(b.len() - end).0);
    strsim::osa_distance(a, b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearest_finds_slips_and_nothing_else() {
        assert_eq!(nearest("titel", ["date", "title", "type"]), Some("title"));
        assert_eq!(nearest("老人", ["老年人", "妇女"]), Some("老年人"));
        assert_eq!(nearest("weather", ["date", "title"]), None);
        assert_eq!(nearest("x", ["y"]), None);
        assert_eq!(
            nearest("拼音学习", ["拼音学习法", "学习拼音"]),
            Some("拼音学习法")
        );
        assert_eq!(nearest("aaa", ["aa", "aaaaaaa"]), Some("aa"));
        assert_eq!(
            nearest_few(
                "县学完",
                ["镇学院", "县学院", "县学校", "县学院", "书屋"],
                2
            ),
            ["县学校", "县学院"]
        );
    }
}
