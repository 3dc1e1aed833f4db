//! Links, references and file names: each checked, each made an address.
//!
//! A link may name a file by its path from the page's own file (`../policy/x.md#节`), a file or
//! folder from the content folder (`/policy/x.md`), an address in the site (`/policy/x/`), or an
//! address elsewhere, which is left alone.

mod references;

pub(super) use references::Unknown;

use std::collections::{BTreeMap, HashMap};

use percent_encoding::percent_decode_str;

use super::cited::CitedId;
use super::claims::{Claims, asset_url, moved_bundles};
use super::graph::{Graph, Reference};
use super::names::Names;
use super::paths::{is_elsewhere, is_web_address, join, relative, split_fragment};
use super::unpublished::{Unpublished, Why, leads_to};
use super::{Cited, Page, PageId, Section, Taxonomy, Text, addresses};
use crate::config::Config;
use crate::diag::{Code, Diagnostic, Diagnostics, nearest};
use crate::markdown::LinkKind;
use crate::msg;
use crate::parse::{LeftOut, Unread};
use crate::scan::{Asset, folder_of, name_of};
use crate::source::Span;
use crate::url::UrlPath;

/// What links can lead to.
pub(super) struct Tables<'a> {
    pub(super) config: &'a Config,
    pub(super) pages: &'a [Page],
    pub(super) names: &'a Names<'a>,
    pub(super) cited: &'a [Cited],
    pub(super) sections: &'a [Section],
    pub(super) taxonomies: &'a [Taxonomy],
    pub(super) assets: &'a [Asset],
    pub(super) left_out: &'a BTreeMap<String, LeftOut>,
    pub(super) unpublished: &'a Unpublished,
    pub(super) unread: &'a Unread,
    pub(super) claims: &'a Claims,
}

/// The addresses of one text's links.
#[derive(Debug, Default)]
pub(super) struct Links {
    pub(super) hrefs: Vec<Option<String>>,
    pub(super) field_hrefs: BTreeMap<Span, String>,
    pub(super) field_notes: BTreeMap<Span, String>,
    pub(super) related: Vec<PageId>,
    /// Values that are no name to show to readers, and the title to show.
    pub(super) reworded: BTreeMap<Span, String>,
    pub(super) references: Vec<Reference>,
    pub(super) unknown: Vec<Unknown>,
}

/// Everything a link can lead to, by what it may be called.
pub(super) struct LinkTable<'a> {
    config: &'a Config,
    claims: &'a Claims,
    left_out: &'a BTreeMap<String, LeftOut>,
    unpublished: &'a Unpublished,
    unread: &'a Unread,
    pages: &'a [Page],
    graph: Graph<'a>,
    names: &'a Names<'a>,
    /// The documents that are only cited, by number.
    cited: HashMap<String, CitedId>,
    /// Texts by path from the content folder.
    texts: HashMap<&'a str, (&'a UrlPath, &'a Text)>,
    /// Texts by address, to check anchors.
    by_url: HashMap<&'a str, &'a Text>,
    /// Files beside the pages, by path from the content folder.
    assets: HashMap<&'a str, UrlPath>,
    /// The first path of each file name, for suggestions.
    by_name: BTreeMap<&'a str, &'a str>,
    /// The paths in each folder, for suggestions.
    by_folder: BTreeMap<&'a str, Vec<&'a str>>,
}

/// What a link turned out to lead to.
enum Target<'a> {
    Here,
    Elsewhere,
    Site {
        url: UrlPath,
        text: Option<&'a Text>,
    },
    /// Faulty itself, and reported where the fault is.
    Excused,
    Draft,
    /// Not published yet, or no more.
    Unpublished(Why),
    Nothing,
}

impl<'a> LinkTable<'a> {
    pub(super) fn new(tables: &Tables<'a>) -> Self {
        let Tables {
            config,
            pages,
            names,
            cited,
            sections,
            taxonomies,
            assets,
            left_out,
            unpublished,
            unread,
            claims,
        } = *tables;
        let moved = moved_bundles(pages);
        let mut texts = HashMap::new();
        let mut by_url = HashMap::new();
        for (url, text) in addresses(pages, sections, taxonomies) {
            texts.insert(text.source.path.as_str(), (url, text));
            by_url.insert(url.as_str(), text);
        }
        let mut paths: Vec<&str> = texts.keys().copied().collect();
        paths.extend(assets.iter().map(|asset| asset.path.as_str()));
        paths.sort_unstable();
        let mut by_name = BTreeMap::new();
        let mut by_folder: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for path in paths {
            by_name.entry(name_of(path)).or_insert(path);
            by_folder.entry(folder_of(path)).or_default().push(path);
        }
        Self {
            config,
            claims,
            left_out,
            unpublished,
            unread,
            pages,
            graph: Graph {
                config,
                pages,
                cited,
            },
            names,
            cited: cited
                .iter()
                .enumerate()
                .map(|(index, one)| (one.number.to_string(), CitedId::new(index)))
                .collect(),
            texts,
            by_url,
            assets: assets
                .iter()
                .map(|asset| (asset.path.as_str(), asset_url(&asset.path, &moved)))
                .collect(),
            by_name,
            by_folder,
        }
    }

    /// Checks the addresses of the menu. Returns the places of those that lead to nothing now.
    pub(super) fn check_menu(&self, diags: &mut Diagnostics) -> Vec<usize> {
        let mut dead = Vec::new();
        for (place, item) in self.config.menu.iter().enumerate() {
            let (path, _) = split_fragment(&item.url);
            let target = if path.starts_with('/') {
                self.rooted(path)
            } else if is_elsewhere(path) {
                if !is_web_address(path)
                    && !path.starts_with("mailto:")
                    && !path.starts_with("tel:")
                {
                    diags.push(unsafe_address(&item.url, item.span));
                }
                Target::Elsewhere
            } else {
                Target::Nothing
            };
            if matches!(target, Target::Nothing | Target::Draft) {
                let url = &item.url;
                diags.push(
                    Diagnostic::error(
                        Code::BrokenLink,
                        item.span,
                        msg!(en: "the menu leads to `{url}`, which is not there", zh: "菜单指向 `{url}`，但没有这一页"),
                    )
                    .help(msg!(en: "write an address of the site that begins with `/`", zh: "写本站的网址，以 `/` 开头")),
                );
            }
            if let Target::Unpublished(why) = target {
                diags.push(leads_to(&item.url, why, item.span));
                dead.push(place);
            }
        }
        dead
    }

    /// Resolves everything in one text.
    pub(super) fn resolve(&self, text: &Text, diags: &mut Diagnostics) -> Links {
        let mut links = Links::default();
        for link in &text.markdown.links {
            if link.kind != LinkKind::Link && is_web_address(&link.target) {
                diags.push(loaded_from_elsewhere(&link.target, link.span));
            }
            links
                .hrefs
                .push(self.link(text, &link.target, link.span, diags));
        }
        self.fields(text, &mut links, diags);
        links
    }

    /// One link; a broken one is reported and stays as it was written, one to a page that is not published
    /// yet or no more has no address.
    fn link(
        &self,
        text: &Text,
        written: &str,
        span: Span,
        diags: &mut Diagnostics,
    ) -> Option<String> {
        let (path, fragment) = split_fragment(written);
        let (url, target_text) = match self.target(text, path) {
            Target::Here => (None, Some(text)),
            Target::Site { url, text } => (Some(url), text),
            Target::Elsewhere | Target::Excused => return Some(written.to_owned()),
            Target::Unpublished(why) => {
                diags.push(leads_to(path, why, span));
                return None;
            }
            Target::Draft => {
                diags.push(
                    Diagnostic::error(
                        Code::BrokenLink,
                        span,
                        msg!(en: "`{path}` is a draft and not in the site", zh: "`{path}` 是草稿，不在网站里"),
                    )
                    .help(msg!(
                        en: "publish it first: delete its line `draft: true`",
                        zh: "先发布它：删去那个文件里的 `draft: true`",
                    )),
                );
                return Some(written.to_owned());
            }
            Target::Nothing => {
                diags.push(self.broken(text, path, span));
                return Some(written.to_owned());
            }
        };
        let query = path.split_once('?').map_or("", |(_, query)| query);
        let mut href = url.map_or_else(String::new, |url| self.config.base_url.href(&url));
        if !query.is_empty() {
            href.push('?');
            href.push_str(query);
        }
        if let Some(fragment) = fragment {
            href.push('#');
            href.push_str(&anchor(target_text, fragment, span, diags));
        }
        Some(href)
    }

    fn target(&self, text: &Text, path: &str) -> Target<'a> {
        let path = path.split_once('?').map_or(path, |(path, _)| path);
        if path.is_empty() {
            return Target::Here;
        }
        if is_elsewhere(path) {
            return Target::Elsewhere;
        }
        if path.starts_with('/') {
            return self.rooted(path);
        }
        let decoded = percent_decode_str(path).decode_utf8_lossy();
        let from_file = join(text.source.folder(), &decoded);
        match from_file.map(|path| self.content(&path)) {
            None | Some(Target::Nothing) => {}
            Some(found) => return found,
        }
        // As a browser reads it: from the page's address, which is a folder.
        let own = self
            .texts
            .get(text.source.path.as_str())
            .map(|(url, _)| url.as_str());
        let from_url = join(own.unwrap_or("/").trim_matches('/'), &decoded);
        from_url.map_or(Target::Nothing, |path| self.address(&path))
    }

    /// `/policy/x.md`, `/policy/x/` or `/images/a.svg`.
    fn rooted(&self, path: &str) -> Target<'a> {
        let path = path.split_once('?').map_or(path, |(path, _)| path);
        let decoded = percent_decode_str(path).decode_utf8_lossy();
        let Some(path) = join("", decoded.trim_start_matches('/')) else {
            return Target::Nothing;
        };
        match self.address(&path) {
            Target::Nothing => self.content(&path),
            found => found,
        }
    }

    /// A path from the content folder: a page's file, a file, a folder, a page without `.md`.
    fn content(&self, path: &str) -> Target<'a> {
        if let Some((url, text)) = self.texts.get(path) {
            return Target::Site {
                url: (*url).clone(),
                text: Some(text),
            };
        }
        if let Some(url) = self.assets.get(path) {
            return Target::Site {
                url: url.clone(),
                text: None,
            };
        }
        match self.left_out.get(path) {
            Some(LeftOut::Draft) => return Target::Draft,
            Some(LeftOut::Faulty) => return Target::Excused,
            Some(why @ (LeftOut::Scheduled(_) | LeftOut::Expired(_))) => {
                return Target::Unpublished(*why);
            }
            None => {}
        }
        let candidates = [
            format!("{path}.md"),
            format!("{path}/index.md"),
            format!("{path}/_index.md"),
        ];
        for candidate in candidates {
            if let Some((url, text)) = self.texts.get(candidate.as_str()) {
                return Target::Site {
                    url: (*url).clone(),
                    text: Some(text),
                };
            }
            if let Some(why) = self.unpublished.of_path(&candidate) {
                return Target::Unpublished(why);
            }
        }
        self.address(path)
    }

    /// An address of the site, with or without the slash at its end.
    fn address(&self, path: &str) -> Target<'a> {
        let urls = [UrlPath::page(path), UrlPath::file(path)];
        for url in &urls {
            // Most links lead to pages: those are known without a look at all that is taken.
            if self.by_url.contains_key(url.as_str()) || self.claims.has(url) {
                let text = self.by_url.get(url.as_str()).copied();
                let url = url.clone();
                return Target::Site { url, text };
            }
        }
        let why = urls.iter().find_map(|url| self.unpublished.at(url));
        why.map_or(Target::Nothing, Target::Unpublished)
    }

    /// Whether something is published at an address.
    pub(super) fn is_taken(&self, url: &UrlPath) -> bool {
        self.claims.has(url)
    }

    /// The text at an address.
    pub(super) fn text_at(&self, url: &UrlPath) -> Option<&'a Text> {
        self.by_url.get(url.as_str()).copied()
    }

    fn broken(&self, text: &Text, path: &str, span: Span) -> Diagnostic {
        let name = name_of(path.trim_end_matches('/'));
        let full = join(text.source.folder(), path).unwrap_or_default();
        let beside = self
            .by_folder
            .get(folder_of(&full))
            .map(Vec::as_slice)
            .unwrap_or_default();
        let found = self
            .by_name
            .get(name)
            .copied()
            .or_else(|| nearest(&full, beside.iter().copied()))
            .map(|found| relative(text.source.folder(), found));
        let help = match found {
            Some(found) => msg!(en: "did you mean `{found}`?", zh: "是不是想写 `{found}`？"),
            None => msg!(
                en: "write the path of the file, seen from this file",
                zh: "写那个文件相对于本文件的路径",
            ),
        };
        Diagnostic::error(
            Code::BrokenLink,
            span,
            msg!(en: "`{path}` leads nowhere", zh: "`{path}` 没有指向任何页面或文件"),
        )
        .help(help)
    }
}

impl Links {
    /// Hands a text what it shows.
    pub(super) fn fill(self, text: &mut Text) {
        if !self.reworded.is_empty() {
            text.page_mut().front.record.reword(&self.reworded);
        }
        text.hrefs = self.hrefs;
        text.field_hrefs = self.field_hrefs;
        text.field_notes = self.field_notes;
    }
}

/// A picture, sound or film that readers' browsers would ask another site for.
fn loaded_from_elsewhere(target: &str, span: Span) -> Diagnostic {
    Diagnostic::warning(
        Code::ForeignFile,
        span,
        msg!(en: "the page loads `{target}` from another site", zh: "这一页要从别的网站取 `{target}`"),
    )
    .help(msg!(
        en: "put a copy beside the page: the other site sees who reads the page, and may be gone or changed tomorrow",
        zh: "存一份放在页面旁边：不然别的网站会知道谁在看这一页，哪天还可能打不开、被换掉",
    ))
}

/// Checks an anchor; `#节` may be a heading's id or its text.
fn anchor(text: Option<&Text>, fragment: &str, span: Span, diags: &mut Diagnostics) -> String {
    let Some(text) = text.filter(|_| !fragment.is_empty()) else {
        return fragment.to_owned();
    };
    let decoded = percent_decode_str(fragment).decode_utf8_lossy();
    let markdown = &text.markdown;
    let mut anchors = markdown
        .headings
        .iter()
        .map(|heading| &heading.id)
        .chain(&markdown.anchors);
    if anchors.any(|anchor| *anchor == decoded) {
        return fragment.to_owned();
    }
    if let Some(heading) = markdown
        .headings
        .iter()
        .find(|heading| heading.text == decoded)
    {
        return heading.id.clone();
    }
    let path = &text.source.path;
    let ids = || markdown.headings.iter().map(|heading| heading.id.as_str());
    let texts = markdown.headings.iter().map(|heading| &*heading.text);
    let help = nearest(&decoded, ids().chain(texts))
        .map(|near| msg!(en: "did you mean `#{near}`?", zh: "是不是想写 `#{near}`？"))
        .or_else(|| {
            let list: Vec<&str> = ids().take(8).collect();
            let list = list.join("、");
            (!list.is_empty())
                .then(|| msg!(en: "its headings are: {list}", zh: "那一页的标题有：{list}"))
        });
    diags.push(
        Diagnostic::error(
            Code::BrokenAnchor,
            span,
            msg!(en: "`{path}` has no heading `#{decoded}`", zh: "`{path}` 里没有标题 `#{decoded}`"),
        )
        .maybe_help(help),
    );
    fragment.to_owned()
}

/// An address that a browser might run, or that leads out of the web.
fn unsafe_address(url: &str, span: Span) -> Diagnostic {
    Diagnostic::error(
        Code::InvalidUrl,
        span,
        msg!(en: "`{url}` is neither a place in the site nor a web address", zh: "`{url}` 既不是本站的地址，也不是网址"),
    )
    .help(msg!(en: "a web address begins with `https://`", zh: "网址以 `https://` 开头"))
}
