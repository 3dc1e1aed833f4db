//! What was made of pictures, kept for the next build: `.lyceum/images/`.
//!
//! Two kinds of files. A picture that was made is named by the hash of its bytes. A list of what was made of
//! a file is named by the hash of that file and of how it is made, and begins with the hash of the rest of
//! itself. So all that is read is checked, and what is lost or damaged is made again and nothing else: the
//! folder may be deleted at any time.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::tone::Tone;
use crate::render::Body;
use crate::world::World;

/// Where it is kept, from the site's root.
const FOLDER: &str = ".lyceum/images";

/// How pictures are made. It changes with every change of `encode.rs`, `decode.rs` or `tone.rs` that makes
/// other bytes, and what was made before is made again.
const VERSION: u32 = 1;

/// What was made of a file. The files are named as published ones are.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Made {
    /// Width and height of the widest.
    pub(super) size: (u32, u32),
    pub(super) tone: Option<Tone>,
    /// Widths and names, the smallest first.
    pub(super) webp: Vec<(u32, String)>,
    /// For browsers that know no WebP; none of what moves.
    pub(super) fallback: Option<String>,
    /// To be shared.
    pub(super) shared: Option<String>,
}

impl Made {
    fn names(&self) -> impl Iterator<Item = &String> {
        let webp = self.webp.iter().map(|(_, name)| name);
        webp.chain(&self.fallback).chain(&self.shared)
    }
}

/// The files of pictures, by name.
pub(super) type Files = BTreeMap<String, Body>;

/// The name of what is made of a file.
pub(super) fn key(bytes: &[u8], is_shared: bool) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&VERSION.to_le_bytes());
    hasher.update(&[u8::from(is_shared)]);
    hasher.update(blake3::hash(bytes).as_bytes());
    hasher.finalize().to_hex().to_string()
}

/// The name of a picture that was made.
pub(super) fn name(bytes: &[u8], extension: &str) -> String {
    let hash = blake3::hash(bytes).to_hex();
    let hash: String = hash.chars().take(20).collect();
    format!("{hash}.{extension}")
}

/// What an earlier build made; none where a part of it is not there, or not as it was.
pub(super) fn recall(world: &dyn World, key: &str) -> Option<(Made, Files)> {
    let list = world.read(&list_path(key)).ok()?;
    let list = String::from_utf8(list).ok()?;
    let (check, json) = list.split_once('\n')?;
    if blake3::hash(json.as_bytes()).to_hex().as_str() != check {
        return None;
    }
    let made: Made = serde_json::from_str(json).ok()?;
    let mut files = Files::new();
    for own in made.names() {
        let path = format!("{FOLDER}/{own}");
        let bytes = world.read(&path).ok()?;
        let (_, extension) = own.rsplit_once('.')?;
        if name(&bytes, extension) != *own {
            return None;
        }
        files.insert(own.clone(), Body::Copy(path));
    }
    Some((made, files))
}

/// Keeps a picture. Where nothing can be kept, it stays in memory.
pub(super) fn keep(world: &dyn World, name: &str, bytes: Vec<u8>) -> Body {
    let path = format!("{FOLDER}/{name}");
    match world.keep(&path, &bytes) {
        Ok(()) => Body::Copy(path),
        Err(_) => Body::Bytes(bytes.into()),
    }
}

/// Keeps what was made of a file. Without it the next build makes it again.
pub(super) fn keep_list(world: &dyn World, key: &str, made: &Made) {
    let json = serde_json::to_string(made).unwrap_or_default();
    let check = blake3::hash(json.as_bytes()).to_hex();
    let list = format!("{check}\n{json}");
    world
        .keep(&list_path(key), list.as_bytes())
        .unwrap_or_default();
}

fn list_path(key: &str) -> String {
    format!("{FOLDER}/{key}.json")
}
