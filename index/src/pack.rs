//! Packs the browser runtime from its parts.
//!
//! In: the sources, what `wasm-bindgen` made of the engine. Out: the files of
//! `pkg/`. `pkg/README.md` has the steps before this one. Reads and writes no
//! files itself: `cargo xtask wasm` does.

use std::collections::BTreeMap;

use twox_hash::XxHash64;

use crate::FORMAT_VERSION;

/// Name of the module that pages import.
const MODULE: &str = "lyceum-search.js";

/// The module that old browsers load with it, as it is written.
const INFLATE: (&str, &str) = ("lyceum-inflate.js", include_str!("../js/lyceum-inflate.js"));

/// Parts of the crate that never reach the browser.
const NATIVE: [&str; 5] = [
    "src/native.rs",
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

/// The files of `pkg/` but for `README.md`: name to bytes.
///
/// `module` is `js/lyceum-search.js`; `glue` and `wasm` are what `wasm-bindgen`
/// wrote for its target `web` under the name `lyceum-engine`; `sources` is
/// [`source_hash`].
pub fn pack(module: &str, glue: &str, wasm: &[u8], sources: String) -> BTreeMap<String, Vec<u8>> {
    let engine = format!("lyceum-engine-{:016x}.bin", XxHash64::oneshot(0, wasm));
    let glue = lines(glue, |line| !line.starts_with("export {"));
    let packed = format!(
        "const FORMAT_VERSION = {FORMAT_VERSION};\nconst ENGINE = \"{engine}\";\n{}{}",
        lines(module, |line| !line.starts_with("import ")),
        glue.lines()
            .map(|line| line.strip_prefix("export ").unwrap_or(line))
            .flat_map(|line| [line, "\n"])
            .collect::<String>(),
    );
    let list = [MODULE, INFLATE.0, &engine]
        .map(|name| format!("    (\"{name}\", include_bytes!(\"../pkg/{name}\")),\n"))
        .concat();
    let list = format!(
        "// Written by `cargo xtask wasm`.\n\nconst FILES: &[(&str, &[u8])] = &[\n{list}];\n"
    );
    [
        (MODULE.to_owned(), packed.into_bytes()),
        (
            INFLATE.0.to_owned(),
            lines(INFLATE.1, |_| true).into_bytes(),
        ),
        (engine, miniz_oxide::deflate::compress_to_vec_zlib(wasm, 10)),
        ("files.rs".to_owned(), list.into_bytes()),
        ("sources.txt".to_owned(), sources.into_bytes()),
    ]
    .into()
}

/// The lines that `keep` accepts, without indentation and comments: what a
/// browser need not read.
fn lines(text: &str, keep: impl Fn(&str) -> bool) -> String {
    let kept = text.lines().map(str::trim).filter(|line| {
        !line.is_empty()
            && !["//", "/*", "*/", "* "]
                .iter()
                .any(|comment| line.starts_with(comment))
            && *line != "*"
    });
    kept.filter(|line| keep(line))
        .flat_map(|line| [line, "\n"])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{pack, source_hash};

    #[test]
    fn the_module_is_one_file_without_imports() {
        let files = pack(
            "// A comment.\nimport init, { Engine } from \"./lyceum-engine.js\";\nexport class A {\n  b;\n}\n",
            "/**\n * Text.\n */\nexport class Engine {\n}\nexport { init as default };\n",
            b"wasm",
            String::new(),
        );
        let module = str::from_utf8(&files["lyceum-search.js"]).unwrap();
        let (constants, code) = module.split_at(module.find("export").unwrap());
        assert!(constants.contains("lyceum-engine-"), "{constants}");
        assert_eq!(code, "export class A {\nb;\n}\nclass Engine {\n}\n");
    }

    #[test]
    fn the_hash_disregards_what_the_browser_never_sees() {
        let hash = |path: &str| source_hash(&[(path.to_owned(), b"a\r\nb".to_vec())].into());
        assert_eq!(hash("src/write/terms.rs"), hash("src/native.rs"));
        assert_ne!(hash("src/plan.rs"), hash("src/query.rs"));
    }
}
