//! `--timings`: how long each stage of a build took.

use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use super::console::Console;
use crate::msg;
use crate::progress::{Stage, Step};

/// When each stage began.
#[derive(Debug, Default)]
pub(super) struct Timings {
    begun: Mutex<Vec<(Stage, Instant)>>,
}

impl Timings {
    /// Notes that a stage begins.
    pub(super) fn note(&self, step: Step) {
        if let Step::Stage(stage) = step {
            let mut begun = self.begun.lock().unwrap_or_else(PoisonError::into_inner);
            begun.push((stage, Instant::now()));
        }
    }

    /// Says how long each stage took; the last one has just ended.
    pub(super) fn tell(&self, console: &Console) {
        let begun = self.begun.lock().unwrap_or_else(PoisonError::into_inner);
        let ends = begun.iter().skip(1).map(|(_, at)| *at);
        let ends = ends.chain(std::iter::once(Instant::now()));
        for ((stage, start), end) in begun.iter().zip(ends) {
            let name = stage.name();
            let seconds = end.duration_since(*start).as_secs_f64();
            console.say(&msg!(en: "{name:<8} {seconds:.3} s", zh: "{name:<8} {seconds:.3} 秒"));
        }
    }
}
