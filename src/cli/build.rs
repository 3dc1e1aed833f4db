//! `lyceum build`: the site onto the disk.

use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};
use std::time::Instant;

use blake3::Hash;
use jiff::SignedDuration;

use super::console::{Console, plain};
use super::timings::Timings;
use super::{BuildArgs, Outcome, SiteArgs};
use crate::cache::{Kept, Last, Traced};
use crate::diag::{Diagnostics, Format, render};
use crate::emit::{EmitError, emit};
use crate::msg;
use crate::progress::{Progress, Stage, Step};
use crate::schedule::BuildTimes;
use crate::source::SourceDb;
use crate::world::{Committed, DiskSink, DiskWorld, now_in_china, program};
use crate::{BuildError, BuildOptions, publish_again, read};

pub(super) fn run(args: &BuildArgs, console: &Console) -> Outcome {
    let started = Instant::now();
    let out = out_folder(&args.site.root, args.out.as_deref());
    let world = match open(&args.site, &out, console) {
        Ok(world) => world,
        Err(outcome) => return outcome,
    };
    // Before the work, so that nobody waits for a site that cannot be written.
    let (program, sink) = rayon::join(program, || DiskSink::new(&out));
    let mut sink = match sink {
        Ok(sink) => sink.keeping(keep(args.keep_days)),
        Err(error) => return console.fail(&error.in_words()),
    };
    let options = BuildOptions {
        base_url: args.base_url.clone(),
        origin: None,
        drafts: args.site.drafts,
        no_search: args.no_search,
        offline: args.offline,
    };
    let timings = Timings::default();
    let progress = |step| {
        timings.note(step);
        console.step(step);
    };
    let build = Build {
        // A program that cannot be read cannot be told from others: nothing is kept then.
        program: program.ok(),
        world: Traced::new(world),
        kind: format!("{options:?} {:?}", console.view(args.site.format.into())),
        options,
        console,
        format: args.site.format.into(),
    };
    let done = match with_jobs(&args.site, || build.run(&mut sink, &progress)) {
        Ok(done) => done,
        Err(outcome) => return outcome,
    };
    if args.timings {
        timings.tell(console);
    }
    let shown = plain(&out);
    let seconds = started.elapsed().as_secs_f64();
    let Committed {
        files,
        written,
        removed,
        left,
    } = done.committed;
    console.say(&msg!(
        en: "{shown}: {files} files, {written} changed, {removed} removed, {seconds:.2} s",
        zh: "{shown}：共 {files} 个文件，更新 {written} 个，删除 {removed} 个，用时 {seconds:.2} 秒",
    ));
    tell_left(&left, console);
    if let Some(times) = done.times {
        console.say(&times.in_words());
    }
    Outcome::Done
}

/// A build, told all that it needs.
struct Build<'a> {
    /// The hash of this program.
    program: Option<Hash>,
    world: Traced<DiskWorld>,
    options: BuildOptions,
    /// What it was told, and how it speaks: builds of one kind may stand for each other.
    kind: String,
    console: &'a Console,
    format: Format,
}

/// A site on the disk.
struct Done {
    committed: Committed,
    times: Option<BuildTimes>,
}

impl Build<'_> {
    /// Builds what is not there as it should be.
    fn run(&self, sink: &mut DiskSink, progress: Progress<'_>) -> Result<Done, Outcome> {
        progress(Step::Stage(Stage::Compare));
        let kept = self.program;
        let kept = kept.map(|program| Kept::new(&self.world, program, self.kind.clone()));
        if let Some(last) = kept.as_ref().and_then(|kept| self.last(kept, sink)) {
            Console::tell(&last.told);
            let committed = sink.commit_again().map_err(EmitError::Commit);
            let committed = committed.map_err(|error| self.console.fail_with(error))?;
            let times = Some(last.times);
            return Ok(Done { committed, times });
        }
        let mut sources = SourceDb::default();
        let mut diags = Diagnostics::default();
        let (world, options) = (&self.world, &self.options);
        let read = read(world, options, progress, &mut sources, &mut diags);
        let site = read.and_then(|mut resolved| {
            let files = publish_again(
                &mut resolved,
                world,
                options,
                progress,
                kept.as_ref(),
                &mut sources,
                &mut diags,
            )?;
            // The process ends soon, and its memory with it: to give it back piece by piece takes longer.
            Ok(ManuallyDrop::new((resolved, files)))
        });
        self.console.end_progress();
        let told = render(&diags, &sources, self.console.view(self.format));
        Console::tell(&told);
        let site = site.map_err(|error| failed(&error, self.console))?;
        let (_, files) = &*site;
        progress(Step::Stage(Stage::Emit));
        let committed = emit(world, files, sink);
        let committed = committed.map_err(|error| self.console.fail_with(error))?;
        let times = BuildTimes::of(files);
        if let Some(kept) = kept {
            let last = times.clone().zip(sink.manifest());
            kept.end(last.map(|(times, site)| Last::new(world, times, told, site)));
        }
        Ok(Done { committed, times })
    }

    /// The last build, if this one would do the same, and its site is there as it was written.
    fn last(&self, kept: &Kept<'_>, sink: &DiskSink) -> Option<Last> {
        let site = sink.manifest()?;
        let last = kept.last(site)?;
        let (is_same, is_whole) =
            rayon::join(|| last.holds(self.world.untraced()), || sink.is_whole());
        (is_same && is_whole).then_some(last)
    }
}

/// A number of days as a length of time.
pub(super) fn keep(days: u16) -> SignedDuration {
    SignedDuration::from_hours(24 * i64::from(days))
}

/// Says which files stay although they are no more of the site.
pub(super) fn tell_left(left: &[String], console: &Console) {
    for path in left {
        console.say(&msg!(
            en: "`{path}` is no more of the site, but is not as it was built, so it stays: delete it if nobody needs it",
            zh: "`{path}` 已经不属于网站，但生成后被人改过，所以保留：没有用就请自行删除",
        ));
    }
}

/// The output folder: `public` in the site's folder unless told otherwise.
pub(super) fn out_folder(root: &Path, out: Option<&Path>) -> PathBuf {
    out.map_or_else(|| root.join("public"), Path::to_owned)
}

/// The site's folder as a world.
///
/// # Errors
/// When there is no such folder, which has been said then.
pub(super) fn open(args: &SiteArgs, out: &Path, console: &Console) -> Result<DiskWorld, Outcome> {
    check_root(&args.root, console)?;
    let now = args.now.unwrap_or_else(now_in_china);
    Ok(DiskWorld::new(&args.root, out, now))
}

/// Whether there is a site's folder at all.
///
/// # Errors
/// When there is none, which has been said then.
pub(super) fn check_root(root: &Path, console: &Console) -> Result<(), Outcome> {
    if root.is_dir() {
        return Ok(());
    }
    let root = root.display();
    Err(console.fail(&msg!(en: "there is no folder `{root}`", zh: "没有 `{root}` 这个文件夹")))
}

/// Runs work on as many threads as asked for.
pub(super) fn with_jobs<T: Send>(args: &SiteArgs, work: impl FnOnce() -> T + Send) -> T {
    let Some(jobs) = args.jobs else { return work() };
    match rayon::ThreadPoolBuilder::new()
        .num_threads(usize::from(jobs))
        .build()
    {
        Ok(pool) => pool.install(work),
        // No threads to be had: the work is done all the same.
        Err(_) => work(),
    }
}

/// The outcome of a build that failed; content faults have been shown.
pub(super) fn failed(error: &BuildError, console: &Console) -> Outcome {
    match error {
        BuildError::Settings => Outcome::Misuse,
        BuildError::Content => Outcome::ContentFaults,
        BuildError::Search(error) => console.fail_with(error),
        BuildError::Gate(error) => console.fail_with(error),
    }
}

#[cfg(test)]
mod tests;
