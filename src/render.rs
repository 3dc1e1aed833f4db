//! Fourth stage: pages become HTML.
//!
//! In: [`Resolved`]. Out: [`Rendered`]: the bytes of every page, feed and theme file, by the path
//! they will have in the published site. `docs/templates.md` says what templates see.

mod calendar;
mod colour;
mod context;
mod lists;
mod on_demand;
mod print;
mod qr;
mod templates;
mod values;

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::civil::Date;
use rayon::prelude::*;

use crate::app;
use crate::cache::Made;
use crate::config::Config;
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::images::Images;
use crate::msg;
use crate::parallel::PIECE;
use crate::resolve::{FileSource, Resolved};
use crate::schedule;
use crate::source::{SourceDb, Span};
use crate::url::{UrlPath, has_extension};

use calendar::Calendars;
use context::{Contexts, Inputs};
use lists::Job;
pub(crate) use lists::search_url;
pub(crate) use on_demand::{Check, File, OnDemand};
use print::Prints;
use templates::{RenderFault, Templates};

/// The bytes of a published file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// Made by the build.
    Bytes(Cow<'static, [u8]>),
    /// A file of the site, copied; its path from the root.
    Copy(String),
}

/// The published files that need no search index, by path.
#[derive(Debug, Default)]
pub struct Rendered {
    /// Path in the published site, and what is there.
    pub files: BTreeMap<String, Body>,
}

/// What pages are made with, and the files that are there before them.
pub(crate) struct Prepared {
    templates: Templates,
    calendars: Calendars,
    /// The pages to be made.
    jobs: Vec<Job>,
    /// Copied files, assets, pictures, stylesheets.
    files: BTreeMap<String, Body>,
    /// The addresses of assets, by name.
    assets: BTreeMap<String, String>,
    /// The address of the style sheet of the pictures' colours.
    tones_url: String,
}

/// Prepares what pages are made with; none when a template is faulty, which is then reported. `copied` is the
/// day of a copy for a disk.
pub(crate) fn prepare(
    site: &Resolved,
    images: &Images,
    sources: &SourceDb,
    today: Date,
    copied: Option<Date>,
    diags: &mut Diagnostics,
) -> Option<Prepared> {
    let mut files = BTreeMap::new();
    for (url, source) in &site.files {
        let body = match source {
            FileSource::World(path) => Body::Copy(path.clone()),
            FileSource::Theme(name) => match site.theme.statics.get(name) {
                Some(bytes) => Body::Bytes(bytes.clone()),
                None => continue,
            },
        };
        files.insert(url.output_path(), body);
    }
    let mut assets: BTreeMap<String, String> = BTreeMap::new();
    for (name, path) in hashed_assets(site) {
        if let Some(bytes) = site.theme.assets.get(&name) {
            files.insert(path.clone(), Body::Bytes(bytes.clone()));
        }
        assets.insert(name, site.config.base_url.href(&UrlPath::file(&path)));
    }
    files.extend(images.files());
    let tones = hashed("tones.css", images.css.as_bytes());
    let tones_url = site.config.base_url.href(&UrlPath::file(&tones));
    if !images.css.is_empty() {
        files.insert(
            tones,
            Body::Bytes(Cow::Owned(images.css.clone().into_bytes())),
        );
    }
    let templates = Templates::load(site, images, assets.clone(), sources, diags)?;
    let calendars = Calendars::new(site, today);
    let mut prepared = Prepared {
        jobs: lists::jobs(site, &templates),
        templates,
        calendars,
        files,
        assets: BTreeMap::new(),
        tones_url,
    };
    let contexts = prepared.contexts(site, images, today, copied);
    let shared = contexts.shared().with(&Inputs::default());
    let mut styles: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let mut faults: Faults = BTreeMap::new();
    for name in prepared.templates.styles() {
        match prepared.templates.render(name, &shared, sources) {
            Ok(style) => {
                let path = hashed(name, &style);
                let url = site.config.base_url.href(&UrlPath::file(&path));
                assets.insert(name.to_owned(), url);
                styles.insert(path, style);
            }
            Err(fault) => add_fault(&mut faults, fault, None),
        }
    }
    if !faults.is_empty() {
        report(faults, diags);
        return None;
    }
    for (path, style) in styles {
        add(&mut prepared.files, path, style);
    }
    if site.config.app {
        let manifest = app::manifest(&site.config, &assets);
        let path = app::manifest_url().output_path();
        add(&mut prepared.files, path, manifest);
    }
    prepared.assets.clone_from(&assets);
    prepared.templates.set_assets(assets);
    Some(prepared)
}

impl Prepared {
    /// Takes the pages that a site has now; its files and its theme are as they were.
    pub(crate) fn renew(&mut self, site: &Resolved, today: Date) {
        self.jobs = lists::jobs(site, &self.templates);
        self.calendars = Calendars::new(site, today);
    }

    fn contexts<'a>(
        &'a self,
        site: &'a Resolved,
        images: &'a Images,
        today: Date,
        copied: Option<Date>,
    ) -> Contexts<'a> {
        Contexts::new(
            site,
            images,
            &self.calendars,
            &self.tones_url,
            today,
            copied,
        )
    }
}

/// Renders everything. `copied` is the day of a copy for a disk. `made` has pages that need not be made again.
pub(crate) fn render(
    site: &Resolved,
    images: &Images,
    sources: &SourceDb,
    today: Date,
    copied: Option<Date>,
    made: Option<&Made<'_>>,
    diags: &mut Diagnostics,
) -> Rendered {
    let Some(mut prepared) = prepare(site, images, sources, today, copied, diags) else {
        return Rendered::default();
    };
    let mut files = std::mem::take(&mut prepared.files);
    let contexts = prepared.contexts(site, images, today, copied);
    let templates = &prepared.templates;
    let shared = contexts.shared();
    let prints = made.and_then(|made| {
        let home = site.config.base_url.href(&UrlPath::file(""));
        let pictures = images
            .all()
            .map(|(url, picture)| format!("{url} {picture:?}"));
        let assets = prepared.assets.iter();
        let assets = assets.map(|(name, url)| format!("{name} {url}"));
        let answers = pictures.chain(assets).chain([home]);
        let basis = Prints::new(&templates.texts(sources), answers, &shared)?;
        Some((made, basis))
    });
    let page = |job: &Job| {
        let inputs = contexts.build(job.view);
        let known = prints
            .as_ref()
            .and_then(|(made, prints)| Some((made, prints.of(&job.template, &inputs)?)));
        if let Some(html) = known.and_then(|(made, key)| made.file(&job.path, key)) {
            return Ok(html);
        }
        let html = templates.render(&job.template, &inputs.with(&shared), sources)?;
        if let Some((made, key)) = known {
            made.note(&job.path, key, &html);
        }
        Ok(html)
    };
    // What stands beside them is made by one processor, while others make pages.
    let (results, beside) = rayon::join(
        || {
            let jobs = prepared.jobs.par_iter().with_max_len(PIECE);
            jobs.map(page).collect()
        },
        || beside(&contexts),
    );
    let results: Vec<Result<Vec<u8>, RenderFault>> = results;
    let mut faults: Faults = BTreeMap::new();
    let gather = || {
        for (job, result) in prepared.jobs.iter().zip(results) {
            match result {
                Ok(html) => add(&mut files, job.path.clone(), html),
                Err(fault) => add_fault(&mut faults, fault, job.place),
            }
        }
    };
    // The values of a large site are so many that it takes time to be rid of them.
    rayon::join(gather, || drop((contexts, prints)));
    report(faults, diags);
    let offline = match files.get(&app::offline_url().output_path()) {
        Some(Body::Bytes(html)) => html,
        _ => &[][..],
    };
    for (path, bytes) in beside
        .into_iter()
        .chain(worker(&site.config, copied, offline))
    {
        add(&mut files, path, bytes);
    }
    Rendered { files }
}

/// The files that are made without templates, for machines to read.
fn beside(contexts: &Contexts<'_>) -> Vec<(String, Vec<u8>)> {
    let times = contexts.site.times.to_json().into_bytes();
    let mut files = vec![(schedule::FILE.to_owned(), times)];
    files.extend(contexts.metadata.files());
    files.extend(contexts.calendars.files());
    files
}

/// The service worker, which is another with another `offline` page. None in a copy for a disk.
fn worker(config: &Config, copied: Option<Date>, offline: &[u8]) -> Option<(String, Vec<u8>)> {
    copied.is_none().then(|| app::worker(config, offline))
}

/// Adds what every site has, unless the site has a file of its own there, such as `static/robots.txt`.
fn add(files: &mut BTreeMap<String, Body>, path: String, bytes: Vec<u8>) {
    files.entry(path).or_insert(Body::Bytes(Cow::Owned(bytes)));
}

/// Faults of templates, with the first page that met each and how many did.
type Faults = BTreeMap<(Span, String), (Option<Span>, usize)>;

fn add_fault(faults: &mut Faults, fault: RenderFault, place: Option<Span>) {
    let met = faults.entry((fault.span, fault.message));
    met.or_insert((place, 0)).1 += 1;
}

/// One template at fault makes every page that uses it fail: that is one fault, shown with the first
/// such page.
fn report(faults: Faults, diags: &mut Diagnostics) {
    for ((span, en), (page, count)) in faults {
        let zh = format!("模板出错：{en}");
        let message = crate::diag::Message { en, zh };
        let mut fault = Diagnostic::error(Code::TemplateError, span, message);
        if let Some(page) = page {
            let more = count - 1;
            fault = fault.note_at(
                page,
                if more == 0 {
                    msg!(en: "while rendering this page", zh: "生成这一页时")
                } else {
                    msg!(en: "while rendering this page and {more} more", zh: "生成这一页和另外 {more} 页时")
                },
            );
        }
        diags.push(fault);
    }
}

/// Assets carry a hash of their bytes in their names, so that a reader's browser may keep them.
/// Scripts import each other by name: they keep their names, in a folder with the hash of them all.
fn hashed_assets(site: &Resolved) -> BTreeMap<String, String> {
    let assets = &site.theme.assets;
    let mut scripts = blake3::Hasher::new();
    for (name, bytes) in assets.iter().filter(|(name, _)| has_extension(name, "js")) {
        scripts.update(name.as_bytes());
        scripts.update(blake3::hash(bytes).as_bytes());
    }
    let scripts = short(scripts.finalize());
    assets
        .iter()
        .map(|(name, bytes)| {
            let path = if has_extension(name, "js") {
                format!("assets/{scripts}/{name}")
            } else {
                hashed(name, bytes)
            };
            (name.clone(), path)
        })
        .collect()
}

/// Where an asset is published, by its name and bytes.
fn hashed(name: &str, bytes: &[u8]) -> String {
    let hash = short(blake3::hash(bytes));
    match name.rsplit_once('.') {
        Some((stem, extension)) => format!("assets/{stem}.{hash}.{extension}"),
        None => format!("assets/{name}.{hash}"),
    }
}

fn short(hash: blake3::Hash) -> String {
    hash.to_hex().chars().take(10).collect()
}
