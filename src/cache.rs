//! What a build keeps for the next one: `.lyceum/cache/`.
//!
//! In: what was made, and a key that covers all it was made of. Out: the same, if this very program made it and
//! not a byte of it is another. The folder may be deleted, copied and shared at any time: what is not there is
//! made again ([decision 31](../../docs/decisions/0031-caches.md)).

mod last;
mod trace;

pub(crate) use last::Last;
pub(crate) use trace::Traced;

use blake3::{Hash, Hasher};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::world::World;

/// Where it is, from the site's root.
const FOLDER: &str = ".lyceum/cache";

/// Bytes of a hash.
const HASH: usize = 32;

/// The folder, as one program sees it.
pub(crate) struct Cache<'a> {
    world: &'a dyn World,
    program: Hash,
}

impl<'a> Cache<'a> {
    /// What `program`, the hash of the running program, kept beside a site.
    pub(crate) fn new(world: &'a dyn World, program: Hash) -> Self {
        Self { world, program }
    }

    /// What was kept under a name; none if it was not, or by another program, or if it is damaged.
    pub(crate) fn recall<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        let bytes = self.world.read(&path(name)).ok()?;
        let (check, rest) = bytes.split_at_checked(HASH)?;
        if self.check(name, rest) != *check {
            return None;
        }
        postcard::from_bytes(rest).ok()
    }

    /// Keeps something under a name, in the place of what was there. Where nothing can be kept, the next build makes
    /// it again.
    pub(crate) fn keep<T: Serialize>(&self, name: &str, value: &T) {
        let Ok(mut bytes) = postcard::to_extend(value, vec![0; HASH]) else {
            return;
        };
        let (head, rest) = bytes.split_at_mut(HASH);
        head.copy_from_slice(self.check(name, rest).as_bytes());
        self.world.keep(&path(name), &bytes).unwrap_or_default();
    }

    /// What stands in front of these bytes.
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
