//! Where in a page a term stands, to the window.
//!
//! tantivy's positions tell that to the character, but weigh more than all
//! else together. What most queries want to know is whether their terms stand
//! close together and where to look, and for that a window of [`WINDOW`]
//! positions is near enough. So files of terms hold this digest of the positions
//! in the running text, and the positions themselves lie in files that only
//! quoted words need.
//!
//! For each term a vint length, then for each of its pages: a vint count of
//! windows, unless the term stands there once; then the windows as vints, each
//! the distance from the one before.

use super::{PASSAGE, WINDOW};
use crate::bytes::Input;
use crate::{DocId, Error};

/// Windows in a passage.
pub(crate) const WINDOWS: u32 = PASSAGE / WINDOW;

/// Where a term stands in each of its pages.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Places {
    windows: Vec<u32>,
    /// Where in `windows` those of each page end.
    ends: Vec<usize>,
}

impl Places {
    /// Decodes the places in `documents`, where the term stands as often as
    /// `frequencies` tell; `passages` tells how many a page has.
    pub(crate) fn decode(
        data: &[u8],
        documents: &[DocId],
        frequencies: &[u32],
        passages: impl Fn(DocId) -> u32,
    ) -> Result<Self, Error> {
        let mut input = Input::new(data);
        let mut places = Self {
            windows: Vec::with_capacity(documents.len()),
            ends: Vec::with_capacity(documents.len()),
        };
        for (&document, &frequency) in documents.iter().zip(frequencies) {
            places.page(&mut input, passages(document), frequency);
            places.end_page();
        }
        input.end()?;
        Ok(places)
    }

    /// Appends a page with the term in these windows, rising.
    #[cfg(feature = "native")]
    pub(crate) fn push(&mut self, windows: &[u32]) {
        self.windows.extend_from_slice(windows);
        self.end_page();
    }

    fn end_page(&mut self) {
        self.ends.push(self.windows.len());
    }

    fn page(&mut self, input: &mut Input<'_>, passages: u32, frequency: u32) {
        let count = if frequency == 1 { 1 } else { input.count() };
        let mut window = 0_u32;
        for _ in 0..count {
            window = window.saturating_add(input.vint_u32());
            if window / WINDOWS >= passages {
                input.fail("a window is not on its page");
            }
            self.windows.push(window);
        }
    }

    /// The windows of the page with this index in the list.
    pub(crate) fn of(&self, index: usize) -> &[u32] {
        let end = self.ends.get(index).copied().unwrap_or_default();
        let before = index
            .checked_sub(1)
            .and_then(|before| self.ends.get(before));
        let start = before.copied().unwrap_or_default();
        self.windows.get(start..end).unwrap_or_default()
    }
}

/// Appends the windows, rising, of a term that stands `frequency` times in a page.
#[cfg(feature = "write")]
pub(crate) fn encode(out: &mut Vec<u8>, frequency: u32, windows: &[u32]) {
    use crate::bytes::output::{length, vint};

    if frequency != 1 {
        length(out, windows.len());
    }
    let mut before = 0;
    for &window in windows {
        vint(out, u64::from(window - before));
        before = window;
    }
}

#[cfg(all(test, feature = "write"))]
mod tests {
    use super::{Places, encode};

    #[test]
    fn places_are_read_back() {
        let documents = [0, 1, 2, 3];
        let passages = [1, 1, 2, 400];
        let frequencies = [1, 9, 1, 4];
        let all: [&[u32]; 4] = [&[31], &[0, 3, 7], &[63], &[0, 1, 12_799]];
        let mut data = Vec::new();
        for (&frequency, windows) in frequencies.iter().zip(all) {
            encode(&mut data, frequency, windows);
        }
        let decode = |data: &[u8]| {
            Places::decode(data, &documents, &frequencies, |page| {
                passages[page as usize]
            })
        };
        let places = decode(&data).unwrap();
        for (index, expected) in all.into_iter().enumerate() {
            assert_eq!(places.of(index), expected);
        }
        assert_eq!(places.of(4), [0; 0]);
        for end in 0..data.len() {
            assert!(decode(&data[..end]).is_err(), "{end}");
        }
    }
}
