//! A whole page, of any type.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| lyceum_fuzz::read("content/page.md", text));
