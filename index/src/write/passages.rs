//! Divides a page's text into passages, which are indexed and stored.
//!
//! A passage is what one result shows a part of: up to [`PASSAGE`] positions of
//! running text, cut where a sentence ends. The passage with number `n` takes
//! the positions from `n * PASSAGE`, so that a position tells its passage.

use super::invert::Inverter;
use super::{Document, Section};
use crate::analyze::displayable;
use crate::bytes::output::text;
use crate::published::{PASSAGE, stored};

/// What ends a sentence.
const ENDS: [char; 9] = ['。', '！', '？', '；', '…', '!', '?', ';', '\n'];

/// A section begins a new passage when less than this is left of the last one:
/// its heading should not stand apart from its text.
const LEAST: u32 = PASSAGE / 8;

/// The type code of a string (`TEXT_CODE` in tantivy's `schema/document/mod.rs`).
const TEXT: u8 = 0;

/// What is stored of a page, as values of a tantivy document
/// (`schema/document/se.rs`).
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct StoredPage {
    /// Address and title: what every passage repeats.
    pub(super) card: Values,
    /// Other names and summary: what only the first passage has.
    pub(super) more: Values,
    /// For each passage, its parts of sections.
    pub(super) passages: Vec<Values>,
}

/// Stored values, one after the other.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Values {
    /// How many.
    pub(super) count: usize,
    pub(super) bytes: Vec<u8>,
}

impl Values {
    fn push(&mut self, field: u32, value: &str) {
        self.count += 1;
        self.bytes.extend(field.to_le_bytes());
        self.bytes.push(TEXT);
        text(&mut self.bytes, value);
    }
}

impl StoredPage {
    /// Stores `document` and tells `inverter` its running text.
    pub(super) fn new(document: &Document, inverter: &mut Inverter) -> Self {
        let mut page = Self::default();
        page.card.push(stored::URL, &document.url);
        page.card.push(stored::TITLE, &displayable(&document.title));
        for alias in &document.aliases {
            page.more.push(stored::TITLE, &displayable(alias));
        }
        page.more
            .push(stored::SUMMARY, &displayable(&document.summary));
        if let Some(card) = &document.card {
            page.more.push(stored::CARD, card);
        }
        let mut passages = Passages {
            inverter,
            full: Vec::new(),
            open: Values::default(),
            used: 0,
        };
        for section in &document.sections {
            passages.section(section);
        }
        page.passages = passages.full;
        page.passages.push(passages.open);
        page
    }
}

/// The passages of a page, as far as they are written.
struct Passages<'a> {
    inverter: &'a mut Inverter,
    full: Vec<Values>,
    open: Values,
    /// How many positions of the open passage are taken.
    used: u32,
}

impl Passages<'_> {
    fn section(&mut self, section: &Section) {
        let heading = displayable(&section.heading);
        let whole = displayable(&section.text);
        if PASSAGE.saturating_sub(self.used) < LEAST {
            self.close();
        }
        if !self.place(&heading) {
            self.close();
            self.place_anyway();
        }
        // Terms do not reach from a heading into its text.
        self.used += 1;
        let anchor = section.anchor.as_deref().unwrap_or_default();
        let store = |open: &mut Values, part: &str| {
            open.push(stored::ANCHOR, anchor);
            open.push(stored::HEADING, &heading);
            open.push(stored::BODY, part);
        };
        let mut part = String::new();
        for sentence in whole.split_inclusive(ENDS).flat_map(pieces) {
            if !self.place(sentence) {
                store(&mut self.open, &part);
                part.clear();
                self.close();
                self.place_anyway();
            }
            part.push_str(sentence);
        }
        store(&mut self.open, &part);
    }

    /// Indexes `text` in the open passage; whether that has room for it.
    fn place(&mut self, text: &str) -> bool {
        let positions = self.inverter.read(text);
        if self.used > 0 && self.used + positions > PASSAGE {
            return false;
        }
        self.place_anyway();
        true
    }

    /// Indexes the text that was read last in the open passage.
    fn place_anyway(&mut self) {
        let full = u32::try_from(self.full.len()).unwrap_or(u32::MAX / PASSAGE);
        let start = full * PASSAGE;
        self.used += self.inverter.place(start + self.used, start + PASSAGE);
    }

    fn close(&mut self) {
        self.full.push(std::mem::take(&mut self.open));
        self.used = 0;
    }
}

/// `sentence` in pieces that a passage has room for, cut between words where it can
/// be: no term reaches over a cut.
fn pieces(sentence: &str) -> impl Iterator<Item = &str> {
    const LONGEST: usize = PASSAGE as usize / 2;
    let mut rest = sentence;
    std::iter::from_fn(move || {
        let end = rest.char_indices().nth(LONGEST).map(|(end, _)| end);
        let (piece, _) = rest.split_at(end.unwrap_or(rest.len()));
        let between = piece
            .char_indices()
            .filter(|(_, c)| !c.is_alphanumeric())
            .map(|(at, c)| at + c.len_utf8())
            .next_back();
        let end = match between {
            Some(between) if end.is_some() && between > piece.len() / 2 => between,
            _ => piece.len(),
        };
        let (piece, after) = rest.split_at(end);
        rest = after;
        (!piece.is_empty()).then_some(piece)
    })
}

#[cfg(test)]
mod tests {
    use super::{PASSAGE, Values};
    use crate::sound::{COMMON, Folding, Sounds};
    use crate::write::{Document, Section, invert::Chunk};

    fn passages(text: &str) -> Vec<String> {
        let document = Document {
            sections: vec![Section {
                text: text.into(),
                ..Section::default()
            }],
            ..Document::default()
        };
        let (_, pages) = Chunk::new(&[document], &Sounds::new(COMMON, Folding(0), &[]));
        let text = |passage: &Values| String::from_utf8_lossy(&passage.bytes).into_owned();
        pages
            .iter()
            .flat_map(|page| &page.passages)
            .map(text)
            .collect()
    }

    #[test]
    fn passages_end_where_sentences_do_and_nothing_is_lost() {
        let sentence = "雨坛彩龙是泸县的舞龙。";
        let count = 300;
        let found = passages(&sentence.repeat(count));
        assert_eq!(found.len(), 10 * count / PASSAGE as usize + 1);
        assert!(found.iter().all(|passage| passage.ends_with('。')));
        assert_eq!(found.concat().matches(sentence).count(), count);
    }

    #[test]
    fn words_stay_whole() {
        let words: Vec<String> = (0..4000).map(|number| format!("word{number}")).collect();
        let found = passages(&words.join(" ")).concat();
        for word in &words {
            assert!(found.contains(word), "{word}");
        }
    }

    #[test]
    fn text_without_sentences_and_characters_that_expand_are_divided() {
        let found = passages(&"龙".repeat(3000));
        assert!(found.len() > 2);
        assert_eq!(found.concat().matches('龙').count(), 3000);
        // One character that NFKC makes eighteen of, five of them words.
        assert_eq!(
            passages(&"ﷺ".repeat(2000)).concat().matches('ﷺ').count(),
            2000
        );
    }
}
