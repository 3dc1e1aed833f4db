//! What the site's words mean to its search.
//!
//! In: the settings, the synonyms, the taxonomies. Out: the index's vocabulary: synonyms, and the
//! words that name a value of a facet.

use std::collections::{BTreeMap, BTreeSet};

use lyceum_index::analyze::{fold, nfkc};
use lyceum_index::{Document, Phrase, Vocabulary};

use super::{LEVEL, cards};
use crate::model::{Kind, Schema, UNVERIFIED};
use crate::resolve::{Resolved, TYPE};

/// The taxonomies whose terms are not taken for filters: every page has a type, which has words of
/// its own, and tags are whatever somebody wrote.
const NOT_LIFTED: [&str; 2] = [TYPE, "tags"];

/// The types that whoever wants to learn something asks for.
const LESSONS: [&str; 2] = ["course", "heritage_lesson"];

/// The type whose pages are over when their date is.
const EVENT: &str = "event";

/// The vocabulary of a site with these pages.
pub(super) fn vocabulary(site: &Resolved, documents: &[Document]) -> Vocabulary {
    let values = values(documents);
    let mut phrases: BTreeMap<String, Phrase> = BTreeMap::new();
    let mut add = |text: &str, key: &str, value: &str| {
        let text = folded(text);
        // One character names too much.
        if values.contains(&(key, value)) && (text.chars().nth(1).is_some() || key == TYPE) {
            phrases.entry(text.clone()).or_insert_with(|| Phrase {
                text,
                key: key.to_owned(),
                value: value.to_owned(),
            });
        }
    };
    let (words, schema) = (&site.words, &site.config.schema);
    for taxonomy in site
        .taxonomies
        .iter()
        .filter(|one| !NOT_LIFTED.contains(&one.key.as_str()))
    {
        for term in &taxonomy.terms {
            let synonyms = words
                .groups
                .iter()
                .filter(|group| group.contains(&term.name));
            let names = std::iter::once(&term.name).chain(&term.aliases);
            for name in names.chain(synonyms.flatten()) {
                add(name, &taxonomy.key, &term.name);
            }
        }
    }
    for level in levels(schema).filter(|&level| level != UNVERIFIED) {
        add(level, LEVEL, level);
    }
    for one in &schema.types {
        for word in std::iter::once(&one.label.zh).chain(&one.words) {
            add(word, TYPE, &one.key);
        }
    }
    let mut phrases: Vec<Phrase> = phrases.into_values().collect();
    phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.text.len()));
    Vocabulary {
        folding: site.config.folding,
        synonyms: synonyms(site),
        phrases,
        cards: cards::KINDS.map(str::to_owned).into(),
        lessons: LESSONS.map(str::to_owned).into(),
        events: vec![EVENT.to_owned()],
    }
}

/// The keys and values of the facets that pages have.
fn values(documents: &[Document]) -> BTreeSet<(&str, &str)> {
    let facets = documents.iter().flat_map(|document| &document.facets);
    facets
        .flat_map(|(key, values)| {
            values
                .iter()
                .map(move |value| (key.as_str(), value.as_str()))
        })
        .collect()
}

/// The levels that a heritage item may have.
fn levels(schema: &Schema) -> impl Iterator<Item = &str> {
    let fields = schema.all_fields().filter(|field| field.key == LEVEL);
    let choices = fields.filter_map(|field| match &field.kind {
        Kind::Choice(choices) => Some(choices),
        _ => None,
    });
    choices.flatten().map(|choice| &**choice)
}

/// Every word that has synonyms, with these.
fn synonyms(site: &Resolved) -> Vec<(String, Vec<String>)> {
    let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut add = |word: &str, other: &str| {
        let (word, other) = (folded(word), folded(other));
        let others = all.entry(word.clone()).or_default();
        if word != other && !others.contains(&other) {
            others.push(other);
        }
    };
    for group in &site.words.groups {
        for word in group {
            for other in group {
                add(word, other);
            }
        }
    }
    for (word, others) in &site.words.one_way {
        for other in others {
            add(word, other);
        }
    }
    all.into_iter().collect()
}

/// A word as a query is seen.
fn folded(text: &str) -> String {
    nfkc(text).chars().map(fold).collect()
}
