//! Photos made by code: light, grain and shapes, with a red corner at the top left by which to see which way
//! is up.

use std::io::Cursor;

use image::{ImageFormat, Rgb, RgbImage};

/// The red of the corner.
pub(crate) const CORNER: [u8; 3] = [220, 20, 20];

/// A photo of a green hill below a sky.
pub(crate) fn photo(width: u32, height: u32) -> RgbImage {
    grainy(width, height, 8)
}

/// The same, with so much grain: more of it takes more bytes.
pub(crate) fn grainy(width: u32, height: u32, most: u32) -> RgbImage {
    let mut state = 0x2545_f491_u32;
    RgbImage::from_fn(width, height, |x, y| {
        if x < width / 8 && y < height / 8 {
            return Rgb(CORNER);
        }
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        let grain = i32::try_from(state % (2 * most + 1)).unwrap() - i32::try_from(most).unwrap();
        let hill = height / 2 + (x * height / width) / 6;
        let light = i32::try_from(60 * y / height).unwrap();
        let colour = if y < hill {
            [120, 160, 210]
        } else {
            [40, 130, 60]
        };
        Rgb(colour.map(|part: i32| u8::try_from((part + light / 2 + grain).clamp(0, 255)).unwrap()))
    })
}

/// A photo as a file.
pub(crate) fn file(photo: &RgbImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    photo.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}
