//! Codes that a telephone's camera reads, for paper.
//!
//! In: a text, such as a page's address. Out: the code as SVG, to stand in a page itself: an image of its own
//! would be fetched by every reader, and printed by few.

use std::fmt::Write as _;

use fast_qr::{ECL, QRBuilder};

/// Light modules around a code, without which it is not found: ISO/IEC 18004, 5.3.8.
const QUIET: usize = 4;

/// The code of a text; empty if the text is too long for one.
pub(super) fn svg(text: &str) -> String {
    // A sixth of it may be torn or stained.
    let Ok(code) = QRBuilder::new(text).ecl(ECL::M).build() else {
        return String::new();
    };
    let size = code.size + 2 * QUIET;
    let mut path = String::new();
    for y in 0..code.size {
        draw_row(&mut path, y, code.size, |x| code[y][x].value());
    }
    format!(
        "<svg class=\"qr\" viewBox=\"0 0 {size} {size}\" shape-rendering=\"crispEdges\" aria-hidden=\"true\">\
         <path fill=\"#fff\" d=\"M0 0h{size}v{size}H0z\"/><path stroke=\"#000\" d=\"{path}\"/></svg>"
    )
}

/// Draws the dark modules of a row as strokes along its middle. Steps from one to the next are shorter than
/// places.
fn draw_row(path: &mut String, y: usize, size: usize, is_dark: impl Fn(usize) -> bool) {
    let mut pen = None;
    let mut x = 0;
    while x < size {
        let begin = x;
        while x < size && is_dark(x) {
            x += 1;
        }
        if x == begin {
            x += 1;
            continue;
        }
        // Writing to a text cannot fail.
        let moved = match pen {
            None => write!(path, "M{} {}.5", begin + QUIET, y + QUIET),
            Some(pen) => write!(path, "m{} 0", begin - pen),
        };
        moved
            .and_then(|()| write!(path, "h{}", x - begin))
            .unwrap_or_default();
        pen = Some(x);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether each module is dark, as the picture shows it.
    fn drawn(svg: &str) -> Vec<Vec<bool>> {
        let between = |text: &str, before: &str, after: &str| {
            let (_, rest) = text.split_once(before).unwrap();
            rest.split_once(after).unwrap().0.to_owned()
        };
        let size: usize = between(svg, "viewBox=\"0 0 ", " ").parse().unwrap();
        let mut modules = vec![vec![false; size]; size];
        let path = between(svg, "stroke=\"#000\" d=\"", "\"");
        let (mut x, mut y) = (0, 0);
        // Each command stands before its numbers; strokes lie in the middle of a row.
        let commands = path.matches(|c: char| c.is_ascii_alphabetic());
        let numbers = path.split(|c: char| c.is_ascii_alphabetic()).skip(1);
        for (command, numbers) in commands.zip(numbers) {
            let numbers: Vec<usize> = numbers
                .split(' ')
                .map(|number| number.trim_end_matches(".5").parse().unwrap())
                .collect();
            match (command, numbers.as_slice()) {
                ("M", [to, row]) => (x, y) = (*to, *row),
                ("m", [by, 0]) => x += by,
                ("h", [length]) => {
                    modules[y][x..x + length].fill(true);
                    x += length;
                }
                other => panic!("{other:?}"),
            }
        }
        modules
    }

    fn read(svg: &str) -> String {
        let modules = drawn(svg);
        let side = modules.len() * 4;
        let dark = |x: usize, y: usize| modules[y / 4][x / 4];
        let mut picture = rqrr::PreparedImage::prepare_from_greyscale(side, side, |x, y| {
            if dark(x, y) { 0 } else { 255 }
        });
        let codes = picture.detect_grids();
        codes[0].decode().unwrap().1
    }

    #[test]
    fn a_camera_reads_the_address_of_a_page() {
        for address in [
            "https://luxian.example.org/event/fuji-babawu/",
            "https://example.org/",
            "https://learn.example.org/portal/tags/%E8%88%9E%E9%BE%99/page/12/",
        ] {
            assert_eq!(read(&svg(address)), address);
        }
    }

    #[test]
    fn a_code_weighs_little() {
        assert!(svg("https://luxian.example.org/event/fuji-babawu/").len() < 2200);
    }

    #[test]
    fn a_text_too_long_has_no_code() {
        assert_eq!(svg(&"长".repeat(2000)), "");
    }
}
