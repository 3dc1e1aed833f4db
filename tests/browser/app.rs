//! A resident who has been here before: with no network, and after the site has changed.

use serde_json::{Value, json};

use crate::browser::{Browser, with_browser};
use crate::example::text_of_example;
use crate::host::{Files, Host};
use crate::site::{example, example_with};

const BASE: &str = "https://example.org/portal/";
const PATH: &str = "/portal/";
const LESSON: &str = "content/lesson/yutan-cailong-1.md";
const NOTICE: &str = "document.querySelector('main > .notice[role=status]')";
const TOKENS: &str = "themes/lyceum/templates/_tokens.css";

/// Opens a page and waits until the browser has kept it.
async fn visit(browser: &Browser, address: &str) {
    browser.open(address).await;
    browser.until("navigator.serviceWorker.controller").await;
    keeps(browser, &[address, "/assets/style."]).await;
}

/// Waits until the browser keeps files whose addresses have these parts.
async fn keeps(browser: &Browser, parts: &[&str]) {
    let look = "
        const look = async () => {
            const kept = [];
            for (const name of await caches.keys()) {
                const requests = await (await caches.open(name)).keys();
                kept.push(...requests.map(({ url }) => url));
            }
            if (input.every((part) => kept.some((url) => url.includes(part)))) done();
            else setTimeout(look, 50);
        };
        look();";
    browser.run(look, json!(parts)).await;
}

/// The browser complains of the network and of nothing else.
async fn misses_the_network_only(browser: &Browser) {
    for complaint in browser.complaints().await {
        let is_missed = complaint.contains("net::ERR_") || complaint.contains("Failed to load");
        assert!(is_missed, "{complaint}");
    }
}

/// The page says that it is a copy.
async fn is_told_as_copy(browser: &Browser) {
    let notice = browser.text("main > .notice[role=status]").await;
    assert!(notice.starts_with("现在连不上网络。这一页是20"), "{notice}");
}

async fn is_missing(browser: &Browser) {
    let heading = browser.text("h1").await;
    assert!(heading.contains("没有网络"), "{heading}");
}

/// The colour behind the text, which the style sheet sets.
async fn ground(browser: &Browser) -> Value {
    browser
        .evaluate("getComputedStyle(document.body).backgroundColor")
        .await
}

/// The example site after its editors have changed a text and its look.
fn changed() -> Files {
    let lesson = text_of_example(LESSON);
    let tokens = text_of_example(TOKENS);
    let texts = [
        (LESSON, lesson.replace("举落二十次", "举落五十次")),
        (
            TOKENS,
            format!("{tokens}\nbody {{ background: rgb(1, 2, 3) !important; }}\n"),
        ),
    ];
    example_with(
        BASE,
        &texts.each_ref().map(|(path, text)| (*path, text.as_str())),
    )
}

#[test]
fn what_was_visited_is_there_without_a_network() {
    with_browser(|browser| async move {
        let host = Host::open(example(BASE), PATH).await;
        let site = format!("{}{PATH}", host.origin());
        let lesson = format!("{site}lesson/yutan-cailong-1/");
        let search = format!("{site}search/?q=%E5%BD%A9%E9%BE%99");
        visit(&browser, &site).await;
        visit(&browser, &lesson).await;
        browser.open(&search).await;
        let found = browser.text("#search-results h2").await;
        keeps(
            &browser,
            &[
                "/portal/search/",
                "/lyceum-search.js",
                "/search/lyceum-engine-",
            ],
        )
        .await;
        let colour = ground(&browser).await;

        assert_eq!(
            browser.evaluate(NOTICE).await,
            Value::Null,
            "with a network, nothing is a copy"
        );

        let _away = host.leave().await;
        browser.open(&lesson).await;
        assert!(browser.text("h1").await.contains("雨坛彩龙第一课"));
        assert_eq!(ground(&browser).await, colour);
        is_told_as_copy(&browser).await;
        browser.open(&site).await;
        browser.element(".hero").await;
        browser.open(&search).await;
        assert_eq!(browser.text("#search-results h2").await, found);

        browser.open(&format!("{site}course/smartphone-1/")).await;
        is_missing(&browser).await;
        assert_eq!(ground(&browser).await, colour);
        misses_the_network_only(&browser).await;
    });
}

#[test]
fn a_new_build_is_shown_at_once() {
    with_browser(|browser| async move {
        let host = Host::open(example(BASE), PATH).await;
        let lesson = format!("{}{PATH}lesson/yutan-cailong-1/", host.origin());
        visit(&browser, &lesson).await;
        assert!(!browser.text("main").await.contains("举落五十次"));

        let host = host.leave().await.come_back(changed()).await;
        browser.open(&lesson).await;
        assert!(browser.text("main").await.contains("举落五十次"));
        assert_eq!(ground(&browser).await, "rgb(1, 2, 3)");

        // What is kept is the new one.
        let _away = host.leave().await;
        browser.open(&lesson).await;
        assert!(browser.text("main").await.contains("举落五十次"));
        assert_eq!(ground(&browser).await, "rgb(1, 2, 3)");
        misses_the_network_only(&browser).await;
    });
}

#[test]
fn a_page_that_was_withdrawn_is_not_kept() {
    with_browser(|browser| async move {
        let mut files = example(BASE);
        let host = Host::open(files.clone(), PATH).await;
        let lesson = format!("{}{PATH}lesson/yutan-cailong-1/", host.origin());
        visit(&browser, &lesson).await;

        files.remove("lesson/yutan-cailong-1/index.html").unwrap();
        let host = host.leave().await.come_back(files).await;
        browser.open(&lesson).await;
        let shown = browser.text("body").await;
        assert!(!shown.contains("雨坛彩龙"), "{shown}");
        let _away = host.leave().await;
        browser.open(&lesson).await;
        is_missing(&browser).await;
        misses_the_network_only(&browser).await;
    });
}

#[test]
fn a_host_that_is_out_of_order_hides_nothing_that_was_visited() {
    with_browser(|browser| async move {
        let host = Host::open(example(BASE), PATH).await;
        let lesson = format!("{}{PATH}lesson/yutan-cailong-1/", host.origin());
        visit(&browser, &lesson).await;
        let _host = host.leave().await.come_back_out_of_order().await;
        browser.open(&lesson).await;
        assert!(browser.text("h1").await.contains("雨坛彩龙第一课"));
        is_told_as_copy(&browser).await;
        misses_the_network_only(&browser).await;
    });
}

#[test]
fn whoever_visits_much_still_has_the_page_for_want_of_a_network() {
    with_browser(|browser| async move {
        let host = Host::open(example(BASE), PATH).await;
        let site = format!("{}{PATH}", host.origin());
        visit(&browser, &site).await;
        let colour = ground(&browser).await;
        // As many files as two hundred new styles.
        let load = "
            const { href } = document.querySelector('link[href*=\"/assets/style.\"]');
            const load = async () => {
                for (let n = 0; n < 210; n += 1) await fetch(`${href}?${n}`);
                done();
            };
            load();";
        browser.run(load, Value::Null).await;
        keeps(&browser, &["/assets/style.", "?209"]).await;
        let _away = host.leave().await;
        browser.open(&format!("{site}course/smartphone-1/")).await;
        is_missing(&browser).await;
        assert_eq!(ground(&browser).await, colour);
        misses_the_network_only(&browser).await;
    });
}

#[test]
fn a_browser_offers_to_install_the_site() {
    with_browser(|browser| async move {
        let host = Host::open(example(BASE), PATH).await;
        visit(&browser, &format!("{}{PATH}", host.origin())).await;
        assert_eq!(browser.installability_errors().await, json!([]));
    });
}

#[test]
fn a_site_that_wants_no_copies_leaves_none_behind() {
    with_browser(|browser| async move {
        let host = Host::open(example(BASE), PATH).await;
        let lesson = format!("{}{PATH}lesson/yutan-cailong-1/", host.origin());
        visit(&browser, &lesson).await;

        let settings = text_of_example("site.toml") + "\n[app]\nenabled = false\n";
        let without = example_with(BASE, &[("site.toml", &settings)]);
        assert!(!without.contains_key("manifest.webmanifest"));
        let _host = host.leave().await.come_back(without).await;
        browser.open(&lesson).await;
        let look = "
            const look = async () => {
                const workers = await navigator.serviceWorker.getRegistrations();
                const kept = await caches.keys();
                if (workers.length + kept.length === 0) done();
                else setTimeout(look, 50);
            };
            look();";
        browser.run(look, Value::Null).await;
        browser.open(&lesson).await;
        assert_eq!(
            browser.evaluate("navigator.serviceWorker.controller").await,
            Value::Null
        );
    });
}
