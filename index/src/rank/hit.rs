//! What is shown of a page.

use std::cmp::Reverse;

use super::{Ordered, Shown, UNITS};
use crate::analyze::{Kind, tokens};
use crate::excerpt::{Marker, Passage};
use crate::insert;
use crate::plan::{How, Way};
use crate::published::{Column, Columns};
use crate::reader::StoredPage;
use crate::results::{Hit, SectionHit};
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
        let run = texts(page).find_map(|text| way.runs_in(text, self.sounds).into_iter().next());
        let word = || texts(page).find_map(|text| way.near_word_in(text, self.marks));
        let title = || matches!(way.how, How::Initials | How::Pinyin).then(|| page.title.clone());
        run.or_else(word).or_else(title)
    }

    /// The terms to mark on a page, sorted.
    fn marks_on(&self, page: &StoredPage) -> Vec<String> {
        let mut marks = self.marks.to_vec();
        if let Some(way) = self.way {
            for run in texts(page).flat_map(|text| way.runs_in(text, self.sounds)) {
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
        let passages: Vec<Passage> = page
            .sections
            .iter()
            .map(|section| marker.best(&section.text))
            .collect();
        let mut order: Vec<Ordered> = Vec::new();
        for ((section, passage), number) in page.sections.iter().zip(&passages).zip(0..) {
            // A heading says more about its section than any one sentence.
            let weight = passage.distinct + 2 * marker.best(&section.heading).distinct;
            order.push((Reverse(u64::from(weight)), number));
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
                    url: format!("{}#{}", page.url, section.anchor),
                    title: section.heading.clone(),
                    excerpt: passage.html.clone(),
                });
            }
        }
        let values = |column: &Column| column.of(doc).map(str::to_owned).collect::<Vec<_>>();
        let facets = columns
            .facets
            .iter()
            .map(|(key, column)| (key.clone(), values(column)));
        Hit {
            kind: values(&columns.kind).pop().unwrap_or_default(),
            date: columns
                .dates
                .get(doc as usize)
                .copied()
                .flatten()
                .map(|date| date.to_string()),
            facets: facets.filter(|(_, values)| !values.is_empty()).collect(),
            excerpt: excerpt.html,
            score: score as f64 / f64::from(UNITS),
            sections,
            url: page.url,
            title: page.title,
        }
    }
}

/// All texts of a page, the names first.
fn texts(page: &StoredPage) -> impl Iterator<Item = &str> {
    let names = std::iter::once(&page.title).chain(&page.names);
    let headings = page.sections.iter().map(|section| &section.heading);
    let sections = page.sections.iter().map(|section| &section.text);
    let texts = names.chain(std::iter::once(&page.summary));
    texts.chain(headings).chain(sections).map(String::as_str)
}

/// Whether one of the words asked is a name of the page, or the end of its number.
pub(super) fn answers<'a>(page: &StoredPage, mut asked: impl Iterator<Item = &'a String>) -> bool {
    let names: Vec<String> = std::iter::once(&page.title)
        .chain(&page.names)
        .map(|name| plain(name))
        .collect();
    asked.any(|word| {
        let word = plain(word);
        let number = word.ends_with('号') && word.contains(|c: char| c.is_ascii_digit());
        let is = |name: &String| *name == word || number && name.ends_with(&word);
        !word.is_empty() && names.iter().any(is)
    })
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
