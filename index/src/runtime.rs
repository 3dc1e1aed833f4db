//! The browser runtime, as checked in under `pkg/`.
//!
//! It goes beside the published files, under the same names. Built by `cargo
//! xtask wasm`; `pkg/README.md` says from what.

include!("../pkg/files.rs");

/// Names and bytes of the runtime's files: the module that pages import and the
/// one that old browsers load with it, whose names never change, and the engine,
/// named by its content.
pub fn runtime_files() -> &'static [(&'static str, &'static [u8])] {
    FILES
}
