//! A folder of another machine, or of this one, that the program rsync reaches.
//!
//! rsync compares the bytes at both ends and puts each file in place whole. It is run once for each turn,
//! then for what goes.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use jiff::Timestamp;

use super::{DeployError, Deployed, Local, Manner};
use crate::manifest::{KEPT, Kept, MANIFEST, Manifest, Turn, Version, retire};
use crate::world::{Disk, Files as _, put_file, read_file};

/// A folder, and one of our own to work in.
#[derive(Debug)]
pub struct Rsync {
    target: String,
    work: PathBuf,
}

/// How files are sent: by their bytes and not their times, into folders that are made, all of a turn at the end
/// of it.
const SEND: [&str; 8] = [
    "--checksum",
    "--times",
    "--compress",
    "--delay-updates",
    "--mkpath",
    "--chmod=D755,F644",
    "--out-format=%i %n",
    "--from0",
];

/// rsync's exit code where some of what it was asked for is not there.
const PARTIAL: i32 = 23;

/// And where what it listed was gone a moment later.
const VANISHED: i32 = 24;

impl Rsync {
    /// A target as rsync knows it. `work` is a folder that is emptied.
    pub fn new(target: &str, work: PathBuf) -> Self {
        let target = target.trim_end_matches('/');
        Self {
            target: format!("{target}/"),
            work,
        }
    }

    /// Puts a site there.
    ///
    /// # Errors
    /// As [`DeployError`] says.
    pub fn deploy(
        &self,
        site: &Local,
        manner: Manner,
        progress: &(dyn Fn(usize, usize) + Sync),
    ) -> Result<Deployed, DeployError> {
        site.verify()?;
        Disk.remove_folder(&self.work)?;
        let deployed = self.deploy_verified(site, manner, progress);
        Disk.remove_folder(&self.work)?;
        deployed
    }

    fn deploy_verified(
        &self,
        site: &Local,
        manner: Manner,
        progress: &(dyn Fn(usize, usize) + Sync),
    ) -> Result<Deployed, DeployError> {
        let there = self.work.join("there");
        self.look(&there)?;
        let read = |name: &str| read_file(&there.join(name)).unwrap_or_default();
        let (old, kept) = (Manifest::parse(&read(MANIFEST)), Kept::parse(&read(KEPT)));
        let new = &site.manifest;
        let retired = retire(&old, &kept, new, Timestamp::now(), manner.keep);
        if !manner.dry_run && old != *new {
            self.say(MANIFEST, &old.and(new, &retired).to_text())?;
        }
        let mut deployed = Deployed::default();
        let (mut done, all) = (0, new.len());
        for turn in Turn::ALL {
            let paths: Vec<&str> = site
                .files()
                .map(|(path, _)| path)
                .filter(|path| Turn::of(path) == turn)
                .collect();
            let sent = self.send(&site.out, &paths, manner.dry_run)?;
            deployed.sent.extend(sent);
            done += paths.len();
            progress(done, all);
        }
        let stale: Vec<&str> = retired.remove.keys().map(String::as_str).collect();
        self.fetch(&stale, &there)?;
        for (path, versions) in &retired.remove {
            match read_file(&there.join(path)) {
                Ok(bytes) if versions.contains(&Version::of(&bytes)) => {
                    deployed.removed.push(path.clone());
                }
                Ok(_) => deployed.left.push(path.clone()),
                Err(_) => {}
            }
        }
        if manner.dry_run {
            return Ok(deployed);
        }
        let mut gone: Vec<&str> = deployed.removed.iter().map(String::as_str).collect();
        if let Some(text) = retired.keep.to_text() {
            if kept != retired.keep {
                self.say(KEPT, &text)?;
            }
        } else if !kept.is_empty() {
            gone.push(KEPT);
        }
        self.remove(&gone)?;
        if !old.is_finished() || old != *new {
            self.say(MANIFEST, &new.to_text())?;
        }
        Ok(deployed)
    }

    /// Fetches what the target says of itself, if it says anything.
    fn look(&self, to: &Path) -> Result<(), DeployError> {
        // A folder that is not there yet is as good as an empty one.
        let (listed, _) = run(&["--list-only", "--dirs", &self.target], &[])?;
        let names: Vec<&str> = listed
            .lines()
            .filter_map(|line| line.split_whitespace().nth(4))
            .filter(|name| *name != ".")
            .collect();
        if names.contains(&MANIFEST) {
            self.fetch(&[MANIFEST, KEPT], to)?;
            // Without it the files there would be nobody's for ever.
            return read_file(&to.join(MANIFEST)).map(drop).map_err(Into::into);
        }
        if names.is_empty() {
            return Ok(());
        }
        Err(DeployError::Foreign(self.target.clone()))
    }

    /// Fetches files that are there.
    fn fetch(&self, paths: &[&str], to: &Path) -> Result<(), DeployError> {
        if paths.is_empty() {
            return Ok(());
        }
        let to = format!("{}/", to.display());
        let arguments = ["--mkpath", "--from0", "--files-from=-", &self.target, &to];
        match run(&arguments, paths)? {
            (_, VANISHED) => Err(failed("files that are there cannot be fetched")),
            _ => Ok(()),
        }
    }

    /// Sends files; those that were not there, or were others.
    fn send(&self, from: &Path, paths: &[&str], dry_run: bool) -> Result<Vec<String>, DeployError> {
        if paths.is_empty() {
            return Ok(Vec::new());
        }
        let from = format!("{}/", from.display());
        let mut arguments: Vec<&str> = SEND.to_vec();
        if dry_run {
            arguments.push("--dry-run");
        }
        arguments.extend(["--files-from=-", &from, &self.target]);
        let (told, code) = run(&arguments, paths)?;
        if code != 0 {
            return Err(failed("not all files could be sent"));
        }
        let is_sent = |line: &str| line.starts_with("<f") || line.starts_with(">f");
        let sent = told.lines().filter(|line| is_sent(line));
        let names = sent.filter_map(|line| Some(line.split_once(' ')?.1));
        Ok(names.map(str::to_owned).collect())
    }

    /// Writes a file of our own there.
    fn say(&self, name: &str, text: &str) -> Result<(), DeployError> {
        let folder = self.work.join("here");
        put_file(&folder.join(name), text.as_bytes())?;
        self.send(&folder, &[name], false).map(drop)
    }

    /// Removes files, and folders in which nothing is left.
    fn remove(&self, paths: &[&str]) -> Result<(), DeployError> {
        if !self.remove_all(paths)? {
            return Err(failed("not all files could be removed"));
        }
        let folders = paths.iter().flat_map(|path| {
            let ends = path.match_indices('/').map(|(at, _)| at);
            ends.filter_map(|at| path.get(..at))
        });
        let mut by_depth: BTreeMap<usize, BTreeSet<&str>> = BTreeMap::new();
        for folder in folders {
            let depth = folder.matches('/').count();
            by_depth.entry(depth).or_default().insert(folder);
        }
        // One that still holds something stays, and rsync says so.
        for folders in by_depth.into_values().rev() {
            self.remove_all(&folders.into_iter().collect::<Vec<_>>())?;
        }
        Ok(())
    }

    /// Whether all could be removed.
    fn remove_all(&self, paths: &[&str]) -> Result<bool, DeployError> {
        if paths.is_empty() {
            return Ok(true);
        }
        let nothing = self.work.join("nothing");
        Disk.make_folder(&nothing)?;
        let nothing = format!("{}/", nothing.display());
        let arguments = [
            "--dirs",
            "--delete-missing-args",
            "--from0",
            "--files-from=-",
            &nothing,
            &self.target,
        ];
        // That our own folder lacks the folders above them as well is told as `VANISHED`.
        Ok(run(&arguments, paths)?.1 != PARTIAL)
    }
}

/// Runs rsync with a list of files. What it says, and its exit code.
fn run(arguments: &[&str], paths: &[&str]) -> Result<(String, i32), DeployError> {
    let mut child = Command::new("rsync")
        // As it is typed, so that numbers and names are as we read them.
        .env("LC_ALL", "C.UTF-8")
        .args(["--8-bit-output", "--no-human-readable"])
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| failed(&error.to_string()))?;
    let list = paths.join("\0");
    let stdin = child.stdin.take();
    let output = std::thread::scope(|scope| {
        scope.spawn(move || {
            // One that ends early says why by itself.
            stdin
                .map_or(Ok(()), |mut stdin| stdin.write_all(list.as_bytes()))
                .unwrap_or_default();
        });
        child.wait_with_output()
    })?;
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    match output.status.code() {
        Some(0) => Ok((told, 0)),
        Some(code @ (PARTIAL | VANISHED)) => Ok((told, code)),
        _ => Err(failed(String::from_utf8_lossy(&output.stderr).trim())),
    }
}

fn failed(told: &str) -> DeployError {
    DeployError::Program {
        program: "rsync".to_owned(),
        told: told.to_owned(),
    }
}
