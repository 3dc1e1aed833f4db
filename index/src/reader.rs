//! Reads tantivy 0.27's formats, slice by slice.
//!
//! In: the contents of published files. Out: scored lists of pages, stored
//! pages. Follows tantivy's sources (commit 70f0b039f, release 0.27.0); each
//! module names the file that it follows. Only what `write` produces
//! is read: a dictionary of one block per shard and field, no deletions, an
//! uncompressed document store.
//!
//! Not for writing, and not for other versions of tantivy: the format version
//! of the published files guards that.

mod bm25;
mod dictionary;
mod pages;
mod phrase;
mod positions;
mod postings;

use crate::bytes::Input;

pub(crate) use bm25::{Bm25, field_length, idf};
pub(crate) use dictionary::{Entry, TermSlices};
pub(crate) use pages::{StoredPage, decode_passage};
pub(crate) use phrase::{phrase_frequencies, positioned};
pub(crate) use postings::Postings;

/// Numbers in a packed block: `COMPRESSION_BLOCK_SIZE` in
/// `postings/compression/mod.rs`.
const BLOCK: usize = 128;

/// Unpacks the next 128 numbers of `bits` bits each.
///
/// The layout of `BitPacker4x` in the crate `bitpacking` 0.9: four lanes, number
/// `i` in lane `i % 4`; each lane is a stream of 32-bit words, low bits first,
/// and the lanes' words alternate. The loop costs a few nanoseconds a number
/// more than that crate's unrolled code, which weighs 300 KB.
fn unpack(input: &mut Input<'_>, bits: u8) -> [u32; BLOCK] {
    let mut numbers = [0; BLOCK];
    let bits = usize::from(bits);
    if bits > 32 {
        input.fail("packed numbers are too wide");
    }
    let packed = input.take(bits * BLOCK / 8);
    if packed.is_empty() {
        return numbers;
    }
    let word = |index: usize| {
        packed
            .get(index * 4..)
            .and_then(<[u8]>::first_chunk)
            .map_or(0, |&word| u32::from_le_bytes(word))
    };
    let mask = u64::MAX >> (64 - bits);
    for (index, number) in numbers.iter_mut().enumerate() {
        let (lane, bit) = (index % 4, index / 4 * bits);
        let at = bit / 32 * 4 + lane;
        // The number may reach into the lane's next word; after the last word
        // of the block what is read there is masked away.
        let pair = u64::from(word(at)) | u64::from(word(at + 4)) << 32;
        #[expect(
            clippy::cast_possible_truncation,
            reason = "the mask leaves at most 32 bits"
        )]
        {
            *number = ((pair >> (bit % 32)) & mask) as u32;
        }
    }
    numbers
}
