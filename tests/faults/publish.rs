//! A publish that fails or stops at any of its steps: what is served is whole all the time, and the next
//! build mends the rest.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use lyceum::manifest::{KEPT, Kept, MANIFEST};
use lyceum::world::{Disk, DiskSink, Files, Sink};

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    /// The process is killed: nothing happens any more.
    Killed,
    /// The disk is full: a part of a file is written. Moving and removing still work.
    Full,
    /// The folder cannot be written to any more.
    ReadOnly,
}

/// A disk that works for so many steps.
#[derive(Debug)]
struct Failing {
    steps: AtomicUsize,
    fault: Fault,
}

impl Failing {
    /// Takes a step; none if it fails.
    fn step(&self) -> bool {
        let one_less = |left: usize| left.checked_sub(1);
        self.steps
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, one_less)
            .is_ok()
    }

    fn refuse(&self) -> io::Error {
        match self.fault {
            Fault::Killed => io::Error::other("killed"),
            Fault::Full => io::ErrorKind::StorageFull.into(),
            Fault::ReadOnly => io::ErrorKind::ReadOnlyFilesystem.into(),
        }
    }

    /// A step that needs no space.
    fn spaceless<T>(&self, act: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
        if self.step() || self.fault == Fault::Full {
            act()
        } else {
            Err(self.refuse())
        }
    }

    /// Looking needs no more than to be alive.
    fn look<T>(&self, act: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
        if self.fault == Fault::Killed && self.steps.load(Ordering::SeqCst) == 0 {
            Err(self.refuse())
        } else {
            act()
        }
    }
}

impl Files for Failing {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.look(|| Disk.read(path))
    }

    fn size(&self, path: &Path) -> io::Result<u64> {
        self.look(|| Disk.size(path))
    }

    fn is_vacant(&self, folder: &Path) -> io::Result<bool> {
        self.look(|| Disk.is_vacant(folder))
    }

    fn below(&self, folder: &Path) -> io::Result<BTreeSet<PathBuf>> {
        self.look(|| Disk.below(folder))
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        if self.step() {
            return Disk.write(path, bytes);
        }
        if self.fault != Fault::ReadOnly {
            let (half, _) = bytes.split_at(bytes.len() / 2);
            if self.steps.load(Ordering::SeqCst) == 0 && path.parent().unwrap().exists() {
                Disk.write(path, half)?;
            }
        }
        Err(self.refuse())
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.spaceless(|| Disk.rename(from, to))
    }

    fn make_folder(&self, path: &Path) -> io::Result<()> {
        if self.step() || path.is_dir() && self.fault != Fault::Killed {
            Disk.make_folder(path)
        } else {
            Err(self.refuse())
        }
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        self.spaceless(|| Disk.remove_file(path))
    }

    fn remove_empty(&self, path: &Path) -> io::Result<()> {
        self.spaceless(|| Disk.remove_empty(path))
    }

    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        self.spaceless(|| Disk.remove_folder(path))
    }
}

type Site = BTreeMap<String, String>;

const STYLES: [&str; 3] = [
    "assets/style.0c34d1471f.css",
    "assets/style.06ff5609e6.css",
    "assets/style.f99228c86a.css",
];

/// A site of an edition: its pages name the style sheet of that edition.
fn site(edition: usize, pages: &[&str]) -> Site {
    let style = STYLES[edition];
    let mut site = Site::new();
    site.insert(style.to_owned(), format!("/* 第{edition}版 */"));
    site.insert(
        "search/index.json".to_owned(),
        format!("{{\"版\":{edition}}}"),
    );
    for page in pages {
        let text = format!("<link href=\"/{style}\"><h1>{page}，第{edition}版</h1>");
        site.insert(format!("{page}index.html"), text);
    }
    site
}

fn put_all(mut sink: DiskSink, site: &Site) -> io::Result<usize> {
    for (path, text) in site {
        sink.put(path, text.as_bytes())?;
    }
    Ok(sink.commit()?.files)
}

fn read(folder: &Path) -> Site {
    let files = Disk.below(folder).unwrap();
    let text = |file: &PathBuf| String::from_utf8(Disk.read(file).unwrap()).unwrap();
    let path = |file: &PathBuf| {
        file.strip_prefix(folder)
            .unwrap()
            .to_str()
            .unwrap()
            .to_owned()
    };
    files.iter().map(|file| (path(file), text(file))).collect()
}

/// Asserts that every file is one of these sites', whole, and that every page finds its style sheet.
fn assert_serves(out: &Path, sites: &[&Site], when: &str) {
    let served = read(out);
    for (path, text) in &served {
        if [MANIFEST, KEPT, "by-hand.txt"].contains(&path.as_str()) {
            continue;
        }
        let is_whole = sites.iter().any(|site| site.get(path) == Some(text));
        assert!(is_whole, "{when}: {path} is {text}");
        if let Some((_, rest)) = text.split_once("href=\"/") {
            let (style, _) = rest.split_once('"').unwrap();
            assert!(served.contains_key(style), "{when}: {path} lacks {style}");
        }
    }
    assert!(served.contains_key("index.html"), "{when}: no home page");
}

#[test]
fn whatever_stops_a_publish_the_site_is_whole_and_the_next_one_mends_it() {
    let old = site(0, &["", "course/", "news/", "becomes-file/"]);
    let new = {
        let mut new = site(1, &["", "course/", "lesson/方洞/"]);
        new.insert("becomes-file".to_owned(), "地址".to_owned());
        new
    };
    let third = site(2, &["", "news/"]);
    // Somebody may also clear away what a killed build left beside the output.
    let cases = [
        (Fault::Killed, false),
        (Fault::Killed, true),
        (Fault::Full, false),
        (Fault::ReadOnly, false),
    ];
    for (fault, is_cleared) in cases {
        let mut failed = 0;
        for steps in 0.. {
            let when = format!("{fault:?} after {steps} steps");
            let folder = tempfile::tempdir().unwrap();
            let out = folder.path().join("public");
            put_all(DiskSink::new(&out).unwrap(), &old).unwrap();
            Disk.write(&out.join("by-hand.txt"), "别动".as_bytes())
                .unwrap();

            let failing = Failing {
                steps: AtomicUsize::new(steps),
                fault,
            };
            let done = DiskSink::on(Box::new(failing), &out)
                .map_err(io::Error::other)
                .and_then(|sink| put_all(sink, &new));
            assert_serves(&out, &[&old, &new], &when);
            if fault != Fault::Killed && done.is_ok() {
                assert!(
                    new.iter()
                        .all(|file| read(&out).get(file.0) == Some(file.1)),
                    "{when}"
                );
            }

            if is_cleared {
                Disk.remove_folder(&folder.path().join(".public.lyceum-new"))
                    .unwrap();
            } else {
                // Whoever opens the folder next brings what was begun to its end.
                drop(DiskSink::new(&out).unwrap());
                let served = read(&out);
                let has = |(path, text): (&String, &String)| served.get(path) == Some(text);
                assert!(
                    old.iter().all(has) || new.iter().all(has),
                    "{when}: {served:#?}"
                );
            }

            put_all(DiskSink::new(&out).unwrap(), &third).unwrap();
            let mut served = read(&out);
            let kept = served.remove(KEPT).unwrap_or_default();
            for path in Kept::parse(kept.as_bytes()).paths() {
                served.remove(path);
            }
            assert!(served.remove(MANIFEST).is_some());
            assert_eq!(
                served.remove("by-hand.txt").as_deref(),
                Some("别动"),
                "{when}"
            );
            assert_eq!(served, third, "{when}");
            assert_eq!(folder.path().read_dir().unwrap().count(), 1, "{when}");

            if done.is_ok() {
                break;
            }
            failed += 1;
        }
        assert!(failed > 15, "{fault:?}: only {failed} steps");
    }
}

#[test]
fn a_first_publish_that_stops_leaves_no_site_and_the_next_one_is_whole() {
    let new = site(1, &["", "course/"]);
    for fault in [Fault::Killed, Fault::Full, Fault::ReadOnly] {
        for steps in 0.. {
            let folder = tempfile::tempdir().unwrap();
            let out = folder.path().join("public");
            let failing = Failing {
                steps: AtomicUsize::new(steps),
                fault,
            };
            let done = DiskSink::on(Box::new(failing), &out)
                .map_err(io::Error::other)
                .and_then(|sink| put_all(sink, &new));
            if out.exists() {
                assert_serves(&out, &[&new], "first");
            }
            assert!(done.is_err() || out.exists());
            put_all(DiskSink::new(&out).unwrap(), &new).unwrap();
            let mut served = read(&out);
            assert!(served.remove(MANIFEST).is_some());
            assert_eq!(served, new);
            if done.is_ok() {
                break;
            }
        }
    }
}
