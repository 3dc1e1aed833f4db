//! The few words that a page's HTML holds and its author did not write.

use std::borrow::Cow;

/// Words in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "each says where it is shown")]
pub struct Labels {
    /// Titles of notice boxes, by kind.
    pub info: Cow<'static, str>,
    pub tip: Cow<'static, str>,
    pub important: Cow<'static, str>,
    pub warning: Cow<'static, str>,
    pub danger: Cow<'static, str>,
    /// Name of the footnotes, for screen readers.
    pub footnotes: Cow<'static, str>,
    /// Name of the link from a footnote to the text, for screen readers.
    pub back: Cow<'static, str>,
    /// Link to the written form of a sound or film.
    pub transcript: Cow<'static, str>,
    /// Names of the check boxes in task lists, for screen readers.
    pub done: Cow<'static, str>,
    pub to_do: Cow<'static, str>,
    /// Name of the box that a wide table scrolls in, for screen readers.
    pub table: Cow<'static, str>,
}

impl Labels {
    /// Simplified Chinese.
    pub fn zh() -> Self {
        Self {
            info: "说明".into(),
            tip: "提示".into(),
            important: "重要".into(),
            warning: "注意".into(),
            danger: "危险".into(),
            footnotes: "脚注".into(),
            back: "回到正文".into(),
            transcript: "文字稿".into(),
            done: "已完成".into(),
            to_do: "未完成".into(),
            table: "表格".into(),
        }
    }

    /// English.
    pub fn en() -> Self {
        Self {
            info: "Note".into(),
            tip: "Tip".into(),
            important: "Important".into(),
            warning: "Warning".into(),
            danger: "Danger".into(),
            footnotes: "Footnotes".into(),
            back: "Back to the text".into(),
            transcript: "Transcript".into(),
            done: "Done".into(),
            to_do: "To do".into(),
            table: "Table".into(),
        }
    }
}
