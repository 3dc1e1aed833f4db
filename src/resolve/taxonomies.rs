//! Taxonomies: which terms there are, and the pages of each.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rayon::prelude::*;

use super::{Page, PageId, Text, id};
use crate::config::{Config, TaxonomyConfig};
use crate::diag::{Code, Diagnostic, Diagnostics, Lang};
use crate::fields::one_of;
use crate::model::Schema;
use crate::msg;
use crate::slug::slug;
use crate::url::UrlPath;
use crate::vocabulary::{TermEntry, Vocabulary};

/// A taxonomy.
#[derive(Debug)]
pub struct Taxonomy {
    /// Its key in front matter.
    pub key: String,
    /// Its name.
    pub label: String,
    /// Its address.
    pub url: UrlPath,
    /// The text of `content/<key>/_index.md`.
    pub text: Option<Text>,
    /// Its terms: in the order of its closed list, else the ones with most pages first.
    pub terms: Vec<Term>,
}

/// A term.
#[derive(Debug)]
pub struct Term {
    /// Its name.
    pub name: String,
    /// Its part of the address.
    pub slug: String,
    /// Its address.
    pub url: UrlPath,
    /// Other names.
    pub aliases: Vec<String>,
    /// The text of `content/<key>/<slug>/_index.md`.
    pub text: Option<Text>,
    /// Its pages, the newest first.
    pub pages: Vec<PageId>,
}

/// Key of the taxonomy that every page is in by its type.
pub const TYPE: &str = "type";

/// Gathers the terms of all pages and tells each page its terms. Names outside a closed list are
/// reported. Taxonomies without a term are left out, and so is `type` where all pages share one.
pub(super) fn collect(
    config: &Config,
    vocabularies: &BTreeMap<String, Vocabulary>,
    pages: &mut [Page],
    order: &[usize],
    diags: &mut Diagnostics,
) -> Vec<Taxonomy> {
    // To look at every page takes time, for what they say lies all over the memory.
    let found = config.taxonomies.par_iter().map(|settings| {
        let vocabulary = vocabularies.get(&settings.key);
        let mut found = Diagnostics::default();
        let mut pages_of: HashMap<&str, Vec<usize>> = HashMap::new();
        for &index in order {
            let mut add = |name| {
                let members = pages_of.entry(name).or_default();
                if members.last() != Some(&index) {
                    members.push(index);
                }
            };
            names_of(
                &pages[index],
                settings,
                vocabulary,
                config.lang(),
                &mut add,
                &mut found,
            );
        }
        let pages_of = pages_of.into_iter();
        let pages_of: BTreeMap<String, Vec<usize>> = pages_of
            .map(|(name, members)| (name.to_owned(), members))
            .collect();
        (settings, vocabulary, pages_of, found)
    });
    let found: Vec<_> = found.collect();
    let mut taxonomies = Vec::new();
    for (settings, vocabulary, pages_of, found) in found {
        diags.merge(found);
        if pages_of.is_empty() && vocabulary.is_none_or(|words| words.terms.is_empty()) {
            continue;
        }
        if settings.key == TYPE && pages_of.len() < 2 {
            continue;
        }
        let terms = build_terms(
            settings,
            &config.schema,
            vocabulary,
            pages_of,
            pages,
            taxonomies.len(),
        );
        taxonomies.push(Taxonomy {
            key: settings.key.clone(),
            label: settings.label.clone(),
            url: UrlPath::page(&settings.key),
            text: None,
            terms,
        });
    }
    taxonomies
}

/// Adds the terms of one page in one taxonomy, by their proper names.
fn names_of<'a>(
    page: &'a Page,
    settings: &TaxonomyConfig,
    vocabulary: Option<&'a Vocabulary>,
    lang: Lang,
    add: &mut impl FnMut(&'a str),
    diags: &mut Diagnostics,
) {
    let front = &page.text.front;
    if settings.key == TYPE {
        return add(front.kind.label.text(lang));
    }
    let written = front
        .terms
        .get(&settings.key)
        .map(Vec::as_slice)
        .unwrap_or_default();
    for (name, span) in written {
        let Some(vocabulary) = vocabulary else {
            add(name);
            continue;
        };
        if let Some(term) = vocabulary.find(name) {
            add(&term.name);
            continue;
        }
        let key = &settings.key;
        let known = vocabulary.terms.iter().map(|term| term.name.as_str());
        diags.push(
            Diagnostic::error(
                Code::UnknownTerm,
                *span,
                msg!(en: "`{name}` is no term of `{key}`", zh: "`{key}` 里没有 `{name}`"),
            )
            .help(one_of(name, known)),
        );
    }
}

fn build_terms(
    settings: &TaxonomyConfig,
    schema: &Schema,
    vocabulary: Option<&Vocabulary>,
    mut pages_of: BTreeMap<String, Vec<usize>>,
    pages: &mut [Page],
    taxonomy: usize,
) -> Vec<Term> {
    let mut entries: Vec<TermEntry> = vocabulary
        .map(|words| words.terms.clone())
        .unwrap_or_default();
    if vocabulary.is_none() {
        let mut names: Vec<(&String, usize)> = pages_of
            .iter()
            .map(|(name, members)| (name, members.len()))
            .collect();
        names.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        entries = names
            .into_iter()
            .map(|(name, _)| TermEntry {
                slug: term_slug(settings, schema, name),
                name: name.clone(),
                code: None,
                aliases: Vec::new(),
            })
            .collect();
    }
    let base = UrlPath::page(&settings.key);
    let mut used: BTreeSet<String> = BTreeSet::new();
    // Two names may sound alike: 法制 and 法治. Numbers go by name, so that they do not depend on
    // how many pages each has.
    let mut by_name: Vec<usize> = (0..entries.len()).collect();
    by_name.sort_by(|a, b| entries[*a].name.cmp(&entries[*b].name));
    for index in by_name {
        let slug = &mut entries[index].slug;
        let first = slug.clone();
        let mut number = 1;
        while !used.insert(slug.clone()) {
            number += 1;
            *slug = format!("{first}-{number}");
        }
    }
    entries
        .into_iter()
        .enumerate()
        .map(|(position, entry)| {
            let members = pages_of.remove(&entry.name).unwrap_or_default();
            for member in &members {
                pages[*member].terms.push((taxonomy, position));
            }
            Term {
                url: base.join(&entry.slug),
                name: entry.name,
                slug: entry.slug,
                aliases: entry.aliases,
                text: None,
                pages: members.into_iter().map(|index| PageId(id(index))).collect(),
            }
        })
        .collect()
}

fn term_slug(settings: &TaxonomyConfig, schema: &Schema, name: &str) -> String {
    if settings.key == TYPE {
        let mut types = schema.types.iter();
        let kind = types.find(|one| one.label.zh == name || one.label.en == name);
        return kind.map_or_else(|| slug(name), |kind| slug(&kind.key));
    }
    slug(name)
}

/// Gives taxonomies and terms the texts that editors wrote for them, out of the folders' texts.
pub(super) fn take_texts(taxonomies: &mut [Taxonomy], texts: &mut BTreeMap<String, Text>) {
    for taxonomy in taxonomies {
        taxonomy.text = texts.remove(&taxonomy.key);
        for term in &mut taxonomy.terms {
            term.text = texts.remove(&format!("{}/{}", taxonomy.key, term.slug));
        }
    }
}
