//! Installs what the tests need beside Rust.

use crate::Outcome;
use crate::command::{output, run, succeeds};

const HOW_TO: &str = "the browser tests need Chromium and ChromeDriver of the same version; \
    on Debian or Ubuntu, as root: apt-get install chromium chromium-driver";

/// Installs what is missing: the WebAssembly target, a headless browser.
pub(crate) fn run_all() -> Outcome {
    wasm_target()?;
    browser()
}

/// The WebAssembly target of the toolchain.
pub(crate) fn wasm_target() -> Outcome {
    let target = "wasm32-unknown-unknown";
    // Without rustup, the target came with the toolchain or cannot be had; rustc will say so.
    if !succeeds("rustup", "--version")
        || output("rustup", "target list --installed")?.contains(target)
    {
        return Ok(());
    }
    run("rustup", &format!("target add {target}"))
}

fn browser() -> Outcome {
    if succeeds("chromium", "--version") && succeeds("chromedriver", "--version") {
        return Ok(());
    }
    let is_root = output("id", "-u").is_ok_and(|id| id.trim() == "0");
    if !is_root || !succeeds("apt-get", "--version") {
        return Err(HOW_TO.into());
    }
    run("apt-get", "update -qq")?;
    run(
        "env",
        "DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium chromium-driver",
    )
}
