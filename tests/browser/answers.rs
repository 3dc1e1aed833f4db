//! What the search page tells of how it understood a resident, and what it answers at once.

use crate::browser::{ENTER, with_browser};
use crate::site::open;

#[test]
fn a_word_taken_as_a_filter_is_given_back() {
    with_browser(|browser| async move {
        open(&browser, "/search/?q=玄滩镇 省级非遗").await;
        let chips = "document.querySelectorAll('#search-understood button').length";
        browser.until(&format!("{chips} > 1")).await;
        let all = browser.evaluate(chips).await;
        let chip = browser.element("#search-understood button").await;
        let word = chip.attr("value").await.unwrap().unwrap();
        let label = chip.attr("aria-label").await.unwrap().unwrap();
        assert!(label.contains("玄滩镇"), "{label}");

        chip.click().await.unwrap();
        browser.until(&format!("{chips} < {all}")).await;
        assert_eq!(browser.parameter("as").await.unwrap(), word);
        // The button is gone; the focus stays where the answer is.
        let focused = browser.evaluate("document.activeElement.id").await;
        assert_eq!(focused, "search-summary");

        browser.back().await;
        browser.until(&format!("{chips} === {all}")).await;
        assert_eq!(browser.parameter("as").await, None);
    });
}

#[test]
fn what_was_given_back_stays_a_word_whatever_characters_it_was_typed_in() {
    with_browser(|browser| async move {
        open(&browser, "/search/?q=玄灘鎮 省級非遺").await;
        let chips = "document.querySelectorAll('#search-understood button').length";
        browser.until(&format!("{chips} > 1")).await;
        let all = browser.evaluate(chips).await;
        let chip = browser.element("#search-understood button").await;
        chip.click().await.unwrap();
        browser.until(&format!("{chips} < {all}")).await;

        let given_back = browser.parameter("as").await;
        let search_box = browser.element("#search-box").await;
        search_box.send_keys(ENTER).await.unwrap();
        browser.settle().await;
        assert_eq!(browser.parameter("as").await, given_back);
        let left = browser.evaluate(&format!("{chips} < {all}")).await;
        assert_eq!(left, true);
    });
}

#[test]
fn a_question_is_answered_on_a_card() {
    with_browser(|browser| async move {
        open(&browser, "/search/?q=泸县宋代石刻博物馆在哪里").await;
        let card = browser.element("#search-card h2 a").await;
        let path = card.attr("href").await.unwrap().unwrap();
        assert_eq!(path, "/venue/songdai-shike-bowuguan/");
        let first = browser.text("#search-card dl > div:first-child").await;
        assert!(first.contains("地址"), "{first}");
        let asked = "document.querySelector('#search-card dl > div').matches('.asked')";
        assert_eq!(browser.evaluate(asked).await, true);
        assert_eq!(
            browser.evaluate("document.activeElement.tagName").await,
            "BODY"
        );
    });
}

#[test]
fn another_spelling_is_said_to_be_one() {
    with_browser(|browser| async move {
        open(&browser, "/search/?q=雨潭彩龙").await;
        browser
            .until("document.querySelector('#search-results li')")
            .await;
        let summary = browser.text("#search-summary").await;
        assert!(summary.contains("雨坛彩龙"), "{summary}");
        let typed = browser.element("#search-box").await.prop("value").await;
        assert_eq!(typed.unwrap().unwrap(), "雨潭彩龙");
        assert_eq!(browser.parameter("q").await.unwrap(), "雨潭彩龙");
    });
}

#[test]
fn whether_a_venue_is_open_goes_by_the_clock_of_the_county() {
    with_browser(|browser| async move {
        open(&browser, "/search/").await;
        let script = "
            const Real = Date;
            let now;
            globalThis.Date = class extends Real { constructor(...given) { super(...(given.length ? given : [now])); } };
            const { href } = document.querySelector('link[href$=\"card.js\"]');
            import(href).then(({ cardElement }) => {
                const open = [[2, '09:00', '17:00']];
                const venue = { url: '/', title: '', type: 'venue', rows: [], open };
                const state = (moment) => (now = moment, cardElement(venue, null).querySelector('.open strong').textContent);
                done(input.map(state));
            });
        ";
        // A Tuesday; the county is eight hours ahead.
        let moments = ["T00:59Z", "T01:00Z", "T08:59Z", "T09:00Z"];
        let mut moments: Vec<String> = moments.map(|time| format!("2026-11-24{time}")).to_vec();
        moments.push("2026-11-25T03:00Z".to_owned());
        let states = browser.run(script, serde_json::json!(moments)).await;
        let [open, closed] = ["现在开放", "现在不开放"];
        assert_eq!(
            states,
            serde_json::json!([closed, open, open, closed, closed])
        );
    });
}
