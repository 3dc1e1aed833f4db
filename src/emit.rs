//! Last stage: the site is written.
//!
//! In: every file of the new site. Out: the site, whole, through a [`Sink`]. Nothing before this
//! stage writes anything, and nothing is visible before its last step. Photos lose the place where they
//! were taken on their way. Files are put on all threads, and each holds no more than one that is copied.

use std::collections::BTreeMap;
use std::io;

use img_parts::Bytes;
use rayon::prelude::*;

use crate::images::place;
use crate::parallel::PIECE;
use crate::render::Body;
use crate::world::{Committed, Sink, World};

/// A site could not be written.
#[derive(Debug, thiserror::Error)]
pub enum EmitError {
    /// A file to be copied cannot be read.
    #[error("`{path}` cannot be read: {source}")]
    Read {
        /// Its path from the site's root.
        path: String,
        /// Why.
        source: io::Error,
    },
    /// A photo says where it was taken, and cannot be rid of it.
    #[error("`{path}` is damaged and says where it was taken: save it anew with an image editor")]
    Photo {
        /// Its path in the published site.
        path: String,
    },
    /// A file of the new site cannot be written.
    #[error("`{path}` cannot be written: {source}")]
    Write {
        /// Its path in the published site.
        path: String,
        /// Why.
        source: io::Error,
    },
    /// The new site cannot take the place of the old one.
    #[error("the site cannot be put into place: {0}")]
    Commit(io::Error),
}

/// Writes all files and makes them the site.
///
/// # Errors
/// When a file cannot be read or written; the old site is still there then.
pub fn emit(
    world: &dyn World,
    files: &BTreeMap<String, Body>,
    sink: &mut dyn Sink,
) -> Result<Committed, EmitError> {
    let to: &dyn Sink = sink;
    let all: Vec<(&String, &Body)> = files.iter().collect();
    let fault = all
        .into_par_iter()
        .with_max_len(PIECE)
        .find_map_first(|(path, body)| put_body(world, path, body, to).err());
    if let Some(fault) = fault {
        return Err(fault);
    }
    sink.commit().map_err(EmitError::Commit)
}

fn put_body(world: &dyn World, path: &str, body: &Body, sink: &dyn Sink) -> Result<(), EmitError> {
    match body {
        Body::Bytes(bytes) if place::is_photo(bytes) => {
            put_photo(path, &Bytes::copy_from_slice(bytes), sink)
        }
        Body::Bytes(bytes) => put(path, bytes, sink),
        Body::Copy(from) => {
            let bytes = world.read(from).map_err(|source| EmitError::Read {
                path: from.clone(),
                source,
            })?;
            put_photo(path, &bytes.into(), sink)
        }
    }
}

fn put(path: &str, bytes: &[u8], sink: &dyn Sink) -> Result<(), EmitError> {
    sink.put(path, bytes).map_err(|source| EmitError::Write {
        path: path.to_owned(),
        source,
    })
}

/// Writes a file that may be a photo.
fn put_photo(path: &str, bytes: &Bytes, sink: &dyn Sink) -> Result<(), EmitError> {
    match place::without_place(bytes) {
        Ok(stripped) => put(path, stripped.as_ref().unwrap_or(bytes), sink),
        Err(place::Damaged) => Err(EmitError::Photo {
            path: path.to_owned(),
        }),
    }
}
