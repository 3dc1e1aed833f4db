//! Shortcodes, part two: the arguments in `{name="value" …}`.
//!
//! In: the rest of a shortcode's line. Out: the values that its [`Directive`] asks for, or every fault
//! in them, each with its place.

use std::ops::Range;

use super::directive::Directive;
use super::place::Places;
use super::rewrite::cut;
use crate::diag::{Code, Diagnostic, Diagnostics, Message, nearest};
use crate::msg;
use crate::source::Span;

/// A value and its place.
#[derive(Debug, Clone)]
pub(super) struct Value {
    pub text: String,
    pub span: Span,
}

/// Checked arguments.
#[derive(Debug, Clone)]
pub(super) struct Arguments {
    values: Vec<(&'static str, Value)>,
}

impl Arguments {
    /// The value of an argument that has one.
    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        self.values
            .iter()
            .find(|(one, _)| *one == name)
            .map(|(_, value)| value)
    }
}

/// One `name=value` as written.
struct Pair<'a> {
    name: &'a str,
    name_range: Range<usize>,
    value: &'a str,
    value_range: Range<usize>,
}

/// Reads the arguments in `range`. `line` is the place of the whole line, for what is missing.
pub(super) fn read(
    text: &str,
    range: Range<usize>,
    directive: &'static Directive,
    line: Span,
    places: &Places,
    diags: &mut Diagnostics,
) -> Option<Arguments> {
    let mut faults = Vec::new();
    let pairs = split(text, range).unwrap_or_else(|fault| {
        let span = places.span(fault.range);
        faults.push(
            Diagnostic::error(Code::ShortcodeArgument, span, fault.message).maybe_help(fault.help),
        );
        Vec::new()
    });
    let malformed = !faults.is_empty();
    let mut values: Vec<(&'static str, Value)> = Vec::new();
    for pair in pairs {
        match check(&pair, directive, &values) {
            Ok(name) => values.push((
                name,
                Value {
                    text: pair.value.to_owned(),
                    span: places.span(pair.value_range),
                },
            )),
            Err((range, message, help)) => faults.push(
                Diagnostic::error(Code::ShortcodeArgument, places.span(range), message)
                    .maybe_help(help),
            ),
        }
    }
    for argument in directive.arguments {
        let value = values.iter().find(|(name, _)| *name == argument.name);
        let blank = value.is_none_or(|(_, value)| value.text.trim().is_empty());
        // After a fault of syntax it is not known what is missing.
        if argument.required && blank && !malformed {
            let (name, fence) = (argument.name, directive.fence());
            faults.push(
                Diagnostic::error(
                    Code::ShortcodeArgument,
                    value.map_or(line, |(_, value)| value.span),
                    msg!(en: "`{fence}` needs `{name}`", zh: "`{fence}` 缺少 `{name}`"),
                )
                .help(msg!(
                    en: "write `{name}=\"…\"` between the braces",
                    zh: "在花括号里写上 `{name}=\"…\"`",
                )),
            );
        }
    }
    let fine = faults.is_empty();
    for fault in faults {
        diags.push(fault);
    }
    fine.then_some(Arguments { values })
}

type Fault = (Range<usize>, Message, Option<Message>);

/// Holds a pair against the table; gives the argument's name.
fn check(
    pair: &Pair,
    directive: &'static Directive,
    earlier: &[(&'static str, Value)],
) -> Result<&'static str, Fault> {
    let (name, fence) = (pair.name, directive.fence());
    let Some(argument) = directive.arguments.iter().find(|one| one.name == name) else {
        let names = || directive.arguments.iter().map(|one| one.name);
        let help = match nearest(name, names()) {
            Some(near) => Some(msg!(en: "did you mean `{near}`?", zh: "是不是 `{near}`？")),
            None if directive.arguments.is_empty() => None,
            None => {
                let list = list(names());
                Some(msg!(en: "it takes {list}", zh: "可用的参数：{list}"))
            }
        };
        return Err((
            pair.name_range.clone(),
            msg!(en: "`{fence}` has no argument `{name}`", zh: "`{fence}` 没有 `{name}` 这个参数"),
            help,
        ));
    };
    if earlier.iter().any(|(one, _)| *one == name) {
        return Err((
            pair.name_range.clone(),
            msg!(en: "`{name}` is given twice", zh: "`{name}` 写了两次"),
            None,
        ));
    }
    let value = pair.value;
    if !argument.values.is_empty() && !argument.values.contains(&value) {
        let list = list(argument.values.iter().copied());
        return Err((
            pair.value_range.clone(),
            msg!(en: "`{value}` is no value for `{name}`", zh: "`{name}` 不能是 `{value}`"),
            Some(msg!(en: "use one of {list}", zh: "可用的值：{list}")),
        ));
    }
    Ok(argument.name)
}

fn list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let quoted: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}

/// What is wrong with the form of `{…}`.
struct Malformed {
    range: Range<usize>,
    message: Message,
    help: Option<Message>,
}

/// Splits `{a="b" c=d}`; nothing at all is fine too.
fn split(text: &str, range: Range<usize>) -> Result<Vec<Pair<'_>>, Malformed> {
    let line = cut(text, 0..range.end);
    let malformed = |range: Range<usize>, message: Message| Malformed {
        range,
        message,
        help: Some(msg!(
            en: "write arguments as `{{name=\"value\" name=\"value\"}}`, with straight quotes",
            zh: "参数写作 `{{名称=\"值\" 名称=\"值\"}}`，用英文引号",
        )),
    };
    let skip_spaces = |at: usize| at + count(cut(line, at..line.len()), char::is_whitespace);
    let mut at = skip_spaces(range.start);
    if at == line.len() {
        return Ok(Vec::new());
    }
    if !cut(line, at..line.len()).starts_with('{') {
        return Err(malformed(
            at..line.len(),
            msg!(en: "unexpected text after the shortcode's name", zh: "短代码名称后面有多余的文字"),
        ));
    }
    let open = at;
    at += 1;
    let mut pairs = Vec::new();
    loop {
        at = skip_spaces(at);
        let rest = cut(line, at..line.len());
        if rest.is_empty() {
            return Err(malformed(
                open..line.len(),
                msg!(en: "no `}}` ends the arguments", zh: "参数没有用 `}}` 结束"),
            ));
        }
        if rest.starts_with('}') {
            let end = skip_spaces(at + 1);
            if end < line.len() {
                return Err(malformed(
                    end..line.len(),
                    msg!(en: "unexpected text after `}}`", zh: "`}}` 后面有多余的文字"),
                ));
            }
            return Ok(pairs);
        }
        let name_length = count(rest, |char| {
            char.is_alphanumeric() || matches!(char, '-' | '_')
        });
        let name_range = at..at + name_length;
        let name = cut(line, name_range.clone());
        let equals = skip_spaces(name_range.end);
        if name.is_empty() || !cut(line, equals..line.len()).starts_with('=') {
            let length = count(rest, |char| !char.is_whitespace() && char != '}').max(1);
            let length = length.max(rest.chars().next().map_or(1, char::len_utf8));
            let found = cut(rest, 0..length);
            return Err(malformed(
                at..at + length,
                msg!(en: "`{found}` is not `name=\"value\"`", zh: "`{found}` 不是 `名称=\"值\"` 的形式"),
            ));
        }
        let start = skip_spaces(equals + 1);
        let after = cut(line, start..line.len());
        let (value_range, end) = match after.chars().next() {
            Some(quote @ ('"' | '\'')) => {
                let Some(length) = cut(after, 1..after.len()).find(quote) else {
                    return Err(malformed(
                        start..line.len(),
                        msg!(
                            en: "no `{quote}` ends the value of `{name}`",
                            zh: "`{name}` 的值没有用 `{quote}` 结束",
                        ),
                    ));
                };
                (start + 1..start + 1 + length, start + length + 2)
            }
            Some(quote @ ('“' | '”' | '‘' | '’' | '＂' | '「')) => {
                return Err(malformed(
                    start..start + quote.len_utf8(),
                    msg!(
                        en: "`{quote}` cannot enclose the value of `{name}`",
                        zh: "`{name}` 的值不能用 `{quote}` 括起来",
                    ),
                ));
            }
            _ => {
                let length = count(after, |char| !char.is_whitespace() && char != '}');
                (start..start + length, start + length)
            }
        };
        pairs.push(Pair {
            name,
            name_range,
            value: cut(line, value_range.clone()),
            value_range,
        });
        at = end;
    }
}

/// Bytes of the leading characters that fit.
fn count(text: &str, fits: impl Fn(char) -> bool) -> usize {
    text.find(|char| !fits(char)).unwrap_or(text.len())
}
