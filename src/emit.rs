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
#[error("`{path}` cannot be written: {source}")]
pub struct EmitError {
    /// Path in the published site, empty for the site as a whole.
    pub path: String,
    /// Why.
    pub source: io::Error,
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
            Body::Copy(from) => world.read(from).and_then(|bytes| sink.put(path, &bytes)),
        };
        put.map_err(|source| EmitError {
            path: path.clone(),
            source,
        })?;
    }
    sink.commit().map_err(|source| EmitError {
        path: String::new(),
        source,
    })
}
