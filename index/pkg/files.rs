// Written by `cargo xtask wasm`.

const FILES: &[(&str, &[u8])] = &[
    ("lyceum-search.js", include_bytes!("../pkg/lyceum-search.js")),
    ("lyceum-engine-3f41ac1ab54ac2d9.bin", include_bytes!("../pkg/lyceum-engine-3f41ac1ab54ac2d9.bin")),
];
