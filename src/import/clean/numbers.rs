//! Numbers of documents in a text.

use super::super::changes::{Change, Changes};
use super::line::{Letter, is_han, is_space};
use crate::fields::{half_width, parse_doc_no};

/// Numbers of documents with the brackets that a scan or a web page lost: 泸县府办发2016215号.
pub(super) fn with_doc_numbers(letters: Vec<Letter>, changes: &mut Changes) -> Vec<Letter> {
    let mut kept: Vec<Letter> = Vec::with_capacity(letters.len());
    for letter in letters {
        kept.push(letter);
        if letter.char != '号' {
            continue;
        }
        let chars = || kept.iter().rev().map(|letter| letter.char);
        let tail = 1 + chars()
            .skip(1)
            .take(16)
            .take_while(|char| {
                half_width(*char).is_ascii_digit()
                    || is_space(*char)
                    || "[]()〔〕【】［］（）第".contains(*char)
            })
            .count();
        let organ = chars()
            .skip(tail)
            .take(12)
            .take_while(|char| is_han(*char))
            .count();
        let start = kept.len() - tail;
        let text: String = kept
            .iter()
            .skip(start - organ)
            .map(|letter| letter.char)
            .collect();
        let Some(number) = parse_doc_no(&text) else {
            continue;
        };
        let old: String = kept.iter().skip(start).map(|letter| letter.char).collect();
        let new = format!("〔{}〕{}号", number.year, number.number);
        let bracketed = old.contains(['[', '(', '〔', '【', '［', '（']);
        if old == new || !bracketed && !number.organ.ends_with(is_end_of_organ) {
            continue;
        }
        let of = kept.get(start).map_or(letter.of, |letter| letter.of);
        changes.add(Change::DocNumbers, || format!("{old} → {new}"));
        kept.truncate(start);
        kept.extend(new.chars().map(|char| Letter { char, of }));
    }
    kept
}

/// What the part of a number before the year ends with. Without brackets only that tells it from the number
/// of a house.
fn is_end_of_organ(char: char) -> bool {
    "发函字办文令规通告成教委政组宣人财民党厅".contains(char)
}

#[cfg(test)]
mod tests {
    use super::super::clean_text;
    use super::*;

    #[test]
    fn document_numbers_get_their_brackets() {
        for (text, expected) in [
            ("泸县府办发2016215号", "泸县府办发〔2016〕215号"),
            ("（教职成2016 4 号）精神", "（教职成〔2016〕4号）精神"),
            ("川委发[2010]18号文", "川委发〔2010〕18号文"),
            ("泸县府办发（２０１６）215 号", "泸县府办发〔2016〕215号"),
            ("泸县府办发〔2016〕215号", "泸县府办发〔2016〕215号"),
            ("住在人民路20164号", "住在人民路20164号"),
            ("电话2016215号线", "电话2016215号线"),
        ] {
            assert_eq!(
                clean_text(text, &mut Changes::default()),
                expected,
                "{text}"
            );
        }
    }
}
