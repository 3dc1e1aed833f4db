//! Text that Markdown must not take for its own.

/// Text with the marks escaped that mean something anywhere in a line.
pub(super) fn escaped(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut escaped = String::with_capacity(text.len());
    for (at, char) in chars.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| chars.get(before));
        let after = chars.get(at + 1);
        let in_word = |side: Option<&char>| side.is_some_and(char::is_ascii_alphanumeric);
        let special = match char {
            '\\' | '*' | '`' | '[' | ']' => true,
            '<' => after.is_some_and(|after| after.is_ascii_alphabetic() || "/!?".contains(*after)),
            '_' => !(in_word(before) && in_word(after)),
            '~' => after == Some(&'~') && before != Some(&'~'),
            '&' if is_entity(&chars, at) => {
                escaped.push_str("&amp;");
                continue;
            }
            _ => false,
        };
        if special {
            escaped.push('\\');
        }
        escaped.push(*char);
    }
    escaped
}

/// Whether the `&` at `at` begins something like `&nbsp;`.
fn is_entity(chars: &[char], at: usize) -> bool {
    let rest = chars.get(at + 1..).unwrap_or_default();
    let name = rest
        .iter()
        .take_while(|char| char.is_ascii_alphanumeric() || **char == '#')
        .count();
    name > 0 && rest.get(name) == Some(&';')
}

/// A line with its start escaped where that would make it something else than text.
pub(super) fn at_line_start(line: &str) -> String {
    let digits = line.len()
        - line
            .trim_start_matches(|char: char| char.is_ascii_digit())
            .len();
    let after_digits = line.get(digits..).unwrap_or_default();
    let spaced = |rest: &str| rest.is_empty() || rest.starts_with([' ', '\t']);
    let special = match line.chars().next() {
        Some('#') => spaced(line.trim_start_matches('#')),
        Some('-') => spaced(line.trim_start_matches('-')) || line.get(1..).is_some_and(spaced),
        Some('+') => line.get(1..).is_some_and(spaced),
        Some(':') => line.starts_with("::") || line.get(1..).is_some_and(spaced),
        Some('>' | '|') => true,
        Some('=') => spaced(line.trim_start_matches('=')),
        _ => false,
    };
    if special {
        return format!("\\{line}");
    }
    if (1..=9).contains(&digits)
        && after_digits.starts_with(['.', ')'])
        && after_digits.get(1..).is_some_and(spaced)
    {
        let number = line.get(..digits).unwrap_or_default();
        return format!("{number}\\{after_digits}");
    }
    line.to_owned()
}

/// An address as a link has it.
pub(super) fn address(target: &str) -> String {
    let target = target
        .replace(['\n', '\r'], "")
        .replace('<', "%3C")
        .replace('>', "%3E");
    if target.contains([' ', '(', ')', '\\']) {
        format!("<{target}>")
    } else {
        target
    }
}
