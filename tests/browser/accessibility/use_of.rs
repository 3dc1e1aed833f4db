//! How pages are used: by keyboard, by ear, without scripts, by people in doubt.

use serde_json::{Value, json};

use super::{PAGES, choose, choose_mode, faults, site};
use crate::browser::{ENTER, ESCAPE, with_browser};

const TAB: &str = "\u{E004}";

#[test]
fn a05_nothing_floats_moves_or_plays_by_itself() {
    with_browser(async |browser| {
        let origin = site().await;
        choose_mode(&browser, &origin, "elder", "").await;
        let found = faults(
            &browser,
            &origin,
            &PAGES,
            "[...document.querySelectorAll('*')].filter((one) => {
                const style = getComputedStyle(one);
                return ['fixed', 'sticky'].includes(style.position) || style.animationName !== 'none'
                    || one.matches('dialog, marquee, [autoplay], iframe, embed, object');
            }).map((one) => one.outerHTML.slice(0, 120))",
        )
        .await;
        assert_eq!(found, [""; 0]);
    });
}

#[test]
fn a06_what_is_off_is_said_in_words() {
    with_browser(async |browser| {
        let origin = site().await;
        for (page, words) in [
            ("/event/duifei-shijian/", "活动已取消"),
            ("/event/jijiu-yanlian/", "活动延期"),
            ("/event/", "取消"),
            ("/policy/shili-2025-7/", "有效性：废止"),
            ("/policy/", "废止"),
        ] {
            browser.open(&format!("{origin}{page}")).await;
            let text = browser.text("main").await;
            assert!(text.contains(words), "{page}: {words}");
        }
    });
}

/// Writes down each stop of the keyboard and what is wrong with how it is seen.
const STOPS: &str = "window.stops = [];
    const fault = (one) => {
        const { left, right, top, bottom, width, height } = one.getBoundingClientRect();
        const style = getComputedStyle(one);
        if (!width || !height) return 'no size';
        if (bottom <= 0 || top >= innerHeight || right <= 0 || left >= innerWidth) return 'out of sight';
        if (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2) return 'no outline';
        const middle = (from, to, end) => (Math.max(from, 0) + Math.min(to, end)) / 2;
        const above = document.elementFromPoint(middle(left, right, innerWidth), middle(top, bottom, innerHeight));
        // A link over lines has nothing of its own in the middle of its box.
        return above && (one.contains(above) || above.contains(one)) ? '' : `behind ${above?.outerHTML.slice(0, 100)}`;
    };
    // When the key is let go, the browser has scrolled to what has the focus.
    document.addEventListener('keyup', () =>
        window.stops.push([document.activeElement, fault(document.activeElement)]));
    // The one stop of choices that exclude each other.
    const entry = ({ name }) => document.querySelector(`input[name='${name}']:checked`)
        ?? document.querySelector(`input[name='${name}']`);
    window.wanted = () => [...document.querySelectorAll(
        'a[href], button, summary, input:not([type=hidden]), select, audio, video, [tabindex=\"0\"]')]
        .filter((one) => one.getClientRects().length && !one.disabled
            && (one.matches('summary') || !one.closest('details:not([open])'))
            && !(one.type === 'radio' && one !== entry(one)));
    window.missed = () => {
        const met = window.stops.map(([one]) => one);
        const name = (one) => one?.outerHTML.slice(0, 120);
        return window.stops.filter(([, fault]) => fault).map(([one, fault]) => `${fault}: ${name(one)}`)
            .concat(window.wanted().filter((one) => !met.includes(one)).map((one) => `never: ${name(one)}`));
    };";

/// Every control of every page, in so many steps as there are controls.
fn walk(mode: &'static str) {
    with_browser(async move |browser| {
        let origin = site().await;
        choose_mode(&browser, &origin, mode, "").await;
        browser.prepare(STOPS).await;
        for page in PAGES {
            browser.open(&format!("{origin}{page}")).await;
            let controls = browser.evaluate("window.wanted().length").await;
            let controls = usize::try_from(controls.as_u64().unwrap()).unwrap();
            browser.press(&TAB.repeat(controls)).await;
            browser
                .until(&format!("window.stops.length >= {controls}"))
                .await;
            let missed = browser.evaluate("window.missed()").await;
            assert_eq!(missed, json!([]), "{mode} {page}");
        }
    });
}

#[test]
fn a07_the_keyboard_reaches_everything_and_sees_where_it_is() {
    walk("normal");
}

#[test]
fn a07_the_keyboard_reaches_everything_in_elder_mode() {
    walk("elder");
}

#[test]
fn a07_the_second_stop_skips_to_the_text_and_escape_closes() {
    with_browser(async |browser| {
        let origin = site().await;
        browser.open(&format!("{origin}/course/")).await;
        browser.press(TAB).await;
        browser.press(TAB).await;
        browser.press(ENTER).await;
        browser.until("document.activeElement.id === 'main'").await;
        browser.element("#site-search").await.click().await.unwrap();
        browser.press("雨坛").await;
        browser
            .until("document.querySelector('.suggestions:not([hidden]) li')")
            .await;
        browser.press(ESCAPE).await;
        browser
            .until("!document.querySelector('.suggestions:not([hidden]) li')")
            .await;
    });
}

#[test]
fn a07_a_large_cursor_can_be_chosen() {
    with_browser(async |browser| {
        let origin = site().await;
        browser.open(&format!("{origin}/reading/")).await;
        browser
            .element("[name=cursor][value=large]")
            .await
            .click()
            .await
            .unwrap();
        browser.open(&format!("{origin}/")).await;
        let cursor = browser
            .evaluate("getComputedStyle(document.querySelector('main a')).cursor")
            .await;
        assert!(cursor.as_str().unwrap().contains("cursor."), "{cursor}");
    });
}

/// A browser with one voice, which writes down what it reads.
const VOICE: &str = "window.heard = [];
    window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
    Object.defineProperty(window, 'speechSynthesis', { value: {
        getVoices: () => [{ lang: 'LANG', name: 'voice' }],
        addEventListener() {}, cancel() {},
        speak(one) { heard.push(`${one.lang} ${one.text}`); window.finish = () => one.onend(); },
    } });";

#[test]
fn a08_pages_are_read_aloud_by_a_chinese_voice() {
    with_browser(async |browser| {
        let origin = site().await;
        browser.prepare(&VOICE.replace("LANG", "zh-CN")).await;
        browser
            .open(&format!("{origin}/lesson/yutan-cailong-1/"))
            .await;
        browser.element(".read-aloud").await.click().await.unwrap();
        assert_eq!(
            browser.evaluate("heard").await,
            json!(["zh-CN 雨坛彩龙第一课：认识龙具"])
        );
        browser
            .until("document.querySelector('h1.being-read')")
            .await;
        for _ in 0..400 {
            browser.evaluate("finish()").await;
            if browser
                .evaluate("heard.at(-1).includes('慢慢呼气三次')")
                .await
                == Value::Bool(true)
            {
                break;
            }
        }
        let heard = browser.evaluate("heard.join('\\n')").await;
        let heard = heard.as_str().unwrap();
        // In the order of the page, and each text once.
        let (safety, step) = (heard.find("杆子两头要包布"), heard.find("一只手握杆尾"));
        assert!(safety.is_some() && safety < step, "{heard}");
        assert_eq!(heard.matches("杆子两头要包布").count(), 1);
        browser.element(".read-aloud").await.click().await.unwrap();
        browser
            .until("!document.querySelector('.being-read')")
            .await;
    });
}

#[test]
fn a08_without_a_chinese_voice_there_is_no_button_and_results_are_counted_aloud() {
    with_browser(async |browser| {
        let origin = site().await;
        browser.prepare(&VOICE.replace("LANG", "en-GB")).await;
        browser
            .open(&format!("{origin}/lesson/yutan-cailong-1/"))
            .await;
        browser.settle().await;
        assert_eq!(
            browser
                .evaluate("document.querySelectorAll('.read-aloud').length")
                .await,
            0
        );
        browser.open(&format!("{origin}/search/?q=雨坛彩龙")).await;
        browser
            .until("/找到 \\d+ 条/.test(document.querySelector('[role=status]#search-status').textContent)")
            .await;
    });
}

#[test]
fn a09_elder_mode_is_the_first_stop_of_every_page() {
    with_browser(async |browser| {
        let origin = site().await;
        for page in PAGES {
            browser.open(&format!("{origin}{page}")).await;
            browser.press(TAB).await;
            let first = browser.evaluate("document.activeElement.textContent").await;
            assert_eq!(first, "长者模式", "{page}");
        }
        browser.press(ENTER).await;
        browser
            .until("document.documentElement.dataset.mode === 'elder'")
            .await;
        // It is kept for the next page, and the same key leads back.
        browser.open(&format!("{origin}/course/")).await;
        browser
            .until("document.documentElement.dataset.mode === 'elder'")
            .await;
        browser.press(TAB).await;
        browser.press(ENTER).await;
        browser
            .until("document.documentElement.dataset.mode === 'normal'")
            .await;
        assert_eq!(
            browser.evaluate("document.activeElement.textContent").await,
            "长者模式"
        );
    });
}

#[test]
fn a09_an_address_sets_elder_mode_and_so_does_a_link_without_scripts() {
    with_browser(async |browser| {
        let origin = site().await;
        browser.open(&format!("{origin}/?mode=elder")).await;
        browser.open(&format!("{origin}/course/")).await;
        let size = "parseFloat(getComputedStyle(document.documentElement).fontSize)";
        assert_eq!(browser.evaluate(size).await, 24.0);
        choose(&browser, &origin, json!({})).await;
        browser.disable_scripts().await;
        browser.open(&format!("{origin}/event/")).await;
        let size = async || {
            let body = browser.element(".help p").await;
            body.css_value("font-size").await.unwrap()
        };
        let normal = size().await;
        // ChromeDriver clicks by script, so the link is followed by its address.
        let link = browser.element(".to-elder").await;
        let address = link.attr("href").await.unwrap().unwrap();
        browser.open(&format!("{origin}/event/{address}")).await;
        assert_eq!((normal.as_str(), size().await.as_str()), ("18px", "24px"));
        let back = browser.element(".to-normal").await;
        assert!(back.is_displayed().await.unwrap());
        let address = back.attr("href").await.unwrap().unwrap();
        browser.open(&format!("{origin}/event/{address}")).await;
        assert_eq!(size().await, "18px");
    });
}

#[test]
fn a10_one_finger_is_enough_and_nothing_is_asked() {
    with_browser(async |browser| {
        let origin = site().await;
        browser
            .prepare(
                "window.listened = new Set();
                const add = EventTarget.prototype.addEventListener;
                EventTarget.prototype.addEventListener = function (type, ...rest) {
                    window.listened.add(type);
                    return add.call(this, type, ...rest);
                };",
            )
            .await;
        let found = faults(
            &browser,
            &origin,
            &PAGES,
            "[...window.listened].filter((type) => /^(touch|gesture|drag|pointermove|mousemove|wheel)/.test(type))
                .concat([...document.querySelectorAll('[draggable=true], [type=password], meta[http-equiv=refresh], canvas')]
                    .map((one) => one.outerHTML.slice(0, 120)))",
        )
        .await;
        assert_eq!(found, [""; 0]);
    });
}

#[test]
fn a11_help_is_at_the_same_place_of_every_page() {
    with_browser(async |browser| {
        let origin = site().await;
        let found = faults(
            &browser,
            &origin,
            &PAGES,
            "(() => {
                const first = document.querySelector('body > footer > .wrap > :first-child');
                const is_help = first?.matches('.help') && /咨询电话/.test(first.textContent)
                    && first.querySelector('h2').textContent === '线下怎么办';
                return is_help ? [] : [first?.outerHTML.slice(0, 120) ?? 'no footer'];
            })()",
        )
        .await;
        assert_eq!(found, [""; 0]);
    });
}

#[test]
fn a12_the_language_is_named_and_recordings_have_words() {
    with_browser(async |browser| {
        let origin = site().await;
        let found = faults(
            &browser,
            &origin,
            &PAGES,
            "(document.documentElement.lang === 'zh-CN' ? [] : [document.documentElement.lang])
                .concat([...document.querySelectorAll('audio, video')]
                    .filter((one) => !/文字稿/.test(one.closest('section, figure, div, article').textContent))
                    .map((one) => one.outerHTML))",
        )
        .await;
        assert_eq!(found, [""; 0]);
        // A rare character says how it is read.
        browser
            .open(&format!("{origin}/guide/yuchanshan-moya/"))
            .await;
        let ruby = browser
            .evaluate("document.querySelector('.prose ruby').textContent")
            .await;
        assert_eq!(ruby, "蟾chán");
    });
}

#[test]
fn a13_plain_words_come_before_a_policy_and_hard_words_open_by_a_tap() {
    with_browser(async |browser| {
        let origin = site().await;
        browser.open(&format!("{origin}/policy/2016-215/")).await;
        let order = browser
            .evaluate(
                "(() => {
                    const notices = [...document.querySelectorAll('.notice-title')];
                    const plain = notices.find((one) => one.textContent === '大白话');
                    const facts = document.querySelector('.facts');
                    return Boolean(plain.compareDocumentPosition(facts) & Node.DOCUMENT_POSITION_FOLLOWING);
                })()",
            )
            .await;
        assert_eq!(order, Value::Bool(true));
        browser
            .open(&format!("{origin}/guide/xuefen-zenme-suan/"))
            .await;
        browser
            .element(".glossary summary")
            .await
            .click()
            .await
            .unwrap();
        browser
            .until("document.querySelector('.glossary').innerText.includes('证明你学过')")
            .await;
    });
}
