//! The real command, killed at any moment.
#![expect(
    clippy::disallowed_methods,
    reason = "the real file system is what is tested"
)]

#[path = "../common/command.rs"]
mod command;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use lyceum::manifest::{KEPT, Kept, MANIFEST, Turn};
use lyceum::world::DiskSink;
use lyceum_index::native::Index;

use crate::site::{Folder, files};
use command::{command, lyceum};

/// How often a build is killed at any moment, and as often once it puts its files into place.
const KILLS: usize = 100;

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

const BUILD: [&str; 3] = ["build", "--now", "2026-11-20"];

fn build(folder: &Folder, more: &[&str]) {
    let run = lyceum(folder.path(), &[&BUILD, more].concat());
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
    let index = Index::open(|name| std::fs::read(out.join("search").join(name)));
    let verified = index.and_then(|index| index.verify());
    verified.unwrap_or_else(|error| panic!("{when}: the search is broken: {error}"));
}

#[test]
fn a_build_killed_at_any_moment_never_breaks_the_site() {
    killed_again_and_again(|child, usual, _, random| {
        std::thread::sleep(random.part_of(usual));
        child.kill().unwrap();
    });
}

#[test]
fn a_build_killed_while_it_puts_files_into_place_never_breaks_the_site() {
    killed_again_and_again(|child, _, journal, random| {
        while !journal.exists() && child.try_wait().unwrap().is_none() {
            std::hint::spin_loop();
        }
        let (begun, wait) = (Instant::now(), random.part_of(Duration::from_millis(12)));
        while begun.elapsed() < wait {
            std::hint::spin_loop();
        }
        child.kill().unwrap();
    });
}

/// Builds one edition after the other, and has each killed. How many kills fall between two sites is for the
/// machine to say; `publish.rs` stops after every single step.
fn killed_again_and_again(mut kill: impl FnMut(&mut Child, Duration, &Path, &mut Random)) {
    let (folder, other) = (Folder::new(), Folder::new());
    let out = folder.path().join("public");
    let clean = [0, 1].map(|edition| {
        edit(&other, edition);
        build(&other, &["--out", &edition.to_string()]);
        served(&other.path().join(edition.to_string())).0
    });
    edit(&folder, 0);
    let started = Instant::now();
    build(&folder, &[]);
    let usual = started.elapsed();

    let journal = folder.path().join(".public.lyceum-new/manifest");
    let mut random = Random(0x2545_f491);
    for round in 0..KILLS {
        edit(&folder, (round + 1) % 2);
        let mut command = command(folder.path(), &BUILD);
        let mut child = command.stderr(Stdio::null()).spawn().unwrap();
        kill(&mut child, usual, &journal, &mut random);
        child.wait().unwrap();
        assert_serves(&out, &clean, &format!("kill {round}"));
    }

    edit(&folder, 1);
    build(&folder, &[]);
    let (mut site, kept) = served(&out);
    site.retain(|path, _| !kept.contains(path));
    assert!(site == clean[1], "the last build is not the clean one");
    assert!(!folder.path().join(".public.lyceum-new").exists());
}

/// Numbers that are the same each time.
struct Random(u32);

impl Random {
    fn part_of(&mut self, whole: Duration) -> Duration {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        whole.mul_f64(f64::from(self.0) / f64::from(u32::MAX))
    }
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
    build(&folder, &[]);
}
