//! What pages were read as, for the next build of a preview: a page whose text is as it was is not read again.
//!
//! Kept in memory and by file, so its size is that of the site. Sources must keep the ids of their files.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

use super::{ParsedPage, ReadPage, labels, parse_page};
use crate::config::Config;
use crate::parallel::PIECE;
use crate::scan::PageFile;
use crate::source::{FileId, SourceDb};
use crate::vocabulary::Vocabulary;

/// What reading a page depends on beside its text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Basis {
    config: Config,
    vocabularies: BTreeMap<String, Vocabulary>,
    today: Date,
}

impl Basis {
    pub(super) fn new(
        config: &Config,
        vocabularies: &BTreeMap<String, Vocabulary>,
        today: Date,
    ) -> Self {
        Self {
            config: config.clone(),
            vocabularies: vocabularies.clone(),
            today,
        }
    }

    /// Reads one page.
    fn read(&self, source: &PageFile, sources: &SourceDb) -> ReadPage {
        let labels = labels(&self.config);
        let (config, terms) = (&self.config, &self.vocabularies);
        parse_page(source, config, terms, &labels, sources, self.today)
    }
}

/// The pages of the last build, as they were read.
#[derive(Debug, Default)]
pub struct Memo {
    basis: Option<Basis>,
    pages: HashMap<FileId, Known>,
}

#[derive(Debug)]
struct Known {
    source: PageFile,
    text: Arc<str>,
    read: ReadPage,
}

impl Memo {
    /// Reads all files, those that are known from memory. What is no longer there is forgotten.
    pub(super) fn recall(
        &mut self,
        basis: Basis,
        files: &[PageFile],
        sources: &SourceDb,
        read: impl Fn(&PageFile) -> ReadPage + Sync,
    ) -> Vec<ReadPage> {
        if self.basis.as_ref() != Some(&basis) {
            self.pages.clear();
            self.basis = Some(basis);
        }
        let known = &self.pages;
        let pages: Vec<(ReadPage, bool)> = files
            .par_iter()
            .with_max_len(PIECE)
            .map(|source| match known.get(&source.file) {
                Some(known) if known.is_of(source, &sources.file(source.file).text) => {
                    (known.read.clone(), true)
                }
                _ => (read(source), false),
            })
            .collect();
        if self.pages.len() > files.len() {
            let here: HashSet<FileId> = files.iter().map(|source| source.file).collect();
            self.pages.retain(|file, _| here.contains(file));
        }
        let new = files.iter().zip(&pages).filter(|(_, (_, known))| !known);
        for (source, (read, _)) in new {
            let known = Known {
                source: source.clone(),
                text: sources.shared_text(source.file),
                read: read.clone(),
            };
            self.pages.insert(source.file, known);
        }
        pages.into_iter().map(|(read, _)| read).collect()
    }
}

impl Memo {
    /// Reads one page again, as the whole site was read last. Gives what it was and what it is now, unless either
    /// is more than a page: faulty, withheld, or not known.
    pub(crate) fn read_again(
        &mut self,
        file: FileId,
        sources: &SourceDb,
    ) -> Option<(Arc<ParsedPage>, Arc<ParsedPage>)> {
        let known = self.pages.get_mut(&file)?;
        let read = self.basis.as_ref()?.read(&known.source, sources);
        known.text = sources.shared_text(file);
        let before = std::mem::replace(&mut known.read, read);
        Some((before.only_page()?, known.read.clone().only_page()?))
    }

    /// Whether a file was a page when the whole site was read last, or has become one since.
    pub(crate) fn knows(&self, file: FileId) -> bool {
        self.pages.contains_key(&file)
    }

    /// Reads a page that is new, as the whole site was read last. None where it is more than a page: faulty or
    /// withheld.
    pub(crate) fn read_new(
        &mut self,
        source: PageFile,
        sources: &SourceDb,
    ) -> Option<Arc<ParsedPage>> {
        let read = self.basis.as_ref()?.read(&source, sources);
        let known = Known {
            text: sources.shared_text(source.file),
            source,
            read: read.clone(),
        };
        self.pages.insert(known.source.file, known);
        read.only_page()
    }
}

impl Known {
    /// Whether this is what the file is now.
    fn is_of(&self, source: &PageFile, text: &Arc<str>) -> bool {
        self.source == *source && (Arc::ptr_eq(&self.text, text) || self.text == *text)
    }
}
