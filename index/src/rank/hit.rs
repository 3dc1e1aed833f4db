//! What is shown of a page.

use std::cmp::Reverse;

use super::{Ordered, Shown, UNITS};
use crate::analyze::{Kind, tokens};
use crate::excerpt::{Marker, Passage};
use crate::insert;
use crate::plan::{How, Way};
use crate::published::{Columns, Date};
use crate::reader::StoredPage;
use crate::results::{ByKey, Hit, SectionHit};
use crate::sound::Sounds;

/// How many sections of a page a result names.
const SECTIONS: usize = 3;

/// Shows pages as answers to one query.
pub(super) struct Shower<'a> {
    marks: &'a [String],
    way: Option<&'a Way>,
    sounds: &'a Sounds,
}

impl<'a> Shower<'a> {
    pub(super) fn new(marks: &'a [String], way: Option<&'a Way>, sounds: &'a Sounds) -> Self {
        Self { marks, way, sounds }
    }

    /// What was found in place of what was typed, if it is on the page.
    pub(super) fn corrected(&self, page: &StoredPage) -> Option<String> {
        let way = self.way?;
        let texts = texts(page);
        for text in &texts {
            if let Some(run) = way.runs_in(text, self.sounds).into_iter().next() {
                return Some(run);
            }
        }
        for text in &texts {
            if let Some(word) = way.near_word_in(text, self.marks) {
                return Some(word);
            }
        }
        matches!(way.how, How::Initials | How::Pinyin).then(|| page.title.clone())
    }

    /// The terms to mark on a page, sorted.
    fn marks_on(&self, page: &StoredPage) -> Vec<String> {
        let mut marks = self.marks.to_vec();
        let Some(way) = self.way else { return marks };
        for text in texts(page) {
            for run in way.runs_in(text, self.sounds) {
                tokens(&run, |token| {
                    if !matches!(token.kind, Kind::Character { alone: false, .. }) {
                        insert(&mut marks, token.term.to_owned());
                    }
                });
            }
        }
        marks
    }

    #[expect(clippy::cast_precision_loss, reason = "a score has far fewer digits")]
    pub(super) fn hit(&self, shown: Shown, page: StoredPage, columns: &Columns) -> Hit {
        let Shown { doc, score, .. } = shown;
        let marks = self.marks_on(&page);
        let marker = Marker::new(&marks);
        let mut passages: Vec<Passage> = Vec::new();
        let mut order: Vec<Ordered> = Vec::new();
        for (number, section) in (0..).zip(&page.sections) {
            let passage = marker.best(&section.text);
            // A heading says more about its section than any one sentence.
            let weight = passage.distinct + 2 * marker.best(&section.heading).distinct;
            order.push((Reverse(u64::from(weight)), number));
            passages.push(passage);
        }
        order.sort_unstable();
        let mut excerpt = marker.best(&page.summary);
        for passage in &passages {
            if passage.distinct > excerpt.distinct || excerpt.html.is_empty() {
                excerpt = passage.clone();
            }
        }
        let mut sections = Vec::new();
        for &(Reverse(weight), number) in &order {
            let number = number as usize;
            let (Some(section), Some(passage)) = (page.sections.get(number), passages.get(number))
            else {
                continue;
            };
            if weight > 0 && !section.anchor.is_empty() && sections.len() < SECTIONS {
                sections.push(SectionHit {
                    url: [page.url.as_str(), "#", &section.anchor].concat(),
                    title: section.heading.clone(),
                    excerpt: passage.html.clone(),
                });
            }
        }
        let mut facets = ByKey::default();
        for (key, column) in &columns.facets {
            let values = column.of(doc);
            if !values.is_empty() {
                facets.0.push((key.clone(), values));
            }
        }
        Hit {
            kind: columns.kind.of(doc).pop().unwrap_or_default(),
            date: columns.date(doc).map(Date::text),
            facets,
            excerpt: excerpt.html,
            score: score as f64 / f64::from(UNITS),
            sections,
            url: page.url,
            title: page.title,
        }
    }
}

/// All texts of a page, the names first.
fn texts(page: &StoredPage) -> Vec<&String> {
    let mut texts = vec![&page.title];
    texts.extend(&page.names);
    texts.push(&page.summary);
    for section in &page.sections {
        texts.push(&section.heading);
    }
    for section in &page.sections {
        texts.push(&section.text);
    }
    texts
}

/// Whether one of the words asked is a name of the page, or the end of its number.
pub(super) fn answers(page: &StoredPage, asked: &[String]) -> bool {
    let mut names = vec![plain(&page.title)];
    for name in &page.names {
        names.push(plain(name));
    }
    for word in asked {
        let word = plain(word);
        let number = word.ends_with('号') && word.contains(|c: char| c.is_ascii_digit());
        let is = |name: &String| *name == word || number && name.ends_with(&word);
        if !word.is_empty() && names.iter().any(is) {
            return true;
        }
    }
    false
}

/// The terms of `text`, one after the other: what it says, however it is written.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    tokens(text, |token| {
        if token.kind != Kind::Pair {
            plain.push_str(token.term);
        }
    });
    plain
}
