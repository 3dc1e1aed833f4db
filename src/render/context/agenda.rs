//! The calendar page, its months, and posters.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;
use tera::Value;

use super::{Contexts, Inputs, name_url};
use crate::fields::Moment;
use crate::metadata::{About, Crumb, Subject};
use crate::recurrence::monday;
use crate::render::values::table;
use crate::resolve::{Agenda, Occurrence, PageId, sessions};

/// Months are told in full on the calendar page until it has so many entries: some 60 KB of HTML.
const ENTRIES: usize = 100;

/// Entries of the home page.
const THIS_WEEK: usize = 8;

/// The taxonomies by which readers filter.
const FILTERS: [(&str, &str); 2] = [("town", "towns"), ("audience", "audiences")];

impl Contexts<'_> {
    /// The calendar page: this week, then month by month.
    pub(super) fn calendar(&self, context: &mut Inputs) {
        let agenda = &self.site.agenda;
        let (first, last) = agenda.week();
        let (week, rest): (Vec<&Occurrence>, Vec<&Occurrence>) =
            agenda.coming().partition(|one| one.start.date <= last);
        let mut by_month: BTreeMap<Date, Vec<&Occurrence>> = BTreeMap::new();
        for one in rest {
            let month = one.start.date.first_of_month();
            by_month.entry(month).or_default().push(one);
        }
        let mut told = week.len();
        let (mut groups, mut is_cut) = (Vec::new(), false);
        for (month, entries) in by_month {
            told += entries.len();
            is_cut = !groups.is_empty() && told > ENTRIES;
            if is_cut {
                break;
            }
            let own = entries
                .iter()
                .map(|one| self.occurrence(one.start.date, one));
            let own = ("entries", Value::from(own.collect::<Vec<_>>()));
            groups.push(self.month_head(month, &[own]));
        }
        let present = agenda.today().first_of_month();
        let months = agenda.months().into_iter();
        let months = months.filter(|month| *month >= present).map(|month| {
            let count = ("count", Value::from(agenda.of_month(month).count()));
            self.month_head(month, &[count])
        });
        let entries = week.iter().map(|one| self.occurrence(one.start.date, one));
        let week = table([
            ("first", Value::from(first.to_string())),
            ("last", Value::from(last.to_string())),
            ("entries", Value::from(entries.collect::<Vec<_>>())),
        ]);
        let own = [
            ("week", week),
            ("groups", Value::from(groups)),
            ("is_cut", Value::from(is_cut)),
            ("months", Value::from(months.collect::<Vec<_>>())),
        ];
        let entries: Vec<&Occurrence> = agenda.coming().collect();
        self.insert_calendar(&entries, own, context);
        let about = About {
            subject: Subject::Calendar,
            url: &Agenda::url(),
            title: &self.word("calendar"),
            description: "",
            way: &[self.home_crumb()],
        };
        self.current("calendar", &about, context);
    }

    /// A month, week by week.
    pub(super) fn month(&self, month: Date, context: &mut Inputs) {
        let agenda = &self.site.agenda;
        let mut days: BTreeMap<Date, Vec<Value>> = BTreeMap::new();
        for (day, one) in agenda.of_month(month) {
            let entries = days.entry(day).or_default();
            entries.push(self.occurrence(day, one));
        }
        let mut weeks: Vec<Value> = Vec::new();
        let mut first = monday(month);
        while first <= month.last_of_month() {
            let week = (0..7).map(|apart| {
                let day = first.saturating_add(apart.days());
                if day.first_of_month() != month {
                    return Value::none();
                }
                let entries = days.remove(&day).unwrap_or_default();
                table([
                    ("day", Value::from(day.to_string())),
                    ("entries", Value::from(entries)),
                ])
            });
            weeks.push(Value::from(week.collect::<Vec<_>>()));
            first = first.saturating_add(1.week());
        }
        let months = agenda.months();
        let place = months.iter().position(|one| *one == month);
        let beside = |place: Option<usize>| {
            let month = place.and_then(|place| months.get(place));
            month.map_or_else(Value::none, |month| self.month_head(*month, &[]))
        };
        let own = [
            ("month", Value::from(month.to_string())),
            ("weeks", Value::from(weeks)),
            (
                "previous",
                beside(place.and_then(|place| place.checked_sub(1))),
            ),
            ("next", beside(place.map(|place| place + 1))),
        ];
        let entries: Vec<&Occurrence> = agenda.of_month(month).map(|(_, one)| one).collect();
        self.insert_calendar(&entries, own, context);
        let calendar = self.word("calendar");
        let name = month.strftime(&self.word("month_format")).to_string();
        let way = [
            self.home_crumb(),
            Crumb {
                title: calendar.clone(),
                url: Agenda::url(),
            },
        ];
        let about = About {
            subject: Subject::Calendar,
            url: &Agenda::month_url(month),
            title: &format!("{calendar} {name}"),
            description: "",
            way: &way,
        };
        self.current("calendar", &about, context);
    }

    /// A page to be hung up: its address is the page's, for that is what a reader shall find.
    pub(super) fn poster(&self, id: PageId, context: &mut Inputs) {
        self.page(id, context);
        let page = self.site.page(id);
        let about = About {
            subject: Subject::Tool,
            url: &page.url,
            title: &page.title,
            description: "",
            way: &[],
        };
        self.current("poster", &about, context);
    }

    /// The address of a page's poster, if it has one.
    pub(super) fn poster_of(&self, id: PageId) -> Value {
        let has_poster = self.site.agenda.posters().binary_search(&id).is_ok();
        let page = self.site.page(id);
        Value::from(has_poster.then(|| self.href(&Agenda::poster_url(&page.url))))
    }

    /// What is on in the week of the build and the next one, soonest first.
    pub(super) fn this_week(&self) -> Value {
        let agenda = &self.site.agenda;
        let (_, sunday) = agenda.week();
        let last = sunday.saturating_add(1.week());
        let near = agenda.coming().take_while(|one| one.start.date <= last);
        let near = near.take(THIS_WEEK);
        let near = near.map(|one| self.occurrence(one.start.date, one));
        Value::from(near.collect::<Vec<_>>())
    }

    /// Puts what both views have in common, and `own`, before the template.
    fn insert_calendar(
        &self,
        entries: &[&Occurrence],
        own: [(&'static str, Value); 4],
        context: &mut Inputs,
    ) {
        let agenda = &self.site.agenda;
        let mut value = vec![
            ("built", Value::from(agenda.today().to_string())),
            ("count", Value::from(entries.len())),
        ];
        value.extend(own);
        for (taxonomy, name) in FILTERS {
            value.push((name, self.filter(taxonomy, entries)));
        }
        context.insert_value("calendar", table(value));
    }

    /// The terms of a taxonomy that entries have, with how many have each.
    fn filter(&self, key: &str, entries: &[&Occurrence]) -> Value {
        let taxonomies = self.site.taxonomies.iter();
        let Some((index, taxonomy)) = taxonomies.enumerate().find(|(_, one)| one.key == key) else {
            return Value::from(Vec::<Value>::new());
        };
        let terms = taxonomy.terms.iter().enumerate();
        let terms = terms.filter_map(|(place, term)| {
            let has = |one: &&&Occurrence| {
                let page = self.site.page(one.page);
                page.terms.contains(&(index, place))
            };
            let count = entries.iter().filter(has).count();
            (count > 0).then(|| {
                table([
                    ("name", Value::from(term.name.as_str())),
                    ("url", Value::from(self.href(&term.url))),
                    ("calendar_url", self.calendar_of(&term.url)),
                    ("webcal_url", self.webcal_of(&term.url)),
                    ("count", Value::from(count)),
                ])
            })
        });
        Value::from(terms.collect::<Vec<_>>())
    }

    fn month_head(&self, month: Date, more: &[(&'static str, Value)]) -> Value {
        let url = self.href(&Agenda::month_url(month));
        let own = [
            ("month", Value::from(month.to_string())),
            ("url", Value::from(url)),
        ];
        table(own.into_iter().chain(more.iter().cloned()))
    }

    /// One entry, as it stands on a day.
    fn occurrence(&self, day: Date, one: &Occurrence) -> Value {
        let page = self.site.page(one.page);
        let front = &page.text.front;
        let record = one.record(page);
        let time = |moment: Moment| {
            let time = moment.time?;
            Some(time.strftime("%H:%M").to_string())
        };
        let last = one.last_day();
        // A day without an hour is over at its end.
        let over = one.end.unwrap_or(Moment {
            time: None,
            ..one.start
        });
        let over = format!("{}T{}", over.date, time(over).as_deref().unwrap_or("24:00"));
        let terms = |key: &str| {
            let terms = page.terms.iter();
            let terms = terms.filter_map(|(taxonomy, term)| {
                let taxonomy = &self.site.taxonomies[*taxonomy];
                (taxonomy.key == key).then(|| Value::from(taxonomy.terms[*term].name.as_str()))
            });
            Value::from(terms.collect::<Vec<_>>())
        };
        let venue = record.get("venue").map_or_else(Value::none, |venue| {
            let url = page.text.field_hrefs.get(&venue.span);
            let name = venue.value.in_words(self.lang);
            name_url(&name, url.map_or("", String::as_str))
        });
        table([
            ("title", Value::from(page.title.as_str())),
            ("url", Value::from(self.href(&page.url))),
            ("type", Value::from(&*front.kind.key)),
            ("type_label", Value::from(front.kind.label.text(self.lang))),
            (
                "session",
                Value::from(one.session.filter(|_| sessions(&front.record).count() > 1)),
            ),
            ("day", Value::from(day.to_string())),
            ("first", Value::from(one.start.date.to_string())),
            ("last", Value::from(last.to_string())),
            ("start", Value::from(time(one.start))),
            ("end", Value::from(one.end.and_then(time))),
            ("over", Value::from(over)),
            (
                "status",
                Value::from(front.record.text("status").map(str::to_owned)),
            ),
            ("venue", venue),
            ("towns", terms("town")),
            ("audiences", terms("audience")),
        ])
    }
}
