// Written by `cargo xtask wasm`.

const MODULE: (&str, &[u8]) = (
    "lyceum-search.js",
    include_bytes!("../pkg/lyceum-search.js"),
);

const HOST: (&str, &[u8]) = (
    "lyceum-host-55ccf1af1520e070.js",
    include_bytes!("../pkg/lyceum-host-55ccf1af1520e070.js"),
);

const ENGINE: (&str, &[u8]) = (
    "lyceum-engine-8e30f1eac4372950.bin",
    include_bytes!("../pkg/lyceum-engine-8e30f1eac4372950.bin"),
);
