//! The head of a page: found, read as YAML or TOML, and checked against the model.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::{personal, secrecy, slips, together};
use crate::config::Config;
use crate::diag::{Code, Diagnostic, Diagnostics, nearest};
use crate::fields::{self, Checked, FieldValue, Moment, Record};
use crate::model::{ARTICLE, Field, Kind, Schema, Type};
use crate::msg;
use crate::scan::{PageFile, PageKind};
use crate::source::{FileId, Span};
use crate::value::{Entry, Table, Value, toml, yaml};
use crate::vocabulary::Vocabulary;

/// A page's checked fields.
#[derive(Debug, Clone, PartialEq)]
pub struct FrontMatter {
    /// The type.
    pub kind: Arc<Type>,
    /// The title, if given.
    pub title: Option<String>,
    /// The day it was published.
    pub date: Option<Moment>,
    /// The day it was changed last.
    pub updated: Option<Moment>,
    /// The first start of an event that comes back by a rule; `start` is the next one.
    pub first_start: Option<Moment>,
    /// Whether it is a draft.
    pub draft: bool,
    /// Its place among its neighbours: smaller first; 0 where not given.
    pub weight: f64,
    /// The terms it names, by taxonomy.
    pub terms: BTreeMap<String, Vec<(String, Span)>>,
    /// All fields of the model.
    pub record: Record,
}

impl FrontMatter {
    /// Whether the page has no front matter, or an empty one.
    pub fn is_blank(&self) -> bool {
        self.record.fields.is_empty() && self.terms.is_empty()
    }

    /// Whether only a card of the page may be published.
    pub fn is_withheld(&self) -> bool {
        matches!(
            self.record.text("disclosure"),
            Some("依申请公开" | "不予公开" | "免予公开")
        )
    }
}

/// The two notations, and the line that fences each.
#[derive(Clone, Copy, PartialEq)]
enum Notation {
    Yaml,
    Toml,
}

/// What stands at the head of a file.
struct Head {
    notation: Notation,
    /// The bytes between the fences.
    inner: Range<usize>,
    /// Where the page's text begins.
    body: usize,
}

/// Reads the head of a page. Returns its fields, none when they are unusable, and the range of its
/// text.
pub(super) fn read(
    source: &PageFile,
    text: &str,
    config: &Config,
    vocabularies: &BTreeMap<String, Vocabulary>,
    diags: &mut Diagnostics,
) -> (Option<FrontMatter>, Range<usize>) {
    let start = if text.starts_with('\u{feff}') {
        '\u{feff}'.len_utf8()
    } else {
        0
    };
    let head = match find(source.file, text, start) {
        Ok(head) => head,
        Err(fault) => {
            diags.push(*fault);
            return (None, text.len()..text.len());
        }
    };
    let site = Site {
        config,
        vocabularies,
    };
    let Some(head) = head else {
        let table = Table::empty(Span::new(source.file, start..start));
        let front = check(source, text, table, &site, diags);
        return (Some(front), start..text.len());
    };
    let body = head.body..text.len();
    let table = match head.notation {
        Notation::Yaml => yaml::parse(source.file, text, head.inner, diags),
        Notation::Toml => {
            let before = diags.errors();
            let table = toml::parse(source.file, text, head.inner, diags);
            (diags.errors() == before).then_some(table)
        }
    };
    let mut table = table;
    let is_readable = match &mut table {
        Some(table) => slips::keys(table, diags),
        None => false,
    };
    let front = table.filter(|_| is_readable).map(|mut table| {
        secrecy::check_fields(&mut table, diags);
        personal::check_fields(text, &table, &config.schema, diags);
        // Whole-page faults, such as a missing field, are shown at the first fence.
        let span = Span::new(source.file, start..start);
        check(source, text, Table { span, ..table }, &site, diags)
    });
    (front, body)
}

/// Finds the fences. A first line `---` is also a thematic break of plain Markdown: it opens front
/// matter only if what follows looks like a key, or is the closing fence.
fn find(file: FileId, text: &str, start: usize) -> Result<Option<Head>, Box<Diagnostic>> {
    let mut lines = lines_from(text, start);
    let Some((_, first)) = lines.next() else {
        return Ok(None);
    };
    let (notation, fence) = match first {
        "---" => (Notation::Yaml, "---"),
        "+++" => (Notation::Toml, "+++"),
        _ => return Ok(None),
    };
    let mut inner_start = None;
    let mut looks_like_keys = None;
    for (range, line) in lines {
        let inner_start = *inner_start.get_or_insert(range.start);
        if line == fence {
            let head = Head {
                notation,
                inner: inner_start..range.start,
                body: range.end,
            };
            return Ok((looks_like_keys != Some(false)).then_some(head));
        }
        if looks_like_keys.is_none() && !line.trim().is_empty() && !line.starts_with('#') {
            looks_like_keys = Some(starts_with_key(line, notation));
        }
    }
    if looks_like_keys != Some(true) {
        return Ok(None);
    }
    let span = Span::new(file, start..start + fence.len());
    Err(Box::new(
        Diagnostic::error(
            Code::UnclosedFrontMatter,
            span,
            msg!(en: "the front matter that begins here has no end", zh: "文件头从这里开始，却没有结束"),
        )
        .help(msg!(
            en: "write a line `{fence}` between the fields and the text",
            zh: "在字段和正文之间单独写一行 `{fence}`",
        )),
    ))
}

/// `key:`, `key：`, `"key":`, `“key”:` or `key =`, and for TOML a table's name.
fn starts_with_key(line: &str, notation: Notation) -> bool {
    let line = line.trim_start();
    let rest =
        line.trim_start_matches(|c: char| c.is_alphanumeric() || "_-\"'.“”‘’（）".contains(c));
    if rest.len() == line.len() {
        return line.starts_with(['[', '{', '&', '<']);
    }
    match notation {
        Notation::Yaml => rest.trim_start().starts_with([':', '：']),
        Notation::Toml => rest.trim_start().starts_with('='),
    }
}

/// The lines of a text with their byte ranges, line ends included in the range only.
fn lines_from(text: &str, start: usize) -> impl Iterator<Item = (Range<usize>, &str)> {
    let mut at = start;
    text.get(start..)
        .unwrap_or_default()
        .split_inclusive('\n')
        .map(move |line| {
            let range = at..at + line.len();
            at = range.end;
            (range, line.trim_end())
        })
}

/// What a page's fields are checked against.
struct Site<'a> {
    config: &'a Config,
    vocabularies: &'a BTreeMap<String, Vocabulary>,
}

fn check(
    source: &PageFile,
    text: &str,
    mut table: Table,
    site: &Site<'_>,
    diags: &mut Diagnostics,
) -> FrontMatter {
    let Site {
        config,
        vocabularies,
    } = *site;
    let schema = &config.schema;
    slips::values(text, &mut table, &schema.common, vocabularies, diags);
    let kind = find_kind(&table, schema, diags).unwrap_or_else(|| {
        // Nobody knows which fields belong here: only those that no type has are surely wrong.
        let own = |key: &str| {
            let mut fields = schema.types.iter().flat_map(|one| &one.fields);
            fields.any(|field| field.answers_to(key))
        };
        table.entries.retain(|entry| !own(&entry.key));
        Arc::clone(&schema.plain)
    });
    slips::values(text, &mut table, &kind.fields, vocabularies, diags);
    let mut terms = BTreeMap::new();
    take_taxonomies(&mut table, config, &mut terms, diags);
    // A folder's own page describes the folder: it has no owner, date or number of its own.
    let is_list = source.kind == PageKind::Section;
    let own_fields = if is_list { &[][..] } else { &kind.fields };
    let fields: Vec<&Arc<Field>> = schema.common.iter().chain(own_fields).collect();
    let mut required: Vec<&str> = Vec::new();
    if !is_list && kind.key != ARTICLE {
        required.push("title");
        required.extend(kind.required_common.iter().map(|key| &**key));
    }
    let record = fields::read(&table, &fields, &required, diags);
    if !is_list {
        together::check(&record, &table, schema, &kind, diags);
    }
    for (field, _) in &record.fields {
        let Kind::Term(taxonomy) = field.kind.item() else {
            continue;
        };
        let named = record.all_texts(&field.key).into_iter();
        let named = named.map(|(name, span)| (name.to_owned(), span));
        let own: &mut Vec<(String, Span)> = terms.entry(taxonomy.clone().into_owned()).or_default();
        own.extend(named);
    }
    let weight = match record.get("weight") {
        Some(Checked {
            value: FieldValue::Number(weight, _),
            ..
        }) => *weight,
        _ => 0.0,
    };
    FrontMatter {
        kind,
        title: record.text("title").map(str::to_owned),
        date: record
            .moment("date")
            .or_else(|| record.moment("published_on")),
        updated: record.moment("updated"),
        first_start: None,
        draft: record.is_true("draft"),
        weight,
        terms,
        record,
    }
}

/// The type that the page names, or, where it is misspelt, the one that is surely meant. None, with a
/// diagnostic, where there is no such type.
fn find_kind(table: &Table, schema: &Schema, diags: &mut Diagnostics) -> Option<Arc<Type>> {
    let entry = table.get("type").or_else(|| table.get("类型"));
    let Some(Entry { value: node, .. }) = entry.filter(|entry| !fields::is_blank(&entry.value))
    else {
        return Some(Arc::clone(&schema.plain));
    };
    // What is neither text nor a number is told when the fields are read.
    let (Value::Text(name) | Value::Number { raw: name, .. }) = &node.value else {
        return None;
    };
    let name = name.trim();
    if let Some(kind) = schema.find(name) {
        return Some(Arc::clone(kind));
    }
    let types = &schema.types;
    let names = types.iter().flat_map(|one| [&*one.key, &*one.label.zh]);
    let near = nearest(name, names);
    let keys: Vec<&str> = types.iter().map(|one| &*one.key).collect();
    let labels: Vec<&str> = types.iter().map(|one| &*one.label.zh).collect();
    let (keys, labels) = (keys.join(", "), labels.join("、"));
    let help = match near {
        Some(near) => msg!(en: "did you mean `{near}`?", zh: "是不是想写 `{near}`？"),
        None => msg!(en: "write one of: {keys}", zh: "可以写：{labels}"),
    };
    diags.push(
        Diagnostic::error(
            Code::UnknownType,
            node.span,
            msg!(en: "unknown type `{name}`", zh: "没有 `{name}` 这个类型"),
        )
        .help(help),
    );
    schema.find(near?).map(Arc::clone)
}

/// Takes the keys of the site's own taxonomies out of the table, and Zola's `[taxonomies]`.
fn take_taxonomies(
    table: &mut Table,
    config: &Config,
    terms: &mut BTreeMap<String, Vec<(String, Span)>>,
    diags: &mut Diagnostics,
) {
    let built_in = |key: &str| config.schema.common.iter().any(|field| field.key == key);
    let own = |key: &str| config.taxonomies.iter().any(|one| one.key == key) && !built_in(key);
    let (taken, kept): (Vec<Entry>, Vec<Entry>) = std::mem::take(&mut table.entries)
        .into_iter()
        .partition(|entry| own(&entry.key));
    table.entries = kept;
    let nested = table
        .entries
        .iter()
        .position(|entry| entry.key == "taxonomies");
    let nested = nested.map(|at| table.entries.remove(at).value);
    match nested.map(|node| (node.value, node.span)) {
        Some((Value::Table(inner), _)) => {
            for entry in inner.entries {
                if own(&entry.key) {
                    read_terms(entry, terms, diags);
                } else {
                    table.entries.push(entry);
                }
            }
        }
        None | Some((Value::Null, _)) => {}
        Some((other, span)) => {
            let (en, zh) = other.kind();
            diags.push(
                Diagnostic::error(
                    Code::WrongType,
                    span,
                    msg!(en: "`taxonomies` must be a table, not {en}", zh: "`taxonomies` 应是一组键值，这里是{zh}"),
                )
                .help(msg!(
                    en: "name the taxonomy: `topic: 科普`",
                    zh: "写明是哪一种分类，例如 `topic: 科普`",
                )),
            );
        }
    }
    for entry in taken {
        read_terms(entry, terms, diags);
    }
}

fn read_terms(
    entry: Entry,
    terms: &mut BTreeMap<String, Vec<(String, Span)>>,
    diags: &mut Diagnostics,
) {
    let Entry { key, value, .. } = entry;
    let items = match value.value {
        Value::List(items) => items,
        _ => vec![value],
    };
    for item in items {
        match item.value {
            Value::Text(name) | Value::Number { raw: name, .. } => {
                let name = name.trim();
                if !name.is_empty() {
                    let named = terms.entry(key.clone()).or_default();
                    named.push((name.to_owned(), item.span));
                }
            }
            // Left blank in a template.
            Value::Null => {}
            other => {
                let (en, zh) = other.kind();
                diags.push(Diagnostic::error(
                    Code::WrongType,
                    item.span,
                    msg!(en: "`{key}` must be text, not {en}", zh: "`{key}` 应是文字，这里是{zh}"),
                ));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Option<(String, String)> {
        let mut db = crate::source::SourceDb::default();
        let file = db.add("a.md", text);
        let head = find(file, text, 0).unwrap()?;
        Some((
            text.get(head.inner)?.to_owned(),
            text.get(head.body..)?.to_owned(),
        ))
    }

    #[test]
    fn front_matter_is_found_with_any_line_end() {
        let both = Some(("title: a\r\n".to_owned(), "b".to_owned()));
        assert_eq!(split("---\r\ntitle: a\r\n---\r\nb"), both);
        assert_eq!(split("---\n---"), Some((String::new(), String::new())));
        assert_eq!(
            split("+++\na = 1\n+++\n"),
            Some(("a = 1\n".to_owned(), String::new()))
        );
    }

    #[test]
    fn a_thematic_break_is_no_front_matter() {
        assert_eq!(split("---\n\n正文\n\n---\n"), None);
        assert_eq!(split("---\n正文没有冒号\n"), None);
        assert_eq!(split(""), None);
    }

    #[test]
    fn an_open_head_is_told() {
        let mut db = crate::source::SourceDb::default();
        let file = db.add("a.md", "---\ntitle: a\n\n正文\n");
        assert!(find(file, db.text(file), 0).is_err());
    }
}
