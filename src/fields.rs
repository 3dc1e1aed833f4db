//! Reads the fields of a table, reporting every fault and going on.
//!
//! In: a [`Table`] and what the [`model`](crate::model) or the settings say of its keys. Out: a
//! [`Record`] of checked values, each with its place. Whether a page, term or file that a value
//! names exists is found out later, in resolve.

mod dates;
mod doc_no;
mod leaves;
mod number;
mod record;
mod text;
mod value;

use std::sync::Arc;

pub use dates::{Moment, OFFSET, next_midnight, parse_moment};
pub use doc_no::{DocNo, parse_doc_no};
pub use leaves::Leaf;
pub(crate) use number::half_width;
pub use record::{Checked, FieldValue, Record};
pub use text::one_of;
pub use value::read_value;

use crate::diag::{Code, Diagnostic, Diagnostics, Message, nearest};
use crate::model::{Field, Kind, Label};
use crate::msg;
use crate::source::Span;
use crate::value::{Node, Notation, Table, Value};

/// Reads the `fields` of `table`; those that are `required`, beside the ones that always are, must be
/// there. Keys that no field has are reported with the nearest that one has, required fields that are
/// missing at the table's start, those left blank where they stand.
pub fn read(
    table: &Table,
    fields: &[&Arc<Field>],
    required: &[&str],
    diags: &mut Diagnostics,
) -> Record {
    let must = |field: &&&Arc<Field>| field.required || required.contains(&&*field.key);
    let given = |field: &Field| {
        let mut entries = table.entries.iter();
        entries.find(|entry| field.answers_to(&entry.key))
    };
    let mut record = Record::default();
    let mut misspelt: Vec<&str> = Vec::new();
    for entry in &table.entries {
        let Some(field) = fields.iter().find(|field| field.answers_to(&entry.key)) else {
            // What must be there and is not is meant rather than what need not.
            let missed = fields
                .iter()
                .filter(must)
                .filter(|field| given(field).is_none());
            let near = missed
                .clone()
                .find(|field| nearest(&entry.key, field.names()).is_some());
            misspelt.extend(near.map(|field| &*field.key));
            let (key, span) = (&entry.key, entry.key_span);
            diags.push(match near {
                Some(field) => unknown_key(key, span, field.names()),
                None => unknown_key(key, span, fields.iter().flat_map(|field| field.names())),
            });
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
                .note_at(first.span, msg!(en: "given here", zh: "写在这里"))
                .help(msg!(en: "delete one of the two", zh: "删去其中一个")),
            );
            continue;
        }
        if is_blank(&entry.value) {
            continue;
        }
        if let Some(value) = value::read_value(field, &field.kind, &entry.value, diags) {
            record.fields.push((Arc::clone(field), value));
        }
    }
    for field in fields.iter().filter(must) {
        match given(field) {
            None if misspelt.contains(&&*field.key) => {}
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
    match &field.hint {
        Some(Label { zh, en }) => {
            let (zh, en) = (zh.trim_end_matches('。'), en.trim_end_matches('.'));
            msg!(en: "add a line `{line}`: {en}", zh: "加一行 `{line}`：{zh}")
        }
        None => msg!(en: "add a line `{line}` with the {en}", zh: "加一行 `{line}`，写上{zh}"),
    }
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
    .help(match nearest(key, known) {
        Some(name) => msg!(en: "did you mean `{name}`?", zh: "是不是想写 `{name}`？"),
        None => msg!(en: "correct the name, or delete the line", zh: "改正名字，或者删去这一行"),
    })
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
