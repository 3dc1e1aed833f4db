//! A hundred payloads in every field, in a real browser: nothing runs, nothing is asked of another host, and the
//! policy has nothing to forbid.
#![expect(
    clippy::format_collect,
    clippy::format_push_string,
    reason = "hostile sites need not be written fast"
)]

#[path = "../common/payloads.rs"]
mod payloads;

mod files;
mod markdown;
mod pages;
mod sites;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, date};
use lyceum::BuildOptions;
use lyceum::diag::{Diagnostics, Format, Lang, View, render};
use lyceum::emit::emit;
use lyceum::source::SourceDb;
use lyceum::url::BaseUrl;
use lyceum::world::{MemorySink, MemoryWorld};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use crate::browser::{Browser, with_browser};
use crate::host::{Files, Host};
use pages::HostilePage;
use payloads::PAYLOADS;

const TODAY: Date = date(2026, 11, 20);

/// Runs before the scripts of every page and frame. `top.told` is what must not happen.
const WATCH: &str = "{
    if (self === top) self.told = [];
    const { told } = top;
    const tell = (what) => { told.push(`${location.pathname}${location.search}: ${what}`); };
    self.ran = () => tell('ran');
    self.alert = () => tell('alert');
    // These are for readers.
    self.print = () => {};
    self.confirm = () => true;
    addEventListener('click', (event) => { if (event.target.type === 'file') event.preventDefault(); }, true);
    addEventListener('securitypolicyviolation', (event) => {
        tell(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`);
    }, true);
}";

/// Fields that are on no page: they are for editors, for the search, or for templates of the site's own.
const NOT_SHOWN: [&str; 8] = [
    "extra",
    "license",
    "pinyin",
    "reviewed_by",
    "search_aliases",
    "village",
    "consent.scope",
    "consent.guardian",
];

/// Texts that mean well, to compare with.
const HARMLESS: [&str; 3] = ["甲", "乙", "丙"];

fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

/// The payloads, then what is harmless.
fn all() -> Vec<&'static str> {
    PAYLOADS.iter().chain(&HARMLESS).copied().collect()
}

fn built(world: &MemoryWorld, base_url: &str, search: bool) -> Files {
    let mut sources = SourceDb::default();
    let mut diags = Diagnostics::default();
    let options = BuildOptions {
        base_url: Some(BaseUrl::parse(base_url).unwrap()),
        no_search: !search,
        ..BuildOptions::default()
    };
    let files = lyceum::build(world, &options, &mut sources, &mut diags);
    let files = files.unwrap_or_else(|error| {
        let view = View {
            format: Format::Github,
            lang: Lang::En,
            colour: false,
        };
        let told = render(&diags, &sources, view);
        let errors: Vec<&str> = told
            .lines()
            .filter(|line| line.starts_with("::error"))
            .take(20)
            .collect();
        panic!("{error}\n{}", errors.join("\n"))
    });
    let mut sink = MemorySink::default();
    emit(world, &files, &mut sink).unwrap();
    sink.files().clone()
}

/// A browser at an empty page beside a site, which watches what happens in the frames of that page.
struct Watch {
    browser: Browser,
    /// Pages lie in a browser's cache for a while, as they do.
    _host: Host,
}

impl Watch {
    async fn of(browser: Browser, mut files: Files) -> Self {
        let frames = b"<!doctype html><title>frames</title>".to_vec();
        files.insert("frames.html".to_owned(), frames);
        files.insert("favicon.ico".to_owned(), Vec::new());
        let host = Host::open(files, "/").await;
        browser.prepare(WATCH).await;
        browser
            .open(&format!("{}/frames.html", host.origin()))
            .await;
        Self {
            browser,
            _host: host,
        }
    }

    /// Runs one of the scripts beside this file, some of its input at a time.
    async fn run(&self, script: &str, things: &[Value], rest: &Value) -> Vec<Value> {
        let script = format!("{}{script}", include_str!("hostile/audit.js"));
        let mut found = Vec::new();
        for some in things.chunks(100) {
            let input = json!({ "things": some, "rest": rest });
            let told = self.browser.run(&script, input).await;
            let Value::Array(told) = told else {
                panic!("{told}")
            };
            found.extend(told);
        }
        found
    }

    /// Opens pages of which the last are harmless; tells what each lacks.
    async fn open(&self, pages: &[Value], harmless: usize) -> Vec<Vec<String>> {
        let (hostile, plain) = pages.split_at(pages.len() - harmless);
        let script = include_str!("hostile/pages.js");
        let mut shapes: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        let found = self.run(script, plain, &Value::Null).await;
        for (page, one) in plain.iter().zip(&found) {
            assert_eq!(one["faults"], json!([]), "{page}");
            let shape = shapes.entry(page["kind"].as_str().unwrap()).or_default();
            shape.extend(
                one["shape"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .filter_map(Value::as_str),
            );
        }
        let found = self.run(script, hostile, &json!(shapes)).await;
        let mut missing = Vec::new();
        let mut faults = Vec::new();
        for (page, one) in hostile.iter().zip(&found) {
            if one["faults"] != json!([]) {
                faults.push(format!("{}: {}", page["path"], one["faults"]));
            }
            let names = one["missing"].as_array().unwrap().iter();
            missing.push(
                names
                    .map(|name| name.as_str().unwrap().to_owned())
                    .collect(),
            );
        }
        assert!(
            faults.is_empty(),
            "{} pages: {:#?}",
            faults.len(),
            faults.iter().take(30).collect::<Vec<_>>()
        );
        missing
    }

    async fn nothing_happened(&self) {
        assert_eq!(self.browser.evaluate("told").await, json!([]));
    }
}

#[test]
fn fields_and_queries_run_nothing() {
    with_browser(|browser| async move {
        let mut world = MemoryWorld::new(TODAY);
        let pages = pages::write(&mut world, &all());
        let files = built(&world, "https://example.org/", true);
        let checked = files::check(&files);
        assert!(checked.iter().all(|count| *count > 0), "{checked:?}");

        let watch = Watch::of(browser, files).await;
        let json: Vec<Value> = pages.iter().map(HostilePage::to_json).collect();
        let kinds = pages.len() / all().len();
        let missing = watch.open(&json, kinds * HARMLESS.len()).await;
        for (page, missing) in pages.iter().zip(missing) {
            let missing: Vec<String> = missing
                .into_iter()
                .filter(|name| !NOT_SHOWN.contains(&name.as_str()))
                .collect();
            assert!(missing.is_empty(), "{} lacks {missing:?}", page.path);
        }

        let queries: Vec<Value> = PAYLOADS
            .iter()
            .map(|payload| search_address(payload))
            .collect();
        let found = watch
            .run(include_str!("hostile/queries.js"), &queries, &Value::Null)
            .await;
        let found = harmless(&queries, &found, "results");
        assert!(found > 80, "only {found} queries find anything");

        let typed: Vec<Value> = PAYLOADS.iter().map(|payload| start_of(payload)).collect();
        let found = watch
            .run(include_str!("hostile/suggestions.js"), &typed, &Value::Null)
            .await;
        let found = harmless(&typed, &found, "suggestions");
        // Names are suggested that are short and begin with a letter.
        assert!(found > 5, "only {found} beginnings of titles are known");
        watch.nothing_happened().await;
        watch
    });
}

/// The search page with a payload in all that its address may hold.
fn search_address(payload: &str) -> Value {
    let payload = utf8_percent_encode(payload, NON_ALPHANUMERIC);
    json!(format!("/search/?q={payload}&as={payload}&sort={payload}"))
}

/// What a reader types to find a payload's page.
fn start_of(payload: &str) -> Value {
    let words = payload.split(|letter: char| !letter.is_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).take(2).collect();
    json!(words.join(" "))
}

/// Fails where an answer holds a fault; how many answers hold something.
fn harmless(asked: &[Value], found: &[Value], what: &str) -> usize {
    for (asked, one) in asked.iter().zip(found) {
        assert_eq!(one["faults"], json!([]), "{asked}");
    }
    found
        .iter()
        .filter(|one| one[what].as_u64() > Some(0))
        .count()
}

#[test]
fn settings_words_and_terms_run_nothing() {
    with_browser(|browser| async move {
        let mut files = Files::new();
        let mut pages = Vec::new();
        for (number, payload) in all().iter().enumerate() {
            let base_url = format!("https://example.org/{number}/");
            let site = built(&sites::world(payload), &base_url, false);
            files.extend(
                site.into_iter()
                    .map(|(path, bytes)| (format!("{number}/{path}"), bytes)),
            );
            let some = number < PAYLOADS.len();
            pages.extend(sites::pages(number, payload, some));
        }
        let checked = files::check(&files);
        assert!(checked.iter().all(|count| *count > 0), "{checked:?}");

        let watch = Watch::of(browser, files).await;
        let missing = watch
            .open(&pages, HARMLESS.len() * sites::PAGES.len())
            .await;
        for (page, missing) in pages.iter().zip(missing) {
            assert!(missing.is_empty(), "{} lacks {missing:?}", page["path"]);
        }
        watch.nothing_happened().await;
        watch
    });
}

#[test]
fn markdown_runs_nothing() {
    with_browser(|browser| async move {
        let markdown = markdown::Site::of(&PAYLOADS);
        let watch = Watch::of(
            browser,
            built(&markdown.world, "https://example.org/", true),
        )
        .await;
        let found = watch
            .run(
                include_str!("hostile/pages.js"),
                &markdown.pages,
                &Value::Null,
            )
            .await;
        for (page, one) in markdown.pages.iter().zip(&found) {
            assert_eq!(
                (&one["faults"], &one["missing"]),
                (&json!([]), &json!([])),
                "{}",
                page["path"]
            );
        }
        // Of addresses none is taken; most of the rest is text, or HTML without what it wants.
        let [html, inline, beside, arguments, addresses] = markdown.taken;
        assert!(
            html > 80 && inline > 80 && beside > 80 && arguments > 60,
            "{:?}",
            markdown.taken
        );
        assert_eq!(addresses, 0);
        watch.nothing_happened().await;
        watch
    });
}

#[test]
fn markup_and_what_runs_would_be_noticed() {
    with_browser(|browser| async move {
        let text = |text: &str| format!("<!doctype html><title>a</title><p>{text}").into_bytes();
        let files = Files::from([
            ("0/index.html".to_owned(), text("<b onclick=ran()>a</b>")),
            (
                "1/index.html".to_owned(),
                text("<script>ran()</script><i>a</i>"),
            ),
        ]);
        let watch = Watch::of(browser, files).await;
        let page = |path: &str| json!({ "kind": "a", "path": path, "texts": [["a", "b"]], "opened": true });
        let allowed = json!({ "a": ["html ", "head ", "body ", "title ", "p "] });
        let pages = [page("/0/"), page("/1/")];
        let script = include_str!("hostile/pages.js");
        for one in watch.run(script, &pages, &allowed).await {
            let faults = one["faults"].to_string();
            assert!(
                faults.contains("an attribute: onclick") || faults.contains("an element: <script>")
            );
            assert!(faults.contains("only with a payload: "), "{faults}");
            assert_eq!(one["missing"], json!(["a"]));
        }
        let told = watch.browser.evaluate("told").await.to_string();
        assert!(told.contains("/1/: script-src"), "{told}");
        assert!(!watch.browser.complaints().await.is_empty());
        watch
    });
}
