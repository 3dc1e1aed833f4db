//! Shortcodes in the flow of events: opening and closing boxes where the page's structure allows.

use std::collections::HashMap;

use super::Writer;
use crate::diag::{Code, Diagnostic};
use crate::markdown::arguments::Arguments;
use crate::markdown::directive::{Kind, Mark, unclosed};
use crate::markdown::media;
use crate::msg;

/// A container that is open.
struct Open {
    /// Index of its mark.
    mark: usize,
    kind: Kind,
    /// The depth it was opened at.
    depth: usize,
    /// Steps: their list has been seen.
    has_list: bool,
}

/// The containers that are open, from outer to inner.
#[derive(Default)]
pub(super) struct Boxes {
    stack: Vec<Open>,
    /// Depth by mark.
    depths: HashMap<usize, usize>,
}

impl Boxes {
    pub(super) fn is_empty(&self) -> bool {
        self.stack.is_empty()
    }
}

impl Writer<'_, '_> {
    /// The number of the mark that a line of raw HTML stands for.
    pub(super) fn mark_of(&self, html: &str) -> Option<usize> {
        html.trim()
            .strip_prefix("<!--")?
            .strip_prefix(self.input.mark?)?
            .strip_suffix("-->")?
            .parse()
            .ok()
    }

    /// Writes what a mark stands for.
    pub(super) fn mark(&mut self, index: usize) {
        self.at_start = false;
        match self.input.marks.get(index) {
            Some(Mark::Open {
                directive,
                arguments,
                ..
            }) => {
                if directive.container {
                    self.open_box(index, directive.kind, arguments.as_ref());
                } else if let Some(arguments) = arguments {
                    media::leaf(self, directive.kind, arguments);
                }
            }
            Some(Mark::Close(opening)) => self.close_box(*opening),
            None => {}
        }
    }

    fn open_box(&mut self, mark: usize, kind: Kind, arguments: Option<&Arguments>) {
        if kind == Kind::Notice {
            let get = |name| {
                let value = arguments.and_then(|all| all.get(name));
                value.map(|value| value.text.as_str())
            };
            let kind = get("kind").unwrap_or("info");
            let title = get("title").filter(|title| !title.trim().is_empty());
            let title = title.unwrap_or_else(|| media::default_title(self.labels(), kind));
            media::notice(self, kind, title);
        }
        self.aside += 1;
        self.boxes.depths.insert(mark, self.depth);
        self.boxes.stack.push(Open {
            mark,
            kind,
            depth: self.depth,
            has_list: false,
        });
    }

    /// Closes the box of a mark, and those left open inside it. One that was opened in another list or
    /// quote cannot be closed from here.
    fn close_box(&mut self, mark: usize) {
        if self.boxes.depths.get(&mark) == Some(&self.depth) {
            while self.boxes.depths.contains_key(&mark) {
                self.close_innermost(mark);
            }
        }
    }

    /// Closes the boxes opened at `depth` and deeper, for what they stand in ends.
    pub(super) fn close_boxes(&mut self, depth: usize) {
        while self
            .boxes
            .stack
            .last()
            .is_some_and(|open| open.depth >= depth)
        {
            self.close_innermost(usize::MAX);
        }
    }

    /// Closes one box; it is a fault unless the closing line is its own.
    fn close_innermost(&mut self, closing: usize) {
        let Some(open) = self.boxes.stack.pop() else {
            return;
        };
        self.boxes.depths.remove(&open.mark);
        self.aside -= 1;
        if open.kind == Kind::Notice {
            media::end_notice(self);
        }
        let Some(Mark::Open {
            directive,
            span,
            closed,
            ..
        }) = self.input.marks.get(open.mark)
        else {
            return;
        };
        if open.mark != closing && *closed {
            // The others were reported when no line was found to close them.
            self.diags.push(unclosed(directive, *span).help(msg!(
                en: "close it in the same list item or quote that it was opened in",
                zh: "在同一个列表项或引用里结束它",
            )));
        }
        if open.kind == Kind::Steps && !open.has_list {
            let fence = directive.fence();
            self.diags.push(
                Diagnostic::error(
                    Code::ShortcodeArgument,
                    *span,
                    msg!(en: "`{fence}` holds no numbered list", zh: "`{fence}` 里没有编号列表"),
                )
                .help(msg!(
                    en: "begin each step with `1.`",
                    zh: "每一步用 `1.` 开头",
                )),
            );
        }
    }

    /// Whether a numbered list that begins here is the list of steps.
    pub(super) fn take_steps(&mut self) -> bool {
        let depth = self.depth;
        match self.boxes.stack.last_mut() {
            Some(open) if open.kind == Kind::Steps && open.depth == depth => {
                open.has_list = true;
                true
            }
            _ => false,
        }
    }
}
