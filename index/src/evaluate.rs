//! Carries out clauses over scored lists of pages.
//!
//! In: a [`Clause`] and a [`Source`] that scores single leaves. Out: the pages
//! that match, by number, with their scores. Sums are taken in the order of the
//! clauses, so that two sources that score leaves alike score trees alike.

use crate::clause::{Choice, Clause, Counted, Field, Leaf, NEAR, Piece, Slot, Sound, Sum};
use crate::insert;
use crate::published::Boot;
use crate::published::names::Names;
use crate::published::places::Places;
use crate::reader::{Bm25, idf};
use crate::sound::{Class, Sounds};
use crate::{DocId, Error};

/// How many terms stand for a prefix.
pub const EXPANSIONS: usize = 16;

/// How many words are looked at for those one letter apart.
const NEIGHBOURS: usize = 512;

/// Pages with their scores, by rising number.
pub type Scored = Vec<(DocId, f32)>;

/// Pages with places in them, both by rising number.
pub type Whereabouts = Vec<(DocId, Vec<u32>)>;

/// An index that can score single terms and phrases.
pub trait Source {
    /// The pages that hold `leaf`, a term or phrase, scored by BM25 times
    /// `boost`.
    ///
    /// # Errors
    /// When the index is damaged or part of it is missing.
    fn score(&self, leaf: &Leaf, boost: f32) -> Result<Scored, Error>;

    /// The terms of a field that begin with `prefix`, in order: the first `most` of
    /// those in the first [`crate::published::PREFIX_FILES`] files.
    ///
    /// # Errors
    /// As [`Self::score`].
    fn expand(&self, field: Field, prefix: &str, most: usize) -> Result<Vec<String>, Error>;

    /// The terms of a field that are two characters of these classes, as far as they
    /// are in the first [`crate::published::SOUND_FILES`] files.
    ///
    /// # Errors
    /// As [`Self::score`].
    fn sounding(&self, field: Field, classes: [Class; 2]) -> Result<Vec<String>, Error>;

    /// In which windows `term` stands in the running text.
    ///
    /// # Errors
    /// As [`Self::score`].
    fn places(&self, term: &str) -> Result<TermPlaces, Error>;

    /// At which positions `term` stands in a title or heading.
    ///
    /// # Errors
    /// As [`Self::score`].
    fn positions(&self, field: Field, term: &str) -> Result<Whereabouts, Error>;

    /// The files of names in which those are whose keys begin so.
    ///
    /// # Errors
    /// As [`Self::score`].
    fn names(&self, key: &str) -> Result<Vec<Names>, Error>;

    /// How the site's characters sound.
    fn sounds(&self) -> &Sounds;

    /// What every query needs.
    fn boot(&self) -> &Boot;
}

/// The pages that hold a term in the running text, and in which windows.
#[derive(Default)]
pub struct TermPlaces {
    /// By rising number.
    pub documents: Vec<DocId>,
    /// For each of them the windows.
    pub(crate) places: Places,
}

impl TermPlaces {
    /// The windows of each page.
    pub fn pages(&self) -> Whereabouts {
        let mut pages = Whereabouts::new();
        for (index, &doc) in self.documents.iter().enumerate() {
            pages.push((doc, self.places.of(index).to_vec()));
        }
        pages
    }
}

/// The pages that meet `clause`, with their scores.
///
/// # Errors
/// As [`Source::score`].
pub fn evaluate(clause: &Clause, source: &impl Source) -> Result<Scored, Error> {
    match clause {
        Clause::Leaf(leaf, boost) => match &**leaf {
            Leaf::Together(slots) => together(slots, *boost, source),
            Leaf::Prefix(field, prefix) => {
                let terms = source.expand(*field, prefix, EXPANSIONS)?;
                any(*field, terms, *boost, source)
            }
            Leaf::Name(key, pieces) => named(key, pieces, *boost, source),
            Leaf::Near(field, word) => any(*field, near(*field, word, source)?, *boost, source),
            Leaf::Sounding(field, slots) => sounding(*field, slots, *boost, source),
            Leaf::Term(..) | Leaf::Phrase(..) => source.score(leaf, *boost),
        },
        Clause::Best(clauses, others) => best(clauses, *others, source),
        Clause::Sum(all) => sum(all, source),
    }
}

/// All clauses of a sum.
fn sum(sum: &Sum, source: &impl Source) -> Result<Scored, Error> {
    let Sum {
        required,
        counted,
        at_least,
        optional,
        excluded,
    } = sum;
    let at_least = (*at_least).max(usize::from(required.is_empty()));
    let mut tally = Tally::new(source.boot().documents);
    for clause in required {
        tally.add(&evaluate(clause, source)?, Role::Required);
    }
    for (number, Counted { clause, overlaps }) in (1..).zip(counted) {
        let role = Role::Counted(number, *overlaps);
        tally.add(&evaluate(clause, source)?, role);
    }
    let matches = |page: &Page| page.required == required.len() && page.counted >= at_least;
    if tally.pages.iter().any(matches) {
        for clause in optional {
            tally.add(&evaluate(clause, source)?, Role::Optional);
        }
        for clause in excluded {
            tally.add(&evaluate(clause, source)?, Role::Excluded);
        }
    }
    let mut scored = Scored::new();
    for (doc, page) in (0..).zip(&tally.pages) {
        if matches(page) && !page.excluded {
            scored.push((doc, page.score + page.with_last.max(page.without_last)));
        }
    }
    Ok(scored)
}

/// Any of `clauses`: the best score, and `others` times the rest.
fn best(clauses: &[Clause], others: f32, source: &impl Source) -> Result<Scored, Error> {
    let mut lists = Vec::new();
    for clause in clauses {
        lists.push(evaluate(clause, source)?);
    }
    Ok(merged(&lists, others))
}

/// The pages of any list, each with its best score and `others` times the rest.
pub(crate) fn merged(lists: &[Scored], others: f32) -> Scored {
    // For each page the best score and the sum.
    let mut merged: Vec<(DocId, f32, f32)> = Vec::new();
    for list in lists {
        let mut before = merged.as_slice();
        let mut all = Vec::new();
        for &(doc, score) in list {
            while let [first, rest @ ..] = before
                && first.0 < doc
            {
                all.push(*first);
                before = rest;
            }
            all.push(match before {
                [(same, best, sum), rest @ ..] if *same == doc => {
                    before = rest;
                    (doc, best.max(score), sum + score)
                }
                _ => (doc, score, score),
            });
        }
        all.extend_from_slice(before);
        merged = all;
    }
    let mut scored = Scored::new();
    for (doc, best, sum) in merged {
        scored.push((doc, best + (sum - best) * others));
    }
    scored
}

/// Any of `terms`, as good as the best.
fn any(
    field: Field,
    terms: Vec<String>,
    boost: f32,
    source: &impl Source,
) -> Result<Scored, Error> {
    let mut lists = Vec::new();
    for term in terms {
        lists.push(source.score(&Leaf::Term(field, term), boost)?);
    }
    Ok(merged(&lists, 0.0))
}

/// The words of a field that are one letter apart from `word`.
///
/// # Errors
/// As [`Source::score`].
pub fn near(field: Field, word: &str, source: &impl Source) -> Result<Vec<String>, Error> {
    let prefix = word.get(..NEAR).unwrap_or(word);
    let mut words = source.expand(field, prefix, NEIGHBOURS)?;
    words.retain(|other| is_near(word.as_bytes(), other.as_bytes()));
    Ok(words)
}

/// Whether one letter put in, left out, changed or exchanged with its neighbour makes
/// one word the other.
fn is_near(one: &[u8], other: &[u8]) -> bool {
    let begin = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let (one, other) = (
        one.get(begin..).unwrap_or_default(),
        other.get(begin..).unwrap_or_default(),
    );
    let (mut ends_one, mut ends_other) = (one, other);
    while let ([first @ .., a], [second @ .., b]) = (ends_one, ends_other)
        && a == b
    {
        (ends_one, ends_other) = (first, second);
    }
    match (ends_one, ends_other) {
        ([] | [_], [_]) | ([_], []) => true,
        ([a, b], [c, d]) => a == d && b == c,
        _ => false,
    }
}

/// The pages with a name that runs so. The score is `boost` for each of its characters,
/// times how much of the name they are.
fn named(key: &str, pieces: &[Piece], boost: f32, source: &impl Source) -> Result<Scored, Error> {
    let files = source.names(key)?;
    let mut found = Vec::new();
    for file in &files {
        file.find(key, pieces, source.sounds(), &mut found);
    }
    #[expect(clippy::cast_precision_loss, reason = "names are short")]
    let length = pieces.len() as f32;
    let mut scores: Vec<f32> = vec![0.0; source.boot().documents as usize];
    for one in found {
        let score = one.name.doc.and_then(|doc| scores.get_mut(doc as usize));
        if let Some(score) = score {
            *score = score.max(one.share() * boost * length);
        }
    }
    let mut pages = Scored::new();
    for (doc, score) in (0..).zip(scores) {
        if score > 0.0 {
            pages.push((doc, score));
        }
    }
    Ok(pages)
}

/// The terms of a field that may stand in a slot.
///
/// # Errors
/// As [`Source::score`].
pub fn choices(slot: &Slot, field: Field, source: &impl Source) -> Result<Vec<String>, Error> {
    let mut terms: Vec<String> = Vec::new();
    for choice in &slot.0 {
        match choice {
            Choice::Term(term) => {
                insert(&mut terms, term.clone());
            }
            Choice::Pair(sounds) => {
                let [left, right] = sounds;
                for term in source.sounding(field, [left.class, right.class])? {
                    let mut characters = term.chars();
                    let mut fits = |sound: &Sound| {
                        let c = characters.next();
                        sound.only.is_none_or(|only| c == Some(only))
                    };
                    if fits(left) && fits(right) {
                        insert(&mut terms, term);
                    }
                }
            }
        }
    }
    Ok(terms)
}

/// The pages with any of several terms, and where.
fn union(mut lists: Vec<Whereabouts>, documents: u32) -> Whereabouts {
    if lists.len() < 2 {
        return lists.pop().unwrap_or_default();
    }
    let mut pages: Vec<Vec<u32>> = vec![Vec::new(); documents as usize];
    for list in lists {
        for (doc, places) in list {
            if let Some(page) = pages.get_mut(doc as usize) {
                for place in places {
                    insert(page, place);
                }
            }
        }
    }
    let mut union = Whereabouts::new();
    for (doc, places) in (0..).zip(pages) {
        if !places.is_empty() {
            union.push((doc, places));
        }
    }
    union
}

/// In which windows of the running text a slot is filled.
///
/// # Errors
/// As [`Source::score`].
pub fn slot_places(slot: &Slot, source: &impl Source) -> Result<Whereabouts, Error> {
    let mut lists = Vec::new();
    for term in choices(slot, Field::Body, source)? {
        lists.push(source.places(&term)?.pages());
    }
    Ok(union(lists, source.boot().documents))
}

/// The places on a page.
pub(crate) fn on(pages: &Whereabouts, doc: DocId) -> &[u32] {
    let index = pages.binary_search_by(|(other, _)| other.cmp(&doc));
    let page = index.ok().and_then(|index| pages.get(index));
    page.map(|(_, places)| places.as_slice())
        .unwrap_or_default()
}

/// How rare it is that all of `lists` meet, as if each were a term of its own.
fn rarity(lists: &[Whereabouts], source: &impl Source) -> f32 {
    let mut rarity = 0.0;
    for list in lists {
        let pages = u32::try_from(list.len()).unwrap_or(u32::MAX);
        rarity += idf(pages, source.boot().documents);
    }
    rarity
}

/// The pages where slots are filled at fixed distances, scored by BM25 as a phrase of
/// terms as rare as the slots.
fn sounding(
    field: Field,
    slots: &[(u32, Slot)],
    boost: f32,
    source: &impl Source,
) -> Result<Scored, Error> {
    let mut lists: Vec<Whereabouts> = Vec::new();
    for (_, slot) in slots {
        let mut earlier = slots.iter().zip(&lists);
        if let Some((_, list)) = earlier.find(|((_, one), _)| one == slot) {
            lists.push(list.clone());
            continue;
        }
        let mut terms = Vec::new();
        for term in choices(slot, field, source)? {
            terms.push(source.positions(field, &term)?);
        }
        let list = union(terms, source.boot().documents);
        if list.is_empty() {
            return Ok(Scored::new());
        }
        lists.push(list);
    }
    let rarity = rarity(&lists, source);
    let bm25 = Bm25::new(
        rarity,
        boost,
        source.boot().tokens(field),
        source.boot().documents,
    );
    let mut scored = Scored::new();
    let Some((first, rest)) = lists.split_first() else {
        return Ok(scored);
    };
    let start = slots.first().map_or(0, |(start, _)| *start);
    for (doc, positions) in first {
        let mut count = 0;
        for &position in positions {
            let mut meets = true;
            for (list, (offset, _)) in rest.iter().zip(slots.iter().skip(1)) {
                let place = position + offset - start;
                meets = meets && on(list, *doc).contains(&place);
            }
            count += u32::from(meets);
        }
        if count > 0 {
            scored.push((*doc, bm25.score(source.boot().norm(field, *doc), count)));
        }
    }
    Ok(scored)
}

/// The pages where all of `slots` are filled in two windows side by side, scored by
/// BM25 as if such a place were a term as rare as all of them together.
fn together(slots: &[Slot], boost: f32, source: &impl Source) -> Result<Scored, Error> {
    let mut lists = Vec::new();
    for slot in slots {
        let list = slot_places(slot, source)?;
        if list.is_empty() {
            return Ok(Scored::new());
        }
        lists.push(list);
    }
    let rarity = rarity(&lists, source);
    let bm25 = Bm25::new(
        rarity,
        boost,
        source.boot().tokens(Field::Body),
        source.boot().documents,
    );
    let rarest = lists.iter().min_by_key(|list| list.len());
    let mut scored = Scored::new();
    for (doc, _) in rarest.into_iter().flatten() {
        let mut near: Option<Vec<u32>> = None;
        for list in &lists {
            let here = on(list, *doc);
            match &mut near {
                None => near = Some(pairs(here)),
                Some(near) => near.retain(|&pair| {
                    here.contains(&pair)
                        || pair.checked_sub(1).is_some_and(|one| here.contains(&one))
                }),
            }
        }
        let near = near.map_or(0, |near| near.len());
        if near > 0 {
            // What stands in one window is in two pairs.
            let frequency = u32::try_from(near.div_ceil(2)).unwrap_or(u32::MAX);
            scored.push((
                *doc,
                bm25.score(source.boot().norm(Field::Body, *doc), frequency),
            ));
        }
    }
    Ok(scored)
}

/// The pairs of neighbouring windows that touch these, each by its second.
fn pairs(windows: &[u32]) -> Vec<u32> {
    let mut pairs = Vec::new();
    for &window in windows {
        for pair in [window, window + 1] {
            if pairs.last() != Some(&pair) {
                pairs.push(pair);
            }
        }
    }
    pairs
}

/// What a clause is to a page that meets it.
#[derive(Clone, Copy)]
enum Role {
    Required,
    /// By its number, from 1, and whether it overlaps the one before.
    Counted(usize, bool),
    Optional,
    Excluded,
}

/// What is known of a page so far.
#[derive(Clone, Default)]
struct Page {
    score: f32,
    required: usize,
    counted: usize,
    /// The number of the last counted clause that matched, from 1.
    last: usize,
    /// The best sum over counted clauses that do not overlap, if the last that
    /// matched is one of them, and if it is not.
    with_last: f32,
    without_last: f32,
    excluded: bool,
}

impl Page {
    fn count(&mut self, number: usize, overlaps: bool, score: f32) {
        let before = self.with_last.max(self.without_last);
        let free = if overlaps && self.last + 1 == number {
            self.without_last
        } else {
            before
        };
        self.with_last = free + score;
        self.without_last = before;
        self.last = number;
        self.counted += 1;
    }
}

/// What is known of every page so far. A site has thousands of pages, not
/// millions, so one slot for each is cheaper than merging sorted lists.
struct Tally {
    pages: Vec<Page>,
}

impl Tally {
    fn new(documents: u32) -> Self {
        Self {
            pages: vec![Page::default(); documents as usize],
        }
    }

    fn add(&mut self, scored: &[(DocId, f32)], role: Role) {
        for &(doc, score) in scored {
            let Some(page) = self.pages.get_mut(doc as usize) else {
                continue;
            };
            match role {
                Role::Required => {
                    page.score += score;
                    page.required += 1;
                }
                Role::Counted(number, overlaps) => page.count(number, overlaps, score),
                Role::Optional => page.score += score,
                Role::Excluded => page.excluded = true,
            }
        }
    }
}
