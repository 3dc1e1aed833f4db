//! Open data: the pages as tables, and a catalogue of the tables and the pages.
//!
//! In `data/`: one CSV a type of page, one row a page; `data-dictionary.csv`, what the columns are;
//! `catalog.json`. Only what everybody may know goes in: no text of pages, of a withheld page the
//! fields of its card, and nobody's name: people agree to a page, not to being a row of a table
//! that anybody may copy. `docs/metadata.md` lists what is left out.

mod catalog;
mod columns;
mod tables;

use std::collections::BTreeMap;

use super::Metadata;
use crate::model::Type;
use crate::resolve::Page;
use crate::url::UrlPath;

/// The type of pages about people, who are in no table.
const PERSON: &str = "person";

/// The folder in the published site.
const FOLDER: &str = "data";
const CATALOG: &str = "catalog.json";
/// Keys of types have no hyphens, so no type's table has this name.
const DICTIONARY: &str = "data-dictionary.csv";

/// The pages of a type.
struct Dataset<'a> {
    kind: &'a Type,
    pages: Vec<&'a Page>,
}

/// The address of a file of open data.
fn url(name: &str) -> UrlPath {
    UrlPath::file(&format!("{FOLDER}/{name}"))
}

/// The address of a type's table.
fn table_url(kind: &str) -> UrlPath {
    url(&format!("{kind}.csv"))
}

/// The addresses of the files that a site with these pages has.
pub(crate) fn addresses(pages: &[Page]) -> Vec<UrlPath> {
    let kinds = by_type(pages).into_keys().map(table_url);
    kinds.chain([url(DICTIONARY), url(CATALOG)]).collect()
}

/// The pages by the keys of their types.
fn by_type(pages: &[Page]) -> BTreeMap<&str, Vec<&Page>> {
    let mut kinds: BTreeMap<&str, Vec<&Page>> = BTreeMap::new();
    for page in pages {
        let kind = &*page.text.front.kind.key;
        if kind != PERSON {
            kinds.entry(kind).or_default().push(page);
        }
    }
    kinds
}

/// The files, by path.
pub(super) fn files(metadata: &Metadata<'_>) -> Vec<(String, Vec<u8>)> {
    let site = metadata.site;
    let mut by_type = by_type(&site.pages);
    // In the order of the model.
    let kinds = site.config.schema.types.iter();
    let datasets: Vec<Dataset<'_>> = kinds
        .filter_map(|kind| {
            let pages = by_type.remove(&*kind.key)?;
            Some(Dataset { kind, pages })
        })
        .collect();
    let tables = datasets.iter().map(|one| {
        let path = table_url(&one.kind.key).output_path();
        (path, tables::table(metadata, one))
    });
    let dictionary = tables::dictionary(metadata, &datasets);
    let catalog = catalog::catalog(metadata, &datasets);
    let others = [(DICTIONARY, dictionary), (CATALOG, catalog)];
    let others = others.map(|(name, bytes)| (url(name).output_path(), bytes));
    tables.chain(others).collect()
}
