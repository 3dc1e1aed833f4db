//! YAML to [`Node`]: the only module that knows the YAML crate.

mod slips;

use std::ops::Range;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::{DuplicateKeyPolicy, Error, Location, Spanned};

use super::{Entry, Node, Notation, Table, Value};
use crate::diag::{Code, Diagnostic, Diagnostics, Message};
use crate::msg;
use crate::source::{FileId, Span, line_start};

/// Reads the YAML in `range` of a file's text as a table. Empty text is an empty table. `None` when
/// it is no table or no YAML; the reason is in `diags`.
pub fn parse(
    file: FileId,
    text: &str,
    range: Range<usize>,
    diags: &mut Diagnostics,
) -> Option<Table> {
    let (source, node) = read(file, text, range.clone(), diags)?;
    match node.map(|node| (node.value, node.span)) {
        None => Some(Table::empty(Span::new(file, range))),
        Some((Value::Table(table), _)) => Some(table),
        Some((Value::Null, span)) => Some(Table::empty(span)),
        Some((_, span)) => {
            let slips = slips::find(&source, span.start as usize - source.offset);
            if slips.is_empty() {
                diags.push(
                    Diagnostic::error(
                        Code::SyntaxError,
                        span,
                        msg!(en: "this must be lines of `key: value`", zh: "这里应当是一行行的 `键: 值`"),
                    )
                    .help(msg!(
                        en: "write for example `title: 雨坛彩龙`",
                        zh: "例如 `title: 雨坛彩龙`，冒号用半角，后面空一格",
                    )),
                );
            }
            for slip in slips {
                diags.push(slip);
            }
            None
        }
    }
}

/// Reads YAML of any shape. `None` when it is empty or no YAML; the reason is in `diags`.
pub fn parse_value(
    file: FileId,
    text: &str,
    range: Range<usize>,
    diags: &mut Diagnostics,
) -> Option<Node> {
    read(file, text, range, diags)?.1
}

fn read<'a>(
    file: FileId,
    text: &'a str,
    range: Range<usize>,
    diags: &mut Diagnostics,
) -> Option<(Source<'a>, Option<Node>)> {
    let yaml = text.get(range.clone())?;
    let source = Source {
        file,
        yaml,
        offset: range.start,
    };
    match load(yaml) {
        Ok(raw) => {
            let node = raw.map(|raw| source.node(raw, diags));
            Some((source, node))
        }
        Err(error) => {
            source.syntax_error(&error, diags);
            None
        }
    }
}

fn load(yaml: &str) -> Result<Option<Spanned<Raw>>, Error> {
    let mut options = serde_saphyr::options! {
        duplicate_keys: DuplicateKeyPolicy::PassThrough,
        strict_booleans: true,
        leading_zero_numbers_as_strings: true,
        with_snippet: false,
        // Front matter is small; aliases that blow it up are a mistake or an attack.
        alias_limits: serde_saphyr::alias_limits! { max_total_replayed_events: 10_000 },
        // The parser calls itself for each level; the threads that read pages have small stacks.
        budget: serde_saphyr::budget! { max_depth: 24 },
    };
    options.emit_comments = false;
    serde_saphyr::from_str_with_options(yaml, options)
}

/// A value as the YAML crate hands it over.
enum Raw {
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    List(Vec<Spanned<Self>>),
    Table(Vec<(Spanned<String>, Spanned<Self>)>),
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a YAML value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Raw, E> {
        Ok(Raw::Bool(value))
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "the spelling is kept beside the number"
    )]
    fn visit_i64<E>(self, value: i64) -> Result<Raw, E> {
        Ok(Raw::Number(value as f64))
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "the spelling is kept beside the number"
    )]
    fn visit_u64<E>(self, value: u64) -> Result<Raw, E> {
        Ok(Raw::Number(value as f64))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Raw, E> {
        Ok(Raw::Number(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Raw, E> {
        Ok(Raw::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Raw, E> {
        Ok(Raw::Text(value))
    }

    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_none<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Raw, D::Error> {
        Deserialize::deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Raw, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = access.next_element()? {
            list.push(item);
        }
        Ok(Raw::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Raw, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = access.next_entry()? {
            entries.push(entry);
        }
        Ok(Raw::Table(entries))
    }
}

/// The YAML text and where in its file it begins.
struct Source<'a> {
    file: FileId,
    yaml: &'a str,
    offset: usize,
}

impl Source<'_> {
    fn node(&self, raw: Spanned<Raw>, diags: &mut Diagnostics) -> Node {
        let span = self.span(raw.referenced);
        let value = match raw.value {
            Raw::Null => Value::Null,
            Raw::Bool(value) => Value::Bool(value),
            Raw::Number(value) => Value::Number {
                value,
                raw: self.written(span).to_owned(),
            },
            Raw::Text(text) => Value::Text(text),
            Raw::List(items) => Value::List(
                items
                    .into_iter()
                    .map(|item| self.node(item, diags))
                    .collect(),
            ),
            Raw::Table(entries) => {
                let entries = entries
                    .into_iter()
                    .map(|(key, value)| Entry {
                        key_span: self.span(key.referenced),
                        key: key.value,
                        value: self.node(value, diags),
                    })
                    .collect();
                Value::Table(Table::from_entries(entries, span, Notation::Yaml, diags))
            }
        };
        Node { value, span }
    }

    fn span(&self, location: Location) -> Span {
        let span = location.span();
        let start = match span.byte_offset() {
            Some(offset) => usize::try_from(offset).unwrap_or(usize::MAX),
            None => self.offset_of(location),
        };
        let length = usize::try_from(span.byte_len().unwrap_or(0)).unwrap_or(0);
        let start = start.min(self.yaml.len());
        let end = (start + length).min(self.yaml.len());
        Span::new(self.file, self.offset + start..self.offset + end)
    }

    /// Syntax errors carry a line and a column in characters only.
    fn offset_of(&self, location: Location) -> usize {
        let line = usize::try_from(location.line()).unwrap_or(0);
        let column = usize::try_from(location.column().saturating_sub(1)).unwrap_or(0);
        let start = line_start(self.yaml, line);
        let rest = self.yaml.get(start..).unwrap_or_default();
        let content = rest.split_inclusive('\n').next().unwrap_or_default();
        start
            + content
                .chars()
                .take(column)
                .map(char::len_utf8)
                .sum::<usize>()
    }

    /// The text of a scalar as it stands in the file.
    fn written(&self, span: Span) -> &str {
        let range = span.range();
        self.yaml
            .get(range.start - self.offset..range.end - self.offset)
            .unwrap_or_default()
            .trim()
    }

    /// Where the parser gave up.
    fn place(&self, error: &Error) -> usize {
        error.location().map_or(0, |location| {
            self.span(location).start as usize - self.offset
        })
    }

    fn syntax_error(&self, error: &Error, diags: &mut Diagnostics) {
        let error = error.without_snippet();
        let at = self.place(error);
        let slips = slips::find(self, at);
        if slips.is_empty() {
            diags.push(
                Diagnostic::error(
                    Code::SyntaxError,
                    Span::new(self.file, self.offset + at..self.offset + at),
                    describe(error),
                )
                .help(msg!(
                    en: "put text that holds `: `, ` #`, quotes or brackets into quotation marks: `title: \"…\"`",
                    zh: "文字里有冒号、井号、引号或方括号时，整段放进半角引号：`title: \"…\"`",
                )),
            );
        }
        for slip in slips {
            diags.push(slip);
        }
    }
}

/// What the parser says, and in Chinese what can be said for all of its errors.
fn describe(error: &Error) -> Message {
    let text = error.to_string();
    // The place is shown by the diagnostic; the crate repeats it in the sentence.
    let text = text.split(" at line ").next().unwrap_or(&text);
    match error {
        Error::MultipleDocuments { .. } => {
            msg!(en: "{text}", zh: "多了一行 `---`")
        }
        Error::Eof { .. } => msg!(en: "{text}", zh: "没有写完"),
        _ if text.contains("anchor") => msg!(
            en: "a value that begins with `*` needs quotation marks",
            zh: "以 `*` 开头的文字要放进半角引号",
        ),
        _ if text.starts_with("alias") => msg!(
            en: "names that stand for other values (`*name`) unfold into too much",
            zh: "`*名字` 展开以后太多",
        ),
        _ if text.contains("unclosed quote") => msg!(en: "{text}", zh: "引号没有配对"),
        _ if text.contains("trailing content after") => {
            msg!(en: "{text}", zh: "引号已经结束，后面还有文字")
        }
        _ if text.starts_with("mapping values are not allowed") => msg!(
            en: "a colon in the text, or a line that is indented too far",
            zh: "值里有冒号，或者这一行缩进得太多",
        ),
        _ if text.starts_with("illegal placement of ':'") => {
            msg!(en: "a bracket before this is not closed", zh: "前面的方括号没有配对")
        }
        _ if text.contains("did not find expected key") => {
            msg!(en: "this is no line of `key: value`", zh: "这里不是 `键: 值` 的写法")
        }
        _ if text.starts_with("unexpected character") => msg!(
            en: "a value that begins with this sign needs quotation marks",
            zh: "以这个符号开头的文字要放进半角引号",
        ),
        _ if text.contains("Depth") || text.starts_with("recursion") => msg!(
            en: "values within values go too deep",
            zh: "一层套一层，套得太深",
        ),
        _ if text.starts_with("budget") => {
            msg!(en: "this is too long", zh: "这里太长")
        }
        _ => msg!(en: "{text}", zh: "这里的写法有误（{text}）"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceDb;

    fn read(text: &str) -> (Option<Table>, Vec<String>) {
        let mut db = SourceDb::default();
        let full = format!("---\n{text}---\n");
        let file = db.add("a.md", full.as_str());
        let mut diags = Diagnostics::default();
        let table = parse(file, &full, 4..4 + text.len(), &mut diags);
        let found = diags
            .sorted()
            .iter()
            .map(|one| {
                let at = db.position(one.span);
                format!("{}:{} {}", at.line, at.column, one.message.en)
            })
            .collect();
        (table, found)
    }

    #[test]
    fn every_key_and_value_knows_its_place() {
        let text = "标题: 雨坛彩龙\nsteps: [看, 学]\nsessions:\n  - start: 2026-12-05\n";
        let (table, found) = read(text);
        let table = table.unwrap();
        assert!(found.is_empty(), "{found:?}");
        let full = format!("---\n{text}");
        let at = |span: Span| full.get(span.range()).unwrap().to_owned();
        assert_eq!(at(table.entries[0].key_span), "标题");
        assert_eq!(at(table.entries[0].value.span), "雨坛彩龙");
        let Value::List(steps) = &table.entries[1].value.value else {
            panic!()
        };
        assert_eq!(at(steps[1].span), "学");
        let Value::List(sessions) = &table.entries[2].value.value else {
            panic!()
        };
        let Value::Table(session) = &sessions[0].value else {
            panic!()
        };
        assert_eq!(at(session.entries[0].value.span), "2026-12-05");
    }

    #[test]
    fn numbers_keep_their_spelling_and_yes_stays_text() {
        let (table, _) = read("code: 0215\nhours: 1.50\nopen: yes\nfree: true\n");
        let table = table.unwrap();
        assert_eq!(table.entries[0].value.value, Value::Text("0215".into()));
        assert_eq!(
            table.entries[1].value.value,
            Value::Number {
                value: 1.5,
                raw: "1.50".into()
            }
        );
        assert_eq!(table.entries[2].value.value, Value::Text("yes".into()));
        assert_eq!(table.entries[3].value.value, Value::Bool(true));
    }

    #[test]
    fn a_key_given_twice_is_reported_once_and_the_first_stays() {
        let (table, found) = read("title: a\ntitle: b\n");
        assert_eq!(found, ["3:1 `title` is given twice"]);
        assert_eq!(table.unwrap().entries.len(), 1);
    }

    #[test]
    fn slips_of_the_keyboard_are_named() {
        assert_eq!(
            read("title: a\n类型：课程\n").1,
            ["3:3 full-width colon after `类型`"]
        );
        assert_eq!(
            read("标题：甲\n类型：课程\nowner: 乙\nnote: |\n  注意：带手机\n").1,
            [
                "2:3 full-width colon after `标题`",
                "3:3 full-width colon after `类型`"
            ]
        );
        for (text, found) in [
            (
                "title: 甲\ntype:课程\n",
                "3:5 no space behind the colon of `type`",
            ),
            (
                "title: \"甲”\n",
                "2:10 the quotation mark at the end is not the one at the start",
            ),
            ("tags: [甲, 乙】\n", "2:12 full-width bracket"),
            (
                "a: {b: 1，c: 2}\n",
                "2:9 full-width comma between two entries",
            ),
            (
                "title: [重要] 通知\n",
                "2:8 text that begins with `[` needs quotation marks",
            ),
            ("tags:\n　　- 甲\n", "3:1 indented with a full-width space"),
        ] {
            assert_eq!(read(text).1, [found], "{text}");
        }
        assert_eq!(
            read("note: |\n  注意：带手机\nx: \"a\n").1,
            ["4:4 unclosed quote"]
        );
        assert_eq!(
            read("标题：雨坛彩龙\n").1,
            ["2:3 full-width colon after `标题`"]
        );
        assert_eq!(read("steps:\n\t- 看\n").1, ["3:1 indented with a tab"]);
    }

    #[test]
    fn broken_yaml_has_a_place() {
        let (table, found) = read("title: \"open\nx: 1\n");
        assert!(table.is_none());
        assert_eq!(found.len(), 1, "{found:?}");
    }

    #[test]
    fn an_alias_bomb_stops() {
        let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..12 {
            let before = format!("*a{}, ", level - 1).repeat(10);
            text.extend([format!("a{level}: &a{level} [{before}]\n")]);
        }
        let (table, found) = read(&text);
        assert!(table.is_none());
        assert_eq!(found.len(), 1);
    }
}
