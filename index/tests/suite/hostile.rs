//! What nobody types by mistake: every query is answered, alike on both sides, and none of it becomes
//! markup.

use lyceum_index::analyze::nfkc;
use lyceum_index::engine::Step;
use lyceum_index::{Query, SearchResults};

use crate::site::{Site, corpus};

/// Sixteen kinds of them.
fn queries() -> Vec<String> {
    vec![
        String::new(),
        " \t\n\u{3000}".to_owned(),
        "，。！？……——".to_owned(),
        "彩龙".repeat(5_000),
        "a".repeat(10_000),
        "yu".repeat(5_000),
        "〔".repeat(1_000_000),
        "\0\u{1}\u{7}\u{1b}[31m彩龙".to_owned(),
        "彩\u{202e}龙\u{200f}\u{2066}".to_owned(),
        // What JavaScript makes of half a surrogate pair.
        "彩\u{fffd}龙\u{fffd}".to_owned(),
        ".*(a+)+$|[^]]{1,9999}\\".to_owned(),
        "<script>alert('彩龙')</script><img src=x onerror=\"彩龙\">&amp;".to_owned(),
        "\"“「『\" -\"-- -“彩龙".to_owned(),
        "' OR 1=1; DROP TABLE pages; -- 彩龙".to_owned(),
        "../../index.json%00 彩龙 ${7*7} {{7*7}}".to_owned(),
        "e\u{301}\u{301}\u{301}\u{301} ﷺ 𠮷野家 🐉龙 ｱｲｳ ⽅洞 2016215号号号 99999999999999999999"
            .to_owned(),
    ]
}

/// Every text of an answer that a page shows as HTML.
fn html(answer: &SearchResults) -> impl Iterator<Item = &str> {
    answer.results.iter().flat_map(|hit| {
        let sections = hit.sections.iter().map(|section| section.excerpt.as_str());
        sections.chain([hit.excerpt.as_str()])
    })
}

fn assert_only_marks(html: &str) {
    let rest = html.replace("<mark>", "").replace("</mark>", "");
    assert!(!rest.contains(['<', '>', '"', '\'']), "{html}");
    assert_eq!(
        html.matches("<mark>").count(),
        html.matches("</mark>").count()
    );
}

#[test]
fn every_query_is_answered_and_none_becomes_markup() {
    let mut pages = corpus(60);
    "<b>彩龙</b> & <script>雨坛彩龙</script>\"'".clone_into(&mut pages[0].title);
    pages[1].sections[0].text = "彩龙<img src=x onerror=alert(1)>雨坛彩龙&lt;".into();
    let site = Site::new(&pages);
    let mut engine = site.engine();
    let queries = queries();
    assert_eq!(queries.len(), 16);
    for text in queries {
        let shown: String = text.chars().take(40).collect();
        let text = nfkc(&text).into_owned();
        let answer = site.answer_by(&mut engine, Query::new(text.as_str()));
        let native = site.index.search(&Query::new(text.as_str())).unwrap();
        assert_eq!(answer.total, native.total, "{shown}");
        assert_eq!(answer.notes, native.notes, "{shown}");
        html(&answer).for_each(assert_only_marks);
        serde_json::from_str::<serde_json::Value>(&answer.to_json()).unwrap();
        let suggestions = loop {
            match engine.suggest(&text, 8).unwrap() {
                Step::Done(suggestions) => break suggestions,
                Step::Fetch(files) => {
                    for file in files {
                        engine.provide(file, &site.content(&file.name())).unwrap();
                    }
                }
            }
        };
        for suggestion in suggestions {
            assert_only_marks(&suggestion.html);
        }
    }
}
