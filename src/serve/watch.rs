//! Waits for changes of a site's files.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use notify_debouncer_full::notify::{Error, EventKind, RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{DebounceEventResult, Debouncer, RecommendedCache, new_debouncer};

use crate::scan::{CONTENT, INPUT_FOLDERS};

/// How long files must be quiet: editors write a file in several steps.
const QUIET: Duration = Duration::from_millis(80);

/// A running watch.
pub(super) struct Changes {
    root: PathBuf,
    receiver: Receiver<()>,
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
        // An error means that events were lost: then anything may have changed.
        let relevant = result.map_or(true, |events| {
            events.iter().any(|event| {
                !matches!(event.kind, EventKind::Access(_))
                    && event.paths.iter().any(|path| is_input(&own, path))
            })
        });
        if relevant {
            // The receiver is gone only when the server is.
            sender.send(()).unwrap_or_default();
        }
    };
    let mut debouncer = new_debouncer(QUIET, None, handler)?;
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
    /// Waits for the next change, or several at once; false when there will be none any more.
    pub(super) fn wait(&mut self) -> bool {
        if self.receiver.recv().is_err() {
            return false;
        }
        while self.receiver.try_recv().is_ok() {}
        self.watch_folders();
        true
    }

    /// Watches folders that have appeared; one that was deleted and made again is a new one.
    fn watch_folders(&mut self) {
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
    }
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
