//! What may have been meant by words that are nowhere as typed.
//!
//! In: the words of a query and the sounds of the site. Out: ways to read them
//! otherwise, tried only when they find nothing as they are, and each told to
//! the reader by its name:
//!
//! - characters, for others that sound or look like them;
//! - letters, for pinyin, whole or begun, or for initials of names;
//! - letters, for a word one letter apart.

use super::words::{HEAD_PHRASE, OTHERS, TITLE_PHRASE, Texts, WordTerms, near_term};
use super::{alone, sum};
use crate::Error;
use crate::analyze::{Kind, letter, tokens};
use crate::clause::{Choice, Clause, Field, Leaf, Piece, Slot, Sound};
use crate::evaluate::{Source, near};
use crate::insert;
use crate::sound::{Element, Sounds, Syllable, alike, spellings};
use crate::understand::Reading;

/// Fewest letters of a word that may have a slip in it.
const SLIP: usize = 4;

/// How much a name counts that is meant, for each of its characters.
const NAME: f32 = 60.0;

/// How much it counts that pairs stand close together that sound as those typed. Less
/// than for the pairs themselves: they may be others, in another order.
const TOGETHER_BY_SOUND: f32 = 3.0;

/// Most readings of a character that are looked for.
const READINGS: usize = 2;

/// How many ways to read a word are looked for.
const WAYS: usize = 3;

/// What may have been meant instead of the words typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Near {
    /// The ways to read them, the likeliest first.
    pub ways: Vec<Way>,
    /// Whether they are looked up with the words themselves, which are hardly words.
    pub at_once: bool,
    /// Whether letters are wholly syllables: then some page may have them as letters
    /// too, and not be meant.
    pub spelled: bool,
}

/// One way to read the words otherwise.
#[derive(Debug, Clone, PartialEq)]
pub struct Way {
    /// How.
    pub how: How,
    /// What pages must meet.
    pub clause: Clause,
    /// How each word that is read otherwise runs, in one of several ways.
    pub runs: Vec<Vec<Heard>>,
    /// What stands for its pairs in the running text.
    pub slots: Vec<Slot>,
}

/// What a character must be to stand for what was typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Heard {
    typed: Option<char>,
    sounds: Vec<Sound>,
    /// Its syllable begins with these.
    letters: String,
}

impl Heard {
    fn new(piece: &Piece, sounds: &Sounds) -> Self {
        let (typed, letters) = match piece {
            Piece::Character(c) => (Some(*c), String::new()),
            Piece::Syllable(_) => (None, String::new()),
            Piece::Letters(letters) => (None, letters.clone()),
        };
        Self {
            typed,
            letters,
            sounds: heard(piece, sounds),
        }
    }

    fn meets(&self, c: char, sounds: &Sounds) -> bool {
        if self.typed == Some(c) {
            return true;
        }
        let Some(syllable) = sounds.syllable(c) else {
            return false;
        };
        let fits = |sound: &Sound| {
            sound.class == sounds.class(syllable) && sound.only.is_none_or(|only| only == c)
        };
        self.sounds.iter().any(fits)
            || !self.letters.is_empty() && sounds.name(syllable).starts_with(&self.letters)
    }
}

impl Way {
    /// The parts of `text` that run as one of the words, each once.
    pub(crate) fn runs_in(&self, text: &str, sounds: &Sounds) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for (start, _) in text.char_indices() {
            let (_, here) = text.split_at_checked(start).unwrap_or_default();
            for run in &self.runs {
                let mut left = run.as_slice();
                let mut end = 0;
                for (at, c) in here.char_indices() {
                    // What separates characters of a name separates none of what was typed.
                    let Some(folded) = letter(c) else { continue };
                    match left {
                        [heard, rest @ ..] if heard.meets(folded, sounds) => left = rest,
                        _ => break,
                    }
                    end = at + c.len_utf8();
                }
                if left.is_empty()
                    && let Some(part) = here.get(..end)
                    && !part.is_empty()
                    && !found.iter().any(|one| one == part)
                {
                    found.push(part.to_owned());
                }
            }
        }
        found
    }

    /// The words of the index that are one letter apart from those typed.
    ///
    /// # Errors
    /// As [`Source::expand`].
    pub(crate) fn near_words(&self, source: &impl Source) -> Result<Vec<String>, Error> {
        let mut leaves = Vec::new();
        self.clause.leaves(&mut leaves);
        let mut words = Vec::new();
        for leaf in leaves {
            if let Leaf::Near(field, word) = leaf {
                for word in near(*field, word, source)? {
                    insert(&mut words, word);
                }
            }
        }
        Ok(words)
    }

    /// The first word of `text` that was found for one with a slip in it, if it is
    /// among `marks`.
    pub(crate) fn near_word_in(&self, text: &str, marks: &[String]) -> Option<String> {
        if self.how != How::Spelling {
            return None;
        }
        let mut found = None;
        tokens(text, |token| {
            if found.is_none()
                && token.kind == Kind::Word
                && marks.iter().any(|mark| mark == token.term)
            {
                found = text.get(token.start..token.end).map(str::to_owned);
            }
        });
        found
    }
}

/// How words are read otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// Letters as pinyin.
    Pinyin,
    /// Letters as initials.
    Initials,
    /// Characters as others that sound or look alike.
    Sound,
    /// Letters as others.
    Spelling,
}

impl How {
    /// What the reader is told.
    pub const fn note(self) -> &'static str {
        match self {
            Self::Pinyin => "by-pinyin",
            Self::Initials => "by-initials",
            Self::Sound => "by-sound",
            Self::Spelling => "by-spelling",
        }
    }
}

impl Near {
    /// What may have been meant by the words of `reading`, which as typed are `texts`.
    pub(super) fn new(reading: &Reading, texts: &Texts, sounds: &Sounds) -> Option<Self> {
        let mut runs: Vec<Run> = reading
            .words
            .iter()
            .map(|word| Run::new(&word.text, sounds))
            .collect();
        let all_letters = runs.iter().all(|run| run.letters);
        // yu tan cai long: one name, written apart.
        if all_letters
            && runs.len() > 1
            && runs.iter().all(|run| run.ways.len() == 1 || run.whole())
        {
            let mut joined = Vec::new();
            for run in &runs {
                joined.extend(run.ways.first().into_iter().flatten().cloned());
            }
            runs = vec![Run {
                ways: vec![joined],
                letters: true,
            }];
        }
        let words = if runs.len() == texts.words().len() {
            texts.words()
        } else {
            &[]
        };
        let (required, excluded) = texts.demands();
        let way = |how: How, option: &dyn Fn(&Run, usize) -> Option<Clause>| {
            let mut found = Way {
                how,
                clause: Clause::Best(Vec::new(), 0.0),
                runs: Vec::new(),
                slots: Vec::new(),
            };
            let by_sound = matches!(how, How::Pinyin | How::Sound);
            let mut counted = Vec::new();
            let mut found_any = false;
            for (number, run) in runs.iter().enumerate() {
                let typed = words.get(number).map(WordTerms::clause);
                let otherwise = option(run, number);
                if otherwise.is_some() {
                    found_any = true;
                    let runs = run.ways.iter().filter(|way| way.len() > 1);
                    found.runs.extend(
                        runs.map(|way| way.iter().map(|piece| Heard::new(piece, sounds)).collect()),
                    );
                    // Only what is looked up can tell where in a text to look.
                    let sounding = run.ways.iter().filter(|_| by_sound);
                    for way in sounding.filter(|way| is_sounding(way)) {
                        let slots = slots(way, sounds).into_iter();
                        found.slots.extend(slots.map(|(_, slot)| slot));
                    }
                }
                // Of two that sound alike the one written alike is meant.
                let terms = words.get(number).map(WordTerms::terms).unwrap_or_default();
                let otherwise = otherwise.map(|clause| sum(vec![alone(clause)], 1, terms));
                let typed = typed.filter(|_| runs.len() > 1 || otherwise.is_none());
                let clauses: Vec<Clause> = typed.into_iter().chain(otherwise).collect();
                counted.push(alone(Clause::Best(clauses, 0.0)));
            }
            let at_least = counted.len();
            found.clause = match sum(counted, at_least, Vec::new()) {
                Clause::Sum {
                    counted,
                    at_least,
                    optional,
                    ..
                } => Clause::Sum {
                    required: required.to_vec(),
                    counted,
                    at_least,
                    optional,
                    excluded: excluded.to_vec(),
                },
                other => other,
            };
            found_any.then_some(found)
        };
        let sounding = |run: &Run, _| any(run.ways.iter().filter_map(|way| sounding(way, sounds)));
        let names = |run: &Run, _| {
            let ways = run.ways.iter().filter(|way| run.letters && way.len() > 1);
            any(ways.map(|way| name(way, sounds)))
        };
        let slip = |_: &Run, number: usize| {
            let word = &reading.words.get(number)?.text;
            let letters = word.len() >= SLIP && word.bytes().all(|byte| byte.is_ascii_alphabetic());
            letters.then(|| near_term(&word.to_ascii_lowercase()))
        };
        let how = if runs.iter().any(|run| run.letters) {
            How::Pinyin
        } else {
            How::Sound
        };
        let ways: Vec<Way> = [
            way(how, &sounding),
            way(How::Initials, &names),
            way(How::Spelling, &slip),
        ]
        .into_iter()
        .flatten()
        .collect();
        (!ways.is_empty()).then_some(Self {
            spelled: all_letters && runs.iter().all(Run::whole),
            at_once: all_letters && runs.iter().any(|run| !run.ways.is_empty()),
            ways,
        })
    }
}

/// The ways to read one word.
struct Run {
    ways: Vec<Vec<Piece>>,
    /// It has letters in it that may be pinyin.
    letters: bool,
}

/// The ways to read a text, the likeliest first.
pub(crate) fn readings(text: &str, sounds: &Sounds) -> Vec<Vec<Piece>> {
    Run::new(text, sounds).ways
}

impl Run {
    fn new(text: &str, sounds: &Sounds) -> Self {
        let mut run = Self {
            ways: vec![Vec::new()],
            letters: false,
        };
        tokens(text, |token| {
            let more: Vec<Vec<Piece>> = match token.kind {
                Kind::Pair => return,
                Kind::Word if token.term.bytes().all(|byte| byte.is_ascii_lowercase()) => {
                    let spelled = spellings(token.term, sounds).into_iter();
                    let ways = spelled.map(|way| way.into_iter().map(Piece::from).collect());
                    run.letters = true;
                    ways.collect()
                }
                Kind::Character { .. } | Kind::Word => {
                    vec![token.term.chars().map(Piece::Character).collect()]
                }
            };
            let longer = |way: &Vec<Piece>| {
                let before = way.clone();
                more.iter()
                    .map(move |more| [before.as_slice(), more].concat())
            };
            run.ways = run.ways.iter().flat_map(longer).collect();
            run.ways.truncate(WAYS);
        });
        run.ways.retain(|way| !way.is_empty());
        run
    }

    /// Whether the likeliest way has whole syllables only.
    fn whole(&self) -> bool {
        let way = self.ways.first();
        way.is_some_and(|way| way.iter().all(|piece| !matches!(piece, Piece::Letters(_))))
    }
}

impl From<Element> for Piece {
    fn from(element: Element) -> Self {
        match element {
            Element::Syllable(syllable) => Self::Syllable(syllable),
            Element::Letters(letters) => Self::Letters(letters),
        }
    }
}

fn any(clauses: impl Iterator<Item = Clause>) -> Option<Clause> {
    let clauses: Vec<Clause> = clauses.collect();
    (!clauses.is_empty()).then_some(Clause::Best(clauses, 0.0))
}

/// A name that runs so.
fn name(way: &[Piece], sounds: &Sounds) -> Clause {
    let leaf = Leaf::Name(Piece::key(way, sounds), way.to_vec());
    Clause::Leaf(leaf, NAME)
}

/// Whether a way has syllables enough to be looked for in texts. Who types one letter
/// more than a syllable is not done.
fn is_sounding(way: &[Piece]) -> bool {
    let letters = |piece: &&Piece| matches!(piece, Piece::Letters(_));
    way.iter().filter(letters).count() < 2
}

/// A name, a heading or running text that sounds so.
fn sounding(way: &[Piece], sounds: &Sounds) -> Option<Clause> {
    let slots = slots(way, sounds);
    if slots.is_empty() || !is_sounding(way) {
        return None;
    }
    let together = slots.iter().map(|(_, slot)| slot.clone()).collect();
    let mut clauses = vec![
        Clause::Leaf(Leaf::Sounding(Field::Title, slots.clone()), TITLE_PHRASE),
        Clause::Leaf(Leaf::Sounding(Field::Head, slots), HEAD_PHRASE),
        Clause::Leaf(Leaf::Together(together), TOGETHER_BY_SOUND),
    ];
    clauses.push(name(way, sounds));
    Some(Clause::Best(clauses, OTHERS))
}

/// The pairs of a word, each with its place.
fn slots(way: &[Piece], sounds: &Sounds) -> Vec<(u32, Slot)> {
    let pairs = way.iter().zip(way.iter().skip(1));
    let slots = (0..).zip(pairs).map(|(place, (left, right))| {
        let mut slot = Slot::default();
        let (lefts, rights) = (heard(left, sounds), heard(right, sounds));
        for (number, &left) in lefts.iter().enumerate() {
            // Of two that are read otherwise each may be, not both.
            let rights = rights.iter().take(if number == 0 { usize::MAX } else { 1 });
            slot.0
                .extend(rights.map(|&right| Choice::Pair([left, right])));
        }
        if slot.0.is_empty()
            && let (Piece::Character(left), Piece::Character(right)) = (left, right)
        {
            slot = Slot::term(&String::from_iter([left, right]));
        }
        (place, slot)
    });
    slots.filter(|(_, slot)| !slot.0.is_empty()).collect()
}

/// The characters that a piece may stand for, the likeliest first.
fn heard(piece: &Piece, sounds: &Sounds) -> Vec<Sound> {
    let any = |syllable: &Syllable| Sound {
        class: sounds.class(*syllable),
        only: None,
    };
    let only = |c: char| {
        let class = sounds.class_of(c)?;
        Some(Sound {
            class,
            only: Some(c),
        })
    };
    match piece {
        Piece::Syllable(syllable) => {
            let also = sounds.also(sounds.class(*syllable)).into_iter();
            std::iter::once(any(syllable))
                .chain(also.filter_map(only).take(READINGS))
                .collect()
        }
        Piece::Character(c) => {
            let readings = sounds.readings(*c);
            let alike = alike(*c).filter_map(only);
            readings
                .iter()
                .take(READINGS)
                .map(any)
                .chain(alike)
                .collect()
        }
        Piece::Letters(_) => Vec::new(),
    }
}
