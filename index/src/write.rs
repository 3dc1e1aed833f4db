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
//! first. Whoever writes an index again writes all of it, but chunks of pages that
//! are as they were can be taken from a [`Shelf`].

mod divide;
mod files;
mod invert;
mod kept;
mod merge;
mod names;
mod passages;
mod readings;
mod record;
mod segment;
mod store;
mod terms;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::index::SegmentComponent;
use twox_hash::XxHash64;

use crate::FORMAT_VERSION;
use crate::clause::Field;
use crate::published::{
    Boot, Bounds, Column, Columns, Date, ENTRY, FieldData, FileKind, PASSAGE, Recipe, page_mark,
};
pub use crate::published::{Phrase, Vocabulary};
use crate::sound::{COMMON, Sounds};
use files::Files;
use invert::Chunk;
pub use kept::{Shelf, digest};
use passages::StoredPage;
use segment::{Part, Segment};
use store::Store;

/// Bytes of text in a chunk: enough that a term's lists are joined from few
/// chunks, few enough that several fit a small machine.
const CHUNK: Range<usize> = 1 << 20..4 << 20;

/// How many chunks are made before their pages are stored and freed.
const WAVE: usize = 8;

/// A file of pages grows to this many times the cube root of all text. It costs the
/// boot file next to nothing, but a large site should not become a million files.
const PAGES_GROWTH: f64 = 7.0;

/// Norm codes are multiples of this: lengths to a quarter, short ones to four tokens, which
/// rank as well as to an eighth and are two thirds of the bytes.
const COARSE: u8 = 4;

/// The smallest such size.
const PAGES_LEAST: f64 = 2048.0;

/// One page as the index sees it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Document {
    /// Address within the site, from `/`, without the site's base path.
    pub url: String,
    /// Title as displayed.
    pub title: String,
    /// A sentence or two, as displayed; may be empty.
    pub summary: String,
    /// Other names under which readers look for the page; searched as titles.
    pub aliases: Vec<String>,
    /// How the title is read, a syllable with its tone's number for each of its
    /// Chinese characters: `chong2 qing4`; by the usual readings if none.
    pub pinyin: Option<String>,
    /// What the reader sees when the page is what was asked for: a JSON object.
    pub card: Option<String>,
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
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Section {
    /// The heading's id, if it has one.
    pub anchor: Option<String>,
    /// The heading; empty for what stands before the first.
    pub heading: String,
    /// Plain text.
    pub text: Arc<str>,
}

/// A whole index, ready to be published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// Its files, sorted by name.
    pub files: Vec<PublishedFile>,
    /// The names of the boot file and the site file, with which a reader begins.
    pub first: [String; 2],
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

/// The files of a site with these pages and words. `terms` are words that are suggested
/// to search for, beside the names of pages. Names are relative to the search folder;
/// the runtime's files ([`crate::runtime`]) go beside them.
///
/// # Errors
/// When tantivy fails, which for pages that fit in memory it does not.
pub fn write(
    documents: Vec<Document>,
    terms: &[String],
    vocabulary: Vocabulary,
) -> Result<Published, WriteError> {
    write_again(documents, terms, vocabulary, &kept::Bare)
}

/// The same as [`write()`], byte for byte, with what is on a shelf from the last time.
///
/// # Errors
/// As [`write()`].
pub fn write_again(
    documents: Vec<Document>,
    terms: &[String],
    vocabulary: Vocabulary,
    shelf: &dyn Shelf,
) -> Result<Published, WriteError> {
    let characters = readings::uncommon(&documents);
    let sounds = Sounds::new(COMMON, vocabulary.folding, &characters);
    let columns = columns(&documents);
    let names = names::write(&documents, terms, &sounds)?;
    let count = u32::try_from(documents.len()).unwrap_or(u32::MAX);
    let together = together(&documents);
    let mut store = Store::new(together)?;
    let mut bounds = Bounds::of_passages(together, count);
    let mut page_groups = Vec::new();
    let mut dates = columns.dates.iter().copied();
    let mut chunks: Vec<Chunk> = Vec::new();
    let mut passages = vec![0];
    let heard = (vocabulary.folding.0, &characters);
    for wave in waves(documents) {
        let inverted: Vec<(Chunk, Vec<StoredPage>)> = wave
            .into_par_iter()
            .map(|documents| kept::chunk(&documents, &sounds, &heard, shelf))
            .collect();
        for (chunk, pages) in inverted {
            for (page, lengths) in pages.iter().zip(&chunk.lengths) {
                let [title, body] = [Field::Title, Field::Body].map(|field| norm(field, lengths));
                let mark = page_mark(title, body, dates.next().flatten());
                let count = u32::try_from(page.passages.len()).unwrap_or(u32::MAX);
                if bounds.begins(count, &mark) {
                    page_groups.push(store.passages());
                    store.begin()?;
                }
                store.page(page)?;
                passages.push(store.passages());
            }
            chunks.push(chunk);
        }
    }
    let segment = Segment::new(count)?;
    let store = store.finish(&segment)?;
    let fields = field_data(&chunks);
    let merged = merge::merge(chunks, &fields, count)?;
    let terms = terms::cut(&segment, merged, &fields)?;

    let norms = Field::ALL.into_iter().zip(&fields);
    let norms = norms.filter(|(field, _)| field.has_norms());
    let norms = norms.map(|(field, data)| {
        let part = Part {
            bytes: &data.norms,
            published: None,
        };
        (field, vec![part])
    });
    let mut recipe = Recipe { files: terms.files };
    recipe.files.extend([
        store.file,
        segment.fields(SegmentComponent::FieldNorms, norms)?,
        segment.fast_fields()?,
        segment.metadata()?,
    ]);
    recipe.files.sort_by(|left, right| left.0.cmp(&right.0));

    let mut files = Files::default();
    let boot = Boot {
        documents: count,
        fields,
        columns,
        vocabulary,
        characters,
        passages,
        firsts: terms.firsts,
        runs: terms.runs,
        terms: files.add_set(terms.contents)?,
        positions: files.add_set(terms.positions)?,
        together,
        pages: files.add_set(store.files)?,
        page_groups,
        names: files.add_set(names.files)?,
        name_firsts: names.firsts,
        recipe: files.add_one(FileKind::Recipe, recipe.encode())?,
    };
    let site = files.add_one(FileKind::Site, boot.encode_site())?;
    let boot = files.add_one(FileKind::Boot, boot.encode(site))?;
    let first = [boot.name(), site.name()];
    let [boot, site] = &first;
    let entry =
        format!("{{\"format\":{FORMAT_VERSION},\"boot\":\"{boot}\",\"site\":\"{site}\"}}\n");
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
    Ok(Published {
        files: published,
        first,
    })
}

/// Pages in chunks, of which [`WAVE`] at a time are taken apart. Text alone divides
/// them, so that what comes out does not depend on the machine; and the page at which a
/// chunk may end does, so that those behind a change stay as they are.
fn waves(documents: Vec<Document>) -> Vec<Vec<Vec<Document>>> {
    let mut waves: Vec<Vec<Vec<Document>>> = Vec::new();
    let mut chunk: Vec<Document> = Vec::new();
    let mut size = 0;
    let mut close = |chunk: Vec<Document>| match waves.last_mut() {
        Some(wave) if wave.len() < WAVE => wave.push(chunk),
        _ => waves.push(vec![chunk]),
    };
    for document in documents {
        let own = document.size();
        size += own;
        let ends = size >= CHUNK.end || size >= CHUNK.start && ends_chunk(&document, own);
        chunk.push(document);
        if ends {
            close(std::mem::take(&mut chunk));
            size = 0;
        }
    }
    if !chunk.is_empty() {
        close(chunk);
    }
    waves
}

/// Whether a chunk that is long enough ends with a page of this size: one in so many bytes.
fn ends_chunk(document: &Document, size: usize) -> bool {
    let number = XxHash64::oneshot(0, document.url.as_bytes());
    number % CHUNK.start as u64 <= size as u64
}

/// Statistics of the fields, in the order of [`Field::ALL`].
fn field_data(chunks: &[Chunk]) -> Vec<FieldData> {
    let lengths = || chunks.iter().flat_map(|chunk| &chunk.lengths);
    let data = |field: Field| {
        let lengths_of_field = lengths().map(|page| u64::from(length(field, page)));
        FieldData {
            tokens: lengths_of_field.sum(),
            norms: if field.has_norms() {
                lengths().map(|page| norm(field, page)).collect()
            } else {
                Vec::new()
            },
        }
    };
    Field::ALL.map(data).into()
}

/// How many tokens of a field a page has that has so many of each.
fn length(field: Field, lengths: &[u32; Field::ALL.len()]) -> u32 {
    let length = lengths.get(field.number() as usize);
    length.copied().unwrap_or_default()
}

/// The code of that number.
fn norm(field: Field, lengths: &[u32; Field::ALL.len()]) -> u8 {
    let code = FieldNormReader::fieldnorm_to_id(length(field, lengths));
    code / COARSE * COARSE
}

/// How many passages make a file of pages: a power of two, so that a site grows by half
/// or more before it changes.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "a rough number"
)]
fn together(documents: &[Document]) -> u32 {
    let total = documents.iter().map(Document::size).sum::<usize>() as f64;
    let size = (total.cbrt() * PAGES_GROWTH).max(PAGES_LEAST);
    // Every page ends with a passage that is not full; three bytes a position.
    let passages = documents.len() as f64 + total / f64::from(3 * PASSAGE);
    let wanted = (size * passages / total.max(1.0)).max(1.0);
    1 << wanted.log2().round() as u32
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
