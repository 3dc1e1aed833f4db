//! The site as it is served: the last good build, and what is wrong with the files now.

use std::path::Path;
use std::sync::{Arc, RwLock, RwLockReadGuard};
use std::time::Instant;

use tokio::sync::watch;

use super::{ServeEvent, ServeOptions};
use crate::diag::{Diagnostics, Format, View, render};
use crate::emit::emit;
use crate::source::SourceDb;
use crate::world::{DiskWorld, MemorySink, now_in_china};
use crate::{BuildOptions, build, scan};

/// What open pages are told after a build.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Status {
    /// Grows with every build that changed the site.
    pub(super) version: u64,
    /// What is wrong with the files, as text; empty if nothing is.
    pub(super) faults: String,
}

/// The site, shared by the builder and the server.
pub(super) struct Preview {
    options: ServeOptions,
    origin: String,
    on_event: Box<dyn Fn(ServeEvent) + Send + Sync>,
    site: RwLock<Site>,
    status: watch::Sender<Status>,
}

/// The last good build.
#[derive(Default)]
pub(super) struct Site {
    /// The folder of the host that the site stands in, `/` or `/portal/`.
    pub(super) base_path: String,
    /// The published files.
    pub(super) files: MemorySink,
}

impl Preview {
    pub(super) fn new(
        options: ServeOptions,
        origin: String,
        on_event: Box<dyn Fn(ServeEvent) + Send + Sync>,
    ) -> Self {
        let site = RwLock::new(Site {
            base_path: "/".to_owned(),
            ..Site::default()
        });
        Self {
            options,
            origin,
            on_event,
            site,
            status: watch::Sender::new(Status::default()),
        }
    }

    pub(super) fn root(&self) -> &Path {
        &self.options.root
    }

    /// The last good build.
    pub(super) fn site(&self) -> RwLockReadGuard<'_, Site> {
        // A writer that panicked left the site as it was.
        self.site
            .read()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Tells of every build from now on.
    pub(super) fn subscribe(&self) -> watch::Receiver<Status> {
        self.status.subscribe()
    }

    /// What is wrong with the files now.
    pub(super) fn faults(&self) -> String {
        self.status.borrow().faults.clone()
    }

    /// Says where pages can be fetched.
    pub(super) fn announce(&self) {
        let address = format!("{}{}", self.origin, self.site().base_path);
        (self.on_event)(ServeEvent::Listening(address));
    }

    /// Builds the site anew. A faulty one is told of, and the last good one stays.
    pub(super) fn rebuild(&self) {
        let started = Instant::now();
        let now = self.options.now.unwrap_or_else(now_in_china);
        let world = DiskWorld::new(&self.options.root, self.options.root.join("public"), now);
        let options = BuildOptions {
            origin: Some(self.origin.clone()),
            drafts: self.options.drafts,
            ..BuildOptions::default()
        };
        let mut sources = SourceDb::default();
        let mut diags = Diagnostics::default();
        let result = build(&world, &options, &mut sources, &mut diags);
        let view = View {
            format: Format::Full,
            lang: self.options.lang,
            colour: false,
        };
        let mut faults = render(&diags, &sources, view);
        let built = match result {
            Ok(files) => {
                let base_path = base_path(&world);
                let mut site = self
                    .site
                    .write()
                    .unwrap_or_else(std::sync::PoisonError::into_inner);
                site.base_path = base_path;
                match emit(&world, &files, &mut site.files) {
                    Ok(done) => Some(done.written + done.removed > 0),
                    Err(error) => {
                        faults = error.to_string();
                        None
                    }
                }
            }
            Err(error) => {
                if faults.is_empty() {
                    faults = error.to_string();
                }
                None
            }
        };
        if !faults.is_empty() {
            (self.on_event)(ServeEvent::Faults(faults.clone()));
        }
        if built.is_some() {
            (self.on_event)(ServeEvent::Built(started.elapsed().as_secs_f64()));
        }
        let blocked = if built.is_none() {
            faults
        } else {
            String::new()
        };
        self.status.send_if_modified(|status| {
            let version = status.version + u64::from(built == Some(true));
            let next = Status {
                version,
                faults: blocked,
            };
            let changed = *status != next;
            *status = next;
            changed
        });
    }
}

fn base_path(world: &DiskWorld) -> String {
    let (_, config) = scan::settings(world, &mut SourceDb::default(), &mut Diagnostics::default());
    config.base_url.path().to_owned()
}

/// Shared by all handlers.
pub(super) type Shared = Arc<Preview>;
