//! The slips of the keyboard that make YAML unreadable, by name: what Chinese input methods and word
//! processors put in the place of half-width signs.
//!
//! In: a text that is no YAML, and where the parser gave up. Out: the slips that are to blame, each with what
//! mends it.

use std::ops::Range;

use super::{Raw, Source, load};
use crate::diag::{Code, Diagnostic, Message};
use crate::msg;
use crate::source::Span;

/// A slip in a line.
struct Slip {
    /// Bytes of the line, in [`find`] of the text.
    place: Range<usize>,
    message: Message,
    help: Message,
    /// What belongs there.
    to: String,
}

/// How many slips are tried: each takes a reading of the text.
const TRIED: usize = 16;

/// The slips without which the text could be read, at best all of them, else the one nearest to the
/// error without which the parser gets further. None where it is something else.
pub(super) fn find(source: &Source<'_>, at: usize) -> Vec<Diagnostic> {
    let mut slips = Vec::new();
    let mut offset = 0;
    for line in source.yaml.split_inclusive('\n') {
        if let Some(mut slip) = in_line(line.trim_end()) {
            slip.place = offset + slip.place.start..offset + slip.place.end;
            slips.push(slip);
        }
        offset += line.len();
    }
    let told = |slip: Slip| {
        let from = source.yaml.get(slip.place.clone()).unwrap_or_default();
        let place = source.offset + slip.place.start..source.offset + slip.place.end;
        let span = Span::new(source.file, place);
        Diagnostic::error(Code::SyntaxError, span, slip.message)
            .help(slip.help)
            .fix(span, from, slip.to)
    };
    // Those nearest to the error, in the order of the text.
    let behind = slips.partition_point(|slip| slip.place.start <= at);
    let first = behind.saturating_sub(TRIED / 2);
    let mut slips: Vec<Slip> = slips.into_iter().skip(first).take(TRIED).collect();
    let all: Vec<&Slip> = slips.iter().collect();
    if reached(source, &all).is_none() {
        // What only looks like a slip, in a longer text, is not needed.
        let mut index = 0;
        while index < slips.len() {
            let others = slips
                .iter()
                .enumerate()
                .filter(|(other, _)| *other != index);
            let others: Vec<&Slip> = others.map(|(_, slip)| slip).collect();
            if reached(source, &others).is_none() {
                slips.remove(index);
            } else {
                index += 1;
            }
        }
        return slips.into_iter().map(told).collect();
    }
    let behind = slips.partition_point(|slip| slip.place.start <= at);
    let nearest = (0..behind).rev().chain(behind..slips.len());
    let further = |index: &usize| reached(source, &[&slips[*index]]).is_none_or(|to| to > at);
    let found = { nearest }.find(further);
    found
        .map(|index| told(slips.swap_remove(index)))
        .into_iter()
        .collect()
}

/// How far the parser gets in the text without some slips; none where it can read all of it.
fn reached(source: &Source<'_>, slips: &[&Slip]) -> Option<usize> {
    let mut yaml = String::with_capacity(source.yaml.len());
    let mut done = 0;
    for slip in slips {
        yaml.push_str(source.yaml.get(done..slip.place.start).unwrap_or_default());
        yaml.push_str(&slip.to);
        done = slip.place.end;
    }
    yaml.push_str(source.yaml.get(done..).unwrap_or_default());
    let mended = Source {
        yaml: &yaml,
        ..*source
    };
    match load(&yaml) {
        Ok(None) => None,
        Ok(Some(raw)) => (!matches!(raw.value, Raw::Table(_))).then_some(0),
        Err(error) => Some(mended.place(error.without_snippet())),
    }
}

fn in_line(line: &str) -> Option<Slip> {
    if line.trim_start().starts_with('#') {
        return None;
    }
    indent(line)
        .or_else(|| colon(line))
        .or_else(|| quote(line))
        .or_else(|| in_brackets(line))
        .or_else(|| sign(line))
}

/// A tab, or a full-width space, in front of what a line says.
fn indent(line: &str) -> Option<Slip> {
    let blank = line.len() - line.trim_start().len();
    let blank = line.get(..blank)?;
    let at = blank.find(['\t', '\u{3000}'])?;
    let help = msg!(en: "indent with spaces", zh: "改用半角空格缩进");
    Some(if blank.get(at..)?.starts_with('\t') {
        Slip {
            place: at..at + 1,
            message: msg!(en: "indented with a tab", zh: "行首用了 Tab 键"),
            help,
            to: "  ".to_owned(),
        }
    } else {
        Slip {
            place: at..at + '\u{3000}'.len_utf8(),
            message: msg!(en: "indented with a full-width space", zh: "行首用了全角空格"),
            help,
            to: "  ".to_owned(),
        }
    })
}

/// A full-width colon behind a key, or no space behind a colon.
fn colon(line: &str) -> Option<Slip> {
    let start = line.len() - line.trim_start_matches([' ', '-']).len();
    let rest = line.get(start..)?;
    let length = rest.find(|c: char| !(c.is_alphanumeric() || "_“”".contains(c)))?;
    let (key, behind) = rest.split_at_checked(length)?;
    if key.is_empty() {
        return None;
    }
    let at = start + length;
    let next = behind.chars().nth(1);
    if behind.starts_with('：') {
        let is_apart = next.is_none_or(char::is_whitespace);
        return Some(Slip {
            place: at..at + '：'.len_utf8(),
            message: msg!(en: "full-width colon after `{key}`", zh: "`{key}` 后面用了全角冒号"),
            help: msg!(
                en: "use a half-width colon and a space: `{key}: …`",
                zh: "改用半角冒号，后面空一格：`{key}: …`",
            ),
            to: if is_apart { ":" } else { ": " }.to_owned(),
        });
    }
    // `http://` and `9:00` are no keys.
    let is_key = !key.starts_with(|c: char| c.is_ascii_digit());
    let is_close = next.is_some_and(|c| !c.is_whitespace() && c != '/');
    (behind.starts_with(':') && is_key && is_close).then(|| Slip {
        place: at..at + 1,
        message: msg!(en: "no space behind the colon of `{key}`", zh: "`{key}` 的冒号后面没有空格"),
        help: msg!(en: "write `{key}: …`, with a space", zh: "冒号后面空一格：`{key}: …`"),
        to: ": ".to_owned(),
    })
}

/// A value that begins with a straight quotation mark and ends with a curly one.
fn quote(line: &str) -> Option<Slip> {
    let (before, value) = line.split_once(": ").or_else(|| line.split_once("- "))?;
    let mark = value.trim_start().chars().next()?;
    let (curly, to) = match mark {
        '"' => ('”', "\""),
        '\'' => ('’', "'"),
        _ => return None,
    };
    let at = line.rfind(curly)?;
    let is_open = line.get(before.len()..)?.matches(mark).count() == 1;
    let is_last = line.get(at..)?.chars().count() == 1;
    (is_open && is_last).then(|| Slip {
        place: at..line.len(),
        message: msg!(
            en: "the quotation mark at the end is not the one at the start",
            zh: "前面是半角引号，后面却是全角引号",
        ),
        help: msg!(en: "use `{to}` at both ends", zh: "前后都用半角引号 `{to}`"),
        to: to.to_owned(),
    })
}

/// A full-width bracket or comma where a list or a table is written on one line.
fn in_brackets(line: &str) -> Option<Slip> {
    let open = line.find(['[', '{'])?;
    let (close, wrong) = match line.get(open..)?.chars().next()? {
        '[' => ("]", ['】', '］']),
        _ => ("}", ['｝', '》']),
    };
    let rest = line.get(open..)?;
    if !rest.contains(close)
        && let Some(at) = rest.rfind(wrong)
    {
        let at = open + at;
        let length = line.get(at..)?.chars().next()?.len_utf8();
        return Some(Slip {
            place: at..at + length,
            message: msg!(en: "full-width bracket", zh: "用了全角括号"),
            help: msg!(en: "write `{close}`", zh: "改用半角的 `{close}`"),
            to: close.to_owned(),
        });
    }
    // In a table, what stands behind the comma has a colon of its own.
    let comma = open + rest.find('，').filter(|_| close == "}")?;
    let behind = line.get(comma + '，'.len_utf8()..)?;
    behind.contains(": ").then(|| Slip {
        place: comma..comma + '，'.len_utf8(),
        message: msg!(en: "full-width comma between two entries", zh: "两项之间用了全角逗号"),
        help: msg!(en: "use a half-width comma and a space", zh: "改用半角逗号，后面空一格"),
        to: ", ".to_owned(),
    })
}

/// Text that begins with a sign that means something else in YAML.
fn sign(line: &str) -> Option<Slip> {
    let (key, value) = line.split_once(": ")?;
    let text = value.trim();
    let is_text =
        text.starts_with(['*', '@', '%', '`']) || text.starts_with('[') && !text.ends_with(']');
    if !is_text || text.contains(['"', '\\', '#']) {
        return None;
    }
    let start = line.len() - value.trim_start().len();
    let sign = text.chars().next()?;
    Some(Slip {
        place: start..start + text.len(),
        message: msg!(
            en: "text that begins with `{sign}` needs quotation marks",
            zh: "以 `{sign}` 开头的文字要放进半角引号",
        ),
        help: msg!(en: "write `{key}: \"{text}\"`", zh: "写成 `{key}: \"{text}\"`"),
        to: format!("\"{text}\""),
    })
}
