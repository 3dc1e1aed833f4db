//! Footnotes: gathered where they are defined, written at the end of the page in the order in which
//! the text refers to them.

use std::collections::HashMap;

use super::Writer;
use crate::markdown::Html;

/// The footnotes of a page.
#[derive(Default)]
pub(super) struct Footnotes {
    /// Number of each that is referred to, and how often.
    numbers: HashMap<String, (usize, usize)>,
    /// Names by number.
    order: Vec<String>,
    /// What each says.
    bodies: HashMap<String, Html>,
    /// Definitions being read: name, and where it begins in the HTML.
    open: Vec<(String, usize)>,
}

/// Labels differ in case no more than those of links do.
fn key(name: &str) -> String {
    name.to_lowercase()
}

impl Writer<'_, '_> {
    pub(super) fn footnote_reference(&mut self, name: &str) {
        if self.image.is_some() {
            return;
        }
        let notes = &mut self.footnotes;
        let next = notes.order.len() + 1;
        let (number, times) = notes.numbers.entry(key(name)).or_insert((next, 0));
        *times += 1;
        if *times == 1 {
            notes.order.push(key(name));
        }
        let id = reference_id(*number, *times);
        let number = *number;
        self.line_end = None;
        self.html.markup(&format!(
            "<sup class=\"footnote-ref\"><a href=\"#fn:{number}\" id=\"{id}\" \
             role=\"doc-noteref\">{number}</a></sup>"
        ));
    }

    pub(super) fn start_footnote(&mut self, name: &str) {
        self.html.fresh_line();
        self.footnotes.open.push((key(name), self.html.len()));
    }

    pub(super) fn end_footnote(&mut self) {
        if let Some((name, at)) = self.footnotes.open.pop() {
            let body = self.html.split_off(at);
            // As with links, the first definition counts.
            self.footnotes.bodies.entry(name).or_insert(body);
        }
    }

    /// Writes those that the text refers to.
    pub(super) fn write_footnotes(&mut self) {
        let Footnotes {
            numbers,
            order,
            bodies,
            ..
        } = std::mem::take(&mut self.footnotes);
        if order.is_empty() {
            return;
        }
        let labels = self.labels();
        self.html.fresh_line();
        self.html
            .markup("<section class=\"footnotes\" role=\"doc-endnotes\"");
        self.html.attribute("aria-label", &labels.footnotes);
        self.html.markup(">\n<ol>\n");
        for (index, name) in order.iter().enumerate() {
            let number = index + 1;
            self.html.markup(&format!("<li id=\"fn:{number}\">"));
            let mut body = bodies.get(name).cloned().unwrap_or_default();
            // The way back stands behind the last word.
            let in_paragraph = body.ends_with("</p>\n");
            if in_paragraph {
                body.truncate(body.len() - "</p>\n".len());
            }
            self.html.append(&body);
            let times = numbers.get(name).map_or(1, |(_, times)| *times);
            for time in 1..=times {
                let id = reference_id(number, time);
                self.html.markup(&format!(
                    " <a href=\"#{id}\" class=\"footnote-back\" role=\"doc-backlink\""
                ));
                self.html.attribute("aria-label", &labels.back);
                self.html.markup(">↩</a>");
            }
            self.html.markup(if in_paragraph {
                "</p></li>\n"
            } else {
                "</li>\n"
            });
        }
        self.html.markup("</ol>\n</section>\n");
    }
}

/// Whether an address is a link between a footnote and the text.
pub(in crate::markdown) fn is_footnote_link(address: &str) -> bool {
    address.starts_with("#fn:") || address.starts_with("#fnref:")
}

/// Anchor of a reference. Colons keep these apart from the anchors of headings.
fn reference_id(number: usize, time: usize) -> String {
    if time == 1 {
        format!("fnref:{number}")
    } else {
        format!("fnref:{number}:{time}")
    }
}
