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

/// Compiles the engine for size: the standard library too, without the texts and the formatting of
/// panics, of which a browser shows nothing. Cargo has these flags on its nightly channel only,
/// which `RUSTC_BOOTSTRAP` opens; `docs/decisions/0006-engine-size.md` has the reasons.
#[cfg(feature = "bindgen")]
const FOR_SIZE: [(&str, &str); 2] = [
    ("RUSTC_BOOTSTRAP", "1"),
    (
        "RUSTFLAGS",
        "-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none -Zfmt-debug=none -Ctarget-feature=-reference-types",
    ),
];

/// Has `wasm-opt`.
#[cfg(feature = "bindgen")]
const BINARYEN: &str = "binaryen@132.0.0";

/// What `wasm-opt` does: flattened code is put together anew, and both rounds of `-Oz` find more in
/// it than one in the code as it was. The features are those that rustc's target has on.
#[cfg(feature = "bindgen")]
const SMALLER: &str = "--flatten --rereloop -Oz -Oz --enable-bulk-memory --enable-bulk-memory-opt \
     --enable-multivalue --enable-mutable-globals --enable-nontrapping-float-to-int \
     --enable-sign-ext";

/// The bundler of the JavaScript.
#[cfg(feature = "bindgen")]
const ESBUILD: &str = "esbuild@0.25.10";

/// Builds the runtime.
#[cfg(feature = "bindgen")]
pub(crate) fn build() -> Outcome {
    use lyceum_index::pack::{MODULE, engine_name, host_name, pack};

    crate::install::target(crate::install::WASM)?;
    crate::install::std_sources()?;
    let target = root().join("target/xtask-wasm");
    let target_name = target.to_str().ok_or("the repository's path is no UTF-8")?;
    let mut variables = vec![("CARGO_TARGET_DIR", target_name)];
    variables.extend(FOR_SIZE);
    crate::command::cargo_with(
        &variables,
        "rustc --package lyceum-index --lib --crate-type cdylib --target wasm32-unknown-unknown \
         --profile wasm --no-default-features --features wasm \
         -Zbuild-std=std,panic_abort -Zbuild-std-features=optimize_for_size",
    )?;
    let name = "lyceum-engine";
    let parts = target.join("parts");
    wasm_bindgen_cli_support::Bindgen::new()
        .input_path(target.join("wasm32-unknown-unknown/wasm/lyceum_index.wasm"))
        .web(true)?
        .typescript(false)
        .omit_default_module_path(true)
        .out_name(name)
        .generate(&parts)?;
    let glue = format!("{name}.js");
    let offline = parts.join("offline");
    fs::create_dir_all(&offline)?;
    fs::copy(parts.join(&glue), offline.join(&glue))?;
    let scripts = below(&index().join("js"))?;
    for script in &scripts {
        let from = index().join("js").join(script);
        fs::copy(&from, parts.join(script))?;
        if !script.starts_with("offline/") && !scripts.contains(&format!("offline/{script}")) {
            fs::copy(&from, offline.join(script))?;
        }
    }
    let smaller = parts.join("smaller.wasm");
    crate::command::run(
        "npx",
        &format!(
            "--yes --package {BINARYEN} wasm-opt {SMALLER} {} --output {}",
            parts.join(format!("{name}_bg.wasm")).display(),
            smaller.display(),
        ),
    )?;
    let wasm = fs::read(smaller)?;
    // The glue warns of calls that the host does not make, and waits for engines to be
    // collected, of which there is one as long as there is a page.
    let host = "--format=esm --drop:console --define:FinalizationRegistry=undefined";
    let host = bundle(&parts, "host.js", host)?;
    let names = format!(
        "--define:FORMAT_VERSION={} --define:ENGINE=\"{}\" --define:HOST=\"{}\"",
        lyceum_index::FORMAT_VERSION,
        engine_name(&wasm),
        host_name(&host),
    );
    let module = bundle(&parts, MODULE, &format!("--format=esm {names}"))?;
    let classic = bundle(
        &offline,
        MODULE,
        &format!("--format=iife --global-name=lyceumSearch --define:import.meta.url=HERE {names}"),
    )?;
    let files = pack(module, classic, host, &wasm, current_hash()?)?;
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

/// A script with all that it imports, without what only people read.
#[cfg(feature = "bindgen")]
fn bundle(parts: &std::path::Path, script: &str, options: &str) -> Outcome<Vec<u8>> {
    let bundle = parts.join("bundles").join(script);
    crate::command::run(
        "npx",
        &format!(
            "--yes {ESBUILD} {} --bundle --minify --target=es2022 --charset=utf8 \
             --log-level=warning {options} --outfile={}",
            parts.join(script).display(),
            bundle.display(),
        ),
    )?;
    Ok(fs::read(bundle)?)
}
