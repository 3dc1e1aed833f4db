//! What kind of character a character is, where Chinese needs its own rules.
//!
//! The terms are those of the CJK-friendly amendments to CommonMark
//! (<https://github.com/tats-u/markdown-cjk-friendly/blob/main/specification.md>), which rest on the
//! Unicode properties East Asian Width, Script and General Category.

use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory as _};

/// Blocks whose characters are wide, full-width or half-width, and no emoji; Hangul whatever its width.
/// Unassigned code points between them do not matter, so neighbouring ranges are joined.
const CJK: &[(char, char)] = &[
    ('\u{1100}', '\u{11ff}'),   // Hangul Jamo
    ('\u{20a9}', '\u{20a9}'),   // Won sign (half-width)
    ('\u{2329}', '\u{232a}'),   // angle brackets
    ('\u{2630}', '\u{2637}'),   // trigrams
    ('\u{268a}', '\u{268f}'),   // monograms, digrams
    ('\u{2e80}', '\u{303e}'),   // radicals, description characters, CJK punctuation
    ('\u{3041}', '\u{3247}'),   // kana, Bopomofo, Hangul Jamo, enclosed letters
    ('\u{3250}', '\u{a4cf}'),   // enclosed letters, ideographs, Yi
    ('\u{a960}', '\u{a97f}'),   // Hangul Jamo
    ('\u{ac00}', '\u{d7ff}'),   // Hangul
    ('\u{f900}', '\u{faff}'),   // compatibility ideographs
    ('\u{fe10}', '\u{fe19}'),   // vertical forms
    ('\u{fe30}', '\u{fe6f}'),   // compatibility and small forms
    ('\u{ff01}', '\u{ffee}'),   // full-width and half-width forms
    ('\u{16fe0}', '\u{18dff}'), // Tangut, Khitan
    ('\u{1aff0}', '\u{1b2ff}'), // kana, Nüshu
    ('\u{1d300}', '\u{1d376}'), // Tai Xuan Jing, counting rods
    ('\u{1f200}', '\u{1f200}'), // enclosed ideographs that are no emoji
    ('\u{1f202}', '\u{1f202}'),
    ('\u{1f210}', '\u{1f219}'),
    ('\u{1f21b}', '\u{1f22e}'),
    ('\u{1f230}', '\u{1f231}'),
    ('\u{1f237}', '\u{1f237}'),
    ('\u{1f23b}', '\u{1f265}'),
    ('\u{20000}', '\u{3fffd}'), // supplementary ideographs
];

/// “CJK code point without variation selector”.
pub(super) fn is_cjk(char: char) -> bool {
    match char {
        ..'\u{1100}' => return false,
        '\u{4e00}'..='\u{9fff}' => return true,
        _ => {}
    }
    let next = CJK.partition_point(|(first, _)| *first <= char);
    next.checked_sub(1)
        .and_then(|last| CJK.get(last))
        .is_some_and(|(_, last)| char <= *last)
}

/// “Unicode punctuation character” of CommonMark 0.31: punctuation and symbols.
pub(super) fn is_punctuation(char: char) -> bool {
    if char.is_ascii() {
        char.is_ascii_punctuation()
    } else {
        matches!(
            char.general_category_group(),
            GeneralCategoryGroup::Punctuation | GeneralCategoryGroup::Symbol
        )
    }
}

/// Hangul is written with spaces between words.
fn is_hangul(char: char) -> bool {
    matches!(char,
        '\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}' | '\u{3200}'..='\u{321e}'
        | '\u{3260}'..='\u{327e}' | '\u{a960}'..='\u{a97f}' | '\u{ac00}'..='\u{d7ff}'
        | '\u{ffa0}'..='\u{ffdc}' | '\u{20a9}' | '\u{ffe6}')
}

/// An ideographic variation selector.
pub(super) fn is_ideographic_selector(char: char) -> bool {
    matches!(char, '\u{e0100}'..='\u{e01ef}')
}

/// A standard variation selector that can follow a CJK character.
pub(super) fn is_standard_selector(char: char) -> bool {
    matches!(char, '\u{fe00}'..='\u{fe02}' | '\u{fe0e}')
}

/// Whether lines that end and begin with these characters are one run of text, with no space between:
/// both are written without spaces. Quotes, dashes and ellipses, which Chinese shares with Latin, go
/// with the character on the other side.
pub(super) fn joins(before: char, after: char) -> bool {
    let spaceless = |char| {
        is_cjk(char) && !is_hangul(char)
            || is_ideographic_selector(char)
            || is_standard_selector(char)
    };
    let shared = |char| matches!(char, '“' | '”' | '‘' | '’' | '—' | '…' | '·');
    match (spaceless(before), spaceless(after)) {
        (true, true) => true,
        (true, false) => shared(after),
        (false, true) => shared(before),
        (false, false) => false,
    }
}

/// Whether a character counts as a word by itself: ideographs and kana.
pub(super) fn is_word(char: char) -> bool {
    // Nearly all of them, without a search through tables.
    if matches!(char, '\u{4e00}'..='\u{9fff}') {
        return true;
    }
    is_cjk(char) && char.is_alphanumeric() && !is_hangul(char) && !is_full_width_latin(char)
}

fn is_full_width_latin(char: char) -> bool {
    matches!(char, '\u{ff10}'..='\u{ff19}' | '\u{ff21}'..='\u{ff3a}' | '\u{ff41}'..='\u{ff5a}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes() {
        for char in "学，。「」（）、！＊〇〽㊗﨑𰻞あ한ㄅ〾\u{3000}"
            .chars()
            .filter(|char| *char != '\u{3000}')
        {
            assert!(is_cjk(char), "{char}");
        }
        for char in "a1*“”—…·é😀⭐🈚①\u{303f}".chars() {
            assert!(!is_cjk(char), "{char}");
        }
        for char in "，。「“—…+$～￥＋".chars() {
            assert!(is_punctuation(char), "{char}");
        }
        for char in "学a1あ\u{fe00}\u{e0100}".chars() {
            assert!(!is_punctuation(char), "{char}");
        }
    }

    #[test]
    fn ranges_are_sorted() {
        assert!(CJK.windows(2).all(|pair| pair[0].1 < pair[1].0));
    }

    #[test]
    fn lines_join() {
        for (before, after, expected) in [
            ('学', '习', true),
            ('，', '习', true),
            ('学', '「', true),
            ('学', '“', true),
            ('…', '学', true),
            ('”', '“', false),
            ('学', 'a', false),
            ('a', '学', false),
            ('한', '국', false),
            ('a', 'b', false),
        ] {
            assert_eq!(joins(before, after), expected, "{before}{after}");
        }
    }
}
