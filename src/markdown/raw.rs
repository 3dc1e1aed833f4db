//! A light reading of raw HTML, to know what is in it: no judgement, no repair.
//!
//! In: HTML as an author wrote it. Out: each attribute of each tag, and the text between tags, with
//! their places. What browsers make of broken HTML may differ; `sanitize.rs` is what keeps readers
//! safe.

use std::ops::Range;

use super::rewrite::cut;

/// Something in raw HTML.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Part<'a> {
    /// An attribute with a value.
    Attribute {
        /// Name of the element.
        tag: &'a str,
        /// Name of the attribute.
        name: &'a str,
        /// Where the value stands, without its quotes.
        value: Range<usize>,
    },
    /// A start tag has ended.
    Start(&'a str),
    /// An end tag.
    End(&'a str),
    /// Text outside of tags; not that of scripts and styles.
    Text(&'a str),
}

/// Elements whose content the browser reads as text, up to their end tag or the end of the page.
const TEXT_ELEMENTS: &[&str] = &[
    "iframe",
    "noembed",
    "noframes",
    "plaintext",
    "script",
    "style",
    "textarea",
    "title",
    "xmp",
];

/// Whether a tag begins or ends an element that swallows what follows.
pub(super) fn is_text_element(tag: &str) -> bool {
    let name = tag.trim_start_matches(['<', '/']);
    let end = name
        .find(|char: char| !char.is_ascii_alphanumeric())
        .unwrap_or(name.len());
    let name = cut(name, 0..end);
    TEXT_ELEMENTS
        .iter()
        .any(|element| name.eq_ignore_ascii_case(element))
}

/// Elements that hold nothing, or that end by themselves where the next of their kind begins.
const FLAT_ELEMENTS: &[&str] = &[
    "br", "col", "dd", "dt", "hr", "img", "input", "li", "p", "rp", "rt", "source", "tbody", "td",
    "tfoot", "th", "thead", "tr", "track", "wbr",
];

/// A bound on the steps in which a parser of HTML reads a text: for each tag it may look at all
/// elements that are open, or open them again.
pub(super) fn work(html: &str) -> usize {
    let (mut tags, mut depth, mut deepest) = (0_usize, 0_usize, 0_usize);
    let nests = |name: &str| {
        !FLAT_ELEMENTS
            .iter()
            .any(|flat| name.eq_ignore_ascii_case(flat))
    };
    scan(html, |part| match part {
        Part::Start(name) => {
            tags += 1;
            depth += usize::from(nests(name));
            deepest = deepest.max(depth);
        }
        Part::End(name) => {
            tags += 1;
            depth = depth.saturating_sub(usize::from(nests(name)));
        }
        Part::Attribute { .. } | Part::Text(_) => {}
    });
    tags.saturating_mul(deepest)
}

/// Whether there is nothing but a comment.
pub(super) fn is_comment(html: &str) -> bool {
    html.trim()
        .strip_prefix("<!--")
        .and_then(|rest| rest.strip_suffix("-->"))
        .is_some_and(|inner| !inner.contains("-->"))
}

/// Calls `on` for each part, in order.
pub(super) fn scan<'a>(html: &'a str, mut on: impl FnMut(Part<'a>)) {
    let mut at = 0;
    while at < html.len() {
        let rest = cut(html, at..html.len());
        let Some(open) = rest.find('<') else {
            on(Part::Text(rest));
            return;
        };
        if open > 0 {
            on(Part::Text(cut(rest, 0..open)));
        }
        at += open;
        let rest = cut(html, at..html.len());
        if let Some(inner) = rest.strip_prefix("<!--") {
            at += inner.find("-->").map_or(rest.len(), |end| end + 7);
        } else if rest.as_bytes().get(1).is_some_and(u8::is_ascii_alphabetic) {
            let (end, name) = tag(html, at, &mut on);
            at = end;
            on(Part::Start(name));
            if is_text_element(name) {
                at = end_of_text(html, at, name);
            }
        } else if matches!(rest.as_bytes().get(1), Some(b'/' | b'!' | b'?')) {
            if let Some(name) = rest.strip_prefix("</") {
                let end = name.find(|char: char| !char.is_ascii_alphanumeric());
                on(Part::End(cut(name, 0..end.unwrap_or(name.len()))));
            }
            at += rest.find('>').map_or(rest.len(), |end| end + 1);
        } else {
            on(Part::Text("<"));
            at += 1;
        }
    }
}

/// Where the text of a script, style or the like ends.
fn end_of_text(html: &str, start: usize, name: &str) -> usize {
    let mut at = start;
    while let Some(found) = cut(html, at..html.len()).find("</") {
        at += found;
        let after = at + 2;
        if cut(html, after..after + name.len()).eq_ignore_ascii_case(name) {
            return at;
        }
        at = after;
    }
    html.len()
}

/// Reads the start tag at `start`; gives its end and the element's name.
fn tag<'a>(html: &'a str, start: usize, on: &mut impl FnMut(Part<'a>)) -> (usize, &'a str) {
    let bytes = html.as_bytes();
    let skip = |mut at: usize, wanted: &dyn Fn(u8) -> bool| {
        while bytes.get(at).is_some_and(|byte| wanted(*byte)) {
            at += 1;
        }
        at
    };
    let is_space = |byte: u8| byte.is_ascii_whitespace() || byte == b'/';
    let name_end = skip(start + 1, &|byte| !is_space(byte) && byte != b'>');
    let tag = cut(html, start + 1..name_end);
    let mut at = name_end;
    loop {
        at = skip(at, &is_space);
        if at >= html.len() {
            return (html.len(), tag);
        }
        if bytes[at] == b'>' {
            return (at + 1, tag);
        }
        let end = skip(at + 1, &|byte| {
            !is_space(byte) && !matches!(byte, b'=' | b'>')
        });
        let name = cut(html, at..end);
        at = skip(end, &|byte: u8| byte.is_ascii_whitespace());
        if bytes.get(at) != Some(&b'=') {
            continue;
        }
        at = skip(at + 1, &|byte: u8| byte.is_ascii_whitespace());
        let value = if let Some(quote @ (b'"' | b'\'')) = bytes.get(at) {
            let end = skip(at + 1, &|byte| byte != *quote);
            let value = at + 1..end;
            at = (end + 1).min(html.len());
            value
        } else {
            let end = skip(at, &|byte: u8| !byte.is_ascii_whitespace() && byte != b'>');
            let value = at..end;
            at = end;
            value
        };
        on(Part::Attribute { tag, name, value });
    }
}

/// Text with the commonest character references written out.
pub(super) fn unescape(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&nbsp;", "\u{a0}"),
        // Last, so that `&amp;lt;` is the text `&lt;`.
        ("&amp;", "&"),
    ]
    .iter()
    .fold(text.to_owned(), |text, (entity, char)| {
        text.replace(entity, char)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attributes(html: &str) -> Vec<String> {
        let mut found = Vec::new();
        scan(html, |part| {
            if let Part::Attribute { tag, name, value } = part {
                found.push(format!("{tag} {name} {}", cut(html, value)));
            }
        });
        found
    }

    #[test]
    fn reads_attributes() {
        for (html, expected) in [
            (
                "<a href=\"x.md\" id='b' c>文<b d=e/>",
                &["a href x.md", "a id b", "b d e/"][..],
            ),
            (
                "<img src = a.png><!-- <i j=k> --></a l=m>",
                &["img src a.png"],
            ),
            ("<script>x.src=\"<a b=c>\"</script><d e=f>", &["d e f"]),
            ("<a href=\"unclosed", &["a href unclosed"]),
            ("1 < 2 <", &[]),
            ("<a =b c==d>", &["a c =d"]),
        ] {
            assert_eq!(attributes(html), expected, "{html}");
        }
    }

    #[test]
    fn reads_text() {
        let mut text = String::new();
        scan(
            "<p>报<b>名</b><style>p{}</style>&amp;<!--x-->缴费 < 1",
            |part| {
                if let Part::Text(part) = part {
                    text.push_str(&unescape(part));
                }
            },
        );
        assert_eq!(text, "报名&缴费 < 1");
    }

    #[test]
    fn estimates_work() {
        assert_eq!(work("<div><p>a<br><p>b</div><b>c</b>"), 7);
        assert_eq!(work(&"<div>".repeat(100)), 10_000);
        assert_eq!(work("甲"), 0);
    }

    #[test]
    fn knows_what_swallows_text() {
        for tag in ["<script>", "</Script >", "<style\n>", "<textarea x>"] {
            assert!(is_text_element(tag), "{tag}");
        }
        for tag in ["<b>", "<scripts>", "</a>", "<"] {
            assert!(!is_text_element(tag), "{tag}");
        }
        assert!(is_comment(" <!-- more --> "));
        assert!(!is_comment("<!-- a --><b><!-- c -->"));
    }
}
