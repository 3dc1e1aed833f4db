//! Damaged files give an error: no panic, no wrong answer.

use lyceum_index::compression::decompressed;
use lyceum_index::engine::Step;
use lyceum_index::published::{Boot, ENTRY, FileId, FileKind};
use lyceum_index::{FORMAT_VERSION, Fault, Query};
use proptest::prelude::*;

use crate::site::{Site, corpus, open};

#[test]
fn every_file_is_needed_and_checked_natively() {
    let site = Site::new(&corpus(30));
    for name in site.files.keys() {
        let mut files = site.files.clone();
        files.remove(name);
        assert!(
            matches!(open(&files).err().unwrap().fault(), Fault::Missing { file } if file == name),
            "{name} removed"
        );

        let mut files = site.files.clone();
        let bytes = files.get_mut(name).unwrap();
        bytes.truncate(bytes.len() / 2);
        assert!(
            matches!(open(&files).err().unwrap().fault(), Fault::Damaged { file, .. } if file == name),
            "{name} truncated"
        );

        let mut files = site.files.clone();
        files.insert(name.clone(), altered(&site, name));
        assert!(open(&files).is_err(), "{name} altered");
    }
}

/// A file with a bit in the middle changed: the first that says anything, for a bit of a
/// stream may say what goes without saying.
fn altered(site: &Site, name: &str) -> Vec<u8> {
    let bytes = &site.files[name];
    let kind = FileId::from_name(name).map(|file| file.kind);
    let content = |bytes: &[u8]| kind.map(|kind| decompressed(kind, bytes).ok());
    let before = content(bytes);
    let middle = bytes.len() / 2..bytes.len();
    let mut altered = middle.map(|at| {
        let mut bytes = bytes.clone();
        bytes[at] ^= 0x10;
        bytes
    });
    altered
        .find(|bytes| kind.is_none() || content(bytes) != before)
        .unwrap()
}

#[test]
fn another_version_is_refused() {
    let site = Site::new(&corpus(3));
    let mut files = site.files.clone();
    let entry = format!(
        "{{\"format\":{},\"boot\":\"boot-0000000000000000.bin\"}}",
        FORMAT_VERSION + 1
    );
    files.insert(ENTRY.to_owned(), entry.into_bytes());
    assert_eq!(
        open(&files).err().unwrap().fault(),
        &Fault::Version {
            found: FORMAT_VERSION + 1
        }
    );

    let [mut content, rest] = site.first().map(|name| site.content(&name));
    content[4] = 0x80 | 1;
    let refused = Boot::decode(&content, &rest).unwrap_err();
    assert_eq!(refused.fault(), &Fault::Version { found: 1 });
}

#[test]
fn the_engine_refuses_what_does_not_match_its_name() {
    let site = Site::new(&corpus(30));
    let mut engine = site.engine();
    let mut search = engine.search(Query::new("社区教育"));
    let Step::Fetch(files) = engine.step(&mut search).unwrap() else {
        panic!("nothing is fetched yet")
    };
    for file in files {
        let mut content = site.content(&file.name());
        content[0] ^= 1;
        for content in [content, Vec::new()] {
            let refused = engine.provide(file, &content).unwrap_err();
            assert!(matches!(refused.fault(), Fault::Damaged { .. }));
        }
    }
}

proptest! {
    /// Checksums stop damage long before; the decoders must not panic even if
    /// the writer itself had published nonsense.
    #[test]
    fn decoders_survive_anything(edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6), cut: prop::sample::Index) {
        let site = Site::new(&corpus(12));
        let damage = |mut content: Vec<u8>| {
            for (at, byte) in &edits {
                let at = at.index(content.len());
                content[at] = *byte;
            }
            if edits.len() == 1 {
                content.truncate(cut.index(content.len()));
            }
            content
        };
        let [mut boot, rest] = site.first().map(|name| site.content(&name));
        drop(Boot::decode(&damage(boot.clone()), &rest));
        // A site file that is damaged, but named accordingly.
        let rest = damage(rest);
        let name = FileId::of(FileKind::Site, &rest);
        boot[5..13].copy_from_slice(&name.hash.to_le_bytes());
        drop(Boot::decode(&boot, &rest));

        // Files that are damaged, but tagged accordingly.
        let mut engine = site.engine();
        for name in site.files.keys() {
            let Some(file) = FileId::from_name(name).filter(|file| {
                matches!(file.kind, FileKind::Terms | FileKind::Positions | FileKind::Pages)
            }) else {
                continue;
            };
            let content = site.content(name);
            engine.provide(file, &file.tagged(damage(file.content(&content).unwrap().to_vec()))).unwrap();
        }
        for text in ["社区教育", "\"雨坛彩龙\" 3D", "龙", "学习 积分"] {
            let mut search = engine.search(Query::new(text));
            drop(engine.step(&mut search));
        }
    }
}
