//! What a site's words mean to its search.
//!
//! In the boot file, since it decides what a query asks for: it is read before
//! anything is looked up, and small, since only people write it.

use crate::Error;
use crate::bytes::Input;
use crate::sound::{Folding, Syllable};

/// What a site's words mean to its search. All texts are folded, as terms are.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Vocabulary {
    /// Sounds that are not kept apart.
    pub folding: Folding,
    /// Words, each with others that it also stands for, sorted by the first.
    pub synonyms: Vec<(String, Vec<String>)>,
    /// Words that name a value of a facet, longest first.
    pub phrases: Vec<Phrase>,
    /// Types whose pages may have answer cards.
    pub cards: Vec<String>,
}

/// Words that name a value of a facet: 玉蟾办 the town 玉蟾街道.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// The words, folded.
    pub text: String,
    /// The facet's key.
    pub key: String,
    /// The value, as in the facet.
    pub value: String,
}

impl Vocabulary {
    pub(super) fn decode(input: &mut Input<'_>) -> Result<Self, Error> {
        let folding = Folding(input.u8()?);
        let mut synonyms = Vec::new();
        for _ in 0..input.length()? {
            let word = input.text()?.to_owned();
            synonyms.push((word, texts(input)?));
        }
        let keys = texts(input)?;
        let values = texts(input)?;
        let named = |texts: &[String], number: usize| {
            let text = texts.get(number).cloned();
            text.ok_or(Error::damaged("a phrase names no facet"))
        };
        let mut phrases = Vec::new();
        for _ in 0..input.length()? {
            let text = input.text()?.to_owned();
            phrases.push(Phrase {
                text,
                key: named(&keys, input.length()?)?,
                value: named(&values, input.length()?)?,
            });
        }
        Ok(Self {
            folding,
            synonyms,
            phrases,
            cards: texts(input)?,
        })
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
        length(out, self.cards.len());
        for kind in &self.cards {
            text(out, kind);
        }
    }
}

fn texts(input: &mut Input<'_>) -> Result<Vec<String>, Error> {
    let mut texts = Vec::new();
    for _ in 0..input.length()? {
        texts.push(input.text()?.to_owned());
    }
    Ok(texts)
}

/// Characters with their syllables, by rising code point.
pub(super) fn characters(input: &mut Input<'_>) -> Result<Vec<(char, Syllable)>, Error> {
    let damaged = || Error::damaged("not a character with its syllable");
    let mut code = 0_u32;
    let mut characters = Vec::new();
    for _ in 0..input.length()? {
        code = code.checked_add(input.vint_u32()?).ok_or_else(damaged)?;
        let c = char::from_u32(code).ok_or_else(damaged)?;
        let syllable = Syllable::try_from(input.vint_u32()?).map_err(|_| damaged())?;
        characters.push((c, syllable));
    }
    Ok(characters)
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
