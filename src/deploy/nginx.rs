//! The configuration of nginx for a site: types, caching, compression, policy.

use std::path::Path;

use crate::headers::{ASK, FOR_EVER, POLICY};
use crate::url::BaseUrl;

const TEMPLATE: &str = include_str!("nginx.conf");

/// The configuration for a site in a folder of the server.
pub fn nginx(address: &BaseUrl, folder: &Path) -> String {
    let base = address.path();
    let host = address.host();
    let folder = folder.display().to_string();
    let folder = folder.trim_end_matches('/');
    // A site below a path of its host lies in a folder of any name.
    let place = if base == "/" {
        format!("root {};", quoted(folder))
    } else {
        let folder = quoted(&format!("{folder}/"));
        format!("location {base} {{ alias {folder}; }}")
    };
    TEMPLATE
        .replace("{host}", if host.is_empty() { "_" } else { host })
        .replace("{place}", &place)
        .replace("{base}", base)
        .replace("{policy}", POLICY)
        .replace("{for_ever}", FOR_EVER)
        .replace("{ask}", ASK)
}

/// A text as nginx reads it.
fn quoted(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{text}\"")
}
