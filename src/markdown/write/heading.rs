//! Headings: their anchors, and the one that is the page's title.

use std::ops::Range;

use pulldown_cmark::{CowStr, HeadingLevel};

use super::Writer;
use crate::diag::{Code, Diagnostic};
use crate::markdown::rewrite::cut;
use crate::markdown::text::Plain;
use crate::markdown::{Heading, Html};
use crate::msg;

/// A heading whose text is being read. Its tag is written at the end, when the text and with it the
/// anchor are known.
pub(super) struct Open {
    level: HeadingLevel,
    id: Option<String>,
    classes: String,
    range: Range<usize>,
    /// Where it begins, in the HTML and the links.
    html: usize,
    links: usize,
    /// It opens the page.
    first: bool,
    /// Text in braces at its end, which the parser took for attributes.
    braces: String,
    pub text: Plain,
}

impl Writer<'_, '_> {
    pub(super) fn start_heading(
        &mut self,
        level: HeadingLevel,
        id: Option<&str>,
        classes: &[CowStr],
        range: Range<usize>,
    ) {
        let first = self.at_start && self.depth == 0 && self.boxes.is_empty();
        self.block("");
        let classes: Vec<&str> = classes.iter().map(|class| &**class).collect();
        self.heading = Some(Open {
            level,
            id: id.map(str::to_owned),
            classes: classes.join(" "),
            range,
            html: self.html.len(),
            links: self.links.len(),
            first,
            braces: String::new(),
            text: Plain::default(),
        });
    }

    /// Keeps `{1, 2}` at the end of a heading: neither an anchor nor a class, so it is text.
    pub(super) fn keep_braces(&mut self, range: Range<usize>) {
        let source = self.without_mark(cut(self.input.text, range));
        if let Some((_, inner)) = source.rsplit_once('{')
            && let Some((inner, _)) = inner.split_once('}')
            && let Some(heading) = &mut self.heading
        {
            heading.braces = format!(" {{{inner}}}");
        }
    }

    pub(super) fn end_heading(&mut self) {
        if let Some(heading) = &mut self.heading {
            let braces = std::mem::take(&mut heading.braces);
            self.plain_text(&braces);
        }
        let Some(open) = self.heading.take() else {
            return;
        };
        let text = open.text.text.trim().to_owned();
        let given = self.input.options.title;
        let is_title = given.is_none_or(|title| title.trim() == text);
        if given.is_none() && self.title.is_none() && !text.is_empty() {
            self.title = Some(text.clone());
        }
        if open.first && open.level == HeadingLevel::H1 && is_title {
            self.html.truncate(open.html);
            self.links.truncate(open.links);
            self.last = None;
            self.line_end = None;
            return;
        }
        let span = self.input.places.span(open.range.clone());
        let id = match open.id.filter(|id| !id.is_empty()) {
            Some(id) => {
                if let Err(first) = self.anchors.claim(&id, span) {
                    self.diags.push(
                        Diagnostic::error(
                            Code::DuplicateAnchor,
                            span,
                            msg!(en: "the anchor `#{id}` is given twice", zh: "锚点 `#{id}` 重复"),
                        )
                        .note_at(first, msg!(en: "first given here", zh: "第一次出现在这里"))
                        .help(msg!(
                            en: "write another name in `{{#…}}`",
                            zh: "在 `{{#…}}` 里换一个名称",
                        )),
                    );
                }
                id
            }
            None => self.anchors.make(&text, span),
        };
        let level = open.level as u8;
        let mut tag = Html::default();
        tag.markup(&format!("<h{level}"));
        tag.attribute("id", &id);
        if !open.classes.is_empty() {
            tag.attribute("class", &open.classes);
        }
        tag.markup(">");
        let mut tag_text = String::new();
        tag.fill(|_| Some("".into()), &mut tag_text);
        self.html.insert(open.html, &tag_text);
        self.end_block(&format!("</h{level}>\n"));
        self.sections.heading(id.clone(), text.clone());
        self.headings.push(Heading {
            level,
            id,
            text,
            span,
        });
    }
}
