//! Days that come back: lunar ones and rules of recurrence.
//!
//! In: a page's checked fields and the day of the build. Out: the same, the lunar day in its usual form,
//! and the next such day as the start of an event that says no other.

use std::sync::Arc;

use jiff::civil::Date;

use super::FrontMatter;
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::fields::{Checked, FieldValue, Moment, Record};
use crate::lunar::LunarDay;
use crate::msg;
use crate::recurrence::Recurrence;
use crate::source::Span;

/// Settles the recurring days of a page.
pub(super) fn settle(front: &mut FrontMatter, today: Date, diags: &mut Diagnostics) {
    settle_rule(front, today, diags);
    let FrontMatter { kind, record, .. } = front;
    let Some((day, span)) = lunar_day(record, diags) else {
        return;
    };
    if let Some(start) = record.moment("start") {
        check_start(day, start.date, span, diags);
        return;
    }
    let (Some(field), Some((_, next))) = (kind.field("start"), day.on_or_after(today)) else {
        return;
    };
    let value = FieldValue::Moment(Moment {
        date: next,
        time: None,
    });
    let place = |key: &str| kind.fields.iter().position(|field| field.key == key);
    let at = record
        .fields
        .iter()
        .position(|(one, _)| place(&one.key) > place("start"))
        .unwrap_or(record.fields.len());
    record
        .fields
        .insert(at, (Arc::clone(field), Checked { value, span }));
}

/// Reads the lunar day and writes it in its usual form.
fn lunar_day(record: &mut Record, diags: &mut Diagnostics) -> Option<(LunarDay, Span)> {
    let mut fields = record.fields.iter_mut();
    let (_, checked) = fields.find(|(field, _)| field.key == "lunar")?;
    let FieldValue::Text(text) = &mut checked.value else {
        return None;
    };
    if let Some(day) = LunarDay::parse(text) {
        *text = day.to_string();
        return Some((day, checked.span));
    }
    diags.push(
        Diagnostic::error(
            Code::InvalidValue,
            checked.span,
            msg!(en: "`lunar` is no day of the lunar calendar: `{text}`", zh: "`lunar` 不是农历的日子：`{text}`"),
        )
        .help(msg!(
            en: "write it like `二月初二`, `腊月廿三`, `闰六月初一` or `除夕`",
            zh: "写成 `二月初二`、`腊月廿三`、`闰六月初一` 或 `除夕` 这样",
        )),
    );
    record.fields.retain(|(field, _)| field.key != "lunar");
    None
}

/// An event that gives both days should give the same one twice.
fn check_start(day: LunarDay, start: Date, span: Span, diags: &mut Diagnostics) {
    // The end of a lunar year is in the next Gregorian one.
    let years = [start.year() - 1, start.year()];
    let days: Vec<Date> = years.iter().filter_map(|year| day.in_year(*year)).collect();
    let Some(near) = days.iter().min_by_key(|day| {
        let apart = start.since(**day).map(|span| span.get_days().abs());
        apart.unwrap_or(i32::MAX)
    }) else {
        return;
    };
    if *near != start {
        diags.push(
            Diagnostic::warning(
                Code::InvalidValue,
                span,
                msg!(en: "`start` is {start}, but {day} is {near}", zh: "`start` 是 {start}，农历{day}却是 {near}"),
            )
            .help(msg!(
                en: "correct one of the two; without `start` the day is worked out every year",
                zh: "改正其中一个；不写 `start`，每年的日子由程序算出",
            )),
        );
    }
}

/// Checks the rule by which an event comes back. The event starts when it comes back next.
fn settle_rule(front: &mut FrontMatter, today: Date, diags: &mut Diagnostics) {
    let record = &mut front.record;
    let (Some(text), Some(checked)) = (record.text("rrule"), record.get("rrule")) else {
        return;
    };
    let span = checked.span;
    let rule = match Recurrence::parse(text) {
        Ok(rule) => rule,
        Err(fault) => {
            diags.push(
                Diagnostic::error(
                    Code::InvalidValue,
                    span,
                    msg!(en: "`rrule` is no rule of recurrence: `{text}`", zh: "`rrule` 不是重复规则：`{text}`"),
                )
                .help(fault.help()),
            );
            record.fields.retain(|(field, _)| field.key != "rrule");
            return;
        }
    };
    let Some(start) = record.moment("start") else {
        return;
    };
    let first = start.date;
    if !rule.holds(first, first) {
        diags.push(
            Diagnostic::warning(
                Code::InvalidValue,
                span,
                msg!(en: "`start` ({first}) is no day of the rule `{text}`", zh: "`start`（{first}）不在重复规则 `{text}` 的日子里"),
            )
            .help(msg!(
                en: "let `start` be the first day of the rule",
                zh: "把 `start` 写成规则里的第一天",
            )),
        );
        return;
    }
    front.first_start = Some(start);
    let Some(next) = rule.next(start, today) else {
        return;
    };
    let Ok(later) = next.since(first) else { return };
    for key in ["start", "end"] {
        let mut fields = record.fields.iter_mut();
        if let Some((_, checked)) = fields.find(|(field, _)| field.key == key)
            && let FieldValue::Moment(moment) = &mut checked.value
        {
            moment.date = moment.date.saturating_add(later);
        }
    }
}
