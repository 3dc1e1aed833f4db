//! Pages with payloads in their Markdown.

use std::collections::BTreeSet;

use lyceum::BuildOptions;
use lyceum::diag::{Code, Diagnostic, Diagnostics, Severity};
use lyceum::source::SourceDb;
use lyceum::world::MemoryWorld;
use serde_json::{Value, json};

use super::TODAY;

/// Where Markdown takes text. `{}` is the payload; each is a page of its own, as one that is refused hides what
/// else stands there. Before it stands the payload as code, to be seen.
const PLACES: [&str; 5] = [
    // HTML.
    "{}",
    "段{}落\n\n## 题{}\n\n- 项{}\n\n> 引{}\n\n| 格{} |\n|-|\n| {} |\n\n甲[^1]\n\n[^1]: 注{}\n\n词\n: 义{}\n",
    // Text beside addresses, and arguments.
    "[链{}](/ \"题{}\")\n\n![图{}](a.svg \"题{}\")\n\n## 题 {#a}\n\n```{}\n码\n```\n",
    "::figure{src=\"a.svg\" alt=\"甲\" caption=\"{}\"}\n\n::figure{src=\"a.svg\" alt='{}'}\n\n\
     :::notice{title=\"{}\"}\n文\n:::\n\n:::notice{title='{}'}\n文\n:::\n\n::{}\n",
    // Addresses.
    "[链]({})\n\n![图]({})\n\n<{}>\n\n::audio{src=\"{}\" title=\"甲\"}\n",
];

/// The pages as a site, those that are refused left out.
pub(super) struct Site {
    /// The site.
    pub(super) world: MemoryWorld,
    /// Its pages, for the audit.
    pub(super) pages: Vec<Value>,
    /// How many payloads are taken, place by place.
    pub(super) taken: [usize; PLACES.len()],
}

impl Site {
    pub(super) fn of(payloads: &[&str]) -> Self {
        let refused = refused(&world(payloads, &BTreeSet::new()));
        let mut pages = Vec::new();
        let mut taken = [0; PLACES.len()];
        for (number, payload) in payloads.iter().enumerate() {
            for (place, taken) in taken.iter_mut().enumerate() {
                if !refused.contains(&path(place, number)) {
                    *taken += 1;
                    let path = format!("/{place}/{number}/");
                    pages.push(
                        json!({ "kind": "article", "path": path, "texts": [["payload", payload]], "opened": true }),
                    );
                }
            }
        }
        Self {
            world: world(payloads, &refused),
            pages,
            taken,
        }
    }
}

fn world(payloads: &[&str], without: &BTreeSet<String>) -> MemoryWorld {
    let mut world = MemoryWorld::new(TODAY);
    world.write("site.toml", "title = \"甲\"\n");
    for (place, text) in PLACES.iter().enumerate() {
        for (number, payload) in payloads.iter().enumerate() {
            let path = path(place, number);
            if !without.contains(&path) {
                let text = text.replace("{}", payload);
                world.write(
                    path,
                    format!("---\ntitle: 甲\n---\n```\n{payload}\n```\n\n{text}"),
                );
                world.write(
                    format!("content/{place}/{number}/a.svg"),
                    "<svg xmlns='http://www.w3.org/2000/svg'/>",
                );
            }
        }
    }
    world
}

fn path(place: usize, number: usize) -> String {
    format!("content/{place}/{number}/index.md")
}

/// The pages that have errors, or ask another site for something.
fn refused(world: &MemoryWorld) -> BTreeSet<String> {
    let mut sources = SourceDb::default();
    let mut diags = Diagnostics::default();
    lyceum::read(
        world,
        &BuildOptions::default(),
        &|_| {},
        &mut sources,
        &mut diags,
    )
    .unwrap();
    let is_refused =
        |one: &&Diagnostic| one.severity == Severity::Error || one.code == Code::ForeignFile;
    let refused = diags.sorted().into_iter().filter(is_refused);
    refused
        .map(|one| sources.file(one.span.file).path.clone())
        .collect()
}
