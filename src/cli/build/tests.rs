//! Whatever was built before, a build publishes what a clean one does.
#![expect(
    clippy::disallowed_methods,
    reason = "an editor's files are on the disk"
)]

use std::collections::BTreeMap;
use std::fs;

use jiff::ToSpan as _;
use jiff::civil::{DateTime, date};

use super::*;
use crate::build;
use crate::diag::Lang;
use crate::edits::{self, Numbers, edit};
use crate::world::MemorySink;

/// Edits of one run.
const EDITS: usize = 250;

type Site = BTreeMap<String, Vec<u8>>;

/// A site's folder, and what its builds are told.
struct Folder {
    root: PathBuf,
    options: BuildOptions,
    now: DateTime,
    program: Hash,
}

impl Folder {
    fn world(&self) -> DiskWorld {
        DiskWorld::new(&self.root, self.out(), self.now)
    }

    fn out(&self) -> PathBuf {
        self.root.join("public")
    }

    /// Builds as the command does; the stages that it took. None if the site is faulty.
    fn build(&self) -> Option<(Committed, Vec<Stage>)> {
        let console = Console::new(Lang::En);
        let build = Build {
            program: Some(self.program),
            world: Traced::new(self.world()),
            kind: format!("{:?}", self.options),
            options: self.options.clone(),
            console: &console,
            format: Format::Full,
        };
        let stages = std::sync::Mutex::new(Vec::new());
        let progress = |step| {
            if let Step::Stage(stage) = step {
                stages.lock().unwrap().push(stage);
            }
        };
        let mut sink = DiskSink::new(self.out()).unwrap().keeping(keep(0));
        let done = build.run(&mut sink, &progress).ok()?;
        Some((done.committed, stages.into_inner().unwrap()))
    }

    /// What a build publishes where nothing was built before; none if the site is faulty.
    fn clean(&self) -> Option<Site> {
        let world = self.world();
        let (mut sources, mut diags) = (SourceDb::default(), Diagnostics::default());
        let files = build(&world, &self.options, &mut sources, &mut diags).ok()?;
        let mut sink = MemorySink::default();
        emit(&world, &files, &mut sink).unwrap();
        Some(sink.files().clone())
    }

    /// What is published.
    fn published(&self) -> Site {
        let sink = DiskSink::new(self.out()).unwrap();
        let manifest = sink.manifest().unwrap();
        assert!(sink.is_whole());
        manifest
            .files()
            .map(|(path, _)| {
                let bytes = fs::read(self.out().join(path)).unwrap();
                (path.to_owned(), bytes)
            })
            .collect()
    }
}

fn folder(temporary: &tempfile::TempDir) -> Folder {
    edits::begin(temporary.path());
    Folder {
        root: temporary.path().to_owned(),
        options: BuildOptions::default(),
        now: date(2026, 11, 25).at(9, 30, 0, 0),
        program: blake3::hash(b"one"),
    }
}

fn assert_clean(folder: &Folder, number: usize, changed: &[String]) -> bool {
    let clean = folder.clean();
    let built = folder.build();
    assert_eq!(clean.is_some(), built.is_some(), "{number}: {changed:?}");
    let Some(clean) = clean else { return false };
    let published = folder.published();
    for (path, bytes) in &clean {
        let same = published.get(path) == Some(bytes);
        assert!(same, "{path} after edit {number}: {changed:?}");
    }
    assert!(published.keys().eq(clean.keys()), "{number}: {changed:?}");
    true
}

/// Edits, each followed by a build on top of all that were before it.
fn follow(seed: u64) {
    let temporary = tempfile::tempdir().unwrap();
    let mut folder = folder(&temporary);
    let mut numbers = Numbers::new(seed);
    let mut good = 0;
    for number in 0..EDITS {
        let changed = edit(&folder.root, &mut numbers);
        match numbers.below(24) {
            // Pages of the first of December become public.
            0 => folder.now = folder.now.checked_add(1.day()).unwrap(),
            1 => folder.program = blake3::hash(&number.to_le_bytes()),
            2 => folder.options.no_search ^= true,
            3 => fs::remove_dir_all(folder.root.join(".lyceum")).unwrap_or_default(),
            4 => fs::remove_dir_all(folder.out()).unwrap_or_default(),
            5 => damage(&folder, &mut numbers),
            _ => {}
        }
        good += usize::from(assert_clean(&folder, number, &changed));
    }
    assert!(good > EDITS / 2, "{good}");
}

/// A disk, or somebody, changes a byte of what is kept or published.
fn damage(folder: &Folder, numbers: &mut Numbers) {
    let below = [".lyceum/cache", "public/search", "public"];
    let Ok(files) = fs::read_dir(folder.root.join(numbers.of(&below))) else {
        return;
    };
    let files = files.map(|file| file.unwrap().path());
    let mut files: Vec<PathBuf> = files.filter(|path| path.is_file()).collect();
    files.sort();
    // Without its manifest, a folder is not known to be ours.
    files.retain(|path| !path.ends_with(".lyceum-manifest"));
    if files.is_empty() {
        return;
    }
    let file = &files[numbers.below(files.len())];
    let mut bytes = fs::read(file).unwrap();
    if let Some(at) = bytes.len().checked_sub(1) {
        bytes[numbers.below(at + 1)] ^= 1;
    }
    fs::write(file, bytes).unwrap();
}

#[test]
fn builds_on_builds_are_clean_builds_1() {
    follow(1);
}

#[test]
fn builds_on_builds_are_clean_builds_2() {
    follow(2);
}

#[test]
fn nothing_is_made_where_nothing_changed() {
    let temporary = tempfile::tempdir().unwrap();
    let mut folder = folder(&temporary);
    let (first, _) = folder.build().unwrap();
    let (second, stages) = folder.build().unwrap();
    assert_eq!(stages, [Stage::Compare]);
    assert_eq!((second.files, second.written), (first.files, 0));

    // Later on the same day nothing has come or gone; the next day, who knows.
    folder.now = date(2026, 11, 25).at(17, 0, 0, 0);
    assert_eq!(folder.build().unwrap().1, [Stage::Compare]);
    folder.now = date(2026, 11, 26).at(8, 0, 0, 0);
    assert!(folder.build().unwrap().1.contains(&Stage::Render));
    assert_eq!(folder.build().unwrap().1, [Stage::Compare]);

    // A file that is gone from the site is made again.
    fs::remove_file(folder.out().join("index.html")).unwrap();
    let (mended, _) = folder.build().unwrap();
    assert_eq!(mended.written, 1);
}

#[test]
fn what_is_kept_does_not_grow() {
    let temporary = tempfile::tempdir().unwrap();
    let folder = folder(&temporary);
    let kept = || {
        let cache = folder.root.join(".lyceum/cache");
        let mut names: Vec<String> = fs::read_dir(cache)
            .unwrap()
            .map(|file| file.unwrap().file_name().into_string().unwrap())
            .map(|name| name.split('-').next().unwrap().to_owned())
            .collect();
        names.sort();
        names
    };
    folder.build().unwrap();
    let before = kept();
    assert!(before.contains(&"chunk".to_owned()), "{before:?}");
    for number in 0..5 {
        let text = format!("---\ntitle: 须知\n---\n\n第{number}次改。\n");
        fs::write(folder.root.join("content/notice/a.md"), text).unwrap();
        folder.build().unwrap();
        assert_eq!(kept(), before);
    }
}
