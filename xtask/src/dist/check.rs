//! Whether the program for Windows does what that for Linux does, under Wine.
//!
//! Both build, check and search the example site in a folder whose path has spaces and Chinese; what they
//! write and say must be equal, byte for byte. The preview must start, answer and follow a change.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use super::{LINUX, WINDOWS, build};
use crate::Outcome;
use crate::files::{below, root};
use crate::install;

/// The day of both builds.
const NOW: &str = "2026-11-20 08:30";

/// What the example site is made of.
const SITE: [&str; 4] = ["content", "data", "static", "themes"];

/// How long a preview may take to show something; Wine starts slowly.
const PATIENCE: Duration = Duration::from_mins(2);

/// Builds both and compares them.
pub(crate) fn check() -> Outcome {
    build()?;
    install::programs(&[("wine", "wine")])?;
    complete_wine()?;
    let site = example_site()?;
    equal_sites(&site)?;
    equal_words(&site, &["check", "--now", NOW])?;
    equal_words(
        &site,
        &["check", "--now", NOW, "--lang", "zh", "--format", "json"],
    )?;
    equal_words(
        &site,
        &["search", "学习蒸鱼", "--index", "网站 linux/search"],
    )?;
    equal_words(
        &site,
        &["search", "zheng yu", "--index", "网站 linux/search"],
    )?;
    preview(&site)?;
    eprintln!("both programs do the same");
    Ok(())
}

/// A copy of the example site that nothing was built from yet.
fn example_site() -> Outcome<PathBuf> {
    let site = root().join("target/smoke/泸县 学习网 (试)");
    if site.exists() {
        fs::remove_dir_all(&site)?;
    }
    for folder in SITE {
        let from = root().join(folder);
        for path in below(&from)? {
            let to = site.join(folder).join(&path);
            fs::create_dir_all(to.parent().unwrap_or(&site))?;
            fs::copy(from.join(&path), to)?;
        }
    }
    fs::copy(root().join("site.toml"), site.join("site.toml"))?;
    Ok(site)
}

/// The program for Linux, in the site's folder.
fn linux(site: &Path) -> Command {
    prepared(Command::new(LINUX.path()), site)
}

/// The program for Windows, in the site's folder.
fn windows(site: &Path) -> Command {
    let mut wine = wine();
    wine.arg(WINDOWS.path());
    prepared(wine, site)
}

fn wine() -> Command {
    let mut wine = Command::new("wine");
    wine.env("WINEPREFIX", wine_folder())
        .env("WINEDEBUG", "-all");
    wine
}

/// What Wine takes for a computer.
fn wine_folder() -> PathBuf {
    root().join("target/wine")
}

/// Gives Wine a library that every Windows since 7 has and Debian's Wine 8 does not; without it no program of Rust
/// starts.
fn complete_wine() -> Outcome {
    wine().args(["wineboot", "--init"]).output()?;
    let library = wine_folder().join("drive_c/windows/system32/bcryptprimitives.dll");
    if library.exists() {
        return Ok(());
    }
    let (compiler, _) = WINDOWS.tool;
    let made = Command::new(compiler)
        .args(["-shared", "-O2", "-o"])
        .arg(library)
        .arg(root().join("xtask/src/dist/bcryptprimitives.c"))
        .arg("-ladvapi32")
        .status()?;
    if !made.success() {
        return Err("the library that Wine lacks does not compile".into());
    }
    Ok(())
}

fn prepared(mut command: Command, site: &Path) -> Command {
    // Wine takes names of files for what the locale says.
    command
        .current_dir(site)
        .stdin(Stdio::null())
        .env("LC_ALL", "C.UTF-8");
    command
}

/// Builds with both, Windows first, so that neither finds pictures that the other kept.
fn equal_sites(site: &Path) -> Outcome {
    let outs = ["网站 windows", "网站 linux"];
    for (mut program, out) in [windows(site), linux(site)].into_iter().zip(outs) {
        let began = Instant::now();
        let told = program
            .args(["build", "--now", NOW, "--out", out])
            .output()?;
        if !told.status.success() {
            return Err(format!("{out}: the build failed\n{}", words(&told)).into());
        }
        eprintln!("{out}: built in {:.1} s", began.elapsed().as_secs_f64());
        fs::remove_dir_all(site.join(".lyceum")).or_else(|error| match error.kind() {
            std::io::ErrorKind::NotFound => Ok(()),
            _ => Err(error),
        })?;
    }
    let [one, other] = outs.map(|out| site.join(out));
    let (files, others) = (below(&one)?, below(&other)?);
    if files != others {
        return Err("the two sites have different files".into());
    }
    for path in &files {
        if fs::read(one.join(path))? != fs::read(other.join(path))? {
            return Err(format!("{path} differs").into());
        }
    }
    eprintln!("{} files are equal", files.len());
    Ok(())
}

/// Whether both say the same, and something.
fn equal_words(site: &Path, arguments: &[&str]) -> Outcome {
    let [one, other] =
        [windows(site), linux(site)].map(|mut program| program.args(arguments).output());
    let (one, other) = (one?, other?);
    let (said, expected) = (words(&one), words(&other));
    if one.status.code() != other.status.code() || said != expected || said.is_empty() {
        return Err(format!("{arguments:?}: on Windows\n{said}\non Linux\n{expected}").into());
    }
    Ok(())
}

fn words(told: &Output) -> String {
    let [stdout, stderr] = [&told.stdout, &told.stderr].map(|bytes| String::from_utf8_lossy(bytes));
    format!("{stdout}{stderr}")
}

/// Whether the preview of Windows answers and follows a change.
fn preview(site: &Path) -> Outcome {
    let mut server = windows(site)
        .args(["serve", "--addr", "127.0.0.1:0"])
        .stderr(Stdio::piped())
        .spawn()?;
    let outcome = follow(&mut server, site);
    server.kill()?;
    server.wait()?;
    outcome
}

fn follow(server: &mut Child, site: &Path) -> Outcome {
    let stderr = server.stderr.take().ok_or("the preview has no stderr")?;
    let mut lines = BufReader::new(stderr).lines();
    let address = lines.find_map(|line| {
        let line = line.ok()?;
        let (_, address) = line.split_once("http://")?;
        Some(address.split(['/', ' ']).next()?.to_owned())
    });
    let address = address.ok_or("the preview does not start")?;
    // Whoever writes to a pipe that nobody reads waits for ever.
    std::thread::spawn(move || lines.for_each(drop));
    wait_for(&address, "泸县")?;
    let page = site.join("content/_index.md");
    let text = fs::read_to_string(&page)?;
    fs::write(&page, format!("{text}\n今天换了一句话。\n"))?;
    wait_for(&address, "今天换了一句话。")
}

/// Waits until the home page says something.
fn wait_for(address: &str, text: &str) -> Outcome {
    let until = Instant::now() + PATIENCE;
    while Instant::now() < until {
        let mut answer = String::new();
        let asked = TcpStream::connect(address).and_then(|mut stream| {
            write!(
                stream,
                "GET / HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"
            )?;
            stream.read_to_string(&mut answer)
        });
        if asked.is_ok() && answer.starts_with("HTTP/1.1 200") && answer.contains(text) {
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    Err(format!("the preview does not show `{text}`").into())
}
