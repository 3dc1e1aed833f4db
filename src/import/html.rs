//! Reads saved web pages: articles of WeChat accounts, of governments' sites, Word saved as a web page.
//!
//! In: the bytes of a page, and a way to the files saved beside it. Out: a [`Document`] of the article
//! alone. No script runs, nothing is fetched.

mod content;
mod meta;
mod picture;
mod table;

use scraper::{ElementRef, Html, Node};
use url::Url;

use super::document::{Block, Document, Inline, Paragraph, Style, is_empty, plain, push_text};
use super::lists::{Flat, nested};
use super::{Refusal, encoding};

/// Elements that hold no text of the article.
const SKIPPED: &[&str] = &[
    "script",
    "style",
    "noscript",
    "template",
    "iframe",
    "object",
    "embed",
    "nav",
    "header",
    "footer",
    "aside",
    "form",
    "button",
    "select",
    "input",
    "textarea",
    "svg",
    "canvas",
    "video",
    "audio",
    "head",
    "title",
    "mpvoice",
    "mp-common-profile",
];

/// Elements that stand on lines of their own.
const BLOCKS: &[&str] = &[
    "p",
    "div",
    "section",
    "article",
    "main",
    "body",
    "html",
    "center",
    "address",
    "figure",
    "figcaption",
    "details",
    "summary",
    "fieldset",
    "dl",
    "dt",
    "dd",
    "hr",
    "li",
    "caption",
];

/// Deeper than pages nest; walking the tree must not run out of stack.
const DEEPEST: usize = 200;

/// Reads a page. `beside` gives the bytes of a file by its path from the page's folder.
pub(super) fn read(
    bytes: &[u8],
    beside: &dyn Fn(&str) -> Option<Vec<u8>>,
) -> Result<Document, Refusal> {
    let text = encoding::text(bytes, encoding::of_html(bytes));
    if !text.contains('<') {
        return Err(Refusal::NotThis(".html"));
    }
    let page = Html::parse_document(&text);
    let root = page.root_element();
    let meta = meta::read(root, &text);
    let content = content::find(root);
    let mut reader = Reader {
        base: meta.url.as_deref().and_then(|url| Url::parse(url).ok()),
        beside,
        document: Document {
            meta,
            ..Document::default()
        },
    };
    let blocks = reader.blocks(content, &Style::default(), 0);
    let mut document = reader.document;
    document.blocks = blocks;
    Ok(document)
}

struct Reader<'a> {
    base: Option<Url>,
    beside: &'a dyn Fn(&str) -> Option<Vec<u8>>,
    document: Document,
}

/// Blocks that are done, and the line that is not.
#[derive(Default)]
struct Flow {
    flat: Vec<Flat>,
    line: Vec<Inline>,
    centred: bool,
}

impl Flow {
    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        // Blank lines between paragraphs are kept for the cleaner, which tells how many there were.
        if !is_empty(&line)
            || line
                .iter()
                .any(|inline| matches!(inline, Inline::Text(run) if run.text.contains('\u{a0}')))
        {
            let centred = self.centred;
            self.flat.push(Flat::Block(Block::Paragraph(Paragraph {
                text: line,
                centred,
            })));
        }
    }

    fn push(&mut self, block: Block) {
        self.end_line();
        self.flat.push(Flat::Block(block));
    }
}

impl Reader<'_> {
    fn blocks(&mut self, element: ElementRef<'_>, style: &Style, depth: usize) -> Vec<Block> {
        let mut flow = Flow::default();
        self.children(element, style, &mut flow, depth);
        flow.end_line();
        nested(flow.flat)
    }

    fn children(&mut self, element: ElementRef<'_>, style: &Style, flow: &mut Flow, depth: usize) {
        for child in element.children() {
            match child.value() {
                Node::Text(text) => push_text(&mut flow.line, &one_line(text), style),
                Node::Element(_) => {
                    if let Some(child) = ElementRef::wrap(child) {
                        self.element(child, style, flow, depth + 1);
                    }
                }
                _ => {}
            }
        }
    }

    fn element(&mut self, element: ElementRef<'_>, style: &Style, flow: &mut Flow, depth: usize) {
        let name = element.value().name();
        if SKIPPED.contains(&name) || is_hidden(element) {
            return;
        }
        if depth > DEEPEST {
            let text: String = element.text().collect();
            push_text(&mut flow.line, &one_line(&text), style);
            return;
        }
        match name {
            "br" => flow.line.push(Inline::Break),
            "img" => self.picture(element, flow),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let level = name.bytes().last().map_or(1, |digit| digit - b'0');
                self.heading(element, level, style, flow, depth);
            }
            "ul" | "ol" => {
                flow.end_line();
                self.list(element, style, flow, 0, depth);
            }
            "table" => self.table(element, style, flow, depth),
            "blockquote" => {
                let inside = self.blocks(element, style, depth);
                flow.push(Block::Quote(inside));
            }
            "pre" => {
                let text: String = element.text().collect();
                flow.push(Block::Code(text.trim_matches('\n').to_owned()));
            }
            _ if BLOCKS.contains(&name) => self.block(element, style, flow, depth),
            _ => {
                let style = self.styled(element, style);
                self.children(element, &style, flow, depth);
            }
        }
    }

    /// A paragraph or what holds paragraphs.
    fn block(&mut self, element: ElementRef<'_>, style: &Style, flow: &mut Flow, depth: usize) {
        let css = css(element);
        if let Some(level) = word_heading(element, &css) {
            self.heading(element, level, style, flow, depth);
            return;
        }
        flow.end_line();
        if let Some(level) = css.get("mso-list").and_then(|list| word_level(list)) {
            let mut inside = Flow::default();
            self.children(element, style, &mut inside, depth);
            let (number, text) = without_marker(element, inside.line);
            flow.flat.push(Flat::Item {
                level,
                number,
                text,
            });
            return;
        }
        let outer = flow.centred;
        flow.centred = match css.get("text-align") {
            Some(align) => align == "center",
            None => {
                outer
                    || element.attr("align") == Some("center")
                    || element.value().name() == "center"
            }
        };
        let style = self.styled(element, style);
        self.children(element, &style, flow, depth);
        flow.end_line();
        flow.centred = outer;
    }

    fn heading(
        &mut self,
        element: ElementRef<'_>,
        level: u8,
        style: &Style,
        flow: &mut Flow,
        depth: usize,
    ) {
        flow.end_line();
        let blocks = self.blocks(element, style, depth);
        match blocks.as_slice() {
            [Block::Paragraph(paragraph)] if !plain(&paragraph.text).trim().is_empty() => {
                flow.push(Block::Heading(level, paragraph.text.clone()));
            }
            _ => flow.flat.extend(blocks.into_iter().map(Flat::Block)),
        }
    }

    fn list(
        &mut self,
        list: ElementRef<'_>,
        style: &Style,
        flow: &mut Flow,
        level: usize,
        depth: usize,
    ) {
        let mut number = (list.value().name() == "ol").then(|| {
            let start = list
                .attr("start")
                .and_then(|start| start.trim().parse().ok());
            start.unwrap_or(1u32)
        });
        for child in list.child_elements() {
            match child.value().name() {
                "li" => {
                    let mut inside = Flow::default();
                    if depth < DEEPEST {
                        self.item(child, style, &mut inside, level, depth + 1);
                    }
                    inside.end_line();
                    let mut parts = inside.flat.into_iter();
                    let (text, first) = match parts.next() {
                        Some(Flat::Block(Block::Paragraph(paragraph))) => (paragraph.text, None),
                        other => (Vec::new(), other),
                    };
                    if is_empty(&text) && first.is_none() {
                        continue;
                    }
                    flow.flat.push(Flat::Item {
                        level,
                        number,
                        text,
                    });
                    for part in first.into_iter().chain(parts) {
                        flow.flat.push(match part {
                            Flat::Block(block) => Flat::Within { level, block },
                            other => other,
                        });
                    }
                    number = number.map(|number| number.saturating_add(1));
                }
                // Editors put lists directly into lists.
                "ul" | "ol" if depth < DEEPEST => {
                    self.list(child, style, flow, level + 1, depth + 1);
                }
                _ => {}
            }
        }
    }

    /// What is in a point of a list: lists in it are one level deeper.
    fn item(
        &mut self,
        item: ElementRef<'_>,
        style: &Style,
        flow: &mut Flow,
        level: usize,
        depth: usize,
    ) {
        for child in item.children() {
            let Some(element) = ElementRef::wrap(child) else {
                if let Node::Text(text) = child.value() {
                    push_text(&mut flow.line, &one_line(text), style);
                }
                continue;
            };
            if matches!(element.value().name(), "ul" | "ol") {
                flow.end_line();
                self.list(element, style, flow, level + 1, depth + 1);
            } else {
                self.element(element, style, flow, depth + 1);
            }
        }
    }

    fn styled(&mut self, element: ElementRef<'_>, outer: &Style) -> Style {
        let mut style = outer.clone();
        match element.value().name() {
            "b" | "strong" => style.bold = true,
            "i" | "em" => style.italic = true,
            "s" | "del" | "strike" => style.struck = true,
            "a" => {
                if let Some(href) = element
                    .attr("href")
                    .map(str::trim)
                    .filter(|href| !href.is_empty())
                {
                    style.link = self.address(href);
                    if style.link.is_none() && !element.text().all(|text| text.trim().is_empty()) {
                        self.document.lost_links.push(href.to_owned());
                    }
                }
            }
            _ => {}
        }
        let css = css(element);
        if let Some(weight) = css.get("font-weight") {
            style.bold = weight == "bold"
                || weight == "bolder"
                || weight.parse::<u16>().is_ok_and(|weight| weight >= 600);
        }
        if let Some(slant) = css.get("font-style") {
            style.italic = slant == "italic";
        }
        if css
            .get("text-decoration")
            .is_some_and(|line| line.contains("line-through"))
        {
            style.struck = true;
        }
        style
    }

    /// An address that a reader may follow from another site.
    fn address(&self, href: &str) -> Option<String> {
        if href.starts_with('#') {
            return None;
        }
        let url = match Url::parse(href) {
            Ok(url) => url,
            Err(_) => self.base.as_ref()?.join(href).ok()?,
        };
        matches!(url.scheme(), "http" | "https" | "mailto" | "tel").then(|| url.to_string())
    }
}

/// The text with its line ends and tabs as spaces, as browsers show it; other spaces stay.
fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for char in text.chars() {
        if matches!(char, ' ' | '\t' | '\n' | '\r' | '\u{c}') {
            if !line.ends_with(' ') {
                line.push(' ');
            }
        } else {
            line.push(char);
        }
    }
    line
}

/// The properties of a `style` attribute, in lower case.
struct Css(Vec<(String, String)>);

impl Css {
    fn get(&self, name: &str) -> Option<&String> {
        self.0
            .iter()
            .rev()
            .find(|(own, _)| own == name)
            .map(|(_, value)| value)
    }
}

fn css(element: ElementRef<'_>) -> Css {
    let style = element
        .attr("style")
        .unwrap_or_default()
        .to_ascii_lowercase();
    let properties = style.split(';').filter_map(|property| {
        let (name, value) = property.split_once(':')?;
        Some((name.trim().to_owned(), value.trim().to_owned()))
    });
    Css(properties.collect())
}

fn is_hidden(element: ElementRef<'_>) -> bool {
    let css = css(element);
    // WeChat's own text is `visibility: hidden` until its script has run: that hides nothing.
    css.get("display").is_some_and(|value| value == "none")
        || css.get("mso-hide").is_some_and(|value| value == "all")
        || css.get("mso-list").is_some_and(|value| value == "ignore")
}

/// The level of a heading in a page that Word saved: 0 is the title.
fn word_heading(element: ElementRef<'_>, css: &Css) -> Option<u8> {
    if element.value().classes().any(|class| class == "MsoTitle") {
        return Some(0);
    }
    css.get("mso-outline-level")?.parse().ok()
}

/// The level of a point in a page that Word saved: `l0 level2 lfo1`.
fn word_level(list: &str) -> Option<usize> {
    let level: usize = list
        .split_whitespace()
        .find_map(|part| part.strip_prefix("level"))?
        .parse()
        .ok()?;
    level.checked_sub(1)
}

/// The number of such a point, which Word writes before its text, and the text.
fn without_marker(element: ElementRef<'_>, text: Vec<Inline>) -> (Option<u32>, Vec<Inline>) {
    let marker = element.descendent_elements().find(|inner| {
        css(*inner)
            .get("mso-list")
            .is_some_and(|value| value == "ignore")
    });
    let marker: String = marker
        .map(|marker| marker.text().collect())
        .unwrap_or_default();
    let digits: String = marker.chars().filter(char::is_ascii_digit).collect();
    (digits.parse().ok(), text)
}
