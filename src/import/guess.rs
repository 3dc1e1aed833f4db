//! What a document says of itself, as front matter has it.
//!
//! In: a cleaned [`Document`]. Out: a [`Guess`], and the document without the lines that are in it now.
//! Only what stands in its usual place is taken; what is doubtful is left for people.

mod day;
mod title;

use jiff::civil::Date;

use super::changes::{Change, Changes};
use super::clean::{clean_text, is_han};
use super::document::{Block, Document, plain};
use crate::fields::{parse_doc_no, parse_moment};
use day::{day_at_end, parse_day};

/// What could be told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Guess {
    pub(super) title: String,
    pub(super) doc_no: Option<String>,
    pub(super) issuer: Option<String>,
    /// The day at the end of an official document.
    pub(super) written_on: Option<Date>,
    pub(super) printed_on: Option<Date>,
    pub(super) disclosure: Option<&'static str>,
    pub(super) index_no: Option<String>,
    pub(super) sent_to: Vec<String>,
    /// The day that a web page was published.
    pub(super) published: Option<Date>,
    pub(super) source: Option<String>,
    pub(super) source_url: Option<String>,
}

/// Within so many blocks stand title and number.
const HEAD: usize = 15;
/// The longest name of an issuer.
const LONGEST_ISSUER: usize = 40;

/// How titles of official documents end.
pub(super) const DOC_KINDS: &[&str] = &[
    "决议", "决定", "命令", "公报", "公告", "通告", "意见", "通知", "通报", "报告", "请示", "批复",
    "议案", "函", "纪要",
];

/// Takes what can be told out of a document. `name` is the file's, for a document without any title.
pub(super) fn take(document: &mut Document, name: &str, changes: &mut Changes) -> Guess {
    let mut guess = Guess {
        source: document
            .meta
            .source
            .take()
            .map(|source| clean_text(&source, changes)),
        source_url: document.meta.url.take(),
        ..Guess::default()
    };
    let published = document
        .meta
        .date
        .take()
        .and_then(|date| parse_moment(&date));
    guess.published = published.map(|moment| moment.date);
    let blocks = &mut document.blocks;
    let number_at = take_number(blocks, &mut guess, changes);
    guess.title = title::take(blocks, number_at, document.meta.title.take(), changes)
        .unwrap_or_else(|| name.to_owned());
    take_sent_to(blocks, &mut guess);
    take_signature(blocks, &mut guess);
    take_imprint(blocks, &mut guess, changes);
    guess
}

fn text_of(block: &Block) -> Option<String> {
    match block {
        Block::Paragraph(paragraph) => Some(plain(&paragraph.text)),
        Block::Heading(_, text) => Some(plain(text)),
        _ => None,
    }
}

fn length(text: &str) -> usize {
    text.chars().count()
}

/// Removes a block that is in the front matter now.
fn moved(blocks: &mut Vec<Block>, at: usize, changes: &mut Changes) {
    let block = blocks.remove(at);
    changes.add(Change::Moved, || {
        text_of(&block).unwrap_or_default().replace('\n', " ")
    });
}

/// Takes the number, and the issuer's name above it in large letters. Returns the place behind it.
fn take_number(blocks: &mut Vec<Block>, guess: &mut Guess, changes: &mut Changes) -> Option<usize> {
    let found = blocks
        .iter()
        .take(HEAD)
        .enumerate()
        .find_map(|(at, block)| {
            let text = text_of(block)?;
            let bare = text
                .trim()
                .trim_start_matches(['（', '('])
                .trim_end_matches(['）', ')']);
            let bare = bare
                .trim_start_matches("发文字号")
                .trim_start_matches(['：', ':']);
            let first = bare.split_whitespace().next()?;
            let number = parse_doc_no(bare).or_else(|| parse_doc_no(first))?;
            Some((at, number.to_string()))
        });
    let (mut at, number) = found?;
    guess.doc_no = Some(number);
    moved(blocks, at, changes);
    // 泸县人民政府办公室文件, over one line or two.
    let above = at
        .checked_sub(1)
        .and_then(|above| Some((above, text_of(blocks.get(above)?)?)));
    if let Some((above, text)) = above
        && let Some(issuer) = text.trim().strip_suffix("文件")
        && length(issuer) <= LONGEST_ISSUER
    {
        guess.issuer =
            Some(issuer.replace(char::is_whitespace, "")).filter(|issuer| !issuer.is_empty());
        moved(blocks, above, changes);
        at -= 1;
    }
    Some(at)
}

/// Those to whom the document goes: the first line of its text, which stays there.
fn take_sent_to(blocks: &[Block], guess: &mut Guess) {
    let Some(text) = blocks.first().and_then(text_of) else {
        return;
    };
    let Some(list) = text.trim().strip_suffix(['：', ':']) else {
        return;
    };
    if guess.doc_no.is_some() && length(list) <= 200 && !list.contains('。') {
        let names = list.split(['、', '，', '；', ',', '\n']).map(str::trim);
        guess.sent_to = names
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect();
    }
}

/// The day at the end and the name above it, which stay in the text. An attachment may follow with days of
/// its own, so the first pair counts.
fn take_signature(blocks: &[Block], guess: &mut Guess) {
    let lines: Vec<String> = blocks
        .iter()
        .filter_map(text_of)
        .flat_map(|text| {
            text.split('\n')
                .map(|line| line.trim().to_owned())
                .collect::<Vec<_>>()
        })
        .collect();
    let mut last = None;
    for (at, line) in lines.iter().enumerate() {
        let (head, tail) = line.rsplit_once(' ').unwrap_or(("", line));
        let Some(date) = parse_day(line).or_else(|| parse_day(tail)) else {
            continue;
        };
        let above = if parse_day(line).is_some() {
            at.checked_sub(1)
                .and_then(|above| lines.get(above))
                .map_or("", String::as_str)
        } else {
            head.trim()
        };
        if is_office(above) {
            guess.written_on = Some(date);
            guess.issuer = Some(above.replace(' ', ""));
            return;
        }
        last = Some((at, date));
    }
    if let Some((at, date)) = last
        && at + 4 > lines.len()
    {
        guess.written_on = Some(date);
    }
}

/// Whether a line is the name of an office and nothing else.
fn is_office(line: &str) -> bool {
    const ENDS: &[&str] = &[
        "办公室",
        "政府",
        "委员会",
        "委",
        "局",
        "厅",
        "部",
        "院",
        "学校",
        "中心",
        "会",
        "社",
        "馆",
        "站",
        "处",
        "组",
        "小学",
        "中学",
        "大学",
        "公司",
    ];
    let name = line.trim().trim_end_matches("（盖章）").replace(' ', "");
    (3..=LONGEST_ISSUER).contains(&length(&name))
        && name
            .chars()
            .all(|char| is_han(char) || "（）、".contains(char))
        && ENDS.iter().any(|end| name.ends_with(end))
}

/// What stands below the text: whether it may be published, when it was printed, its number in the index.
fn take_imprint(blocks: &mut Vec<Block>, guess: &mut Guess, changes: &mut Changes) {
    let mut at = 0;
    while let Some(block) = blocks.get(at) {
        let text = text_of(block).unwrap_or_default();
        let (name, value) = text.trim().split_once(['：', ':']).unwrap_or(("", ""));
        let (name, value) = (name.replace(' ', ""), value.replace(' ', ""));
        let mut known = false;
        if ["公开选项", "公开属性", "公开方式", "公开类别"]
            .iter()
            .any(|end| name.ends_with(end))
        {
            let choices = ["主动公开", "依申请公开", "不予公开", "免予公开"];
            let choice = choices.into_iter().find(|choice| value == *choice);
            guess.disclosure = choice.or(guess.disclosure);
            known = choice.is_some();
        } else if name.ends_with("索引号") && !value.is_empty() && !value.contains('\n') {
            guess.index_no = Some(value);
            known = true;
        } else if let Some(printed) = text.trim().strip_suffix("印发")
            && length(printed) <= LONGEST_ISSUER + 12
            && let Some(date) = day_at_end(printed)
        {
            guess.printed_on = Some(date);
            known = true;
        }
        if known {
            moved(blocks, at, changes);
        } else {
            at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::document::{Paragraph, Style, push_text};
    use jiff::civil::date;

    fn guessed(texts: &[&str]) -> (Guess, Vec<String>) {
        let paragraph = |text: &&str| {
            let mut line = Vec::new();
            push_text(&mut line, text, &Style::default());
            Block::Paragraph(Paragraph {
                text: line,
                centred: false,
            })
        };
        let mut document = Document {
            blocks: texts.iter().map(paragraph).collect(),
            ..Document::default()
        };
        let guess = take(&mut document, "文件", &mut Changes::default());
        (guess, document.blocks.iter().filter_map(text_of).collect())
    }

    #[test]
    fn an_official_document_tells_its_number_issuer_and_day() {
        let (guess, left) = guessed(&[
            "示例县人民政府办公室文件",
            "示县府办发〔2026〕9号 签发人：示例",
            "示例县人民政府办公室",
            "关于办好示例活动的通知",
            "各镇人民政府、街道办事处，县级各部门：",
            "现将有关事项通知如下。",
            "示例县人民政府办公室",
            "二〇二六年十一月十八日",
            "附件里的日子",
            "2025年1月1日",
            "信息公开选项：依申请公开",
            "示例县人民政府办公室 2026年11月19日印发",
        ]);
        assert_eq!(
            guess,
            Guess {
                title: "示例县人民政府办公室关于办好示例活动的通知".to_owned(),
                doc_no: Some("示县府办发〔2026〕9号".to_owned()),
                issuer: Some("示例县人民政府办公室".to_owned()),
                written_on: Some(date(2026, 11, 18)),
                printed_on: Some(date(2026, 11, 19)),
                disclosure: Some("依申请公开"),
                sent_to: ["各镇人民政府", "街道办事处", "县级各部门"]
                    .map(str::to_owned)
                    .to_vec(),
                ..Guess::default()
            }
        );
        assert_eq!(
            left.first().map(String::as_str),
            Some("各镇人民政府、街道办事处，县级各部门：")
        );
        assert_eq!(left.len(), 6);
    }

    #[test]
    fn a_title_may_stand_above_the_number() {
        let (guess, left) = guessed(&[
            "示例县人民政府办公室",
            "关于印发示例意见的通知",
            "示县府办发〔2026〕9号",
            "各镇人民政府：",
            "现印发给你们。",
        ]);
        assert_eq!(guess.title, "示例县人民政府办公室关于印发示例意见的通知");
        assert_eq!(left, ["各镇人民政府：", "现印发给你们。"]);
    }

    #[test]
    fn a_plain_text_tells_its_title() {
        let (guess, left) = guessed(&[
            "怎样包粽子",
            "先泡糯米。",
            "根据示县府办发〔2026〕9号文件精神",
        ]);
        assert_eq!(
            (guess.title.as_str(), guess.doc_no, guess.written_on),
            ("怎样包粽子", None, None)
        );
        assert_eq!(left.len(), 2);
        assert_eq!(guessed(&["先泡糯米。"]).0.title, "文件");
    }
}
