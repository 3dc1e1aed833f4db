//! `lyceum check`: all faults, nothing written.

use super::build::{failed, open, out_folder, with_jobs};
use super::console::Console;
use super::{CheckArgs, Outcome};
use crate::diag::Diagnostics;
use crate::msg;
use crate::source::SourceDb;
use crate::{BuildOptions, build};

pub(super) fn run(args: &CheckArgs, console: &Console) -> Outcome {
    let out = out_folder(&args.site.root, None);
    let world = match open(&args.site, &out, console) {
        Ok(world) => world,
        Err(outcome) => return outcome,
    };
    let options = BuildOptions {
        drafts: args.site.drafts,
        // Nobody searches a site that is not written; pages are rendered to find template faults.
        no_search: true,
        ..BuildOptions::default()
    };
    let mut sources = SourceDb::default();
    let mut diags = Diagnostics::default();
    let files = with_jobs(&args.site, || {
        build(&world, &options, &mut sources, &mut diags)
    });
    console.show(&diags, &sources, args.site.format.into());
    if let Err(error) = files {
        return failed(&error, console);
    }
    if diags.is_empty() {
        console.say(&msg!(en: "no faults found", zh: "没有发现问题"));
    }
    Outcome::Done
}
