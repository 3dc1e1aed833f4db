//! TOML to [`Node`]: the only module that knows the TOML crate.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Entry, Node, Table, Value};
use crate::diag::{Code, Diagnostic, Diagnostics, Message};
use crate::source::{FileId, Span};

/// Reads the TOML in `range` of a file's text. Syntax errors are reported, one a line, and the rest
/// of the table is returned all the same.
pub fn parse(file: FileId, text: &str, range: Range<usize>, diags: &mut Diagnostics) -> Table {
    let toml = text.get(range.clone()).unwrap_or_default();
    let source = Source {
        file,
        offset: range.start,
    };
    let (table, errors) = DeTable::parse_recoverable(toml);
    let mut last_line = None;
    for error in errors {
        let at = error.span().unwrap_or(0..0);
        let line = toml
            .bytes()
            .take(at.start)
            .filter(|byte| *byte == b'\n')
            .count();
        // One fault makes the recovering parser stumble over the rest of its line.
        if last_line.replace(line) == Some(line) {
            continue;
        }
        let en = error
            .message()
            .lines()
            .next()
            .unwrap_or_default()
            .to_owned();
        let zh = format!("TOML 写法有误（{en}）");
        diags.push(Diagnostic::error(
            Code::SyntaxError,
            source.span(at),
            Message { en, zh },
        ));
    }
    let span = Span::new(file, range);
    source.table(table.into_inner(), span, diags)
}

struct Source {
    file: FileId,
    offset: usize,
}

impl Source {
    fn span(&self, range: Range<usize>) -> Span {
        Span::new(
            self.file,
            self.offset + range.start..self.offset + range.end,
        )
    }

    fn table(&self, table: DeTable<'_>, span: Span, diags: &mut Diagnostics) -> Table {
        let entries = table
            .into_iter()
            .map(|(key, value)| Entry {
                key_span: self.span(key.span()),
                key: key.into_inner().into_owned(),
                value: self.node(value, diags),
            })
            .collect();
        Table::from_entries(entries, span, diags)
    }

    fn node(&self, value: Spanned<DeValue<'_>>, diags: &mut Diagnostics) -> Node {
        let span = self.span(value.span());
        let value = match value.into_inner() {
            DeValue::String(text) => Value::Text(text.into_owned()),
            DeValue::Boolean(value) => Value::Bool(value),
            DeValue::Integer(number) => {
                #[expect(clippy::cast_precision_loss, reason = "the spelling is kept beside it")]
                let value = i64::from_str_radix(number.as_str(), number.radix())
                    .map_or(f64::INFINITY, |number| number as f64);
                Value::Number {
                    value,
                    raw: number.to_string(),
                }
            }
            DeValue::Float(number) => Value::Number {
                value: number.as_str().parse().unwrap_or(f64::NAN),
                raw: number.as_str().to_owned(),
            },
            DeValue::Datetime(datetime) => Value::Text(datetime.to_string()),
            DeValue::Array(items) => Value::List(
                items
                    .into_iter()
                    .map(|item| self.node(item, diags))
                    .collect(),
            ),
            DeValue::Table(table) => Value::Table(self.table(table, span, diags)),
        };
        Node { value, span }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceDb;

    #[test]
    fn two_faults_in_two_lines_are_both_told_and_the_rest_is_read() {
        let text = "title = \nbase_url = \"x\"\nlanguage = = 1\n";
        let mut db = SourceDb::default();
        let file = db.add("site.toml", text);
        let mut diags = Diagnostics::default();
        let table = parse(file, text, 0..text.len(), &mut diags);
        let lines: Vec<usize> = diags
            .sorted()
            .iter()
            .map(|one| db.position(one.span).line)
            .collect();
        assert_eq!(lines, [1, 3]);
        assert_eq!(
            table.get("base_url").unwrap().value.value,
            Value::Text("x".into())
        );
    }

    #[test]
    fn dates_and_numbers_keep_their_spelling() {
        let text = "date = 2026-11-20\nn = 1_000\n";
        let mut db = SourceDb::default();
        let file = db.add("site.toml", text);
        let table = parse(file, text, 0..text.len(), &mut Diagnostics::default());
        assert_eq!(
            table.get("date").unwrap().value.value,
            Value::Text("2026-11-20".into())
        );
        let Value::Number { value, .. } = table.get("n").unwrap().value.value else {
            panic!()
        };
        assert!((value - 1000.0).abs() < f64::EPSILON);
    }
}
