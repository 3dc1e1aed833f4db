//! Bare addresses in text: `https://…`, `www.…` and e-mail.
//!
//! In: a piece of text. Out: the addresses in it. The rules are those of GitHub Flavored Markdown's
//! extended autolinks (<https://github.github.com/gfm/#autolinks-extension->), with two more for
//! Chinese, which writes no spaces around an address: an address may begin right behind a Chinese
//! character, and Chinese punctuation ends it.

use std::ops::Range;

use super::cjk::is_punctuation;
use super::rewrite::cut;

/// An address.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Autolink {
    /// Where it stands.
    pub range: Range<usize>,
    /// What to put before the text to get a URL.
    pub prefix: &'static str,
}

/// All addresses in a text, in order.
pub(super) fn find(text: &str) -> Vec<Autolink> {
    let mut found: Vec<Autolink> = Vec::new();
    // Three searches that skip fast through text without addresses, which is nearly all text.
    if !(text.contains("://") || text.contains('@') || text.contains("www.")) {
        return found;
    }
    let bytes = text.as_bytes();
    let mut at = 0;
    // Nothing before this offset can be part of another address.
    let mut free = 0;
    while at < bytes.len() {
        let step = match bytes[at] {
            b'h' | b'H' | b'f' | b'F' if starts_word(text, at) => scheme(text, at),
            b'w' | b'W' if starts_word(text, at) => www(text, at),
            b'@' => email(text, at, free),
            _ => Step::Skip(at + 1),
        };
        match step {
            Step::Skip(next) => at = next.max(at + 1),
            Step::Found(link) => {
                at = link.range.end;
                free = at;
                found.push(link);
            }
        }
    }
    found
}

/// Outcome of a try at one place.
enum Step {
    /// An address.
    Found(Autolink),
    /// None that begins before this offset; so that no stretch of text is read twice.
    Skip(usize),
}

/// Whether no Latin word or address runs into `at`.
fn starts_word(text: &str, at: usize) -> bool {
    at.checked_sub(1)
        .and_then(|before| text.as_bytes().get(before))
        .is_none_or(|byte| {
            !(byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'@' | b'.' | b'-' | b'_'))
        })
}

fn scheme(text: &str, at: usize) -> Step {
    let Some(length) = ["https://", "http://", "ftp://"]
        .iter()
        .map(|scheme| scheme.len())
        .zip(["https://", "http://", "ftp://"])
        .find(|(length, scheme)| cut(text, at..at + length).eq_ignore_ascii_case(scheme))
        .map(|(length, _)| length)
    else {
        return Step::Skip(at + 1);
    };
    address(text, at, at + length, "")
}

fn www(text: &str, at: usize) -> Step {
    if cut(text, at..at + 4).eq_ignore_ascii_case("www.") {
        address(text, at, at, "http://")
    } else {
        Step::Skip(at + 1)
    }
}

/// An address from `start`, whose host begins at `host`.
fn address(text: &str, start: usize, host: usize, prefix: &'static str) -> Step {
    let (host_end, valid) = domain(text, host);
    if !valid {
        return Step::Skip(host_end);
    }
    let mut end = host_end;
    if matches!(text.as_bytes().get(end), Some(b'/' | b'?' | b'#' | b':')) {
        end += cut(text, end..text.len())
            .char_indices()
            .find(|(_, char)| ends_path(*char))
            .map_or(text.len() - end, |(at, _)| at);
    }
    let end = trim(text, host_end, end);
    Step::Found(Autolink {
        range: start..end,
        prefix,
    })
}

/// Chinese punctuation, spaces and `<` end an address; other ASCII marks may be part of it.
fn ends_path(char: char) -> bool {
    char == '<'
        || char.is_whitespace()
        || char.is_control()
        || !char.is_ascii() && is_punctuation(char)
}

/// The end of a host name, and whether it is one: two labels at least, no `_` in the last two. A host
/// that begins in ASCII ends where ASCII ends: `www.example.org了解` has no Chinese host.
fn domain(text: &str, start: usize) -> (usize, bool) {
    let rest = cut(text, start..text.len());
    let ascii = rest.chars().next().is_some_and(|first| first.is_ascii());
    let length = rest
        .char_indices()
        .find(|(_, char)| {
            !(matches!(char, '.' | '-' | '_')
                || char.is_ascii_alphanumeric()
                || !ascii && char.is_alphanumeric())
        })
        .map_or(rest.len(), |(at, _)| at);
    let host = cut(rest, 0..length);
    let mut labels = host.trim_end_matches('.').rsplit('.');
    let (last, before) = (labels.next(), labels.next());
    let fine =
        |label: Option<&str>| label.is_some_and(|label| !label.is_empty() && !label.contains('_'));
    (start + length, fine(last) && fine(before))
}

/// Leaves out what ends a sentence rather than an address.
fn trim(text: &str, host_end: usize, mut end: usize) -> usize {
    let bytes = text.as_bytes();
    // Counted once: a trailing `)` is left out for each that has no partner.
    let path = cut(text, host_end..end);
    let mut surplus = path
        .bytes()
        .map(|byte| match byte {
            b')' => 1_isize,
            b'(' => -1,
            _ => 0,
        })
        .sum::<isize>();
    while end > 0 {
        match bytes[end - 1] {
            b'?' | b'!' | b'.' | b',' | b':' | b'*' | b'_' | b'~' | b'\'' | b'"' => end -= 1,
            b')' if surplus > 0 => {
                surplus -= 1;
                end -= 1;
            }
            b';' => {
                // An entity such as `&lt;`, or a plain semicolon.
                let name = bytes[..end - 1]
                    .iter()
                    .rev()
                    .take_while(|byte| byte.is_ascii_alphanumeric())
                    .count();
                let entity = end.checked_sub(name + 2);
                match entity {
                    Some(at) if name > 0 && bytes[at] == b'&' => end = at,
                    _ => end -= 1,
                }
            }
            _ => break,
        }
    }
    end
}

/// An e-mail address round the `@` at `at`, which begins at `free` at the earliest.
fn email(text: &str, at: usize, free: usize) -> Step {
    let bytes = text.as_bytes();
    let local = bytes[free.min(at)..at]
        .iter()
        .rev()
        .take_while(|byte| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'+')
        })
        .count();
    let host = bytes[at + 1..]
        .iter()
        .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'))
        .count();
    let end = at + 1 + host;
    let name = cut(text, at + 1..end).trim_end_matches('.');
    let valid = local > 0
        && name.split('.').count() > 1
        && name.split('.').all(|label| !label.is_empty())
        && !name.ends_with(['-', '_'])
        && bytes.get(end) != Some(&b'@');
    if valid {
        let start = at - local;
        let scheme = "mailto:";
        let written = cut(text, free.min(at)..start).ends_with(scheme);
        Step::Found(Autolink {
            range: if written { start - scheme.len() } else { start }..at + 1 + name.len(),
            prefix: if written { "" } else { scheme },
        })
    } else {
        Step::Skip(at + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_addresses_and_their_ends() {
        for (text, expected) in [
            (
                "见https://example.org/路径。",
                &["https://example.org/路径"][..],
            ),
            ("（https://example.org/a）", &["https://example.org/a"]),
            (
                "网址：http://a.example.org/x?y=1&z=2，电话",
                &["http://a.example.org/x?y=1&z=2"],
            ),
            ("请看www.example.org了解", &["www.example.org"]),
            (
                "《https://example.org/a》、“https://example.org/b”",
                &["https://example.org/a", "https://example.org/b"],
            ),
            ("https://例子.中国/路径！", &["https://例子.中国/路径"]),
            ("邮箱abc.d@example.org。", &["abc.d@example.org"]),
            (
                "(https://example.org/a_(b))",
                &["https://example.org/a_(b)"],
            ),
            ("https://example.org/a.", &["https://example.org/a"]),
            ("https://example.org/a&lt;", &["https://example.org/a"]),
            ("https://example.org/?q=a&b;", &["https://example.org/?q=a"]),
            ("HTTPS://EXAMPLE.ORG", &["HTTPS://EXAMPLE.ORG"]),
            (
                "https://example.org:8080/x",
                &["https://example.org:8080/x"],
            ),
            (
                "https://localhost/ http://a_b.example xhttps://example.org",
                &[],
            ),
            ("www. www.a_b @x a@b a@b. a@b.c- 1@2@3", &[]),
            ("没有地址", &[]),
        ] {
            let found: Vec<&str> = find(text)
                .into_iter()
                .map(|link| cut(text, link.range))
                .collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
