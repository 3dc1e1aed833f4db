//! The columns file: type, date and facets of every page.
//!
//! Needed for every match, not only for those shown: facets are counted over
//! all of them, filters and the order by date decide which are shown.

use crate::bytes::Input;
use crate::{DocId, Error};

/// A calendar date, ordered; years from 0 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date(u32);

impl Date {
    /// Reads `YYYY-MM-DD`; whether the day exists is the builder's concern.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let mut number = |digits: usize| {
            let part = parts.next()?;
            (part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit()))
                .then(|| part.parse::<u32>().ok())?
        };
        let (year, month, day) = (number(4)?, number(2)?, number(2)?);
        parts
            .next()
            .is_none()
            .then_some(Self(year * 10_000 + month * 100 + day))
    }
}

impl Date {
    /// A number that orders as dates do; 0 is before all of them.
    pub(crate) const fn number(self) -> u32 {
        self.0
    }
}

impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self(number) = self;
        write!(
            f,
            "{:04}-{:02}-{:02}",
            number / 10_000,
            number / 100 % 100,
            number % 100
        )
    }
}

/// Values of one key for all pages.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Column {
    /// The distinct values, in order.
    pub values: Vec<String>,
    /// For each page the numbers of its values, as it listed them.
    pub pages: Vec<Vec<u32>>,
}

impl Column {
    /// The values of a page.
    pub fn of(&self, doc: DocId) -> impl Iterator<Item = &str> {
        let numbers = self.pages.get(doc as usize).into_iter().flatten();
        numbers
            .filter_map(|&number| self.values.get(number as usize))
            .map(String::as_str)
    }
}

/// Type, date and facets of every page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Columns {
    /// The type's key; one value a page.
    pub kind: Column,
    /// The date, if it has one.
    pub dates: Vec<Option<Date>>,
    /// Facet keys, sorted, each with its column.
    pub facets: Vec<(String, Column)>,
}

impl Columns {
    /// Decodes the file's content for a site of `documents` pages.
    ///
    /// # Errors
    /// When it does not decode.
    pub fn decode(content: &[u8], documents: u32) -> Result<Self, Error> {
        let mut input = Input::new(content);
        let mut dates = Vec::new();
        for _ in 0..documents {
            let number = input.vint_u32()?;
            dates.push((number > 0).then_some(Date(number)));
        }
        let kind = column(&mut input, documents)?;
        let mut facets = Vec::new();
        for _ in 0..input.length()? {
            let key = input.text()?.to_owned();
            facets.push((key, column(&mut input, documents)?));
        }
        if !input.is_empty() {
            return Err(Error::damaged("has trailing bytes"));
        }
        Ok(Self {
            kind,
            dates,
            facets,
        })
    }

    /// Encodes what [`Self::decode`] reads.
    #[cfg(feature = "write")]
    pub(crate) fn encode(&self) -> Vec<u8> {
        use crate::bytes::output::{length, text, vint};

        fn write(out: &mut Vec<u8>, column: &Column) {
            length(out, column.values.len());
            for value in &column.values {
                text(out, value);
            }
            for page in &column.pages {
                length(out, page.len());
                for &number in page {
                    vint(out, u64::from(number));
                }
            }
        }

        let mut out = Vec::new();
        for date in &self.dates {
            vint(&mut out, date.map_or(0, |Date(number)| u64::from(number)));
        }
        write(&mut out, &self.kind);
        length(&mut out, self.facets.len());
        for (key, column) in &self.facets {
            text(&mut out, key);
            write(&mut out, column);
        }
        out
    }
}

fn column(input: &mut Input<'_>, documents: u32) -> Result<Column, Error> {
    let mut column = Column::default();
    for _ in 0..input.length()? {
        column.values.push(input.text()?.to_owned());
    }
    for _ in 0..documents {
        let mut page = Vec::new();
        for _ in 0..input.length()? {
            let number = input.vint_u32()?;
            if number as usize >= column.values.len() {
                return Err(Error::damaged("names a value that is not there"));
            }
            page.push(number);
        }
        column.pages.push(page);
    }
    Ok(column)
}

#[cfg(test)]
mod tests {
    use super::Date;

    #[test]
    fn dates() {
        assert_eq!(
            Date::parse("2016-09-12").map(|date| date.to_string()),
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
