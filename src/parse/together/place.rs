//! Places on a map.

use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::fields::{FieldValue, Record};
use crate::msg;

/// Checks the position of a page: two numbers, the second a latitude.
pub(super) fn check(record: &Record, diags: &mut Diagnostics) {
    let Some(checked) = record.get("lonlat") else {
        return;
    };
    let FieldValue::List(items) = &checked.value else {
        return;
    };
    let help = msg!(
        en: "longitude first: `lonlat: [105.38, 29.15]`",
        zh: "先经度、后纬度：`lonlat: [105.38, 29.15]`",
    );
    let count = items.len();
    if count != 2 {
        diags.push(
            Diagnostic::error(
                Code::InvalidValue,
                checked.span,
                msg!(en: "`lonlat` takes two numbers, not {count}", zh: "`lonlat` 要写两个数，这里是 {count} 个"),
            )
            .help(help),
        );
    } else if let FieldValue::Number(latitude, _) = items[1].value
        && latitude.abs() > 90.0
    {
        diags.push(
            Diagnostic::error(
                Code::InvalidValue,
                items[1].span,
                msg!(en: "{latitude} is no latitude", zh: "纬度不能是 {latitude}"),
            )
            .help(help),
        );
    }
}
