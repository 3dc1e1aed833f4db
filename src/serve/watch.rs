//! Waits for changes of a site's files, and tells which.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use notify_debouncer_full::notify::{Error, EventKind, RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{DebounceEventResult, Debouncer, RecommendedCache, new_debouncer};

use crate::scan::{CONTENT, INPUT_FOLDERS};
use crate::world::Changed;

/// How long files must be quiet: editors write a file in several steps.
const QUIET: Duration = Duration::from_millis(10);

/// How often it is looked whether they are.
const TICK: Duration = Duration::from_millis(3);

/// A running watch.
pub(super) struct Changes {
    root: PathBuf,
    receiver: Receiver<Changed>,
    debouncer: Debouncer<RecommendedWatcher, RecommendedCache>,
    watched: BTreeSet<PathBuf>,
}

/// Watches what a site is made of; what else lies beside it, such as the published site or a
/// repository, is not looked at.
///
/// # Errors
/// When the system cannot watch the root.
pub(super) fn watch(root: &Path) -> Result<Changes, Error> {
    let root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    let (sender, receiver) = channel();
    let own = root.clone();
    let handler = move |result: DebounceEventResult| {
        let changed = changed(&own, result);
        if changed != Changed::default() {
            // The receiver is gone only when the server is.
            sender.send(changed).unwrap_or_default();
        }
    };
    let mut debouncer = new_debouncer(QUIET, Some(TICK), handler)?;
    let plain = !root.join(CONTENT).is_dir();
    let mode = if plain {
        RecursiveMode::Recursive
    } else {
        RecursiveMode::NonRecursive
    };
    debouncer.watch(&root, mode)?;
    let mut changes = Changes {
        root,
        receiver,
        debouncer,
        watched: BTreeSet::new(),
    };
    changes.watch_folders();
    Ok(changes)
}

impl Changes {
    /// Waits for the next change, or several at once; none when there will be none any more.
    pub(super) fn wait(&mut self) -> Option<Changed> {
        let mut changed = self.receiver.recv().ok()?;
        while let Ok(more) = self.receiver.try_recv() {
            changed.extend(more);
        }
        // What was written into a new folder before it was watched has not been told.
        changed.any |= self.watch_folders();
        Some(changed)
    }

    /// Watches folders that have appeared; one that was deleted and made again is a new one. Whether there are
    /// such.
    fn watch_folders(&mut self) -> bool {
        let before = self.watched.clone();
        for name in INPUT_FOLDERS {
            let folder = self.root.join(name);
            if !folder.is_dir() {
                self.watched.remove(&folder);
            } else if !self.watched.contains(&folder)
                && self
                    .debouncer
                    .watch(&folder, RecursiveMode::Recursive)
                    .is_ok()
            {
                self.watched.insert(folder);
            }
        }
        self.watched != before
    }
}

/// What events say has changed. An error means that some were lost: then anything may have.
fn changed(root: &Path, result: DebounceEventResult) -> Changed {
    let Ok(events) = result else {
        return Changed {
            any: true,
            ..Changed::default()
        };
    };
    let mut changed = Changed::default();
    for event in events {
        if matches!(event.kind, EventKind::Access(_)) {
            continue;
        }
        changed.any |= event.need_rescan();
        let paths = event.paths.iter().filter(|path| is_input(root, path));
        let paths = paths.filter_map(|path| Some(path.strip_prefix(root).ok()?.to_string_lossy()));
        changed
            .paths
            .extend(paths.map(|path| path.replace('\\', "/")));
    }
    changed.paths.sort_unstable();
    changed.paths.dedup();
    changed
}

/// Whether a path can be part of the site: nothing hidden, nothing published, no dependencies.
fn is_input(root: &Path, path: &Path) -> bool {
    let Ok(inner) = path.strip_prefix(root) else {
        return false;
    };
    let mut parts = inner
        .components()
        .map(|part| part.as_os_str().to_string_lossy());
    let first = parts.next().unwrap_or_default();
    !matches!(&*first, "public" | "target" | "node_modules" | "")
        && !std::iter::once(first)
            .chain(parts)
            .any(|part| part.starts_with('.'))
}
