//! Makes the HTML of a page safe that holds raw HTML of its author.
//!
//! In: the whole page, for a tag may open in one paragraph and close in the next. Out: the same page,
//! repaired as browsers would, with only what the list below allows; our own markup is all on it. Pages
//! without raw HTML never come here.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use super::html::{Html, is_marked, marked};
use super::write::is_footnote_link;
use super::{Link, LinkKind, raw};
use crate::source::Span;

/// Elements, those of our own output included. Not here: scripts, styles, forms (but for the check
/// boxes of task lists), frames, and `svg` and `math`, which have scripting of their own.
const ELEMENTS: &[&str] = &[
    "a",
    "abbr",
    "aside",
    "audio",
    "b",
    "bdi",
    "bdo",
    "blockquote",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "data",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "input",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "picture",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "section",
    "small",
    "source",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "track",
    "u",
    "ul",
    "var",
    "video",
    "wbr",
];

/// Elements that go with all that is in them.
const DROPPED: &[&str] = &[
    "script", "style", "template", "noscript", "iframe", "object",
];

/// Attributes of all elements. `class` stays: the theme's styles can be used from raw HTML, and can do
/// no more than look wrong. `style` goes: the published site forbids it by its security policy.
const ATTRIBUTES: &[&str] = &[
    "aria-describedby",
    "aria-hidden",
    "aria-label",
    "aria-labelledby",
    "class",
    "dir",
    "id",
    "lang",
    "role",
    "title",
];

/// Attributes of single elements.
const OWN_ATTRIBUTES: &[(&str, &[&str])] = &[
    ("a", &["href", "hreflang", "name", "rel", "target"]),
    ("audio", &["controls", "loop", "muted", "preload", "src"]),
    ("bdo", &["dir"]),
    ("blockquote", &["cite"]),
    ("col", &["span"]),
    ("colgroup", &["span"]),
    ("data", &["value"]),
    ("del", &["cite", "datetime"]),
    ("div", &["tabindex"]),
    ("details", &["name", "open"]),
    (
        "img",
        &["alt", "decoding", "height", "loading", "src", "width"],
    ),
    ("ins", &["cite", "datetime"]),
    ("li", &["value"]),
    ("ol", &["reversed", "start", "type"]),
    ("q", &["cite"]),
    ("source", &["media", "src", "type"]),
    ("td", &["colspan", "headers", "rowspan"]),
    ("th", &["abbr", "colspan", "headers", "rowspan", "scope"]),
    ("time", &["datetime"]),
    ("track", &["default", "kind", "label", "src", "srclang"]),
    (
        "video",
        &[
            "controls",
            "height",
            "loop",
            "muted",
            "playsinline",
            "poster",
            "preload",
            "src",
            "width",
        ],
    ),
];

/// Schemes of addresses; one without a scheme is always fine.
const SCHEMES: &[&str] = &["http", "https", "mailto", "tel", "sms", "geo", "ftp"];

/// Places of the addresses in raw HTML, by what they say: the parser of HTML knows no places.
pub(super) type RawPlaces = HashMap<String, VecDeque<Span>>;

/// What an address in an attribute is for; `None` for attributes that hold none.
pub(super) fn link_kind(element: &str, attribute: &str) -> Option<LinkKind> {
    match (element, attribute) {
        ("a", "href") => Some(LinkKind::Link),
        ("img", "src") | ("video", "poster") => Some(LinkKind::Image),
        ("audio" | "video" | "source" | "track", "src") => Some(LinkKind::Media),
        _ => None,
    }
}

/// The addresses found while cleaning.
struct Found {
    links: Vec<Link>,
    places: RawPlaces,
}

/// Most work that cleaning a page may be: a second or so. Only thousands of nested elements come near.
const MOST_WORK: usize = 20_000_000;

/// Cleans a page, or gives `None` where that would take too long. The addresses in its raw HTML become
/// links too. `anywhere` is the place of a link whose own is not known; `mark` must not occur in the page.
pub(super) fn sanitize(
    html: &Html,
    mark: char,
    links: &mut Vec<Link>,
    places: RawPlaces,
    anywhere: Span,
) -> Option<Html> {
    let marked_html = html.with_marks(mark);
    if raw::work(&marked_html) > MOST_WORK {
        return None;
    }
    let found = Arc::new(Mutex::new(Found {
        links: std::mem::take(links),
        places,
    }));
    let shared = Arc::clone(&found);
    let clean = builder()
        .attribute_filter(move |element, attribute, value| {
            let mut found = shared.lock().unwrap_or_else(PoisonError::into_inner);
            if value.contains(mark) {
                // Ours, or an author's character reference that would be ours.
                return is_marked(value, mark, found.links.len()).then_some(Cow::Borrowed(value));
            }
            let Some(kind) = link_kind(element, attribute) else {
                return Some(Cow::Borrowed(value));
            };
            // Links between a footnote and the text are ours, and lead nowhere else.
            if is_footnote_link(value) && !found.places.contains_key(value) {
                return Some(Cow::Borrowed(value));
            }
            let span = found
                .places
                .get_mut(value)
                .and_then(VecDeque::pop_front)
                .unwrap_or(anywhere);
            found.links.push(Link {
                target: value.to_owned(),
                kind,
                span,
            });
            Some(Cow::Owned(marked(mark, found.links.len() - 1)))
        })
        .clean(&marked_html)
        .to_string();
    *links = std::mem::take(&mut found.lock().unwrap_or_else(PoisonError::into_inner).links);
    Some(Html::from_marks(&clean, mark, links.len()))
}

fn builder() -> ammonia::Builder<'static> {
    let set = |names: &[&'static str]| names.iter().copied().collect::<HashSet<_>>();
    let check_box = HashMap::from([
        ("type", set(&["checkbox"])),
        ("disabled", set(&[""])),
        ("checked", set(&[""])),
    ]);
    let mut builder = ammonia::Builder::empty();
    builder
        .tags(set(ELEMENTS))
        .clean_content_tags(set(DROPPED))
        .generic_attributes(set(ATTRIBUTES))
        .tag_attributes(
            OWN_ATTRIBUTES
                .iter()
                .map(|(element, attributes)| (*element, set(attributes)))
                .collect(),
        )
        .tag_attribute_values(HashMap::from([("input", check_box)]))
        // An author's bare `<input>` would else be a text field.
        .set_tag_attribute_value("input", "type", "checkbox")
        .set_tag_attribute_value("input", "disabled", "")
        .url_schemes(set(SCHEMES))
        .url_relative(ammonia::UrlRelative::PassThrough)
        .link_rel(None)
        .strip_comments(true);
    builder
}
