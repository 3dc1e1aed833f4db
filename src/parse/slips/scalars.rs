//! Slips in single values.

use super::{Mender, unquoted};
use crate::fields::half_width;
use crate::model::Kind;
use crate::msg;
use crate::value::{Node, Value};

/// Words for `true` and for `false`.
const YES: [&str; 6] = ["是", "对", "有", "yes", "true", "on"];
const NO: [&str; 7] = ["否", "不是", "没有", "无", "no", "false", "off"];

/// Words for a fee of 0.
const FREE: [&str; 3] = ["免费", "不收费", "不要钱"];

impl Mender<'_> {
    /// A text where one value belongs.
    pub(super) fn scalar(&mut self, kind: &Kind, node: &mut Node) {
        let Value::Text(text) = &node.value else {
            return;
        };
        let text = text.trim().to_owned();
        let bare = unquoted(&text).unwrap_or(&text);
        match kind {
            Kind::Bool => {
                let word = bare.to_ascii_lowercase();
                let word = word.as_str();
                let value = YES.contains(&word);
                if value || NO.contains(&word) {
                    self.means(node, &text, Value::Bool(value), &value.to_string());
                }
            }
            Kind::Number { .. } => {
                // Digits in full width alone are read as they are.
                let wide: String = text.chars().map(half_width).collect();
                let is_wide = wide != text && wide.trim().parse::<f64>().is_ok();
                if let Some(number) = self.number(bare).filter(|_| !is_wide) {
                    let raw = number.to_string();
                    let value = Value::Number {
                        value: number,
                        raw: raw.clone(),
                    };
                    self.means(node, &text, value, &raw);
                }
            }
            _ => self.quotes(kind, node),
        }
    }

    fn means(&mut self, node: &mut Node, written: &str, value: Value, usual: &str) {
        let (key, line) = (self.key, self.line(usual));
        self.warn(
            node.span,
            msg!(en: "`{key}` is `{written}`, taken for `{usual}`", zh: "`{key}` 写的是 `{written}`，按 `{usual}` 处理"),
            msg!(en: "write `{line}`", zh: "写成 `{line}`"),
            usual.to_owned(),
        );
        node.value = value;
    }

    /// Curly quotation marks round a value that is no running text, or at one end of any.
    fn quotes(&mut self, kind: &Kind, node: &mut Node) {
        let Value::Text(text) = &node.value else {
            return;
        };
        let one_sided = || {
            let inner = text.trim().strip_prefix('“')?.strip_suffix('"')?;
            (!inner.contains(['“', '”', '"'])).then_some(inner)
        };
        let is_prose = self.is_prose(kind);
        let inner = match unquoted(text).filter(|_| !is_prose) {
            Some(inner) => inner,
            None => match one_sided() {
                Some(inner) => inner,
                None => return,
            },
        };
        let inner = inner.to_owned();
        let usual = if is_prose {
            format!("\"{inner}\"")
        } else {
            self.usual(&inner)
        };
        let (key, line) = (self.key, self.line(&usual));
        self.warn(
            node.span,
            msg!(en: "the value of `{key}` stands in curly quotation marks", zh: "`{key}` 的值用了中文引号"),
            msg!(en: "write `{line}`", zh: "写成 `{line}`"),
            usual,
        );
        node.value = Value::Text(inner);
    }

    /// The number that a text with a unit means.
    fn number(&self, text: &str) -> Option<f64> {
        let units = &self.field.units;
        let is_of = |unit: &str| units.iter().any(|one| one == unit);
        if is_of("元") && FREE.contains(&text) {
            return Some(0.0);
        }
        let text: String = text.chars().map(half_width).collect();
        let text = text.trim();
        let text = if is_of("元") {
            text.trim_start_matches(['¥', '￥']).trim_start()
        } else {
            text
        };
        let end = text.find(|c: char| !(c.is_ascii_digit() || c == '.'));
        let (number, unit) = text.split_at(end.unwrap_or(text.len()));
        let number: f64 = number.parse().ok()?;
        match unit.trim() {
            "小时" | "个小时" if is_of("分钟") => Some(number * 60.0),
            unit if unit.is_empty() || is_of(unit) => Some(number),
            _ => None,
        }
    }
}
