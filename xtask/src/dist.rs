//! The programs that are handed out: one for Linux, one for Windows, each a single file.

mod check;

use std::fs;
use std::path::PathBuf;

pub(crate) use check::check;

use crate::Outcome;
use crate::command::{cargo, output};
use crate::files::root;
use crate::install;

/// Most bytes of a program: it goes through WeChat and over slow lines.
const MOST_BYTES: u64 = 25_000_000;

/// A program to hand out.
struct Platform {
    /// What it is compiled for.
    target: &'static str,
    /// Cargo's name of the program.
    built: &'static str,
    /// Its name in `target/dist/`.
    name: &'static str,
    /// A program that compiling needs, and the package that it is in.
    tool: (&'static str, &'static str),
}

/// Linked to nothing: for any Linux, however old.
const LINUX: Platform = Platform {
    target: "x86_64-unknown-linux-musl",
    built: "lyceum",
    name: "lyceum",
    tool: ("musl-gcc", "musl-tools"),
};

/// Linked to what every Windows has.
const WINDOWS: Platform = Platform {
    target: "x86_64-pc-windows-gnu",
    built: "lyceum.exe",
    name: "lyceum.exe",
    tool: ("x86_64-w64-mingw32-gcc", "gcc-mingw-w64-x86-64"),
};

/// Makes both in `target/dist/`. One that is too large is a failure.
pub(crate) fn build() -> Outcome {
    for platform in [LINUX, WINDOWS] {
        install::programs(&[platform.tool])?;
        install::target(platform.target)?;
        cargo(&format!(
            "build --profile dist --bin lyceum --target {}",
            platform.target
        ))?;
        fs::create_dir_all(folder())?;
        let built = target_folder()
            .join(platform.target)
            .join("dist")
            .join(platform.built);
        fs::copy(built, platform.path())?;
    }
    for platform in [LINUX, WINDOWS] {
        measure(&platform)?;
    }
    Ok(())
}

impl Platform {
    fn path(&self) -> PathBuf {
        folder().join(self.name)
    }
}

fn folder() -> PathBuf {
    root().join("target/dist")
}

/// Where cargo puts what it builds.
fn target_folder() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// Says how large a program is, and its checksum.
fn measure(platform: &Platform) -> Outcome {
    let bytes = fs::metadata(platform.path())?.len();
    let sum = output("sha256sum", &format!("target/dist/{}", platform.name))?;
    eprintln!("{bytes} bytes  {}", sum.trim());
    if bytes > MOST_BYTES {
        return Err(format!("{} is larger than {MOST_BYTES} bytes", platform.name).into());
    }
    Ok(())
}
