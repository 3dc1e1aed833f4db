//! A resident looks for something to do this week, in a calendar that was made some days ago.

use serde_json::{Value, json};

use crate::browser::{ARROW_DOWN, Browser, TAB, with_browser};
use crate::host::serve;
use crate::site::{example, open};

/// What is shown of the agenda, a line each: when, what.
const SHOWN: &str = "[...document.querySelectorAll('.occurrence')].filter((one) => one.offsetParent)\
    .map((one) => `${one.dataset.first} ${one.querySelector('a').textContent}`)";

/// Titles under a heading.
const THIS_WEEK: &str =
    "[...document.querySelectorAll('#calendar-week .occurrence a')].map((one) => one.textContent)";

/// Lets the reader's clock say another time.
async fn set_clock(browser: &Browser, time: &str) {
    browser
        .prepare(&format!(
            "{{ const now = Date.now; const ahead = Date.parse('{time}') - now(); Date.now = () => now() + ahead; }}"
        ))
        .await;
}

fn lines(value: &Value) -> Vec<&str> {
    let list = value.as_array().unwrap_or_else(|| panic!("{value}"));
    list.iter().filter_map(Value::as_str).collect()
}

#[test]
fn towns_and_audiences_are_chosen_by_keyboard_and_stand_in_the_address() {
    with_browser(|browser| async move {
        set_clock(&browser, "2026-11-20T08:00:00+08:00").await;
        open(&browser, "/calendar/").await;
        browser
            .until("!document.querySelector('#calendar-filters').hidden")
            .await;
        let all = browser.evaluate(SHOWN).await;
        assert!(lines(&all).len() > 20, "{all}");

        browser
            .evaluate("document.querySelector('[name=town]').focus()")
            .await;
        browser.press(ARROW_DOWN).await;
        browser.until("location.search.includes('town=')").await;
        let town = browser.parameter("town").await.unwrap();
        let only = format!(
            "{SHOWN}.length > 0 && [...document.querySelectorAll('.occurrence:not([hidden])')].every((one) => one.dataset.town.split('|').includes('{town}'))"
        );
        browser.until(&only).await;
        let shown = browser.evaluate(SHOWN).await;
        let count = lines(&shown).len();
        assert_eq!(
            browser.text("#calendar-status").await,
            format!("{count} 场")
        );

        // The choice is in the address: it can be sent on, and survives a reload.
        browser.press(TAB).await;
        browser.press(ARROW_DOWN).await;
        let address = browser.path().await;
        assert!(address.contains("audience="), "{address}");
        let before = browser.evaluate(SHOWN).await;
        browser.evaluate("location.reload()").await;
        browser
            .until("!document.querySelector('#calendar-filters')?.hidden")
            .await;
        assert_eq!(browser.evaluate(SHOWN).await, before);
        // It goes along to the months.
        let month = browser
            .element(".chips a[href*='/calendar/2026-12/']")
            .await;
        let month = month.attr("href").await.unwrap().unwrap();
        assert!(month.contains("town="), "{month}");
    });
}

#[test]
fn where_nothing_fits_the_page_says_so_and_how_to_go_on() {
    with_browser(|browser| async move {
        set_clock(&browser, "2026-11-20T08:00:00+08:00").await;
        open(&browser, "/calendar/").await;
        browser
            .until("!document.querySelector('#calendar-filters').hidden")
            .await;
        let pair = browser
            .evaluate(
                "(() => { const values = (name) => [...document.forms['calendar-filters'].elements[name].options].map((one) => one.value).filter(Boolean); \
                const all = [...document.querySelectorAll('.occurrence')].map((one) => one.dataset); \
                for (const town of values('town')) for (const audience of values('audience')) \
                if (!all.some((one) => one.town.split('|').includes(town) && one.audience.split('|').includes(audience))) return [town, audience]; })()",
            )
            .await;
        let query = json!({ "town": pair[0], "audience": pair[1] });
        browser
            .run(
                "location.search = new URLSearchParams(input); done();",
                query,
            )
            .await;
        browser
            .until("document.querySelector('#calendar-none')?.offsetParent")
            .await;
        assert_eq!(lines(&browser.evaluate(SHOWN).await), [""; 0]);
        let told = browser.text("#calendar-none").await;
        assert!(
            told.contains("没有符合的活动") && told.contains("换一个乡镇"),
            "{told}"
        );
        assert_eq!(browser.text("#calendar-status").await, "没有符合的活动");

        browser
            .element("#calendar-none button")
            .await
            .click()
            .await
            .unwrap();
        assert!(lines(&browser.evaluate(SHOWN).await).len() > 20);
        assert_eq!(browser.path().await, "/calendar/");
        assert_eq!(
            browser.evaluate("document.activeElement.name").await,
            "town"
        );
    });
}

#[test]
fn this_week_is_the_readers_week_however_old_the_page_is() {
    with_browser(|browser| async move {
        let origin = serve(example("https://example.org/"), "/").await;
        let address = format!("{origin}/calendar/");
        set_clock(&browser, "2026-11-24T21:00:00+08:00").await;
        browser.open(&address).await;
        browser
            .until("!document.querySelector('#calendar-filters').hidden")
            .await;
        let heading = browser.text("#calendar-week h2").await;
        assert!(heading.contains("11月23日–11月29日"), "{heading}");
        let week = browser.evaluate(THIS_WEEK).await;
        let week = lines(&week);
        for title in [
            "书屋里量血压（示例）",
            "方洞镇舞龙体验（示例）",
            "周六手机门诊（示例）",
        ] {
            assert!(week.contains(&title), "{title}: {week:?}");
        }
        // What was last week is gone, and what comes later is where it was.
        let shown = browser.evaluate(SHOWN).await;
        let shown = lines(&shown);
        assert!(shown.iter().all(|line| *line >= "2026-11-24"), "{shown:?}");
        assert!(shown.is_sorted_by_key(|line| line.get(..10)), "{shown:?}");
        assert_eq!(browser.text("#calendar-stale").await, "");

        set_clock(&browser, "2026-12-24T09:00:00+08:00").await;
        browser.open(&address).await;
        browser
            .until("!document.querySelector('#calendar-filters').hidden")
            .await;
        let told = browser.text("#calendar-stale").await;
        assert!(told.contains("34 天"), "{told}");
    });
}

#[test]
fn a_month_marks_today_and_what_is_over_called_off_and_put_off_in_words() {
    with_browser(|browser| async move {
        set_clock(&browser, "2026-12-12T12:00:00+08:00").await;
        open(&browser, "/calendar/2026-12/").await;
        browser.until("document.querySelector('.today')").await;
        let today = browser.text(".today > time").await;
        assert!(
            today.contains("12月12日") && today.contains("今天"),
            "{today}"
        );
        let entry = |day: &str, title: &str| {
            format!(
                "[...document.querySelectorAll(\"[data-day='2026-12-{day}'] .occurrence\")].find((one) => one.textContent.includes('{title}'))?.textContent ?? ''"
            )
        };
        let text = |value: Value| value.as_str().unwrap_or_default().to_owned();
        let over = text(browser.evaluate(&entry("05", "活动周展示日")).await);
        assert!(over.contains("已结束"), "{over}");
        let off = text(browser.evaluate(&entry("16", "堆肥")).await);
        assert!(off.contains("已取消") && !off.contains("已结束"), "{off}");
        let late = text(browser.evaluate(&entry("19", "急救按压")).await);
        assert!(late.contains("延期"), "{late}");

        // A phone shows days below each other, without those that are empty; a wide screen shows weeks.
        let first = "document.querySelector(\"[data-day='2026-12-06']\").offsetParent";
        browser.until(&format!("!{first}")).await;
        browser.resize(1280).await;
        browser.until(first).await;
        let same_row = "(([a, b]) => a === b)(['05', '06'].map((day) => document.querySelector(`[data-day='2026-12-${day}']`).getBoundingClientRect().top))";
        browser.until(same_row).await;
    });
}

#[test]
fn without_scripts_all_is_shown_with_ways_to_each_town_and_its_calendar() {
    with_browser(|browser| async move {
        browser.disable_scripts().await;
        open(&browser, "/calendar/").await;
        let text = browser.text("main").await;
        for part in [
            "更新到2026年11月20日",
            "11月16日–11月22日",
            "周六手机门诊（示例）",
            "已取消",
            "延期",
            "2027年1月",
            "按乡镇看",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert!(!text.contains("哪个乡镇"), "{text}");
        for link in [
            ".term-calendars a[href='/town/fangdong/']",
            ".term-calendars a[href='/town/fangdong/calendar.ics']",
            ".term-calendars a[href='webcal://example.org/town/fangdong/calendar.ics']",
            "a[href='webcal://example.org/calendar.ics']",
            "a[href='/calendar/2026-12/']",
        ] {
            browser.element(link).await;
        }
    });
}
