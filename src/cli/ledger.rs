//! `lyceum ledger merge`: what residents learned, counted without people.

use super::console::{Console, plain};
use super::{MergeArgs, Outcome};
use crate::diag::Diagnostics;
use crate::ledger::Ledger;
use crate::msg;
use crate::reading::unreadable;
use crate::source::SourceDb;
use crate::world::read_file;

pub(super) fn merge(args: &MergeArgs, console: &Console) -> Outcome {
    let mut sources = SourceDb::default();
    let mut diags = Diagnostics::default();
    let mut ledger = Ledger::default();
    for path in &args.files {
        let name = plain(path).to_string();
        match read_file(path) {
            Ok(bytes) => ledger.add(name, &bytes, &mut sources, &mut diags),
            Err(error) => diags.push(unreadable(sources.add(name, ""), &error)),
        }
    }
    console.show(&diags, &sources, args.format.into());
    let least = usize::from(args.least);
    let counts = ledger.counts(least);
    match counts.csv() {
        Ok(text) => Console::data(text.trim_end()),
        Err(error) => return console.fail_with(error),
    }
    let (files, twice) = (ledger.files, ledger.twice);
    let (completions, learners) = (counts.all.completions, counts.all.learners);
    console.say(&msg!(
        en: "files: {files}, learners: {learners}, completions: {completions}; entries that came more than once and count once: {twice}",
        zh: "文件 {files} 个，学习者 {learners} 位，学完 {completions} 项；重复的 {twice} 条只算一次",
    ));
    if counts.few_pages.is_some() || counts.few_months.is_some() {
        console.say(&msg!(
            en: "pages and months of fewer than {least} learners are put together, so that nobody can be told from them",
            zh: "不到 {least} 位学习者的页面和月份合在一起算，免得认出是谁",
        ));
    }
    if diags.errors() > 0 {
        Outcome::ContentFaults
    } else {
        Outcome::Done
    }
}
