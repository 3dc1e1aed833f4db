//! One value: whether it is of its field's kind, and what it says.

use std::sync::Arc;

use super::dates::read_moment;
use super::doc_no::{read_doc_no, read_document};
use super::number::{check_number, half_width_number};
use super::text::check_text;
use super::{Checked, FieldValue, read};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::model::{Field, Kind};
use crate::msg;
use crate::source::Span;
use crate::value::{Node, Value};

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
