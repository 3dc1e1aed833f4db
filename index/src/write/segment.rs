//! A tantivy segment: its schema and the frame of its files.
//!
//! What is in the files is made elsewhere; here it gets what tantivy puts around
//! it: division into fields, footer with checksum, metadata.

use std::io::{self, Write as _};

use tantivy::columnar::ColumnarWriter;
use tantivy::directory::{CompositeWrite, RamDirectory};
use tantivy::index::{SegmentComponent, SegmentId};
use tantivy::schema::{
    Field as TantivyField, IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::store::Compressor;
use tantivy::{Index, IndexSettings};

use super::WriteError;
use super::record::Recorder;
use crate::clause::Field;
use crate::published::Piece;

/// The name under which the segment is published; tantivy would draw a random one.
const SEGMENT: &str = "00000000-0000-0000-0000-000000000001";

/// Size at which a block of stored pages is closed; tantivy reads one whole.
pub(super) const STORE_BLOCK: usize = 16 << 10;

/// How many bytes go to a writer at a time that keeps nothing of them.
const AT_ONCE: usize = 1 << 20;

/// A segment whose files are being written.
pub(super) struct Segment {
    index: Index,
    inner: tantivy::Segment,
    documents: u32,
}

/// A tantivy file in pieces.
pub(super) type File = (String, Vec<Piece>);

/// A run of bytes of a tantivy file.
pub(super) struct Part<'a> {
    pub(super) bytes: &'a [u8],
    /// Where the bytes are published, if they are in a set of files.
    pub(super) published: Option<Piece>,
}

impl Segment {
    /// An empty segment for so many pages.
    pub(super) fn new(documents: u32) -> Result<Self, WriteError> {
        let settings = IndexSettings {
            docstore_compression: Compressor::None,
            docstore_compress_dedicated_thread: false,
            docstore_blocksize: STORE_BLOCK,
            ..IndexSettings::default()
        };
        let index = Index::create(RamDirectory::create(), schema(), settings)?;
        let id = SegmentId::from_uuid_string(SEGMENT)
            .map_err(|_| WriteError::Cut("the segment's name is no UUID"))?;
        let inner = index.segment(index.new_segment_meta(id, documents));
        Ok(Self {
            index,
            inner,
            documents,
        })
    }

    /// The name of a file.
    pub(super) fn name(&self, component: SegmentComponent) -> String {
        let path = self.inner.relative_path(component);
        path.to_string_lossy().into_owned()
    }

    /// A file of these parts, field by field.
    pub(super) fn fields<'a>(
        &self,
        component: SegmentComponent,
        fields: impl IntoIterator<Item = (Field, Vec<Part<'a>>)>,
    ) -> Result<File, WriteError> {
        let recorder = Recorder::default();
        let mut file = CompositeWrite::wrap(recorder.writer());
        let mut pieces = Vec::new();
        for (field, parts) in fields {
            let out = file.for_field(TantivyField::from_field_id(field.number()));
            for part in parts {
                let Some(piece) = part.published else {
                    out.write_all(part.bytes)?;
                    pieces.push(Piece::Literal(recorder.take()));
                    continue;
                };
                for bytes in part.bytes.chunks(AT_ONCE) {
                    out.write_all(bytes)?;
                    recorder.take();
                }
                pieces.push(piece);
            }
        }
        file.close()?;
        pieces.push(Piece::Literal(recorder.finish()?));
        Ok((self.name(component), pieces))
    }

    /// The file of columns, which the schema has none of.
    pub(super) fn fast_fields(&self) -> Result<File, WriteError> {
        let recorder = Recorder::default();
        ColumnarWriter::default().serialize(self.documents, None, &mut recorder.writer())?;
        let literal = Piece::Literal(recorder.finish()?);
        Ok((self.name(SegmentComponent::FastFields), vec![literal]))
    }

    /// What the index says of itself.
    pub(super) fn metadata(&self) -> Result<File, WriteError> {
        let mut meta = self.index.load_metas()?;
        meta.segments.push(self.inner.meta().clone());
        let bytes = serde_json::to_vec_pretty(&meta).map_err(io::Error::from)?;
        Ok(("meta.json".to_owned(), vec![Piece::Literal(bytes)]))
    }
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
    for name in ["url", "summary", "anchor", "heading", "card"] {
        schema.add_text_field(name, STORED);
    }
    schema.build()
}
