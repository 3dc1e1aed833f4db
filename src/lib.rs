//! Lyceum: a folder of Markdown becomes a static site with a search engine inside.
//!
//! ```text
//! World ─ scan ─▶ Scanned ─ parse ─▶ Parsed ─ resolve ─▶ Resolved ─┬ images ─ render ─▶ Rendered ┬ gate ─ emit ─▶ Sink
//!                                                        checkpoint └ search ─▶ files ────────────┘  checkpoint
//! ```
//! A copy for a disk takes one step more, behind the gate: [`offline`].
//!
//! Each stage takes the type that the one before returns. Faults of the content are gathered in
//! [`Diagnostics`] and never end a stage; the two checkpoints do. `docs/architecture.md` says more.

mod app;
mod cache;
pub mod cli;
pub mod config;
pub mod data;
pub mod deploy;
pub mod diag;
pub mod difference;
#[cfg(test)]
mod edits;
pub mod emit;
pub mod external;
pub mod fields;
pub mod gate;
mod headers;
mod hours;
pub mod images;
pub mod import;
pub mod ledger;
pub mod lunar;
pub mod manifest;
pub mod markdown;
pub mod mend;
mod metadata;
pub mod model;
mod offline;
mod parallel;
pub mod parse;
mod portable;
pub mod progress;
mod reading;
pub mod recurrence;
pub mod render;
pub mod report;
pub mod resolve;
mod rules;
pub mod scaffold;
pub mod scan;
pub mod schedule;
pub mod schema;
pub mod search;
pub mod serve;
pub mod slug;
pub mod source;
pub mod theme;
pub mod url;
pub mod value;
pub mod vocabulary;
pub mod words;
pub mod world;

use std::collections::BTreeMap;

use cache::Kept;
use diag::{Diagnostics, Failed};
use parse::Memo;
use progress::{Progress, Stage, Step};
use render::Body;
use resolve::Resolved;
use source::SourceDb;
use url::BaseUrl;
use world::World;

/// What a build may be told beside the site's own settings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BuildOptions {
    /// Stands in for the settings' address.
    pub base_url: Option<BaseUrl>,
    /// Stands in for the host of the address: for previews.
    pub origin: Option<String>,
    /// Whether drafts are part of the site, and what is not published yet or no more.
    pub drafts: bool,
    /// Whether the site has no search index.
    pub no_search: bool,
    /// Whether the site is a copy to be opened from a disk.
    pub offline: bool,
}

/// Why there is no site.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// The settings are faulty; see the diagnostics.
    #[error("the settings are faulty")]
    Settings,
    /// The content is faulty; see the diagnostics.
    #[error("the content is faulty")]
    Content,
    /// The search index could not be made.
    #[error(transparent)]
    Search(#[from] lyceum_index::WriteError),
    /// What is withheld is too much to look for.
    #[error(transparent)]
    Gate(#[from] aho_corasick::BuildError),
}

impl From<Failed> for BuildError {
    fn from(_: Failed) -> Self {
        Self::Content
    }
}

/// Builds the site of a world in memory: every published file by its path. What is wrong with it is
/// in `diags`, with places in `sources`.
///
/// # Errors
/// When settings or content are faulty, or the search index cannot be made.
pub fn build(
    world: &dyn World,
    options: &BuildOptions,
    sources: &mut SourceDb,
    diags: &mut Diagnostics,
) -> Result<BTreeMap<String, Body>, BuildError> {
    let mut resolved = read(world, options, &|_| {}, sources, diags)?;
    publish(&mut resolved, world, options, &|_| {}, sources, diags)
}

/// The first half of [`build`]: reads a site as far as that is possible, whatever is wrong with it.
///
/// # Errors
/// When the settings are faulty.
pub fn read(
    world: &dyn World,
    options: &BuildOptions,
    progress: Progress<'_>,
    sources: &mut SourceDb,
    diags: &mut Diagnostics,
) -> Result<Resolved, BuildError> {
    read_with(world, options, progress, None, sources, diags)
}

/// As [`read`], for a site that was read before: pages that have not changed are taken from `memo`. `sources` are
/// those of the last time.
///
/// # Errors
/// When the settings are faulty.
pub(crate) fn read_again(
    world: &dyn World,
    options: &BuildOptions,
    memo: &mut Memo,
    sources: &mut SourceDb,
    diags: &mut Diagnostics,
) -> Result<Resolved, BuildError> {
    read_with(world, options, &|_| {}, Some(memo), sources, diags)
}

fn read_with(
    world: &dyn World,
    options: &BuildOptions,
    progress: Progress<'_>,
    memo: Option<&mut Memo>,
    sources: &mut SourceDb,
    diags: &mut Diagnostics,
) -> Result<Resolved, BuildError> {
    progress(Step::Stage(Stage::Scan));
    let (settings, mut config) = scan::settings(world, sources, diags);
    diags.checkpoint().map_err(|Failed| BuildError::Settings)?;
    if let Some(base_url) = &options.base_url {
        config.base_url = base_url.clone();
    }
    if let Some(origin) = &options.origin {
        config.base_url = config.base_url.with_origin(origin);
    }
    // A preview changes all the time, and other sites have its address another day; from a disk
    // there are no workers.
    config.app &= options.origin.is_none() && !options.offline;
    let scanned = scan::scan(world, config, settings, sources, diags);
    progress(Step::Stage(Stage::Parse));
    let parsed = parse::parse(scanned, sources, options.drafts, world.now(), memo, diags);
    progress(Step::Stage(Stage::Resolve));
    let resolved = resolve::resolve(parsed, world.today(), diags);
    rules::check(&resolved, world.today(), diags);
    Ok(resolved)
}

/// The second half of [`build`]; of what was read it keeps what pages are made of. `progress` is for somebody who looks
/// on: a site's pictures take minutes when they are made first.
///
/// # Errors
/// As [`build`], and when the first half found errors.
pub fn publish(
    resolved: &mut Resolved,
    world: &dyn World,
    options: &BuildOptions,
    progress: Progress<'_>,
    sources: &mut SourceDb,
    diags: &mut Diagnostics,
) -> Result<BTreeMap<String, Body>, BuildError> {
    publish_again(resolved, world, options, progress, None, sources, diags)
}

/// As [`publish`], without making again what was `kept` of the last build.
///
/// # Errors
/// As [`publish`].
pub(crate) fn publish_again(
    resolved: &mut Resolved,
    world: &dyn World,
    options: &BuildOptions,
    progress: Progress<'_>,
    kept: Option<&Kept<'_>>,
    sources: &mut SourceDb,
    diags: &mut Diagnostics,
) -> Result<BTreeMap<String, Body>, BuildError> {
    diags.checkpoint()?;
    progress(Step::Stage(Stage::Images));
    let images = images::make(resolved, world, progress, diags);
    // What can still be wrong is wrong with templates. A large site's pages are a fifth of its memory.
    let mut needed = diags.files();
    needed.extend(resolved.withheld.iter().map(|text| text.body.file));
    for file in resolved.pages.iter().map(|page| page.text.source.file) {
        if !needed.contains(&file) {
            sources.forget(file);
        }
    }
    // One after the other: each keeps all processors busy, and the texts are gone before the pages are
    // made.
    progress(Step::Stage(Stage::Search));
    let mut files = if options.no_search {
        BTreeMap::new()
    } else {
        let documents = search::documents(resolved, world.today());
        resolved.forget_plain_text();
        search::index(documents, resolved, options.offline, kept)?
    };
    progress(Step::Stage(Stage::Render));
    let copied = options.offline.then(|| world.today());
    // The pages of a copy for a disk are not published as they are made.
    let made = kept.map(Kept::made).filter(|_| !options.offline);
    let rendered = render::render(
        resolved,
        &images,
        sources,
        world.today(),
        copied,
        made,
        diags,
    );
    files.extend(rendered.files);
    progress(Step::Stage(Stage::Gate));
    gate::check(&resolved.withheld, &files, world, sources, diags)?;
    if options.offline {
        files = offline::copy(files, &resolved.config, world, sources, diags);
    }
    diags.checkpoint()?;
    Ok(files)
}
