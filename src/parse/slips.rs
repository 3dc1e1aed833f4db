//! What editors surely mean, where they write it otherwise than YAML or the model has it: curly quotation
//! marks, several terms in one text, 是 for `true`, a unit behind a number, latitude before longitude.
//!
//! In: the table of a page's head, and the text that it was read from. Out: the same table as it is meant,
//! and for each slip a warning with what mends it. Running text is left alone: its marks may be meant.

mod lists;
mod scalars;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diag::{Code, Diagnostic, Diagnostics, Message};
use crate::model::{Field, Kind};
use crate::msg;
use crate::source::Span;
use crate::value::{Entry, Node, Notation, Table, Value};
use crate::vocabulary::Vocabulary;

/// Fields that hold a name, not running text, though any text can be one.
const NAMES: [&str; 4] = ["type", "id", "slug", "pinyin"];

/// Mends keys. False where the page cannot be read on: its author must mend it first.
pub(super) fn keys(table: &mut Table, diags: &mut Diagnostics) -> bool {
    let mut is_readable = true;
    for Entry {
        key,
        key_span,
        value,
    } in &mut table.entries
    {
        if key.starts_with('\u{3000}') {
            diags.push(
                Diagnostic::error(
                    Code::SyntaxError,
                    *key_span,
                    msg!(en: "indented with a full-width space", zh: "行首用了全角空格"),
                )
                .help(msg!(en: "indent with spaces", zh: "改用半角空格缩进"))
                .fix(*key_span, "\u{3000}", "  "),
            );
            is_readable = false;
        } else if let Some((name, _)) = key.split_once('：').filter(|_| value.value == Value::Null)
        {
            diags.push(
                Diagnostic::error(
                    Code::SyntaxError,
                    *key_span,
                    msg!(en: "full-width colon after `{name}`", zh: "`{name}` 后面用了全角冒号"),
                )
                .help(msg!(
                    en: "use a half-width colon and a space: `{name}: …`",
                    zh: "改用半角冒号，后面空一格：`{name}: …`",
                ))
                .fix(*key_span, "：", ": "),
            );
            is_readable = false;
        } else if let Some(name) = unquoted(key) {
            diags.push(
                Diagnostic::warning(
                    Code::UnusualForm,
                    *key_span,
                    msg!(en: "`{key}` stands in curly quotation marks", zh: "字段名 `{key}` 用了中文引号"),
                )
                .help(msg!(en: "leave them out: `{name}: …`", zh: "去掉引号，写成 `{name}: …`"))
                .fix(*key_span, key.clone(), name),
            );
            *key = name.to_owned();
        }
        match &mut value.value {
            Value::Table(inner) => is_readable &= keys(inner, diags),
            Value::List(items) => {
                for item in items {
                    if let Value::Table(inner) = &mut item.value {
                        is_readable &= keys(inner, diags);
                    }
                }
            }
            _ => {}
        }
    }
    is_readable
}

/// Mends the values of the given fields.
pub(super) fn values(
    text: &str,
    table: &mut Table,
    fields: &[Arc<Field>],
    vocabularies: &BTreeMap<String, Vocabulary>,
    diags: &mut Diagnostics,
) {
    let notation = table.notation;
    for entry in &mut table.entries {
        let Some(field) = fields.iter().find(|field| field.answers_to(&entry.key)) else {
            continue;
        };
        let mut mender = Mender {
            text,
            notation,
            key: &entry.key,
            field,
            vocabularies,
            diags,
        };
        mender.value(&field.kind, &mut entry.value);
    }
}

/// Mends the value of one field.
struct Mender<'a> {
    text: &'a str,
    notation: Notation,
    /// The key as written.
    key: &'a str,
    field: &'a Field,
    vocabularies: &'a BTreeMap<String, Vocabulary>,
    diags: &'a mut Diagnostics,
}

impl Mender<'_> {
    fn value(&mut self, kind: &Kind, node: &mut Node) {
        match (kind, &mut node.value) {
            (Kind::Table(fields), Value::Table(table)) => {
                values(self.text, table, fields, self.vocabularies, self.diags);
            }
            (Kind::List(item), Value::List(_)) => {
                self.list(item, node);
                if self.field.key == "lonlat" {
                    self.position(node);
                }
            }
            (Kind::List(item), Value::Text(_)) => self.one_text(item, node),
            (kind, Value::Text(_)) => self.scalar(kind, node),
            _ => {}
        }
    }

    /// Whether a value of this kind is running text.
    fn is_prose(&self, kind: &Kind) -> bool {
        match kind {
            Kind::Text(_) => !NAMES.contains(&&*self.field.key),
            Kind::Free => true,
            _ => false,
        }
    }

    /// What stands in the file at a place.
    fn written(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default().trim_end()
    }

    /// The field with another value, as a line.
    fn line(&self, value: &str) -> String {
        self.notation.line(self.key, value)
    }

    fn warn(&mut self, span: Span, message: Message, help: Message, to: String) {
        let from = self.written(span).to_owned();
        let mut diagnostic = Diagnostic::warning(Code::UnusualForm, span, message).help(help);
        if !from.is_empty() && !from.contains('\n') {
            diagnostic = diagnostic.fix(span, from, to);
        }
        self.diags.push(diagnostic);
    }
}

/// A text without the curly quotation marks that all of it stands in.
fn unquoted(text: &str) -> Option<&str> {
    const PAIRS: [(char, char); 3] = [('“', '”'), ('‘', '’'), ('＂', '＂')];
    let text = text.trim();
    PAIRS.into_iter().find_map(|(open, close)| {
        let inner = text.strip_prefix(open)?.strip_suffix(close)?;
        (!inner.contains([open, close])).then(|| inner.trim())
    })
}
