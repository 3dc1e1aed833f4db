//! Pictures as HTML: what `_picture.html` of the theme writes, for those in a text.

use crate::markdown::Around;

use super::Picture;

/// How wide a picture in a text is: the column, at most 44 rem.
const SIZES: &str = "(min-width: 48rem) 44rem, 100vw";

/// What stands around the address of a picture in a text.
pub(crate) fn around(picture: &Picture) -> Around {
    let mut around = Around::default();
    if !picture.webp.is_empty() {
        let webp = &picture.webp;
        around.before =
            format!("<picture><source type=\"image/webp\" srcset=\"{webp}\" sizes=\"{SIZES}\">");
        around.after = "</picture>";
    }
    let class = picture.tone.iter().map(|tone| format!(" class=\"{tone}\""));
    let size = picture.size.iter();
    let size = size.map(|(width, height)| format!(" width=\"{width}\" height=\"{height}\""));
    around.attributes = class.chain(size).collect();
    around
}
