//! Installs what the tests need beside Rust.

use std::fs;

use crate::Outcome;
use crate::command::{output, run, run_in, succeeds};
use crate::files::root;

/// Programs that the tests run, and the package of Debian and Ubuntu that each is in.
const PROGRAMS: [(&str, &str); 7] = [
    ("chromium", "chromium"),
    ("chromedriver", "chromium-driver"),
    ("node", "nodejs"),
    ("npm", "npm"),
    ("rsync", "rsync"),
    ("nginx", "nginx-light"),
    ("fc-list", "fontconfig"),
];

/// The package of a typeface that has Chinese characters, for browsers: without one their lines are lower.
const TYPEFACE: &str = "fonts-wqy-zenhei";

/// Packages of npm that tests use, unpacked into `target/npm/`: programs that the generated forms are tried
/// in, and the checker of accessibility.
const PACKAGES: [&str; 3] = [
    "decap-cms@3.16.3",
    "@sveltia/cms@0.221.1",
    "axe-core@4.14.1",
];

/// A storage that speaks S3, with the packages that it needs.
const STORAGE: &str = "s3rver@3.7.1";

/// Installs what is missing: the WebAssembly target, a headless browser and a Chinese typeface for it, Node,
/// rsync, nginx, packages of npm.
pub(crate) fn run_all() -> Outcome {
    target(WASM)?;
    programs(&PROGRAMS)?;
    if output("fc-list", ":lang=zh family")?.trim().is_empty() {
        debian(&[TYPEFACE])?;
    }
    let folder = root().join("target/npm");
    for package in PACKAGES {
        let unpacked = folder.join(package.replace('/', "-"));
        if unpacked.join("package.json").exists() {
            continue;
        }
        fs::create_dir_all(&folder)?;
        let archive = output(
            "npm",
            &format!("pack --silent --pack-destination target/npm {package}"),
        )?;
        let archive = archive.trim();
        // An archive that breaks off leaves no folder of its name.
        let aside = folder.join("unpacking");
        if aside.exists() {
            fs::remove_dir_all(&aside)?;
        }
        fs::create_dir_all(&aside)?;
        run_in(
            &folder,
            "tar",
            &format!("-xzf {archive} -C unpacking --strip-components=1 --exclude=*.map"),
        )?;
        fs::rename(&aside, &unpacked)?;
        fs::remove_file(folder.join(archive))?;
    }
    storage()
}

fn storage() -> Outcome {
    let folder = root().join("target/npm/s3rver");
    if folder.join("installed").exists() {
        return Ok(());
    }
    fs::create_dir_all(&folder)?;
    let options = "--silent --no-save --no-audit --no-fund --ignore-scripts";
    run_in(
        &folder,
        "npm",
        &format!("install {options} --prefix . {STORAGE}"),
    )?;
    Ok(fs::write(folder.join("installed"), STORAGE)?)
}

/// The browser's target.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// A target of the toolchain.
pub(crate) fn target(target: &str) -> Outcome {
    // Without rustup, the target came with the toolchain or cannot be had; rustc will say so.
    if !succeeds("rustup", "--version")
        || output("rustup", "target list --installed")?.contains(target)
    {
        return Ok(());
    }
    run("rustup", &format!("target add {target}"))
}

/// The sources of the standard library, which the browser runtime compiles anew.
#[cfg(feature = "bindgen")]
pub(crate) fn std_sources() -> Outcome {
    run("rustup", "component add rust-src")
}

/// A program of cargo in this version, by its path: installed into `target/tools/` where it is missing. Without
/// optimisation, for it compiles in half the time and the programs are small.
pub(crate) fn cargo_program(name: &str, version: &str) -> Outcome<String> {
    let path = root().join("target/tools/bin").join(name);
    let path = path.to_string_lossy().into_owned();
    if !(succeeds(&path, "--version") && output(&path, "--version")?.contains(version)) {
        run(
            "cargo",
            &format!("install --quiet --debug --locked --root target/tools {name}@{version}"),
        )?;
    }
    Ok(path)
}

/// Programs, each with the package that it is in.
pub(crate) fn programs(wanted: &[(&str, &str)]) -> Outcome {
    let missing = wanted.iter().filter(|(program, _)| {
        !["--version", "version", "-v"]
            .iter()
            .any(|ask| succeeds(program, ask))
    });
    let packages: Vec<&str> = missing.map(|(_, package)| *package).collect();
    if packages.is_empty() {
        return Ok(());
    }
    debian(&packages)
}

/// Installs packages of Debian or Ubuntu.
fn debian(packages: &[&str]) -> Outcome {
    let packages = packages.join(" ");
    let is_root = output("id", "-u").is_ok_and(|id| id.trim() == "0");
    if !is_root || !succeeds("apt-get", "--version") {
        return Err(format!(
            "packages are missing; on Debian or Ubuntu, as root: apt-get install {packages}"
        )
        .into());
    }
    run("apt-get", "update -qq")?;
    run(
        "env",
        &format!(
            "DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends {packages}"
        ),
    )
}
