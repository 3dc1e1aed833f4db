//! Last stage: the site is written.
//!
//! In: every file of the new site. Out: the site, whole, through a [`Sink`]. Nothing before this
//! stage writes anything, and nothing is visible before its last step.

use std::collections::BTreeMap;
use std::io;

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
    for (path, body) in files {
        let put = match body {
            Body::Bytes(bytes) => sink.put(path, bytes),
            Body::Copy(from) => {
                let bytes = world.read(from).map_err(|source| EmitError::Read {
                    path: from.clone(),
                    source,
                })?;
                sink.put(path, &bytes)
            }
        };
        put.map_err(|source| EmitError::Write {
            path: path.clone(),
            source,
        })?;
    }
    sink.commit().map_err(EmitError::Commit)
}
