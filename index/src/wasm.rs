//! What JavaScript sees of the engine: one call. No logic: see [`crate::engine`].
//!
//! Each exported function and each type would bring its own glue to the browser. So a
//! request is lines of text, with the bytes of a file where one is handed over:
//!
//! | request | answer |
//! |---|---|
//! | `site`, with the content of the site file | nothing |
//! | `open`, the name of the boot file, the common characters | nothing |
//! | `provide`, the name of another file | nothing |
//! | `search`, a number for it, and the lines of [`query`] | as `step` |
//! | `step`, the number of a search | its answer as JSON, or names of files that it needs, one a line |
//! | `end`, the number of a search | nothing |
//! | `suggest`, how many, the text | a JSON list, or names of files that are needed |
//!
//! An error is a `!`, its code, a space and its message.

use std::str::Split;

use wasm_bindgen::prelude::wasm_bindgen;

use crate::charset::Charset;
use crate::engine::{self, Step};
use crate::json;
use crate::published::{Date, FileId};
use crate::query::{Query, Sort};
use crate::{Error, Fault, read_number};

/// A published index, as far as it has been fetched.
#[wasm_bindgen]
#[derive(Default)]
pub struct Engine {
    opened: Option<(engine::Engine, Charset)>,
    /// The content of the site file, until the index is opened.
    site: Vec<u8>,
    /// Searches under way, with the numbers that JavaScript gave them.
    searches: Vec<(usize, engine::Search)>,
}

#[wasm_bindgen]
impl Engine {
    /// An engine without an index.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Answers a request, which may come with the content of a file.
    pub fn call(&mut self, request: &str, content: Vec<u8>) -> String {
        self.answer(request.split('\n'), content)
            .unwrap_or_else(|error| told(&error))
    }
}

impl Engine {
    fn answer(&mut self, mut lines: Split<'_, char>, content: Vec<u8>) -> Result<String, Error> {
        let mut line = || lines.next().unwrap_or_default();
        let (call, subject) = (line(), line());
        if call == "site" {
            self.site = content;
            return Ok(String::new());
        }
        if call == "open" {
            let site = std::mem::take(&mut self.site);
            let common = line();
            let engine = engine::Engine::open(file(subject)?, &content, &site, common)?;
            self.opened = Some((engine, Charset::new(common)));
            return Ok(String::new());
        }
        let number = number(subject).unwrap_or_default();
        let opened = self.opened.as_mut();
        let (engine, charset) = opened.ok_or_else(|| missing("boot"))?;
        match call {
            "provide" => {
                let file = file(subject)?;
                engine.provide(file, &charset.decode(file.kind, content))?;
            }
            "suggest" => {
                return Ok(match engine.suggest(line(), number)? {
                    Step::Done(suggestions) => json::suggestions(&suggestions),
                    Step::Fetch(files) => names(&files),
                });
            }
            "end" => self.searches.retain(|(known, _)| *known != number),
            _ => {
                if call == "search" {
                    self.searches.push((number, engine.search(query(lines))));
                }
                let search = self.searches.iter_mut().find(|(known, _)| *known == number);
                if let Some((_, search)) = search {
                    return Ok(match engine.step(search)? {
                        Step::Done(results) => results.to_json(),
                        Step::Fetch(files) => names(&files),
                    });
                }
            }
        }
        Ok(String::new())
    }
}

/// What is searched for: lines with the text, the limit, the offset, the order, today, then
/// keys of filters and their values in turn; what is not to be taken for a filter has an
/// empty key.
fn query(mut lines: Split<'_, char>) -> Query {
    let mut query = Query::new(lines.next().unwrap_or_default());
    query.limit = lines.next().and_then(number).unwrap_or(query.limit);
    query.offset = lines.next().and_then(number).unwrap_or_default();
    if lines.next() == Some("date") {
        query.sort = Sort::Date;
    }
    query.today = lines.next().and_then(Date::parse);
    while let (Some(key), Some(value)) = (lines.next(), lines.next()) {
        if key.is_empty() {
            query.literal.push(value.to_owned());
            continue;
        }
        query.filters.push(key, value.to_owned());
    }
    query
}

fn number(text: &str) -> Option<usize> {
    usize::try_from(read_number(text, 10)?).ok()
}

/// Names of files, one a line.
fn names(files: &[FileId]) -> String {
    let mut names = String::new();
    for file in files {
        if !names.is_empty() {
            names.push('\n');
        }
        names.push_str(&file.name());
    }
    names
}

fn file(name: &str) -> Result<FileId, Error> {
    FileId::from_name(name).ok_or_else(|| missing(name))
}

fn missing(name: &str) -> Error {
    let file = name.to_owned();
    Fault::Missing { file }.into()
}

fn told(error: &Error) -> String {
    let mut told = String::from("!");
    told.push_str(error.code());
    told.push(' ');
    told.push_str(&error.message());
    told
}
