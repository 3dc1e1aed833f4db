//! Calendars to subscribe to: RFC 5545 files of the site, of towns, topics and venues, and of single events
//! and courses.
//!
//! In: [`Resolved`]. Out: `calendar.ics` beside the page of each. Addresses in them hold anywhere, so they
//! are made only when the settings name the site's address. `docs/time.md` says what stands in them.

mod ics;

use std::collections::{BTreeMap, HashMap};

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, date};

use crate::diag::Lang;
use crate::fields::{Checked, Moment, Record};
use crate::recurrence::Recurrence;
use crate::resolve::{Page, Resolved, own_lunar_day, sessions};
use crate::url::UrlPath;

use ics::{Entry, Status};

/// The name of each calendar.
const FILE: &str = "calendar.ics";
/// The taxonomies whose terms have calendars.
const TAXONOMIES: [&str; 2] = ["town", "topic"];
/// How many years of a lunar day are told, from the present one.
const LUNAR_YEARS: i16 = 3;
/// `SEQUENCE` counts minutes from here.
const EPOCH: Date = date(2000, 1, 1);

/// All calendars, by address.
pub(super) struct Calendars(BTreeMap<UrlPath, String>);

/// Where the calendar of a page, folder or term is, if it has one.
fn beside(url: &UrlPath) -> UrlPath {
    UrlPath::file(&format!("{}{FILE}", url.as_str().trim_start_matches('/')))
}

impl Calendars {
    /// The calendars of a site as on `today`.
    pub(super) fn new(site: &Resolved, today: Date) -> Self {
        let mut calendars = Self(BTreeMap::new());
        if !site.config.base_url.has_origin() {
            return calendars;
        }
        let venues = Venues::new(site);
        let mut parts: BTreeMap<UrlPath, (&str, String)> = BTreeMap::new();
        let mut put = |url: UrlPath, name, entries: &str| {
            let (_, text) = parts.entry(url).or_insert((name, String::new()));
            text.push_str(entries);
        };
        for page in &site.pages {
            let dates = Dates {
                site,
                page,
                venues: &venues,
                today,
            };
            let mut entries = String::new();
            for (entry, venue) in dates.all() {
                let text = entry.to_ics();
                if let Some(venue) = venue {
                    put(beside(&venue.url), &venue.title, &text);
                }
                entries.push_str(&text);
            }
            if entries.is_empty() {
                continue;
            }
            put(beside(&UrlPath::home()), &site.config.title, &entries);
            put(beside(&page.url), &page.title, &entries);
            for (taxonomy, term) in &page.terms {
                let taxonomy = &site.taxonomies[*taxonomy];
                if TAXONOMIES.contains(&&*taxonomy.key) {
                    let term = &taxonomy.terms[*term];
                    put(beside(&term.url), &term.name, &entries);
                }
            }
        }
        let calendars_of = |(url, (name, entries)): (UrlPath, (&str, String))| {
            let name = if name == site.config.title {
                name.to_owned()
            } else {
                format!("{name} - {}", site.config.title)
            };
            (url, ics::calendar(&name, &entries))
        };
        calendars.0 = parts.into_iter().map(calendars_of).collect();
        calendars
    }

    /// The address of the calendar of a page, folder or term, if it has one.
    pub(super) fn of(&self, url: &UrlPath) -> Option<UrlPath> {
        let url = beside(url);
        self.0.contains_key(&url).then_some(url)
    }

    /// The address of that calendar by which programs subscribe to it.
    pub(super) fn webcal_of(&self, site: &Resolved, url: &UrlPath) -> Option<String> {
        let address = site.config.base_url.absolute(&self.of(url)?);
        let (_, rest) = address.split_once("://")?;
        Some(format!("webcal://{rest}"))
    }

    /// The files, with their paths in the published site.
    pub(super) fn files(&self) -> impl Iterator<Item = (String, Vec<u8>)> {
        let files = self.0.iter();
        files.map(|(url, text)| (url.output_path(), text.clone().into_bytes()))
    }
}

/// The venues that have pages, by address.
struct Venues<'a>(HashMap<String, &'a Page>);

impl<'a> Venues<'a> {
    fn new(site: &'a Resolved) -> Self {
        let venues = site.pages.iter();
        let venues = venues.filter(|page| page.text.front.kind.key == "venue");
        let href = |page: &'a Page| (site.config.base_url.href(&page.url), page);
        Self(venues.map(href).collect())
    }

    fn find(&self, page: &Page, named: &Checked) -> Option<&'a Page> {
        let href = page.text.field_hrefs.get(&named.span)?;
        self.0.get(href).copied()
    }
}

/// The dates of one page.
struct Dates<'a> {
    site: &'a Resolved,
    page: &'a Page,
    venues: &'a Venues<'a>,
    today: Date,
}

impl<'a> Dates<'a> {
    /// The entries of the page, each with its venue if that has a page.
    fn all(&self) -> Vec<(Entry, Option<&'a Page>)> {
        let record = &self.page.text.front.record;
        match &*self.page.text.front.kind.key {
            "event" => self.of_event(record),
            "course" => self.of_course(record),
            _ => Vec::new(),
        }
    }

    fn of_event(&self, record: &Record) -> Vec<(Entry, Option<&'a Page>)> {
        let front = &self.page.text.front;
        let Some(start) = record.moment("start") else {
            return Vec::new();
        };
        let (venue, location) = self.place(record);
        let status = record.text("status").unwrap_or_default();
        let entry = Entry {
            status: match status {
                "取消" => Status::Cancelled,
                "计划" | "延期" => Status::Tentative,
                _ => Status::Confirmed,
            },
            summary: self.summary(status),
            location: location.or_else(|| record.text("online_url").map(str::to_owned)),
            description: self.description(record, &["theme", "organizer", "online_url"]),
            end: record.moment("end"),
            ..self.entry("", start)
        };
        if let Some(years) = self.lunar_years(record) {
            let entry = |(year, day): (i16, Date)| Entry {
                uid: self.uid(&year.to_string()),
                start: Moment {
                    date: day,
                    time: None,
                },
                end: None,
                ..entry.clone()
            };
            return years.into_iter().map(|day| (entry(day), venue)).collect();
        }
        let rule = record.text("rrule");
        let rule = rule.and_then(|rule| Recurrence::parse(rule).ok());
        let (Some(rule), Some(first)) = (rule, front.first_start) else {
            return vec![(entry, venue)];
        };
        // The rule counts from its first day, not from the one that comes next.
        let back = |end: Moment| {
            let apart = start.date.since(first.date).unwrap_or_default();
            Moment {
                date: end.date.saturating_sub(apart),
                ..end
            }
        };
        let entry = Entry {
            start: first,
            end: entry.end.map(back),
            rule: Some(rule.to_text(first.time.is_none())),
            ..entry
        };
        vec![(entry, venue)]
    }

    fn of_course(&self, record: &Record) -> Vec<(Entry, Option<&'a Page>)> {
        let mut entries = Vec::new();
        for session in sessions(record) {
            let (venue, location) = self.place(session.record);
            let entry = Entry {
                location,
                end: session.end,
                description: self.description(session.record, &["teacher"]),
                ..self.entry(&session.number.to_string(), session.start)
            };
            entries.push((entry, venue));
        }
        entries
    }

    /// What all entries of the page have in common.
    fn entry(&self, part: &str, start: Moment) -> Entry {
        let front = &self.page.text.front;
        let changed = front.updated.or(front.date).unwrap_or(start).begin();
        Entry {
            uid: self.uid(part),
            sequence: front.updated.map_or(0, |updated| minutes(updated.begin())),
            changed,
            start,
            end: None,
            rule: None,
            status: Status::Confirmed,
            summary: self.page.title.clone(),
            location: None,
            description: String::new(),
            url: self.site.config.base_url.absolute(&self.page.url),
        }
    }

    /// A name that stays when times, titles and addresses change: where the page's file is, and which of
    /// the page's dates it is.
    fn uid(&self, part: &str) -> String {
        let path = UrlPath::file(self.page.text.source.page_path()).escaped();
        let path = path.trim_start_matches('/');
        let mark = if part.is_empty() { "" } else { "." };
        format!("{path}{mark}{part}@{}", self.site.config.base_url.host())
    }

    /// The title, and before it what keeps people at home: many calendars do not show the status.
    fn summary(&self, status: &str) -> String {
        let title = &self.page.title;
        match (status, self.site.config.lang()) {
            ("取消", Lang::Zh) => format!("【取消】{title}"),
            ("取消", Lang::En) => format!("Cancelled: {title}"),
            ("延期", Lang::Zh) => format!("【延期】{title}"),
            ("延期", Lang::En) => format!("Postponed: {title}"),
            _ => title.clone(),
        }
    }

    /// The venue's page, and where it is in words.
    fn place(&self, record: &Record) -> (Option<&'a Page>, Option<String>) {
        let Some(named) = record.get("venue") else {
            return (None, None);
        };
        let page = self.venues.find(self.page, named);
        let name = match page {
            Some(page) => page.title.clone(),
            None => named.value.in_words(self.site.config.lang()),
        };
        let address = page.and_then(|page| page.text.front.record.text("address"));
        let place = match address {
            Some(address) => format!("{name}, {address}"),
            None => name,
        };
        (page, Some(place))
    }

    /// The page's summary, and fields with their names.
    fn description(&self, record: &Record, keys: &[&str]) -> String {
        let lang = self.site.config.lang();
        let mut lines = vec![self.page.text.summary().to_owned()];
        lines.retain(|line| !line.is_empty());
        for (field, checked) in &record.fields {
            if keys.contains(&&*field.key) {
                let colon = match lang {
                    Lang::Zh => "：",
                    Lang::En => ": ",
                };
                let value = checked.value.in_words(lang);
                lines.push(format!("{}{colon}{value}", field.label.text(lang)));
            }
        }
        if let Some(day) = self.page.text.front.record.text("lunar") {
            lines.push(match lang {
                Lang::Zh => format!("农历{day}"),
                Lang::En => format!("Lunar calendar: {day}"),
            });
        }
        lines.join("\n")
    }

    /// The days of an event that has no other than a lunar one, by lunar year.
    fn lunar_years(&self, record: &Record) -> Option<Vec<(i16, Date)>> {
        let day = own_lunar_day(record)?;
        let first = self.today.year();
        let years = first..first.saturating_add(LUNAR_YEARS);
        // The end of a lunar year is in the next Gregorian one.
        let days = (first - 1..years.end).filter_map(|year| Some((year, day.in_year(year)?)));
        Some(
            days.filter(|(_, day)| years.contains(&day.year()))
                .collect(),
        )
    }
}

/// Minutes from [`EPOCH`].
fn minutes(time: DateTime) -> i64 {
    let since = time.duration_since(EPOCH.at(0, 0, 0, 0));
    since.as_mins().max(0)
}

/// The day after an all-day event's last.
fn day_after(day: Date) -> Date {
    day.saturating_add(1.day())
}
