//! Names of pages, in the order in which people begin to write them.
//!
//! A file of names holds a run of *rows*, sorted by key, and the names that they
//! are of. A key is the initials of a name from one of its characters on, at most
//! [`KEY`] of them: whoever types 雨坛, yutan or yt looks among those that begin
//! with `yt`. Initials are folded as [`Sounds::initial`] says; what is not Chinese
//! is its own initial. One character is too little for that: the best names for
//! each sound of an initial have rows of their own, whose key is U+0001 and it.
//!
//! ```text
//! names: vint count, then for each: text shown, address, type (three texts),
//!        vint page + 1 (0: no page of its own), text readings
//! rows:  vint count, then for each: vint bytes kept of the key before, text added,
//!        vint name, vint 2 * character + whether only the Chinese ones count
//! ```
//! Readings are those of the characters that count, with a space between: a
//! syllable and the number of its tone, the number alone where the syllable is the
//! character's usual one, nothing where the character is not Chinese.

use crate::analyze::letter;
use crate::bytes::Input;
use crate::clause::Piece;
use crate::sound::{Sounds, Syllable};
use crate::{DocId, Error};

#[cfg(doc)]
use crate::clause::KEY;

/// In front of the key of a name for those who have typed one character.
pub(crate) const TOP: char = '\u{1}';

/// In how many files of names those of one key are looked for.
pub const NAME_FILES: u32 = 2;

/// A name of a page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Name {
    pub(crate) text: String,
    pub(crate) url: String,
    /// The page's type.
    pub(crate) kind: String,
    pub(crate) doc: Option<DocId>,
    pub(crate) readings: String,
}

/// A file of names.
#[derive(Debug, Default)]
pub struct Names {
    pub(crate) names: Vec<Name>,
    pub(crate) rows: Vec<Row>,
}

/// A place in the order of names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) key: String,
    /// Number of the name.
    pub(crate) name: usize,
    /// From which of its characters on.
    pub(crate) start: usize,
    /// Whoever types the name leaves out what is not Chinese.
    pub(crate) chinese: bool,
}

/// How a name was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "native", derive(serde::Serialize))]
#[cfg_attr(feature = "native", serde(rename_all = "lowercase"))]
pub enum By {
    /// By its characters.
    Text,
    /// By its syllables.
    Pinyin,
    /// By beginnings of its syllables.
    Initials,
    /// By characters that sound like its own.
    Sound,
}

/// A name that runs as was typed.
#[derive(Debug, Clone)]
pub(crate) struct Match<'a> {
    pub(crate) name: &'a Name,
    /// From which of its characters on.
    pub(crate) start: usize,
    /// Before which of its characters it ends.
    pub(crate) end: usize,
    /// How many of them were typed.
    pub(crate) length: usize,
    /// How many it has.
    pub(crate) of: usize,
    pub(crate) by: By,
}

impl By {
    /// Its stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Pinyin => "pinyin",
            Self::Initials => "initials",
            Self::Sound => "sound",
        }
    }
}

impl Match<'_> {
    /// How much of the name was typed, up to one; from its beginning counts more.
    #[expect(clippy::cast_precision_loss, reason = "names are short")]
    pub(crate) fn share(&self) -> f32 {
        let share = self.length as f32 / self.of.max(1) as f32;
        let begins = if self.start == 0 { 1.0 } else { 0.6 };
        begins * (1.0 + share) / 2.0
    }
}

impl Names {
    pub(crate) fn decode(content: &[u8]) -> Result<Self, Error> {
        let mut input = Input::new(content);
        let mut file = Self::default();
        for _ in 0..input.count() {
            file.names.push(Name {
                text: input.text().to_owned(),
                url: input.text().to_owned(),
                kind: input.text().to_owned(),
                doc: input.vint_u32().checked_sub(1),
                readings: input.text().to_owned(),
            });
        }
        let mut key = String::new();
        for _ in 0..input.count() {
            let kept = input.length();
            if !key.is_char_boundary(kept) {
                input.fail("a key is cut inside a character");
                break;
            }
            key.truncate(kept);
            key.push_str(input.text());
            let name = input.length();
            let start = input.length();
            file.rows.push(Row {
                key: key.clone(),
                name,
                start: start / 2,
                chinese: start % 2 == 1,
            });
        }
        input.done()?;
        Ok(file)
    }

    #[cfg(feature = "write")]
    pub(crate) fn encode(&self) -> Vec<u8> {
        use crate::bytes::output::{length, text, vint};

        let mut out = Vec::new();
        length(&mut out, self.names.len());
        for name in &self.names {
            for part in [&name.text, &name.url, &name.kind] {
                text(&mut out, part);
            }
            vint(&mut out, name.doc.map_or(0, |doc| u64::from(doc) + 1));
            text(&mut out, &name.readings);
        }
        length(&mut out, self.rows.len());
        let mut before = "";
        for row in &self.rows {
            let key = row.key.as_str();
            let same = before.chars().zip(key.chars()).take_while(|(a, b)| a == b);
            let kept = same.map(|(c, _)| c.len_utf8()).sum();
            length(&mut out, kept);
            text(&mut out, key.get(kept..).unwrap_or_default());
            length(&mut out, row.name);
            length(&mut out, 2 * row.start + usize::from(row.chinese));
            before = key;
        }
        out
    }

    /// The names whose keys begin with `key` and that run as `pieces`.
    pub(crate) fn find<'a>(
        &'a self,
        key: &str,
        pieces: &[Piece],
        sounds: &Sounds,
        found: &mut Vec<Match<'a>>,
    ) {
        for row in self.rows.iter().filter(|row| row.key.starts_with(key)) {
            let Some(name) = self.names.get(row.name) else {
                continue;
            };
            let mut readings = name.readings.split(' ');
            let mut pieces_left = pieces.iter();
            let mut by = By::Text;
            let mut place = 0;
            let mut end = 0;
            let mut of = 0;
            let mut runs = true;
            for (number, c) in name.text.chars().filter_map(letter).enumerate() {
                let reading = readings.next().unwrap_or_default();
                if row.chinese && reading.is_empty() {
                    continue;
                }
                of += 1;
                if number < row.start || !runs {
                    continue;
                }
                let Some(piece) = pieces_left.next() else {
                    continue;
                };
                match meets(piece, c, syllable(c, reading, sounds), sounds) {
                    Some(how) => by = by.max(how),
                    None => runs = false,
                }
                place += usize::from(runs);
                end = number + 1;
            }
            if runs && place == pieces.len() {
                let spelled = |piece: &Piece| match piece {
                    Piece::Character(_) => false,
                    Piece::Syllable(_) => true,
                    Piece::Letters(letters) => {
                        letters.len() > 1 && letters.contains(['a', 'e', 'i', 'o', 'u', 'v'])
                    }
                };
                if by == By::Initials && pieces.iter().any(spelled) {
                    by = By::Pinyin;
                }
                found.push(Match {
                    name,
                    start: row.start,
                    end,
                    length: place,
                    of,
                    by,
                });
            }
        }
    }
}

/// The syllable of a character that is read so.
pub(crate) fn syllable(c: char, reading: &str, sounds: &Sounds) -> Option<Syllable> {
    let name = reading.trim_end_matches(|c: char| c.is_ascii_digit());
    match (reading, name) {
        ("", _) => None,
        (_, "") => sounds.syllable(c),
        _ => sounds.named(name),
    }
}

/// How a character of a name that is read so meets what was typed, if it does.
fn meets(piece: &Piece, c: char, read: Option<Syllable>, sounds: &Sounds) -> Option<By> {
    let by = match piece {
        Piece::Character(typed) if *typed == c => return Some(By::Text),
        Piece::Letters(letters) if c.is_ascii() && letters.as_bytes() == [c as u8] => {
            return Some(By::Text);
        }
        Piece::Character(_) => By::Sound,
        Piece::Syllable(_) => By::Pinyin,
        Piece::Letters(_) => By::Initials,
    };
    let mut readings = sounds.readings(c);
    if let Some(read) = read {
        readings.push(read);
    }
    let typed = match piece {
        Piece::Character(typed) => sounds.readings(*typed),
        Piece::Syllable(typed) => vec![*typed],
        Piece::Letters(letters) => {
            let heard = sounds.heard(letters);
            let begins = |one: &Syllable| {
                let name = sounds.name(*one);
                name.starts_with(letters.as_str()) || sounds.heard(name).starts_with(&heard)
            };
            return readings.iter().any(begins).then_some(by);
        }
    };
    let alike = |one: &Syllable| {
        typed
            .iter()
            .any(|other| sounds.class(*other) == sounds.class(*one))
    };
    readings.iter().any(alike).then_some(by)
}
