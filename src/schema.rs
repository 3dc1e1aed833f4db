//! The content model for other programs and for people: JSON Schema, forms, snippets, tables.
//!
//! In: a [`Site`]: its model, its closed lists, and where its pages lie. Out: the texts of files by their
//! path from the site's root; whoever calls writes them. Nothing here is written by hand twice: each says
//! what [`crate::model`] says.

mod cms;
mod json;
mod manual;
mod snippets;

use std::collections::BTreeMap;

use crate::config::Config;
use crate::diag::Lang;
use crate::model::{Kind, Schema, Type};
use crate::parse::Parsed;
use crate::scan::folder_of;
use crate::vocabulary::Vocabulary;

pub use manual::{manual, needed};

/// What stands at the head of every file made here, so that no other file is written over.
pub const MARK: &str = "lyceum schema";

/// What the files are made from.
#[derive(Debug, Clone, Copy)]
pub struct Site<'a> {
    /// The settings with the model.
    pub config: &'a Config,
    /// The closed lists of terms, by taxonomy.
    pub vocabularies: &'a BTreeMap<String, Vocabulary>,
    /// The folder of the pages of each type that the site has, from the content folder.
    pub folders: &'a BTreeMap<String, String>,
}

impl Site<'_> {
    fn schema(&self) -> &Schema {
        &self.config.schema
    }

    /// The names that pages may write for the terms of a closed list; none where the list is open.
    fn terms(&self, taxonomy: &str) -> Option<Vec<&str>> {
        let terms = &self.vocabularies.get(taxonomy)?.terms;
        (!terms.is_empty()).then(|| terms.iter().map(|term| term.name.as_str()).collect())
    }

    /// Where a new page of a type goes, from the content folder.
    fn folder(&self, kind: &Type) -> String {
        let own = self.folders.get(&*kind.key).cloned();
        own.unwrap_or_else(|| default_folder(kind))
    }
}

/// The folder of a type's pages where a site has none of them yet.
pub fn default_folder(kind: &Type) -> String {
    kind.key.replace('_', "-")
}

/// The folder that holds most pages of each type, from the content folder.
pub fn folders(parsed: &Parsed) -> BTreeMap<String, String> {
    let mut counts: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    for page in &parsed.pages {
        let own = page.source.page_path();
        let of_type = counts.entry(&page.front.kind.key).or_default();
        *of_type.entry(folder_of(own)).or_default() += 1;
    }
    let most = counts.into_iter().filter_map(|(kind, folders)| {
        let folders = folders.into_iter().filter(|(folder, _)| !folder.is_empty());
        // The first by name where two have as many.
        let (folder, _) = folders.max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(a.0)))?;
        Some((kind.to_owned(), folder.to_owned()))
    });
    most.collect()
}

/// All files by their path from the site's root. Forms only where the settings have `[cms]`.
pub fn files(site: &Site<'_>) -> BTreeMap<String, String> {
    let mut files = BTreeMap::from([
        ("schema/page.schema.json".to_owned(), json::page(site)),
        ("schema/site.schema.json".to_owned(), json::settings()),
        (
            "schema/content-model.md".to_owned(),
            manual(site.schema(), Lang::Zh),
        ),
        (
            ".vscode/lyceum.code-snippets".to_owned(),
            snippets::snippets(site),
        ),
    ]);
    if let Some(cms) = &site.config.cms {
        files.insert("static/admin/config.yml".to_owned(), cms::config(site, cms));
        files.insert("static/admin/index.html".to_owned(), cms::PAGE.to_owned());
    }
    files
}

/// The form of the usual number of a document, for programs that check while one types.
const DOC_NO: &str = "^\\p{Script=Han}{2,12}〔(19|20)[0-9]{2}〕[1-9][0-9]{0,3}号$";
const DAY: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";
const MOMENT: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}( [0-9]{2}:[0-9]{2})?$";
const WEB: &str = "^https?://";

/// The form that the text of a kind has, as a regular expression of JavaScript with the flag `u`.
fn form(kind: &Kind) -> Option<&'static str> {
    Some(match kind {
        Kind::DocNo => DOC_NO,
        Kind::Date => DAY,
        Kind::Moment => MOMENT,
        Kind::Url => WEB,
        _ => return None,
    })
}
