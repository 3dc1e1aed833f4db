//! Types and fields that a site adds in `site.toml`: `[types.KEY]`, `[types.KEY.fields.KEY]` and
//! `[fields.KEY]` for every page.
//!
//! In: the tables of the settings. Out: a [`Schema`] with them in it, and a diagnostic for each fault.
//! A field of a built-in type can be made stricter, not turned into another: other code reads it.

mod settings;

use std::sync::Arc;

pub use settings::{field_settings, type_settings};

use super::{Field, Kind, Label, Pattern, Schema, Type, Word, table};
use crate::diag::{Code, Diagnostic, Diagnostics, Message};
use crate::fields::{self, Checked, FieldValue, Record, one_of};
use crate::msg;
use crate::source::Span;
use crate::value::{Entry, Node, Table, Value};

/// Longest text where the settings name no length.
const TEXT: usize = 200;

impl Schema {
    /// Adds the types and fields of the settings: what `types` and `fields` in `site.toml` hold.
    pub fn extend(&mut self, types: Option<&Node>, fields: Option<&Node>, diags: &mut Diagnostics) {
        if let Some(own) = fields {
            let taken: Vec<Arc<Field>> = self.all_fields().cloned().collect();
            let mut common = std::mem::take(&mut self.common);
            add_fields(own, "fields", &mut common, &taken, diags);
            self.common = common;
        }
        let Some(types) = types.and_then(|node| table_of(node, "types", diags)) else {
            return;
        };
        for entry in &types.entries {
            self.add_type(entry, diags);
        }
        self.check_page_types(types, diags);
    }

    fn add_type(&mut self, entry: &Entry, diags: &mut Diagnostics) {
        let key = &entry.key;
        let path = format!("types.{key}");
        let Some(own) = table_of(&entry.value, &path, diags) else {
            return;
        };
        let known = self.position(key);
        if known.is_none() && !is_key(key) {
            diags.push(wrong_name(entry, &small_letters()));
            return;
        }
        let settings = type_settings();
        let settings: Vec<&Arc<Field>> = settings.iter().collect();
        let must: &[&str] = if known.is_some() { &[] } else { &["label"] };
        let record = fields::read(own, &settings, must, diags);
        let mut kind = match known.and_then(|at| self.types.get(at)) {
            Some(built_in) => {
                for fixed in ["label", "label_en", "hint"] {
                    if let Some(entry) = own.get(fixed) {
                        diags.push(fixed_setting(entry, key));
                    }
                }
                Type::clone(built_in)
            }
            None => self.new_type(key, &record, diags),
        };
        kind.words.extend(texts(&record, "words"));
        for (name, span) in record.texts("required") {
            let Some(common) = self.common.iter().find(|field| field.answers_to(name)) else {
                let known = self.common.iter().map(|field| &*field.key);
                diags.push(
                    Diagnostic::error(
                        Code::UnknownField,
                        span,
                        msg!(en: "`{name}` is no field that every page has", zh: "`{name}` 不是每个页面都有的字段"),
                    )
                    .help(one_of(name, known)),
                );
                continue;
            };
            if !kind.required_common.contains(&common.key) {
                kind.required_common.push(common.key.clone());
            }
        }
        if let Some(Checked {
            value: FieldValue::Free(node),
            ..
        }) = record.get("fields")
        {
            let path = format!("{path}.fields");
            add_fields(node, &path, &mut kind.fields, &self.common, diags);
        }
        let kind = Arc::new(kind);
        match known {
            Some(0) => {
                self.plain = Arc::clone(&kind);
                self.types[0] = kind;
            }
            Some(at) => self.types[at] = kind,
            None => self.types.push(kind),
        }
    }

    fn new_type(&self, key: &str, record: &Record, diags: &mut Diagnostics) -> Type {
        let zh = record.text("label").unwrap_or(key).to_owned();
        if let (Some(other), Some(label)) = (self.find(&zh), record.get("label")) {
            let other = &other.key;
            diags.push(Diagnostic::error(
                Code::DuplicateKey,
                label.span,
                msg!(en: "`{zh}` already names the type `{other}`", zh: "`{zh}` 已经是类型 `{other}` 的名字"),
            ));
        }
        let hint = record.text("hint").unwrap_or_default().to_owned();
        Type {
            key: key.to_owned().into(),
            label: label(zh, record.text("label_en").unwrap_or(key)),
            hint: label(hint.clone(), &hint),
            words: Vec::new(),
            fields: Vec::new(),
            required_common: Vec::new(),
            advised_common: Vec::new(),
        }
    }

    /// Fields that name pages name types that there are.
    fn check_page_types(&self, types: &Table, diags: &mut Diagnostics) {
        let own = types.entries.iter().filter_map(|entry| {
            let Value::Table(own) = &entry.value.value else {
                return None;
            };
            Some(&own.get("fields")?.value)
        });
        for fields in own {
            self.check_types_of(fields, diags);
        }
    }

    fn check_types_of(&self, fields: &Node, diags: &mut Diagnostics) {
        let Value::Table(fields) = &fields.value else {
            return;
        };
        for entry in &fields.entries {
            let Value::Table(settings) = &entry.value.value else {
                continue;
            };
            if let Some(inner) = settings.get("fields") {
                self.check_types_of(&inner.value, diags);
            }
            let named = match settings.get("types").map(|entry| &entry.value.value) {
                Some(Value::List(items)) => items.as_slice(),
                _ => &[],
            };
            for item in named {
                let Value::Text(name) = &item.value else {
                    continue;
                };
                if self.position(name).is_none() {
                    let known = self.types.iter().map(|one| &*one.key);
                    diags.push(
                        Diagnostic::error(
                            Code::UnknownType,
                            item.span,
                            msg!(en: "unknown type `{name}`", zh: "没有 `{name}` 这个类型"),
                        )
                        .help(one_of(name, known)),
                    );
                }
            }
        }
    }
}

/// Adds the fields of a table of settings. Their names must not be those of `taken` either.
fn add_fields(
    node: &Node,
    path: &str,
    fields: &mut Vec<Arc<Field>>,
    taken: &[Arc<Field>],
    diags: &mut Diagnostics,
) {
    let Some(own) = table_of(node, path, diags) else {
        return;
    };
    for entry in &own.entries {
        let key = &entry.key;
        let Some(settings) = table_of(&entry.value, &format!("{path}.{key}"), diags) else {
            continue;
        };
        if let Some(known) = fields.iter_mut().find(|field| field.key == *key) {
            *known = Arc::new(stricter(known, settings, diags));
            continue;
        }
        let Some(new) = own_field(entry, settings, path, diags) else {
            continue;
        };
        let clash = new
            .names()
            .flat_map(|name| fields.iter().chain(taken).map(move |field| (name, field)))
            .find(|(name, field)| field.answers_to(name));
        if let Some((name, field)) = clash {
            let other = &field.key;
            let help = msg!(
                en: "`{name}` already means `{other}`; choose another name",
                zh: "`{name}` 已经是 `{other}` 的名字，请换一个",
            );
            diags.push(wrong_name(entry, &help));
            continue;
        }
        fields.push(Arc::new(new));
    }
}

/// A field of the model as a site wants it: needed, in a certain form, with its own closed list.
fn stricter(known: &Field, settings: &Table, diags: &mut Diagnostics) -> Field {
    let all = field_settings();
    let all: Vec<&Arc<Field>> = all.iter().collect();
    let record = fields::read(settings, &all, &[], diags);
    let mut field = known.clone();
    for (setting, checked) in &record.fields {
        match (&*setting.key, &field.kind) {
            ("required", _) => field.required |= record.is_true("required"),
            ("hint", _) => field.hint = hint(&record),
            ("pattern", Kind::Text(_)) => {
                field.pattern = pattern(&record, diags);
                // What the built-in form needs is said in its hint.
                field.hint = hint(&record);
            }
            ("choices", Kind::Choice(_)) => field.kind = Kind::Choice(texts(&record, "choices")),
            (key, _) => {
                let name = &known.key;
                diags.push(
                    Diagnostic::error(
                        Code::InvalidValue,
                        checked.span,
                        msg!(en: "`{key}` of the built-in field `{name}` cannot be changed", zh: "自带字段 `{name}` 的 `{key}` 不能改"),
                    )
                    .help(msg!(
                        en: "only `required`, `hint`, a text's `pattern` and a list's `choices` can",
                        zh: "能改的只有 `required`、`hint`、文字的 `pattern` 和选项的 `choices`",
                    )),
                );
            }
        }
    }
    field
}

/// A field that is not in the model, as its `settings` say; `entry` is where it gets its name, in the
/// table at `path`.
pub(crate) fn own_field(
    entry: &Entry,
    settings: &Table,
    path: &str,
    diags: &mut Diagnostics,
) -> Option<Field> {
    let key = &entry.key;
    if !is_key(key) {
        diags.push(wrong_name(entry, &small_letters()));
        return None;
    }
    let all = field_settings();
    let all: Vec<&Arc<Field>> = all.iter().collect();
    let record = fields::read(settings, &all, &["label"], diags);
    let kind = read_kind(key, &record, settings.span, path, diags)?;
    let zh = record.text("label").unwrap_or(key).to_owned();
    Some(Field {
        key: key.clone().into(),
        label: label(zh, record.text("label_en").unwrap_or(key)),
        hint: hint(&record),
        kind: if record.is_true("list") {
            kind.list()
        } else {
            kind
        },
        required: record.is_true("required"),
        aliases: texts(&record, "aliases"),
        pattern: pattern(&record, diags),
        may_name: Vec::new(),
        inverse: record.text("inverse").map(|inverse| {
            let en = record.text("inverse_en").unwrap_or(inverse);
            label(inverse.to_owned(), en)
        }),
        units: texts(&record, "units"),
        is_fact: true,
    })
}

/// What a field may hold. Settings that another kind has are told.
fn read_kind(
    key: &str,
    record: &Record,
    span: Span,
    path: &str,
    diags: &mut Diagnostics,
) -> Option<Kind> {
    let name = record.text("kind").unwrap_or("text");
    let own: &[&str] = match name {
        "text" => &["max", "pattern"],
        "number" => &["min", "max", "step", "units"],
        "choice" => &["choices"],
        "term" => &["taxonomy"],
        "page" => &["types", "inverse", "inverse_en"],
        "table" => &["fields"],
        _ => &[],
    };
    let of_kinds = [
        "max",
        "min",
        "step",
        "choices",
        "taxonomy",
        "types",
        "inverse",
        "inverse_en",
        "pattern",
        "units",
        "fields",
    ];
    for (setting, checked) in &record.fields {
        let setting = &*setting.key;
        if of_kinds.contains(&setting) && !own.contains(&setting) {
            diags.push(
                Diagnostic::error(
                    Code::InvalidValue,
                    checked.span,
                    msg!(en: "a field of kind `{name}` has no `{setting}`", zh: "种类是 `{name}` 的字段没有 `{setting}`"),
                )
                .help(msg!(en: "delete the line, or change `kind`", zh: "删去这一行，或者改 `kind`")),
            );
        }
    }
    let mut need = |setting: &str| {
        let start = Span {
            end: span.start,
            ..span
        };
        diags.push(Diagnostic::error(
            Code::MissingField,
            start,
            msg!(en: "the field `{key}` of kind `{name}` needs `{setting}`", zh: "字段 `{key}` 的种类是 `{name}`，要写 `{setting}`"),
        ));
        None
    };
    let number = |key: &str| match record.get(key).map(|checked| &checked.value) {
        Some(FieldValue::Number(number, _)) => Some(*number),
        _ => None,
    };
    Some(match name {
        "date" => Kind::Date,
        "moment" => Kind::Moment,
        "bool" => Kind::Bool,
        "number" => Kind::Number {
            min: number("min").unwrap_or(-1e12),
            max: number("max").unwrap_or(1e12),
            step: number("step").unwrap_or(0.0),
        },
        "choice" => match texts(record, "choices") {
            choices if choices.is_empty() => return need("choices"),
            choices => Kind::Choice(choices),
        },
        "term" => match record.text("taxonomy") {
            Some(taxonomy) => Kind::Term(taxonomy.to_owned().into()),
            None => return need("taxonomy"),
        },
        "page" => Kind::Page(texts(record, "types")),
        "file" => Kind::File,
        "url" => Kind::Url,
        "doc_no" => Kind::DocNo,
        "free" => Kind::Free,
        "table" => match record.get("fields") {
            Some(Checked {
                value: FieldValue::Free(node),
                ..
            }) => {
                let mut inner = Vec::new();
                add_fields(
                    node,
                    &format!("{path}.{key}.fields"),
                    &mut inner,
                    &[],
                    diags,
                );
                table(inner.into_iter().map(Arc::unwrap_or_clone))
            }
            _ => return need("fields"),
        },
        _ => {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a length; saturates"
            )]
            let max = number("max").map_or(TEXT, |max| max.max(1.0) as usize);
            Kind::Text(max)
        }
    })
}

fn pattern(record: &Record, diags: &mut Diagnostics) -> Option<Pattern> {
    let checked = record.get("pattern")?;
    let expression = record.text("pattern")?;
    match Pattern::new(expression) {
        Ok(pattern) => Some(pattern),
        Err(error) => {
            let error = error.to_string();
            // The crate draws the expression above its last line.
            let error = error.lines().last().unwrap_or_default();
            let error = error.strip_prefix("error: ").unwrap_or(error);
            diags.push(Diagnostic::error(
                Code::InvalidValue,
                checked.span,
                msg!(en: "`pattern` is no regular expression: {error}", zh: "`pattern` 不是正则表达式：{error}"),
            ));
            None
        }
    }
}

fn hint(record: &Record) -> Option<Label> {
    record.text("hint").map(|hint| label(hint.to_owned(), hint))
}

fn label(zh: String, en: &str) -> Label {
    Label {
        zh: zh.into(),
        en: en.to_owned().into(),
    }
}

fn texts(record: &Record, key: &str) -> Vec<Word> {
    let texts = record.texts(key).into_iter();
    texts.map(|(text, _)| text.to_owned().into()).collect()
}

/// Whether a key may name a type, a field or a taxonomy of a site.
pub fn is_key(key: &str) -> bool {
    key.starts_with(|c: char| c.is_ascii_lowercase())
        && key
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// How such a key is written.
pub fn small_letters() -> Message {
    msg!(en: "use small letters, digits and `_`", zh: "只用小写字母、数字和 `_`")
}

fn wrong_name(entry: &Entry, help: &Message) -> Diagnostic {
    let key = &entry.key;
    Diagnostic::error(
        Code::InvalidValue,
        entry.key_span,
        msg!(en: "`{key}` cannot be the name", zh: "不能用 `{key}` 作名字"),
    )
    .help(help.clone())
}

fn fixed_setting(entry: &Entry, kind: &str) -> Diagnostic {
    let key = &entry.key;
    Diagnostic::error(
        Code::InvalidValue,
        entry.key_span,
        msg!(en: "`{key}` of the built-in type `{kind}` cannot be changed", zh: "自带类型 `{kind}` 的 `{key}` 不能改"),
    )
    .help(msg!(
        en: "add `words`, `required` and `fields` to it, or make a type of your own",
        zh: "可以给它加 `words`、`required` 和 `fields`，或者另设一个类型",
    ))
}

/// The table that a setting must be.
pub(crate) fn table_of<'a>(
    node: &'a Node,
    path: &str,
    diags: &mut Diagnostics,
) -> Option<&'a Table> {
    if let Value::Table(table) = &node.value {
        return Some(table);
    }
    let key = path.rsplit('.').next().unwrap_or(path);
    diags.push(
        Diagnostic::error(
            Code::WrongType,
            node.span,
            msg!(en: "`{key}` must be a table", zh: "`{key}` 应是一个表"),
        )
        .help(msg!(en: "write `[{path}]` on a line of its own", zh: "单独写一行 `[{path}]`")),
    );
    None
}
