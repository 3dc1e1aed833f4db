//! Searches published files with stock tantivy.
//!
//! In: a way to read published files. Out: the same answers as the browser's.
//! The pieces are put together into tantivy's own files in memory; tantivy
//! opens them as it would any index, finds the terms and phrases and scores
//! them. `lyceum search` uses this; it also is what the tests hold the
//! browser's reader against.

mod explain;

pub use explain::{ExplainedPage, Explanation};

use std::io;
use std::path::Path;

use tantivy::directory::RamDirectory;
use tantivy::postings::Postings as _;
use tantivy::query::{EnableScoring, PhraseQuery, Query as _, TermQuery};
use tantivy::schema::{Field as TantivyField, IndexRecordOption, Value};
use tantivy::{
    Directory, DocAddress, DocSet as _, Index as TantivyIndex, Searcher, SegmentReader,
    TantivyDocument, TantivyError, Term,
};

use crate::analyze::nfkc;
use crate::clause::{Field, Leaf};
use crate::compression::decompressed;
use crate::evaluate::{Scored, Source, TermPlaces, Whereabouts};
use crate::plan::Plan;
use crate::published::names::Names;
use crate::published::{
    Boot, ENTRY, FileId, FileKind, FileSet, PREFIX_FILES, Piece, Recipe, SOUND_FILES, WINDOW,
    group_hash, stored,
};
use crate::rank::{Ranking, choose};
use crate::reader::{StoredPage, decode_passage};
use crate::sound::{COMMON, Class, Sounds};
use crate::suggest::{Suggestion, Typed};
use crate::{DocId, Error, FORMAT_VERSION, Fault, Query, SearchResults};

/// A published index, opened.
pub struct Index {
    tantivy: TantivyIndex,
    searcher: Searcher,
    boot: Boot,
    sounds: Sounds,
    /// The contents of the files of pages.
    pages: Vec<Vec<u8>>,
    /// The contents of the files of names.
    names: Vec<Vec<u8>>,
}

/// The entry file.
#[derive(serde::Deserialize)]
struct EntryFile {
    format: u32,
    boot: String,
}

impl Index {
    /// Opens the files that `read` returns by their names relative to the search
    /// folder. Reads all of them but the runtime, and so proves the set whole.
    ///
    /// # Errors
    /// When a file is missing, damaged or of another version.
    pub fn open(read: impl Fn(&str) -> io::Result<Vec<u8>>) -> Result<Self, Error> {
        let files = Files { read };
        let entry = files.bytes(ENTRY)?;
        let entry: EntryFile = serde_json::from_slice(&entry)
            .map_err(|_| Error::damaged("not an entry").in_file(ENTRY))?;
        if entry.format != FORMAT_VERSION {
            let found = entry.format;
            return Err(Fault::Version { found }.into());
        }
        let boot = FileId::from_name(&entry.boot)
            .filter(|file| file.kind == FileKind::Boot)
            .ok_or_else(|| Error::damaged("names no boot file").in_file(ENTRY))?;
        let boot = files.decode(boot, |content| {
            let site = Boot::site(content)?;
            let site = files.inflated(site)?;
            Boot::decode(content, &site)
        })?;
        let recipe = files.decode(boot.recipe, Recipe::decode)?;
        let sets = Sets {
            terms: files.set(&boot.terms)?,
            positions: files.set(&boot.positions)?,
            pages: files.set(&boot.pages)?,
        };
        let names = files.set(&boot.names)?;
        let directory = assemble(&recipe, &sets, &boot.recipe.name())?;
        let tantivy = TantivyIndex::open(directory).map_err(refused)?;
        let reader = tantivy.reader().map_err(refused)?;
        Ok(Self {
            searcher: reader.searcher(),
            tantivy,
            sounds: Sounds::new(COMMON, boot.vocabulary.folding, &boot.characters),
            boot,
            pages: sets.pages,
            names,
        })
    }

    /// How its terms are ordered.
    pub fn sounds(&self) -> &Sounds {
        &self.sounds
    }

    /// What every query needs.
    pub fn boot(&self) -> &Boot {
        &self.boot
    }

    /// The index as tantivy sees it.
    pub fn tantivy(&self) -> &TantivyIndex {
        &self.tantivy
    }

    /// How many pages there are.
    pub fn documents(&self) -> u32 {
        self.boot.documents
    }

    /// How many files the index is published in, the entry included.
    pub fn files(&self) -> u32 {
        const ENTRY_BOOT_SITE_AND_RECIPE: u32 = 4;
        let Boot {
            terms,
            positions,
            pages,
            names,
            ..
        } = &self.boot;
        terms.count + positions.count + pages.count + names.count + ENTRY_BOOT_SITE_AND_RECIPE
    }

    /// Proves what opening does not: that tantivy's checksums hold for every
    /// file put together, and that each page's address in the files of pages is
    /// the one in tantivy's store.
    ///
    /// # Errors
    /// When they do not.
    pub fn verify(&self) -> Result<(), Error> {
        let damaged = self.tantivy.validate_checksum().map_err(refused)?;
        if let Some(path) = damaged.into_iter().next() {
            let why = format!("the checksum of {} does not hold", path.display());
            return Err(Fault::Tantivy(why).into());
        }
        for doc in 0..self.documents() {
            let stored: TantivyDocument = self
                .searcher
                .doc(DocAddress::new(0, doc))
                .map_err(refused)?;
            let url = stored.get_first(TantivyField::from_field_id(stored::URL));
            if url.and_then(|url| url.as_str()) != Some(self.passage(doc, 0)?.url.as_str()) {
                return Err(Error::damaged("a page is not where it should be"));
            }
        }
        Ok(())
    }

    /// Answers a query.
    ///
    /// # Errors
    /// When tantivy cannot read the index.
    pub fn search(&self, query: &Query) -> Result<SearchResults, Error> {
        let query = Query {
            text: nfkc(&query.text).into_owned(),
            ..query.clone()
        };
        let plan = Plan::new(&query, &self.boot.vocabulary, &self.sounds);
        let chosen = choose(&plan, &query, self)?;
        let ranking = Ranking::new(&plan, &query, self, chosen)?;
        let passages = ranking.passages().into_iter();
        let pages = passages
            .map(|(doc, passage)| self.passage(doc, passage))
            .collect::<Result<_, _>>()?;
        Ok(ranking.results(&plan, pages, self))
    }

    /// The names that somebody may be typing who has typed `text`: at most `limit`.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn suggest(&self, text: &str, limit: usize) -> Result<Vec<Suggestion>, Error> {
        let typed = Typed::new(&nfkc(text), &self.sounds);
        let names = self.names(typed.key())?;
        Ok(typed.suggestions(&names, &self.sounds, limit))
    }

    fn passage(&self, doc: DocId, passage: u32) -> Result<StoredPage, Error> {
        let place = self.boot.page_file(doc, passage);
        let (file, place) = place.ok_or_else(|| Error::damaged("a page is in no file"))?;
        let content = self.pages.get(file as usize);
        decode_passage(content.map(Vec::as_slice).unwrap_or_default(), place)
    }

    /// The keys of a field that begin with `prefix`: the first `most` of those in the
    /// first `files` files.
    fn keys(
        &self,
        field: Field,
        prefix: &str,
        files: u32,
        most: usize,
    ) -> Result<Vec<String>, Error> {
        let mut keys = Vec::new();
        let Some(segment) = self.segment() else {
            return Ok(keys);
        };
        let after = self.boot.prefix_files(prefix, files).end;
        let after = self.boot.firsts.get(after as usize);
        let index = segment
            .inverted_index(TantivyField::from_field_id(field.number()))
            .map_err(refused)?;
        let mut stream = index
            .terms()
            .range()
            .ge(prefix)
            .into_stream()
            .map_err(|error| Error::from(Fault::Tantivy(error.to_string())))?;
        while keys.len() < most && stream.advance() {
            let key = String::from_utf8_lossy(stream.key());
            if !key.starts_with(prefix)
                || after.is_some_and(|after| stream.key() >= after.as_bytes())
            {
                break;
            }
            keys.push(key.into_owned());
        }
        Ok(keys)
    }

    fn segment(&self) -> Option<&SegmentReader> {
        self.searcher.segment_readers().first()
    }
}

impl Source for Index {
    fn score(&self, leaf: &Leaf, boost: f32) -> Result<Scored, Error> {
        let (Some(leaf), Some(segment)) = (query(leaf, &self.sounds), self.segment()) else {
            return Ok(Scored::new());
        };
        let scoring = EnableScoring::enabled_from_searcher(&self.searcher);
        let mut scorer = leaf
            .weight(scoring)
            .and_then(|weight| weight.scorer(segment, boost))
            .map_err(refused)?;
        let mut pages = Scored::new();
        while scorer.doc() != tantivy::TERMINATED {
            pages.push((scorer.doc(), scorer.score()));
            scorer.advance();
        }
        Ok(pages)
    }

    fn expand(&self, field: Field, prefix: &str, most: usize) -> Result<Vec<String>, Error> {
        self.keys(field, prefix, PREFIX_FILES, most)
    }

    fn sounding(&self, field: Field, classes: [Class; 2]) -> Result<Vec<String>, Error> {
        let prefix = Sounds::prefix(classes);
        let keys = self.keys(field, &prefix, SOUND_FILES, usize::MAX)?;
        Ok(self.sounds.pairs(&keys))
    }

    fn places(&self, term: &str) -> Result<TermPlaces, Error> {
        let mut found = TermPlaces::default();
        for (doc, mut windows) in self.positions(Field::Body, term)? {
            for window in &mut windows {
                *window /= WINDOW;
            }
            windows.dedup();
            found.documents.push(doc);
            found.places.push(&windows);
        }
        Ok(found)
    }

    fn positions(&self, field: Field, term: &str) -> Result<Whereabouts, Error> {
        let mut found = Whereabouts::new();
        let Some(segment) = self.segment() else {
            return Ok(found);
        };
        let field = TantivyField::from_field_id(field.number());
        let term = Term::from_field_text(field, &self.sounds.key(term));
        let postings = segment.inverted_index(field).and_then(|index| {
            let record = IndexRecordOption::WithFreqsAndPositions;
            Ok(index.read_postings(&term, record)?)
        });
        let Some(mut postings) = postings.map_err(refused)? else {
            return Ok(found);
        };
        while postings.doc() != tantivy::TERMINATED {
            let mut positions = Vec::new();
            postings.positions(&mut positions);
            found.push((postings.doc(), positions));
            postings.advance();
        }
        Ok(found)
    }

    fn names(&self, key: &str) -> Result<Vec<Names>, Error> {
        let files = self.boot.name_files(key);
        let contents = files.filter_map(|number| self.names.get(number as usize));
        contents.map(|content| Names::decode(content)).collect()
    }

    fn sounds(&self) -> &Sounds {
        &self.sounds
    }

    fn boot(&self) -> &Boot {
        &self.boot
    }
}

/// A leaf as tantivy's query, if tantivy has one like it.
pub fn query(leaf: &Leaf, sounds: &Sounds) -> Option<Box<dyn tantivy::query::Query>> {
    let term = |field: Field, text: &str| {
        Term::from_field_text(
            TantivyField::from_field_id(field.number()),
            &sounds.key(text),
        )
    };
    match leaf {
        Leaf::Term(field, text) => Some(Box::new(TermQuery::new(
            term(*field, text),
            IndexRecordOption::WithFreqs,
        ))),
        Leaf::Phrase(field, terms) => {
            let terms = terms
                .iter()
                .map(|(offset, text)| (*offset as usize, term(*field, text)));
            Some(Box::new(PhraseQuery::new_with_offset(terms.collect())))
        }
        _ => None,
    }
}

#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
fn refused(error: TantivyError) -> Error {
    Error::from(Fault::Tantivy(error.to_string()))
}

struct Files<R> {
    read: R,
}

impl<R: Fn(&str) -> io::Result<Vec<u8>>> Files<R> {
    fn bytes(&self, name: &str) -> Result<Vec<u8>, Error> {
        (self.read)(name).map_err(|_| {
            let file = name.to_owned();
            Fault::Missing { file }.into()
        })
    }

    fn inflated(&self, file: FileId) -> Result<Vec<u8>, Error> {
        let name = file.name();
        decompressed(file.kind, &self.bytes(&name)?).map_err(|error| error.in_file(&name))
    }

    fn decode<T>(
        &self,
        file: FileId,
        decode: impl FnOnce(&[u8]) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let bytes = self.inflated(file)?;
        decode(file.content(&bytes)?).map_err(|error| error.in_file(&file.name()))
    }

    /// The contents of a set's files.
    fn set(&self, set: &FileSet) -> Result<Vec<Vec<u8>>, Error> {
        let mut contents: Vec<Vec<u8>> = Vec::new();
        let mut files = Vec::new();
        set.files(0..set.count, &mut files);
        for file in files {
            let bytes = self.inflated(file)?;
            contents.push(file.content(&bytes)?.to_vec());
        }
        let mut rest = contents.as_slice();
        let ends = set.groups.iter().skip(1).map(|next| next.first);
        for (group, end) in set.groups.iter().zip(ends.chain([set.count])) {
            let count = end.saturating_sub(group.first) as usize;
            let (files, others) = rest.split_at(count.min(rest.len()));
            rest = others;
            if group_hash(files.iter().map(Vec::as_slice)) != group.hash {
                return Err(Error::damaged("a group of files does not match its name"));
            }
        }
        Ok(contents)
    }
}

/// The contents of all sets of files.
struct Sets {
    terms: Vec<Vec<u8>>,
    positions: Vec<Vec<u8>>,
    pages: Vec<Vec<u8>>,
}

impl Sets {
    fn slice(&self, kind: FileKind, number: u32, start: usize, length: usize) -> Option<&[u8]> {
        let set = match kind {
            FileKind::Terms => &self.terms,
            FileKind::Positions => &self.positions,
            FileKind::Pages => &self.pages,
            FileKind::Boot | FileKind::Site | FileKind::Recipe | FileKind::Names => return None,
        };
        set.get(number as usize)?.get(start..)?.get(..length)
    }
}

/// Puts tantivy's files together.
fn assemble(recipe: &Recipe, sets: &Sets, name_of_recipe: &str) -> Result<RamDirectory, Error> {
    let directory = RamDirectory::create();
    for (name, pieces) in &recipe.files {
        let mut file = Vec::new();
        for piece in pieces {
            let bytes = match *piece {
                Piece::Literal(ref bytes) => Some(bytes.as_slice()),
                Piece::Slice {
                    kind,
                    number,
                    start,
                    length,
                } => sets.slice(kind, number, start, length),
            };
            file.extend_from_slice(bytes.ok_or_else(|| {
                Error::damaged("a piece lies outside the published files").in_file(name_of_recipe)
            })?);
        }
        directory
            .atomic_write(Path::new(name), &file)
            .map_err(|error| Error::from(Fault::Tantivy(error.to_string())))?;
    }
    Ok(directory)
}
