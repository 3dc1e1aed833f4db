//! The boot file: what every query needs.
//!
//! Statistics and norms for BM25; type, date and facets of every page, which
//! filters, order and counts want of every match; and for terms and passages
//! which file they are in. Read whole, once.

use std::ops::Range;

use super::names::NAME_FILES;
use super::vocabulary::{self, Vocabulary};
use super::{Columns, FileId, FileKind, FileSet, GROUP, GROUP_HASH, PASSAGE, TERMS_PER_POSITIONS};
use crate::bytes::Input;
use crate::clause::Field;
use crate::reader::field_length;
use crate::sound::Syllable;
use crate::{DocId, Error, FORMAT_VERSION, Fault};

/// First bytes of the boot file.
const MAGIC: &[u8] = b"LYC1";

/// What every query needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Boot {
    /// How many pages there are.
    pub documents: u32,
    /// Statistics of the fields, in the order of [`Field::ALL`].
    pub fields: Vec<FieldData>,
    /// Type, date and facets.
    pub columns: Columns,
    /// What words mean.
    pub vocabulary: Vocabulary,
    /// Characters of names that are not common, by code point, each with its
    /// syllable.
    pub characters: Vec<(char, Syllable)>,
    /// For each page the number of its first passage, counted over all pages;
    /// then the number of all passages.
    pub passages: Vec<u32>,
    /// For each file of terms a string that none of its terms is before and all
    /// terms of the files before it are.
    pub firsts: Vec<String>,
    /// The files of terms.
    pub terms: FileSet,
    /// The files of positions, each for [`TERMS_PER_POSITIONS`] files of terms.
    pub positions: FileSet,
    /// How many passages a file of pages has; the last may have fewer.
    pub together: u32,
    /// The files of pages.
    pub pages: FileSet,
    /// The files of names.
    pub names: FileSet,
    /// For each of them the key with which it begins.
    pub name_firsts: Vec<String>,
    /// The file that says how to put tantivy's files together.
    pub recipe: FileId,
}

/// Statistics of one field.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FieldData {
    /// Number of tokens in all pages.
    pub tokens: u64,
    /// One byte a page: the code of its number of tokens. None where the length
    /// of a page does not count.
    pub norms: Vec<u8>,
}

impl Boot {
    /// Decodes a boot file's content.
    ///
    /// # Errors
    /// When it has another version or does not decode.
    pub fn decode(content: &[u8]) -> Result<Self, Error> {
        let mut input = Input::new(content);
        if input.take(MAGIC.len()) != MAGIC {
            return Err(Error::damaged("not a boot file"));
        }
        let found = input.vint_u32();
        input.done()?;
        if found != FORMAT_VERSION {
            return Err(Fault::Version { found }.into());
        }
        // A page has a byte of norms at least.
        let documents = input.count() as u64;
        let documents = input.fitting(documents);
        let mut fields = Vec::new();
        for field in Field::ALL {
            let tokens = input.vint();
            let norms = if field.has_norms() {
                input.take(documents as usize).to_vec()
            } else {
                Vec::new()
            };
            fields.push(FieldData { tokens, norms });
        }
        let columns = Columns::decode(&mut input, documents);
        let vocabulary = Vocabulary::decode(&mut input);
        let characters = vocabulary::characters(&mut input);
        let passages = passages(&mut input, &fields, documents);
        let terms = file_set(&mut input, FileKind::Terms);
        let firsts = strings(&mut input, terms.count);
        let positions = file_set(&mut input, FileKind::Positions);
        let pages = file_set(&mut input, FileKind::Pages);
        let together = input.vint_u32().max(1);
        let names = file_set(&mut input, FileKind::Names);
        let name_firsts = strings(&mut input, names.count);
        let all = passages.last().copied().unwrap_or_default();
        if pages.count != all.div_ceil(together) {
            input.fail("passage counts differ");
        }
        if positions.count != terms.count.div_ceil(TERMS_PER_POSITIONS) {
            input.fail("counts of term files differ");
        }
        let recipe = FileId {
            kind: FileKind::Recipe,
            hash: input.u64(),
            number: 0,
        };
        input.end()?;
        Ok(Self {
            documents,
            fields,
            columns,
            vocabulary,
            characters,
            passages,
            firsts,
            terms,
            positions,
            together,
            pages,
            names,
            name_firsts,
            recipe,
        })
    }

    /// Number of the file of terms whose range holds the term with this key.
    pub fn term_file(&self, key: &str) -> Option<u32> {
        holder(&self.firsts, key)
    }

    /// Numbers of the files of terms in which those are looked for whose keys begin
    /// so: the first `most` of them.
    pub fn prefix_files(&self, prefix: &str, most: u32) -> Range<u32> {
        holders(&self.firsts, prefix, most)
    }

    /// Numbers of the files of names in which those are looked for whose keys begin
    /// so.
    pub fn name_files(&self, key: &str) -> Range<u32> {
        holders(&self.name_firsts, key, NAME_FILES)
    }

    /// Number of tokens of a field in all pages.
    pub fn tokens(&self, field: Field) -> u64 {
        let data = self.fields.get(field.number() as usize);
        data.map_or(0, |data| data.tokens)
    }

    /// The norm code of a page's field. A field without norms counts as one token
    /// long.
    pub fn norm(&self, field: Field, doc: DocId) -> u8 {
        let data = self.fields.get(field.number() as usize);
        data.and_then(|data| data.norms.get(doc as usize))
            .copied()
            .unwrap_or(1)
    }

    /// How many passages a page has.
    pub fn passage_count(&self, doc: DocId) -> u32 {
        let bound = |doc: usize| self.passages.get(doc).copied().unwrap_or_default();
        bound(doc as usize + 1).saturating_sub(bound(doc as usize))
    }

    /// Number of the file of pages that holds the passage of a page, and the
    /// passage's place in it.
    pub fn page_file(&self, doc: DocId, passage: u32) -> Option<(u32, usize)> {
        let wanted = self.passages.get(doc as usize)?.checked_add(passage)?;
        let together = self.together.max(1);
        Some((wanted / together, (wanted % together) as usize))
    }

    /// Encodes what [`Self::decode`] reads.
    #[cfg(feature = "write")]
    pub fn encode(&self) -> Vec<u8> {
        use crate::bytes::output::vint;

        let mut out = MAGIC.to_vec();
        vint(&mut out, u64::from(FORMAT_VERSION));
        vint(&mut out, u64::from(self.documents));
        for field in &self.fields {
            vint(&mut out, field.tokens);
            out.extend_from_slice(&field.norms);
        }
        self.columns.encode(&mut out);
        self.vocabulary.encode(&mut out);
        vocabulary::encode_characters(&mut out, &self.characters);
        encode::passages(&mut out, &self.fields, &self.passages);
        encode::file_set(&mut out, &self.terms);
        encode::strings(&mut out, &self.firsts);
        encode::file_set(&mut out, &self.positions);
        encode::file_set(&mut out, &self.pages);
        vint(&mut out, u64::from(self.together));
        encode::file_set(&mut out, &self.names);
        encode::strings(&mut out, &self.name_firsts);
        out.extend(self.recipe.hash.to_le_bytes());
        out
    }
}

/// Number of the last file that begins with `key` or before it.
fn holder(firsts: &[String], key: &str) -> Option<u32> {
    let after = firsts.partition_point(|first| first.as_str() <= key);
    u32::try_from(after.checked_sub(1)?).ok()
}

/// Numbers of the files with keys that begin so: the first `most` of them.
fn holders(firsts: &[String], prefix: &str, most: u32) -> Range<u32> {
    // What is before all files begins in the first.
    let first = holder(firsts, prefix).unwrap_or_default();
    let ends = |number: &u32| {
        let next = firsts.get(*number as usize + 1);
        next.is_none_or(|next| next.as_str() > prefix && !next.starts_with(prefix))
    };
    let count = u32::try_from(firsts.len()).unwrap_or(u32::MAX);
    let files = first..count.min(first + most);
    let last = files.clone().find(ends);
    first..last.map_or(files.end, |last| last + 1)
}

/// For each page the number of its first passage, then the number of all.
fn passages(input: &mut Input<'_>, fields: &[FieldData], documents: u32) -> Vec<u32> {
    let mut total = 0_u32;
    let mut totals = vec![0];
    for doc in 0..documents as usize {
        let count = expected_passages(fields, doc).wrapping_add(input.vint_u32());
        total = input.fitting(u64::from(total) + u64::from(count));
        totals.push(total);
    }
    totals
}

/// How many passages a page must have for its length, if it is cut nowhere early. Most
/// have so many or one more: half the bytes that the numbers themselves would take.
fn expected_passages(fields: &[FieldData], doc: usize) -> u32 {
    let body = fields.get(Field::Body.number() as usize);
    let norm = body.and_then(|body| body.norms.get(doc));
    1 + field_length(norm.copied().unwrap_or_default()) / PASSAGE
}

fn file_set(input: &mut Input<'_>, kind: FileKind) -> FileSet {
    let count = input.vint_u32();
    let mut groups = Vec::new();
    for hash in input
        .take(count.div_ceil(GROUP) as usize * GROUP_HASH)
        .chunks(GROUP_HASH)
    {
        let mut bytes = [0; 8];
        for (to, from) in bytes.iter_mut().zip(hash) {
            *to = *from;
        }
        groups.push(u64::from_le_bytes(bytes));
    }
    FileSet {
        kind,
        count,
        groups,
    }
}

/// How many characters a string adds to the one before, in the number that says how
/// many it keeps: one less than this, or so many and some more.
const ADDED: usize = 8;

/// Sorted strings in three runs, since like beside like compresses: how many characters
/// each keeps of the one before and how many it adds; how far the first of these is from
/// the character in its place; the others.
fn strings(input: &mut Input<'_>, count: u32) -> Vec<String> {
    let mut shapes = Vec::new();
    while shapes.len() < count as usize && !input.is_empty() {
        let shape = input.length();
        let mut added = shape % ADDED;
        if added == ADDED - 1 {
            added = added.saturating_add(input.length());
        }
        shapes.push((shape / ADDED, added, 0));
    }
    for (.., first) in &mut shapes {
        *first = input.vint_u32();
    }
    let mut strings = Vec::new();
    let mut before: Vec<u32> = Vec::new();
    for (kept, added, first) in shapes {
        let in_place = before.get(kept).copied().unwrap_or_default();
        before.truncate(kept);
        before.push(in_place.saturating_add(first));
        for _ in 1..added {
            if input.is_empty() {
                input.fail("ends too early");
                break;
            }
            before.push(input.vint_u32());
        }
        let mut string = String::new();
        string.extend(before.iter().copied().filter_map(char::from_u32));
        strings.push(string);
    }
    if strings.len() != count as usize {
        input.fail("ends too early");
    }
    strings
}

#[cfg(feature = "write")]
mod encode {
    use super::{ADDED, FieldData, FileSet, GROUP_HASH, expected_passages};
    use crate::bytes::output::{length, vint};

    pub(super) fn passages(out: &mut Vec<u8>, fields: &[FieldData], totals: &[u32]) {
        for (doc, pair) in totals.windows(2).enumerate() {
            if let [before, after] = pair {
                let expected = expected_passages(fields, doc);
                vint(out, u64::from((after - before).wrapping_sub(expected)));
            }
        }
    }

    pub(super) fn file_set(out: &mut Vec<u8>, set: &FileSet) {
        vint(out, u64::from(set.count));
        for group in &set.groups {
            out.extend(group.to_le_bytes().into_iter().take(GROUP_HASH));
        }
    }

    pub(super) fn strings(out: &mut Vec<u8>, strings: &[String]) {
        let mut firsts = Vec::new();
        let mut others = Vec::new();
        let mut before = String::new();
        for string in strings {
            let same = before.chars().zip(string.chars());
            let kept = same.take_while(|(a, b)| a == b).count();
            let mut added = string.chars().skip(kept).map(u32::from);
            let in_place = before.chars().nth(kept).map_or(0, u32::from);
            let first = added.next().unwrap_or_default();
            vint(&mut firsts, u64::from(first.saturating_sub(in_place)));
            let mut count = 1;
            for other in added {
                vint(&mut others, u64::from(other));
                count += 1;
            }
            length(out, kept * ADDED + count.min(ADDED - 1));
            if count >= ADDED - 1 {
                length(out, count + 1 - ADDED);
            }
            before.clone_from(string);
        }
        out.append(&mut firsts);
        out.append(&mut others);
    }
}

#[cfg(all(test, feature = "write"))]
mod tests {
    use super::{encode, strings};
    use crate::bytes::Input;

    #[test]
    fn sorted_strings_are_read_back() {
        // Six, seven and many characters added are written each in a way of its own.
        let all = [
            "\u{1}a",
            "a",
            "abcdefg",
            "abcdefghijklmn",
            "b",
            "bcdefghijklmnopqrstuvwxyz",
            "\u{85}\u{18c}",
            "\u{85}\u{18c};",
            "龙脑桥",
            "😀",
        ]
        .map(str::to_owned);
        let mut data = Vec::new();
        encode::strings(&mut data, &all);
        let mut input = Input::new(&data);
        assert_eq!(strings(&mut input, 10), all);
        input.end().unwrap();
        for end in 0..data.len() {
            let mut input = Input::new(&data[..end]);
            strings(&mut input, 10);
            assert!(input.end().is_err(), "{end}");
        }
    }
}
