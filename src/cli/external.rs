//! `lyceum check --external`: asks the web, keeps what it said, and says how many links are well.

use std::path::Path;

use super::console::Console;
use crate::diag::Diagnostics;
use crate::external::{Answer, MEMORY, Manner, Memory, ask, is_offline, links, tell};
use crate::msg;
use crate::resolve::Resolved;
use crate::url::UrlPath;
use crate::world::{DiskWorld, World as _, put_file};

/// Asks for what was not seen lately. Nothing that goes wrong here is more than a word to the editor.
pub(super) fn check(
    resolved: &Resolved,
    world: &DiskWorld,
    root: &Path,
    console: &Console,
    diags: &mut Diagnostics,
) {
    let today = world.today();
    let mut memory = Memory::read(world);
    let links = links(resolved);
    let wanted: Vec<&str> = links
        .keys()
        .map(String::as_str)
        .filter(|address| !memory.is_fresh(address, today))
        .collect();
    let base_url = &resolved.config.base_url;
    let site = if base_url.has_origin() {
        base_url.absolute(&UrlPath::home())
    } else {
        String::new()
    };
    let all = wanted.len();
    let answers = ask(&wanted, &Manner::of_site(&site), &|done| {
        console.progress(&msg!(
            en: "links elsewhere: {done} of {all}",
            zh: "外部链接：{done}/{all}",
        ));
    });
    console.end_progress();
    if is_offline(&answers) {
        console.say(&msg!(
            en: "no host elsewhere can be reached: is this machine connected?",
            zh: "外面的网站一个也连不上：请看看本机能不能上网",
        ));
        return;
    }
    for (address, answer) in answers {
        memory.note(address, answer, today);
    }
    memory.keep(|address| links.contains_key(address));
    tell(&links, &memory, diags);
    if let Err(error) = put_file(&root.join(MEMORY), memory.to_json().as_bytes()) {
        console.say(&msg!(
            en: "`{MEMORY}` cannot be written: {error}",
            zh: "`{MEMORY}` 写不进去：{error}",
        ));
    }
    let (mut good, mut dead, mut refused) = (0, 0, 0);
    for address in links.keys() {
        match memory.get(address).map(|seen| &seen.answer) {
            Some(Answer::Refused(_)) => refused += 1,
            Some(answer) if answer.is_dead() => dead += 1,
            _ => good += 1,
        }
    }
    let total = links.len();
    console.say(&msg!(
        en: "links elsewhere: {total}; asked now {all}; there {good}, not there {dead}, closed to programs {refused}",
        zh: "外部链接共 {total} 个，这次查了 {all} 个：能打开 {good} 个，打不开 {dead} 个，不让程序查看 {refused} 个",
    ));
}
