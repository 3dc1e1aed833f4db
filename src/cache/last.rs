//! The last build of a site, from which the next one learns whether there is anything to do.

use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

use super::Print;
use super::trace::{Trace, Traced};
use crate::manifest::Manifest;
use crate::schedule::BuildTimes;
use crate::world::World;

/// A build that published a site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Last {
    /// What it read.
    trace: Trace,
    /// The time that it was for.
    now: DateTime,
    /// When its site changes by itself.
    pub(crate) times: BuildTimes,
    /// What it told of faults that do not keep a site from being published.
    pub(crate) told: String,
    /// The hash of the site's manifest.
    site: Print,
}

impl Last {
    /// A build that is over: it told this, and its site has this manifest.
    pub(crate) fn new<W: World>(
        world: &Traced<W>,
        times: BuildTimes,
        told: String,
        manifest: &Manifest,
    ) -> Self {
        Self {
            trace: world.trace(),
            now: world.now(),
            times,
            told,
            site: print(manifest),
        }
    }

    /// Whether a build would do the same now.
    pub(crate) fn holds(&self, world: &dyn World) -> bool {
        let now = world.now();
        // What is said of a page may change with the day.
        self.now.date() == now.date()
            && self.now <= now
            && self.times.hold_at(now)
            && self.trace.holds(world)
    }

    /// Whether its site is the one whose manifest has this print.
    pub(super) fn is_of(&self, site: Print) -> bool {
        self.site == site
    }
}

/// The print of a manifest.
pub(super) fn print(manifest: &Manifest) -> Print {
    blake3::hash(manifest.to_text().as_bytes()).into()
}
