//! Pixels become files for readers.
//!
//! In: a picture, upright. Out: the picture in a few widths as WebP, and once as JPEG (PNG where it is not
//! opaque) for browsers that know no WebP; and cropped, to be shared. Each file has a budget of bytes, for
//! which its quality is lowered, down to a floor. What is written is the pixels and nothing else.
//! `docs/decisions/0019-images.md` has the reasons and the numbers.

use fast_image_resize::pixels::{U8x3, U8x4};
use fast_image_resize::{
    IntoImageView as _, IntoImageViewMut as _, PixelTrait, ResizeOptions, Resizer,
};
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{DynamicImage, ImageEncoder as _};
use jpeg_encoder::{ColorType, SamplingFactor};

use super::SHARED;

/// Widths in pixels: a card or a narrow phone, a phone of two or three dots to the pixel, a wide column.
const WIDTHS: [u32; 3] = [480, 960, 1440];

/// The width of the one file for browsers that know no WebP.
pub(super) const DEFAULT_WIDTH: u32 = 960;

/// Bytes that a picture of [`DEFAULT_WIDTH`] may have, some two seconds of a poor mobile network.
const BUDGET: u32 = 80_000;

/// Bytes that a shared picture may have.
const SHARED_BUDGET: usize = 100_000;

/// What is tried, from good to the floor.
const QUALITIES: [u8; 5] = [75, 65, 55, 45, 35];

/// The longest side that WebP has room for.
const LONGEST: u32 = 16_383;

/// A file that was made.
#[derive(Debug)]
pub(super) struct Encoded {
    pub(super) width: u32,
    pub(super) extension: &'static str,
    pub(super) bytes: Vec<u8>,
}

/// A picture could not be written: there is no memory, or it has a side that no format takes.
#[derive(Debug)]
pub(super) struct Unwritable(pub(super) String);

fn unwritable(error: impl std::fmt::Debug) -> Unwritable {
    Unwritable(format!("{error:?}"))
}

/// The picture as WebP, the smallest first. None where it is too long for that.
pub(super) fn webp(pixels: &DynamicImage, is_drawn: bool) -> Result<Vec<Encoded>, Unwritable> {
    let mut made = Vec::new();
    for width in widths(pixels.width()) {
        let height = height_at(pixels, width);
        if height > LONGEST {
            break;
        }
        let resized = resized(pixels, width)?;
        made.push(Encoded {
            width,
            extension: "webp",
            bytes: one_webp(&resized, is_drawn)?,
        });
    }
    Ok(made)
}

fn one_webp(pixels: &DynamicImage, is_drawn: bool) -> Result<Vec<u8>, Unwritable> {
    let (width, height) = (pixels.width(), pixels.height());
    let bytes = pixels.as_bytes();
    let encoder = if pixels.color().has_alpha() {
        webp::Encoder::from_rgba(bytes, width, height)
    } else {
        webp::Encoder::from_rgb(bytes, width, height)
    };
    let lossy = within(budget(width, height), |quality| {
        let made = encoder.encode_simple(false, f32::from(quality));
        made.map(|made| made.to_vec()).map_err(unwritable)
    })?;
    if is_drawn {
        // Flat colours often take less room as they are.
        let exact = encoder.encode_simple(true, 75.0).map_err(unwritable)?;
        if exact.len() <= lossy.len() {
            return Ok(exact.to_vec());
        }
    }
    Ok(lossy)
}

/// The picture for browsers that know no WebP.
pub(super) fn fallback(pixels: &DynamicImage) -> Result<Encoded, Unwritable> {
    let width = pixels.width().min(DEFAULT_WIDTH);
    let pixels = resized(pixels, width)?;
    let (extension, bytes) = if pixels.color().has_alpha() {
        ("png", png(&pixels)?)
    } else {
        let budget = budget(width, pixels.height());
        ("jpg", within(budget, |quality| jpeg(&pixels, quality))?)
    };
    Ok(Encoded {
        width,
        extension,
        bytes,
    })
}

/// The middle of the picture in the form in which messengers show it, on white where it is not opaque.
/// None where the picture is too small to fill it to half.
pub(super) fn shared(pixels: &DynamicImage) -> Result<Option<Encoded>, Unwritable> {
    let (width, height) = SHARED;
    if pixels.width() < width / 2 || pixels.height() < height / 2 {
        return Ok(None);
    }
    let mut cropped = DynamicImage::new(width, height, pixels.color());
    let middle = ResizeOptions::new().fit_into_destination(None);
    resize(pixels, &mut cropped, &middle)?;
    let cropped = on_white(&cropped);
    Ok(Some(Encoded {
        width,
        extension: "jpg",
        bytes: within(SHARED_BUDGET, |quality| jpeg(&cropped, quality))?,
    }))
}

fn on_white(pixels: &DynamicImage) -> DynamicImage {
    let mut opaque = pixels.to_rgb8();
    if let Some(own) = pixels.as_rgba8() {
        for (to, from) in opaque.pixels_mut().zip(own.pixels()) {
            let [.., alpha] = from.0.map(u32::from);
            for (to, from) in to.0.iter_mut().zip(from.0) {
                let mixed = (u32::from(from) * alpha + 255 * (255 - alpha)) / 255;
                *to = u8::try_from(mixed).unwrap_or(u8::MAX);
            }
        }
    }
    DynamicImage::ImageRgb8(opaque)
}

/// The widths that are made of a picture: never more than it has, and none that is hardly less.
fn widths(own: u32) -> Vec<u32> {
    let most = WIDTHS.iter().copied().max().unwrap_or(own).min(own);
    let below = WIDTHS.into_iter().filter(|width| width * 5 <= most * 4);
    below.chain([most]).collect()
}

/// Bytes that a picture may have: of a long one, such as a screenshot of a whole page, more.
fn budget(width: u32, height: u32) -> usize {
    let times = f64::from(height) / f64::from(2 * width);
    let bytes = f64::from(BUDGET) * f64::from(width) / f64::from(DEFAULT_WIDTH) * times.max(1.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "positive, and less than the pixels of the largest picture"
    )]
    let bytes = bytes as usize;
    bytes
}

/// The best quality that keeps to a budget; the least where none does.
fn within(
    budget: usize,
    encode: impl Fn(u8) -> Result<Vec<u8>, Unwritable>,
) -> Result<Vec<u8>, Unwritable> {
    let mut made = Vec::new();
    for quality in QUALITIES {
        made = encode(quality)?;
        if made.len() <= budget {
            break;
        }
    }
    Ok(made)
}

/// The height of a picture at another width.
pub(super) fn height_at(pixels: &DynamicImage, width: u32) -> u32 {
    let (own, height) = (u64::from(pixels.width()), u64::from(pixels.height()));
    let height = (height * u64::from(width) + own / 2) / own;
    u32::try_from(height).unwrap_or(u32::MAX).max(1)
}

fn resized(pixels: &DynamicImage, width: u32) -> Result<DynamicImage, Unwritable> {
    if width == pixels.width() {
        return Ok(pixels.clone());
    }
    let mut smaller = DynamicImage::new(width, height_at(pixels, width), pixels.color());
    resize(pixels, &mut smaller, &ResizeOptions::new())?;
    Ok(smaller)
}

fn resize(
    from: &DynamicImage,
    to: &mut DynamicImage,
    options: &ResizeOptions,
) -> Result<(), Unwritable> {
    // Pictures are of these two kinds. `Resizer::resize` brings code for thirteen more: three megabytes.
    if from.color().has_alpha() {
        resize_pixels::<U8x4>(from, to, options)
    } else {
        resize_pixels::<U8x3>(from, to, options)
    }
}

fn resize_pixels<P: PixelTrait>(
    from: &DynamicImage,
    to: &mut DynamicImage,
    options: &ResizeOptions,
) -> Result<(), Unwritable> {
    let views = from.image_view::<P>().zip(to.image_view_mut::<P>());
    let (from, mut to) = views.ok_or_else(|| Unwritable("not eight bits a channel".to_owned()))?;
    Resizer::new()
        .resize_typed(&from, &mut to, options)
        .map_err(unwritable)
}

fn jpeg(pixels: &DynamicImage, quality: u8) -> Result<Vec<u8>, Unwritable> {
    let side = |pixels: u32| u16::try_from(pixels).map_err(unwritable);
    let (width, height) = (side(pixels.width())?, side(pixels.height())?);
    let mut bytes = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut bytes, quality);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    encoder.set_progressive(true);
    encoder.set_optimized_huffman_tables(true);
    encoder
        .encode(pixels.as_bytes(), width, height, ColorType::Rgb)
        .map_err(unwritable)?;
    Ok(bytes)
}

fn png(pixels: &DynamicImage) -> Result<Vec<u8>, Unwritable> {
    let mut bytes = Vec::new();
    PngEncoder::new_with_quality(&mut bytes, CompressionType::Best, FilterType::Adaptive)
        .write_image(
            pixels.as_bytes(),
            pixels.width(),
            pixels.height(),
            pixels.color().into(),
        )
        .map_err(unwritable)?;
    Ok(bytes)
}
