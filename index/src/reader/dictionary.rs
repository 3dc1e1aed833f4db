//! Looks terms up in a file of terms.
//!
//! A file of terms holds for every field one block of tantivy's term dictionary without
//! its head (`sstable/src/delta.rs`, values as in `termdict/sstable_termdict/mod.rs`),
//! then the postings that this block's terms refer to and where they stand.

use crate::Error;
use crate::bytes::Input;
use crate::clause::Field;

/// The key length encoding of a long key (`VINT_MODE` in `sstable/src/delta.rs`).
const LONG_KEY: u8 = 1;

/// A term's data.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry<'a> {
    /// Number of pages with the term.
    pub(crate) documents: u32,
    pub(crate) postings: &'a [u8],
    /// Of the running text its [`crate::published::places`], of other fields its
    /// positions, if they have any.
    pub(crate) whereabouts: &'a [u8],
    /// Where among the positions of this range of terms its own begin.
    pub(crate) positions_start: usize,
    /// How many bytes they are.
    pub(crate) positions_length: usize,
}

/// One field's part of a file of terms.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TermSlices<'a> {
    field: Field,
    count: usize,
    block: &'a [u8],
    postings: &'a [u8],
    whereabouts: &'a [u8],
}

impl<'a> TermSlices<'a> {
    /// Finds `field` in the content of a shard.
    pub(crate) fn of(field: Field, shard: &'a [u8]) -> Result<Self, Error> {
        let mut input = Input::new(shard);
        let mut lengths = [[0; 4]; Field::ALL.len()];
        for length in lengths.iter_mut().flatten() {
            *length = input.length();
        }
        for (each, [count, block, postings, whereabouts]) in Field::ALL.into_iter().zip(lengths) {
            let slices = Self {
                field: each,
                count,
                block: input.take(block),
                postings: input.take(postings),
                whereabouts: input.take(whereabouts),
            };
            if each == field {
                input.done()?;
                return Ok(slices);
            }
        }
        Err(Error::damaged("has no such field"))
    }

    /// The data of `term`, if the block has it.
    pub(crate) fn find(&self, term: &[u8]) -> Result<Option<Entry<'a>>, Error> {
        let (values, keys) = self.values_and_keys()?;
        let mut found = None;
        keys.visit(&mut |index, key| {
            if key == term {
                found = Some(index);
            }
            key < term
        })?;
        found.map(|index| self.entry(values, index)).transpose()
    }

    /// Adds the terms that begin with `prefix` until there are `most`.
    pub(crate) fn expand(
        &self,
        prefix: &str,
        most: usize,
        terms: &mut Vec<String>,
    ) -> Result<(), Error> {
        let (_, keys) = self.values_and_keys()?;
        keys.visit(&mut |_, key| {
            let begins = key.get(..prefix.len()).unwrap_or(key);
            if let Ok(key) = str::from_utf8(key)
                && begins == prefix.as_bytes()
                && terms.len() < most
            {
                terms.push(key.to_owned());
            }
            begins <= prefix.as_bytes()
        })
    }

    fn values_and_keys(&self) -> Result<(Input<'a>, Keys<'a>), Error> {
        let values = Input::new(self.block);
        let mut input = values;
        for _ in 0..self.count.min(self.block.len()) * 3 {
            input.vint();
        }
        input.done()?;
        let count = self.count;
        Ok((values, Keys { count, input }))
    }

    /// Reads the value with this index. Where its data starts is the sum of the
    /// lengths before it: offsets in a shard are relative to its own slices.
    fn entry(&self, mut values: Input<'a>, index: usize) -> Result<Entry<'a>, Error> {
        let mut all = Input::new(self.postings);
        let mut whereabouts = Input::new(self.whereabouts);
        let mut positions_start = 0_usize;
        for _ in 0..index {
            values.vint();
            all.take(values.length());
            let positions_length = values.length();
            self.take_whereabouts(&mut whereabouts, positions_length);
            positions_start = positions_start.saturating_add(positions_length);
        }
        let documents = values.vint_u32();
        let postings = all.take(values.length());
        let positions_length = values.length();
        let entry = Entry {
            documents,
            postings,
            whereabouts: self.take_whereabouts(&mut whereabouts, positions_length),
            positions_start,
            positions_length,
        };
        for read in [values, all, whereabouts] {
            read.done()?;
        }
        Ok(entry)
    }

    fn take_whereabouts(&self, whereabouts: &mut Input<'a>, positions_length: usize) -> &'a [u8] {
        let length = match self.field {
            Field::Body => whereabouts.length(),
            Field::Title | Field::Head | Field::Characters => positions_length,
        };
        whereabouts.take(length)
    }
}

/// The sorted keys of a block. Each says how much of the former it keeps and what it
/// adds.
struct Keys<'a> {
    count: usize,
    input: Input<'a>,
}

impl Keys<'_> {
    /// Calls `visit` with each key and its index, for as long as that wants more.
    fn visit(mut self, visit: &mut dyn FnMut(usize, &[u8]) -> bool) -> Result<(), Error> {
        let mut key = Vec::new();
        for index in 0..self.count {
            let (keep, add) = match self.input.u8() {
                LONG_KEY => (self.input.continued_vint(), self.input.continued_vint()),
                short => (u64::from(short & 0xF), u64::from(short >> 4)),
            };
            key.truncate(self.input.fitting(keep));
            let add = self.input.fitting(add);
            key.extend_from_slice(self.input.take(add));
            self.input.done()?;
            if !visit(index, &key) {
                break;
            }
        }
        Ok(())
    }
}
