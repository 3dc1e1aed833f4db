//! Texts, choices and addresses.

use crate::diag::{Code, Diagnostic, Diagnostics, Message, nearest};
use crate::model::{Field, Kind};
use crate::msg;
use crate::source::Span;

pub(super) fn check_text(
    field: &Field,
    kind: &Kind,
    text: &str,
    span: Span,
    diags: &mut Diagnostics,
) -> Option<()> {
    let key = &field.key;
    if text.is_empty() {
        let zh = &field.label.zh;
        diags.push(Diagnostic::error(
            Code::InvalidValue,
            span,
            msg!(en: "`{key}` holds a blank entry", zh: "`{key}`（{zh}）里有一项没有填"),
        ));
        return None;
    }
    match kind {
        Kind::Text(max) => {
            let length = text.chars().count();
            if length > *max {
                diags.push(
                    Diagnostic::error(
                        Code::InvalidValue,
                        span,
                        msg!(en: "`{key}` has {length} characters, at most {max} are allowed", zh: "`{key}` 有 {length} 个字，最多 {max} 个"),
                    )
                    .help(msg!(en: "shorten it", zh: "请写短一些")),
                );
                return None;
            }
            if let Some(pattern) = &field.pattern
                && !pattern.fits(text)
            {
                let form = pattern.expression();
                diags.push(
                    Diagnostic::error(
                        Code::InvalidValue,
                        span,
                        msg!(en: "`{key}` cannot be `{text}`", zh: "`{key}` 不能写 `{text}`"),
                    )
                    .help(match &field.hint {
                        Some(hint) => Message {
                            en: hint.en.trim_end_matches('.').to_owned(),
                            zh: hint.zh.trim_end_matches('。').to_owned(),
                        },
                        None => msg!(en: "the form is `{form}`", zh: "格式是 `{form}`"),
                    }),
                );
                return None;
            }
        }
        Kind::Choice(choices) if !choices.iter().any(|choice| choice == text) => {
            diags.push(
                Diagnostic::error(
                    Code::InvalidValue,
                    span,
                    msg!(en: "`{key}` cannot be `{text}`", zh: "`{key}` 不能写 `{text}`"),
                )
                .help(one_of(text, choices.iter().map(|choice| &**choice))),
            );
            return None;
        }
        Kind::Url if !(text.starts_with("https://") || text.starts_with("http://")) => {
            diags.push(
                Diagnostic::error(
                    Code::InvalidUrl,
                    span,
                    msg!(en: "`{text}` is no web address", zh: "`{text}` 不是网址"),
                )
                .help(
                    msg!(en: "a web address begins with `https://`", zh: "网址以 `https://` 开头"),
                ),
            );
            return None;
        }
        _ => {}
    }
    Some(())
}

/// What to write instead of a value that is in no closed list.
pub fn one_of<'a>(wrong: &str, choices: impl Iterator<Item = &'a str> + Clone) -> Message {
    if let Some(near) = nearest(wrong, choices.clone()) {
        return msg!(en: "did you mean `{near}`?", zh: "是不是想写 `{near}`？");
    }
    let list: Vec<&str> = choices.clone().take(12).collect();
    let list = list.join("、");
    let more = if choices.count() > 12 { "…" } else { "" };
    msg!(en: "write one of: {list}{more}", zh: "可以写：{list}{more}")
}
