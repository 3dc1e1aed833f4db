//! Days of a page beside each other.

use jiff::civil::{Date, Weekday};

use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::fields::{Checked, FieldValue, Record};
use crate::model::Type;
use crate::msg;

/// How many working days an office has to publish what is public.
const DEADLINE: usize = 20;

/// Checks the days of a page.
pub(super) fn check(record: &Record, kind: &Type, diags: &mut Diagnostics) {
    let order = [
        ("start", "end"),
        ("publish_at", "expire_at"),
        ("written_on", "published_on"),
        ("date", "updated"),
    ];
    for (first, second) in order {
        check_order(record, first, second, diags);
    }
    if let Some(FieldValue::Table(consent)) = record.get("consent").map(|one| &one.value) {
        check_order(consent, "date", "until", diags);
    }
    check_sessions(record, diags);
    if kind.key == "policy" {
        check_deadline(record, diags);
    }
}

fn check_order(record: &Record, first: &str, second: &str, diags: &mut Diagnostics) {
    let (Some(a), Some(b), Some(checked)) = (
        record.moment(first),
        record.moment(second),
        record.get(second),
    ) else {
        return;
    };
    let is_earlier = match (a.time, b.time) {
        (Some(_), Some(_)) => b < a,
        _ => b.date < a.date,
    };
    if is_earlier {
        diags.push(
            Diagnostic::error(
                Code::InvalidValue,
                checked.span,
                msg!(en: "`{second}` ({b}) is before `{first}` ({a})", zh: "`{second}`（{b}）早于 `{first}`（{a}）"),
            )
            .help(msg!(en: "correct one of the two dates", zh: "改正其中一个日期")),
        );
    }
}

/// A session ends after it starts; who signs up does so before the last one.
fn check_sessions(record: &Record, diags: &mut Diagnostics) {
    let Some(FieldValue::List(items)) = record.get("sessions").map(|one| &one.value) else {
        return;
    };
    let mut last = None;
    for Checked { value, .. } in items {
        if let FieldValue::Table(session) = value {
            check_order(session, "start", "end", diags);
            last = last.max(session.moment("start"));
        }
    }
    let Some(FieldValue::Table(signup)) = record.get("signup").map(|one| &one.value) else {
        return;
    };
    if let (Some(last), Some(until), Some(checked)) =
        (last, signup.moment("until"), signup.get("until"))
        && until.date > last.date
    {
        diags.push(
            Diagnostic::warning(
                Code::InvalidValue,
                checked.span,
                msg!(
                    en: "signing up ends ({until}) when the last session ({last}) is over",
                    zh: "报名截止（{until}）在最后一次开课（{last}）以后",
                ),
            )
            .help(msg!(en: "correct one of the two dates", zh: "改正其中一个日期")),
        );
    }
}

/// Regulations on open government information (2019), article 26: what is public is published within
/// twenty working days. What was public elsewhere before names its address.
fn check_deadline(record: &Record, diags: &mut Diagnostics) {
    if record.text("disclosure") != Some("主动公开") || record.get("source_url").is_some() {
        return;
    }
    let (Some(written), Some(published), Some(checked)) = (
        record.moment("written_on"),
        record.moment("published_on"),
        record.get("published_on"),
    ) else {
        return;
    };
    let Some(last) = working_days(written.date).nth(DEADLINE - 1) else {
        return;
    };
    if published.date > last {
        diags.push(
            Diagnostic::warning(
                Code::PublishedLate,
                checked.span,
                msg!(
                    en: "published ({published}) later than {DEADLINE} working days after it was written: the last was {last}",
                    zh: "成文后超过 {DEADLINE} 个工作日才公开（{published}）：最迟是 {last}",
                ),
            )
            .help(msg!(
                en: "check both dates; of a document that was public elsewhere before, write where: `source_url: https://…`",
                zh: "核对两个日期；补录早已在别处公开的旧文件，写上那个网页：`source_url: https://…`",
            )),
        );
    }
}

/// The days from Monday to Friday after a day. Public holidays are set yearly, and not known here.
fn working_days(after: Date) -> impl Iterator<Item = Date> {
    std::iter::successors(after.tomorrow().ok(), |day| day.tomorrow().ok())
        .filter(|day| !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{DEADLINE, working_days};

    #[test]
    fn weekends_are_no_working_days() {
        let last = |from| working_days(from).nth(DEADLINE - 1);
        // A Monday, a Friday and a Saturday.
        assert_eq!(last(date(2026, 11, 2)), Some(date(2026, 11, 30)));
        assert_eq!(last(date(2026, 11, 6)), Some(date(2026, 12, 4)));
        assert_eq!(last(date(2026, 11, 7)), Some(date(2026, 12, 4)));
    }
}
