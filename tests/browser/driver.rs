//! What the search asks of the network: each file once, again after a failure, nothing for a search
//! that nobody wants any more.

use serde_json::{Value, json};

use crate::browser::with_browser;
use crate::host::serve;
use crate::site::example;

/// Notes every fetch and whether it was aborted; `failing` says how often each path is to fail.
/// `run` is given the engine; what it returns is the answer.
const HARNESS: &str = r#"
    (async () => {
        const real = fetch;
        const log = [];
        const failing = new Map();
        globalThis.fetch = async (url, options) => {
            const { pathname } = new URL(url);
            const entry = { path: pathname, aborted: false };
            log.push(entry);
            options?.signal?.addEventListener("abort", () => (entry.aborted = true));
            const kind = pathname.split("/").at(-2);
            if (failing.get(kind) > 0) {
                failing.set(kind, failing.get(kind) - 1);
                throw new TypeError("the line is dead");
            }
            return real(url, options);
        };
        const { open } = await import("/search/lyceum-search.js");
        const engine = await open({ base: "/search/" });
        const paths = () => log.splice(0).map((entry) => entry.path);
        const failure = (promise) => promise.then(() => "none", (error) => `${error.name === "SearchError" ? error.code : error.name}: ${error.message}`);
        return await (RUN)();
    })().then(done, (error) => done(String(error)));
"#;

/// Runs `script` in a page of the example site.
fn run(script: &'static str, check: impl FnOnce(Value) + Send + 'static) {
    with_browser(move |browser| async move {
        let origin = serve(example("https://example.org/"), "/").await;
        browser.open(&format!("{origin}/site/")).await;
        check(
            browser
                .run(&HARNESS.replace("RUN", script), json!(null))
                .await,
        );
    });
}

fn texts(value: &Value) -> Vec<&str> {
    let list = value.as_array().unwrap_or_else(|| panic!("{value}"));
    list.iter().filter_map(Value::as_str).collect()
}

#[test]
fn searches_at_once_share_what_they_fetch() {
    let script = r#"async () => {
        const answers = await Promise.all(["彩龙", "彩龙", "雨坛彩龙"].map((text) => engine.search(text)));
        const first = paths();
        const again = await engine.search("彩龙");
        return { first, again: paths(), same: JSON.stringify(again.results) === JSON.stringify(answers[1].results), total: again.total };
    }"#;
    run(script, |seen| {
        let mut first = texts(&seen["first"]);
        let fetched = first.len();
        first.sort_unstable();
        first.dedup();
        assert_eq!(first.len(), fetched, "{first:?}");
        assert!(
            first.iter().any(|path| path.contains("/terms/")),
            "{first:?}"
        );
        assert_eq!(texts(&seen["again"]), [""; 0]);
        assert_eq!(seen["same"], true);
        assert_ne!(seen["total"], 0);
    });
}

#[test]
fn a_search_that_nobody_waits_for_stops() {
    let script = r#"async () => {
        await engine.search("学习");
        paths();
        const control = new AbortController();
        const stale = failure(engine.search("玄滩狮舞", { signal: control.signal }));
        while (!log.some((entry) => entry.path.includes("/terms/"))) await new Promise((next) => setTimeout(next));
        const under = [...log];
        control.abort();
        const told = await stale;
        const wanted = await engine.search("玄滩狮舞");
        return { told, aborted: under.map((entry) => entry.aborted), title: wanted.results[0].title };
    }"#;
    run(script, |seen| {
        let told = seen["told"].as_str().unwrap();
        assert!(told.starts_with("AbortError"), "{told}");
        let aborted = seen["aborted"].as_array().unwrap();
        assert!(
            !aborted.is_empty() && aborted.iter().all(|one| one == true),
            "{aborted:?}"
        );
        assert!(seen["title"].as_str().unwrap().contains("狮舞"), "{seen}");
    });
}

#[test]
fn a_failed_fetch_is_tried_once_more_and_then_told_by_name() {
    let script = r#"async () => {
        failing.set("search", 1).set("terms", 1).set("pages", 1);
        const recovered = await failure(engine.search("彩龙"));
        failing.set("terms", 99);
        const dead = await failure(engine.search("太极拳"));
        failing.clear();
        const alive = await failure(engine.search("太极拳"));
        const bad = await failure(engine.search(7));
        return [recovered, dead, alive, bad];
    }"#;
    run(script, |seen| {
        let [recovered, dead, alive, bad] = texts(&seen)[..] else {
            panic!("{seen}")
        };
        assert_eq!([recovered, alive], ["none"; 2]);
        assert!(dead.starts_with("offline: /search/terms/"), "{dead}");
        assert!(bad.starts_with("bad-query: "), "{bad}");
    });
}
