//! What is over, and what soon will be.

use jiff::civil::Date;

use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::fields::FieldValue;
use crate::msg;
use crate::resolve::Page;

/// How many days before its end something is told of.
pub(crate) const NOTICE_DAYS: i32 = 30;

/// Checks a page against the calendar.
pub(super) fn check(page: &Page, today: Date, diags: &mut Diagnostics) {
    check_validity(page, today, diags);
    check_consent(page, today, diags);
}

/// A document that is in force is so today.
fn check_validity(page: &Page, today: Date, diags: &mut Diagnostics) {
    let record = &page.text.front.record;
    if record.text("validity") != Some("有效") {
        return;
    }
    let (Some(until), Some(checked)) = (record.moment("valid_until"), record.get("valid_until"))
    else {
        return;
    };
    if until.date < today {
        diags.push(
            Diagnostic::warning(
                Code::Expired,
                checked.span,
                msg!(
                    en: "`valid_until` ({until}) is over, and `validity` is 有效",
                    zh: "`valid_until`（{until}）已经过了，`validity` 还写着有效",
                ),
            )
            .help(msg!(
                en: "find out, then write `validity: 失效` or the new day; until then `validity: 待核实`",
                zh: "查清楚再改：不再执行的写 `validity: 失效`，延期的改日期，没查实的写 `validity: 待核实`",
            )),
        );
    }
}

/// A person's page may be shown as long as the person agrees.
fn check_consent(page: &Page, today: Date, diags: &mut Diagnostics) {
    let consent = page.text.front.record.get("consent").map(|one| &one.value);
    let Some(FieldValue::Table(consent)) = consent else {
        return;
    };
    let (Some(until), Some(checked)) = (consent.moment("until"), consent.get("until")) else {
        return;
    };
    let days = today
        .until(until.date)
        .map_or(i32::MAX, |span| span.get_days());
    if days < 0 {
        diags.push(
            Diagnostic::error(
                Code::Expired,
                checked.span,
                msg!(en: "the person's consent ended on {until}", zh: "本人同意到 {until} 为止，已经过期"),
            )
            .help(msg!(
                en: "ask for a new one and write its end, or take the page out: `draft: true`",
                zh: "请本人再次同意，改写 `until`；否则撤下这一页：`draft: true`",
            )),
        );
    } else if days <= NOTICE_DAYS {
        diags.push(
            Diagnostic::warning(
                Code::Expired,
                checked.span,
                msg!(en: "the person's consent ends on {until}", zh: "本人同意到 {until} 为止，快要到期"),
            )
            .help(msg!(
                en: "ask for a new one in time: after that day the site is not published",
                zh: "早些请本人再次同意；过了那天，整个网站都发布不了",
            )),
        );
    }
}
