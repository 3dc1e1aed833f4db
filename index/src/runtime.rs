//! The browser runtime, as checked in under `pkg/`.
//!
//! It goes beside the published files. Built by `cargo xtask wasm`; `pkg/README.md`
//! says from what.

use std::borrow::Cow;

include!("../pkg/files.rs");

/// Names and bytes of the runtime's files, for an index whose boot file is `boot`:
/// the module that pages import, whose name never changes, and the engine and its
/// host, named by their content.
///
/// The module is told the boot file's name, so that it need not wait for the entry
/// file to say it.
pub fn runtime_files(boot: &str) -> [(&'static str, Cow<'static, [u8]>); 3] {
    let mut module = format!("const BOOT=\"{boot}\";\n").into_bytes();
    module.extend_from_slice(MODULE.1);
    [
        (MODULE.0, module.into()),
        (HOST.0, HOST.1.into()),
        (ENGINE.0, ENGINE.1.into()),
    ]
}
