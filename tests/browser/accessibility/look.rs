//! How pages look: sizes, contrast, room, weight.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use lyceum::url::UrlPath;
use serde_json::{Value, json};

use super::{MODES, PAGES, POSTER, choose, choose_mode, faults, site};
use crate::browser::{Browser, with_browser};
use crate::host::{Files, serve};
use crate::record::mark;
use crate::site::{example, package_of_npm};

/// What does not fit into the width of the screen; what may be scrolled by itself does.
const SIDEWAYS: &str = "document.documentElement.scrollWidth > document.documentElement.clientWidth \
    ? [`${document.documentElement.scrollWidth} > ${document.documentElement.clientWidth}: ` \
      + [...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > \
        document.documentElement.clientWidth + 1 && !one.closest('.table')).slice(0, 3) \
        .map((one) => `${one.tagName}.${one.className}`).join()] : []";

async fn nothing_sideways(browser: &Browser, origin: &str) {
    let found = faults(browser, origin, &PAGES, SIDEWAYS).await;
    assert_eq!(found, [""; 0]);
}

async fn size_of(browser: &Browser, selector: &str) -> f64 {
    let size =
        format!("parseFloat(getComputedStyle(document.querySelector('{selector}')).fontSize)");
    browser.evaluate(&size).await.as_f64().unwrap()
}

#[test]
fn a01_text_is_24_pixels_in_elder_mode_and_reaches_40() {
    with_browser(async |browser| {
        let origin = site().await;
        let lesson = format!("{origin}/lesson/yutan-cailong-1/");
        choose_mode(&browser, &origin, "elder", "").await;
        browser.open(&lesson).await;
        for text in [
            ".prose p",
            ".facts dd",
            ".steps li",
            ".meta",
            ".site-footer p",
        ] {
            let size = size_of(&browser, text).await;
            assert!(size >= 24.0, "{text}: {size}");
        }
        choose(&browser, &origin, json!({ "mode": "elder", "size": "6" })).await;
        browser.open(&lesson).await;
        assert!((size_of(&browser, ".prose p").await - 40.0).abs() < 0.1);
        nothing_sideways(&browser, &origin).await;
    });
}

#[test]
fn a01_pages_fit_320_pixels_and_text_of_double_size() {
    with_browser(async |browser| {
        let origin = site().await;
        for mode in ["normal", "elder"] {
            choose_mode(&browser, &origin, mode, "").await;
            for page in PAGES {
                browser.open(&format!("{origin}{page}")).await;
                browser.resize(320).await;
                let found = browser.evaluate(SIDEWAYS).await;
                assert_eq!(found, json!([]), "{mode} {page}");
            }
        }
        // Zoomed to 200 %, a telephone's 360 pixels hold what 180 did.
        choose_mode(&browser, &origin, "normal", "").await;
        for page in PAGES {
            browser.open(&format!("{origin}{page}")).await;
            browser.resize(180).await;
            let found = browser.evaluate(SIDEWAYS).await;
            assert_eq!(found, json!([]), "200 % {page}");
        }
    });
}

#[test]
fn a02_lines_are_apart_and_letters_are_the_systems() {
    with_browser(async |browser| {
        let origin = site().await;
        choose_mode(&browser, &origin, "elder", "").await;
        let faults = faults(
            &browser,
            &origin,
            &PAGES,
            "[...document.querySelectorAll('p, li, dd, dt, td, h1, h2, h3')].flatMap((one) => {
                const style = getComputedStyle(one);
                const line = parseFloat(style.lineHeight) / parseFloat(style.fontSize);
                const faults = [];
                if (line < 1.3) faults.push(`line ${line}`);
                if (style.textAlign === 'justify') faults.push('justified');
                if (style.fontWeight < 400) faults.push(`weight ${style.fontWeight}`);
                return faults.map((fault) => `${one.tagName}.${one.className} ${fault}`);
            }).concat(document.fonts.size ? ['web font'] : [])",
        )
        .await;
        assert_eq!(faults, [""; 0]);
        // Between paragraphs there is more room than between lines.
        browser
            .open(&format!("{origin}/lesson/yutan-cailong-1/"))
            .await;
        let style = "getComputedStyle(document.querySelector('.prose > p + p, .prose > dl + p'))";
        let gap = browser
            .evaluate(&format!("parseFloat({style}.marginTop)"))
            .await;
        let between = browser
            .evaluate(&format!(
                "parseFloat({style}.lineHeight) - parseFloat({style}.fontSize)"
            ))
            .await;
        assert!(gap.as_f64() >= between.as_f64().map(|between| 1.3 * between * 0.9));
    });
}

/// Runs the checker of accessibility and tells what is wrong with the page.
async fn violations(browser: &Browser, script: &str, rules: &[&str]) -> Value {
    browser
        .run(&format!("{script}; done();"), Value::Null)
        .await;
    browser
        .run(
            "axe.run(document, input).then((result) => done(result.violations.map((rule) =>
                `${rule.id}: ${rule.nodes.slice(0, 3).map((node) => node.html.slice(0, 200))}`)));",
            json!({ "runOnly": rules }),
        )
        .await
}

/// Of the strictest level of WCAG, what can be asked of any text: a contrast of 7.
const RULES: [&str; 7] = [
    "wcag2a",
    "wcag2aa",
    "wcag21a",
    "wcag21aa",
    "wcag22aa",
    "wcag2aaa",
    "best-practice",
];

/// Has the checker look at pages, as they are shown now.
pub(crate) async fn axe_finds_nothing(browser: &Browser, origin: &str, pages: &[&str]) {
    #[expect(clippy::disallowed_methods, reason = "the checker is on the disk")]
    let script =
        std::fs::read_to_string(package_of_npm("axe-core@4.14.1").join("axe.min.js")).unwrap();
    let mut found = Vec::new();
    for page in pages {
        browser.open(&format!("{origin}{page}")).await;
        let faults = violations(browser, &script, &RULES).await;
        let faults = faults.as_array().unwrap().iter();
        found.extend(faults.map(|fault| format!("{page} {fault}")));
    }
    assert_eq!(found, [""; 0]);
}

/// Every page in one of [`MODES`].
fn check_mode(wanted: &'static str) {
    with_browser(async move |browser| {
        let origin = site().await;
        let (_, mode, colours) = *MODES.iter().find(|(name, ..)| *name == wanted).unwrap();
        choose_mode(&browser, &origin, mode, colours).await;
        // The record has an entry then.
        mark(&browser, &format!("{origin}/lesson/yutan-cailong-1/")).await;
        let pages: Vec<&str> = PAGES.into_iter().chain([POSTER]).collect();
        axe_finds_nothing(&browser, &origin, &pages).await;
    });
}

#[test]
fn a03_axe_finds_nothing() {
    check_mode("normal");
}

#[test]
fn a03_axe_finds_nothing_in_elder_mode() {
    check_mode("elder");
}

#[test]
fn a03_axe_finds_nothing_in_the_dark() {
    check_mode("dark");
}

#[test]
fn a03_axe_finds_nothing_black_on_white() {
    check_mode("black on white");
}

#[test]
fn a03_axe_finds_nothing_yellow_on_black() {
    check_mode("yellow on black");
}

#[test]
fn a03_edges_of_controls_stand_out() {
    with_browser(async |browser| {
        let origin = site().await;
        for (name, mode, colours) in MODES {
            choose_mode(&browser, &origin, mode, colours).await;
            browser.open(&format!("{origin}/search/")).await;
            let contrast = browser
                .evaluate(
                    "(() => {
                        const light = (colour) => colour.match(/[\\d.]+/g).slice(0, 3)
                            .map((one) => one / 255)
                            .map((one) => one <= .04045 ? one / 12.92 : ((one + .055) / 1.055) ** 2.4)
                            .reduce((sum, one, at) => sum + one * [.2126, .7152, .0722][at], 0);
                        const box = getComputedStyle(document.querySelector('#search-box'));
                        const [edge, ground] = [light(box.borderTopColor),
                            light(getComputedStyle(document.body).backgroundColor)];
                        return (Math.max(edge, ground) + .05) / (Math.min(edge, ground) + .05);
                    })()",
                )
                .await;
            assert!(contrast.as_f64().unwrap() >= 3.0, "{name}: {contrast}");
        }
    });
}

/// Controls that are smaller than `least` pixels. A link within a sentence is as large as its line.
const SMALL: &str = "[...document.querySelectorAll('a, button, summary, select, input:not([type=hidden])')]
    .filter((one) => {
        const { width, height } = one.getBoundingClientRect();
        const is_shown = width && height && !one.disabled && !one.closest('.visually-hidden, .skip-link');
        const is_in_text = getComputedStyle(one).display === 'inline' && one.closest('p, li, dd, td, dt, h1, h2, h3');
        // The whole card, and the whole label, is what is touched.
        const box = one.closest('.card, .row, .tiles > li, label') ?? one;
        const size = box.getBoundingClientRect();
        const least = is_in_text && box === one ? 24 : LEAST;
        return is_shown && (size.height < least - .5 || size.width < least - .5);
    })
    .map((one) => `${one.outerHTML.slice(0, 120)} ${JSON.stringify(one.getBoundingClientRect())}`)";

#[test]
fn a04_what_is_touched_is_large() {
    with_browser(async |browser| {
        let origin = site().await;
        for (mode, size, least) in [("normal", "", 44), ("elder", "", 60), ("elder", "1", 60)] {
            choose(&browser, &origin, json!({ "mode": mode, "size": size })).await;
            let small = SMALL.replace("LEAST", &least.to_string());
            let found = faults(&browser, &origin, &PAGES, &small).await;
            assert_eq!(found, [""; 0], "{mode} {size}");
        }
    });
}

#[test]
fn a14_nothing_is_clipped_when_wechat_enlarges_text() {
    with_browser(async |browser| {
        let origin = site().await;
        browser
            .prepare(
                "document.addEventListener('DOMContentLoaded', () => {
                    document.documentElement.style.fontSize = `${16 * 1.125 * 1.6}px`; });",
            )
            .await;
        let clipped = "[...document.querySelectorAll('a, button, label, .badge, h1, h2, h3, input')]
            .filter((one) => one.getClientRects().length && !one.closest('.visually-hidden, .skip-link')
                && getComputedStyle(one).overflow !== 'visible'
                && (one.scrollHeight > one.clientHeight + 2 || one.scrollWidth > one.clientWidth + 2))
            .map((one) => one.outerHTML.slice(0, 120))";
        for page in PAGES {
            browser.open(&format!("{origin}{page}")).await;
            let found = browser.evaluate(clipped).await;
            assert_eq!(found, json!([]), "{page}");
            let found = browser.evaluate(SIDEWAYS).await;
            assert_eq!(found, json!([]), "{page}");
        }
    });
}

/// The bytes of what a page loads at once, through gzip where hosts compress, by what the browser asked for.
async fn weight(
    browser: &Browser,
    files: &Files,
    origin: &str,
    page: &str,
    pictures: bool,
) -> usize {
    browser.open(&format!("{origin}{page}")).await;
    browser.until("document.readyState === 'complete'").await;
    browser.settle().await;
    let asked = browser
        .evaluate(
            "[location.href].concat(performance.getEntriesByType('resource').map((one) => one.name))
                .map((one) => new URL(one).pathname)",
        )
        .await;
    let mut weight = 0;
    for path in asked.as_array().unwrap() {
        let path = UrlPath::file(path.as_str().unwrap().trim_start_matches('/')).output_path();
        let is_picture = ["svg", "webp", "jpg", "png"]
            .iter()
            .any(|kind| path.ends_with(&format!(".{kind}")));
        if is_picture && !pictures {
            continue;
        }
        let bytes = files.get(&path).unwrap_or_else(|| panic!("{path}"));
        let mut packed = GzEncoder::new(Vec::new(), Compression::default());
        packed.write_all(bytes).unwrap();
        weight += packed.finish().unwrap().len();
    }
    weight
}

#[test]
fn a15_pages_are_light() {
    with_browser(async |browser| {
        let files = example("https://example.org/");
        let origin = serve(files.clone(), "/").await;
        for page in PAGES {
            // The home page with its pictures; articles without.
            let (pictures, most) = if page == "/" {
                (true, 60_000)
            } else {
                (false, 40_000)
            };
            let weight = weight(&browser, &files, &origin, page, pictures).await;
            assert!(weight <= most, "{page}: {weight} bytes");
        }
    });
}

#[test]
fn a15_nothing_moves_while_a_page_comes() {
    with_browser(|browser| async move {
        let origin = site().await;
        browser
            .prepare(
                "window.moved = 0;
                new PerformanceObserver((list) => list.getEntries().forEach((shift) =>
                    (window.moved += shift.value))).observe({ type: 'layout-shift', buffered: true });",
            )
            .await;
        let asked = "/search/?q=%E6%89%8B%E6%9C%BA";
        let pages = PAGES.into_iter().chain([asked]);
        for page in pages {
            browser.open(&format!("{origin}{page}")).await;
            if page == asked {
                browser.element("#search-results h2 a").await;
            }
            browser.settle().await;
            let moved = browser.evaluate("window.moved").await.as_f64().unwrap();
            // A tenth is what browsers call good.
            assert!(moved < 0.01, "{page}: {moved}");
        }
    });
}
