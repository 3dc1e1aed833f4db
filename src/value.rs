//! One tree of values with places, for YAML and TOML alike.
//!
//! In: the text of front matter, `site.toml`, strings or data. Out: a [`Node`] whose every key and
//! value knows its [`Span`]. What the keys mean is the business of [`crate::fields`].

pub mod csv;
pub mod toml;
pub mod yaml;

use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::msg;
use crate::source::Span;

/// A value and its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Its place.
    pub span: Span,
}

/// What YAML and TOML have in common.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A key without a value.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, with its spelling: `0215` stays `0215` where text is wanted.
    Number {
        /// The number.
        value: f64,
        /// As written.
        raw: String,
    },
    /// Text, and TOML's dates.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// A table.
    Table(Table),
}

/// Keys with values, in the order written; every key once.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// The entries.
    pub entries: Vec<Entry>,
    /// The place of the whole table.
    pub span: Span,
    /// What it is written in.
    pub notation: Notation,
}

/// How keys and values are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notation {
    /// `key: value`.
    Yaml,
    /// `key = value`.
    Toml,
}

/// A text in the quotation marks that YAML and TOML share.
pub fn quoted(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{escaped}\"")
}

impl Notation {
    /// A key with text behind it, as an editor would write it.
    pub fn text_line(self, key: &str, text: &str) -> String {
        match self {
            Self::Yaml => format!("{key}: {text}"),
            Self::Toml => format!("{key} = \"{text}\""),
        }
    }

    /// A key with anything else behind it.
    pub fn line(self, key: &str, value: &str) -> String {
        match self {
            Self::Yaml => format!("{key}: {value}"),
            Self::Toml => format!("{key} = {value}"),
        }
    }
}

/// A key with its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// The key's place.
    pub key_span: Span,
    /// The value.
    pub value: Node,
}

impl Table {
    /// A table without entries.
    pub fn empty(span: Span) -> Self {
        Self {
            entries: Vec::new(),
            span,
            notation: Notation::Yaml,
        }
    }

    /// Builds a table, reporting keys that come twice; the first one stays.
    fn from_entries(
        entries: Vec<Entry>,
        span: Span,
        notation: Notation,
        diags: &mut Diagnostics,
    ) -> Self {
        let mut kept: Vec<Entry> = Vec::with_capacity(entries.len());
        for entry in entries {
            match kept.iter().find(|one| one.key == entry.key) {
                Some(first) => {
                    let key = &entry.key;
                    diags.push(
                        Diagnostic::error(
                            Code::DuplicateKey,
                            entry.key_span,
                            msg!(en: "`{key}` is given twice", zh: "`{key}` 写了两次"),
                        )
                        .note_at(
                            first.key_span,
                            msg!(en: "first given here", zh: "第一次写在这里"),
                        )
                        .help(msg!(en: "delete one of the two", zh: "删去其中一个")),
                    );
                }
                None => kept.push(entry),
            }
        }
        Self {
            entries: kept,
            span,
            notation,
        }
    }

    /// The entry of a key.
    pub fn get(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }
}

impl Value {
    /// The kind, as a word for messages: English and Chinese.
    pub fn kind(&self) -> (&'static str, &'static str) {
        match self {
            Self::Null => ("nothing", "空值"),
            Self::Bool(_) => ("true/false", "真假值"),
            Self::Number { .. } => ("a number", "数字"),
            Self::Text(_) => ("text", "文字"),
            Self::List(_) => ("a list", "列表"),
            Self::Table(_) => ("a table", "一组键值"),
        }
    }
}
