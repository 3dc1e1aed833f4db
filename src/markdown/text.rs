//! The plain text of a page: sections for the search index, the number of words, a summary.
//!
//! In: pieces of text in the order of the page. Out: [`TextSection`]s, whose blocks end in line ends
//! and whose lines follow the same rule as the HTML: no space between two Chinese characters.

use std::sync::Arc;

use super::cjk;

/// Longest summary, in characters.
const SUMMARY: usize = 120;

/// A summary is not cut at a sentence that ends before this many characters: it would say too little.
const SUMMARY_LEAST: usize = 40;

/// The text from one heading to the next.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TextSection {
    /// Id of the heading; `None` before the first.
    pub anchor: Option<String>,
    /// Text of the heading; empty before the first.
    pub heading: String,
    /// Everything below it. Blocks are separated by line ends.
    pub text: Arc<str>,
}

/// What is due before the next piece of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) enum Gap {
    /// Nothing.
    #[default]
    None,
    /// A line end within a paragraph.
    Soft,
    /// A space: between the cells of a table.
    Space,
    /// The end of a block.
    Line,
}

/// A text that grows by pieces.
#[derive(Debug, Default)]
pub(super) struct Plain {
    pub text: String,
    gap: Gap,
}

impl Plain {
    /// Appends a piece.
    pub(super) fn push(&mut self, piece: &str) {
        let Some(after) = piece.chars().next() else {
            return;
        };
        if let Some(before) = self.text.chars().next_back() {
            match std::mem::take(&mut self.gap) {
                Gap::None => {}
                Gap::Soft if cjk::joins(before, after) => {}
                Gap::Soft | Gap::Space => self.text.push(' '),
                Gap::Line => self.text.push('\n'),
            }
        } else {
            self.gap = Gap::None;
        }
        self.text.push_str(piece);
    }

    /// Notes what comes before the next piece, if there is one.
    pub(super) fn gap(&mut self, gap: Gap) {
        self.gap = self.gap.max(gap);
    }
}

/// Gathers the text of a page.
#[derive(Debug, Default)]
pub(super) struct Sections {
    done: Vec<TextSection>,
    anchor: Option<String>,
    heading: String,
    pub current: Plain,
    summary: Plain,
    in_summary: bool,
}

impl Sections {
    /// Appends a piece.
    pub(super) fn push(&mut self, piece: &str) {
        self.current.push(piece);
        if self.in_summary {
            self.summary.push(piece);
        }
    }

    /// Appends what describes a picture: worth finding, but no part of a summary.
    pub(super) fn push_description(&mut self, piece: &str) {
        self.current.push(piece);
    }

    /// Notes what comes before the next piece.
    pub(super) fn gap(&mut self, gap: Gap) {
        self.current.gap(gap);
        self.summary.gap(gap);
    }

    /// Ends a section and begins the next.
    pub(super) fn heading(&mut self, anchor: String, heading: String) {
        self.finish_section();
        self.anchor = Some(anchor);
        self.heading = heading;
    }

    /// Begins a paragraph that the summary may use.
    pub(super) fn begin_summary(&mut self) {
        // Four bytes a character at most: enough is enough.
        self.in_summary = self.summary.text.len() <= SUMMARY * 4;
    }

    /// Ends it.
    pub(super) fn end_summary(&mut self) {
        self.in_summary = false;
    }

    fn finish_section(&mut self) {
        let mut text = std::mem::take(&mut self.current).text;
        // It is kept until the whole site is indexed.
        text.shrink_to_fit();
        let anchor = self.anchor.take();
        if anchor.is_some() || !text.is_empty() {
            self.done.push(TextSection {
                anchor,
                heading: std::mem::take(&mut self.heading),
                text: text.into(),
            });
        }
    }

    /// All sections, the number of words in them, and the summary.
    pub(super) fn finish(mut self) -> (Vec<TextSection>, usize, String) {
        self.finish_section();
        let words = self
            .done
            .iter()
            .map(|section| words(&section.heading) + words(&section.text))
            .sum();
        let summary = if self.summary.text.is_empty() {
            // A page of lists and tables only.
            let first = self.done.iter().find(|section| !section.text.is_empty());
            summary(first.map_or("", |section| &section.text))
        } else {
            summary(&self.summary.text)
        };
        (self.done, words, summary)
    }
}

/// How many words a text has: ideographs and kana count one each, other letters and digits one a run.
fn words(text: &str) -> usize {
    let mut count = 0;
    let mut in_word = false;
    for char in text.chars() {
        if cjk::is_word(char) {
            count += 1;
            in_word = false;
        } else if char.is_alphanumeric() {
            count += usize::from(!in_word);
            in_word = true;
        } else {
            // `don't`, `3.5` and `Wi-Fi` are one.
            in_word &= matches!(char, '\'' | '’' | '.' | '-' | '_');
        }
    }
    count
}

/// The beginning of a text on one line, at most [`SUMMARY`] characters.
fn summary(text: &str) -> String {
    let mut line = String::new();
    // End of the last whole sentence, and of the last place for an ellipsis.
    let mut sentence = None;
    let mut cut = 0;
    let mut count = 0;
    let mut chars = text.chars().peekable();
    while let Some(char) = chars.next() {
        if count == SUMMARY {
            line.truncate(sentence.unwrap_or(cut));
            if sentence.is_none() {
                line.truncate(line.trim_end().len());
                line.push('…');
            }
            return line;
        }
        let char = if char.is_whitespace() { ' ' } else { char };
        line.push(char);
        count += 1;
        if count < SUMMARY {
            cut = line.len();
        }
        let ends = match char {
            '。' | '！' | '？' | '；' => true,
            '.' | '!' | '?' | ';' => chars.peek().is_none_or(|next| next.is_whitespace()),
            // A closing quote belongs to the sentence before it.
            '”' | '’' | '」' | '』' | '）' => sentence == Some(line.len() - char.len_utf8()),
            _ => false,
        };
        if ends && count >= SUMMARY_LEAST {
            sentence = Some(line.len());
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_words() {
        for (text, expected) in [
            ("", 0),
            ("怎么报名？", 4),
            ("用 Wi-Fi 上网，5G 也行", 7),
            ("don't stop", 2),
            ("3.5 元", 2),
            ("ひらがな", 4),
            ("한국어 공부", 2),
            ("ＡＢＣ", 1),
            ("a，b", 2),
        ] {
            assert_eq!(words(text), expected, "{text}");
        }
    }

    #[test]
    fn cuts_at_sentences() {
        let sentence =
            "春天来了，社区学院开了二十门新课，欢迎大家带上身份证到一楼大厅报名，名额有限。";
        let length = sentence.chars().count();
        assert_eq!(summary(sentence), sentence);
        let long = summary(&sentence.repeat(9));
        assert_eq!(long.chars().count(), SUMMARY / length * length);
        assert!(long.ends_with('。'));
        let endless = summary(&"学".repeat(500));
        assert_eq!(endless.chars().count(), SUMMARY);
        assert!(endless.ends_with("学…"));
        let early = summary(&format!("短。{}", "学".repeat(500)));
        assert!(
            early.ends_with('…'),
            "a very short first sentence says too little"
        );
        assert_eq!(summary("一行\n二行"), "一行 二行");
        assert_eq!(summary(&"学".repeat(SUMMARY)).chars().count(), SUMMARY);
    }
}
