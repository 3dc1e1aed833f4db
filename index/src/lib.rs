//! The search format of Lyceum, for both sides: the builder writes it, the
//! reader's browser and the command line search it.
//!
//! ```text
//! Document ── write ──▶ published files ──▶ native: stock tantivy ──┐
//!  (builder)            (static host)   └─▶ engine: own reader ─────┴─▶ SearchResults
//! ```
//!
//! The published files *are* a tantivy index of one segment, cut into pieces
//! that a browser can fetch apart ([`published`]). [`native`] puts the pieces
//! together again and lets tantivy search them; [`engine`] decodes tantivy's
//! formats itself, needs no tantivy, and asks only for the pieces a query
//! needs. Everything that decides an answer is shared: how text becomes terms
//! ([`analyze`]), what a query means ([`plan`]), how clauses combine
//! ([`evaluate`]), what a result looks like ([`results`]). The two sides differ
//! only in who computes the score of a single term or phrase, and there the
//! engine follows tantivy's arithmetic operation by operation.
//!
//! The crate touches neither files nor network nor clock: bytes come in and go
//! out. It knows nothing of Markdown, templates or the builder's stages.

pub mod analyze;
pub mod charset;
pub mod clause;
#[cfg(any(feature = "native", feature = "pack"))]
pub mod compression;
pub mod engine;
pub mod error;
pub mod evaluate;
pub mod plan;
pub mod published;
pub mod query;
pub mod results;
pub mod sound;
pub mod suggest;
pub mod understand;

mod bytes;
mod excerpt;
mod json;
mod rank;
mod reader;

#[cfg(feature = "native")]
pub mod native;
#[cfg(feature = "pack")]
pub mod pack;
#[cfg(feature = "runtime")]
pub mod runtime;
#[cfg(feature = "wasm")]
mod wasm;
#[cfg(feature = "write")]
pub mod write;

pub use error::{Error, Fault};
pub use query::{Query, Sort};
pub use results::{ByKey, FacetCount, Hit, SearchResults, SectionHit};
pub use suggest::Suggestion;
pub use understand::{Intent, Lifted};
#[cfg(feature = "write")]
pub use write::{
    Document, Phrase, Published, PublishedFile, Section, Shelf, Vocabulary, WriteError, digest,
    write, write_again,
};

/// Version of the published files. A reader refuses any other.
///
/// It changes with every change of the files' meaning: layout, fields, or the
/// way text becomes terms. It is named in the entry file, in the boot file and
/// in `lyceum-search.js`.
pub const FORMAT_VERSION: u32 = 8;

/// Puts `value` in its place among the sorted `values`; whether it was not there.
/// Queries are short enough for that, and a tree costs the browser more.
fn insert<T: Ord>(values: &mut Vec<T>, value: T) -> bool {
    let place = values.binary_search(&value);
    if let Err(place) = place {
        values.insert(place, value);
    }
    place.is_err()
}

/// Appends a number with at least so many digits. The standard library's formatting would
/// cost the browser 3 KB.
fn push_number(out: &mut String, number: usize, digits: u32) {
    if number > 9 || digits > 1 {
        push_number(out, number / 10, digits.saturating_sub(1));
    }
    let digit = u32::try_from(number % 10).unwrap_or_default();
    out.extend(char::from_digit(digit, 10));
}

/// The number that `text` writes in digits only.
fn read_number(text: &str, radix: u32) -> Option<u64> {
    let mut number = 0_u64;
    for c in text.chars() {
        let digit = c.to_digit(radix)?;
        number = number.checked_mul(u64::from(radix))?;
        number = number.checked_add(u64::from(digit))?;
    }
    (!text.is_empty()).then_some(number)
}

/// Number of a page in the index, from 0, in the order they were written.
pub type DocId = u32;
