//! Self-checks of lessons, as somebody without a mouse takes them.

use crate::browser::{ENTER, with_browser};
use crate::site::open;

const SPACE: &str = " ";

#[test]
fn a_self_check_tells_right_from_wrong_by_keyboard() {
    with_browser(|browser| async move {
        open(&browser, "/course/anti-fraud/").await;
        let press = async |question: usize, choices: &[usize]| {
            for choice in choices {
                let script = format!(
                    "void document.querySelectorAll('.quiz fieldset')[{question}].querySelectorAll('input')[{choice}].focus()"
                );
                browser.evaluate(&script).await;
                browser.press(SPACE).await;
            }
            browser.evaluate(&format!("void document.querySelectorAll('.quiz fieldset')[{question}].querySelector('button').focus()")).await;
            browser.press(ENTER).await;
            let told = format!("document.querySelectorAll('.quiz-told')[{question}].textContent");
            browser.evaluate(&told).await.as_str().unwrap().to_owned()
        };
        assert!(press(0, &[]).await.contains("先选一个"));
        let right = press(0, &[1]).await;
        assert!(
            right.contains("答对了") && right.contains("世上没有安全账户"),
            "{right}"
        );
        let focused = browser.evaluate("document.activeElement.className").await;
        assert_eq!(focused, "quiz-told");
        let wrong = press(1, &[0]).await;
        assert!(
            wrong.contains("不对。对的是：先挂断，再打孙子平时的号码"),
            "{wrong}"
        );
        // Two of three are not all.
        assert!(press(2, &[0, 1]).await.contains("不对"));
        assert!(
            browser
                .text(".quiz-end")
                .await
                .contains("一共 3 题，答对 1 题")
        );

        let again = browser.element(".quiz-end button").await;
        again.click().await.unwrap();
        browser
            .until("!document.querySelector('.quiz input:checked')")
            .await;
        press(0, &[1]).await;
        press(1, &[1]).await;
        press(2, &[0, 1, 3]).await;
        assert!(browser.text(".quiz-end").await.contains("全部答对"));
        // Nothing of it is kept.
        assert_eq!(browser.evaluate("localStorage.length").await, 0);
    });
}
