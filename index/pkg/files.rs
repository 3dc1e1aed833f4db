// Written by `cargo xtask wasm`.

const MODULE: (&str, &[u8]) = (
    "lyceum-search.js",
    include_bytes!("../pkg/lyceum-search.js"),
);

const HOST: (&str, &[u8]) = (
    "lyceum-host-f5558a8f8b79cc67.js",
    include_bytes!("../pkg/lyceum-host-f5558a8f8b79cc67.js"),
);

const ENGINE: (&str, &[u8]) = (
    "lyceum-engine-69897b5d2328325a.bin",
    include_bytes!("../pkg/lyceum-engine-69897b5d2328325a.bin"),
);
