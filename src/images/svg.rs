//! How large a drawing wants to be.
//!
//! In: an SVG file. Out: its width and height in pixels, of its own attributes or of its `viewBox`, so that
//! the page has room for it before it is there.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// The size of a drawing; none where it does not say.
pub(super) fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut reader = Reader::from_reader(bytes);
    let mut buffer = Vec::new();
    loop {
        match reader.read_event_into(&mut buffer).ok()? {
            Event::Start(root) | Event::Empty(root) => return of_root(&root),
            Event::Eof => return None,
            _ => buffer.clear(),
        }
    }
}

fn of_root(root: &BytesStart<'_>) -> Option<(u32, u32)> {
    if root.local_name().as_ref() != "svg" {
        return None;
    }
    let attribute = |name: &str| {
        let attribute = root.try_get_attribute(name).ok()??;
        Some(attribute.value.into_owned())
    };
    let length = |name: &str| pixels(attribute(name)?.trim().trim_end_matches("px"));
    if let (Some(width), Some(height)) = (length("width"), length("height")) {
        return Some((width, height));
    }
    let view_box = attribute("viewBox")?;
    let mut numbers = view_box.split([' ', ',']).filter(|part| !part.is_empty());
    let (_, _) = (numbers.next()?, numbers.next()?);
    Some((pixels(numbers.next()?)?, pixels(numbers.next()?)?))
}

/// Whole pixels of a number without a unit.
fn pixels(number: &str) -> Option<u32> {
    let number: f64 = number.parse().ok()?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "within the bounds that are looked for"
    )]
    (1.0..=100_000.0)
        .contains(&number)
        .then_some(number.round() as u32)
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn a_drawing_has_the_size_that_it_says() {
        let svg = |attributes: &str| {
            let text = format!(
                "<?xml version=\"1.0\"?>\n<!-- 龙 -->\n<svg {attributes}><g width=\"9\"/></svg>"
            );
            size(text.as_bytes())
        };
        assert_eq!(svg("viewBox=\"0 0 64 48\""), Some((64, 48)));
        assert_eq!(svg("viewBox='-8,-8, 300.4,200'"), Some((300, 200)));
        assert_eq!(
            svg("width=\"80px\" height=\"60\" viewBox=\"0 0 8 6\""),
            Some((80, 60))
        );
        assert_eq!(
            svg("width=\"100%\" height=\"100%\" viewBox=\"0 0 8 6\""),
            Some((8, 6))
        );
        assert_eq!(svg("width=\"80\""), None);
        assert_eq!(svg("viewBox=\"0 0 nan -1\""), None);
        assert_eq!(size(b"<p><svg viewBox='0 0 8 6'/></p>"), None);
        assert_eq!(size(b"\xff<"), None);
    }
}
