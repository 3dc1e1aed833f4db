//! Development tasks of Lyceum.

fn main() {}
