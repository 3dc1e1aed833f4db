//! One character to the form under which it is searched.
//!
//! Folds full-width forms and the ideographic space to ASCII, traditional
//! characters to simplified ones, and tells letters and their lower case. Much
//! less than NFKC and Unicode's own tables: it is what highlighting can do in a
//! browser without them.

const TRADITIONAL: &str = include_str!("../../data/traditional.txt");
const PAIRS: usize = TRADITIONAL.len() / 6;

/// How many pairs are searched one after the other.
const RUN: usize = 16;

/// The table in three streams, since like beside like compresses to half of
/// what pairs would: how far each traditional character, sorted, is from the one
/// before; the two bytes of the simplified ones. Made from text at compile time.
static TABLE: Table = Table::new();

struct Table {
    distances: [u8; PAIRS],
    high: [u8; PAIRS],
    low: [u8; PAIRS],
    /// The first traditional character of every run.
    runs: [u16; PAIRS.div_ceil(RUN)],
}

impl Table {
    const fn new() -> Self {
        let text = TRADITIONAL.as_bytes();
        let mut table = Self {
            distances: [0; PAIRS],
            high: [0; PAIRS],
            low: [0; PAIRS],
            runs: [0; PAIRS.div_ceil(RUN)],
        };
        let mut before = 0;
        let mut index = 0;
        while index < PAIRS {
            let traditional = code_point(text, index * 6);
            let [high, low] = code_point(text, index * 6 + 3).to_be_bytes();
            if index % RUN == 0 {
                table.runs[index / RUN] = traditional;
            } else {
                let distance = traditional - before;
                assert!(distance < 256, "a distance that no byte holds");
                table.distances[index] = distance.to_le_bytes()[0];
            }
            table.high[index] = high;
            table.low[index] = low;
            before = traditional;
            index += 1;
        }
        table
    }

    /// The simplified form of a traditional character.
    fn get(&self, wanted: u16) -> Option<u16> {
        let run = self.runs.partition_point(|&first| first <= wanted);
        let start = run.checked_sub(1)? * RUN;
        let mut character = *self.runs.get(run - 1)?;
        for index in start..PAIRS.min(start + RUN) {
            if index > start {
                character += u16::from(*self.distances.get(index)?);
            }
            if character >= wanted {
                let bytes = [*self.high.get(index)?, *self.low.get(index)?];
                return (character == wanted).then_some(u16::from_be_bytes(bytes));
            }
        }
        None
    }
}

/// Decodes one character of three bytes, as all in the table are.
const fn code_point(text: &[u8], at: usize) -> u16 {
    (text[at] as u16 & 0x0F) << 12
        | (text[at + 1] as u16 & 0x3F) << 6
        | (text[at + 2] as u16 & 0x3F)
}

/// The character under which `c` is searched, but for its case.
pub fn fold(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '\u{4E00}'..='\u{9FFF}' => simplified(c),
        _ => c,
    }
}

fn simplified(c: char) -> char {
    let code = u16::try_from(u32::from(c)).ok();
    code.and_then(|code| TABLE.get(code))
        .and_then(|code| char::from_u32(u32::from(code)))
        .unwrap_or(c)
}

/// Whether a character that is not Chinese is part of a word.
///
/// What Unicode calls alphanumeric, but for scripts that nobody here searches:
/// its tables would be a tenth of the engine.
pub(super) const fn is_word(c: char) -> bool {
    matches!(c,
        '0'..='9' | 'A'..='Z' | 'a'..='z'
        | 'ª' | 'µ' | 'º' | 'À'..='Ö' | 'Ø'..='ö' | 'ø'..='\u{02C1}'
        | '\u{0370}'..='\u{0373}' | '\u{0376}'..='\u{037D}' | '\u{037F}'..='\u{0481}'
        | '\u{048A}'..='\u{0556}' | '\u{0561}'..='\u{0587}'
        | '\u{05D0}'..='\u{05EA}' | '\u{0620}'..='\u{0669}' | '\u{066E}'..='\u{06D3}'
        | '\u{0900}'..='\u{1FFF}')
}

/// The lower case of a letter: Latin, Greek, Cyrillic.
pub(super) fn lower(c: char) -> char {
    let code = u32::from(c);
    let lower = match c {
        'A'..='Z' | 'À'..='Ö' | 'Ø'..='Þ' | 'Α'..='Ρ' | 'Σ'..='Ϋ' | 'А'..='Я' => {
            code + 32
        }
        'Ѐ'..='Џ' => code + 80,
        // Pairs, capital first; in between the capitals are the odd ones.
        '\u{0139}'..='\u{0148}' | '\u{0179}'..='\u{017E}' => code + (code & 1),
        '\u{0100}'..='\u{0137}'
        | '\u{014A}'..='\u{0177}'
        | '\u{0460}'..='\u{0481}'
        | '\u{048A}'..='\u{04BF}'
        | '\u{04D0}'..='\u{052F}'
        | '\u{1E00}'..='\u{1E95}'
        | '\u{1EA0}'..='\u{1EFF}' => code | 1,
        _ => code,
    };
    char::from_u32(lower).unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::{PAIRS, TABLE, TRADITIONAL, fold, is_word, lower};

    #[test]
    fn folds_what_residents_type() {
        let folded: String = "瀘縣積分轉換Ａ１（　）".chars().map(fold).collect();
        assert_eq!(folded, "泸县积分转换A1( )");
    }

    #[test]
    fn every_pair_is_found_and_folding_twice_changes_nothing() {
        let characters: Vec<char> = TRADITIONAL.trim_end().chars().collect();
        assert_eq!(characters.len(), 2 * PAIRS);
        for pair in characters.chunks(2) {
            assert_eq!(fold(pair[0]), pair[1]);
            assert_eq!(fold(pair[1]), pair[1]);
        }
        assert_eq!(TABLE.get(0x4E00), None);
        assert_eq!(TABLE.get(0x9FFF), None);
    }

    /// Of the scripts that are told apart, all letters and their lower case are
    /// those of Unicode.
    #[test]
    fn letters_are_those_of_unicode() {
        const UNASSIGNED: char = '\u{03A2}';
        for c in ('\0'..='\u{02AF}').chain('Α'..='ω').chain('Ѐ'..='џ') {
            assert_eq!(
                is_word(c),
                c.is_alphanumeric() && !"²³¹¼½¾".contains(c) || c == UNASSIGNED,
                "{c}"
            );
            let single = c.to_lowercase().next();
            // İ has two, Ɓ and its like are not in use.
            if !('\u{0180}'..='\u{024F}').contains(&c) && !"İĸŉſŸ".contains(c) {
                assert_eq!(Some(lower(c)), single, "{c}");
            }
        }
    }
}
