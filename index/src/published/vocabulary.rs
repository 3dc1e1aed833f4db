//! What a site's words mean to its search.
//!
//! In the boot file, since it decides what a query asks for: it is read before
//! anything is looked up, and small, since only people write it.

use crate::bytes::Input;
use crate::sound::{Folding, Syllable};

/// What a site's words mean to its search. All texts are folded, as terms are.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Vocabulary {
    /// Sounds that are not kept apart.
    pub folding: Folding,
    /// Words, each with others that it also stands for, sorted by the first.
    pub synonyms: Vec<(String, Vec<String>)>,
    /// Words that name a value of a facet, longest first.
    pub phrases: Vec<Phrase>,
    /// Types whose pages may have answer cards.
    pub cards: Vec<String>,
    /// Types that whoever wants to learn something asks for.
    pub lessons: Vec<String>,
    /// Types whose pages are over when their date is.
    pub events: Vec<String>,
}

/// Words that name a value of a facet: 玉蟾办 the town 玉蟾街道.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Phrase {
    /// The words, folded.
    pub text: String,
    /// The facet's key.
    pub key: String,
    /// The value, as in the facet.
    pub value: String,
}

impl Vocabulary {
    pub(super) fn decode(input: &mut Input<'_>) -> Self {
        let folding = Folding(input.u8());
        let mut synonyms = Vec::new();
        for _ in 0..input.count() {
            let word = input.text().to_owned();
            synonyms.push((word, input.texts()));
        }
        let keys = input.texts();
        let values = input.texts();
        let mut phrases = Vec::new();
        for _ in 0..input.count() {
            let text = input.text().to_owned();
            let (Some(key), Some(value)) = (keys.get(input.length()), values.get(input.length()))
            else {
                input.fail("a phrase names no facet");
                break;
            };
            phrases.push(Phrase {
                text,
                key: key.clone(),
                value: value.clone(),
            });
        }
        Self {
            folding,
            synonyms,
            phrases,
            cards: input.texts(),
            lessons: input.texts(),
            events: input.texts(),
        }
    }

    #[cfg(feature = "write")]
    pub(super) fn encode(&self, out: &mut Vec<u8>) {
        use crate::bytes::output::{length, text};

        out.push(self.folding.0);
        length(out, self.synonyms.len());
        for (word, others) in &self.synonyms {
            text(out, word);
            length(out, others.len());
            for other in others {
                text(out, other);
            }
        }
        let distinct = |of: fn(&Phrase) -> &String| {
            let distinct: std::collections::BTreeSet<&String> =
                self.phrases.iter().map(of).collect();
            distinct.into_iter().collect::<Vec<_>>()
        };
        let (keys, values) = (distinct(|one| &one.key), distinct(|one| &one.value));
        for texts in [&keys, &values] {
            length(out, texts.len());
            for one in texts {
                text(out, one);
            }
        }
        length(out, self.phrases.len());
        for phrase in &self.phrases {
            text(out, &phrase.text);
            for (all, one) in [(&keys, &phrase.key), (&values, &phrase.value)] {
                length(out, all.binary_search(&one).unwrap_or_default());
            }
        }
        for kinds in [&self.cards, &self.lessons, &self.events] {
            length(out, kinds.len());
            for kind in kinds {
                text(out, kind);
            }
        }
    }
}

/// Characters with their syllables, by rising code point.
pub(super) fn characters(input: &mut Input<'_>) -> Vec<(char, Syllable)> {
    let mut code = 0_u32;
    let mut characters = Vec::new();
    for _ in 0..input.count() {
        code = code.saturating_add(input.vint_u32());
        let syllable = Syllable::try_from(input.vint_u32());
        if let (Some(c), Ok(syllable)) = (char::from_u32(code), syllable) {
            characters.push((c, syllable));
        } else {
            input.fail("not a character with its syllable");
        }
    }
    characters
}

#[cfg(feature = "write")]
pub(super) fn encode_characters(out: &mut Vec<u8>, characters: &[(char, Syllable)]) {
    use crate::bytes::output::{length, vint};

    length(out, characters.len());
    let mut before = 0;
    for &(c, syllable) in characters {
        vint(out, u64::from(u32::from(c) - before));
        vint(out, u64::from(syllable));
        before = u32::from(c);
    }
}
