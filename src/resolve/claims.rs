//! Who has which address: two cannot have one.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{Agenda, Directory, FileSource, Page, Redirect, Section, Taxonomy, Text};
use crate::config::Config;
use crate::diag::{Code, Diagnostic, Diagnostics, Message};
use crate::metadata::{data_addresses, feed_addresses, is_fed};
use crate::msg;
use crate::portable::{Fault, fault_in, folded};
use crate::scan::{Asset, PageKind, StaticFile};
use crate::source::Span;
use crate::theme::Theme;
use crate::url::UrlPath;

/// Files that every build makes, from the site's root.
const GENERATED: [&str; 9] = [
    "search/index.html",
    "directory/index.html",
    "atom.xml",
    "build.json",
    "calendar.ics",
    "feed.json",
    "sitemap.xml",
    "robots.txt",
    "404.html",
];

/// The folder of the cards for documents that are only cited.
const CITED: &str = "policy/cited";

/// What wants an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Claimant {
    /// A page, or the text of a folder or term, at its place.
    Page(Span),
    /// An old address, where a page names it.
    Alias(Span),
    /// A list that nobody wrote a text for.
    List,
    /// A file that is copied.
    File,
    /// A file that the build makes, unless the site has one of its own there.
    Made,
}

impl Claimant {
    fn place(self) -> Option<Span> {
        match self {
            Self::Page(span) | Self::Alias(span) => Some(span),
            Self::List | Self::File | Self::Made => None,
        }
    }

    /// The list of a folder or term, with the text that an editor wrote for it.
    fn list(text: Option<&Text>) -> Self {
        text.map_or(Self::List, |text| Self::Page(Span::file(text.source.file)))
    }
}

/// A file that will be written.
#[derive(Debug)]
struct Taken {
    by: Claimant,
    /// Its path, where that holds capitals.
    written: Option<String>,
}

impl Taken {
    fn path<'a>(&'a self, key: &'a str) -> &'a str {
        self.written.as_deref().unwrap_or(key)
    }
}

/// The addresses taken, and by what.
#[derive(Debug)]
pub(super) struct Claims {
    /// Files that this site's builds make: [`GENERATED`] and the theme's own pages. By themselves in
    /// small letters.
    generated: BTreeMap<String, String>,
    /// By the file that will be written, in small letters: Windows and macOS hold for one what differs
    /// only in capitals.
    taken: BTreeMap<String, Taken>,
}

impl Claims {
    /// Nothing is taken but what the builder and the theme make themselves.
    pub(super) fn new(theme: &Theme) -> Self {
        let generated = GENERATED.map(str::to_owned).into_iter();
        let own = theme.pages.iter();
        let own = own.map(|name| UrlPath::page(name).output_path());
        Self {
            generated: generated
                .chain(own)
                .map(|path| (folded(&path).into_owned(), path))
                .collect(),
            taken: BTreeMap::new(),
        }
    }

    /// Whether something is published at an address.
    pub(super) fn has(&self, url: &UrlPath) -> bool {
        let path = url.output_path();
        let key = folded(&path);
        self.generated.get(&*key).is_some_and(|own| *own == path) || self.has_taken(&path)
    }

    /// Whether a page may have an address: no file has it, stands where it needs a folder, or lies within it.
    pub(super) fn is_free(&self, url: &UrlPath) -> bool {
        let path = url.output_path();
        let folder = path.strip_suffix("index.html").unwrap_or(&path);
        let within = self.taken.range(folder.to_owned()..).next();
        folded(&path) == path
            && !self.generated.contains_key(&path)
            && !self.taken.contains_key(&path)
            && !folders(&path).any(|folder| self.taken.contains_key(folder))
            && !within.is_some_and(|(key, _)| key.starts_with(folder))
    }

    /// Takes the address of a page, and those of lists that become longer with it. All are free.
    pub(super) fn join(&mut self, url: &UrlPath, span: Span, lists: &[UrlPath]) {
        self.take(url, Claimant::Page(span));
        for list in lists {
            self.take(list, Claimant::List);
        }
    }

    fn has_taken(&self, path: &str) -> bool {
        let key = folded(path);
        let taken = self.taken.get(&*key);
        taken.is_some_and(|taken| taken.path(&key) == path)
    }

    /// Takes an address, unless it is taken.
    fn take(&mut self, url: &UrlPath, by: Claimant) {
        let path = url.output_path();
        let key = folded(&path).into_owned();
        let written = (key != path).then_some(path);
        self.taken.entry(key).or_insert(Taken { by, written });
    }

    /// Takes an address. Returns whether it was free; if not, that is reported.
    fn claim(&mut self, url: &UrlPath, wanted: Claimant, diags: &mut Diagnostics) -> bool {
        let path = url.output_path();
        let key = folded(&path).into_owned();
        // The site's own file wins over the one that every site has.
        if let Some(own) = self.generated.get(&key)
            && wanted != Claimant::File
        {
            if let Some(span) = wanted.place() {
                let message = if *own == path {
                    msg!(en: "`{url}` is an address that every site has itself", zh: "`{url}` 是网站自己要用的网址")
                } else {
                    capitals(&path, own)
                };
                let fault = Diagnostic::error(Code::DuplicateUrl, span, message);
                diags.push(fault.help(way_out(wanted)));
            }
            return false;
        }
        let Some(taken) = self.taken.get(&key) else {
            self.take(url, wanted);
            return true;
        };
        let other = taken.by;
        let there = taken.path(&key);
        let alike = (there != path).then(|| capitals(&path, there));
        // Of a page and something that nobody wrote, the page can be mended.
        let (wanted, other) = match (wanted.place(), other.place()) {
            (None, Some(_)) => (other, wanted),
            _ => (wanted, other),
        };
        if let Some(span) = wanted.place() {
            let message = alike.unwrap_or_else(|| conflict(url, wanted, other));
            let fault = Diagnostic::error(Code::DuplicateUrl, span, message);
            let fault = fault.help(way_out(wanted));
            let note = msg!(en: "first claimed here", zh: "先用的在这里");
            diags.push(match other.place() {
                Some(first) => fault.note_at(first, note),
                None => fault,
            });
        }
        false
    }

    /// A file cannot stand where another address needs a folder, and a folder has one spelling. To be
    /// asked when all is claimed.
    pub(super) fn check_folders(&self, diags: &mut Diagnostics) {
        for (key, taken) in &self.taken {
            for folder in folders(key) {
                let Some(file) = self.taken.get(folder) else {
                    continue;
                };
                let (folder, path) = (file.path(folder), taken.path(key));
                if let Some(span) = taken.by.place().or(file.by.place()) {
                    diags.push(
                        Diagnostic::error(
                            Code::DuplicateUrl,
                            span,
                            msg!(en: "`/{folder}` is a file, and `/{path}` needs a folder of that name", zh: "`/{folder}` 是文件，`/{path}` 却需要同名的文件夹"),
                        )
                        .help(msg!(en: "rename one of the two", zh: "给其中一个改名")),
                    );
                }
            }
        }
        self.check_capitals(diags);
    }

    /// Two folders whose names differ only in capitals are told where something in one has a place.
    fn check_capitals(&self, diags: &mut Diagnostics) {
        if self.taken.values().all(|taken| taken.written.is_none()) {
            return;
        }
        let mut spelled: HashMap<&str, (&str, Option<Span>)> = HashMap::new();
        let mut told = HashSet::new();
        for (key, taken) in &self.taken {
            let own = taken.by.place();
            for (key, folder) in folders(key).zip(folders(taken.path(key))) {
                let (first, place) = spelled.entry(key).or_insert((folder, own));
                if *first == folder {
                    *place = place.or(own);
                } else if let Some(span) = own.or(*place)
                    && told.insert(folder)
                {
                    diags.push(
                        Diagnostic::error(Code::DuplicateUrl, span, capitals(folder, first))
                            .help(msg!(en: "rename one of the two", zh: "给其中一个改名")),
                    );
                }
            }
        }
    }

    pub(super) fn page(&mut self, url: &UrlPath, span: Span, diags: &mut Diagnostics) {
        self.claim(url, Claimant::Page(span), diags);
    }

    pub(super) fn taxonomies(
        &mut self,
        taxonomies: &[Taxonomy],
        config: &Config,
        diags: &mut Diagnostics,
    ) {
        for taxonomy in taxonomies {
            let own = Claimant::list(taxonomy.text.as_ref());
            self.claim(&taxonomy.url, own, diags);
            for term in &taxonomy.terms {
                self.claim(&term.url, Claimant::list(term.text.as_ref()), diags);
                self.list_pages(&term.url, term.pages.len(), config, diags);
            }
        }
    }

    /// A folder without a text of its own gives way to a page or a taxonomy of its name: then it
    /// has no list.
    pub(super) fn sections(
        &mut self,
        sections: &mut [Section],
        config: &Config,
        diags: &mut Diagnostics,
    ) {
        for section in sections {
            let own = Claimant::list(section.text.as_ref());
            let gives_way = own == Claimant::List && self.has_taken(&section.url.output_path());
            section.listed = !gives_way && self.claim(&section.url, own, diags);
            if section.listed {
                self.list_pages(&section.url, section.pages.len(), config, diags);
            }
        }
    }

    /// The second page of a list and those behind it.
    fn list_pages(
        &mut self,
        url: &UrlPath,
        pages: usize,
        config: &Config,
        diags: &mut Diagnostics,
    ) {
        for number in 2..=config.list_pages(pages) {
            self.claim(&url.list_page(number), Claimant::List, diags);
        }
    }

    /// The second part of the directory and those behind it; the first is among [`GENERATED`].
    pub(super) fn directory(&mut self, directory: &Directory, diags: &mut Diagnostics) {
        for number in 2..=directory.parts() {
            self.claim(&Directory::url().list_page(number), Claimant::List, diags);
        }
    }

    /// The calendar and its months, and posters where nothing else has their address.
    pub(super) fn agenda(&mut self, agenda: &mut Agenda, pages: &[Page], diags: &mut Diagnostics) {
        if agenda.has_dates() {
            self.claim(&Agenda::url(), Claimant::List, diags);
        }
        for month in agenda.months() {
            self.claim(&Agenda::month_url(month), Claimant::List, diags);
        }
        agenda.give_posters(|page| {
            let url = Agenda::poster_url(&pages[page.index()].url);
            !self.has(&url) && self.claim(&url, Claimant::List, diags)
        });
    }

    /// Gives files their addresses. Files of a bundle travel with it when its slug moves it.
    pub(super) fn files(
        &mut self,
        pages: &[Page],
        assets: &[Asset],
        statics: &[StaticFile],
        theme: &Theme,
        diags: &mut Diagnostics,
    ) -> BTreeMap<UrlPath, FileSource> {
        let moved = moved_bundles(pages);
        let mut files = BTreeMap::new();
        for name in theme.statics.keys() {
            files.insert(UrlPath::file(name), FileSource::Theme(name.clone()));
        }
        // The site's own files win over the theme's, those beside the pages over `static/`.
        for file in statics {
            files.insert(
                UrlPath::file(&file.path),
                FileSource::World(file.world_path.clone()),
            );
        }
        for asset in assets {
            let url = asset_url(&asset.path, &moved);
            files.insert(url, FileSource::World(asset.world_path.clone()));
        }
        for url in files.keys() {
            self.claim(url, Claimant::File, diags);
        }
        files
    }

    /// Feeds beside lists, and open data, of a site that says where it stands.
    pub(super) fn made(
        &mut self,
        pages: &[Page],
        sections: &[Section],
        taxonomies: &[Taxonomy],
        config: &Config,
    ) {
        if !config.base_url.has_origin() {
            return;
        }
        let sections = sections
            .iter()
            .filter(|section| section.listed && section.parent.is_some())
            .map(|section| (&section.url, &section.pages));
        let terms = taxonomies.iter().flat_map(|taxonomy| &taxonomy.terms);
        let lists = sections.chain(terms.map(|term| (&term.url, &term.pages)));
        let feeds = lists
            .filter(|(_, list)| is_fed(pages, list))
            .flat_map(|(url, _)| feed_addresses(url));
        for url in feeds.chain(data_addresses(pages)) {
            self.take(&url, Claimant::Made);
        }
    }

    /// The address of a card for a document that the site does not have. What else wants it goes first.
    pub(super) fn cited(&mut self, name: &str) -> UrlPath {
        let folder = UrlPath::page(CITED);
        let mut url = folder.join(name);
        let mut number = 1;
        while self.has(&url) {
            number += 1;
            url = folder.join(&format!("{name}-{number}"));
        }
        self.take(&url, Claimant::List);
        url
    }

    /// The redirects from old addresses. An old address that something else has is reported.
    pub(super) fn redirects<'a>(
        &mut self,
        texts: impl IntoIterator<Item = (&'a UrlPath, &'a Text)>,
        diags: &mut Diagnostics,
    ) -> Vec<Redirect> {
        let mut redirects = Vec::new();
        for (url, text) in texts {
            for (alias, span) in text.front.record.texts("aliases") {
                let Some(from) = UrlPath::parse_alias(alias) else {
                    let (message, help) = match device_in(alias) {
                        Some(device) => (device, way_out(Claimant::Alias(span))),
                        None => (
                            msg!(en: "`{alias}` is no address in this site", zh: "`{alias}` 不是本站的网址"),
                            msg!(en: "write for example `/old/page/`", zh: "例如 `/old/page/`"),
                        ),
                    };
                    diags.push(Diagnostic::error(Code::InvalidUrl, span, message).help(help));
                    continue;
                };
                if self.claim(&from, Claimant::Alias(span), diags) {
                    redirects.push(Redirect {
                        from,
                        to: url.clone(),
                    });
                }
            }
        }
        redirects.sort_by(|a, b| a.from.cmp(&b.from));
        redirects
    }
}

/// The folders above a file, from the outermost.
fn folders(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').filter_map(|(at, _)| path.get(..at))
}

fn capitals(path: &str, other: &str) -> Message {
    msg!(
        en: "`/{path}` and `/{other}` differ only in capitals, which Windows and macOS hold for one",
        zh: "`/{path}` 和 `/{other}` 只有大小写不同，在 Windows 和 macOS 上是同一个文件",
    )
}

/// What is wrong with an address that names a device of Windows.
pub(super) fn device_in(written: &str) -> Option<Message> {
    let (part, fault) = fault_in(written)?;
    (fault == Fault::Device).then(|| fault.message(part))
}

fn conflict(url: &UrlPath, wanted: Claimant, other: Claimant) -> Message {
    match (wanted, other) {
        (Claimant::Alias(_), Claimant::Alias(_)) => {
            msg!(en: "two pages claim the old address `{url}`", zh: "两个页面都写了旧网址 `{url}`")
        }
        (Claimant::Alias(_), _) => {
            msg!(en: "`{url}` is no old address, it is in use", zh: "`{url}` 不是旧网址，现在还在用")
        }
        (_, Claimant::List) => {
            msg!(en: "`{url}` is the address of a list", zh: "`{url}` 是列表页的网址")
        }
        (_, Claimant::File | Claimant::Made) => {
            msg!(en: "`{url}` is the address of a file", zh: "`{url}` 是一个文件的网址")
        }
        _ => msg!(en: "two pages claim `{url}`", zh: "两个页面都用了网址 `{url}`"),
    }
}

fn way_out(wanted: Claimant) -> Message {
    match wanted {
        Claimant::Alias(_) => msg!(en: "delete it from `aliases`", zh: "把它从 `aliases` 里删去"),
        _ => {
            msg!(en: "rename the file, or set `slug` in it", zh: "给文件改名，或在文件里写 `slug`")
        }
    }
}

/// Folders of bundles whose page is at another address than the folder's, and that address.
pub(super) fn moved_bundles(pages: &[Page]) -> BTreeMap<String, UrlPath> {
    pages
        .iter()
        .filter(|page| page.text.source.kind == PageKind::Bundle)
        .filter(|page| page.url != UrlPath::page(page.text.source.folder()))
        .map(|page| (page.text.source.folder().to_owned(), page.url.clone()))
        .collect()
}

/// The address of a file beside the pages.
pub(super) fn asset_url(path: &str, moved: &BTreeMap<String, UrlPath>) -> UrlPath {
    let mut folder = path;
    while let Some((parent, _)) = folder.rsplit_once('/') {
        folder = parent;
        if let Some(url) = moved.get(folder) {
            let rest = path
                .strip_prefix(folder)
                .unwrap_or(path)
                .trim_start_matches('/');
            let base = url.as_str().trim_matches('/');
            return UrlPath::file(&format!("{base}/{rest}"));
        }
    }
    UrlPath::file(path)
}
