//! Fifth stage: the search index.
//!
//! In: the texts of [`Resolved`]. Out: the files of `search/`, made by the index crate, and the runtime
//! that reads them in the browser.

mod cards;
mod vocabulary;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use lyceum_index::runtime::{offline_files, runtime_files};
use lyceum_index::{Document, Published, Section, WriteError};

use crate::cache::Kept;
use crate::diag::Lang;
use crate::fields::Record;
use crate::model::Kind;
use crate::render::Body;
use crate::resolve::{Cited, Page, Resolved, Text};
use crate::url::{UrlPath, has_extension};

/// The folder of the search files in the published site.
pub const FOLDER: &str = "search";

/// Whether a path is that of a file which [`index`] makes, if it makes any of that name.
pub(crate) fn is_file(path: &str) -> bool {
    let beside_the_page = |name: &str| !name.contains('/') && !has_extension(name, "html");
    is_data(path) || within(path).is_some_and(beside_the_page)
}

/// Whether a published file is read by the search alone.
pub(crate) fn is_data(path: &str) -> bool {
    within(path).is_some_and(|name| name == "index.json" || has_extension(name, "bin"))
}

/// What a path is called within [`FOLDER`].
fn within(path: &str) -> Option<&str> {
    path.strip_prefix(FOLDER)?.strip_prefix('/')
}

/// The published script that searches.
pub(crate) fn script() -> String {
    format!("{FOLDER}/{}", lyceum_index::runtime::MODULE_NAME)
}

/// The key of the facet of levels.
const LEVEL: &str = "level";

/// The published search files of these pages, by path. The site tells what words mean; `offline` whether
/// it is a copy for a disk; `kept` has what was made of the same pages before.
///
/// # Errors
/// When the index cannot be written: a bug, or no memory left.
pub(crate) fn index(
    documents: Vec<Document>,
    site: &Resolved,
    offline: bool,
    kept: Option<&Kept<'_>>,
) -> Result<BTreeMap<String, Body>, WriteError> {
    let vocabulary = vocabulary::vocabulary(site, &documents);
    let glossary = site.words.glossary.iter();
    let glossary: Vec<String> = glossary.map(|(word, _)| word.clone()).collect();
    let Some(kept) = kept else {
        let published = lyceum_index::write(documents, &glossary, vocabulary)?;
        return Ok(files(published, offline));
    };
    let key = lyceum_index::digest(&(&documents, &glossary, &vocabulary, offline));
    if let Some(files) = kept.made().files(key) {
        let files = files.into_iter();
        return Ok(files
            .map(|(path, bytes)| (path, Body::Bytes(Cow::Owned(bytes))))
            .collect());
    }
    let published = lyceum_index::write_again(documents, &glossary, vocabulary, kept.shelf())?;
    let files = files(published, offline);
    for (path, body) in &files {
        if let Body::Bytes(bytes) = body {
            kept.made().note(path, key, bytes);
        }
    }
    Ok(files)
}

/// The files of an index and of what reads it, by path.
fn files(published: Published, offline: bool) -> BTreeMap<String, Body> {
    let runtime = if offline {
        offline_files(&published.first).to_vec()
    } else {
        runtime_files(&published.first).to_vec()
    };
    let runtime = runtime.into_iter();
    let runtime = runtime.map(|(name, bytes)| (name.to_owned(), bytes));
    // Only the command line puts tantivy's own files together again.
    let is_read = |name: &str| !(offline && name.starts_with("recipe-"));
    let index = published.files.into_iter();
    let index = index.filter(|file| is_read(&file.name));
    let index = index.map(|file| (file.name, Cow::Owned(file.bytes)));
    index
        .chain(runtime)
        .map(|(name, bytes)| (format!("{FOLDER}/{name}"), Body::Bytes(bytes)))
        .collect()
}

/// What can be found: pages, and the folders and terms that an editor wrote a text for. `today` tells
/// what is no longer in force.
pub fn documents(site: &Resolved, today: Date) -> Vec<Document> {
    let lang = site.config.lang();
    let mut documents = Vec::new();
    let towns = site.taxonomies.iter().filter(|one| one.key == cards::TOWN);
    let mut town_cards: BTreeMap<String, String> = towns
        .flat_map(|towns| &towns.terms)
        .map(|town| {
            let pages: Vec<&Page> = town.pages.iter().map(|&page| site.page(page)).collect();
            let card = cards::of_town(site, &town.name, town.url.as_str(), &pages);
            (town.name.clone(), card)
        })
        .collect();
    for page in &site.pages {
        let kind = &page.text.front.kind.key;
        documents.push(Document {
            facets: facets(site, page),
            lapsed: lapsed(&page.text.front.record, today),
            card: cards::of_page(site, page),
            ..document(&page.title, &page.url, kind, &page.text, lang)
        });
    }
    for section in site.sections.iter().filter(|one| one.parent.is_some()) {
        let Some(text) = &section.text else { continue };
        let (title, url) = (&section.title, &section.url);
        documents.push(document(title, url, "section", text, lang));
    }
    documents.extend(site.cited.iter().map(|cited| cited_document(site, cited)));
    for taxonomy in &site.taxonomies {
        for term in &taxonomy.terms {
            let Some(text) = &term.text else { continue };
            let (name, url) = (&term.name, &term.url);
            let mut document = document(name, url, &taxonomy.key, text, lang);
            document.card = town_cards
                .remove(name)
                .filter(|_| taxonomy.key == cards::TOWN);
            document.aliases.extend(term.aliases.iter().cloned());
            document
                .facets
                .insert(taxonomy.key.clone(), vec![term.name.clone()]);
            documents.push(document);
        }
    }
    // What is new comes last: the numbers of the others, by which the index knows them, stay.
    documents.sort_by(|a, b| a.date.cmp(&b.date));
    documents
}

fn document(title: &str, url: &UrlPath, kind: &str, text: &Text, lang: Lang) -> Document {
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
    let sections = text.markdown.sections.iter();
    let mut sections: Vec<Section> = sections
        .map(|section| Section {
            anchor: section.anchor.clone(),
            heading: section.heading.clone(),
            text: Arc::clone(&section.text),
        })
        .collect();
    // What an editor wrote in the fields is on the page too.
    let own = record
        .fields
        .iter()
        .filter(|(field, _)| text.front.kind.fields.contains(field));
    // Nobody looks for a page by an address.
    let own = own.filter(|(field, _)| !matches!(field.kind.item(), Kind::File | Kind::Url));
    let facts = own.map(|(field, checked)| {
        let (label, value) = (field.label.text(lang), checked.value.in_words(lang));
        format!("{label}：{value}")
    });
    let facts = facts.collect::<Vec<_>>().join("\n");
    if !facts.is_empty() {
        sections.push(Section {
            anchor: None,
            heading: String::new(),
            text: facts.into(),
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
        pinyin: record.text("pinyin").map(str::to_owned),
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

/// A document that the site does not have is found by its number, and tells who cites it.
fn cited_document(site: &Resolved, cited: &Cited) -> Document {
    let lang = site.config.lang();
    let title = cited.number.to_string();
    let citing = cited.referred.iter().map(|group| {
        let titles = group.pages.iter().map(|page| &*site.page(*page).title);
        let titles: Vec<&str> = titles.collect();
        format!("{}：{}", group.label.text(lang), titles.join("、"))
    });
    let section = Section {
        anchor: None,
        heading: String::new(),
        text: citing.collect::<Vec<_>>().join("\n").into(),
    };
    let year = cited.number.year.to_string();
    Document {
        url: cited.url.as_str().to_owned(),
        card: Some(cards::of_cited(site, cited, &title)),
        summary: cited.summary(lang),
        aliases: Vec::new(),
        pinyin: None,
        kind: cards::POLICY.to_owned(),
        date: None,
        lapsed: false,
        facets: BTreeMap::from([
            ("type".to_owned(), vec![cards::POLICY.to_owned()]),
            ("year".to_owned(), vec![year]),
        ]),
        sections: vec![section],
        title,
    }
}

/// Whether a page is no longer in force: it says so, another takes its place, or its term is over.
fn lapsed(record: &Record, today: Date) -> bool {
    let ended = record.text("validity");
    ended.is_some_and(|validity| ["失效", "废止"].contains(&validity))
        || record.get("superseded_by").is_some()
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
    facets.insert("type".to_owned(), vec![front.kind.key.clone().into_owned()]);
    if let Some(level) = front.record.text(LEVEL) {
        facets.insert(LEVEL.to_owned(), vec![level.to_owned()]);
    }
    if let Some(date) = front.date {
        facets.insert("year".to_owned(), vec![date.date.year().to_string()]);
    }
    facets
}
