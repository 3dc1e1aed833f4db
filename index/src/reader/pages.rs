//! Decodes stored passages. Their values are those of tantivy's document store
//! (`schema/document/se.rs`).

use crate::Error;
use crate::bytes::Input;
use crate::published::stored;

/// What the index stores of a page, with one of its passages.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct StoredPage {
    pub(crate) url: String,
    pub(crate) title: String,
    /// Other names; none unless the passage is the first.
    pub(crate) names: Vec<String>,
    /// The answer card, as JSON; empty if there is none or the passage is not the
    /// first.
    pub(crate) card: String,
    /// Empty unless the passage is the first.
    pub(crate) summary: String,
    pub(crate) sections: Vec<StoredSection>,
}

/// A part of a page under one heading.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct StoredSection {
    /// Empty for what stands before the first heading.
    pub(crate) anchor: String,
    pub(crate) heading: String,
    pub(crate) text: String,
}

impl StoredPage {
    /// Takes the next value, in the order in which they are stored: `url`,
    /// `title` and other names, `summary`, `card`, then for each section `anchor`,
    /// `heading`, `body`.
    fn take(&mut self, field: u32, text: &str) {
        let section = self.sections.last_mut();
        match (field, section) {
            (stored::URL, _) => text.clone_into(&mut self.url),
            // Only the first is the title: the others are search aliases.
            (stored::TITLE, _) if self.title.is_empty() => text.clone_into(&mut self.title),
            (stored::TITLE, _) => self.names.push(text.to_owned()),
            (stored::CARD, _) => text.clone_into(&mut self.card),
            (stored::SUMMARY, _) => text.clone_into(&mut self.summary),
            (stored::ANCHOR, _) => {
                self.sections.push(StoredSection {
                    anchor: text.to_owned(),
                    ..StoredSection::default()
                });
            }
            (stored::HEADING, Some(section)) => text.clone_into(&mut section.heading),
            (stored::BODY, Some(section)) => text.clone_into(&mut section.text),
            _ => {}
        }
    }
}

/// The type code of a string (`TEXT_CODE` in `schema/document/mod.rs`).
const TEXT: u8 = 0;

/// The passage with this number in a file of pages, with its page.
pub(crate) fn decode_passage(content: &[u8], number: usize) -> Result<StoredPage, Error> {
    let mut input = Input::new(content);
    for _ in 0..2 * number {
        let length = input.length();
        input.take(length);
    }
    let mut page = StoredPage::default();
    for _ in 0..2 {
        let length = input.length();
        let mut values = Input::new(input.take(length));
        while !values.is_empty() {
            let field = values.u32();
            if values.u8() != TEXT {
                values.fail("a stored value is not text");
            }
            page.take(field, values.text());
        }
        values.done()?;
    }
    input.done()?;
    Ok(page)
}
