//! Whether linked data keep to the vocabulary of schema.org, as far as `schema-org.tsv` holds it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use serde_json::Value;

const TABLE: &str = include_str!("schema-org.tsv");

pub(crate) struct Vocabulary {
    above: BTreeMap<&'static str, Vec<&'static str>>,
    properties: BTreeMap<&'static str, (Vec<&'static str>, Vec<&'static str>)>,
    values: BTreeMap<&'static str, Vec<&'static str>>,
}

impl Vocabulary {
    pub(crate) fn read() -> Self {
        let mut read = Self {
            above: BTreeMap::new(),
            properties: BTreeMap::new(),
            values: BTreeMap::new(),
        };
        let words = |cell: &'static str| cell.split(' ').filter(|word| !word.is_empty()).collect();
        for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
            match line.split('\t').collect::<Vec<_>>()[..] {
                ["class", name, above] => _ = read.above.insert(name, words(above)),
                ["property", name, of, holds] => {
                    read.properties.insert(name, (words(of), words(holds)));
                }
                ["values", name, values] => _ = read.values.insert(name, words(values)),
                _ => panic!("{line}"),
            }
        }
        read
    }

    /// Everything that is wrong with a thing.
    pub(crate) fn faults(&self, thing: &Value, faults: &mut BTreeSet<String>) {
        let kind = thing["@type"].as_str().unwrap_or_default();
        if !self.above.contains_key(kind) {
            faults.insert(format!("`{kind}` is no class: {thing}"));
            return;
        }
        let kinds = self.kinds_of(kind);
        for (key, value) in thing.as_object().into_iter().flatten() {
            if key.starts_with('@') {
                continue;
            }
            // What somebody has to put in: https://schema.org/docs/actions.html
            let name = key.strip_suffix("-input").unwrap_or(key);
            let Some((of, holds)) = self.properties.get(name) else {
                faults.insert(format!("`{key}` is no property"));
                continue;
            };
            if !of.iter().any(|one| kinds.contains(one)) {
                faults.insert(format!("`{kind}` has no `{key}`"));
            }
            let values = value
                .as_array()
                .map_or(std::slice::from_ref(value), Vec::as_slice);
            for value in values {
                if !holds.iter().any(|range| self.fits(value, range)) {
                    faults.insert(format!("`{key}` of `{kind}` cannot be {value}"));
                }
                if value.is_object() {
                    self.faults(value, faults);
                }
            }
        }
    }

    /// A class and all above it.
    fn kinds_of(&self, kind: &str) -> BTreeSet<&'static str> {
        let mut kinds = BTreeSet::new();
        let mut next: Vec<&str> = vec![kind];
        while let Some(one) = next.pop() {
            let (name, above) = self.above.get_key_value(one).unwrap();
            kinds.insert(*name);
            next.extend(above);
        }
        kinds
    }

    fn fits(&self, value: &Value, range: &str) -> bool {
        match value {
            Value::String(text) => match range {
                "Text" => true,
                "URL" => url::Url::parse(text).is_ok(),
                "Date" => text.parse::<Date>().is_ok() && text.len() == 10,
                "DateTime" => text.parse::<Timestamp>().is_ok(),
                "Time" => text.parse::<Time>().is_ok(),
                "Duration" => {
                    text.starts_with("PT") && text.parse::<jiff::SignedDuration>().is_ok()
                }
                _ => self.values.get(range).is_some_and(|values| {
                    let name = text.strip_prefix("https://schema.org/");
                    name.is_some_and(|name| values.contains(&name))
                }),
            },
            Value::Number(number) => match range {
                "Number" => true,
                "Integer" => number.is_i64() || number.is_u64(),
                _ => false,
            },
            Value::Bool(_) => range == "Boolean",
            Value::Object(object) => object["@type"].as_str().is_some_and(|kind| {
                self.above.contains_key(kind) && self.kinds_of(kind).contains(range)
            }),
            _ => false,
        }
    }
}
