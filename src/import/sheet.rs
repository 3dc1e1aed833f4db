//! Reads tables: .csv in the encodings that Excel writes, the first sheet of an .xlsx.
//!
//! Out: rows of texts with the numbers that a spreadsheet shows beside them; blank rows are left out.

use std::io::Cursor;

use calamine::{DataRef, Reader as _, Xlsx};

use super::container::Container;
use super::{Refusal, encoding};

/// A row and its number, from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) number: usize,
    pub(super) cells: Vec<String>,
}

/// More columns or rows than any list of pages has.
const MOST_COLUMNS: u32 = 256;
const MOST_ROWS: u32 = 20_000;

/// Reads a .csv.
pub(super) fn csv(bytes: &[u8]) -> Result<Vec<Row>, Refusal> {
    let text = encoding::text(bytes, None);
    let head = text.lines().next().unwrap_or_default();
    let count = |mark: char| head.matches(mark).count();
    let mark = if count('\t') > count(',') {
        b'\t'
    } else {
        b','
    };
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(mark)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| Refusal::Broken(error.to_string()))?;
        let line = record.position().map_or(0, csv::Position::line);
        let cells = record.iter().map(|cell| cell.trim().to_owned()).collect();
        push(&mut rows, usize::try_from(line).unwrap_or(0), cells)?;
    }
    Ok(rows)
}

/// Reads the first sheet of an .xlsx.
pub(super) fn xlsx(bytes: &[u8]) -> Result<Vec<Row>, Refusal> {
    Container::open(bytes, ".xlsx")?.measure()?;
    let broken = |error: calamine::XlsxError| Refusal::Broken(error.to_string());
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
    let Some(sheet) = book.sheet_names().first().cloned() else {
        return Err(Refusal::NotThis(".xlsx"));
    };
    // Cell by cell: what a sheet says of its size may be a lie.
    let mut reader = book.worksheet_cells_reader(&sheet).map_err(broken)?;
    let mut rows = Vec::new();
    let mut open: Option<(u32, Vec<String>)> = None;
    while let Some(cell) = reader.next_cell().map_err(broken)? {
        let (row, column) = cell.get_position();
        let text = shown(cell.get_value());
        if text.is_empty() {
            continue;
        }
        if column >= MOST_COLUMNS || row >= MOST_ROWS {
            return Err(Refusal::TooLarge);
        }
        if open.as_ref().is_none_or(|(own, _)| *own != row)
            && let Some((number, cells)) = open.replace((row, Vec::new()))
        {
            push(&mut rows, number as usize + 1, cells)?;
        }
        if let Some((_, cells)) = &mut open {
            let place = column as usize;
            cells.resize(cells.len().max(place + 1), String::new());
            if let Some(slot) = cells.get_mut(place) {
                *slot = text;
            }
        }
    }
    if let Some((number, cells)) = open {
        push(&mut rows, number as usize + 1, cells)?;
    }
    Ok(rows)
}

fn push(rows: &mut Vec<Row>, number: usize, cells: Vec<String>) -> Result<(), Refusal> {
    if cells.len() > MOST_COLUMNS as usize || rows.len() > MOST_ROWS as usize {
        return Err(Refusal::TooLarge);
    }
    if cells.iter().any(|cell| !cell.is_empty()) {
        rows.push(Row { number, cells });
    }
    Ok(())
}

/// A cell as a spreadsheet shows it.
fn shown(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) => text.trim().to_owned(),
        DataRef::SharedString(text) => text.trim().to_owned(),
        DataRef::Bool(value) => if *value { "是" } else { "否" }.to_owned(),
        DataRef::DateTime(moment) => {
            let (year, month, day, hour, minute, _, _) = moment.to_ymd_hms_milli();
            match (year, hour, minute) {
                // A time of day alone.
                (..1901, hour, minute) => format!("{hour:02}:{minute:02}"),
                (_, 0, 0) => format!("{year}-{month:02}-{day:02}"),
                _ => format!("{year}-{month:02}-{day:02} {hour:02}:{minute:02}"),
            }
        }
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.replace('T', " "),
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}
