//! Pictures of web pages: those saved beside the page or written into it.

use base64::Engine as _;
use scraper::ElementRef;

use super::super::document::{Inline, Picture};
use super::{Flow, Reader};

impl Reader<'_> {
    /// Adds a picture to the line.
    pub(super) fn picture(&mut self, element: ElementRef<'_>, flow: &mut Flow) {
        let is_dot = ["width", "height"].iter().any(|side| {
            element
                .attr(side)
                .and_then(|size| size.parse::<f32>().ok())
                .is_some_and(|size| size <= 2.0)
        });
        let sources: Vec<&str> = ["src", "data-src", "data-original", "data-backsrc"]
            .iter()
            .filter_map(|name| element.attr(name))
            .map(str::trim)
            .filter(|source| !source.is_empty())
            .collect();
        if is_dot || sources.is_empty() {
            return;
        }
        // A picture that is not loaded yet has its address elsewhere, and a dot in `src`.
        let lazy = sources.len() > 1;
        let local = sources
            .iter()
            .filter(|source| !(lazy && is_stand_in(source)))
            .find_map(|source| {
                let bytes = embedded(source).or_else(|| (self.beside)(&local_path(source)?))?;
                Some(Picture::of(bytes, source))
            });
        let picture = local.unwrap_or_else(|| {
            let remote = sources
                .iter()
                .rev()
                .find(|source| !source.starts_with("data:"));
            let address = remote.map(|source| match &self.base {
                Some(base) => base
                    .join(source)
                    .map_or_else(|_| (*source).to_owned(), |url| url.to_string()),
                None => (*source).to_owned(),
            });
            Picture::Missing(address.unwrap_or_else(|| "data:".to_owned()))
        });
        let alt = element.attr("alt").unwrap_or_default().trim();
        flow.line.push(Inline::Picture(
            self.document.pictures.len(),
            alt.to_owned(),
        ));
        self.document.pictures.push(picture);
    }
}

/// Whether an address is a picture of a few points that stands where another will be.
fn is_stand_in(source: &str) -> bool {
    source.starts_with("data:") && source.len() < 500
}

/// The bytes of a picture that is written into the page.
fn embedded(source: &str) -> Option<Vec<u8>> {
    let (_, data) = source.strip_prefix("data:image/")?.split_once(";base64,")?;
    let data: String = data.split_whitespace().collect();
    base64::engine::general_purpose::STANDARD.decode(data).ok()
}

/// The path beside the page that an address without a host means; nothing above the page's folder.
fn local_path(source: &str) -> Option<String> {
    let path = source.split(['?', '#']).next().unwrap_or_default();
    let path = path.strip_prefix("./").unwrap_or(path);
    let path = percent_encoding::percent_decode_str(path)
        .decode_utf8()
        .ok()?;
    let is_inside = !path.is_empty()
        && !path.contains([':', '\\', '\0'])
        && path.split('/').all(|part| !part.is_empty() && part != "..");
    is_inside.then(|| path.into_owned())
}
