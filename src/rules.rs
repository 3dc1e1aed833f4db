//! Rules that one page alone cannot break: those of several pages together, and those of the day.
//!
//! In: [`Resolved`] and the day of the build. Out: diagnostics, nothing else. Every rule is one pass over
//! the pages.

mod beside;
mod time;

use jiff::civil::Date;

use crate::diag::Diagnostics;
use crate::resolve::Resolved;

pub(crate) use time::NOTICE_DAYS;

/// Checks the pages of a site beside each other, and against the calendar.
pub(crate) fn check(resolved: &Resolved, today: Date, diags: &mut Diagnostics) {
    beside::check(resolved, diags);
    for page in &resolved.pages {
        time::check(page, today, diags);
    }
}
