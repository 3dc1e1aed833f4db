//! The site as an app: it can be installed, and what was visited can be read without a network.
//!
//! In: the settings, the theme's published assets, the page for want of a network. Out: the manifest and the
//! service worker. The worker lies at the site's root, beside the manifest, under a name that never changes: a
//! browser asks for it there as long as it has the site. `docs/offline.md` says what it keeps.

use std::collections::BTreeMap;

use serde_json::json;

use crate::config::Config;
use crate::url::UrlPath;

/// Keeps what is visited.
const WORKER: &str = include_str!("app/worker.js");

/// Gives free whoever has a worker of an earlier build.
const NO_WORKER: &str = include_str!("app/no-worker.js");

/// Icons that a theme may have: their names, sizes, kinds and purposes. Telephones cut the last to a shape of
/// their own.
const ICONS: [(&str, &str, &str, &str); 4] = [
    ("icon.svg", "any", "image/svg+xml", "any"),
    ("icon-192.png", "192x192", "image/png", "any"),
    ("icon-512.png", "512x512", "image/png", "any"),
    ("icon-maskable.png", "512x512", "image/png", "maskable"),
];

/// The manifest's address.
pub(crate) fn manifest_url() -> UrlPath {
    UrlPath::file("manifest.webmanifest")
}

/// The page shown in place of one that is not kept.
pub(crate) fn offline_url() -> UrlPath {
    UrlPath::file("offline.html")
}

/// The service worker's path and script, or the script that removes it. It is another with another `offline` page, so
/// that browsers fetch that page anew, and the assets that it names.
pub(crate) fn worker(config: &Config, offline: &[u8]) -> (String, Vec<u8>) {
    let site = json!({
        "base": config.base_url.path(),
        "offline": config.base_url.href(&offline_url()),
        "version": blake3::hash(offline).to_hex().as_str(),
    });
    let worker = if config.app { WORKER } else { NO_WORKER };
    let script = format!("const SITE={site};\n{worker}");
    ("sw.js".to_owned(), script.into_bytes())
}

/// What a browser needs to know to install the site. `assets` are the theme's addresses by name.
pub(crate) fn manifest(config: &Config, assets: &BTreeMap<String, String>) -> Vec<u8> {
    let icons = ICONS.iter().filter_map(|(name, sizes, kind, purpose)| {
        let address = assets.get(*name)?;
        Some(json!({ "src": address, "sizes": sizes, "type": kind, "purpose": purpose }))
    });
    let base = config.base_url.path();
    let manifest = json!({
        "id": base,
        "name": config.title,
        "lang": config.language,
        "description": config.description,
        "start_url": base,
        "scope": base,
        // With a button to go back, and the address.
        "display": "minimal-ui",
        "icons": icons.collect::<Vec<_>>(),
    });
    manifest.to_string().into_bytes()
}
