//! The letters of a published file, as a reader puts them together.
//!
//! In: the bytes of any file. Out: letters and digits only, one case and one width, escapes of HTML,
//! JSON and addresses undone. The same is made of what is looked for.

use crate::fields::half_width;

/// What becomes of tags.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tags {
    /// Attributes are text too.
    Read,
    /// Text goes on behind a tag: `推进<b>社区</b>教育`.
    Skipped,
}

/// The letters in some bytes. What is no UTF-8 is left out.
pub(super) fn letters(bytes: &[u8], tags: Tags) -> String {
    let plain = unescaped(bytes, tags);
    let mut text = String::with_capacity(plain.len());
    for chunk in plain.utf8_chunks() {
        for c in chunk.valid().chars() {
            text.extend(letter(c));
        }
    }
    text
}

/// The letter that a character stands for, if it is one.
pub(super) fn letter(c: char) -> Option<char> {
    match c {
        // Most of what is looked through; the general question is slower.
        '\u{4e00}'..='\u{9fff}' | 'a'..='z' | '0'..='9' => Some(c),
        'A'..='Z' => Some(c.to_ascii_lowercase()),
        '\0'..='\u{7f}' => None,
        '！'..='～' => letter(half_width(c)),
        _ => c.is_alphanumeric().then_some(c),
    }
}

fn unescaped(bytes: &[u8], tags: Tags) -> Vec<u8> {
    let mut plain = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    let special = |byte: &u8| matches!(byte, b'&' | b'\\' | b'%' | b'<');
    while let Some(at) = rest.iter().position(special) {
        let (before, from) = rest.split_at(at);
        plain.extend_from_slice(before);
        let length = match from {
            [b'<', ..] if tags == Tags::Skipped => tag(from),
            [b'&', ..] => entity(from, &mut plain),
            [b'\\', ..] => escape(from, &mut plain),
            [b'%', ..] => percent(from, &mut plain),
            _ => 1,
        };
        rest = from.get(length..).unwrap_or_default();
    }
    plain.extend_from_slice(rest);
    plain
}

/// The length of a tag or comment.
fn tag(from: &[u8]) -> usize {
    let opens = matches!(
        from.get(1),
        Some(b'a'..=b'z' | b'A'..=b'Z' | b'/' | b'!' | b'?')
    );
    let end = from.iter().position(|byte| *byte == b'>');
    end.filter(|_| opens).map_or(1, |end| end + 1)
}

/// `&amp;`, `&#x4e2d;`: the length; a character goes into `plain` if it may be a letter.
fn entity(from: &[u8], plain: &mut Vec<u8>) -> usize {
    let name = from.iter().skip(1).take(10);
    let length = name
        .take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'#')
        .count();
    if length == 0 || from.get(1 + length) != Some(&b';') {
        return 1;
    }
    if let Some(number) = from
        .get(1..=length)
        .and_then(|name| name.strip_prefix(b"#"))
    {
        match number.strip_prefix(b"x").or(number.strip_prefix(b"X")) {
            Some(digits) => push(digits, 16, plain),
            None => push(number, 10, plain),
        }
    }
    length + 2
}

/// `\n`, `\"`, `\u4e2d`: the same.
fn escape(from: &[u8], plain: &mut Vec<u8>) -> usize {
    match from {
        [_, b'u', a, b, c, d, ..] => {
            push(&[*a, *b, *c, *d], 16, plain);
            6
        }
        [
            _,
            b'n' | b'r' | b't' | b'b' | b'f' | b'"' | b'\\' | b'/',
            ..,
        ] => 2,
        _ => 1,
    }
}

/// `%E4`: the same, byte for byte.
fn percent(from: &[u8], plain: &mut Vec<u8>) -> usize {
    let digits = from
        .get(1..3)
        .and_then(|digits| std::str::from_utf8(digits).ok());
    match digits.map(|digits| u8::from_str_radix(digits, 16)) {
        Some(Ok(byte)) => {
            plain.push(byte);
            3
        }
        _ => 1,
    }
}

fn push(digits: &[u8], radix: u32, plain: &mut Vec<u8>) {
    let number = std::str::from_utf8(digits)
        .ok()
        .and_then(|digits| u32::from_str_radix(digits, radix).ok());
    if let Some(c) = number.and_then(char::from_u32) {
        plain.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::{Tags, letters};

    #[test]
    fn nothing_between_the_letters_counts() {
        for (written, tags) in [
            ("推进社区教育", Tags::Read),
            ("推 进\n社区，教育。", Tags::Read),
            ("推进<b class=\"x\">社区</b>教<!-- 甲 -->育", Tags::Skipped),
            ("推&nbsp;进&#x793e;&#21306;教&quot;育", Tags::Read),
            ("\\u63a8\\n进社区\\\"教育", Tags::Read),
            ("%E6%8E%A8%E8%BF%9B%EF%BC%8C社区教育", Tags::Read),
        ] {
            assert_eq!(
                letters(written.as_bytes(), tags),
                "推进社区教育",
                "{written}"
            );
        }
        assert_eq!(
            letters("Ａ１ b & <3 100% \\".as_bytes(), Tags::Skipped),
            "a1b3100"
        );
        assert_eq!(
            letters(b"\xff\xe6\x8e\xa8\xe6&#;&;\\u12", Tags::Read),
            "推u12"
        );
    }
}
