//! A tantivy segment in memory: its schema and its files.
//!
//! What is in the files is made elsewhere; here it gets the frame that tantivy
//! gives it: division into fields, footer with checksum, metadata.

use std::io::{self, Write as _};
use std::path::Path;

use tantivy::columnar::ColumnarWriter;
use tantivy::directory::{CompositeWrite, Directory, RamDirectory, TerminatingWrite};
use tantivy::index::{SegmentComponent, SegmentId};
use tantivy::schema::{
    Field as TantivyField, IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::store::{Compressor, StoreWriter};
use tantivy::{Index, IndexSettings, TantivyError};

use super::WriteError;
use crate::clause::Field;

/// The name under which the segment is published; tantivy would draw a random one.
const SEGMENT: &str = "00000000-0000-0000-0000-000000000001";

/// Size at which a block of stored pages is closed; tantivy reads one whole.
const STORE_BLOCK: usize = 16 << 10;

/// A segment whose files are being written.
pub(super) struct Segment {
    directory: RamDirectory,
    index: Index,
    segment: tantivy::Segment,
    documents: u32,
}

/// A finished file: its name and bytes, the footer included.
pub(super) type File = (String, Vec<u8>);

impl Segment {
    /// An empty segment for so many pages.
    pub(super) fn new(documents: u32) -> Result<Self, WriteError> {
        let directory = RamDirectory::create();
        let settings = IndexSettings {
            docstore_compression: Compressor::None,
            docstore_compress_dedicated_thread: false,
            docstore_blocksize: STORE_BLOCK,
            ..IndexSettings::default()
        };
        let index = Index::create(directory.clone(), schema(), settings)?;
        let id = SegmentId::from_uuid_string(SEGMENT)
            .map_err(|_| WriteError::Cut("the segment's name is no UUID"))?;
        let segment = index.segment(index.new_segment_meta(id, documents));
        Ok(Self {
            directory,
            index,
            segment,
            documents,
        })
    }

    /// A file of these contents, one for each field.
    pub(super) fn fields<'a>(
        &self,
        component: SegmentComponent,
        fields: impl Iterator<Item = (Field, &'a [&'a [u8]])>,
    ) -> Result<File, WriteError> {
        let mut file = CompositeWrite::wrap(self.open(component.clone())?);
        for (field, contents) in fields {
            let out = file.for_field(TantivyField::from_field_id(field.number()));
            for content in contents {
                out.write_all(content)?;
            }
        }
        file.close()?;
        self.finished(component)
    }

    /// The store of these documents, each encoded.
    pub(super) fn store<'a>(
        &self,
        documents: impl Iterator<Item = &'a [u8]>,
    ) -> Result<File, WriteError> {
        let out = self.open(SegmentComponent::Store)?;
        let mut store = StoreWriter::new(out, Compressor::None, STORE_BLOCK, false)?;
        for document in documents {
            store.store_bytes(document)?;
        }
        store.close()?;
        self.finished(SegmentComponent::Store)
    }

    /// The file of columns, which the schema has none of.
    pub(super) fn fast_fields(&self) -> Result<File, WriteError> {
        let mut out = self.open(SegmentComponent::FastFields)?;
        ColumnarWriter::default().serialize(self.documents, None, &mut out)?;
        out.terminate()?;
        self.finished(SegmentComponent::FastFields)
    }

    /// What the index says of itself.
    pub(super) fn metadata(&self) -> Result<File, WriteError> {
        let mut meta = self.index.load_metas()?;
        meta.segments.push(self.segment.meta().clone());
        let bytes = serde_json::to_vec_pretty(&meta).map_err(io::Error::from)?;
        Ok(("meta.json".to_owned(), bytes))
    }

    fn open(&self, component: SegmentComponent) -> Result<tantivy::directory::WritePtr, WriteError> {
        Ok(self
            .segment
            .open_write(component)
            .map_err(TantivyError::from)?)
    }

    /// Takes a file out of the directory.
    fn finished(&self, component: SegmentComponent) -> Result<File, WriteError> {
        let path = self.segment.relative_path(component);
        let slice = self
            .directory
            .open_read(&path)
            .map_err(TantivyError::from)?;
        let bytes = slice.read_bytes()?.to_vec();
        self.directory.delete(&path).map_err(io::Error::other)?;
        Ok((name(&path), bytes))
    }
}

fn name(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// What is recorded of the terms of a field.
pub(super) const fn record(field: Field) -> IndexRecordOption {
    if field.has_positions() {
        IndexRecordOption::WithFreqsAndPositions
    } else {
        IndexRecordOption::WithFreqs
    }
}

fn schema() -> Schema {
    let mut schema = Schema::builder();
    for field in Field::ALL {
        // The index is searched by terms; nobody asks tantivy to divide a text.
        let indexing = TextFieldIndexing::default()
            .set_tokenizer("raw")
            .set_fieldnorms(field.has_norms())
            .set_index_option(record(field));
        let mut options = TextOptions::default().set_indexing_options(indexing);
        if matches!(field, Field::Title | Field::Body) {
            options = options.set_stored();
        }
        schema.add_text_field(field.name(), options);
    }
    for name in ["url", "summary", "anchor", "heading"] {
        schema.add_text_field(name, STORED);
    }
    schema.build()
}
