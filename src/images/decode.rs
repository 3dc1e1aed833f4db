//! A file becomes pixels, the right way up.
//!
//! In: the bytes of a file. Out: a picture as it is seen, without a word of its metadata: which way is up is
//! in its pixels now. What moves is left to browsers, and is only measured. Files are looked at before
//! memory is spent on them, so that a small file that claims to be a huge picture costs nothing.

use std::io::Cursor;

use image::codecs::gif::GifDecoder;
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::{AnimationDecoder as _, DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};

/// Pixels of the largest picture that is taken: cameras of phones have up to 108 million.
pub(super) const MOST_PIXELS: u64 = 120_000_000;

/// Bytes of the largest file that is read.
pub(super) const MOST_BYTES: u64 = 100_000_000;

/// Memory that a decoder may take: four bytes a pixel, and as much again to turn them round.
const MOST_MEMORY: u64 = 8 * MOST_PIXELS;

/// What is in a file.
#[derive(Debug)]
pub(super) enum Opened {
    /// A picture, upright: three bytes a pixel, or four where it is not opaque.
    Still {
        /// Its pixels.
        pixels: DynamicImage,
        /// Whether it may have flat colours and sharp edges: a drawing, a screenshot.
        is_drawn: bool,
    },
    /// Several pictures, one after the other.
    Moving {
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
    },
}

/// Why there is no picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fault {
    /// The file is damaged.
    Broken(String),
    /// It is no picture of a kind that is known here.
    Unknown,
    /// A kind of picture that browsers do not show, by its name.
    Foreign(&'static str),
    /// It has more pixels than are taken.
    Pixels(u32, u32),
    /// The file has more bytes than are read.
    Bytes(u64),
    /// The file cannot be read.
    Unreadable(String),
}

/// Opens a picture.
///
/// # Errors
/// When there is none in the file, or too large a one.
pub(super) fn open(bytes: &[u8]) -> Result<Opened, Fault> {
    let known = [
        ImageFormat::Jpeg,
        ImageFormat::Png,
        ImageFormat::WebP,
        ImageFormat::Gif,
    ];
    let format = image::guess_format(bytes).ok();
    let Some(format) = format.filter(|format| known.contains(format)) else {
        return Err(foreign(bytes));
    };
    let broken = |error: image::ImageError| Fault::Broken(error.to_string());
    let reader = || {
        let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
        let mut limits = Limits::no_limits();
        limits.max_alloc = Some(MOST_MEMORY);
        reader.limits(limits);
        reader
    };
    let (width, height) = reader().into_dimensions().map_err(broken)?;
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(Fault::Pixels(width, height));
    }
    if width == 0 || height == 0 {
        return Err(Fault::Broken("it has no pixels".to_owned()));
    }
    if moves(bytes, format).map_err(broken)? {
        return Ok(Opened::Moving { width, height });
    }
    let mut decoder = reader().into_decoder().map_err(broken)?;
    let way_up = decoder.orientation().map_err(broken)?;
    let mut pixels = DynamicImage::from_decoder(decoder).map_err(broken)?;
    pixels.apply_orientation(way_up);
    Ok(Opened::Still {
        pixels: plain(pixels),
        is_drawn: matches!(format, ImageFormat::Png | ImageFormat::Gif),
    })
}

/// Whether a file has more than one picture in it.
fn moves(bytes: &[u8], format: ImageFormat) -> Result<bool, image::ImageError> {
    let read = Cursor::new(bytes);
    Ok(match format {
        ImageFormat::Gif => GifDecoder::new(read)?.into_frames().nth(1).is_some(),
        ImageFormat::Png => PngDecoder::new(read)?.is_apng()?,
        ImageFormat::WebP => WebPDecoder::new(read)?.has_animation(),
        _ => false,
    })
}

/// One byte a colour, and no fourth where all is opaque.
fn plain(pixels: DynamicImage) -> DynamicImage {
    if pixels.color().has_alpha() {
        let pixels = pixels.into_rgba8();
        if pixels.pixels().any(|pixel| pixel.0[3] != u8::MAX) {
            return DynamicImage::ImageRgba8(pixels);
        }
        return DynamicImage::ImageRgb8(DynamicImage::ImageRgba8(pixels).into_rgb8());
    }
    DynamicImage::ImageRgb8(pixels.into_rgb8())
}

/// What a file is that is none of the four kinds. Phones write HEIC, and people rename files.
fn foreign(bytes: &[u8]) -> Fault {
    let brand = bytes.get(4..12).unwrap_or_default();
    match brand.strip_prefix(b"ftyp") {
        Some(b"heic" | b"heix" | b"hevc" | b"mif1" | b"msf1") => Fault::Foreign("HEIC"),
        Some(b"avif") => Fault::Foreign("AVIF"),
        _ if bytes.starts_with(b"BM") => Fault::Foreign("BMP"),
        _ if bytes.starts_with(b"II*\0") || bytes.starts_with(b"MM\0*") => Fault::Foreign("TIFF"),
        _ => Fault::Unknown,
    }
}
