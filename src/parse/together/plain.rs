//! Plain words: sentences that can be read in one go.

use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::fields::Record;
use crate::msg;

/// Longest average sentence, in characters without punctuation.
const LONGEST: usize = 35;

/// Checks the plain words of a page.
pub(super) fn check(record: &Record, diags: &mut Diagnostics) {
    let (Some(text), Some(checked)) = (record.text("plain_words"), record.get("plain_words"))
    else {
        return;
    };
    let length = average(text);
    if length > LONGEST {
        diags.push(
            Diagnostic::warning(
                Code::HardToRead,
                checked.span,
                msg!(
                    en: "the sentences of `plain_words` have {length} characters on average",
                    zh: "大白话平均每句 {length} 个字，太长了",
                ),
            )
            .help(msg!(
                en: "make shorter sentences, of at most {LONGEST}",
                zh: "把长句拆短，每句不超过 {LONGEST} 个字，用句号断开",
            )),
        );
    }
}

fn average(text: &str) -> usize {
    let sentences = text.split(['。', '！', '？', '；', '…', '!', '?', ';', '\n']);
    let lengths: Vec<usize> = sentences
        .map(|sentence| sentence.chars().filter(|c| c.is_alphanumeric()).count())
        .filter(|length| *length > 0)
        .collect();
    lengths.iter().sum::<usize>() / lengths.len().max(1)
}

#[cfg(test)]
mod tests {
    use super::average;

    #[test]
    fn sentences_end_where_readers_pause() {
        assert_eq!(
            average("满六十岁就能报名。不收钱！带身份证，到镇上的社区学校。"),
            7
        );
        assert_eq!(average(""), 0);
        assert_eq!(average("。。。"), 0);
    }
}
