//! The theme's files: the built-in ones, overridden file by file by the site's.
//!
//! Out: texts of templates, bytes of assets and static files, words. What templates see is the
//! business of [`crate::render`].

mod manifest;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use include_dir::{Dir, File, include_dir};

use crate::config::Config;
use crate::diag::{Code, Diagnostic, Diagnostics, Lang};
use crate::fields::Record;
use crate::model::Field;
use crate::msg;
use crate::reading::{add_text, unlisted, unreadable};
use crate::source::{FileId, SourceDb, Span};
use crate::value::{Value, toml};
use crate::world::World;

use manifest::Manifest;

static BUILT_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes/lyceum");

/// Name of the theme inside the binary.
const BUILT_IN_NAME: &str = "lyceum";

/// A theme, read and sorted by what its files are for.
#[derive(Debug, Clone, Default)]
pub struct Theme {
    /// Templates by name (`page.html`), each a text of the build's sources.
    pub templates: BTreeMap<String, FileId>,
    /// Files that pages name, by name (`style.css`).
    pub assets: BTreeMap<String, Cow<'static, [u8]>>,
    /// Files that are published as they are, by path from the site's root.
    pub statics: BTreeMap<String, Cow<'static, [u8]>>,
    /// The theme's words in the site's language.
    pub strings: BTreeMap<String, String>,
    /// Names of the theme's own pages: template `NAME.html`, address `/NAME/`, title `t.NAME`.
    pub pages: Vec<String>,
    /// The settings that the theme has.
    pub fields: Vec<Arc<Field>>,
    /// Their values: the site's, else the theme's own; none where neither says anything.
    pub settings: Record,
}

impl Theme {
    /// Reads the theme that the settings name. `statics` are the paths of the files that the site
    /// publishes as they are.
    pub fn load(
        world: &dyn World,
        config: &Config,
        settings: FileId,
        statics: &BTreeSet<&str>,
        sources: &mut SourceDb,
        diags: &mut Diagnostics,
    ) -> Self {
        let mut files: BTreeMap<String, (String, Cow<'static, [u8]>)> = BTreeMap::new();
        add_built_in(&BUILT_IN, &mut files);
        let mut manifests: Vec<(String, Cow<'static, [u8]>)> = Vec::new();
        manifests.extend(files.remove(manifest::FILE));
        let mut names = vec![BUILT_IN_NAME];
        if config.theme != BUILT_IN_NAME {
            names.push(&config.theme);
        }
        for name in names {
            let folder = format!("themes/{name}");
            let listing = world.list(&folder);
            if listing.files.is_empty() && name != BUILT_IN_NAME {
                diags.push(
                    Diagnostic::error(
                        Code::MissingTheme,
                        config.theme_span.unwrap_or(Span::file(settings)),
                        msg!(en: "there is no theme `{name}`", zh: "没有 `{name}` 这个主题"),
                    )
                    .help(msg!(
                        en: "make the folder `{folder}/`, or delete the line `theme`",
                        zh: "新建文件夹 `{folder}/`，或者删去 `theme` 这一行",
                    )),
                );
            }
            for fault in &listing.faults {
                unlisted(fault, sources, diags);
            }
            for path in listing.files {
                let Some(inner) = path
                    .strip_prefix(&folder)
                    .and_then(|rest| rest.strip_prefix('/'))
                else {
                    continue;
                };
                match world.read(&path) {
                    Ok(bytes) if inner == manifest::FILE => {
                        manifests.push((path, Cow::Owned(bytes)));
                    }
                    Ok(bytes) => {
                        files.insert(inner.to_owned(), (path, Cow::Owned(bytes)));
                    }
                    Err(error) => {
                        let file = sources.add(path, "");
                        diags.push(unreadable(file, &error));
                    }
                }
            }
        }
        let strings_name = strings_file(config.lang());
        // A word that a theme does not change, or does not know, is the default theme's.
        let mut theme = Self {
            strings: built_in_strings(config.lang()),
            ..Self::default()
        };
        for (inner, (path, bytes)) in files {
            if let Some(name) = inner.strip_prefix("templates/") {
                let bytes = with_plain_line_ends(&bytes).into_owned();
                if let Some(file) = add_text(path, bytes, sources, diags) {
                    theme.templates.insert(name.to_owned(), file);
                }
            } else if let Some(name) = inner.strip_prefix("assets/") {
                theme.assets.insert(name.to_owned(), bytes);
            } else if let Some(name) = inner.strip_prefix("static/") {
                theme.statics.insert(name.to_owned(), bytes);
            } else if inner == strings_name
                && let Some(file) = add_text(path, bytes.into_owned(), sources, diags)
            {
                let own = read_strings(file, sources.text(file), diags);
                theme.strings.extend(own);
            }
        }
        let mut manifest = Manifest::default();
        for (path, bytes) in manifests {
            if let Some(file) = add_text(path, bytes.into_owned(), sources, diags) {
                let text = sources.text(file);
                let table = toml::parse(file, text, 0..text.len(), diags);
                manifest.extend(&table, diags);
            }
        }
        let has_file = |path: &str| statics.contains(path) || theme.statics.contains_key(path);
        theme.settings = manifest.values(config, has_file, diags);
        theme.pages = manifest.pages;
        theme.fields = manifest.fields;
        theme
    }
}

/// What a template holds becomes the page, which must not depend on where the site was checked out.
fn with_plain_line_ends(bytes: &[u8]) -> Cow<'_, [u8]> {
    if !bytes.contains(&b'\r') {
        return Cow::Borrowed(bytes);
    }
    let lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
    let last = lines.len() - 1;
    let lines = lines.into_iter().enumerate().map(|(at, line)| match line {
        [line @ .., b'\r'] if at < last => line,
        line => line,
    });
    Cow::Owned(lines.collect::<Vec<_>>().join(&b'\n'))
}

const fn strings_file(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "strings/zh.toml",
        Lang::En => "strings/en.toml",
    }
}

/// The words of the built-in theme.
pub fn built_in_strings(lang: Lang) -> BTreeMap<String, String> {
    // A test sees to it that they have no faults.
    built_in(lang, &mut Diagnostics::default())
}

fn built_in(lang: Lang, diags: &mut Diagnostics) -> BTreeMap<String, String> {
    let file = BUILT_IN.get_file(strings_file(lang));
    let text = file.and_then(File::contents_utf8).unwrap_or_default();
    let mut sources = SourceDb::default();
    let file = sources.add(strings_file(lang), text);
    read_strings(file, text, diags)
}

fn add_built_in(
    folder: &'static Dir<'_>,
    files: &mut BTreeMap<String, (String, Cow<'static, [u8]>)>,
) {
    for file in folder.files() {
        let path = file.path().to_string_lossy().replace('\\', "/");
        let shown = format!("themes/{BUILT_IN_NAME}/{path}");
        files.insert(path, (shown, Cow::Borrowed(file.contents())));
    }
    for inner in folder.dirs() {
        add_built_in(inner, files);
    }
}

fn read_strings(file: FileId, text: &str, diags: &mut Diagnostics) -> BTreeMap<String, String> {
    let table = toml::parse(file, text, 0..text.len(), diags);
    let mut strings = BTreeMap::new();
    for entry in table.entries {
        match entry.value.value {
            Value::Text(text) => {
                strings.insert(entry.key, text);
            }
            other => {
                let key = &entry.key;
                let (en, zh) = other.kind();
                diags.push(Diagnostic::error(
                    Code::StringsError,
                    entry.value.span,
                    msg!(en: "`{key}` must be text, not {en}", zh: "`{key}` 应是文字，这里是{zh}"),
                ));
            }
        }
    }
    strings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(path: &str) -> &'static str {
        let file = BUILT_IN.get_file(path).unwrap();
        file.contents_utf8().unwrap()
    }

    fn strings(lang: Lang) -> BTreeMap<String, String> {
        let mut diags = Diagnostics::default();
        let strings = built_in(lang, &mut diags);
        assert!(diags.is_empty());
        strings
    }

    fn blanks(text: &str) -> Vec<&str> {
        let mut blanks: Vec<&str> = text
            .split('{')
            .skip(1)
            .filter_map(|rest| Some(rest.split_once('}')?.0))
            .collect();
        blanks.sort_unstable();
        blanks
    }

    #[test]
    fn both_languages_have_the_same_words() {
        let zh = strings(Lang::Zh);
        let en = strings(Lang::En);
        let keys = |strings: &BTreeMap<String, String>| -> Vec<String> {
            strings.keys().cloned().collect()
        };
        assert_eq!(keys(&zh), keys(&en));
        for (key, zh) in &zh {
            assert_eq!(blanks(zh), blanks(&en[key]), "{key}");
        }
    }

    #[test]
    fn scripts_take_their_words_from_the_strings() {
        let strings = strings(Lang::Zh);
        let head = text("templates/_head_search.html");
        let scripts = BUILT_IN.get_dir("assets").unwrap().files();
        for script in scripts.filter(|file| file.path().extension().is_some_and(|own| own == "js"))
        {
            let path = script.path().display();
            let code = script.contents_utf8().unwrap();
            let chinese = |char: &char| ('\u{3400}'..='\u{9fff}').contains(char);
            assert_eq!(code.chars().find(chinese), None, "{path}");
            let literals = code.split('"').filter(|part| {
                let groups = ["search_", "suggest_", "record_", "mark_", "claim_", "quiz_"];
                groups.iter().any(|group| part.starts_with(group))
                    && part
                        .chars()
                        .all(|char| char.is_ascii_lowercase() || char == '_')
            });
            for key in literals {
                assert!(strings.contains_key(key), "{path}: {key}");
                // Pages other than the search page have but a few words.
                let common = ["assets/search-box.js", "assets/words.js"];
                if common.iter().any(|one| script.path().ends_with(one)) {
                    assert!(head.contains(&format!("\"{key}\"")), "{path}: {key}");
                }
            }
        }
    }
}
