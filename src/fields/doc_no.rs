//! Numbers of documents, as offices give them and as people copy them.

use super::half_width;
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::model::Field;
use crate::msg;
use crate::source::Span;

/// The number of a document: 泸县府办发〔2016〕215号.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct DocNo {
    /// What the issuer's numbers begin with: 泸县府办发.
    pub organ: String,
    /// The year.
    pub year: u16,
    /// The number within the year.
    pub number: u32,
}

impl std::fmt::Display for DocNo {
    /// As GB/T 9704 has it: the year in full in hexagonal brackets, no 第, no zero in front.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}〔{}〕{}号", self.organ, self.year, self.number)
    }
}

/// Reads a number with any brackets or none, in full or half width, with spaces, 第 or zeros that do
/// not belong there. `None` for what is no such number, or of which the year cannot be told.
pub fn parse_doc_no(text: &str) -> Option<DocNo> {
    let plain: String = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(half_width)
        .collect();
    let rest = plain.strip_suffix('号')?;
    let is_mark = |c: char| c.is_ascii_digit() || "[]()〔〕【】［］第".contains(c);
    let organ = rest.trim_end_matches(is_mark);
    let mut digits = rest
        .strip_prefix(organ)?
        .split(|c: char| !c.is_ascii_digit());
    let mut parts = digits.by_ref().filter(|part| !part.is_empty());
    let first = parts.next()?;
    let (year, number) = match parts.next() {
        Some(number) => (first, number),
        // Lost brackets: 2016215号.
        None => first.split_at_checked(4)?,
    };
    let is_one = parts.next().is_none();
    let year = year
        .parse()
        .ok()
        .filter(|year| (1900..2100).contains(year))?;
    let number = number
        .parse()
        .ok()
        .filter(|number| (1..10_000).contains(number))?;
    let is_name = (2..=12).contains(&organ.chars().count())
        && organ
            .chars()
            .all(|c| ('\u{3400}'..='\u{9fff}').contains(&c));
    (is_one && is_name).then(|| DocNo {
        organ: organ.to_owned(),
        year,
        number,
    })
}

pub(super) fn read_doc_no(
    field: &Field,
    text: &str,
    span: Span,
    diags: &mut Diagnostics,
) -> Option<String> {
    let key = &field.key;
    let Some(number) = parse_doc_no(text) else {
        diags.push(
            Diagnostic::error(
                Code::InvalidValue,
                span,
                msg!(en: "`{key}` is no number of a document: `{text}`", zh: "`{key}` 不是发文字号：`{text}`"),
            )
            .help(msg!(
                en: "write it like `泸县府办发〔2016〕215号`: issuer, year in full, number",
                zh: "写成 `泸县府办发〔2016〕215号` 这样：机关代字、四位年份、序号",
            )),
        );
        return None;
    };
    let usual = number.to_string();
    if usual != text {
        diags.push(unusual_doc_no(text, &usual, span));
    }
    Some(usual)
}

fn unusual_doc_no(text: &str, usual: &str, span: Span) -> Diagnostic {
    Diagnostic::warning(
        Code::UnusualForm,
        span,
        msg!(en: "`{text}` is not how numbers of documents are written", zh: "发文字号 `{text}` 的写法不规范"),
    )
    .help(msg!(en: "write `{usual}`", zh: "写成 `{usual}`"))
    .fix(span, text, usual)
}

/// A document is named by its number, in any form, or else by the title or the path of its page.
pub(super) fn read_document(text: &str, span: Span, diags: &mut Diagnostics) -> String {
    let Some(number) = parse_doc_no(text) else {
        return text.to_owned();
    };
    let usual = number.to_string();
    if usual != text {
        diags.push(unusual_doc_no(text, &usual, span));
    }
    usual
}

#[cfg(test)]
mod tests {
    use super::parse_doc_no;

    #[test]
    fn copied_numbers_are_read() {
        for text in [
            "泸县府办发〔2016〕215号",
            "泸县府办发[2016]215号",
            "泸县府办发(2016)215号",
            "泸县府办发（2016）215号",
            "泸县府办发【2016】215号",
            "泸县府办发〔２０１６〕２１５号",
            "泸县府办发〔2016〕0215号",
            "泸县府办发〔2016〕第215号",
            "泸县府办发2016215 号",
            " 泸县府办发 [ 2016 ] 215 号",
        ] {
            let number = parse_doc_no(text).unwrap();
            assert_eq!(number.to_string(), "泸县府办发〔2016〕215号", "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in [
            "",
            "无",
            "215号",
            "泸县府办发〔16〕215号",
            "泸县府办发〔2016〕0号",
            "泸县府办发〔2016〕215",
            "泸县府办发〔2016〕215号1",
            "泸县府办发〔2016〕1〔2〕3号",
            "A〔2016〕215号",
        ] {
            assert_eq!(parse_doc_no(text), None, "{text}");
        }
    }
}
