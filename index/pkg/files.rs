// Written by `cargo xtask wasm`.

const FILES: &[(&str, &[u8])] = &[
    ("lyceum-search.js", include_bytes!("../pkg/lyceum-search.js")),
    ("lyceum-engine-a4f36c912809c0b0.bin", include_bytes!("../pkg/lyceum-engine-a4f36c912809c0b0.bin")),
];
