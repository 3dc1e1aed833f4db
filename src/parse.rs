//! Second stage: every page's front matter and Markdown, in parallel.
//!
//! In: [`Scanned`]. Out: [`Parsed`]: checked fields, HTML with holes for links, headings, plain
//! text. What a link or a reference leads to is found out in resolve.

mod front_matter;
mod houses;
mod memo;
mod personal;
mod safety;
mod secrecy;
mod slips;
mod times;
mod together;
mod unread;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::{Date, DateTime, Time};
use rayon::prelude::*;

pub use front_matter::FrontMatter;
pub use memo::Memo;
pub use unread::Unread;

use crate::config::Config;
use crate::data::Data;
use crate::diag::{Diagnostics, Lang};
use crate::fields::Moment;
use crate::gate::Withheld;
use crate::markdown::{self, Labels, Markdown, MarkdownOptions};
use crate::parallel::PIECE;
use crate::scan::{Asset, PageFile, Scanned, StaticFile, name_of};
use crate::schedule::{self, BuildTimes, Visibility};
use crate::source::{SourceDb, Span};
use crate::theme::Theme;
use crate::vocabulary::Vocabulary;
use crate::words::Words;

use memo::Basis;

/// A site whose pages are read.
#[derive(Debug)]
pub struct Parsed {
    /// The settings.
    pub config: Config,
    /// The theme.
    pub theme: Theme,
    /// The closed lists of terms, by taxonomy.
    pub vocabularies: BTreeMap<String, Vocabulary>,
    /// What words mean beside each other.
    pub words: Words,
    /// The site's data files.
    pub data: Data,
    /// The pages, by path.
    pub pages: Vec<Arc<ParsedPage>>,
    /// Those that are left out because they are drafts.
    pub drafts: Vec<Arc<ParsedPage>>,
    /// The texts that must not be published, those of drafts too.
    pub withheld: Vec<Withheld>,
    /// Paths of pages that are left out, and why.
    pub left_out: BTreeMap<String, LeftOut>,
    /// The pages that are not published yet or no more, by path.
    pub unpublished: Vec<Arc<ParsedPage>>,
    /// When the site is built, and when it must be again.
    pub times: BuildTimes,
    /// What those may be called whose heads could not be read.
    pub unread: Unread,
    /// Files beside the pages.
    pub assets: Vec<Asset>,
    /// Files that are published as they are.
    pub statics: Vec<StaticFile>,
}

/// Why a page is not in the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftOut {
    /// It is a draft.
    Draft,
    /// It could not be read; the diagnostics say why.
    Faulty,
    /// It is not published yet.
    Scheduled(Moment),
    /// It is no more published.
    Expired(Moment),
}

/// A page that is read.
#[derive(Debug, Clone)]
pub struct ParsedPage {
    /// The file.
    pub source: PageFile,
    /// Its fields.
    pub front: FrontMatter,
    /// Its text.
    pub markdown: Markdown,
}

/// Reads all pages. Drafts, and pages that are not public at `now`, are left out unless `drafts`. A page whose front matter is broken is
/// left out too; its text is still checked, so that its author sees all faults at once.
///
/// `memo` has what pages were read as before, and takes up what they are read as now.
pub fn parse(
    scanned: Scanned,
    sources: &SourceDb,
    drafts: bool,
    now: DateTime,
    memo: Option<&mut Memo>,
    diags: &mut Diagnostics,
) -> Parsed {
    let Scanned {
        config,
        theme,
        vocabularies,
        words,
        data,
        pages: files,
        unusable,
        assets,
        statics,
    } = scanned;
    let labels = labels(&config);
    let read = |source: &PageFile| {
        parse_page(source, &config, &vocabularies, &labels, sources, now.date())
    };
    let results: Vec<ReadPage> = match memo {
        Some(memo) => {
            let basis = Basis::new(&config, &vocabularies, now.date());
            memo.recall(basis, &files, sources, read)
        }
        None => files.par_iter().with_max_len(PIECE).map(read).collect(),
    };
    let mut unread = Unread::new(!unusable.is_empty());
    let mut left_out: BTreeMap<String, LeftOut> = unusable
        .into_iter()
        .map(|path| (path, LeftOut::Faulty))
        .collect();
    let mut pages = Vec::with_capacity(results.len());
    let mut left_drafts = Vec::new();
    let mut withheld = Vec::new();
    let mut unpublished = Vec::new();
    let mut since = now.date().to_datetime(Time::midnight());
    let mut next = schedule::new_year(now);
    for (file, read) in files.into_iter().zip(results) {
        let ReadPage {
            page,
            withheld: own,
            diags: found,
        } = read;
        diags.merge(found);
        withheld.extend(own);
        let Some(page) = page else {
            unread.add(sources.text(file.file));
            left_out.insert(file.path, LeftOut::Faulty);
            continue;
        };
        if page.front.draft && !drafts {
            left_out.insert(file.path, LeftOut::Draft);
            left_drafts.push(page);
            continue;
        }
        if let Some(change) = schedule::next_change(&page.front.record, now) {
            next = next.min(change);
        }
        if let Some(at) = schedule::last_change(&page.front.record, now) {
            since = since.max(at);
        }
        let why = match schedule::visibility(&page.front.record, now) {
            Visibility::Scheduled(from) if !drafts => LeftOut::Scheduled(from),
            Visibility::Expired(until) if !drafts => LeftOut::Expired(until),
            _ => {
                pages.push(page);
                continue;
            }
        };
        left_out.insert(file.path, why);
        unpublished.push(page);
    }
    Parsed {
        config,
        theme,
        vocabularies,
        words,
        data,
        pages,
        drafts: left_drafts,
        withheld,
        left_out,
        unpublished,
        times: BuildTimes::new(since, next),
        unread,
        assets,
        statics,
    }
}

/// What a file is read as: nothing but the file's text and the [`Basis`] has a part in it.
#[derive(Debug, Clone)]
struct ReadPage {
    page: Option<Arc<ParsedPage>>,
    withheld: Option<Withheld>,
    diags: Diagnostics,
}

impl ReadPage {
    /// The page, if nothing more is to be said of it.
    fn only_page(self) -> Option<Arc<ParsedPage>> {
        let is_plain = self.withheld.is_none() && self.diags.is_empty();
        self.page.filter(|_| is_plain)
    }
}

/// The words that Markdown's HTML has in the site's language.
fn labels(config: &Config) -> Labels {
    match config.lang() {
        Lang::Zh => Labels::zh(),
        Lang::En => Labels::en(),
    }
}

fn parse_page(
    source: &PageFile,
    config: &Config,
    vocabularies: &BTreeMap<String, Vocabulary>,
    labels: &Labels,
    sources: &SourceDb,
    today: Date,
) -> ReadPage {
    let mut all = Diagnostics::default();
    let diags = &mut all;
    let text = sources.text(source.file);
    let (mut front, body) = front_matter::read(source, text, config, vocabularies, diags);
    if let Some(front) = &mut front {
        times::settle(front, today, diags);
    }
    secrecy::check_head(source.file, text, body.clone(), diags);
    let title = front.as_ref().and_then(|front| front.title.as_deref());
    let options = MarkdownOptions {
        html: config.html,
        title,
        labels,
    };
    let withheld = front.as_ref().filter(|front| front.is_withheld());
    let withheld = withheld.map(|front| {
        // Of what is disclosed only on request nothing is kept but which files belong to it.
        let mut unsaid = Diagnostics::default();
        let links = markdown::parse(source.file, text, body.clone(), &options, &mut unsaid).links;
        let span = Span::new(source.file, body.clone());
        Withheld::new(source.clone(), span, &front.record, links)
    });
    let body = match withheld {
        Some(_) => body.end..body.end,
        None => body,
    };
    let mut found = Diagnostics::default();
    personal::check_text(source.file, text, body.clone(), &mut found);
    // Texts that nobody gave a head come from elsewhere, thousands at a time.
    if front.as_ref().is_some_and(FrontMatter::is_blank) {
        found.soften();
    }
    diags.merge(found);
    if let Some(front) = front
        .as_ref()
        .filter(|one| one.kind.key == "heritage_lesson")
    {
        safety::check(source.file, text, body.clone(), &front.record, diags);
    }
    if let Some(front) = front.as_ref().filter(|one| one.kind.key == "person") {
        houses::check(source.file, text, body.clone(), &front.record, diags);
    }
    let markdown = markdown::parse(source.file, text, body, &options, diags);
    let page = front.map(|front| {
        Arc::new(ParsedPage {
            source: source.clone(),
            front,
            markdown,
        })
    });
    ReadPage {
        page,
        withheld,
        diags: all,
    }
}

impl ParsedPage {
    /// The title: front matter's, else the first heading, else the file's name.
    pub fn title(&self) -> &str {
        self.front
            .title
            .as_deref()
            .or(self.markdown.title.as_deref())
            .unwrap_or_else(|| name_of(self.source.page_path()))
    }

    /// The place of a field, or the start of the file where the page does not have it.
    pub fn span_of(&self, key: &str) -> Span {
        self.front
            .record
            .get(key)
            .map_or(Span::file(self.source.file), |checked| checked.span)
    }
}
