//! The browser's side: answers queries from published files, without tantivy.
//!
//! In: the content of the boot file, then of whatever files the engine asks for.
//! Out: the same answers as [`crate::native`]'s. The engine does no input or
//! output: [`Engine::step`] either names the files that are missing, all at
//! once, or gives the answer. A search asks at most twice: for its terms, then
//! for the passages that are shown.
//!
//! Not for fetching, decompressing, retrying or NFKC: `lyceum-search.js` does
//! that.

use crate::bytes::Input;
use crate::clause::{Field, Leaf};
use crate::evaluate::{EXPANSIONS, Scored, Source, TermPlaces};
use crate::plan::Plan;
use crate::published::places::Places;
use crate::published::{Boot, FileId, TERMS_PER_POSITIONS};
use crate::rank::Ranking;
use crate::reader::{
    Bm25, Entry, Postings, StoredPage, TermSlices, decode_passage, idf, phrase_frequencies,
};
use crate::{DocId, Error, Query, SearchResults};

/// How many bytes of files are kept between searches.
pub const KEPT: usize = 8 << 20;

/// A published index, as far as it has been fetched.
pub struct Engine {
    boot: Boot,
    /// In no order: they are few, and a map would be a tenth of the engine.
    files: Vec<Kept>,
    /// Counts searches, to tell which files were used lately.
    clock: u64,
}

struct Kept {
    file: FileId,
    content: Vec<u8>,
    used: u64,
}

/// A search under way.
pub struct Search {
    query: Query,
    plan: Plan,
    ranking: Option<Ranking>,
}

/// What a search came to.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// These files are needed: [`Engine::provide`] them, then step again.
    Fetch(Vec<FileId>),
    /// The answer.
    Done(SearchResults),
}

impl Engine {
    /// Opens the index with this boot file.
    ///
    /// # Errors
    /// When the file is damaged or of another version.
    pub fn open(file: FileId, content: &[u8]) -> Result<Self, Error> {
        let boot =
            Boot::decode(file.content(content)?).map_err(|error| error.in_file(&file.name()))?;
        Ok(Self {
            boot,
            files: Vec::new(),
            clock: 0,
        })
    }

    /// Takes the content of a file.
    ///
    /// # Errors
    /// When the content is not what the file's name says.
    pub fn provide(&mut self, file: FileId, content: Vec<u8>) -> Result<(), Error> {
        file.content(&content)?;
        if self.kept(file).is_none() {
            self.files.push(Kept {
                file,
                content,
                used: self.clock,
            });
        }
        Ok(())
    }

    /// Begins a search. Its text must be in NFKC.
    pub fn search(&mut self, query: Query) -> Search {
        self.clock += 1;
        self.forget();
        Search {
            plan: Plan::new(&query),
            query,
            ranking: None,
        }
    }

    /// Carries a search on as far as the files at hand allow.
    ///
    /// # Errors
    /// When a file is damaged.
    pub fn step(&mut self, search: &mut Search) -> Result<Step, Error> {
        if search.ranking.is_none() {
            let missing = self.missing(self.term_files(&search.plan));
            if !missing.is_empty() {
                return Ok(Step::Fetch(missing));
            }
            let columns = &self.boot.columns;
            search.ranking = Some(Ranking::new(&search.plan, &search.query, self, columns)?);
        }
        let ranking = search.ranking.clone().unwrap_or_default();
        let mut passages = Vec::new();
        for shown in &ranking.shown {
            let place = self.boot.page_file(shown.doc, shown.passage);
            let (number, place) = place.ok_or(Error::damaged("a page is in no file"))?;
            let file = self.boot.pages.file(number);
            passages.push((file.ok_or(Error::damaged("a page is in no file"))?, place));
        }
        let missing = self.missing(passages.iter().map(|&(file, _)| file));
        if !missing.is_empty() {
            return Ok(Step::Fetch(missing));
        }
        let pages = passages
            .into_iter()
            .map(|(file, place)| self.passage(file, place))
            .collect::<Result<_, _>>()?;
        let columns = &self.boot.columns;
        Ok(Step::Done(ranking.results(pages, columns)))
    }

    /// The files with the terms of a plan, some of them more than once.
    fn term_files(&self, plan: &Plan) -> Vec<FileId> {
        let mut files = Vec::new();
        plan.leaves(&mut |leaf| {
            if let Leaf::Prefix(_, prefix) = leaf {
                let numbers = self.boot.prefix_files(prefix);
                files.extend(numbers.filter_map(|number| self.boot.terms.file(number)));
            }
            for number in leaf.terms().filter_map(|term| self.boot.term_file(term)) {
                files.extend(self.boot.terms.file(number));
                if matches!(leaf, Leaf::Phrase(Field::Body, _)) {
                    files.extend(self.boot.positions.file(number / TERMS_PER_POSITIONS));
                }
            }
        });
        files
    }

    /// Those of `files` that are not at hand, each once; marks the others as used.
    fn missing(&mut self, files: impl IntoIterator<Item = FileId>) -> Vec<FileId> {
        let clock = self.clock;
        let mut missing = Vec::new();
        for file in files {
            match self.files.iter_mut().find(|kept| kept.file == file) {
                Some(kept) => kept.used = clock,
                None if missing.contains(&file) => {}
                None => missing.push(file),
            }
        }
        missing
    }

    /// Drops the files not used for longest until the rest fit. Only between
    /// searches: one under way would ask for a dropped file again and again.
    fn forget(&mut self) {
        while self.size() > KEPT {
            let oldest = (0..).zip(&self.files).min_by_key(|(_, kept)| kept.used);
            let Some((oldest, _)) = oldest else {
                return;
            };
            self.files.swap_remove(oldest);
        }
    }

    /// How many bytes of files are at hand, the boot file aside. Between searches at
    /// most [`KEPT`].
    pub fn size(&self) -> usize {
        self.files.iter().map(|kept| kept.content.len()).sum()
    }

    fn kept(&self, file: FileId) -> Option<&Kept> {
        self.files.iter().find(|kept| kept.file == file)
    }

    fn content(&self, file: FileId) -> Result<&[u8], Error> {
        match self.kept(file) {
            Some(kept) => file.content(&kept.content),
            None => Err(Error::Missing { file: file.name() }),
        }
    }

    fn passage(&self, file: FileId, place: usize) -> Result<StoredPage, Error> {
        decode_passage(self.content(file)?, place).map_err(|error| error.in_file(&file.name()))
    }

    /// A term's data, if the index has the term in the field.
    fn entry(&self, field: Field, term: &str) -> Result<Option<Entry<'_>>, Error> {
        let number = self.boot.term_file(term);
        let Some(file) = number.and_then(|number| self.boot.terms.file(number)) else {
            return Ok(None);
        };
        let slices = TermSlices::of(field, self.content(file)?);
        slices
            .and_then(|slices| slices.find(term.as_bytes()))
            .map_err(|error| error.in_file(&file.name()))
    }

    /// A term's positions, given its data.
    fn positions<'a>(
        &'a self,
        field: Field,
        term: &str,
        entry: Entry<'a>,
    ) -> Result<&'a [u8], Error> {
        if field != Field::Body {
            return Ok(entry.whereabouts);
        }
        let damaged = Error::damaged("positions are in no file");
        let Some(number) = self.boot.term_file(term) else {
            return Err(damaged);
        };
        let file = self.boot.positions.file(number / TERMS_PER_POSITIONS);
        let file = file.ok_or(damaged)?;
        body_positions(self.content(file)?, number % TERMS_PER_POSITIONS, entry)
            .map_err(|error| error.in_file(&file.name()))
    }

    fn postings(&self, field: Field, entry: Entry<'_>) -> Result<Postings, Error> {
        Postings::decode(entry.postings, entry.documents, self.boot.documents, field)
    }

    /// The pages with a term, and how often each holds it.
    fn term_frequencies(
        &self,
        field: Field,
        term: &str,
    ) -> Result<(f32, Vec<(DocId, u32)>), Error> {
        let Some(entry) = self.entry(field, term)? else {
            return Ok((0.0, Vec::new()));
        };
        let list = self.postings(field, entry)?;
        Ok((
            idf(entry.documents, self.boot.documents),
            list.documents.into_iter().zip(list.frequencies).collect(),
        ))
    }

    /// The pages with a phrase, and how often each holds it.
    fn phrase_frequencies(
        &self,
        field: Field,
        terms: &[(u32, String)],
    ) -> Result<(f32, Vec<(DocId, u32)>), Error> {
        let mut entries = Vec::new();
        let mut rarity = 0.0;
        for (offset, term) in terms {
            let Some(entry) = self.entry(field, term)? else {
                return Ok((0.0, Vec::new()));
            };
            rarity += idf(entry.documents, self.boot.documents);
            entries.push((*offset, entry, self.positions(field, term, entry)?));
        }
        Ok((
            rarity,
            phrase_frequencies(&entries, self.boot.documents, field)?,
        ))
    }

    fn norm(&self, field: Field, doc: DocId) -> u8 {
        // A field without norms counts as one token long.
        let data = self.boot.fields.get(field.number() as usize);
        data.and_then(|data| data.norms.get(doc as usize))
            .copied()
            .unwrap_or(1)
    }

    fn tokens(&self, field: Field) -> u64 {
        let data = self.boot.fields.get(field.number() as usize);
        data.map_or(0, |data| data.tokens)
    }
}

/// A term's positions in a file of positions, in the slice with this number.
fn body_positions<'a>(content: &'a [u8], slice: u32, entry: Entry<'_>) -> Result<&'a [u8], Error> {
    let mut input = Input::new(content);
    let mut before = 0_usize;
    for number in 0..input.length()? {
        let length = input.length()?;
        if number < slice as usize {
            before = before.saturating_add(length);
        }
    }
    input.take(before)?;
    input.take(entry.positions_start)?;
    input.take(entry.positions_length)
}

impl Source for Engine {
    fn documents(&self) -> u32 {
        self.boot.documents
    }

    fn score(&self, leaf: &Leaf, boost: f32) -> Result<Scored, Error> {
        let (field, (rarity, frequencies)) = match leaf {
            Leaf::Term(field, term) => (*field, self.term_frequencies(*field, term)?),
            Leaf::Phrase(field, terms) => (*field, self.phrase_frequencies(*field, terms)?),
            Leaf::Together(_) | Leaf::Prefix(..) => return Ok(Scored::new()),
        };
        let bm25 = Bm25::new(rarity, boost, self.tokens(field), self.boot.documents);
        Ok(frequencies
            .into_iter()
            .map(|(doc, frequency)| (doc, bm25.score(self.norm(field, doc), frequency)))
            .collect())
    }

    fn expand(&self, field: Field, prefix: &str) -> Result<Vec<String>, Error> {
        let mut terms = Vec::new();
        for number in self.boot.prefix_files(prefix) {
            let file = self.boot.terms.file(number);
            let file = file.ok_or(Error::damaged("terms are in no file"))?;
            TermSlices::of(field, self.content(file)?)
                .and_then(|slices| slices.expand(prefix, EXPANSIONS, &mut terms))
                .map_err(|error| error.in_file(&file.name()))?;
        }
        Ok(terms)
    }

    fn places(&self, term: &str) -> Result<TermPlaces, Error> {
        let Some(entry) = self.entry(Field::Body, term)? else {
            return Ok(TermPlaces::default());
        };
        let Postings {
            documents,
            frequencies,
        } = self.postings(Field::Body, entry)?;
        let passages = |doc| self.boot.passage_count(doc);
        Ok(TermPlaces {
            places: Places::decode(entry.whereabouts, &documents, &frequencies, passages)?,
            documents,
        })
    }

    fn body_tokens(&self) -> u64 {
        self.tokens(Field::Body)
    }

    fn body_norm(&self, doc: DocId) -> u8 {
        self.norm(Field::Body, doc)
    }
}
