//! Who has which address: two cannot have one.

use std::collections::{BTreeMap, HashMap};

use super::{FileSource, Page, Redirect, Section, Taxonomy, Text};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::msg;
use crate::scan::{Asset, PageKind, StaticFile};
use crate::source::Span;
use crate::theme::Theme;
use crate::url::UrlPath;

/// Files that every build makes, from the site's root.
pub const GENERATED: [&str; 5] = [
    "search/index.html",
    "atom.xml",
    "sitemap.xml",
    "robots.txt",
    "404.html",
];

/// The addresses taken, with the place to name when someone else wants one.
#[derive(Debug, Default)]
pub(super) struct Claims {
    /// By the file that will be written.
    taken: HashMap<String, Option<Span>>,
}

impl Claims {
    /// Whether something is published at an address.
    pub(super) fn has(&self, url: &UrlPath) -> bool {
        let path = url.output_path();
        self.taken.contains_key(&path) || GENERATED.contains(&path.as_str())
    }

    /// Takes an address. Returns whether it was free; if not, that is reported at `span`.
    fn claim(&mut self, url: &UrlPath, span: Option<Span>, diags: &mut Diagnostics) -> bool {
        let path = url.output_path();
        if GENERATED.contains(&path.as_str()) {
            if let Some(span) = span {
                diags.push(
                    Diagnostic::error(
                        Code::DuplicateUrl,
                        span,
                        msg!(en: "`{url}` is an address that every site has itself", zh: "`{url}` 是网站自己要用的网址"),
                    )
                    .help(msg!(en: "rename the file, or set `slug`", zh: "给文件改名，或写 `slug`")),
                );
            }
            return false;
        }
        let Some(other) = self.taken.get(&path) else {
            self.taken.insert(path, span);
            return true;
        };
        if let Some(span) = span.or(*other) {
            let fault = Diagnostic::error(
                Code::DuplicateUrl,
                span,
                msg!(en: "two pages claim `{url}`", zh: "两个页面都用了网址 `{url}`"),
            )
            .help(msg!(
                en: "rename one of the files, or set `slug` in one of them",
                zh: "给其中一个文件改名，或在其中一个里写 `slug`",
            ));
            let note = msg!(en: "first claimed here", zh: "先用的在这里");
            diags.push(match other {
                Some(first) if *first != span => fault.note_at(*first, note),
                _ => fault,
            });
        }
        false
    }

    pub(super) fn page(&mut self, url: &UrlPath, span: Span, diags: &mut Diagnostics) {
        self.claim(url, Some(span), diags);
    }

    pub(super) fn taxonomies(&mut self, taxonomies: &[Taxonomy], diags: &mut Diagnostics) {
        for taxonomy in taxonomies {
            self.claim(&taxonomy.url, place_of(taxonomy.text.as_ref()), diags);
            for term in &taxonomy.terms {
                self.claim(&term.url, place_of(term.text.as_ref()), diags);
            }
        }
    }

    /// A folder without a text of its own gives way to a page or a taxonomy of its name: then it
    /// has no list.
    pub(super) fn sections(&mut self, sections: &mut [Section], diags: &mut Diagnostics) {
        for section in sections {
            let place = place_of(section.text.as_ref());
            section.listed = !(place.is_none()
                && self.taken.contains_key(&section.url.output_path()))
                && self.claim(&section.url, place, diags);
        }
    }

    /// Gives files their addresses. Files of a bundle travel with it when its slug moves it.
    pub(super) fn files(
        &mut self,
        pages: &[Page],
        assets: &[Asset],
        statics: &[StaticFile],
        theme: &Theme,
        diags: &mut Diagnostics,
    ) -> BTreeMap<UrlPath, FileSource> {
        let moved = moved_bundles(pages);
        let mut files = BTreeMap::new();
        for name in theme.statics.keys() {
            files.insert(UrlPath::file(name), FileSource::Theme(name.clone()));
        }
        // The site's own files win over the theme's, those beside the pages over `static/`.
        for file in statics {
            files.insert(
                UrlPath::file(&file.path),
                FileSource::World(file.world_path.clone()),
            );
        }
        for asset in assets {
            let url = asset_url(&asset.path, &moved);
            files.insert(url, FileSource::World(asset.world_path.clone()));
        }
        for url in files.keys() {
            self.claim(url, None, diags);
        }
        files
    }

    /// The redirects from old addresses. An old address that something else has is reported.
    pub(super) fn redirects(&mut self, pages: &[Page], diags: &mut Diagnostics) -> Vec<Redirect> {
        let mut redirects = Vec::new();
        for page in pages {
            for (alias, span) in page.text.front.record.texts("aliases") {
                let Some(from) = UrlPath::parse_alias(alias) else {
                    diags.push(
                        Diagnostic::error(
                            Code::InvalidUrl,
                            span,
                            msg!(en: "`{alias}` is no address in this site", zh: "`{alias}` 不是本站的网址"),
                        )
                        .help(msg!(en: "write for example `/old/page/`", zh: "例如 `/old/page/`")),
                    );
                    continue;
                };
                if self.claim(&from, Some(span), diags) {
                    redirects.push(Redirect {
                        from,
                        to: page.url.clone(),
                    });
                }
            }
        }
        redirects.sort_by(|a, b| a.from.cmp(&b.from));
        redirects
    }
}

fn place_of(text: Option<&Text>) -> Option<Span> {
    text.map(|text| Span::file(text.source.file))
}

/// Folders of bundles whose page is at another address than the folder's, and that address.
pub(super) fn moved_bundles(pages: &[Page]) -> BTreeMap<String, UrlPath> {
    pages
        .iter()
        .filter(|page| page.text.source.kind == PageKind::Bundle)
        .filter(|page| page.url != UrlPath::page(page.text.source.folder()))
        .map(|page| (page.text.source.folder().to_owned(), page.url.clone()))
        .collect()
}

/// The address of a file beside the pages.
pub(super) fn asset_url(path: &str, moved: &BTreeMap<String, UrlPath>) -> UrlPath {
    let mut folder = path;
    while let Some((parent, _)) = folder.rsplit_once('/') {
        folder = parent;
        if let Some(url) = moved.get(folder) {
            let rest = path
                .strip_prefix(folder)
                .unwrap_or(path)
                .trim_start_matches('/');
            let base = url.as_str().trim_matches('/');
            return UrlPath::file(&format!("{base}/{rest}"));
        }
    }
    UrlPath::file(path)
}
