//! The copy for a disk, opened as a file.

use serde_json::{Value, json};
use url::Url;

use crate::browser::{ENTER, with_browser};
use crate::host::serve;
use crate::parity::{asked, queries};
use crate::record::{CATCH_DOWNLOADS, download};
use crate::site::{copy, example};

/// Asks `engine` one thing after another: whole searches, and names for what is being typed.
const ASK: &str = "
    const { searches, suggestions } = input;
    const answers = [];
    for (const { text, ...options } of searches) {
        const answer = await engine.search(text, options);
        delete answer.took_ms;
        answers.push(answer);
    }
    for (const text of suggestions) answers.push(await engine.suggest(text));
    return answers;
";

#[test]
fn a_reader_clicks_searches_and_finds() {
    with_browser(|browser| async move {
        let folder = copy();
        let home = Url::from_file_path(folder.path().join("index.html")).unwrap();
        browser.open(home.as_str()).await;
        assert!(browser.text(".copied").await.contains("2026年11月20日"));

        // From page to page, and back by the crumbs.
        browser.element(".menu a").await.click().await.unwrap();
        browser
            .until("location.pathname.endsWith('/course/index.html')")
            .await;
        let first = browser.element("main .card a, main .row a").await;
        first.click().await.unwrap();
        browser
            .until("!location.pathname.endsWith('/course/index.html')")
            .await;
        let crumb = browser.element(".breadcrumbs a").await;
        crumb.click().await.unwrap();
        browser
            .until("document.querySelector('.search-form [name=q]')")
            .await;
        assert_eq!(browser.path().await, home.path());

        // A suggestion by initials.
        let box_ = browser.element(".search-form [name=q]").await;
        box_.click().await.unwrap();
        browser.press("ytcl").await;
        assert!(
            browser
                .text(".suggestions li")
                .await
                .starts_with("雨坛彩龙")
        );

        // A search, its first result, and back to the search.
        box_.clear().await.unwrap();
        box_.click().await.unwrap();
        browser.press("雨坛彩龙").await;
        browser.press(ENTER).await;
        let result = browser.element("#search-results h2 a").await;
        assert_eq!(result.text().await.unwrap(), "雨坛彩龙");
        assert_eq!(browser.parameter("q").await.as_deref(), Some("雨坛彩龙"));
        result.click().await.unwrap();
        browser
            .until("document.querySelector('h1')?.textContent.includes('雨坛彩龙')")
            .await;
        assert!(
            browser
                .path()
                .await
                .ends_with("/heritage/yutan-cailong/index.html")
        );
        browser.back().await;
        browser.element("#search-results h2 a").await;
        folder
    });
}

#[test]
fn a_learner_searches_marks_a_lesson_and_takes_the_record_along() {
    with_browser(|browser| async move {
        browser.prepare(CATCH_DOWNLOADS).await;
        let folder = copy();
        let home = Url::from_file_path(folder.path().join("index.html")).unwrap();
        browser.open(home.as_str()).await;
        let box_ = browser.element("#home-search").await;
        box_.click().await.unwrap();
        browser.press("彩龙第一课").await;
        browser.press(ENTER).await;
        let result = browser.element("#search-results h2 a").await;
        result.click().await.unwrap();
        browser
            .until("document.querySelector('h1')?.textContent.includes('认识龙具')")
            .await;
        browser.element(".mark-button").await.click().await.unwrap();
        browser
            .until("document.querySelector('#mark-done.mark-is-done')")
            .await;

        let tool = browser.element(".tools a[href$='record/index.html']").await;
        tool.click().await.unwrap();
        let listed = browser.text(".record-entries").await;
        assert!(listed.contains("雨坛彩龙第一课：认识龙具"), "{listed}");
        let file: Value = serde_json::from_str(&download(&browser, "json").await).unwrap();
        let done = &file["statements"][0];
        assert_eq!(file["verified"], false);
        // The page's address on the web, so that copies and the site make one record.
        assert_eq!(
            done["object"]["id"],
            "https://luxian.example.org/lesson/yutan-cailong-1/"
        );
        assert_eq!(done["context"]["extensions"]["urn:lyceum:class-hours"], 1);
        folder
    });
}

#[test]
fn the_copy_answers_as_the_site_on_the_web() {
    with_browser(|browser| async move {
        let queries = queries();
        let input = json!({
            "searches": queries.iter().map(asked).collect::<Vec<_>>(),
            "suggestions": ["yut", "雨", "ytcl", "云龙", "ZHENGZHAOPIN"],
        });

        let origin = serve(example("https://example.org/"), "/").await;
        browser.open(&format!("{origin}/")).await;
        let on_the_web = format!(
            "(async () => {{
                const {{ open }} = await import('/search/lyceum-search.js');
                const engine = await open();
                {ASK}
            }})().then(done, (error) => done(String(error)));"
        );
        let expected = browser.run(&on_the_web, input.clone()).await;

        let folder = copy();
        let home = Url::from_file_path(folder.path().join("index.html")).unwrap();
        browser.open(home.as_str()).await;
        let on_the_disk = format!(
            "const script = document.createElement('script');
            script.onload = async () => {{
                const engine = await lyceumSearch.open();
                const ask = async () => {{ {ASK} }};
                ask().then(done, (error) => done(String(error)));
            }};
            script.src = 'search/lyceum-search.js';
            document.head.append(script);"
        );
        let found = browser.run(&on_the_disk, input).await;

        // The same places, elsewhere.
        let site = Url::from_file_path(folder.path()).unwrap();
        let found = found.to_string().replace(&format!("{}/", site.path()), "/");
        let found: Value = serde_json::from_str(&found.replace("/index.html", "/")).unwrap();
        let [expected, found] = [expected, found].map(|answers| match answers {
            Value::Array(answers) => answers,
            failure => panic!("the search failed: {failure}"),
        });
        assert_eq!(expected.len(), queries.len() + 5);
        assert_eq!(expected.len(), found.len());
        for (expected, found) in expected.iter().zip(&found) {
            assert_eq!(expected, found);
        }
        folder
    });
}
