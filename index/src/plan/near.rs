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
use crate::sound::{Class, Sounds, alike, spellings};
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
    pub(super) fn new(reading: &Reading, texts: &Texts<'_>, sounds: &Sounds) -> Option<Self> {
        let mut runs = Vec::new();
        let mut all_letters = true;
        let mut any_letters = false;
        let mut apart = true;
        let mut joined = Vec::new();
        for word in &reading.words {
            let run = Run::new(&word.text, sounds);
            all_letters &= run.letters;
            any_letters |= run.letters;
            apart &= run.ways.len() == 1 || run.whole();
            joined.extend_from_slice(run.ways.first().map(Vec::as_slice).unwrap_or_default());
            runs.push(run);
        }
        // yu tan cai long: one name, written apart.
        if all_letters && runs.len() > 1 && apart {
            runs = vec![Run {
                ways: vec![joined],
                letters: true,
            }];
        }
        let at_once = all_letters && runs.iter().any(|run| !run.ways.is_empty());
        let spelled = all_letters && runs.iter().all(Run::whole);
        let reader = Reader {
            reading,
            texts,
            sounds,
            runs,
        };
        let how = if any_letters { How::Pinyin } else { How::Sound };
        let mut ways = Vec::new();
        for how in [how, How::Initials, How::Spelling] {
            if let Some(way) = reader.way(how) {
                ways.push(way);
            }
        }
        (!ways.is_empty()).then_some(Self {
            ways,
            at_once,
            spelled,
        })
    }
}

/// Reads words otherwise.
struct Reader<'a> {
    reading: &'a Reading,
    texts: &'a Texts<'a>,
    sounds: &'a Sounds,
    /// The ways to read each word, or all as one.
    runs: Vec<Run>,
}

impl Reader<'_> {
    /// The words read in this way, where any can be.
    fn way(&self, how: How) -> Option<Way> {
        let words = self.texts.words.as_slice();
        let words = if self.runs.len() == words.len() {
            words
        } else {
            &[]
        };
        let mut runs = Vec::new();
        let mut filled = Vec::new();
        let mut counted = Vec::new();
        let mut found = false;
        for (number, run) in self.runs.iter().enumerate() {
            let typed = words.get(number);
            let otherwise = self.otherwise(how, number, run);
            let mut either = Vec::new();
            if let Some(typed) = typed
                && (self.runs.len() > 1 || otherwise.is_none())
            {
                either.push(typed.clause());
            }
            if let Some(clause) = otherwise {
                found = true;
                // Of two that sound alike the one written alike is meant.
                let terms = typed.map(WordTerms::terms).unwrap_or_default();
                either.push(sum(vec![alone(clause)], 1, terms));
                for way in &run.ways {
                    // Only what is looked up can tell where in a text to look.
                    if matches!(how, How::Pinyin | How::Sound) && is_sounding(way) {
                        filled.extend(slots(way, self.sounds).into_iter().map(|(_, slot)| slot));
                    }
                    if way.len() > 1 {
                        let mut heard = Vec::new();
                        for piece in way {
                            heard.push(Heard::new(piece, self.sounds));
                        }
                        runs.push(heard);
                    }
                }
            }
            counted.push(alone(Clause::Best(either, 0.0)));
        }
        let at_least = counted.len();
        found.then(|| Way {
            how,
            clause: self.texts.demand(counted, at_least, &[]),
            runs,
            slots: Slot::distinct(filled),
        })
    }

    /// What a word is in this way.
    fn otherwise(&self, how: How, number: usize, run: &Run) -> Option<Clause> {
        if how == How::Spelling {
            let word = &self.reading.words.get(number)?.text;
            let letters = word.len() >= SLIP && word.bytes().all(|byte| byte.is_ascii_alphabetic());
            return letters.then(|| near_term(&word.to_ascii_lowercase()));
        }
        let mut ways = Vec::new();
        for way in &run.ways {
            if how != How::Initials {
                if let Some(clause) = sounding(way, self.sounds) {
                    ways.push(clause);
                }
            } else if run.letters && way.len() > 1 {
                ways.push(name(way, self.sounds));
            }
        }
        (!ways.is_empty()).then_some(Clause::Best(ways, 0.0))
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
            let more = match token.kind {
                Kind::Pair => return,
                Kind::Word if token.term.bytes().all(|byte| byte.is_ascii_lowercase()) => {
                    run.letters = true;
                    spellings(token.term, sounds)
                }
                Kind::Character { .. } | Kind::Word => {
                    vec![token.term.chars().map(Piece::Character).collect()]
                }
            };
            let mut longer = Vec::new();
            for way in &run.ways {
                for more in &more {
                    if longer.len() < WAYS {
                        longer.push([way.as_slice(), more].concat());
                    }
                }
            }
            run.ways = longer;
        });
        run.ways.retain(|way| !way.is_empty());
        run
    }

    /// Whether the likeliest way has whole syllables only.
    fn whole(&self) -> bool {
        self.ways.first().is_some_and(|way| Piece::are_whole(way))
    }
}

/// A name that runs so.
fn name(way: &[Piece], sounds: &Sounds) -> Clause {
    let leaf = Leaf::Name(Piece::key(way, sounds), way.to_vec());
    Clause::leaf(leaf, NAME)
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
    let together = Slot::distinct(slots.iter().map(|(_, slot)| slot.clone()));
    let clauses = vec![
        Clause::leaf(Leaf::Sounding(Field::Title, slots.clone()), TITLE_PHRASE),
        Clause::leaf(Leaf::Sounding(Field::Head, slots), HEAD_PHRASE),
        Clause::leaf(Leaf::Together(together), TOGETHER_BY_SOUND),
        name(way, sounds),
    ];
    Some(Clause::Best(clauses, OTHERS))
}

/// The pairs of a word, each with its place; none if it is not known how it sounds.
fn slots(way: &[Piece], sounds: &Sounds) -> Vec<(u32, Slot)> {
    let mut slots = Vec::new();
    let known = |piece: &&Piece| !matches!(piece, Piece::Letters(_));
    // Who types one letter more than a syllable is not done.
    if way.len() > way.iter().filter(known).count() + 1 {
        return slots;
    }
    for (place, pair) in (0..).zip(way.windows(2)) {
        let [left, right] = pair else { continue };
        let mut slot = Slot::default();
        let rights = heard(right, sounds);
        for (number, &one) in heard(left, sounds).iter().enumerate() {
            // Of two that are read otherwise each may be, not both.
            let most = if number == 0 { usize::MAX } else { 1 };
            for &other in rights.iter().take(most) {
                slot.0.push(Choice::Pair([one, other]));
            }
        }
        if slot.0.is_empty()
            && let (Piece::Character(left), Piece::Character(right)) = (left, right)
        {
            slot = Slot::term(&String::from_iter([left, right]));
        }
        if !slot.0.is_empty() {
            slots.push((place, slot));
        }
    }
    slots
}

/// The characters that a piece may stand for, the likeliest first.
fn heard(piece: &Piece, sounds: &Sounds) -> Vec<Sound> {
    let mut heard = Vec::new();
    let mut hear = |class: Option<Class>, only: Option<char>, most: usize| {
        if let Some(class) = class
            && heard.len() < most
        {
            heard.push(Sound { class, only });
        }
    };
    match piece {
        Piece::Syllable(syllable) => {
            let class = sounds.class(*syllable);
            hear(Some(class), None, usize::MAX);
            for c in sounds.also(class) {
                hear(sounds.class_of(c), Some(c), READINGS + 1);
            }
        }
        Piece::Character(c) => {
            for syllable in sounds.readings(*c) {
                hear(Some(sounds.class(syllable)), None, READINGS);
            }
            for c in alike(*c).chars() {
                hear(sounds.class_of(c), Some(c), usize::MAX);
            }
        }
        Piece::Letters(_) => {}
    }
    heard
}
