//! What was made of pages before: whoever writes an index again need not take them apart again.
//!
//! A chunk depends on nothing but its pages and on how characters sound, and its key
//! is the BLAKE3 of these. What a [`Shelf`] hands over under a key is taken for what was
//! put there; it has to see to that itself.
//!
//! ```text
//! lengths   vint pages, then for each: a vint for each field
//! terms     vint count, then for each: vint length, bytes
//! fields    for each: vint count, then for each list: vint distance of its term from
//!           the one before, vint length; vint length, data
//! pages     for each: values of card, values of more, vint passages, values of each
//! ```
//! *Values* are a vint count, a vint length and bytes.

use std::hash::{Hash, Hasher};

use super::Document;
use super::invert::{Chunk, Lists, Term};
use super::passages::{StoredPage, Values};
use crate::Error;
use crate::bytes::Input;
use crate::bytes::output::{length, vint};
use crate::clause::Field;
use crate::sound::Sounds;

/// Where chunks are kept from one index to the next, by name.
pub trait Shelf: Sync {
    /// What was put under a name, byte for byte.
    fn get(&self, name: &str) -> Option<Vec<u8>>;

    /// Puts something under a name. It may be lost.
    fn put(&self, name: &str, bytes: &[u8]);
}

/// A shelf with nothing on it.
pub(super) struct Bare;

impl Shelf for Bare {
    fn get(&self, _: &str) -> Option<Vec<u8>> {
        None
    }

    fn put(&self, _: &str, _: &[u8]) {}
}

/// The chunk of these pages, and what is stored of them. `heard` tells one way to hear
/// characters from another.
pub(super) fn chunk(
    documents: &[Document],
    sounds: &Sounds,
    heard: &impl Hash,
    shelf: &dyn Shelf,
) -> (Chunk, Vec<StoredPage>) {
    let name = blake3::Hash::from_bytes(digest(&(documents, heard))).to_hex();
    if let Some(kept) = shelf.get(&name).and_then(|bytes| decode(&bytes).ok()) {
        return kept;
    }
    let (chunk, pages) = Chunk::new(documents, sounds);
    shelf.put(&name, &encode(&chunk, &pages));
    (chunk, pages)
}

/// The BLAKE3 of a value. It is the same for the same value in the same program.
pub fn digest(value: &impl Hash) -> [u8; 32] {
    let mut key = Key::default();
    value.hash(&mut key);
    key.0.finalize().into()
}

#[derive(Default)]
struct Key(blake3::Hasher);

impl Hasher for Key {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn finish(&self) -> u64 {
        let hash = self.0.finalize();
        hash.as_bytes()
            .first_chunk()
            .copied()
            .map_or(0, u64::from_le_bytes)
    }
}

fn encode(chunk: &Chunk, pages: &[StoredPage]) -> Vec<u8> {
    let mut out = Vec::new();
    length(&mut out, chunk.lengths.len());
    for count in chunk.lengths.iter().flatten() {
        vint(&mut out, u64::from(*count));
    }
    length(&mut out, chunk.terms.len());
    let mut bytes = Vec::new();
    for term in &chunk.terms {
        bytes.clear();
        bytes.extend(term.bytes());
        put(&mut out, &bytes);
    }
    for Lists { terms, ends, data } in &chunk.fields {
        length(&mut out, terms.len());
        let (mut before, mut start) = (0, 0);
        for (term, end) in terms.iter().zip(ends) {
            vint(&mut out, u64::from(term - before));
            vint(&mut out, u64::from(end - start));
            (before, start) = (*term, *end);
        }
        put(&mut out, data);
    }
    for page in pages {
        put_values(&mut out, &page.card);
        put_values(&mut out, &page.more);
        length(&mut out, page.passages.len());
        for passage in &page.passages {
            put_values(&mut out, passage);
        }
    }
    out
}

fn put(out: &mut Vec<u8>, bytes: &[u8]) {
    length(out, bytes.len());
    out.extend_from_slice(bytes);
}

fn put_values(out: &mut Vec<u8>, values: &Values) {
    length(out, values.count);
    put(out, &values.bytes);
}

fn decode(bytes: &[u8]) -> Result<(Chunk, Vec<StoredPage>), Error> {
    let mut input = Input::new(bytes);
    let lengths: Vec<_> = (0..input.count())
        .map(|_| Field::ALL.map(|_| input.vint_u32()))
        .collect();
    let terms = (0..input.count())
        .map(|_| Term::new(take(&mut input)))
        .collect();
    let fields = Field::ALL.map(|_| lists(&mut input));
    let pages = lengths
        .iter()
        .map(|_| StoredPage {
            card: values(&mut input),
            more: values(&mut input),
            passages: (0..input.count()).map(|_| values(&mut input)).collect(),
        })
        .collect();
    input.end()?;
    let chunk = Chunk {
        lengths,
        terms,
        fields,
    };
    Ok((chunk, pages))
}

fn take<'a>(input: &mut Input<'a>) -> &'a [u8] {
    let length = input.length();
    input.take(length)
}

fn lists(input: &mut Input<'_>) -> Lists {
    let mut lists = Lists::default();
    let (mut term, mut end) = (0_u32, 0_u32);
    for _ in 0..input.count() {
        term = term.saturating_add(input.vint_u32());
        end = end.saturating_add(input.vint_u32());
        lists.terms.push(term);
        lists.ends.push(end);
    }
    lists.data = take(input).to_vec();
    if lists.data.len() != end as usize {
        input.fail("lists do not end where their data do");
    }
    lists
}

fn values(input: &mut Input<'_>) -> Values {
    Values {
        count: input.length(),
        bytes: take(input).to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sound::{COMMON, Folding};

    #[test]
    fn what_is_kept_comes_back_and_is_refused_where_lists_and_data_differ() {
        let document = Document {
            title: "雨坛彩龙".to_owned(),
            ..Document::default()
        };
        let sounds = Sounds::new(COMMON, Folding(0), &[]);
        let (mut chunk, pages) = Chunk::new(&[document], &sounds);
        let (again, _) = decode(&encode(&chunk, &pages)).unwrap();
        assert_eq!(again, chunk);
        chunk.fields[0].data.pop();
        assert!(decode(&encode(&chunk, &pages)).is_err());
    }
}
