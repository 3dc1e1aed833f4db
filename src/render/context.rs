//! What templates see: `docs/templates.md` in code.

mod agenda;
mod directory;
mod listing;
mod references;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use jiff::civil::Date;
use tera::{Context, Value};

use listing::Groups;

use super::calendar::Calendars;
use super::lists::{View, search_url};
use super::values::{facts, fields, free, links, own, rows, table};
use crate::app;
use crate::config;
use crate::diag::Lang;
use crate::fields::Checked;
use crate::images::{Images, around};
use crate::markdown::{self, LinkKind, TocEntry};
use crate::metadata::{self, About, Crumb, Metadata, Subject};
use crate::parse::ParsedPage;
use crate::resolve::{Agenda, Directory, Page, PageId, Resolved, SectionId, Text};
use crate::url::UrlPath;

/// Characters that a reader takes in, in a minute.
const CHARACTERS_A_MINUTE: usize = 300;

/// What a template sees, by name.
#[derive(Debug, Clone, Default)]
pub(super) struct Inputs(BTreeMap<&'static str, Value>);

impl Inputs {
    fn insert_value(&mut self, name: &'static str, value: Value) {
        self.0.insert(name, value);
    }

    /// All of them, by name.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&'static str, &Value)> {
        self.0.iter().map(|(name, value)| (*name, value))
    }

    /// These, and `shared` ones, for the template engine.
    pub(super) fn with(self, shared: &Self) -> Context {
        let mut context = Context::new();
        for (name, value) in shared.0.clone().into_iter().chain(self.0) {
            context.insert_value(name, value);
        }
        context
    }
}

/// Builds contexts; what many pages share is made once.
pub(super) struct Contexts<'a> {
    pub(super) site: &'a Resolved,
    images: &'a Images,
    pub(super) metadata: Metadata<'a>,
    pub(super) calendars: &'a Calendars,
    /// The style sheet of the pictures' colours.
    tones_url: &'a str,
    lang: Lang,
    today: Date,
    pub(super) copied: Option<Date>,
    site_value: Value,
    strings: Value,
    /// Made when a list first shows them.
    cards: Vec<OnceLock<Value>>,
    /// By taxonomy and term, made for the first of its list pages.
    groups: Vec<Vec<OnceLock<Groups>>>,
}

impl<'a> Contexts<'a> {
    pub(super) fn new(
        site: &'a Resolved,
        images: &'a Images,
        calendars: &'a Calendars,
        tones_url: &'a str,
        today: Date,
        copied: Option<Date>,
    ) -> Self {
        let lang = site.config.lang();
        let strings: tera::Map = site
            .theme
            .strings
            .iter()
            .map(|(key, text)| (key.clone().into(), Value::from(text.as_str())))
            .collect();
        let mut contexts = Self {
            site,
            images,
            metadata: Metadata::new(site, images),
            calendars,
            tones_url,
            lang,
            today,
            copied,
            site_value: Value::none(),
            strings: Value::from(strings),
            cards: vec![OnceLock::new(); site.pages.len()],
            groups: site
                .taxonomies
                .iter()
                .map(|taxonomy| vec![OnceLock::new(); taxonomy.terms.len()])
                .collect(),
        };
        contexts.site_value = contexts.site_value();
        contexts
    }

    /// What does not depend on the page.
    pub(super) fn shared(&self) -> Inputs {
        let mut context = Inputs::default();
        context.insert_value("site", self.site_value.clone());
        context.insert_value("t", self.strings.clone());
        context
    }

    /// What the template of one page sees beside what is [shared](Self::shared).
    pub(super) fn build(&self, view: View) -> Inputs {
        let mut context = Inputs::default();
        match view {
            View::Page(id) => self.page(id, &mut context),
            View::Section { section, number } => self.section(section, number, &mut context),
            View::Taxonomy(index) => self.taxonomy(&self.site.taxonomies[index], &mut context),
            View::Term {
                taxonomy,
                term,
                number,
            } => {
                let groups = &self.groups[taxonomy][term];
                let taxonomy = &self.site.taxonomies[taxonomy];
                let term = &taxonomy.terms[term];
                let groups = groups.get_or_init(|| self.groups(term));
                self.term(taxonomy, term, groups, number, &mut context);
            }
            View::Search => {
                self.tool("search", "search", &search_url(), true, &mut context);
                let search = table([("taxonomies", self.taxonomies())]);
                context.insert_value("search", search);
            }
            View::Directory(number) => self.directory(number, &mut context),
            View::Own(index) => {
                let name = &self.site.theme.pages[index];
                self.tool(name, name, &UrlPath::page(name), true, &mut context);
            }
            View::Calendar => self.calendar(&mut context),
            View::Month(month) => self.month(month, &mut context),
            View::Poster(id) => self.poster(id, &mut context),
            View::Cited(index) => self.cited(&self.site.cited[index], &mut context),
            View::Offline => {
                self.tool(
                    "offline",
                    "offline",
                    &app::offline_url(),
                    true,
                    &mut context,
                );
            }
            View::NotFound => {
                let url = UrlPath::file("404.html");
                self.tool("not-found", "not_found", &url, true, &mut context);
            }
            View::Redirect(index) => {
                let redirect = &self.site.redirects[index];
                self.tool("redirect", "redirect", &redirect.to, false, &mut context);
                let to = table([("to", Value::from(self.href(&redirect.to)))]);
                context.insert_value("redirect", to);
            }
        }
        context
    }

    /// A word of the theme; its key where the theme does not have it.
    fn word(&self, key: &str) -> String {
        self.site
            .theme
            .strings
            .get(key)
            .cloned()
            .unwrap_or_else(|| key.to_owned())
    }

    fn href(&self, url: &UrlPath) -> String {
        self.site.config.base_url.href(url)
    }

    fn site_value(&self) -> Value {
        let config = &self.site.config;
        let menu: Vec<Value> = config
            .menu
            .iter()
            .map(|item| {
                let url = match item.url.strip_prefix('/') {
                    Some(path) if !path.starts_with('/') => self.href(&UrlPath::file(path)),
                    _ => item.url.clone(),
                };
                table([
                    ("name", Value::from(item.name.as_str())),
                    ("url", Value::from(url)),
                ])
            })
            .collect();
        let taxonomies = self
            .site
            .taxonomies
            .iter()
            .map(|one| self.taxonomy_head(one, &[]));
        let types = config.schema.types.iter().map(|one| {
            table([
                ("key", Value::from(&*one.key)),
                ("label", Value::from(one.label.text(self.lang))),
            ])
        });
        let tables = self.site.data.tables.iter();
        let data: tera::Map = tables
            .map(|(key, own)| ((*key).into(), rows(own)))
            .collect();
        let about = own(&config::about(), &config.about);
        let dates = self.site.pages.iter().filter_map(|page| {
            let front = &page.text.front;
            front.updated.or(front.date)
        });
        let updated = dates.map(|moment| moment.date).max();
        let pages = self.site.theme.pages.iter();
        let pages: tera::Map = pages
            .map(|name| {
                let url = self.href(&UrlPath::page(name));
                (name.clone().into(), Value::from(url))
            })
            .collect();
        let has_tones = !self.images.css.is_empty();
        let extra = config.extra.as_ref().map_or_else(|| table([]), free);
        let base_url = config.base_url.absolute(&UrlPath::home());
        let manifest = config.app.then(|| self.href(&app::manifest_url()));
        // Nobody subscribes to a disk.
        let has_feeds = config.base_url.has_origin() && self.copied.is_none();
        let feed = has_feeds.then(|| self.href(&metadata::site_feed()));
        table([
            ("title", Value::from(config.title.as_str())),
            ("description", Value::from(config.description.as_str())),
            ("language", Value::from(config.language.as_str())),
            ("base_url", Value::from(base_url)),
            ("home_url", Value::from(self.href(&UrlPath::home()))),
            ("search_url", Value::from(self.href(&search_url()))),
            ("directory_url", Value::from(self.href(&Directory::url()))),
            ("feed_url", Value::from(feed)),
            ("manifest_url", Value::from(manifest)),
            ("calendar_url", self.calendar_of(&UrlPath::home())),
            ("webcal_url", self.webcal_of(&UrlPath::home())),
            (
                "calendar_page_url",
                Value::from((self.site.agenda.has_dates()).then(|| self.href(&Agenda::url()))),
            ),
            (
                "tones_url",
                Value::from(has_tones.then_some(self.tones_url)),
            ),
            ("banner", Value::from(config.banner.clone())),
            ("menu", Value::from(menu)),
            ("taxonomies", Value::from(taxonomies.collect::<Vec<_>>())),
            ("types", Value::from(types.collect::<Vec<_>>())),
            ("data", Value::from(data)),
            ("about", about),
            ("extra", extra),
            ("updated", Value::from(updated.map(|date| date.to_string()))),
            ("pages", Value::from(pages)),
            (
                "settings",
                own(&self.site.theme.fields, &self.site.theme.settings),
            ),
            ("year", Value::from(self.today.year())),
            (
                "copied",
                Value::from(self.copied.map(|day| day.to_string())),
            ),
        ])
    }

    /// A page that is neither an editor's nor a list: `word` is its title among the theme's words.
    fn tool(&self, kind: &str, word: &str, url: &UrlPath, has_way: bool, context: &mut Inputs) {
        let way = if has_way {
            vec![self.home_crumb()]
        } else {
            Vec::new()
        };
        let about = About {
            subject: Subject::Tool,
            url,
            title: &self.word(word),
            description: "",
            way: &way,
        };
        self.current(kind, &about, context);
    }

    /// What every template sees of the page that it makes.
    fn current(&self, kind: &str, about: &About<'_>, context: &mut Inputs) {
        let base = &self.site.config.base_url;
        let canonical = base.has_origin().then(|| base.absolute(about.url));
        let current = table([
            ("calendar_url", self.calendar_of(about.url)),
            ("webcal_url", self.webcal_of(about.url)),
            ("kind", Value::from(kind)),
            ("url", Value::from(self.href(about.url))),
            ("canonical", Value::from(canonical)),
            ("title", Value::from(about.title)),
            ("description", Value::from(about.description)),
        ]);
        context.insert_value("current", current);
        let way = about.way.iter();
        let way = way.map(|crumb| link(&crumb.title, &self.href(&crumb.url)));
        context.insert_value("breadcrumbs", Value::from(way.collect::<Vec<_>>()));
        let feeds = self.metadata.own_feeds(about.subject).into_iter();
        let feeds = feeds.filter(|_| self.copied.is_none());
        let feeds = feeds.map(|(name, url)| name_url(name, &self.href(&url)));
        context.insert_value("feeds", Value::from(feeds.collect::<Vec<_>>()));
        let metadata = Value::safe_string(&self.metadata.head(about));
        context.insert_value("metadata", metadata);
    }

    /// A text as HTML, its links filled in; empty where there is no text.
    fn content(&self, text: Option<&Text>) -> Value {
        let mut html = String::new();
        if let Some(text) = text {
            let href = |link: usize| text.hrefs.get(link)?.as_deref();
            let picture = |link: usize| {
                let is_shown = text.markdown.links.get(link)?.kind == LinkKind::Image;
                is_shown.then(|| self.images.get(href(link)?)).flatten()
            };
            text.markdown.html.fill_around(
                |link| {
                    let known = picture(link).map(|picture| picture.url.as_str());
                    Some(known.or_else(|| href(link))?.into())
                },
                |link| picture(link).map(around),
                &mut html,
            );
        }
        Value::safe_string(&html)
    }

    /// The address of a page's, folder's or term's calendar, if it has one.
    fn calendar_of(&self, url: &UrlPath) -> Value {
        Value::from(self.calendars.of(url).map(|url| self.href(&url)))
    }

    /// The same, for programs that subscribe to calendars.
    fn webcal_of(&self, url: &UrlPath) -> Value {
        Value::from(self.calendars.webcal_of(self.site, url))
    }

    fn home_crumb(&self) -> Crumb {
        Crumb {
            title: self.word("home"),
            url: UrlPath::home(),
        }
    }

    /// The way from home down to a folder, that folder included.
    fn crumbs(&self, section: SectionId) -> Vec<Crumb> {
        let mut crumbs = Vec::new();
        let mut next = Some(section);
        while let Some(id) = next {
            let section = self.site.section(id);
            if section.parent.is_some() && section.listed {
                crumbs.push(Crumb {
                    title: section.title.clone(),
                    url: section.url.clone(),
                });
            }
            next = section.parent;
        }
        crumbs.push(self.home_crumb());
        crumbs.reverse();
        crumbs
    }

    fn card(&self, page: &Page) -> Value {
        let front = &page.text.front;
        let towns: Vec<Value> = page
            .terms
            .iter()
            .filter(|(taxonomy, _)| self.site.taxonomies[*taxonomy].key == "town")
            .map(|(taxonomy, term)| {
                Value::from(self.site.taxonomies[*taxonomy].terms[*term].name.as_str())
            })
            .collect();
        table([
            ("title", Value::from(page.title.as_str())),
            ("url", Value::from(self.href(&page.url))),
            ("type", Value::from(&*front.kind.key)),
            ("type_label", Value::from(front.kind.label.text(self.lang))),
            ("summary", Value::from(page.text.summary())),
            (
                "date",
                Value::from(front.date.map(|date| date.date.to_string())),
            ),
            ("cover", cover(&page.text)),
            ("towns", Value::from(towns)),
            ("draft", Value::from(front.draft)),
            (
                "fields",
                fields(self.site.config.schema.page_fields(&front.kind), &page.text),
            ),
        ])
    }

    fn card_of(&self, id: PageId) -> Value {
        let card = &self.cards[id.index()];
        card.get_or_init(|| self.card(self.site.page(id))).clone()
    }

    fn cards(&self, ids: &[PageId]) -> Value {
        Value::from(ids.iter().map(|id| self.card_of(*id)).collect::<Vec<_>>())
    }

    fn page(&self, id: PageId, context: &mut Inputs) {
        let page = self.site.page(id);
        let ParsedPage {
            front, markdown, ..
        } = &*page.text;
        let record = &front.record;
        let mut terms: Vec<Value> = Vec::new();
        for (index, taxonomy) in self.site.taxonomies.iter().enumerate() {
            let own: Vec<Value> = page
                .terms
                .iter()
                .filter(|(one, _)| *one == index)
                .map(|(_, term)| &taxonomy.terms[*term])
                .map(|term| name_url(&term.name, &self.href(&term.url)))
                .collect();
            if !own.is_empty() {
                terms.push(self.taxonomy_head(taxonomy, &[("terms", Value::from(own))]));
            }
        }
        let explained = page.explained.iter().map(|word| {
            let (word, meaning) = &self.site.words.glossary[*word];
            table([
                ("word", Value::from(word.as_str())),
                ("meaning", Value::from(meaning.as_str())),
            ])
        });
        let section = self.site.section(page.section);
        let section_value = section
            .listed
            .then(|| link(&section.title, &self.href(&section.url)));
        let summary = page.text.summary();
        let schema = &self.site.config.schema;
        let text = |key: &str| Value::from(record.text(key).map(str::to_owned));
        let url = |key: &str| {
            let url = |checked: &Checked| page.text.field_hrefs.get(&checked.span);
            Value::from(record.get(key).and_then(url).cloned())
        };
        let value = table([
            ("title", Value::from(page.title.as_str())),
            ("url", Value::from(self.href(&page.url))),
            ("type", Value::from(&*front.kind.key)),
            ("type_label", Value::from(front.kind.label.text(self.lang))),
            ("summary", Value::from(summary)),
            ("content", self.content(Some(&page.text))),
            ("toc", toc(&markdown::toc(&markdown.headings))),
            (
                "date",
                Value::from(front.date.map(|date| date.date.to_string())),
            ),
            (
                "updated",
                Value::from(front.updated.map(|date| date.date.to_string())),
            ),
            ("words", Value::from(markdown.words)),
            (
                "minutes",
                Value::from(markdown.words.div_ceil(CHARACTERS_A_MINUTE).max(1)),
            ),
            ("draft", Value::from(front.draft)),
            ("withheld", Value::from(front.is_withheld())),
            ("lang", text("lang")),
            ("owner", text("owner")),
            ("owner_url", url("owner")),
            ("village", text("village")),
            ("source", text("source")),
            ("source_url", text("source_url")),
            ("cover", cover(&page.text)),
            ("terms", Value::from(terms)),
            (
                "fields",
                fields(schema.page_fields(&front.kind), &page.text),
            ),
            ("facts", facts(&page.text, self.today, self.lang)),
            ("links", links(&page.text)),
            (
                "previous",
                Value::from(page.previous.map(|id| self.card_of(id))),
            ),
            ("next", Value::from(page.next.map(|id| self.card_of(id)))),
            ("related", self.cards(&page.related)),
            ("above", self.above(id)),
            ("referred", self.referred(&page.referred)),
            ("section", Value::from(section_value)),
            ("explained", Value::from(explained.collect::<Vec<_>>())),
            ("poster_url", self.poster_of(id)),
        ]);
        context.insert_value("page", value);
        let about = About {
            subject: Subject::Page(page),
            url: &page.url,
            title: &page.title,
            description: summary,
            way: &self.crumbs(page.section),
        };
        self.current("page", &about, context);
    }
}

fn link(title: &str, url: &str) -> Value {
    table([("title", Value::from(title)), ("url", Value::from(url))])
}

fn name_url(name: &str, url: &str) -> Value {
    table([("name", Value::from(name)), ("url", Value::from(url))])
}

fn toc(entries: &[TocEntry]) -> Value {
    let entries = entries.iter().map(|entry| {
        table([
            ("id", Value::from(entry.id.as_str())),
            ("title", Value::from(entry.text.as_str())),
            ("level", Value::from(entry.level)),
            ("children", toc(&entry.children)),
        ])
    });
    Value::from(entries.collect::<Vec<_>>())
}

fn cover(text: &Text) -> Value {
    let record = &text.front.record;
    let Some(url) = record
        .get("cover")
        .and_then(|cover| text.field_hrefs.get(&cover.span))
    else {
        return Value::none();
    };
    let alt = record.text("cover_alt").unwrap_or_default();
    table([
        ("url", Value::from(url.as_str())),
        ("alt", Value::from(alt)),
    ])
}
