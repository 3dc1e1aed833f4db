//! Bytes to text, whatever a Chinese office's programs write.

use encoding_rs::{Encoding, GB18030, UTF_8};

/// The text of a file without its byte order mark. What is no UTF-8 and says nothing else is GB18030, as
/// Excel and old web sites in China write it; `named` is what the file says.
pub(crate) fn text(bytes: &[u8], named: Option<&'static Encoding>) -> String {
    let encoding = if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        encoding
    } else if std::str::from_utf8(bytes).is_ok() {
        UTF_8
    } else {
        match named {
            Some(encoding) if encoding != UTF_8 => encoding,
            _ => GB18030,
        }
    };
    encoding.decode(bytes).0.into_owned()
}

/// The text of XML: UTF-8 unless a byte order mark says otherwise.
pub(super) fn xml_text(bytes: &[u8]) -> String {
    UTF_8.decode(bytes).0.into_owned()
}

/// The encoding that a web page says it has.
pub(super) fn of_html(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..2048).unwrap_or(bytes);
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let label = head.split("charset=").nth(1)?;
    let label: String = label
        .trim_start_matches(['"', '\'', ' '])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c))
        .collect();
    Encoding::for_label(label.as_bytes())
}
