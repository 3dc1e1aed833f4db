//! XML files.

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

pub(super) type Xml = Writer<Vec<u8>>;

/// The bytes of a file with what `write` writes.
pub(super) fn written(write: impl FnOnce(&mut Xml) -> io::Result<()>) -> Vec<u8> {
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 1);
    let declaration = Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None));
    // Writing to memory cannot fail.
    xml.write_event(declaration)
        .and_then(|()| write(&mut xml))
        .unwrap_or_default();
    let mut bytes = xml.into_inner();
    bytes.push(b'\n');
    bytes
}

/// Writes an element with text in it.
pub(super) fn text(xml: &mut Xml, name: &str, content: &str) -> io::Result<()> {
    // XML 1.0 has no way to write most control characters, nor these two that are no characters.
    let unwritable = |c: char| {
        (c.is_control() && !matches!(c, '\n' | '\t')) || matches!(c, '\u{fffe}' | '\u{ffff}')
    };
    let content: String = content.chars().filter(|c| !unwritable(*c)).collect();
    xml.create_element(name)
        .write_text_content(BytesText::new(&content))?;
    Ok(())
}
