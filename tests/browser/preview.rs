//! An editor previews a site: `lyceum serve`.

use crate::browser::with_browser;
use crate::common_preview::{Preview, write_page};

/// A template of pages without the scripts of the default theme that work in the text: those pages are begun anew.
const PLAIN: &str = "{% extends \"base.html\" %}{% block main %}{% block byline %}{% endblock %}\
    {% block lead %}{% endblock %}{% block facts %}{% endblock %}{% block body %}{% endblock %}\
    {% block referred %}{% endblock %}<h1>Plain</h1>{{ page.content | safe }}{% endblock main %}";

#[test]
fn an_open_page_follows_every_save() {
    with_browser(|browser| async move {
        let preview = Preview::start("follows-every-save", "第一稿");
        let text =
            |text: &str| format!("document.querySelector('main')?.textContent.includes('{text}')");
        let overlay = "document.querySelector('dialog')?.textContent";

        browser.open(&format!("{}notice/", preview.address)).await;
        browser.until(&text("第一稿")).await;

        write_page(&preview.root, "第二稿");
        browser.until(&text("第二稿")).await;

        // A fault is shown with its place, over the last good page.
        write_page(&preview.root, "第三稿，见[办法](lost.md)");
        browser
            .until(&format!("{overlay}?.includes('lost.md')"))
            .await;
        let shown = browser.text("dialog").await;
        assert!(shown.contains("content/notice.md:5"), "{shown}");
        assert_eq!(browser.evaluate(&text("第二稿")).await, true);

        write_page(&preview.root, "第四稿");
        browser.until(&text("第四稿")).await;
        browser.until(&format!("!{overlay}")).await;
        preview
    });
}

#[test]
fn a_fault_that_is_taken_back_leaves_the_page_as_it_was() {
    with_browser(|browser| async move {
        let preview = Preview::start("taken-back", "第一稿");
        let overlay = "document.querySelector('dialog') !== null";
        browser.open(&format!("{}notice/", preview.address)).await;
        browser.evaluate("(window.sameDocument = true)").await;
        write_page(&preview.root, "[办法](lost.md)");
        browser.until(overlay).await;
        write_page(&preview.root, "第一稿");
        browser.until(&format!("!({overlay})")).await;
        assert_eq!(browser.evaluate("window.sameDocument === true").await, true);
        preview
    });
}

#[test]
fn a_site_that_never_built_shows_its_faults_and_then_itself() {
    with_browser(|browser| async move {
        let preview = Preview::start("never-built", "[办法](lost.md)");
        browser.open(&format!("{}notice/", preview.address)).await;
        let shown = browser.text("pre").await;
        assert!(shown.contains("lost.md"), "{shown}");
        let complaints = browser.complaints().await;
        assert!(
            complaints.iter().all(|one| one.contains("500")),
            "{complaints:?}"
        );
        write_page(&preview.root, "第一稿");
        browser.until("document.querySelector('main h1')").await;
        preview
    });
}

#[test]
fn a_style_that_keeps_its_address_is_read_again() {
    with_browser(|browser| async move {
        let preview = Preview::start("own-style", "第一稿");
        preview.write(
            "themes/lyceum/templates/page.html",
            &format!(
                "{PLAIN}{{% block scripts %}}<link rel=\"stylesheet\" href=\"../own.css\">{{% endblock scripts %}}"
            ),
        );
        let width = |pixels: u32| {
            let style = format!("main {{ border-left: {pixels}px solid; }}\n");
            preview.write("static/own.css", &style);
            format!(
                "getComputedStyle(document.querySelector('main')).borderLeftWidth === '{pixels}px' \
                 && document.querySelectorAll('link[href*=\"own.css\"]').length === 1"
            )
        };
        let shown = width(3);
        preview.until("/own.css", |style| style.has("3px"));
        preview.until("/notice/", |page| page.has("own.css"));
        browser.open(&format!("{}notice/", preview.address)).await;
        browser.until(&shown).await;
        browser
            .until("performance.getEntriesByName(location.origin + '/own.css').length > 1")
            .await;
        browser.evaluate("(window.sameDocument = true)").await;
        for pixels in [5, 7] {
            browser.until(&width(pixels)).await;
        }
        // The text is taken over as before.
        write_page(&preview.root, "第二稿");
        browser
            .until("document.querySelector('main').textContent.includes('第二稿')")
            .await;
        browser.until(&width(9)).await;
        assert_eq!(browser.evaluate("window.sameDocument === true").await, true);
        assert_eq!(browser.complaints().await, Vec::<String>::new());
        preview
    });
}

#[test]
fn an_editor_searches_what_was_just_saved() {
    with_browser(|browser| async move {
        let preview = Preview::start("search", "雨坛乡的彩龙扎法");
        let found = |text: &str| {
            format!("document.querySelector('#search-results')?.textContent.includes('{text}')")
        };
        browser
            .open(&format!("{}search/?q=彩龙", preview.address))
            .await;
        browser.until(&found("雨坛乡的彩龙扎法")).await;

        write_page(&preview.root, "玄滩镇的狮舞步法");
        preview.until("/notice/", |page| page.has("狮舞步法"));
        browser
            .open(&format!("{}search/?q=狮舞", preview.address))
            .await;
        browser.until(&found("玄滩镇的狮舞步法")).await;
        assert_eq!(browser.complaints().await, Vec::<String>::new());
        preview
    });
}

#[test]
fn a_page_takes_over_text_and_styles_where_the_reader_is() {
    with_browser(|browser| async move {
        let long = "一段很长的文字。\n\n".repeat(200);
        let preview = Preview::start("in-place", &long);
        preview.write("themes/lyceum/templates/page.html", PLAIN);
        preview.until("/notice/", |page| page.has("<h1>Plain</h1>"));
        browser.open(&format!("{}notice/", preview.address)).await;
        // The script has the page as it was sent once it has read it again.
        browser
            .until("performance.getEntriesByName(location.href).length > 1")
            .await;
        browser
            .evaluate("(window.sameDocument = true, scrollTo(0, 900), scrollY)")
            .await;
        write_page(&preview.root, &format!("{long}新的一段"));
        browser
            .until("document.querySelector('main').textContent.includes('新的一段')")
            .await;
        assert_eq!(browser.evaluate("window.sameDocument === true").await, true);
        assert_eq!(browser.evaluate("scrollY").await, 900);

        let style = include_str!("../../themes/lyceum/templates/style.css");
        let style = format!("{style}\nmain {{ border-left: 7px solid; }}\n");
        preview.write("themes/lyceum/templates/style.css", &style);
        browser
            .until("getComputedStyle(document.querySelector('main')).borderLeftWidth === '7px'")
            .await;
        assert_eq!(browser.evaluate("window.sameDocument === true").await, true);
        assert_eq!(browser.evaluate("scrollY").await, 900);
        preview
    });
}
