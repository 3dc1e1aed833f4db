//! `lyceum import`: pages from Word files, saved web pages and tables. Nothing that exists is overwritten, and
//! where anything is wrong nothing is written.

use std::path::{Path, PathBuf};

use super::console::{Console, plain};
use super::create::find;
use super::{ImportArgs, Outcome, site};
use crate::diag::Message;
use crate::import::{Imported, Page, Source, Wanted, import, schema};
use crate::msg;
use crate::world::{create_files, read_file};

pub(super) fn run(args: &ImportArgs, console: &Console) -> Outcome {
    let site = match site::read(&args.root, console) {
        Ok(site) => site,
        Err(outcome) => return outcome,
    };
    let kind = match &args.kind {
        None => None,
        Some(name) => match find(&site, name, console) {
            Ok(kind) => Some(kind),
            Err(outcome) => return outcome,
        },
    };
    let out = args.out.as_deref();
    let out = out.map(|out| out.replace('\\', "/").trim_end_matches('/').to_owned());
    // A page's own path, where it is one.
    let file = out.as_deref().filter(|out| name(out) != *out);
    let wanted = Wanted {
        schema: &schema(&site.config),
        kind: kind.as_deref(),
        folder: out.as_deref(),
        folders: &site.folders,
    };
    let mut outcome = Outcome::Done;
    let mut pages = Vec::new();
    for path in &args.files {
        match read(path, &wanted) {
            Ok(imported) => {
                if !report(path, &imported, console) {
                    outcome = outcome.max(Outcome::ContentFaults);
                }
                pages.extend(imported.pages);
            }
            Err(reason) => {
                let path = path.display();
                let Message { en, zh } = reason;
                outcome = console.fail(&msg!(en: "`{path}`: {en}", zh: "`{path}`：{zh}"));
            }
        }
    }
    if outcome != Outcome::Done {
        console.say(&msg!(en: "nothing was written", zh: "没有写入任何文件"));
        return outcome;
    }
    if let Some(file) = file {
        let [page] = pages.as_mut_slice() else {
            let count = pages.len();
            return console.fail(&msg!(
                en: "these are {count} pages: `--out` must be a folder",
                zh: "这里有 {count} 页，`--out` 要写文件夹",
            ));
        };
        place(page, file);
    }
    write(&args.root, &pages, console)
}

fn read(path: &Path, wanted: &Wanted<'_>) -> Result<Imported, Message> {
    let bytes = read_file(path).map_err(|error| msg!(en: "{error}", zh: "{error}"))?;
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy())
        .unwrap_or_default();
    let beside = |inner: &str| read_file(&path.parent()?.join(inner)).ok();
    let source = Source {
        name: &name,
        bytes: &bytes,
        beside: &beside,
    };
    import(&source, wanted).map_err(|refusal| refusal.message())
}

/// Tells what became of a file; whether it may be written.
fn report(path: &Path, imported: &Imported, console: &Console) -> bool {
    let shown = path.display();
    console.say(&msg!(en: "{shown}", zh: "{shown}"));
    for note in &imported.notes {
        let Message { en, zh } = note;
        console.say(&msg!(en: "  {en}", zh: "  {zh}"));
    }
    for fault in &imported.faults {
        let (row, Message { en, zh }) = (fault.row, &fault.message);
        console.say(&msg!(en: "  error: row {row}: {en}", zh: "  错误：第 {row} 行：{zh}"));
    }
    imported.faults.is_empty()
}

/// Puts the page of an import where it was asked for. A page with files lies in a folder of its own.
fn place(page: &mut Page, file: &str) {
    let folder = name(file);
    for (path, _) in &mut page.files {
        let name = path.rsplit('/').next().unwrap_or(path);
        *path = format!("{folder}/{name}");
    }
    page.path = if page.files.is_empty() {
        file.to_owned()
    } else {
        format!("{folder}/index.md")
    };
}

/// Writes the pages and prints their paths; writes none if one is there already.
fn write(root: &Path, pages: &[Page], console: &Console) -> Outcome {
    let mut names: Vec<&str> = pages.iter().map(|page| name(&page.path)).collect();
    names.sort_unstable();
    if let Some([twice, _]) = names.array_windows::<2>().find(|[a, b]| a == b) {
        return console.fail(&msg!(
            en: "two of the files make the page `{twice}`; import one of them with `--out`",
            zh: "有两个文件都变成 `{twice}` 这一页，请把其中一个用 `--out` 单独导入",
        ));
    }
    let files = || {
        pages.iter().flat_map(|page| {
            let own = std::iter::once((&page.path, page.text.as_bytes()));
            own.chain(
                page.files
                    .iter()
                    .map(|(path, bytes)| (path, bytes.as_slice())),
            )
        })
    };
    // `a.md` and `a/index.md` are the same page.
    let same = pages
        .iter()
        .flat_map(|page| ["{}.md", "{}/index.md"].map(|form| form.replace("{}", name(&page.path))));
    let there = files()
        .map(|(path, _)| path.clone())
        .chain(same)
        .map(|path| root.join(path))
        .find(|path| path.exists());
    if let Some(path) = there {
        let path = path.display();
        return console.fail(&msg!(en: "`{path}` exists already; nothing was written", zh: "`{path}` 已经有了，没有写入任何文件"));
    }
    let files: Vec<(PathBuf, &[u8])> = files()
        .map(|(path, bytes)| (root.join(path), bytes))
        .collect();
    if let Err((path, error)) = create_files(&files) {
        let path = plain(path);
        return console.fail(&msg!(en: "`{path}`: {error}", zh: "`{path}`：{error}"));
    }
    for (path, _) in &files {
        Console::data(plain(path));
    }
    console.say(&msg!(
        en: "now run `lyceum check`: it says what is still to be filled in",
        zh: "接着运行 `lyceum check`，看还要填什么",
    ));
    Outcome::Done
}

/// A page's path without what does not matter to its address.
fn name(path: &str) -> &str {
    path.strip_suffix("/index.md")
        .or_else(|| path.strip_suffix(".md"))
        .unwrap_or(path)
}
