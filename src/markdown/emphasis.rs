//! Emphasis beside Chinese: `**注意：**请先报名`.
//!
//! In: Markdown. Out: the same Markdown with an invisible letter at each `*` and `~~` run which the
//! CJK-friendly amendments let open or close and plain CommonMark does not. The letter stands between
//! the run and the punctuation that is in the way; the parser then does the rest by its own rules. See
//! `docs/decisions/0004-cjk-emphasis.md` for why this is exact, and how it compares.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd};

use super::cjk::{is_cjk, is_ideographic_selector, is_punctuation, is_standard_selector};
use super::rewrite::{Edit, Rewritten, cut};

/// A delimiter run that needs help, if it is one: it may also lie in code, in a link's address or in
/// raw HTML, which only the parser can tell.
struct Candidate {
    run: Range<usize>,
    help: Help,
    /// The neighbours include a `|`, which bounds a table's cells.
    beside_pipe: bool,
    /// The parser says that it is a delimiter run.
    real: bool,
}

/// What a run may do by the amendments alone.
#[derive(Clone, Copy)]
struct Help {
    /// Close: a letter before the run lets it.
    close: bool,
    /// Open: a letter behind the run lets it.
    open: bool,
}

impl Help {
    const NONE: Self = Self {
        close: false,
        open: false,
    };
}

/// The text with the letters, or `None` where it needs none.
pub(super) fn mend(text: &str, mark: char, options: Options) -> Option<Rewritten> {
    let mut candidates = candidates(text);
    if candidates.is_empty() {
        return None;
    }
    confirm(text, options, &mut candidates);
    let mut edits = Vec::new();
    for candidate in candidates.iter().filter(|candidate| candidate.real) {
        for (wanted, at) in [
            (candidate.help.close, candidate.run.start),
            (candidate.help.open, candidate.run.end),
        ] {
            if wanted {
                edits.push(Edit {
                    at,
                    remove: 0,
                    insert: mark.to_string(),
                });
            }
        }
    }
    (!edits.is_empty()).then(|| Rewritten::new(text, &edits))
}

/// All runs whose neighbours make a difference to the amendments.
fn candidates(text: &str) -> Vec<Candidate> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(ahead) = bytes
        .get(at..)
        .and_then(|rest| rest.iter().position(|byte| matches!(byte, b'*' | b'~')))
    {
        let first = at + ahead;
        let delimiter = bytes[first];
        let mut end = first + 1;
        while bytes.get(end) == Some(&delimiter) {
            end += 1;
        }
        at = end;
        let backslashes = bytes[..first]
            .iter()
            .rev()
            .take_while(|byte| **byte == b'\\')
            .count();
        let start = first + backslashes % 2;
        // One `~` is left alone: `20~30元` is a range, and the parser takes it for nothing else.
        if start == end || delimiter == b'~' && end - start != 2 {
            continue;
        }
        let mut before = cut(text, 0..start).chars().rev();
        let previous = before.next();
        let next = cut(text, end..text.len()).chars().next();
        let (Some(previous), Some(next)) = (previous, next) else {
            continue;
        };
        let mut help = help(previous, before.next(), next);
        // The parser lets any `~~` before a letter or a mark open.
        help.open &= delimiter == b'*';
        if help.close || help.open {
            found.push(Candidate {
                run: start..end,
                help,
                beside_pipe: previous == '|' || next == '|',
                real: false,
            });
        }
    }
    found
}

/// What the amendments add for a run between these characters.
fn help(previous: char, before_previous: Option<char>, next: char) -> Help {
    if previous.is_whitespace() || next.is_whitespace() {
        return Help::NONE;
    }
    match (is_punctuation(previous), is_punctuation(next)) {
        (true, false) => Help {
            close: is_cjk(previous) || is_cjk(next),
            open: false,
        },
        (false, true) => {
            let after_cjk = is_cjk(previous)
                || is_ideographic_selector(previous)
                || is_standard_selector(previous) && before_previous.is_some_and(is_cjk);
            Help {
                close: false,
                open: is_cjk(next) || after_cjk,
            }
        }
        _ => Help::NONE,
    }
}

/// Marks the candidates that are delimiter runs, or could have been.
fn confirm(text: &str, options: Options, candidates: &mut [Candidate]) {
    let mut in_code = false;
    let mut in_table = false;
    // Inside `[…]` that is also the name of a definition: a letter would make it another name.
    let mut in_name = 0_usize;
    let mut links = Vec::new();
    let mut at_line_start = true;
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        let mut touch = |range: Range<usize>, line_start: bool| {
            let first = candidates.partition_point(|candidate| candidate.run.end <= range.start);
            for candidate in candidates.iter_mut().skip(first) {
                if candidate.run.start >= range.end {
                    break;
                }
                candidate.real = in_name == 0 && !(in_table && candidate.beside_pipe);
                // What precedes is a quote's or a list's mark, not text.
                candidate.help.close &= !(line_start && candidate.run.start == range.start);
            }
        };
        match event {
            Event::Text(_) => {
                if !in_code {
                    touch(range, at_line_start);
                }
                at_line_start = false;
            }
            Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough) => {
                touch(range.start..range.start + 1, at_line_start);
                touch(range.end - 1..range.end, false);
                at_line_start = false;
            }
            Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough) => {}
            Event::Start(Tag::CodeBlock(CodeBlockKind::Indented | CodeBlockKind::Fenced(_))) => {
                in_code = true;
            }
            Event::End(TagEnd::CodeBlock) => in_code = false,
            Event::Start(Tag::Table(_)) => in_table = true,
            Event::End(TagEnd::Table) => in_table = false,
            Event::Start(Tag::Link { link_type, .. } | Tag::Image { link_type, .. }) => {
                let closed = matches!(
                    link_type,
                    LinkType::Collapsed | LinkType::Shortcut | LinkType::Autolink | LinkType::Email
                );
                in_name += usize::from(closed);
                links.push(closed);
                at_line_start = false;
            }
            Event::End(TagEnd::Link | TagEnd::Image) => {
                in_name -= usize::from(links.pop() == Some(true));
            }
            Event::SoftBreak | Event::HardBreak | Event::Start(_) | Event::End(_) => {
                at_line_start = true;
            }
            _ => at_line_start = false,
        }
    }
}
