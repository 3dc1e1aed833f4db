//! A resident keeps a learning record: marks, notes, copies, and the way back from them. Another origin has a storage
//! of its own, as another browser has.

use std::fs;
use std::path::Path;

use lyceum::diag::Diagnostics;
use lyceum::ledger::Ledger;
use lyceum::source::SourceDb;
use serde_json::{Value, json};

use crate::browser::{Browser, ENTER, with_browser};
use crate::codes::scanned;
use crate::host::serve;
use crate::site::{example, example_with};

const BASE: &str = "https://example.org/";

/// Keeps what a page makes for downloading, for a test to look at.
pub(crate) const CATCH_DOWNLOADS: &str = "
    const real = URL.createObjectURL;
    URL.createObjectURL = (blob) => ((globalThis.made = blob), real(blob));
";

/// What the page says it did.
const TOLD: &str =
    "[...document.querySelectorAll('.record-told')].map((told) => told.textContent).join('')";

/// Opens a lesson or a course and marks it as done.
pub(crate) async fn mark(browser: &Browser, address: &str) {
    browser.open(address).await;
    click(browser, ".mark-button").await;
    browser
        .until("document.querySelector('#mark-done.mark-is-done')")
        .await;
}

async fn click(browser: &Browser, selector: &str) {
    browser.element(selector).await.click().await.unwrap();
}

/// The text of the file that a button of the record makes.
pub(crate) async fn download(browser: &Browser, button: &str) -> String {
    browser.evaluate("delete globalThis.made").await;
    click(browser, &format!("#record-take [value={button}]")).await;
    browser.until("globalThis.made").await;
    let text = browser
        .run(
            "made.arrayBuffer().then((bytes) => done([...new Uint8Array(bytes)]));",
            Value::Null,
        )
        .await;
    String::from_utf8(serde_json::from_value(text).unwrap()).unwrap()
}

/// Chooses a file of this text for the record to take in.
async fn choose(browser: &Browser, name: &str, text: &str) {
    let path =
        Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{}-{name}", std::process::id()));
    #[expect(
        clippy::disallowed_methods,
        reason = "browsers choose files on the disk"
    )]
    fs::write(&path, text).unwrap();
    let input = browser.element("#record-file").await;
    input.send_keys(path.to_str().unwrap()).await.unwrap();
    browser.until(&format!("{TOLD} !== ''")).await;
}

async fn told(browser: &Browser) -> String {
    browser.evaluate(TOLD).await.as_str().unwrap().to_owned()
}

/// A record of one done page of the site.
fn export(page: &str, title: &str) -> Value {
    json!({
        "form": "lyceum-record", "version": 1, "verified": false,
        "statements": [{
            "id": "08b10238-3b49-4fe6-b1dd-498892597dcd",
            "actor": { "account": { "name": "b89cd824-6cd0-4727-a7c2-26b8c8f68281" } },
            "verb": { "id": "http://adlnet.gov/expapi/verbs/completed" },
            "object": { "id": page, "definition": { "name": { "zh-CN": title } } },
            "result": { "duration": "PT1H30M" },
            "context": { "extensions": { "urn:lyceum:class-hours": 32, "urn:lyceum:type": "course" } },
            "timestamp": "2026-11-24T16:30:00Z",
        }],
    })
}

#[test]
fn what_is_marked_as_done_is_listed_summed_and_taken_along() {
    with_browser(|browser| async move {
        browser.prepare(CATCH_DOWNLOADS).await;
        let origin = serve(example(BASE), "/").await;
        mark(&browser, &format!("{origin}/lesson/yutan-cailong-2/")).await;
        mark(&browser, &format!("{origin}/course/anti-fraud/")).await;
        let state = browser.text(".mark-state").await;
        assert!(state.contains("1 学时，60 分钟"), "{state}");
        click(&browser, "#mark-done summary").await;
        let note = browser.element("#mark-note").await;
        note.send_keys("先挂断，再打孙子的号码。").await.unwrap();
        click(&browser, ".mark-keep").await;
        browser
            .until("document.querySelector('#mark-done [role=status]').textContent.includes('笔记存好了')")
            .await;

        browser.open(&format!("{origin}/record/")).await;
        let sums = browser.text("#record-sums dl").await;
        for sum in ["2 项", "2.5", "2 小时 0 分钟"] {
            assert!(sums.contains(sum), "{sums}");
        }
        let days = browser.text("#record-days").await;
        assert!(days.contains("先挂断，再打孙子的号码。"), "{days}");
        let link = browser.element("#record-days li a").await;
        let link = link.prop("href").await.unwrap().unwrap();
        assert_eq!(link, format!("{origin}/course/anti-fraud/"));

        let text = download(&browser, "json").await;
        let file: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(file["verified"], false);
        let first = &file["statements"][0];
        assert_eq!(
            first["verb"]["id"],
            "http://adlnet.gov/expapi/verbs/completed"
        );
        assert_eq!(
            first["object"]["id"],
            "https://example.org/course/anti-fraud/"
        );
        assert_eq!(first["result"]["duration"], "PT60M");
        assert_eq!(first["result"]["response"], "先挂断，再打孙子的号码。");
        let own = &first["context"]["extensions"];
        assert_eq!(own["urn:lyceum:verified"], false);
        assert_eq!(own["urn:lyceum:class-hours"], 1);
        assert_eq!(own["urn:lyceum:towns"], json!(["玉蟾街道"]));

        let table = download(&browser, "csv").await;
        let lines: Vec<&str> = table.split("\r\n").collect();
        assert!(lines[0].starts_with("\u{feff}日期,标题,"), "{}", lines[0]);
        assert!(
            lines[1].contains("防骗课：接到陌生电话怎么办,课程,学完,1,60,玉蟾街道,"),
            "{}",
            lines[1]
        );

        // Without the notes, where the learner wants it so.
        click(&browser, "#record-with-notes").await;
        for kind in ["json", "csv"] {
            let text = download(&browser, kind).await;
            assert!(!text.contains("先挂断"), "{text}");
        }

        // What a station makes of the two files.
        let (mut sources, mut diags) = (SourceDb::default(), Diagnostics::default());
        let mut ledger = Ledger::default();
        for (name, text) in [("a.json", &text), ("a.csv", &table)] {
            ledger.add(name.to_owned(), text.as_bytes(), &mut sources, &mut diags);
        }
        assert!(diags.is_empty(), "{diags:?}");
        let all = ledger.counts(1).all;
        assert_eq!([all.completions, ledger.twice], [2, 2]);
        assert_eq!([all.hours, all.minutes], [250, 120]);
    });
}

#[test]
fn a_mark_is_taken_back_and_a_removed_entry_put_back() {
    with_browser(|browser| async move {
        let origin = serve(example(BASE), "/").await;
        mark(&browser, &format!("{origin}/course/first-aid/")).await;
        click(&browser, ".mark-button").await;
        browser
            .until("!document.querySelector('.mark-is-done')")
            .await;
        browser.open(&format!("{origin}/record/")).await;
        assert!(browser.text("#record-empty").await.contains("还没有记录"));

        mark(&browser, &format!("{origin}/course/first-aid/")).await;
        browser.open(&format!("{origin}/record/")).await;
        click(&browser, "#record-days summary").await;
        click(&browser, "#record-days [value=remove]").await;
        browser
            .until("!document.querySelector('#record-days li')")
            .await;
        // The way back has the focus.
        browser.press(ENTER).await;
        browser
            .until("document.querySelector('#record-days li')")
            .await;

        click(&browser, "#record-erase [value=ask]").await;
        // Nothing is erased by one key too many.
        browser.press(ENTER).await;
        assert_eq!(browser.evaluate("localStorage.length").await, 1);
        click(&browser, "#record-erase [value=ask]").await;
        click(&browser, "#record-erase [value=yes]").await;
        browser.until(&format!("{TOLD}.includes('清空了')")).await;
        assert_eq!(browser.evaluate("localStorage.length").await, 0);
    });
}

#[test]
fn a_backup_is_brought_into_another_browser_once() {
    with_browser(|browser| async move {
        browser.prepare(CATCH_DOWNLOADS).await;
        let old = serve(example(BASE), "/").await;
        let new = serve(example(BASE), "/").await;
        mark(&browser, &format!("{old}/course/fire-safety/")).await;
        browser.open(&format!("{old}/record/")).await;
        let text = download(&browser, "json").await;

        browser.open(&format!("{new}/record/")).await;
        choose(&browser, "backup.json", &text).await;
        assert_eq!(told(&browser).await, "放进来 1 条，原来就有的 0 条。");
        assert!(browser.text("#record-days").await.contains("家庭消防"));
        // Pasted, as from a chat that takes no files: the same text is no news.
        click(&browser, "#record-bring summary").await;
        let script = "document.getElementById('record-pasted').value = input; document.getElementById('record-paste').click(); done();";
        browser.run(script, json!(text)).await;
        assert_eq!(told(&browser).await, "放进来 0 条，原来就有的 1 条。");
        browser.open(&format!("{new}/course/fire-safety/")).await;
        browser
            .until("document.querySelector('.mark-is-done')")
            .await;
    });
}

#[test]
fn a_code_brings_entries_to_another_phone_if_its_owner_wants_them() {
    with_browser(|browser| async move {
        let old = serve(example(BASE), "/").await;
        let new = serve(example(BASE), "/").await;
        for page in ["course/waste-sorting", "lesson/xuantan-shiwu-1"] {
            mark(&browser, &format!("{old}/{page}/")).await;
        }
        browser.open(&format!("{old}/record/")).await;
        click(&browser, "#record-take [value=code]").await;
        let path = browser.element("#record-code path").await;
        let path = path.attr("d").await.unwrap().unwrap();
        let size = browser.element("#record-code rect").await;
        let size: usize = size.attr("width").await.unwrap().unwrap().parse().unwrap();
        let address = scanned(&path, size);
        assert!(
            address.starts_with(&format!("{old}/record/#take=")),
            "{address}"
        );

        // What is no record offers nothing.
        browser
            .open(&format!("{new}/record/#take=%E0%A4!x*y"))
            .await;
        let offer = browser.element("#record-offer").await;
        assert!(!offer.is_displayed().await.unwrap());
        let address = address.replace(&old, &new);
        browser.open(&address).await;
        assert!(browser.text("#record-offer").await.contains("2 条"));
        assert_eq!(browser.evaluate("localStorage.length").await, 0);
        click(&browser, "#record-offer [value=take]").await;
        browser
            .until(&format!("{TOLD}.includes('放进来 2 条')"))
            .await;
        let days = browser.text("#record-days").await;
        assert!(
            days.contains("垃圾分类：四只桶") && days.contains("0.5 学时，30 分钟"),
            "{days}"
        );
        assert_eq!(browser.path().await, "/record/");
    });
}

#[test]
fn a_file_of_strangers_is_text_and_no_more() {
    with_browser(|browser| async move {
        let origin = serve(example("https://example.org/portal/"), "/portal/").await;
        browser.open(&format!("{origin}/portal/record/")).await;
        let title = "<img src=x onerror=alert(1)>=1+1";
        for (name, text) in [
            ("not.json", "<html>".to_owned()),
            ("other.json", json!({ "statements": [1] }).to_string()),
            (
                "odd.json",
                json!({ "form": "lyceum-record", "statements": [null, 7, { "id": [] }] })
                    .to_string(),
            ),
            ("large.json", " ".repeat(2_000_001)),
        ] {
            choose(&browser, name, &text).await;
            let told = told(&browser).await;
            assert!(told.contains("没有放"), "{name}: {told}");
            browser.evaluate("document.querySelectorAll('.record-told').forEach((told) => { told.textContent = ''; })").await;
        }
        assert_eq!(browser.evaluate("localStorage.length").await, 0);

        for (at, page) in [
            "javascript:alert(1)",
            "https://example.org/portal/../../x",
            "https://example.org/portal///evil.test/",
        ]
        .into_iter()
        .enumerate()
        {
            let mut text = export(page, title);
            text["statements"][0]["id"] = json!(format!("08b10238-3b49-4fe6-b1dd-49889259700{at}"));
            text["statements"][0]["result"]["response"] = json!(["no", "text"]);
            choose(&browser, &format!("page-{at}.json"), &text.to_string()).await;
        }
        browser
            .until("document.querySelectorAll('#record-days li').length === 3")
            .await;
        let shown = browser.text("#record-days").await;
        assert!(shown.contains(title), "{shown}");
        let links = browser
            .evaluate("[...document.querySelectorAll('#record-days li a[href]')].map((link) => link.href)")
            .await;
        let site = format!("{origin}/portal/");
        for link in links.as_array().unwrap() {
            assert!(link.as_str().unwrap().starts_with(&site), "{links}");
        }
    });
}

#[test]
fn a_browser_that_keeps_nothing_says_so() {
    with_browser(|browser| async move {
        let origin = serve(example(BASE), "/").await;
        browser
            .prepare("if (sessionStorage.denied) Object.defineProperty(window, 'localStorage', { get() { throw new Error('denied'); } });")
            .await;
        browser.open(&format!("{origin}/course/first-aid/")).await;
        browser
            .evaluate("void (Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError'); })")
            .await;
        click(&browser, ".mark-button").await;
        let told = "document.querySelector('#mark-done [role=status]').textContent";
        browser.until(&format!("{told}.includes('存不下了')")).await;
        assert_eq!(
            browser
                .evaluate("document.querySelector('.mark-is-done')")
                .await,
            Value::Null
        );

        browser.open(&format!("{origin}/course/first-aid/")).await;
        browser.evaluate("void (sessionStorage.denied = 1)").await;
        browser.open(&format!("{origin}/course/first-aid/")).await;
        let state = browser.text(".mark-state").await;
        assert!(state.contains("不让网页存东西"), "{state}");
        let button = browser.element(".mark-button").await;
        assert!(!button.is_displayed().await.unwrap());
        browser.open(&format!("{origin}/record/")).await;
        assert!(
            browser
                .text("#record-problem")
                .await
                .contains("不让网页存东西")
        );
    });
}

#[test]
fn a_damaged_record_is_shown_and_not_written_over() {
    with_browser(|browser| async move {
        let origin = serve(example(BASE), "/").await;
        browser.open(&format!("{origin}/record/")).await;
        let key = format!("lyceum:{BASE}:record");
        browser
            .evaluate(&format!(
                "localStorage.setItem('{key}', '{{\"version\":1,\"entr')"
            ))
            .await;
        browser.open(&format!("{origin}/record/")).await;
        assert!(browser.text("#record-problem").await.contains("坏了"));
        let text = browser.element("#record-text").await.prop("value").await;
        assert_eq!(text.unwrap().unwrap(), "{\"version\":1,\"entr");
        browser.open(&format!("{origin}/course/first-aid/")).await;
        let button = browser.element(".mark-button").await;
        assert!(!button.is_displayed().await.unwrap());
    });
}

#[test]
fn credits_are_estimated_by_a_rule_with_its_source_and_never_without() {
    const RULES: &str = "- name: 示例规则\n  hours_per_credit: 16\n  effective_from: 2026-01-01\n  source: 示例文件〔2026〕1号\n\
                         - name: 旧的示例规则\n  hours_per_credit: 10\n  effective_from: 2020-01-01\n  until: 2021-01-01\n  source: 示例文件〔2020〕1号\n";
    with_browser(|browser| async move {
        let text = export("https://example.org/course/anti-fraud/", "防骗课").to_string();
        let credits = "document.querySelector('#claim-sheet tfoot').textContent";

        let origin = serve(example(BASE), "/").await;
        browser.open(&format!("{origin}/record/")).await;
        choose(&browser, "claim.json", &text).await;
        assert!(browser.text("#claim-no-rule").await.contains("不估算"));
        let sheet = browser.text("#claim-sheet tbody").await;
        // After midnight in the county.
        assert!(
            sheet.contains("2026-11-25") && sheet.contains("不估算"),
            "{sheet}"
        );

        let files = example_with(BASE, &[("data/credit_rules.yml", RULES)]);
        let origin = serve(files, "/").await;
        browser.open(&format!("{origin}/record/")).await;
        choose(&browser, "claim.json", &text).await;
        browser
            .until(&format!("{credits}.includes('不估算')"))
            .await;
        let rules = browser.text("#claim-rules").await;
        assert!(
            rules.contains("每 16 学时算 1 学分") && rules.contains("示例文件〔2026〕1号"),
            "{rules}"
        );
        let rule = browser.element("#claim-rule").await;
        rule.select_by_label("示例规则").await.unwrap();
        browser
            .until(&format!("/合计\\s*32\\s*90\\s*2\\s*/.test({credits})"))
            .await;
        rule.select_by_label("旧的示例规则").await.unwrap();
        let sheet = browser.text("#claim-sheet tbody").await;
        assert!(sheet.contains("不在有效期"), "{sheet}");

        // On paper: the sheet alone, with room to write.
        browser.show_print().await;
        browser
            .evaluate("void (document.body.dataset.print = 'claim')")
            .await;
        let seen = "[...document.querySelectorAll('.page-header, #record-days, #record-take, .site-header, .site-footer, #claim-sheet')].filter((part) => part.offsetHeight).map((part) => part.id)";
        assert_eq!(browser.evaluate(seen).await, json!(["claim-sheet"]));
    });
}

#[test]
fn without_scripts_there_is_no_dead_button() {
    with_browser(|browser| async move {
        let origin = serve(example(BASE), "/").await;
        browser.disable_scripts().await;
        browser.open(&format!("{origin}/course/fire-safety/")).await;
        let mark = browser.element("#mark-done").await;
        assert!(!mark.is_displayed().await.unwrap());
        let answers = browser.text(".quiz").await;
        assert!(answers.contains("看答案"), "{answers}");
        browser.open(&format!("{origin}/record/")).await;
        let record = browser.element("#record").await;
        assert!(!record.is_displayed().await.unwrap());
        let page = browser.text("main").await;
        assert!(
            page.contains("拿一张纸记") && page.contains("没有人核实过"),
            "{page}"
        );
    });
}
