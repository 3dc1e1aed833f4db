//! Finds the article in a web page.

use scraper::{ElementRef, Node};

use super::SKIPPED;

/// Ids and classes that hold the article: WeChat's, then those of the systems that most governments' sites
/// in China are made with.
const NAMES: &[&str] = &[
    "js_content",
    "UCAP-CONTENT",
    "TRS_Editor",
    "trs_editor_view",
    "zoom",
    "pages_content",
    "article-content",
    "article_content",
    "articleContent",
];

/// Fewer characters are no article.
const SHORTEST: usize = 20;

/// The element that holds the article.
pub(super) fn find(root: ElementRef<'_>) -> ElementRef<'_> {
    let named = |name: &str| {
        let found = root.descendent_elements().find(|element| {
            let own = element.value();
            own.id() == Some(name) || own.classes().any(|class| class == name)
        });
        found.filter(|element| has_content(*element))
    };
    let tagged = |tag: &str| {
        let all = root
            .descendent_elements()
            .filter(|element| element.value().name() == tag);
        all.filter(|element| has_content(*element))
            .max_by_key(|element| letters(*element))
    };
    NAMES
        .iter()
        .find_map(|name| named(name))
        .or_else(|| tagged("article"))
        .or_else(|| tagged("main"))
        .or_else(|| densest(root))
        .or_else(|| tagged("body"))
        .unwrap_or(root)
}

fn has_content(element: ElementRef<'_>) -> bool {
    letters(element) >= SHORTEST
        || element
            .descendent_elements()
            .any(|inner| inner.value().name() == "img")
}

/// How many characters are in an element, without links: menus are made of these.
fn letters(element: ElementRef<'_>) -> usize {
    let mut count = 0;
    for node in element.descendants() {
        if let Node::Text(text) = node.value() {
            let outside = node
                .ancestors()
                .filter_map(ElementRef::wrap)
                .take(8)
                .all(|above| {
                    let name = above.value().name();
                    name != "a" && !SKIPPED.contains(&name)
                });
            if outside {
                count += text.chars().filter(|c| !c.is_whitespace()).count();
            }
        }
    }
    count
}

/// The element whose own paragraphs hold most of the page's paragraphs' text.
fn densest(root: ElementRef<'_>) -> Option<ElementRef<'_>> {
    let mut all = 0;
    let mut best: Option<(usize, ElementRef<'_>)> = None;
    for element in root.descendent_elements() {
        if matches!(element.value().name(), "p" | "html" | "head") {
            continue;
        }
        let own: usize = element
            .child_elements()
            .filter(|child| child.value().name() == "p")
            .map(letters)
            .sum();
        all += own;
        if own > best.map_or(0, |(most, _)| most) {
            best = Some((own, element));
        }
    }
    let (own, element) = best?;
    (own >= SHORTEST && own * 3 >= all * 2).then_some(element)
}
