//! The Markdown stage: the body of a page becomes HTML and all that later stages want to know of it.
//!
//! In: the text of a file and the range of its Markdown. Out: [`Markdown`]: [`Html`] with holes for
//! URLs, headings, links, plain text for the search, a summary. Faults go to [`Diagnostics`] with their
//! places in the file; there is always an output.
//!
//! What this stage does not do: it does not know other pages. Whether a link leads somewhere, and what
//! URL it gets, is for the next stages, which find all links in [`Markdown::links`].
//!
//! The steps, each in its file:
//!
//! 1. `directive`, `arguments`: shortcode lines are found, checked and marked.
//! 2. `emphasis`: `**` beside Chinese punctuation is helped to be emphasis.
//! 3. `write`: the parser's events become HTML, text and links in one pass.
//! 4. `sanitize`: raw HTML, where a page has any, is made safe; where that is not possible in time, it
//!    is shown as text.
//!
//! Steps 1 and 2 look at the text through the parser first, and only where a quick look says that they
//! must: a plain page is parsed once.

mod anchors;
mod arguments;
mod autolink;
mod cjk;
mod directive;
mod emphasis;
mod html;
mod labels;
mod media;
mod place;
mod raw;
mod rewrite;
mod sanitize;
mod text;
mod toc;
mod write;

use std::ops::Range;

use pulldown_cmark::Options;

use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::msg;
use crate::source::{FileId, Span};

pub use html::{Around, Html};
pub use labels::Labels;
pub use text::TextSection;
pub use toc::{TocEntry, toc};

/// What becomes of HTML in Markdown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum HtmlPolicy {
    /// What is harmless stays: `docs/markdown.md` lists it.
    #[default]
    Sanitize,
    /// Tags are shown as text.
    Escape,
    /// Everything stays: for authors who may run scripts on the site.
    Allow,
}

/// What the Markdown stage has to be told.
#[derive(Debug, Clone, Copy)]
pub struct MarkdownOptions<'a> {
    /// What becomes of raw HTML.
    pub html: HtmlPolicy,
    /// The page's title, where the front matter has one.
    pub title: Option<&'a str>,
    /// Words in the page's language.
    pub labels: &'a Labels,
}

/// What a link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LinkKind {
    /// `<a href>`: leads to a page or file.
    Link,
    /// `<img src>` and the like: shows a picture.
    Image,
    /// `<audio src>`, `<video src>` and the like: plays a file.
    Media,
}

/// An address in a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The address as the author wrote it, without Markdown's escapes; neither resolved nor decoded.
    pub target: String,
    /// What it is for.
    pub kind: LinkKind,
    /// Where the address stands, or at least the link.
    pub span: Span,
}

/// A heading that is in the HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Its anchor, unique in the page.
    pub id: String,
    /// Its plain text.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// A page's body, read.
#[derive(Debug, Clone, Default)]
pub struct Markdown {
    /// Text of the first heading, where [`MarkdownOptions::title`] is `None`. A heading of level 1 that
    /// opens the page is not in the HTML then, nor in the headings; nor is one that repeats the given
    /// title.
    pub title: Option<String>,
    /// The page.
    pub html: Html,
    /// All headings in the HTML, in the order of the page.
    pub headings: Vec<Heading>,
    /// All addresses; the holes of the HTML stand for them by index. A few may have no hole: those in
    /// footnotes that nothing refers to.
    pub links: Vec<Link>,
    /// Other anchors that links may lead to: those in raw HTML.
    pub anchors: Vec<String>,
    /// The plain text, by heading.
    pub sections: Vec<TextSection>,
    /// Number of words: Chinese characters one each, words and numbers in other scripts one each.
    pub words: usize,
    /// The first paragraphs, at most 120 characters, cut at the end of a sentence where possible.
    pub summary: String,
}

/// Reads the Markdown in `body`, a range of `text`. All spans are places in `file`, whose text `text`
/// is.
pub fn parse(
    file: FileId,
    text: &str,
    body: Range<usize>,
    options: &MarkdownOptions,
    diags: &mut Diagnostics,
) -> Markdown {
    let base = body.start;
    let text = rewrite::cut(text, body);
    let places = place::Places::new(file, base);
    // A text that holds every character we could mark places with does without what needs marks.
    let mark = rewrite::free_mark(text);
    let extracted = mark.and_then(|mark| directive::extract(text, mark, syntax(), &places, diags));
    let (plain, marks) = match &extracted {
        Some((rewritten, marks)) => (rewritten.text.as_str(), marks.as_slice()),
        None => (text, [].as_slice()),
    };
    let mended = mark.and_then(|mark| emphasis::mend(plain, mark, syntax()));
    let places = places
        .after(extracted.as_ref().map(|(rewritten, _)| rewritten))
        .after(mended.as_ref());
    let input = write::Input {
        text: mended.as_ref().map_or(plain, |mended| mended.text.as_str()),
        mark,
        marks,
        places: &places,
        options,
    };
    let mut found = Diagnostics::default();
    let written = write::write(&input, syntax(), &mut found);
    if let Some(markdown) = written {
        diags.merge(found);
        return markdown;
    }
    diags.push(
        Diagnostic::warning(
            Code::TooLarge,
            places.span(0..0),
            msg!(
                en: "the HTML of this page is too much to check, and is shown as text",
                zh: "这一页的 HTML 多得没法检查，只能当文字显示"
            ),
        )
        .help(msg!(
            en: "most of the elements within elements are not needed: leave them out",
            zh: "一层套一层的标签大多用不着，删去它们",
        )),
    );
    let options = MarkdownOptions {
        html: HtmlPolicy::Escape,
        ..*options
    };
    let input = write::Input {
        options: &options,
        ..input
    };
    write::write(&input, syntax(), diags).unwrap_or_default()
}

/// The Markdown that we understand: `GitHub`'s, and definition lists.
fn syntax() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM
        | Options::ENABLE_DEFINITION_LIST
}

#[cfg(test)]
mod tests;
