//! Writes a document as Markdown that reads the same when it is parsed.

mod escape;

use super::document::{Block, Cell, Document, Inline, List, Picture, Run, Style, Table};
use escape::{address, at_line_start, escaped};

/// The Markdown of a document. `names` are the files of its pictures, by their places.
pub(super) fn write(document: &Document, names: &[Option<String>]) -> String {
    let writer = Writer { document, names };
    let mut text = writer.blocks(&document.blocks);
    for (at, note) in document.notes.iter().enumerate() {
        let line = writer.line(note, Place::Text);
        text.extend(["\n", &note_mark(at), ": ", line.trim(), "\n"]);
    }
    text
}

/// A line of plain text as Markdown.
pub(super) fn text_line(text: &str) -> String {
    at_line_start(&escaped(text.trim()))
}

/// Where a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Text,
    Heading,
    Cell,
}

struct Writer<'a> {
    document: &'a Document,
    names: &'a [Option<String>],
}

impl Writer<'_> {
    fn blocks(&self, blocks: &[Block]) -> String {
        let mut text = String::new();
        let mut other_marks = false;
        for (at, block) in blocks.iter().enumerate() {
            if at > 0 {
                text.push('\n');
            }
            // Lists of one kind that follow each other are told apart by their marks.
            let before = at.checked_sub(1).and_then(|before| blocks.get(before));
            other_marks = !other_marks
                && matches!((before, block), (Some(Block::List(a)), Block::List(b)) if a.start.is_some() == b.start.is_some());
            self.block(block, other_marks, &mut text);
        }
        text
    }

    fn block(&self, block: &Block, other_marks: bool, text: &mut String) {
        match block {
            Block::Heading(level, line) => {
                text.push_str(&"#".repeat(usize::from(*level)));
                text.push(' ');
                text.push_str(self.line(line, Place::Heading).trim());
                text.push('\n');
            }
            Block::Paragraph(paragraph) => {
                text.push_str(&at_line_start(
                    self.line(&paragraph.text, Place::Text).trim(),
                ));
                text.push('\n');
            }
            Block::List(list) => self.list(list, other_marks, text),
            Block::Table(table) => self.table(table, text),
            Block::Quote(blocks) => indent(&self.blocks(blocks), "> ", "> ", text),
            Block::Code(code) => {
                let longest = code
                    .split(|char| char != '`')
                    .map(str::len)
                    .max()
                    .unwrap_or(0);
                let fence = "`".repeat(longest.max(2) + 1);
                text.extend([&fence, "\n", code, "\n", &fence, "\n"]);
            }
        }
    }

    fn list(&self, list: &List, other_marks: bool, text: &mut String) {
        let is_tight = list.items.iter().all(|item| {
            let mut own = item.iter().filter(|block| !matches!(block, Block::List(_)));
            let is_paragraph = matches!(own.next(), Some(Block::Paragraph(_)) | None);
            is_paragraph && own.next().is_none()
        });
        for (at, item) in list.items.iter().enumerate() {
            if at > 0 && !is_tight {
                text.push('\n');
            }
            let mark = match (list.start, other_marks) {
                (None, false) => "- ".to_owned(),
                (None, true) => "* ".to_owned(),
                (Some(start), other) => {
                    let number = u64::from(start) + at as u64;
                    format!("{number}{} ", if other { ')' } else { '.' })
                }
            };
            let mut inside = self.blocks(item);
            if is_tight {
                inside = inside.replace("\n\n", "\n");
            }
            indent(&inside, &mark, &" ".repeat(mark.len()), text);
        }
    }

    fn table(&self, table: &Table, text: &mut String) {
        let mut rows = table.rows.as_slice();
        // A first row over all columns is the table's title.
        if let [first, _, _, ..] = rows
            && table.merged
            && first.len() > 1
            && first.iter().skip(1).all(|cell| cell.blocks.is_empty())
        {
            let title = first
                .first()
                .map(|cell| self.cell(cell))
                .unwrap_or_default();
            text.extend(["**", &title.replace("**", ""), "**\n\n"]);
            rows = rows.get(1..).unwrap_or_default();
        }
        for (at, row) in rows.iter().enumerate() {
            let cells: Vec<String> = row.iter().map(|cell| self.cell(cell)).collect();
            text.extend(["| ", &cells.join(" | "), " |\n"]);
            if at == 0 {
                text.extend(["|", &" --- |".repeat(row.len()), "\n"]);
            }
        }
    }

    fn cell(&self, cell: &Cell) -> String {
        let mut lines = Vec::new();
        self.cell_lines(&cell.blocks, &mut lines);
        lines.join("<br>")
    }

    fn cell_lines(&self, blocks: &[Block], lines: &mut Vec<String>) {
        for block in blocks {
            match block {
                Block::Heading(_, line) => {
                    lines.push(self.line(line, Place::Cell).trim().to_owned());
                }
                Block::Paragraph(paragraph) => {
                    lines.push(self.line(&paragraph.text, Place::Cell).trim().to_owned());
                }
                Block::List(list) => {
                    for (at, item) in list.items.iter().enumerate() {
                        let first = lines.len();
                        self.cell_lines(item, lines);
                        let mark = list.start.map_or("• ".to_owned(), |start| {
                            format!("{}. ", u64::from(start) + at as u64)
                        });
                        if let Some(line) = lines.get_mut(first) {
                            line.insert_str(0, &mark);
                        }
                    }
                }
                Block::Table(table) => {
                    for row in &table.rows {
                        let cells: Vec<String> = row.iter().map(|cell| self.cell(cell)).collect();
                        lines.push(cells.join(" "));
                    }
                }
                Block::Quote(blocks) => self.cell_lines(blocks, lines),
                Block::Code(code) => {
                    lines.extend(code.lines().map(|line| escaped(line).replace('|', "\\|")));
                }
            }
        }
    }

    fn line(&self, line: &[Inline], place: Place) -> String {
        let mut text = String::new();
        let mut open: Vec<Mark> = Vec::new();
        for (at, inline) in line.iter().enumerate() {
            match inline {
                Inline::Text(run) => {
                    let blank = run.text.trim().is_empty();
                    // A space is not worth a change of looks.
                    let wanted = if blank {
                        open.clone()
                    } else {
                        marks(&run.style, place)
                    };
                    let shared = open.iter().zip(&wanted).take_while(|(a, b)| a == b).count();
                    close(&mut text, &mut open, shared);
                    let start = run.text.len() - run.text.trim_start().len();
                    let (spaces, rest) =
                        run.text.split_at_checked(start).unwrap_or(("", &run.text));
                    text.push_str(spaces);
                    for mark in wanted.into_iter().skip(shared) {
                        text.push_str(mark.opening());
                        open.push(mark);
                    }
                    text.push_str(&written(run, rest, place));
                }
                Inline::Break => {
                    close(&mut text, &mut open, 0);
                    let last = line
                        .iter()
                        .skip(at + 1)
                        .all(|inline| *inline == Inline::Break);
                    text.push_str(match place {
                        _ if last => "",
                        Place::Text => "\\\n",
                        Place::Heading => " ",
                        Place::Cell => "<br>",
                    });
                }
                Inline::Picture(picture, alt) => {
                    close(&mut text, &mut open, 0);
                    text.push_str(&self.picture(*picture, alt));
                }
                Inline::Note(note) => {
                    close(&mut text, &mut open, 0);
                    text.push_str(&note_mark(*note));
                }
            }
        }
        close(&mut text, &mut open, 0);
        let lines: Vec<String> = text
            .split('\n')
            .enumerate()
            .map(|(at, line)| match at {
                0 => line.to_owned(),
                _ => at_line_start(line.trim_start()),
            })
            .collect();
        lines.join("\n")
    }

    fn picture(&self, picture: usize, alt: &str) -> String {
        match (self.names.get(picture), self.document.pictures.get(picture)) {
            (Some(Some(name)), _) => {
                format!("![{}]({name})", escaped(&alt.replace(['\n', '\r'], " ")))
            }
            (_, Some(Picture::Missing(address))) => {
                // `--` ends a comment.
                let address = address
                    .replace("--", "%2D%2D")
                    .replace(['<', '>', '\n', '\r'], "");
                format!("<!-- 图片待补：{address} -->")
            }
            _ => String::new(),
        }
    }
}

/// A run's text as Markdown, without its looks.
fn written(run: &Run, rest: &str, place: Place) -> String {
    let text = escaped(rest);
    match place {
        Place::Text => text,
        Place::Heading => text.replace('{', "\\{"),
        Place::Cell => text.replace('|', "\\|"),
    }
    .replace(
        '\t',
        if run.style == Style::default() {
            " "
        } else {
            ""
        },
    )
}

/// The mark of a footnote by its place.
fn note_mark(note: usize) -> String {
    format!("[^{}]", note + 1)
}

/// What opens and closes round text, from the outside in.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Mark {
    Link(String),
    Struck,
    Bold,
    Italic,
}

impl Mark {
    fn opening(&self) -> &'static str {
        match self {
            Self::Link(_) => "[",
            Self::Struck => "~~",
            Self::Bold => "**",
            Self::Italic => "*",
        }
    }

    fn closing(&self) -> String {
        match self {
            Self::Link(target) => format!("]({})", address(target)),
            other => other.opening().to_owned(),
        }
    }
}

fn marks(style: &Style, place: Place) -> Vec<Mark> {
    let mut marks = Vec::new();
    marks.extend(style.link.clone().map(Mark::Link));
    marks.extend(style.struck.then_some(Mark::Struck));
    // Headings are bold by themselves.
    marks.extend((style.bold && place != Place::Heading).then_some(Mark::Bold));
    marks.extend(style.italic.then_some(Mark::Italic));
    marks
}

/// Closes all marks but the first `kept`; spaces at the end stay outside.
fn close(text: &mut String, open: &mut Vec<Mark>, kept: usize) {
    if open.len() <= kept {
        return;
    }
    let end = text.trim_end_matches(' ').len();
    let spaces = text.split_off(end);
    while open.len() > kept {
        if let Some(mark) = open.pop() {
            text.push_str(&mark.closing());
        }
    }
    text.push_str(&spaces);
}

/// Adds lines with `first` before the first and `rest` before the others.
fn indent(lines: &str, first: &str, rest: &str, text: &mut String) {
    for (at, line) in lines.lines().enumerate() {
        let before = if at == 0 { first } else { rest };
        let before = if line.is_empty() {
            before.trim_end()
        } else {
            before
        };
        text.push_str(before);
        text.push_str(line);
        text.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::document::{Paragraph, push_text};

    fn style(bold: bool, italic: bool, link: Option<&str>) -> Style {
        Style {
            bold,
            italic,
            link: link.map(str::to_owned),
            ..Style::default()
        }
    }

    fn written(parts: &[(&str, Style)]) -> String {
        let mut text = Vec::new();
        for (part, style) in parts {
            push_text(&mut text, part, style);
        }
        let document = Document {
            blocks: vec![Block::Paragraph(Paragraph {
                text,
                centred: false,
            })],
            ..Document::default()
        };
        write(&document, &[])
    }

    #[test]
    fn looks_nest() {
        let parts = [
            ("请带", style(false, false, None)),
            ("身份证 ", style(true, false, None)),
            ("原件", style(true, true, None)),
            ("，见", style(false, false, None)),
            ("报名", style(false, false, Some("https://example.org/a b"))),
            ("办法", style(true, false, Some("https://example.org/a b"))),
        ];
        assert_eq!(
            written(&parts),
            "请带**身份证 *原件***，见[报名**办法**](<https://example.org/a b>)\n"
        );
    }

    #[test]
    fn nothing_in_a_text_is_taken_for_markdown() {
        for (text, expected) in [
            ("# 不是标题", "\\# 不是标题"),
            ("1. first", "1\\. first"),
            ("- 不是列表", "\\- 不是列表"),
            ("---", "\\---"),
            ("::figure{}", "\\::figure{}"),
            (
                "a*b*c [x] <b> a_b _c_ `d` \\",
                "a\\*b\\*c \\[x\\] \\<b> a_b \\_c\\_ \\`d\\` \\\\",
            ),
            ("AT&T 与 &nbsp;", "AT&T 与 &amp;nbsp;"),
            ("20~30元，~~x~~", "20~30元，\\~~x\\~~"),
        ] {
            assert_eq!(
                written(&[(text, Style::default())]).trim_end(),
                expected,
                "{text}"
            );
        }
    }
}
