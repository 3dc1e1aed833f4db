//! The texts in a record, however deep in lists and tables.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Checked, FieldValue, Record};
use crate::model::{Field, Kind};
use crate::source::Span;

/// A text in a record.
#[derive(Debug, Clone, Copy)]
pub struct Leaf<'a> {
    /// The field of the record that it is in.
    pub top: &'a Arc<Field>,
    /// The field that holds it: another one within a table.
    pub field: &'a Arc<Field>,
    /// What it may be.
    pub kind: &'a Kind,
    /// The text.
    pub text: &'a str,
    /// Its place.
    pub span: Span,
}

impl Record {
    /// All texts in it, in order.
    pub fn leaves(&self) -> Vec<Leaf<'_>> {
        let mut leaves = Vec::new();
        for (field, checked) in &self.fields {
            gather(field, field, &field.kind, checked, &mut leaves);
        }
        leaves
    }

    /// Puts other texts in the place of some, by their places.
    pub fn reword(&mut self, texts: &BTreeMap<Span, String>) {
        for (_, checked) in &mut self.fields {
            reword(checked, texts);
        }
    }
}

fn gather<'a>(
    top: &'a Arc<Field>,
    field: &'a Arc<Field>,
    kind: &'a Kind,
    checked: &'a Checked,
    leaves: &mut Vec<Leaf<'a>>,
) {
    match &checked.value {
        FieldValue::Text(text) => leaves.push(Leaf {
            top,
            field,
            kind,
            text,
            span: checked.span,
        }),
        FieldValue::List(items) => {
            for item in items {
                gather(top, field, kind.item(), item, leaves);
            }
        }
        FieldValue::Table(record) => {
            for (field, checked) in &record.fields {
                gather(top, field, &field.kind, checked, leaves);
            }
        }
        _ => {}
    }
}

fn reword(checked: &mut Checked, texts: &BTreeMap<Span, String>) {
    match &mut checked.value {
        FieldValue::Text(text) => {
            if let Some(other) = texts.get(&checked.span) {
                text.clone_from(other);
            }
        }
        FieldValue::List(items) => {
            for item in items {
                reword(item, texts);
            }
        }
        FieldValue::Table(record) => record.reword(texts),
        _ => {}
    }
}
