//! Images. All that stands between `![` and `]` is plain text, for those who cannot see the picture.

use std::ops::Range;

use pulldown_cmark::LinkType;

use super::{Events, Writer};
use crate::diag::{Code, Diagnostic, Message};
use crate::markdown::LinkKind;
use crate::markdown::html::IMAGE_END;
use crate::markdown::text::Plain;
use crate::msg;
use crate::source::Span;

/// An image whose text is being read.
pub(super) struct Open {
    pub alt: Plain,
    title: String,
    /// Where its address goes; `None` if it must not be used.
    link: Option<usize>,
    inline: bool,
    /// Images within its text.
    nested: usize,
}

impl<'a> Writer<'a, '_> {
    pub(super) fn start_image(
        &mut self,
        link_type: LinkType,
        address: &str,
        title: &str,
        id: &str,
        range: Range<usize>,
        events: &Events<'a>,
    ) {
        if let Some(image) = &mut self.image {
            image.nested += 1;
            return;
        }
        let (span, inline) = self.link_place(link_type, address, id, range, events);
        let link = self.add_link(address, LinkKind::Image, span);
        self.image = Some(Open {
            alt: Plain::default(),
            title: self.without_mark(title).into_owned(),
            link,
            inline,
            nested: 0,
        });
    }

    pub(super) fn end_image(&mut self, range: Range<usize>, before: usize) {
        match &mut self.image {
            Some(image) if image.nested > 0 => {
                image.nested -= 1;
                return;
            }
            _ => {}
        }
        let Some(image) = self.image.take() else {
            return;
        };
        if let Some(link) = image.link
            && image.inline
        {
            self.settle_place(link, range.clone(), before);
        }
        let alt = image.alt.text.trim();
        if alt.is_empty() {
            let span = self.input.places.span(range);
            self.diags.push(missing_alt(
                span,
                msg!(
                    en: "say between `![` and `]` what the picture shows, for readers who cannot see it",
                    zh: "在 `![` 和 `]` 之间写明图片内容，供看不到图片的人使用",
                ),
            ));
        }
        self.line_end = None;
        self.last = None;
        self.html.markup("<img");
        if let Some(link) = image.link {
            self.html.link("src", link);
        }
        self.html.attribute("alt", alt);
        if !image.title.is_empty() {
            self.html.attribute("title", &image.title);
        }
        self.html.markup(IMAGE_END);
        if let Some(heading) = &mut self.heading {
            heading.text.push(alt);
        } else {
            self.sections.push_description(alt);
        }
    }
}

/// A picture that says nothing to those who cannot see it.
pub(super) fn missing_alt(span: Span, help: Message) -> Diagnostic {
    Diagnostic::warning(
        Code::MissingAlt,
        span,
        msg!(en: "the image has no description", zh: "图片没有文字说明"),
    )
    .help(help)
}
