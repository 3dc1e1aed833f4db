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
    "lyceum-engine-0718851f901b9c93.bin",
    include_bytes!("../pkg/lyceum-engine-0718851f901b9c93.bin"),
);
