//! The site as it is previewed: read anew after a change, pages made when they are asked for.
//!
//! In: a folder, and which of its files changed. Out: [`Site`], which a thread of its own
//! [serves](super::preview). A faulty one is told of, and the last good one stays.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, DateTime};

use crate::config::SITE_TOML;
use crate::diag::Diagnostics;
use crate::images::{self, Images};
use crate::markdown::{Link, LinkKind};
use crate::parse::Memo;
use crate::render::{self, Body, OnDemand, Prepared};
use crate::resolve::{FileSource, Resolved};
use crate::scan::{CONTENT, PageFile, PageKind, STATIC, name_of};
use crate::source::{FileId, SourceDb};
use crate::theme::Theme;
use crate::world::{CachedWorld, Changed, World as _};
use crate::{BuildError, BuildOptions, read_again, rules, search};

/// The folder of themes.
const THEMES: &str = "themes/";

/// A site that has no faults, and all that its pages are made of.
pub(super) struct Site {
    resolved: Resolved,
    images: Images,
    prepared: Prepared,
    today: Date,
}

/// What goes from one reading of a site to the next.
pub(super) struct Reader {
    pub(super) world: CachedWorld,
    pub(super) sources: SourceDb,
    memo: Memo,
    options: BuildOptions,
    /// The files of which something was said last, if the site was good then.
    said: Option<BTreeSet<FileId>>,
}

impl Reader {
    pub(super) fn new(world: CachedWorld, options: BuildOptions) -> Self {
        Self {
            world,
            sources: SourceDb::default(),
            memo: Memo::default(),
            options,
            said: None,
        }
    }

    /// Reads the site as it is now.
    ///
    /// # Errors
    /// When it is faulty.
    pub(super) fn read(&mut self, diags: &mut Diagnostics) -> Result<Site, BuildError> {
        self.said = None;
        let site = self.read_all(diags)?;
        self.said = Some(diags.files());
        Ok(site)
    }

    fn read_all(&mut self, diags: &mut Diagnostics) -> Result<Site, BuildError> {
        let world = &self.world;
        let resolved = read_again(
            world,
            &self.options,
            &mut self.memo,
            &mut self.sources,
            diags,
        )?;
        diags.checkpoint()?;
        let images = images::make(&resolved, world, &|_| {}, diags);
        let today = world.today();
        let prepared = render::prepare(&resolved, &images, &self.sources, today, None, diags);
        diags.checkpoint()?;
        // Without a fault there are templates.
        let prepared = prepared.ok_or(BuildError::Content)?;
        Ok(Site {
            resolved,
            images,
            prepared,
            today,
        })
    }

    /// Makes the site what it is now where only pages or only the theme changed, and nothing that reaches further.
    /// Whether that could be done; if not, it is to be read.
    pub(super) fn follow(&mut self, site: &mut Site, changed: &Changed) -> bool {
        let Some(said) = &self.said else {
            return false;
        };
        if !site.is_of(self.world.now()) || changed.any {
            return false;
        }
        let is_dress = |path: &String| path.starts_with(THEMES);
        if !changed.paths.is_empty() && changed.paths.iter().all(is_dress) {
            return self.dress(site);
        }
        let files: Option<Vec<(FileId, &String)>> = changed
            .paths
            .iter()
            .map(|path| {
                let known = self.sources.id(path);
                if known.is_none() && page_path(path).is_none() {
                    return None;
                }
                let text = self.world.text(path).ok()?;
                let is_whole =
                    text.fault.is_none() && !known.is_some_and(|file| said.contains(&file));
                is_whole.then(|| (self.sources.add(path.as_str(), text.text), path))
            })
            .collect();
        let Some(files) = files.filter(|files| !files.is_empty()) else {
            return false;
        };
        files.into_iter().all(|(file, path)| {
            if !self.memo.knows(file) {
                return self.join(site, file, path);
            }
            let pages = self.memo.read_again(file, &self.sources);
            pages.is_some_and(|(before, now)| site.resolved.retell(&before, &now))
        })
    }

    /// Gives the site a page that it did not have. Whether that could be done.
    fn join(&mut self, site: &mut Site, file: FileId, path: &str) -> bool {
        let Some(path) = page_path(path) else {
            return false;
        };
        let source = PageFile {
            file,
            path: path.to_owned(),
            kind: PageKind::Single,
        };
        let Some(page) = self.memo.read_new(source, &self.sources) else {
            return false;
        };
        let Some(new) = site.resolved.join(&page) else {
            return false;
        };
        let mut diags = Diagnostics::default();
        let (resolved, prepared) = (&site.resolved, &mut site.prepared);
        rayon::join(
            || rules::check(resolved, site.today, &mut diags),
            || prepared.renew(resolved, site.today),
        );
        let text = &resolved.page(new).text;
        let mut links = text.markdown.links.iter().zip(&text.hrefs);
        let is_new = |link: &Link, href: &Option<String>| {
            let known = href.as_ref().and_then(|href| site.images.get(href));
            link.kind == LinkKind::Image && known.is_none()
        };
        if links.any(|(link, href)| is_new(link, href)) {
            site.images = images::make(resolved, &self.world, &|_| {}, &mut diags);
        }
        diags.is_empty()
    }

    /// Gives the site the theme as it is now. Whether that could be done: not if it publishes other files.
    fn dress(&mut self, site: &mut Site) -> bool {
        let Some(settings) = self.sources.id(SITE_TOML) else {
            return false;
        };
        let mut diags = Diagnostics::default();
        let theme = {
            let files = site.resolved.files.values();
            let statics = files.filter_map(|source| match source {
                FileSource::World(path) => path.strip_prefix(STATIC)?.strip_prefix('/'),
                FileSource::Theme(_) => None,
            });
            let statics: BTreeSet<&str> = statics.collect();
            let config = &site.resolved.config;
            let sources = &mut self.sources;
            Theme::load(&self.world, config, settings, &statics, sources, &mut diags)
        };
        let old = &site.resolved.theme;
        if !diags.is_empty() || theme.pages != old.pages || theme.statics != old.statics {
            return false;
        }
        let old = std::mem::replace(&mut site.resolved.theme, theme);
        let (resolved, images) = (&site.resolved, &site.images);
        let prepared = render::prepare(
            resolved,
            images,
            &self.sources,
            site.today,
            None,
            &mut diags,
        );
        let is_good = diags.is_empty();
        match prepared.filter(|_| is_good) {
            Some(prepared) => site.prepared = prepared,
            None => site.resolved.theme = old,
        }
        is_good
    }

    /// The ids of files with these paths, of those that have been read.
    pub(super) fn files(&self, paths: &[String]) -> Vec<FileId> {
        let ids = paths.iter().filter_map(|path| self.sources.id(path));
        ids.collect()
    }
}

impl Site {
    /// Whether the site is what it was read as, at a later time.
    pub(super) fn is_of(&self, now: DateTime) -> bool {
        now.date() == self.today && self.resolved.times.hold_at(now)
    }

    /// The folder of the host that the site stands in, `/` or `/portal/`.
    pub(super) fn base_path(&self) -> &str {
        self.resolved.config.base_url.path()
    }

    /// Its pages, to be made.
    pub(super) fn on_demand(&self) -> OnDemand<'_> {
        OnDemand::new(&self.resolved, &self.images, &self.prepared, self.today)
    }

    /// The files of the search, by path.
    ///
    /// # Errors
    /// When the index cannot be made.
    pub(super) fn search(&self) -> Result<BTreeMap<String, Body>, BuildError> {
        let documents = search::documents(&self.resolved, self.today);
        Ok(search::index(documents, &self.resolved, false, None)?)
    }
}

/// The path from the content folder of what can only be a page of its own.
fn page_path(path: &str) -> Option<&str> {
    let path = path.strip_prefix(CONTENT)?.strip_prefix('/')?;
    let name = name_of(path).strip_suffix(".md")?;
    let is_hidden = path.split('/').any(|part| part.starts_with('.'));
    (!is_hidden && name != "index" && name != "_index").then_some(path)
}

#[cfg(test)]
mod tests;
