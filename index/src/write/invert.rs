//! Turns pages into lists of terms with their pages and positions.
//!
//! In: a run of pages. Out: a [`Chunk`]: for each field every term of these
//! pages, in order, with an encoded list. Chunks are made in parallel and joined
//! by `merge`. Lists are encoded at once, since occurrences as they come take
//! four times the memory.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::Document;
use super::passages::StoredPage;
use crate::analyze::{Kind, nfkc, tokens};
use crate::bytes::output::vint;
use crate::clause::Field;
use crate::sound::Sounds;

const FIELDS: usize = Field::ALL.len();

/// A run of pages, inverted. It is the same wherever in the site the run is.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Chunk {
    /// For each page the number of tokens in each field.
    pub(super) lengths: Vec<[u32; FIELDS]>,
    /// All terms, in order.
    pub(super) terms: Vec<Term>,
    /// The lists of each field, in the order of [`Field::ALL`].
    pub(super) fields: [Lists; FIELDS],
}

/// The key of a term, ordered as its bytes are. Nearly all fit the first part, which makes
/// sorting fast and keeps millions of them small; no term has a zero byte.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Term {
    /// The first eight bytes, as a big-endian number.
    start: u64,
    rest: Option<Box<Rest>>,
}

/// The bytes of a term from the ninth.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Rest(Box<[u8]>);

impl Term {
    /// The term of these bytes.
    pub(super) fn new(bytes: &[u8]) -> Self {
        let rest = bytes.get(8..).filter(|rest| !rest.is_empty());
        Self {
            start: start(bytes),
            rest: rest.map(|rest| Box::new(Rest(rest.into()))),
        }
    }

    /// Its bytes.
    pub(super) fn bytes(&self) -> impl Iterator<Item = u8> {
        let start = self.start.to_be_bytes().into_iter();
        let rest = self.rest.iter().flat_map(|rest| rest.0.iter().copied());
        start.take_while(|&byte| byte != 0).chain(rest)
    }
}

fn start(term: &[u8]) -> u64 {
    let mut bytes = [0; 8];
    for (to, from) in bytes.iter_mut().zip(term) {
        *to = *from;
    }
    u64::from_be_bytes(bytes)
}

/// The lists of one field: for each page a vint of the distance from the page
/// before, of the first from the chunk's first, a vint of how often, and as many
/// vints of distances of positions, if the field has them.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Lists {
    /// Numbers of terms, rising.
    pub(super) terms: Vec<u32>,
    /// Where in `data` each list ends.
    pub(super) ends: Vec<u32>,
    pub(super) data: Vec<u8>,
}

impl Lists {
    /// Where in `data` the list with this index begins.
    fn start(&self, index: usize) -> u32 {
        let before = index
            .checked_sub(1)
            .and_then(|before| self.ends.get(before));
        before.copied().unwrap_or_default()
    }

    /// The index of the first list of a term that is not below this one.
    fn first_of(&self, term: usize) -> usize {
        self.terms.partition_point(|&one| (one as usize) < term)
    }

    /// Lets go of the lists of so many terms, and numbers those that are left from 0.
    fn forget(&mut self, terms: usize) {
        let count = self.first_of(terms);
        let start = self.start(count);
        // What is left moves, for memory is given back only as a whole.
        self.terms = self.terms.split_off(count);
        self.ends = self.ends.split_off(count);
        self.data = self.data.split_off(start as usize);
        let terms = u32::try_from(terms).unwrap_or(u32::MAX);
        for (term, end) in self.terms.iter_mut().zip(&mut self.ends) {
            (*term, *end) = (*term - terms, *end - start);
        }
    }
}

impl Chunk {
    /// Inverts `documents`; also returns what is stored of them.
    pub(super) fn new(documents: &[Document], sounds: &Sounds) -> (Self, Vec<StoredPage>) {
        let mut inverter = Inverter::default();
        let pages = documents
            .iter()
            .map(|document| inverter.page(document))
            .collect();
        let (terms, ranks) = inverter.ranked_terms(sounds);
        let fields = Field::ALL.map(|field| {
            let occurrences = inverter.take(field);
            inverter.lists(&occurrences, &ranks, field.has_positions())
        });
        let chunk = Self {
            lengths: inverter.lengths,
            terms,
            fields,
        };
        (chunk, pages)
    }

    /// The lists of a field that terms in this range have.
    pub(super) fn lists(
        &self,
        field: Field,
        range: Range<usize>,
    ) -> impl Iterator<Item = (&Term, &[u8])> {
        let lists = self.fields.get(field.number() as usize);
        let lists = lists.into_iter().flat_map(move |lists| {
            let range = lists.first_of(range.start)..lists.first_of(range.end);
            range.map(move |index| (lists, index))
        });
        lists.filter_map(|(lists, index)| {
            let term = self.terms.get(*lists.terms.get(index)? as usize)?;
            let range = lists.start(index) as usize..lists.start(index + 1) as usize;
            Some((term, lists.data.get(range)?))
        })
    }

    /// Lets go of all terms before this one and of their lists.
    pub(super) fn forget_before(&mut self, term: &Term) {
        let count = self.terms.partition_point(|one| one < term);
        self.terms = self.terms.split_off(count);
        for lists in &mut self.fields {
            lists.forget(count);
        }
    }
}

/// Where a term stands.
#[derive(Debug, Clone, Copy)]
struct Occurrence {
    term: u32,
    /// Its position, counted through all pages of the chunk.
    place: u32,
}

/// What was read of a text and has no place yet.
#[derive(Debug, Clone, Copy)]
struct Read {
    term: u32,
    position: u32,
    kind: Kind,
}

/// Takes pages apart.
#[derive(Default)]
pub(super) struct Inverter {
    /// Numbers of the terms of up to eight bytes.
    short: FxHashMap<u64, u32>,
    /// Numbers of the longer ones.
    long: FxHashMap<Box<str>, u32>,
    read: Vec<Read>,
    occurrences: [Vec<Occurrence>; FIELDS],
    lengths: Vec<[u32; FIELDS]>,
    /// For each page the place of its first position.
    starts: Vec<u32>,
    /// The place after the last one taken.
    after: u32,
}

impl Inverter {
    fn page(&mut self, document: &Document) -> StoredPage {
        self.lengths.push([0; FIELDS]);
        self.starts.push(self.after);
        let names = std::iter::once(&document.title).chain(&document.aliases);
        self.texts(Field::Title, names);
        let facets = document.facets.values().flatten();
        let lead = std::iter::once(&document.summary).chain(facets);
        let mut position = self.texts(Field::Head, lead);
        for section in &document.sections {
            let positions = self.read(&section.heading);
            self.put(Field::Head, position, u32::MAX);
            position += positions + 1;
        }
        StoredPage::new(document, self)
    }

    /// Indexes texts one after the other; returns the next free position. Terms
    /// do not reach from one into the next.
    fn texts<'a>(&mut self, field: Field, texts: impl Iterator<Item = &'a String>) -> u32 {
        let mut position = 0;
        for text in texts {
            let positions = self.read(text);
            self.put(field, position, u32::MAX);
            self.put(Field::Characters, position, u32::MAX);
            position += positions + 1;
        }
        position
    }

    /// Reads a text, to be placed; returns how many positions it has.
    pub(super) fn read(&mut self, text: &str) -> u32 {
        let (short, long) = (&mut self.short, &mut self.long);
        let read = &mut self.read;
        read.clear();
        let mut positions = 0;
        tokens(&nfkc(text), |token| {
            let next = u32::try_from(short.len() + long.len()).unwrap_or(u32::MAX);
            let term = if token.term.len() <= 8 {
                *short.entry(start(token.term.as_bytes())).or_insert(next)
            } else if let Some(&known) = long.get(token.term) {
                known
            } else {
                long.insert(token.term.into(), next);
                next
            };
            read.push(Read {
                term,
                position: token.position,
                kind: token.kind,
            });
            positions = token.position + 1;
        });
        positions
    }

    /// Places what was read last in the running text from `position`; what
    /// reaches beyond `end` is counted at the last place before it. Returns how
    /// many positions are taken.
    pub(super) fn place(&mut self, position: u32, end: u32) -> u32 {
        self.put(Field::Characters, position, end);
        self.put(Field::Body, position, end)
    }

    fn put(&mut self, field: Field, position: u32, end: u32) -> u32 {
        let number = field.number() as usize;
        let (Some(occurrences), Some(length)) = (
            self.occurrences.get_mut(number),
            self.lengths
                .last_mut()
                .and_then(|page| page.get_mut(number)),
        ) else {
            return 0;
        };
        let start = self.starts.last().copied().unwrap_or_default();
        let mut after = position;
        for read in self.read.iter().filter(|read| field.takes(read.kind)) {
            let here = (position + read.position).min(end - 1);
            occurrences.push(Occurrence {
                term: read.term,
                place: start + here,
            });
            *length += 1;
            after = here + 1;
        }
        self.after = self.after.max(start + after);
        after - position
    }

    fn take(&mut self, field: Field) -> Vec<Occurrence> {
        self.occurrences
            .get_mut(field.number() as usize)
            .map(std::mem::take)
            .unwrap_or_default()
    }

    /// The lists of a field. Occurrences come page by page and, where positions
    /// count, by rising place; counting them out over their terms leaves every list
    /// in that order.
    fn lists(&self, occurrences: &[Occurrence], ranks: &[u32], positions: bool) -> Lists {
        let rank = |occurrence: &Occurrence| ranks.get(occurrence.term as usize).copied();
        // For each term where its part of `sorted` begins, then where it ends.
        let mut bounds = vec![0_usize; ranks.len() + 1];
        for rank in occurrences.iter().filter_map(rank) {
            if let Some(bound) = bounds.get_mut(rank as usize + 1) {
                *bound += 1;
            }
        }
        let mut total = 0;
        for bound in &mut bounds {
            total += *bound;
            *bound = total;
        }
        let mut sorted = vec![0_u32; occurrences.len()];
        for occurrence in occurrences {
            let bound = rank(occurrence).and_then(|rank| bounds.get_mut(rank as usize));
            let Some(bound) = bound else { continue };
            if let Some(slot) = sorted.get_mut(*bound) {
                *slot = occurrence.place;
            }
            *bound += 1;
        }
        let mut lists = Lists::default();
        let mut start = 0;
        for (rank, &end) in (0..).zip(&bounds) {
            let list = sorted.get(start..end).unwrap_or_default();
            start = end;
            if list.is_empty() {
                continue;
            }
            lists.terms.push(rank);
            self.encode(&mut lists.data, list, positions);
            // No chunk's data come near four gigabytes.
            let end = u32::try_from(lists.data.len()).unwrap_or(u32::MAX);
            lists.ends.push(end);
        }
        lists.terms.shrink_to_fit();
        lists.ends.shrink_to_fit();
        lists.data.shrink_to_fit();
        lists
    }

    /// Appends the list of a term that stands in these places.
    fn encode(&self, out: &mut Vec<u8>, mut places: &[u32], positions: bool) {
        let mut before = 0;
        while let Some(first) = places.first() {
            let page = self.starts.partition_point(|start| start <= first) - 1;
            let bound = |page: usize| self.starts.get(page).copied().unwrap_or(u32::MAX);
            let count = places.partition_point(|&place| place < bound(page + 1));
            let (here, rest) = places.split_at(count);
            let number = u32::try_from(page).unwrap_or(u32::MAX);
            vint(out, u64::from(number - before));
            vint(out, here.len() as u64);
            before = number;
            let mut position = bound(page);
            for &place in here.iter().filter(|_| positions) {
                vint(out, u64::from(place - position));
                position = place;
            }
            places = rest;
        }
    }

    /// All terms in the order of their keys, and for each number of a term its
    /// place among them.
    fn ranked_terms(&mut self, sounds: &Sounds) -> (Vec<Term>, Vec<u32>) {
        let short = self.short.drain().map(|(start, number)| {
            let bytes = start.to_be_bytes();
            let end = bytes.iter().position(|&byte| byte == 0);
            let text = bytes.get(..end.unwrap_or(bytes.len())).unwrap_or_default();
            let text = str::from_utf8(text).unwrap_or_default();
            (Term::new(sounds.key(text).as_bytes()), number)
        });
        let mut terms: Vec<(Term, u32)> = short.collect();
        let long = self.long.drain();
        terms.extend(long.map(|(text, number)| (Term::new(sounds.key(&text).as_bytes()), number)));
        terms.sort_unstable();
        let mut ranks = vec![0; terms.len()];
        for (rank, (_, number)) in (0..).zip(&terms) {
            if let Some(slot) = ranks.get_mut(*number as usize) {
                *slot = rank;
            }
        }
        (terms.into_iter().map(|(term, _)| term).collect(), ranks)
    }
}
