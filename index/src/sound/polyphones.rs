//! Characters with a second reading, packed at compile time: numbers compress to half of
//! what the text would.

use super::syllables::{TEXT as SYLLABLES, lines};
use super::{COMMON, Syllable};

/// Characters and readings, one a line, in the order of [`COMMON`].
const TEXT: &[u8] = include_bytes!("../../data/polyphones.txt");

/// Bytes of UTF-8 of each common character.
const UTF8: usize = 3;

/// How many readings there are.
const COUNT: usize = lines(TEXT);

/// For each reading how far its character is from the one before among the common ones,
/// and its syllable.
static PACKED: ([u8; COUNT], [Syllable; COUNT]) = pack();

const fn pack() -> ([u8; COUNT], [Syllable; COUNT]) {
    let mut distances = [0; COUNT];
    let mut syllables = [0; COUNT];
    let (mut at, mut place, mut number) = (0, 0, 0);
    while number < COUNT {
        let before = place;
        while !begins(COMMON.as_bytes(), place * UTF8, at, UTF8) {
            place += 1;
        }
        assert!(place - before < 256, "a distance that no byte holds");
        distances[number] = (place - before).to_le_bytes()[0];
        at += UTF8 + 1;
        let mut length = 0;
        while TEXT[at + length] != b'\n' {
            length += 1;
        }
        let (mut line, mut syllable) = (0, 0);
        while !(begins(SYLLABLES, line, at, length) && SYLLABLES[line + length] == b' ') {
            while SYLLABLES[line] != b'\n' {
                line += 1;
            }
            (line, syllable) = (line + 1, syllable + 1);
        }
        syllables[number] = syllable;
        (at, number) = (at + length + 1, number + 1);
    }
    (distances, syllables)
}

/// Whether bytes are those of [`TEXT`] at a place.
const fn begins(bytes: &[u8], start: usize, at: usize, length: usize) -> bool {
    let mut same = 0;
    while same < length && bytes[start + same] == TEXT[at + same] {
        same += 1;
    }
    same == length
}

/// Characters with syllables that are not their usual ones.
pub(super) fn polyphones(common: &str) -> Vec<(char, Syllable)> {
    let mut rest = common.chars();
    let mut character = rest.next();
    let mut polyphones = Vec::new();
    for (&distance, &syllable) in PACKED.0.iter().zip(&PACKED.1) {
        if let Some(further) = usize::from(distance).checked_sub(1) {
            character = rest.nth(further);
        }
        polyphones.extend(character.map(|character| (character, syllable)));
    }
    polyphones
}

#[cfg(all(test, feature = "native"))]
mod tests {
    use super::super::syllables::syllables;
    use super::{TEXT, polyphones};
    use crate::sound::COMMON;

    #[test]
    fn unpacked_they_are_those_of_the_text() {
        let syllables = syllables();
        let mut text = String::new();
        for (character, syllable) in polyphones(COMMON) {
            let (name, _) = &syllables[usize::from(syllable)];
            text.extend([&*character.to_string(), " ", name, "\n"]);
        }
        assert_eq!(text.as_bytes(), TEXT);
    }
}
