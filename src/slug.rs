//! Readable, stable, ASCII names for URLs and anchors.
//!
//! In: any text. Out: what `[a-z0-9]+(-[a-z0-9]+)*` matches, at most [`MAX_LENGTH`] long. Nothing here
//! knows which names are taken; see the callers.

use pinyin::ToPinyin as _;

use crate::portable::is_device;

/// The longest slug, in bytes.
pub const MAX_LENGTH: usize = 80;

/// What a text with nothing to spell becomes.
const FALLBACK: &str = "section";

/// The slug of a text: Chinese characters become toneless pinyin, a syllable each, other scripts their
/// nearest Latin spelling, everything else a dash.
///
/// A character of several readings always takes the one that is most common by itself, whatever its
/// neighbours: `银行` is `yin-xing`. Names must not change when a dictionary of phrases does.
///
/// ```
/// assert_eq!(lyceum::slug::slug("怎么报名？"), "zen-me-bao-ming");
/// assert_eq!(lyceum::slug::slug("Wi-Fi 与 5G"), "wi-fi-yu-5g");
/// ```
pub fn slug(text: &str) -> String {
    let spelling = spelling(text);
    if spelling.is_empty() {
        FALLBACK.to_owned()
    } else if is_device(&spelling) {
        format!("{spelling}-1")
    } else {
        spelling
    }
}

/// The slug of a text; empty where there is nothing to spell. Sorts texts by their pinyin.
pub fn spelling(text: &str) -> String {
    let mut slug = Slug::default();
    for char in text.chars() {
        match char {
            'a'..='z' | '0'..='9' => slug.letter(char),
            'A'..='Z' => slug.letter(char.to_ascii_lowercase()),
            // Within a word: `don't` is `dont`.
            '\'' | '’' => {}
            _ if char.is_ascii() => slug.gap(),
            _ => slug.other(char),
        }
        if slug.text.len() > MAX_LENGTH {
            break;
        }
    }
    slug.finish()
}

#[derive(Default)]
struct Slug {
    text: String,
    /// A dash is due before the next letter.
    gap: bool,
}

impl Slug {
    fn gap(&mut self) {
        self.gap = true;
    }

    fn letter(&mut self, char: char) {
        if std::mem::take(&mut self.gap) && !self.text.is_empty() {
            self.text.push('-');
        }
        self.text.push(char);
    }

    fn other(&mut self, char: char) {
        if let Some(pinyin) = char.to_pinyin() {
            self.gap();
            for letter in pinyin.plain().chars() {
                match letter {
                    'ü' => self.letter('v'),
                    'ê' => self.letter('e'),
                    _ if letter.is_ascii_lowercase() => self.letter(letter),
                    _ => {}
                }
            }
            self.gap();
        } else {
            for letter in deunicode::deunicode_char(char).unwrap_or("-").chars() {
                if letter.is_ascii_alphanumeric() {
                    self.letter(letter.to_ascii_lowercase());
                } else {
                    self.gap();
                }
            }
        }
    }

    /// Cuts at the last dash that leaves more than half, else in the word.
    fn finish(self) -> String {
        let mut text = self.text;
        if text.len() > MAX_LENGTH {
            // Everything here is ASCII, so any offset is a boundary.
            let fits = text.get(..=MAX_LENGTH).and_then(|head| head.rfind('-'));
            text.truncate(fits.filter(|at| *at > MAX_LENGTH / 2).unwrap_or(MAX_LENGTH));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn spells() {
        for (text, expected) in [
            ("怎么报名", "zen-me-bao-ming"),
            ("老年人学手机：第1课", "lao-nian-ren-xue-shou-ji-di-1-ke"),
            ("女儿红（绿）", "nv-er-hong-lv"),
            ("Wi-Fi 与 5G", "wi-fi-yu-5g"),
            ("  Getting  Started!  ", "getting-started"),
            ("don't", "dont"),
            ("Café Ångström", "cafe-angstrom"),
            ("ＡＢＣ１２", "abc12"),
            ("Привет", "privet"),
            ("？！", "section"),
            ("", "section"),
            ("—", "section"),
            // No file of Windows can be called so.
            ("COM1", "com1-1"),
            ("Aux", "aux-1"),
        ] {
            assert_eq!(slug(text), expected, "{text}");
        }
    }

    #[test]
    fn long_texts_are_cut_between_words() {
        let long = slug(&"报名".repeat(50));
        assert!(long.len() <= MAX_LENGTH);
        assert!(long.ends_with("-bao") || long.ends_with("-ming"));
        assert_eq!(slug(&"x".repeat(200)).len(), MAX_LENGTH);
    }

    proptest! {
        #[test]
        fn is_always_a_name(text in any::<String>()) {
            let slug = slug(&text);
            prop_assert!(!slug.is_empty() && slug.len() <= MAX_LENGTH);
            prop_assert!(!slug.starts_with('-') && !slug.ends_with('-') && !slug.contains("--"));
            prop_assert!(slug.bytes().all(|b| b == b'-' || b.is_ascii_lowercase() || b.is_ascii_digit()));
        }
    }
}
