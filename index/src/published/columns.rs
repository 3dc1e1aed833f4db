//! Columns: type, date and facets of every page.
//!
//! Needed for every match, not only for those shown: facets are counted over
//! all of them, filters and the order by date decide which are shown.

use crate::bytes::Input;
use crate::{DocId, push_number, read_number};

/// A calendar date, ordered; years from 0 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date(u32);

impl Date {
    /// Reads `YYYY-MM-DD`; whether the day exists is the builder's concern.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let mut number = |digits: usize| {
            let part = parts.next()?;
            let number = read_number(part, 10).filter(|_| part.len() == digits)?;
            u32::try_from(number).ok()
        };
        let (year, month, day) = (number(4)?, number(2)?, number(2)?);
        parts.next().is_none().then_some(Self::of(year, month, day))
    }
}

impl Date {
    /// The day of a month of a year.
    pub(crate) const fn of(year: u32, month: u32, day: u32) -> Self {
        Self(year * 10_000 + month * 100 + day)
    }

    /// Year, month and day.
    pub(crate) const fn parts(self) -> (u32, u32, u32) {
        let Self(number) = self;
        (number / 10_000, number / 100 % 100, number % 100)
    }

    /// The date as `YYYY-MM-DD`.
    pub fn text(self) -> String {
        let (year, month, day) = self.parts();
        let mut text = String::new();
        push_number(&mut text, year as usize, 4);
        for part in [month, day] {
            text.push('-');
            push_number(&mut text, part as usize, 2);
        }
        text
    }

    /// A number that orders as dates do; 0 is before all of them.
    pub(crate) const fn number(self) -> u32 {
        self.0
    }
}

/// Values of one key for all pages.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Column {
    /// The distinct values, in order.
    pub values: Vec<String>,
    /// The numbers of the values of all pages, page by page.
    numbers: Vec<u32>,
    /// Where in `numbers` those of each page end.
    ends: Vec<u32>,
}

impl Column {
    /// A column of these values; a page's numbers are of places in them.
    #[cfg(feature = "write")]
    pub(crate) fn new(values: Vec<String>, pages: impl Iterator<Item = Vec<u32>>) -> Self {
        let mut column = Self {
            values,
            ..Self::default()
        };
        for page in pages {
            column.numbers.extend(page);
            column.end_page();
        }
        column
    }

    fn end_page(&mut self) {
        self.ends
            .push(u32::try_from(self.numbers.len()).unwrap_or(u32::MAX));
    }

    /// The numbers of a page's values, as it listed them.
    pub fn numbers(&self, doc: DocId) -> &[u32] {
        let end = |doc: usize| self.ends.get(doc).map_or(0, |&end| end as usize);
        let start = (doc as usize).checked_sub(1).map_or(0, end);
        self.numbers
            .get(start..end(doc as usize))
            .unwrap_or_default()
    }

    /// The values of a page.
    pub fn of(&self, doc: DocId) -> Vec<String> {
        let mut values = Vec::new();
        for &number in self.numbers(doc) {
            if let Some(value) = self.values.get(number as usize) {
                values.push(value.clone());
            }
        }
        values
    }

    /// Whether a page has one of these values.
    pub(crate) fn is_any(&self, doc: DocId, values: &[String]) -> bool {
        self.numbers(doc).iter().any(|&number| {
            let value = self.values.get(number as usize);
            value.is_some_and(|value| values.contains(value))
        })
    }

    fn decode(input: &mut Input<'_>, documents: u32) -> Self {
        let mut column = Self {
            values: input.texts(),
            ..Self::default()
        };
        for _ in 0..documents {
            for _ in 0..input.count() {
                let number = input.vint_u32();
                if number as usize >= column.values.len() {
                    input.fail("names a value that is not there");
                }
                column.numbers.push(number);
            }
            column.end_page();
        }
        column
    }

    #[cfg(feature = "write")]
    fn encode(&self, out: &mut Vec<u8>) {
        use crate::bytes::output::{length, text, vint};

        length(out, self.values.len());
        for value in &self.values {
            text(out, value);
        }
        for doc in (0..).take(self.ends.len()) {
            let numbers = self.numbers(doc);
            length(out, numbers.len());
            for &number in numbers {
                vint(out, u64::from(number));
            }
        }
    }
}

/// What is known of every page beside its words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Columns {
    /// The type's key; one value a page.
    pub kind: Column,
    /// The date, if it has one.
    pub dates: Vec<Option<Date>>,
    /// The pages that are no longer in force, by rising number.
    pub lapsed: Vec<DocId>,
    /// Facet keys, sorted, each with its column.
    pub facets: Vec<(String, Column)>,
}

impl Columns {
    /// The date of a page, if it has one.
    pub(crate) fn date(&self, doc: DocId) -> Option<Date> {
        self.dates.get(doc as usize).copied().flatten()
    }

    /// Decodes the columns of a site of `documents` pages.
    pub(crate) fn decode(input: &mut Input<'_>, documents: u32) -> Self {
        let mut columns = Self::default();
        for _ in 0..documents {
            let number = input.vint_u32();
            columns.dates.push((number > 0).then_some(Date(number)));
        }
        for _ in 0..input.count() {
            columns.lapsed.push(input.vint_u32());
        }
        columns.kind = Column::decode(input, documents);
        for _ in 0..input.count() {
            let key = input.text().to_owned();
            columns.facets.push((key, Column::decode(input, documents)));
        }
        columns
    }

    /// Encodes what [`Self::decode`] reads.
    #[cfg(feature = "write")]
    pub(crate) fn encode(&self, out: &mut Vec<u8>) {
        use crate::bytes::output::{length, text, vint};

        for date in &self.dates {
            vint(out, date.map_or(0, |Date(number)| u64::from(number)));
        }
        length(out, self.lapsed.len());
        for &doc in &self.lapsed {
            vint(out, u64::from(doc));
        }
        self.kind.encode(out);
        length(out, self.facets.len());
        for (key, column) in &self.facets {
            text(out, key);
            column.encode(out);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Date;

    #[test]
    fn dates() {
        assert_eq!(
            Date::parse("2016-09-12").map(Date::text),
            Some("2016-09-12".to_owned())
        );
        assert!(Date::parse("2016-09-12") < Date::parse("2016-10-01"));
        for wrong in [
            "",
            "2016",
            "2016-9-12",
            "2016-09-12-01",
            "２０１６-09-12",
            "+016-09-12",
        ] {
            assert_eq!(Date::parse(wrong), None, "{wrong}");
        }
    }
}
