//! What was meant by what was typed: on a small site, each way in which the two differ.

use lyceum_index::published::{Date, Phrase};
use lyceum_index::sound::Folding;
use lyceum_index::{Document, Intent, Query, SearchResults, Section, Vocabulary};

use crate::site::Site;

fn page(url: &str, title: &str, kind: &str, text: &str) -> Document {
    Document {
        url: url.to_owned(),
        title: title.to_owned(),
        kind: kind.to_owned(),
        facets: [("type".to_owned(), vec![kind.to_owned()])].into(),
        sections: vec![Section {
            text: text.into(),
            ..Section::default()
        }],
        ..Document::default()
    }
}

fn pages() -> Vec<Document> {
    let mut pages = vec![
        page(
            "/dragon/",
            "雨坛彩龙",
            "heritage",
            "每年春节在方洞镇舞龙，九个人合力舞动。",
        ),
        page("/lion/", "玄滩狮舞", "heritage", "狮舞要在方桌上翻滚。"),
        page(
            "/town/niutan/",
            "牛滩镇",
            "town",
            "生姜远近闻名，合作社统一收购。",
        ),
        page("/dance/", "广场舞入门", "course", "晚上八点在院坝里跳。"),
        page("/excel/", "Excel 表格入门", "course", "做一张工资表。"),
        page("/fair/", "灯会", "event", "元宵看灯。"),
        page(
            "/chongqing/",
            "去重庆的火车",
            "article",
            "早上八点出发，坐高铁。",
        ),
        page(
            "/other/",
            "别的事",
            "article",
            "社区教育积分，厨余垃圾分类。",
        ),
    ];
    pages[2].card = Some("{\"url\":\"/town/niutan/\",\"rows\":[]}".to_owned());
    pages[5].date = Some("2026-11-21".to_owned());
    pages[2]
        .facets
        .insert("town".to_owned(), vec!["牛滩镇".to_owned()]);
    pages
}

fn vocabulary(folding: Folding) -> Vocabulary {
    let phrase = |text: &str, key: &str, value: &str| Phrase {
        text: text.to_owned(),
        key: key.to_owned(),
        value: value.to_owned(),
    };
    Vocabulary {
        folding,
        synonyms: vec![("坝坝舞".to_owned(), vec!["广场舞".to_owned()])],
        phrases: vec![
            phrase("牛滩", "town", "牛滩镇"),
            phrase("非遗", "type", "heritage"),
            phrase("活动", "type", "event"),
        ],
        cards: vec!["town".to_owned()],
        lessons: vec!["lesson".to_owned()],
        events: vec!["event".to_owned()],
    }
}

fn search(text: &str, folding: Folding) -> SearchResults {
    let site = Site::with(&pages(), vocabulary(folding));
    let query = Query {
        today: Date::parse("2026-11-20"),
        ..Query::new(text)
    };
    let answer = site.index.search(&query).unwrap();
    assert_eq!(site.answer(query), answer, "{text}");
    answer
}

fn first(answer: &SearchResults) -> &str {
    answer.results.first().map_or("", |hit| hit.url.as_str())
}

#[test]
fn words_that_are_nowhere_as_typed_are_read_otherwise_and_said_to_be() {
    for (typed, url, note, corrected) in [
        ("yutancailong", "/dragon/", "by-pinyin", "雨坛彩龙"),
        ("yu tan cai long", "/dragon/", "by-pinyin", "雨坛彩龙"),
        ("yutan彩龙", "/dragon/", "by-pinyin", "雨坛彩龙"),
        ("ytcl", "/dragon/", "by-initials", "雨坛彩龙"),
        ("liutan", "/town/niutan/", "by-pinyin", "牛滩"),
        ("chongqing", "/chongqing/", "by-pinyin", "重庆"),
        ("雨潭彩龙", "/dragon/", "by-sound", "雨坛彩龙"),
        ("鱼谈采龙", "/dragon/", "by-sound", "雨坛彩龙"),
        ("春结在方洞", "/dragon/", "by-sound", "春节在方洞"),
        ("exel", "/excel/", "by-spelling", "Excel"),
    ] {
        let answer = search(typed, Folding::default());
        assert_eq!(first(&answer), url, "{typed}");
        assert_eq!(answer.notes, [note], "{typed}");
        assert_eq!(answer.corrected.as_deref(), Some(corrected), "{typed}");
    }
    // Who keeps n and l apart means another place.
    assert_eq!(search("liutan", Folding(0)).total, 0);
}

#[test]
fn exact_words_are_taken_at_their_word() {
    for typed in ["雨坛彩龙", "雨壇彩龍", "excel", "春节在方洞", "重庆"] {
        let answer = search(typed, Folding::default());
        assert_eq!(
            (answer.notes.as_slice(), &answer.corrected),
            (&[][..], &None),
            "{typed}"
        );
        assert!(answer.total > 0, "{typed}");
    }
    let near = search("赛江彩龙", Folding::default());
    assert_eq!(
        (first(&near), near.notes.as_slice()),
        ("/dragon/", &["none-exact"][..])
    );
}

#[test]
fn synonyms_lead_one_way_or_both_as_they_are_given() {
    assert_eq!(first(&search("坝坝舞", Folding::default())), "/dance/");
    assert_eq!(first(&search("广场舞", Folding::default())), "/dance/");
}

#[test]
fn names_of_facets_and_days_become_filters_that_can_be_given_back() {
    let understood = |answer: &SearchResults| -> Vec<String> {
        let lifted = answer.understood.iter();
        lifted
            .map(|one| format!("{} {}={}", one.text, one.key, one.value))
            .collect()
    };
    let answer = search("这周六有什么活动", Folding::default());
    assert_eq!(first(&answer), "/fair/");
    let mut words = understood(&answer);
    words.sort();
    assert_eq!(words, ["活动 type=event", "这周六 date=2026-11-21"]);
    // Nothing that day: an honest empty answer.
    assert_eq!(search("下周六有什么活动", Folding::default()).total, 0);
    let answer = search("非遗 翻滚", Folding::default());
    assert_eq!((first(&answer), understood(&answer).len()), ("/lion/", 1));

    let site = Site::with(&pages(), vocabulary(Folding::default()));
    let literal = Query {
        literal: vec!["非遗".to_owned()],
        ..Query::new("非遗 翻滚")
    };
    assert!(site.index.search(&literal).unwrap().understood.is_empty());
}

#[test]
fn a_page_asked_for_by_name_shows_its_card_and_a_question_what_it_asks() {
    let answer = search("牛滩镇在哪里", Folding::default());
    assert_eq!(
        answer.card.as_deref(),
        Some("{\"url\":\"/town/niutan/\",\"rows\":[]}")
    );
    assert_eq!(answer.intent, Some(Intent::Where));
    assert_eq!(search("生姜", Folding::default()).card, None);
}

#[test]
fn names_are_suggested_by_characters_pinyin_initials_and_sound() {
    let site = Site::with(&pages(), vocabulary(Folding::default()));
    for (typed, text, html, by) in [
        ("雨坛", "雨坛彩龙", "<mark>雨坛</mark>彩龙", "text"),
        ("yutanc", "雨坛彩龙", "<mark>雨坛彩</mark>龙", "pinyin"),
        ("ytc", "雨坛彩龙", "<mark>雨坛彩</mark>龙", "initials"),
        ("雨潭", "雨坛彩龙", "<mark>雨坛</mark>彩龙", "sound"),
        ("y", "雨坛彩龙", "<mark>雨</mark>坛彩龙", "initials"),
        ("狮舞", "玄滩狮舞", "玄滩<mark>狮舞</mark>", "text"),
        (
            "exc",
            "Excel 表格入门",
            "<mark>Exc</mark>el 表格入门",
            "text",
        ),
        (
            "cq",
            "去重庆的火车",
            "去<mark>重庆</mark>的火车",
            "initials",
        ),
    ] {
        let suggestions = site.index.suggest(typed, 8).unwrap();
        let found = suggestions.iter().find(|one| one.text == text);
        let found = found.unwrap_or_else(|| panic!("{typed}: {suggestions:?}"));
        assert_eq!(
            (found.html.as_str(), found.by.name()),
            (html, by),
            "{typed}"
        );
    }
    let dragon = site.index.suggest("雨坛", 1).unwrap();
    assert_eq!(dragon[0].pinyin, "yu3 tan2 cai3 long2");
    assert_eq!(dragon[0].url, "/dragon/");
}

#[test]
fn no_answer_floods() {
    let many: Vec<Document> = (0..200)
        .map(|number| {
            page(
                &format!("/{number}/"),
                "通知",
                "article",
                "泸县社区教育通知。",
            )
        })
        .collect();
    let site = Site::with(&many, Vocabulary::default());
    let answer = site.index.search(&Query::new("社区教育")).unwrap();
    assert_eq!(
        (answer.total, answer.notes.as_slice()),
        (60, &["capped"][..])
    );
}
