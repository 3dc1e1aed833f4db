//! House numbers on pages about people: where somebody lives is nobody's business.
//!
//! In: the fields and the text of a person's page. Venues and offices are found at such addresses, so
//! other pages are not looked at, and this is a warning.

use std::ops::Range;

use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::fields::{Checked, FieldValue, Record, half_width};
use crate::msg;
use crate::source::{FileId, Span};

/// What stands behind the numbers of an address, the longer ones first.
const UNITS: [&str; 13] = [
    "号楼", "号院", "单元", "号", "栋", "幢", "座", "楼", "层", "室", "户", "组", "社",
];

/// Units that are of a dwelling.
const OF_DWELLINGS: [&str; 8] = ["号楼", "号院", "单元", "号", "栋", "幢", "室", "户"];

/// What a street or a village is called by.
const STREETS: [char; 10] = ['路', '街', '巷', '弄', '道', '村', '里', '院', '区', '坝'];

/// Reports house numbers.
pub(super) fn check(
    file: FileId,
    text: &str,
    body: Range<usize>,
    record: &Record,
    diags: &mut Diagnostics,
) {
    let fields = record.fields.iter().map(|(_, checked)| checked);
    let mut spans: Vec<Span> = Vec::new();
    fields.for_each(|checked| texts(checked, &mut spans));
    spans.push(Span::new(file, body));
    for span in spans {
        let range = span.range();
        let part = text.get(range.clone()).unwrap_or_default();
        for place in find(part) {
            let place = Span::new(file, range.start + place.start..range.start + place.end);
            diags.push(
                Diagnostic::warning(
                    Code::PersonalData,
                    place,
                    msg!(en: "this looks like the number of somebody's house", zh: "这里像是住家的门牌号"),
                )
                .help(msg!(
                    en: "name the village or the town alone; the address of an office belongs on its own page",
                    zh: "只写到村或镇；如果是单位或场所的地址，写在它自己的页面上，这里写它的名字",
                )),
            );
        }
    }
}

fn texts(checked: &Checked, spans: &mut Vec<Span>) {
    match &checked.value {
        FieldValue::Text(_) => spans.push(checked.span),
        FieldValue::List(items) => items.iter().for_each(|item| texts(item, spans)),
        FieldValue::Table(record) => {
            let inner = record.fields.iter();
            inner.for_each(|(_, checked)| texts(checked, spans));
        }
        _ => {}
    }
}

/// House numbers: `12号3栋2单元401室`, `5组12号`, `幸福路18号`.
fn find(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = next_digit(text, at) {
        let (end, units) = chain(text, start);
        at = end;
        let is_chain = units.len() > 1 && units.iter().any(|unit| OF_DWELLINGS.contains(unit));
        if is_chain || units == ["号"] && is_in_street(text, start) {
            found.push(start..end);
        }
    }
    found
}

/// Numbers with a unit behind each: where they end, and the units.
fn chain(text: &str, start: usize) -> (usize, Vec<&'static str>) {
    let mut units = Vec::new();
    let mut end = start;
    loop {
        let rest = text.get(end..).unwrap_or_default();
        let number = digits(rest);
        let behind = rest.get(number..).unwrap_or_default();
        let unit = UNITS.into_iter().find(|unit| behind.starts_with(unit));
        match unit.filter(|_| number > 0) {
            Some(unit) => {
                end += number + unit.len();
                units.push(unit);
            }
            // A number without a unit ends the chain; the last may be that of a room: `3栋401`.
            None if units.is_empty() => return (end + number.max(1), units),
            None => return (end, units),
        }
    }
}

fn digits(text: &str) -> usize {
    let digits = text
        .chars()
        .take_while(|c| half_width(*c).is_ascii_digit() || *c == '-');
    digits.map(char::len_utf8).sum()
}

fn next_digit(text: &str, from: usize) -> Option<usize> {
    let found = text
        .get(from..)?
        .find(|c: char| half_width(c).is_ascii_digit())?;
    Some(from + found)
}

/// Whether a street or a village is named before a number; `4路12号` is a bus.
fn is_in_street(text: &str, at: usize) -> bool {
    let mut before = text.get(..at).unwrap_or_default().chars().rev();
    let is_street = before.next().is_some_and(|c| STREETS.contains(&c));
    is_street && before.next().is_some_and(|c| !c.is_numeric())
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn house_numbers_are_told_from_other_numbers() {
        for (text, number) in [
            (
                "家住玉蟾街道某小区12号3栋2单元401室，开门欢迎",
                "12号3栋2单元401室",
            ),
            ("示例村5组12号", "5组12号"),
            ("他在示例路18号开店", "18号"),
            ("示例路１８号", "１８号"),
            ("示例小区3栋401室", "3栋401室"),
        ] {
            let found = find(text).into_iter().map(|place| text.get(place).unwrap());
            assert_eq!(found.collect::<Vec<_>>(), [number], "{text}");
        }
        for text in [
            "11月18号上课",
            "泸县府办发〔2016〕215号",
            "坐4路12号车",
            "在401室上课",
            "示例村5组的老人",
            "2026年12月5日",
            "",
        ] {
            assert!(find(text).is_empty(), "{text}");
        }
    }
}
