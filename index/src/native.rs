//! Searches published files with stock tantivy.
//!
//! In: a way to read published files. Out: the same answers as the browser's.
//! The pieces are put together into tantivy's own files in memory; tantivy
//! opens them as it would any index, finds the terms and phrases and scores
//! them. `lyceum search` uses this; it also is what the tests hold the
//! browser's reader against.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::io;
use std::path::Path;

use tantivy::directory::RamDirectory;
use tantivy::query::{EnableScoring, PhraseQuery, Query as _, TermQuery};
use tantivy::schema::{IndexRecordOption, Value};
use tantivy::{
    Directory, DocAddress, Index as TantivyIndex, Searcher, TantivyDocument, TantivyError, Term,
};

use crate::analyze::nfkc;
use crate::evaluate::{Scored, Source};
use crate::plan::{Field, Leaf, Plan};
use crate::published::{Boot, Columns, ENTRY, FileId, Piece, Recipe};
use crate::rank::Ranking;
use crate::reader::StoredPage;
use crate::{DocId, Error, FORMAT_VERSION, Query, SearchResults};

/// Largest content of one published file: far above any that is written, and a
/// bound on what a damaged file can make the reader allocate.
const LARGEST: usize = 1 << 30;

/// A published index, opened.
pub struct Index {
    tantivy: TantivyIndex,
    searcher: Searcher,
    documents: u32,
    columns: Columns,
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
            return Err(Error::Version {
                found: entry.format,
            });
        }
        let boot = FileId::from_name(&entry.boot)
            .ok_or(Error::damaged("names no boot file").in_file(ENTRY))?;
        let boot = files.decode(boot, Boot::decode)?;
        let columns = files.decode(boot.columns, |content| {
            Columns::decode(content, boot.documents)
        })?;
        let recipe = files.decode(boot.recipe, Recipe::decode)?;
        let tantivy = TantivyIndex::open(assemble(&recipe, &boot, &files)?).map_err(refused)?;
        let reader = tantivy.reader().map_err(refused)?;
        Ok(Self {
            searcher: reader.searcher(),
            tantivy,
            documents: boot.documents,
            columns,
        })
    }

    /// The index as tantivy sees it.
    pub fn tantivy(&self) -> &TantivyIndex {
        &self.tantivy
    }

    /// How many pages there are.
    pub fn documents(&self) -> u32 {
        self.documents
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
        let plan = Plan::new(&query);
        let ranking = Ranking::new(&plan, &query, self, &self.columns)?;
        let pages = ranking
            .shown
            .iter()
            .map(|&(doc, _)| self.page(doc))
            .collect::<Result<_, _>>()?;
        Ok(ranking.results(pages, &self.columns, &plan.marks))
    }

    fn page(&self, doc: DocId) -> Result<StoredPage, Error> {
        let document: TantivyDocument = self
            .searcher
            .doc(DocAddress::new(0, doc))
            .map_err(refused)?;
        let mut page = StoredPage::default();
        for (field, value) in document.field_values() {
            page.take(field.field_id(), value.as_str().unwrap_or_default());
        }
        Ok(page)
    }
}

impl Source for Index {
    fn documents(&self) -> u32 {
        self.documents
    }

    fn score(&self, leaf: &Leaf, boost: f32) -> Result<Scored, Error> {
        let leaf = query(leaf);
        let Some(segment) = self.searcher.segment_readers().first() else {
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
}

/// A leaf as tantivy's query.
pub fn query(leaf: &Leaf) -> Box<dyn tantivy::query::Query> {
    let term = |field: Field, text: &str| {
        Term::from_field_text(tantivy::schema::Field::from_field_id(field.number()), text)
    };
    match leaf {
        Leaf::Term(field, text) => Box::new(TermQuery::new(
            term(*field, text),
            IndexRecordOption::WithFreqs,
        )),
        Leaf::Phrase(field, terms) => {
            let terms = terms
                .iter()
                .map(|(offset, text)| (*offset as usize, term(*field, text)));
            Box::new(PhraseQuery::new_with_offset(terms.collect()))
        }
    }
}

#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
fn refused(error: TantivyError) -> Error {
    Error::Tantivy(error.to_string())
}

struct Files<R> {
    read: R,
}

impl<R: Fn(&str) -> io::Result<Vec<u8>>> Files<R> {
    fn bytes(&self, name: &str) -> Result<Vec<u8>, Error> {
        (self.read)(name).map_err(|_| Error::Missing {
            file: name.to_owned(),
        })
    }

    fn content(&self, file: FileId) -> Result<Vec<u8>, Error> {
        let name = file.name();
        let content =
            miniz_oxide::inflate::decompress_to_vec_zlib_with_limit(&self.bytes(&name)?, LARGEST)
                .map_err(|_| Error::damaged("not a zlib stream").in_file(&name))?;
        file.verify(&content)?;
        Ok(content)
    }

    fn decode<T>(
        &self,
        file: FileId,
        decode: impl FnOnce(&[u8]) -> Result<T, Error>,
    ) -> Result<T, Error> {
        decode(&self.content(file)?).map_err(|error| error.in_file(&file.name()))
    }
}

/// Puts tantivy's files together.
fn assemble<R: Fn(&str) -> io::Result<Vec<u8>>>(
    recipe: &Recipe,
    boot: &Boot,
    files: &Files<R>,
) -> Result<RamDirectory, Error> {
    let outside =
        || Error::damaged("a piece lies outside the published files").in_file(&boot.recipe.name());
    // Every shard serves three of tantivy's files.
    let mut shards: BTreeMap<usize, Vec<u8>> = BTreeMap::new();
    let directory = RamDirectory::create();
    for (name, pieces) in &recipe.files {
        let mut file = Vec::new();
        for piece in pieces {
            match *piece {
                Piece::Literal(ref bytes) => file.extend_from_slice(bytes),
                Piece::Terms {
                    shard,
                    start,
                    length,
                } => {
                    let content = match shards.entry(shard) {
                        Entry::Occupied(known) => known.into_mut(),
                        Entry::Vacant(new) => {
                            let reference = boot.terms.get(shard).ok_or_else(outside)?;
                            new.insert(files.content(reference.file)?)
                        }
                    };
                    let content = content
                        .get(start..)
                        .and_then(|content| content.get(..length));
                    file.extend_from_slice(content.ok_or_else(outside)?);
                }
                Piece::Pages { shard } => {
                    let reference = boot.pages.get(shard).ok_or_else(outside)?;
                    file.extend(files.content(reference.file)?);
                }
            }
        }
        directory
            .atomic_write(Path::new(name), &file)
            .map_err(|error| Error::Tantivy(error.to_string()))?;
    }
    Ok(directory)
}
