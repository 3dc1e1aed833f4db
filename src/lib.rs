//! Lyceum: a folder of Markdown becomes a static site with a search engine inside.

pub mod diag;
pub mod fields;
pub mod model;
pub mod source;
pub mod value;
pub mod world;
