//! Picks the passage of a text that shows best why it matches.
//!
//! In: plain text and the terms of the query. Out: escaped HTML whose only
//! element is `<mark>`. Marks stand on the text as written: a query in
//! simplified characters marks traditional ones.

use std::ops::Range;

use crate::analyze::tokens;

/// Length of a passage in bytes: eighty Chinese characters.
const LENGTH: usize = 240;

/// How much of it stands before the first mark, where there is more.
const LEAD: usize = 45;

/// How far before the first mark a sentence may begin that is shown from its beginning.
const SENTENCE: usize = 120;

/// What ends a sentence.
const ENDS: [char; 9] = ['。', '！', '？', '；', '…', '!', '?', ';', '\n'];

/// Marks a query's terms.
pub(crate) struct Marker<'a> {
    /// Sorted. At most one for each character of a query.
    terms: &'a [String],
}

/// A passage of a text.
#[derive(Clone)]
pub(crate) struct Passage {
    /// Escaped, with `<mark>`.
    pub(crate) html: String,
    /// How many of the query's terms it holds.
    pub(crate) distinct: u32,
}

impl<'a> Marker<'a> {
    pub(crate) fn new(terms: &'a [String]) -> Self {
        Self { terms }
    }

    /// The passage with the most different terms; the beginning if none has.
    pub(crate) fn best(&self, text: &str) -> Passage {
        let mut marks: Vec<(u128, Range<usize>)> = Vec::new();
        tokens(text, |token| {
            if let Ok(index) = self
                .terms
                .binary_search_by(|term| term.as_str().cmp(token.term))
            {
                marks.push((1 << (index % 128), token.start..token.end));
            }
        });
        let mut best = (0, 0..0);
        for (first, (_, mark)) in marks.iter().enumerate() {
            let within = marks
                .iter()
                .skip(first)
                .take_while(|(_, other)| other.end <= mark.start + LENGTH - LEAD);
            let distinct = within.fold(0, |terms, (term, _)| terms | term).count_ones();
            if distinct > best.0 {
                best = (distinct, mark.clone());
            }
        }
        let (distinct, mark) = best;
        let start = beginning(text, mark.start);
        let last = marks.iter().map(|(_, mark)| mark.end);
        let most = text.floor_char_boundary((start + LENGTH).max(mark.end));
        let last = last.filter(|&end| end <= most).max().unwrap_or(start);
        let end = ending(
            text,
            last.max(text.floor_char_boundary(start + LENGTH / 2)),
            most,
        );
        let marks = marks
            .into_iter()
            .map(|(_, mark)| mark)
            .filter(|mark| mark.start >= start && mark.end <= end);
        Passage {
            html: html(text, start..end, marks),
            distinct,
        }
    }
}

/// Where to begin so that `mark` is seen: at a sentence if one begins near.
fn beginning(text: &str, mark: usize) -> usize {
    let earliest = text.ceil_char_boundary(mark.saturating_sub(SENTENCE));
    if earliest == 0 {
        return 0;
    }
    let lead = text.get(earliest..mark).unwrap_or_default();
    let sentence = lead.rfind(ENDS).and_then(|at| {
        let after = lead.get(at..)?.chars().next()?.len_utf8();
        Some(earliest + at + after)
    });
    sentence.unwrap_or(text.ceil_char_boundary(mark.saturating_sub(LEAD)))
}

/// Where to end, from `least` to `most`: with a sentence if one ends there.
fn ending(text: &str, least: usize, most: usize) -> usize {
    if most == text.len() {
        return most;
    }
    let rest = text.get(least..most).unwrap_or_default();
    let sentence = rest.rfind(ENDS).and_then(|at| {
        let after = rest.get(at..)?.chars().next()?.len_utf8();
        Some(least + at + after)
    });
    sentence.unwrap_or(most)
}

fn html(text: &str, passage: Range<usize>, marks: impl Iterator<Item = Range<usize>>) -> String {
    let mut out = String::new();
    if passage.start > 0 {
        out.push('…');
    }
    let mut at = passage.start;
    let mut open: Option<Range<usize>> = None;
    let mut close = |out: &mut String, mark: Range<usize>| {
        escape(out, text.get(at..mark.start).unwrap_or_default());
        out.push_str("<mark>");
        escape(out, text.get(mark.clone()).unwrap_or_default());
        out.push_str("</mark>");
        at = mark.end;
    };
    for mark in marks {
        open = Some(match open.take() {
            Some(before) if mark.start <= before.end => before.start..before.end.max(mark.end),
            Some(before) => {
                close(&mut out, before);
                mark
            }
            None => mark,
        });
    }
    if let Some(last) = open {
        close(&mut out, last);
    }
    escape(&mut out, text.get(at..passage.end).unwrap_or_default());
    if passage.end < text.len() {
        out.push('…');
    }
    out
}

pub(crate) fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if c.is_whitespace() => out.push(' '),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Marker;

    fn best(terms: &[&str], text: &str) -> String {
        let mut terms: Vec<String> = terms.iter().map(|&term| term.to_owned()).collect();
        terms.sort();
        Marker::new(&terms).best(text).html
    }

    #[test]
    fn neighbouring_marks_join() {
        assert_eq!(
            best(&["雨坛", "坛彩", "彩龙"], "泸州雨壇彩龍。"),
            "泸州<mark>雨壇彩龍</mark>。"
        );
    }

    #[test]
    fn markup_is_escaped() {
        assert_eq!(
            best(&["b"], "<b>&\"'"),
            "&lt;<mark>b</mark>&gt;&amp;&quot;&#39;"
        );
    }

    #[test]
    fn the_passage_with_most_terms_is_chosen() {
        let text = format!(
            "彩龙。{}从前有彩龙和雨坛。{}",
            "别的话。".repeat(40),
            "尾".repeat(200)
        );
        let html = best(&["彩龙", "雨坛"], &text);
        assert!(
            html.starts_with("…从前有<mark>彩龙</mark>和<mark>雨坛</mark>。"),
            "{html}"
        );
        assert!(html.ends_with("尾…"), "{html}");
    }

    #[test]
    fn sentences_are_whole_where_there_is_room() {
        let around = "一句和它没有关系的话，说的是别的事情。".repeat(8);
        let html = best(
            &["彩龙"],
            &format!("{around}每年春节方洞镇都要舞起雨坛的彩龙给大家看。{around}"),
        );
        assert!(html.starts_with("…每年春节"), "{html}");
        assert!(html.ends_with("别的事情。…"), "{html}");
    }

    proptest::proptest! {
        #[test]
        fn any_text_gives_balanced_marks(text in "[龙彩雨坛a<&。 \\PC]{0,300}") {
            let html = best(&["彩龙", "雨坛", "a", "龙"], &text);
            assert_eq!(html.matches("<mark>").count(), html.matches("</mark>").count());
            assert_eq!(html.replace("<mark>", "").replace("</mark>", "").matches(['<', '>']).count(), 0);
        }
    }
}
