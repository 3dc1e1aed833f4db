//! The real command, killed at any moment.
#![expect(
    clippy::disallowed_methods,
    reason = "the real file system is what is tested"
)]

#[path = "../common/command.rs"]
mod command;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::{Duration, Instant};

use lyceum::manifest::{KEPT, Kept, MANIFEST, Turn};
use lyceum::world::DiskSink;
use lyceum_index::native::Index;

use crate::site::{Folder, files};
use command::{command, lyceum};

/// How often a build is killed: at any moment, and once it puts its files into place.
const KILLS: usize = 200;

/// The files of a site, without the list of them.
type Site = BTreeMap<String, Vec<u8>>;

/// Writes an edition of a site of fifty pages: other texts, other styles, other pages.
fn edit(folder: &Folder, edition: usize) {
    folder.write(
        "site.toml",
        "title = \"泸县社区教育\"\nbase_url = \"https://learn.example.org/\"\n",
    );
    let content = folder.path().join("content");
    if content.exists() {
        std::fs::remove_dir_all(content).unwrap();
    }
    for page in 0..50 {
        // Some pages are in one edition alone.
        if page % 7 == edition {
            continue;
        }
        let kind = ["cook", "news", "health"][page % 3];
        let text = format!(
            "---\ntitle: 第{page}课 蒸鱼与腌菜\nsummary: 第{edition}版\n---\n\n# 第{page}课\n\n鱼洗净，第{edition}版加姜片{page}克，蒸{page}分钟。\n"
        );
        folder.write(&format!("content/{kind}/{page:03}.md"), text);
    }
    folder.write(
        "themes/lyceum/assets/edition.css",
        format!("/* 第{edition}版 */"),
    );
    folder.write("static/edition.txt", format!("第{edition}版"));
}

fn build(folder: &Folder) {
    let run = lyceum(folder.path(), &["build", "--now", "2026-11-20"]);
    assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
}

/// What is served, without what stays for open pages.
fn served(out: &Path) -> (Site, BTreeSet<String>) {
    let mut site: Site = files(out)
        .into_iter()
        .map(|(path, (bytes, _))| (path, bytes))
        .collect();
    site.remove(MANIFEST);
    let kept = Kept::parse(&site.remove(KEPT).unwrap_or_default());
    let kept: BTreeSet<String> = kept.paths().map(str::to_owned).collect();
    (site, kept)
}

/// Asserts that all files are whole, that pages find what they name, and that the search works.
fn assert_serves(out: &Path, editions: &[Site; 2], when: &str) {
    let (site, _) = served(out);
    for (path, bytes) in &site {
        let is_whole = editions
            .iter()
            .any(|edition| edition.get(path) == Some(bytes));
        assert!(is_whole, "{when}: {path} is no file of either edition");
        if Turn::of(path) != Turn::Page && path != "index.html" {
            continue;
        }
        let text = String::from_utf8_lossy(bytes);
        for (at, _) in text.match_indices("\"/assets/") {
            let (_, rest) = text.split_at(at + 2);
            let (asset, _) = rest.split_once('"').unwrap();
            assert!(site.contains_key(asset), "{when}: {path} lacks {asset}");
        }
    }
    let index = Index::open(|name| Ok(std::fs::read(out.join("search").join(name))?));
    let verified = index.and_then(|index| index.verify());
    verified.unwrap_or_else(|error| panic!("{when}: the search is broken: {error}"));
}

#[test]
fn a_build_killed_at_any_moment_never_breaks_the_site() {
    let (folder, other) = (Folder::new(), Folder::new());
    let out = folder.path().join("public");
    let clean = [0, 1].map(|edition| {
        edit(&other, edition);
        std::fs::remove_dir_all(other.path().join("public")).unwrap_or_default();
        build(&other);
        served(&other.path().join("public")).0
    });
    edit(&folder, 0);
    let started = Instant::now();
    build(&folder);
    let usual = started.elapsed();

    let journal = folder.path().join(".public.lyceum-new/manifest");
    let mut state = 0x2545_f491_u32;
    let mut random = |most: Duration| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        most.mul_f64(f64::from(state) / f64::from(u32::MAX))
    };
    let (mut in_place, mut mixed) = (0, 0);
    for kill in 0..KILLS {
        edit(&folder, (kill + 1) % 2);
        let mut child = command(folder.path(), &["build", "--now", "2026-11-20"]);
        let mut child = child.stderr(std::process::Stdio::null()).spawn().unwrap();
        if kill % 4 == 0 {
            std::thread::sleep(random(usual));
        } else {
            // As soon as the new site takes the old one's place, and a little later.
            while !journal.exists() && child.try_wait().unwrap().is_none() {
                std::hint::spin_loop();
            }
            let (begun, wait) = (Instant::now(), random(Duration::from_millis(12)));
            while begun.elapsed() < wait {
                std::hint::spin_loop();
            }
        }
        child.kill().unwrap();
        child.wait().unwrap();
        in_place += usize::from(journal.exists());
        let when = format!("kill {kill}");
        assert_serves(&out, &clean, &when);
        let (site, _) = served(&out);
        mixed += usize::from(!clean.iter().any(|edition| {
            edition
                .iter()
                .all(|(path, bytes)| site.get(path) == Some(bytes))
        }));
    }
    assert!(in_place > 20, "only {in_place} kills were amid the files");
    assert!(mixed > 5, "only {mixed} kills were between two sites");

    edit(&folder, 1);
    build(&folder);
    let (mut site, kept) = served(&out);
    site.retain(|path, _| !kept.contains(path));
    assert!(site == clean[1], "the last build is not the clean one");
    assert!(!folder.path().join(".public.lyceum-new").exists());
}

#[test]
fn two_builds_at_once_are_told_of_each_other() {
    let folder = Folder::new();
    edit(&folder, 0);
    let out = folder.path().join("public");
    let first = DiskSink::new(&out).unwrap();
    let own = std::process::id().to_string();
    for (lang, told) in [
        ("zh", "另一个 lyceum 正在写"),
        ("en", "another build writes to"),
    ] {
        let run = lyceum(folder.path(), &["build", "--lang", lang]);
        assert_eq!(run.code, Some(2));
        assert!(
            run.stderr.contains(told) && run.stderr.contains(&own),
            "{}",
            run.stderr
        );
    }
    drop(first);
    build(&folder);
}
