//! Reads the fields of a table, reporting every fault and going on.
//!
//! In: a [`Table`] and what the [`model`](crate::model) or the settings say of its keys. Out: a
//! [`Record`] of checked values, each with its place. Whether a page, term or file that a value
//! names exists is found out later, in resolve.

mod dates;
mod doc_no;
mod leaves;

pub use dates::{Moment, OFFSET, next_midnight, parse_moment};
pub use doc_no::{DocNo, parse_doc_no};
pub use leaves::Leaf;

use crate::diag::{Code, Diagnostic, Diagnostics, Lang, Message, nearest};
use std::sync::Arc;

use crate::model::{Field, Kind, Label};
use crate::msg;
use crate::source::Span;
use crate::value::{Node, Notation, Table, Value};

/// A checked value.
#[derive(Debug, Clone, PartialEq)]
pub enum FieldValue {
    /// Text, a choice, the name of a term, page or file, or an address.
    Text(String),
    /// A day, with a time of day where one was given.
    Moment(Moment),
    /// True or false.
    Bool(bool),
    /// A number and its spelling.
    Number(f64, String),
    /// A list.
    List(Vec<Checked>),
    /// A table with fields.
    Table(Record),
    /// What `extra` holds.
    Free(Node),
}

impl FieldValue {
    /// The value as a reader is shown it.
    pub fn in_words(&self, lang: Lang) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Moment(moment) => moment.in_words(lang),
            Self::Bool(value) => match (value, lang) {
                (true, Lang::Zh) => "是",
                (false, Lang::Zh) => "否",
                (true, Lang::En) => "yes",
                (false, Lang::En) => "no",
            }
            .to_owned(),
            Self::Number(_, raw) => raw.clone(),
            Self::List(items) => {
                let words: Vec<String> =
                    items.iter().map(|item| item.value.in_words(lang)).collect();
                words.join("、")
            }
            Self::Table(record) => {
                let words = record.fields.iter().map(|(field, checked)| {
                    format!(
                        "{} {}",
                        field.label.text(lang),
                        checked.value.in_words(lang)
                    )
                });
                words.collect::<Vec<_>>().join("；")
            }
            Self::Free(_) => String::new(),
        }
    }
}

/// A checked value and its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked {
    /// The value.
    pub value: FieldValue,
    /// Its place.
    pub span: Span,
}

/// The checked fields of a table, in the order of the model.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Record {
    /// The fields that are there.
    pub fields: Vec<(Arc<Field>, Checked)>,
}

impl Record {
    /// A field's value and place.
    pub fn get(&self, key: &str) -> Option<&Checked> {
        self.fields
            .iter()
            .find(|(field, _)| field.key == key)
            .map(|(_, value)| value)
    }

    /// The text of a field that holds text.
    pub fn text(&self, key: &str) -> Option<&str> {
        match &self.get(key)?.value {
            FieldValue::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The moment of a field that holds one.
    pub fn moment(&self, key: &str) -> Option<Moment> {
        match self.get(key)?.value {
            FieldValue::Moment(moment) => Some(moment),
            _ => None,
        }
    }

    /// The texts of a field that holds a list of them.
    pub fn texts(&self, key: &str) -> Vec<(&str, Span)> {
        let Some(Checked {
            value: FieldValue::List(items),
            ..
        }) = self.get(key)
        else {
            return Vec::new();
        };
        items
            .iter()
            .filter_map(|item| match &item.value {
                FieldValue::Text(text) => Some((text.as_str(), item.span)),
                _ => None,
            })
            .collect()
    }

    /// The texts of a field that holds one or a list of them.
    pub fn all_texts(&self, key: &str) -> Vec<(&str, Span)> {
        match self.get(key) {
            Some(Checked {
                value: FieldValue::Text(text),
                span,
            }) => vec![(text, *span)],
            _ => self.texts(key),
        }
    }

    /// Whether a field is there and true.
    pub fn is_true(&self, key: &str) -> bool {
        matches!(
            self.get(key),
            Some(Checked {
                value: FieldValue::Bool(true),
                ..
            })
        )
    }
}

/// Reads the `fields` of `table`; those that are `required`, beside the ones that always are, must be
/// there. Keys that no field has are reported with the nearest that one has, required fields that are
/// missing at the table's start, those left blank where they stand.
pub fn read(
    table: &Table,
    fields: &[&Arc<Field>],
    required: &[&str],
    diags: &mut Diagnostics,
) -> Record {
    let mut record = Record::default();
    for entry in &table.entries {
        let Some(field) = fields.iter().find(|field| field.answers_to(&entry.key)) else {
            diags.push(unknown_key(
                &entry.key,
                entry.key_span,
                fields.iter().map(|field| &*field.key),
            ));
            continue;
        };
        if let Some((_, first)) = record.fields.iter().find(|(one, _)| one.key == field.key) {
            let (key, other) = (&entry.key, &field.key);
            diags.push(
                Diagnostic::error(
                    Code::DuplicateKey,
                    entry.key_span,
                    msg!(en: "`{key}` means `{other}`, which is given already", zh: "`{key}` 就是 `{other}`，前面已经写过"),
                )
                .note_at(first.span, msg!(en: "given here", zh: "写在这里")),
            );
            continue;
        }
        if is_blank(&entry.value) {
            continue;
        }
        if let Some(value) = read_value(field, &field.kind, &entry.value, diags) {
            record.fields.push((Arc::clone(field), value));
        }
    }
    let must = |field: &&&Arc<Field>| field.required || required.contains(&&*field.key);
    for field in fields.iter().filter(must) {
        let entry = table
            .entries
            .iter()
            .find(|entry| field.answers_to(&entry.key));
        match entry {
            None => diags.push(missing(field, table.span, table.notation)),
            Some(entry) if is_blank(&entry.value) => {
                diags.push(blank(field, entry.key_span, table.notation));
            }
            Some(_) => {}
        }
    }
    let order = |field: &Field| fields.iter().position(|one| one.key == field.key);
    record.fields.sort_by_key(|(field, _)| order(field));
    record
}

/// A required field is missing from the table at `span`.
pub fn missing(field: &Field, span: Span, notation: Notation) -> Diagnostic {
    let (key, zh) = (&field.key, &field.label.zh);
    let start = Span {
        end: span.start,
        ..span
    };
    Diagnostic::error(
        Code::MissingField,
        start,
        msg!(en: "`{key}` is required", zh: "缺少 `{key}`（{zh}）"),
    )
    .help(add_line(field, notation))
}

/// What to write where a field is missing.
pub fn add_line(field: &Field, notation: Notation) -> Message {
    let (key, zh, en) = (&field.key, &field.label.zh, &field.label.en);
    if let Some(line) = example_line(field, notation) {
        return msg!(en: "add a line such as `{line}`", zh: "加一行，例如 `{line}`");
    }
    let line = notation.text_line(key, "…");
    msg!(en: "add a line `{line}` with the {en}", zh: "加一行 `{line}`，写上{zh}")
}

/// A required field is there, with nothing in it.
pub fn blank(field: &Field, span: Span, notation: Notation) -> Diagnostic {
    let (key, zh, en) = (&field.key, &field.label.zh, &field.label.en);
    Diagnostic::error(
        Code::MissingField,
        span,
        msg!(en: "`{key}` is blank", zh: "`{key}`（{zh}）没有填"),
    )
    .help(match example_line(field, notation) {
        Some(line) => msg!(en: "write for example `{line}`", zh: "例如 `{line}`"),
        None => msg!(en: "write the {en} behind it", zh: "在后面写上{zh}"),
    })
}

/// A key that nothing knows, with the nearest known one.
pub fn unknown_key<'a>(
    key: &str,
    span: Span,
    known: impl IntoIterator<Item = &'a str>,
) -> Diagnostic {
    Diagnostic::error(
        Code::UnknownField,
        span,
        msg!(en: "unknown field `{key}`", zh: "没有 `{key}` 这个字段"),
    )
    .maybe_help(
        nearest(key, known)
            .map(|name| msg!(en: "did you mean `{name}`?", zh: "是不是想写 `{name}`？")),
    )
}

/// A key without a value, with an empty list or text, or with nothing but such: a field left blank in a
/// template or a form.
pub fn is_blank(node: &Node) -> bool {
    match &node.value {
        Value::Null => true,
        Value::List(items) => items.is_empty(),
        Value::Text(text) => text.trim().is_empty(),
        Value::Table(table) => table.entries.iter().all(|entry| is_blank(&entry.value)),
        _ => false,
    }
}

/// A line with a value that the field may have; none for free text.
fn example_line(field: &Field, notation: Notation) -> Option<String> {
    let value = example(&field.kind)?;
    Some(match (&field.kind, notation) {
        (Kind::Choice(_) | Kind::Moment, Notation::Toml) => notation.text_line(&field.key, &value),
        _ => notation.line(&field.key, &value),
    })
}

fn example(kind: &Kind) -> Option<String> {
    match kind {
        Kind::Date => Some("2026-11-20".to_owned()),
        Kind::Moment => Some("2026-12-05 09:00".to_owned()),
        Kind::Bool => Some("true".to_owned()),
        Kind::Number { min, .. } => Some(min.to_string()),
        Kind::Choice(choices) => choices.first().map(|choice| choice.clone().into_owned()),
        Kind::List(_) => Some("[…, …]".to_owned()),
        _ => None,
    }
}

/// Reads one value of a field; `kind` is that of the field, or of its items. None, with a diagnostic, where
/// it is wrong.
pub fn read_value(
    field: &Field,
    kind: &Kind,
    node: &Node,
    diags: &mut Diagnostics,
) -> Option<Checked> {
    let span = node.span;
    if let (Kind::Number { .. }, Value::Text(text)) = (kind, &node.value)
        && let Some((value, raw)) = half_width_number(text)
    {
        diags.unusual(span, text, &raw);
        let value = Value::Number { value, raw };
        return read_value(field, kind, &Node { value, span }, diags);
    }
    let value = match (kind, &node.value) {
        (Kind::DocNo, Value::Text(text)) => {
            FieldValue::Text(read_doc_no(field, text.trim(), span, diags)?)
        }
        (Kind::Document, Value::Text(text)) => {
            FieldValue::Text(read_document(text.trim(), span, diags))
        }
        (Kind::Free, _) => FieldValue::Free(node.clone()),
        (Kind::List(item), Value::List(nodes)) => FieldValue::List(
            nodes
                .iter()
                .filter_map(|one| read_value(field, item, one, diags))
                .collect(),
        ),
        (Kind::List(item), _) => FieldValue::List(vec![read_value(field, item, node, diags)?]),
        (Kind::Table(fields), Value::Table(table)) => {
            let fields: Vec<&Arc<Field>> = fields.iter().collect();
            FieldValue::Table(read(table, &fields, &[], diags))
        }
        (Kind::Bool, Value::Bool(value)) => FieldValue::Bool(*value),
        (Kind::Number { min, max, step }, Value::Number { value, raw }) => {
            check_number(field, *value, (*min, *max, *step), span, diags)?;
            FieldValue::Number(*value, raw.clone())
        }
        (Kind::Date | Kind::Moment, Value::Text(text)) => {
            FieldValue::Moment(read_moment(field, kind, text, span, diags)?)
        }
        (
            Kind::Text(_)
            | Kind::Choice(_)
            | Kind::Term(_)
            | Kind::Page(_)
            | Kind::File
            | Kind::Url,
            Value::Text(text) | Value::Number { raw: text, .. },
        ) => {
            let text = text.trim();
            check_text(field, kind, text, span, diags)?;
            FieldValue::Text(text.to_owned())
        }
        (_, found) => {
            diags.push(wrong_type(field, kind, found, span));
            return None;
        }
    };
    Some(Checked { value, span })
}

fn check_text(
    field: &Field,
    kind: &Kind,
    text: &str,
    span: Span,
    diags: &mut Diagnostics,
) -> Option<()> {
    let key = &field.key;
    if text.is_empty() {
        let zh = &field.label.zh;
        diags.push(Diagnostic::error(
            Code::InvalidValue,
            span,
            msg!(en: "`{key}` holds a blank entry", zh: "`{key}`（{zh}）里有一项没有填"),
        ));
        return None;
    }
    match kind {
        Kind::Text(max) => {
            let length = text.chars().count();
            if length > *max {
                diags.push(
                    Diagnostic::error(
                        Code::InvalidValue,
                        span,
                        msg!(en: "`{key}` has {length} characters, at most {max} are allowed", zh: "`{key}` 有 {length} 个字，最多 {max} 个"),
                    )
                    .help(msg!(en: "shorten it", zh: "请写短一些")),
                );
                return None;
            }
            if let Some(pattern) = &field.pattern
                && !pattern.fits(text)
            {
                let form = pattern.expression();
                diags.push(
                    Diagnostic::error(
                        Code::InvalidValue,
                        span,
                        msg!(en: "`{key}` cannot be `{text}`", zh: "`{key}` 不能写 `{text}`"),
                    )
                    .help(match &field.hint {
                        Some(Label { zh, en }) => Message {
                            en: format!("{en} (the form is `{form}`)"),
                            zh: format!("{zh}（格式是 `{form}`）"),
                        },
                        None => msg!(en: "the form is `{form}`", zh: "格式是 `{form}`"),
                    }),
                );
                return None;
            }
        }
        Kind::Choice(choices) if !choices.iter().any(|choice| choice == text) => {
            diags.push(
                Diagnostic::error(
                    Code::InvalidValue,
                    span,
                    msg!(en: "`{key}` cannot be `{text}`", zh: "`{key}` 不能写 `{text}`"),
                )
                .help(one_of(text, choices.iter().map(|choice| &**choice))),
            );
            return None;
        }
        Kind::Url if !(text.starts_with("https://") || text.starts_with("http://")) => {
            diags.push(
                Diagnostic::error(
                    Code::InvalidUrl,
                    span,
                    msg!(en: "`{text}` is no web address", zh: "`{text}` 不是网址"),
                )
                .help(
                    msg!(en: "a web address begins with `https://`", zh: "网址以 `https://` 开头"),
                ),
            );
            return None;
        }
        _ => {}
    }
    Some(())
}

/// What to write instead of a value that is in no closed list.
pub fn one_of<'a>(wrong: &str, choices: impl Iterator<Item = &'a str> + Clone) -> Message {
    if let Some(near) = nearest(wrong, choices.clone()) {
        return msg!(en: "did you mean `{near}`?", zh: "是不是想写 `{near}`？");
    }
    let list: Vec<&str> = choices.clone().take(12).collect();
    let list = list.join("、");
    let more = if choices.count() > 12 { "…" } else { "" };
    msg!(en: "write one of: {list}{more}", zh: "可以写：{list}{more}")
}

fn check_number(
    field: &Field,
    value: f64,
    (min, max, step): (f64, f64, f64),
    span: Span,
    diags: &mut Diagnostics,
) -> Option<()> {
    let key = &field.key;
    if !(min..=max).contains(&value) {
        diags.push(
            Diagnostic::error(
                Code::InvalidValue,
                span,
                msg!(en: "`{key}` cannot be {value}", zh: "`{key}` 不能是 {value}"),
            )
            .help(msg!(en: "write a number from {min} to {max}", zh: "写 {min} 到 {max} 之间的数")),
        );
        return None;
    }
    let steps = (value - min) / step;
    if step > 0.0 && (steps - steps.round()).abs() > 1e-9 {
        diags.push(
            Diagnostic::error(
                Code::InvalidValue,
                span,
                msg!(en: "`{key}` cannot be {value}", zh: "`{key}` 不能是 {value}"),
            )
            .help(msg!(en: "write a multiple of {step}", zh: "写 {step} 的倍数")),
        );
        return None;
    }
    Some(())
}

/// A character in its usual width: `２` as `2`, `：` as `:`.
pub(crate) fn half_width(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

/// A number that was typed in full width, and how it is usually written.
fn half_width_number(text: &str) -> Option<(f64, String)> {
    let written: String = text.trim().chars().map(half_width).collect();
    let number = written.parse().ok().filter(|_| written != text.trim())?;
    Some((number, written))
}

fn read_doc_no(field: &Field, text: &str, span: Span, diags: &mut Diagnostics) -> Option<String> {
    let key = &field.key;
    let Some(number) = parse_doc_no(text) else {
        diags.push(
            Diagnostic::error(
                Code::InvalidValue,
                span,
                msg!(en: "`{key}` is no number of a document: `{text}`", zh: "`{key}` 不是发文字号：`{text}`"),
            )
            .help(msg!(
                en: "write it like `泸县府办发〔2016〕215号`: issuer, year in full, number",
                zh: "写成 `泸县府办发〔2016〕215号` 这样：机关代字、四位年份、序号",
            )),
        );
        return None;
    };
    let usual = number.to_string();
    if usual != text {
        diags.push(unusual_doc_no(text, &usual, span));
    }
    Some(usual)
}

fn unusual_doc_no(text: &str, usual: &str, span: Span) -> Diagnostic {
    Diagnostic::warning(
        Code::InvalidValue,
        span,
        msg!(en: "`{text}` is not how numbers of documents are written", zh: "发文字号 `{text}` 的写法不规范"),
    )
    .help(msg!(en: "write `{usual}`", zh: "写成 `{usual}`"))
    .fix(span, text, usual)
}

/// A document is named by its number, in any form, or else by the title or the path of its page.
fn read_document(text: &str, span: Span, diags: &mut Diagnostics) -> String {
    let Some(number) = parse_doc_no(text) else {
        return text.to_owned();
    };
    let usual = number.to_string();
    if usual != text {
        diags.push(unusual_doc_no(text, &usual, span));
    }
    usual
}

fn read_moment(
    field: &Field,
    kind: &Kind,
    text: &str,
    span: Span,
    diags: &mut Diagnostics,
) -> Option<Moment> {
    let Some(moment) = parse_moment(text) else {
        let key = &field.key;
        let form = example(kind).unwrap_or_default();
        diags.push(
            Diagnostic::error(
                Code::InvalidValue,
                span,
                msg!(en: "`{key}` is no date: `{text}`", zh: "`{key}` 不是日期：`{text}`"),
            )
            .help(msg!(en: "write it like `{form}`", zh: "写成 `{form}` 这样")),
        );
        return None;
    };
    let usual = moment.to_string();
    // Seconds, and places where it is another time, are not in the usual form.
    if usual != text.trim()
        && parse_moment(&usual) == Some(moment)
        && !text.contains(['T', 'Z', '+'])
    {
        diags.unusual(span, text.trim(), &usual);
    }
    Some(if *kind == Kind::Date {
        Moment {
            time: None,
            ..moment
        }
    } else {
        moment
    })
}

fn wrong_type(field: &Field, kind: &Kind, found: &Value, span: Span) -> Diagnostic {
    let key = &field.key;
    let (want_en, want_zh) = match kind {
        Kind::Bool => ("true or false", "true 或 false"),
        Kind::Number { .. } => ("a number", "数字"),
        Kind::Date | Kind::Moment => ("a date", "日期"),
        Kind::DocNo | Kind::Document => ("the number of a document", "发文字号"),
        Kind::Table(_) => ("a table", "一组键值"),
        _ => ("text", "文字"),
    };
    let (got_en, got_zh) = found.kind();
    let help = match (kind, found) {
        (Kind::Number { .. }, Value::Text(_)) => {
            Some(msg!(en: "write the digits alone, without a unit", zh: "只写数字，不写单位"))
        }
        (_, Value::Bool(value)) => Some(
            msg!(en: "put it into quotation marks: \"{value}\"", zh: "放进半角引号：\"{value}\""),
        ),
        _ => None,
    };
    Diagnostic::error(
        Code::WrongType,
        span,
        msg!(en: "`{key}` must be {want_en}, not {got_en}", zh: "`{key}` 应是{want_zh}，这里是{got_zh}"),
    )
    .maybe_help(help)
}
