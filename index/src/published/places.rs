//! Where in a page a term stands, to the window.
//!
//! tantivy's positions tell that to the character, but weigh more than all
//! else together. What most queries want to know is whether their terms stand
//! close together and where to look, and for that a window of [`WINDOW`]
//! positions is near enough. So files of terms hold this digest of the positions
//! in the running text, and the positions themselves lie in files that only
//! quoted words need.
//!
//! For each term a vint length, then bits, the lowest of each byte first. For each of
//! its pages: how many more times than windows it stands there, unless that is once;
//! then for each window how many are skipped since the one before. Numbers are Rice
//! codes (R. F. Rice, *Some Practical Universal Noiseless Coding Techniques*, 1979): the
//! lowest bits as such, before them the rest as so many ones and a zero. How many bits
//! count as the lowest is told by how far apart the windows are on average; of the first
//! number none. That is a seventh less than bytes, after zlib, of what is most of a
//! frequent term.

use super::{PASSAGE, WINDOW};
use crate::bytes::Bits;
#[cfg(feature = "write")]
use crate::bytes::output::BitWriter;
use crate::reader::field_length;
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
    /// `frequencies` tell; `page` tells how long a page is.
    pub(crate) fn decode(
        data: &[u8],
        documents: &[DocId],
        frequencies: &[u32],
        page: impl Fn(DocId) -> PageLength,
    ) -> Result<Self, Error> {
        let mut bits = Bits::new(data);
        let mut places = Self {
            windows: Vec::with_capacity(documents.len()),
            ends: Vec::with_capacity(documents.len()),
        };
        let mut whole = true;
        for (&document, &frequency) in documents.iter().zip(frequencies) {
            let page = page(document);
            whole &= places.page(&mut bits, page, frequency);
            places.end_page();
        }
        if whole && bits.at_end() {
            return Ok(places);
        }
        Err(Error::damaged("places do not decode"))
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

    /// Reads one page; whether that is as it should be.
    fn page(&mut self, bits: &mut Bits<'_>, page: PageLength, frequency: u32) -> bool {
        let more = if frequency == 1 { 0 } else { bits.rice(0) };
        let count = u64::from(frequency).saturating_sub(more);
        let low = low_bits(page.norm, count);
        let mut window = 0;
        for _ in 0..count {
            window += bits.rice(low);
            if window / u64::from(WINDOWS) >= u64::from(page.passages) || bits.past_end() {
                return false;
            }
            let Ok(found) = u32::try_from(window) else {
                return false;
            };
            self.windows.push(found);
            window += 1;
        }
        true
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

/// What a reader knows of the length of a page's running text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PageLength {
    /// How many passages it has.
    pub(crate) passages: u32,
    /// The code of its number of tokens.
    pub(crate) norm: u8,
}

/// How many bits of the distance between windows are its lowest, of so many windows on
/// a page: as many as make the rest short (seven tenths of the mean distance).
fn low_bits(norm: u8, count: u64) -> u32 {
    let windows = u64::from(field_length(norm) / WINDOW + 1);
    let mean = (windows * 11 / 16).checked_div(count);
    mean.unwrap_or_default().max(1).ilog2()
}

/// Appends the windows, rising, of a term that stands `frequency` times in a page of
/// this norm.
#[cfg(feature = "write")]
pub(crate) fn encode(out: &mut BitWriter, norm: u8, frequency: u32, windows: &[u32]) {
    let count = windows.len() as u64;
    if frequency != 1 {
        out.rice(u64::from(frequency) - count, 0);
    }
    let low = low_bits(norm, count);
    let mut next = 0;
    for &window in windows {
        out.rice(u64::from(window - next), low);
        next = window + 1;
    }
}

#[cfg(all(test, feature = "write"))]
mod tests {
    use super::{PageLength, Places, encode};
    use crate::bytes::output::BitWriter;

    #[test]
    fn places_are_read_back() {
        let documents = [0, 1, 2, 3];
        let passages = [1, 1, 2, 400];
        let norms = [20, 40, 90, 180];
        let frequencies = [1, 9, 1, 4];
        let all: [&[u32]; 4] = [&[31], &[0, 3, 7], &[63], &[0, 1, 12_799]];
        let mut data = BitWriter::default();
        for ((&frequency, &norm), windows) in frequencies.iter().zip(&norms).zip(all) {
            encode(&mut data, norm, frequency, windows);
        }
        let data = data.finish();
        let decode = |data: &[u8]| {
            Places::decode(data, &documents, &frequencies, |page| PageLength {
                passages: passages[page as usize],
                norm: norms[page as usize],
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
