//! What a page says of itself, in the words of schema.org. What is marked 待核实 is not said.

use serde_json::Value;

use super::node::Node;
use crate::fields::{Checked, FieldValue, Record, parse_doc_no};
use crate::hours;
use crate::metadata::{Metadata, iso, number, terms};
use crate::model::{NO_PAGE, UNVERIFIED};
use crate::resolve::{Page, Resolved};
use crate::url::has_extension;

/// The page that a thing is read from.
#[derive(Clone, Copy)]
pub(super) struct Facts<'a> {
    pub(super) metadata: &'a Metadata<'a>,
    pub(super) site: &'a Resolved,
    pub(super) page: &'a Page,
}

impl<'a> Facts<'a> {
    pub(super) fn record(self) -> &'a Record {
        &self.page.text.front.record
    }

    pub(super) fn text(self, key: &str) -> Option<&'a str> {
        text(self.record(), key)
    }

    /// The texts of a list, in order.
    pub(super) fn texts(self, key: &str) -> Vec<&'a str> {
        let texts = self.record().texts(key).into_iter();
        texts
            .map(|(text, _)| text)
            .filter(|text| is_known(text))
            .collect()
    }

    pub(super) fn date(self, key: &str) -> Option<String> {
        self.record().moment(key).map(iso)
    }

    /// A number; a whole one without a decimal point.
    pub(super) fn number(self, key: &str) -> Option<Value> {
        let number = number(self.record(), key)?;
        serde_json::from_str(&number.to_string()).ok()
    }

    /// Whether it costs nothing; none where the page does not say what it costs.
    pub(super) fn is_free(self) -> Option<bool> {
        number(self.record(), "fee").map(|fee| fee <= 0.0)
    }

    /// A number of minutes as a duration in ISO 8601.
    pub(super) fn minutes(self, key: &str) -> Option<String> {
        number(self.record(), key).map(|minutes| format!("PT{minutes}M"))
    }

    /// A page that a field names: what it is called, and where it is if the site has it.
    pub(super) fn named(self, kind: &str, record: &Record, key: &str) -> Option<Node> {
        let name = text(record, key).filter(|name| *name != NO_PAGE)?;
        let span = record.get(key)?.span;
        let href = self.page.text.field_hrefs.get(&span);
        let base = &self.site.config.base_url;
        let page = href.and_then(|href| self.metadata.page_at(href));
        let name = page.map_or(name, |page| page.title.as_str());
        Some(
            Node::new(kind)
                .with("name", Some(name))
                .with("url", href.map(|href| base.whole(href))),
        )
    }

    /// The documents that a field names, by their numbers or as pages of the site.
    pub(super) fn documents(self, key: &str) -> Vec<Node> {
        let base = &self.site.config.base_url;
        let named = self.record().all_texts(key).into_iter();
        let documents = named.filter_map(|(text, span)| {
            let href = self.page.text.field_hrefs.get(&span);
            let page = href.and_then(|href| self.metadata.page_at(href));
            let number = match page {
                Some(page) => page.text.front.record.text("doc_no").map(str::to_owned),
                None => parse_doc_no(text).map(|number| number.to_string()),
            };
            let name = match page {
                Some(page) => Some(page.title.as_str()),
                None => Some(text).filter(|_| number.is_none()),
            };
            let is_path = page.is_none() && has_extension(text, "md");
            (is_known(text) && !is_path).then(|| {
                Node::new("Legislation")
                    .with("legislationIdentifier", number)
                    .with("name", name)
                    .with("url", page.map(|page| base.absolute(&page.url)))
            })
        });
        documents.collect()
    }

    /// An organisation that a field names.
    pub(super) fn organization(self, key: &str) -> Option<Node> {
        self.named("Organization", self.record(), key)
    }

    /// The towns of the page.
    pub(super) fn towns(self) -> Vec<&'a str> {
        terms(self.site, self.page, &["town"])
    }

    pub(super) fn audiences(self) -> Vec<Node> {
        let names = terms(self.site, self.page, &["audience"]);
        let audience = |name| Node::new("Audience").with("audienceType", Some(name));
        names.into_iter().map(audience).collect()
    }

    pub(super) fn keywords(self) -> Option<String> {
        let words = terms(self.site, self.page, &["topic", "tags"]);
        (!words.is_empty()).then(|| words.join(","))
    }

    /// Where a street address is.
    pub(super) fn address(self) -> Option<Node> {
        let street = self.text("address")?;
        Some(
            Node::new("PostalAddress")
                .with("streetAddress", Some(street))
                .with("addressLocality", self.towns().first().copied())
                .with("addressCountry", Some("CN")),
        )
    }

    /// A telephone number, if the text holds one.
    pub(super) fn telephone(self, key: &str) -> Option<&'a str> {
        self.text(key)
            .filter(|text| text.contains(|c: char| c.is_ascii_digit()))
    }

    /// Where a place is. Maps in China shift their coordinates (GCJ02); schema.org's are WGS84.
    pub(super) fn geo(self) -> Option<Node> {
        let record = self.record();
        let Some(FieldValue::List(numbers)) = record.get("lonlat").map(|checked| &checked.value)
        else {
            return None;
        };
        let (
            [
                Checked {
                    value: FieldValue::Number(longitude, _),
                    ..
                },
                Checked {
                    value: FieldValue::Number(latitude, _),
                    ..
                },
            ],
            Some("WGS84"),
        ) = (numbers.as_slice(), record.text("datum"))
        else {
            return None;
        };
        Some(
            Node::new("GeoCoordinates")
                .with("latitude", Some(*latitude))
                .with("longitude", Some(*longitude)),
        )
    }

    pub(super) fn opening_hours(self) -> Vec<Node> {
        const DAYS: [&str; 7] = [
            "Monday",
            "Tuesday",
            "Wednesday",
            "Thursday",
            "Friday",
            "Saturday",
            "Sunday",
        ];
        let open = hours::weekly(self.texts("hours").into_iter());
        let open = open.into_iter().filter_map(|(day, opens, closes)| {
            let day = DAYS.get(usize::from(day).checked_sub(1)?)?;
            Some(
                Node::new("OpeningHoursSpecification")
                    .with("dayOfWeek", Some(format!("https://schema.org/{day}")))
                    .with("opens", Some(opens))
                    .with("closes", Some(closes)),
            )
        });
        open.collect()
    }
}

/// The text of a field, unless nobody has checked it.
pub(super) fn text<'a>(record: &'a Record, key: &str) -> Option<&'a str> {
    record.text(key).filter(|text| is_known(text))
}

fn is_known(text: &str) -> bool {
    !text.contains(UNVERIFIED)
}
