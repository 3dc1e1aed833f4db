//! Development tasks of Lyceum.
//!
//! ```text
//! cargo xtask test           every check and every test, as the CI runs them
//! cargo xtask dist           the programs for Linux and Windows, in target/dist/
//! cargo xtask dist --check   do both the same? Windows' under Wine
//! cargo xtask wasm           builds the browser runtime, index/pkg/, anew
//! cargo xtask wasm --check   is index/pkg/ built from the current sources?
//! cargo xtask bench search   the search beside Pagefind's; benches/search/bench.mjs has the options
//! cargo xtask bench build    a whole build beside Hugo's; --pages N, --generator FILE, --out FOLDER
//! cargo xtask bench growth   a build of 50,000 pages beside one of 10,000; the same options
//! cargo xtask bench changes  what of the published index is new after edits; --pages N, --generator FILE
//! cargo xtask bench references  what 20 references on each of 10,000 pages cost
//! cargo xtask fuzz           random input for all that reads what others wrote; --seconds N, TARGET
//! cargo xtask vocabulary FILE  tests/metadata/schema-org.tsv anew, from schema-dts' schema.d.ts
//! ```
//!
//! A task is a handful of commands that anybody could type; this crate knows their order and flags.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "tasks work on the repository's files and speak to its developers"
)]

mod bench;
mod command;
mod deny;
mod dependencies;
mod dist;
mod files;
mod fuzz;
mod install;
mod rules;
mod test;
mod vocabulary;
mod wasm;

use std::process::ExitCode;

/// How a task or one of its steps ends. What went wrong is for a developer to read.
type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

const USAGE: &str = "usage: cargo xtask test | dist [--check] | wasm [--check] | bench search [OPTIONS] | bench build [OPTIONS] | bench growth [OPTIONS] | bench changes [OPTIONS] | bench references | fuzz [--seconds N] [TARGET] | vocabulary FILE";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments.as_slice() {
        ["test"] => test::run(),
        ["dist"] => dist::build(),
        ["dist", "--check"] => dist::check(),
        ["wasm"] => wasm::build(),
        ["wasm", "--check"] => wasm::check(),
        ["bench", "search", options @ ..] => bench::search::run(options),
        ["bench", "build", options @ ..] => bench::build::run_all(options),
        ["bench", "growth", options @ ..] => bench::growth::run(options),
        ["bench", "changes", options @ ..] => bench::changes::run(options),
        ["bench", "references"] => bench::references::run(),
        ["fuzz", options @ ..] => fuzz::run_all(options),
        ["vocabulary", declarations] => vocabulary::rewrite(declarations),
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
