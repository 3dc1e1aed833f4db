//! Every check and every test, as the CI runs them.

use std::time::Instant;

use crate::command::{cargo, cargo_with, succeeds};
use crate::{Outcome, deny, dependencies, install, rules, wasm};

/// The features of `lyceum-index`, each as some user of the crate enables it.
const INDEX_FEATURES: [&str; 5] = ["", "native", "write", "runtime", "pack"];

/// Runs all steps, whichever fail. The tests come last, so that their own summary ends the output.
pub(crate) fn run() -> Outcome {
    let mut steps = Steps::new();
    steps.run("what the tests need", install::run_all);
    steps.run("format", || cargo("fmt --all --check"));
    steps.run("rules of the source", rules::check);
    steps.run("list of dependencies", dependencies::check);
    steps.run("licences, bans and sources of dependencies", deny::check);
    steps.run("advisories", deny::advisories);
    steps.run("browser runtime is current", wasm::check);
    // No `--all-features`: the features of the tasks are heavy, and those of the index exclude
    // one another.
    steps.run("clippy", || {
        cargo("clippy --quiet --workspace --all-targets -- -D warnings")
    });
    steps.run("clippy, features of the index", index_features);
    steps.run("clippy, WebAssembly", || {
        cargo(
            "clippy --quiet --package lyceum-index --lib --target wasm32-unknown-unknown \
             --no-default-features --features wasm -- -D warnings",
        )
    });
    steps.run("clippy, builder of the browser runtime", || {
        cargo("clippy --quiet --package xtask --features bindgen -- -D warnings")
    });
    // Its readers work on Lyceum and see private items, so links to these are good.
    steps.run("documentation", || {
        cargo_with(
            &[(
                "RUSTDOCFLAGS",
                "-D warnings -A rustdoc::private-intra-doc-links",
            )],
            "doc --quiet --workspace --no-deps --document-private-items",
        )
    });
    steps.run("examples in the documentation", || {
        cargo("test --quiet --workspace --doc")
    });
    steps.run("tests", tests);
    steps.finish()
}

fn index_features() -> Outcome {
    for feature in INDEX_FEATURES {
        // Cargo takes an empty name of a feature for none.
        let features = if feature.is_empty() { "" } else { "--features" };
        cargo(&format!(
            "clippy --quiet --package lyceum-index --lib --no-default-features {features} {feature} \
             -- -D warnings"
        ))?;
    }
    Ok(())
}

fn tests() -> Outcome {
    if succeeds("cargo", "nextest --version") {
        return cargo("nextest run --workspace");
    }
    cargo("test --workspace --lib --bins --tests --no-fail-fast")
}

/// Steps one after another, with their times and outcomes.
struct Steps {
    began: Instant,
    count: usize,
    failed: Vec<&'static str>,
}

impl Steps {
    fn new() -> Self {
        Self {
            began: Instant::now(),
            count: 0,
            failed: Vec::new(),
        }
    }

    fn run(&mut self, name: &'static str, step: impl FnOnce() -> Outcome) {
        self.count += 1;
        eprintln!("\n== {name}");
        let began = Instant::now();
        let outcome = step();
        let seconds = began.elapsed().as_secs_f64();
        match outcome {
            Ok(()) => eprintln!("== {name}: passed in {seconds:.1} s"),
            Err(error) => {
                eprintln!("{error}\n== {name}: FAILED in {seconds:.1} s");
                self.failed.push(name);
            }
        }
    }

    fn finish(self) -> Outcome {
        let seconds = self.began.elapsed().as_secs_f64();
        let count = self.count;
        if self.failed.is_empty() {
            eprintln!("== all {count} steps passed in {seconds:.0} s");
            return Ok(());
        }
        let failed = self.failed.join(", ");
        Err(format!("{} of {count} steps failed: {failed}", self.failed.len()).into())
    }
}
