//! Raw HTML, by the site's policy.

use std::ops::Range;

use super::Writer;
use super::image::missing_alt;
use super::link::is_safe;
use crate::markdown::raw::{self, Part};
use crate::markdown::rewrite::cut;
use crate::markdown::sanitize::{RawPlaces, link_kind};
use crate::markdown::text::Gap;
use crate::markdown::{HtmlPolicy, LinkKind};
use crate::msg;

/// Raw HTML of a page so far.
#[derive(Default)]
pub(super) struct Raw {
    /// There was some that has to be cleaned.
    pub seen: bool,
    /// Where its addresses stand.
    pub places: RawPlaces,
    /// Its anchors.
    pub anchors: Vec<String>,
    /// A block is being read.
    pub in_block: bool,
    /// How a character is read stands above it, `<rt>`: no part of the text's words.
    pub in_reading: bool,
    /// Its lines so far.
    block: String,
    /// Where each line begins, in the block and in the source.
    lines: Vec<(usize, usize)>,
}

impl Raw {
    pub(super) fn begin_block(&mut self) {
        self.in_block = true;
        self.block.clear();
        self.lines.clear();
    }

    /// The place in the source of a place in the block; only its line where the source says it in other
    /// words, with the marks of a quote or other line ends.
    fn source(&self, source: &str, block: &str, range: Range<usize>) -> Range<usize> {
        let line = self.lines.partition_point(|(at, _)| *at <= range.start);
        let (at, line_start) = line
            .checked_sub(1)
            .and_then(|last| self.lines.get(last))
            .copied()
            .unwrap_or_default();
        let start = line_start + (range.start - at);
        let place = start..start + range.len();
        if source.get(place.clone()) == Some(cut(block, range)) {
            place
        } else {
            line_start..line_start
        }
    }
}

/// An address in raw HTML.
struct Address {
    value: Range<usize>,
    kind: LinkKind,
}

impl Writer<'_, '_> {
    /// A line of a block, or a mark that stands for a shortcode.
    pub(super) fn raw_line(&mut self, html: &str, range: Range<usize>) {
        if let Some(mark) = self.mark_of(html) {
            self.write_raw_block();
            self.mark(mark);
            return;
        }
        self.raw.lines.push((self.raw.block.len(), range.start));
        self.raw.block.push_str(html);
    }

    /// The indentation of a line, which the parser gives as text.
    pub(super) fn raw_indentation(&mut self, spaces: &str) {
        self.raw.block.push_str(spaces);
    }

    pub(super) fn end_raw_block(&mut self) {
        self.write_raw_block();
        self.raw.in_block = false;
    }

    fn write_raw_block(&mut self) {
        let block = std::mem::take(&mut self.raw.block);
        if block.trim().is_empty() || raw::is_comment(&block) && self.drops_comments() {
            return;
        }
        self.block("");
        match self.input.options.html {
            HtmlPolicy::Escape => {
                self.html.markup("<p>");
                self.html.text(block.trim_end());
                self.html.markup("</p>\n");
            }
            HtmlPolicy::Sanitize | HtmlPolicy::Allow => {
                self.raw_markup(&block);
                self.html.fresh_line();
            }
        }
        raw::scan(&block, |part| {
            if let Part::Text(text) = part {
                let text = raw::unescape(text.trim());
                self.sections.push(&text);
                self.sections.gap(Gap::Space);
            }
        });
        self.sections.gap(Gap::Line);
        self.raw.lines.clear();
    }

    /// A tag within running text.
    pub(super) fn raw_inline(&mut self, html: &str, range: Range<usize>) {
        if self.image.is_some() || raw::is_comment(html) && self.drops_comments() {
            return;
        }
        self.line_end = None;
        let html = self.without_mark(html).into_owned();
        match html.to_ascii_lowercase().as_str() {
            "<rt>" | "<rp>" => self.raw.in_reading = true,
            "</rt>" | "</rp>" | "</ruby>" => self.raw.in_reading = false,
            _ => {}
        }
        match self.input.options.html {
            HtmlPolicy::Escape => self.html.text(&html),
            // Such a tag would take the rest of the page with it.
            HtmlPolicy::Sanitize if raw::is_text_element(&html) => {}
            HtmlPolicy::Sanitize | HtmlPolicy::Allow => {
                self.raw.lines.clear();
                self.raw.lines.push((0, range.start));
                self.raw_markup(&html);
                self.raw.lines.clear();
            }
        }
    }

    fn drops_comments(&self) -> bool {
        self.input.options.html == HtmlPolicy::Sanitize
    }

    /// Writes markup and notes its anchors and addresses. What will be cleaned keeps its addresses until
    /// then, for only the cleaning knows which of them the page will have.
    fn raw_markup(&mut self, html: &str) {
        let mut addresses = Vec::new();
        // Where the element that is being read has its address, and whether it has a description.
        let (mut shown, mut described) = (None, false);
        let mut undescribed = Vec::new();
        raw::scan(html, |part| match part {
            Part::Attribute { tag, name, value } => {
                let (tag, name) = (tag.to_ascii_lowercase(), name.to_ascii_lowercase());
                if let Some(kind) = link_kind(&tag, &name) {
                    shown = Some(value.clone());
                    addresses.push(Address { value, kind });
                } else if name == "id" || name == "name" && tag == "a" {
                    self.raw.anchors.push(raw::unescape(cut(html, value)));
                } else {
                    described |= name == "alt";
                }
            }
            Part::Start(tag) => {
                if tag.eq_ignore_ascii_case("img") && !described {
                    undescribed.extend(shown.take());
                }
                (shown, described) = (None, false);
            }
            Part::End(_) | Part::Text(_) => {}
        });
        for shown in undescribed {
            let span = self.raw.source(self.input.text, html, shown);
            let fault = missing_alt(
                self.input.places.span(span),
                msg!(
                    en: "write `alt=\"…\"` with what the picture shows, or `alt=\"\"` if it only decorates",
                    zh: "写上 `alt=\"……\"` 说明图片内容；纯装饰的图写 `alt=\"\"`",
                ),
            );
            self.diags.push(fault);
        }
        let clean = self.input.options.html == HtmlPolicy::Sanitize;
        let mut rest = 0;
        for Address { value, kind } in addresses {
            let target = raw::unescape(cut(html, value.clone()).trim());
            let span =
                self.input
                    .places
                    .span(self.raw.source(self.input.text, html, value.clone()));
            if clean {
                if is_safe(&target, kind) {
                    self.raw.places.entry(target).or_default().push_back(span);
                } else {
                    self.report_unsafe(&target, span);
                }
                continue;
            }
            if scheme_is_trusted(&target) {
                // Scripts are these authors' right.
                continue;
            }
            if let Some(link) = self.add_link(&target, kind, span) {
                self.html.markup(cut(html, rest..value.start));
                // An address without quotes needs them, once it is another.
                let quoted = html
                    .as_bytes()
                    .get(value.end)
                    .is_some_and(|quote| matches!(quote, b'"' | b'\''))
                    && value.start > 0
                    && matches!(html.as_bytes().get(value.start - 1), Some(b'"' | b'\''));
                let quote = if quoted { "" } else { "\"" };
                self.html.markup(quote);
                self.html.hole(link);
                self.html.markup(quote);
                rest = value.end;
            }
        }
        self.raw.seen |= clean;
        self.html.markup(cut(html, rest..html.len()));
    }
}

/// Whether an address in trusted HTML is not to be touched: it runs script or holds its own data.
fn scheme_is_trusted(target: &str) -> bool {
    ["javascript:", "data:", "blob:"]
        .iter()
        .any(|scheme| cut(target, 0..scheme.len()).eq_ignore_ascii_case(scheme))
}
