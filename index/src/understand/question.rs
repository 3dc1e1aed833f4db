//! The words of a question that say that it is one, not what it is about.

/// What a question asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "native", derive(serde::Serialize))]
#[cfg_attr(feature = "native", serde(rename_all = "lowercase"))]
pub enum Intent {
    /// Where something is.
    Where,
    /// When it is open or takes place.
    When,
    /// How to take part.
    How,
    /// Who is in charge.
    Who,
    /// Whether it is in force.
    Valid,
    /// Something to learn.
    Learn,
}

impl Intent {
    /// Its stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Where => "where",
            Self::When => "when",
            Self::How => "how",
            Self::Who => "who",
            Self::Valid => "valid",
            Self::Learn => "learn",
        }
    }
}

/// What questions begin with, by what they ask for. The longest that fits counts.
const BEGINNINGS: [(Option<Intent>, &str); 4] = [
    (
        Some(Intent::Learn),
        "我想学习 我想学 我要学 想学习 想学 如何学习",
    ),
    (
        None,
        "我想去 我想 我要 请问 什么是 什么叫 怎么样 关于 有没有 有什么",
    ),
    (Some(Intent::How), "怎么办理 如何办理 怎么 怎样 啷个 如何"),
    (
        Some(Intent::Where),
        "怎么去 哪里有 哪里能 哪里可以 哪儿有 哪里 附近的 附近",
    ),
];

/// What questions end with.
const ENDINGS: [(Option<Intent>, &str); 7] = [
    (
        None,
        "有哪些规定 有什么规定 是什么意思 是什么 有哪些 有什么 怎么样 的方法 \
         了吗 吗 呢 的 有",
    ),
    (
        Some(Intent::How),
        "怎么办理 怎么办 怎么做 怎么报名 如何报名 怎么参加 怎么算 怎么",
    ),
    (
        Some(Intent::Where),
        "怎么走 怎么去 在哪里 在哪儿 在哪点 在哪 在什么地方 的地址 地址",
    ),
    (Some(Intent::Learn), "怎么学"),
    (
        Some(Intent::When),
        "几点开门 几点关门 什么时候开门 什么时候开始 什么时候 开放时间 开门时间 \
         开门了吗 开门 几点",
    ),
    (Some(Intent::Who), "归谁管 谁负责 找谁 的电话 电话"),
    (
        Some(Intent::Valid),
        "还有效吗 还有效 有效吗 失效了吗 作废了吗",
    ),
];

/// `text`, which is folded, without the wrapping of a question, and what it asks
/// for: 龙脑桥在哪里 asks where 龙脑桥 is. What is nothing but wrapping stays as it is.
pub(super) fn unwrap(text: &str) -> (&str, Option<Intent>) {
    let mut rest = text.trim_end_matches(['?', '？', '!', '！', '。', '~']);
    let mut intent = None;
    loop {
        let begins = without(rest, &BEGINNINGS, |text, words| text.strip_prefix(words));
        match begins.or_else(|| without(rest, &ENDINGS, |text, words| text.strip_suffix(words))) {
            // One character is too little to be all that was meant.
            Some((inner, asks)) if inner.chars().count() > 1 => {
                rest = inner;
                intent = intent.or(asks);
            }
            _ => break,
        }
    }
    (rest, intent)
}

/// `text` without the longest of the words in `table` that `strip` takes off, and what
/// these ask for.
fn without<'a>(
    text: &'a str,
    table: &[(Option<Intent>, &str)],
    strip: for<'b> fn(&'b str, &str) -> Option<&'b str>,
) -> Option<(&'a str, Option<Intent>)> {
    let mut found: Option<(&str, Option<Intent>)> = None;
    for &(asks, words) in table {
        for word in words.split(' ') {
            if let Some(rest) = strip(text, word)
                && found.is_none_or(|(shortest, _)| rest.len() < shortest.len())
            {
                found = Some((rest, asks));
            }
        }
    }
    found
}

/// Whether `text`, which is folded, is nothing but the wrapping of a question, or
/// empty.
pub(super) fn is_wrapping(text: &str) -> bool {
    let mut rest = text;
    loop {
        let begins = |table| without(rest, table, |text, words| text.strip_prefix(words));
        match begins(&BEGINNINGS).or_else(|| begins(&ENDINGS)) {
            Some((inner, _)) => rest = inner,
            None => return rest.is_empty(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Intent, is_wrapping, unwrap};

    #[test]
    fn table() {
        for (question, subject, intent) in [
            ("龙脑桥在哪里", "龙脑桥", Some(Intent::Where)),
            ("龙脑桥在哪里？", "龙脑桥", Some(Intent::Where)),
            ("我想学耍龙", "耍龙", Some(Intent::Learn)),
            ("什么是银耳莲子有哪些规定", "银耳莲子", None),
            ("怎么报名", "报名", Some(Intent::How)),
            ("书屋几点开门", "书屋", Some(Intent::When)),
            ("215号还有效吗", "215号", Some(Intent::Valid)),
            ("是什么", "是什么", None),
            ("怎么办", "怎么办", None),
            ("雨坛彩龙", "雨坛彩龙", None),
        ] {
            assert_eq!(unwrap(question), (subject, intent));
        }
        assert!(is_wrapping("有什么"));
        assert!(is_wrapping(""));
        assert!(!is_wrapping("有龙"));
    }
}
