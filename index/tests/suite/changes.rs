//! What of a published index keeps its name when the site changes.

use std::collections::BTreeSet;

use lyceum_index::sound::COMMON;
use lyceum_index::{Document, PublishedFile, Section};

use crate::site::{numbers, open, publish};

/// Pages of words as frequent as words are: of the common characters, two each, the
/// second word half as often as the first, the third a third as often.
fn varied(count: usize) -> Vec<Document> {
    let common: Vec<char> = COMMON.chars().collect();
    let mut number = numbers(11);
    let words: Vec<String> = (0..4000)
        .map(|_| (0..2).map(|_| common[number(common.len())]).collect())
        .collect();
    let mut sentence = || {
        let mut sentence: String = (0..8)
            .map(|_| {
                let most = 1 + number(words.len());
                words[number(most)].as_str()
            })
            .collect();
        sentence.push('。');
        sentence
    };
    (0..count)
        .map(|page| Document {
            url: format!("/p/{page:04}/"),
            title: sentence(),
            kind: "article".to_owned(),
            date: Some(format!("20{:02}-03-1{}", 10 + page * 10 / count, page % 10)),
            sections: vec![Section {
                text: (0..20).map(|_| sentence()).collect::<String>().into(),
                ..Section::default()
            }],
            ..Document::default()
        })
        .collect()
}

/// Published files, all told.
struct Files(Vec<PublishedFile>);

impl Files {
    fn of(pages: &[Document]) -> Self {
        let files = publish(pages.to_vec()).unwrap().files;
        let named = files.iter().cloned();
        open(&named.map(|file| (file.name, file.bytes)).collect()).unwrap();
        Self(files)
    }

    /// How many files there are whose names begin so, and how many bytes.
    fn all(&self, kind: &str) -> (usize, usize) {
        self.new_since(&Self(Vec::new()), kind)
    }

    /// How many of them are not in `before`.
    fn new_since(&self, before: &Self, kind: &str) -> (usize, usize) {
        let known: BTreeSet<&str> = before.0.iter().map(|file| &*file.name).collect();
        let new = self.0.iter();
        let new = new.filter(|file| file.name.starts_with(kind) && !known.contains(&*file.name));
        new.fold((0, 0), |(count, size), file| {
            (count + 1, size + file.bytes.len())
        })
    }
}

/// As many files of pages as may be new on a site of 600 pages where one page is: half of what a group may have.
const GROUP: usize = 24;

#[test]
fn a_changed_sentence_leaves_most_files_their_names() {
    let mut pages = varied(600);
    let before = Files::of(&pages);
    // One word for another of as many characters.
    let text = &mut pages[300].sections[0].text;
    let (start, end) = text.split_at(text.char_indices().nth(4).unwrap().0);
    let other: String = end.chars().skip(2).collect();
    *text = format!("{start}龙灯{other}").into();
    let after = Files::of(&pages);
    // What every search needs of pages and words, and what suggestions need.
    for kind in ["site-", "names/"] {
        assert_eq!(after.new_since(&before, kind), (0, 0), "{kind}");
    }
    assert!(after.new_since(&before, "pages/").0 <= GROUP);
    for kind in ["terms/", "positions/"] {
        let (new, all) = (after.new_since(&before, kind).1, before.all(kind).1);
        assert!(new * 100 <= all * 50, "{kind}: {new} of {all}");
    }
}

#[test]
fn a_page_that_gains_a_passage_leaves_other_pages_where_they_are() {
    let mut pages = varied(600);
    let before = Files::of(&pages);
    let text = &mut pages[300].sections[0].text;
    *text = text.repeat(5).into();
    let after = Files::of(&pages);
    let new = after.new_since(&before, "pages/").0;
    // Its group may end elsewhere.
    assert!(new <= 2 * GROUP, "{new} of {}", before.all("pages/").0);
}

#[test]
fn a_page_more_at_the_end_leaves_other_pages_and_names_where_they_are() {
    let mut pages = varied(601);
    let after = Files::of(&pages);
    pages.pop();
    let before = Files::of(&pages);
    assert!(after.new_since(&before, "pages/").0 <= GROUP);
    let (new, all) = (after.new_since(&before, "names/").1, before.all("names/").1);
    assert!(new * 100 <= all * 30, "{new} of {all}");
}
