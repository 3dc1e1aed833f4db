//! The proof that nothing withheld is published.
//!
//! In: the texts that are withheld, and every file of the new site before it is written. Out: a fault
//! for each sentence of the former that stands in the latter. Nothing here keeps texts out; that is
//! parse's and resolve's work, and this finds what went past them: a page, a theme or a file that
//! quotes. A site that withholds nothing pays nothing.
//!
//! Text is compared by its letters alone, so that markup, line breaks, escapes and punctuation between
//! them hide nothing. Not looked into are pictures of text, and files that are compressed or encoded,
//! except those of the search.

mod letters;
mod sentences;

use std::borrow::Cow;
use std::collections::BTreeMap;

use aho_corasick::AhoCorasick;
use lyceum_index::compression::decompressed;
use lyceum_index::published::FileId;
use rayon::prelude::*;

use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::fields::Record;
use crate::markdown::Link;
use crate::msg;
use crate::render::Body;
use crate::scan::PageFile;
use crate::search;
use crate::source::{SourceDb, Span};
use crate::url::has_extension;
use crate::world::World;

use letters::{Tags, letters};
use sentences::Sentence;

/// A text of which only a card is published.
#[derive(Debug, Clone)]
pub struct Withheld {
    /// Its file.
    pub source: PageFile,
    /// The text.
    pub body: Span,
    /// What the card says in the document's own words: its title, number, issuer.
    pub said: Vec<String>,
    /// The files that its fields name as attachments.
    pub attachments: Vec<String>,
    /// What the text links to or shows.
    pub links: Vec<String>,
}

/// The fields that a card takes from the document. What an editor writes of it, such as `summary`, must
/// be the editor's own words.
const SAID: [&str; 10] = [
    "title",
    "short_title",
    "doc_no",
    "issuer",
    "index_no",
    "subject",
    "sent_to",
    "based_on",
    "supersedes",
    "superseded_by",
];

impl Withheld {
    /// The withheld text of a page with these fields.
    pub fn new(source: PageFile, body: Span, record: &Record, links: Vec<Link>) -> Self {
        let one = |key| record.text(key).map(str::to_owned);
        let many = |key| {
            let texts = record.texts(key).into_iter();
            texts.map(|(text, _)| text.to_owned())
        };
        Self {
            source,
            body,
            said: SAID
                .into_iter()
                .flat_map(|key| one(key).into_iter().chain(many(key)))
                .collect(),
            attachments: many("attachments").collect(),
            links: links.into_iter().map(|link| link.target).collect(),
        }
    }
}

/// Reports every sentence of the withheld texts that stands in a file of the site.
///
/// # Errors
/// When there are more sentences than can be looked for: billions of letters.
pub fn check(
    withheld: &[Withheld],
    files: &BTreeMap<String, Body>,
    world: &dyn World,
    sources: &SourceDb,
    diags: &mut Diagnostics,
) -> Result<(), aho_corasick::BuildError> {
    let sentences: Vec<Sentence> = withheld
        .iter()
        .flat_map(|one| sentences::of(one, sources.text(one.body.file)))
        .collect();
    let patterns: Vec<(&str, usize)> = sentences
        .iter()
        .enumerate()
        .flat_map(|(number, sentence)| {
            let looked_for = sentence.looked_for.iter();
            looked_for.map(move |text| (text.as_str(), number))
        })
        .collect();
    if patterns.is_empty() {
        return Ok(());
    }
    let finder = AhoCorasick::new(patterns.iter().map(|(text, _)| text))?;
    let in_file = |path: &str, bytes: &[u8]| -> Vec<usize> {
        let bytes = unpacked(path, bytes);
        let mut found = Vec::new();
        for text in [
            letters(path.as_bytes(), Tags::Read),
            letters(&bytes, Tags::Read),
            letters(&bytes, Tags::Skipped),
        ] {
            let hits = finder.find_overlapping_iter(&text);
            found.extend(hits.map(|hit| patterns[hit.pattern()].1));
        }
        found.sort_unstable();
        found.dedup();
        found
    };
    let made: Vec<(&str, Vec<usize>)> = files
        .par_iter()
        .filter_map(|(path, body)| match body {
            Body::Bytes(bytes) => Some((path.as_str(), in_file(path, bytes))),
            Body::Copy(_) => None,
        })
        .collect();
    // One at a time: a film may be as large as the memory that is left.
    let copied = files.iter().filter_map(|(path, body)| match body {
        Body::Bytes(_) => None,
        // What cannot be read cannot be written either, which emit tells.
        Body::Copy(from) => Some((path.as_str(), in_file(path, &world.read(from).ok()?))),
    });
    let mut places: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    for (path, found) in made.into_iter().chain(copied) {
        for number in found {
            places.entry(number).or_default().push(path);
        }
    }
    for (number, mut paths) in places {
        paths.sort_unstable();
        diags.push(leak(sentences[number].span, &paths));
    }
    Ok(())
}

/// The bytes inside a file of the search, which are compressed.
fn unpacked<'a>(path: &str, bytes: &'a [u8]) -> Cow<'a, [u8]> {
    let name = path
        .strip_prefix(search::FOLDER)
        .and_then(|path| path.strip_prefix('/'));
    let content = name
        .and_then(FileId::from_name)
        .and_then(|file| decompressed(file.kind, bytes).ok());
    content.map_or(Cow::Borrowed(bytes), Cow::Owned)
}

fn leak(sentence: Span, paths: &[&str]) -> Diagnostic {
    // A page says where to look; that it is in the search too follows.
    let page = paths.iter().find(|path| has_extension(path, "html"));
    let other = || paths.iter().find(|path| !path.starts_with(search::FOLDER));
    let path = page.or_else(other).or(paths.first());
    let path = path.copied().unwrap_or_default();
    let message = match paths.len().saturating_sub(1) {
        0 => msg!(
            en: "this sentence is withheld and stands in `{path}`",
            zh: "这句话不主动公开，却出现在要发布的 `{path}` 里",
        ),
        more => msg!(
            en: "this sentence is withheld and stands in `{path}` and {more} more files",
            zh: "这句话不主动公开，却出现在要发布的 `{path}` 和另外 {more} 个文件里",
        ),
    };
    Diagnostic::error(Code::Leak, sentence, message).help(msg!(
        en: "say it in other words there; if it may be public, delete it here: a card needs no text",
        zh: "把那里改成自己的话；如果这句话本来可以公开，就从这里删去：卡片不需要正文",
    ))
}

#[cfg(test)]
mod tests;
