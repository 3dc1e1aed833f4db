//! The closed list of a taxonomy's terms, from `site.toml` or a CSV file.
//!
//! A page may name a term by its name, its code or another name; all mean the one term.

use std::collections::BTreeMap;

use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::fields::unknown_key;
use crate::msg;
use crate::slug::slug;
use crate::source::{FileId, Span};
use crate::value::csv;

/// One term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermEntry {
    /// Its name.
    pub name: String,
    /// Its part of the URL.
    pub slug: String,
    /// An official code, if it has one.
    pub code: Option<String>,
    /// Other names: a reader may search for them, an editor may write them.
    pub aliases: Vec<String>,
}

/// The terms of one taxonomy in their given order, and who answers to which name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Vocabulary {
    /// The terms.
    pub terms: Vec<TermEntry>,
    by_name: BTreeMap<String, usize>,
}

/// Columns of a vocabulary's CSV file; `name` alone is required.
const COLUMNS: [&str; 5] = ["code", "name", "slug", "initials", "aliases"];

impl Vocabulary {
    /// Terms that are only names.
    pub fn from_names(names: &[(String, Span)], diags: &mut Diagnostics) -> Self {
        let mut vocabulary = Self::default();
        for (name, span) in names {
            let entry = TermEntry {
                name: name.clone(),
                slug: slug(name),
                code: None,
                aliases: Vec::new(),
            };
            vocabulary.add(entry, *span, diags);
        }
        vocabulary
    }

    /// Terms from a CSV text with a line of column names: `code`, `name`, `slug`, `initials`,
    /// `aliases` (separated by `;`).
    pub fn from_csv(file: FileId, text: &str, diags: &mut Diagnostics) -> Self {
        let mut vocabulary = Self::default();
        let Some(csv::Csv {
            headers: (_, headers),
            rows,
        }) = csv::parse(file, text, diags)
        else {
            return vocabulary;
        };
        for name in headers.iter().filter(|name| !COLUMNS.contains(name)) {
            diags.push(unknown_key(name, Span::file(file), COLUMNS));
        }
        let column = |name: &str| headers.iter().position(|header| header == name);
        let Some(name_column) = column("name") else {
            diags.push(
                Diagnostic::error(
                    Code::MissingField,
                    Span::file(file),
                    msg!(en: "the column `name` is required", zh: "缺少 `name` 这一列"),
                )
                .help(msg!(en: "begin the file with a line such as `name,slug`", zh: "第一行写列名，例如 `name,slug`")),
            );
            return vocabulary;
        };
        for (at, record) in rows {
            let span = Span::new(file, at..at);
            let cell = |index: Option<usize>| {
                index
                    .and_then(|index| record.get(index))
                    .filter(|cell| !cell.is_empty())
            };
            let Some(name) = cell(Some(name_column)) else {
                diags.push(Diagnostic::error(
                    Code::MissingField,
                    span,
                    msg!(en: "this line has no `name`", zh: "这一行没有 `name`"),
                ));
                continue;
            };
            let aliases = cell(column("aliases")).unwrap_or_default();
            let entry = TermEntry {
                name: name.to_owned(),
                slug: cell(column("slug")).map_or_else(|| slug(name), slug),
                code: cell(column("code")).map(str::to_owned),
                aliases: aliases
                    .split([';', '；'])
                    .map(str::trim)
                    .filter(|alias| !alias.is_empty())
                    .map(str::to_owned)
                    .collect(),
            };
            vocabulary.add(entry, span, diags);
        }
        vocabulary
    }

    fn add(&mut self, entry: TermEntry, span: Span, diags: &mut Diagnostics) {
        let index = self.terms.len();
        let names = std::iter::once(&entry.name)
            .chain(&entry.code)
            .chain(&entry.aliases);
        for name in names {
            if let Some(first) = self.by_name.insert(name.clone(), index)
                && first != index
            {
                let other = self.terms.get(first).map_or("", |term| term.name.as_str());
                diags.push(Diagnostic::error(
                    Code::DuplicateKey,
                    span,
                    msg!(en: "`{name}` already names `{other}`", zh: "`{name}` 已经是 `{other}` 的名字"),
                ));
            }
        }
        self.terms.push(entry);
    }

    /// The term that answers to a name, a code or another name.
    pub fn find(&self, name: &str) -> Option<&TermEntry> {
        self.terms.get(*self.by_name.get(name)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceDb;

    fn read(text: &str) -> (Vocabulary, Vec<(usize, String)>) {
        let mut db = SourceDb::default();
        let file = db.add("data/towns.csv", text);
        let mut diags = Diagnostics::default();
        let vocabulary = Vocabulary::from_csv(file, text, &mut diags);
        let found = diags
            .sorted()
            .iter()
            .map(|one| (db.position(one.span).line, one.message.en.clone()))
            .collect();
        (vocabulary, found)
    }

    #[test]
    fn a_town_answers_to_name_code_and_old_name() {
        let (towns, faults) =
            read("code,name,slug,aliases\n510521001,玉蟾街道,yuchan,玉蟾;县城\n,方洞镇,,方洞\n");
        assert!(faults.is_empty(), "{faults:?}");
        for name in ["玉蟾街道", "510521001", "县城"] {
            assert_eq!(towns.find(name).unwrap().slug, "yuchan");
        }
        assert_eq!(towns.find("方洞").unwrap().slug, "fang-dong-zhen");
        assert_eq!(towns.find("福集"), None);
    }

    #[test]
    fn every_faulty_line_is_told() {
        let (_, faults) = read("name,slug,nmae\n方洞镇,fangdong,\n,x,\n福集镇\n方洞镇,y,\n");
        assert_eq!(
            faults,
            [
                (1, "unknown field `nmae`".to_owned()),
                (3, "this line has no `name`".to_owned()),
                (
                    4,
                    "the line does not have as many cells as the first one".to_owned()
                ),
                (5, "`方洞镇` already names `方洞镇`".to_owned()),
            ]
        );
    }
}
