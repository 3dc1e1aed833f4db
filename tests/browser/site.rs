//! The example site, built in memory.

use std::path::{Path, PathBuf};

use lyceum::BuildOptions;
use lyceum::url::BaseUrl;
use lyceum::world::{DiskSink, MemorySink};
use tempfile::TempDir;

use crate::browser::Browser;
use crate::example::build_example;
use crate::host::{Files, serve};

/// Serves the example site at the host's root and opens a page of it.
pub(crate) async fn open(browser: &Browser, path: &str) {
    let origin = serve(example("https://example.org/"), "/").await;
    browser.open(&format!("{origin}{path}")).await;
}

/// The published files of the example site, for an address such as `https://example.org/portal/`.
pub(crate) fn example(base_url: &str) -> Files {
    example_with(base_url, &[])
}

/// The example site with files beside its own or in their place: paths and texts.
pub(crate) fn example_with(base_url: &str, texts: &[(&str, &str)]) -> Files {
    let mut sink = MemorySink::default();
    let options = BuildOptions {
        base_url: Some(BaseUrl::parse(base_url).unwrap()),
        ..BuildOptions::default()
    };
    build_example(&options, texts, &mut sink).unwrap();
    sink.files().clone()
}

/// The copy of the example site for a disk, in a folder that goes away.
pub(crate) fn copy() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let options = BuildOptions {
        offline: true,
        ..BuildOptions::default()
    };
    let mut sink = DiskSink::new(folder.path()).unwrap();
    build_example(&options, &[], &mut sink).unwrap();
    folder
}

/// The folder of a package of npm, by its name with version.
pub(crate) fn package_of_npm(name: &str) -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let folder = target.join("npm").join(name);
    assert!(
        folder.is_dir(),
        "{} is missing: `cargo xtask test` installs it",
        folder.display()
    );
    folder
}
