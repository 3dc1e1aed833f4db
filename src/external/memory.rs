//! What is known of addresses elsewhere from the last time: `.lyceum/links.json`.
//!
//! A file that is lost or broken costs asking again, nothing else.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Answer;
use crate::world::World;

/// Where it is kept, from the site's root.
pub const MEMORY: &str = ".lyceum/links.json";

/// For how many days an address that was there is not asked again.
pub const FRESH_DAYS: i32 = 7;

/// The form of the file; another one is not read.
const VERSION: u32 = 1;

/// What is known, by address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Memory {
    version: u32,
    links: BTreeMap<String, Seen>,
}

/// What is known of one address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// The day it was asked last.
    pub checked: Date,
    /// The last day it was there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub good: Option<Date>,
    /// What it answered.
    pub answer: Answer,
}

impl Default for Memory {
    fn default() -> Self {
        Self {
            version: VERSION,
            links: BTreeMap::new(),
        }
    }
}

impl Memory {
    /// Reads what a site knows; nothing where the file is not there or is none of ours.
    pub fn read(world: &dyn World) -> Self {
        let bytes = world.read(MEMORY).unwrap_or_default();
        match serde_json::from_slice::<Self>(&bytes) {
            Ok(memory) if memory.version == VERSION => memory,
            _ => Self::default(),
        }
    }

    /// The file.
    pub fn to_json(&self) -> String {
        // Dates and strings as keys: nothing here can fail to be written.
        let text = serde_json::to_string_pretty(self).unwrap_or_default();
        format!("{text}\n")
    }

    /// What is known of an address.
    pub fn get(&self, address: &str) -> Option<&Seen> {
        self.links.get(address)
    }

    /// Whether an address was there lately, so that it need not be asked.
    pub fn is_fresh(&self, address: &str, today: Date) -> bool {
        self.get(address).is_some_and(|seen| {
            // A negative age is that of a clock that was put back.
            let age = (today - seen.checked).get_days();
            seen.answer.is_good() && (0..FRESH_DAYS).contains(&age)
        })
    }

    /// Takes down what an address answered today.
    pub fn note(&mut self, address: String, answer: Answer, today: Date) {
        let good = if answer.is_good() {
            Some(today)
        } else {
            self.get(&address).and_then(|seen| seen.good)
        };
        let seen = Seen {
            checked: today,
            good,
            answer,
        };
        self.links.insert(address, seen);
    }

    /// Forgets what the site no longer links to.
    pub fn keep(&mut self, mut is_linked: impl FnMut(&str) -> bool) {
        self.links.retain(|address, _| is_linked(address));
    }
}
