// Written by `cargo xtask wasm`.

const MODULE: (&str, &[u8]) = (
    "lyceum-search.js",
    include_bytes!("../pkg/lyceum-search.js"),
);

const HOST: (&str, &[u8]) = (
    "lyceum-host-8086f6815dbf9c71.js",
    include_bytes!("../pkg/lyceum-host-8086f6815dbf9c71.js"),
);

const ENGINE: (&str, &[u8]) = (
    "lyceum-engine-0f5c53bd5c8c35a4.bin",
    include_bytes!("../pkg/lyceum-engine-0f5c53bd5c8c35a4.bin"),
);
