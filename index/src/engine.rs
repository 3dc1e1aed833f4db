//! The browser's side: answers queries from published files, without tantivy.
//!
//! In: the content of the boot file, then of whatever files the engine asks for.
//! Out: the same answers as [`crate::native`]'s. The engine does no input or
//! output: [`Engine::step`] either names the files that are missing, all at
//! once, or gives the answer. A search asks at most twice: for the terms' files
//! and the columns, then for the pages that are shown.
//!
//! Not for fetching, decompressing, retrying or NFKC: `lyceum-search.js` does
//! that.

use std::collections::BTreeMap;

use crate::evaluate::{Scored, Source};
use crate::plan::{Field, Leaf, Plan};
use crate::published::{Boot, Columns, FileId};
use crate::rank::Ranking;
use crate::reader::{
    Bm25, Entry, Postings, StoredPage, TermSlices, decode_pages, idf, phrase_frequencies,
};
use crate::{DocId, Error, Query, SearchResults};

/// How many bytes of files are kept between searches.
const KEPT: usize = 8 << 20;

/// A published index, as far as it has been fetched.
pub struct Engine {
    boot: Boot,
    columns: Option<Columns>,
    files: BTreeMap<FileId, Kept>,
    /// Counts searches, to tell which files were used lately.
    clock: u64,
}

struct Kept {
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
        file.verify(content)?;
        let boot = Boot::decode(content).map_err(|error| error.in_file(&file.name()))?;
        Ok(Self {
            boot,
            columns: None,
            files: BTreeMap::new(),
            clock: 0,
        })
    }

    /// Takes the content of a file.
    ///
    /// # Errors
    /// When the content is not what the file's name says.
    pub fn provide(&mut self, file: FileId, content: Vec<u8>) -> Result<(), Error> {
        file.verify(&content)?;
        if file == self.boot.columns {
            let columns = Columns::decode(&content, self.boot.documents);
            self.columns = Some(columns.map_err(|error| error.in_file(&file.name()))?);
        } else {
            self.files.insert(
                file,
                Kept {
                    content,
                    used: self.clock,
                },
            );
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
            let mut missing = self.missing(self.term_files(&search.plan));
            if self.columns.is_none() {
                missing.push(self.boot.columns);
            }
            if !missing.is_empty() {
                return Ok(Step::Fetch(missing));
            }
            search.ranking = Some(Ranking::new(
                &search.plan,
                &search.query,
                self,
                self.columns()?,
            )?);
        }
        let ranking = search.ranking.clone().unwrap_or_default();
        let mut pages = Vec::new();
        for &(doc, _) in &ranking.shown {
            pages.push(
                self.boot
                    .page_shard(doc)
                    .ok_or(Error::damaged("a page is in no file"))?,
            );
        }
        let mut files: Vec<FileId> = Vec::new();
        for shard in pages
            .iter()
            .filter_map(|&(shard, _)| self.boot.pages.get(shard))
        {
            if !files.contains(&shard.file) {
                files.push(shard.file);
            }
        }
        let missing = self.missing(files);
        if !missing.is_empty() {
            return Ok(Step::Fetch(missing));
        }
        let pages = pages
            .into_iter()
            .map(|(shard, index)| self.page(shard, index))
            .collect::<Result<_, _>>()?;
        Ok(Step::Done(ranking.results(
            pages,
            self.columns()?,
            &search.plan.marks,
        )))
    }

    /// The files with the terms of a plan.
    fn term_files(&self, plan: &Plan) -> Vec<FileId> {
        let mut files: Vec<FileId> = plan
            .terms()
            .into_iter()
            .filter_map(|term| self.term_file(term))
            .collect();
        // Terms are in order, so those of one file follow one another.
        files.dedup();
        files
    }

    /// Those of `files` that are not at hand; marks the others as used.
    fn missing(&mut self, files: Vec<FileId>) -> Vec<FileId> {
        let clock = self.clock;
        files
            .into_iter()
            .filter(|file| match self.files.get_mut(file) {
                Some(kept) => {
                    kept.used = clock;
                    false
                }
                None => true,
            })
            .collect()
    }

    /// Drops the files not used for longest until the rest fit. Only between
    /// searches: one under way would ask for a dropped file again and again.
    fn forget(&mut self) {
        let mut size: usize = self.files.values().map(|kept| kept.content.len()).sum();
        while size > KEPT {
            let Some(oldest) = self
                .files
                .iter()
                .min_by_key(|(_, kept)| kept.used)
                .map(|(&file, _)| file)
            else {
                return;
            };
            size -= self
                .files
                .remove(&oldest)
                .map_or(size, |kept| kept.content.len());
        }
    }

    fn columns(&self) -> Result<&Columns, Error> {
        self.columns.as_ref().ok_or_else(|| Error::Missing {
            file: self.boot.columns.name(),
        })
    }

    fn content(&self, file: FileId) -> Result<&[u8], Error> {
        match self.files.get(&file) {
            Some(kept) => Ok(&kept.content),
            None => Err(Error::Missing { file: file.name() }),
        }
    }

    fn page(&self, shard: usize, index: usize) -> Result<StoredPage, Error> {
        let file = self.boot.pages.get(shard).map(|shard| shard.file);
        let file = file.ok_or(Error::damaged("a page is in no file"))?;
        let pages =
            decode_pages(self.content(file)?).map_err(|error| error.in_file(&file.name()))?;
        pages
            .into_iter()
            .nth(index)
            .ok_or(Error::damaged("a page is not in its file").in_file(&file.name()))
    }

    /// A term's data, if the index has the term in the field.
    fn entry(&self, field: Field, term: &str) -> Result<Option<Entry<'_>>, Error> {
        let Some(file) = self.term_file(term) else {
            return Ok(None);
        };
        let slices = TermSlices::of(field, self.content(file)?);
        slices
            .and_then(|slices| slices.find(term.as_bytes()))
            .map_err(|error| error.in_file(&file.name()))
    }

    /// The file whose range of terms holds `term`.
    fn term_file(&self, term: &str) -> Option<FileId> {
        self.boot
            .term_shard(term)
            .and_then(|shard| self.boot.terms.get(shard))
            .map(|shard| shard.file)
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
        let list = Postings::decode(entry.postings, entry.documents, self.boot.documents, field)?;
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
            entries.push((*offset, entry));
        }
        Ok((
            rarity,
            phrase_frequencies(&entries, self.boot.documents, field)?,
        ))
    }
}

impl Source for Engine {
    fn documents(&self) -> u32 {
        self.boot.documents
    }

    fn score(&self, leaf: &Leaf, boost: f32) -> Result<Scored, Error> {
        let (field, (rarity, frequencies)) = match leaf {
            Leaf::Term(field, term) => (*field, self.term_frequencies(*field, term)?),
            Leaf::Phrase(field, terms) => (*field, self.phrase_frequencies(*field, terms)?),
        };
        let data = self
            .boot
            .fields
            .get(field.number() as usize)
            .ok_or(Error::damaged("a field has no statistics"))?;
        let bm25 = Bm25::new(rarity, boost, data.tokens, self.boot.documents);
        let norm = |doc: DocId| data.norms.get(doc as usize).copied().unwrap_or_default();
        Ok(frequencies
            .into_iter()
            .map(|(doc, frequency)| (doc, bm25.score(norm(doc), frequency)))
            .collect())
    }
}
