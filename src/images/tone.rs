//! The colour that stands where a picture will be.
//!
//! The policy that sites are published with allows no inline style, so a colour is a class of a style sheet
//! that holds the site's own and no others. Six steps of each of red, green and blue are enough for what is
//! seen for a second, and make 216 classes at most.

use std::collections::BTreeSet;

use image::{DynamicImage, GenericImageView as _};
use serde::{Deserialize, Serialize};

/// Values of red, green and blue, each of which CSS writes with one digit.
const STEPS: [char; 6] = ['0', '3', '6', '9', 'c', 'f'];

/// Pixels across and down that are looked at.
const SAMPLE: u32 = 48;

/// A colour, by its three digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Tone(String);

impl Tone {
    /// The colour that most of a picture has; none of one that is not opaque, behind which it would stay.
    pub(super) fn of(pixels: &DynamicImage) -> Option<Self> {
        if pixels.color().has_alpha() {
            return None;
        }
        let step = |value: u8| (usize::from(value) * (STEPS.len() - 1) + 127) / 255;
        let mut counts = [0_u32; STEPS.len().pow(3)];
        for (_, _, pixel) in pixels.thumbnail_exact(SAMPLE, SAMPLE).pixels() {
            let [red, green, blue, _] = pixel.0.map(step);
            counts[(red * STEPS.len() + green) * STEPS.len() + blue] += 1;
        }
        // Of equals the first, so that one picture has one colour.
        let most = counts.iter().max()?;
        let at = counts.iter().position(|count| count == most)?;
        let digits = [at / STEPS.len().pow(2), at / STEPS.len(), at];
        Some(Self(
            digits
                .map(|digit| STEPS[digit % STEPS.len()])
                .iter()
                .collect(),
        ))
    }

    /// Its class.
    pub(super) fn class(&self) -> String {
        format!("tone-{}", self.0)
    }
}

/// The style sheet of some colours.
pub(super) fn css(tones: &BTreeSet<&Tone>) -> String {
    let rule = |tone: &&Tone| format!(".{}{{background-color:#{}}}\n", tone.class(), tone.0);
    tones.iter().map(rule).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{Rgb, RgbImage};

    #[test]
    fn the_colour_is_that_of_most_of_the_picture() {
        let field = Rgb([40, 120, 60]);
        let picture =
            RgbImage::from_fn(300, 200, |x, _| if x < 100 { Rgb([255; 3]) } else { field });
        let tone = Tone::of(&DynamicImage::ImageRgb8(picture)).unwrap();
        assert_eq!(
            css(&BTreeSet::from([&tone])),
            ".tone-363{background-color:#363}\n"
        );
    }
}
