//! Lyceum measured: beside its rivals, and beside itself. No test asserts a time.

pub(crate) mod build;
pub(crate) mod changes;
pub(crate) mod references;
pub(crate) mod search;
