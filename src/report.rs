//! The picture of a site: what is there, what is missing, whose it is and when it is due.
//!
//! In: [`Resolved`], the faults found so far, and [`Known`], what the world says. Out: [`Report`], a list of
//! sections that are tables of words; [`text`], [`html`], [`csv`] and [`summary`] write them down. Nothing
//! is judged here that a build would fail for.

pub mod csv;
mod duties;
pub mod html;
pub mod summary;
pub mod text;
mod towns;
mod upkeep;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;

use crate::diag::{Diagnostics, Lang, Message};
use crate::external::Memory;
use crate::msg;
use crate::resolve::{Page, PageId, Resolved, Text};
use crate::rules::NOTICE_DAYS;
use crate::source::SourceDb;

pub use upkeep::{HEAVY_BYTES, pictures};

/// For how many days a town counts as kept up.
const RECENT_DAYS: i32 = 90;

/// What the report needs beside the site.
#[derive(Debug, Clone)]
pub struct Known {
    /// The day it is.
    pub today: Date,
    /// What is known of addresses elsewhere.
    pub links: Memory,
    /// Sizes in bytes of the files in [`pictures`], by path.
    pub sizes: BTreeMap<String, u64>,
}

/// A report, in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// What it is of, and the day.
    pub title: String,
    /// How much there is.
    pub extent: String,
    /// What it says.
    pub sections: Vec<Section>,
    lang: Lang,
}

/// One table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Its name in addresses and of files.
    pub key: &'static str,
    /// Its heading.
    pub title: String,
    /// How it is counted, and what to do.
    pub note: String,
    /// Names of the columns.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
    /// What the table comes to, in words: for those who read no table.
    pub gaps: Vec<String>,
    /// How many things somebody should see to; none where the section only shows.
    pub open: Option<usize>,
    /// Whether it makes sense only as a whole: it is never cut short.
    pub is_matrix: bool,
}

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Words.
    Text(String),
    /// A web address.
    Web(String),
    /// How many there are.
    Count(usize),
    /// How many there are, and a word for why that is wrong.
    Gap(usize, String),
}

impl Cell {
    /// As people read it.
    pub fn shown(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) | Self::Web(text) | Self::Gap(_, text) => Cow::Borrowed(text),
            Self::Count(count) => Cow::Owned(count.to_string()),
        }
    }

    /// As a spreadsheet reads it.
    pub fn value(&self) -> Cow<'_, str> {
        match self {
            Self::Gap(count, _) => Cow::Owned(count.to_string()),
            other => other.shown(),
        }
    }
}

/// Makes the report of a site. `faults` are those that were found in reading it.
pub fn report(
    site: &Resolved,
    known: &Known,
    faults: &Diagnostics,
    sources: &SourceDb,
    lang: Lang,
) -> Report {
    let view = View::new(site, known, sources, lang);
    let mut sections = Vec::new();
    sections.extend(towns::coverage(&view));
    sections.extend(towns::evidence(&view));
    sections.push(duties::reviews(&view));
    sections.push(duties::unowned(&view));
    sections.push(duties::consents(&view));
    sections.push(upkeep::links(&view));
    sections.push(upkeep::orphans(&view));
    sections.push(upkeep::descriptions(&view, faults));
    sections.push(upkeep::heavy(&view));
    sections.push(duties::drafts(&view));
    sections.push(duties::owners(&view));
    sections.extend(towns::materials(&view));
    let (name, day, pages) = (&site.config.title, known.today, site.pages.len());
    let faults = faults.errors();
    let extent = match faults {
        0 => msg!(en: "{pages} pages", zh: "共 {pages} 个页面"),
        _ => msg!(
            en: "{pages} pages; {faults} errors of the content, so that some pages may be missing here",
            zh: "共 {pages} 个页面；内容有 {faults} 处错误，出错的页面可能没有算进来",
        ),
    };
    Report {
        title: view.say(&msg!(en: "{name}: report of {day}", zh: "{name}：内容盘点 {day}")),
        extent: view.say(&extent),
        sections,
        lang,
    }
}

/// A site as the sections look at it.
struct View<'a> {
    site: &'a Resolved,
    known: &'a Known,
    sources: &'a SourceDb,
    lang: Lang,
    /// The pages by the address that links to them have.
    by_href: HashMap<String, PageId>,
}

impl<'a> View<'a> {
    fn new(site: &'a Resolved, known: &'a Known, sources: &'a SourceDb, lang: Lang) -> Self {
        Self {
            site,
            known,
            sources,
            lang,
            by_href: site.pages_by_href(),
        }
    }

    fn say(&self, message: &Message) -> String {
        message.text(self.lang).to_owned()
    }

    /// Names of columns.
    fn columns(&self, names: &[Message]) -> Vec<String> {
        names.iter().map(|name| self.say(name)).collect()
    }

    /// A section whose rows somebody should see to, one by one.
    fn to_do(
        &self,
        key: &'static str,
        title: &Message,
        note: &Message,
        columns: &[Message],
        rows: Vec<Vec<Cell>>,
    ) -> Section {
        Section {
            key,
            title: self.say(title),
            note: self.say(note),
            columns: self.columns(columns),
            open: Some(rows.len()),
            rows,
            gaps: Vec::new(),
            is_matrix: false,
        }
    }

    /// Where a text stands, from the site's root.
    fn path(&self, text: &Text) -> Cell {
        Cell::Text(self.sources.file(text.source.file).path.clone())
    }

    /// Who answers for a text: the title of its owner's page, or what is written.
    fn owner(&self, text: &'a Text) -> &'a str {
        let Some(checked) = text.front.record.get("owner") else {
            return "";
        };
        let href = text.field_hrefs.get(&checked.span);
        let page = href.and_then(|href| self.by_href.get(href));
        match page {
            Some(page) => &self.site.page(*page).title,
            None => text.front.record.text("owner").unwrap_or_default(),
        }
    }

    /// The name of a page's type.
    fn kind(&self, page: &Page) -> Cell {
        Cell::Text(page.text.front.kind.label.text(self.lang).to_owned())
    }
}

/// A cell with words.
fn cell(text: impl Into<String>) -> Cell {
    Cell::Text(text.into())
}

/// The day a page was changed last, as far as its fields say.
fn last_changed(text: &Text) -> Option<Date> {
    let front = &text.front;
    let days = [front.date, front.updated].into_iter().flatten();
    days.map(|moment| moment.date).max()
}
