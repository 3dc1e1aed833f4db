//! The files of the index, damaged and yet rightly tagged: an error or some answer, never a panic or an endless
//! question. The first byte says which kind of file the others are the content of.
#![no_main]

use libfuzzer_sys::fuzz_target;
use lyceum_fuzz::{Published, answer};
use lyceum_index::Query;
use lyceum_index::engine::Engine;
use lyceum_index::published::{FileId, FileKind};
use lyceum_index::sound::COMMON;
use twox_hash::XxHash64;

const QUERIES: [&str; 6] = ["彩龙", "\"社区教育\" 手机", "yutan", "玄滩 科普", "215号", "坝坝舞 -学分"];

fuzz_target!(|data: &[u8]| {
    let Some((kind, damaged)) = data.split_first() else {
        return;
    };
    let published = Published::once();
    let kind = match kind % 5 {
        0 => FileKind::Boot,
        1 => FileKind::Terms,
        2 => FileKind::Positions,
        3 => FileKind::Pages,
        _ => FileKind::Names,
    };
    let (mut boot, mut content) = published.boot();
    if kind == FileKind::Boot {
        boot.hash = XxHash64::oneshot(0, damaged);
        content = damaged.to_vec();
    }
    let Ok(mut engine) = Engine::open(boot, &content, COMMON) else {
        return;
    };
    let provided = |file: FileId| {
        if file.kind == kind {
            Some(file.tagged(damaged.to_vec()))
        } else {
            published.known(file)
        }
    };
    for text in QUERIES {
        let mut search = engine.search(Query::new(text));
        drop(answer(&mut engine, |engine| engine.step(&mut search), provided));
        drop(answer(&mut engine, |engine| engine.suggest(text, 8), provided));
    }
});
