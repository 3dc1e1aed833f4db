//! End to end: pages in, published files, native search out.
use lyceum_index::native::Index;
use lyceum_index::{Document, Query, Section};

use crate::site::Site;

fn page(url: &str, title: &str, text: &str) -> Document {
    Document {
        url: url.to_owned(),
        title: title.to_owned(),
        kind: "article".to_owned(),
        sections: vec![Section {
            text: text.into(),
            ..Section::default()
        }],
        ..Document::default()
    }
}

fn urls(index: &Index, query: &str) -> Vec<String> {
    index
        .search(&Query::new(query))
        .unwrap()
        .results
        .into_iter()
        .map(|hit| hit.url)
        .collect()
}

#[test]
fn finds_pages() {
    let index = Site::new(&[
        page(
            "/dragon/",
            "雨坛彩龙",
            "泸州雨坛彩龙流传于方洞镇，每年春节舞龙。",
        ),
        page("/lamp/", "元宵灯会", "彩灯高挂，龙舞翻飞。3D打印的龙头。"),
        page(
            "/policy/",
            "关于深化社区教育的通知",
            "泸县府办发〔2016〕215号文件，2016年度工作。",
        ),
    ])
    .index;
    for (query, expected) in [
        ("雨坛彩龙", &["/dragon/"][..]),
        ("坛彩", &["/dragon/"]),
        ("彩龙", &["/dragon/"]),
        ("雨壇彩龍", &["/dragon/"]),
        ("⽅洞镇", &["/dragon/"]),
        ("[2016]215号", &["/policy/"]),
        ("２０１６年0215号", &["/policy/"]),
        ("泸县府办发2016215号", &["/policy/"]),
        ("2016215", &["/policy/"]),
        ("3d打印", &["/lamp/"]),
        ("龙 -元宵", &["/dragon/"]),
        ("\"彩灯高挂\"", &["/lamp/"]),
        ("", &[]),
        ("防空洞", &[]),
    ] {
        assert_eq!(urls(&index, query), expected, "{query}");
    }
    assert_eq!(urls(&index, "龙").len(), 2);
}

#[test]
fn a_word_is_found_while_it_is_typed() {
    let index = Site::new(&[
        page("/sheets/", "表格入门", "用 Excel 记账。"),
        page("/awards/", "评优", "Excellent 奖三名。"),
        page("/other/", "别的", "Export 与 2016215。"),
    ])
    .index;
    assert_eq!(urls(&index, "excel"), ["/sheets/", "/awards/"]);
    assert_eq!(urls(&index, "学 exce").len(), 2);
    let shown = &index.search(&Query::new("excelle")).unwrap().results[0];
    assert_eq!(shown.excerpt, "<mark>Excellent</mark> 奖三名。");
    for (whole, expected) in [
        // A space ends a word, and so does a quotation mark.
        ("excel ", &["/sheets/"][..]),
        ("\"excel\"", &["/sheets/"]),
        ("exc 表格", &["/sheets/"]),
        ("e", &[]),
        ("2016", &[]),
    ] {
        assert_eq!(urls(&index, whole), expected, "{whole}");
    }
}

#[test]
fn an_empty_site_is_searched() {
    let index = Site::new(&[]).index;
    assert_eq!(index.documents(), 0);
    assert_eq!(urls(&index, "彩龙 -龙 \"雨坛\""), Vec::<String>::new());
}
