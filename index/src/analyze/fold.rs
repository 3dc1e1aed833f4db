//! One character to the form under which it is searched.
//!
//! Folds full-width forms and the ideographic space to ASCII, and traditional
//! characters to simplified ones. Lower case is left to the caller, since it
//! may take several characters. Much less than NFKC: it is what highlighting
//! can do in a browser without Unicode's tables.

const TRADITIONAL: &str = include_str!("../../data/traditional.txt");
const PAIRS: usize = TRADITIONAL.len() / 6;

/// `(traditional, simplified)`, sorted. Four bytes a pair, where the text that
/// it is made from at compile time takes six.
static SIMPLIFIED: [(u16, u16); PAIRS] = pairs();

const fn pairs() -> [(u16, u16); PAIRS] {
    let text = TRADITIONAL.as_bytes();
    let mut pairs = [(0, 0); PAIRS];
    let mut index = 0;
    while index < PAIRS {
        pairs[index] = (code_point(text, index * 6), code_point(text, index * 6 + 3));
        index += 1;
    }
    pairs
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
    let Ok(code) = u16::try_from(u32::from(c)) else {
        return c;
    };
    SIMPLIFIED
        .binary_search_by_key(&code, |pair| pair.0)
        .ok()
        .and_then(|index| SIMPLIFIED.get(index))
        .and_then(|pair| char::from_u32(u32::from(pair.1)))
        .unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::{SIMPLIFIED, fold};

    #[test]
    fn folds_what_residents_type() {
        let folded: String = "瀘縣積分轉換Ａ１（　）".chars().map(fold).collect();
        assert_eq!(folded, "泸县积分转换A1( )");
    }

    #[test]
    fn table_is_sorted_and_folding_twice_changes_nothing() {
        assert!(SIMPLIFIED.is_sorted_by(|left, right| left.0 < right.0));
        for (_, simplified) in SIMPLIFIED {
            let c = char::from_u32(u32::from(simplified)).unwrap();
            assert_eq!(fold(c), c);
        }
    }
}
