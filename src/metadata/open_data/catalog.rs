//! The catalogue: the tables and all pages, in the words of DCAT 3 and Dublin Core without prefixes.
//! DCAT: <https://www.w3.org/TR/vocab-dcat-3/>.

use serde_json::{Map, Value, json};

use super::{CATALOG, DICTIONARY, Dataset, table_url, url};
use crate::fields::Moment;
use crate::metadata::{Metadata, changed, iso, terms};
use crate::resolve::Page;
use crate::url::UrlPath;

pub(super) fn catalog<'a>(metadata: &Metadata<'a>, datasets: &[Dataset<'a>]) -> Vec<u8> {
    let config = &metadata.site.config;
    let base = &config.base_url;
    let lang = config.lang();
    let of_type = |one: &Dataset<'_>| {
        object([
            ("identifier", Some(json!(one.kind.key))),
            ("title", Some(json!(one.kind.label.text(lang)))),
            (
                "description",
                Some(json!(one.kind.hint.text(lang))).filter(is_said),
            ),
            ("modified", newest(one).map(|moment| json!(iso(moment)))),
            ("records", Some(json!(one.pages.len()))),
            (
                "distribution",
                Some(json!([{
                    "downloadURL": base.absolute(&table_url(&one.kind.key)),
                    "mediaType": "text/csv",
                    "format": "CSV",
                    "describedBy": base.absolute(&url(DICTIONARY)),
                }])),
            ),
        ])
    };
    let pages = datasets.iter().flat_map(|one| &one.pages);
    let catalog = object([
        ("type", Some(json!("Catalog"))),
        ("identifier", Some(json!(base.absolute(&url(CATALOG))))),
        ("title", Some(json!(config.title))),
        (
            "description",
            Some(json!(config.description)).filter(is_said),
        ),
        ("homepage", Some(json!(base.absolute(&UrlPath::home())))),
        ("language", Some(json!(config.language))),
        (
            "modified",
            datasets
                .iter()
                .filter_map(newest)
                .max()
                .map(|moment| json!(iso(moment))),
        ),
        ("dataset", Some(datasets.iter().map(of_type).collect())),
        (
            "resource",
            Some(pages.map(|page| resource(metadata, page)).collect()),
        ),
    ]);
    let mut text = catalog.to_string();
    text.push('\n');
    text.into_bytes()
}

/// What is said of a page.
fn resource<'a>(metadata: &Metadata<'a>, page: &'a Page) -> Value {
    let site = metadata.site;
    let front = &page.text.front;
    let address = site.config.base_url.absolute(&page.url);
    let words = |keys: &[&str]| Some(json!(terms(site, page, keys))).filter(is_said);
    let text = |key: &str| front.record.text(key).map(|text| json!(text));
    object([
        ("identifier", Some(json!(address))),
        ("title", Some(json!(page.title))),
        ("type", Some(json!(front.kind.key))),
        (
            "description",
            Some(json!(page.text.summary())).filter(is_said),
        ),
        ("issued", front.date.map(|date| json!(iso(date)))),
        ("modified", front.updated.map(|date| json!(iso(date)))),
        ("publisher", metadata.owner(page).map(|owner| json!(owner))),
        ("source", text("source")),
        ("license", text("license")),
        ("accessRights", text("disclosure")),
        ("theme", words(&["topic"])),
        ("spatial", words(&["town"])),
        ("audience", words(&["audience"])),
        ("keyword", words(&["tags"])),
    ])
}

fn newest(dataset: &Dataset<'_>) -> Option<Moment> {
    let pages = dataset.pages.iter();
    pages.filter_map(|page| changed(page)).max()
}

fn is_said(value: &Value) -> bool {
    *value != json!("") && *value != json!([])
}

/// An object of what is known.
fn object<const N: usize>(entries: [(&str, Option<Value>); N]) -> Value {
    let known = entries.into_iter();
    let known = known.filter_map(|(key, value)| Some((key.to_owned(), value?)));
    Value::Object(known.collect::<Map<_, _>>())
}
