//! `lyceum report`: what is there, what is missing, whose it is.

use std::path::Path;

use super::build::{failed, open, out_folder, with_jobs};
use super::console::Console;
use super::{Outcome, ReportArgs};
use crate::diag::Diagnostics;
use crate::external::Memory;
use crate::msg;
use crate::report::{Known, Report, csv, html, pictures, report, summary, text};
use crate::resolve::Resolved;
use crate::source::SourceDb;
use crate::world::{DiskWorld, World as _, put_file};
use crate::{BuildOptions, read};

pub(super) fn run(args: &ReportArgs, console: &Console) -> Outcome {
    let out = out_folder(&args.site.root, None);
    let world = match open(&args.site, &out, console) {
        Ok(world) => world,
        Err(outcome) => return outcome,
    };
    let options = BuildOptions {
        drafts: args.site.drafts,
        ..BuildOptions::default()
    };
    let mut sources = SourceDb::default();
    let mut diags = Diagnostics::default();
    let site = with_jobs(&args.site, || {
        read(&world, &options, &|_| {}, &mut sources, &mut diags)
    });
    console.show(&diags, &sources, args.site.format.into());
    let site = match site {
        Ok(site) => site,
        Err(error) => return failed(&error, console),
    };
    let report = report(&site, &known(&site, &world), &diags, &sources, console.lang);
    if args.summary {
        Console::data(summary::summary(&report).trim_end());
    } else if args.html.is_none() && args.csv.is_none() {
        Console::data(text::text(&report).trim_end());
    }
    match write(args, &report, console) {
        Ok(()) => Outcome::Done,
        Err(outcome) => outcome,
    }
}

/// What the world says of the site. A picture that cannot be read is told by the build.
fn known(site: &Resolved, world: &DiskWorld) -> Known {
    let sizes = pictures(site)
        .filter_map(|(_, path)| Some((path.to_owned(), world.size(path).ok()?)))
        .collect();
    Known {
        today: world.today(),
        links: Memory::read(world),
        sizes,
    }
}

/// Writes the files that are asked for.
fn write(args: &ReportArgs, report: &Report, console: &Console) -> Result<(), Outcome> {
    if let Some(path) = &args.html {
        put(path, html::html(report).as_bytes(), console)?;
    }
    if let Some(folder) = &args.csv {
        let files = csv::files(report).map_err(|error| console.fail_with(error))?;
        for (name, bytes) in files {
            put(&folder.join(name), &bytes, console)?;
        }
    }
    Ok(())
}

fn put(path: &Path, bytes: &[u8], console: &Console) -> Result<(), Outcome> {
    let shown = path.display();
    match put_file(path, bytes) {
        Ok(()) => {
            console.say(&msg!(en: "{shown}: written", zh: "{shown}：已写好"));
            Ok(())
        }
        Err(error) => Err(console.fail(&msg!(en: "`{shown}`: {error}", zh: "`{shown}`：{error}"))),
    }
}
