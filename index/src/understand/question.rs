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

/// What questions begin with; longer before shorter.
const BEGINNINGS: [(&str, Option<Intent>); 30] = [
    ("我想学习", Some(Intent::Learn)),
    ("我想学", Some(Intent::Learn)),
    ("我要学", Some(Intent::Learn)),
    ("我想去", None),
    ("我想", None),
    ("我要", None),
    ("想学习", Some(Intent::Learn)),
    ("想学", Some(Intent::Learn)),
    ("请问", None),
    ("什么是", None),
    ("什么叫", None),
    ("怎么办理", Some(Intent::How)),
    ("如何办理", Some(Intent::How)),
    ("如何学习", Some(Intent::Learn)),
    ("怎么样", None),
    ("怎么去", Some(Intent::Where)),
    ("怎么", Some(Intent::How)),
    ("怎样", Some(Intent::How)),
    ("啷个", Some(Intent::How)),
    ("如何", Some(Intent::How)),
    ("关于", None),
    ("哪里有", Some(Intent::Where)),
    ("哪里能", Some(Intent::Where)),
    ("哪里可以", Some(Intent::Where)),
    ("哪儿有", Some(Intent::Where)),
    ("哪里", Some(Intent::Where)),
    ("附近的", Some(Intent::Where)),
    ("附近", Some(Intent::Where)),
    ("有没有", None),
    ("有什么", None),
];

/// What questions end with; longer before shorter.
const ENDINGS: [(&str, Option<Intent>); 51] = [
    ("有哪些规定", None),
    ("有什么规定", None),
    ("是什么意思", None),
    ("是什么", None),
    ("有哪些", None),
    ("有什么", None),
    ("怎么办理", Some(Intent::How)),
    ("怎么办", Some(Intent::How)),
    ("怎么做", Some(Intent::How)),
    ("怎么走", Some(Intent::Where)),
    ("怎么去", Some(Intent::Where)),
    ("怎么样", None),
    ("怎么报名", Some(Intent::How)),
    ("如何报名", Some(Intent::How)),
    ("怎么参加", Some(Intent::How)),
    ("怎么学", Some(Intent::Learn)),
    ("怎么算", Some(Intent::How)),
    ("怎么", Some(Intent::How)),
    ("的方法", None),
    ("在哪里", Some(Intent::Where)),
    ("在哪儿", Some(Intent::Where)),
    ("在哪点", Some(Intent::Where)),
    ("在哪", Some(Intent::Where)),
    ("在什么地方", Some(Intent::Where)),
    ("的地址", Some(Intent::Where)),
    ("地址", Some(Intent::Where)),
    ("几点开门", Some(Intent::When)),
    ("几点关门", Some(Intent::When)),
    ("什么时候开门", Some(Intent::When)),
    ("什么时候开始", Some(Intent::When)),
    ("什么时候", Some(Intent::When)),
    ("开放时间", Some(Intent::When)),
    ("开门时间", Some(Intent::When)),
    ("开门了吗", Some(Intent::When)),
    ("开门", Some(Intent::When)),
    ("几点", Some(Intent::When)),
    ("归谁管", Some(Intent::Who)),
    ("谁负责", Some(Intent::Who)),
    ("找谁", Some(Intent::Who)),
    ("的电话", Some(Intent::Who)),
    ("电话", Some(Intent::Who)),
    ("还有效吗", Some(Intent::Valid)),
    ("还有效", Some(Intent::Valid)),
    ("有效吗", Some(Intent::Valid)),
    ("失效了吗", Some(Intent::Valid)),
    ("作废了吗", Some(Intent::Valid)),
    ("了吗", None),
    ("吗", None),
    ("呢", None),
    ("的", None),
    ("有", None),
];

/// `text`, which is folded, without the wrapping of a question, and what it asks
/// for: 龙脑桥在哪里 asks where 龙脑桥 is. What is nothing but wrapping stays as it is.
pub(super) fn unwrap(text: &str) -> (&str, Option<Intent>) {
    let mut rest = text.trim_end_matches(['?', '？', '!', '！', '。', '~']);
    let mut intent = None;
    loop {
        let begins = BEGINNINGS
            .iter()
            .find_map(|(beginning, asks)| Some((rest.strip_prefix(beginning)?, *asks)));
        let ends = ENDINGS
            .iter()
            .find_map(|(ending, asks)| Some((rest.strip_suffix(ending)?, *asks)));
        match begins.or(ends) {
            // One character is too little to be all that was meant.
            Some((inner, asks)) if inner.chars().nth(1).is_some() => {
                rest = inner;
                intent = intent.or(asks);
            }
            _ => break,
        }
    }
    (rest, intent)
}

/// Whether `text`, which is folded, is nothing but the wrapping of a question, or
/// empty.
pub(super) fn is_wrapping(text: &str) -> bool {
    let mut rest = text;
    loop {
        let mut wrapping = BEGINNINGS.iter().chain(&ENDINGS);
        let inner = wrapping.find_map(|(words, _)| rest.strip_prefix(words));
        match inner {
            Some(inner) => rest = inner,
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
