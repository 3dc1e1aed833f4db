//! Reads what is typed in Latin letters as pinyin.
//!
//! In: letters, as typed without spaces or with. Out: the ways to divide them
//! into syllables and initials, the likeliest first.

use super::Sounds;
use crate::clause::Piece;

/// How many ways to read one run of letters are looked at.
const MOST: usize = 3;

/// Longest run of letters that is read as pinyin.
const LONGEST: usize = 64;

/// The letters of the longest syllable.
const LONGEST_SYLLABLE: usize = 6;

/// The ways to read `letters`, lower-case ASCII: those of fewer elements first, since
/// who types xian means 先 more often than 西安. Empty if there is none.
///
/// The last syllable need not be complete: it is typed letter by letter.
pub fn spellings(letters: &str, sounds: &Sounds) -> Vec<Vec<Piece>> {
    if letters.len() > LONGEST {
        return Vec::new();
    }
    // For each place, from the last, the ways to read what follows it.
    let mut ways: Vec<Vec<Vec<Piece>>> = vec![vec![Vec::new()]];
    for start in (0..letters.len()).rev() {
        let mut here = Vec::new();
        let left = letters.len() - start;
        for length in (1..=LONGEST_SYLLABLE.min(left)).rev() {
            let head = letters.get(start..start + length).unwrap_or_default();
            let Some(piece) = piece(head, length == left, sounds) else {
                continue;
            };
            for rest in ways.get(left - length).into_iter().flatten() {
                let mut way = vec![piece.clone()];
                way.extend_from_slice(rest);
                here.push(way);
            }
        }
        let mut fewest = Vec::new();
        for count in 1..=left {
            for whole in [true, false] {
                for way in &here {
                    if way.len() == count && Piece::are_whole(way) == whole && fewest.len() < MOST {
                        fewest.push(way.clone());
                    }
                }
            }
        }
        ways.push(fewest);
    }
    let mut ways = ways.pop().unwrap_or_default();
    // Any letters may be initials: sme is 什么 and the first letters of 三门峡.
    let mut initials = Vec::new();
    for letter in letters.chars() {
        let letter = String::from(letter);
        if sounds.begins(&letter) {
            initials.push(Piece::Letters(letter));
        }
    }
    if initials.len() == letters.len() && initials.len() > 1 && !ways.contains(&initials) {
        ways.truncate(MOST - 1);
        ways.push(initials);
    }
    ways
}

/// What `head` may stand for as a whole.
fn piece(head: &str, last: bool, sounds: &Sounds) -> Option<Piece> {
    if let Some(syllable) = sounds.named(head) {
        return Some(Piece::Syllable(syllable));
    }
    let initial = head.len() == 1 || ["zh", "ch", "sh"].contains(&head);
    ((initial || last) && sounds.begins(head)).then(|| Piece::Letters(head.to_owned()))
}

#[cfg(all(test, feature = "native"))]
mod tests {
    use super::{Piece, spellings};
    use crate::sound::{COMMON, Folding, Sounds};

    fn ways(letters: &str) -> Vec<String> {
        let sounds = Sounds::new(COMMON, Folding::default(), &[]);
        let word = |piece: &Piece| match piece {
            Piece::Syllable(syllable) => sounds.name(*syllable).to_owned(),
            Piece::Letters(letters) => letters.to_uppercase(),
            Piece::Character(c) => c.to_string(),
        };
        let ways = spellings(letters, &sounds);
        let ways = ways
            .iter()
            .map(|way| way.iter().map(word).collect::<Vec<_>>());
        ways.map(|way| way.join(" ")).collect()
    }

    #[test]
    fn table() {
        assert_eq!(ways("yutancailong")[0], "yu tan cai long");
        assert_eq!(ways("ytcl"), ["Y T C L"]);
        assert_eq!(ways("xian")[..2], ["xian", "xi an"]);
        assert_eq!(ways("fangan")[..2], ["fang an", "fan gan"]);
        assert_eq!(ways("yutanc")[0], "yu tan C");
        assert_eq!(ways("yutancailo")[0], "yu tan cai LO");
        assert_eq!(ways("zhsxx")[0], "ZH S X X");
        assert_eq!(ways("lbmedzf").last().unwrap(), "L B M E D Z F");
        assert_eq!(ways("lvse")[0], "lv se");
        assert_eq!(ways("qu'er"), [""; 0]);
        assert_eq!(ways("vip"), [""; 0]);
        assert_eq!(ways("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaav"), [""; 0]);
    }
}
