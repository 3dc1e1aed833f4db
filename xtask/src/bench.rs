//! Lyceum measured: beside its rivals, and beside itself. No test asserts a time.

pub(crate) mod build;
pub(crate) mod changes;
pub(crate) mod growth;
pub(crate) mod references;
pub(crate) mod search;

/// The value behind the name of an option.
fn option<'a>(arguments: &[&'a str], name: &str) -> Option<&'a str> {
    let place = arguments.iter().position(|argument| *argument == name)?;
    arguments.get(place + 1).copied()
}
