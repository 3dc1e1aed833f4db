//! From the parser's events to HTML, links and text, in one pass and without keeping the events.
//!
//! In: [`Input`]. Out: [`Markdown`]. This file has the pass itself and the plain elements; what needs
//! state of its own is in the files of `write/`.

mod boxes;
mod footnote;
mod heading;
mod image;
mod link;
mod raw_html;
mod table;

pub(super) use footnote::is_footnote_link;

use std::ops::Range;

use pulldown_cmark::{
    CodeBlockKind, CowStr, DefaultBrokenLinkCallback, Event, OffsetIter, Options, Parser, Tag,
    TagEnd,
};

use super::anchors::Anchors;
use super::directive::Mark;
use super::labels::Labels;
use super::place::Places;
use super::text::{Gap, Sections};
use super::{Heading, Html, Link, Markdown, MarkdownOptions, autolink, cjk, media, sanitize};
use crate::diag::Diagnostics;

/// What the pass reads.
pub(super) struct Input<'a> {
    /// Markdown, ready for the parser.
    pub text: &'a str,
    /// The character that marks places in it, if any; it is part of no output.
    pub mark: Option<char>,
    /// Shortcodes, by the numbers in the comments that stand for them.
    pub marks: &'a [Mark],
    /// From places in the text to places in the file.
    pub places: &'a Places<'a>,
    /// What the caller wants.
    pub options: &'a MarkdownOptions<'a>,
}

/// The state of the pass.
pub(super) struct Writer<'a, 'd> {
    input: &'a Input<'a>,
    diags: &'d mut Diagnostics,
    pub(super) html: Html,
    headings: Vec<Heading>,
    links: Vec<Link>,
    pub(super) sections: Sections,
    title: Option<String>,
    anchors: Anchors,
    /// How many quotes, lists and the like are open.
    depth: usize,
    /// Nothing is written yet.
    at_start: bool,
    in_code: bool,
    /// Paragraphs here are no summary: those in lists, boxes and footnotes.
    aside: usize,
    /// Last character of running text in this block.
    last: Option<char>,
    /// A line end in running text, at this place of the HTML.
    line_end: Option<usize>,
    heading: Option<heading::Open>,
    image: Option<image::Open>,
    open_links: Vec<link::Open>,
    table: Option<table::Open>,
    footnotes: footnote::Footnotes,
    boxes: boxes::Boxes,
    raw: raw_html::Raw,
}

/// Text that waits for what follows, since the parser gives it in pieces.
#[derive(Default)]
struct Held<'a> {
    first: Option<(CowStr<'a>, Range<usize>)>,
    /// All pieces, when there are several.
    joined: String,
}

type Events<'a> = OffsetIter<'a, DefaultBrokenLinkCallback>;

/// Runs the pass. `None` where raw HTML cannot be made safe, which is so only for HTML that no author
/// writes: nested thousands deep.
pub(super) fn write(input: &Input, syntax: Options, diags: &mut Diagnostics) -> Option<Markdown> {
    let mut writer = Writer {
        input,
        diags,
        html: Html::default(),
        headings: Vec::new(),
        links: Vec::new(),
        sections: Sections::default(),
        title: None,
        anchors: Anchors::default(),
        depth: 0,
        at_start: true,
        in_code: false,
        aside: 0,
        last: None,
        line_end: None,
        heading: None,
        image: None,
        open_links: Vec::new(),
        table: None,
        footnotes: footnote::Footnotes::default(),
        boxes: boxes::Boxes::default(),
        raw: raw_html::Raw::default(),
    };
    writer.run(Parser::new_ext(input.text, syntax).into_offset_iter());
    writer.finish()
}

impl<'a> Writer<'a, '_> {
    fn run(&mut self, mut events: Events<'a>) {
        let mut held = Held::default();
        // Where the event before ended: a link's address comes behind its text.
        let mut before = 0;
        while let Some((event, range)) = events.next() {
            if let Event::Text(text) = event {
                before = range.end;
                held.add(text, range);
                continue;
            }
            if let Some((first, range)) = held.first.take() {
                if held.joined.is_empty() {
                    self.running_text(&first, range);
                } else {
                    self.running_text(&held.joined, range);
                    held.joined.clear();
                }
            }
            let end = range.end;
            match event {
                Event::Start(tag) => {
                    self.start(tag, range, &events);
                    continue;
                }
                Event::End(tag) => self.end(tag, range, before),
                other => self.inline(other, range),
            }
            before = end;
        }
    }

    fn finish(mut self) -> Option<Markdown> {
        self.close_boxes(0);
        self.write_footnotes();
        let mut links = self.links;
        let mut html = match self.input.mark {
            Some(mark) if self.raw.seen => sanitize::sanitize(
                &self.html,
                mark,
                &mut links,
                self.raw.places,
                self.input.places.span(0..0),
            )?,
            // Without a mark it cannot be told apart.
            None if self.raw.seen => return None,
            _ => self.html,
        };
        html.shrink();
        let (sections, words, summary) = self.sections.finish();
        Some(Markdown {
            title: self.title,
            html,
            headings: self.headings,
            links,
            anchors: self.raw.anchors,
            sections,
            words,
            summary,
        })
    }

    /// Words in the page's language.
    pub(super) fn labels(&self) -> &'a Labels {
        self.input.options.labels
    }

    fn start(&mut self, tag: Tag<'a>, range: Range<usize>, events: &Events<'a>) {
        match tag {
            Tag::Paragraph => {
                self.block("<p>");
                if self.aside == 0 {
                    self.sections.begin_summary();
                }
            }
            Tag::Heading {
                level,
                id,
                classes,
                attrs,
            } => {
                let only_attrs = id.is_none() && classes.is_empty() && !attrs.is_empty();
                self.start_heading(level, id.as_deref(), &classes, range.clone());
                if only_attrs {
                    self.keep_braces(range);
                }
            }
            Tag::BlockQuote(None) => {
                self.block("<blockquote>\n");
                self.enter();
            }
            Tag::BlockQuote(Some(kind)) => {
                let kind = media::alert_kind(kind);
                self.at_start = false;
                media::notice(self, kind, media::default_title(self.labels(), kind));
                self.enter();
            }
            Tag::CodeBlock(kind) => self.start_code(&kind),
            Tag::HtmlBlock => self.raw.begin_block(),
            Tag::List(start) => self.start_list(start),
            Tag::Item => {
                self.block("<li>");
                self.enter();
            }
            Tag::FootnoteDefinition(name) => {
                self.enter();
                self.start_footnote(&name);
            }
            Tag::DefinitionList => {
                self.block("<dl>\n");
                self.enter();
            }
            Tag::DefinitionListTitle => self.block("<dt>"),
            Tag::DefinitionListDefinition => {
                self.block("<dd>");
                self.enter();
            }
            Tag::Table(alignments) => self.start_table(alignments),
            Tag::TableHead | Tag::TableRow => self.start_row(),
            Tag::TableCell => self.start_cell(),
            Tag::Emphasis => self.tag("<em>"),
            Tag::Strong => self.tag("<strong>"),
            Tag::Strikethrough => self.tag("<del>"),
            Tag::Link {
                link_type,
                dest_url,
                title,
                id,
            } => {
                self.start_link(link_type, &dest_url, &title, &id, range, events);
            }
            Tag::Image {
                link_type,
                dest_url,
                title,
                id,
            } => {
                self.start_image(link_type, &dest_url, &title, &id, range, events);
            }
            // Not in our syntax.
            Tag::Superscript | Tag::Subscript | Tag::MetadataBlock(_) => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>, before: usize) {
        match tag {
            TagEnd::Paragraph => {
                self.end_block("</p>\n");
                self.sections.end_summary();
            }
            TagEnd::Heading(_) => self.end_heading(),
            TagEnd::BlockQuote(kind) => {
                self.leave();
                if kind.is_some() {
                    media::end_notice(self);
                } else {
                    self.html.fresh_line();
                    self.end_block("</blockquote>\n");
                }
            }
            TagEnd::CodeBlock => {
                self.in_code = false;
                self.end_block("</code></pre>\n");
            }
            TagEnd::HtmlBlock => self.end_raw_block(),
            TagEnd::List(ordered) => {
                self.leave();
                self.html.fresh_line();
                self.end_block(if ordered { "</ol>\n" } else { "</ul>\n" });
            }
            TagEnd::Item => {
                self.leave();
                self.end_block("</li>\n");
            }
            TagEnd::FootnoteDefinition => {
                self.leave();
                self.end_footnote();
            }
            TagEnd::DefinitionList => {
                self.leave();
                self.end_block("</dl>\n");
            }
            TagEnd::DefinitionListTitle => self.end_block("</dt>\n"),
            TagEnd::DefinitionListDefinition => {
                self.leave();
                self.end_block("</dd>\n");
            }
            TagEnd::Table => self.end_table(),
            TagEnd::TableHead | TagEnd::TableRow => self.end_row(),
            TagEnd::TableCell => self.end_cell(),
            TagEnd::Emphasis => self.tag("</em>"),
            TagEnd::Strong => self.tag("</strong>"),
            TagEnd::Strikethrough => self.tag("</del>"),
            TagEnd::Link => self.end_link(range, before),
            TagEnd::Image => self.end_image(range, before),
            TagEnd::Superscript | TagEnd::Subscript | TagEnd::MetadataBlock(_) => {}
        }
    }

    fn inline(&mut self, event: Event<'a>, range: Range<usize>) {
        match event {
            Event::Code(code) => {
                let code = self.without_mark(&code).into_owned();
                self.tag("<code>");
                self.plain_text(&code);
                self.tag("</code>");
            }
            Event::Html(html) => self.raw_line(&html, range),
            Event::InlineHtml(html) => self.raw_inline(&html, range),
            Event::FootnoteReference(name) => self.footnote_reference(&name),
            Event::SoftBreak => {
                self.gap(Gap::Soft);
                if self.image.is_none() {
                    self.line_end = Some(self.html.len());
                    self.html.markup("\n");
                }
            }
            Event::HardBreak => {
                self.gap(Gap::Line);
                self.tag("<br>\n");
                self.last = None;
            }
            Event::Rule => self.block("<hr>\n"),
            Event::TaskListMarker(done) => self.check_box(done),
            // Not in our syntax, or not an inline.
            Event::Text(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::Start(_)
            | Event::End(_) => {}
        }
    }

    /// Begins a block.
    fn block(&mut self, tag: &str) {
        self.at_start = false;
        self.last = None;
        self.line_end = None;
        if !self.html.ends_with("<li>") {
            self.html.fresh_line();
        }
        self.html.markup(tag);
        self.sections.gap(Gap::Line);
    }

    /// Ends a block.
    fn end_block(&mut self, tag: &str) {
        self.raw.in_reading = false;
        self.last = None;
        self.line_end = None;
        self.html.markup(tag);
        self.sections.gap(Gap::Line);
    }

    /// Begins the inside of a quote, list or the like.
    fn enter(&mut self) {
        self.depth += 1;
        self.aside += 1;
    }

    /// Ends it, with the boxes that are still open there.
    fn leave(&mut self) {
        self.close_boxes(self.depth);
        self.depth -= 1;
        self.aside -= 1;
    }

    /// Writes a tag within running text.
    fn tag(&mut self, tag: &str) {
        if self.image.is_none() {
            self.html.markup(tag);
        }
    }

    fn gap(&mut self, gap: Gap) {
        if let Some(image) = &mut self.image {
            image.alt.gap(gap);
        } else if let Some(heading) = &mut self.heading {
            heading.text.gap(gap);
        } else {
            self.sections.gap(gap);
        }
    }

    /// The text without the marks that helped the parser.
    fn without_mark<'t>(&self, text: &'t str) -> std::borrow::Cow<'t, str> {
        match self.input.mark {
            Some(mark) if text.contains(mark) => text.replace(mark, "").into(),
            _ => text.into(),
        }
    }

    /// Text as the parser gives it: addresses in it become links.
    fn running_text(&mut self, text: &str, range: Range<usize>) {
        if self.raw.in_block {
            self.raw_indentation(text);
            return;
        }
        let whole = self.without_mark(text);
        if self.in_code || self.image.is_some() || !self.open_links.is_empty() {
            self.plain_text(&whole);
            return;
        }
        let mut rest = 0;
        for link in autolink::find(&whole) {
            self.plain_text(super::rewrite::cut(&whole, rest..link.range.start));
            // Text without escapes is as long as its source, and so is each part of it.
            let place = if range.len() == whole.len() {
                range.start + link.range.start..range.start + link.range.end
            } else {
                range.clone()
            };
            let address = super::rewrite::cut(&whole, link.range.clone());
            self.autolink(link.prefix, address, place);
            rest = link.range.end;
        }
        self.plain_text(super::rewrite::cut(&whole, rest..whole.len()));
    }

    /// Text that is shown as it is.
    fn plain_text(&mut self, text: &str) {
        let Some(first) = text.chars().next() else {
            return;
        };
        if let Some(image) = &mut self.image {
            image.alt.push(text);
            return;
        }
        let joins = self.last.is_some_and(|last| cjk::joins(last, first));
        if let Some(at) = self.line_end.take()
            && joins
        {
            self.html.remove(at);
        }
        self.last = text.chars().next_back();
        self.html.text(text);
        if self.raw.in_reading {
            return;
        }
        if let Some(heading) = &mut self.heading {
            heading.text.push(text);
        } else {
            self.sections.push(text);
        }
    }

    fn start_code(&mut self, kind: &CodeBlockKind) {
        self.block("<pre><code");
        if let CodeBlockKind::Fenced(info) = kind
            && let Some(language) = self.without_mark(info).split([' ', '\t', ',', '{']).next()
            && !language.is_empty()
        {
            self.html
                .attribute("class", &format!("language-{language}"));
        }
        self.html.markup(">");
        self.in_code = true;
    }

    fn start_list(&mut self, start: Option<u64>) {
        match start {
            None => self.block("<ul>\n"),
            Some(start) => {
                self.block("<ol");
                if self.take_steps() {
                    self.html.attribute("class", "steps");
                }
                if start != 1 {
                    self.html.attribute("start", &start.to_string());
                }
                self.html.markup(">\n");
            }
        }
        self.enter();
    }

    fn check_box(&mut self, done: bool) {
        let labels = self.labels();
        let (checked, label) = if done {
            (" checked", &labels.done)
        } else {
            ("", &labels.to_do)
        };
        self.html.markup("<input type=\"checkbox\" disabled");
        self.html.markup(checked);
        self.html.attribute("aria-label", label);
        self.html.markup("> ");
    }
}

impl<'a> Held<'a> {
    fn add(&mut self, text: CowStr<'a>, range: Range<usize>) {
        match &mut self.first {
            None => self.first = Some((text, range)),
            Some((first, whole)) => {
                if self.joined.is_empty() {
                    self.joined.push_str(first);
                }
                self.joined.push_str(&text);
                whole.end = range.end;
            }
        }
    }
}
