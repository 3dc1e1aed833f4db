//! The charset of files of pages and of names.
//!
//! Chinese takes three bytes a character in UTF-8, and deflate makes a third more of them
//! than of the one or two bytes here:
//!
//! | bytes | stand for |
//! |---|---|
//! | 00 to 7F | themselves |
//! | 80 to DF | a frequent character |
//! | E0 to FD, then 80 to FF | a common character ([`crate::sound`]): 128 to each first byte |
//! | FE, then two bytes | another of three bytes in UTF-8: its code point, the high byte first |
//! | FF, then a byte | that byte |
//!
//! Text and what stands between texts are written alike, so every sequence of bytes has
//! an encoding that gives back just it.

use crate::published::FileKind;

/// The frequent characters, in the order of their bytes.
const FREQUENT: &str = include_str!("../data/frequent.txt");

/// How many there are.
const ONE_BYTE: usize = 96;

/// The first byte of a frequent character; the lowest second byte of a common one.
const HIGH: u8 = 0x80;

/// The lowest first byte of a common character.
const COMMON: u8 = 0xE0;

/// How many common characters have the same first byte.
const ROW: usize = 128;

/// Before another character.
const OTHER: u8 = 0xFE;

/// Before another byte.
const BYTE: u8 = 0xFF;

/// Bytes of UTF-8 of each character with a code.
const UTF8: usize = 3;

/// The charset, ready for use.
pub struct Charset {
    /// The frequent characters, then the common ones, in UTF-8.
    characters: String,
    /// For each character up to U+FFFF its one or two bytes, or 0.
    #[cfg(feature = "write")]
    codes: Vec<u16>,
}

impl Charset {
    /// The charset with these common characters.
    pub fn new(common: &str) -> Self {
        let characters = [FREQUENT, common].concat();
        Self {
            #[cfg(feature = "write")]
            codes: codes(&characters),
            characters,
        }
    }

    /// What a file of this kind holds of which these are the bytes: in UTF-8, if it is of
    /// pages or names, else the same. Bytes that are not of the charset become anything.
    pub fn decode(&self, kind: FileKind, bytes: Vec<u8>) -> Vec<u8> {
        if !kind.is_text() {
            return bytes;
        }
        let mut content = Vec::with_capacity(bytes.len());
        let mut bytes = bytes.into_iter();
        while let Some(first) = bytes.next() {
            let mut next = || bytes.next().unwrap_or_default();
            let number = match first {
                0..HIGH => {
                    content.push(first);
                    continue;
                }
                BYTE => {
                    content.push(next());
                    continue;
                }
                OTHER => {
                    let [high, low] = [next(), next()];
                    content.extend([
                        0xE0 | high >> 4,
                        0x80 | (high & 0x0F) << 2 | low >> 6,
                        0x80 | low & 0x3F,
                    ]);
                    continue;
                }
                COMMON.. => {
                    let row = usize::from(first - COMMON) * ROW;
                    ONE_BYTE + row + usize::from(next() & !HIGH)
                }
                _ => usize::from(first - HIGH),
            };
            let character = self.characters.as_bytes().get(number * UTF8..);
            let character = character.and_then(|rest| rest.get(..UTF8));
            content.extend_from_slice(character.unwrap_or_default());
        }
        content
    }

    /// The bytes of a file of this kind that holds this.
    #[cfg(feature = "write")]
    pub(crate) fn encode(&self, kind: FileKind, content: Vec<u8>) -> Vec<u8> {
        if !kind.is_text() {
            return content;
        }
        let mut bytes = Vec::with_capacity(content.len());
        for chunk in content.utf8_chunks() {
            for character in chunk.valid().chars() {
                self.encode_character(character, &mut bytes);
            }
            for &byte in chunk.invalid() {
                bytes.extend([BYTE, byte]);
            }
        }
        bytes
    }

    #[cfg(feature = "write")]
    fn encode_character(&self, character: char, bytes: &mut Vec<u8>) {
        let mut utf8 = [0; 4];
        let utf8 = character.encode_utf8(&mut utf8).as_bytes();
        match (utf8, u16::try_from(u32::from(character))) {
            (&[byte], _) => bytes.push(byte),
            (&[_, _, _], Ok(point)) => {
                let code = self.codes.get(usize::from(point));
                match code.map_or([0, 0], |code| code.to_be_bytes()) {
                    [0, 0] => {
                        bytes.push(OTHER);
                        bytes.extend(point.to_be_bytes());
                    }
                    [0, byte] => bytes.push(byte),
                    both => bytes.extend(both),
                }
            }
            _ => bytes.extend(utf8.iter().flat_map(|&byte| [BYTE, byte])),
        }
    }
}

#[cfg(feature = "write")]
fn codes(characters: &str) -> Vec<u16> {
    let mut codes = vec![0; 1 << 16];
    let one = (u16::from(HIGH)..).take(ONE_BYTE);
    let two = (u16::from(COMMON)..u16::from(OTHER))
        .flat_map(|first| (u16::from(HIGH)..=0xFF).map(move |second| first << 8 | second));
    // Frequent characters are common ones too: the first code, which is shorter, stays.
    for (character, code) in characters.chars().zip(one.chain(two)) {
        if let Some(known @ 0) = codes.get_mut(u32::from(character) as usize) {
            *known = code;
        }
    }
    codes
}

#[cfg(all(test, feature = "write"))]
mod tests {
    use proptest::prelude::*;

    use super::{Charset, FREQUENT, ONE_BYTE, ROW, UTF8};
    use crate::published::FileKind;
    use crate::sound::COMMON;

    const KIND: FileKind = FileKind::Pages;

    fn charset() -> Charset {
        Charset::new(COMMON)
    }

    #[test]
    fn there_are_codes_for_all_characters() {
        assert_eq!(FREQUENT.chars().count(), ONE_BYTE);
        assert!(COMMON.chars().count() <= usize::from(super::OTHER - super::COMMON) * ROW);
        let mut all = FREQUENT.chars().chain(COMMON.chars());
        assert!(all.all(|character| character.len_utf8() == UTF8));
    }

    #[test]
    fn chinese_takes_one_or_two_bytes() {
        let encoded = |text: &str| charset().encode(KIND, text.into());
        assert_eq!(encoded("，的a"), [0x80, 0x8E, b'a']);
        assert_eq!(encoded("啊座"), [0xE0, 0x80, 0xFD, 0xAA]);
        assert_eq!(encoded("泸é"), [0xFE, 0x6C, 0xF8, 0xFF, 0xC3, 0xFF, 0xA9]);
        let text = "雨坛彩龙是方洞镇的舞龙，每年春节都要舞起来。";
        assert!(encoded(text).len() * 5 < text.len() * 3);
    }

    #[test]
    fn other_files_are_as_they_are() {
        let bytes = vec![0xE0, 0xFF, 1];
        assert_eq!(charset().decode(FileKind::Terms, bytes.clone()), bytes);
        assert_eq!(charset().encode(FileKind::Terms, bytes.clone()), bytes);
    }

    proptest! {
        #[test]
        fn all_bytes_and_texts_come_back(
            parts in prop::collection::vec(
                prop_oneof![
                    any::<Vec<u8>>(),
                    any::<String>().prop_map(String::into_bytes),
                    "[一-龥，。a-z]{0,9}".prop_map(String::into_bytes),
                ],
                0..9,
            )
        ) {
            let content = parts.concat();
            let encoded = charset().encode(KIND, content.clone());
            prop_assert_eq!(charset().decode(KIND, encoded), content);
        }

        #[test]
        fn damaged_bytes_decode_to_something(bytes in any::<Vec<u8>>()) {
            let most = bytes.len() * UTF8;
            prop_assert!(charset().decode(KIND, bytes).len() <= most);
        }
    }
}
