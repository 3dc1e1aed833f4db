//! Reads what is typed in Latin letters as pinyin.
//!
//! In: letters, as typed without spaces or with. Out: the ways to divide them
//! into syllables and initials, the likeliest first.

use super::{Sounds, Syllable};

/// How many ways to read one run of letters are looked at.
const MOST: usize = 3;

/// Longest run of letters that is read as pinyin.
const LONGEST: usize = 64;

/// The letters of the longest syllable.
const LONGEST_SYLLABLE: usize = 6;

/// What one or more letters stand for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Element {
    /// A whole syllable.
    Syllable(Syllable),
    /// Letters with which one begins.
    Letters(String),
}

/// The ways to read `letters`, lower-case ASCII: those of fewer elements first, since
/// who types xian means 先 more often than 西安. Empty if there is none.
///
/// The last syllable need not be complete: it is typed letter by letter.
pub fn spellings(letters: &str, sounds: &Sounds) -> Vec<Vec<Element>> {
    if letters.len() > LONGEST {
        return Vec::new();
    }
    // For each place, from the last, the ways to read what follows it.
    let mut ways: Vec<Vec<Vec<Element>>> = vec![vec![Vec::new()]];
    for start in (0..letters.len()).rev() {
        let mut here: Vec<Vec<Element>> = Vec::new();
        let left = letters.len() - start;
        for length in (1..=LONGEST_SYLLABLE.min(left)).rev() {
            let head = letters.get(start..start + length).unwrap_or_default();
            if let Some(element) = element(head, length == left, sounds) {
                let rest = ways.get(left - length).into_iter().flatten();
                let longer = |rest: &Vec<Element>| {
                    let mut way = vec![element.clone()];
                    way.extend_from_slice(rest);
                    way
                };
                here.extend(rest.map(longer));
            }
        }
        let mut fewest = Vec::new();
        for (count, whole) in (1..=left).flat_map(|count| [(count, true), (count, false)]) {
            let ways = here
                .iter()
                .filter(|way| way.len() == count && is_whole(way) == whole);
            fewest.extend(ways.cloned());
        }
        fewest.truncate(MOST);
        ways.push(fewest);
    }
    let mut ways = ways.pop().unwrap_or_default();
    // Any letters may be initials: sme is 什么 and the first letters of 三门峡.
    let initials = letters.chars().map(|letter| {
        let letter = letter.to_string();
        sounds.begins(&letter).then_some(Element::Letters(letter))
    });
    if let Some(initials) = initials.collect::<Option<Vec<_>>>()
        && initials.len() > 1
        && !ways.contains(&initials)
    {
        ways.truncate(MOST - 1);
        ways.push(initials);
    }
    ways
}

/// Whether all syllables are complete.
fn is_whole(way: &[Element]) -> bool {
    way.iter()
        .all(|element| matches!(element, Element::Syllable(_)))
}

/// What `head` may stand for as a whole.
fn element(head: &str, last: bool, sounds: &Sounds) -> Option<Element> {
    if let Some(syllable) = sounds.named(head) {
        return Some(Element::Syllable(syllable));
    }
    let initial = head.len() == 1 || ["zh", "ch", "sh"].contains(&head);
    ((initial || last) && sounds.begins(head)).then(|| Element::Letters(head.to_owned()))
}

#[cfg(all(test, feature = "native"))]
mod tests {
    use super::{Element, spellings};
    use crate::sound::{COMMON, Folding, Sounds};

    fn ways(letters: &str) -> Vec<String> {
        let sounds = Sounds::new(COMMON, Folding::default(), &[]);
        let word = |element: &Element| match element {
            Element::Syllable(syllable) => sounds.name(*syllable).to_owned(),
            Element::Letters(letters) => letters.to_uppercase(),
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
