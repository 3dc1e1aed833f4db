//! TOML to [`Node`]: the only module that knows the TOML crate.

use std::ops::{Range, RangeInclusive};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Entry, Node, Notation, Table, Value};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::msg;
use crate::source::{FileId, Span};

/// Reads the TOML in `range` of a file's text. Syntax errors are reported, one a line; what stands in
/// other lines is returned all the same.
pub fn parse(file: FileId, text: &str, range: Range<usize>, diags: &mut Diagnostics) -> Table {
    let toml = text.get(range.clone()).unwrap_or_default();
    let mut source = Source {
        file,
        offset: range.start,
        faulty: Vec::new(),
    };
    let (table, errors) = DeTable::parse_recoverable(toml);
    for error in errors {
        let at = error.span().unwrap_or(0..0);
        // One fault makes the recovering parser stumble over the rest of its line.
        if source.is_faulty(at.start) {
            continue;
        }
        let (before, after) = toml.as_bytes().split_at(at.start.min(toml.len()));
        let start = before.iter().rposition(|byte| *byte == b'\n');
        let length = after.iter().position(|byte| *byte == b'\n');
        let end = length.map_or(toml.len(), |length| at.start + length);
        source.faulty.push(start.map_or(0, |at| at + 1)..=end);
        diags.push(source.syntax_error(at, error.message()));
    }
    let span = Span::new(file, range);
    source.table(table.into_inner(), span, diags)
}

struct Source {
    file: FileId,
    offset: usize,
    /// The lines with syntax errors, as bytes of the TOML: what the parser makes of them means nothing.
    faulty: Vec<RangeInclusive<usize>>,
}

impl Source {
    fn span(&self, range: Range<usize>) -> Span {
        Span::new(
            self.file,
            self.offset + range.start..self.offset + range.end,
        )
    }

    fn is_faulty(&self, at: usize) -> bool {
        self.faulty.iter().any(|line| line.contains(&at))
    }

    fn syntax_error(&self, at: Range<usize>, message: &str) -> Diagnostic {
        let span = self.span(at);
        let said = message.lines().next().unwrap_or_default();
        if said.starts_with("string values must be quoted") {
            return Diagnostic::error(
                Code::SyntaxError,
                span,
                msg!(en: "text must stand in quotation marks", zh: "文字要放进半角引号"),
            )
            .help(msg!(
                en: "write for example `title = \"雨坛彩龙\"`",
                zh: "例如 `title = \"雨坛彩龙\"`",
            ));
        }
        Diagnostic::error(
            Code::SyntaxError,
            span,
            msg!(en: "{said}", zh: "TOML 写法有误（{said}）"),
        )
    }

    fn table(&self, table: DeTable<'_>, span: Span, diags: &mut Diagnostics) -> Table {
        let entries = table
            .into_iter()
            .filter(|(key, _)| !self.is_faulty(key.span().start))
            .map(|(key, value)| Entry {
                key_span: self.span(key.span()),
                key: key.into_inner().into_owned(),
                value: self.node(value, diags),
            })
            .collect();
        Table::from_entries(entries, span, Notation::Toml, diags)
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
