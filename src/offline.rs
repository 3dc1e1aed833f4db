//! The copy of a site that is opened from a disk: a USB stick, a CD.
//!
//! In: every file of the site. Out: the same site for `file://`, where browsers fetch nothing and run no
//! modules: addresses relative and down to `index.html`, scripts classic, search files as scripts.
//! `docs/offline.md` says what readers and themes see of it.

mod address;
mod lexer;
mod page;
mod script;
mod style;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rayon::prelude::*;

use crate::config::Config;
use crate::diag::{Code, Diagnostic, Diagnostics, Message};
use crate::msg;
use crate::render::Body;
use crate::search;
use crate::source::{SourceDb, Span};
use crate::url::has_extension;
use crate::world::World;

use address::Addresses;
use script::{Classic, Fault};

/// The script that modules need, in the copy.
const LOADER: &str = "assets/modules.js";

/// Makes a site its copy.
pub(crate) fn copy(
    mut files: BTreeMap<String, Body>,
    config: &Config,
    world: &dyn World,
    sources: &mut SourceDb,
    diags: &mut Diagnostics,
) -> BTreeMap<String, Body> {
    let loader = include_bytes!("offline/modules.js");
    files.insert(LOADER.to_owned(), Body::Bytes(loader.into()));
    let addresses = Addresses {
        files: &files,
        base_url: &config.base_url,
    };
    let pages: Vec<(String, page::Copied)> = files
        .par_iter()
        .filter(|(path, _)| has_extension(path, "html"))
        .filter_map(|(path, body)| {
            let html = text(body, world)?;
            // What cannot be told apart stays as it is.
            let copied = page::copied(&addresses, path, &html, LOADER).ok()?;
            Some((path.clone(), copied))
        })
        .collect();
    let modules = pages
        .iter()
        .flat_map(|(_, page)| page.modules.clone())
        .collect();
    let scripts = scripts(modules, &addresses, config, world, sources, diags);
    let styles = files.iter().filter(|(path, _)| has_extension(path, "css"));
    let styles = styles.filter_map(|(path, body)| {
        let copied = style::copied(&addresses, path, &text(body, world)?);
        Some((path.clone(), copied))
    });
    let styles: Vec<(String, String)> = styles.collect();
    let pages = pages.into_iter().map(|(path, page)| (path, page.html));
    for (path, text) in pages.chain(scripts).chain(styles) {
        files.insert(path, Body::Bytes(text.into_bytes().into()));
    }
    hand_over(files)
}

fn text(body: &Body, world: &dyn World) -> Option<String> {
    let bytes = match body {
        Body::Bytes(bytes) => Cow::Borrowed(&**bytes),
        // One that cannot be read is told of when it is copied.
        Body::Copy(from) => Cow::Owned(world.read(from).ok()?),
    };
    String::from_utf8(bytes.into_owned()).ok()
}

/// The modules that pages load, and all that these import, as classic scripts by their paths.
fn scripts(
    mut waiting: BTreeSet<String>,
    addresses: &Addresses<'_>,
    config: &Config,
    world: &dyn World,
    sources: &mut SourceDb,
    diags: &mut Diagnostics,
) -> BTreeMap<String, String> {
    let mut done = BTreeMap::new();
    while let Some(path) = waiting.pop_first() {
        let Some(body) = addresses.files.get(&path) else {
            continue;
        };
        let Some(module) = text(body, world) else {
            continue;
        };
        let mut faults = Vec::new();
        let mut classic = script::classic(&module).unwrap_or_else(|fault| {
            faults.push(fault);
            Classic::default()
        });
        for (name, range) in classic.imports.drain(..) {
            let is_relative = name.starts_with("./") || name.starts_with("../");
            match addresses.target(&path, &name).filter(|_| is_relative) {
                Some(target) if target == path || done.contains_key(&target) => {}
                Some(target) => {
                    waiting.insert(target);
                }
                None => faults.push(Fault {
                    range,
                    message: msg!(en: "there is no script `{name}` beside it", zh: "旁边没有脚本 `{name}`"),
                }),
            }
        }
        if !faults.is_empty() {
            let place = match body {
                Body::Copy(from) => from.clone(),
                Body::Bytes(_) => theme_path(&path, config, world),
            };
            let file = sources.add(place, module);
            for fault in faults {
                diags.push(no_script(Span::new(file, fault.range), &fault.message));
            }
        }
        done.insert(path, classic.text);
    }
    done
}

fn no_script(place: Span, why: &Message) -> Diagnostic {
    let Message { en, zh } = why;
    Diagnostic::error(
        Code::OfflineScript,
        place,
        msg!(en: "no script for a copy on a disk: {en}", zh: "这个脚本不能用在离线版里：{zh}"),
    )
    .help(msg!(
        en: "write `import {{ a }} from \"./b.js\"`, `export function`, `export class` or `export const`",
        zh: "请写 `import {{ a }} from \"./b.js\"`、`export function`、`export class` 或 `export const`",
    ))
}

/// Where a theme's script comes from, to name in errors.
fn theme_path(path: &str, config: &Config, world: &dyn World) -> String {
    let name = path.splitn(3, '/').last().unwrap_or(path);
    let own = format!("themes/{}/assets/{name}", config.theme);
    if world.size(&own).is_ok() {
        own
    } else {
        format!("themes/lyceum/assets/{name}")
    }
}

/// Search files become scripts that hand over their bytes (`index/js/offline/fetch.js`), and the search
/// itself a module as others are.
fn hand_over(files: BTreeMap<String, Body>) -> BTreeMap<String, Body> {
    files
        .into_iter()
        .map(|(path, body)| match body {
            Body::Bytes(bytes) if search::is_data(&path) => {
                let text = format!("lyceumFile(\"{}\");\n", STANDARD.encode(bytes));
                (format!("{path}.js"), Body::Bytes(text.into_bytes().into()))
            }
            Body::Bytes(bytes) if path == search::script() => {
                let mut bytes = bytes.into_owned();
                bytes.extend_from_slice(b"lyceum.define([], () => lyceumSearch);\n");
                (path, Body::Bytes(bytes.into()))
            }
            body => (path, body),
        })
        .collect()
}
