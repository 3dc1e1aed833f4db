//! Lyceum: a folder of Markdown becomes a static site with a search engine inside.

pub mod diag;
pub mod source;
