//! How the characters of names are read.

use std::collections::BTreeSet;

use pinyin::ToPinyin as _;

use super::Document;
use crate::analyze::{fold, nfkc};
use crate::sound::{COMMON, Folding, Sounds, Syllable};

/// Characters of titles, other names and headings that are not among the common ones
/// and have a reading: by code point, each with its syllable.
pub(super) fn uncommon(documents: &[Document]) -> Vec<(char, Syllable)> {
    let sounds = Sounds::new(COMMON, Folding(0), &[]);
    let mut characters = BTreeSet::new();
    for document in documents {
        let headings = document.sections.iter().map(|section| &section.heading);
        let names = std::iter::once(&document.title).chain(&document.aliases);
        for name in names.chain(headings) {
            characters.extend(nfkc(name).chars().map(fold));
        }
    }
    let reading = |c: char| {
        let plain = c.to_pinyin()?.plain().replace('ü', "v");
        Some((c, sounds.named(&plain)?))
    };
    let rare = characters
        .into_iter()
        .filter(|c| sounds.syllable(*c).is_none());
    rare.filter_map(reading).collect()
}
