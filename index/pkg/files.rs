// Written by `cargo xtask wasm`.

const MODULE: (&str, &[u8]) = (
    "lyceum-search.js",
    include_bytes!("../pkg/lyceum-search.js"),
);

const CLASSIC: (&str, &[u8]) = (
    "lyceum-search-offline.js",
    include_bytes!("../pkg/lyceum-search-offline.js"),
);

const HOST: (&str, &[u8]) = (
    "lyceum-host-18a049008efffe9e.js",
    include_bytes!("../pkg/lyceum-host-18a049008efffe9e.js"),
);

const ENGINE: (&str, &[u8]) = (
    "lyceum-engine-c3ba81a2f0a1335f.bin",
    include_bytes!("../pkg/lyceum-engine-c3ba81a2f0a1335f.bin"),
);
