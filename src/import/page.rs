//! The head of an imported page: what is known, then what somebody must fill in.

use crate::model::{ARTICLE, Field, Kind, Schema, Type};
use crate::scaffold::{blank_lines, questions, scalar};

use super::guess::Guess;

/// What goes into front matter.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Entry {
    /// Text, a name, a choice.
    Text(String),
    /// A number, a day, `true`: written as it is.
    Bare(String),
    /// A list.
    List(Vec<String>),
    /// A table of fields.
    Table(Vec<(String, Entry)>),
    /// A list with one table of fields in it.
    Tables(Vec<(String, Entry)>),
}

/// Front matter with its fences: the type, the fields given that the type has, in the model's order, and
/// those that it needs and nobody gave, blank.
pub(super) fn front_matter(schema: &Schema, kind: &Type, given: &[(&str, Entry)]) -> String {
    let mut text = String::from("---\n");
    let mut put = |key: &str| {
        if let Some((_, entry)) = given.iter().find(|(own, _)| *own == key) {
            write_entry(&mut text, key, entry, "");
        }
    };
    put("title");
    if kind.key != ARTICLE {
        text.extend(["type: ", &kind.key, "\n"]);
    }
    let needed = questions(schema, kind);
    let summary = |field: &Field| field.key == "summary" && kind.key != ARTICLE;
    for field in schema.fields_of(kind) {
        let known = given.iter().find(|(own, _)| *own == field.key);
        match known {
            _ if matches!(&*field.key, "title" | "type") => {}
            Some((_, entry)) => write_entry(&mut text, &field.key, entry, ""),
            None if summary(field) => {
                text.push_str("summary:  # 一两句话，居民在列表和搜索里看到\n");
            }
            None if needed.iter().any(|one| one.key == field.key) => {
                blank_lines(&mut text, field);
            }
            None => {}
        }
    }
    text.push_str("---\n");
    text
}

fn write_entry(text: &mut String, key: &str, entry: &Entry, before: &str) {
    match entry {
        Entry::Text(value) => text.extend([
            before,
            key,
            ": ",
            &scalar(value),
            "
",
        ]),
        Entry::Bare(value) => text.extend([
            before, key, ": ", value, "
",
        ]),
        Entry::List(values) => {
            let values: Vec<String> = values.iter().map(|value| scalar(value)).collect();
            text.extend([before, key, ": [", &values.join(", "), "]\n"]);
        }
        Entry::Table(fields) => {
            text.extend([before, key, ":\n"]);
            for (key, entry) in fields {
                write_entry(text, key, entry, &format!("{before}  "));
            }
        }
        Entry::Tables(fields) => {
            text.extend([before, key, ":\n"]);
            for (at, (key, entry)) in fields.iter().enumerate() {
                let mark = if at == 0 { "  - " } else { "    " };
                write_entry(text, key, entry, &format!("{before}{mark}"));
            }
        }
    }
}

/// The fields of a page of a type that a document gave.
pub(super) fn of_guess(schema: &Schema, kind: &Type, guess: &Guess) -> Vec<(&'static str, Entry)> {
    let has = |key: &str| schema.fields_of(kind).any(|field| field.key == key);
    let text = |value: &Option<String>| value.clone().map(Entry::Text);
    let day = |value: Option<jiff::civil::Date>| value.map(|day| Entry::Bare(day.to_string()));
    let doc_kind = kind.field("doc_kind").and_then(|field| match &field.kind {
        Kind::Choice(choices) => choices
            .iter()
            .find(|choice| guess.title.ends_with(&***choice)),
        _ => None,
    });
    // A policy's days have names of their own.
    let date = guess
        .published
        .or(guess.written_on)
        .filter(|_| !has("written_on"));
    let all = [
        ("title", Some(Entry::Text(guess.title.clone()))),
        ("date", day(date)),
        ("source", text(&guess.source)),
        ("source_url", text(&guess.source_url)),
        ("doc_no", text(&guess.doc_no)),
        ("issuer", text(&guess.issuer)),
        (
            "doc_kind",
            doc_kind.map(|kind| Entry::Text(kind.clone().into_owned())),
        ),
        ("written_on", day(guess.written_on)),
        ("printed_on", day(guess.printed_on)),
        (
            "disclosure",
            guess
                .disclosure
                .map(|choice| Entry::Text(choice.to_owned())),
        ),
        ("index_no", text(&guess.index_no)),
        (
            "sent_to",
            (!guess.sent_to.is_empty()).then(|| Entry::List(guess.sent_to.clone())),
        ),
    ];
    let known = all.into_iter().filter(|(key, _)| has(key));
    known
        .filter_map(|(key, entry)| Some((key, entry?)))
        .collect()
}
