//! A folder of this machine: what a build does with its output, once more.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rayon::prelude::*;

use super::{DeployError, Deployed, Local, Manner};
use crate::manifest::{KEPT, Kept, MANIFEST, Manifest, Turn, Version, retire};
use crate::world::{DiskSink, Sink as _, read_file};

/// A folder.
#[derive(Debug)]
pub struct Folder(pub PathBuf);

impl Folder {
    /// Puts a site there.
    ///
    /// # Errors
    /// As [`DeployError`] says.
    pub fn deploy(&self, site: &Local, manner: Manner) -> Result<Deployed, DeployError> {
        let Self(target) = self;
        // One that is not there yet lies below one that is.
        let there = std::path::absolute(target)?;
        let there = there.ancestors().find_map(|path| path.canonicalize().ok());
        let (there, out) = (there.unwrap_or_default(), site.out.canonicalize()?);
        if there.starts_with(&out) || target.exists() && out.starts_with(&there) {
            return Err(DeployError::Itself(target.clone()));
        }
        let mut deployed = changes(target, site, manner);
        if manner.dry_run {
            return Ok(deployed);
        }
        let mut sink = DiskSink::new(target)?.keeping(manner.keep);
        let paths: Vec<&str> = site.files().map(|(path, _)| path).collect();
        let fault = paths.par_iter().find_map_first(|path| {
            let put = site
                .read(path)
                .and_then(|bytes| Ok(sink.put(path, &bytes)?));
            put.err()
        });
        if let Some(fault) = fault {
            return Err(fault);
        }
        deployed.left = sink.commit()?.left;
        deployed
            .removed
            .retain(|path| !deployed.left.contains(path));
        Ok(deployed)
    }
}

/// What would be done.
fn changes(target: &Path, site: &Local, manner: Manner) -> Deployed {
    let read = |name: &str| read_file(&target.join(name)).unwrap_or_default();
    let (old, kept) = (Manifest::parse(&read(MANIFEST)), Kept::parse(&read(KEPT)));
    let retired = retire(&old, &kept, &site.manifest, Timestamp::now(), manner.keep);
    let files: BTreeMap<&str, Version> = site.files().collect();
    let mut sent: Vec<String> = files
        .par_iter()
        .filter(|(path, version)| {
            let there = read_file(&target.join(path));
            !there.is_ok_and(|bytes| Version::of(&bytes) == **version)
        })
        .map(|(path, _)| (*path).to_owned())
        .collect();
    sent.sort_by_key(|path| Turn::of(path));
    let there = |path: &String| target.join(path).is_file();
    Deployed {
        sent,
        removed: retired.remove.into_keys().filter(there).collect(),
        left: Vec::new(),
    }
}
