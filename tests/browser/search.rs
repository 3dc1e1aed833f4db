//! A resident searches the published site on a phone.

use crate::browser::{ARROW_DOWN, ARROW_UP, Browser, ENTER, with_browser};
use crate::host::{Files, serve};
use crate::site::{example, open};

const DRAGON: &str = "雨坛彩龙";
const RESULTS_SHOWN: &str = "document.querySelector('#search-results li')";

/// The path that a result leads to.
async fn result_path(browser: &Browser, number: usize) -> String {
    let link = browser
        .element(&format!("#search-results li:nth-child({number}) h2 a"))
        .await;
    link.attr("href").await.unwrap().unwrap()
}

#[test]
fn a_query_on_the_home_page_leads_to_the_page_that_is_meant() {
    with_browser(|browser| async move {
        open(&browser, "/").await;
        assert_eq!(browser.evaluate("innerWidth").await, 360);
        let overflow = "document.documentElement.scrollWidth > innerWidth";
        assert_eq!(browser.evaluate(overflow).await, false);

        let search_box = browser.element("main input[name=q]").await;
        search_box.send_keys(DRAGON).await.unwrap();
        search_box.send_keys(ENTER).await.unwrap();

        browser.until(RESULTS_SHOWN).await;
        assert_eq!(browser.parameter("q").await.unwrap(), DRAGON);
        assert_eq!(result_path(&browser, 1).await, "/heritage/yutan-cailong/");
        let mark = browser.text("#search-results li:first-child mark").await;
        assert!(DRAGON.contains(&mark), "{mark}");
        assert_eq!(browser.evaluate(overflow).await, false);

        let first = browser.element("#search-results h2 a").await;
        let title = first.text().await.unwrap();
        first.click().await.unwrap();
        browser
            .until("location.pathname === '/heritage/yutan-cailong/'")
            .await;
        assert_eq!(browser.text("main h1").await, title);

        browser.back().await;
        browser.until(RESULTS_SHOWN).await;
        assert_eq!(browser.parameter("q").await.unwrap(), DRAGON);
        let typed = browser.element("#search-box").await;
        assert_eq!(typed.prop("value").await.unwrap().unwrap(), DRAGON);
        assert_eq!(result_path(&browser, 1).await, "/heritage/yutan-cailong/");
    });
}

#[test]
fn arrows_and_enter_are_enough() {
    with_browser(|browser| async move {
        open(&browser, "/search/?q=玄滩").await;
        browser
            .until("document.querySelectorAll('#search-results li').length > 1")
            .await;
        browser.press("/").await;
        let in_box = "document.activeElement.id === 'search-box'";
        assert_eq!(browser.evaluate(in_box).await, true);

        let focused = "document.activeElement.getAttribute('href')";
        browser.press(ARROW_DOWN).await;
        assert_eq!(
            browser.evaluate(focused).await,
            result_path(&browser, 1).await
        );
        browser.press(ARROW_DOWN).await;
        let second = result_path(&browser, 2).await;
        assert_eq!(browser.evaluate(focused).await, second);
        browser.press(ARROW_UP).await;
        browser.press(ARROW_UP).await;
        assert_eq!(browser.evaluate(in_box).await, true);
        browser.press(ARROW_DOWN).await;
        browser.press(ARROW_DOWN).await;
        browser.press(ENTER).await;
        browser
            .until("document.querySelector('#search-box') === null")
            .await;
        assert_eq!(browser.path().await, second);
    });
}

#[test]
fn the_newest_come_first_on_request() {
    with_browser(|browser| async move {
        open(&browser, "/search/?q=玄滩").await;
        browser.until(RESULTS_SHOWN).await;
        let newest = "#search-sort [value=date]";
        browser.element(newest).await.click().await.unwrap();
        let pressed = format!("document.querySelector('{newest}').ariaPressed === 'true'");
        browser.until(&pressed).await;
        assert_eq!(browser.parameter("sort").await.unwrap(), "date");
        let dates =
            "[...document.querySelectorAll('#search-results time')].map((time) => time.dateTime)";
        let dates: Vec<String> = serde_json::from_value(browser.evaluate(dates).await).unwrap();
        assert!(
            dates.len() > 1 && dates.is_sorted_by(|a, b| a >= b),
            "{dates:?}"
        );

        browser.back().await;
        browser.until(&format!("!({pressed})")).await;
        assert_eq!(browser.parameter("sort").await, None);
    });
}

#[test]
fn narrow_screens_and_large_text_need_no_sideways_scrolling() {
    with_browser(|browser| async move {
        let origin = serve(example("https://example.org/"), "/").await;
        for path in ["/search/?q=玄滩", "/search/", "/directory/"] {
            browser.open(&format!("{origin}{path}")).await;
            if path.contains('?') {
                browser.until(RESULTS_SHOWN).await;
            }
            browser.resize(320).await;
            browser.until("innerWidth === 320").await;
            for size in ["", "225%"] {
                let enlarge = format!("(document.documentElement.style.fontSize = '{size}')");
                browser.evaluate(&enlarge).await;
                let width = "document.documentElement.scrollWidth";
                assert_eq!(browser.evaluate(width).await, 320, "{path} {size}");
            }
        }
    });
}

#[test]
fn every_control_has_a_name_and_room_for_a_finger() {
    with_browser(|browser| async move {
        let origin = serve(example("https://example.org/"), "/").await;
        for path in ["/search/?q=玄滩", "/search/", "/directory/"] {
            browser.open(&format!("{origin}{path}")).await;
            if path.contains('?') {
                browser.until(RESULTS_SHOWN).await;
            }
            let controls = "[...document.querySelectorAll('main a, main button, main input:not([type=hidden]), main summary')].filter((one) => one.checkVisibility())";
            let described = ".map((one) => one.outerHTML)";
            let nameless = ".filter((one) => !(one.ariaLabel ?? one.textContent.trim()) && !one.labels?.length)";
            let nameless = browser
                .evaluate(&format!("{controls}{nameless}{described}"))
                .await;
            assert_eq!(nameless, serde_json::json!([]), "{path}");
            let small = ".filter((one) => one.getBoundingClientRect().height < 43.9)";
            let small = browser
                .evaluate(&format!("{controls}{small}{described}"))
                .await;
            assert_eq!(small, serde_json::json!([]), "{path}");
        }
    });
}

#[test]
fn a_screen_reader_is_told_how_many_results_there_are() {
    with_browser(|browser| async move {
        open(&browser, "/search/").await;
        browser
            .element("#search-box")
            .await
            .send_keys("玄滩")
            .await
            .unwrap();
        browser.until(RESULTS_SHOWN).await;
        let told = "document.querySelector('[role=status]').textContent";
        let shown = "document.querySelector('#search-summary').textContent";
        browser
            .until(&format!("{told} && {told} === {shown}"))
            .await;
    });
}

#[test]
fn results_follow_the_typing() {
    with_browser(|browser| async move {
        open(&browser, "/search/").await;
        let search_box = browser.element("#search-box").await;
        search_box.send_keys("龙脑").await.unwrap();
        browser
            .until("new URLSearchParams(location.search).get('q') === '龙脑'")
            .await;
        browser.until(RESULTS_SHOWN).await;
    });
}

#[test]
fn a_shared_address_shows_its_results() {
    with_browser(|browser| async move {
        open(&browser, "/search/?q=雨壇彩龍").await;
        browser.until(RESULTS_SHOWN).await;
        assert_eq!(result_path(&browser, 1).await, "/heritage/yutan-cailong/");
    });
}

#[test]
fn a_query_without_a_hit_says_so_and_helps_on() {
    with_browser(|browser| async move {
        open(&browser, "/search/").await;
        let search_box = browser.element("#search-box").await;
        search_box.send_keys("魑魅魍魉").await.unwrap();
        search_box.send_keys(ENTER).await.unwrap();
        browser
            .until("document.querySelector('#search-status').textContent.includes('魑魅魍魉')")
            .await;
        let shown = |selector| format!("document.querySelector('{selector}').checkVisibility()");
        assert_eq!(browser.evaluate(&shown("#search-found")).await, false);
        assert_eq!(browser.evaluate(&shown("#search-help")).await, true);
        assert_eq!(browser.evaluate(&shown("#search-error")).await, false);
    });
}

#[test]
fn a_site_in_a_folder_of_its_host_is_searched_too() {
    with_browser(|browser| async move {
        let files = example("https://example.org/portal/");
        let origin = serve(files, "/portal/").await;
        browser.open(&format!("{origin}/portal/")).await;
        let search_box = browser.element("main input[name=q]").await;
        search_box.send_keys(DRAGON).await.unwrap();
        search_box.send_keys(ENTER).await.unwrap();
        browser.until(RESULTS_SHOWN).await;
        let path = "/portal/heritage/yutan-cailong/";
        assert_eq!(result_path(&browser, 1).await, path);
        let first = browser.element("#search-results h2 a").await;
        first.click().await.unwrap();
        browser
            .until(&format!("location.pathname === '{path}'"))
            .await;
        assert!(browser.text("main h1").await.contains(DRAGON));
    });
}

#[test]
fn a_half_uploaded_site_says_what_is_wrong() {
    with_browser(|browser| async move {
        let mut files = example("https://example.org/");
        files.retain(|path, _| !path.starts_with("search/terms/"));
        let origin = serve(files, "/").await;
        browser.open(&format!("{origin}/search/?q={DRAGON}")).await;
        browser
            .until("document.querySelector('#search-error').checkVisibility()")
            .await;
        assert_ne!(browser.text("#search-error p").await, "");
        assert!(
            browser
                .complaints()
                .await
                .iter()
                .all(|one| one.contains("404"))
        );
    });
}

#[test]
fn what_the_policy_forbids_would_be_noticed() {
    with_browser(|browser| async move {
        let page = "<!doctype html><script>document.title = 'ran'</script><p>text";
        let files = Files::from([("index.html".to_owned(), page.as_bytes().to_vec())]);
        let origin = serve(files, "/").await;
        browser.open(&origin).await;
        browser.element("p").await;
        assert_ne!(browser.evaluate("document.title").await, "ran");
        let complaints = browser.complaints().await;
        assert!(
            complaints
                .iter()
                .any(|one| one.contains("Content Security Policy")),
            "{complaints:?}"
        );
    });
}
