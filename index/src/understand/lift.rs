//! Finds the names of facets and of days.
//!
//! They are looked for at the beginning and the end of a word, again and again:
//! in the middle they are more often part of something else, as 活动 in
//! 全民终身学习活动周.

use super::{Lifted, Reading, days, question};
use crate::published::{Date, Vocabulary};

/// Takes names off both ends of `text`, which is folded, and puts them into
/// `reading`. Returns what is left, empty if that says nothing.
pub(super) fn lift<'a>(
    text: &'a str,
    vocabulary: &Vocabulary,
    literal: &[String],
    today: Option<Date>,
    reading: &mut Reading,
) -> &'a str {
    let mut rest = text;
    loop {
        let trimmed = question::unwrap(rest).0;
        let found = phrase(trimmed, vocabulary, literal)
            .or_else(|| day(trimmed, literal, today, reading.days.is_some()));
        // One character more makes another word: 课程表 is no course.
        let Some((lifted, span, inner)) = found.filter(|(.., inner)| inner.chars().count() != 1)
        else {
            break;
        };
        reading.days = reading.days.or(span);
        reading.lifted.push(lifted);
        rest = inner;
    }
    if rest != text && question::is_wrapping(rest) {
        return "";
    }
    if rest == text {
        text
    } else {
        question::unwrap(rest).0
    }
}

/// A part of a text that was found, the days that it means, and the rest.
type Found<'a> = (Lifted, Option<days::Days>, &'a str);

fn phrase<'a>(text: &'a str, vocabulary: &Vocabulary, literal: &[String]) -> Option<Found<'a>> {
    let mut phrases = vocabulary.phrases.iter();
    phrases.find_map(|phrase| {
        let rest = text
            .strip_prefix(phrase.text.as_str())
            .or_else(|| text.strip_suffix(phrase.text.as_str()))
            .filter(|_| !literal.iter().any(|one| holds(one, &phrase.text)))?;
        let lifted = Lifted {
            text: phrase.text.clone(),
            key: phrase.key.clone(),
            value: phrase.value.clone(),
        };
        Some((lifted, None, rest))
    })
}

/// Whether `text` has `part` in it. The standard library's search for any length of text
/// would be a hundredth of the engine.
fn holds(text: &str, part: &str) -> bool {
    let mut rest = text.chars();
    loop {
        if rest.as_str().starts_with(part) {
            return true;
        }
        if rest.next().is_none() {
            return false;
        }
    }
}

fn day<'a>(
    text: &'a str,
    literal: &[String],
    today: Option<Date>,
    found: bool,
) -> Option<Found<'a>> {
    let today = today.filter(|_| !found)?;
    let (name, span, rest) = days::named(text, today)?;
    let lifted = Lifted {
        text: name.to_owned(),
        key: "date".to_owned(),
        value: span.text(),
    };
    (!literal.contains(&lifted.text)).then_some((lifted, Some(span), rest))
}

#[cfg(test)]
mod tests {
    use super::lift;
    use crate::published::{Date, Phrase, Vocabulary};
    use crate::understand::Reading;

    fn lifted(text: &str, literal: &[&str]) -> (String, Vec<String>) {
        let phrase = |(text, key, value): (&str, &str, &str)| Phrase {
            text: text.to_owned(),
            key: key.to_owned(),
            value: value.to_owned(),
        };
        let vocabulary = Vocabulary {
            phrases: [
                ("玄滩镇", "town", "玄滩镇"),
                ("县城", "town", "玉蟾街道"),
                ("省级", "level", "省级"),
                ("非遗", "type", "heritage"),
                ("活动", "type", "event"),
                ("课", "type", "course"),
            ]
            .map(phrase)
            .into(),
            ..Vocabulary::default()
        };
        let literal: Vec<String> = literal.iter().map(|&text| text.to_owned()).collect();
        let mut reading = Reading::default();
        let today = Date::parse("2026-11-20");
        let rest = lift(text, &vocabulary, &literal, today, &mut reading).to_owned();
        let lifted = reading.lifted.into_iter();
        (
            rest,
            lifted
                .map(|one| format!("{}={}", one.key, one.value))
                .collect(),
        )
    }

    #[test]
    fn table() {
        for (text, rest, expected) in [
            ("玄滩镇", "", &["town=玄滩镇"][..]),
            ("省级非遗", "", &["level=省级", "type=heritage"]),
            ("县城有什么课", "", &["town=玉蟾街道", "type=course"]),
            ("玄滩镇农家书屋", "农家书屋", &["town=玄滩镇"]),
            ("全民终身学习活动周", "全民终身学习活动周", &[]),
            ("这周六有什么活动", "", &["type=event", "date=2026-11-21"]),
            ("活动室", "活动室", &[]),
        ] {
            let (found, mut lifts) = lifted(text, &[]);
            lifts.sort_unstable();
            let mut expected: Vec<&str> = expected.to_vec();
            expected.sort_unstable();
            assert_eq!(
                (found.as_str(), lifts),
                (rest, expected.iter().map(|&one| one.to_owned()).collect()),
                "{text}"
            );
        }
        assert_eq!(
            lifted("省级非遗", &["省级"]),
            ("省级".to_owned(), vec!["type=heritage".to_owned()])
        );
    }
}
