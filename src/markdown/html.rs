//! HTML with holes where URLs go.
//!
//! A page's HTML is written once, before it is known where its links lead; [`Html::fill`] writes the
//! addresses in later, as often as needed. All escaping of the Markdown stage happens here.

use std::borrow::Cow;

use super::rewrite::cut;

/// How Markdown begins and ends a picture. Pictures below the fold cost nothing until they are near.
const IMAGE_START: &str = "<img src=\"";
pub(super) const IMAGE_END: &str = " loading=\"lazy\" decoding=\"async\">";

/// What is known of a picture beside its address when the address is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Around {
    /// Markup before `<img`.
    pub before: String,
    /// Attributes at the end of the tag.
    pub attributes: String,
    /// Markup behind the tag.
    pub after: &'static str,
}

/// A place in the text that takes the address of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Hole {
    /// Byte offset in the text.
    at: usize,
    /// Index of the link.
    link: usize,
}

/// Safe HTML, except for the addresses of its links, which are not in it yet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Html {
    text: String,
    /// In order.
    holes: Vec<Hole>,
}

impl Html {
    /// Writes the HTML to `out`, with the address of each link, which is escaped here. A link that has none
    /// loses the attribute for it, as HTML has it: an `<a>` without `href` is where a link might be.
    pub fn fill<'a>(&self, url_of: impl Fn(usize) -> Option<Cow<'a, str>>, out: &mut String) {
        self.fill_around(url_of, |_| None, out);
    }

    /// As [`Self::fill`], with what is known of a picture around its `<img>`, where Markdown wrote that. Raw
    /// HTML is left as its author wrote it.
    pub fn fill_around<'a>(
        &self,
        url_of: impl Fn(usize) -> Option<Cow<'a, str>>,
        around: impl Fn(usize) -> Option<Around>,
        out: &mut String,
    ) {
        out.reserve(self.text.len() + self.holes.len() * 32);
        let mut rest = 0;
        for hole in &self.holes {
            out.push_str(cut(&self.text, rest..hole.at));
            rest = hole.at;
            if let Some(url) = url_of(hole.link) {
                let tag = self.rest_of_image(hole, out);
                if let Some((end, around)) = tag.and_then(|end| Some((end, around(hole.link)?))) {
                    out.insert_str(out.len() - IMAGE_START.len(), &around.before);
                    escape_attribute(&url, out);
                    out.push_str(cut(&self.text, rest..end - ">".len()));
                    out.push_str(&around.attributes);
                    out.push('>');
                    out.push_str(around.after);
                    rest = end;
                } else {
                    escape_attribute(&url, out);
                }
            } else {
                let name = out.rfind(|c: char| c.is_ascii_whitespace());
                out.truncate(name.unwrap_or(out.len()));
                rest += "\"".len();
            }
        }
        out.push_str(cut(&self.text, rest..self.text.len()));
    }

    /// Where the tag of a picture ends whose address goes here; none where this is no picture, or one of
    /// raw HTML.
    fn rest_of_image(&self, hole: &Hole, out: &str) -> Option<usize> {
        if !out.ends_with(IMAGE_START) {
            return None;
        }
        let rest = cut(&self.text, hole.at..self.text.len());
        let tag = cut(rest, 0..rest.find(IMAGE_END)? + IMAGE_END.len());
        (!tag.contains('<')).then(|| hole.at + tag.len())
    }

    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Length of the text so far, as a place for the methods below.
    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    /// Appends markup as it is.
    pub(super) fn markup(&mut self, markup: &str) {
        self.text.push_str(markup);
    }

    /// Appends plain text.
    pub(super) fn text(&mut self, text: &str) {
        escape_text(text, &mut self.text);
    }

    /// Appends ` name="value"`.
    pub(super) fn attribute(&mut self, name: &str, value: &str) {
        self.markup(" ");
        self.markup(name);
        self.markup("=\"");
        escape_attribute(value, &mut self.text);
        self.markup("\"");
    }

    /// Appends ` name="…"` with the address of a link to come.
    pub(super) fn link(&mut self, name: &str, link: usize) {
        self.markup(" ");
        self.markup(name);
        self.markup("=\"");
        self.hole(link);
        self.markup("\"");
    }

    /// Leaves room for the address of a link.
    pub(super) fn hole(&mut self, link: usize) {
        self.holes.push(Hole {
            at: self.text.len(),
            link,
        });
    }

    /// Starts a new line, unless at the start of one.
    pub(super) fn fresh_line(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }

    /// Gives back memory that nothing will be written to.
    pub(super) fn shrink(&mut self) {
        self.text.shrink_to_fit();
        self.holes.shrink_to_fit();
    }

    /// Drops everything from a place on.
    pub(super) fn truncate(&mut self, at: usize) {
        self.text.truncate(at);
        self.holes.truncate(self.holes_before(at));
    }

    /// Takes everything from a place on.
    pub(super) fn split_off(&mut self, at: usize) -> Self {
        let mut holes = self.holes.split_off(self.holes_before(at));
        for hole in &mut holes {
            hole.at -= at;
        }
        Self {
            text: self.text.split_off(at),
            holes,
        }
    }

    /// Appends other HTML.
    pub(super) fn append(&mut self, other: &Self) {
        let shift = self.text.len();
        self.text.push_str(&other.text);
        self.holes.extend(other.holes.iter().map(|hole| Hole {
            at: hole.at + shift,
            link: hole.link,
        }));
    }

    /// Puts markup into a place near the end: all behind it moves.
    pub(super) fn insert(&mut self, at: usize, markup: &str) {
        let first = self.holes_before(at);
        self.text.insert_str(at, markup);
        for hole in self.holes.iter_mut().skip(first) {
            hole.at += markup.len();
        }
    }

    /// Takes out one ASCII character near the end: all behind it moves.
    pub(super) fn remove(&mut self, at: usize) {
        let first = self.holes_before(at);
        self.text.remove(at);
        for hole in self.holes.iter_mut().skip(first) {
            hole.at -= 1;
        }
    }

    /// Whether the text ends with `end`.
    pub(super) fn ends_with(&self, end: &str) -> bool {
        self.text.ends_with(end)
    }

    /// The text with each hole written as `mark`, the link's number and `mark`.
    pub(super) fn with_marks(&self, mark: char) -> String {
        let mut out = String::with_capacity(self.text.len() + self.holes.len() * 12);
        let mut rest = 0;
        for hole in &self.holes {
            out.push_str(cut(&self.text, rest..hole.at));
            out.push_str(&marked(mark, hole.link));
            rest = hole.at;
        }
        out.push_str(cut(&self.text, rest..self.text.len()));
        out
    }

    /// The reverse of [`Self::with_marks`]. A mark that is no part of a hole's whole form is dropped: an
    /// author can write one as a character reference, and must not shift what is markup and what is
    /// not.
    pub(super) fn from_marks(text: &str, mark: char, links: usize) -> Self {
        let mut html = Self::default();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once(mark) {
            html.markup(before);
            rest = after;
            if let Some((link, after)) = after.split_once(mark)
                && let Some(link) = number(link, links)
            {
                html.hole(link);
                rest = after;
            }
        }
        html.markup(rest);
        html
    }

    /// Index of the first hole behind `at`: one that is at `at` itself belongs to what follows.
    fn holes_before(&self, at: usize) -> usize {
        self.holes.partition_point(|hole| hole.at < at)
    }
}

/// How [`Html::with_marks`] writes a hole.
pub(super) fn marked(mark: char, link: usize) -> String {
    format!("{mark}{link}{mark}")
}

/// Whether a text is the form of a hole for one of `links` links, and nothing else.
pub(super) fn is_marked(text: &str, mark: char, links: usize) -> bool {
    text.strip_prefix(mark)
        .and_then(|rest| rest.strip_suffix(mark))
        .is_some_and(|link| number(link, links).is_some())
}

fn number(text: &str, links: usize) -> Option<usize> {
    let digits =
        !text.is_empty() && text.len() < 20 && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|link| digits && *link < links)
}

/// Appends text between tags.
fn escape_text(text: &str, out: &mut String) {
    escape(text, out, |byte| match byte {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        0 => Some("\u{fffd}"),
        _ => None,
    });
}

/// Appends text between the double quotes of an attribute.
fn escape_attribute(text: &str, out: &mut String) {
    escape(text, out, |byte| match byte {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        b'"' => Some("&quot;"),
        0 => Some("\u{fffd}"),
        _ => None,
    });
}

fn escape(text: &str, out: &mut String, entity: impl Fn(u8) -> Option<&'static str>) {
    let mut rest = 0;
    for (at, byte) in text.bytes().enumerate() {
        if let Some(entity) = entity(byte) {
            out.push_str(cut(text, rest..at));
            out.push_str(entity);
            rest = at + 1;
        }
    }
    out.push_str(cut(text, rest..text.len()));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(html: &Html) -> String {
        let mut out = String::new();
        html.fill(
            |link| (link != 3).then(|| Cow::Owned(format!("/{link}?a&b\""))),
            &mut out,
        );
        out
    }

    #[test]
    fn a_link_without_an_address_is_a_place_for_one() {
        let mut html = Html::default();
        html.markup("<p>见 <a class=\"x\"");
        html.link("href", 3);
        html.markup(" title=\"y\">通知</a>");
        assert_eq!(filled(&html), "<p>见 <a class=\"x\" title=\"y\">通知</a>");
    }

    #[test]
    fn what_is_known_of_a_picture_goes_around_it() {
        let mut html = Html::default();
        for (end, link) in [(" alt=\"龙\"", 0), (" alt=\"龙\"", 1), (">", 0)] {
            html.markup("<img");
            html.link("src", link);
            html.markup(end);
            if end != ">" {
                html.markup(IMAGE_END);
            }
        }
        let known = Around {
            before: "<picture>".to_owned(),
            attributes: " width=\"4\"".to_owned(),
            after: "</picture>",
        };
        let mut out = String::new();
        let around = |link: usize| (link == 0).then(|| known.clone());
        html.fill_around(|_| Some("a.jpg".into()), around, &mut out);
        assert_eq!(
            out,
            "<picture><img src=\"a.jpg\" alt=\"龙\" loading=\"lazy\" decoding=\"async\" width=\"4\"></picture>\
             <img src=\"a.jpg\" alt=\"龙\" loading=\"lazy\" decoding=\"async\">\
             <img src=\"a.jpg\">"
        );
    }

    #[test]
    fn holes_move_with_the_text() {
        let mut html = Html::default();
        html.markup("<a");
        html.link("href", 7);
        html.markup(">x</a>\n");
        html.insert(0, "<p>");
        assert_eq!(filled(&html), "<p><a href=\"/7?a&amp;b&quot;\">x</a>\n");
        let tail = html.split_off(3);
        html.markup("…");
        html.append(&tail);
        html.remove(html.len() - 1);
        assert_eq!(filled(&html), "<p>…<a href=\"/7?a&amp;b&quot;\">x</a>");
        let marked = html.with_marks('\u{fdd0}');
        assert_eq!(Html::from_marks(&marked, '\u{fdd0}', 8), html);
        assert_eq!(
            filled(&Html::from_marks(&marked, '\u{fdd0}', 7)),
            "<p>…<a href=\"7\">x</a>"
        );
        let stray = "a\u{fdd0}\"b\u{fdd0}1\u{fdd0}\u{fdd0}";
        assert_eq!(
            filled(&Html::from_marks(stray, '\u{fdd0}', 2)),
            "a\"b/1?a&amp;b&quot;"
        );
    }
}
