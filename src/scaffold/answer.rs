//! What an author types for a field, as YAML.
//!
//! In: a field and a typed text. Out: what stands behind its key, or what is wrong with it, as the
//! builder would say it.

use std::collections::BTreeMap;

use crate::diag::{Diagnostics, Message};
use crate::fields::{self, one_of};
use crate::model::{Field, Kind};
use crate::msg;
use crate::source::{SourceDb, Span};
use crate::value::{Node, Value, quoted};
use crate::vocabulary::Vocabulary;

/// What stands between the values of a list: a line of numbers or words, or of sentences.
const BETWEEN_WORDS: [char; 7] = [' ', '\u{3000}', '、', '，', ',', '；', ';'];
const BETWEEN_SENTENCES: [char; 2] = ['；', ';'];

/// The values that a field may have, where there are few enough to choose from. `titles` are those of
/// the pages of each type.
pub fn choices(
    kind: &Kind,
    vocabularies: &BTreeMap<String, Vocabulary>,
    titles: &BTreeMap<String, Vec<String>>,
) -> Vec<String> {
    match kind.item() {
        Kind::Choice(choices) => choices.iter().map(|one| one.clone().into_owned()).collect(),
        Kind::Bool => vec!["true".to_owned(), "false".to_owned()],
        Kind::Term(taxonomy) => {
            let terms = vocabularies.get(&**taxonomy).map(|words| &words.terms);
            let terms = terms.into_iter().flatten();
            terms.map(|term| term.name.clone()).collect()
        }
        Kind::Page(types) => {
            let own = types.iter().filter_map(|one| titles.get(&**one));
            own.flatten().cloned().collect()
        }
        _ => Vec::new(),
    }
}

/// The YAML for what was typed: a value, the number of one of the `choices`, or several of either where
/// the field is a list.
///
/// # Errors
/// What is wrong with it, and how to write it.
pub fn answer(field: &Field, typed: &str, choices: &[String]) -> Result<String, Vec<Message>> {
    let Kind::List(item) = &field.kind else {
        return one(field, &field.kind, typed.trim(), choices);
    };
    let between: &[char] = match **item {
        Kind::Choice(_) | Kind::Term(_) | Kind::Page(_) | Kind::Number { .. } => &BETWEEN_WORDS,
        _ => &BETWEEN_SENTENCES,
    };
    let parts = typed.split(between).map(str::trim);
    let parts = parts.filter(|part| !part.is_empty());
    let parts: Result<Vec<String>, Vec<Message>> =
        parts.map(|part| one(field, item, part, choices)).collect();
    Ok(format!("[{}]", parts?.join(", ")))
}

fn one(
    field: &Field,
    kind: &Kind,
    typed: &str,
    choices: &[String],
) -> Result<String, Vec<Message>> {
    let number = typed
        .parse::<usize>()
        .ok()
        .filter(|_| !matches!(kind, Kind::Number { .. }));
    let chosen = number.and_then(|number| choices.get(number.checked_sub(1)?));
    let text = chosen.map_or(typed, String::as_str);
    if matches!(kind, Kind::Term(_) | Kind::Page(_)) {
        // Of pages there may be others soon; terms are a closed list.
        let known = choices.is_empty() || choices.iter().any(|one| one == text);
        if !known && matches!(kind, Kind::Term(_)) {
            return Err(vec![
                msg!(en: "there is no `{text}`", zh: "没有 `{text}`"),
                one_of(text, choices.iter().map(String::as_str)),
            ]);
        }
    }
    let value = match (kind, text) {
        (Kind::Bool, "true" | "是" | "y" | "yes") => Value::Bool(true),
        (Kind::Bool, "false" | "否" | "n" | "no") => Value::Bool(false),
        (Kind::Number { .. }, _) => match text.parse() {
            Ok(value) => Value::Number {
                value,
                raw: text.to_owned(),
            },
            Err(_) => Value::Text(text.to_owned()),
        },
        _ => Value::Text(text.to_owned()),
    };
    let mut sources = SourceDb::default();
    let span = Span::file(sources.add("answer", text));
    let mut diags = Diagnostics::default();
    let checked = fields::read_value(field, kind, &Node { value, span }, &mut diags);
    let Some(checked) = checked.filter(|_| diags.errors() == 0) else {
        let told = diags.sorted().into_iter();
        return Err(told
            .flat_map(|one| std::iter::once(one.message.clone()).chain(one.help.clone()))
            .collect());
    };
    Ok(match checked.value {
        fields::FieldValue::Text(text) => scalar(&text),
        fields::FieldValue::Moment(moment) => moment.to_string(),
        fields::FieldValue::Number(_, raw) => raw,
        fields::FieldValue::Bool(value) => value.to_string(),
        _ => scalar(text),
    })
}

/// A text as a YAML value: bare where that is plain text, else in quotation marks.
pub fn scalar(text: &str) -> String {
    let plain = text.chars().all(|c| {
        c.is_alphanumeric() || "_-./（）〔〕《》“”、，。；：！？—%+".contains(c) || c == ' '
    });
    let starts = text.starts_with(|c: char| c.is_alphabetic() || c == '《');
    let is_word = matches!(
        text,
        "true" | "false" | "null" | "yes" | "no" | "on" | "off" | "y" | "n"
    );
    if plain && starts && !is_word && text.trim() == text {
        return text.to_owned();
    }
    quoted(&text.replace(['\n', '\r', '\t'], " "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Schema;

    fn ask(kind: &str, key: &str, typed: &str) -> Result<String, String> {
        let schema = Schema::built_in();
        let kind = schema.find(kind).unwrap();
        let field = schema
            .fields_of(kind)
            .find(|field| field.key == key)
            .unwrap();
        let choices = choices(&field.kind, &BTreeMap::new(), &BTreeMap::new());
        answer(field, typed, &choices).map_err(|told| told[0].zh.clone())
    }

    #[test]
    fn what_is_typed_becomes_yaml() {
        let good = [
            ("course", "mode", "2", "线下"),
            ("course", "mode", "线上", "线上"),
            ("course", "duration_min", "６０", "60"),
            ("course", "fee", "0", "0"),
            (
                "heritage_lesson",
                "steps",
                "看龙头；学持杆",
                "[看龙头, 学持杆]",
            ),
            ("policy", "written_on", "2016年11月18日", "2016-11-18"),
            (
                "policy",
                "doc_no",
                "泸县府办发[2016]215号",
                "泸县府办发〔2016〕215号",
            ),
            ("town_feature", "primary", "是", "true"),
            ("venue", "address", "1号: 甲 #2", "\"1号: 甲 #2\""),
            ("venue", "phone", "0830-8181234", "\"0830-8181234\""),
            ("course", "topic", "科普、法制", "[科普, 法制]"),
        ];
        for (kind, key, typed, yaml) in good {
            assert_eq!(ask(kind, key, typed), Ok(yaml.to_owned()), "{key}: {typed}");
        }
    }

    #[test]
    fn what_cannot_be_is_told_as_the_builder_tells_it() {
        let bad = [
            ("course", "mode", "网上", "`mode` 不能写 `网上`"),
            (
                "course",
                "duration_min",
                "两小时",
                "`duration_min` 应是数字，这里是文字",
            ),
            (
                "course",
                "duration_min",
                "1000",
                "`duration_min` 不能是 1000",
            ),
            (
                "policy",
                "written_on",
                "去年",
                "`written_on` 不是日期：`去年`",
            ),
        ];
        for (kind, key, typed, told) in bad {
            assert_eq!(
                ask(kind, key, typed),
                Err(told.to_owned()),
                "{key}: {typed}"
            );
        }
    }
}
