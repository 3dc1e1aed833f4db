//! What five times the pages cost: nothing may grow faster than a site does.

use std::path::PathBuf;

use super::build::{GENERATOR, Outputs, PAGES, fresh, generated, median};
use super::option;
use crate::command::cargo;
use crate::files::root;
use crate::{Outcome, install};

const RUNS: usize = 3;
const MANY_PAGES: &str = "50000";

/// Prints what a build of the larger site costs in relation to one of the smaller. `arguments`: `--pages N` of
/// the larger one, `--generator FILE`, `--out FOLDER`.
pub(crate) fn run(arguments: &[&str]) -> Outcome {
    let many = option(arguments, "--pages").unwrap_or(MANY_PAGES);
    let generator = option(arguments, "--generator").unwrap_or(GENERATOR);
    install::programs(&[("time", "time"), ("python3", "python3")])?;
    cargo("build --quiet --release")?;
    let lyceum = root().join("target/release/lyceum");
    let sites: [PathBuf; 2] = [
        generated("plain", PAGES, generator)?,
        generated("plain", many, generator)?,
    ];
    let mut outputs = Outputs::new(arguments)?;
    for (name, more) in [("no search", "--no-search"), ("with its search", "")] {
        let [mut few_pages, mut many_pages] = [const { Vec::new() }; 2];
        for _ in 0..RUNS {
            for (site, costs) in sites.iter().zip([&mut few_pages, &mut many_pages]) {
                let (from, to) = (site.display(), outputs.next()?);
                let build = format!("build --root {from} --out {} {more}", to.display());
                costs.push(fresh(site, &lyceum, &build)?);
            }
        }
        let (few, many_costs) = (median(few_pages), median(many_pages));
        eprintln!(
            "{name:<16} {PAGES} pages {:.2} s {:.0} MB, {many} pages {:.2} s {:.0} MB: {:.2} times the time, {:.2} times the memory",
            few.wall_s,
            few.peak_mb,
            many_costs.wall_s,
            many_costs.peak_mb,
            many_costs.wall_s / few.wall_s,
            many_costs.peak_mb / few.peak_mb
        );
    }
    outputs.clear()
}
