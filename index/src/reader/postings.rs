//! Decodes a term's pages and frequencies.
//!
//! Follows `postings/serializer.rs`, `postings/skip.rs` and
//! `postings/compression/`: full blocks of 128 pages, bit-packed, described by
//! skip entries in front; then the rest as variable-length integers. A list is
//! decoded whole: it has as many entries as the site has pages at most.

use super::{BLOCK, unpack};
use crate::bytes::Input;
use crate::clause::Field;
use crate::{DocId, Error};

/// The pages that hold a term, by rising number.
pub(crate) struct Postings {
    pub(crate) documents: Vec<DocId>,
    /// How often each holds it.
    pub(crate) frequencies: Vec<u32>,
}

impl Postings {
    /// Decodes the list of `count` pages; all numbers are below `limit`.
    pub(crate) fn decode(data: &[u8], count: u32, limit: u32, field: Field) -> Result<Self, Error> {
        if count > limit {
            return Err(Error::damaged("more pages in a list than on the site"));
        }
        let count = count as usize;
        let mut input = Input::new(data);
        let mut list = Self {
            documents: Vec::with_capacity(count),
            frequencies: Vec::with_capacity(count),
        };
        if count >= BLOCK {
            let skip_length = input.length();
            let mut skips = Input::new(input.take(skip_length));
            for _ in 0..count / BLOCK {
                list.packed(&mut skips, &mut input, field);
            }
            skips.done()?;
        }
        list.tail(&mut input, count % BLOCK);
        input.done()?;
        let rising = list.documents.is_sorted_by(|left, right| left < right);
        if !rising || list.documents.last().is_some_and(|&last| last >= limit) {
            return Err(Error::damaged("page numbers do not rise"));
        }
        Ok(list)
    }

    /// One full block and its skip entry.
    fn packed(&mut self, skips: &mut Input<'_>, input: &mut Input<'_>, field: Field) {
        let last = skips.u32();
        // Bits 0 to 4 are the width; bit 6 says that differences are stored
        // less one, which this version always does.
        let encoded = skips.u8();
        if encoded & 0x40 == 0 {
            skips.fail("unknown block encoding");
        }
        let (document_bits, frequency_bits) = (encoded & 0x1F, skips.u8());
        if field.has_positions() {
            skips.u32(); // number of positions in the block
        }
        skips.take(2); // the block's best score, for pruning

        let mut next = match self.documents.last() {
            Some(&before) => before.wrapping_add(1),
            None => 0,
        };
        for difference in unpack(input, document_bits) {
            let document = next.wrapping_add(difference);
            self.documents.push(document);
            next = document.wrapping_add(1);
        }
        if self.documents.last() != Some(&last) {
            input.fail("block does not end where it should");
        }
        for less_one in unpack(input, frequency_bits) {
            self.frequencies.push(less_one.wrapping_add(1));
        }
    }

    /// What does not fill a block.
    fn tail(&mut self, input: &mut Input<'_>, count: usize) {
        let mut document = self.documents.last().copied().unwrap_or(0);
        for _ in 0..count {
            document = document.wrapping_add(input.vint_u32());
            self.documents.push(document);
        }
        for _ in 0..count {
            self.frequencies.push(input.vint_u32());
        }
    }
}
