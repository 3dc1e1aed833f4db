//! The boot file and the site file: what every query needs.
//!
//! Statistics and norms for BM25; type, date and facets of every page, which
//! filters, order and counts want of every match; and for terms and passages
//! which file they are in. Read whole, once. What changes with most edits is in the
//! boot file, all else in the site file, which a returning reader has at hand.

use std::ops::Range;

use super::names::NAME_FILES;
use super::vocabulary::{self, Vocabulary};
use super::{
    Bounds, Columns, Date, FileId, FileKind, FileSet, GROUP_HASH, Group, PASSAGE, Runs, name_groups,
};
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
    /// In which runs and groups they are.
    pub runs: Runs,
    /// The files of positions, one for each run of files of terms.
    pub positions: FileSet,
    /// How many passages a file of pages has; the last of a group may have fewer.
    pub together: u32,
    /// The files of pages.
    pub pages: FileSet,
    /// For each group of them the number of its first passage.
    pub page_groups: Vec<u32>,
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
    /// The site file that belongs to the boot file with this content.
    ///
    /// # Errors
    /// When it is of another version or no boot file.
    pub fn site(content: &[u8]) -> Result<FileId, Error> {
        Ok(begin(content)?.1)
    }

    /// Decodes the contents of a boot file and of the site file that belongs to it.
    ///
    /// # Errors
    /// When they are of another version, do not belong together or do not decode.
    pub fn decode(content: &[u8], site: &[u8]) -> Result<Self, Error> {
        let (mut boot, file) = begin(content)?;
        let mut input = Input::new(file.content(site)?);
        // A page has a byte of norms at least.
        let documents = input.count() as u64;
        let documents = input.fitting(documents);
        let mut fields = Vec::new();
        for field in Field::ALL {
            let norms = if field.has_norms() {
                input.take(documents as usize).to_vec()
            } else {
                Vec::new()
            };
            fields.push(FieldData {
                tokens: boot.vint(),
                norms,
            });
        }
        let columns = Columns::decode(&mut input, documents);
        let vocabulary = Vocabulary::decode(&mut input);
        let characters = vocabulary::characters(&mut input);
        let passages = passages(&mut input, &fields, documents);
        let together = input.vint_u32().max(1);
        let name_firsts = strings(&mut input);
        input.end().map_err(|error| error.in_file(&file.name()))?;

        let recipe = FileId {
            kind: FileKind::Recipe,
            hash: boot.u64(),
            number: 0,
        };
        let firsts = strings(&mut boot);
        let runs = Runs::new(&firsts);
        let count = boot.fitting(runs.firsts.len() as u64);
        let positions = file_set(&mut boot, FileKind::Positions, count, runs.groups.clone());
        let count = boot.fitting(firsts.len() as u64);
        let terms = file_set(&mut boot, FileKind::Terms, count, runs.groups_of_files());
        let page_groups = page_groups(&fields, &columns.dates, &passages, together);
        let all = passages.last().copied().unwrap_or_default();
        let (groups, count) = page_files(&page_groups, all, together);
        let pages = file_set(&mut boot, FileKind::Pages, count, groups);
        let groups = name_groups(&name_firsts);
        let count = boot.fitting(name_firsts.len() as u64);
        let names = file_set(&mut boot, FileKind::Names, count, groups);
        boot.end()?;
        Ok(Self {
            documents,
            fields,
            columns,
            vocabulary,
            characters,
            passages,
            firsts,
            terms,
            runs,
            positions,
            together,
            pages,
            page_groups,
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

    /// The file of pages that holds the passage of a page, by its number, and the
    /// passage's place in it.
    pub fn page_file(&self, doc: DocId, passage: u32) -> Option<(u32, usize)> {
        let wanted = self.passages.get(doc as usize)?.checked_add(passage)?;
        let group = self.page_groups.partition_point(|&first| first <= wanted);
        let group = group.checked_sub(1)?;
        let within = wanted - self.page_groups.get(group)?;
        let number = self.pages.groups.get(group)?.first + within / self.together;
        Some((number, (within % self.together) as usize))
    }

    /// The file with the positions of the terms of the file with this number, and which
    /// part of it.
    pub fn positions_file(&self, number: u32) -> Option<(FileId, u32)> {
        let (run, place) = self.runs.run(number)?;
        Some((self.positions.file(run)?, place))
    }

    /// The content of the site file.
    #[cfg(feature = "write")]
    pub fn encode_site(&self) -> Vec<u8> {
        use crate::bytes::output::vint;

        let mut out = Vec::new();
        vint(&mut out, u64::from(self.documents));
        for field in &self.fields {
            out.extend_from_slice(&field.norms);
        }
        self.columns.encode(&mut out);
        self.vocabulary.encode(&mut out);
        vocabulary::encode_characters(&mut out, &self.characters);
        encode::passages(&mut out, &self.fields, &self.passages);
        vint(&mut out, u64::from(self.together));
        encode::strings(&mut out, &self.name_firsts);
        out
    }

    /// The content of the boot file that belongs to this site file.
    #[cfg(feature = "write")]
    pub fn encode(&self, site: FileId) -> Vec<u8> {
        use crate::bytes::output::vint;

        let mut out = MAGIC.to_vec();
        vint(&mut out, u64::from(FORMAT_VERSION));
        out.extend(site.hash.to_le_bytes());
        for field in &self.fields {
            vint(&mut out, field.tokens);
        }
        out.extend(self.recipe.hash.to_le_bytes());
        encode::strings(&mut out, &self.firsts);
        for set in [&self.positions, &self.terms, &self.pages, &self.names] {
            for group in &set.groups {
                out.extend(group.hash.to_le_bytes().into_iter().take(GROUP_HASH));
            }
        }
        out
    }
}

/// Reads how a boot file begins: its version, and which site file belongs to it.
fn begin(content: &[u8]) -> Result<(Input<'_>, FileId), Error> {
    let mut input = Input::new(content);
    if input.take(MAGIC.len()) != MAGIC {
        return Err(Error::damaged("not a boot file"));
    }
    let found = input.vint_u32();
    input.done()?;
    if found != FORMAT_VERSION {
        return Err(Fault::Version { found }.into());
    }
    let site = FileId {
        kind: FileKind::Site,
        hash: input.u64(),
        number: 0,
    };
    input.done()?;
    Ok((input, site))
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

/// A set of so many files; those with the numbers in `firsts` begin groups, whose hashes
/// are read.
fn file_set(input: &mut Input<'_>, kind: FileKind, count: u32, firsts: Vec<u32>) -> FileSet {
    let mut groups = Vec::new();
    for first in firsts {
        let mut bytes = [0; 8];
        for (to, from) in bytes.iter_mut().zip(input.take(GROUP_HASH)) {
            *to = *from;
        }
        groups.push(Group {
            first,
            hash: u64::from_le_bytes(bytes),
        });
    }
    FileSet {
        kind,
        count,
        groups,
    }
}

/// What a reader knows of a page before anything of it is fetched: it tells whether a
/// group of files begins with the page.
pub(crate) fn page_mark(title: u8, body: u8, date: Option<Date>) -> [u8; 6] {
    let [a, b, c, d] = date.map_or(0, Date::number).to_le_bytes();
    [title, body, a, b, c, d]
}

/// For each group of files of pages the number of its first passage.
fn page_groups(
    fields: &[FieldData],
    dates: &[Option<Date>],
    passages: &[u32],
    together: u32,
) -> Vec<u32> {
    let documents = u32::try_from(dates.len()).unwrap_or(u32::MAX);
    let norm = |field: Field, doc: usize| {
        let data = fields.get(field.number() as usize);
        let norm = data.and_then(|data| data.norms.get(doc));
        norm.copied().unwrap_or_default()
    };
    let mut bounds = Bounds::of_passages(together, documents);
    let mut groups = Vec::new();
    let mut first = 0;
    for (doc, (date, &end)) in dates.iter().zip(passages.iter().skip(1)).enumerate() {
        let mark = page_mark(norm(Field::Title, doc), norm(Field::Body, doc), *date);
        if bounds.begins(end - first, &mark) {
            groups.push(first);
        }
        first = end;
    }
    groups
}

/// Numbers of the first files of groups that begin with these passages, and how many
/// files there are.
fn page_files(groups: &[u32], passages: u32, together: u32) -> (Vec<u32>, u32) {
    let mut files = Vec::new();
    let mut next = 0;
    let ends = groups.iter().skip(1).copied().chain([passages]);
    for (first, end) in groups.iter().zip(ends) {
        files.push(next);
        next += (end - first).div_ceil(together);
    }
    (files, next)
}

/// How many characters a string adds to the one before, in the number that says how
/// many it keeps: one less than this, or so many and some more.
const ADDED: usize = 8;

/// Sorted strings in three runs, since like beside like compresses: how many characters
/// each keeps of the one before and how many it adds; how far the first of these is from
/// the character in its place; the others.
fn strings(input: &mut Input<'_>) -> Vec<String> {
    let count = input.count();
    let mut shapes = Vec::new();
    while shapes.len() < count && !input.is_empty() {
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
    if strings.len() != count {
        input.fail("ends too early");
    }
    strings
}

#[cfg(feature = "write")]
mod encode {
    use super::{ADDED, FieldData, expected_passages};
    use crate::bytes::output::{length, vint};

    pub(super) fn passages(out: &mut Vec<u8>, fields: &[FieldData], totals: &[u32]) {
        for (doc, pair) in totals.windows(2).enumerate() {
            if let [before, after] = pair {
                let expected = expected_passages(fields, doc);
                vint(out, u64::from((after - before).wrapping_sub(expected)));
            }
        }
    }

    pub(super) fn strings(out: &mut Vec<u8>, strings: &[String]) {
        length(out, strings.len());
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
        assert_eq!(strings(&mut input), all);
        input.end().unwrap();
        for end in 0..data.len() {
            let mut input = Input::new(&data[..end]);
            strings(&mut input);
            assert!(input.end().is_err(), "{end}");
        }
    }
}
