//! The runtime that is checked in is the one that these sources make.

use std::collections::BTreeMap;
use std::path::Path;

use lyceum_index::pack::source_hash;

#[expect(clippy::disallowed_methods, reason = "the sources are on disk")]
fn collect(root: &Path, path: &Path, files: &mut BTreeMap<String, Vec<u8>>) {
    if path.is_dir() {
        for entry in std::fs::read_dir(path).unwrap() {
            collect(root, &entry.unwrap().path(), files);
        }
    } else {
        let name = path
            .strip_prefix(root)
            .unwrap()
            .to_str()
            .unwrap()
            .replace('\\', "/");
        files.insert(name, std::fs::read(path).unwrap());
    }
}

#[test]
fn the_package_is_current() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = BTreeMap::new();
    for part in ["src", "js", "data", "Cargo.toml"] {
        collect(root, &root.join(part), &mut files);
    }
    let packed = include_str!("../../pkg/sources.txt");
    assert_eq!(packed, source_hash(&files), "run `cargo xtask wasm`");
}
