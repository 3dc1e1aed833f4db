//! What a reader types: both sides answer alike, and no answer holds markup of somebody else's.
#![no_main]

use libfuzzer_sys::fuzz_target;
use lyceum_fuzz::{Published, answer, assert_only_marks};
use lyceum_index::Query;
use lyceum_index::analyze::nfkc;
use lyceum_index::native::Index;

thread_local! {
    static INDEX: Index = Published::once().index();
}

fuzz_target!(|text: &str| {
    let published = Published::once();
    let mut engine = published.engine();
    let content = |file| published.known(file);
    let text = nfkc(text).into_owned();
    let query = Query::new(text.as_str());
    let mut search = engine.search(query.clone());
    let found = answer(&mut engine, |engine| engine.step(&mut search), content);
    let found = found.expect("a whole index has an answer");
    for hit in &found.results {
        assert_only_marks(&hit.excerpt);
    }
    serde_json::from_str::<serde_json::Value>(&found.to_json()).expect("it is JSON");
    let suggestions = answer(&mut engine, |engine| engine.suggest(&text, 8), content);
    for suggestion in suggestions.expect("a whole index has suggestions") {
        assert_only_marks(&suggestion.html);
    }
    INDEX.with(|index| {
        let native = index.search(&query).expect("a whole index has an answer");
        assert_eq!((found.total, &found.notes), (native.total, &native.notes));
    });
});
