//! What the readers make of a file, before anything is known of pages: blocks of text.

/// A file as its reader saw it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Document {
    /// The text.
    pub(super) blocks: Vec<Block>,
    /// Pictures, in the order in which [`Inline::Picture`] counts them.
    pub(super) pictures: Vec<Picture>,
    /// Footnotes, in the order in which [`Inline::Note`] counts them.
    pub(super) notes: Vec<Vec<Inline>>,
    /// What a web page says of itself.
    pub(super) meta: Meta,
    /// Addresses of links that lead nowhere from another site, so their text stands without them.
    pub(super) lost_links: Vec<String>,
}

/// What a web page says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Meta {
    /// Its title.
    pub(super) title: Option<String>,
    /// Who published it: a WeChat account, `ContentSource` of a government's page.
    pub(super) source: Option<String>,
    /// Where.
    pub(super) url: Option<String>,
    /// When, as written.
    pub(super) date: Option<String>,
}

/// A picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Picture {
    /// Its bytes, of a format that browsers show, and the ending for its name.
    Here {
        /// The file.
        bytes: Vec<u8>,
        /// `png`, `jpg`, `gif`, `webp` or `bmp`.
        ending: &'static str,
    },
    /// Not to be had: somebody must fetch or convert it. Its address or name.
    Missing(String),
}

impl Picture {
    /// A picture of bytes; `name` stands for it when browsers cannot show it.
    pub(super) fn of(bytes: Vec<u8>, name: &str) -> Self {
        let ending = match bytes.as_slice() {
            [0x89, b'P', b'N', b'G', ..] => "png",
            [0xff, 0xd8, 0xff, ..] => "jpg",
            [b'G', b'I', b'F', b'8', ..] => "gif",
            [
                b'R',
                b'I',
                b'F',
                b'F',
                _,
                _,
                _,
                _,
                b'W',
                b'E',
                b'B',
                b'P',
                ..,
            ] => "webp",
            [b'B', b'M', ..] => "bmp",
            _ => return Self::Missing(name.to_owned()),
        };
        Self::Here { bytes, ending }
    }
}

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Block {
    /// A heading by its style: 0 is the title, 1 the highest below it.
    Heading(u8, Vec<Inline>),
    /// A paragraph.
    Paragraph(Paragraph),
    /// A list.
    List(List),
    /// A table.
    Table(Table),
    /// A quotation.
    Quote(Vec<Self>),
    /// Text that keeps its spaces and lines.
    Code(String),
}

/// A paragraph.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Paragraph {
    /// The text.
    pub(super) text: Vec<Inline>,
    /// Whether it stands in the middle.
    pub(super) centred: bool,
}

/// A list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct List {
    /// The number of its first item, where items have numbers.
    pub(super) start: Option<u32>,
    /// The items.
    pub(super) items: Vec<Vec<Block>>,
}

/// A table: rows of cells, all rows of one length once merged cells are resolved.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Table {
    /// The rows.
    pub(super) rows: Vec<Vec<Cell>>,
    /// Whether cells were merged.
    pub(super) merged: bool,
}

/// A cell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Cell {
    /// What is in it.
    pub(super) blocks: Vec<Block>,
}

/// A cell as files have it, over one place of the grid or several.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Spanning {
    /// What is in it.
    pub(super) blocks: Vec<Block>,
    /// Over how many columns, at least 1.
    pub(super) columns: usize,
    /// Over how many rows, at least 1.
    pub(super) rows: usize,
}

/// More columns than any page can show: what a file claims beyond is not believed.
const MOST_COLUMNS: usize = 64;

impl Table {
    /// Puts cells in their places. Markdown has no merged cells, so what is in a cell over several rows is
    /// in each of them: a row read aloud must make sense by itself. Over several columns it is in the first.
    pub(super) fn of(rows: Vec<Vec<Spanning>>) -> Self {
        let mut table = Self::default();
        // What still reaches down into the next rows, by column.
        let mut hanging: Vec<Option<(usize, Cell)>> = Vec::new();
        for row in rows {
            let mut placed: Vec<Cell> = Vec::new();
            let mut cells = row.into_iter();
            loop {
                let at = placed.len();
                if let Some(Some((left, cell))) = hanging.get_mut(at) {
                    placed.push(cell.clone());
                    *left -= 1;
                    if *left == 0
                        && let Some(slot) = hanging.get_mut(at)
                    {
                        *slot = None;
                    }
                    continue;
                }
                let Some(cell) = cells.next().filter(|_| at < MOST_COLUMNS) else {
                    break;
                };
                table.merged |= cell.columns > 1 || cell.rows > 1;
                let content = Cell {
                    blocks: cell.blocks,
                };
                for column in 0..cell.columns.clamp(1, MOST_COLUMNS - at) {
                    let content = if column == 0 {
                        content.clone()
                    } else {
                        Cell::default()
                    };
                    if cell.rows > 1 {
                        if hanging.len() <= at + column {
                            hanging.resize(at + column + 1, None);
                        }
                        if let Some(slot) = hanging.get_mut(at + column) {
                            *slot = Some((cell.rows - 1, content.clone()));
                        }
                    }
                    placed.push(content);
                }
            }
            table.rows.push(placed);
        }
        table
            .rows
            .retain(|row| row.iter().any(|cell| !cell.blocks.is_empty()));
        let width = table.rows.iter().map(Vec::len).max().unwrap_or(0);
        for row in &mut table.rows {
            row.resize(width, Cell::default());
        }
        table
    }
}

/// A part of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Inline {
    /// Text.
    Text(Run),
    /// A line end that the author set.
    Break,
    /// A picture by its place in [`Document::pictures`], and what it shows.
    Picture(usize, String),
    /// A footnote by its place in [`Document::notes`].
    Note(usize),
}

/// Text of one look.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Run {
    /// The text.
    pub(super) text: String,
    /// Its look.
    pub(super) style: Style,
}

/// How text looks and where it leads.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Style {
    /// Bold.
    pub(super) bold: bool,
    /// Italic.
    pub(super) italic: bool,
    /// Struck through.
    pub(super) struck: bool,
    /// The address that it leads to.
    pub(super) link: Option<String>,
}

/// The text of a line without its looks.
pub(super) fn plain(line: &[Inline]) -> String {
    let mut text = String::new();
    for inline in line {
        match inline {
            Inline::Text(run) => text.push_str(&run.text),
            Inline::Break => text.push('\n'),
            Inline::Picture(..) | Inline::Note(_) => {}
        }
    }
    text
}

/// Whether there is nothing in a line but spaces.
pub(super) fn is_empty(line: &[Inline]) -> bool {
    line.iter().all(|inline| match inline {
        Inline::Text(run) => run.text.trim().is_empty(),
        Inline::Break => true,
        Inline::Picture(..) | Inline::Note(_) => false,
    })
}

/// Adds text to a line, to its last run where that looks the same.
pub(super) fn push_text(line: &mut Vec<Inline>, text: &str, style: &Style) {
    if text.is_empty() {
        return;
    }
    match line.last_mut() {
        Some(Inline::Text(run)) if run.style == *style => run.text.push_str(text),
        _ => line.push(Inline::Text(Run {
            text: text.to_owned(),
            style: style.clone(),
        })),
    }
}

/// The text of a cell on one line.
pub(super) fn cell_text(cell: &Cell) -> String {
    let lines = cell.blocks.iter().filter_map(|block| match block {
        Block::Paragraph(paragraph) => Some(plain(&paragraph.text)),
        Block::Heading(_, text) => Some(plain(text)),
        _ => None,
    });
    lines.collect::<Vec<_>>().join(" ")
}
