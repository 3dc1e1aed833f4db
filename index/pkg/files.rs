// Written by `cargo xtask wasm`.

const MODULE: (&str, &[u8]) = (
    "lyceum-search.js",
    include_bytes!("../pkg/lyceum-search.js"),
);

const HOST: (&str, &[u8]) = (
    "lyceum-host-aea233f82e922ed1.js",
    include_bytes!("../pkg/lyceum-host-aea233f82e922ed1.js"),
);

const ENGINE: (&str, &[u8]) = (
    "lyceum-engine-8fe8e8c787c6c30f.bin",
    include_bytes!("../pkg/lyceum-engine-8fe8e8c787c6c30f.bin"),
);
