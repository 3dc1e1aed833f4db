//! Lessons in which somebody could get hurt, and nothing is said of it.
//!
//! In: the fields and the text of a lesson. A word can only be a guess at what is done, so this is a
//! warning; the list holds words that seldom mean anything else.

use std::ops::Range;

use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::fields::Record;
use crate::msg;
use crate::source::{FileId, Span};

/// What cuts, burns, stings, and what is eaten. `docs/diagnostics.md` has the list too.
const WORDS: [&str; 36] = [
    "剪刀",
    "小刀",
    "菜刀",
    "刻刀",
    "美工刀",
    "篾刀",
    "柴刀",
    "刀具",
    "锯",
    "凿",
    "锥子",
    "针线",
    "绣花针",
    "缝衣针",
    "热熔胶",
    "电钻",
    "电烙铁",
    "电锯",
    "插电",
    "明火",
    "生火",
    "点火",
    "烧火",
    "火把",
    "炉",
    "灶",
    "蜡烛",
    "油锅",
    "开水",
    "蒸",
    "煮",
    "炖",
    "炒",
    "油炸",
    "食材",
    "品尝",
];

/// Reports the first word of danger in a lesson without advice on safety.
pub(super) fn check(
    file: FileId,
    text: &str,
    body: Range<usize>,
    record: &Record,
    diags: &mut Diagnostics,
) {
    if record.get("safety").is_some() {
        return;
    }
    let fields = ["materials", "steps"].into_iter();
    let mut fields = fields.flat_map(|key| record.texts(key));
    let found = fields
        .find_map(|(text, span)| Some((word_in(text)?.1, span)))
        .or_else(|| {
            let (at, word) = word_in(text.get(body.clone())?)?;
            let start = body.start + at;
            Some((word, Span::new(file, start..start + word.len())))
        });
    let Some((word, span)) = found else {
        return;
    };
    diags.push(
        Diagnostic::warning(
            Code::MissingField,
            span,
            msg!(en: "the lesson speaks of `{word}` and has no `safety`", zh: "课里说到 `{word}`，却没有 `safety`（安全提示）"),
        )
        .help(msg!(
            en: "add a line such as `safety: 剪刀由老师保管，用完收回`; if there is no danger, say so",
            zh: "加一行，例如 `safety: 剪刀由老师保管，用完收回`；没有危险也写一句",
        )),
    );
}

/// The first word of danger in a text, and where.
fn word_in(text: &str) -> Option<(usize, &'static str)> {
    let found = WORDS
        .into_iter()
        .filter_map(|word| Some((text.find(word)?, word)));
    // Of two words at one place the longer one says more.
    found.min_by_key(|(at, word)| (*at, std::cmp::Reverse(word.len())))
}

#[cfg(test)]
mod tests {
    use super::{WORDS, word_in};

    #[test]
    fn the_words_are_documented() {
        let docs = include_str!("../../docs/diagnostics.md").replace('\n', " ");
        assert!(docs.contains(&WORDS.join(" ")));
    }

    #[test]
    fn danger_is_told_from_what_sounds_like_it() {
        assert_eq!(word_in("用剪刀剪窗花"), Some((3, "剪刀")));
        assert_eq!(word_in("红糖下锅煮开"), Some((12, "煮")));
        for harmless in ["坐火车去", "针对老年人", "打电话报名", "看剪影", "学持杆"]
        {
            assert_eq!(word_in(harmless), None, "{harmless}");
        }
    }
}
