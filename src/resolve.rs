//! Third stage: what leads where.
//!
//! In: [`Parsed`]. Out: [`Resolved`]: every page has its address, its folder, its neighbours and its
//! terms; every link, reference and file name is checked and has become an address. Nothing is
//! rendered here.

mod agenda;
mod cited;
mod claims;
mod directory;
mod explained;
mod graph;
mod join;
mod links;
mod names;
mod paths;
mod retell;
mod sections;
mod taxonomies;
mod unpublished;
mod withheld;

use std::collections::{BTreeMap, HashMap};
use std::ops::Deref;
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

use crate::config::Config;
use crate::data::Data;
use crate::diag::{Code, Diagnostic, Diagnostics, Lang};
use crate::gate::Withheld;
use crate::msg;
use crate::parallel::PIECE;
use crate::parse::{Parsed, ParsedPage};
use crate::scan::PageKind;
use crate::schedule::BuildTimes;
use crate::source::Span;
use crate::theme::Theme;
use crate::url::UrlPath;
use crate::words::Words;

pub use agenda::{Agenda, Occurrence};
pub(crate) use agenda::{own_lunar_day, sessions};
pub(crate) use cited::NOT_HERE;
pub use cited::{Cited, CitedId};
use claims::Claims;
pub use directory::{Directory, Letter};
use graph::Reference;
pub use graph::{Referent, Referrers};
use links::{LinkTable, Links, Tables};
use names::Names;
pub use sections::Section;
use sections::in_order;
pub use taxonomies::{TYPE, Taxonomy, Term};
use unpublished::Unpublished;
use withheld::without_withheld;

/// A page of [`Resolved::pages`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PageId(u32);

/// A folder of [`Resolved::sections`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SectionId(u32);

impl PageId {
    /// Its index in [`Resolved::pages`].
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

fn id(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

/// A site in which everything has its place.
#[derive(Debug)]
pub struct Resolved {
    /// The settings.
    pub config: Config,
    /// The theme.
    pub theme: Theme,
    /// The pages, by path.
    pub pages: Vec<Page>,
    /// The folders, by path; the home page is the first.
    pub sections: Vec<Section>,
    /// The taxonomies that have terms, in the order of the settings.
    pub taxonomies: Vec<Taxonomy>,
    /// The documents that pages cite and that the site does not have, by number.
    pub cited: Vec<Cited>,
    /// What words mean beside each other.
    pub words: Words,
    /// The site's data files.
    pub data: Data,
    /// Every page by the first letter of its title.
    pub directory: Directory,
    /// What takes place, day by day.
    pub agenda: Agenda,
    /// The pages that are left out because they are drafts.
    pub drafts: Vec<Arc<ParsedPage>>,
    /// The texts that must not be published.
    pub withheld: Vec<Withheld>,
    /// When the site is built, and when it must be again.
    pub times: BuildTimes,
    /// Old addresses and where they lead now.
    pub redirects: Vec<Redirect>,
    /// Files to be copied, by address.
    pub files: BTreeMap<UrlPath, FileSource>,
    /// Who has which address.
    claims: Claims,
}

/// Where the bytes of a copied file are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileSource {
    /// A file of the site, by its path from the root.
    World(String),
    /// A static file of the theme, by its name.
    Theme(String),
}

/// An old address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redirect {
    /// The old address.
    pub from: UrlPath,
    /// The page that is there now.
    pub to: UrlPath,
}

/// A text written by an editor, with its links resolved: a page's, a folder's or a term's.
#[derive(Debug)]
pub struct Text {
    /// What was written: shared with the next build of a preview, which may find it unchanged.
    page: Arc<ParsedPage>,
    /// An address ready to be written for each of `markdown.links`; none where the page that it leads to is
    /// not published yet or no more.
    pub hrefs: Vec<Option<String>>,
    /// An address for each field value that names a page or a file, by the value's place.
    pub field_hrefs: BTreeMap<Span, String>,
    /// What must be known of the documents that field values name: 有效, 失效.
    pub field_notes: BTreeMap<Span, String>,
}

impl Deref for Text {
    type Target = ParsedPage;

    fn deref(&self) -> &ParsedPage {
        &self.page
    }
}

/// A page.
#[derive(Debug)]
pub struct Page {
    /// Its title.
    pub title: String,
    /// Its address.
    pub url: UrlPath,
    /// Its text.
    pub text: Text,
    /// Its folder.
    pub section: SectionId,
    /// The pages before and after it in its folder.
    pub previous: Option<PageId>,
    /// See `previous`.
    pub next: Option<PageId>,
    /// Pages that it names as related.
    pub related: Vec<PageId>,
    /// The page of its type that it is below: of an organisation, the one above it.
    pub above: Option<PageId>,
    /// The pages that name it in their fields, by what they are to it.
    pub referred: Vec<Referrers>,
    /// Its terms: index of the taxonomy, then of the term.
    pub terms: Vec<(usize, usize)>,
    /// The words of the glossary that it uses, in its order: indices of the glossary.
    pub explained: Vec<usize>,
}

impl Page {
    /// A page that has no place among the others yet.
    fn new(page: Arc<ParsedPage>, url: UrlPath) -> Self {
        Self {
            title: page.title().to_owned(),
            url,
            text: Text::unresolved(page),
            section: SectionId(0),
            previous: None,
            next: None,
            related: Vec::new(),
            above: None,
            referred: Vec::new(),
            terms: Vec::new(),
            explained: Vec::new(),
        }
    }
}

impl Resolved {
    /// The page of an id.
    pub fn page(&self, id: PageId) -> &Page {
        &self.pages[id.0 as usize]
    }

    /// The folder of an id.
    pub fn section(&self, id: SectionId) -> &Section {
        &self.sections[id.0 as usize]
    }

    /// All texts that editors wrote, with their addresses: those of pages, then those of folders and
    /// terms.
    pub fn texts(&self) -> impl Iterator<Item = (&UrlPath, &Text)> {
        addresses(&self.pages, &self.sections, &self.taxonomies)
    }

    /// The pages by the addresses that links and fields have.
    pub fn pages_by_href(&self) -> HashMap<String, PageId> {
        let href = |id: PageId| self.config.base_url.href(&self.page(id).url);
        self.page_ids().map(|id| (href(id), id)).collect()
    }

    /// Lets go of the plain text, of which a large site is a third: nothing but the search reads it.
    pub(crate) fn forget_plain_text(&mut self) {
        let pages = self.pages.iter_mut().map(|page| &mut page.text);
        let lists = list_texts_mut(&mut self.sections, &mut self.taxonomies);
        for text in pages.chain(lists) {
            if let Some(page) = Arc::get_mut(&mut text.page) {
                page.markdown.sections = Vec::new();
            }
        }
    }

    /// All ids of pages, in order.
    pub fn page_ids(&self) -> impl Iterator<Item = PageId> + use<> {
        (0..id(self.pages.len())).map(PageId)
    }

    /// All ids of folders, in order.
    pub fn section_ids(&self) -> impl Iterator<Item = SectionId> + use<> {
        (0..id(self.sections.len())).map(SectionId)
    }
}

/// Gives everything its place, for a site that is built on `today`.
pub fn resolve(parsed: Parsed, today: Date, diags: &mut Diagnostics) -> Resolved {
    let Parsed {
        mut config,
        theme,
        vocabularies,
        words,
        data,
        pages: mut parsed_pages,
        drafts,
        withheld,
        left_out,
        unpublished,
        times,
        unread,
        assets,
        statics,
    } = parsed;
    let assets = without_withheld(assets, &withheld, &mut parsed_pages);
    let mut unpublished = Unpublished::new(unpublished, &left_out, diags);
    let assets = unpublished.without_files(assets);
    let (section_texts, single): (Vec<Arc<ParsedPage>>, Vec<Arc<ParsedPage>>) = parsed_pages
        .into_iter()
        .partition(|page| page.source.kind == PageKind::Section);

    let mut claims = Claims::new(&theme);
    let mut pages: Vec<Page> = Vec::with_capacity(single.len());
    for page in single {
        let url = page_url(&page, diags);
        claims.page(&url, page.span_of("slug"), diags);
        pages.push(Page::new(page, url));
    }
    let mut section_texts = by_folder(section_texts, diags);

    let order = in_order(&pages);
    let mut taxonomies = taxonomies::collect(&config, &vocabularies, &mut pages, &order, diags);
    // Only what is wrong with them is of use.
    let coming = &mut unpublished.coming;
    let their_order = in_order(coming);
    taxonomies::collect(&config, &vocabularies, coming, &their_order, diags);
    taxonomies::take_texts(&mut taxonomies, &mut section_texts);
    let mut sections = sections::build(&config, &mut pages, &order, section_texts);
    name_site(&mut config, &mut sections);
    claims.taxonomies(&taxonomies, &config, diags);
    claims.sections(&mut sections, &config, diags);
    let directory = Directory::new(&pages);
    claims.directory(&directory, diags);
    let mut agenda = Agenda::new(&pages, today);
    claims.agenda(&mut agenda, &pages, diags);
    let times = match agenda.next_change() {
        Some(change) => times.with(change),
        None => times,
    };
    let files = claims.files(&pages, &assets, &statics, &theme, diags);
    claims.made(&pages, &sections, &taxonomies, &config);
    let redirects = claims.redirects(addresses(&pages, &sections, &taxonomies), diags);
    let names = Names::new(&pages, diags);
    let mut cited = cited::collect(&pages, &names, &mut claims);
    claims.check_folders(diags);

    let table = LinkTable::new(&Tables {
        config: &config,
        pages: &pages,
        names: &names,
        cited: &cited,
        sections: &sections,
        taxonomies: &taxonomies,
        assets: &assets,
        left_out: &left_out,
        unpublished: &unpublished,
        unread: &unread,
        claims: &claims,
    });
    let dead = table.check_menu(diags);
    unpublished.check(&table, &config, diags);
    let texts: Vec<&Text> = addresses(&pages, &sections, &taxonomies)
        .map(|(_, text)| text)
        .collect();
    let resolved: Vec<(Links, Diagnostics)> = texts
        .par_iter()
        .with_max_len(PIECE)
        .map(|text| {
            let mut found = Diagnostics::default();
            let links = table.resolve(text, &mut found);
            if !config.is_own(&text.front) {
                found.soften();
            }
            (links, found)
        })
        .collect();
    table.report_unknown(resolved.iter().flat_map(|(links, _)| &links.unknown), diags);
    drop(table);
    let mut place = 0..;
    config
        .menu
        .retain(|_| place.next().is_none_or(|place| !dead.contains(&place)));
    let mut resolved = resolved.into_iter().map(|(links, found)| {
        diags.merge(found);
        links
    });
    let mut references: Vec<(PageId, Reference)> = Vec::new();
    for (index, (page, mut links)) in pages.iter_mut().zip(&mut resolved).enumerate() {
        let own = std::mem::take(&mut links.references);
        references.extend(own.into_iter().map(|one| (PageId(id(index)), one)));
        page.related = std::mem::take(&mut links.related);
        links.fill(&mut page.text);
    }
    for (text, links) in list_texts_mut(&mut sections, &mut taxonomies).zip(resolved) {
        links.fill(text);
    }
    explained::find(&words, &mut pages);
    graph::settle(&references, &config, &mut pages, &mut cited, diags);
    Resolved {
        config,
        theme,
        pages,
        sections,
        taxonomies,
        cited,
        words,
        data,
        directory,
        agenda,
        drafts,
        withheld,
        times,
        redirects,
        files,
        claims,
    }
}

/// All texts with their addresses: those of the pages, then those of [`list_texts_mut`].
fn addresses<'a>(
    pages: &'a [Page],
    sections: &'a [Section],
    taxonomies: &'a [Taxonomy],
) -> impl Iterator<Item = (&'a UrlPath, &'a Text)> {
    let pages = pages.iter().map(|page| (&page.url, &page.text));
    let sections = sections
        .iter()
        .filter_map(|section| Some((&section.url, section.text.as_ref()?)));
    let taxonomies = taxonomies.iter().flat_map(|taxonomy| {
        let own = taxonomy.text.iter().map(|text| (&taxonomy.url, text));
        let terms = taxonomy
            .terms
            .iter()
            .filter_map(|term| Some((&term.url, term.text.as_ref()?)));
        own.chain(terms)
    });
    pages.chain(sections).chain(taxonomies)
}

/// The texts of folders and taxonomies, in the order of [`addresses`].
fn list_texts_mut<'a>(
    sections: &'a mut [Section],
    taxonomies: &'a mut [Taxonomy],
) -> impl Iterator<Item = &'a mut Text> {
    let sections = sections
        .iter_mut()
        .filter_map(|section| section.text.as_mut());
    let taxonomies = taxonomies.iter_mut().flat_map(|taxonomy| {
        let terms = taxonomy
            .terms
            .iter_mut()
            .filter_map(|term| term.text.as_mut());
        taxonomy.text.iter_mut().chain(terms)
    });
    sections.chain(taxonomies)
}

impl Text {
    fn unresolved(page: Arc<ParsedPage>) -> Self {
        Self {
            page,
            hrefs: Vec::new(),
            field_hrefs: BTreeMap::new(),
            field_notes: BTreeMap::new(),
        }
    }

    /// What was written, to be changed for this build alone.
    fn page_mut(&mut self) -> &mut ParsedPage {
        Arc::make_mut(&mut self.page)
    }

    /// The title that an editor wrote: front matter's, else the first heading.
    pub fn title(&self) -> Option<&str> {
        let own = self.front.title.as_deref();
        own.or(self.markdown.title.as_deref())
    }

    /// The summary that front matter gives; empty if none.
    pub fn written_summary(&self) -> &str {
        self.front.record.text("summary").unwrap_or_default()
    }

    /// The summary: front matter's, else the first sentences.
    pub fn summary(&self) -> &str {
        self.front
            .record
            .text("summary")
            .unwrap_or(&self.markdown.summary)
    }
}

/// The texts of folders. A folder can have one: `_index.md` or, beside other pages, `index.md`.
fn by_folder(pages: Vec<Arc<ParsedPage>>, diags: &mut Diagnostics) -> BTreeMap<String, Text> {
    let mut texts: BTreeMap<String, Text> = BTreeMap::new();
    for page in pages {
        let folder = page.source.folder().to_owned();
        let span = Span::file(page.source.file);
        let Some(first) = texts.get(&folder) else {
            texts.insert(folder, Text::unresolved(page));
            continue;
        };
        diags.push(
            Diagnostic::error(
                Code::DuplicateUrl,
                span,
                msg!(en: "the folder has two pages of its own", zh: "一个文件夹有两个自己的页面"),
            )
            .note_at(
                Span::file(first.source.file),
                msg!(en: "the other one", zh: "另一个在这里"),
            )
            .help(msg!(en: "keep `_index.md`, rename the other", zh: "留下 `_index.md`，给另一个改名")),
        );
    }
    texts
}

/// A site whose settings give no title has that of its home page.
fn name_site(config: &mut Config, sections: &mut [Section]) {
    let Some(home) = sections.first_mut() else {
        return;
    };
    if home.title.is_empty() {
        let unnamed = match config.lang() {
            Lang::Zh => "未命名网站",
            Lang::En => "Untitled site",
        };
        unnamed.clone_into(&mut home.title);
    }
    if config.title.is_empty() {
        config.title.clone_from(&home.title);
    }
}

/// A page's address: its path without the extension, the last part replaced by `slug`.
fn page_url(page: &ParsedPage, diags: &mut Diagnostics) -> UrlPath {
    let path = page.source.page_path();
    let Some(slug) = page.front.record.text("slug") else {
        return UrlPath::page(path);
    };
    let safe = UrlPath::parse_alias(slug).is_some() && !slug.contains('/');
    if !safe {
        let (message, help) = match claims::device_in(slug) {
            Some(device) => (
                device,
                msg!(en: "write for example `{slug}-1`", zh: "例如改成 `{slug}-1`"),
            ),
            None => (
                msg!(en: "`slug` cannot be `{slug}`", zh: "`slug` 不能写 `{slug}`"),
                msg!(
                    en: "use letters, digits and hyphens, without slashes",
                    zh: "只用字母、数字和连字符，不要斜杠",
                ),
            ),
        };
        let span = page.span_of("slug");
        diags.push(Diagnostic::error(Code::InvalidUrl, span, message).help(help));
        return UrlPath::page(path);
    }
    match path.rsplit_once('/') {
        Some((folder, _)) => UrlPath::page(&format!("{folder}/{slug}")),
        None => UrlPath::page(slug),
    }
}
