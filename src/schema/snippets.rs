//! Snippets for VS Code: a page of each type, its needed fields with what they may hold.

use serde_json::{Map, Value, json};

use super::{MARK, Site};
use crate::model::{Field, Kind, Type};

/// The file `.vscode/*.code-snippets`: typing a type's key or its Chinese name offers its page.
pub(super) fn snippets(site: &Site<'_>) -> String {
    let mut all = Map::new();
    for kind in &site.schema().types {
        let snippet = json!({
            "prefix": [kind.key, kind.label.zh],
            "description": kind.hint.zh,
            "scope": "markdown",
            "body": body(site, kind),
        });
        all.insert(format!("{} · {}", kind.label.zh, kind.key), snippet);
    }
    format!("// {MARK}\n{:#}\n", Value::from(all))
}

fn body(site: &Site<'_>, kind: &Type) -> Vec<String> {
    let mut lines = vec![
        "---".to_owned(),
        "title: ${1:标题}".to_owned(),
        format!("type: {}", kind.key),
        "summary: ${2:一两句话}".to_owned(),
    ];
    let mut stop = 3;
    for field in site.schema().needed(kind) {
        field_lines(site, field, "", &mut stop, &mut lines);
    }
    lines.extend(["---".to_owned(), String::new(), "$0".to_owned()]);
    lines
}

fn field_lines(
    site: &Site<'_>,
    field: &Field,
    indent: &str,
    stop: &mut usize,
    lines: &mut Vec<String>,
) {
    let key = &field.key;
    let (item, is_list) = match &field.kind {
        Kind::List(item) => (&**item, true),
        one => (one, false),
    };
    if let Kind::Table(fields) = item {
        lines.push(format!("{indent}{key}:"));
        let needed = fields.iter().filter(|field| field.required);
        for (index, inner) in needed.enumerate() {
            let lead = match (is_list, index) {
                (true, 0) => "  - ",
                (true, _) => "    ",
                (false, _) => "  ",
            };
            field_lines(site, inner, &format!("{indent}{lead}"), stop, lines);
        }
        return;
    }
    let value = value(site, item, &field.label.zh, *stop);
    *stop += 1;
    lines.push(if is_list {
        format!("{indent}{key}: [{value}]")
    } else {
        format!("{indent}{key}: {value}")
    });
}

fn value(site: &Site<'_>, kind: &Kind, label: &str, stop: usize) -> String {
    let choices: Vec<&str> = match kind {
        Kind::Choice(choices) => choices.iter().map(|choice| &**choice).collect(),
        Kind::Term(taxonomy) => site.terms(taxonomy).unwrap_or_default(),
        Kind::Bool => vec!["true", "false"],
        Kind::Date | Kind::Moment => {
            return "$CURRENT_YEAR-$CURRENT_MONTH-$CURRENT_DATE".to_owned();
        }
        _ => Vec::new(),
    };
    if choices.is_empty() {
        return format!("${{{stop}:{}}}", escaped(label));
    }
    let choices: Vec<String> = choices.into_iter().map(escaped_choice).collect();
    format!("${{{stop}|{}|}}", choices.join(","))
}

/// What would end a placeholder.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('$', "\\$")
        .replace('}', "\\}")
}

fn escaped_choice(text: &str) -> String {
    escaped(text).replace(',', "\\,").replace('|', "\\|")
}
