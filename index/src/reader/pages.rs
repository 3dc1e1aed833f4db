//! Decodes stored pages: one block of tantivy's document store
//! (`store/writer.rs`, values as in `schema/document/se.rs`).

use crate::Error;
use crate::bytes::Input;
use crate::published::stored;

/// What the index stores of a page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct StoredPage {
    pub(crate) url: String,
    pub(crate) title: String,
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
    /// Takes the next value of a page, in the order in which they are stored:
    /// `url`, `title` and other names, `summary`, then for each section
    /// `anchor`, `heading`, `body`.
    pub(crate) fn take(&mut self, field: u32, text: &str) {
        let section = self.sections.last_mut();
        match (field, section) {
            (stored::URL, _) => text.clone_into(&mut self.url),
            // Only the first is the title: the others are search aliases.
            (stored::TITLE, _) if self.title.is_empty() => text.clone_into(&mut self.title),
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

/// The pages of a block, in order.
pub(crate) fn decode_pages(block: &[u8]) -> Result<Vec<StoredPage>, Error> {
    let (rest, count) = block
        .split_last_chunk()
        .ok_or(Error::damaged("page block is short"))?;
    let count = u32::from_le_bytes(*count) as usize;
    let offsets_start = count
        .checked_mul(4)
        .and_then(|size| rest.len().checked_sub(size));
    let (documents, offsets) = offsets_start
        .and_then(|at| rest.split_at_checked(at))
        .ok_or(Error::damaged("page block is short"))?;
    let mut offsets = Input::new(offsets);
    let mut starts = Vec::with_capacity(count + 1);
    for _ in 0..count {
        starts.push(offsets.u32()? as usize);
    }
    starts.push(documents.len());
    let mut pages = Vec::with_capacity(count);
    for bounds in starts.windows(2) {
        let &[start, end] = bounds else { continue };
        pages.push(decode_page(
            documents
                .get(start..end)
                .ok_or(Error::damaged("page offsets do not rise"))?,
        )?);
    }
    Ok(pages)
}

fn decode_page(bytes: &[u8]) -> Result<StoredPage, Error> {
    let mut input = Input::new(bytes);
    let mut page = StoredPage::default();
    for _ in 0..input.length()? {
        let field = input.u32()?;
        if input.u8()? != TEXT {
            return Err(Error::damaged("a stored value is not text"));
        }
        page.take(field, input.text()?);
    }
    Ok(page)
}
