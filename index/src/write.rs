//! Builds the published files.
//!
//! In: a site's pages. Out: files, the same bytes for the same pages whatever
//! the machine. tantivy indexes the pages into one segment in memory
//! (`segment`); the segment's files are cut at terms and pages (`terms`,
//! `pages`); each piece is compressed and named by its content.
//!
//! Pages keep their order: of pages that match alike the first given comes
//! first. Not for updating an index: a build writes all of it.

mod cut;
mod pages;
mod segment;
mod terms;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::FORMAT_VERSION;
use crate::published::{Boot, Column, Columns, Date, ENTRY, FileId, FileKind, Piece, Recipe};
use segment::Segment;

/// zlib's effort, of 10. More takes twice the time for one part in a hundred.
const EFFORT: u8 = 7;

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
    /// Facet key to display values: `town` to `方洞镇`.
    pub facets: BTreeMap<String, Vec<String>>,
    /// The text, divided at headings.
    pub sections: Vec<Section>,
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
    let segment = Segment::build(documents)?;
    let mut files = Files::default();
    let mut recipe = Recipe::default();
    let shards = terms::cut(&segment, &mut recipe)?;
    let blocks = pages::cut(&segment, &mut recipe)?;
    let terms = shards.iter().map(terms::Shard::reference).collect();
    let pages = blocks.iter().map(pages::Block::reference).collect();
    let contents: Vec<(FileKind, Vec<u8>)> = shards
        .into_iter()
        .map(|shard| (FileKind::Terms, shard.content))
        .chain(
            blocks
                .into_iter()
                .map(|block| (FileKind::Pages, block.content)),
        )
        .collect();
    files.add(contents)?;
    for (name, bytes) in segment.other_files()? {
        recipe.files.push((name, vec![Piece::Literal(bytes)]));
    }
    recipe.files.sort_by(|left, right| left.0.cmp(&right.0));
    let columns = files.add_one(FileKind::Columns, columns(documents).encode())?;
    let recipe = files.add_one(FileKind::Recipe, recipe.encode())?;
    let documents = segment.documents();
    let boot = Boot {
        documents,
        fields: segment.field_data()?,
        terms,
        pages,
        columns,
        recipe,
    };
    let boot = files.add_one(FileKind::Boot, boot.encode())?;
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

/// Compressed files by name.
#[derive(Default)]
struct Files {
    named: BTreeMap<FileId, Vec<u8>>,
}

impl Files {
    fn add(&mut self, contents: Vec<(FileKind, Vec<u8>)>) -> Result<(), WriteError> {
        let compressed: Vec<(FileId, Vec<u8>)> = contents
            .into_par_iter()
            .map(|(kind, content)| {
                let bytes = miniz_oxide::deflate::compress_to_vec_zlib(&content, EFFORT);
                (FileId::of(kind, &content), bytes)
            })
            .collect();
        for (id, bytes) in compressed {
            // Equal contents compress to equal bytes, so only different ones
            // can clash; one chance in billions, but a wrong answer if it came.
            if self
                .named
                .insert(id, bytes.clone())
                .is_some_and(|before| before != bytes)
            {
                return Err(WriteError::Collision(id.name()));
            }
        }
        Ok(())
    }

    fn add_one(&mut self, kind: FileKind, content: Vec<u8>) -> Result<FileId, WriteError> {
        let id = FileId::of(kind, &content);
        self.add(vec![(kind, content)])?;
        Ok(id)
    }
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
    Column {
        values: distinct.into_iter().cloned().collect(),
        pages: documents.iter().map(page).collect(),
    }
}
