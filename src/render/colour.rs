//! Filters for colours in templates: a site names one colour, the theme makes from it what can be read
//! on any ground.
//!
//! In and out: `#rrggbb`. Contrast is that of WCAG 2.2, from 1 to 21:
//! <https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio>.

use tera::{Error, Kwargs, State, TeraResult};

/// How finely a colour is moved towards black or white.
const STEPS: u32 = 100;

#[derive(Debug, Clone, Copy, PartialEq)]
struct Colour([u8; 3]);

const BLACK: Colour = Colour([0; 3]);
const WHITE: Colour = Colour([255; 3]);

/// `{{ colour | readable(on="#ffffff", ratio=7) }}`: the colour, moved towards black or white only as far
/// as text of it has that contrast on `on`; as far as it can be where that is less.
#[expect(clippy::needless_pass_by_value, reason = "the engine's signature")]
pub(super) fn readable(value: &str, kwargs: Kwargs, _: &State<'_>) -> TeraResult<String> {
    let colour = Colour::parse(value)?;
    let ground = Colour::parse(&kwargs.must_get::<String>("on")?)?;
    let ratio: f64 = kwargs.must_get("ratio")?;
    Ok(colour.readable(ground, ratio).to_string())
}

/// `{{ colour | mix(with="#ffffff", part=0.9) }}`: the colour with that part of the other in it.
#[expect(clippy::needless_pass_by_value, reason = "the engine's signature")]
pub(super) fn mix(value: &str, kwargs: Kwargs, _: &State<'_>) -> TeraResult<String> {
    let colour = Colour::parse(value)?;
    let other = Colour::parse(&kwargs.must_get::<String>("with")?)?;
    let part: f64 = kwargs.must_get("part")?;
    Ok(colour.mix(other, part.clamp(0.0, 1.0)).to_string())
}

impl Colour {
    fn parse(text: &str) -> TeraResult<Self> {
        let channel = |at: usize| {
            let digits = text.get(at..at + 2)?;
            u8::from_str_radix(digits, 16).ok()
        };
        let channels = (text.len() == 7 && text.starts_with('#'))
            .then(|| Some(Self([channel(1)?, channel(3)?, channel(5)?])));
        channels
            .flatten()
            .ok_or_else(|| Error::message(format!("`{text}` is no colour such as `#17553f`")))
    }

    /// Relative luminance, from 0 to 1.
    fn luminance(self) -> f64 {
        let linear = self.0.map(|channel| {
            let share = f64::from(channel) / 255.0;
            if share <= 0.040_45 {
                share / 12.92
            } else {
                ((share + 0.055) / 1.055).powf(2.4)
            }
        });
        0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    }

    fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    fn mix(self, other: Self, part: f64) -> Self {
        let mut mixed = self.0;
        for (own, other) in mixed.iter_mut().zip(other.0) {
            let value = f64::from(*own) * (1.0 - part) + f64::from(other) * part;
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "between two bytes"
            )]
            let byte = value.round() as u8;
            *own = byte;
        }
        Self(mixed)
    }

    fn readable(self, ground: Self, ratio: f64) -> Self {
        let end = if BLACK.contrast(ground) > WHITE.contrast(ground) {
            BLACK
        } else {
            WHITE
        };
        let mut moved = (0..=STEPS).map(|step| self.mix(end, f64::from(step) / f64::from(STEPS)));
        moved
            .find(|colour| colour.contrast(ground) >= ratio)
            .unwrap_or(end)
    }
}

impl std::fmt::Display for Colour {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colour(text: &str) -> Colour {
        Colour::parse(text).unwrap()
    }

    #[test]
    fn contrast_is_that_of_wcag() {
        let contrast = |one, two| (colour(one).contrast(colour(two)) * 100.0).round() / 100.0;
        // Values of other people's tools: black on white, and the greys around 4.5.
        assert!((contrast("#000000", "#ffffff") - 21.0).abs() < 1e-9);
        assert!((contrast("#767676", "#ffffff") - 4.54).abs() < 1e-9);
        assert!((contrast("#777777", "#ffffff") - 4.48).abs() < 1e-9);
    }

    #[test]
    fn a_colour_that_can_be_read_stays() {
        let green = colour("#17553f");
        assert_eq!(green.readable(WHITE, 7.0), green);
    }

    #[test]
    fn any_colour_can_be_made_to_be_read() {
        for own in [
            "#ffd400", "#17553f", "#ff0000", "#808080", "#00ffff", "#000000",
        ] {
            for ground in ["#ffffff", "#fbf8f1", "#141b18", "#000000"] {
                for ratio in [3.0, 4.5, 7.0] {
                    let made = colour(own).readable(colour(ground), ratio);
                    assert!(
                        made.contrast(colour(ground)) >= ratio,
                        "{own} on {ground}: {made}"
                    );
                }
            }
        }
    }

    #[test]
    fn what_is_no_colour_is_told() {
        for text in ["red", "#17553", "#17553g", "", "#日日"] {
            assert!(Colour::parse(text).is_err(), "{text}");
        }
    }
}
