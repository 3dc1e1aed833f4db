//! Photos on a slow network: the page is read before they are there, and nothing in it moves when they come.

use image::ImageFormat;
use jiff::civil::date;
use lyceum::diag::Diagnostics;
use lyceum::emit::emit;
use lyceum::source::SourceDb;
use lyceum::world::{MemorySink, MemoryWorld};
use lyceum::{BuildOptions, build};
use serde_json::Value;
use tokio::sync::watch;

use crate::browser::{Browser, with_browser};
use crate::host::{Files, serve_slowly};
use crate::photo::{file, photo};

const PAGE: &str = "---\ntitle: 玄滩狮舞\n---\n
![狮头](shi-wu.jpg)\n\n跟着鼓点走。\n\n::figure{src=\"bu-fa.png\" alt=\"步法\" caption=\"四平步\"}\n\n再来一遍。\n";

fn site() -> Files {
    let mut world = MemoryWorld::new(date(2026, 11, 20));
    world.write("site.toml", "title = \"学习网\"\n");
    world.write("content/shi-wu/index.md", PAGE);
    let picture = file(&photo(1600, 1200), ImageFormat::Jpeg);
    world.write("content/shi-wu/shi-wu.jpg", picture);
    let picture = file(&photo(400, 500), ImageFormat::Png);
    world.write("content/shi-wu/bu-fa.png", picture);
    let (mut sources, mut diags) = (SourceDb::default(), Diagnostics::default());
    let files = build(&world, &BuildOptions::default(), &mut sources, &mut diags).unwrap();
    let mut sink = MemorySink::default();
    emit(&world, &files, &mut sink).unwrap();
    sink.files().clone()
}

/// Sums up how much the page moves.
const WATCH: &str = "globalThis.moved = 0; new PerformanceObserver((list) => \
    list.getEntries().forEach((entry) => (moved += entry.value))).observe({ type: 'layout-shift' });";

/// Opens the page, changes it by a script before its pictures come, and tells how much it moved.
async fn moved(browser: &Browser, site: Files, change: &str) -> Value {
    let (let_come, may_come) = watch::channel(false);
    let origin = serve_slowly(site, may_come).await;
    browser.resize(360).await;
    // A page counts as loaded without the pictures that it loads lazily.
    browser.open(&format!("{origin}/shi-wu/")).await;
    browser.evaluate(change).await;
    // The reader sees the page without its pictures.
    browser
        .until("performance.getEntriesByName('first-contentful-paint').length")
        .await;
    browser
        .evaluate(&format!("void (() => {{ {WATCH} }})()"))
        .await;
    let_come.send(true).unwrap();
    browser
        .until("[...document.querySelectorAll('main img')].every((image) => image.complete && image.naturalWidth)")
        .await;
    browser
        .run(
            "requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)));",
            Value::Null,
        )
        .await;
    browser.evaluate("moved").await
}

#[test]
fn nothing_moves_when_pictures_come() {
    with_browser(|browser| async move {
        let site = site();
        let still = moved(&browser, site.clone(), "null").await;
        assert_eq!(still, 0);
        let sources = browser
            .evaluate("[...document.querySelectorAll('main img')].map((image) => image.currentSrc)")
            .await;
        let sources = sources.as_array().unwrap();
        assert_eq!(sources.len(), 2);
        for source in sources {
            let kind = source.as_str().unwrap().rsplit_once('.');
            assert_eq!(kind.unwrap().1, "webp");
        }
        // A phone of 360 pixels with two dots to each takes the picture of 960, not that of 1440.
        let set = "document.querySelector('main source').srcset";
        let set = browser.evaluate(set).await;
        let wanted = set.as_str().unwrap().split(", ").nth(1).unwrap();
        let wanted = wanted.strip_suffix(" 960w").unwrap();
        assert!(
            sources[0].as_str().unwrap().ends_with(wanted),
            "{sources:?}"
        );
        // Without their sizes the page moves, so what is measured is what a reader sees.
        let change = "document.querySelectorAll('main img').forEach((image) => { image.removeAttribute('width'); image.removeAttribute('height'); })";
        let moving = moved(&browser, site, change).await;
        assert!(moving.as_f64().unwrap() > 0.0, "{moving}");
    });
}
