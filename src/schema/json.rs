//! JSON Schema (draft 7, which editors know best) of front matter and of `site.toml`.

use serde_json::{Map, Value, json};

use super::{MARK, Site, form};
use crate::config::{Terms, settings as fields_of_settings};
use crate::model::{Field, Kind, Label, Type};

const DRAFT: &str = "http://json-schema.org/draft-07/schema#";

/// The schema of a page's front matter: which fields there may be depends on `type`.
pub(super) fn page(site: &Site<'_>) -> String {
    let schema = site.schema();
    let mut definitions = Map::new();
    for field in &schema.common {
        definitions.insert(field.key.clone().into_owned(), of_field(site, field));
    }
    let mut choice = Vec::new();
    for kind in &schema.types {
        for field in &kind.fields {
            let name = format!("{}.{}", kind.key, field.key);
            definitions.insert(name, of_field(site, field));
        }
        definitions.insert(format!("type {}", kind.key), of_type(site, kind));
        let is_it = is_of(kind);
        let condition = if kind.key == schema.plain.key {
            json!({ "anyOf": [is_it, { "not": { "anyOf": [{ "required": ["type"] }, { "required": ["类型"] }] } }] })
        } else {
            is_it
        };
        choice.push(json!({ "if": condition, "then": reference(&format!("type {}", kind.key)) }));
    }
    text(&json!({
        "$schema": DRAFT,
        "$comment": MARK,
        "title": "Front matter of a page",
        "type": "object",
        "definitions": definitions,
        "allOf": choice,
    }))
}

fn is_of(kind: &Type) -> Value {
    let names = json!({ "enum": [kind.key, kind.label.zh] });
    json!({ "anyOf": [
        { "properties": { "type": names }, "required": ["type"] },
        { "properties": { "类型": names }, "required": ["类型"] },
    ] })
}

fn of_type(site: &Site<'_>, kind: &Type) -> Value {
    let schema = site.schema();
    let mut properties = Map::new();
    let mut required = Vec::new();
    for field in &schema.common {
        add(&mut properties, field, &reference(&field.key));
        let needed = field.key == "title" && kind.key != schema.plain.key;
        if needed || kind.required_common.contains(&field.key) {
            required.push(one_of_its_names(field));
        }
    }
    for field in &kind.fields {
        let name = format!("{}.{}", kind.key, field.key);
        add(&mut properties, field, &reference(&name));
        if field.required {
            required.push(one_of_its_names(field));
        }
    }
    // A site's own taxonomies stand beside the fields.
    for taxonomy in &site.config.taxonomies {
        let names = match (&taxonomy.terms, site.terms(&taxonomy.key)) {
            (Terms::Open, _) | (_, None) => json!({ "type": "string" }),
            (_, Some(terms)) => json!({ "enum": terms }),
        };
        let terms = one_or_many(&names);
        properties.entry(&taxonomy.key).or_insert(terms);
    }
    properties.insert("taxonomies".to_owned(), json!({ "type": "object" }));
    let mut own = json!({
        "title": title(&kind.label),
        "description": title(&kind.hint),
        "properties": properties,
        "additionalProperties": false,
    });
    if !required.is_empty() {
        own["allOf"] = Value::from(required);
    }
    own
}

/// The field under each of its names.
fn add(properties: &mut Map<String, Value>, field: &Field, schema: &Value) {
    let names = [&field.key, &field.label.zh].into_iter();
    for name in names.chain(&field.aliases) {
        properties.insert(name.clone().into_owned(), schema.clone());
    }
}

fn one_of_its_names(field: &Field) -> Value {
    let names = [&field.key, &field.label.zh].into_iter();
    let names = names.chain(&field.aliases);
    json!({ "anyOf": names.map(|name| json!({ "required": [name] })).collect::<Vec<_>>() })
}

fn of_field(site: &Site<'_>, field: &Field) -> Value {
    let mut schema = of_kind(Some(site), &field.kind);
    if let Some(pattern) = &field.pattern {
        schema["pattern"] = Value::from(pattern.expression());
    }
    describe(&mut schema, field);
    schema
}

fn describe(schema: &mut Value, field: &Field) {
    schema["title"] = Value::from(title(&field.label));
    if let Some(hint) = &field.hint {
        schema["description"] = Value::from(title(hint));
    }
}

fn of_kind(site: Option<&Site<'_>>, kind: &Kind) -> Value {
    match kind {
        // A number is read as the text that it is written as.
        Kind::Text(max) => json!({ "type": ["string", "number"], "maxLength": max }),
        Kind::Bool => json!({ "type": "boolean" }),
        Kind::Number { min, max, step } => {
            let mut number = json!({ "type": "number", "minimum": min, "maximum": max });
            if *step > 0.0 && (min / step).fract() == 0.0 {
                number["multipleOf"] = Value::from(*step);
            }
            number
        }
        Kind::Choice(choices) => json!({ "enum": choices }),
        Kind::Term(taxonomy) => match site.and_then(|site| site.vocabularies.get(&**taxonomy)) {
            Some(vocabulary) if !vocabulary.terms.is_empty() => {
                let names = vocabulary.terms.iter().flat_map(|term| {
                    let others = term.code.iter().chain(&term.aliases);
                    std::iter::once(&term.name).chain(others)
                });
                // A code without quotation marks is a number.
                let codes = vocabulary
                    .terms
                    .iter()
                    .filter_map(|term| term.code.as_ref());
                let codes = codes.filter_map(|code| code.parse::<u64>().ok());
                let all = names.map(|name| json!(name));
                json!({ "enum": all.chain(codes.map(Value::from)).collect::<Vec<_>>() })
            }
            _ => json!({ "type": ["string", "number"] }),
        },
        Kind::List(item) => one_or_many(&of_kind(site, item)),
        Kind::Table(fields) => of_table(site, fields.iter().map(|field| &**field)),
        Kind::Free => json!({}),
        Kind::Date | Kind::Moment | Kind::DocNo | Kind::Url => {
            json!({ "type": "string", "pattern": form(kind) })
        }
        Kind::Document | Kind::Page(_) | Kind::File => json!({ "type": "string" }),
    }
}

fn of_table<'a>(site: Option<&Site<'_>>, fields: impl Iterator<Item = &'a Field>) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for field in fields {
        let mut schema = of_kind(site, &field.kind);
        describe(&mut schema, field);
        add(&mut properties, field, &schema);
        if field.required {
            required.push(one_of_its_names(field));
        }
    }
    let mut table = json!({
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
    });
    if !required.is_empty() {
        table["allOf"] = Value::from(required);
    }
    table
}

/// A single value counts as a list of one, and nothing at all as a field left blank.
fn one_or_many(item: &Value) -> Value {
    json!({ "anyOf": [{ "type": "array", "items": item }, item] })
}

/// The schema of `site.toml`.
pub(super) fn settings() -> String {
    let fields = fields_of_settings();
    let mut schema = of_table(None, fields.iter().map(|field| &**field));
    schema["$schema"] = Value::from(DRAFT);
    schema["$comment"] = Value::from(MARK);
    schema["title"] = Value::from("site.toml");
    text(&schema)
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/definitions/{}", name.replace(' ', "%20")) })
}

fn title(label: &Label) -> String {
    let Label { zh, en } = label;
    if zh == en {
        return zh.clone().into_owned();
    }
    format!("{zh} · {en}")
}

fn text(value: &Value) -> String {
    format!("{value:#}\n")
}
