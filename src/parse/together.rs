//! Rules that concern more than one field of a page.
//!
//! In: a page's checked fields. Fields that are there but wrong have been told already.

mod dates;
mod place;
mod plain;
mod quiz;

use crate::diag::{Code, Diagnostic, Diagnostics, Severity};
use crate::fields::{self, Checked, FieldValue, Record};
use crate::model::{Schema, Type};
use crate::msg;
use crate::value::Table;

/// A page about a minor takes the consent of a guardian, and shows no face.
fn check_minor(record: &Record, diags: &mut Diagnostics) {
    if let Some(portrait) = record.get("portrait") {
        diags.push(
            Diagnostic::error(
                Code::InvalidValue,
                portrait.span,
                msg!(en: "a page about a minor has no `portrait`", zh: "未成年人的页面不放肖像（`portrait`）"),
            )
            .help(msg!(en: "delete the line", zh: "删去这一行")),
        );
    }
    if let Some(Checked {
        value: FieldValue::Table(consent),
        span,
    }) = record.get("consent")
        && consent.get("guardian").is_none()
    {
        diags.push(
            Diagnostic::error(
                Code::MissingField,
                *span,
                msg!(en: "a page about a minor needs `guardian` in `consent`", zh: "未成年人的页面，`consent` 里要写 `guardian`（监护人同意）"),
            )
            .help(msg!(
                en: "write who agreed and how: `guardian: in writing, 2026-11-20`",
                zh: "写明谁以什么方式同意，例如 `guardian: 书面，2026-11-20`",
            )),
        );
    }
}

/// Checks the fields of a page beside each other.
pub(super) fn check(
    record: &Record,
    table: &Table,
    schema: &Schema,
    kind: &Type,
    diags: &mut Diagnostics,
) {
    let span = table.span;
    let field_of = |key: &str| schema.fields_of(kind).find(|field| field.key == key);
    let entry_of = |key: &str| {
        let field = field_of(key)?;
        let mut entries = table.entries.iter();
        entries.find(|entry| field.answers_to(&entry.key))
    };
    let is_given = |key: &str| entry_of(key).is_some_and(|entry| !fields::is_blank(&entry.value));
    let mut require = |key: &str, because: &str| {
        if is_given(key) {
            return;
        }
        if let (Some(field), Some(entry)) = (field_of(key), entry_of(key)) {
            diags.push(fields::blank(field, entry.key_span, table.notation));
            return;
        }
        if let Some(field) = field_of(key) {
            let zh = &field.label.zh;
            diags.push(match record.get(because) {
                Some(reason) => Diagnostic::error(
                    Code::MissingField,
                    reason.span,
                    msg!(en: "`{because}` needs `{key}` beside it", zh: "写了 `{because}` 就要写 `{key}`（{zh}）"),
                )
                .help(fields::add_line(field, table.notation)),
                None => fields::missing(field, span, table.notation),
            });
        }
    };
    if record.get("cover").is_some() {
        require("cover_alt", "cover");
    }
    if matches!(record.text("level"), Some("国家级" | "省级" | "市级")) {
        require("source", "level");
    }
    if kind.key == "event" {
        let when = ["start", "lunar"].into_iter().find(|key| is_given(key));
        if !is_given("online_url")
            && let Some(when) = when
        {
            require("venue", when);
        }
        if when.is_none() {
            require("start", "");
        }
    }
    for recording in ["audio", "video"] {
        if record.get(recording).is_some() {
            require("transcript", recording);
        }
    }
    if record.get("photo").is_some() {
        require("photo_alt", "photo");
    }
    if record.get("lonlat").is_some() {
        require("datum", "lonlat");
    }
    let is_never = matches!(record.text("disclosure"), Some("不予公开" | "免予公开"));
    if !is_never && !record.is_true("draft") {
        for key in kind.advised_common.iter().filter(|key| !is_given(key)) {
            let entry = entry_of(key);
            let advice = field_of(key).map(|field| match entry {
                Some(entry) => fields::blank(field, entry.key_span, table.notation),
                None => fields::missing(field, span, table.notation),
            });
            let advice = advice.map(|fault| Diagnostic {
                severity: Severity::Warning,
                ..fault
            });
            if let Some(advice) = advice {
                diags.push(advice);
            }
        }
    }
    if record.is_true("minor") {
        check_minor(record, diags);
    }
    if let Some(checked) = record.get("disclosure")
        && let Some(choice @ ("不予公开" | "免予公开")) = record.text("disclosure")
    {
        diags.push(
            Diagnostic::error(
                Code::Withheld,
                checked.span,
                msg!(en: "a page that is `{choice}` must not be in the site", zh: "`{choice}` 的内容不能放进网站"),
            )
            .help(msg!(en: "take the file out of the content folder", zh: "把这个文件移出内容文件夹")),
        );
    }
    dates::check(record, kind, diags);
    place::check(record, diags);
    plain::check(record, diags);
    quiz::check(record, diags);
}
