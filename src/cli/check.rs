//! `lyceum check`: all faults; with `--fix` what can be mended is, with `--external` the web is asked.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::build::{failed, open, out_folder, with_jobs};
use super::console::Console;
use super::{CheckArgs, Outcome, external};
use crate::diag::Diagnostics;
use crate::mend::mended;
use crate::msg;
use crate::render::Body;
use crate::source::SourceDb;
use crate::world::{DiskWorld, World as _, replace_file};
use crate::{BuildError, BuildOptions, publish, read};

/// How often a site is mended and looked at again: one fault may hide the next of its file.
const ROUNDS: usize = 100;

pub(super) fn run(args: &CheckArgs, console: &Console) -> Outcome {
    let out = out_folder(&args.site.root, None);
    let world = match open(&args.site, &out, console) {
        Ok(world) => world,
        Err(outcome) => return outcome,
    };
    if args.fix {
        let mut checked = check(args, &world, false, console);
        let (mut places, mut files) = (0, BTreeSet::new());
        for _ in 0..ROUNDS {
            let before = places;
            for one in mended(&checked.diags.fixes(), &checked.sources) {
                let source = checked.sources.file(one.file);
                match write(
                    &args.site.root,
                    &world,
                    &source.path,
                    &source.text,
                    &one.text,
                ) {
                    Ok(true) => {
                        places += one.places;
                        files.insert(source.path.clone());
                    }
                    Ok(false) => {}
                    Err(error) => {
                        let path = &source.path;
                        return console
                            .fail(&msg!(en: "`{path}`: {error}", zh: "`{path}`：{error}"));
                    }
                }
            }
            if places == before {
                break;
            }
            checked = check(args, &world, false, console);
        }
        let files = files.len();
        console.say(&msg!(
            en: "places mended: {places}, files: {files}",
            zh: "已改好 {places} 处，涉及 {files} 个文件",
        ));
    }
    let Checked {
        sources,
        diags,
        result,
    } = check(args, &world, args.external, console);
    console.show(&diags, &sources, args.site.format.into());
    if let Err(error) = result {
        return failed(&error, console);
    }
    if diags.is_empty() {
        console.say(&msg!(en: "no faults found", zh: "没有发现问题"));
    }
    Outcome::Done
}

/// What is known of a site.
struct Checked {
    sources: SourceDb,
    diags: Diagnostics,
    result: Result<BTreeMap<String, Body>, BuildError>,
}

/// Checks the site, and if so asked what it links to.
fn check(args: &CheckArgs, world: &DiskWorld, external: bool, console: &Console) -> Checked {
    let options = BuildOptions {
        drafts: args.site.drafts,
        // Nobody searches a site that is not written; pages are rendered to find template faults.
        no_search: true,
        ..BuildOptions::default()
    };
    let mut sources = SourceDb::default();
    let mut diags = Diagnostics::default();
    let progress = |step| console.step(step);
    let result = with_jobs(&args.site, || {
        let mut resolved = read(world, &options, &progress, &mut sources, &mut diags)?;
        if external {
            external::check(&resolved, world, &args.site.root, console, &mut diags);
        }
        publish(
            &mut resolved,
            world,
            &options,
            &progress,
            &mut sources,
            &mut diags,
        )
    });
    console.end_progress();
    Checked {
        sources,
        diags,
        result,
    }
}

/// Puts a new text in the place of the old one; whether that was still there.
fn write(
    root: &Path,
    world: &DiskWorld,
    path: &str,
    old: &str,
    new: &str,
) -> std::io::Result<bool> {
    if world.read(path)? != old.as_bytes() {
        return Ok(false);
    }
    replace_file(&root.join(path), new.as_bytes())?;
    Ok(true)
}
