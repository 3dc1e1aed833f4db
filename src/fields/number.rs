//! Numbers, in either width.

use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::model::Field;
use crate::msg;
use crate::source::Span;

pub(super) fn check_number(
    field: &Field,
    value: f64,
    (min, max, step): (f64, f64, f64),
    span: Span,
    diags: &mut Diagnostics,
) -> Option<()> {
    let key = &field.key;
    if !(min..=max).contains(&value) {
        diags.push(
            Diagnostic::error(
                Code::InvalidValue,
                span,
                msg!(en: "`{key}` cannot be {value}", zh: "`{key}` 不能是 {value}"),
            )
            .help(msg!(en: "write a number from {min} to {max}", zh: "写 {min} 到 {max} 之间的数")),
        );
        return None;
    }
    let steps = (value - min) / step;
    if step > 0.0 && (steps - steps.round()).abs() > 1e-9 {
        diags.push(
            Diagnostic::error(
                Code::InvalidValue,
                span,
                msg!(en: "`{key}` cannot be {value}", zh: "`{key}` 不能是 {value}"),
            )
            .help(msg!(en: "write a multiple of {step}", zh: "写 {step} 的倍数")),
        );
        return None;
    }
    Some(())
}

/// A character in its usual width: `２` as `2`, `：` as `:`.
pub(crate) fn half_width(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

/// A number that was typed in full width, and how it is usually written.
pub(super) fn half_width_number(text: &str) -> Option<(f64, String)> {
    let written: String = text.trim().chars().map(half_width).collect();
    let number = written.parse().ok().filter(|_| written != text.trim())?;
    Some((number, written))
}
