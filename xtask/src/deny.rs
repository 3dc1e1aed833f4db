//! What may be in the dependency tree: cargo-deny, by `deny.toml`.

use std::process::Command;

use crate::Outcome;
use crate::command::run;
use crate::files::root;
use crate::install;

/// The version that is installed where there is none of it.
const CARGO_DENY: &str = "0.20.2";

/// How long the database of advisories may take to come.
const SECONDS: &str = "120";

/// Licences, banned crates and sources.
pub(crate) fn check() -> Outcome {
    run(
        &program()?,
        "check --hide-inclusion-graph licenses bans sources",
    )
}

/// Known faults of dependencies. Their database is on GitHub: where that cannot be reached, this says so
/// and is no failure.
pub(crate) fn advisories() -> Outcome {
    let told = Command::new("timeout")
        .args([
            SECONDS,
            &program()?,
            "check",
            "--hide-inclusion-graph",
            "advisories",
        ])
        .current_dir(root())
        .output()?;
    let text = String::from_utf8_lossy(&told.stderr);
    // `timeout` ends with 124 what takes too long.
    if told.status.code() == Some(124) || text.contains("failed to fetch advisory database") {
        eprintln!("NOT CHECKED: the database of advisories at github.com cannot be reached");
        return Ok(());
    }
    eprint!("{text}");
    if told.status.success() {
        return Ok(());
    }
    Err("a dependency has a known fault; see above".into())
}

fn program() -> Outcome<String> {
    install::cargo_program("cargo-deny", CARGO_DENY)
}
