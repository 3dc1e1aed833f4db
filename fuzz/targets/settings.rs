//! `site.toml`, and what the pages make of it.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| lyceum_fuzz::read("site.toml", text));
