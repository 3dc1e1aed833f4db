//! What JavaScript sees of the engine. No logic: see [`crate::engine`].

use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use crate::Error;
use crate::engine::{self, Step};
use crate::published::FileId;
use crate::query::{Query, Sort};

/// A published index, as far as it has been fetched.
#[wasm_bindgen]
pub struct Engine(engine::Engine);

/// A search under way.
#[wasm_bindgen]
pub struct Search(engine::Search);

#[wasm_bindgen]
impl Engine {
    /// Opens the index with the boot file of this name.
    ///
    /// # Errors
    /// The error's code, a space, its message.
    #[wasm_bindgen(constructor)]
    pub fn open(name: &str, content: &[u8]) -> Result<Self, JsValue> {
        file(name)
            .and_then(|file| engine::Engine::open(file, content))
            .map(Self)
            .map_err(thrown)
    }

    /// Takes the content of a file.
    ///
    /// # Errors
    /// The error's code, a space, its message.
    pub fn provide(&mut self, name: &str, content: Vec<u8>) -> Result<(), JsValue> {
        file(name)
            .and_then(|file| self.0.provide(file, content))
            .map_err(thrown)
    }

    /// Begins a search. `filters` alternates keys and values.
    pub fn search(
        &mut self,
        text: String,
        limit: usize,
        offset: usize,
        filters: Vec<String>,
        by_date: bool,
    ) -> Search {
        let mut query = Query {
            limit,
            offset,
            ..Query::new(text)
        };
        let mut filters = filters.into_iter();
        while let (Some(key), Some(value)) = (filters.next(), filters.next()) {
            query.filters.entry(key).or_default().push(value);
        }
        if by_date {
            query.sort = Sort::Date;
        }
        Search(self.0.search(query))
    }

    /// Carries a search on: the answer as JSON, or names of files, one a line.
    ///
    /// # Errors
    /// The error's code, a space, its message.
    pub fn step(&mut self, search: &mut Search) -> Result<String, JsValue> {
        match self.0.step(&mut search.0).map_err(thrown)? {
            Step::Done(results) => Ok(results.to_json()),
            Step::Fetch(files) => Ok(files
                .iter()
                .map(FileId::name)
                .collect::<Vec<_>>()
                .join("\n")),
        }
    }
}

fn file(name: &str) -> Result<FileId, Error> {
    FileId::from_name(name).ok_or_else(|| Error::Missing {
        file: name.to_owned(),
    })
}

#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
fn thrown(error: Error) -> JsValue {
    JsValue::from_str(&format!("{} {error}", error.code()))
}
