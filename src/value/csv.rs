//! CSV to rows with places: a line of column names, then one row a line. And cells as they are written.

use std::borrow::Cow;

use csv::{ReaderBuilder, StringRecord, Trim};

use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::msg;
use crate::source::{FileId, Span};

/// A table.
#[derive(Debug)]
pub struct Csv {
    /// The names of the columns, and where they begin.
    pub headers: (usize, StringRecord),
    /// The rows, and where each begins.
    pub rows: Vec<(usize, StringRecord)>,
}

/// A cell that no spreadsheet takes for a formula. Numbers stay numbers.
pub(crate) fn plain(cell: &str) -> Cow<'_, str> {
    let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if is_formula && cell.parse::<f64>().is_err() {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

/// Reads a file's text. Rows of another length than the first are reported and left out. `None` when there
/// is no table; the reason is in `diags`.
pub fn parse(file: FileId, text: &str, diags: &mut Diagnostics) -> Option<Csv> {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let offset = text.len() - body.len();
    let mut reader = ReaderBuilder::new()
        .trim(Trim::All)
        .from_reader(body.as_bytes());
    let headers = match reader.headers() {
        Ok(headers) => headers.clone(),
        Err(error) => {
            diags.push(fault(file, offset, &error));
            return None;
        }
    };
    let mut rows = Vec::new();
    for record in reader.records() {
        match record {
            Ok(record) => {
                let at = record.position().map_or(0, byte) + offset;
                // The crate lets a row begin before the line feed of the row above.
                let rest = text.get(at..).unwrap_or_default();
                let ends = rest.len() - rest.trim_start_matches(['\r', '\n']).len();
                rows.push((at + ends, record));
            }
            Err(error) => diags.push(fault(file, offset, &error)),
        }
    }
    Some(Csv {
        headers: (offset, headers),
        rows,
    })
}

fn byte(position: &csv::Position) -> usize {
    usize::try_from(position.byte()).unwrap_or(usize::MAX)
}

fn fault(file: FileId, offset: usize, error: &csv::Error) -> Diagnostic {
    let at = error.position().map_or(0, byte) + offset;
    Diagnostic::error(
        Code::SyntaxError,
        Span::new(file, at..at),
        msg!(en: "the line does not have as many cells as the first one", zh: "这一行的格数和第一行不一样"),
    )
    .help(msg!(en: "put a cell that holds a comma into quotation marks", zh: "内容里有逗号的格子要放进半角引号"))
}
