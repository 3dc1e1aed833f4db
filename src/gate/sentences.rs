//! The sentences of a withheld text, and by what letters each is known.
//!
//! In: the text as written. Out: the sentences that prove something. Short ones do not: titles of
//! chapters, formulas and names stand in many documents, and whoever writes about the same thing writes
//! them too. Twelve Chinese characters that are neither are hardly ever written twice but by quoting.

use pulldown_cmark::{Event, Parser, TagEnd};

use super::Withheld;
use super::letters::{Tags, letter, letters};
use crate::source::Span;

/// A sentence that proves something.
pub(super) struct Sentence {
    /// Where it stands.
    pub(super) span: Span,
    /// Letters of which each alone gives it away.
    pub(super) looked_for: Vec<String>,
}

/// The weight from which on letters prove: twelve Chinese characters, or six or seven English words.
const PROOF: usize = 12 * HAN;

/// What a Chinese character weighs; another letter weighs 1, a digit nothing.
const HAN: usize = 3;

/// Of a longer sentence its first and its last letters are looked for, so many each: a quotation is
/// often cut at one end, in a summary for instance.
const EDGE: usize = 24;

/// What official documents say to everybody. It weighs nothing, nor does what the card itself says.
const FORMULAS: [&str; 27] = [
    "现印发给你们",
    "印发给你们",
    "现转发给你们",
    "现通知如下",
    "通知如下",
    "公告如下",
    "认真贯彻执行",
    "认真贯彻落实",
    "遵照执行",
    "贯彻执行",
    "请结合实际",
    "结合工作实际",
    "结合本地实际",
    "已经县人民政府同意",
    "经县人民政府同意",
    "县人民政府同意",
    "自印发之日起施行",
    "自发布之日起施行",
    "此件公开发布",
    "信息公开选项",
    "各镇人民政府",
    "各乡镇人民政府",
    "街道办事处",
    "县级各部门",
    "县政府各部门",
    "各有关单位",
    "中华人民共和国",
];

/// The sentences of a withheld text that prove something.
pub(super) fn of(withheld: &Withheld, text: &str) -> Vec<Sentence> {
    let body = withheld.body.range();
    let Some(markdown) = text.get(body.clone()) else {
        return Vec::new();
    };
    let plain = |text: &str| letters(text.as_bytes(), Tags::Read);
    let mut known: Vec<String> = withheld.said.iter().map(|text| plain(text)).collect();
    known.extend(FORMULAS.map(str::to_owned));
    // A name of a letter or two would take everything away.
    known.retain(|text| text.chars().count() >= 4);

    let mut reader = Reader::default();
    for (event, range) in Parser::new(markdown).into_offset_iter() {
        match event {
            Event::Text(text) | Event::Code(text) => reader.text(&text, range.start),
            Event::Html(html) | Event::InlineHtml(html) => {
                reader.text(&letters(html.as_bytes(), Tags::Skipped), range.start);
            }
            Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Link | TagEnd::Image) => {}
            Event::SoftBreak | Event::HardBreak | Event::Rule | Event::End(_) => reader.end_line(),
            _ => {}
        }
    }
    reader.end_line();
    let found = reader.sentences.into_iter();
    found
        .filter_map(|(sentence, range)| {
            let range = body.start + range.start..body.start + range.end;
            let looked_for = looked_for(&sentence, &known);
            (!looked_for.is_empty()).then(|| Sentence {
                span: Span::new(withheld.body.file, range),
                looked_for,
            })
        })
        .collect()
}

/// Letters of the sentence being read, and where its first and last stand.
#[derive(Default)]
struct Reader {
    sentence: String,
    range: std::ops::Range<usize>,
    /// A line that opens a box, `:::notice{title="…"}`: its text stands in quotes.
    is_directive: bool,
    is_inside_line: bool,
    sentences: Vec<(String, std::ops::Range<usize>)>,
}

impl Reader {
    /// Reads a text that begins at `start`.
    fn text(&mut self, text: &str, start: usize) {
        if !self.is_inside_line {
            self.is_inside_line = true;
            self.is_directive = text.starts_with("::");
        }
        for (at, c) in text.char_indices() {
            if let Some(letter) = letter(c) {
                if self.sentence.is_empty() {
                    self.range.start = start + at;
                }
                self.range.end = start + at + c.len_utf8();
                self.sentence.push(letter);
            } else if "。！？；!?;…".contains(c) || (self.is_directive && c == '"') {
                self.end();
            }
        }
    }

    fn end_line(&mut self) {
        self.end();
        self.is_inside_line = false;
    }

    fn end(&mut self) {
        let sentence = std::mem::take(&mut self.sentence);
        if !sentence.is_empty() {
            self.sentences.push((sentence, self.range.clone()));
        }
    }
}

/// What is looked for to find a sentence; nothing if it proves nothing.
fn looked_for(sentence: &str, known: &[String]) -> Vec<String> {
    let mut weights: Vec<usize> = sentence.chars().map(weight).collect();
    for text in known {
        for (at, _) in sentence.match_indices(text.as_str()) {
            let first = sentence.get(..at).unwrap_or_default().chars().count();
            let covered = weights.iter_mut().skip(first).take(text.chars().count());
            covered.for_each(|weight| *weight = 0);
        }
    }
    let chars: Vec<char> = sentence.chars().collect();
    let proof = |part: std::ops::Range<usize>| {
        let heavy = weights.get(part.clone())?.iter().sum::<usize>() >= PROOF;
        heavy.then(|| chars.get(part).into_iter().flatten().collect::<String>())
    };
    let length = chars.len();
    if length <= EDGE {
        return proof(0..length).into_iter().collect();
    }
    let edges = [proof(0..EDGE), proof(length - EDGE..length)];
    let edges: Vec<String> = edges.into_iter().flatten().collect();
    if edges.is_empty() {
        return proof(0..length).into_iter().collect();
    }
    edges
}

fn weight(c: char) -> usize {
    match c {
        '\u{2e80}'.. => HAN,
        c if c.is_numeric() => 0,
        _ => 1,
    }
}
