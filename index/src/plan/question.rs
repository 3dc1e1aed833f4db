//! The words of a question that say that it is one, not what it is about.

use std::borrow::Cow;

use crate::analyze::fold;

/// What questions begin with; longer before shorter.
const BEGINNINGS: [&str; 16] = [
    "我想学习",
    "我想学",
    "我要学",
    "我想",
    "请问",
    "什么是",
    "什么叫",
    "怎么办理",
    "如何办理",
    "如何学习",
    "怎么样",
    "怎么",
    "怎样",
    "如何",
    "关于",
    "哪里有",
];

/// What questions end with; longer before shorter.
const ENDINGS: [&str; 18] = [
    "有哪些规定",
    "有什么规定",
    "是什么意思",
    "是什么",
    "有哪些",
    "有什么",
    "怎么办理",
    "怎么办",
    "怎么做",
    "怎么走",
    "怎么样",
    "的方法",
    "在哪里",
    "在哪儿",
    "在哪",
    "几点开门",
    "吗",
    "呢",
];

/// `text` without the wrapping of a question: 龙脑桥在哪里 asks for 龙脑桥. What
/// is nothing but wrapping stays as it is.
pub(super) fn unwrap(text: &str) -> Cow<'_, str> {
    let folded: String = text.chars().map(fold).collect();
    let mut rest = folded.trim_end_matches(['?', '？']);
    loop {
        let begins = BEGINNINGS
            .iter()
            .find_map(|beginning| rest.strip_prefix(beginning));
        let ends = ENDINGS.iter().find_map(|ending| rest.strip_suffix(ending));
        match begins.or(ends) {
            // One character is too little to be all that was meant.
            Some(inner) if inner.chars().nth(1).is_some() => rest = inner,
            _ => break,
        }
    }
    if rest.len() == folded.len() {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(rest.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::unwrap;

    #[test]
    fn table() {
        for (question, subject) in [
            ("龙脑桥在哪里", "龙脑桥"),
            ("龍腦橋在哪裡？", "龙脑桥"),
            ("我想学耍龙", "耍龙"),
            ("什么是银耳莲子有哪些规定", "银耳莲子"),
            ("怎么报名", "报名"),
            ("是什么", "是什么"),
            ("怎么办", "怎么办"),
            ("雨壇彩龍", "雨壇彩龍"),
        ] {
            assert_eq!(unwrap(question), subject);
        }
    }
}
