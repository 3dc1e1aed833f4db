//! What becomes of a case's site.

use std::collections::BTreeMap;
use std::path::Path;

use lyceum::diag::{Diagnostics, Format, Lang, View, render};
use lyceum::emit::emit;
use lyceum::external::{Memory, links, tell};
use lyceum::fields::parse_moment;
use lyceum::model::Schema;
use lyceum::source::SourceDb;
use lyceum::url::BaseUrl;
use lyceum::world::MemorySink;
use lyceum::{BuildOptions, publish, read};
use lyceum_index::compression::decompressed;
use lyceum_index::published::FileId;

use crate::case::{Case, Kind, Section};
use crate::sorted;
use crate::world::{Fault, FaultyWorld};

/// The site that was published, or why none was.
pub(crate) struct Outcome {
    published: Option<BTreeMap<String, Vec<u8>>>,
    sources: SourceDb,
    diags: Diagnostics,
}

impl Outcome {
    /// Builds the site of a case.
    pub(crate) fn of(case: &Case) -> Self {
        let ways = case.body(Kind::Build).unwrap_or_default();
        let mut world = world(ways);
        add_theme(&mut world);
        for section in case.sections.iter().filter(|one| one.kind == Kind::Input) {
            add_input(&mut world, section);
        }
        let mut sources = SourceDb::default();
        let mut diags = Diagnostics::default();
        let options = options(ways);
        let files =
            read(&world, &options, &|_| {}, &mut sources, &mut diags).and_then(|mut resolved| {
                if ways.lines().any(|way| way == EXTERNAL) {
                    tell(&links(&resolved), &Memory::read(&world), &mut diags);
                }
                publish(
                    &mut resolved,
                    &world,
                    &options,
                    &|_| {},
                    &mut sources,
                    &mut diags,
                )
            });
        assert_eq!(files.is_ok(), diags.errors() == 0);
        let published = files.ok().map(|files| {
            let mut sink = MemorySink::default();
            emit(&world, &files, &mut sink).unwrap();
            sink.files().clone()
        });
        Self {
            published,
            sources,
            diags,
        }
    }

    /// The case with what was found in place of what was expected, and what cannot be compared.
    pub(crate) fn expectations(&self, case: &Case) -> (Case, Vec<String>) {
        let mut found = case.clone();
        let mut faults = Vec::new();
        if case.body(Kind::Stderr).is_none() && !self.diags.is_empty() {
            found.sections.push(Section {
                header: "stderr".to_owned(),
                kind: Kind::Stderr,
                body: String::new(),
            });
        }
        for section in &mut found.sections {
            match self.found(section) {
                Ok(Some(body)) => section.body = body,
                Ok(None) => {}
                Err(fault) => faults.push(format!("-- {} --\n{fault}", section.header)),
            }
        }
        (found, faults)
    }

    fn found(&self, section: &Section) -> Result<Option<String>, String> {
        let body = match section.kind {
            Kind::Comment | Kind::Input | Kind::Build => return Ok(None),
            Kind::Stderr => self.diagnostics(Format::Concise, Lang::En),
            Kind::StderrZh => self.diagnostics(Format::Concise, Lang::Zh),
            Kind::Full => self.diagnostics(Format::Full, Lang::En),
            Kind::FullZh => self.diagnostics(Format::Full, Lang::Zh),
            Kind::Files => self.paths()?,
            Kind::Public => {
                let path = section.header.strip_prefix("public/").unwrap_or_default();
                let bytes = self.published()?.get(path).ok_or("no such file")?;
                tidy(&String::from_utf8_lossy(bytes))
            }
            Kind::Nowhere => {
                for word in section.body.lines() {
                    self.check_nowhere(word)?;
                }
                return Ok(None);
            }
        };
        Ok(Some(body))
    }

    fn published(&self) -> Result<&BTreeMap<String, Vec<u8>>, String> {
        self.published
            .as_ref()
            .ok_or_else(|| "nothing was published".to_owned())
    }

    /// The count at the end is left out: it would be the same line in every case.
    fn diagnostics(&self, format: Format, lang: Lang) -> String {
        let view = View {
            format,
            lang,
            colour: false,
        };
        let text = render(&self.diags, &self.sources, view);
        let lines: Vec<&str> = text.lines().collect();
        let shown = &lines[..lines.len().saturating_sub(1)];
        shown
            .iter()
            .flat_map(|line| [line.trim_end(), "\n"])
            .collect()
    }

    /// What every site has is left out: the theme's own files, the search index, the search page, the
    /// directory, open data, the app.
    fn paths(&self) -> Result<String, String> {
        let common = |path: &str| {
            let folders = ["assets/", "data/", "directory/", "search/"];
            let app = ["manifest.webmanifest", "offline.html", "sw.js"];
            let others = ["404.html", "build.json", "robots.txt"];
            folders.iter().any(|folder| path.starts_with(folder))
                || app.contains(&path)
                || others.contains(&path)
        };
        Ok(self
            .published()?
            .keys()
            .filter(|path| !common(path))
            .flat_map(|path| [path.as_str(), "\n"])
            .collect())
    }

    fn check_nowhere(&self, word: &str) -> Result<(), String> {
        self.published()?;
        match self.holders(word).first() {
            Some(path) => Err(format!("`{word}` stands in {path}")),
            None => Ok(()),
        }
    }

    /// The published files that hold a word, in their bytes, compressed or not, or in their names.
    pub(crate) fn holders(&self, word: &str) -> Vec<&str> {
        let files = self.published.iter().flatten();
        let holders = files.filter(|(path, bytes)| {
            // Files of the search index are compressed.
            let file = path.strip_prefix("search/").and_then(FileId::from_name);
            let unpacked = file.map(|file| decompressed(file.kind, bytes).unwrap());
            path.contains(word) || holds(unpacked.as_ref().unwrap_or(bytes), word)
        });
        holders.map(|(path, _)| path.as_str()).collect()
    }
}

fn holds(bytes: &[u8], word: &str) -> bool {
    bytes
        .windows(word.len())
        .any(|window| window == word.as_bytes())
}

/// The tests' own theme: every template prints what it is given and nothing else.
fn add_theme(world: &mut FaultyWorld) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/theme/templates");
    for path in sorted(&folder) {
        let name = path.file_name().unwrap().to_str().unwrap();
        world.write(
            &format!("themes/lyceum/templates/{name}"),
            crate::read(&path),
        );
    }
    world.write("themes/lyceum/theme.toml", "pages = []");
    let pages = Schema::built_in().types.into_iter();
    let pages = pages.map(|one| (one.key.clone().into_owned(), "page"));
    let lists = [("term-town".to_owned(), "list")];
    for (name, base) in pages.chain(lists) {
        world.write(
            &format!("themes/lyceum/templates/{name}.html"),
            format!("{{% extends \"{base}.html\" %}}\n"),
        );
    }
}

/// Adds a file; the words behind its path say how its bytes differ from what is written.
fn add_input(world: &mut FaultyWorld, section: &Section) {
    let mut words = section.header.split(' ');
    let path = words.next().unwrap_or_default();
    let path = String::from_utf8(unescape(path)).unwrap();
    let mut bytes = section.body.clone().into_bytes();
    for word in words {
        match word {
            "crlf" => bytes = section.body.replace('\n', "\r\n").into_bytes(),
            "bom" => bytes.splice(0..0, *b"\xef\xbb\xbf").for_each(drop),
            "escaped" => bytes = unescape(&section.body),
            "open-end" => {
                bytes.pop();
            }
            "unreadable" => return world.fail(&path, Fault::Unreadable),
            "too-large" => return world.fail(&path, Fault::TooLarge),
            "symlink-loop" => return world.fail(&path, Fault::Loop),
            "outside-link" => return world.fail(&path, Fault::Outside),
            "bad-name" => return world.fail(&path, Fault::Name),
            other => panic!("`{other}` in `-- {} --` means nothing", section.header),
        }
    }
    world.write(&path, bytes);
}

/// `\xff` is a byte, `\\` a backslash.
fn unescape(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        bytes.extend(before.bytes());
        rest = if let Some(after) = after.strip_prefix('\\') {
            bytes.push(b'\\');
            after
        } else {
            let (digits, after) = after
                .strip_prefix('x')
                .and_then(|digits| digits.split_at_checked(2))
                .unwrap_or_else(|| panic!("write \\xNN or \\\\, not \\{after}"));
            bytes.push(u8::from_str_radix(digits, 16).unwrap());
            after
        };
    }
    bytes.extend(rest.bytes());
    bytes
}

/// The way to build in which links elsewhere are told too.
const EXTERNAL: &str = "external";

fn options(text: &str) -> BuildOptions {
    let mut options = BuildOptions {
        no_search: true,
        ..BuildOptions::default()
    };
    for line in text.lines() {
        match line.split_once(' ').unwrap_or((line, "")) {
            ("drafts", "") => options.drafts = true,
            (EXTERNAL, "") | ("now", _) => {}
            ("search", "") => options.no_search = false,
            ("offline", "") => options.offline = true,
            ("base-url", url) => options.base_url = Some(BaseUrl::parse(url).unwrap()),
            _ => panic!("`{line}` is no way to build"),
        }
    }
    options
}

/// An empty world, at the time that the case is built for.
fn world(text: &str) -> FaultyWorld {
    let now = text.lines().find_map(|line| line.strip_prefix("now "));
    let now = now.map(|now| parse_moment(now).unwrap().begin());
    now.map_or_else(FaultyWorld::new, FaultyWorld::at)
}

/// White space that no reader sees would only blur the comparison.
fn tidy(text: &str) -> String {
    text.lines()
        .map(str::trim_end)
        .filter(|line| !line.is_empty())
        .flat_map(|line| [line, "\n"])
        .collect()
}
