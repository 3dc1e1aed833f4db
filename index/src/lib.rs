//! The search format of Lyceum.
