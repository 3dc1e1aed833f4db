// Written by `cargo xtask wasm`.

const FILES: &[(&str, &[u8])] = &[
    ("lyceum-search.js", include_bytes!("../pkg/lyceum-search.js")),
    ("lyceum-inflate.js", include_bytes!("../pkg/lyceum-inflate.js")),
    ("lyceum-engine-e77fffec2ae65145.bin", include_bytes!("../pkg/lyceum-engine-e77fffec2ae65145.bin")),
];
