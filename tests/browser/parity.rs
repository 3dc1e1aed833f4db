//! One answer to a query, whoever gives it: stock tantivy in `lyceum search`, the engine as a
//! library, or the published runtime in a browser.

use std::io;

use lyceum_index::analyze::nfkc;
use lyceum_index::compression::decompressed;
use lyceum_index::engine::{Engine, Step};
use lyceum_index::native::Index;
use lyceum_index::published::{Date, FileId};
use lyceum_index::sound::COMMON;
use lyceum_index::{ByKey, Query, SearchResults, Sort};
use serde_json::{Value, json};

use crate::browser::with_browser;
use crate::host::{Files, serve};
use crate::site::example;

/// What residents search for, and what makes each query hard.
const QUERIES: &str = include_str!("queries.tsv");

/// How far apart two scores may lie: `f32` arithmetic in another order.
const TOLERANCE: f64 = 1e-4;

/// Searches in the page, one query after another.
const SEARCH: &str = r#"
    (async () => {
        const { open } = await import("/search/lyceum-search.js");
        const engine = await open({ base: "/search/" });
        const answers = [];
        for (const { text, ...options } of input) answers.push(await engine.search(text, options));
        return answers;
    })().then(done, (error) => done(String(error)));
"#;

/// The residents' queries, all results of each; then the same once filtered, by date, paged.
pub(crate) fn queries() -> Vec<Query> {
    let lines = QUERIES.lines().filter(|line| !line.starts_with('#'));
    let mut queries: Vec<Query> = lines
        .map(|line| {
            let (text, _class) = line.split_once('\t').unwrap();
            Query {
                limit: 100,
                today: Date::parse("2026-11-20"),
                ..Query::new(text)
            }
        })
        .collect();
    let town = ByKey(vec![("town".to_owned(), vec!["玄滩镇".to_owned()])]);
    queries.push(Query {
        filters: town,
        ..Query::new("玄滩")
    });
    queries.push(Query {
        sort: Sort::Date,
        ..Query::new("学习")
    });
    queries.push(Query {
        limit: 5,
        offset: 5,
        ..Query::new("学习")
    });
    queries
}

/// A query as the page's script asks it.
pub(crate) fn asked(query: &Query) -> Value {
    let sort = match query.sort {
        Sort::Relevance => "relevance",
        Sort::Date => "date",
    };
    json!({
        "text": query.text,
        "limit": query.limit,
        "offset": query.offset,
        "filters": query.filters,
        "sort": sort,
        "today": query.today.map(Date::text),
        "literal": query.literal,
    })
}

/// Asserts that two answers are one: addresses, order, totals, titles, excerpts, facets and notes
/// alike, scores within the tolerance.
fn assert_same(query: &Query, mut ours: Value, expected: &SearchResults) {
    let text = &query.text;
    let mut expected = serde_json::to_value(expected).unwrap();
    for (our, their) in scores(&mut ours).iter().zip(scores(&mut expected)) {
        assert!((our - their).abs() <= TOLERANCE, "{text}: {our} {their}");
    }
    assert_eq!(ours, expected, "{text}");
}

/// Takes the scores out of an answer: they alone need not be equal to the last digit.
fn scores(answer: &mut Value) -> Vec<f64> {
    let results = answer["results"].as_array_mut().unwrap();
    results
        .iter_mut()
        .map(|result| result["score"].take().as_f64().unwrap())
        .collect()
}

/// Opens the published files with stock tantivy.
fn tantivy(files: &Files) -> Index {
    let read = |name: &str| {
        let file = files.get(&format!("search/{name}"));
        file.cloned().ok_or(io::ErrorKind::NotFound.into())
    };
    Index::open(read).unwrap()
}

/// A published file of the index, as the runtime hands it to the engine.
fn content(files: &Files, file: FileId) -> Vec<u8> {
    decompressed(file.kind, &files[&format!("search/{}", file.name())]).unwrap()
}

#[test]
fn the_engine_answers_as_stock_tantivy() {
    let files = example("https://example.org/");
    let index = tantivy(&files);
    let entry: Value = serde_json::from_slice(&files["search/index.json"]).unwrap();
    let [boot, site] = ["boot", "site"].map(|key| {
        let file = FileId::from_name(entry[key].as_str().unwrap()).unwrap();
        (file, content(&files, file))
    });
    let mut engine = Engine::open(boot.0, &boot.1, &site.1, COMMON).unwrap();
    for query in queries() {
        let mut search = engine.search(Query {
            text: nfkc(&query.text).into_owned(),
            ..query.clone()
        });
        let answer = loop {
            match engine.step(&mut search).unwrap() {
                Step::Done(answer) => break answer,
                Step::Fetch(missing) => {
                    for file in missing {
                        engine.provide(file, &content(&files, file)).unwrap();
                    }
                }
            }
        };
        let answer = serde_json::from_str(&answer.to_json()).unwrap();
        assert_same(&query, answer, &index.search(&query).unwrap());
    }
}

/// Compares the browser's answers, after a script has run in the page.
fn compare_in_browser(before: &'static str) {
    with_browser(|browser| async move {
        let files = example("https://example.org/");
        let index = tantivy(&files);
        let origin = serve(files, "/").await;
        browser.open(&format!("{origin}/site/")).await;

        let queries = queries();
        let input = queries.iter().map(asked).collect();
        let answers = browser.run(&format!("{before}{SEARCH}"), input).await;
        let answers = answers
            .as_array()
            .unwrap_or_else(|| panic!("the browser's search failed: {answers}"));

        assert_eq!(answers.len(), queries.len());
        let mut found = 0;
        for (query, answer) in queries.iter().zip(answers) {
            let mut answer = answer.clone();
            answer.as_object_mut().unwrap().remove("took_ms").unwrap();
            let expected = index.search(query).unwrap();
            found += usize::from(expected.total > 0);
            assert_same(query, answer, &expected);
        }
        // Equal answers prove little if they are empty.
        assert!(found * 2 > queries.len(), "{found} of {}", queries.len());
    });
}

#[test]
fn the_browser_answers_as_stock_tantivy() {
    compare_in_browser("");
}

#[test]
fn a_browser_without_workers_answers_as_stock_tantivy() {
    compare_in_browser("delete globalThis.Worker;");
}
