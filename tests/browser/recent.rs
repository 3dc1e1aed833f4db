//! Recent searches stay on the device, and go when a resident says so.

use crate::browser::{Browser, ENTER, with_browser};
use crate::host::serve;
use crate::site::{example, open};

const RESULTS_SHOWN: &str = "document.querySelector('#search-results li')";

/// The recent searches on an empty search page.
const LISTED: &str =
    "[...document.querySelectorAll('#search-recent a')].map((one) => one.textContent).join()";

async fn type_query(browser: &Browser, query: &str) {
    let search_box = browser.element("#search-box").await;
    search_box.send_keys(query).await.unwrap();
    browser.until(RESULTS_SHOWN).await;
}

#[test]
fn searches_are_kept_and_erased() {
    with_browser(|browser| async move {
        let origin = serve(example("https://example.org/portal/"), "/portal/").await;
        let page = format!("{origin}/portal/search/");
        for query in ["玄滩", "龙脑桥"] {
            browser.open(&page).await;
            let kept = browser.evaluate("localStorage.length").await;
            type_query(&browser, query).await;
            // Typing is not yet searching.
            assert_eq!(browser.evaluate("localStorage.length").await, kept);
            assert_eq!(
                browser.evaluate(LISTED).await,
                if query == "玄滩" { "" } else { "玄滩" }
            );
            browser.press(ENTER).await;
            let first = format!("({LISTED}).split(',')[0] === '{query}'");
            browser.until(&first).await;
        }
        let keys = browser.evaluate("Object.keys(localStorage)").await;
        assert_eq!(keys, serde_json::json!(["/portal/search/recent"]));

        browser.open(&page).await;
        browser.until(&format!("{LISTED} === '龙脑桥,玄滩'")).await;
        let first = browser.element("#search-recent li button").await;
        let label = first.attr("aria-label").await.unwrap().unwrap();
        assert!(label.contains("龙脑桥"), "{label}");
        first.click().await.unwrap();
        browser.until(&format!("{LISTED} === '玄滩'")).await;
        let focused = browser.evaluate("document.activeElement.value").await;
        assert_eq!(focused, "玄滩");

        let again = browser.element("#search-recent a").await;
        again.click().await.unwrap();
        browser.until(RESULTS_SHOWN).await;
        assert_eq!(browser.parameter("q").await.unwrap(), "玄滩");

        browser.open(&page).await;
        let all = browser.element("#search-recent > button").await;
        all.click().await.unwrap();
        browser
            .until("!document.querySelector('#search-recent').checkVisibility()")
            .await;
        assert_eq!(browser.evaluate("localStorage.length").await, 0);
    });
}

#[test]
fn a_browser_that_keeps_nothing_searches_all_the_same() {
    with_browser(|browser| async move {
        browser
            .prepare("Object.defineProperty(window, 'localStorage', { get() { throw new Error('denied'); } });")
            .await;
        open(&browser, "/search/").await;
        type_query(&browser, "玄滩").await;
        browser.press(ENTER).await;
        browser
            .until("document.querySelector('[role=status]').textContent")
            .await;
        assert_eq!(browser.evaluate(LISTED).await, "");
    });
}
