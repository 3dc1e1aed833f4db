//! Answer cards: what a reader sees at once who asked for a page by its name.
//!
//! In: a page of one of [`KINDS`], or a town. Out: a JSON object with `url`, `title`, `type`, `rows` of
//! `label`, `value`, `url`, `intent`, and `open`, the weekly opening hours as `[weekday, from, to]`.

use serde_json::{Value, json};

use crate::diag::Lang;
use crate::hours;
use crate::model::Label;
use crate::resolve::{Page, Resolved};

/// The types of pages that have cards: those of the model, and the taxonomy of towns.
pub(super) const KINDS: [&str; 5] = ["policy", "venue", "org", "person", TOWN];

/// The key of the taxonomy of towns.
pub(super) const TOWN: &str = "town";

/// A field on a card, and the question that it answers.
type Answer = (&'static str, Option<&'static str>);

/// The fields on a card, by type.
const FIELDS: [(&str, &[Answer]); 4] = [
    (
        "policy",
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

const SCHOOL: Label = Label::of("社区教育学校", "community school");
const TELEPHONE: Label = Label::of("电话", "telephone");
const FEATURE: Label = Label::of("一镇一品", "town feature");

/// The card of a page, if its type has one.
pub(super) fn of_page(page: &Page, lang: Lang) -> Option<String> {
    let front = &page.text.front;
    let (_, fields) = FIELDS.iter().find(|(kind, _)| *kind == front.kind.key)?;
    let rows = fields.iter().filter_map(|&(key, intent)| {
        let checked = front.record.get(key)?;
        let field = front.kind.field(key)?;
        let value = checked.value.in_words(lang);
        (!value.is_empty()).then(|| row(field.label.text(lang), &value, None, intent))
    });
    let hours = front.record.texts("hours");
    let open = hours::weekly(hours.into_iter().map(|(text, _)| text));
    Some(card(
        page.url.as_str(),
        &page.title,
        &front.kind.key,
        &rows.collect::<Vec<_>>(),
        &open,
    ))
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
