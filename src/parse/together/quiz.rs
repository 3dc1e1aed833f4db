//! Self-checks: the answer is one of the options.

use crate::diag::{Code, Diagnostic, Diagnostics, nearest};
use crate::fields::{Checked, FieldValue, Record};
use crate::msg;

/// Checks the questions of a page.
pub(super) fn check(record: &Record, diags: &mut Diagnostics) {
    let Some(FieldValue::List(questions)) = record.get("quiz").map(|one| &one.value) else {
        return;
    };
    for Checked { value, .. } in questions {
        if let FieldValue::Table(question) = value {
            check_question(question, diags);
        }
    }
}

fn check_question(question: &Record, diags: &mut Diagnostics) {
    let options: Vec<&str> = question
        .texts("options")
        .into_iter()
        .map(|(text, _)| text)
        .collect();
    let Some(first) = options.first() else {
        return;
    };
    for (answer, span) in question.texts("answer") {
        if options.contains(&answer) {
            continue;
        }
        // `B` is the second option, or the one that begins with it.
        let lettered = |option: &&&str| {
            let rest = option.strip_prefix(answer);
            rest.is_some_and(|rest| rest.starts_with(['.', '、', '．', ' ', '：', ':']))
        };
        let letter = || {
            let at = "ABCDEFGH"
                .find(&answer.to_ascii_uppercase())
                .filter(|_| answer.len() == 1);
            options.get(at?).copied()
        };
        let near = options
            .iter()
            .find(lettered)
            .copied()
            .or_else(letter)
            .or_else(|| nearest(answer, options.iter().copied()));
        let meant = near.unwrap_or(first);
        diags.push(
            Diagnostic::error(
                Code::InvalidValue,
                span,
                msg!(en: "the answer `{answer}` is none of the options", zh: "答案 `{answer}` 不在选项里"),
            )
            .help(msg!(
                en: "copy the right option, for example `{meant}`",
                zh: "照抄对的选项，例如 `{meant}`",
            )),
        );
    }
}
