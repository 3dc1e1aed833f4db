//! A resident whose browser runs no scripts looks through the directory.

use crate::browser::with_browser;
use crate::host::serve;
use crate::site::example;

#[test]
fn without_scripts_the_directory_leads_to_every_page() {
    with_browser(|browser| async move {
        let origin = serve(example("https://example.org/"), "/").await;
        browser.disable_scripts().await;
        browser.open(&format!("{origin}/search/?q=雨坛彩龙")).await;
        // ChromeDriver clicks by script, so links are followed by their addresses.
        for (link, path) in [
            ("noscript a", "/directory/"),
            (".letters a[href$='#Y']", "/directory/#Y"),
            (
                "section:has(> #Y) a[href*=yutan]",
                "/heritage/yutan-cailong/",
            ),
        ] {
            let address = browser.element(link).await.attr("href").await.unwrap();
            assert_eq!(address.as_deref(), Some(path));
            browser.open(&format!("{origin}{path}")).await;
        }
        assert_eq!(browser.text("main h1").await, "雨坛彩龙");
    });
}
