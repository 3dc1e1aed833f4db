//! How Chinese characters sound, and the order of terms that follows from it.
//!
//! Residents type 雨潭 for 雨坛 and yutan for both. So pairs of characters are
//! ordered in the index by their sound: all that sound alike are neighbours, and
//! the file that is fetched for one of them has the others too. What sounds
//! alike is a *class*: a syllable without its tone, together with those that the
//! region does not keep apart ([`Folding`]).
//!
//! A term is stored under its *key*:
//!
//! | term | key |
//! |---|---|
//! | two characters | class, class, rank, rank |
//! | one character | class, rank |
//! | a word that begins in ASCII, or characters that have no class | itself |
//! | any other word | U+0001 and itself |
//!
//! A class is the character U+0080 + its number, a rank (the place of a character
//! among those of its class) the one U+0021 + it up to 93, then U+0080 + what is
//! more than 93. Keys are bytes of UTF-8, like terms.
//!
//! The common characters are the 3,755 of level 1 of GB/T 2312-1980, which that
//! standard orders by sound; a browser has them at hand. The site file adds
//! those of a site's names.

mod alike;
mod polyphones;
mod spelling;
mod syllables;

pub use alike::alike;
pub use spelling::spellings;

/// The common characters, in order.
pub const COMMON: &str = include_str!("../data/common.txt");

/// First character of the block in which common characters lie.
const FIRST: u32 = 0x4E00;

/// How many characters the block has.
const BLOCK: usize = 0x5200;

/// First of the characters that stand for classes, and for high ranks.
const CODES: u32 = 0x80;

/// First of those that stand for ranks.
const RANKS: u32 = 0x21;

/// How many ranks are written in one byte.
const SHORT_RANKS: u32 = 94;

/// In front of a word that could be taken for a key.
const WORD: char = '\u{1}';

/// What a region does not keep apart, as bits: see [`FOLDS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Folding(pub u8);

/// What can be folded: its name, and the beginning or ending of a syllable that
/// becomes another.
pub const FOLDS: [(&str, Fold); 7] = [
    ("n-l", Fold::Beginning("n", "l")),
    ("zh-z", Fold::Beginning("zh", "z")),
    ("ch-c", Fold::Beginning("ch", "c")),
    ("sh-s", Fold::Beginning("sh", "s")),
    ("ing-in", Fold::Ending("ing", "in")),
    ("eng-en", Fold::Ending("eng", "en")),
    ("hu-fu", Fold::Whole("hu", "fu")),
];

/// How one sound is taken for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fold {
    /// Syllables that begin so.
    Beginning(&'static str, &'static str),
    /// Syllables that end so.
    Ending(&'static str, &'static str),
    /// One syllable.
    Whole(&'static str, &'static str),
}

impl Default for Folding {
    /// All of [`FOLDS`], as people in Sichuan speak.
    fn default() -> Self {
        Self(0x7F)
    }
}

impl Folding {
    /// Those of [`FOLDS`] with these names.
    #[cfg(feature = "write")]
    pub fn of(names: &[&str]) -> Self {
        let mut folding = Self(0);
        for (number, (known, _)) in (0..).zip(FOLDS) {
            folding.0 |= u8::from(names.contains(&known)) << number;
        }
        folding
    }

    /// A syllable as it is heard.
    fn heard(self, syllable: &str) -> String {
        let mut heard = syllable.to_owned();
        for (number, (_, fold)) in (0..).zip(FOLDS) {
            if self.0 >> number & 1 == 0 {
                continue;
            }
            let folded = match fold {
                Fold::Beginning(from, to) => heard.strip_prefix(from).map(|rest| [to, rest]),
                Fold::Ending(from, to) => heard.strip_suffix(from).map(|rest| [rest, to]),
                Fold::Whole(from, to) => (heard == from).then_some([to, ""]),
            };
            if let Some(parts) = folded {
                heard = parts.concat();
            }
        }
        heard
    }
}

/// The number of a syllable among all, in order.
pub type Syllable = u16;

/// The number of a class of syllables that are heard alike.
pub type Class = u16;

/// The characters of a site by their sound.
pub struct Sounds {
    folding: Folding,
    syllables: Vec<String>,
    /// Of each syllable.
    classes: Vec<Class>,
    /// Every character that has a sound, class by class, with its syllable.
    characters: Vec<(char, Syllable)>,
    /// For each class where its characters begin; then their number.
    starts: Vec<usize>,
    /// For each character of the block one more than its place in `characters`, or 0.
    places: Vec<u16>,
    /// Characters with syllables that are not their usual ones.
    also: Vec<(char, Syllable)>,
}

impl Sounds {
    /// `common` are the common characters; `more` are others with their syllables.
    pub fn new(common: &str, folding: Folding, more: &[(char, Syllable)]) -> Self {
        let also = polyphones::polyphones(common);
        let mut syllables = Vec::new();
        let mut heard: Vec<String> = Vec::new();
        let mut classes = Vec::new();
        let mut sounding: Vec<Vec<(char, Syllable)>> = Vec::new();
        let mut common = common.chars();
        for (syllable, count) in syllables::syllables() {
            let sound = folding.heard(&syllable);
            let class = heard.iter().position(|known| *known == sound);
            let class = class.unwrap_or_else(|| {
                heard.push(sound);
                sounding.push(Vec::new());
                heard.len() - 1
            });
            let number = number(syllables.len());
            if let Some(sounding) = sounding.get_mut(class) {
                for c in common.by_ref().take(usize::from(count)) {
                    sounding.push((c, number));
                }
            }
            syllables.push(syllable);
            classes.push(self::number(class));
        }
        for &(c, syllable) in more {
            let class = classes.get(usize::from(syllable));
            let sounding = class.and_then(|&class| sounding.get_mut(usize::from(class)));
            if let Some(sounding) = sounding {
                sounding.push((c, syllable));
            }
        }
        let mut characters = Vec::new();
        let mut starts = vec![0];
        let mut places = vec![0; BLOCK];
        for class in sounding {
            for (c, syllable) in class {
                characters.push((c, syllable));
                if let Some(place) = slot(c).and_then(|slot| places.get_mut(slot)) {
                    *place = number(characters.len());
                }
            }
            starts.push(characters.len());
        }
        Self {
            folding,
            syllables,
            classes,
            characters,
            starts,
            places,
            also,
        }
    }

    /// Where a character is in `characters`.
    fn place(&self, c: char) -> Option<usize> {
        let place = self.places.get(slot(c)?)?;
        usize::from(*place).checked_sub(1)
    }

    /// The syllable that a character is mostly read as.
    pub fn syllable(&self, c: char) -> Option<Syllable> {
        let (_, syllable) = self.characters.get(self.place(c)?)?;
        Some(*syllable)
    }

    /// All syllables that a character may be read as, the usual one first.
    pub fn readings(&self, c: char) -> Vec<Syllable> {
        let mut readings: Vec<Syllable> = self.syllable(c).into_iter().collect();
        for &(other, syllable) in &self.also {
            if other == c {
                readings.push(syllable);
            }
        }
        readings
    }

    /// Characters of which a syllable of this class is not the usual reading.
    pub fn also(&self, class: Class) -> Vec<char> {
        let mut characters = Vec::new();
        for &(c, syllable) in &self.also {
            if self.class(syllable) == class {
                characters.push(c);
            }
        }
        characters
    }

    /// The class of a syllable.
    pub fn class(&self, syllable: Syllable) -> Class {
        let class = self.classes.get(usize::from(syllable));
        class.copied().unwrap_or_default()
    }

    /// The first syllable of a class.
    #[cfg(feature = "native")]
    pub fn class_name(&self, class: Class) -> &str {
        let first = self.classes.iter().position(|one| *one == class);
        self.name(number(first.unwrap_or_default()))
    }

    /// The class of a character's usual reading.
    pub fn class_of(&self, c: char) -> Option<Class> {
        self.syllable(c).map(|syllable| self.class(syllable))
    }

    /// The syllable of this name.
    pub fn named(&self, name: &str) -> Option<Syllable> {
        self.syllables
            .iter()
            .position(|syllable| *syllable == name)
            .map(number)
    }

    /// Whether any syllable begins so.
    pub fn begins(&self, letters: &str) -> bool {
        self.syllables
            .iter()
            .any(|syllable| syllable.starts_with(letters))
    }

    /// The name of a syllable.
    pub fn name(&self, syllable: Syllable) -> &str {
        let name = self.syllables.get(usize::from(syllable));
        name.map(String::as_str).unwrap_or_default()
    }

    /// Letters as they are heard.
    pub fn heard(&self, letters: &str) -> String {
        self.folding.heard(letters)
    }

    /// The letter that stands for all that begin like these in the order of names.
    pub fn initial(&self, letters: &str) -> char {
        match first(&self.folding.heard(letters)) {
            // Only hu and fu are one, but h alone may be either.
            'f' if self.folding.0 >> 6 & 1 == 1 => 'h',
            initial => initial,
        }
    }

    /// The key of a term.
    pub fn key(&self, term: &str) -> String {
        let mut key = String::new();
        let mut ranks = String::new();
        for c in term.chars() {
            let Some((class, rank)) = self.code(c) else {
                // All or none: the order must not depend on what stands beside.
                key.clear();
                if is_coded(term) {
                    key.push(WORD);
                }
                key.push_str(term);
                return key;
            };
            key.push(class_code(class).unwrap_or_default());
            ranks.push(rank_code(rank).unwrap_or_default());
        }
        key.push_str(&ranks);
        key
    }

    /// The term of a key.
    pub fn term(&self, key: &str) -> String {
        if let Some(word) = key.strip_prefix(WORD) {
            return word.to_owned();
        }
        let mut term = String::new();
        if is_coded(key) {
            let codes: Vec<char> = key.chars().collect();
            let halves = codes.split_at_checked(codes.len() / 2);
            let (classes, ranks) = halves.unwrap_or_default();
            for (&class, &rank) in classes.iter().zip(ranks) {
                term.extend(self.character(class, rank));
            }
            if term.chars().count() == classes.len() {
                return term;
            }
        }
        key.to_owned()
    }

    /// The character with these codes.
    fn character(&self, class: char, rank: char) -> Option<char> {
        let class = u32::from(class).checked_sub(CODES)? as usize;
        let rank = match u32::from(rank) {
            code if code < CODES => code.checked_sub(RANKS)?,
            code => code - CODES + SHORT_RANKS,
        };
        let place = self.starts.get(class)? + rank as usize;
        self.characters.get(place).map(|(c, _)| *c)
    }

    /// Those of `keys` that are of pairs of characters, as terms.
    pub fn pairs(&self, keys: &[String]) -> Vec<String> {
        let mut pairs = Vec::new();
        for key in keys {
            if key.chars().count() > 3 {
                pairs.push(self.term(key));
            }
        }
        pairs
    }

    /// With what the keys begin of pairs that sound so.
    pub fn prefix(classes: [Class; 2]) -> String {
        classes.into_iter().filter_map(class_code).collect()
    }

    /// A character's class, and its rank in it.
    fn code(&self, c: char) -> Option<(Class, u16)> {
        let place = self.place(c)?;
        let after = self.starts.partition_point(|&start| start <= place);
        let class = after.checked_sub(1)?;
        let start = self.starts.get(class)?;
        Some((number(class), number(place - start)))
    }
}

fn slot(c: char) -> Option<usize> {
    let slot = u32::from(c).checked_sub(FIRST)? as usize;
    (slot < BLOCK).then_some(slot)
}

fn first(text: &str) -> char {
    text.chars().next().unwrap_or_default()
}

/// Whether a key is of characters.
fn is_coded(key: &str) -> bool {
    ('\u{80}'..'\u{800}').contains(&first(key))
}

fn class_code(class: Class) -> Option<char> {
    char::from_u32(CODES + u32::from(class))
}

fn rank_code(rank: u16) -> Option<char> {
    let rank = u32::from(rank);
    char::from_u32(match rank.checked_sub(SHORT_RANKS) {
        None => RANKS + rank,
        Some(more) => CODES + more,
    })
}

/// There are far fewer syllables and characters than sixteen bits can number.
fn number(index: usize) -> u16 {
    u16::try_from(index).unwrap_or(u16::MAX)
}

#[cfg(all(test, feature = "native"))]
mod tests {
    use super::{COMMON, Folding, Sounds};

    fn sounds() -> Sounds {
        let bare = Sounds::new(COMMON, Folding::default(), &[]);
        let lu = bare.named("lu").unwrap_or_default();
        Sounds::new(COMMON, Folding::default(), &[('泸', lu)])
    }

    #[test]
    fn every_common_character_has_the_syllable_of_its_place() {
        let sounds = sounds();
        assert_eq!(COMMON.chars().count(), 3755);
        for (c, name) in [
            ('啊', "a"),
            ('女', "nv"),
            ('略', "lve"),
            ('座', "zuo"),
            ('泸', "lu"),
        ] {
            assert_eq!(sounds.name(sounds.syllable(c).unwrap()), name, "{c}");
        }
    }

    #[test]
    fn keys_are_read_back_and_differ() {
        let sounds = sounds();
        let mut keys = std::collections::BTreeSet::new();
        let words = [
            "excel",
            "é",
            "ß1",
            "泸",
            "泸县",
            "鱻",
            "鱻鱼",
            "ａ",
            "हिन्दी",
            "3d",
        ];
        let all = words.into_iter().map(str::to_owned);
        let singles = COMMON.chars().map(|c| c.to_string());
        let pairs = COMMON.chars().map(|c| format!("{c}是"));
        for term in all.chain(singles).chain(pairs) {
            let key = sounds.key(&term);
            assert_eq!(sounds.term(&key), term);
            assert!(keys.insert(key), "{term}");
        }
    }

    #[test]
    fn what_sounds_alike_begins_alike() {
        let sounds = sounds();
        for (one, other) in [
            ("雨坛", "鱼潭"),
            ("福集", "湖极"),
            ("牛滩", "刘谈"),
            ("终身", "中生"),
        ] {
            let class = |index: usize| sounds.class_of(one.chars().nth(index).unwrap()).unwrap();
            let prefix = Sounds::prefix([class(0), class(1)]);
            assert!(sounds.key(one).starts_with(&prefix));
            assert!(sounds.key(other).starts_with(&prefix), "{one} {other}");
        }
        let apart = Sounds::new(COMMON, Folding(0), &[]);
        assert_ne!(apart.class_of('牛'), apart.class_of('刘'));
        assert_eq!(apart.class_of('雨'), apart.class_of('鱼'));
    }
}
