//! The browser runtime, as checked in under `pkg/`.
//!
//! It goes beside the published files. Built by `cargo xtask wasm`; `pkg/README.md`
//! says from what.

use std::borrow::Cow;

include!("../pkg/files.rs");

/// Name of the module that pages import, and in copies for a disk of the classic script.
pub const MODULE_NAME: &str = MODULE.0;

/// Names and bytes of the runtime's files, for an index whose boot file and site file
/// are these: the module that pages import, whose name never changes, and the engine and
/// its host, named by their content.
///
/// The module is told the files' names, so that it need not wait for the entry file to
/// say them.
pub fn runtime_files([boot, site]: &[String; 2]) -> [(&'static str, Cow<'static, [u8]>); 3] {
    let mut module = format!("const FIRST=[\"{boot}\",\"{site}\"];\n").into_bytes();
    module.extend_from_slice(MODULE.1);
    [
        (MODULE.0, module.into()),
        (HOST.0, HOST.1.into()),
        (ENGINE.0, ENGINE.1.into()),
    ]
}

/// The runtime's files in a copy for a disk: the classic script, under the module's name,
/// and the engine.
pub fn offline_files([boot, site]: &[String; 2]) -> [(&'static str, Cow<'static, [u8]>); 2] {
    let mut script = b"var lyceumSearch=((FIRST,HERE)=>{".to_vec();
    script.extend_from_slice(CLASSIC.1);
    let call =
        format!("return lyceumSearch}})([\"{boot}\",\"{site}\"],document.currentScript.src);\n");
    script.extend_from_slice(call.as_bytes());
    [(MODULE.0, script.into()), (ENGINE.0, ENGINE.1.into())]
}
