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
    "lyceum-host-cf718020ebb9b6e5.js",
    include_bytes!("../pkg/lyceum-host-cf718020ebb9b6e5.js"),
);

const ENGINE: (&str, &[u8]) = (
    "lyceum-engine-32004e07dcb14766.bin",
    include_bytes!("../pkg/lyceum-engine-32004e07dcb14766.bin"),
);
