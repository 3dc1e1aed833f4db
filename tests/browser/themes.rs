//! The example site in the theme `plain`, which was made from `docs/themes.md` alone.

use serde_json::json;

use crate::accessibility::look::axe_finds_nothing;
use crate::browser::{ENTER, with_browser};
use crate::example::text_of_example;
use crate::host::serve;
use crate::record::mark;
use crate::site::example_with;

/// A page of every kind that the theme has a template of its own for, or inherits.
const PAGES: [&str; 17] = [
    "/",
    "/course/",
    "/course/smartphone-1/",
    "/lesson/yutan-cailong-1/",
    "/policy/2016-215/",
    "/policy/cited/chuan-wei-fa-2010-18/",
    "/event/duifei-shijian/",
    "/event/eryueer-kan-cailong/poster/",
    "/venue/songdai-shike-bowuguan/",
    "/org/xian-shequ-jiaoyu-xueyuan/",
    "/town/fangdong/",
    "/topic/",
    "/search/?q=彩龙",
    "/calendar/",
    "/calendar/2026-12/",
    "/record/",
    "/404.html",
];

#[test]
fn another_theme_has_search_record_and_pages_for_everybody() {
    with_browser(|browser| async move {
        let settings = format!("theme = \"plain\"\n{}", text_of_example("site.toml"));
        let files = example_with("https://example.org/", &[("site.toml", &settings)]);
        let origin = serve(files, "/").await;
        browser.resize(360).await;
        browser.open(&format!("{origin}/")).await;
        let offered = "[...document.querySelectorAll('.tools a')].map(a => a.offsetWidth > 0)";
        let larger = json!([true, true, false]);
        assert_eq!(browser.evaluate(offered).await, larger);
        browser.open(&format!("{origin}/#large")).await;
        let normal = json!([true, false, true]);
        assert_eq!(browser.evaluate(offered).await, normal);
        browser.open(&format!("{origin}/")).await;
        browser.element("#site-search").await.click().await.unwrap();
        browser.press("ytcl").await;
        let suggestion = browser.text(".suggestions li").await;
        assert!(suggestion.starts_with("雨坛彩龙"), "{suggestion}");
        let typed = browser.element("#site-search").await;
        typed.clear().await.unwrap();
        typed.click().await.unwrap();
        browser.press("彩龙").await;
        browser.press(ENTER).await;
        let first = browser.text("#search-results h2 a").await;
        assert!(first.contains("彩龙"), "{first}");
        let colours = "[...document.querySelectorAll('#search-sort button')]\
            .map(button => getComputedStyle(button).backgroundColor)";
        let colours = browser.evaluate(colours).await;
        assert_ne!(colours[0], colours[1], "the chosen order looks chosen");

        mark(&browser, &format!("{origin}/lesson/yutan-cailong-1/")).await;
        axe_finds_nothing(&browser, &origin, &PAGES).await;
        let wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
        for page in PAGES {
            browser.open(&format!("{origin}{page}")).await;
            assert_eq!(browser.evaluate(wide).await, json!(0), "{page}");
        }
    });
}
