//! What an elderly reader, a reader who sees little, or one with an old telephone needs: the sixteen
//! checks of `docs/accessibility.md`, by their numbers, each on every kind of page.

pub(crate) mod look;
mod use_of;

use serde_json::{Value, json};

use crate::browser::Browser;
use crate::host::serve;
use crate::site::example;

/// A page of every kind.
const PAGES: [&str; 30] = [
    "/",
    "/reading/",
    "/record/",
    "/search/",
    "/directory/",
    "/404.html",
    "/calendar/",
    "/calendar/2026-12/",
    "/course/",
    "/course/smartphone-1/",
    "/lesson/",
    "/lesson/yutan-cailong-1/",
    "/heritage/",
    "/heritage/yutan-cailong/",
    "/policy/",
    "/policy/2016-215/",
    "/policy/cited/chuan-wei-fa-2010-18/",
    "/event/",
    "/event/eryueer-kan-cailong/",
    "/event/duifei-shijian/",
    "/venue/songdai-shike-bowuguan/",
    "/org/",
    "/org/xian-shequ-jiaoyu-xueyuan/",
    "/news/",
    "/town/",
    "/town/fangdong/",
    "/town-feature/",
    "/guide/xuefen-zenme-suan/",
    "/topic/",
    "/tags/",
];

/// A sheet for the wall, without the frame that all other pages have.
const POSTER: &str = "/event/eryueer-kan-cailong/poster/";

/// How a reader may have chosen to see the site.
const MODES: [(&str, &str, &str); 5] = [
    ("normal", "normal", ""),
    ("elder", "elder", ""),
    ("dark", "normal", "dark"),
    ("black on white", "elder", "white"),
    ("yellow on black", "elder", "yellow"),
];

/// Serves the example site; returns its origin.
async fn site() -> String {
    serve(example("https://example.org/"), "/").await
}

/// Chooses how the site is shown from now on.
async fn choose(browser: &Browser, origin: &str, reading: Value) {
    browser.open(&format!("{origin}/404.html")).await;
    let key = "lyceum:https://example.org/:reading";
    browser
        .run(
            &format!("localStorage.setItem('{key}', JSON.stringify(input)); done();"),
            reading,
        )
        .await;
}

/// Chooses a mode and colours; empty colours are the browser's.
async fn choose_mode(browser: &Browser, origin: &str, mode: &str, colours: &str) {
    choose(browser, origin, json!({ "mode": mode, "colours": colours })).await;
}

/// Opens each page and gathers what an expression, a list of texts, finds at fault in it.
async fn faults(browser: &Browser, origin: &str, pages: &[&str], expression: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for page in pages {
        browser.open(&format!("{origin}{page}")).await;
        let found = browser.evaluate(expression).await;
        let Value::Array(found) = found else {
            panic!("{page}: {found}")
        };
        faults.extend(found.iter().map(|fault| format!("{page} {fault}")));
    }
    faults
}
