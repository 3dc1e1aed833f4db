//! Checked fields as template values.

use std::sync::Arc;

use jiff::civil::Date;
use tera::Value;

use crate::diag::Lang;
use crate::fields::{Checked, FieldValue, Record};
use crate::lunar::LunarDay;
use crate::model::{Field, Kind};
use crate::recurrence::Recurrence;
use crate::resolve::Text;
use crate::value;

/// A table of template values, keys in the given order.
pub(super) fn table(entries: impl IntoIterator<Item = (&'static str, Value)>) -> Value {
    let map: tera::Map = entries
        .into_iter()
        .map(|(key, value)| (key.into(), value))
        .collect();
    Value::from(map)
}

/// The fields of a page, by key, as they are; files by their addresses.
pub(super) fn fields<'a>(own: impl IntoIterator<Item = &'a Arc<Field>>, text: &Text) -> Value {
    record(own, &text.front.record, Some(text))
}

/// The rows of a data file, each a table of what it holds.
pub(super) fn rows(rows: &[Record]) -> Value {
    let rows = rows
        .iter()
        .map(|row| own(row.fields.iter().map(|(field, _)| field), row));
    Value::from(rows.collect::<Vec<_>>())
}

/// The fields of a record that is no page's, by key.
pub(super) fn own<'a>(own: impl IntoIterator<Item = &'a Arc<Field>>, values: &Record) -> Value {
    record(own, values, None)
}

fn record<'a>(
    own: impl IntoIterator<Item = &'a Arc<Field>>,
    record: &Record,
    text: Option<&Text>,
) -> Value {
    let map: tera::Map = own
        .into_iter()
        .map(|field| {
            let value = record.get(&field.key);
            let value = value.map_or_else(Value::none, |checked| plain(&field.kind, checked, text));
            (field.key.clone().into(), value)
        })
        .collect();
    Value::from(map)
}

fn plain(kind: &Kind, checked: &Checked, text: Option<&Text>) -> Value {
    match &checked.value {
        FieldValue::Text(path) if *kind == Kind::File => {
            let href = text.and_then(|text| text.field_hrefs.get(&checked.span));
            let href = href.unwrap_or(path);
            Value::from(href.as_str())
        }
        FieldValue::Text(text) => Value::from(text.as_str()),
        FieldValue::Moment(moment) => Value::from(moment.to_string()),
        FieldValue::Bool(value) => Value::from(*value),
        FieldValue::Number(number, _) => number_value(*number),
        FieldValue::List(items) => {
            let items = items.iter().map(|item| plain(kind.item(), item, text));
            Value::from(items.collect::<Vec<_>>())
        }
        FieldValue::Table(inner) => {
            record(inner.fields.iter().map(|(field, _)| field), inner, text)
        }
        FieldValue::Free(node) => free(node),
    }
}

/// Whole numbers are shown without a decimal point.
fn number_value(number: f64) -> Value {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "checked to be whole and small"
    )]
    if number.fract() == 0.0 && number.abs() < 1e15 {
        Value::from(number as i64)
    } else {
        Value::from(number)
    }
}

/// A value that the model leaves free.
pub(super) fn free(node: &value::Node) -> Value {
    match &node.value {
        value::Value::Null => Value::none(),
        value::Value::Bool(value) => Value::from(*value),
        value::Value::Number { value, .. } => number_value(*value),
        value::Value::Text(text) => Value::from(text.as_str()),
        value::Value::List(items) => Value::from(items.iter().map(free).collect::<Vec<_>>()),
        value::Value::Table(table) => {
            let map: tera::Map = table
                .entries
                .iter()
                .map(|entry| (entry.key.clone().into(), free(&entry.value)))
                .collect();
            Value::from(map)
        }
    }
}

/// Where the names in the tables of a page's fields lead, by name: the venue of a session.
pub(super) fn links(text: &Text) -> Value {
    let leaves = text.front.record.leaves().into_iter();
    let nested = leaves.filter(|leaf| matches!(leaf.top.kind.item(), Kind::Table(_)));
    let links = nested.filter_map(|leaf| {
        let href = text.field_hrefs.get(&leaf.span)?;
        Some((leaf.text.to_owned().into(), Value::from(href.as_str())))
    });
    Value::from(links.collect::<tera::Map>())
}

/// The facts of a page, ready to show: `key`, `label`, `values` of `text`, `url` and `note`.
pub(super) fn facts(text: &Text, today: Date, lang: Lang) -> Value {
    let facts = text.front.record.fields.iter();
    let facts = facts.filter(|(field, _)| field.is_fact);
    let (own, common): (Vec<_>, Vec<_>) =
        facts.partition(|(field, _)| text.front.kind.field(&field.key).is_some());
    let facts: Vec<Value> = own
        .into_iter()
        .chain(common)
        .map(|(field, checked)| {
            let values = match &checked.value {
                FieldValue::List(items) => {
                    items.iter().map(|item| fact(text, item, lang)).collect()
                }
                FieldValue::Text(day) => match recurring(&field.key, day, today, lang) {
                    Some(words) => vec![table([
                        ("text", Value::from(words)),
                        ("url", Value::none()),
                    ])],
                    None => vec![fact(text, checked, lang)],
                },
                _ => vec![fact(text, checked, lang)],
            };
            table([
                ("key", Value::from(&*field.key)),
                ("label", Value::from(field.label.text(lang))),
                ("values", Value::from(values)),
            ])
        })
        .collect();
    Value::from(facts)
}

/// Days that come back, as a reader is told them.
fn recurring(key: &str, text: &str, today: Date, lang: Lang) -> Option<String> {
    match key {
        "lunar" => Some(LunarDay::parse(text)?.in_words(today, lang)),
        "rrule" => Some(Recurrence::parse(text).ok()?.in_words(lang)),
        _ => None,
    }
}

fn fact(text: &Text, checked: &Checked, lang: Lang) -> Value {
    table([
        ("text", Value::from(checked.value.in_words(lang))),
        (
            "url",
            Value::from(text.field_hrefs.get(&checked.span).cloned()),
        ),
        (
            "note",
            Value::from(text.field_notes.get(&checked.span).cloned()),
        ),
    ])
}
