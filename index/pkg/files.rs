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
    "lyceum-host-c2615b2242960a71.js",
    include_bytes!("../pkg/lyceum-host-c2615b2242960a71.js"),
);

const ENGINE: (&str, &[u8]) = (
    "lyceum-engine-cbf36aaafe37db15.bin",
    include_bytes!("../pkg/lyceum-engine-cbf36aaafe37db15.bin"),
);
