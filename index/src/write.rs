//! Builds the published files.
//!
//! ```text
//! pages ── invert ──▶ chunks ── merge ──▶ lists of terms ── terms ──▶ files
//!            └──────▶ passages ─────────────────────────── store ──▶ files
//! ```
//!
//! In: a site's pages. Out: files, the same bytes for the same pages whatever
//! the machine and the number of threads. Terms are gathered and sorted here, in
//! parallel; tantivy's own serializers write the lists, so that what is published
//! is what tantivy would have written, cut at terms and passages. Each file is
//! compressed and named by its content.
//!
//! Pages keep their order: of pages that match alike the first given comes
//! first. Not for updating an index: a build writes all of it.

mod invert;
mod merge;
mod passages;
mod segment;
mod store;
mod terms;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::index::SegmentComponent;

use crate::clause::Field;
use crate::published::{
    Boot, Column, Columns, Date, ENTRY, FieldData, FileId, FileKind, FileSet, Piece, Recipe,
};
use crate::{DocId, FORMAT_VERSION};
use invert::Chunk;
use passages::StoredPage;
use segment::Segment;

/// zlib's effort, of 10. More takes twice the time for one part in a hundred.
const EFFORT: u8 = 7;

/// Bytes of text in a chunk: enough that a term's lists are joined from few
/// chunks, few enough that several fit the processors of a small machine.
const CHUNK: usize = 4 << 20;

/// A file of pages grows to this part of the square root of all text, as files
/// of terms do.
const PAGES_GROWTH: f64 = 0.6;

/// The smallest such size.
const PAGES_LEAST: usize = 2 << 10;

/// One page as the index sees it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Document {
    /// Address within the site, from `/`, without the site's base path.
    pub url: String,
    /// Title as displayed.
    pub title: String,
    /// A sentence or two, as displayed; may be empty.
    pub summary: String,
    /// Other names under which readers look for the page; searched as titles.
    pub aliases: Vec<String>,
    /// Key of the content type, such as `heritage_lesson`.
    pub kind: String,
    /// `YYYY-MM-DD`. Anything else counts as no date.
    pub date: Option<String>,
    /// Whether it is no longer in force: found, but after its like.
    pub lapsed: bool,
    /// Facet key to display values: `town` to `方洞镇`.
    pub facets: BTreeMap<String, Vec<String>>,
    /// The text, divided at headings.
    pub sections: Vec<Section>,
}

impl Document {
    /// About how many bytes of text it has.
    fn size(&self) -> usize {
        let sections = self.sections.iter();
        let sections = sections.map(|section| section.heading.len() + section.text.len());
        self.title.len() + self.summary.len() + sections.sum::<usize>()
    }
}

/// Part of a page under one heading.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Section {
    /// The heading's id, if it has one.
    pub anchor: Option<String>,
    /// The heading; empty for what stands before the first.
    pub heading: String,
    /// Plain text.
    pub text: String,
}

/// A file to publish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedFile {
    /// Path relative to the search folder, with `/`.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// The index could not be built.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// tantivy refused.
    #[error("the search index could not be built: {0}")]
    Tantivy(#[from] tantivy::TantivyError),
    /// tantivy wrote a file that is not as expected.
    #[error("the search index could not be cut into files: {0}")]
    Cut(&'static str),
    /// Writing to memory failed.
    #[error("the search index could not be written: {0}")]
    Io(#[from] std::io::Error),
    /// Two different files would have the same name.
    #[error("two search files would be named `{0}`")]
    Collision(String),
}

/// The files of a site with these pages, sorted by name. Names are relative to
/// the search folder; the runtime's files ([`crate::runtime`]) go beside them.
///
/// # Errors
/// When tantivy fails, which for pages that fit in memory it does not.
pub fn write(documents: &[Document]) -> Result<Vec<PublishedFile>, WriteError> {
    let chunks = invert(documents);
    let fields = field_data(&chunks);
    let counts: Vec<u32> = chunks
        .iter()
        .flat_map(|chunk| &chunk.pages)
        .map(|page| u32::try_from(page.passages.len()).unwrap_or(u32::MAX))
        .collect();
    let count = u32::try_from(counts.len()).unwrap_or(u32::MAX);
    let merged = Field::ALL
        .into_iter()
        .zip(&fields)
        .map(|(field, data)| merge::merge(&chunks, field, data, count))
        .collect::<Result<_, _>>()?;
    let pages: Vec<StoredPage> = chunks.into_iter().flat_map(|chunk| chunk.pages).collect();

    let segment = Segment::new(count)?;
    let mut recipe = Recipe::default();
    let store = store::store(&segment, &pages, pages_size(documents))?;
    drop(pages);
    recipe.files.push(store.file);
    let terms = terms::cut(&segment, merged, &fields)?;
    recipe.files.extend(terms.files);
    let norms = Field::ALL.into_iter().zip(&fields);
    let norms: Vec<(Field, [&[u8]; 1])> = norms
        .filter(|(field, _)| field.has_norms())
        .map(|(field, data)| (field, [data.norms.as_slice()]))
        .collect();
    let norms = norms.iter().map(|(field, norms)| (*field, norms.as_slice()));
    for (name, bytes) in [
        segment.fields(SegmentComponent::FieldNorms, norms)?,
        segment.fast_fields()?,
        segment.metadata()?,
    ] {
        recipe.files.push((name, vec![Piece::Literal(bytes)]));
    }
    recipe.files.sort_by(|left, right| left.0.cmp(&right.0));

    let mut files = Files::default();
    let boot = Boot {
        documents: count,
        fields,
        columns: columns(documents),
        passages: totals(&counts),
        firsts: terms.firsts,
        terms: files.add_set(FileKind::Terms, terms.terms)?,
        positions: files.add_set(FileKind::Positions, terms.positions)?,
        page_firsts: store.firsts,
        pages: files.add_set(FileKind::Pages, store.contents)?,
        recipe: files.add_one(FileKind::Recipe, &recipe.encode())?,
    };
    let boot = files.add_one(FileKind::Boot, &boot.encode())?;
    let entry = format!(
        "{{\"format\":{FORMAT_VERSION},\"boot\":\"{}\"}}\n",
        boot.name()
    );
    let mut published: Vec<PublishedFile> = files
        .named
        .into_iter()
        .map(|(id, bytes)| PublishedFile {
            name: id.name(),
            bytes,
        })
        .collect();
    published.push(PublishedFile {
        name: ENTRY.to_owned(),
        bytes: entry.into_bytes(),
    });
    published.sort_by(|left, right| left.name.cmp(&right.name));
    Ok(published)
}

/// Inverts pages, chunk by chunk. Chunks are divided by text alone, so that
/// their number does not depend on the machine.
fn invert(documents: &[Document]) -> Vec<Chunk> {
    let mut chunks: Vec<(usize, usize)> = Vec::new();
    let mut size = CHUNK;
    for (number, document) in documents.iter().enumerate() {
        if size >= CHUNK {
            chunks.push((number, number));
            size = 0;
        }
        size += document.size();
        if let Some(chunk) = chunks.last_mut() {
            chunk.1 = number + 1;
        }
    }
    chunks
        .into_par_iter()
        .map(|(start, end)| {
            let first = DocId::try_from(start).unwrap_or(DocId::MAX);
            Chunk::new(documents.get(start..end).unwrap_or_default(), first)
        })
        .collect()
}

/// Statistics of the fields, in the order of [`Field::ALL`].
fn field_data(chunks: &[Chunk]) -> Vec<FieldData> {
    let lengths = || chunks.iter().flat_map(|chunk| &chunk.lengths);
    let data = |field: Field| {
        let number = field.number() as usize;
        let length = |page: &[u32; Field::ALL.len()]| page.get(number).copied().unwrap_or_default();
        let norms = lengths().map(|page| FieldNormReader::fieldnorm_to_id(length(page)));
        FieldData {
            tokens: lengths().map(|page| u64::from(length(page))).sum(),
            norms: if field.has_norms() {
                norms.collect()
            } else {
                Vec::new()
            },
        }
    };
    Field::ALL.map(data).into()
}

/// The size at which a file of pages is closed.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "a rough size"
)]
fn pages_size(documents: &[Document]) -> usize {
    let total: usize = documents.iter().map(Document::size).sum();
    ((total as f64).sqrt() * PAGES_GROWTH).max(PAGES_LEAST as f64) as usize
}

/// Zero, then the sums of the first numbers, to the sum of all.
fn totals(counts: &[u32]) -> Vec<u32> {
    let sums = counts.iter().scan(0, |total, count| {
        *total += count;
        Some(*total)
    });
    std::iter::once(0).chain(sums).collect()
}

/// Compressed files by name.
#[derive(Default)]
struct Files {
    named: BTreeMap<FileId, Vec<u8>>,
}

impl Files {
    /// Adds the files of a set.
    fn add_set(&mut self, kind: FileKind, contents: Vec<Vec<u8>>) -> Result<FileSet, WriteError> {
        let (set, contents) = FileSet::of(kind, contents);
        let compressed: Vec<Vec<u8>> = contents.par_iter().map(|content| compress(content)).collect();
        for (id, bytes) in set.files().zip(compressed) {
            self.insert(id, bytes)?;
        }
        Ok(set)
    }

    fn add_one(&mut self, kind: FileKind, content: &[u8]) -> Result<FileId, WriteError> {
        let id = FileId::of(kind, content);
        self.insert(id, compress(content))?;
        Ok(id)
    }

    fn insert(&mut self, id: FileId, bytes: Vec<u8>) -> Result<(), WriteError> {
        // One chance in billions, but a wrong answer if it came.
        match self.named.insert(id, bytes) {
            Some(_) => Err(WriteError::Collision(id.name())),
            None => Ok(()),
        }
    }
}

fn compress(content: &[u8]) -> Vec<u8> {
    miniz_oxide::deflate::compress_to_vec_zlib(content, EFFORT)
}

fn columns(documents: &[Document]) -> Columns {
    let keys: BTreeSet<&String> = documents
        .iter()
        .flat_map(|document| document.facets.keys())
        .collect();
    let facet = |key: &String| {
        column(documents, |document| {
            document
                .facets
                .get(key)
                .map(Vec::as_slice)
                .unwrap_or_default()
        })
    };
    Columns {
        kind: column(documents, |document| std::slice::from_ref(&document.kind)),
        dates: documents
            .iter()
            .map(|document| document.date.as_deref().and_then(Date::parse))
            .collect(),
        lapsed: (0..)
            .zip(documents)
            .filter(|(_, document)| document.lapsed)
            .map(|(number, _)| number)
            .collect(),
        facets: keys
            .into_iter()
            .map(|key| (key.clone(), facet(key)))
            .collect(),
    }
}

fn column<'a>(documents: &'a [Document], values: impl Fn(&'a Document) -> &'a [String]) -> Column {
    let distinct: BTreeSet<&String> = documents.iter().flat_map(&values).collect();
    let numbers: BTreeMap<&String, u32> = distinct.iter().copied().zip(0..).collect();
    let page = |document| {
        values(document)
            .iter()
            .filter_map(|value| numbers.get(value).copied())
            .collect()
    };
    Column::new(
        distinct.iter().map(|value| (*value).clone()).collect(),
        documents.iter().map(page),
    )
}
