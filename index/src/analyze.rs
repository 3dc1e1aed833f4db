//! How text becomes terms, the same for pages and for queries.
//!
//! In: text, normalised to NFKC where it is to be indexed or is a query. Out:
//! [`Token`]s with their place in the text and their position, which counts
//! characters of Chinese and whole words of anything else:
//!
//! | text | terms |
//! |---|---|
//! | 雨坛彩龙 | 雨坛, 坛彩, 彩龙, each at its first character's position |
//! | 〔2016〕215号 | `2016`, `215`, 号 (brackets separate and count for nothing) |
//! | 3D打印 | `3d`, 打, 打印 |
//!
//! Two neighbouring characters make a term, so any two or more characters in
//! a row are found wherever a dictionary would have cut. Terms never reach
//! across anything that is not Chinese. Where a run of Chinese touches a word,
//! its outermost character is a term too, so that 2016年 is found in 2016年度.
//!
//! Not for segmentation, stemming or synonyms: those are the query's business.

mod fold;
#[cfg(feature = "native")]
mod normalize;

pub use fold::fold;
use fold::{is_word, lower};
#[cfg(feature = "native")]
pub use normalize::{displayable, nfkc};

/// Longest word that becomes a term as it is, in bytes; longer ones are cut.
/// Keys of encoded data would otherwise bloat the dictionary.
const LONGEST_WORD: usize = 64;

/// What sort of term a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Two neighbouring Chinese characters.
    Pair,
    /// One Chinese character.
    Character {
        /// It touches a word, or stands alone: then it is indexed with the text.
        edge: bool,
        /// No Chinese character stands beside it: no pair covers it.
        alone: bool,
    },
    /// Letters and digits.
    Word,
}

/// One term where it stands in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'a> {
    /// The term, folded: simplified, lower case, half width.
    pub term: &'a str,
    /// Its position, from 0.
    pub position: u32,
    /// Byte offset in the text where it starts.
    pub start: usize,
    /// Byte offset in the text where it ends.
    pub end: usize,
    /// What sort of term it is.
    pub kind: Kind,
}

/// Calls `emit` for every token of `text`, by rising position.
pub fn tokens(text: &str, mut emit: impl FnMut(Token<'_>)) {
    scan(text, &mut emit);
}

/// Not generic, since there would be one for each caller.
fn scan(text: &str, emit: &mut dyn FnMut(Token<'_>)) {
    let mut scanner = Scanner {
        emit,
        position: 0,
        after_word: false,
        last: None,
        open: false,
        word: String::new(),
        word_start: 0,
    };
    for (start, original) in text.char_indices() {
        let end = start + original.len_utf8();
        let folded = fold(original);
        if is_chinese(folded) {
            scanner.end_word(start);
            scanner.chinese(Character {
                value: folded,
                start,
                end,
            });
        } else if is_word(folded) {
            scanner.word_part(folded, start);
        } else {
            scanner.end_word(start);
            scanner.open = false;
        }
    }
    scanner.end_word(text.len());
    scanner.end_run(false);
}

/// `text` with each of its characters folded.
pub fn folded(text: &str) -> String {
    text.chars().map(fold).collect()
}

/// A character as it is searched, if it counts.
pub fn letter(c: char) -> Option<char> {
    let c = fold(c);
    let chinese = is_chinese(c);
    (chinese || is_word(c)).then(|| if chinese { c } else { lower(c) })
}

/// Characters that are written without spaces: Han, kana, Bopomofo, Hangul.
fn is_chinese(c: char) -> bool {
    matches!(c,
        '\u{3005}'..='\u{3007}'          // 々〆〇
        | '\u{3041}'..='\u{30FF}'        // kana
        | '\u{3105}'..='\u{312F}'        // Bopomofo
        | '\u{3400}'..='\u{4DBF}'        // extension A
        | '\u{4E00}'..='\u{9FFF}'
        | '\u{AC00}'..='\u{D7A3}'        // Hangul syllables
        | '\u{F900}'..='\u{FAFF}'        // compatibility ideographs
        | '\u{20000}'..='\u{3FFFF}') // extensions B and up
        && c != '・'
}

#[derive(Clone, Copy)]
struct Character {
    value: char,
    start: usize,
    end: usize,
}

/// A Chinese character that waits for its right neighbour.
struct Pending {
    character: Character,
    position: u32,
    /// It is the first of its run.
    first: bool,
    /// The token before its run is a word.
    after_word: bool,
}

struct Scanner<'a> {
    emit: &'a mut dyn FnMut(Token<'_>),
    position: u32,
    after_word: bool,
    /// The last character of a run. A separator leaves it here: only the next
    /// token tells whether a word follows.
    last: Option<Pending>,
    /// Nothing stood between `last` and here.
    open: bool,
    word: String,
    word_start: usize,
}

impl Scanner<'_> {
    fn chinese(&mut self, character: Character) {
        if !self.open {
            self.end_run(false);
        }
        self.open = true;
        let mut utf8 = [0; 8];
        if let Some(left) = self.last.take() {
            self.single(&left, left.first && left.after_word, false);
            let middle = left.character.value.encode_utf8(&mut utf8).len();
            let length = middle
                + character
                    .value
                    .encode_utf8(utf8.get_mut(middle..).unwrap_or_default())
                    .len();
            if let Ok(term) = str::from_utf8(utf8.get(..length).unwrap_or_default()) {
                (self.emit)(Token {
                    term,
                    position: left.position,
                    start: left.character.start,
                    end: character.end,
                    kind: Kind::Pair,
                });
            }
            self.last = Some(Pending {
                character,
                position: self.position,
                first: false,
                after_word: false,
            });
        } else {
            let after_word = self.after_word;
            self.last = Some(Pending {
                character,
                position: self.position,
                first: true,
                after_word,
            });
        }
        self.after_word = false;
        self.position += 1;
    }

    fn single(&mut self, pending: &Pending, edge: bool, alone: bool) {
        let Character { value, start, end } = pending.character;
        let kind = Kind::Character { edge, alone };
        (self.emit)(Token {
            term: value.encode_utf8(&mut [0; 4]),
            position: pending.position,
            start,
            end,
            kind,
        });
    }

    /// The run of Chinese is over; `word_follows` directly or after separators.
    fn end_run(&mut self, word_follows: bool) {
        if let Some(last) = self.last.take() {
            self.single(&last, word_follows || last.first, last.first);
        }
    }

    fn word_part(&mut self, folded: char, start: usize) {
        if self.word.is_empty() {
            self.end_run(true);
            self.word_start = start;
        }
        if self.word.len() < LONGEST_WORD {
            self.word.push(lower(folded));
        }
    }

    fn end_word(&mut self, end: usize) {
        if self.word.is_empty() {
            return;
        }
        let mut term = self.word.as_str();
        if term.bytes().all(|byte| byte.is_ascii_digit()) {
            // 0215号 and 215号 are one number.
            let significant = term.trim_start_matches('0');
            term = if significant.is_empty() {
                "0"
            } else {
                significant
            };
        }
        (self.emit)(Token {
            term,
            position: self.position,
            start: self.word_start,
            end,
            kind: Kind::Word,
        });
        self.word.clear();
        self.position += 1;
        self.after_word = true;
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, tokens};

    /// Terms with their positions; single characters only where they are edges.
    fn terms(text: &str) -> String {
        let mut out = Vec::new();
        tokens(text, |token| {
            if !matches!(token.kind, Kind::Character { edge: false, .. }) {
                out.push(format!("{}@{}", token.term, token.position));
            }
        });
        out.join(" ")
    }

    #[test]
    fn table() {
        for (text, expected) in [
            ("", ""),
            ("，。", ""),
            ("雨坛彩龙", "雨坛@0 坛彩@1 彩龙@2"),
            ("雨壇彩龍", "雨坛@0 坛彩@1 彩龙@2"),
            ("彩灯、龙舞", "彩灯@0 龙舞@2"),
            (
                "泸县府办发〔2016〕215号",
                "泸县@0 县府@1 府办@2 办发@3 发@4 2016@5 215@6 号@7",
            ),
            ("[2016]0215号文件", "2016@0 215@1 号@2 号文@2 文件@3"),
            ("２０１６年", "2016@0 年@1"),
            ("3D打印", "3d@0 打@1 打印@1"),
            ("Tai Chi", "tai@0 chi@1"),
            ("000", "0@0"),
            ("孟 子", "孟@0 子@1"),
            ("一带一路：丝路", "一带@0 带一@1 一路@2 丝路@4"),
        ] {
            assert_eq!(terms(text), expected, "{text}");
        }
    }

    #[test]
    fn every_character_is_a_token() {
        let mut singles = String::new();
        tokens("雨坛彩龙2016年", |token| {
            if let Kind::Character { .. } = token.kind {
                singles.push_str(token.term);
            }
        });
        assert_eq!(singles, "雨坛彩龙年");
    }

    #[test]
    fn offsets_point_into_the_original() {
        let text = "看《雨壇》Ｔai";
        tokens(text, |token| match token.term {
            "雨坛" => assert_eq!(text.get(token.start..token.end), Some("雨壇")),
            "tai" => assert_eq!(text.get(token.start..token.end), Some("Ｔai")),
            _ => {}
        });
    }

    proptest::proptest! {
        #[test]
        fn any_text_gives_ordered_tokens_within_it(text in "\\PC{0,60}") {
            let mut position = 0;
            tokens(&text, |token| {
                assert!(token.position >= position);
                position = token.position;
                assert!(text.get(token.start..token.end).is_some_and(|part| !part.is_empty()));
                assert!(!token.term.is_empty());
            });
        }
    }
}
