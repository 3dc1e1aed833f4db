//! Answer cards: what a reader sees at once who asked for a page by its name.
//!
//! In: a page of one of [`KINDS`], or a town. Out: a JSON object with `url`, `title`, `type`, `rows` of
//! `label`, `value`, `url`, `intent`, and `open`, the weekly opening hours as `[weekday, from, to]`.

use serde_json::{Value, json};

use crate::hours;
use crate::model::Label;
use crate::resolve::{Cited, NOT_HERE, Page, Referrers, Resolved};

/// The types of pages that have cards: those of the model, and the taxonomy of towns.
pub(super) const KINDS: [&str; 5] = [POLICY, "venue", "org", "person", TOWN];

/// The type of documents.
pub(super) const POLICY: &str = "policy";

/// The key of the taxonomy of towns.
pub(super) const TOWN: &str = "town";

/// A field on a card, and the question that it answers.
type Answer = (&'static str, Option<&'static str>);

/// The fields on a card, by type.
const FIELDS: [(&str, &[Answer]); 4] = [
    (
        POLICY,
        &[
            ("doc_no", None),
            ("validity", Some("valid")),
            ("issuer", Some("who")),
            ("published_on", Some("when")),
            ("valid_until", Some("valid")),
            ("superseded_by", Some("valid")),
            ("plain_words", None),
        ],
    ),
    (
        "venue",
        &[
            ("address", Some("where")),
            ("hours", Some("when")),
            ("phone", Some("who")),
            ("bus", Some("where")),
            ("fee", Some("how")),
            ("access", None),
            ("holiday_note", Some("when")),
        ],
    ),
    (
        "org",
        &[
            ("duties", Some("who")),
            ("address", Some("where")),
            ("tel", Some("who")),
        ],
    ),
    (
        "person",
        &[
            ("role", Some("who")),
            ("skills", Some("who")),
            ("tel", Some("who")),
        ],
    ),
];

/// The field of a document that names those it rests on.
const CITES: &str = "based_on";

/// Pages that a card names as citing a document.
const CITING: usize = 3;

const DOCUMENT: Label = Label::of("原文", "text");
const SCHOOL: Label = Label::of("社区教育学校", "community school");
const TELEPHONE: Label = Label::of("电话", "telephone");
const FEATURE: Label = Label::of("一镇一品", "town feature");

/// The card of a page, if its type has one.
pub(super) fn of_page(site: &Resolved, page: &Page) -> Option<String> {
    let lang = site.config.lang();
    let front = &page.text.front;
    let (_, fields) = FIELDS.iter().find(|(kind, _)| *kind == front.kind.key)?;
    let rows = fields.iter().filter_map(|&(key, intent)| {
        let checked = front.record.get(key)?;
        let field = front.kind.field(key)?;
        let value = checked.value.in_words(lang);
        (!value.is_empty()).then(|| row(field.label.text(lang), &value, None, intent))
    });
    let mut rows: Vec<Value> = rows.collect();
    if front.kind.key == POLICY {
        let citing = page.referred.iter().filter(|group| group.key == CITES);
        rows.extend(citing.flat_map(|group| referrers(site, group)));
    }
    let hours = front.record.texts("hours");
    let open = hours::weekly(hours.into_iter().map(|(text, _)| text));
    Some(card(
        page.url.as_str(),
        &page.title,
        &front.kind.key,
        &rows,
        &open,
    ))
}

/// The card of a document that the site does not have: who names it.
pub(super) fn of_cited(site: &Resolved, cited: &Cited, title: &str) -> String {
    let lang = site.config.lang();
    let mut rows = vec![row(
        DOCUMENT.text(lang),
        NOT_HERE.text(lang),
        None,
        Some("valid"),
    )];
    let groups = cited.referred.iter();
    rows.extend(groups.flat_map(|group| referrers(site, group)));
    card(cited.url.as_str(), title, POLICY, &rows, &[])
}

fn referrers(site: &Resolved, group: &Referrers) -> impl Iterator<Item = Value> {
    let label = group.label.text(site.config.lang());
    let pages = group.pages.iter().take(CITING);
    pages.map(move |page| {
        let page = site.page(*page);
        row(label, &page.title, Some(page.url.as_str()), None)
    })
}

/// The card of a town: its school with its telephone, and what it is known for.
pub(super) fn of_town(site: &Resolved, name: &str, url: &str, pages: &[&Page]) -> String {
    let lang = site.config.lang();
    let mut rows = Vec::new();
    let of = |kind: &str| {
        let kind = kind.to_owned();
        pages
            .iter()
            .filter(move |page| page.text.front.kind.key == kind)
    };
    let school = of("org").find(|page| page.text.front.record.text("tier") == Some("镇级"));
    if let Some(school) = school {
        let url = school.url.as_str();
        rows.push(row(
            SCHOOL.text(lang),
            &school.title,
            Some(url),
            Some("who"),
        ));
        if let Some(tel) = school.text.front.record.text("tel") {
            rows.push(row(TELEPHONE.text(lang), tel, None, Some("who")));
        }
        if let Some(address) = school.text.front.record.get("address")
            && let Some(field) = school.text.front.kind.field("address")
        {
            let value = address.value.in_words(lang);
            rows.push(row(field.label.text(lang), &value, None, Some("where")));
        }
    }
    for feature in of("town_feature").filter(|page| page.text.front.record.is_true("primary")) {
        let url = feature.url.as_str();
        rows.push(row(FEATURE.text(lang), &feature.title, Some(url), None));
    }
    card(url, name, TOWN, &rows, &[])
}

fn row(label: &str, value: &str, url: Option<&str>, intent: Option<&str>) -> Value {
    json!({ "label": label, "value": value, "url": url, "intent": intent })
}

fn card(
    url: &str,
    title: &str,
    kind: &str,
    rows: &[Value],
    open: &[(u8, String, String)],
) -> String {
    let open = if open.is_empty() {
        Value::Null
    } else {
        json!(open)
    };
    json!({ "url": url, "title": title, "type": kind, "rows": rows, "open": open }).to_string()
}
