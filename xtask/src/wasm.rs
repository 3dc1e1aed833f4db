//! The browser runtime: `index/pkg/`.
//!
//! It is checked in, so that building Lyceum needs no WebAssembly toolchain. `index/src/pack.rs`
//! says what belongs in it.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use lyceum_index::pack::source_hash;

use crate::Outcome;
use crate::files::{below, root};

fn index() -> PathBuf {
    root().join("index")
}

/// Whether the runtime is built from the current sources.
pub(crate) fn check() -> Outcome {
    let recorded = fs::read_to_string(index().join("pkg/sources.txt"))?;
    if recorded.trim() == current_hash()?.trim() {
        return Ok(());
    }
    Err("index/pkg/ is not built from the current sources of index/; run `cargo xtask wasm`".into())
}

fn current_hash() -> Outcome<String> {
    let mut files = BTreeMap::new();
    files.insert(
        "Cargo.toml".to_owned(),
        fs::read(index().join("Cargo.toml"))?,
    );
    for folder in ["src", "js", "data"] {
        for path in below(&index().join(folder))? {
            let bytes = fs::read(index().join(folder).join(&path))?;
            files.insert(format!("{folder}/{path}"), bytes);
        }
    }
    Ok(source_hash(&files))
}

/// Builds the runtime: this program again, with what that takes.
#[cfg(not(feature = "bindgen"))]
pub(crate) fn build() -> Outcome {
    crate::command::cargo("run --quiet --package xtask --features bindgen -- wasm")
}

/// Builds the runtime.
#[cfg(feature = "bindgen")]
pub(crate) fn build() -> Outcome {
    crate::install::wasm_target()?;
    let target = root().join("target/xtask-wasm");
    let target_name = target.to_str().ok_or("the repository's path is no UTF-8")?;
    crate::command::cargo_with(
        ("CARGO_TARGET_DIR", target_name),
        "rustc --package lyceum-index --lib --crate-type cdylib --target wasm32-unknown-unknown \
         --profile wasm --no-default-features --features wasm",
    )?;
    let name = "lyceum-engine";
    let glue = target.join("glue");
    wasm_bindgen_cli_support::Bindgen::new()
        .input_path(target.join("wasm32-unknown-unknown/wasm/lyceum_index.wasm"))
        .web(true)?
        .typescript(false)
        .omit_default_module_path(true)
        .out_name(name)
        .generate(&glue)?;
    let files = lyceum_index::pack::pack(
        &fs::read_to_string(index().join("js/lyceum-search.js"))?,
        &fs::read_to_string(glue.join(format!("{name}.js")))?,
        &fs::read(glue.join(format!("{name}_bg.wasm")))?,
        current_hash()?,
    );
    let folder = index().join("pkg");
    for old in below(&folder)? {
        if old != "README.md" && !files.contains_key(&old) {
            fs::remove_file(folder.join(old))?;
        }
    }
    for (name, bytes) in files {
        eprintln!("index/pkg/{name}: {} bytes", bytes.len());
        fs::write(folder.join(name), bytes)?;
    }
    Ok(())
}
