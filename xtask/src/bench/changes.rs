//! What of the published index changes with the site: the bytes that a deploy sends and that readers
//! have not in their caches.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::build::{GENERATOR, PAGES, generated};
use super::option;
use crate::Outcome;
use crate::command::{cargo, run_quiet};
use crate::files::{below, root};

/// The kinds of files, by how their names begin.
const KINDS: [&str; 8] = [
    "boot-",
    "site-",
    "terms/",
    "positions/",
    "names/",
    "pages/",
    "recipe-",
    "",
];

/// What stands in place of a sentence.
const SENTENCE: &str = "本次活动由镇文化服务中心与社区学院共同承办，报名截止时间延长到月底";

/// Files of the index: name to content.
type Index = BTreeMap<String, Vec<u8>>;

/// How many files, and how many bytes.
type Sizes = BTreeMap<&'static str, (usize, usize)>;

/// Prints what of the index is new after changes. `arguments`: `--pages N`, `--generator FILE`.
pub(crate) fn run(arguments: &[&str]) -> Outcome {
    let pages = option(arguments, "--pages").unwrap_or(PAGES);
    let generator = option(arguments, "--generator").unwrap_or(GENERATOR);
    cargo("build --quiet --release")?;
    let original = generated("plain", pages, generator)?;
    let site = root().join("target/bench-changes/site");
    if site.exists() {
        fs::remove_dir_all(&site)?;
    }
    for file in below(&original)? {
        let to = site.join(&file);
        fs::create_dir_all(to.parent().unwrap_or(&site))?;
        fs::copy(original.join(&file), to)?;
    }
    let files = below(&site.join("content"))?;
    let texts: Vec<PathBuf> = files
        .iter()
        .filter(|file| has_extension(file, "md") && !file.ends_with("_index.md"))
        .map(|file| site.join("content").join(file))
        .collect();

    let before = built(&site)?;
    print("the whole index", &sizes(before.iter()));
    for count in [1, 100] {
        let step = (texts.len() / count).max(1);
        let changed: Vec<&PathBuf> = texts.iter().skip(step / 2).step_by(step).collect();
        let mut kept = Vec::new();
        for path in changed {
            let text = fs::read_to_string(path)?;
            fs::write(path, edited(&text).ok_or("a page without sentences")?)?;
            kept.push((path, text));
        }
        print(
            &format!("a sentence of {count} changed"),
            &new(&built(&site)?, &before),
        );
        for (path, text) in kept {
            fs::write(path, text)?;
        }
    }
    let path = texts.get(texts.len() / 3).ok_or("no pages")?;
    let text = fs::read_to_string(path)?;
    let text = edited(&text).ok_or("a page without sentences")?;
    let dated: Vec<&str> = text
        .lines()
        .map(|line| {
            if line.starts_with("date:") {
                "date: 2026-11-01"
            } else {
                line
            }
        })
        .collect();
    fs::write(path.with_file_name("one-more.md"), dated.join("\n"))?;
    let after = built(&site)?;
    print("a page of today added", &new(&after, &before));
    print("that page removed", &new(&before, &after));
    Ok(())
}

/// The text with another sentence in its middle.
fn edited(text: &str) -> Option<String> {
    let ends: Vec<usize> = text.match_indices('。').map(|(at, _)| at).collect();
    let middle = ends.windows(2).skip(ends.len() / 2);
    let (start, end) = middle
        .filter_map(|pair| match *pair {
            [before, end] => Some((before + '。'.len_utf8(), end)),
            _ => None,
        })
        .find(|&(start, end)| {
            text.get(start..end)
                .is_some_and(|sentence| !sentence.contains(['\n', '*', '[', '`']))
        })?;
    let mut text = text.to_owned();
    text.replace_range(start..end, SENTENCE);
    Some(text)
}

/// The index that is published of the site as it is.
fn has_extension(file: &str, extension: &str) -> bool {
    Path::new(file)
        .extension()
        .is_some_and(|own| own == extension)
}

fn built(site: &Path) -> Outcome<Index> {
    let out = root().join("target/bench-changes/out");
    if out.exists() {
        fs::remove_dir_all(&out)?;
    }
    let arguments = format!("build --root {} --out {}", site.display(), out.display());
    run_quiet("target/release/lyceum", &arguments)?;
    let folder = out.join("search");
    let mut index = Index::new();
    for file in below(&folder)? {
        let is_data = has_extension(&file, "bin") && !file.starts_with("lyceum-");
        if is_data || file == "index.json" {
            index.insert(file.clone(), fs::read(folder.join(&file))?);
        }
    }
    Ok(index)
}

/// What `after` has that `before` has not.
fn new(after: &Index, before: &Index) -> Sizes {
    sizes(
        after
            .iter()
            .filter(|(name, bytes)| before.get(*name) != Some(bytes)),
    )
}

fn sizes<'a>(files: impl Iterator<Item = (&'a String, &'a Vec<u8>)>) -> Sizes {
    let mut sizes = Sizes::new();
    for (name, bytes) in files {
        let kind = KINDS.into_iter().find(|kind| name.starts_with(kind));
        let (count, size) = sizes.entry(kind.unwrap_or_default()).or_default();
        *count += 1;
        *size += bytes.len();
    }
    sizes
}

fn print(what: &str, sizes: &Sizes) {
    let all = sizes.values().fold((0, 0), |(count, size), (more, bytes)| {
        (count + more, size + bytes)
    });
    eprintln!("{what}: {} files, {} KB", all.0, all.1 / 1000);
    for kind in KINDS {
        if let Some((count, size)) = sizes.get(kind) {
            let kind = if kind.is_empty() { "entry" } else { kind };
            eprintln!("  {kind:<10} {count:>6} files {:>8} KB", size / 1000);
        }
    }
}
