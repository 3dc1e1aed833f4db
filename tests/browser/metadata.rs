//! Data in a page are no script: the strictest policy lets them be, and a program can read them.

use serde_json::{Value, json};

use crate::browser::with_browser;
use crate::site::open;

#[test]
fn linked_data_stand_in_the_page_and_break_no_rule() {
    with_browser(|browser| async move {
        // That nothing is reported, `with_browser` sees to.
        open(&browser, "/heritage/yutan-cailong/").await;
        let block = browser
            .evaluate(
                "document.querySelector('head > script[type=\"application/ld+json\"]').textContent",
            )
            .await;
        let block: Value = serde_json::from_str(block.as_str().unwrap()).unwrap();
        assert_eq!(block["@graph"][0]["name"], json!("雨坛彩龙"));
        let feeds = browser
            .evaluate(
                "[...document.querySelectorAll('link[rel=alternate]')].map((link) => link.type)",
            )
            .await;
        assert_eq!(
            feeds,
            json!(["application/atom+xml", "application/feed+json"])
        );
    });
}

#[test]
fn a_reader_finds_the_feed_of_a_list() {
    with_browser(|browser| async move {
        open(&browser, "/topic/fa-zhi/").await;
        let script = "[...document.querySelectorAll('.page-header .feeds a')].map((link) => link.getAttribute('href'))";
        let feeds = browser.evaluate(script).await;
        assert_eq!(
            feeds,
            json!(["/topic/fa-zhi/atom.xml", "/topic/fa-zhi/feed.json"])
        );
        let read = "fetch('/topic/fa-zhi/feed.json').then((answer) => answer.json()).then((feed) => done(feed.items.length > 0))";
        assert_eq!(browser.run(read, json!(null)).await, true);
    });
}
