//! The syllables, packed at compile time: with what each keeps of the one before, and
//! their counts apart from their letters, they compress to half of what the text would.

/// The syllables in order, each with how many of the common characters it has.
pub(super) const TEXT: &[u8] = include_bytes!("../../data/syllables.txt");

/// How many syllables there are.
const COUNT: usize = lines(TEXT);

/// How long [`LETTERS`] is.
const LENGTH: usize = pack::<{ TEXT.len() }>().2;

/// Of each syllable the letters that it does not share with the one before, then how many
/// of all its letters the next one keeps.
static LETTERS: [u8; LENGTH] = pack::<LENGTH>().0;

/// Of each syllable how many of the common characters it has.
static COUNTS: [u8; COUNT] = pack::<LENGTH>().1;

/// How many lines a text has.
pub(super) const fn lines(text: &[u8]) -> usize {
    let mut count = 0;
    let mut at = 0;
    while at < text.len() {
        count += (text[at] == b'\n') as usize;
        at += 1;
    }
    count
}

/// The letters, the counts, and how many bytes of letters there are.
const fn pack<const MOST: usize>() -> ([u8; MOST], [u8; COUNT], usize) {
    let mut letters = [0; MOST];
    let mut counts = [0; COUNT];
    let mut length = 0;
    let (mut at, mut before, mut number) = (0, 0, 0);
    while number < COUNT {
        let start = at;
        let mut kept = 0;
        while number > 0 && TEXT[start + kept] != b' ' && TEXT[start + kept] == TEXT[before + kept]
        {
            kept += 1;
        }
        if number > 0 {
            letters[length] = kept.to_le_bytes()[0];
            length += 1;
        }
        at += kept;
        while TEXT[at] != b' ' {
            letters[length] = TEXT[at];
            (length, at) = (length + 1, at + 1);
        }
        at += 1;
        while TEXT[at] != b'\n' {
            counts[number] = counts[number] * 10 + TEXT[at] - b'0';
            at += 1;
        }
        (at, before, number) = (at + 1, start, number + 1);
    }
    (letters, counts, length + 1)
}

/// The syllables in order, each with how many of the common characters it has.
pub(super) fn syllables() -> Vec<(String, u8)> {
    let mut syllables = Vec::new();
    let mut counts = COUNTS.iter();
    let mut name = String::new();
    for &byte in &LETTERS {
        if byte.is_ascii_lowercase() {
            name.push(char::from(byte));
        } else {
            syllables.push((name.clone(), counts.next().copied().unwrap_or_default()));
            name.truncate(usize::from(byte));
        }
    }
    syllables
}

#[cfg(test)]
mod tests {
    use super::{TEXT, syllables};

    #[test]
    fn unpacked_they_are_those_of_the_text() {
        let mut text = String::new();
        for (name, count) in syllables() {
            text.push_str(&[name.as_str(), " ", &count.to_string(), "\n"].concat());
        }
        assert_eq!(text.as_bytes(), TEXT);
    }
}
