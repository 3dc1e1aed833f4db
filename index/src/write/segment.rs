//! Indexes pages with tantivy, into one segment in memory.

use std::path::{Path, PathBuf};

use tantivy::directory::{Directory, RamDirectory};
use tantivy::schema::{
    Field as TantivyField, IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::store::Compressor;
use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer, TokenizerManager};
use tantivy::{
    Index, IndexSettings, SegmentReader, SingleSegmentIndexWriter, TantivyDocument, TantivyError,
};

use super::{Document, WriteError};
use crate::analyze::{displayable, nfkc, tokens};
use crate::plan::Field;
use crate::published::{FieldData, stored};

/// Size at which a block of stored pages is closed. A result costs one block,
/// so the smaller the better; below this the file would be mostly overhead.
const PAGE_BLOCK: usize = 4096;

/// The name under which the segment is published; tantivy draws a random one.
const PUBLISHED_ID: &str = "00000000000000000000000000000001";

/// tantivy's bound for its first allocation; it grows beyond.
const MEMORY: usize = 64 << 20;

/// An indexed site.
pub(super) struct Segment {
    directory: RamDirectory,
    reader: SegmentReader,
    id: String,
}

impl Segment {
    pub(super) fn build(documents: &[Document]) -> Result<Self, WriteError> {
        let directory = RamDirectory::create();
        let settings = IndexSettings {
            docstore_compression: Compressor::None,
            docstore_compress_dedicated_thread: false,
            docstore_blocksize: PAGE_BLOCK,
            ..IndexSettings::default()
        };
        let mut writer: SingleSegmentIndexWriter = Index::builder()
            .schema(schema())
            .settings(settings)
            .tokenizers(tokenizers())
            .single_segment_index_writer(directory.clone(), MEMORY)?;
        for document in documents {
            writer.add_document(convert(document))?;
        }
        let index = writer.finalize()?;
        let reader = index
            .reader()?
            .searcher()
            .segment_readers()
            .first()
            .cloned();
        let reader = reader.ok_or(WriteError::Cut("tantivy wrote no segment"))?;
        let id = reader.segment_id().uuid_string();
        Ok(Self {
            directory,
            reader,
            id,
        })
    }

    pub(super) fn reader(&self) -> &SegmentReader {
        &self.reader
    }

    pub(super) fn documents(&self) -> u32 {
        self.reader.max_doc()
    }

    /// The bytes of the segment's file with this extension, tantivy's footer
    /// included.
    pub(super) fn file(&self, extension: &str) -> Result<Vec<u8>, WriteError> {
        let path = PathBuf::from(format!("{}.{extension}", self.id));
        let slice = self
            .directory
            .open_read(&path)
            .map_err(TantivyError::from)?;
        Ok(slice.read_bytes()?.to_vec())
    }

    /// The name under which that file is published.
    pub(super) fn published_name(extension: &str) -> String {
        format!("{PUBLISHED_ID}.{extension}")
    }

    /// The files that are not cut.
    pub(super) fn other_files(&self) -> Result<Vec<(String, Vec<u8>)>, WriteError> {
        let meta = self
            .directory
            .atomic_read(Path::new("meta.json"))
            .map_err(TantivyError::from)?;
        let meta = String::from_utf8_lossy(&meta)
            .replace(&hyphenated(&self.id), &hyphenated(PUBLISHED_ID));
        let mut files = vec![("meta.json".to_owned(), meta.into_bytes())];
        for extension in ["fieldnorm", "fast"] {
            files.push((Self::published_name(extension), self.file(extension)?));
        }
        Ok(files)
    }

    /// Statistics of the fields, in the order of [`Field::ALL`].
    pub(super) fn field_data(&self) -> Result<Vec<FieldData>, WriteError> {
        let mut all = Vec::new();
        for field in Field::ALL {
            let tantivy = TantivyField::from_field_id(field.number());
            let norms = self.reader.fieldnorms_readers().get_field(tantivy)?;
            let norm = |doc| norms.as_ref().map_or(0, |norms| norms.fieldnorm_id(doc));
            all.push(FieldData {
                tokens: self.reader.inverted_index(tantivy)?.total_num_tokens(),
                norms: (0..self.documents()).map(norm).collect(),
            });
        }
        Ok(all)
    }
}

/// A segment's id as `meta.json` writes it.
fn hyphenated(id: &str) -> String {
    let mut out = String::new();
    for (index, c) in id.chars().enumerate() {
        if matches!(index, 8 | 12 | 16 | 20) {
            out.push('-');
        }
        out.push(c);
    }
    out
}

fn schema() -> Schema {
    let mut schema = Schema::builder();
    for field in Field::ALL {
        let record = if field.has_positions() {
            IndexRecordOption::WithFreqsAndPositions
        } else {
            IndexRecordOption::WithFreqs
        };
        let indexing = TextFieldIndexing::default()
            .set_tokenizer(&tokenizer_name(field))
            .set_index_option(record);
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

fn tokenizer_name(field: Field) -> String {
    format!("lyceum-{}", field.name())
}

fn tokenizers() -> TokenizerManager {
    // tantivy looks for its default tokenizer even where a field is only stored.
    let manager = TokenizerManager::default();
    for field in Field::ALL {
        manager.register(
            &tokenizer_name(field),
            TextAnalyzer::from(FieldTokenizer { field }),
        );
    }
    manager
}

/// The values of a page, in the order that [`crate::reader`] expects.
fn convert(document: &Document) -> TantivyDocument {
    let field = |field: Field| TantivyField::from_field_id(field.number());
    let stored = TantivyField::from_field_id;
    let names: Vec<_> = std::iter::once(&document.title)
        .chain(&document.aliases)
        .map(|name| displayable(name))
        .collect();
    let summary = displayable(&document.summary);
    let mut out = TantivyDocument::new();
    out.add_text(stored(stored::URL), &document.url);
    for name in &names {
        out.add_text(field(Field::Title), name);
        out.add_text(field(Field::Characters), name);
    }
    out.add_text(stored(stored::SUMMARY), &summary);
    for text in std::iter::once(summary.as_ref())
        .chain(document.facets.values().flatten().map(String::as_str))
    {
        out.add_text(field(Field::Head), text);
        out.add_text(field(Field::Characters), text);
    }
    for section in &document.sections {
        let (heading, text) = (displayable(&section.heading), displayable(&section.text));
        out.add_text(
            stored(stored::ANCHOR),
            section.anchor.as_deref().unwrap_or_default(),
        );
        out.add_text(stored(stored::HEADING), &heading);
        out.add_text(field(Field::Head), &heading);
        out.add_text(field(Field::Body), &text);
        out.add_text(field(Field::Characters), &heading);
        out.add_text(field(Field::Characters), &text);
    }
    out
}

/// [`tokens`] as tantivy's tokenizer.
#[derive(Clone)]
struct FieldTokenizer {
    field: Field,
}

impl Tokenizer for FieldTokenizer {
    type TokenStream<'a> = FieldTokens;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> FieldTokens {
        let mut stream = FieldTokens {
            terms: String::new(),
            ends: Vec::new(),
            next: 0,
            start: 0,
            token: Token::default(),
        };
        tokens(&nfkc(text), |token| {
            if self.field.takes(token.kind) {
                stream.terms.push_str(token.term);
                stream
                    .ends
                    .push((stream.terms.len(), token.position as usize));
            }
        });
        stream
    }
}

/// The terms of one text, one after the other in one string.
struct FieldTokens {
    terms: String,
    /// Where each term ends in `terms`, and its position.
    ends: Vec<(usize, usize)>,
    next: usize,
    start: usize,
    token: Token,
}

impl TokenStream for FieldTokens {
    fn advance(&mut self) -> bool {
        let Some(&(end, position)) = self.ends.get(self.next) else {
            return false;
        };
        self.token.text.clear();
        self.token
            .text
            .push_str(self.terms.get(self.start..end).unwrap_or_default());
        self.token.position = position;
        self.start = end;
        self.next += 1;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}
