//! Packs the browser runtime from its parts.
//!
//! In: the bundled module and the engine. Out: the files of `pkg/`.
//! `pkg/README.md` has the steps before this one. Reads and writes no files
//! itself: `cargo xtask wasm` does.

use std::collections::BTreeMap;

use twox_hash::XxHash64;

use crate::compression::lzma;

/// Name of the module that pages import, and in copies for a disk of the classic script.
pub const MODULE: &str = "lyceum-search.js";

/// Name of that classic script in `pkg/`.
const CLASSIC: &str = "lyceum-search-offline.js";

/// Parts of the crate that never reach the browser.
const NATIVE: [&str; 7] = [
    "src/compression.rs",
    "src/native.rs",
    "src/native/",
    "src/pack.rs",
    "src/runtime.rs",
    "src/write.rs",
    "src/write/",
];

/// The hash that `pkg/sources.txt` must hold for the package to be current.
///
/// `files` has every file under `src/`, `js/` and `data/`, and `Cargo.toml`, by
/// path relative to the crate with `/`. Line ends count as `\n`.
pub fn source_hash(files: &BTreeMap<String, Vec<u8>>) -> String {
    let mut all = Vec::new();
    for (path, bytes) in files
        .iter()
        .filter(|(path, _)| !NATIVE.iter().any(|native| path.starts_with(native)))
    {
        all.extend_from_slice(path.as_bytes());
        all.push(0);
        all.extend(bytes.iter().filter(|&&byte| byte != b'\r'));
        all.push(0);
    }
    format!("{:016x}\n", XxHash64::oneshot(0, &all))
}

/// The name of the engine's published file; `wasm` is the module.
pub fn engine_name(wasm: &[u8]) -> String {
    format!("lyceum-engine-{:016x}.bin", XxHash64::oneshot(0, wasm))
}

/// The name of the published script that hosts it.
pub fn host_name(host: &[u8]) -> String {
    format!("lyceum-host-{:016x}.js", XxHash64::oneshot(0, host))
}

/// The files of `pkg/` but for `README.md`: name to bytes.
///
/// `module` and `host` are the bundles of `js/lyceum-search.js` and `js/host.js`,
/// `classic` that of `js/lyceum-search.js` with what `js/offline/` has, `wasm` is the
/// engine, `sources` is [`source_hash`].
///
/// # Errors
/// When the engine cannot be compressed: a bug of the compressor's.
pub fn pack(
    module: Vec<u8>,
    classic: Vec<u8>,
    host: Vec<u8>,
    wasm: &[u8],
    sources: String,
) -> std::io::Result<BTreeMap<String, Vec<u8>>> {
    let engine = engine_name(wasm);
    let constant = |constant: &str, name: &str| {
        format!(
            "\nconst {constant}: (&str, &[u8]) = (\n    \"{name}\",\n    \
             include_bytes!(\"../pkg/{name}\"),\n);\n"
        )
    };
    let list = [
        "// Written by `cargo xtask wasm`.\n".to_owned(),
        constant("MODULE", MODULE),
        constant("CLASSIC", CLASSIC),
        constant("HOST", &host_name(&host)),
        constant("ENGINE", &engine),
    ]
    .concat();
    Ok([
        (MODULE.to_owned(), module),
        (CLASSIC.to_owned(), classic),
        (host_name(&host), host),
        (engine, lzma(wasm, 3)?),
        ("files.rs".to_owned(), list.into_bytes()),
        ("sources.txt".to_owned(), sources.into_bytes()),
    ]
    .into())
}

#[cfg(test)]
mod tests {
    use super::source_hash;

    #[test]
    fn the_hash_disregards_what_the_browser_never_sees() {
        let hash = |path: &str| source_hash(&[(path.to_owned(), b"a\r\nb".to_vec())].into());
        assert_eq!(hash("src/write/terms.rs"), hash("src/native.rs"));
        assert_ne!(hash("src/plan.rs"), hash("src/query.rs"));
    }
}
