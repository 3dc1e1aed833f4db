//! `site.toml` to [`Config`].
//!
//! In: the text of the file, if there is one. Out: checked settings with every default applied, and
//! a diagnostic for each fault. Only `[extra]` may hold what it likes.

mod settings;

use std::sync::Arc;

use lyceum_index::sound::Folding;

pub(crate) use settings::about;
pub use settings::settings;
use settings::taxonomy_settings;

use crate::diag::{Code, Diagnostic, Diagnostics, Lang};
use crate::fields::{self, Checked, FieldValue, Record};
use crate::markdown::HtmlPolicy;
use crate::model::own::{is_key, small_letters, table_of};
use crate::model::{Field, Schema};
use crate::msg;
use crate::parse::FrontMatter;
use crate::portable::is_device;
use crate::source::{FileId, Span};
use crate::url::{BaseUrl, UrlPath};
use crate::value::{Node, Value, toml};

/// The file with the settings.
pub const SITE_TOML: &str = "site.toml";

/// A site's settings.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// Whether the site has settings at all; a plain folder of Markdown has none.
    pub is_written: bool,
    /// Name of the site; empty when `site.toml` gives none.
    pub title: String,
    /// Where it will stand.
    pub base_url: BaseUrl,
    /// Language tag, `zh-CN`.
    pub language: String,
    /// One sentence about the site.
    pub description: String,
    /// Folder under `themes/`.
    pub theme: String,
    /// Where the settings name the theme.
    pub theme_span: Option<Span>,
    /// What the site asks of the theme; which settings there are is the theme's business.
    pub theme_settings: Option<Node>,
    /// The picture that stands for pages without one where they are shared.
    pub share_image: Option<SiteFile>,
    /// A notice for every page.
    pub banner: Option<String>,
    /// Pages on one list page.
    pub paginate: usize,
    /// What becomes of raw HTML.
    pub html: HtmlPolicy,
    /// Sounds that the search does not keep apart.
    pub folding: Folding,
    /// The built-in taxonomies, then those that the settings add.
    pub taxonomies: Vec<TaxonomyConfig>,
    /// The types of pages and their fields, the built-in ones and the site's own.
    pub schema: Schema,
    /// The main menu.
    pub menu: Vec<MenuItem>,
    /// Whether readers can install the site, and keep what they have visited.
    pub app: bool,
    /// Where forms in the browser save what editors write.
    pub cms: Option<Cms>,
    /// The code under which a government site is registered, 网站标识码.
    pub site_id_code: Option<String>,
    /// Who answers for the site: the settings of `[about]` that are there.
    pub about: Record,
    /// What the theme makes of it is the theme's business.
    pub extra: Option<Node>,
}

/// One taxonomy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaxonomyConfig {
    /// Key in front matter and in the URL.
    pub key: String,
    /// Its name.
    pub label: String,
    /// Its terms, if they form a closed list.
    pub terms: Terms,
}

/// Which terms a taxonomy may have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Terms {
    /// Whatever pages name.
    Open,
    /// These, with their places in `site.toml`.
    List(Vec<(String, Span)>),
    /// Those of a CSV file, named at this place.
    File(String, Span),
}

/// A repository that forms in the browser save to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cms {
    /// Its kind, as Sveltia CMS and Decap CMS name it.
    pub backend: String,
    /// Its name, `owner/name`.
    pub repo: Option<String>,
    /// Its branch.
    pub branch: Option<String>,
}

/// An entry of the menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MenuItem {
    /// What it says.
    pub name: String,
    /// A place in the site, or a web address.
    pub url: String,
    /// Where `site.toml` gives the address.
    pub span: Span,
}

/// A file of the site that the settings name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteFile {
    /// Its address in the site, as written: `/images/a.jpg`.
    pub url: String,
    /// Where `site.toml` names it.
    pub span: Span,
}

impl SiteFile {
    /// Its address, ready to be written.
    pub fn href(&self, base_url: &BaseUrl) -> String {
        base_url.href(&UrlPath::file(self.url.trim_start_matches('/')))
    }
}

/// Taxonomies that every site has: key, Chinese and English name.
const BUILT_IN: [(&str, &str, &str); 5] = [
    ("type", "类型", "Types"),
    ("town", "镇街", "Towns"),
    ("topic", "主题", "Topics"),
    ("audience", "适合人群", "Audiences"),
    ("tags", "标签", "Tags"),
];

impl Config {
    /// The settings of a site without `site.toml`.
    pub fn default_settings() -> Self {
        Self {
            is_written: false,
            title: String::new(),
            base_url: BaseUrl::root(),
            language: "zh-CN".to_owned(),
            description: String::new(),
            theme: "lyceum".to_owned(),
            theme_span: None,
            theme_settings: None,
            share_image: None,
            banner: None,
            paginate: 20,
            html: HtmlPolicy::Sanitize,
            folding: Folding::default(),
            taxonomies: Vec::new(),
            schema: Schema::built_in(),
            menu: Vec::new(),
            app: true,
            cms: None,
            site_id_code: None,
            about: Record::default(),
            extra: None,
        }
        .with_built_in_taxonomies()
    }

    /// The language of the theme's words.
    pub fn lang(&self) -> Lang {
        if self.language == "en" {
            Lang::En
        } else {
            Lang::Zh
        }
    }

    /// Whether a page was written for this site. In a folder that nobody set up as a site, a page
    /// without front matter is somebody's plain Markdown: its broken links must not stop the build.
    pub fn is_own(&self, front: &FrontMatter) -> bool {
        self.is_written || !front.is_blank()
    }

    /// How many list pages so many pages take; an empty list has one.
    pub fn list_pages(&self, pages: usize) -> usize {
        pages.div_ceil(self.paginate).max(1)
    }

    /// Reads the settings in `file`.
    pub fn read(file: FileId, text: &str, diags: &mut Diagnostics) -> Self {
        let table = toml::parse(file, text, 0..text.len(), diags);
        let settings = settings();
        let settings: Vec<&Arc<Field>> = settings.iter().collect();
        let record = fields::read(&table, &settings, &[], diags);
        let mut config = Self::default_settings();
        let text = |key: &str| record.text(key).map(str::to_owned);
        config.is_written = true;
        config.title = text("title").unwrap_or_default();
        config.description = text("description").unwrap_or_default();
        config.banner = text("banner");
        config.share_image = text("share_image").and_then(|url| {
            let span = record.get("share_image")?.span;
            Some(SiteFile { url, span })
        });
        config.theme = text("theme").unwrap_or(config.theme);
        config.theme_span = record.get("theme").map(|checked| checked.span);
        config.language = text("language").unwrap_or(config.language);
        config.base_url = read_base_url(&record, diags).unwrap_or(config.base_url);
        if let Some(Checked {
            value: FieldValue::Number(number, _),
            ..
        }) = record.get("paginate")
        {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a whole number from 1 to 1000"
            )]
            let paginate = *number as usize;
            config.paginate = paginate;
        }
        if let Some(Checked {
            value: FieldValue::Table(markdown),
            ..
        }) = record.get("markdown")
        {
            config.html = match markdown.text("html") {
                Some("escape") => HtmlPolicy::Escape,
                Some("allow") => HtmlPolicy::Allow,
                _ => HtmlPolicy::Sanitize,
            };
        }
        if let Some(Checked {
            value: FieldValue::Table(search),
            ..
        }) = record.get("search")
            && search.get("sounds_alike").is_some()
        {
            let names = search.texts("sounds_alike");
            let names: Vec<&str> = names.into_iter().map(|(name, _)| name).collect();
            config.folding = Folding::of(&names);
        }
        if let Some(Checked {
            value: FieldValue::Table(app),
            ..
        }) = record.get("app")
        {
            let enabled = app.get("enabled");
            config.app = enabled.is_none() || app.is_true("enabled");
        }
        config.menu = read_menu(&record);
        config.cms = read_cms(&record, diags);
        if let Some(Checked {
            value: FieldValue::Table(about),
            ..
        }) = record.get("about")
        {
            config.about = about.clone();
        }
        if let Some(Checked {
            value: FieldValue::Table(gov),
            span,
        }) = record.get("gov")
        {
            config.site_id_code = gov.text("site_id_code").map(str::to_owned);
            check_duties(&config.about, *span, diags);
        }
        let free = |key: &str| match record.get(key).map(|checked| &checked.value) {
            Some(FieldValue::Free(node)) => Some(node),
            _ => None,
        };
        config.theme_settings = free("theme_settings").cloned();
        config.extra = free("extra").cloned();
        let mut config = config.with_built_in_taxonomies();
        config.schema.extend(free("types"), free("fields"), diags);
        if let Some(node) = free("taxonomies") {
            config.read_taxonomies(node, diags);
        }
        config
    }

    fn with_built_in_taxonomies(mut self) -> Self {
        let lang = self.lang();
        self.taxonomies = BUILT_IN
            .iter()
            .map(|(key, zh, en)| TaxonomyConfig {
                key: (*key).to_owned(),
                label: match lang {
                    Lang::Zh => (*zh).to_owned(),
                    Lang::En => (*en).to_owned(),
                },
                terms: Terms::Open,
            })
            .collect();
        self
    }

    fn read_taxonomies(&mut self, node: &Node, diags: &mut Diagnostics) {
        let Some(table) = table_of(node, "taxonomies", diags) else {
            return;
        };
        for entry in &table.entries {
            let key = &entry.key;
            let path = format!("taxonomies.{key}");
            let Some(settings) = table_of(&entry.value, &path, diags) else {
                continue;
            };
            let is_new = !self.taxonomies.iter().any(|one| one.key == *key);
            let why_not = if !is_key(key) {
                Some(small_letters())
            } else if is_new && is_field(&self.schema, key) {
                Some(
                    msg!(en: "pages have a field of that name; choose another", zh: "页面已经有叫这个名字的字段，请换一个"),
                )
            } else if is_device(key) {
                Some(
                    msg!(en: "Windows keeps the name for a device; choose another", zh: "这个名字 Windows 留给设备用，请换一个"),
                )
            } else if RESERVED.contains(&key.as_str()) {
                Some(
                    msg!(en: "the site needs the address `/{key}/` itself; choose another", zh: "网站自己要用网址 `/{key}/`，请换一个"),
                )
            } else {
                None
            };
            if let Some(help) = why_not {
                diags.push(
                    Diagnostic::error(
                        Code::InvalidValue,
                        entry.key_span,
                        msg!(en: "`{key}` cannot name a taxonomy", zh: "分类的键不能写 `{key}`"),
                    )
                    .help(help),
                );
                continue;
            }
            let fields = taxonomy_settings();
            let fields: Vec<&Arc<Field>> = fields.iter().collect();
            let record = fields::read(settings, &fields, &[], diags);
            let terms = match record.get("terms") {
                Some(Checked {
                    value: FieldValue::Free(terms),
                    ..
                }) => read_terms(terms, diags),
                _ => Terms::Open,
            };
            let label = record.text("label").map(str::to_owned);
            match self.taxonomies.iter_mut().find(|one| one.key == entry.key) {
                Some(known) => {
                    known.terms = terms;
                    known.label = label.unwrap_or_else(|| known.label.clone());
                }
                None => self.taxonomies.push(TaxonomyConfig {
                    label: label.unwrap_or_else(|| entry.key.clone()),
                    key: entry.key.clone(),
                    terms,
                }),
            }
        }
    }
}

/// Folders that every site has itself.
const RESERVED: [&str; 3] = ["search", "assets", "calendar"];

/// Whether front matter gives the key a meaning of its own.
fn is_field(schema: &Schema, key: &str) -> bool {
    key == "taxonomies" || schema.all_fields().any(|field| field.answers_to(key))
}

fn read_base_url(record: &Record, diags: &mut Diagnostics) -> Option<BaseUrl> {
    let text = record.text("base_url")?;
    let base = BaseUrl::parse(text);
    if base.is_none() {
        let span = record.get("base_url")?.span;
        diags.push(
            Diagnostic::error(
                Code::InvalidUrl,
                span,
                msg!(en: "`{text}` is no address of a site", zh: "`{text}` 不是站点的网址"),
            )
            .help(msg!(en: "write for example `https://example.org/`", zh: "例如 `https://example.org/`")),
        );
    }
    base
}

fn read_cms(record: &Record, diags: &mut Diagnostics) -> Option<Cms> {
    let Some(Checked {
        value: FieldValue::Table(own),
        span,
    }) = record.get("cms")
    else {
        return None;
    };
    let text = |key: &str| own.text(key).map(str::to_owned);
    let cms = Cms {
        backend: text("backend")?,
        repo: text("repo"),
        branch: text("branch"),
    };
    // Only the one for trying things out saves nothing anywhere.
    if cms.repo.is_none() && cms.backend != "test-repo" {
        diags.push(
            Diagnostic::error(
                Code::MissingField,
                *span,
                msg!(en: "`cms` needs `repo`", zh: "`cms` 里要写 `repo`"),
            )
            .help(msg!(
                en: "write for example `repo = \"county/learning-site\"`",
                zh: "例如 `repo = \"county/learning-site\"`",
            )),
        );
    }
    Some(cms)
}

/// What a government site owes its readers on every page: who runs it, whom to ask, under which
/// numbers it is filed.
fn check_duties(about: &Record, gov: Span, diags: &mut Diagnostics) {
    for key in ["host", "phone", "icp", "police"] {
        if about.get(key).is_none() {
            diags.push(
                Diagnostic::warning(
                    Code::MissingField,
                    gov,
                    msg!(en: "a government site says `about.{key}` on every page", zh: "政府网站每一页都要有 `about.{key}`"),
                )
                .help(msg!(
                    en: "write it under `[about]`; docs/config.md shows how",
                    zh: "写在 `[about]` 下面，写法见 docs/config.md",
                )),
            );
        }
    }
}

fn read_menu(record: &Record) -> Vec<MenuItem> {
    let Some(Checked {
        value: FieldValue::List(items),
        ..
    }) = record.get("menu")
    else {
        return Vec::new();
    };
    items
        .iter()
        .filter_map(|item| {
            let FieldValue::Table(fields) = &item.value else {
                return None;
            };
            Some(MenuItem {
                name: fields.text("name")?.to_owned(),
                url: fields.text("url")?.to_owned(),
                span: fields.get("url")?.span,
            })
        })
        .collect()
}

fn read_terms(node: &Node, diags: &mut Diagnostics) -> Terms {
    match &node.value {
        Value::Text(path) => Terms::File(path.clone(), node.span),
        Value::List(items) => Terms::List(
            items
                .iter()
                .filter_map(|item| match &item.value {
                    Value::Text(name) => Some((name.clone(), item.span)),
                    other => {
                        let (en, zh) = other.kind();
                        diags.push(Diagnostic::error(
                            Code::WrongType,
                            item.span,
                            msg!(en: "a term must be text, not {en}", zh: "词条应是文字，这里是{zh}"),
                        ));
                        None
                    }
                })
                .collect(),
        ),
        other => {
            let (en, zh) = other.kind();
            diags.push(
                Diagnostic::error(
                    Code::WrongType,
                    node.span,
                    msg!(en: "`terms` must be a list or the path of a CSV file, not {en}", zh: "`terms` 应是列表或 CSV 文件的路径，这里是{zh}"),
                ),
            );
            Terms::Open
        }
    }
}
