//! The parts of a .docx or .xlsx file: a zip archive that may lie about its sizes.

use std::io::{Cursor, Read as _};

use zip::ZipArchive;
use zip::result::ZipError;

use super::Refusal;

/// The most that one part may unpack to, and all parts together.
const LARGEST_PART: u64 = 64 << 20;
const LARGEST_WHOLE: u64 = 256 << 20;
/// More parts than any document has.
const MOST_PARTS: usize = 10_000;

/// How an old or locked file of Microsoft Office begins.
const COMPOUND: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/// An archive, and how much may still be unpacked from it.
pub(super) struct Container<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    left: u64,
}

impl<'a> Container<'a> {
    /// Opens an archive. `new_format` is what an old file should be saved as.
    pub(super) fn open(bytes: &'a [u8], new_format: &'static str) -> Result<Self, Refusal> {
        if bytes.starts_with(COMPOUND) {
            let name: Vec<u8> = "EncryptedPackage".bytes().flat_map(|b| [b, 0]).collect();
            let locked = bytes.windows(name.len()).any(|part| part == name);
            return Err(if locked {
                Refusal::Locked
            } else {
                Refusal::OldFormat(new_format)
            });
        }
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
        if archive.len() > MOST_PARTS {
            return Err(Refusal::TooLarge);
        }
        Ok(Self {
            archive,
            left: LARGEST_WHOLE,
        })
    }

    /// The bytes of a part; `None` where there is none.
    pub(super) fn part(&mut self, name: &str) -> Result<Option<Vec<u8>>, Refusal> {
        let part = match self.archive.by_name(name) {
            Ok(part) => part,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(error) => return Err(broken(&error)),
        };
        let allowed = LARGEST_PART.min(self.left);
        let mut bytes = Vec::new();
        let read = part.take(allowed + 1).read_to_end(&mut bytes);
        read.map_err(|error| Refusal::Broken(error.to_string()))?;
        if bytes.len() as u64 > allowed {
            return Err(Refusal::TooLarge);
        }
        self.left -= bytes.len() as u64;
        Ok(Some(bytes))
    }

    /// Unpacks everything once, to nowhere: for a reader that trusts what archives say of themselves.
    pub(super) fn measure(mut self) -> Result<(), Refusal> {
        for index in 0..self.archive.len() {
            let part = self
                .archive
                .by_index(index)
                .map_err(|error| broken(&error))?;
            let allowed = LARGEST_PART.min(self.left);
            let size = std::io::copy(&mut part.take(allowed + 1), &mut std::io::sink());
            let size = size.map_err(|error| Refusal::Broken(error.to_string()))?;
            if size > allowed {
                return Err(Refusal::TooLarge);
            }
            self.left -= size;
        }
        Ok(())
    }
}

fn broken(error: &ZipError) -> Refusal {
    Refusal::Broken(error.to_string())
}
