//! The site's data files: read, checked against the model, ready for templates and exports.
//!
//! In: the files of [`data_files`], none of which a site must have. Out: [`Data`], and a diagnostic for
//! each fault. Tables are CSV with a line of column names, English or Chinese; rules are a YAML list.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::fields::{self, Record};
use crate::model::Field;
use crate::model::data::{DataFile, data_files};
use crate::msg;
use crate::reading::{add_text, unreadable};
use crate::source::{FileId, SourceDb, Span};
use crate::url::has_extension;
use crate::value::{Entry, Node, Notation, Table, Value, csv, yaml};
use crate::world::World;

/// The rows of the data files, by the files' keys.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Data {
    /// Only of files that are there.
    pub tables: BTreeMap<&'static str, Vec<Record>>,
}

impl Data {
    /// Reads all files.
    pub fn load(world: &dyn World, sources: &mut SourceDb, diags: &mut Diagnostics) -> Self {
        let mut data = Self::default();
        for one in data_files() {
            let text = match world.text(one.path) {
                Ok(text) => text,
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
                Err(error) => {
                    diags.push(unreadable(sources.add(one.path, ""), &error));
                    continue;
                }
            };
            let Some(file) = add_text(one.path.to_owned(), text, sources, diags) else {
                continue;
            };
            let text = sources.text(file);
            let rows = if has_extension(one.path, "csv") {
                csv_rows(file, text, diags)
            } else {
                yaml_rows(file, text, diags)
            };
            data.tables.insert(one.key, checked(&one, &rows, diags));
        }
        data
    }

    /// The names of the rules for credits.
    pub fn credit_rules(&self) -> impl Iterator<Item = &str> {
        let rules = self.tables.get("credit_rules").into_iter().flatten();
        rules.filter_map(|rule| rule.text("name"))
    }
}

fn checked(file: &DataFile, rows: &[Table], diags: &mut Diagnostics) -> Vec<Record> {
    let columns: Vec<&Arc<Field>> = file.columns.iter().collect();
    let rows = rows.iter();
    rows.map(|row| fields::read(row, &columns, &[], diags))
        .collect()
}

/// The rows of a CSV text as tables; a cell is at the place of its row.
fn csv_rows(file: FileId, text: &str, diags: &mut Diagnostics) -> Vec<Table> {
    let Some(csv::Csv {
        headers: (first, headers),
        rows: records,
    }) = csv::parse(file, text, diags)
    else {
        return Vec::new();
    };
    let mut rows = Vec::new();
    for (start, record) in records {
        let mut from = start;
        let mut entries = Vec::new();
        for (key, cell) in headers.iter().zip(&record) {
            // The crate tells where rows begin, not where cells do.
            let found = text.get(from..).and_then(|rest| rest.find(cell));
            let begin = found.map_or(start, |found| from + found);
            let end = found.map_or(start, |_| begin + cell.len());
            from = from.max(end);
            entries.push(Entry {
                key: key.to_owned(),
                // All rows share the fault of a column; a cell left blank is its row's.
                key_span: if cell.is_empty() {
                    Span::new(file, start..start)
                } else {
                    Span::new(file, first..first)
                },
                value: Node {
                    value: cell_value(cell),
                    span: Span::new(file, begin..end),
                },
            });
        }
        let span = Span::new(file, start..start);
        rows.push(Table {
            entries,
            span,
            notation: Notation::Yaml,
        });
    }
    rows
}

fn cell_value(cell: &str) -> Value {
    match cell.parse() {
        Ok(value) => Value::Number {
            value,
            raw: cell.to_owned(),
        },
        Err(_) => Value::Text(cell.to_owned()),
    }
}

/// The items of a YAML list of tables.
fn yaml_rows(file: FileId, text: &str, diags: &mut Diagnostics) -> Vec<Table> {
    let Some(node) = yaml::parse_value(file, text, 0..text.len(), diags) else {
        return Vec::new();
    };
    let items = match node.value {
        Value::List(items) => items,
        Value::Null => return Vec::new(),
        _ => vec![node],
    };
    let mut rows = Vec::new();
    for item in items {
        match item.value {
            Value::Table(table) => rows.push(table),
            other => {
                let (en, zh) = other.kind();
                diags.push(
                    Diagnostic::error(
                        Code::WrongType,
                        item.span,
                        msg!(en: "a row must be a table, not {en}", zh: "一条应是一组键值，这里是{zh}"),
                    )
                    .help(msg!(en: "begin it with `- name: …`", zh: "用 `- name: …` 开头")),
                );
            }
        }
    }
    rows
}
