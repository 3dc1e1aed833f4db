//! Secrecy marks: a text that bears one must not lie where a site is made, published or not.
//!
//! In: a page's fields, and the head of its text. Where a mark stands follows GB/T 9704: on a line of
//! its own above the title, `机密★10年`. A word in a sentence is no mark.

use std::ops::Range;

use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::msg;
use crate::source::{FileId, Span};
use crate::value::{Node, Table, Value};

/// The grades, as the law on state secrets names them.
const GRADES: [&str; 3] = ["绝密", "机密", "秘密"];

/// What the grade of a text is written behind, as a key or on a line.
const KEYS: [&str; 3] = ["密级", "secrecy", "classification"];

/// Names that readers know a page by: there `秘密` alone may be a book's title.
const NAMES: [&str; 8] = [
    "title",
    "标题",
    "short_title",
    "简称",
    "tags",
    "标签",
    "keywords",
    "search_aliases",
];

/// How many lines with anything on them are the head of a text: a serial number, the mark, how urgent
/// it is, the issuer, the number and the title.
const HEAD_LINES: usize = 6;

/// Longest term behind `★`: `10年`, `6个月`, `启用前`, `2030年12月31日`.
const TERM: usize = 12;

/// Reports every mark in the fields of a page. Entries that name a grade are taken out, so that they are
/// not unknown fields as well.
pub(super) fn check_fields(table: &mut Table, diags: &mut Diagnostics) {
    table.entries.retain(|entry| {
        let named = KEYS.contains(&entry.key.as_str());
        let found = check_node(&entry.value, NAMES.contains(&entry.key.as_str()), diags);
        !(named && found)
    });
}

fn check_node(node: &Node, is_name: bool, diags: &mut Diagnostics) -> bool {
    match &node.value {
        Value::Text(text) => {
            let text = text.trim();
            let found = is_mark(text) && !(is_name && GRADES.contains(&text));
            if found {
                diags.push(marked(text, node.span));
            }
            found
        }
        Value::List(items) => {
            let found = items.iter().map(|item| check_node(item, is_name, diags));
            found.fold(false, |any, one| any | one)
        }
        Value::Table(table) => {
            let nodes = table.entries.iter().map(|entry| &entry.value);
            let found = nodes.map(|node| check_node(node, is_name, diags));
            found.fold(false, |any, one| any | one)
        }
        Value::Null | Value::Bool(_) | Value::Number { .. } => false,
    }
}

/// Reports every mark at the head of a text, a range of `text`.
pub(super) fn check_head(file: FileId, text: &str, body: Range<usize>, diags: &mut Diagnostics) {
    let mut at = body.start;
    let lines = text.get(body).unwrap_or_default().split_inclusive('\n');
    let lines = lines.map(|line| {
        let start = at;
        at += line.len();
        (start, line)
    });
    for (start, line) in lines
        .filter(|(_, line)| !line.trim().is_empty())
        .take(HEAD_LINES)
    {
        let bare = line.trim_matches(is_markup);
        // A heading is a title, and titles may be words.
        let is_title = line.trim_start().starts_with('#') && GRADES.contains(&bare);
        if is_mark(bare) && !is_title {
            let start = start + line.find(bare).unwrap_or(0);
            diags.push(marked(bare, Span::new(file, start..start + bare.len())));
        }
    }
}

/// White space and what Markdown, HTML and brackets put round a line.
fn is_markup(c: char) -> bool {
    c.is_whitespace() || "#>*_`~-+|【】[]〔〕（）()\u{feff}".contains(c)
}

/// `机密`, `机 密`, `机密★10年`, `秘密10年`, `密级：绝密`.
fn is_mark(line: &str) -> bool {
    // No mark is as long as a paragraph.
    if line.len() > 120 {
        return false;
    }
    let line: String = line
        .chars()
        .filter(|c| !c.is_whitespace() && !"*_`".contains(*c))
        .collect();
    let mut rest = line.as_str();
    for label in ["密级和保密期限", KEYS[0]] {
        if let Some(behind) = rest.strip_prefix(label) {
            rest = behind.trim_start_matches([':', '：']);
            break;
        }
    }
    let Some(term) = GRADES.iter().find_map(|grade| rest.strip_prefix(grade)) else {
        return false;
    };
    let Some(behind) = term.strip_prefix(['★', '☆', '✭', '⭐', '·', '*', '＊']) else {
        return term.is_empty() || is_term(term);
    };
    behind.chars().count() <= TERM
}

/// A term without a star in front: `10年`, `6个月`, `长期`.
fn is_term(text: &str) -> bool {
    let number =
        text.trim_start_matches(|c: char| c.is_numeric() || "一二三四五六七八九十".contains(c));
    let units = ["年", "个月", "月", "天", "日"];
    text == "长期" || (number.len() < text.len() && units.contains(&number))
}

fn marked(mark: &str, span: Span) -> Diagnostic {
    Diagnostic::error(
        Code::Withheld,
        span,
        msg!(en: "a text marked `{mark}` must not be in the site", zh: "标着 `{mark}` 的内容不能放进网站"),
    )
    .help(msg!(
        en: "take the file out of the content folder, and out of its history",
        zh: "把这个文件移出内容文件夹，历史版本里也要清除",
    ))
}

#[cfg(test)]
mod tests {
    use super::is_mark;

    #[test]
    fn marks_are_told_from_words() {
        for mark in [
            "绝密",
            "机密★10年",
            "机　密 ★ 启用前",
            "秘密☆6个月",
            "密级：秘密",
            "密级和保密期限：机密★长期",
            "秘密10年",
            "绝密*30年",
        ] {
            assert!(is_mark(mark), "{mark}");
        }
        for word in [
            "",
            "秘密花园",
            "机密文件的管理办法",
            "密级",
            "密级：公开",
            "保守国家秘密",
            "秘密★这本书讲的是一个小女孩找到花园的故事",
        ] {
            assert!(!is_mark(word), "{word}");
        }
    }
}
