//! Which pictures pages show.
//!
//! In: [`Resolved`]. Out: each picture file that a page shows, once, with the first place that names it.

use std::collections::{BTreeMap, HashMap};

use crate::markdown::LinkKind;
use crate::model::Kind;
use crate::resolve::{FileSource, Resolved, Text};
use crate::source::Span;
use crate::url::has_extension;

/// Kinds of pictures of which smaller ones are made.
const RASTER: [&str; 5] = ["jpg", "jpeg", "png", "webp", "gif"];

/// Fields whose files are to be taken home, not to be looked at on the page.
pub(crate) const TAKEN_HOME: [&str; 3] = ["attachments", "worksheet", "transcript"];

/// Fields whose picture stands for the page where it is shared, the first that it has.
pub(super) const SHARED: [&str; 2] = ["cover", "photo"];

/// A picture file that pages show.
#[derive(Debug)]
pub(super) struct Shown<'a> {
    /// Its address, ready to be written.
    pub(super) href: String,
    /// Where its bytes are.
    pub(super) source: &'a FileSource,
    /// The first place that names it.
    pub(super) place: Span,
    /// Whether its faults keep the site from being published.
    pub(super) is_own: bool,
    /// Whether it stands for a page.
    pub(super) is_shared: bool,
    /// Whether it is a drawing, which any width suits.
    pub(super) is_svg: bool,
}

/// The pictures of a site, in the order of their addresses.
pub(super) fn shown(site: &Resolved) -> Vec<Shown<'_>> {
    let files: HashMap<String, (&FileSource, bool)> = site
        .files
        .iter()
        .filter_map(|(url, source)| {
            let is_svg = has_extension(url.as_str(), "svg");
            let is_picture = is_svg || is_raster(url.as_str());
            is_picture.then(|| (site.config.base_url.href(url), (source, is_svg)))
        })
        .collect();
    let mut found: BTreeMap<String, Shown<'_>> = BTreeMap::new();
    let mut add = |href: &str, place: Span, is_own: bool, is_shared: bool| {
        let Some((source, is_svg)) = files.get(href).copied() else {
            return;
        };
        let one = found.entry(href.to_owned()).or_insert_with(|| Shown {
            href: href.to_owned(),
            source,
            place,
            is_own,
            is_shared,
            is_svg,
        });
        one.is_shared |= is_shared;
    };
    for (_, text) in site.texts() {
        let is_own = site.config.is_own(&text.front);
        // Most pages name no file, and there are many pages.
        let leaves = if text.field_hrefs.is_empty() {
            Vec::new()
        } else {
            text.front.record.leaves()
        };
        for leaf in leaves {
            let is_looked_at = *leaf.kind == Kind::File && !TAKEN_HOME.contains(&&*leaf.field.key);
            if is_looked_at && let Some(href) = text.field_hrefs.get(&leaf.span) {
                add(href, leaf.span, is_own, SHARED.contains(&&*leaf.top.key));
            }
        }
        for (link, href) in text.markdown.links.iter().zip(&text.hrefs) {
            if link.kind == LinkKind::Image
                && let Some(href) = href
            {
                add(href, link.span, is_own, false);
            }
        }
    }
    if let Some(setting) = &site.config.share_image {
        add(
            &setting.href(&site.config.base_url),
            setting.span,
            true,
            true,
        );
    }
    found.into_values().collect()
}

/// Whether a file is one of which smaller ones are made, by its name.
pub(super) fn is_raster(path: &str) -> bool {
    RASTER.iter().any(|kind| has_extension(path, kind))
}

/// The addresses of the pictures that may stand for a text, and what they show.
pub(super) fn standing_for(text: &Text) -> impl Iterator<Item = (&str, &str)> {
    let record = &text.front.record;
    SHARED.iter().filter_map(move |key| {
        let href = text.field_hrefs.get(&record.get(key)?.span)?;
        let alt = record.text(&format!("{key}_alt")).unwrap_or_default();
        Some((href.as_str(), alt))
    })
}
