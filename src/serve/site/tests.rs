//! What a preview shows after any edits is what a site read anew shows.
use std::collections::BTreeMap;
use std::path::Path;

use jiff::civil::date;

use super::*;
use crate::edits::{self, Numbers, edit};
use crate::render::File;
use crate::world::{DiskWorld, create_file};

/// Edits of one run.
const EDITS: usize = 200;

fn reader(root: &Path) -> Reader {
    let now = date(2026, 11, 25).at(9, 30, 0, 0);
    let disk = DiskWorld::new(root, root.join("public"), now);
    let options = BuildOptions {
        origin: Some("http://127.0.0.1:1111".to_owned()),
        ..BuildOptions::default()
    };
    Reader::new(CachedWorld::new(disk), options)
}

/// Every file that a preview serves, and what is searched.
fn everything(site: &Site, reader: &Reader) -> BTreeMap<String, String> {
    let pages = site.on_demand();
    let mut files: BTreeMap<String, String> = pages
        .paths(&reader.sources)
        .into_iter()
        .map(|path| {
            let text = match pages.file(&path, &reader.sources).unwrap() {
                File::Made(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
                File::Copy(from) => from.to_owned(),
                File::Faulty(diags) => format!("{diags:?}"),
            };
            (path, text)
        })
        .collect();
    let documents = search::documents(&site.resolved, site.today);
    files.insert("documents".to_owned(), format!("{documents:?}"));
    files
}

/// Whether a preview shows what it should after an edit.
fn assert_same(seen: &BTreeMap<String, String>, wanted: &BTreeMap<String, String>, edit: &str) {
    for (path, text) in wanted {
        assert_eq!(seen.get(path), Some(text), "{path} after {edit}");
    }
    assert!(seen.keys().eq(wanted.keys()));
}

/// Tags are in the order of how many pages they have, and two have the same number before.
#[test]
fn a_new_page_that_changes_the_order_of_terms_is_followed() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let write = |name: &str, tag: &str| {
        let text = format!("---\ntitle: 第{name}页\ntags: [{tag}]\n---\n\n{name}的正文。\n");
        let path = format!("content/notes/{name}.md");
        create_file(&root.join(&path), text.as_bytes()).unwrap();
        path
    };
    for (name, tag) in [("a", "剪纸"), ("b", "剪纸"), ("c", "书法"), ("d", "书法")] {
        write(name, tag);
    }
    let mut live = reader(root);
    let mut site = live.read(&mut Diagnostics::default()).ok().unwrap();
    let changed = Changed {
        paths: vec![write("e", "剪纸")],
        any: false,
    };
    let now = live.world.now();
    live.world.go_on(&changed, now);
    assert!(live.follow(&mut site, &changed));
    let mut anew = reader(root);
    let clean = anew.read(&mut Diagnostics::default()).ok().unwrap();
    assert_same(
        &everything(&site, &live),
        &everything(&clean, &anew),
        "a new page",
    );
}

#[test]
fn a_site_that_follows_edits_is_a_site_read_anew() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let mut numbers = Numbers::new(7);
    edits::begin(root);
    let mut live = reader(root);
    let mut site = live.read(&mut Diagnostics::default()).ok();
    let (mut followed, mut joined, mut good) = (0, 0, 0);
    for number in 0..EDITS {
        let is_there = |number| root.join(format!("content/lesson/{number}.md")).exists();
        let before: Vec<bool> = (0..edits::LESSONS).map(is_there).collect();
        let changed = Changed {
            paths: edit(root, &mut numbers),
            any: false,
        };
        let came = (0..edits::LESSONS).any(|number| is_there(number) && !before[number]);
        let now = live.world.now();
        live.world.go_on(&changed, now);
        let mut diags = Diagnostics::default();
        let is_followed = site
            .as_mut()
            .is_some_and(|site| live.follow(site, &changed));
        if is_followed {
            followed += 1;
            joined += usize::from(came);
        } else {
            site = live.read(&mut diags).ok().or(site);
        }
        let mut anew = reader(root);
        let mut expected = Diagnostics::default();
        let Ok(clean) = anew.read(&mut expected) else {
            assert!(diags.errors() > 0, "edit {number}: {changed:?}");
            continue;
        };
        good += 1;
        let seen = everything(site.as_ref().unwrap(), &live);
        assert_same(
            &seen,
            &everything(&clean, &anew),
            &format!("edit {number}: {changed:?}"),
        );
    }
    // Edits of both kinds have been tried.
    assert!(
        followed > EDITS / 8 && joined > 3 && good > followed,
        "{followed} of {good}, {joined} new"
    );
}
