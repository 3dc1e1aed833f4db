//! What must not be published and would be: the text of the example site's own policy that is disclosed
//! on request, and the place where a photo was taken.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests fail as tests do"
)]

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use jiff::civil::{DateTime, date};
use lyceum::diag::{Diagnostics, View, render};
use lyceum::emit::{EmitError, emit};
use lyceum::source::SourceDb;
use lyceum::world::{DiskWorld, Listing, MemorySink, MemoryWorld, World};
use lyceum::{BuildOptions, build};
use lyceum_index::compression::decompressed;
use lyceum_index::published::FileId;

const POLICY: &str = "content/policy/2016-215.md";

/// Made-up sentences: the real ones are withheld.
const SENTENCES: [&str; 10] = [
    "到后年秋天全县每个镇都办起能开课的社区学校",
    "三年之内七成以上的村要有自己的学习点",
    "学习点的牌子由学院统一制作并且不得收费",
    "县里每年从教育经费里拿出一笔钱补助偏远的村",
    "兼职老师上课按次计酬并由财政部门核定标准",
    "退休干部和老教师愿意讲课的直接到镇里登记",
    "居民学满规定的次数以后换取一张学习证明卡片",
    "文化站把闲置的桌椅板凳清点以后借给学习点",
    "督导组每半年到各镇去一次只看课表和签到本",
    "年底考核不合格的镇要在大会上说明原因",
];

/// The example site with that text.
struct WithText(DiskWorld);

impl World for WithText {
    fn list(&self, folder: &str) -> Listing {
        self.0.list(folder)
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        let mut bytes = self.0.read(path)?;
        if path == POLICY {
            bytes.extend_from_slice(SENTENCES.join("。\n\n").as_bytes());
        }
        Ok(bytes)
    }

    fn now(&self) -> DateTime {
        self.0.now()
    }
}

/// The published files, unpacked.
fn published(world: &dyn World) -> BTreeMap<String, Vec<u8>> {
    let mut sources = SourceDb::default();
    let mut diags = Diagnostics::default();
    let files = build(world, &BuildOptions::default(), &mut sources, &mut diags);
    let shown = render(&diags, &sources, View::default());
    let files = files.unwrap_or_else(|error| panic!("{error}\n{shown}"));
    let mut sink = MemorySink::default();
    emit(world, &files, &mut sink).unwrap();
    let unpacked = sink.files().iter().map(|(path, bytes)| {
        let file = path.strip_prefix("search/").and_then(FileId::from_name);
        let bytes = file.map_or_else(
            || bytes.clone(),
            |file| decompressed(file.kind, bytes).unwrap(),
        );
        (path.clone(), bytes)
    });
    unpacked.collect()
}

#[test]
fn of_a_withheld_text_nothing_is_published() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let disk = DiskWorld::new(root, root.join("public"), date(2026, 11, 20));
    let card = published(&disk);
    let with_text = published(&WithText(disk));
    for (path, bytes) in &with_text {
        let text = String::from_utf8_lossy(bytes);
        for sentence in SENTENCES {
            assert!(!text.contains(sentence), "`{sentence}` stands in {path}");
        }
    }
    // Nor does the text leave a trace: a card with one has the bytes of a card without.
    assert!(card == with_text);
    assert!(card.contains_key("policy/2016-215/index.html"));
}

/// A photo of a few bytes, with EXIF that points to a place.
const PHOTO: &[u8] =
    b"\xff\xd8\xff\xe1\x00\x22Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x88\x25\0\x04\0\0\0\x01\
    \0\0\0\x1a\0\0\0\0\xff\xda\0\x02pixels\xff\xd9";
const STRIPPED: &[u8] = b"\xff\xd8\xff\xda\0\x02pixels\xff\xd9";

fn with_photo(photo: &[u8]) -> MemoryWorld {
    let mut world = MemoryWorld::new(date(2026, 11, 20));
    world.write("content/a/index.md", "# 甲\n\n[甲](photo.JPG)\n");
    world.write("content/a/photo.JPG", photo);
    world.write("static/photo", photo);
    world.write("themes/lyceum/static/photo.jpg", photo);
    world
}

#[test]
fn photos_lose_the_place_where_they_were_taken() {
    let site = published(&with_photo(PHOTO));
    for path in ["a/photo.JPG", "photo", "photo.jpg"] {
        assert_eq!(site[path], STRIPPED, "{path}");
    }
    // Others are copied byte for byte.
    let plain = [STRIPPED, b"and more"].concat();
    assert_eq!(published(&with_photo(&plain))["a/photo.JPG"], plain);
}

#[test]
fn a_damaged_photo_with_a_place_keeps_the_site_from_being_seen() {
    let world = with_photo(&PHOTO[..30]);
    let (mut sources, mut diags) = (SourceDb::default(), Diagnostics::default());
    let files = build(&world, &BuildOptions::default(), &mut sources, &mut diags).unwrap();
    let mut sink = MemorySink::default();
    let error = emit(&world, &files, &mut sink).unwrap_err();
    assert!(matches!(error, EmitError::Photo { path } if path == "a/photo.JPG"));
    assert!(sink.files().is_empty());
}
