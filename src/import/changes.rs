//! What an import changed, so that somebody can look it over.

use std::collections::BTreeMap;

use crate::diag::Message;
use crate::msg;

/// A kind of change, in the order in which they are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Change {
    /// Spaces inside Chinese.
    Spaces,
    /// Spaces at the start of a paragraph.
    Indents,
    /// Full-width digits and letters.
    Width,
    /// Radicals that look like characters.
    Radicals,
    /// Characters that nobody sees.
    Invisible,
    /// Numbers of documents with the usual brackets.
    DocNumbers,
    /// Numbers of pages.
    PageNumbers,
    /// Lines that belong to one paragraph.
    JoinedLines,
    /// Paragraphs without text.
    EmptyParagraphs,
    /// Headings by their numbers.
    Headings,
    /// Cells of tables over several rows or columns.
    MergedCells,
    /// Lines that are in the front matter now.
    Moved,
    /// Links that lead nowhere from another site.
    Links,
}

impl Change {
    fn message(self, count: usize) -> Message {
        match self {
            Self::Spaces => {
                msg!(en: "spaces inside Chinese removed: {count}", zh: "去掉中文里的空格：{count} 处")
            }
            Self::Indents => msg!(en: "indents removed: {count}", zh: "去掉段首空格：{count} 处"),
            Self::Width => {
                msg!(en: "full-width digits and letters made half-width: {count}", zh: "全角数字、字母改成半角：{count} 处")
            }
            Self::Radicals => {
                msg!(en: "radicals replaced by the characters they look like: {count}", zh: "形似汉字的部首改成汉字：{count} 处")
            }
            Self::Invisible => {
                msg!(en: "invisible characters removed: {count}", zh: "去掉看不见的字符：{count} 处")
            }
            Self::DocNumbers => {
                msg!(en: "document numbers given their brackets: {count}", zh: "发文字号补正括号：{count} 处")
            }
            Self::PageNumbers => {
                msg!(en: "page numbers removed: {count}", zh: "去掉页码：{count} 处")
            }
            Self::JoinedLines => {
                msg!(en: "broken lines joined: {count}", zh: "接上断开的行：{count} 处")
            }
            Self::EmptyParagraphs => {
                msg!(en: "empty paragraphs removed: {count}", zh: "去掉空段落：{count} 处")
            }
            Self::Headings => {
                msg!(en: "numbered lines made headings: {count}", zh: "按序号认出标题：{count} 处")
            }
            Self::MergedCells => {
                msg!(en: "tables with merged cells, taken apart: {count}", zh: "拆开有合并单元格的表：{count} 张")
            }
            Self::Moved => {
                msg!(en: "lines moved into the front matter: {count}", zh: "移到文件头的行：{count} 行")
            }
            Self::Links => {
                msg!(en: "links removed that lead nowhere from here: {count}", zh: "去掉在这里打不开的链接：{count} 处")
            }
        }
    }
}

/// How many examples are told of each kind.
const EXAMPLES: usize = 3;
/// The longest example, in characters.
const LONGEST: usize = 40;

/// The changes made, with the first few of each kind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Changes(BTreeMap<Change, (usize, Vec<String>)>);

impl Changes {
    /// Counts a change.
    pub(super) fn add(&mut self, change: Change, example: impl FnOnce() -> String) {
        let (count, examples) = self.0.entry(change).or_default();
        *count += 1;
        if examples.len() < EXAMPLES {
            let example = example();
            let mut short: String = example.chars().take(LONGEST).collect();
            if short.len() < example.len() {
                short.push('…');
            }
            if !short.is_empty() && !examples.contains(&short) {
                examples.push(short);
            }
        }
    }

    /// One line for each kind of change, with examples.
    pub(super) fn messages(&self) -> Vec<Message> {
        let lines = self.0.iter().map(|(change, (count, examples))| {
            let Message { en, zh } = change.message(*count);
            if examples.is_empty() {
                return Message { en, zh };
            }
            let (en_examples, zh_examples) = (examples.join("; "), examples.join("；"));
            msg!(en: "{en} ({en_examples})", zh: "{zh}（{zh_examples}）")
        });
        lines.collect()
    }
}
