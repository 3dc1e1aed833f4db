//! Search boxes offer suggestions while a resident types.

use crate::browser::{ARROW_DOWN, ARROW_UP, Browser, ENTER, ESCAPE, with_browser};
use crate::site::open;

const DRAGON: &str = "/heritage/yutan-cailong/";
const OFFERED: &str = "document.querySelector('main [role=combobox]').ariaExpanded === 'true'";

/// The suggestion that Enter would choose, which a screen reader speaks.
async fn active(browser: &Browser) -> String {
    let id = "document.activeElement.getAttribute('aria-activedescendant')";
    let option = format!("document.getElementById({id})");
    let is_selected = format!("{option}.ariaSelected === 'true'");
    assert_eq!(browser.evaluate(&is_selected).await, true);
    let text = browser.evaluate(&format!("{option}.textContent")).await;
    text.as_str().unwrap().to_owned()
}

#[test]
fn a_suggestion_is_chosen_with_the_keyboard() {
    with_browser(|browser| async move {
        open(&browser, "/").await;
        let search_box = browser.element("main input[name=q]").await;
        search_box.send_keys("雨坛").await.unwrap();
        browser.until(OFFERED).await;
        let list = "document.getElementById(document.activeElement.getAttribute('aria-controls'))";
        let role = browser.evaluate(&format!("{list}.role")).await;
        assert_eq!(role, "listbox");

        browser.press(ARROW_DOWN).await;
        let first = active(&browser).await;
        assert!(first.starts_with("雨坛彩龙"), "{first}");
        browser.press(ARROW_DOWN).await;
        assert_ne!(active(&browser).await, first);
        browser.press(ARROW_UP).await;
        assert_eq!(active(&browser).await, first);

        browser.press(ESCAPE).await;
        browser.until(&format!("!({OFFERED})")).await;
        let typed = search_box.prop("value").await.unwrap();
        assert_eq!(typed.unwrap(), "雨坛");

        search_box.send_keys("彩").await.unwrap();
        browser.until(OFFERED).await;
        browser.press(ARROW_DOWN).await;
        browser.press(ENTER).await;
        browser
            .until(&format!("location.pathname === '{DRAGON}'"))
            .await;
    });
}

#[test]
fn a_suggestion_is_chosen_with_a_finger() {
    with_browser(|browser| async move {
        open(&browser, "/search/").await;
        let search_box = browser.element("#search-box").await;
        search_box.send_keys("yutancai").await.unwrap();
        browser.until(OFFERED).await;
        // In pinyin it is told how a title is read.
        let first = browser.text("main [role=option]").await;
        assert!(
            first.contains("雨坛彩龙") && first.contains("yǔ"),
            "{first}"
        );
        browser.tap("main [role=option]").await;
        browser
            .until(&format!("location.pathname === '{DRAGON}'"))
            .await;
    });
}

#[test]
fn leaving_the_box_closes_its_suggestions() {
    with_browser(|browser| async move {
        open(&browser, "/").await;
        let search_box = browser.element("main input[name=q]").await;
        search_box.send_keys("雨坛").await.unwrap();
        browser.until(OFFERED).await;
        browser.tap("main h1").await;
        browser.until(&format!("!({OFFERED})")).await;
    });
}

#[test]
fn half_written_pinyin_is_neither_searched_nor_suggested_for() {
    with_browser(|browser| async move {
        open(&browser, "/search/").await;
        browser.element("#search-box").await.click().await.unwrap();
        // Every search while typing writes what is searched into the address.
        browser
            .evaluate("(window.written = [], history.replaceState = (state, _, address) => written.push(address))")
            .await;
        for half in ["yu", "yutan"] {
            browser.compose(half).await;
            browser.settle().await;
            assert_eq!(browser.evaluate("document.activeElement.value").await, half);
            assert_eq!(browser.evaluate(OFFERED).await, false);
            let shown = "document.querySelectorAll('#search-results li, [role=option]').length";
            assert_eq!(browser.evaluate(shown).await, 0);
        }
        browser.commit("雨坛").await;
        browser.until(OFFERED).await;
        browser
            .until("document.querySelector('#search-results li')")
            .await;
        let written = "written.map((address) => new URL(address, location).searchParams.get('q'))";
        assert_eq!(browser.evaluate(written).await, serde_json::json!(["雨坛"]));
    });
}
