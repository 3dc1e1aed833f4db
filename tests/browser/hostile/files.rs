//! Files that no browser shows: each is still what it says it is.

use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::Value;

use crate::host::Files;

/// What begins a formula in a spreadsheet.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Checks all feeds, tables, calendars and data of a site. How many there are of each, by extension.
pub(super) fn check(files: &Files) -> [usize; 4] {
    let mut checked = [0; 4];
    for (path, bytes) in files {
        let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
        let place = match extension {
            "xml" => {
                check_xml(path, bytes);
                0
            }
            "json" | "webmanifest" => {
                let read = serde_json::from_slice::<Value>(bytes);
                assert!(read.is_ok(), "{path}: {read:?}");
                1
            }
            "ics" => {
                check_calendar(path, bytes);
                2
            }
            "csv" => {
                check_table(path, bytes);
                3
            }
            _ => continue,
        };
        checked[place] += 1;
    }
    checked
}

fn check_xml(path: &str, bytes: &[u8]) {
    let mut reader = Reader::from_reader(bytes);
    loop {
        let event = reader.read_event();
        match event.unwrap_or_else(|error| panic!("{path}: {error}")) {
            Event::Start(tag) | Event::Empty(tag) => {
                let name = tag.name();
                assert!(
                    !["script", "img", "svg", "x", "body"].contains(&name.as_ref()),
                    "{path}: {tag:?}"
                );
            }
            Event::CData(_) | Event::PI(_) | Event::DocType(_) | Event::Comment(_) => {
                panic!("{path}: nothing of ours");
            }
            Event::Eof => break,
            _ => {}
        }
    }
}

/// RFC 5545: lines of at most 75 bytes; of ours, each has a name that we write.
fn check_calendar(path: &str, bytes: &[u8]) {
    let text = std::str::from_utf8(bytes).unwrap();
    let mut open = Vec::new();
    for line in text.split_terminator("\r\n") {
        assert!(
            line.len() <= 75 && !line.contains(['\r', '\n']),
            "{path}: {line}"
        );
        assert!(!line.starts_with("ATTACH"), "{path}: {line}");
        if let Some(part) = line.strip_prefix("BEGIN:") {
            open.push(part);
        } else if let Some(part) = line.strip_prefix("END:") {
            assert_eq!(open.pop(), Some(part), "{path}");
        }
    }
    assert!(open.is_empty(), "{path}");
}

fn check_table(path: &str, bytes: &[u8]) {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(bytes);
    for row in reader.records() {
        let row = row.unwrap_or_else(|error| panic!("{path}: {error}"));
        for cell in &row {
            let is_formula = cell.starts_with(FORMULA) && cell.parse::<f64>().is_err();
            assert!(!is_formula, "{path}: {cell}");
        }
    }
}
