//! One site has one output: the same bytes on any machine, in any folder, on any number of threads.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "helpers of tests fail as tests do; one folder of two is a copy on disk"
)]

#[path = "common/site.rs"]
mod site;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use jiff::civil::date;
use lyceum::diag::{Diagnostics, View, render};
use lyceum::emit::emit;
use lyceum::source::SourceDb;
use lyceum::world::{DiskWorld, MemorySink};
use lyceum::{BuildOptions, build};

use site::{Folder, files};

/// What the example site is made of.
const INPUTS: [&str; 5] = ["content", "data", "static", "themes", "site.toml"];

/// Builds the site in a folder on so many threads. Diagnostics are part of the output.
fn published(root: &Path, threads: usize, options: &BuildOptions) -> BTreeMap<String, Vec<u8>> {
    let world = DiskWorld::new(root, root.join("public"), date(2026, 11, 20));
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .unwrap();
    pool.install(|| {
        let mut sources = SourceDb::default();
        let mut diags = Diagnostics::default();
        let files = build(&world, options, &mut sources, &mut diags);
        let shown = render(&diags, &sources, View::default());
        let files = files.unwrap_or_else(|error| panic!("{error}\n{shown}"));
        let mut sink = MemorySink::default();
        emit(&world, &files, &mut sink).unwrap();
        let mut published = sink.files().clone();
        published.insert("diagnostics".to_owned(), shown.into_bytes());
        published
    })
}

/// The example site in another folder, its files changed.
fn copied(change: impl Fn(&str, Vec<u8>) -> Vec<u8>) -> Folder {
    let copy = Folder::new();
    copy_into(&copy, "", change);
    copy
}

/// Puts the example site into a folder of another, `at` which begins its paths, with its files changed.
fn copy_into(copy: &Folder, at: &str, change: impl Fn(&str, Vec<u8>) -> Vec<u8>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for input in INPUTS {
        let from = root.join(input);
        if from.is_file() {
            let bytes = change(input, std::fs::read(&from).unwrap());
            copy.write(&format!("{at}{input}"), bytes);
        }
        if from.is_dir() {
            for (path, (bytes, _)) in files(&from) {
                let path = format!("{input}/{path}");
                let bytes = change(&path, bytes);
                copy.write(&format!("{at}{path}"), bytes);
            }
        }
    }
}

/// As Git for Windows checks texts out, and as its older editors save them.
fn with_windows_line_ends(path: &str, bytes: Vec<u8>) -> Vec<u8> {
    let is_text = [".md", ".toml", ".yml", ".csv", ".html"]
        .iter()
        .any(|extension| path.ends_with(extension));
    if !is_text || path.starts_with("static/") {
        return bytes;
    }
    let text = String::from_utf8(bytes).unwrap().replace('\n', "\r\n");
    let mark = if path.starts_with("themes/") {
        ""
    } else {
        "\u{feff}"
    };
    format!("{mark}{text}").into_bytes()
}

#[test]
fn line_ends_and_byte_order_marks_change_no_byte_of_the_example_site() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let copy = copied(with_windows_line_ends);
    let options = BuildOptions::default();
    let (first, second) = (
        published(root, 2, &options),
        published(copy.path(), 2, &options),
    );
    assert_eq!(
        first.keys().collect::<Vec<_>>(),
        second.keys().collect::<Vec<_>>()
    );
    for (path, bytes) in &first {
        assert!(second[path] == *bytes, "{path} differs");
    }
}

#[test]
fn the_example_site_has_the_same_bytes_everywhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let copy = copied(|_, bytes| bytes);
    for offline in [false, true] {
        let options = BuildOptions {
            offline,
            ..BuildOptions::default()
        };
        let first = published(root, 1, &options);
        assert!(first.len() > 200, "only {} files", first.len());
        for (other, threads) in [(root, 2), (root, 1), (copy.path(), 2)] {
            let second = published(other, threads, &options);
            let names: Vec<&String> = second.keys().collect();
            assert_eq!(first.keys().collect::<Vec<_>>(), names);
            for (path, bytes) in &first {
                assert!(
                    second[path] == *bytes,
                    "{path} differs, {threads} threads in {}",
                    other.display()
                );
            }
        }
    }
}

#[test]
fn folder_time_zone_and_language_of_the_machine_change_no_byte() {
    let copy = Folder::new();
    let machines = [
        ("a/", "Asia/Shanghai", "zh_CN.UTF-8"),
        ("一个 深的/文件夹/", "America/Los_Angeles", "C"),
        ("tr/", "Pacific/Kiritimati", "tr_TR.UTF-8"),
    ];
    let sites = machines.map(|(at, zone, language)| {
        copy_into(&copy, at, |_, bytes| bytes);
        let root = copy.path().join(at);
        let built = Command::new(env!("CARGO_BIN_EXE_lyceum"))
            .args(["build", "--now", "2026-11-20 08:30", "--root"])
            .arg(&root)
            .env_clear()
            .envs([("TZ", zone), ("LC_ALL", language), ("LANG", language)])
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&built.stderr);
        assert!(built.status.success(), "{told}");
        files(&root.join("public"))
    });
    let [first, others @ ..] = sites;
    assert!(first.contains_key(".lyceum-manifest") && first.len() > 200);
    for other in others {
        assert_eq!(
            first.keys().collect::<Vec<_>>(),
            other.keys().collect::<Vec<_>>()
        );
        for (path, (bytes, _)) in &first {
            assert!(other[path].0 == *bytes, "{path} differs");
        }
    }
}
