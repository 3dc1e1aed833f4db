//! The HTML of shortcodes and notice boxes.

use pulldown_cmark::BlockQuoteKind;

use super::arguments::{Arguments, Value};
use super::directive::Kind;
use super::html::IMAGE_END;
use super::labels::Labels;
use super::text::Gap;
use super::write::Writer;
use super::{Html, LinkKind};

/// Writes a figure, sound or film.
pub(super) fn leaf(writer: &mut Writer, kind: Kind, arguments: &Arguments) {
    writer.html.fresh_line();
    match kind {
        Kind::Figure => figure(writer, arguments),
        Kind::Audio => player(
            writer,
            arguments,
            "<figure class=\"audio\"><audio controls preload=\"none\"",
            "</audio>",
        ),
        Kind::Video => player(
            writer,
            arguments,
            "<figure class=\"video\"><video controls playsinline preload=\"none\"",
            "</video>",
        ),
        // Containers have no form of one line.
        Kind::Notice | Kind::Steps => {}
    }
    writer.html.fresh_line();
}

fn figure(writer: &mut Writer, arguments: &Arguments) {
    writer.html.markup("<figure><img");
    address(writer, "src", arguments.get("src"), LinkKind::Image);
    let alt = arguments.get("alt").map_or("", |alt| &alt.text);
    writer.html.attribute("alt", alt);
    writer.html.markup(IMAGE_END);
    line(writer, alt);
    if let Some(caption) = arguments.get("caption") {
        writer.html.markup("<figcaption>");
        writer.html.text(&caption.text);
        writer.html.markup("</figcaption>");
        line(writer, &caption.text);
    }
    writer.html.markup("</figure>");
}

fn player(writer: &mut Writer, arguments: &Arguments, open: &str, close: &str) {
    let title = arguments.get("title").map_or("", |title| &title.text);
    writer.html.markup(open);
    address(writer, "src", arguments.get("src"), LinkKind::Media);
    address(writer, "poster", arguments.get("poster"), LinkKind::Image);
    writer.html.attribute("aria-label", title);
    writer.html.markup(">");
    writer.html.markup(close);
    writer.html.markup("<figcaption>");
    writer.html.text(title);
    if let Some(transcript) = arguments.get("transcript") {
        writer.html.markup(" <a class=\"transcript\"");
        address(writer, "href", Some(transcript), LinkKind::Link);
        writer.html.markup(">");
        let label = writer.labels().transcript.clone();
        writer.html.text(&label);
        writer.html.markup("</a>");
    }
    writer.html.markup("</figcaption></figure>");
    line(writer, title);
}

/// A block of text for the search.
fn line(writer: &mut Writer, text: &str) {
    writer.sections.gap(Gap::Line);
    writer.sections.push(text);
    writer.sections.gap(Gap::Line);
}

fn address(writer: &mut Writer, name: &str, value: Option<&Value>, kind: LinkKind) {
    if let Some(value) = value
        && let Some(link) = writer.add_link(&value.text, kind, value.span)
    {
        writer.html.link(name, link);
    }
}

/// Begins a notice box with its title.
pub(super) fn notice(writer: &mut Writer, kind: &str, title: &str) {
    writer.html.fresh_line();
    open_notice(&mut writer.html, kind, title);
    line(writer, title);
}

fn open_notice(html: &mut Html, kind: &str, title: &str) {
    html.markup("<aside");
    html.attribute("class", &format!("notice notice-{kind}"));
    html.markup(" role=\"note\">\n<p class=\"notice-title\">");
    html.text(title);
    html.markup("</p>\n");
}

/// Ends a notice box.
pub(super) fn end_notice(writer: &mut Writer) {
    writer.html.fresh_line();
    writer.html.markup("</aside>\n");
    writer.sections.gap(Gap::Line);
}

/// The title of a box of a kind, where its author gave none.
pub(super) fn default_title<'a>(labels: &'a Labels, kind: &str) -> &'a str {
    match kind {
        "tip" => &labels.tip,
        "important" => &labels.important,
        "warning" => &labels.warning,
        "danger" => &labels.danger,
        _ => &labels.info,
    }
}

/// The kind of box that `> [!NOTE]` and its like make.
pub(super) fn alert_kind(kind: BlockQuoteKind) -> &'static str {
    match kind {
        BlockQuoteKind::Note => "info",
        BlockQuoteKind::Tip => "tip",
        BlockQuoteKind::Important => "important",
        BlockQuoteKind::Warning => "warning",
        BlockQuoteKind::Caution => "danger",
    }
}
