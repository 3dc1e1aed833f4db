//! Decodes a term's positions (`positions/serializer.rs`).

use super::unpack;
use crate::Error;
use crate::bytes::Input;

/// The positions of a term in all its pages: as many for each page as its
/// frequency, each the distance from the one before in that page.
pub(crate) fn decode(data: &[u8]) -> Result<Vec<u32>, Error> {
    let mut input = Input::new(data);
    let blocks = input.length();
    let widths = input.take(blocks);
    let mut distances = Vec::with_capacity(data.len());
    for &bits in widths {
        distances.extend_from_slice(&unpack(&mut input, bits));
    }
    while !input.is_empty() {
        distances.push(input.vint_u32());
    }
    input.done()?;
    Ok(distances)
}
