//! What residents type on the example site, and what must come first.
//!
//! `expected.tsv` has a line for each query: the address of the first result, or filters that must
//! be understood, or `none`; then what else must be told: a note, a card, a section, a day.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

use std::io;

use jiff::civil::date;
use lyceum::source::SourceDb;
use lyceum::world::DiskWorld;
use lyceum::{BuildOptions, build};
use lyceum_index::native::Index;
use lyceum_index::published::Date;
use lyceum_index::{Query, SearchResults};

const EXPECTED: &str = include_str!("expected.tsv");

/// The day on which the example site is built, a Friday.
const TODAY: &str = "2026-11-20";

fn index() -> Index {
    let root = env!("CARGO_MANIFEST_DIR");
    let world = DiskWorld::new(root, format!("{root}/public"), date(2026, 11, 20));
    let mut sources = SourceDb::default();
    let mut diags = lyceum::diag::Diagnostics::default();
    let options = BuildOptions::default();
    let files = build(&world, &options, &mut sources, &mut diags).unwrap();
    Index::open(|name| {
        let body = files.get(&format!("search/{name}"));
        match body {
            Some(lyceum::render::Body::Bytes(bytes)) => Ok(bytes.to_vec()),
            _ => Err(io::Error::from(io::ErrorKind::NotFound)),
        }
    })
    .unwrap()
}

fn query(text: &str) -> Query {
    Query {
        today: Date::parse(TODAY),
        ..Query::new(text)
    }
}

/// What is wrong with an answer, if anything.
fn fault(answer: &SearchResults, first: &str, also: &str, pages: u32) -> Option<String> {
    let got = answer
        .results
        .first()
        .map_or("none", |hit| hit.url.as_str());
    let wanted = match first.strip_prefix("filter:") {
        Some(filters) => {
            let understood: Vec<String> = answer
                .understood
                .iter()
                .map(|lifted| format!("{}={}", lifted.key, lifted.value))
                .collect();
            let all = filters
                .split(',')
                .all(|one| understood.iter().any(|had| had == one));
            all && !answer.results.is_empty()
        }
        None => got == first,
    };
    if !wanted {
        return Some(format!(
            "first is {got}, understood {:?}",
            answer.understood
        ));
    }
    let told = match also.split_once(':') {
        Some(("note", note)) => answer.notes.contains(&note),
        Some(("anchor", anchor)) => answer.results.first().is_some_and(|hit| {
            hit.sections
                .iter()
                .any(|section| section.url.ends_with(anchor))
        }),
        Some(("date", day)) => answer
            .results
            .iter()
            .all(|hit| hit.date.as_deref() == Some(day)),
        _ if also == "card" => answer.card.is_some(),
        _ => also.is_empty(),
    };
    if !told {
        let notes = &answer.notes;
        return Some(format!(
            "not told: {also}; notes {notes:?}, corrected {:?}",
            answer.corrected
        ));
    }
    (answer.total * 10 > pages as usize * 3).then(|| format!("{} pages", answer.total))
}

#[test]
fn residents_find_what_they_mean() {
    let index = index();
    let mut faults = Vec::new();
    let lines = EXPECTED.lines().skip(1);
    let count = lines.clone().count();
    for line in lines {
        let fields: Vec<&str> = line.split('\t').collect();
        let [id, _class, text, first, also] = fields[..] else {
            panic!("not five fields: {line}")
        };
        let answer = index.search(&query(text)).unwrap();
        if let Some(fault) = fault(&answer, first, also, index.documents()) {
            faults.push(format!("{id} {text}: {fault}"));
        }
    }
    assert_eq!(count, 60);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
