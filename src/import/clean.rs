//! Cleans a document of what paper, word processors and copying left in it.

mod line;
mod numbers;

use super::changes::{Change, Changes};
use super::document::{
    Block, Cell, Document, Inline, List, Paragraph, Style, Table, cell_text, is_empty, plain,
    push_text,
};

pub(super) use line::is_han;

/// The document as it should be; what was changed is in `changes`.
pub(super) fn clean(document: Document, changes: &mut Changes) -> Document {
    let blocks = document.blocks.into_iter().filter(|block| {
        let number =
            matches!(block, Block::Paragraph(paragraph) if is_page_number(&plain(&paragraph.text)));
        if number && let Block::Paragraph(paragraph) = block {
            changes.add(Change::PageNumbers, || {
                plain(&paragraph.text).trim().to_owned()
            });
        }
        !number
    });
    let blocks: Vec<Block> = blocks.collect();
    let blocks = joined(clean_blocks(blocks, changes), changes);
    let notes = document
        .notes
        .into_iter()
        .map(|note| line::clean(&note, changes))
        .collect();
    Document {
        blocks,
        notes,
        ..document
    }
}

/// One line of text, cleaned.
pub(super) fn clean_text(text: &str, changes: &mut Changes) -> String {
    let mut line = Vec::new();
    push_text(&mut line, text, &Style::default());
    plain(&line::clean(&line, changes))
}

fn clean_blocks(blocks: Vec<Block>, changes: &mut Changes) -> Vec<Block> {
    let mut cleaned = Vec::new();
    for block in blocks {
        match block {
            Block::Heading(level, text) => {
                let text = without_breaks(line::clean(&text, changes));
                if !is_empty(&text) {
                    cleaned.push(Block::Heading(level, text));
                }
            }
            Block::Paragraph(paragraph) => {
                for text in split(paragraph.text) {
                    let text = trimmed(joined_breaks(&line::clean(&text, changes), changes));
                    if is_empty(&text) {
                        changes.add(Change::EmptyParagraphs, String::new);
                    } else {
                        let centred = paragraph.centred;
                        cleaned.push(Block::Paragraph(Paragraph { text, centred }));
                    }
                }
            }
            Block::List(list) => {
                let items = list
                    .items
                    .into_iter()
                    .map(|item| clean_blocks(item, changes));
                let items: Vec<Vec<Block>> = items.filter(|item| !item.is_empty()).collect();
                if !items.is_empty() {
                    cleaned.push(Block::List(List { items, ..list }));
                }
            }
            Block::Table(table) => cleaned.extend(clean_table(table, changes)),
            Block::Quote(blocks) => {
                let inside = clean_blocks(blocks, changes);
                match (cleaned.last_mut(), inside) {
                    (_, inside) if inside.is_empty() => {}
                    // A word processor has a quotation in each paragraph.
                    (Some(Block::Quote(before)), inside) => before.extend(inside),
                    (_, inside) => cleaned.push(Block::Quote(inside)),
                }
            }
            code @ Block::Code(_) => cleaned.push(code),
        }
    }
    cleaned
}

fn clean_table(table: Table, changes: &mut Changes) -> Option<Block> {
    // Blank cells are no empty paragraphs.
    let mut ignored = Changes::default();
    let rows: Vec<Vec<Cell>> = table
        .rows
        .into_iter()
        .map(|row| {
            let cells = row.into_iter().map(|cell| {
                let blank = cell
                    .blocks
                    .iter()
                    .all(|block| matches!(block, Block::Paragraph(own) if is_empty(&own.text)));
                let changes = if blank { &mut ignored } else { &mut *changes };
                Cell {
                    blocks: clean_blocks(cell.blocks, changes),
                }
            });
            cells.collect()
        })
        .filter(|row: &Vec<Cell>| row.iter().any(|cell| !cell.blocks.is_empty()))
        .collect();
    if rows.is_empty() {
        return None;
    }
    if table.merged {
        let head = rows.first().and_then(|row| row.first()).map(cell_text);
        changes.add(Change::MergedCells, || head.unwrap_or_default());
    }
    Some(Block::Table(Table { rows, ..table }))
}

/// Whether a line is but the number of a page: `- 3 -`, `— 3 —`, `第 3 页`, `第3页 共12页`.
fn is_page_number(text: &str) -> bool {
    let text: String = text
        .chars()
        .filter(|char| !char.is_whitespace())
        .map(crate::fields::half_width)
        .collect();
    let is_dash = |char: char| "-–—·•~".contains(char);
    let number = |text: &str| {
        (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    let inner = text.trim_start_matches(is_dash).trim_end_matches(is_dash);
    if text.starts_with(is_dash) && text.ends_with(is_dash) && number(inner) {
        return true;
    }
    let page = |text: &str, first: char| {
        text.strip_prefix(first)
            .and_then(|rest| rest.strip_suffix('页'))
            .is_some_and(number)
    };
    let (this, all) = text
        .split_once('页')
        .map_or((text.as_str(), ""), |(this, all)| (this, all));
    let all = all.trim_start_matches([',', '，', '/', '|']);
    page(&format!("{this}页"), '第') && text.contains('页') && (all.is_empty() || page(all, '共'))
}

/// A paragraph as the paragraphs that it is made of: a blank line or an indent within it begins another.
fn split(text: Vec<Inline>) -> Vec<Vec<Inline>> {
    let mut parts: Vec<Vec<Inline>> = vec![Vec::new()];
    let mut inlines = text.into_iter().peekable();
    while let Some(inline) = inlines.next() {
        if inline == Inline::Break {
            let mut blank = false;
            loop {
                match inlines.peek() {
                    Some(Inline::Break) => blank = true,
                    Some(Inline::Text(run))
                        if run.text.trim().is_empty() && !run.text.contains('\u{3000}') => {}
                    _ => break,
                }
                inlines.next();
            }
            let indented = matches!(inlines.peek(), Some(Inline::Text(run))
                if run.text.trim_start_matches(' ').starts_with(['\u{3000}', '\u{a0}', '\u{2003}']));
            if blank || indented {
                parts.push(Vec::new());
                continue;
            }
        }
        if let Some(part) = parts.last_mut() {
            part.push(inline);
        }
    }
    parts
}

/// Marks at which a paragraph may end.
fn ends_sentence(text: &str) -> bool {
    text.trim_end().ends_with([
        '。', '！', '？', '；', '：', '…', '”', '.', '!', '?', ';', ':', '」', '》',
    ])
}

/// Whether a line begins a point of its own.
fn begins_point(text: &str) -> bool {
    let text = text.trim_start();
    let mut chars = text.chars();
    let Some(first) = chars.next() else {
        return true;
    };
    let numeral = |char: char| char.is_ascii_digit() || "一二三四五六七八九十".contains(char);
    match first {
        '（' | '(' | '第' => chars.next().is_some_and(numeral),
        '•' | '●' | '■' | '◆' | '▪' | '·' | '-' | '—' | '①'..='⑳' => true,
        _ if numeral(first) => {
            let rest = text.trim_start_matches(numeral);
            rest.starts_with(['.', '、', '．', ')', '）'])
        }
        _ => text.starts_with("附件") || text.starts_with("抄送"),
    }
}

/// The shortest line that may go on in the next one, in characters.
const SHORTEST_BROKEN: usize = 15;

/// Joins lines that were broken where the paper ended, within a paragraph.
fn joined_breaks(text: &[Inline], changes: &mut Changes) -> Vec<Inline> {
    let mut joined: Vec<Inline> = Vec::new();
    let mut before = String::new();
    for (at, line) in text.split(|inline| *inline == Inline::Break).enumerate() {
        let next = plain(line);
        if at > 0 {
            let goes_on = before.chars().count() >= SHORTEST_BROKEN
                && !ends_sentence(&before)
                && !begins_point(&next);
            if goes_on {
                changes.add(Change::JoinedLines, || seam(&before, &next));
                join(&mut joined, &before, &next);
            } else {
                joined.push(Inline::Break);
            }
        }
        append(&mut joined, line.to_vec());
        before = next;
    }
    joined
}

/// Adds a line to another.
fn append(line: &mut Vec<Inline>, more: Vec<Inline>) {
    for inline in more {
        match inline {
            Inline::Text(run) => push_text(line, &run.text, &run.style),
            other => line.push(other),
        }
    }
}

/// What is seen of a joint.
fn seam(before: &str, after: &str) -> String {
    let end: Vec<char> = before.chars().rev().take(6).collect();
    let end: String = end.into_iter().rev().collect();
    let start: String = after.chars().take(6).collect();
    format!("{end}|{start}")
}

/// Adds what stands between two lines that are one: a space between words.
fn join(line: &mut Vec<Inline>, before: &str, after: &str) {
    let is_word = |char: Option<char>| char.is_some_and(|char| char.is_ascii_alphanumeric());
    if is_word(before.chars().last()) && is_word(after.chars().next()) {
        push_text(line, " ", &Style::default());
    }
}

/// The share of full lines among the long unfinished ones from which a text counts as broken by hand, in percent.
const BROKEN_SHARE: usize = 60;

/// Joins paragraphs that are lines of a page, as they come out of a PDF: most that end without a mark are
/// equally long then.
fn joined(blocks: Vec<Block>, changes: &mut Changes) -> Vec<Block> {
    let open = |block: &Block| match block {
        Block::Paragraph(paragraph) if !paragraph.centred => {
            let text = plain(&paragraph.text);
            (!ends_sentence(&text)).then(|| width(&text))
        }
        _ => None,
    };
    let widths: Vec<usize> = blocks.iter().filter_map(open).collect();
    let longest = widths
        .iter()
        .copied()
        .filter(|width| *width <= 120)
        .max()
        .unwrap_or(0);
    let full = |width: usize| width + 6 >= longest && width <= longest;
    let full_lines = widths.iter().filter(|width| full(**width)).count();
    // Headings and names are short in any text.
    let long_lines = widths.iter().filter(|width| **width * 2 >= longest).count();
    if longest < 30 || full_lines < 4 || full_lines * 100 < long_lines * BROKEN_SHARE {
        return blocks;
    }
    let mut kept: Vec<Block> = Vec::new();
    let mut goes_on = false;
    for block in blocks {
        let next_goes_on = open(&block).is_some_and(full);
        match (kept.last_mut(), block) {
            (Some(Block::Paragraph(before)), Block::Paragraph(paragraph))
                if goes_on && !paragraph.centred && !begins_point(&plain(&paragraph.text)) =>
            {
                let (first, second) = (plain(&before.text), plain(&paragraph.text));
                changes.add(Change::JoinedLines, || seam(&first, &second));
                join(&mut before.text, &first, &second);
                append(&mut before.text, paragraph.text);
            }
            (_, block) => kept.push(block),
        }
        goes_on = next_goes_on;
    }
    kept
}

/// How wide a text is, in half characters.
fn width(text: &str) -> usize {
    text.chars()
        .map(|char| if char.is_ascii() { 1 } else { 2 })
        .sum()
}

fn without_breaks(text: Vec<Inline>) -> Vec<Inline> {
    let mut line: Vec<Inline> = Vec::new();
    for inline in trimmed(text) {
        match inline {
            Inline::Break => {
                let before = plain(&line);
                let chinese = before.chars().last().is_some_and(|char| !char.is_ascii());
                push_text(&mut line, if chinese { "" } else { " " }, &Style::default());
            }
            Inline::Text(run) => push_text(&mut line, &run.text, &run.style),
            other => line.push(other),
        }
    }
    line
}

/// Without breaks at its ends.
fn trimmed(mut text: Vec<Inline>) -> Vec<Inline> {
    let blank = |inline: &Inline| match inline {
        Inline::Break => true,
        Inline::Text(run) => run.text.trim().is_empty(),
        _ => false,
    };
    while text.last().is_some_and(blank) {
        text.pop();
    }
    let start = text
        .iter()
        .position(|inline| !blank(inline))
        .unwrap_or(text.len());
    text.drain(..start);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paragraph(text: &str) -> Block {
        let mut line = Vec::new();
        for (at, part) in text.split('\n').enumerate() {
            if at > 0 {
                line.push(Inline::Break);
            }
            push_text(&mut line, part, &Style::default());
        }
        Block::Paragraph(Paragraph {
            text: line,
            centred: false,
        })
    }

    fn cleaned(texts: &[&str]) -> Vec<String> {
        let document = Document {
            blocks: texts.iter().map(|text| paragraph(text)).collect(),
            ..Document::default()
        };
        let cleaned = clean(document, &mut Changes::default());
        let text = |block: &Block| match block {
            Block::Paragraph(paragraph) => plain(&paragraph.text),
            other => format!("{other:?}"),
        };
        cleaned.blocks.iter().map(text).collect()
    }

    #[test]
    fn numbers_of_pages_are_told_from_text() {
        for text in [
            "- 3 -",
            "— 12 —",
            "－３－",
            "第 3 页",
            "第3页 共12页",
            "·5·",
        ] {
            assert!(is_page_number(text), "{text}");
        }
        for text in [
            "3",
            "第3页纸",
            "-",
            "2016-2020",
            "第一页",
            "- 三 -",
            "第 3 页 附表",
        ] {
            assert!(!is_page_number(text), "{text}");
        }
    }

    #[test]
    fn lines_of_a_page_become_paragraphs() {
        let lines = [
            "为深入贯彻落实上级关于推进社区教育工作的精神结合我县实",
            "际情况建立健全三级社区教育网络体系丰富社区教育资源满足",
            "— 2 —",
            "城乡居民终身学习的需要提高居民的综合素质和生活品质促进",
            "经济社会的协调发展现就有关工作提出下列几条供示例使用的",
            "意见。",
            "一、目标任务",
            "到期末建成示例学校十所。",
        ];
        assert_eq!(
            cleaned(&lines),
            [
                "为深入贯彻落实上级关于推进社区教育工作的精神结合我县实际情况建立健全三级社区教育网络体系丰富社区教育资源满足\
                 城乡居民终身学习的需要提高居民的综合素质和生活品质促进经济社会的协调发展现就有关工作提出下列几条供示例使用的意见。",
                "一、目标任务",
                "到期末建成示例学校十所。",
            ]
        );
    }

    #[test]
    fn short_lines_stay_as_they_are() {
        assert_eq!(
            cleaned(&["时间：周六上午\n地点：方洞镇文化站", "", "欢迎大家"]),
            ["时间：周六上午\n地点：方洞镇文化站", "欢迎大家",]
        );
        assert_eq!(
            cleaned(&["第一段。\n\n第二段。\n　　第三段。"]),
            ["第一段。", "第二段。", "第三段。"]
        );
        assert_eq!(
            cleaned(&["请参加培训的学员在开课以前十五分钟到场\n签到并领取学习资料。"]),
            ["请参加培训的学员在开课以前十五分钟到场签到并领取学习资料。"]
        );
    }
}
