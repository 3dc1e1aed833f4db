//! Waits for changes of a site's files.

use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use notify_debouncer_full::notify::{EventKind, RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{DebounceEventResult, Debouncer, RecommendedCache, new_debouncer};

/// How long files must be quiet: editors write a file in several steps.
const QUIET: Duration = Duration::from_millis(80);

/// A running watch.
pub(super) struct Changes {
    receiver: Receiver<()>,
    _debouncer: Debouncer<RecommendedWatcher, RecommendedCache>,
}

impl Changes {
    /// Waits for the next change, or several at once; false when there will be none any more.
    pub(super) fn wait(&self) -> bool {
        if self.receiver.recv().is_err() {
            return false;
        }
        while self.receiver.try_recv().is_ok() {}
        true
    }
}

/// Watches the folders and files that a site is made of; what else lies beside them, such as the
/// published site, is not looked at.
pub(super) fn watch(root: &Path) -> Result<Changes, notify_debouncer_full::notify::Error> {
    let (sender, receiver) = channel();
    let base = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    let own = base.clone();
    let handler = move |result: DebounceEventResult| {
        let Ok(events) = result else { return };
        let relevant = events.iter().any(|event| {
            !matches!(event.kind, EventKind::Access(_))
                && event.paths.iter().any(|path| is_input(&own, path))
        });
        if relevant {
            // The receiver is gone only when the server is.
            sender.send(()).unwrap_or_default();
        }
    };
    let mut debouncer = new_debouncer(QUIET, None, handler)?;
    debouncer.watch(&base, RecursiveMode::Recursive)?;
    Ok(Changes {
        receiver,
        _debouncer: debouncer,
    })
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
