//! A site as it is now, for the commands that help to write.

use std::collections::BTreeMap;
use std::path::Path;

use super::Outcome;
use super::build::{check_root, out_folder};
use super::console::Console;
use crate::config::Config;
use crate::diag::{Diagnostics, Format};
use crate::parse::parse;
use crate::scan::{scan, settings};
use crate::schema::folders;
use crate::source::SourceDb;
use crate::vocabulary::Vocabulary;
use crate::world::{DiskWorld, World as _, now_in_china};

/// What there is to choose from when a page is written.
pub(super) struct Site {
    pub(super) config: Config,
    pub(super) vocabularies: BTreeMap<String, Vocabulary>,
    /// See [`folders`].
    pub(super) folders: BTreeMap<String, String>,
    /// The titles of the pages of each type.
    pub(super) titles: BTreeMap<String, Vec<String>>,
}

/// Reads the site in a folder. Faults of its pages do not matter here.
///
/// # Errors
/// When there is no such folder or its settings are faulty, which has been said then.
pub(super) fn read(root: &Path, console: &Console) -> Result<Site, Outcome> {
    check_root(root, console)?;
    let world = DiskWorld::new(root, out_folder(root, None), now_in_china());
    let mut sources = SourceDb::default();
    let mut diags = Diagnostics::default();
    let (file, config) = settings(&world, &mut sources, &mut diags);
    if diags.errors() > 0 {
        console.show(&diags, &sources, Format::Full);
        return Err(Outcome::Misuse);
    }
    let scanned = scan(&world, config, file, &mut sources, &mut diags);
    let parsed = parse(scanned, &sources, true, world.now(), None, &mut diags);
    let mut titles: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for page in &parsed.pages {
        let own = titles.entry(page.front.kind.key.clone().into_owned());
        own.or_default().push(page.title().to_owned());
    }
    Ok(Site {
        folders: folders(&parsed),
        config: parsed.config,
        vocabularies: parsed.vocabularies,
        titles,
    })
}
