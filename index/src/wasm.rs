//! What JavaScript sees of the engine. No logic: see [`crate::engine`].
//!
//! Strings in and out, nothing else: each other type would bring its own glue to
//! the browser. An error is a `!`, its code, a space and its message.

use wasm_bindgen::prelude::wasm_bindgen;

use crate::engine::{self, Step};
use crate::json;
use crate::published::{Date, FileId};
use crate::query::{Query, Sort};
use crate::{Error, Fault, read_number};

/// A published index, as far as it has been fetched.
#[wasm_bindgen]
pub struct Engine {
    engine: Result<engine::Engine, Error>,
    /// Searches under way, with the numbers that JavaScript gave them.
    searches: Vec<(u32, engine::Search)>,
}

#[wasm_bindgen]
impl Engine {
    /// Opens the index with the boot file of this name and the common characters.
    #[wasm_bindgen(constructor)]
    pub fn open(name: &str, content: &[u8], common: &str) -> Self {
        Self {
            engine: file(name).and_then(|file| engine::Engine::open(file, content, common)),
            searches: Vec::new(),
        }
    }

    /// Why the index could not be opened; empty if it was.
    pub fn failure(&self) -> String {
        self.engine.as_ref().err().map_or_else(String::new, told)
    }

    /// Takes the content of a file. Returns an error or nothing.
    pub fn provide(&mut self, name: &str, content: Vec<u8>) -> String {
        let provided = match &mut self.engine {
            Ok(engine) => file(name).and_then(|file| engine.provide(file, content)),
            Err(error) => Err(error.clone()),
        };
        provided.err().as_ref().map_or_else(String::new, told)
    }

    /// Begins a search, to be called `number`, and takes the first step.
    ///
    /// `request` is lines with the text, the limit, the offset, the order, today, then
    /// keys of filters and their values in turn; what is not to be taken for a filter
    /// has an empty key.
    pub fn search(&mut self, number: u32, request: &str) -> String {
        let Ok(engine) = &mut self.engine else {
            return self.failure();
        };
        let search = engine.search(query(request));
        self.searches.push((number, search));
        self.step(number)
    }

    /// Carries a search on: its answer as JSON, or names of files that it needs,
    /// one a line, or an error.
    pub fn step(&mut self, number: u32) -> String {
        let search = self.searches.iter_mut().find(|(known, _)| *known == number);
        let (Ok(engine), Some((_, search))) = (&mut self.engine, search) else {
            return self.failure();
        };
        match engine.step(search) {
            Ok(Step::Done(results)) => results.to_json(),
            Ok(Step::Fetch(files)) => names(&files),
            Err(error) => told(&error),
        }
    }

    /// Names for a text that is being typed: a JSON list, or names of files that are
    /// needed first, one a line, or an error.
    pub fn suggest(&mut self, text: &str, limit: usize) -> String {
        let Ok(engine) = &mut self.engine else {
            return self.failure();
        };
        match engine.suggest(text, limit) {
            Ok(Step::Done(suggestions)) => json::suggestions(&suggestions),
            Ok(Step::Fetch(files)) => names(&files),
            Err(error) => told(&error),
        }
    }

    /// Forgets a search.
    pub fn end(&mut self, number: u32) {
        self.searches.retain(|(known, _)| *known != number);
    }
}

fn query(request: &str) -> Query {
    let mut lines = request.split('\n');
    let mut query = Query::new(lines.next().unwrap_or_default());
    let mut number = || {
        let number = read_number(lines.next()?, 10)?;
        usize::try_from(number).ok()
    };
    query.limit = number().unwrap_or(query.limit);
    query.offset = number().unwrap_or_default();
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
    FileId::from_name(name).ok_or_else(|| {
        let file = name.to_owned();
        Fault::Missing { file }.into()
    })
}

fn told(error: &Error) -> String {
    let mut told = String::from("!");
    told.push_str(error.code());
    told.push(' ');
    told.push_str(&error.message());
    told
}
