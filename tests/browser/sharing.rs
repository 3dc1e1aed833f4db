//! A page as plain text, for a group in WeChat.

use crate::browser::with_browser;
use crate::site::open;

const TEXT: &str = "周末坝坝舞（示例）\n时间：2026年11月28日 周六 18:30–19:30\n地点：福集镇文化广场（示例）\n示例活动：周六傍晚一起跳广场舞，新手站中间。\nhttps://example.org/event/fuji-babawu/";

#[test]
fn a_tap_copies_the_event_with_time_place_and_address() {
    with_browser(|browser| async move {
        browser
            .prepare("Object.defineProperty(navigator, 'clipboard', { value: { writeText: async (text) => { window.copied = text; } } });")
            .await;
        open(&browser, "/event/fuji-babawu/").await;
        browser
            .element(".share button")
            .await
            .click()
            .await
            .unwrap();
        browser.until("window.copied").await;
        assert_eq!(browser.evaluate("window.copied").await, TEXT);
        assert_eq!(
            browser.text(".share-status").await,
            "已复制，可以到微信里粘贴。"
        );
    });
}

#[test]
fn where_the_clipboard_is_closed_the_text_is_selected_and_copied_the_old_way() {
    with_browser(|browser| async move {
        browser
            .prepare(
                "Object.defineProperty(navigator, 'clipboard', { value: undefined }); \
                 document.addEventListener('copy', () => { const { activeElement: box } = document; \
                 window.copied = box.value.slice(box.selectionStart, box.selectionEnd); });",
            )
            .await;
        open(&browser, "/event/fuji-babawu/").await;
        browser
            .element(".share button")
            .await
            .click()
            .await
            .unwrap();
        browser.until("window.copied").await;
        assert_eq!(browser.evaluate("window.copied").await, TEXT);
        assert_eq!(
            browser.text(".share-status").await,
            "已复制，可以到微信里粘贴。"
        );
        browser.element(".share details[open]").await;

        // Nothing at all is allowed: the reader is told what to do.
        browser
            .evaluate("(document.execCommand = () => false, document.querySelector('.share button').click())")
            .await;
        browser
            .until("document.querySelector('.share-status').textContent.includes('长按')")
            .await;
    });
}

#[test]
fn without_scripts_the_text_is_there_to_be_selected() {
    with_browser(|browser| async move {
        browser.disable_scripts().await;
        open(&browser, "/event/duifei-shijian/").await;
        let text = browser.element("#share-text").await;
        let text = text.prop("value").await.unwrap().unwrap();
        assert!(text.contains("\n活动已取消\n"), "{text}");
        assert!(
            text.ends_with("https://example.org/event/duifei-shijian/"),
            "{text}"
        );
    });
}
