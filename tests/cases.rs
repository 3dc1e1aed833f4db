//! Small sites as text files, and what becomes of them: `tests/cases/<area>/<name>.txt`.
//!
//! `tests/cases/README.md` says how a case is written. `UPDATE=1 cargo test --test cases` writes what
//! is published and reported into the cases; read the difference before you keep it.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests fail as tests do"
)]

#[path = "cases/case.rs"]
mod case;
#[path = "cases/outcome.rs"]
mod outcome;
#[path = "common/world.rs"]
mod world;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use lyceum::diag::Code;
use lyceum::model::{Field, Kind};

use case::{Case, Kind as Section};
use outcome::Outcome;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

/// All cases with their texts, by path. Files that are no case are a mistake.
fn cases() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for area in sorted(&folder()) {
        if !area.is_dir() || area.ends_with("theme") {
            continue;
        }
        for path in sorted(&area) {
            let is_case = path.extension().is_some_and(|extension| extension == "txt");
            assert!(is_case, "{} is no case", path.display());
            let text = read(&path);
            found.push((path, text));
        }
    }
    assert!(!found.is_empty());
    found
}

#[expect(
    clippy::disallowed_methods,
    reason = "the cases are files of the repository"
)]
fn sorted(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    paths
}

#[expect(
    clippy::disallowed_methods,
    reason = "the cases are files of the repository"
)]
fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "the cases are files of the repository"
)]
fn every_case_is_as_written() {
    let update = std::env::var("UPDATE").is_ok_and(|value| value == "1");
    let mut faults = Vec::new();
    for (path, text) in cases() {
        let name = path.strip_prefix(folder()).unwrap().display();
        let case = match Case::parse(&text) {
            Ok(case) => case,
            Err(fault) => {
                faults.push(format!("{name}: {fault}"));
                continue;
            }
        };
        let outcome = Outcome::of(&case);
        let (found, mut wrong) = outcome.expectations(&case);
        if update {
            if found.to_text() != text {
                fs::write(&path, found.to_text()).unwrap();
            }
        } else {
            wrong.extend(case.differences(&found));
        }
        faults.extend(wrong.into_iter().map(|fault| format!("{name}: {fault}")));
    }
    assert!(
        faults.is_empty(),
        "{}\n\nUPDATE=1 cargo test --test cases rewrites the expectations",
        faults.join("\n\n")
    );
}

#[test]
fn every_code_has_a_case() {
    let shown: BTreeSet<String> = cases()
        .iter()
        .flat_map(|(_, text)| Case::parse(text).unwrap().sections)
        .filter(|section| section.kind == Section::Stderr)
        .flat_map(|section| codes_of(&section.body))
        .collect();
    let missing: Vec<&str> = Code::ALL
        .iter()
        .map(|code| code.as_str())
        .filter(|code| !shown.contains(*code))
        .collect();
    assert!(missing.is_empty(), "no case shows {missing:?}");
}

/// The codes in concise diagnostics.
fn codes_of(text: &str) -> Vec<String> {
    text.lines()
        .filter_map(|line| {
            let (_, rest) = line
                .split_once(" error[")
                .or_else(|| line.split_once(" warning["))?;
            Some(rest.split_once(']')?.0.to_owned())
        })
        .collect()
}

#[test]
fn every_code_is_explained() {
    let text = read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/diagnostics.md"));
    let explained: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("### `")?.strip_suffix('`'))
        .collect();
    let codes: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
    assert_eq!(explained, codes, "one section a code, in their order");
}

#[test]
fn every_setting_is_explained() {
    let text = read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/config.md"));
    let explained: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("### `")?.strip_suffix('`'))
        .collect();
    let mut settings = Vec::new();
    for field in lyceum::config::settings() {
        match inner(&field.kind) {
            Some(fields) => {
                settings.extend(
                    fields
                        .iter()
                        .map(|inner| format!("{}.{}", field.key, inner.key)),
                );
            }
            None => settings.push(field.key.clone().into_owned()),
        }
    }
    for setting in &settings {
        assert!(
            explained.contains(&setting.as_str()),
            "docs/config.md says nothing of `{setting}`"
        );
    }
}

/// The settings in a table of settings.
fn inner(kind: &Kind) -> Option<&[Arc<Field>]> {
    match kind.item() {
        Kind::Table(fields) => Some(fields),
        _ => None,
    }
}

/// What `nowhere` says of the search index means something only if it can read it.
#[test]
fn words_in_the_search_index_are_seen() {
    let case = Case::parse(
        "-- build --\nsearch\n-- content/a.md --\n# 甲\n\n山里的桃花\n-- nowhere --\n山里的桃花\n",
    );
    let case = case.unwrap();
    let mut places = Vec::new();
    for path in Outcome::of(&case).holders("山里的桃花") {
        places.push(path.split('/').next().unwrap_or_default().to_owned());
    }
    assert!(places.contains(&"search".to_owned()), "{places:?}");
}
