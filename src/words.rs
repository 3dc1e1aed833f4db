//! `data/synonyms.yml` and `data/glossary.yml`: what the site's words mean beside each other.
//!
//! In: the two files, which a site need not have. Out: [`Words`], and a diagnostic for each fault.
//! What the search makes of them is [`crate::search`]'s business.

use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::fields::unknown_key;
use crate::model::Label;
use crate::msg;
use crate::reading::{add_text, unreadable};
use crate::source::{FileId, SourceDb, Span};
use crate::value::{Node, Table, Value, yaml};
use crate::world::World;

/// The file with synonyms.
const SYNONYMS: &str = "data/synonyms.yml";

/// The file with explanations of words.
const GLOSSARY: &str = "data/glossary.yml";

/// The parts of [`SYNONYMS`].
const BOTH: &str = "both";
const ONE_WAY: &str = "one_way";

/// What a group of words, a word that leads to others and an explanation look like.
const GROUP: Label = Label::of("- [广场舞, 坝坝舞]", "- [square dance, plaza dance]");
const LINE: Label = Label::of(
    "耍龙: [舞龙, 雨坛彩龙]",
    "dragon: [dragon dance, rain altar dragon]",
);
const MEANING: Label = Label::of(
    "学分: 学习一次记下的分数",
    "credit: what one lesson counts for",
);

/// What the site's words mean beside each other.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Words {
    /// Groups of words that all mean the same.
    pub groups: Vec<Vec<String>>,
    /// Words, each with others that it stands for too, but not they for it.
    pub one_way: Vec<(String, Vec<String>)>,
    /// Words, each with its explanation.
    pub glossary: Vec<(String, String)>,
}

impl Words {
    /// Reads both files.
    pub fn load(world: &dyn World, sources: &mut SourceDb, diags: &mut Diagnostics) -> Self {
        let mut words = Self::default();
        for entry in entries(SYNONYMS, world, sources, diags) {
            match entry.key.as_str() {
                BOTH => words.groups = groups(&entry.value, diags),
                ONE_WAY => words.one_way = one_way(&entry.value, diags),
                key => diags.push(unknown_key(key, entry.key_span, [BOTH, ONE_WAY])),
            }
        }
        for entry in entries(GLOSSARY, world, sources, diags) {
            if let Some(meaning) = text(&entry.value) {
                words.glossary.push((entry.key, meaning));
            } else {
                diags.push(wrong(entry.value.span, MEANING));
            }
        }
        words
    }
}

/// The lines of a file that a site may have.
fn entries(
    path: &str,
    world: &dyn World,
    sources: &mut SourceDb,
    diags: &mut Diagnostics,
) -> Vec<crate::value::Entry> {
    let text = match world.text(path) {
        Ok(text) => text,
        Err(error) => {
            if error.kind() != std::io::ErrorKind::NotFound {
                diags.push(unreadable(sources.add(path, ""), &error));
            }
            return Vec::new();
        }
    };
    let Some(file) = add_text(path.to_owned(), text, sources, diags) else {
        return Vec::new();
    };
    table(file, sources, diags).map_or_else(Vec::new, |table| table.entries)
}

fn table(file: FileId, sources: &SourceDb, diags: &mut Diagnostics) -> Option<Table> {
    let text = sources.text(file);
    yaml::parse(file, text, 0..text.len(), diags)
}

fn groups(node: &Node, diags: &mut Diagnostics) -> Vec<Vec<String>> {
    let Value::List(lines) = &node.value else {
        diags.push(wrong(node.span, GROUP));
        return Vec::new();
    };
    let group = |line: &Node| {
        let words = texts(line).filter(|words| words.len() > 1);
        if words.is_none() {
            diags.push(wrong(line.span, GROUP));
        }
        words
    };
    lines.iter().filter_map(group).collect()
}

fn one_way(node: &Node, diags: &mut Diagnostics) -> Vec<(String, Vec<String>)> {
    let Value::Table(table) = &node.value else {
        diags.push(wrong(node.span, LINE));
        return Vec::new();
    };
    let line = |entry: &crate::value::Entry| {
        let others = texts(&entry.value).filter(|others| !others.is_empty());
        if others.is_none() {
            diags.push(wrong(entry.value.span, LINE));
        }
        Some((entry.key.clone(), others?))
    };
    table.entries.iter().filter_map(line).collect()
}

/// A list of texts.
fn texts(node: &Node) -> Option<Vec<String>> {
    match &node.value {
        Value::List(items) => items.iter().map(text).collect(),
        _ => None,
    }
}

fn text(node: &Node) -> Option<String> {
    match &node.value {
        Value::Text(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        Value::Number { raw, .. } => Some(raw.clone()),
        _ => None,
    }
}

fn wrong(span: Span, example: Label) -> Diagnostic {
    let Label { zh, en } = example;
    Diagnostic::error(
        Code::WrongType,
        span,
        msg!(en: "this is not in the form that the file is written in", zh: "这里的写法不对"),
    )
    .help(msg!(en: "write for example `{en}`", zh: "例如 `{zh}`"))
}
