//! Random input for what reads what others wrote: the targets in `fuzz/`, one after another.
//! Reasons: `docs/decisions/0029-fuzzing.md`.

use std::fs;

use crate::Outcome;
use crate::command::{output, run, run_with, succeeds};
use crate::files::root;
use crate::install;

/// The version that is installed where there is none of it.
const CARGO_FUZZ: &str = "0.13.2";

/// How long each target runs by default.
const SECONDS: u32 = 120;

/// Longest input. What only a long one shows is for the tests of limits.
const MOST_BYTES: u32 = 4096;

/// What is to be run.
struct Wanted<'a> {
    seconds: u32,
    target: Option<&'a str>,
}

/// Runs all targets, or one.
pub(crate) fn run_all(options: &[&str]) -> Outcome {
    let wanted = wanted(options)?;
    let targets = targets()?;
    if let Some(target) = wanted
        .target
        .filter(|target| !targets.iter().any(|one| one == target))
    {
        return Err(format!("no target `{target}`; there are {}", targets.join(", ")).into());
    }
    let compiler = compiler()?;
    let program = install::cargo_program("cargo-fuzz", CARGO_FUZZ)?;
    let chosen = targets
        .iter()
        .filter(|one| wanted.target.is_none_or(|target| *one == target));
    for target in chosen {
        fuzz(&program, target, wanted.seconds, &compiler)?;
    }
    Ok(())
}

fn wanted<'a>(options: &[&'a str]) -> Outcome<Wanted<'a>> {
    let (seconds, rest) = match options {
        ["--seconds", seconds, rest @ ..] => (seconds.parse()?, rest),
        rest => (SECONDS, rest),
    };
    match rest {
        [] => Ok(Wanted {
            seconds,
            target: None,
        }),
        [target] => Ok(Wanted {
            seconds,
            target: Some(target),
        }),
        _ => Err("usage: cargo xtask fuzz [--seconds N] [TARGET]".into()),
    }
}

/// The names of the targets: those of their files.
fn targets() -> Outcome<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(root().join("fuzz/targets"))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        names.extend(name.strip_suffix(".rs").map(str::to_owned));
    }
    names.sort();
    Ok(names)
}

/// What is new goes to `target/fuzz/`; `fuzz/corpus/` is what a run begins with, and grows by hand alone.
fn fuzz(program: &str, target: &str, seconds: u32, compiler: &[(&str, &str)]) -> Outcome {
    let found = format!("target/fuzz/{target}");
    fs::create_dir_all(root().join(&found))?;
    // Lyceum's own code is safe Rust, of which an address sanitizer knows nothing to say: without it, targets run
    // twice as often.
    run_with(
        compiler,
        program,
        &format!(
            "fuzz run --fuzz-dir fuzz --sanitizer none {target} {found} fuzz/corpus/{target} -- \
             -max_total_time={seconds} -max_len={MOST_BYTES} -timeout=10 -rss_limit_mb=4096 -print_final_stats=1"
        ),
    )
}

/// The environment with a compiler that takes unstable flags: nightly, or the stable one told to.
fn compiler() -> Outcome<Vec<(&'static str, &'static str)>> {
    // Who runs this is another cargo.
    const NIGHTLY: [(&str, &str); 2] = [("RUSTUP_TOOLCHAIN", "nightly"), ("CARGO", "cargo")];
    if succeeds("rustup", "--version") {
        if output("rustup", "toolchain list")?.contains("nightly") {
            return Ok(NIGHTLY.to_vec());
        }
        eprintln!("the targets need Rust nightly; rustup installs it");
        let installed = run(
            "rustup",
            "toolchain install nightly --profile minimal --no-self-update",
        );
        match installed {
            Ok(()) => return Ok(NIGHTLY.to_vec()),
            Err(error) => eprintln!("{error}; stable Rust does, told to take unstable flags"),
        }
    }
    Ok(vec![("RUSTC_BOOTSTRAP", "1")])
}
