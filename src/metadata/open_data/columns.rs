//! The columns of a table: which fields of the model are open data.

use std::sync::Arc;

use super::PERSON;
use crate::diag::Lang;
use crate::fields::{Checked, FieldValue};
use crate::metadata::Metadata;
use crate::model::{Field, Kind, Schema, Type};
use crate::resolve::Page;

/// The fields of every page that are open data. The others are for editors.
const COMMON: [&str; 19] = [
    "id",
    "title",
    "owner",
    "date",
    "updated",
    "summary",
    "town",
    "village",
    "topic",
    "audience",
    "tags",
    "search_aliases",
    "cover",
    "cover_alt",
    "disclosure",
    "source",
    "source_url",
    "license",
    "lang",
];

/// Fields that name people.
const PEOPLE: [&str; 1] = ["inheritors"];

/// Between the values of a cell.
const BETWEEN: &str = "；";

/// The columns of a type's table, after the page's address.
pub(super) fn columns<'a>(schema: &'a Schema, kind: &'a Type) -> Vec<&'a Arc<Field>> {
    let common = schema.common.iter();
    let common = common.filter(|field| COMMON.contains(&&*field.key));
    let own = kind.fields.iter();
    let own = own.filter(|field| fits_a_cell(&field.kind) && !names_people(field));
    common.chain(own).collect()
}

/// A table in a cell is no use to anybody.
fn fits_a_cell(kind: &Kind) -> bool {
    !matches!(kind.item(), Kind::Table(_) | Kind::Free)
}

fn names_people(field: &Field) -> bool {
    let of_people = match field.kind.item() {
        Kind::Page(types) => types.iter().any(|one| one == PERSON),
        _ => false,
    };
    of_people || PEOPLE.contains(&&*field.key)
}

/// What stands in a page's cell.
pub(super) fn cell(metadata: &Metadata<'_>, page: &Page, field: &Field) -> String {
    let front = &page.text.front;
    // Of a withheld page there is only the card: what is listed there.
    let is_common = COMMON.contains(&&*field.key);
    if front.is_withheld() && !is_common && !field.is_fact {
        return String::new();
    }
    // A page without front matter has a title and a summary all the same.
    match &*field.key {
        "title" => return page.title.clone(),
        "summary" => return page.text.summary().to_owned(),
        _ => {}
    }
    match front.record.get(&field.key) {
        Some(checked) => value(metadata, page, &field.kind, checked),
        None => String::new(),
    }
}

fn value(metadata: &Metadata<'_>, page: &Page, kind: &Kind, checked: &Checked) -> String {
    let href = page.text.field_hrefs.get(&checked.span);
    match (&checked.value, kind) {
        (FieldValue::List(items), _) => {
            let items = items.iter();
            let items = items.map(|item| value(metadata, page, kind.item(), item));
            items.collect::<Vec<_>>().join(BETWEEN)
        }
        (FieldValue::Text(text), Kind::File) => {
            let href = href.unwrap_or(text);
            metadata.site.config.base_url.whole(href)
        }
        // By its title, for it may be named by its path.
        (FieldValue::Text(text), Kind::Page(_) | Kind::Document) => {
            let named = href.and_then(|href| metadata.page_at(href));
            match (named, kind) {
                (Some(named), Kind::Page(_)) => named.title.clone(),
                (Some(named), _) if text.contains(".md") => named.title.clone(),
                _ => text.clone(),
            }
        }
        (FieldValue::Bool(value), _) => value.to_string(),
        (FieldValue::Moment(moment), _) => moment.to_string(),
        (value, _) => value.in_words(Lang::Zh),
    }
}
