//! `lyceum diff`: what two published sites differ in.

use super::console::Console;
use super::{DiffArgs, Outcome};
use crate::difference::{Changes, Difference, read};
use crate::msg;

pub(super) fn run(args: &DiffArgs, console: &Console) -> Outcome {
    let mut sites = Vec::new();
    for path in [&args.old, &args.new] {
        match read(path) {
            Ok(site) => sites.push(site),
            Err(error) => {
                let path = path.display();
                return console.fail(&msg!(
                    en: "`{path}` is no published site: {error}",
                    zh: "`{path}` 不是生成好的网站：{error}",
                ));
            }
        }
    }
    let difference = match sites.as_slice() {
        [old, new] => Difference::between(old, new),
        _ => Difference::default(),
    };
    if args.json {
        Console::data(serde_json::to_string_pretty(&difference).unwrap_or_default());
    } else {
        show(&difference.pages);
        show(&difference.files);
        let count = |changes: &Changes| {
            (
                changes.added.len(),
                changes.changed.len(),
                changes.removed.len(),
            )
        };
        let (added, changed, removed) = count(&difference.pages);
        let (others_added, others_changed, others_removed) = count(&difference.files);
        console.say(&msg!(
            en: "pages: {added} added, {changed} changed, {removed} removed; other files: {others_added}, {others_changed}, {others_removed}",
            zh: "网页：新增 {added}，更新 {changed}，删除 {removed}；其他文件：新增 {others_added}，更新 {others_changed}，删除 {others_removed}",
        ));
    }
    if difference.is_empty() {
        Outcome::Done
    } else {
        Outcome::Differs
    }
}

fn show(changes: &Changes) {
    let kinds = [
        ("added", &changes.added),
        ("changed", &changes.changed),
        ("removed", &changes.removed),
    ];
    for (kind, paths) in kinds {
        for path in paths {
            Console::data(format_args!("{kind}\t{path}"));
        }
    }
}
