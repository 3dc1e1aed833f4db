//! What is read: checked values, each with its place.

use std::sync::Arc;

use super::Moment;
use crate::diag::Lang;
use crate::model::Field;
use crate::source::Span;
use crate::value::Node;

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
    fn says_the_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::List(a), Self::List(b)) => {
                a.len() == b.len()
                    && a.iter()
                        .zip(b)
                        .all(|(a, b)| a.value.says_the_same(&b.value))
            }
            (Self::Table(a), Self::Table(b)) => a.says_the_same(b, &[]),
            (Self::Free(_), _) | (_, Self::Free(_)) => false,
            (a, b) => a == b,
        }
    }

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

    /// Whether two records say the same, wherever it stands, but for the texts of the fields `except`. A
    /// record with free values is like none.
    pub fn says_the_same(&self, other: &Self, except: &[&str]) -> bool {
        self.fields.len() == other.fields.len()
            && self.fields.iter().zip(&other.fields).all(|(a, b)| {
                a.0.key == b.0.key
                    && (a.1.value.says_the_same(&b.1.value) || except.contains(&&*a.0.key))
            })
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
