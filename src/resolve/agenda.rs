//! What takes place, day by day: events, and the sessions of courses.
//!
//! In: the pages, and the day of the build. Out: every date within reach, those of events that come back
//! told one by one; which months have any; which pages have posters. `docs/time.md` says more.

use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, ToSpan};

use super::{Page, PageId, id};
use crate::fields::{FieldValue, Moment, Record, next_midnight};
use crate::lunar::LunarDay;
use crate::recurrence::{Recurrence, monday};
use crate::schedule::{Change, Reason};
use crate::url::UrlPath;

/// Months ahead of the present one that are told.
const MONTHS: i64 = 12;

/// Something that takes place once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Occurrence {
    /// When it begins.
    pub start: Moment,
    /// The page that it is of.
    pub page: PageId,
    /// Of a course: which of its sessions, from 1.
    pub session: Option<usize>,
    /// When it ends, if that is known.
    pub end: Option<Moment>,
}

impl Occurrence {
    /// The last day that it is on.
    pub fn last_day(&self) -> Date {
        self.end.map_or(self.start.date, |end| end.date)
    }

    /// The fields that say where it is: the page's, or the session's.
    pub fn record<'a>(&self, page: &'a Page) -> &'a Record {
        let record = &page.text.front.record;
        let session = sessions(record).find(|one| Some(one.number) == self.session);
        session.map_or(record, |session| session.record)
    }
}

/// All that takes place from the month before the present one on.
#[derive(Debug)]
pub struct Agenda {
    today: Date,
    /// In order.
    occurrences: Vec<Occurrence>,
    /// The pages that have a date at all, near or far.
    dated: Vec<PageId>,
    /// Those of them that have a poster.
    posters: Vec<PageId>,
}

impl Agenda {
    /// The address of the calendar page.
    pub fn url() -> UrlPath {
        UrlPath::page("calendar")
    }

    /// The address of a month, given a day in it.
    pub fn month_url(month: Date) -> UrlPath {
        Self::url().join(&month.strftime("%Y-%m").to_string())
    }

    /// The address of the poster of a page.
    pub fn poster_url(page: &UrlPath) -> UrlPath {
        page.join("poster")
    }

    pub(super) fn new(pages: &[Page], today: Date) -> Self {
        let base = monday(today).first_of_month();
        let window = Window {
            first: base.saturating_sub(1.month()),
            last: base.saturating_add(MONTHS.months()).last_of_month(),
        };
        let mut agenda = Self {
            today,
            occurrences: Vec::new(),
            dated: Vec::new(),
            posters: Vec::new(),
        };
        for (index, page) in pages.iter().enumerate() {
            let page_id = PageId(id(index));
            let front = &page.text.front;
            let is_dated = match &*front.kind.key {
                "event" => {
                    let of_event = window.of_event(&front.record, front.first_start);
                    let occurrence = |(start, end)| Occurrence {
                        start,
                        page: page_id,
                        session: None,
                        end,
                    };
                    agenda.occurrences.extend(of_event.map(occurrence));
                    front.record.moment("start").is_some()
                }
                "course" => {
                    let occurrence = |session: Session<'_>| Occurrence {
                        start: session.start,
                        page: page_id,
                        session: Some(session.number),
                        end: session.end,
                    };
                    let before = agenda.occurrences.len();
                    let sessions = sessions(&front.record).map(occurrence);
                    agenda.occurrences.extend(sessions);
                    agenda.occurrences.len() > before
                }
                _ => false,
            };
            if is_dated {
                agenda.dated.push(page_id);
            }
        }
        let within = |one: &Occurrence| window.touches(one.start.date, one.last_day());
        agenda.occurrences.retain(within);
        agenda.occurrences.sort_unstable();
        agenda
    }

    /// Whether the site has anything to put into a calendar.
    pub fn has_dates(&self) -> bool {
        !self.dated.is_empty()
    }

    /// The pages that get posters: those with a date whose poster's address is free.
    pub(super) fn give_posters(&mut self, mut is_free: impl FnMut(PageId) -> bool) {
        self.posters.clone_from(&self.dated);
        self.posters.retain(|page| is_free(*page));
    }

    /// All pages that are in it, wherever.
    pub(super) fn pages_mut(&mut self) -> impl Iterator<Item = &mut PageId> {
        let occurrences = self.occurrences.iter_mut().map(|one| &mut one.page);
        occurrences.chain(&mut self.dated).chain(&mut self.posters)
    }

    /// The pages that have posters, in order.
    pub fn posters(&self) -> &[PageId] {
        &self.posters
    }

    /// The day for which the calendar is right.
    pub fn today(&self) -> Date {
        self.today
    }

    /// Monday and Sunday of the week of the build.
    pub fn week(&self) -> (Date, Date) {
        let monday = monday(self.today);
        (monday, monday.saturating_add(6.days()))
    }

    /// What is not over on the day of the build, in order.
    pub fn coming(&self) -> impl Iterator<Item = &Occurrence> {
        let all = self.occurrences.iter();
        all.filter(|one| one.last_day() >= self.today)
    }

    /// The months in which something takes place, by their first days.
    pub fn months(&self) -> Vec<Date> {
        let base = monday(self.today).first_of_month();
        let months = (-1..=MONTHS).map(|apart| base.saturating_add(apart.months()));
        months
            .filter(|month| self.of_month(*month).next().is_some())
            .collect()
    }

    /// What takes place in a month, given its first day, each with its day in the month: what began
    /// earlier stands on the first.
    pub fn of_month(&self, month: Date) -> impl Iterator<Item = (Date, &Occurrence)> {
        let window = Window {
            first: month,
            last: month.last_of_month(),
        };
        let all = self.occurrences.iter();
        let within = all.filter(move |one| window.touches(one.start.date, one.last_day()));
        within.map(move |one| (one.start.date.max(month), one))
    }

    /// When the calendar is another one: when a date is over, and every Monday.
    pub(super) fn next_change(&self) -> Option<Change> {
        if !self.has_dates() {
            return None;
        }
        let over = self.coming().map(|one| Change {
            at: next_midnight(one.last_day()),
            why: Reason::DayOver,
        });
        let (_, sunday) = self.week();
        let new_week = Change {
            at: next_midnight(sunday),
            why: Reason::NewWeek,
        };
        over.chain([new_week]).min()
    }
}

/// The days that are told.
#[derive(Clone, Copy)]
struct Window {
    first: Date,
    last: Date,
}

impl Window {
    fn touches(self, start: Date, last: Date) -> bool {
        start <= self.last && last >= self.first
    }

    /// When an event takes place: once, every lunar year, or by its rule, of which `first` is the first day.
    fn of_event(
        self,
        record: &Record,
        first: Option<Moment>,
    ) -> impl Iterator<Item = (Moment, Option<Moment>)> {
        let start = record.moment("start");
        let end = record.moment("end");
        let days = start.map_or_else(Vec::new, |start| self.days(record, start, first));
        days.into_iter().filter_map(move |date| {
            let start = start?;
            let end = end.map(|end| Moment {
                date: date.saturating_add(apart(start.date, end.date).days()),
                ..end
            });
            Some((Moment { date, ..start }, end))
        })
    }

    fn days(self, record: &Record, start: Moment, first: Option<Moment>) -> Vec<Date> {
        if let Some(lunar) = own_lunar_day(record) {
            // The end of a lunar year is in the next Gregorian one.
            let years = self.first.year() - 1..=self.last.year();
            let days = years.filter_map(|year| lunar.in_year(year));
            return days.filter(|day| self.touches(*day, *day)).collect();
        }
        let rule = record
            .text("rrule")
            .and_then(|rule| Recurrence::parse(rule).ok());
        let (Some(rule), Some(first)) = (rule, first) else {
            return vec![start.date];
        };
        let length = record
            .moment("end")
            .map_or(0, |end| apart(start.date, end.date));
        let from = self.first.saturating_sub(length.days());
        rule.between(first, from, self.last).collect()
    }
}

/// A session of a course that has a time.
pub(crate) struct Session<'a> {
    /// Which of the course's sessions it is, from 1.
    pub(crate) number: usize,
    /// Its fields.
    pub(crate) record: &'a Record,
    /// When it begins.
    pub(crate) start: Moment,
    /// When it ends: as written, else after the course's `duration_min`.
    pub(crate) end: Option<Moment>,
}

/// The sessions of a course that have a time.
pub(crate) fn sessions(record: &Record) -> impl Iterator<Item = Session<'_>> {
    let sessions = match record.get("sessions").map(|checked| &checked.value) {
        Some(FieldValue::List(sessions)) => sessions.as_slice(),
        _ => &[],
    };
    let lasts = match record.get("duration_min").map(|checked| &checked.value) {
        Some(FieldValue::Number(minutes, _)) => Some(SignedDuration::from_secs_f64(minutes * 60.0)),
        _ => None,
    };
    (1..).zip(sessions).filter_map(move |(number, session)| {
        let FieldValue::Table(record) = &session.value else {
            return None;
        };
        let start = record.moment("start")?;
        let ends = || {
            Some(moment(
                start.begin().checked_add(start.time.and(lasts)?).ok()?,
            ))
        };
        Some(Session {
            number,
            record,
            start,
            end: record.moment("end").or_else(ends),
        })
    })
}

fn moment(time: DateTime) -> Moment {
    Moment {
        date: time.date(),
        time: Some(time.time()),
    }
}

/// The lunar day of an event that says no other: its `start`, which was worked out, stands where the lunar
/// day does.
pub(crate) fn own_lunar_day(record: &Record) -> Option<LunarDay> {
    let lunar = record.get("lunar")?;
    let is_own = record.get("start")?.span == lunar.span;
    LunarDay::parse(record.text("lunar")?).filter(|_| is_own)
}

/// Days from one day to another.
fn apart(first: Date, last: Date) -> i32 {
    last.since(first).map_or(0, |span| span.get_days())
}

#[cfg(test)]
mod tests;
