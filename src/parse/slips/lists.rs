//! Slips in lists: several values in one text, full-width brackets and commas, latitude first.

use std::ops::RangeInclusive;

use super::{Mender, unquoted};
use crate::diag::{Code, Diagnostic};
use crate::fields::{half_width, parse_doc_no};
use crate::model::Kind;
use crate::msg;
use crate::source::Span;
use crate::value::{Node, Notation, Value, quoted};

/// What stands between values in a text.
const SEPARATORS: [char; 5] = ['，', '、', '；', ',', ';'];

impl Mender<'_> {
    /// A text where a list belongs: a list of one, or of several that are written as one.
    pub(super) fn one_text(&mut self, item: &Kind, node: &mut Node) {
        let Value::Text(text) = &node.value else {
            return;
        };
        let text = text.clone();
        let inner = unbracketed(&text);
        let parts = match inner {
            Some(inner) => parts(inner),
            None => self.several(item, &text, node.span),
        };
        let Some(parts) = parts.or_else(|| inner.map(|inner| vec![inner])) else {
            self.scalar(item, node);
            return;
        };
        // A word in brackets may be meant: 【重要】.
        if self.is_prose(item) && parts.len() == 1 {
            return;
        }
        let mut parts = parts;
        if self.field.key == "lonlat" && is_latitude_first(&parts) {
            parts.swap(0, 1);
        }
        let usual = format!("[{}]", self.joined(&parts));
        let (key, line) = (self.key, self.line(&usual));
        self.warn(
            node.span,
            msg!(en: "`{key}` is one text, not a list: `{text}`", zh: "`{key}` 的几项写成了一段文字：`{text}`"),
            msg!(en: "write `{line}`", zh: "写成 `{line}`：半角方括号，半角逗号"),
            usual,
        );
        node.value = Value::List(self.nodes(item, node.span, &parts));
    }

    /// A list in which one text may hold several values.
    pub(super) fn list(&mut self, item: &Kind, node: &mut Node) {
        let Value::List(nodes) = &mut node.value else {
            return;
        };
        let is_only = nodes.len() == 1;
        let mut mended = Vec::with_capacity(nodes.len());
        for mut one in std::mem::take(nodes) {
            let Value::Text(text) = &one.value else {
                self.value(item, &mut one);
                mended.push(one);
                continue;
            };
            let text = text.clone();
            if let Some(parts) = self.several(item, &text, one.span) {
                let usual = match self.indent_of_dash(one.span) {
                    Some(indent) => self.quoted(&parts).join(&format!("\n{indent}- ")),
                    None => self.joined(&parts),
                };
                let (key, list) = (self.key, self.joined(&parts));
                self.warn(
                    one.span,
                    msg!(en: "several values of `{key}` are written as one: `{text}`", zh: "`{key}` 的几项连成了一项：`{text}`"),
                    msg!(en: "put `, ` between them: `[{list}]`", zh: "各项之间用半角逗号：`[{list}]`"),
                    usual,
                );
                mended.extend(self.nodes(item, one.span, &parts));
                continue;
            }
            if is_only && self.is_prose(item) && self.indent_of_dash(one.span).is_none() {
                self.one_item(&text, one.span);
            }
            self.scalar(item, &mut one);
            mended.push(one);
        }
        node.value = Value::List(mended);
    }

    /// The values in a text, where there are several and each can be one.
    fn several<'t>(&self, item: &Kind, text: &'t str, span: Span) -> Option<Vec<&'t str>> {
        let is_one = match item {
            Kind::Choice(choices) => choices.iter().any(|choice| choice == text.trim()),
            Kind::Term(taxonomy) => match self.vocabularies.get(&**taxonomy) {
                Some(vocabulary) => vocabulary.find(text.trim()).is_some(),
                // A term of an open list may hold such marks; in quotation marks it surely does.
                None => self.written(span).starts_with(['"', '\'']),
            },
            Kind::Number { .. } | Kind::Document | Kind::DocNo => false,
            _ => true,
        };
        if is_one {
            return None;
        }
        let parts = parts(text)?;
        let fits = |part: &&str| match item {
            Kind::Number { .. } => matches!(number(part), Value::Number { .. }),
            Kind::Document | Kind::DocNo => parse_doc_no(part).is_some(),
            _ => true,
        };
        parts.iter().all(fits).then_some(parts)
    }

    /// A single text in brackets with full-width commas: who can tell whether it is one item?
    fn one_item(&mut self, text: &str, span: Span) {
        let is_quoted = self.written(span).starts_with(['"', '\'']);
        let parts: Vec<&str> = text.split('，').map(str::trim).collect();
        let is_short = parts.iter().all(|part| part.chars().count() <= 10);
        if is_quoted || parts.len() < 3 || !is_short {
            return;
        }
        let (key, list) = (self.key, self.joined(&parts));
        self.diags.push(
            Diagnostic::warning(
                Code::UnusualForm,
                span,
                msg!(en: "`{key}` holds one item, with full-width commas in it", zh: "`{key}` 只算一项，里面是全角逗号"),
            )
            .help(msg!(
                en: "if there are several, write `[{list}]`; if it is one, leave out the brackets",
                zh: "如果是几项，写成 `[{list}]`；如果是一项，去掉方括号",
            )),
        );
    }

    /// Latitude before longitude.
    pub(super) fn position(&mut self, node: &mut Node) {
        let Value::List(items) = &mut node.value else {
            return;
        };
        let [first, second] = items.as_mut_slice() else {
            return;
        };
        let (Value::Number { raw: latitude, .. }, Value::Number { raw: longitude, .. }) =
            (&first.value, &second.value)
        else {
            return;
        };
        if !is_latitude_first(&[latitude, longitude]) {
            return;
        }
        let usual = format!("{longitude}, {latitude}");
        let (key, line) = (self.key, self.line(&format!("[{usual}]")));
        let span = Span {
            end: second.span.end.max(first.span.end),
            ..first.span
        };
        self.warn(
            span,
            msg!(en: "`{key}` has the latitude first", zh: "`{key}` 把纬度写在了前面"),
            msg!(en: "longitude first: `{line}`", zh: "先经度、后纬度：`{line}`"),
            usual,
        );
        items.swap(0, 1);
    }

    /// The parts of a text as values of their own, each with its place where that can be told.
    fn nodes(&self, item: &Kind, whole: Span, parts: &[&str]) -> Vec<Node> {
        let mut at = whole.range().start;
        let nodes = parts.iter().map(|part| {
            let rest = self.text.get(at..whole.range().end).unwrap_or_default();
            let span = match rest.find(part) {
                Some(offset) => {
                    let start = at + offset;
                    at = start + part.len();
                    Span::new(whole.file, start..at)
                }
                None => whole,
            };
            let value = match item {
                Kind::Number { .. } => number(part),
                _ => Value::Text((*part).to_owned()),
            };
            Node { value, span }
        });
        nodes.collect()
    }

    /// The blanks before the dash of an item that stands on a line of its own.
    fn indent_of_dash(&self, span: Span) -> Option<String> {
        let before = self.text.get(..span.range().start)?;
        let line = before.rsplit('\n').next()?;
        let indent = line.trim_end().strip_suffix('-')?;
        (self.notation == Notation::Yaml && indent.trim().is_empty()).then(|| indent.to_owned())
    }

    fn joined(&self, parts: &[&str]) -> String {
        self.quoted(parts).join(", ")
    }

    fn quoted(&self, parts: &[&str]) -> Vec<String> {
        parts.iter().map(|part| self.usual(part)).collect()
    }

    /// A text as it is written in a list, in quotation marks where it needs them.
    pub(super) fn usual(&self, text: &str) -> String {
        let is_plain = text.parse::<f64>().is_ok()
            || self.notation == Notation::Yaml
                && !text.starts_with(['-', '?', '!', '&', '*', '|', '>', '@', '%', '`'])
                && !text.contains(['"', '\'', ',', '[', ']', '{', '}', ':', '#']);
        if is_plain {
            text.to_owned()
        } else {
            quoted(text)
        }
    }
}

fn parts(text: &str) -> Option<Vec<&str>> {
    let parts = text.split(SEPARATORS).map(str::trim);
    let parts = parts.map(|part| unquoted(part).unwrap_or(part));
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    (parts.len() > 1).then_some(parts)
}

/// Whether two numbers are a latitude and a longitude of China: no number is both.
fn is_latitude_first(pair: &[&str]) -> bool {
    let [first, second] = pair else { return false };
    let is_in = |text: &str, bounds: RangeInclusive<f64>| matches!(number(text), Value::Number { value, .. } if bounds.contains(&value));
    is_in(first, 18.0..=54.0) && is_in(second, 73.0..=135.0)
}

fn number(text: &str) -> Value {
    let raw: String = text.chars().map(half_width).collect();
    match raw.parse() {
        Ok(value) => Value::Number { value, raw },
        Err(_) => Value::Text(text.to_owned()),
    }
}

/// A text without the full-width brackets that all of it stands in.
fn unbracketed(text: &str) -> Option<&str> {
    let inner = text.trim().strip_prefix(['【', '［', '〔', '['])?;
    inner.strip_suffix(['】', '］', '〕', ']']).map(str::trim)
}
