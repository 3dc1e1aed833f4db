//! Photos without the place where they were taken.
//!
//! In: the bytes of any file that is copied. Out: the same picture without EXIF and XMP, where these
//! name a place: phones write it in several spots, the thumbnail and the maker's notes among them, so
//! all of it goes but which way is up. Pixels and colour profile are not touched, and files that name no
//! place are not either. `docs/decisions/0011-photos.md` says what is looked into.

use img_parts::jpeg::{Jpeg, JpegSegment, markers};
use img_parts::png::{Png, PngChunk};
use img_parts::riff::RiffContent;
use img_parts::webp::{CHUNK_EXIF, CHUNK_VP8X, CHUNK_XMP, WebP};
use img_parts::{Bytes, ImageEXIF};

/// A picture is damaged and names a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Damaged;

const EXIF: &[u8] = b"Exif\0\0";
const MPF: &[u8] = b"MPF\0";
/// In the head of a WebP file.
const XMP_FLAG: u8 = 0b100;
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Keywords of text in PNG: XMP, and EXIF as `ImageMagick` writes it.
const XMP_KEYWORD: &[u8] = b"XML:com.adobe.xmp\0";
const RAW_KEYWORD: &[u8] = b"Raw profile type ";

/// Whether the file is one that may have to be changed.
pub fn is_photo(bytes: &[u8]) -> bool {
    is_jpeg(bytes) || bytes.starts_with(PNG) || is_webp(bytes)
}

fn is_jpeg(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xff, markers::SOI, 0xff])
}

fn is_webp(bytes: &[u8]) -> bool {
    bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP")
}

/// The file without a place; none if it names none, or is no photo.
///
/// # Errors
/// When it seems to name a place and its parts cannot be told apart.
pub fn without_place(bytes: &Bytes) -> Result<Option<Bytes>, Damaged> {
    let stripped = if is_jpeg(bytes) {
        Jpeg::from_bytes(bytes.clone()).map(|jpeg| jpeg_without_place(jpeg, bytes))
    } else if bytes.starts_with(PNG) {
        Png::from_bytes(bytes.clone()).map(|png| png_without_place(png, bytes))
    } else if is_webp(bytes) {
        WebP::from_bytes(bytes.clone()).map(webp_without_place)
    } else {
        return Ok(None);
    };
    match stripped {
        Err(_) if names_place(bytes) => Err(Damaged),
        stripped => Ok(stripped.unwrap_or_default()),
    }
}

fn jpeg_without_place(mut jpeg: Jpeg, bytes: &Bytes) -> Option<Bytes> {
    // Behind the picture phones put more of them, each with an EXIF of its own, or a film.
    let tail = jpeg
        .segments()
        .last()
        .map_or(0, |segment| segment.len_with_entropy() - segment.len());
    let scan = bytes.slice(bytes.len().saturating_sub(tail)..);
    let end = end_of_picture(&scan);
    let may_hold =
        |segment: &JpegSegment| [markers::APP1, markers::APP13].contains(&segment.marker());
    let mut own = jpeg.segments().iter();
    let names = own.any(|segment| may_hold(segment) && names_place(segment.contents()))
        || names_place(scan.get(end..).unwrap_or_default());
    if !names {
        return None;
    }
    let exif = jpeg.exif().and_then(|exif| upright(&exif));
    let segments = jpeg.segments_mut();
    segments.retain(|segment| {
        let contents = segment.contents();
        let lists_others = segment.marker() == markers::APP2 && contents.starts_with(MPF);
        let is_place = segment.marker() == markers::APP13 && names_place(contents);
        segment.marker() != markers::APP1 && !lists_others && !is_place
    });
    if let Some(last) = segments.last_mut().filter(|segment| segment.has_entropy()) {
        let contents = last.contents().clone();
        *last = JpegSegment::new_with_entropy(last.marker(), contents, scan.slice(..end));
    }
    if let Some(exif) = exif {
        let contents = [EXIF, exif.as_slice()].concat().into();
        let at = segments
            .iter()
            .take_while(|segment| segment.marker() == markers::APP0)
            .count();
        segments.insert(at, JpegSegment::new_with_contents(markers::APP1, contents));
    }
    Some(jpeg.encoder().bytes())
}

/// Where the picture ends whose first scan begins here: behind its end marker.
fn end_of_picture(scan: &[u8]) -> usize {
    let mut at = 0;
    while let Some(rest) = scan.get(at..) {
        let Some(marker) = rest.iter().position(|byte| *byte == 0xff) else {
            break;
        };
        at += marker;
        at += match scan.get(at + 1..) {
            Some([markers::EOI, ..]) => return at + 2,
            // A byte of the scan, or a place to take it up again.
            Some([0 | markers::RST0..=markers::RST7, ..]) => 2,
            Some([0xff, ..]) | None => 1,
            // Tables and the head of the next scan.
            Some([_, high, low, ..]) => 2 + usize::from(u16::from_be_bytes([*high, *low])),
            Some(_) => 1,
        };
    }
    scan.len()
}

fn png_without_place(mut png: Png, bytes: &Bytes) -> Option<Bytes> {
    let is_xmp =
        |chunk: &PngChunk| &chunk.kind() == b"iTXt" && chunk.contents().starts_with(XMP_KEYWORD);
    let is_raw = |chunk: &PngChunk| {
        [b"tEXt", b"zTXt", b"iTXt"].contains(&&chunk.kind())
            && chunk.contents().starts_with(RAW_KEYWORD)
    };
    let is_exif = |chunk: &PngChunk| &chunk.kind() == b"eXIf";
    let names = png.chunks().iter().any(|chunk| {
        let contents = chunk.contents();
        // What is compressed or written as digits may name one.
        let hidden = is_xmp(chunk) && contents.get(XMP_KEYWORD.len()) == Some(&1) || is_raw(chunk);
        hidden || ((is_xmp(chunk) || is_exif(chunk)) && names_place(contents))
    });
    if !names && !names_place(bytes.get(png.len()..).unwrap_or_default()) {
        return None;
    }
    let exif = png.exif().and_then(|exif| upright(&exif));
    png.chunks_mut()
        .retain(|chunk| !is_xmp(chunk) && !is_raw(chunk));
    png.set_exif(exif.map(Bytes::from));
    Some(png.encoder().bytes())
}

fn webp_without_place(mut webp: WebP) -> Option<Bytes> {
    let names = webp.chunks().iter().any(|chunk| {
        let contents = chunk.content().data();
        [CHUNK_EXIF, CHUNK_XMP].contains(&chunk.id())
            && contents.is_some_and(|contents| names_place(contents))
    });
    if !names {
        return None;
    }
    let exif = webp.exif().and_then(|exif| upright(&exif));
    webp.remove_chunks_by_id(CHUNK_XMP);
    // The file's head tells what is in it; the crate sees to that for EXIF only.
    for chunk in webp.chunks_mut() {
        if chunk.id() == CHUNK_VP8X
            && let RiffContent::Data(data) = chunk.content_mut()
        {
            let mut head = data.to_vec();
            if let Some(flags) = head.first_mut() {
                *flags &= !XMP_FLAG;
            }
            *data = head.into();
        }
    }
    webp.set_exif(exif.map(Bytes::from));
    Some(webp.encoder().bytes())
}

/// Whether metadata point to a place: EXIF's field `GPSInfo` (0x8825, of one of two types, in either
/// order of bytes), XMP's `GPSLatitude` and `GPSLongitude`, a film's `©xyz`. Data that look so by chance
/// are stripped for nothing, which harms nobody.
fn names_place(bytes: &[u8]) -> bool {
    bytes.windows(4).any(|four| {
        matches!(
            four,
            [0x25, 0x88, 4 | 13, 0] | [0x88, 0x25, 0, 4 | 13] | b"GPSL" | b"\xa9xyz"
        )
    })
}

/// EXIF that says which way is up and nothing else; none where the picture is upright as it is.
fn upright(exif: &[u8]) -> Option<Vec<u8>> {
    const ORIENTATION: usize = 0x0112;
    const SHORT: usize = 3;
    let is_little = exif.starts_with(b"II");
    let number = |at: usize, length: usize| -> Option<usize> {
        let bytes = exif.get(at..at.checked_add(length)?)?;
        let join = |number: usize, byte: &u8| number << 8 | usize::from(*byte);
        Some(if is_little {
            bytes.iter().rev().fold(0, join)
        } else {
            bytes.iter().fold(0, join)
        })
    };
    let table = number(4, 4)?;
    let entries = number(table, 2)?;
    let entry = (0..entries)
        .map(|index| table + 2 + index * 12)
        .find(|at| number(*at, 2) == Some(ORIENTATION) && number(at + 2, 2) == Some(SHORT))?;
    let way = u8::try_from(number(entry + 8, 2)?).ok()?;
    // One table of one entry, behind which no other follows.
    let head = b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0";
    (2..=8)
        .contains(&way)
        .then(|| [head, [way].as_slice(), &[0; 6]].concat())
}

#[cfg(test)]
mod tests;
