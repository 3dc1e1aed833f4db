//! Stored pages: tantivy's document store, and the files that hold its pieces.
//!
//! In: pages as passages. Out: files of a few kilobytes with whole passages, and
//! how the store is put together from them. Every passage has its page's address
//! and title beside it, so that one file shows a result.

use std::io;

use tantivy::index::SegmentComponent;
use tantivy::store::{Compressor, StoreWriter};

use super::WriteError;
use super::files::SetWriter;
use super::passages::{StoredPage, Values};
use super::record::Recorder;
use super::segment::{File, STORE_BLOCK, Segment};
use crate::bytes::output::length;
use crate::published::{FileKind, Piece};

/// The store, as far as it is written.
pub(super) struct Store {
    /// How many passages a file has.
    together: u32,
    files: SetWriter,
    open: Vec<u8>,
    /// How many passages are in the open file.
    in_open: u32,
    passages: u32,
    writer: StoreWriter,
    recorder: Recorder,
    layout: Layout,
}

/// tantivy's file in pieces.
#[derive(Default)]
struct Layout {
    /// The pages that tantivy has not written yet: it does so block by block.
    waiting: Vec<Document>,
    pieces: Vec<Piece>,
}

/// A page as tantivy stores it.
struct Document {
    bytes: Vec<u8>,
    /// The number of its values, then these.
    pieces: Vec<Piece>,
}

/// The store, written.
pub(super) struct Stored {
    pub(super) files: SetWriter,
    pub(super) file: File,
}

impl Store {
    /// An empty store with so many passages in a file.
    pub(super) fn new(together: u32) -> io::Result<Self> {
        let recorder = Recorder::default();
        Ok(Self {
            together,
            files: SetWriter::new(FileKind::Pages),
            open: Vec::new(),
            in_open: 0,
            passages: 0,
            writer: StoreWriter::new(recorder.writer(), Compressor::None, STORE_BLOCK, false)?,
            recorder,
            layout: Layout::default(),
        })
    }

    /// How many passages there are so far.
    pub(super) const fn passages(&self) -> u32 {
        self.passages
    }

    /// Begins a group of files.
    pub(super) fn begin(&mut self) -> Result<(), WriteError> {
        self.close();
        self.files.begin()
    }

    /// Adds a page.
    pub(super) fn page(&mut self, page: &StoredPage) -> Result<(), WriteError> {
        let values = || [&page.card, &page.more].into_iter().chain(&page.passages);
        let mut document = Vec::new();
        length(&mut document, values().map(|values| values.count).sum());
        let mut pieces = vec![Piece::Literal(document.clone())];
        for values in values() {
            document.extend_from_slice(&values.bytes);
        }
        for (number, passage) in page.passages.iter().enumerate() {
            let more = (number == 0).then_some(&page.more);
            self.passage(page, more, passage, &mut pieces);
        }
        self.writer.store_bytes(&document)?;
        self.layout.waiting.push(Document {
            bytes: document,
            pieces,
        });
        let written = self.recorder.take();
        if !written.is_empty() {
            self.layout.note(written)?;
        }
        Ok(())
    }

    /// Adds a passage: a vint length and what stands for its page, a vint length
    /// and its own values. Notes the pieces of its page's document.
    fn passage(
        &mut self,
        page: &StoredPage,
        more: Option<&Values>,
        passage: &Values,
        pieces: &mut Vec<Piece>,
    ) {
        if self.in_open == self.together {
            self.close();
        }
        self.in_open += 1;
        self.passages += 1;
        let number = self.files.next();
        let content = &mut self.open;
        let more_bytes = more.map_or(&[][..], |more| &more.bytes);
        let card = page.card.bytes.len() + more_bytes.len();
        length(content, card);
        let start = content.len();
        content.extend_from_slice(&page.card.bytes);
        content.extend_from_slice(more_bytes);
        let piece = |start, length| Piece::Slice {
            kind: FileKind::Pages,
            number,
            start,
            length,
        };
        if more.is_some() {
            pieces.push(piece(start, card));
        }
        length(content, passage.bytes.len());
        pieces.push(piece(content.len(), passage.bytes.len()));
        content.extend_from_slice(&passage.bytes);
    }

    fn close(&mut self) {
        if self.in_open > 0 {
            self.files.push(std::mem::take(&mut self.open));
            self.in_open = 0;
        }
    }

    /// Ends the store.
    pub(super) fn finish(mut self, segment: &Segment) -> Result<Stored, WriteError> {
        self.close();
        self.writer.close()?;
        self.layout.note(self.recorder.finish()?)?;
        Ok(Stored {
            files: self.files,
            file: (segment.name(SegmentComponent::Store), self.layout.pieces),
        })
    }
}

impl Layout {
    /// Notes the pieces of what tantivy wrote: the pages that waited, then what it
    /// puts behind them.
    fn note(&mut self, mut written: Vec<u8>) -> Result<(), WriteError> {
        let mut pages = 0;
        for document in self.waiting.drain(..) {
            let rest = written.get(pages..).unwrap_or_default();
            if !rest.starts_with(&document.bytes) {
                return Err(WriteError::Cut("the document store is not as expected"));
            }
            pages += document.bytes.len();
            self.pieces.extend(document.pieces);
        }
        self.pieces.push(Piece::Literal(written.split_off(pages)));
        Ok(())
    }
}
