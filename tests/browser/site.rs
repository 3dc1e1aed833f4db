//! The example site, built in memory.

use std::path::{Path, PathBuf};

use jiff::civil::date;
use lyceum::diag::{Diagnostics, Format, Lang, View, render};
use lyceum::emit::emit;
use lyceum::source::SourceDb;
use lyceum::url::BaseUrl;
use lyceum::world::{DiskSink, DiskWorld, MemorySink, Sink, World};
use lyceum::{BuildOptions, build};
use tempfile::TempDir;

use crate::browser::Browser;
use crate::host::{Files, serve};
use crate::texts::WithTexts;

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
    build_into(&mut sink, &options, texts);
    sink.files().clone()
}

/// The copy of the example site for a disk, in a folder that goes away.
pub(crate) fn copy() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let options = BuildOptions {
        offline: true,
        ..BuildOptions::default()
    };
    build_into(&mut DiskSink::new(folder.path()).unwrap(), &options, &[]);
    folder
}

fn build_into(sink: &mut dyn Sink, options: &BuildOptions, texts: &[(&str, &str)]) {
    let root = env!("CARGO_MANIFEST_DIR");
    let world = WithTexts {
        disk: DiskWorld::new(root, format!("{root}/public"), date(2026, 11, 20)),
        texts,
    };
    let mut sources = SourceDb::default();
    let mut diags = Diagnostics::default();
    let files = build(&world, options, &mut sources, &mut diags).unwrap_or_else(|error| {
        let view = View {
            format: Format::Concise,
            lang: Lang::En,
            colour: false,
        };
        panic!("{error}\n{}", render(&diags, &sources, view))
    });
    emit(&world, &files, sink).unwrap();
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

/// A text of the example site.
pub(crate) fn text_of_example(path: &str) -> String {
    let root = env!("CARGO_MANIFEST_DIR");
    let disk = DiskWorld::new(root, format!("{root}/public"), date(2026, 11, 20));
    String::from_utf8(disk.read(path).unwrap()).unwrap()
}
