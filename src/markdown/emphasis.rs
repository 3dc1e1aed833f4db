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
    if !candidates.is_empty() {
        let pairs = plain_pairs(text);
        candidates.retain(|one| pairs.binary_search(&one.run.start).is_err());
    }
    mend_runs(text, mark, options, candidates)
}

/// The text with a letter at each of these runs that needs one.
fn mend_runs(
    text: &str,
    mark: char,
    options: Options,
    mut candidates: Vec<Candidate>,
) -> Option<Rewritten> {
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

/// The starts of runs of `*` that are pairs whatever else their neighbours let them do, as in
/// `。**重点**：`: the first finds nothing to close in its block, and the second closes the first before it could
/// open anything. What is code or an address holds both of them, or neither.
fn plain_pairs(text: &str) -> Vec<usize> {
    let mut pairs = Vec::new();
    // Whether a run before, in the same block, may be open.
    let mut may_be_open = false;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        may_be_open &= !line.trim_matches([' ', '\t', '\r', '\n']).is_empty();
        let mut from = 0;
        while !may_be_open && let Some(first) = next_run(line, from) {
            let second = next_run(line, first.end);
            let second = second.filter(|second| is_pair(line, &first, second));
            if let Some(second) = second {
                pairs.extend([at + first.start, at + second.start]);
                from = second.end;
            } else {
                may_be_open = true;
            }
        }
        at += line.len();
    }
    pairs
}

/// The next run of `*` in a line that may open or close anything: behind a space and before one it is an item's mark.
fn next_run(line: &str, mut from: usize) -> Option<Range<usize>> {
    loop {
        let rest = cut(line, from..line.len());
        let start = from + rest.find('*')?;
        let behind = cut(line, start..line.len()).trim_start_matches('*');
        let end = line.len() - behind.len();
        let before = cut(line, 0..start).chars().next_back();
        let after = behind.chars().next();
        let is_alone = |char: Option<char>| char.is_none_or(char::is_whitespace);
        if !(is_alone(before) && is_alone(after)) {
            return Some(start..end);
        }
        from = end;
    }
}

/// Whether two runs are a pair by the plain rules, with nothing between them that could part them.
fn is_pair(line: &str, first: &Range<usize>, second: &Range<usize>) -> bool {
    let inner = cut(line, first.end..second.start);
    let is_inner = |char: Option<char>| {
        char.is_some_and(|char| !char.is_whitespace() && !is_punctuation(char))
    };
    first.len() == second.len()
        && is_inner(inner.chars().next())
        && is_inner(inner.chars().next_back())
        && !inner.contains(PARTING)
        && !cut(line, 0..first.start).ends_with('\\')
}

/// Characters of Markdown's own between which and their partners a run is something else, or has another partner.
const PARTING: [char; 15] = [
    '`', '<', '>', '[', ']', '(', ')', '{', '}', '\\', '|', '$', '~', '_', '^',
];

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

#[cfg(test)]
mod tests {
    use pulldown_cmark::{CowStr, Event, Parser};

    use super::*;
    use crate::edits::Numbers;
    use crate::markdown::syntax;

    const MARK: char = '\u{fdd0}';

    const PARTS: [&str; 28] = [
        "**甲乙**",
        "。**甲**，",
        "**",
        "**",
        "**",
        "*",
        "*",
        "***",
        "~~",
        "_",
        "`",
        "甲",
        "乙",
        "a",
        "。",
        "，",
        "“",
        " ",
        "\n",
        "\n\n",
        "\n> ",
        "\n- ",
        "[",
        "](x)",
        "<b>",
        "|",
        "\\",
        "\n| - |\n",
    ];

    /// What the parser sees in a text with letters, without them.
    fn seen(text: &str, mended: Option<Rewritten>) -> Vec<Event<'static>> {
        let text = mended.map_or_else(|| text.to_owned(), |mended| mended.text);
        let mut seen: Vec<Event<'static>> = Vec::new();
        for event in Parser::new_ext(&text, syntax()) {
            match (event, seen.last_mut()) {
                (Event::Text(text), Some(Event::Text(before))) => {
                    *before = CowStr::from(format!("{before}{}", text.replace(MARK, "")));
                }
                (Event::Text(text), _) => seen.push(Event::Text(text.replace(MARK, "").into())),
                (event, _) => seen.push(event.into_static()),
            }
        }
        seen.retain(|event| !matches!(event, Event::Text(text) if text.is_empty()));
        seen
    }

    #[test]
    fn pairs_need_no_help() {
        let mut numbers = Numbers::new(7);
        let mut pairs = 0;
        for _ in 0..60_000 {
            let length = numbers.below(14);
            let text: String = (0..length).map(|_| numbers.of(&PARTS)).collect();
            // A letter is a neighbour of both runs, and no letter is none.
            if ["*_", "_*", "*~", "~*"]
                .iter()
                .any(|both| text.contains(both))
            {
                continue;
            }
            let all = mend_runs(&text, MARK, syntax(), candidates(&text));
            let few = mend(&text, MARK, syntax());
            let text_of = |mended: &Option<Rewritten>| mended.as_ref().map(|one| one.text.clone());
            pairs += usize::from(text_of(&all) != text_of(&few));
            assert_eq!(seen(&text, few), seen(&text, all), "{text:?}");
        }
        assert!(pairs > 1_000, "{pairs} texts need less help");
    }
}
