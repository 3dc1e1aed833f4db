//! The browser's side: answers queries from published files, without tantivy.
//!
//! In: the contents of the boot file and the site file, then of whatever files the engine asks for.
//! Out: the same answers as [`crate::native`]'s. The engine does no input or
//! output: [`Engine::step`] either names the files that are missing, all at
//! once, or gives the answer. A search asks twice, or three times if its words are
//! nowhere as typed: for its terms, for what they may mean instead, then
//! for the passages that are shown.
//!
//! Not for fetching, decompressing, retrying or NFKC: `lyceum-search.js` does
//! that.

use crate::bytes::Input;
use crate::clause::{Field, Leaf, Lookup};
use crate::evaluate::{Scored, Source, TermPlaces, Whereabouts};
use crate::plan::Plan;
use crate::published::names::Names;
use crate::published::places::{PageLength, Places};
use crate::published::{Boot, FileId, PREFIX_FILES, SOUND_FILES};
use crate::rank::{Ranking, decided, otherwise};
use crate::reader::{
    Bm25, Entry, Postings, StoredPage, TermSlices, decode_passage, idf, phrase_frequencies,
    positioned,
};
use crate::sound::{Class, Sounds};
use crate::suggest::{Suggestion, Typed};
use crate::{DocId, Error, Fault, Query, SearchResults};

/// How many bytes of files are kept between searches.
pub const KEPT: usize = 8 << 20;

/// A published index, as far as it has been fetched.
pub struct Engine {
    boot: Boot,
    sounds: Sounds,
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
    stage: Stage,
}

/// What a search needs files for.
enum Stage {
    /// Terms as typed.
    Typed,
    /// What they may mean instead.
    Near,
    /// The pages to show.
    Passages(Ranking),
}

/// What a search came to.
#[derive(Debug, Clone, PartialEq)]
pub enum Step<T = SearchResults> {
    /// These files are needed: [`Engine::provide`] them, then step again.
    Fetch(Vec<FileId>),
    /// The answer.
    Done(T),
}

impl Engine {
    /// Opens the index with this boot file and the content of the site file that belongs
    /// to it; `common` are the common characters ([`crate::sound`]).
    ///
    /// # Errors
    /// When a file is damaged or of another version.
    pub fn open(file: FileId, content: &[u8], site: &[u8], common: &str) -> Result<Self, Error> {
        let boot = Boot::decode(file.content(content)?, site)
            .map_err(|error| error.in_file(&file.name()))?;
        Ok(Self {
            sounds: Sounds::new(common, boot.vocabulary.folding, &boot.characters),
            boot,
            files: Vec::new(),
            clock: 0,
        })
    }

    /// Takes the content of a file.
    ///
    /// # Errors
    /// When the content is not what the file's name says.
    pub fn provide(&mut self, file: FileId, content: &[u8]) -> Result<(), Error> {
        let content = file.content(content)?.to_vec();
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
            plan: Plan::new(&query, &self.boot.vocabulary, &self.sounds),
            query,
            stage: Stage::Typed,
        }
    }

    /// Carries a search on as far as the files at hand allow.
    ///
    /// # Errors
    /// When a file is damaged.
    pub fn step(&mut self, search: &mut Search) -> Result<Step, Error> {
        loop {
            let Search { query, plan, stage } = search;
            let missing = match stage {
                Stage::Typed => self.looked_up(&plan.leaves()),
                Stage::Near => self.looked_up(&plan.near_leaves()),
                Stage::Passages(ranking) => return self.answer(plan, ranking),
            };
            if !missing.is_empty() {
                return Ok(Step::Fetch(missing));
            }
            let chosen = match stage {
                Stage::Typed => decided(plan, query, self)?,
                _ => Some(otherwise(plan, self)?),
            };
            *stage = match chosen {
                Some(chosen) => Stage::Passages(Ranking::new(plan, query, self, chosen)?),
                None => Stage::Near,
            };
        }
    }

    /// The answer, or the files with the passages that it shows.
    fn answer(&mut self, plan: &Plan, ranking: &mut Ranking) -> Result<Step, Error> {
        let mut passages = Vec::new();
        let mut files = Vec::new();
        for (doc, passage) in ranking.passages() {
            let place = self.boot.page_file(doc, passage);
            let place =
                place.and_then(|(number, place)| Some((self.boot.pages.file(number)?, place)));
            let (file, place) = place.ok_or_else(|| Error::damaged("a page is in no file"))?;
            files.push(file);
            passages.push((file, place));
        }
        let missing = self.missing(files);
        if !missing.is_empty() {
            return Ok(Step::Fetch(missing));
        }
        let mut pages = Vec::new();
        for (file, place) in passages {
            pages.push(self.passage(file, place)?);
        }
        let ranking = std::mem::take(ranking);
        Ok(Step::Done(ranking.results(plan, pages, self)))
    }

    /// The names that somebody may be typing who has typed `text`, which must be in
    /// NFKC: at most `limit`. Asks for files once.
    ///
    /// # Errors
    /// When a file is damaged.
    pub fn suggest(&mut self, text: &str, limit: usize) -> Result<Step<Vec<Suggestion>>, Error> {
        let typed = Typed::new(text, &self.sounds);
        let mut files = Vec::new();
        let numbers = self.boot.name_files(typed.key());
        self.boot.names.files(numbers, &mut files);
        let missing = self.missing(files);
        if !missing.is_empty() {
            return Ok(Step::Fetch(missing));
        }
        let names = self.names(typed.key())?;
        Ok(Step::Done(typed.suggestions(&names, &self.sounds, limit)))
    }

    /// The files that are not at hand with what leaves look up.
    fn looked_up(&mut self, leaves: &[&Leaf]) -> Vec<FileId> {
        let boot = &self.boot;
        let mut files = Vec::new();
        for leaf in leaves {
            for lookup in leaf.lookups() {
                let numbers = match lookup {
                    Lookup::Name(key) => {
                        boot.names.files(boot.name_files(key), &mut files);
                        continue;
                    }
                    Lookup::Term(term) => self.term_file(term).map_or(0..0, |one| one..one + 1),
                    Lookup::Prefix(prefix) => boot.prefix_files(prefix, PREFIX_FILES),
                    Lookup::Pair(classes) => self.sound_files(classes),
                };
                boot.terms.files(numbers.clone(), &mut files);
                if matches!(leaf, Leaf::Phrase(Field::Body, _)) {
                    for number in numbers {
                        files.extend(boot.positions_file(number).map(|(file, _)| file));
                    }
                }
            }
        }
        self.missing(files)
    }

    /// Numbers of the files of terms with pairs of these classes.
    fn sound_files(&self, classes: [Class; 2]) -> std::ops::Range<u32> {
        self.boot
            .prefix_files(&Sounds::prefix(classes), SOUND_FILES)
    }

    /// The keys of a field in these files that begin with `prefix`: the first `most`.
    fn keys(
        &self,
        field: Field,
        files: std::ops::Range<u32>,
        prefix: &str,
        most: usize,
    ) -> Result<Vec<String>, Error> {
        let mut keys = Vec::new();
        for number in files {
            let file = self.boot.terms.file(number);
            let file = file.ok_or_else(|| Error::damaged("terms are in no file"))?;
            TermSlices::of(field, self.content(file)?)
                .and_then(|slices| slices.expand(prefix, most, &mut keys))
                .map_err(|error| error.in_file(&file.name()))?;
        }
        Ok(keys)
    }

    /// Those of `files` that are not at hand, each once; marks the others as used.
    fn missing(&mut self, files: Vec<FileId>) -> Vec<FileId> {
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

    /// How many bytes of files are at hand, the first two aside. Between searches at
    /// most [`KEPT`].
    pub fn size(&self) -> usize {
        self.files.iter().map(|kept| kept.content.len()).sum()
    }

    fn kept(&self, file: FileId) -> Option<&Kept> {
        self.files.iter().find(|kept| kept.file == file)
    }

    fn content(&self, file: FileId) -> Result<&[u8], Error> {
        match self.kept(file) {
            Some(kept) => Ok(&kept.content),
            None => Err(Fault::Missing { file: file.name() }.into()),
        }
    }

    fn passage(&self, file: FileId, place: usize) -> Result<StoredPage, Error> {
        decode_passage(self.content(file)?, place).map_err(|error| error.in_file(&file.name()))
    }

    fn term_file(&self, term: &str) -> Option<u32> {
        self.boot.term_file(&self.sounds.key(term))
    }

    /// A term's data, if the index has the term in the field.
    fn entry(&self, field: Field, term: &str) -> Result<Option<Entry<'_>>, Error> {
        let key = self.sounds.key(term);
        let number = self.boot.term_file(&key);
        let Some(file) = number.and_then(|number| self.boot.terms.file(number)) else {
            return Ok(None);
        };
        let slices = TermSlices::of(field, self.content(file)?);
        slices
            .and_then(|slices| slices.find(key.as_bytes()))
            .map_err(|error| error.in_file(&file.name()))
    }

    /// A term's positions, given its data.
    fn positions_of<'a>(
        &'a self,
        field: Field,
        term: &str,
        entry: Entry<'a>,
    ) -> Result<&'a [u8], Error> {
        if field != Field::Body {
            return Ok(entry.whereabouts);
        }
        let number = self.term_file(term).unwrap_or_default();
        let place = self.boot.positions_file(number);
        let (file, slice) = place.ok_or_else(|| Error::damaged("positions are in no file"))?;
        body_positions(self.content(file)?, slice, entry)
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
        let pages = list.documents.into_iter().zip(list.frequencies);
        Ok((idf(entry.documents, self.boot.documents), pages.collect()))
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
            entries.push((*offset, entry, self.positions_of(field, term, entry)?));
        }
        Ok((
            rarity,
            phrase_frequencies(&entries, self.boot.documents, field)?,
        ))
    }
}

/// A term's positions in a file of positions, in the slice with this number.
fn body_positions<'a>(content: &'a [u8], slice: u32, entry: Entry<'_>) -> Result<&'a [u8], Error> {
    let mut input = Input::new(content);
    let mut before = 0_usize;
    for number in 0..input.count() {
        let length = input.length();
        if number < slice as usize {
            before = before.saturating_add(length);
        }
    }
    input.take(before);
    input.take(entry.positions_start);
    let positions = input.take(entry.positions_length);
    input.done()?;
    Ok(positions)
}

impl Source for Engine {
    fn score(&self, leaf: &Leaf, boost: f32) -> Result<Scored, Error> {
        let (field, (rarity, frequencies)) = match leaf {
            Leaf::Term(field, term) => (*field, self.term_frequencies(*field, term)?),
            Leaf::Phrase(field, terms) => (*field, self.phrase_frequencies(*field, terms)?),
            _ => return Ok(Scored::new()),
        };
        let bm25 = Bm25::new(rarity, boost, self.boot.tokens(field), self.boot.documents);
        let mut scored = Scored::new();
        for (doc, frequency) in frequencies {
            scored.push((doc, bm25.score(self.boot.norm(field, doc), frequency)));
        }
        Ok(scored)
    }

    fn expand(&self, field: Field, prefix: &str, most: usize) -> Result<Vec<String>, Error> {
        let files = self.boot.prefix_files(prefix, PREFIX_FILES);
        self.keys(field, files, prefix, most)
    }

    fn sounding(&self, field: Field, classes: [Class; 2]) -> Result<Vec<String>, Error> {
        let prefix = Sounds::prefix(classes);
        let keys = self.keys(field, self.sound_files(classes), &prefix, usize::MAX)?;
        Ok(self.sounds.pairs(&keys))
    }

    fn places(&self, term: &str) -> Result<TermPlaces, Error> {
        let Some(entry) = self.entry(Field::Body, term)? else {
            return Ok(TermPlaces::default());
        };
        let Postings {
            documents,
            frequencies,
        } = self.postings(Field::Body, entry)?;
        let page = |doc| PageLength {
            passages: self.boot.passage_count(doc),
            norm: self.boot.norm(Field::Body, doc),
        };
        Ok(TermPlaces {
            places: Places::decode(entry.whereabouts, &documents, &frequencies, page)?,
            documents,
        })
    }

    fn positions(&self, field: Field, term: &str) -> Result<Whereabouts, Error> {
        let Some(entry) = self.entry(field, term)? else {
            return Ok(Whereabouts::new());
        };
        let positions = self.positions_of(field, term, entry)?;
        positioned(entry, positions, self.boot.documents, field)
    }

    fn names(&self, key: &str) -> Result<Vec<Names>, Error> {
        let mut names = Vec::new();
        for number in self.boot.name_files(key) {
            let file = self.boot.names.file(number);
            let file = file.ok_or_else(|| Error::damaged("names are in no file"))?;
            let content = self.content(file)?;
            names.push(Names::decode(content).map_err(|error| error.in_file(&file.name()))?);
        }
        Ok(names)
    }

    fn sounds(&self) -> &Sounds {
        &self.sounds
    }

    fn boot(&self) -> &Boot {
        &self.boot
    }
}
