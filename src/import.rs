//! Pages from what editors have: Word files, saved web pages, tables.
//!
//! ```text
//! .docx ─ docx ─┐
//! .html ─ html ─┴▶ Document ─ clean ─▶ Document ─ guess ─▶ front matter, Document ─ headings, markdown ─▶ Page
//! .csv  ─┐
//! .xlsx ─┴ sheet ─▶ rows ─ records ─▶ Page …
//! ```
//!
//! In: the bytes of a file. Out: [`Imported`], texts and pictures with the places where they should be; whoever
//! calls writes them. Every change to a text is counted and told.

mod changes;
mod clean;
mod container;
mod document;
mod docx;
pub(crate) mod encoding;
mod guess;
mod headings;
mod html;
mod lists;
mod markdown;
mod page;
mod records;
mod sheet;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::config::Config;
use crate::diag::Message;
use crate::fields::parse_doc_no;
use crate::model::{ARTICLE, Field, Kind, Label, Schema, Type, Word, field};
use crate::msg;
use crate::schema::default_folder;
use crate::slug::slug;

use changes::{Change, Changes};
use document::{Document, Picture};
use guess::Guess;

/// A file to import.
pub struct Source<'a> {
    /// Its name, with its ending.
    pub name: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
    /// Gives the bytes of a file by its path from this one's folder: a web page's pictures.
    pub beside: &'a dyn Fn(&str) -> Option<Vec<u8>>,
}

/// A page to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Its path from the site's root.
    pub path: String,
    /// Its text.
    pub text: String,
    /// The files beside it: paths from the site's root, and bytes.
    pub files: Vec<(String, Vec<u8>)>,
}

/// What a file became.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// The pages.
    pub pages: Vec<Page>,
    /// What was changed, found out, and is missing.
    pub notes: Vec<Message>,
    /// Rows of a table that are no pages. Then nothing should be written.
    pub faults: Vec<RowFault>,
}

/// Why a row of a table is no page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowFault {
    /// The number of the row, from 1.
    pub row: usize,
    /// What is wrong.
    pub message: Message,
}

impl RowFault {
    fn new(row: &sheet::Row, message: Message) -> Self {
        Self {
            row: row.number,
            message,
        }
    }
}

/// Why a file cannot be imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// Its ending is none of those that can be read.
    Unknown,
    /// It is not what its ending says.
    NotThis(&'static str),
    /// It is damaged.
    Broken(String),
    /// It has a password.
    Locked,
    /// It has the format of before 2007; the ending of the one it should be saved in.
    OldFormat(&'static str),
    /// It unpacks to more than a document can be.
    TooLarge,
    /// A table has no rows below its head.
    NoRows,
    /// Nobody said what a table's rows are.
    NoType,
}

impl Refusal {
    /// Says so.
    pub fn message(&self) -> Message {
        match self {
            Self::Unknown => msg!(
                en: "cannot read this kind of file; .docx, .html, .xlsx and .csv can be read",
                zh: "不能导入这种文件，可以导入 .docx、.html、.xlsx、.csv",
            ),
            Self::NotThis(ending) => {
                msg!(en: "is no {ending} file, whatever its name says", zh: "文件名是 {ending}，内容却不是")
            }
            Self::Broken(why) => msg!(en: "the file is damaged: {why}", zh: "文件已损坏：{why}"),
            Self::Locked => msg!(
                en: "the file has a password; save it without one",
                zh: "文件有密码，请打开后去掉密码再保存",
            ),
            Self::OldFormat(ending) => msg!(
                en: "the file has the old format; open it in Word, WPS or LibreOffice and save it as {ending}",
                zh: "这是旧格式的文件，请用 Word、WPS 或 LibreOffice 打开，另存为 {ending}",
            ),
            Self::TooLarge => {
                msg!(en: "the file unpacks to more than a document can be", zh: "文件解开以后太大，不像是文档")
            }
            Self::NoRows => msg!(
                en: "the table has no rows: the first row names the fields, each one below is a page",
                zh: "表里没有内容：第一行写字段名，下面每行一页",
            ),
            Self::NoType => msg!(
                en: "say what the rows are, for example `--type venue`, or add a column 类型",
                zh: "请说明每行是什么，例如 `--type 场所`，或者加一列“类型”",
            ),
        }
    }
}

/// The fields that pages of a site may have: those of its types, and its own taxonomies.
pub fn schema(config: &Config) -> Schema {
    let mut schema = config.schema.clone();
    for taxonomy in &config.taxonomies {
        if schema.common.iter().all(|field| field.key != taxonomy.key) {
            let name = || Word::Owned(taxonomy.label.clone());
            schema.common.push(Arc::new(Field {
                key: taxonomy.key.clone().into(),
                label: Label {
                    zh: name(),
                    en: name(),
                },
                kind: Kind::Term(taxonomy.key.clone().into()).list(),
                ..field("", "", "", Kind::Free)
            }));
        }
    }
    schema
}

/// What pages are wanted.
pub struct Wanted<'a> {
    /// What pages of the site may have: see [`schema`].
    pub schema: &'a Schema,
    /// Their type, where somebody said so.
    pub kind: Option<&'a Type>,
    /// Where they go, from the site's root, where somebody said so.
    pub folder: Option<&'a str>,
    /// Where pages of a type go else, from the content folder: see [`crate::schema::folders`].
    pub folders: &'a BTreeMap<String, String>,
}

impl Wanted<'_> {
    /// Where a page of a type goes.
    fn folder(&self, kind: &Type) -> String {
        if let Some(folder) = self.folder {
            return folder.to_owned();
        }
        // Plain pages are of any kind: where most of them are says nothing.
        let most = self.folders.get(&*kind.key);
        let most = most.filter(|folder| kind.key != ARTICLE && !folder.is_empty());
        let folder = most.cloned().unwrap_or_else(|| default_folder(kind));
        format!("content/{folder}")
    }
}

/// Imports a file.
///
/// # Errors
/// When the file cannot be read as what its name says.
pub fn import(source: &Source<'_>, wanted: &Wanted<'_>) -> Result<Imported, Refusal> {
    let (stem, ending) = source.name.rsplit_once('.').unwrap_or((source.name, ""));
    let mut changes = Changes::default();
    let document = match ending.to_ascii_lowercase().as_str() {
        "docx" | "doc" | "wps" => docx::read(source.bytes)?,
        "html" | "htm" => html::read(source.bytes, source.beside)?,
        "csv" | "xlsx" | "xls" | "et" => {
            let rows = if ending.eq_ignore_ascii_case("csv") {
                sheet::csv(source.bytes)?
            } else {
                sheet::xlsx(source.bytes)?
            };
            let (pages, faults) = records::pages(&rows, wanted, &mut changes)?;
            let notes = changes.messages();
            return Ok(Imported {
                pages,
                notes,
                faults,
            });
        }
        _ => return Err(Refusal::Unknown),
    };
    let mut document = clean::clean(document, &mut changes);
    let guess = guess::take(&mut document, stem, &mut changes);
    document.blocks = headings::ranked(headings::by_numbers(document.blocks, &mut changes));
    Ok(page_of(document, &guess, wanted, &mut changes))
}

fn page_of(
    document: Document,
    guess: &Guess,
    wanted: &Wanted<'_>,
    changes: &mut Changes,
) -> Imported {
    let schema = wanted.schema;
    let policy = guess.doc_no.as_ref().and_then(|_| schema.find("policy"));
    let kind = wanted.kind.or(policy.map(|kind| &**kind));
    let kind = kind.unwrap_or(&schema.plain);
    for link in &document.lost_links {
        changes.add(Change::Links, || link.clone());
    }
    let given = page::of_guess(schema, kind, guess);
    let mut notes = vec![told(guess)];
    notes.extend(changes.messages());
    let mut names: Vec<Option<String>> = Vec::new();
    for picture in &document.pictures {
        match picture {
            Picture::Here { ending, .. } => {
                names.push(Some(format!("image-{}.{ending}", names.len() + 1)));
            }
            Picture::Missing(address) => {
                notes.push(msg!(
                    en: "picture to be put in by hand: {address}",
                    zh: "图片要自己下载、放进来：{address}",
                ));
                names.push(None);
            }
        }
    }
    let head = page::front_matter(schema, kind, &given);
    let text = format!("{head}\n{}", markdown::write(&document, &names));
    let folder = wanted.folder(kind);
    // A number of a document is shorter than its title, and nobody else's.
    let name = guess.doc_no.as_deref().and_then(parse_doc_no).map_or_else(
        || slug(&guess.title),
        |number| {
            slug(&format!(
                "{} {} {}",
                number.organ, number.year, number.number
            ))
        },
    );
    let files: Vec<(String, Vec<u8>)> = document
        .pictures
        .into_iter()
        .zip(names)
        .filter_map(|(picture, file)| match picture {
            Picture::Here { bytes, .. } => Some((format!("{folder}/{name}/{}", file?), bytes)),
            Picture::Missing(_) => None,
        })
        .collect();
    let path = if files.is_empty() {
        format!("{folder}/{name}.md")
    } else {
        format!("{folder}/{name}/index.md")
    };
    Imported {
        pages: vec![Page { path, text, files }],
        notes,
        faults: Vec::new(),
    }
}

/// What was found out, on one line.
fn told(guess: &Guess) -> Message {
    let title = &guess.title;
    let parts: Vec<String> = [
        guess.doc_no.clone(),
        guess.issuer.clone(),
        guess
            .written_on
            .or(guess.published)
            .map(|date| date.to_string()),
        guess.disclosure.map(str::to_owned),
    ]
    .into_iter()
    .flatten()
    .collect();
    let parts = parts.join(" · ");
    match parts.as_str() {
        "" => msg!(en: "found: {title}", zh: "认出：{title}"),
        parts => msg!(en: "found: {title} · {parts}", zh: "认出：{title} · {parts}"),
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write as _};

    use proptest::prelude::*;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn tried(name: &str, bytes: &[u8]) {
        let schema = Schema::built_in();
        let source = Source {
            name,
            bytes,
            beside: &|_| None,
        };
        // Whether it can be read does not matter; that it ends does.
        let wanted = Wanted {
            schema: &schema,
            kind: schema.find("venue").map(|kind| &**kind),
            folder: None,
            folders: &BTreeMap::new(),
        };
        drop(import(&source, &wanted));
    }

    /// A file with bytes of it put elsewhere.
    fn damaged(whole: &[u8], changes: &[(usize, u8)]) -> Vec<u8> {
        let mut bytes = whole.to_vec();
        for (at, byte) in changes {
            let at = at % bytes.len();
            bytes[at] = *byte;
        }
        bytes
    }

    /// An archive again, of the parts of one, one part damaged before it is packed.
    fn repacked(whole: &[u8], part: usize, changes: &[(usize, u8)]) -> Vec<u8> {
        let mut archive = zip::ZipArchive::new(Cursor::new(whole)).unwrap();
        let mut packed = ZipWriter::new(Cursor::new(Vec::new()));
        let part = part % archive.len();
        for index in 0..archive.len() {
            let mut file = archive.by_index(index).unwrap();
            let mut bytes = Vec::new();
            std::io::copy(&mut file, &mut bytes).unwrap();
            if index == part && !bytes.is_empty() {
                bytes = damaged(&bytes, changes);
            }
            packed
                .start_file(
                    file.name().unwrap().into_owned(),
                    SimpleFileOptions::default(),
                )
                .unwrap();
            packed.write_all(&bytes).unwrap();
        }
        packed.finish().unwrap().into_inner()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn damaged_files_are_refused_or_read(
            part in any::<usize>(),
            changes in proptest::collection::vec((any::<usize>(), prop::sample::select(b"<>/\"'& =09a\xff".to_vec())), 1..12),
        ) {
            let notice = include_bytes!("../tests/import/notice.docx");
            let venues = include_bytes!("../tests/import/venues.xlsx");
            tried("a.docx", &damaged(notice, &changes));
            tried("a.docx", &repacked(notice, part, &changes));
            tried("a.xlsx", &damaged(venues, &changes));
            tried("a.xlsx", &repacked(venues, part, &changes));
            tried("a.html", &damaged(include_bytes!("../tests/import/wechat.html"), &changes));
            tried("a.csv", &damaged(include_bytes!("../tests/import/venues.csv"), &changes));
        }
    }
}
