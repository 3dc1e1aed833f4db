//! The site as it is previewed: read anew after a change, pages made when they are asked for.
//!
//! In: a folder, and which of its files changed. Out: [`Site`], which a thread of its own
//! [serves](super::preview). A faulty one is told of, and the last good one stays.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::diag::Diagnostics;
use crate::images::{self, Images};
use crate::parse::Memo;
use crate::render::{self, Body, OnDemand, Prepared};
use crate::resolve::Resolved;
use crate::source::{FileId, SourceDb};
use crate::world::{CachedWorld, World as _};
use crate::{BuildError, BuildOptions, read_again, search};

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
}

impl Reader {
    pub(super) fn new(world: CachedWorld, options: BuildOptions) -> Self {
        Self {
            world,
            sources: SourceDb::default(),
            memo: Memo::default(),
            options,
        }
    }

    /// Reads the site as it is now.
    ///
    /// # Errors
    /// When it is faulty.
    pub(super) fn read(&mut self, diags: &mut Diagnostics) -> Result<Site, BuildError> {
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

    /// The ids of files with these paths, of those that have been read.
    pub(super) fn files(&self, paths: &[String]) -> Vec<FileId> {
        let ids = paths.iter().filter_map(|path| self.sources.id(path));
        ids.collect()
    }
}

impl Site {
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
        Ok(search::index(documents, &self.resolved, false)?)
    }
}
