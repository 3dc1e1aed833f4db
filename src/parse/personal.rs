//! Numbers of private people in what is to be published: identity cards, mobile telephones, bank cards.
//!
//! In: a page's fields and its text as written. Each kind has a shape that few other numbers share, so
//! that document numbers, index numbers, ISBNs and addresses do not trip it. House numbers are not
//! looked for: those of venues and offices look the same and belong on their pages.

use std::ops::Range;

use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::fields::half_width;
use crate::model::Schema;
use crate::msg;
use crate::source::{FileId, Span};
use crate::value::{Node, Table, Value};

/// Fields that hold numbers of things.
const NUMBERS: [&str; 3] = ["doc_no", "index_no", "code"];

/// What a number is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Identity,
    Mobile,
    Card,
}

/// Digits without anything between them.
struct Group {
    range: Range<usize>,
    digits: String,
}

/// Reports the numbers in the values of a page's fields. What else stands in a file's head is not
/// published.
pub(super) fn check_fields(text: &str, table: &Table, schema: &Schema, diags: &mut Diagnostics) {
    for entry in &table.entries {
        let mut fields = schema.all_fields();
        let holds_numbers =
            fields.any(|field| NUMBERS.contains(&&*field.key) && field.answers_to(&entry.key));
        if !holds_numbers {
            check_node(text, &entry.value, schema, diags);
        }
    }
}

fn check_node(text: &str, node: &Node, schema: &Schema, diags: &mut Diagnostics) {
    match &node.value {
        Value::Text(_) | Value::Number { .. } => {
            check_text(node.span.file, text, node.span.range(), diags);
        }
        Value::List(items) => {
            for item in items {
                check_node(text, item, schema, diags);
            }
        }
        Value::Table(table) => check_fields(text, table, schema, diags),
        Value::Null | Value::Bool(_) => {}
    }
}

/// Reports the numbers in a range of `text`.
pub(super) fn check_text(file: FileId, text: &str, range: Range<usize>, diags: &mut Diagnostics) {
    for (kind, place) in find(text, range) {
        diags.push(fault(kind, Span::new(file, place)));
    }
}

/// The numbers in a range of `text`.
fn find(text: &str, range: Range<usize>) -> Vec<(Kind, Range<usize>)> {
    let mut found = Vec::new();
    let mut at = range.start;
    while let Some(start) = next_digit(text, at..range.end) {
        let groups = chain(text, start..range.end);
        at = groups.last().map_or(range.end, |group| group.range.end);
        found.extend(of_chain(text, &groups));
    }
    found
}

fn next_digit(text: &str, range: Range<usize>) -> Option<usize> {
    let rest = text.get(range.clone())?;
    let at = rest.find(|c| digit(c).is_some())?;
    Some(range.start + at)
}

/// A digit, in either width.
fn digit(c: char) -> Option<char> {
    Some(half_width(c)).filter(char::is_ascii_digit)
}

/// The groups of digits from the start of a range on, one separator between each two.
fn chain(text: &str, range: Range<usize>) -> Vec<Group> {
    let mut groups = Vec::new();
    let mut at = range.start;
    while let Some(rest) = text.get(at..range.end) {
        let digits: String = rest.chars().map_while(digit).collect();
        let bytes: usize = rest
            .chars()
            .take_while(|c| digit(*c).is_some())
            .map(char::len_utf8)
            .sum();
        if digits.is_empty() {
            break;
        }
        let end = at + bytes;
        groups.push(Group {
            range: at..end,
            digits,
        });
        let Some(separator) =
            char_at(text, end).filter(|c| " -\u{a0}\u{2010}\u{2011}\u{3000}".contains(*c))
        else {
            break;
        };
        at = end + separator.len_utf8();
    }
    groups
}

fn char_at(text: &str, at: usize) -> Option<char> {
    text.get(at..)?.chars().next()
}

fn char_before(text: &str, at: usize) -> Option<char> {
    text.get(..at)?.chars().next_back()
}

fn of_chain(text: &str, groups: &[Group]) -> Vec<(Kind, Range<usize>)> {
    let whole = match groups {
        [first, rest @ ..] if ["86", "0086"].contains(&first.digits.as_str()) => rest,
        _ => groups,
    };
    if let [first, .., last] = whole {
        let lengths: Vec<usize> = whole.iter().map(|group| group.digits.len()).collect();
        let kind = match lengths.as_slice() {
            [3, 4, 4] => Some(Kind::Mobile),
            [6, 8, 3 | 4] | [6, 4, 4, 3 | 4] => Some(Kind::Identity),
            [4, 4, 4, 4] | [4, 4, 4, 4, 1..=3] => Some(Kind::Card),
            _ => None,
        };
        let digits: String = whole.iter().map(|group| group.digits.as_str()).collect();
        let place = first.range.start..last.range.end;
        let found = kind.and_then(|kind| Some((kind, classify(text, &digits, place)?)));
        if let Some((_, (kind, place))) = found.filter(|(kind, (found, _))| kind == found) {
            return vec![(kind, place)];
        }
    }
    groups
        .iter()
        .filter_map(|group| {
            let (digits, place) = (group.digits.as_str(), group.range.clone());
            let country = [("86", 13), ("0086", 15)]
                .into_iter()
                .find(|(code, length)| digits.len() == *length && digits.starts_with(code));
            let (digits, place) = match country {
                Some((code, _)) => (digits.get(code.len()..)?, place),
                None => (digits, place),
            };
            classify(text, digits, place)
        })
        .collect()
}

/// What these digits are, and where, with the `X` that an identity card's number may end with.
fn classify(text: &str, digits: &str, mut place: Range<usize>) -> Option<(Kind, Range<usize>)> {
    let mut digits = digits.to_owned();
    let behind = char_at(text, place.end);
    if let Some(x) = behind.filter(|c| digits.len() == 17 && "xXＸｘ".contains(*c)) {
        digits.push('X');
        place.end += x.len_utf8();
    }
    let kind = match digits.len() {
        11 if is_mobile(&digits) => Kind::Mobile,
        18 if is_identity(&digits) => Kind::Identity,
        16..=19 if is_card(&digits) => Kind::Card,
        _ => return None,
    };
    (!is_part_of_something(text, &place)).then_some((kind, place))
}

/// Whether the digits belong to a name, an account, a decimal number, an index number or a web address.
fn is_part_of_something(text: &str, place: &Range<usize>) -> bool {
    // Behind `@` stands the name of an account, which its owner chose to be known by.
    let is_letter =
        |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic() || "_@".contains(c));
    let (before, behind) = (char_before(text, place.start), char_at(text, place.end));
    if is_letter(before) || is_letter(behind) {
        return true;
    }
    let digit_at = |c: Option<char>| c.and_then(digit).is_some();
    if before == Some('.') && digit_at(char_before(text, place.start - 1)) {
        return true;
    }
    let next = char_at(text, place.end + 1);
    if behind == Some('.') && next.is_some_and(|c| c.is_ascii_alphanumeric()) {
        return true;
    }
    // `…/2024-001005`: an index number's year and serial number.
    let rest = text.get(place.end..).unwrap_or_default();
    let year = rest.strip_prefix(['/', '-']);
    if year.is_some_and(|rest| {
        let shape = rest.bytes().take(6).map(|byte| byte.is_ascii_digit());
        shape.eq([true, true, true, true, false, true]) && rest.get(4..5) == Some("-")
    }) {
        return true;
    }
    let word = text
        .get(..place.start)
        .unwrap_or_default()
        .rsplit(|c: char| !c.is_ascii_graphic() || "()<>\"'`".contains(c))
        .next();
    word.is_some_and(|word| word.contains("://"))
}

fn is_mobile(digits: &str) -> bool {
    matches!(digits.as_bytes(), [b'1', b'3'..=b'9', ..])
}

/// GB 11643-1999: a province, a day of birth, and a check digit by ISO 7064 MOD 11-2.
fn is_identity(number: &str) -> bool {
    const PROVINCES: [&str; 35] = [
        "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37",
        "41", "42", "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64",
        "65", "71", "81", "82", "83",
    ];
    let part = |range: Range<usize>| number.get(range).unwrap_or_default();
    let count = |range| part(range).parse::<i16>().unwrap_or_default();
    let month = i8::try_from(count(10..12)).unwrap_or_default();
    let day = i8::try_from(count(12..14)).unwrap_or_default();
    let born = count(6..10);
    if !PROVINCES.contains(&part(0..2))
        || !(1850..=2199).contains(&born)
        || jiff::civil::Date::new(born, month, day).is_err()
    {
        return false;
    }
    // The weight of the place i from the right is 2^i modulo 11.
    let sum = number.chars().fold(0, |sum, c| {
        let value = if c == 'X' { Some(10) } else { c.to_digit(10) };
        (sum * 2 + value.unwrap_or_default()) % 11
    });
    sum == 1
}

/// The digits that the cards of China's banks begin with, at their lengths, and Luhn's check digit.
/// Numbers that begin with a year, as most long ones do, are none.
fn is_card(digits: &str) -> bool {
    let begins = |starts: &[&str]| starts.iter().any(|start| digits.starts_with(start));
    let known = match digits.len() {
        _ if digits.starts_with("62") => true,
        16 => begins(&["4", "51", "52", "53", "54", "55", "35", "6013", "6014"]),
        17 => begins(&["6014", "6013"]),
        18 => begins(&["603"]),
        19 => begins(&["9558", "9559", "4367", "4563", "6013", "603"]),
        _ => false,
    };
    let sum: u32 = digits
        .chars()
        .rev()
        .filter_map(|c| c.to_digit(10))
        .zip([1, 2].into_iter().cycle())
        .map(|(digit, weight)| digit * weight / 10 + digit * weight % 10)
        .sum();
    known && sum.is_multiple_of(10)
}

/// The number itself is not repeated: messages end up in logs that others read.
fn fault(kind: Kind, span: Span) -> Diagnostic {
    let (message, help) = match kind {
        Kind::Identity => (
            msg!(en: "an identity-card number is about to be published", zh: "要公开的内容里有身份证号码"),
            msg!(en: "leave it out: a public page has no need of it", zh: "删去它：公开页面不需要身份证号码"),
        ),
        Kind::Mobile => (
            msg!(en: "a mobile number is about to be published", zh: "要公开的内容里有手机号码"),
            msg!(
                en: "write the landline of the office, such as `0830-1234567`, or leave it out",
                zh: "改写单位的固定电话，例如 `0830-1234567`，或者删去",
            ),
        ),
        Kind::Card => (
            msg!(en: "a bank-card number is about to be published", zh: "要公开的内容里有银行卡号"),
            msg!(
                en: "leave it out, and write the landline of the office that tells where to pay",
                zh: "删去它，改写可以询问缴费办法的固定电话",
            ),
        ),
    };
    Diagnostic::error(Code::PersonalData, span, message).help(help)
}
