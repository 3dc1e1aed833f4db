//! First stage: which files there are, and what each is.
//!
//! In: a [`World`]. Out: [`Scanned`]: settings, theme, vocabularies, the texts of all pages, and the
//! files to be copied. Pages are not parsed here.

mod names;

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use rayon::prelude::*;

use crate::config::{Config, SITE_TOML, Terms};
use crate::data::Data;
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::msg;
use crate::parallel::PIECE;
use crate::reading::{add_text, unlisted, unreadable};
use crate::source::{FileId, SourceDb};
use crate::theme::Theme;
use crate::url::has_extension;
use crate::vocabulary::Vocabulary;
use crate::words::Words;
use crate::world::World;

/// What a site consists of.
#[derive(Debug)]
pub struct Scanned {
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
    pub pages: Vec<PageFile>,
    /// Paths of Markdown files that could not be used; why is in the diagnostics.
    pub unusable: Vec<String>,
    /// Files beside the pages, by path.
    pub assets: Vec<Asset>,
    /// Files that are published as they are.
    pub statics: Vec<StaticFile>,
}

/// A Markdown file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageFile {
    /// Its text.
    pub file: FileId,
    /// Its path from the content folder, `cook/0001.md`.
    pub path: String,
    /// What it is the page of.
    pub kind: PageKind,
}

/// What a Markdown file is the page of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageKind {
    /// Itself: `cook/0001.md`.
    Single,
    /// Its folder, with the files beside it: `cook/0001/index.md`.
    Bundle,
    /// Its folder, as the list of the pages in it: `cook/_index.md`.
    Section,
}

impl PageFile {
    /// The folder from the content folder, without a slash at the end; empty for the root.
    pub fn folder(&self) -> &str {
        folder_of(&self.path)
    }

    /// The path of what it is the page of: its own without the extension, or its folder.
    pub fn page_path(&self) -> &str {
        match self.kind {
            PageKind::Single => {
                let path = self.path.as_str();
                path.rsplit_once('.').map_or(path, |(stem, _)| stem)
            }
            PageKind::Bundle | PageKind::Section => self.folder(),
        }
    }
}

/// A file beside the pages: an image, a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// Its path from the content folder.
    pub path: String,
    /// Its path from the site's root.
    pub world_path: String,
}

/// A file of `static/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaticFile {
    /// Its path in the published site.
    pub path: String,
    /// Its path from the site's root.
    pub world_path: String,
}

/// The folder of the pages.
pub const CONTENT: &str = "content";
/// All folders that a site is made of.
pub const INPUT_FOLDERS: [&str; 4] = [CONTENT, "data", STATIC, "themes"];
/// The folder of files that are published as they are.
pub(crate) const STATIC: &str = "static";
/// Folders that are no content where the site's root is the content folder.
const NO_CONTENT: [&str; 4] = ["themes/", "static/", "data/", "node_modules/"];

/// Reads the settings alone: faults in them are misuse, not faults of the content.
pub fn settings(
    world: &dyn World,
    sources: &mut SourceDb,
    diags: &mut Diagnostics,
) -> (FileId, Config) {
    match world.text(SITE_TOML) {
        Ok(text) => match add_text(SITE_TOML.to_owned(), text, sources, diags) {
            Some(file) => {
                let text = sources.text(file).to_owned();
                (file, Config::read(file, &text, diags))
            }
            None => (sources.add(SITE_TOML, ""), Config::default_settings()),
        },
        Err(error) => {
            let file = sources.add(SITE_TOML, "");
            if error.kind() != std::io::ErrorKind::NotFound {
                diags.push(unreadable(file, &error));
            }
            (file, Config::default_settings())
        }
    }
}

/// Finds and reads all files of the site.
pub fn scan(
    world: &dyn World,
    config: Config,
    settings: FileId,
    sources: &mut SourceDb,
    diags: &mut Diagnostics,
) -> Scanned {
    let vocabularies = vocabularies(world, &config, sources, diags);
    let content = world.list(CONTENT);
    let has_content = !content.files.is_empty() || !content.faults.is_empty();
    // A plain folder of Markdown has no `content/`: then it is the content itself.
    let (prefix, listing) = if has_content {
        ("content/", content)
    } else {
        ("", world.list(""))
    };
    for fault in &listing.faults {
        unlisted(fault, sources, diags);
    }
    let inner: Vec<(String, String)> = listing
        .files
        .into_iter()
        .filter_map(|world_path| {
            let path = world_path.strip_prefix(prefix)?.to_owned();
            let is_content = has_content
                || (path != SITE_TOML && !NO_CONTENT.iter().any(|folder| path.starts_with(folder)));
            is_content.then_some((path, world_path))
        })
        .collect();
    let (pages, assets): (Vec<_>, Vec<_>) =
        inner.into_iter().partition(|(path, _)| is_markdown(path));
    let statics = world.list(STATIC);
    for fault in &statics.faults {
        unlisted(fault, sources, diags);
    }
    let statics: Vec<(String, String)> = statics
        .files
        .into_iter()
        .filter_map(|world_path| {
            let path = world_path
                .strip_prefix(STATIC)?
                .strip_prefix('/')?
                .to_owned();
            Some((path, world_path))
        })
        .collect();
    let misnamed = names::check(&[&pages, &assets, &statics], sources, diags);
    let (pages, unusable) = read_pages(world, pages, &misnamed, sources, diags);
    let assets = assets
        .into_iter()
        .map(|(path, world_path)| Asset { path, world_path })
        .collect();
    let statics: Vec<StaticFile> = statics
        .into_iter()
        .map(|(path, world_path)| StaticFile { path, world_path })
        .collect();
    let words = Words::load(world, sources, diags);
    let data = Data::load(world, sources, diags);
    let published = statics.iter().map(|file| file.path.as_str()).collect();
    let theme = Theme::load(world, &config, settings, &published, sources, diags);
    Scanned {
        config,
        theme,
        vocabularies,
        words,
        data,
        pages,
        unusable,
        assets,
        statics,
    }
}

fn is_markdown(path: &str) -> bool {
    has_extension(path, "md") || has_extension(path, "markdown")
}

fn read_pages(
    world: &dyn World,
    paths: Vec<(String, String)>,
    misnamed: &BTreeSet<String>,
    sources: &mut SourceDb,
    diags: &mut Diagnostics,
) -> (Vec<PageFile>, Vec<String>) {
    let (bad, paths): (Vec<_>, Vec<_>) = paths
        .into_iter()
        .partition(|(_, world_path)| misnamed.contains(world_path));
    let mut unusable: Vec<String> = bad.into_iter().map(|(path, _)| path).collect();
    let texts: Vec<_> = paths
        .par_iter()
        .with_max_len(PIECE)
        .map(|(_, world_path)| world.text(world_path))
        .collect();
    let sections = folders_that_hold_pages(&paths);
    let mut pages = Vec::with_capacity(paths.len());
    for ((path, world_path), text) in paths.into_iter().zip(texts) {
        let text = match text {
            Ok(text) => text,
            Err(error) => {
                let file = sources.add(world_path, "");
                diags.push(unreadable(file, &error));
                unusable.push(path);
                continue;
            }
        };
        let Some(file) = add_text(world_path, text, sources, diags) else {
            unusable.push(path);
            continue;
        };
        let kind = match stem_of(&path) {
            "_index" => PageKind::Section,
            // Folders of plain Markdown from elsewhere use `index.md` for the folder's own page.
            "index" if sections.contains(folder_of(&path)) => PageKind::Section,
            "index" => PageKind::Bundle,
            _ => PageKind::Single,
        };
        pages.push(PageFile { file, path, kind });
    }
    (pages, unusable)
}

/// The folders with pages beside their `index.md`, in them or below them.
fn folders_that_hold_pages(paths: &[(String, String)]) -> BTreeSet<String> {
    let mut folders = BTreeSet::from([String::new()]);
    for (path, _) in paths {
        let own = folder_of(path);
        let mut folder = if stem_of(path) == "index" {
            folder_of(own)
        } else {
            own
        };
        while folders.insert(folder.to_owned()) {
            folder = folder_of(folder);
        }
    }
    folders
}

/// The name of a Markdown file, without its extension.
fn stem_of(path: &str) -> &str {
    let name = name_of(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// The last part of a path.
pub(crate) fn name_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// A path without its last part; empty where there is only one.
pub(crate) fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn vocabularies(
    world: &dyn World,
    config: &Config,
    sources: &mut SourceDb,
    diags: &mut Diagnostics,
) -> BTreeMap<String, Vocabulary> {
    let mut found = BTreeMap::new();
    for taxonomy in &config.taxonomies {
        let vocabulary = match &taxonomy.terms {
            Terms::Open => continue,
            Terms::List(names) => Vocabulary::from_names(names, diags),
            Terms::File(path, span) => match world.text(path) {
                Ok(text) => match add_text(path.clone(), text, sources, diags) {
                    Some(file) => Vocabulary::from_csv(file, sources.text(file), diags),
                    None => Vocabulary::default(),
                },
                Err(error) if error.kind() == io::ErrorKind::FileTooLarge => {
                    let file = sources.add(path.clone(), "");
                    diags.push(unreadable(file, &error));
                    Vocabulary::default()
                }
                Err(error) => {
                    diags.push(
                        Diagnostic::error(
                            Code::UnreadableFile,
                            *span,
                            msg!(en: "`{path}` cannot be read: {error}", zh: "`{path}` 读不出来：{error}"),
                        )
                        .help(msg!(
                            en: "give the path of a CSV file from the site's root",
                            zh: "写 CSV 文件从站点根目录算起的路径",
                        )),
                    );
                    Vocabulary::default()
                }
            },
        };
        found.insert(taxonomy.key.clone(), vocabulary);
    }
    found
}
