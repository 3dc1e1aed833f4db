//! The site as an app: it can be installed, and what was visited can be read without a network.
//!
//! In: the settings and the theme's published assets. Out: the manifest and the service worker. The worker
//! lies at the site's root, beside the manifest, under a name that never changes: a browser asks for it
//! there as long as it has the site. `docs/offline.md` says what it keeps.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::config::Config;
use crate::url::UrlPath;

/// Keeps what is visited.
const WORKER: &str = include_str!("app/worker.js");

/// Gives free whoever has a worker of an earlier build.
const NO_WORKER: &str = include_str!("app/no-worker.js");

/// Icons that a theme may have, and their sizes.
const ICONS: [(&str, &str, &str); 3] = [
    ("icon.svg", "any", "image/svg+xml"),
    ("icon-192.png", "192x192", "image/png"),
    ("icon-512.png", "512x512", "image/png"),
];

/// The manifest's address.
pub(crate) fn manifest_url() -> UrlPath {
    UrlPath::file("manifest.webmanifest")
}

/// The page shown in place of one that is not kept.
pub(crate) fn offline_url() -> UrlPath {
    UrlPath::file("offline.html")
}

/// The published files of the app, by path. `assets` are the theme's addresses by name.
pub(crate) fn files(config: &Config, assets: &BTreeMap<String, String>) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    let site = json!({
        "base": config.base_url.path(),
        "offline": config.base_url.href(&offline_url()),
        "assets": assets.values().collect::<Vec<_>>(),
    });
    // The worker changes with the assets: the page for want of a network is fetched anew then.
    let version = blake3::hash(site.to_string().as_bytes()).to_hex();
    let site = json!({
        "base": site["base"],
        "offline": site["offline"],
        "version": version.as_str(),
    });
    let worker = if config.app { WORKER } else { NO_WORKER };
    let worker = format!("const SITE={site};\n{worker}");
    files.push(("sw.js".to_owned(), worker.into_bytes()));
    if config.app {
        let manifest = manifest(config, assets).to_string();
        files.push((manifest_url().output_path(), manifest.into_bytes()));
    }
    files
}

fn manifest(config: &Config, assets: &BTreeMap<String, String>) -> Value {
    let icons = ICONS.iter().filter_map(|(name, sizes, kind)| {
        Some(json!({ "src": assets.get(*name)?, "sizes": sizes, "type": kind }))
    });
    let base = config.base_url.path();
    json!({
        "id": base,
        "name": config.title,
        "lang": config.language,
        "description": config.description,
        "start_url": base,
        "scope": base,
        // With a button to go back, and the address.
        "display": "minimal-ui",
        "icons": icons.collect::<Vec<_>>(),
    })
}
