//! What references cost: one site twice, with and without them, side by side in one run.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::Outcome;
use crate::command::{cargo, run_quiet};
use crate::files::root;

const PAGES: usize = 10_000;
const OFFICES: usize = 100;
const REFERENCES: usize = 20;
const RUNS: usize = 5;

/// What is timed: reading and resolving alone (and a summary of it), and a whole build without search.
const COMMANDS: [(&str, &str); 2] = [
    ("report", "report --summary"),
    ("build", "build --no-search"),
];

/// Prints the medians for 10,000 pages with no and with twenty references each.
pub(crate) fn run() -> Outcome {
    cargo("build --quiet --release")?;
    let folder = root().join("target/bench-references");
    let sites = [("without", 0), ("with", REFERENCES)];
    for (name, references) in sites {
        write_site(&folder.join(name), references)?;
    }
    for (name, arguments) in COMMANDS {
        let mut times = [const { Vec::new() }; 2];
        for _ in 0..RUNS {
            for ((site, _), times) in sites.iter().zip(&mut times) {
                let began = Instant::now();
                let site = format!("--root target/bench-references/{site}");
                run_quiet("target/release/lyceum", &format!("{arguments} {site}"))?;
                times.push(began.elapsed());
            }
        }
        let [without, with] = times.map(median);
        eprintln!(
            "{name}: {PAGES} pages without references {without:.2?}, with {REFERENCES} each {with:.2?}, \
             more: {:.2?}",
            with.saturating_sub(without)
        );
    }
    Ok(())
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// Pages that name each other by path, `id` and title, and the office that owns them.
fn write_site(folder: &Path, references: usize) -> Outcome {
    let content = folder.join("content");
    fs::create_dir_all(content.join("office"))?;
    fs::create_dir_all(content.join("page"))?;
    let settings = "title = \"速度\"\nbase_url = \"https://example.org/\"\n";
    fs::write(folder.join("site.toml"), settings)?;
    for office in 0..OFFICES {
        let parent = if office == 0 {
            "无"
        } else {
            "第0所社区教育学校"
        };
        let text = format!(
            "---\ntitle: 第{office}所社区教育学校\ntype: org\nowner: 第0所社区教育学校\ndate: 2026-11-20\n\
             tier: 镇级\nparent: {parent}\n---\n"
        );
        fs::write(content.join(format!("office/{office}.md")), text)?;
    }
    let body = "居民可以就近学习，学校按季节安排课程，报名不收费。".repeat(12);
    // The same pages in every run, far from each other.
    let mut next: usize = 7;
    for page in 0..PAGES {
        let mut related = String::new();
        for number in 0..references {
            next = next
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let other = (next >> 33) % PAGES;
            match number % 4 {
                0 => write!(related, "/page/{other}.md, ")?,
                1 => write!(related, "id{other}, ")?,
                _ => write!(related, "社区课程第{other}讲, ")?,
            }
        }
        let office = page % OFFICES;
        let text = format!(
            "---\ntitle: 社区课程第{page}讲\nid: id{page}\ndate: 2026-11-20\nowner: 第{office}所社区教育学校\n\
             related: [{related}]\n---\n{body}\n"
        );
        fs::write(content.join(format!("page/{page}.md")), text)?;
    }
    Ok(())
}
