//! What a build keeps for the next one: `.lyceum/cache/`.
//!
//! In: what was made, and a key that covers all it was made of. Out: the same, if this very program made it and
//! not a byte of it is another. The folder may be deleted, copied and shared at any time: what is not there is
//! made again ([decision 31](../../docs/decisions/0031-caches.md)).

mod last;
mod made;
mod trace;

pub(crate) use last::Last;
pub(crate) use made::Made;
pub(crate) use trace::Traced;

use std::collections::BTreeSet;
use std::sync::{Mutex, OnceLock, PoisonError};

use blake3::{Hash, Hasher};
use lyceum_index::Shelf;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::manifest::Manifest;
use crate::world::World;

/// Where it is, from the site's root.
const FOLDER: &str = ".lyceum/cache";

/// A BLAKE3 hash, as it is kept.
pub(crate) type Print = [u8; HASH];

/// Bytes of a hash.
const HASH: usize = 32;

/// How the names of chunks of the index begin: there are many of them, and they change.
const CHUNK: &str = "chunk-";

/// The folder, as one program sees it.
pub(crate) struct Cache<'a> {
    world: &'a dyn World,
    program: Hash,
    /// Names of the chunks of this build.
    chunks: Mutex<BTreeSet<String>>,
}

impl<'a> Cache<'a> {
    /// What `program`, the hash of the running program, kept beside a site.
    pub(crate) fn new(world: &'a dyn World, program: Hash) -> Self {
        Self {
            world,
            program,
            chunks: Mutex::default(),
        }
    }

    /// What was kept under a name; none if it was not, or by another program, or if it is damaged.
    fn recall<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        postcard::from_bytes(&self.read(name)?).ok()
    }

    /// Keeps something under a name, in the place of what was there. Where nothing can be kept, the next build makes
    /// it again.
    fn keep<T: Serialize>(&self, name: &str, value: &T) {
        if let Ok(bytes) = postcard::to_stdvec(value) {
            self.write(name, &bytes);
        }
    }

    fn read(&self, name: &str) -> Option<Vec<u8>> {
        let mut bytes = self.world.read(&path(name)).ok()?;
        let at = bytes.len().checked_sub(HASH)?;
        let check = bytes.split_off(at);
        (self.check(name, &bytes) == *check).then_some(bytes)
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        let check = self.check(name, bytes);
        let bytes = [bytes, check.as_bytes()].concat();
        self.world.keep(&path(name), &bytes).unwrap_or_default();
    }

    /// What stands behind these bytes.
    fn check(&self, name: &str, bytes: &[u8]) -> Hash {
        let mut hasher = Hasher::new();
        hasher.update(self.program.as_bytes());
        hasher.update(blake3::hash(name.as_bytes()).as_bytes());
        hasher.update(bytes);
        hasher.finalize()
    }
}

fn path(name: &str) -> String {
    format!("{FOLDER}/{name}")
}

/// What a build of one kind is told by the last one, and tells the next.
pub(crate) struct Kept<'a> {
    cache: Cache<'a>,
    /// What such builds are told, and how they speak: others do not stand for them.
    kind: String,
    made: OnceLock<Made<'a>>,
}

impl<'a> Kept<'a> {
    /// What `program`, the hash of the running program, kept of builds of a kind.
    pub(crate) fn new(world: &'a dyn World, program: Hash, kind: String) -> Self {
        Self {
            cache: Cache::new(world, program),
            kind,
            made: OnceLock::new(),
        }
    }

    /// The files that are published already.
    pub(crate) fn made(&self) -> &Made<'a> {
        self.made
            .get_or_init(|| Made::recall(&self.cache, &self.kind))
    }

    /// The last build, if it published the site with this manifest.
    pub(crate) fn last(&self, site: &Manifest) -> Option<Last> {
        let recall = || self.cache.recall::<Last>(&name("last", &self.kind));
        let (last, print) = rayon::join(recall, || last::print(site));
        last.filter(|last| last.is_of(print))
    }

    /// The chunks of the index.
    pub(crate) fn shelf(&self) -> &dyn Shelf {
        &self.cache
    }

    /// Keeps what a build made that published a site, and nothing that only earlier ones needed. None that may change
    /// when nobody says is the last one.
    pub(crate) fn end(&self, last: Option<Last>) {
        if let Some(last) = last {
            self.cache.keep(&name("last", &self.kind), &last);
        }
        self.made().keep(&self.cache, &self.kind);
        self.cache.sweep();
    }
}

impl Shelf for Cache<'_> {
    fn get(&self, chunk: &str) -> Option<Vec<u8>> {
        let name = format!("{CHUNK}{chunk}");
        let bytes = self.read(&name);
        self.use_chunk(&name);
        bytes
    }

    fn put(&self, chunk: &str, bytes: &[u8]) {
        self.write(&format!("{CHUNK}{chunk}"), bytes);
    }
}

impl Cache<'_> {
    fn use_chunk(&self, name: &str) {
        let mut chunks = self.chunks.lock().unwrap_or_else(PoisonError::into_inner);
        chunks.insert(path(name));
    }

    /// Removes the chunks that this build did not ask for, if it asked for any: one without search needs none.
    fn sweep(&self) {
        let chunks = self.chunks.lock().unwrap_or_else(PoisonError::into_inner);
        if chunks.is_empty() {
            return;
        }
        for path in self.world.list(FOLDER).files {
            let name = path.strip_prefix(FOLDER).unwrap_or_default();
            if name.starts_with(&format!("/{CHUNK}")) && !chunks.contains(&path) {
                self.world.forget(&path).unwrap_or_default();
            }
        }
    }
}

/// The name under which something is kept of builds of a kind.
fn name(what: &str, kind: &str) -> String {
    let hash = blake3::hash(kind.as_bytes()).to_hex();
    let hash: String = hash.chars().take(20).collect();
    format!("{what}-{hash}")
}
