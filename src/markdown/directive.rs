//! Shortcodes, part one: what exists ([`DIRECTIVES`]) and where they stand in a page.
//!
//! In: Markdown. Out: the same Markdown with each shortcode line replaced by an HTML comment that the
//! parser carries through to `write.rs`, and the list of [`Mark`]s that the comments number. The syntax
//! follows the generic directives proposal
//! (<https://talk.commonmark.org/t/generic-directives-plugins-syntax/444>): `::name{…}` for a thing,
//! `:::name{…}` to `:::` for a box. See `docs/decisions/0005-directives.md`.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag};

use super::arguments::{self, Arguments};
use super::place::Places;
use super::rewrite::{Edit, Rewritten, cut};
use crate::diag::{Code, Diagnostic, Diagnostics, nearest};
use crate::msg;
use crate::source::Span;

/// One argument of a directive.
#[derive(Debug)]
pub(super) struct Argument {
    pub name: &'static str,
    pub required: bool,
    /// The values allowed; any if empty.
    pub values: &'static [&'static str],
}

/// What a directive makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Figure,
    Audio,
    Video,
    Notice,
    Steps,
}

/// One directive: the only place where its name and arguments are written down.
#[derive(Debug)]
pub(super) struct Directive {
    pub name: &'static str,
    pub kind: Kind,
    /// `:::name` with a body up to `:::`, rather than `::name`.
    pub container: bool,
    pub arguments: &'static [Argument],
}

const fn required(name: &'static str) -> Argument {
    Argument {
        name,
        required: true,
        values: &[],
    }
}

const fn optional(name: &'static str) -> Argument {
    Argument {
        name,
        required: false,
        values: &[],
    }
}

const fn one_of(name: &'static str, values: &'static [&'static str]) -> Argument {
    Argument {
        name,
        required: false,
        values,
    }
}

/// All directives.
pub(super) const DIRECTIVES: &[Directive] = &[
    Directive {
        name: "figure",
        kind: Kind::Figure,
        container: false,
        arguments: &[required("src"), required("alt"), optional("caption")],
    },
    Directive {
        name: "audio",
        kind: Kind::Audio,
        container: false,
        arguments: &[required("src"), required("title"), optional("transcript")],
    },
    Directive {
        name: "video",
        kind: Kind::Video,
        container: false,
        arguments: &[
            required("src"),
            required("title"),
            optional("poster"),
            optional("transcript"),
        ],
    },
    Directive {
        name: "notice",
        kind: Kind::Notice,
        container: true,
        arguments: &[
            one_of("kind", &["info", "tip", "warning", "danger"]),
            optional("title"),
        ],
    },
    Directive {
        name: "steps",
        kind: Kind::Steps,
        container: true,
        arguments: &[],
    },
];

impl Directive {
    /// The line that opens it, as an author writes it.
    pub(super) fn fence(&self) -> String {
        format!("{}{}", if self.container { ":::" } else { "::" }, self.name)
    }
}

/// One shortcode line.
#[derive(Debug)]
pub(super) enum Mark {
    /// A directive that is all on this line, or one that a later line closes.
    Open {
        directive: &'static Directive,
        /// `None` after an error, which is reported.
        arguments: Option<Arguments>,
        /// The whole line.
        span: Span,
        /// Some line closes it.
        closed: bool,
    },
    /// Closes the mark of this index.
    Close(usize),
}

/// A line that looks like a directive.
#[derive(Debug, PartialEq, Eq)]
struct Line<'a> {
    colons: usize,
    /// Empty in a closing line.
    name: &'a str,
    /// What follows the name, and where.
    rest: Range<usize>,
}

/// A container that is still open.
struct Open {
    colons: usize,
    /// The mark; `None` for a name that we do not know, whose lines stay text.
    mark: Option<usize>,
}

/// The containers that are open, from outer to inner.
#[derive(Default)]
struct OpenStack {
    stack: Vec<Open>,
    /// How many there are by number of colons, so that a line that closes none costs no search.
    counts: BTreeMap<usize, usize>,
    /// Marks of those left open in one that was closed.
    left: Vec<usize>,
}

impl OpenStack {
    fn push(&mut self, colons: usize, mark: Option<usize>) {
        *self.counts.entry(colons).or_default() += 1;
        self.stack.push(Open { colons, mark });
    }

    fn pop(&mut self) -> Option<Open> {
        let open = self.stack.pop()?;
        if let Entry::Occupied(mut count) = self.counts.entry(open.colons) {
            *count.get_mut() -= 1;
            if *count.get() == 0 {
                count.remove();
            }
        }
        Some(open)
    }

    /// Takes the container that a line of colons closes: the innermost opened with as many, else the
    /// innermost with fewer; and leaves those in it.
    fn close(&mut self, colons: usize) -> Option<Open> {
        let exact = self.counts.contains_key(&colons);
        if !exact && self.counts.range(..colons).next().is_none() {
            return None;
        }
        loop {
            let open = self.pop()?;
            if open.colons == colons || !exact && open.colons < colons {
                return Some(open);
            }
            self.left.extend(open.mark);
        }
    }

    /// Marks of all that nothing closes.
    fn unclosed(mut self) -> Vec<usize> {
        self.left
            .extend(self.stack.iter().filter_map(|open| open.mark));
        self.left
    }
}

/// Finds all shortcodes. `None` where there is none.
pub(super) fn extract(
    text: &str,
    sentinel: char,
    options: Options,
    places: &Places,
    diags: &mut Diagnostics,
) -> Option<(Rewritten, Vec<Mark>)> {
    if !may_have_directives(text) {
        return None;
    }
    let mut marks: Vec<Mark> = Vec::new();
    let mut open = OpenStack::default();
    let mut edits = Vec::new();
    for range in line_starts(text, options) {
        let Some(line) = read_line(text, range.clone()) else {
            continue;
        };
        let span = places.span(range.clone());
        let replacement = if line.name.is_empty() {
            close(&mut open, &mut marks, line.colons)
        } else if let Some(directive) = known(&line) {
            let arguments = arguments::read(text, line.rest, directive, span, places, diags);
            let mark = marks.len();
            marks.push(Mark::Open {
                directive,
                arguments,
                span,
                closed: false,
            });
            if directive.container {
                open.push(line.colons, Some(mark));
            }
            Some(mark)
        } else {
            if unknown(&line, cut(text, line.rest.clone()), span, diags) {
                open.push(line.colons, None);
            }
            None
        };
        edits.push(match replacement {
            Some(mark) => Edit {
                at: range.start,
                remove: range.len(),
                insert: format!("<!--{sentinel}{mark}-->"),
            },
            // A line of colons that stays text must not begin a definition.
            None => Edit {
                at: range.start,
                remove: 0,
                insert: "\\".to_owned(),
            },
        });
    }
    for mark in open.unclosed() {
        if let Some(Mark::Open {
            directive, span, ..
        }) = marks.get(mark)
        {
            diags.push(unclosed(directive, *span));
        }
    }
    (!edits.is_empty()).then(|| (Rewritten::new(text, &edits), marks))
}

/// The fault of a container without its closing line.
pub(super) fn unclosed(directive: &Directive, span: Span) -> Diagnostic {
    let fence = directive.fence();
    Diagnostic::error(
        Code::UnclosedShortcode,
        span,
        msg!(en: "`{fence}` is never closed", zh: "`{fence}` 没有结束"),
    )
    .help(msg!(
        en: "write `:::` on a line of its own below the last line of its body",
        zh: "在内容的最后一行下面单独写一行 `:::`",
    ))
}

/// A look at the bytes, which spares nearly all pages the rest.
fn may_have_directives(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(found) = cut(text, at..text.len()).find("::") {
        let start = at + found;
        // Line start, indentation, or the mark of a quote or list.
        if start == 0 || matches!(bytes[start - 1], b'\n' | b'\r' | b' ' | b'\t' | b'>') {
            return true;
        }
        at = start + 2;
    }
    false
}

/// The rest of each line of running text that begins with two colons. The parser knows which lines are
/// code, HTML or the like.
fn line_starts(text: &str, options: Options) -> Vec<Range<usize>> {
    // A line that begins with a colon is a definition to the parser, if we let it.
    let options = options - Options::ENABLE_DEFINITION_LIST;
    let mut starts: Vec<Range<usize>> = Vec::new();
    let mut fresh = true;
    let mut in_code = false;
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        match event {
            Event::Text(piece) if fresh && !in_code && piece.starts_with("::") => {
                let length = cut(text, range.start..text.len())
                    .find(['\n', '\r'])
                    .unwrap_or(text.len() - range.start);
                let known_to = starts.last().map_or(0, |last| last.end);
                if range.start >= known_to && begins_line(text, range.start) {
                    starts.push(range.start..range.start + length);
                }
                fresh = false;
            }
            Event::Start(Tag::CodeBlock(_)) => in_code = true,
            Event::End(pulldown_cmark::TagEnd::CodeBlock) => in_code = false,
            Event::Start(
                Tag::Paragraph | Tag::Item | Tag::Heading { .. } | Tag::FootnoteDefinition(_),
            )
            | Event::SoftBreak
            | Event::HardBreak => fresh = true,
            _ => fresh = false,
        }
    }
    starts
}

/// Whether only the marks of quotes and lists stand before `at` on its line: not those of a heading,
/// a table or an escape.
fn begins_line(text: &str, at: usize) -> bool {
    let before = cut(text, 0..at);
    let line = before.rfind(['\n', '\r']).map_or(0, |end| end + 1);
    cut(text, line..at).bytes().all(|byte| {
        byte.is_ascii_digit()
            || matches!(byte, b' ' | b'\t' | b'>' | b'-' | b'*' | b'+' | b'.' | b')')
    })
}

/// Reads a line that begins with two colons.
fn read_line(text: &str, range: Range<usize>) -> Option<Line<'_>> {
    let line = cut(text, range.clone());
    let colons = line.bytes().take_while(|byte| *byte == b':').count();
    let after = cut(line, colons..line.len());
    if colons >= 3 && after.trim().is_empty() {
        return Some(Line {
            colons,
            name: "",
            rest: range.end..range.end,
        });
    }
    // `::: notice` is how other tools write it.
    let trimmed = if colons >= 3 {
        after.trim_start()
    } else {
        after
    };
    let name_length = trimmed
        .bytes()
        .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        .count();
    let name = cut(trimmed, 0..name_length);
    if !name.starts_with(|first: char| first.is_ascii_alphabetic()) {
        return None;
    }
    let start = range.end - trimmed.len() + name_length;
    // `::std::vector` is no directive.
    if cut(text, start..range.end).starts_with(':') {
        return None;
    }
    Some(Line {
        colons,
        name,
        rest: start..range.end,
    })
}

/// The directive of a line, if it is one of ours, in its own form: two colons or more.
fn known(line: &Line) -> Option<&'static Directive> {
    DIRECTIVES
        .iter()
        .find(|one| one.name == line.name && one.container == (line.colons >= 3))
}

/// Reports a name that we do not know; the line stays text, so that Markdown written for another tool
/// builds. Says whether a closing line is to be expected.
fn unknown(line: &Line, rest: &str, span: Span, diags: &mut Diagnostics) -> bool {
    let name = line.name;
    let container = line.colons >= 3;
    let rest = rest.trim();
    if !rest.is_empty() && !rest.starts_with('{') {
        // Running text that happens to begin with colons, or another tool's syntax.
        return container;
    }
    let other_form = DIRECTIVES.iter().find(|one| one.name == name);
    let near = || nearest(name, DIRECTIVES.iter().map(|one| one.name));
    let suggestion = other_form
        .or_else(|| near().and_then(|near| DIRECTIVES.iter().find(|one| one.name == near)))
        .map(Directive::fence);
    diags.push(
        Diagnostic::warning(
            Code::UnknownShortcode,
            span,
            msg!(en: "unknown shortcode `{name}`", zh: "没有 `{name}` 这个短代码"),
        )
        .maybe_help(
            suggestion.map(|fence| msg!(en: "did you mean `{fence}`?", zh: "是不是 `{fence}`？")),
        ),
    );
    container
}

/// Closes a container. Gives the mark of the closing line, if it is one of ours.
fn close(open: &mut OpenStack, marks: &mut Vec<Mark>, colons: usize) -> Option<usize> {
    let opening = open.close(colons)?.mark?;
    if let Some(Mark::Open { closed, .. }) = marks.get_mut(opening) {
        *closed = true;
    }
    marks.push(Mark::Close(opening));
    Some(marks.len() - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_lines() {
        for (line, expected) in [
            (":::", Some((3, "", ""))),
            ("::::  ", Some((4, "", ""))),
            ("::", None),
            ("::figure{a=b}", Some((2, "figure", "{a=b}"))),
            (":: figure", None),
            ("::: notice", Some((3, "notice", ""))),
            ("::std::vector", None),
            (":::标题", None),
            ("::1", None),
        ] {
            let read = read_line(line, 0..line.len());
            let read = read
                .as_ref()
                .map(|read| (read.colons, read.name, cut(line, read.rest.clone())));
            assert_eq!(read, expected, "{line}");
        }
    }

    #[test]
    fn the_documentation_names_everything() {
        let docs = include_str!("../../docs/markdown.md");
        for directive in DIRECTIVES {
            assert!(docs.contains(&directive.fence()), "{}", directive.name);
            for argument in directive.arguments {
                assert!(
                    docs.contains(&format!("`{}`", argument.name)),
                    "{} {}",
                    directive.name,
                    argument.name
                );
                for value in argument.values {
                    assert!(docs.contains(&format!("`{value}`")), "{value}");
                }
            }
        }
    }
}
