//! The picture that stands for a site where one of its pages without a picture is shared.
//!
//! Out: a PNG of the site's colour, the scales of the default theme, and the open book of its sign. There
//! are no words in it: messengers show the title beside it.

use image::{DynamicImage, Rgb, RgbImage};

use super::SHARED;
use super::encode::{self, Unwritable};

/// The colours of the default theme: `--brand`, and those of `icon.svg`.
const GROUND: [u8; 3] = [0x17, 0x55, 0x3f];
const PAPER: [u8; 3] = [0xfd, 0xfa, 0xf3];
const LAMP: [u8; 3] = [0xf2, 0xb2, 0x63];

/// How much of white is in the scales.
const SCALES: f32 = 0.07;

/// Width of a scale, and the distance of two rows of them.
const SCALE: (u32, u32) = (60, 30);

/// Units of the sign across and down, and pixels of one.
const SIGN: f32 = 64.0;
const UNIT: f32 = 6.0;

/// The picture.
pub(super) fn draw() -> Result<Vec<u8>, Unwritable> {
    let (width, height) = SHARED;
    // One scale and the row below it, shifted by half: all others are like them.
    let tile = RgbImage::from_fn(SCALE.0, 2 * SCALE.1, |x, y| {
        Rgb(mixed(GROUND, [255; 3], SCALES * scales(x, y)))
    });
    let mut picture = RgbImage::from_fn(width, height, |x, y| {
        *tile.get_pixel(x % tile.width(), y % tile.height())
    });
    let side = SIGN * UNIT;
    let (left, top) = ((pixels(width) - side) / 2.0, (pixels(height) - side) / 2.0);
    for (x, y, pixel) in picture.enumerate_pixels_mut() {
        let at = (
            (pixels(x) + 0.5 - left) / UNIT,
            (pixels(y) + 0.5 - top) / UNIT,
        );
        if !(0.0..SIGN).contains(&at.0) || !(0.0..SIGN).contains(&at.1) {
            continue;
        }
        for (colour, distance) in [(LAMP, lamp(at)), (PAPER, pages(at)), (GROUND, lines(at))] {
            pixel.0 = mixed(pixel.0, colour, (0.5 - distance * UNIT).clamp(0.0, 1.0));
        }
    }
    encode::png(&DynamicImage::ImageRgb8(picture))
}

/// A coordinate: pictures are small enough for each to be a number of its own.
#[expect(clippy::cast_precision_loss, reason = "at most some thousand")]
fn pixels(number: u32) -> f32 {
    number as f32
}

fn mixed(below: [u8; 3], above: [u8; 3], share: f32) -> [u8; 3] {
    let mut mixed = below;
    for (below, above) in mixed.iter_mut().zip(above) {
        let value = f32::from(*below) + (f32::from(above) - f32::from(*below)) * share;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between two bytes"
        )]
        let value = value.round() as u8;
        *below = value;
    }
    mixed
}

/// How much of a scale's edge is in a pixel of the tile, 0 to 1.
fn scales(x: u32, y: u32) -> f32 {
    let (wide, high) = (pixels(SCALE.0), pixels(SCALE.1));
    let (x, y) = (pixels(x) + 0.5, pixels(y) + 0.5);
    // The edges of the four scales that a tile has parts of: half circles above the ends of its rows.
    let centres = [
        (wide / 2.0, high),
        (0.0, 2.0 * high),
        (wide, 2.0 * high),
        (0.0, 0.0),
    ];
    let edge = |(at_x, at_y): (f32, f32)| {
        let distance = ((x - at_x).powi(2) + (y - at_y).powi(2)).sqrt();
        if y > at_y {
            return 0.0;
        }
        (2.0 - (distance - (high - 3.0)).abs()).clamp(0.0, 1.0)
    };
    centres.into_iter().map(edge).fold(0.0, f32::max)
}

/// The distances of a point of the sign, in its units, from its shapes; negative within them.
fn lamp((x, y): (f32, f32)) -> f32 {
    ((x - 32.0).powi(2) + (y - 19.0).powi(2)).sqrt() - 8.0
}

/// The upper edge of the two pages of the book, which are each other's mirror.
fn edge(x: f32) -> f32 {
    let from_middle = (x - 32.0).abs() / 24.0;
    // Low in the middle, high in the outer half, a little lower again at the end.
    34.0 - 8.4 * (from_middle * 1.9).min(2.2).sin().powi(2) * (1.0 - 0.25 * from_middle)
}

fn pages((x, y): (f32, f32)) -> f32 {
    let top = edge(x);
    let sideways = (x - 32.0).abs() - 24.0;
    sideways.max(top - y).max(y - (top + 20.0))
}

/// The fold and the lines of the pages.
fn lines((x, y): (f32, f32)) -> f32 {
    let from_middle = (x - 32.0).abs();
    let fold = (from_middle - 0.8).max((y - 44.0).abs() - 10.0);
    let top = edge(x);
    let line = |below: f32| ((y - (top + below)).abs() - 1.0).max((from_middle - 12.5).abs() - 5.5);
    fold.min(line(6.5)).min(line(12.5))
}
