//! Fifth stage: the search index.
//!
//! In: the texts of [`Resolved`]. Out: the files of `search/`, made by the index crate, and the runtime
//! that reads them in the browser.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::civil::Date;
use lyceum_index::{Document, Section, Vocabulary, WriteError};

use crate::diag::Lang;
use crate::fields::Record;
use crate::markdown::TextSection;
use crate::render::Body;
use crate::resolve::{Page, Resolved, Text};
use crate::url::UrlPath;

/// The folder of the search files in the published site.
pub const FOLDER: &str = "search";

/// The published search files of these pages, by path.
///
/// # Errors
/// When the index cannot be written: a bug, or no memory left.
pub fn index(documents: Vec<Document>) -> Result<BTreeMap<String, Body>, WriteError> {
    let published = lyceum_index::write(documents, &[], Vocabulary::default())?;
    let runtime = lyceum_index::runtime::runtime_files(&published.boot);
    let runtime = runtime.map(|(name, bytes)| (name.to_owned(), bytes));
    let index = published.files.into_iter();
    let index = index.map(|file| (file.name, Cow::Owned(file.bytes)));
    Ok(index
        .chain(runtime)
        .map(|(name, bytes)| (format!("{FOLDER}/{name}"), Body::Bytes(bytes)))
        .collect())
}

/// What can be found: pages, and the folders and terms that an editor wrote a text for. `today` tells
/// what is no longer in force.
///
/// Takes the plain text out of the site, of which it is a third; no other stage reads it.
pub fn documents(site: &mut Resolved, today: Date) -> Vec<Document> {
    let lang = site.config.lang();
    let mut documents = Vec::new();
    for index in 0..site.pages.len() {
        let page = &mut site.pages[index];
        let sections = std::mem::take(&mut page.text.markdown.sections);
        let page = &site.pages[index];
        let kind = page.text.front.kind.key;
        documents.push(Document {
            facets: facets(site, page),
            lapsed: lapsed(&page.text.front.record, today),
            ..document(&page.title, &page.url, kind, &page.text, sections, lang)
        });
    }
    for section in &mut site.sections {
        let Some(text) = section.text.as_mut().filter(|_| section.parent.is_some()) else {
            continue;
        };
        let sections = std::mem::take(&mut text.markdown.sections);
        documents.push(document(
            &section.title,
            &section.url,
            "section",
            text,
            sections,
            lang,
        ));
    }
    for taxonomy in &mut site.taxonomies {
        for term in &mut taxonomy.terms {
            let Some(text) = &mut term.text else { continue };
            let sections = std::mem::take(&mut text.markdown.sections);
            let mut document = document(&term.name, &term.url, &taxonomy.key, text, sections, lang);
            document.aliases.extend(term.aliases.iter().cloned());
            document
                .facets
                .insert(taxonomy.key.clone(), vec![term.name.clone()]);
            documents.push(document);
        }
    }
    documents
}

fn document(
    title: &str,
    url: &UrlPath,
    kind: &str,
    text: &Text,
    sections: Vec<TextSection>,
    lang: Lang,
) -> Document {
    let record = &text.front.record;
    let names = record
        .texts("search_aliases")
        .into_iter()
        .map(|(name, _)| name);
    let names = names.chain(
        ["short_title", "doc_no", "listed_as"]
            .iter()
            .filter_map(|key| record.text(key)),
    );
    let mut sections: Vec<Section> = sections
        .into_iter()
        .map(|section| Section {
            anchor: section.anchor,
            heading: section.heading,
            text: section.text,
        })
        .collect();
    // What an editor wrote in the fields is on the page too.
    let own = record
        .fields
        .iter()
        .filter(|(field, _)| text.front.kind.fields.contains(field));
    let facts = own.map(|(field, checked)| {
        format!(
            "{}：{}",
            field.label.text(lang),
            checked.value.in_words(lang)
        )
    });
    let facts = facts.collect::<Vec<_>>().join("\n");
    if !facts.is_empty() {
        sections.push(Section {
            anchor: None,
            heading: String::new(),
            text: facts,
        });
    }
    Document {
        url: url.as_str().to_owned(),
        title: title.to_owned(),
        summary: text.summary().to_owned(),
        aliases: names
            .filter(|name| *name != title)
            .map(str::to_owned)
            .collect(),
        pinyin: None,
        card: None,
        kind: kind.to_owned(),
        // Readers look for the day of an event, not for the day it was announced.
        date: record
            .moment("start")
            .or(text.front.date)
            .map(|date| date.date.to_string()),
        lapsed: false,
        facets: BTreeMap::new(),
        sections,
    }
}

/// Whether a page is no longer in force: it says so, or its term is over.
fn lapsed(record: &Record, today: Date) -> bool {
    let ended = record.text("validity");
    ended.is_some_and(|validity| ["失效", "废止"].contains(&validity))
        || record
            .moment("valid_until")
            .is_some_and(|until| until.date < today)
}

/// The values that a reader can filter by.
fn facets(site: &Resolved, page: &Page) -> BTreeMap<String, Vec<String>> {
    let front = &page.text.front;
    let mut facets: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (taxonomy, term) in &page.terms {
        let taxonomy = &site.taxonomies[*taxonomy];
        if taxonomy.key != "type" {
            let name = taxonomy.terms[*term].name.clone();
            facets.entry(taxonomy.key.clone()).or_default().push(name);
        }
    }
    facets.insert("type".to_owned(), vec![front.kind.key.to_owned()]);
    if let Some(level) = front.record.text("level") {
        facets.insert("level".to_owned(), vec![level.to_owned()]);
    }
    if let Some(date) = front.date {
        facets.insert("year".to_owned(), vec![date.date.year().to_string()]);
    }
    facets
}
