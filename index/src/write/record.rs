//! Takes tantivy's files as they are written, and keeps of them what is not
//! published elsewhere.
//!
//! Nearly all of a file is: terms and passages lie in the files of their sets. To
//! hold the whole beside them would double the memory of a build.

use std::io::{self, BufWriter, Write};
use std::sync::{Arc, Mutex, PoisonError};

use crc32fast::Hasher;
use tantivy::directory::footer::Footer;
use tantivy::directory::{AntiCallToken, TerminatingWrite, WritePtr};

/// tantivy's mark at the end of a file (`directory/footer.rs`).
const MAGIC: u32 = 1337;

/// A file that is being written.
#[derive(Clone, Default)]
pub(super) struct Recorder(Arc<Mutex<Recorded>>);

#[derive(Default)]
struct Recorded {
    checksum: Hasher,
    bytes: Vec<u8>,
}

impl Recorder {
    /// What tantivy writes to.
    pub(super) fn writer(&self) -> WritePtr {
        BufWriter::with_capacity(0, Box::new(self.clone()))
    }

    /// What was written since the last call.
    pub(super) fn take(&self) -> Vec<u8> {
        self.with(|recorded| std::mem::take(&mut recorded.bytes))
    }

    /// What was written since the last call, and the file's footer: what tantivy
    /// appends to every file, JSON, its length and a mark.
    pub(super) fn finish(&self) -> io::Result<Vec<u8>> {
        let footer = serde_json::to_vec(&Footer {
            version: tantivy::version().clone(),
            crc: self.with(|recorded| recorded.checksum.clone().finalize()),
        })?;
        let length = u32::try_from(footer.len()).map_err(io::Error::other)?;
        let mut rest = self.take();
        rest.extend(footer);
        rest.extend(length.to_le_bytes());
        rest.extend(MAGIC.to_le_bytes());
        Ok(rest)
    }

    fn with<T>(&self, act: impl FnOnce(&mut Recorded) -> T) -> T {
        // A writer that panicked has left no half-written state.
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Recorder {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.with(|recorded| {
            recorded.checksum.update(bytes);
            recorded.bytes.extend_from_slice(bytes);
        });
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl TerminatingWrite for Recorder {
    fn terminate_ref(&mut self, _: AntiCallToken) -> io::Result<()> {
        Ok(())
    }
}
