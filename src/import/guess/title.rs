//! The title of a document, where no reader could tell it.

use std::ops::Range;

use super::super::changes::Changes;
use super::super::clean::clean_text;
use super::super::document::{Block, plain};
use super::{DOC_KINDS, HEAD, length, moved, text_of};

/// The longest line of a title.
const LONGEST: usize = 60;
/// A title set over more lines than these is none.
const LINES: usize = 5;

/// Takes the title out of the blocks. `number_at` is where the number of an official document stood, `given`
/// what a web page says.
pub(super) fn take(
    blocks: &mut Vec<Block>,
    number_at: Option<usize>,
    given: Option<String>,
    changes: &mut Changes,
) -> Option<String> {
    styled(blocks, changes)
        .or_else(|| {
            let lines = official(blocks, number_at?, given.is_some())?;
            taken(blocks, lines, changes)
        })
        .or_else(|| Some(repeated(blocks, &given?, changes)))
        .or_else(|| only_heading(blocks, changes))
        .or_else(|| {
            let lines = first_lines(blocks);
            taken(blocks, lines, changes)
        })
}

/// By its style; a second one is a heading.
fn styled(blocks: &mut Vec<Block>, changes: &mut Changes) -> Option<String> {
    let is_title = |block: &Block| matches!(block, Block::Heading(0, _));
    let at = blocks.iter().position(is_title)?;
    let lines = blocks
        .iter()
        .skip(at)
        .take_while(|block| is_title(block))
        .count();
    let title = taken(blocks, at..at + lines, changes);
    for block in blocks {
        if let Block::Heading(level @ 0, _) = block {
            *level = 1;
        }
    }
    title
}

/// Of an official document the lines below its number, or above it, as web pages have them. Where
/// something else says what the title is, they must name a kind of document.
fn official(blocks: &[Block], number_at: usize, is_given: bool) -> Option<Range<usize>> {
    let below = blocks.iter().skip(number_at).map_while(line).take(LINES);
    let above = blocks
        .iter()
        .take(number_at)
        .rev()
        .map_while(line)
        .take(LINES);
    let (below, above): (Vec<String>, Vec<String>) = (below.collect(), above.collect());
    let names_kind = |line: &String| DOC_KINDS.iter().any(|kind| line.ends_with(kind));
    if let Some(last) = below.iter().position(names_kind) {
        return Some(number_at..number_at + last + 1);
    }
    if is_given && !above.first().is_some_and(names_kind) {
        return None;
    }
    let lines = if above.is_empty() {
        number_at..number_at + below.len()
    } else {
        number_at - above.len()..number_at
    };
    (!lines.is_empty()).then_some(lines)
}

/// What a web page says; a line that repeats it is taken out.
fn repeated(blocks: &mut Vec<Block>, given: &str, changes: &mut Changes) -> String {
    let given = clean_text(given, changes);
    let bare = |text: &str| text.replace(char::is_whitespace, "");
    let again = blocks
        .iter()
        .take(HEAD)
        .position(|block| text_of(block).is_some_and(|text| bare(&text) == bare(&given)));
    if let Some(at) = again {
        moved(blocks, at, changes);
    }
    given
}

/// The only heading of the first level, at the top.
fn only_heading(blocks: &mut Vec<Block>, changes: &mut Changes) -> Option<String> {
    let is_top = |block: &Block| matches!(block, Block::Heading(1, _));
    let at = blocks.iter().take(3).position(is_top)?;
    let is_only = blocks.iter().filter(|block| is_top(block)).count() == 1;
    is_only
        .then(|| taken(blocks, at..at + 1, changes))
        .flatten()
}

/// Lines in the middle at the top, or the first line.
fn first_lines(blocks: &[Block]) -> Range<usize> {
    let is_centred =
        |block: &&Block| matches!(block, Block::Paragraph(paragraph) if paragraph.centred);
    let centred = blocks
        .iter()
        .take(LINES)
        .take_while(is_centred)
        .map_while(line)
        .count();
    let first = usize::from(blocks.first().and_then(line).is_some());
    0..centred.max(first)
}

/// The text of a block that may be a line of a title.
fn line(block: &Block) -> Option<String> {
    let text = match block {
        Block::Paragraph(paragraph) => plain(&paragraph.text),
        Block::Heading(_, text) => plain(text),
        _ => return None,
    };
    let text = text.replace('\n', "").trim().to_owned();
    let is_line = (1..=LONGEST).contains(&length(&text))
        && !text.ends_with(['。', '：', '；', '，', ':', '.']);
    is_line.then_some(text)
}

/// Takes lines out as the title.
fn taken(blocks: &mut Vec<Block>, lines: Range<usize>, changes: &mut Changes) -> Option<String> {
    let mut title = String::new();
    for _ in lines.clone() {
        title.push_str(text_of(blocks.get(lines.start)?)?.replace('\n', "").trim());
        moved(blocks, lines.start, changes);
    }
    (!title.is_empty()).then_some(title)
}
