//! The search measured beside Pagefind's. `benches/search/` says how.

use std::fs;

use crate::command::{cargo, run as run_program, run_in};
use crate::files::{below, root};
use crate::{Outcome, install};

/// The search beside Pagefind's, on the pages of the example site unless `arguments` name others.
pub(crate) fn run(arguments: &[&str]) -> Outcome {
    install::run_all()?;
    install::programs(&[("openssl", "openssl")])?;
    cargo("build --quiet --release")?;
    // What npm installs does not belong among the sources.
    let folder = root().join("target/bench-search");
    fs::create_dir_all(&folder)?;
    let sources = root().join("benches/search");
    for file in below(&sources)? {
        fs::copy(sources.join(&file), folder.join(&file))?;
    }
    run_in(&folder, "npm", "install --silent --no-audit --no-fund")?;
    let pages = if arguments.contains(&"--pages") {
        ""
    } else {
        "--content content"
    };
    run_program(
        "node",
        &format!(
            "target/bench-search/bench.mjs --program target/release/lyceum \
             --work target/bench-search/site {pages} {}",
            arguments.join(" ")
        ),
    )
}
