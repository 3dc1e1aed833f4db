//! The table that a learner may have taken instead, and perhaps saved again with a spreadsheet. Its columns are named
//! by the words of the default theme, in one of its languages.

use std::collections::BTreeMap;

use ::csv::StringRecord;

use super::{Found, Raw};
use crate::diag::{Code, Diagnostic, Diagnostics, Lang};
use crate::fields::parse_moment;
use crate::msg;
use crate::source::{FileId, Span};
use crate::theme::built_in_strings;
use crate::value::csv;

/// Where the columns stand, and what is said of what is done.
struct Columns {
    words: BTreeMap<String, String>,
    headers: StringRecord,
}

impl Columns {
    /// The columns of a header, in the language that it is written in.
    fn of(headers: &StringRecord) -> Option<Self> {
        [Lang::Zh, Lang::En].into_iter().find_map(|lang| {
            let columns = Self {
                words: built_in_strings(lang),
                headers: headers.clone(),
            };
            let needed = ["date", "title", "state", "page", "id"];
            needed
                .iter()
                .all(|key| columns.place(key).is_some())
                .then_some(columns)
        })
    }

    fn word(&self, key: &str) -> &str {
        self.words.get(key).map_or("", String::as_str)
    }

    fn place(&self, key: &str) -> Option<usize> {
        let name = self.word(&format!("record_csv_{key}"));
        self.headers.iter().position(|header| header == name)
    }

    fn cell<'a>(&self, row: &'a StringRecord, key: &str) -> &'a str {
        let cell = self.place(key).and_then(|place| row.get(place));
        cell.unwrap_or_default()
    }
}

/// The entries of a table; `None` where it is none.
pub(super) fn read(file: FileId, text: &str, diags: &mut Diagnostics) -> Option<Vec<Found>> {
    let table = csv::parse(file, text, diags)?;
    let (start, headers) = &table.headers;
    let Some(columns) = Columns::of(headers) else {
        diags.push(
            Diagnostic::error(
                Code::InvalidValue,
                Span::new(file, *start..*start),
                msg!(en: "the table is no learning record: its columns have other names", zh: "这张表不是学习记录：列名不一样"),
            )
            .help(msg!(
                en: "take the file that \"Download a table\" gives, with its first line",
                zh: "要用“学习记录”里“下载表格”得到的文件，第一行不要改",
            )),
        );
        return None;
    };
    let mut found = Vec::new();
    for (at, row) in &table.rows {
        let number = |key| match columns.cell(row, key) {
            "" => Some(0.0),
            cell => cell.parse::<f64>().ok(),
        };
        let raw = number("hours")
            .ok_or("class hours")
            .and_then(|hours| {
                let minutes = number("minutes").ok_or("minutes")?;
                Ok((hours, minutes))
            })
            .and_then(|(hours, minutes)| entry(&columns, row, hours, minutes));
        match raw {
            Ok(one) => found.push(one),
            Err(what) => diags.push(
                Diagnostic::error(
                    Code::InvalidValue,
                    Span::new(file, *at..*at),
                    msg!(en: "this line is not counted: `{what}`", zh: "这一行没有算进去：`{what}`"),
                )
                .help(msg!(
                    en: "ask the learner to export the table again",
                    zh: "请学习者重新下载一份表格",
                )),
            ),
        }
    }
    Some(found)
}

fn entry(
    columns: &Columns,
    row: &StringRecord,
    hours: f64,
    minutes: f64,
) -> Result<Found, &'static str> {
    if minutes.fract() != 0.0 || !(0.0..=f64::from(super::MOST_MINUTES)).contains(&minutes) {
        return Err("minutes");
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a whole number from 0 to a hundred thousand"
    )]
    let minutes = minutes as u32;
    Raw {
        id: columns.cell(row, "id"),
        learner: None,
        page: columns.cell(row, "page"),
        title: columns.cell(row, "title"),
        done: columns.cell(row, "state") == columns.word("record_verb_completed"),
        at: parse_moment(columns.cell(row, "date")),
        hours,
        minutes,
    }
    .checked()
}
