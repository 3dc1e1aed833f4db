//! Suggestions while somebody types.
//!
//! In: what stands in the search box, and the files of names in which names are
//! that run so. Out: the best of these names, whether characters were typed,
//! pinyin, initials or a mixture of them. Needs no other file, so a suggestion
//! is there before a search would be.

use std::cmp::Reverse;

use crate::analyze::letter;
use crate::clause::Piece;
use crate::excerpt::escape;
use crate::plan::readings;
use crate::published::names::{By, Match, Names, TOP, syllable};
use crate::sound::Sounds;

/// Longest text that is completed, in characters.
const LONGEST: usize = 24;

/// A name that somebody may be typing.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "native", derive(serde::Serialize))]
pub struct Suggestion {
    /// The name.
    pub text: String,
    /// The name as escaped HTML, with `<mark>` where it was typed.
    pub html: String,
    /// Address within the site; empty where the name is a word to search for.
    pub url: String,
    /// The page's type; `term` for a word.
    #[cfg_attr(feature = "native", serde(rename = "type"))]
    pub kind: String,
    /// How its Chinese characters are read, each a syllable and the number of its
    /// tone.
    pub pinyin: String,
    /// How it was found.
    pub by: By,
}

/// What somebody may be typing.
pub struct Typed {
    /// The ways to read it, each with the key of the names that run so.
    pub(crate) ways: Vec<(String, Vec<Piece>)>,
}

impl Typed {
    /// Reads what stands in the box, in NFKC.
    pub fn new(text: &str, sounds: &Sounds) -> Self {
        let mut ways: Vec<(String, Vec<Piece>)> = Vec::new();
        let joined: String = text
            .chars()
            .take(LONGEST)
            .filter(|c| !c.is_whitespace())
            .collect();
        for pieces in readings(&joined, sounds) {
            let mut key = Piece::key(&pieces, sounds);
            if pieces.len() == 1 {
                key.insert(0, TOP);
            }
            ways.push((key, last_open(pieces, sounds)));
        }
        Self { ways }
    }

    /// The key of the names that are wanted. The likeliest way to read the text decides:
    /// a suggestion must be light.
    pub fn key(&self) -> &str {
        self.ways
            .first()
            .map(|(key, _)| key.as_str())
            .unwrap_or_default()
    }

    /// The best names in `files`, at most `limit`.
    pub fn suggestions(&self, files: &[Names], sounds: &Sounds, limit: usize) -> Vec<Suggestion> {
        let mut found: Vec<Match<'_>> = Vec::new();
        for (key, pieces) in &self.ways {
            for file in files {
                file.find(key, pieces, sounds, &mut found);
            }
        }
        let mut order: Vec<(Reverse<u64>, u32)> = Vec::new();
        for (number, one) in (0..).zip(&found) {
            order.push((Reverse(worth(one)), number));
        }
        order.sort_unstable();
        let mut best: Vec<Suggestion> = Vec::new();
        for (_, number) in order {
            let Some(one) = found.get(number as usize) else {
                continue;
            };
            if best.len() < limit && !best.iter().any(|other| other.text == one.name.text) {
                best.push(suggestion(one, sounds));
            }
        }
        best
    }
}

/// The last syllable may have more letters to come.
fn last_open(mut pieces: Vec<Piece>, sounds: &Sounds) -> Vec<Piece> {
    if let Some(Piece::Syllable(syllable)) = pieces.last() {
        let letters = sounds.name(*syllable).to_owned();
        pieces.pop();
        pieces.push(Piece::Letters(letters));
    }
    pieces
}

/// Names found by their own characters first, then those of which more was typed; of
/// these, the ones of pages.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share is from 0 to 1"
)]
fn worth(one: &Match<'_>) -> u64 {
    let by = match one.by {
        By::Text => 3,
        By::Pinyin | By::Initials => 2,
        By::Sound => 1,
    };
    let page = u64::from(!one.name.url.contains('#'));
    by << 20 | u64::from((one.share() * 1000.0) as u32) << 1 | page
}

fn suggestion(one: &Match<'_>, sounds: &Sounds) -> Suggestion {
    let text = &one.name.text;
    let mut html = String::new();
    let mut pinyin = String::new();
    let mut readings = one.name.readings.split(' ');
    let mut counted = 0;
    let mut open = false;
    for c in text.chars() {
        let character = letter(c);
        let counts = character.is_some();
        let marked = counts && counted >= one.start && counted < one.end;
        if marked != open {
            html.push_str(if marked { "<mark>" } else { "</mark>" });
            open = marked;
        }
        counted += usize::from(counts);
        escape(&mut html, c.encode_utf8(&mut [0; 4]));
        let reading = if counts { readings.next() } else { None }.unwrap_or_default();
        if let Some(syllable) = syllable(character.unwrap_or_default(), reading, sounds) {
            if !pinyin.is_empty() {
                pinyin.push(' ');
            }
            pinyin.push_str(sounds.name(syllable));
            pinyin.extend(reading.chars().filter(char::is_ascii_digit));
        }
    }
    html.push_str(if open { "</mark>" } else { "" });
    Suggestion {
        text: text.clone(),
        html,
        url: one.name.url.clone(),
        kind: one.name.kind.clone(),
        pinyin,
        by: one.by,
    }
}
