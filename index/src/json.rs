//! Results as JSON, for the browser.
//!
//! A dozen fields do not justify a serialiser's 20 KB in the browser; numbers
//! are written without floating-point formatting, which would add as much.

use crate::push_number;
use crate::results::{ByKey, FacetCount, Hit, SearchResults, SectionHit};
use crate::suggest::Suggestion;
use crate::understand::{Intent, Lifted};

impl SearchResults {
    /// The same JSON value that the `serde` implementation describes.
    pub fn to_json(&self) -> String {
        let mut out = String::new();
        self.write(&mut out);
        out
    }
}

trait Json {
    fn write(&self, out: &mut String);
}

impl Json for SearchResults {
    fn write(&self, out: &mut String) {
        out.push_str("{\"total\":");
        self.total.write(out);
        field(out, "results", &self.results);
        field(out, "facets", &self.facets);
        out.push_str(",\"card\":");
        out.push_str(self.card.as_deref().unwrap_or("null"));
        field(out, "understood", &self.understood);
        field(out, "intent", &self.intent.map(Intent::name));
        field(out, "corrected", &self.corrected);
        field(out, "notes", &self.notes);
        out.push('}');
    }
}

impl Json for Lifted {
    fn write(&self, out: &mut String) {
        out.push_str("{\"text\":");
        self.text.write(out);
        field(out, "key", &self.key);
        field(out, "value", &self.value);
        out.push('}');
    }
}

impl Json for Suggestion {
    fn write(&self, out: &mut String) {
        out.push_str("{\"text\":");
        self.text.write(out);
        field(out, "html", &self.html);
        field(out, "url", &self.url);
        field(out, "type", &self.kind);
        field(out, "pinyin", &self.pinyin);
        field(out, "by", &self.by.name());
        out.push('}');
    }
}

/// Suggestions as a JSON list.
#[cfg(feature = "wasm")]
pub(crate) fn suggestions(suggestions: &Vec<Suggestion>) -> String {
    let mut out = String::new();
    suggestions.write(&mut out);
    out
}

impl Json for Hit {
    fn write(&self, out: &mut String) {
        out.push_str("{\"url\":");
        self.url.write(out);
        field(out, "title", &self.title);
        field(out, "type", &self.kind);
        field(out, "date", &self.date);
        field(out, "facets", &self.facets);
        field(out, "excerpt", &self.excerpt);
        field(out, "score", &self.score);
        field(out, "sections", &self.sections);
        out.push('}');
    }
}

impl Json for SectionHit {
    fn write(&self, out: &mut String) {
        out.push_str("{\"url\":");
        self.url.write(out);
        field(out, "title", &self.title);
        field(out, "excerpt", &self.excerpt);
        out.push('}');
    }
}

impl Json for FacetCount {
    fn write(&self, out: &mut String) {
        out.push_str("{\"value\":");
        self.value.write(out);
        field(out, "count", &self.count);
        out.push('}');
    }
}

fn field(out: &mut String, name: &str, value: &impl Json) {
    out.push_str(",\"");
    out.push_str(name);
    out.push_str("\":");
    value.write(out);
}

impl Json for str {
    fn write(&self, out: &mut String) {
        out.push('"');
        for c in self.chars() {
            match c {
                '"' | '\\' => {
                    out.push('\\');
                    out.push(c);
                }
                '\u{0}'..='\u{1F}' => {
                    out.push_str("\\u00");
                    let code = u32::from(c);
                    for digit in [code >> 4, code & 15] {
                        out.push(char::from_digit(digit, 16).unwrap_or('0'));
                    }
                }
                _ => out.push(c),
            }
        }
        out.push('"');
    }
}

impl Json for String {
    fn write(&self, out: &mut String) {
        self.as_str().write(out);
    }
}

impl Json for &str {
    fn write(&self, out: &mut String) {
        (**self).write(out);
    }
}

impl Json for usize {
    fn write(&self, out: &mut String) {
        push_number(out, *self, 1);
    }
}

impl Json for f64 {
    /// Three decimals, as many as a score has.
    fn write(&self, out: &mut String) {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "scores are small and never negative; a conversion saturates"
        )]
        let units = (self * 1000.0).round() as usize;
        push_number(out, units / 1000, 1);
        let (mut decimals, mut digits) = (units % 1000, 3);
        if decimals > 0 {
            out.push('.');
            while decimals % 10 == 0 {
                (decimals, digits) = (decimals / 10, digits - 1);
            }
            push_number(out, decimals, digits);
        }
    }
}

impl<T: Json> Json for Option<T> {
    fn write(&self, out: &mut String) {
        match self {
            Some(value) => value.write(out),
            None => out.push_str("null"),
        }
    }
}

impl<T: Json> Json for Vec<T> {
    fn write(&self, out: &mut String) {
        out.push('[');
        for (index, value) in self.iter().enumerate() {
            if index > 0 {
                out.push(',');
            }
            value.write(out);
        }
        out.push(']');
    }
}

impl<T: Json> Json for ByKey<T> {
    fn write(&self, out: &mut String) {
        out.push('{');
        for (index, (key, value)) in self.0.iter().enumerate() {
            if index > 0 {
                out.push(',');
            }
            key.write(out);
            out.push(':');
            value.write(out);
        }
        out.push('}');
    }
}

#[cfg(all(test, feature = "native"))]
mod tests {
    use super::{ByKey, FacetCount, Hit, Intent, Json, Lifted, SearchResults, SectionHit};

    #[test]
    fn agrees_with_serde() {
        let results = SearchResults {
            total: 2,
            results: vec![Hit {
                url: "/a/".into(),
                title: "“引号\" \\ 换行\n\u{1}".into(),
                kind: "course".into(),
                date: None,
                facets: ByKey(vec![("town".to_owned(), vec!["方洞镇".to_owned()])]),
                excerpt: "<mark>彩龙</mark>".into(),
                score: 12.345,
                sections: vec![SectionHit {
                    url: "/a/#一".into(),
                    title: "一".into(),
                    excerpt: String::new(),
                }],
            }],
            facets: ByKey(vec![(
                "town".to_owned(),
                vec![FacetCount {
                    value: "方洞镇".into(),
                    count: 1,
                }],
            )]),
            card: Some("{\"title\":\"方洞镇\"}".into()),
            understood: vec![Lifted {
                text: "方洞".into(),
                key: "town".into(),
                value: "方洞镇".into(),
            }],
            intent: Some(Intent::Where),
            corrected: Some("彩龙".into()),
            notes: vec!["relaxed"],
        };
        let own: serde_json::Value = serde_json::from_str(&results.to_json()).unwrap();
        assert_eq!(own, serde_json::to_value(&results).unwrap());
    }

    #[test]
    fn decimals() {
        for (score, text) in [
            (0.0, "0"),
            (1.0, "1"),
            (0.111, "0.111"),
            (2.05, "2.05"),
            (31.101, "31.101"),
        ] {
            let mut out = String::new();
            score.write(&mut out);
            assert_eq!(out, text);
        }
    }
}
