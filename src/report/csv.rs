//! The report for spreadsheets: one file a section.

use super::{Report, Section};
use crate::value::csv::plain;

/// Excel reads a file as UTF-8 only if it begins with this.
const BOM: &str = "\u{feff}";

/// The files of a report, by name; those of sections without rows hold the names of the columns.
///
/// # Errors
/// Never on text in memory; `csv` cannot know.
pub fn files(report: &Report) -> Result<Vec<(String, Vec<u8>)>, csv::Error> {
    let files = report.sections.iter();
    files
        .map(|section| Ok((format!("{}.csv", section.key), file(section)?)))
        .collect()
}

fn file(section: &Section) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(BOM.as_bytes().to_vec());
    writer.write_record(&section.columns)?;
    for row in &section.rows {
        writer.write_record(row.iter().map(|cell| plain(&cell.value()).into_owned()))?;
    }
    writer.into_inner().map_err(|error| {
        let error = error.into_error();
        csv::Error::from(error)
    })
}
