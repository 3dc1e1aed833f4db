//! Pages on paper: at a station's wall, in the hands of somebody who has no telephone.

use serde_json::Value;

use crate::browser::{Browser, with_browser};
use crate::host::serve;
use crate::site::{example, open};

/// The smallest text that is printed, in pixels of which 96 are an inch.
const SMALLEST: &str = r"(() => {
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    let least = [Infinity, ''];
    while (walk.nextNode()) {
        const { parentElement, textContent } = walk.currentNode;
        const box = parentElement.getBoundingClientRect();
        if (!textContent.trim() || box.width < 2) continue;
        const size = parseFloat(getComputedStyle(parentElement).fontSize);
        if (size < least[0]) least = [size, textContent.trim()];
    }
    return least;
})()";

async fn smallest(browser: &Browser) -> (f64, String) {
    let least = browser.evaluate(SMALLEST).await;
    (
        least[0].as_f64().unwrap(),
        least[1].as_str().unwrap().to_owned(),
    )
}

/// 12 and 16 points in pixels.
const NORMAL: f64 = 16.0;
const LARGE: f64 = 21.3;

#[test]
fn paper_has_large_enough_letters_and_larger_ones_in_elder_mode() {
    with_browser(|browser| async move {
        browser.show_print().await;
        let pages = [
            "/lesson/yutan-cailong-1/",
            "/event/fuji-babawu/",
            "/course/smartphone-1/",
            "/calendar/2026-12/",
        ];
        let origin = serve(example("https://example.org/"), "/").await;
        for page in pages {
            browser.open(&format!("{origin}{page}?mode=normal")).await;
            let (size, text) = smallest(&browser).await;
            assert!(size >= NORMAL, "{page}: {size} {text}");
            browser.open(&format!("{origin}{page}?mode=elder")).await;
            let (size, text) = smallest(&browser).await;
            assert!(size >= LARGE, "{page}: {size} {text}");
        }
        // Without scripts the address alone asks for it.
        browser.disable_scripts().await;
        browser
            .open(&format!("{origin}/event/fuji-babawu/#elder"))
            .await;
        let (size, text) = smallest(&browser).await;
        assert!(size >= LARGE, "{size} {text}");
    });
}

#[test]
fn a_printed_page_says_where_it_is_from_and_leaves_out_what_paper_cannot_do() {
    with_browser(|browser| async move {
        browser.show_print().await;
        open(&browser, "/lesson/yutan-cailong-1/?mode=normal").await;
        let text = browser.text("body").await;
        for part in [
            "示例站点，不是官方网站",
            "https://example.org/lesson/yutan-cailong-1/",
            "扫一扫",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
        let gone = "[...document.querySelectorAll('.menu, .search-form, .share, .neighbours, .breadcrumbs, button')].every((one) => !one.offsetParent)";
        browser.until(gone).await;
        let side = "document.querySelector('.on-paper .qr').getBoundingClientRect().width";
        let side = browser.evaluate(side).await.as_f64().unwrap();
        assert!(side > 96.0, "less than an inch: {side}");
        // Nobody reads light letters on paper that stays white.
        let colours = "(({ color, backgroundColor }) => [color, backgroundColor])(getComputedStyle(document.body))";
        browser
            .evaluate("document.documentElement.dataset.colours = 'yellow'")
            .await;
        let colours = browser.evaluate(colours).await;
        assert_eq!(colours[0], "rgb(0, 0, 0)");
        assert_eq!(colours[1], "rgb(255, 255, 255)");
    });
}

#[test]
fn a_poster_is_one_sheet_that_says_all_that_must_be_known() {
    with_browser(|browser| async move {
        let files = example("https://example.org/");
        let sitemap = String::from_utf8(files["sitemap.xml"].clone()).unwrap();
        assert!(sitemap.contains("/event/fuji-babawu/"));
        assert!(!sitemap.contains("/poster/"));
        let origin = serve(files, "/").await;
        browser.disable_scripts().await;
        browser.open(&format!("{origin}/event/fuji-babawu/")).await;
        let link = browser
            .element("a[href='/event/fuji-babawu/poster/']")
            .await;
        assert_eq!(link.text().await.unwrap(), "打印海报");
        for (path, parts) in [
            (
                "/event/fuji-babawu/poster/",
                [
                    "周末坝坝舞（示例）",
                    "18:30–19:30",
                    "福集镇文化广场（示例）",
                    "福集镇社区教育学校",
                ],
            ),
            (
                "/event/jijiu-yanlian/poster/",
                [
                    "活动延期",
                    "2026年12月19日",
                    "立石镇社区教学点（示例）",
                    "在职人员",
                ],
            ),
            (
                "/course/smartphone-1/poster/",
                [
                    "智能手机课：从打电话开始",
                    "2026年12月8日",
                    "玉蟾街道社区教学点（示例）",
                    "老年人",
                ],
            ),
        ] {
            browser.open(&format!("{origin}{path}")).await;
            let text = browser.text("main").await;
            let address = format!("https://example.org{}", path.replace("poster/", ""));
            let all =
                parts
                    .into_iter()
                    .chain([&*address, "示例站点，不是官方网站", "扫一扫", "电话"]);
            for part in all {
                assert!(text.contains(part), "{part}: {text}");
            }
            browser.element("meta[name=robots][content=noindex]").await;
            assert_eq!(browser.sheets().await, 1, "{path}");
        }
        browser.show_print().await;
        browser
            .open(&format!("{origin}/event/fuji-babawu/poster/"))
            .await;
        let (size, text) = smallest(&browser).await;
        assert!(size >= NORMAL, "{size} {text}");
        let title = browser
            .evaluate("parseFloat(getComputedStyle(document.querySelector('h1')).fontSize)")
            .await;
        assert!(title.as_f64().unwrap() > 48.0, "{title}");
        let tools = browser
            .evaluate("document.querySelector('.poster-tools').offsetParent")
            .await;
        assert_eq!(tools, Value::Null);
    });
}
