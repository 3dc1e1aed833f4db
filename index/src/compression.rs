//! How published files are compressed, where there is no browser.
//!
//! Most are zlib streams (RFC 1950), quick to write in any number. What the first search
//! of every reader fetches, the engine and the first two files, are `.lzma` files (the format
//! of the LZMA SDK's `lzma-specification.txt`): 9 and 16 % smaller, for ten times the
//! time to write. The browser decompresses with `js/inflate.js` and `js/lzma.js`. Before,
//! text gets a shorter [charset](crate::charset).

use std::io;
#[cfg(any(feature = "write", feature = "pack"))]
use std::io::Write as _;
#[cfg(feature = "native")]
use std::sync::LazyLock;

#[cfg(feature = "native")]
use crate::{Error, charset::Charset, published::FileKind, sound::COMMON};

/// The charset of text.
#[cfg(feature = "native")]
static CHARSET: LazyLock<Charset> = LazyLock::new(|| Charset::new(COMMON));

/// libdeflate's effort, of 12. More takes three times the time for one part in a hundred.
#[cfg(feature = "write")]
const EFFORT: i32 = 8;

/// Largest content of one published file: far above any that is written, and a bound on
/// what a damaged file can make the reader allocate: three times as much, if it is of text.
#[cfg(feature = "native")]
const LARGEST: u32 = 1 << 30;

/// Compresses published files, one after the other: to make one of these takes as long as a small file.
#[cfg(feature = "write")]
pub(crate) struct Compressor(libdeflater::Compressor);

#[cfg(feature = "write")]
impl Compressor {
    pub(crate) fn new() -> Self {
        // None only of an effort that does not exist.
        let effort = libdeflater::CompressionLvl::new(EFFORT).unwrap_or_default();
        Self(libdeflater::Compressor::new(effort))
    }

    /// A published file with this content.
    ///
    /// # Errors
    /// When the compressor fails, which in memory it does not.
    pub(crate) fn compressed(&mut self, kind: FileKind, content: Vec<u8>) -> io::Result<Vec<u8>> {
        if let FileKind::Boot | FileKind::Site = kind {
            return lzma(&content, 1);
        }
        let content = CHARSET.encode(kind, content);
        let mut bytes = vec![0; self.0.zlib_compress_bound(content.len())];
        let length = self.0.zlib_compress(&content, &mut bytes);
        bytes.truncate(length.map_err(io::Error::other)?);
        bytes.shrink_to_fit();
        Ok(bytes)
    }
}

/// The content of a published file.
///
/// # Errors
/// When it is damaged.
#[cfg(feature = "native")]
pub fn decompressed(kind: FileKind, bytes: &[u8]) -> Result<Vec<u8>, Error> {
    if let FileKind::Boot | FileKind::Site = kind {
        return unlzma(bytes).map_err(|_| Error::damaged("not an LZMA file"));
    }
    let bytes = miniz_oxide::inflate::decompress_to_vec_zlib_with_limit(bytes, LARGEST as usize)
        .map_err(|_| Error::damaged("not a zlib stream"))?;
    Ok(CHARSET.decode(kind, bytes))
}

/// The `.lzma` file of some bytes. `bits` is how many of a byte tell what to expect
/// of the next: 3 of code, 1 of a boot file.
///
/// `js/lzma.js` reads no other properties: at most three such bits, none of the position,
/// and the size in front.
#[cfg(any(feature = "write", feature = "pack"))]
pub(crate) fn lzma(content: &[u8], bits: u32) -> io::Result<Vec<u8>> {
    use lzma_rust2::{LzmaOptions, LzmaWriter};

    let size = content.len().next_power_of_two().clamp(1 << 12, 1 << 26);
    let options = LzmaOptions {
        lc: bits,
        lp: 0,
        pb: 0,
        nice_len: LzmaOptions::NICE_LEN_MAX,
        dict_size: u32::try_from(size).map_err(io::Error::other)?,
        ..LzmaOptions::with_preset(9)
    };
    let size = Some(content.len() as u64);
    let mut writer = LzmaWriter::new_use_header(Vec::new(), &options, size)?;
    writer.write_all(content)?;
    writer.finish()
}

#[cfg(feature = "native")]
fn unlzma(bytes: &[u8]) -> io::Result<Vec<u8>> {
    use std::io::Read as _;

    let reader = lzma_rust2::LzmaReader::new_mem_limit(bytes, LARGEST >> 10, None)?;
    let mut content = Vec::new();
    reader.take(LARGEST.into()).read_to_end(&mut content)?;
    Ok(content)
}
