//! The words of the glossary that a page uses, for the list of hard words below it.
//!
//! In: the glossary and the pages. Out: for each page its words, in the order in which they come.

use aho_corasick::{AhoCorasick, MatchKind};
use rayon::prelude::*;

use super::Page;
use crate::words::Words;

/// Finds the words of the glossary in the pages. Of words that overlap the longest counts: 学分银行
/// does not explain 学分. Without a search for so many words, none is found.
pub(super) fn find(words: &Words, pages: &mut [Page]) {
    if words.glossary.is_empty() {
        return;
    }
    let searcher = AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        .build(words.glossary.iter().map(|(word, _)| word));
    let Ok(searcher) = searcher else {
        return;
    };
    pages.par_iter_mut().for_each(|page| {
        let sections = page.text.markdown.sections.iter();
        let sections = sections.flat_map(|section| [section.heading.as_str(), &section.text]);
        let plain = page.text.front.record.text("plain_words");
        let mut found: Vec<usize> = Vec::new();
        for text in plain.into_iter().chain(sections) {
            for word in searcher.find_iter(text) {
                let word = word.pattern().as_usize();
                if !found.contains(&word) {
                    found.push(word);
                }
            }
        }
        page.explained = found;
    });
}
