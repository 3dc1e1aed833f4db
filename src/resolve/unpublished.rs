//! Pages that are not published yet or no more: what leads to them, and whether those to come will fit in.
//!
//! A site that nobody edits must go on to build when the time of one of its pages comes or is over. So what
//! leads to such a page is a warning, and the faults of a page to come are told before its time.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::links::LinkTable;
use super::{Page, page_url};
use crate::config::Config;
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::msg;
use crate::parse::{LeftOut, ParsedPage};
use crate::scan::{Asset, PageKind};
use crate::source::Span;
use crate::url::UrlPath;

/// Why a page is not public.
pub(super) type Why = LeftOut;

/// The pages, and why each is not public.
#[derive(Debug, Default)]
pub(super) struct Unpublished {
    /// Not yet.
    pub(super) coming: Vec<Page>,
    /// By title and `id`.
    by_name: HashMap<String, Why>,
    /// By address, old ones too.
    by_url: HashMap<String, Why>,
    /// By path from the content folder.
    by_path: BTreeMap<String, Why>,
}

impl Unpublished {
    pub(super) fn new(
        pages: Vec<Arc<ParsedPage>>,
        left_out: &BTreeMap<String, LeftOut>,
        diags: &mut Diagnostics,
    ) -> Self {
        let mut all = Self::default();
        for page in pages {
            let Some(why) = left_out.get(&page.source.path).copied() else {
                continue;
            };
            all.by_path.insert(page.source.path.clone(), why);
            if page.source.kind == PageKind::Section {
                continue;
            }
            let url = page_url(&page, diags);
            let page = Page::new(page, url);
            let record = &page.text.front.record;
            let names = record.text("id").into_iter().chain([&*page.title]);
            all.by_name.extend(names.map(|name| (name.to_owned(), why)));
            let old = record.texts("aliases").into_iter();
            let old = old.filter_map(|(alias, _)| UrlPath::parse_alias(alias));
            for url in old.chain([page.url.clone()]) {
                all.by_url.insert(url.as_str().to_owned(), why);
            }
            if matches!(why, LeftOut::Scheduled(_)) {
                all.coming.push(page);
            }
        }
        all
    }

    /// Why the page of a title or an `id` is not public.
    pub(super) fn named(&self, name: &str) -> Option<Why> {
        self.by_name.get(name).copied()
    }

    /// Why the page at an address is not public.
    pub(super) fn at(&self, url: &UrlPath) -> Option<Why> {
        self.by_url.get(url.as_str()).copied()
    }

    /// Why the page of a path, or that whose folder a file lies in, is not public.
    pub(super) fn of_path(&self, path: &str) -> Option<Why> {
        if self.by_path.is_empty() {
            return None;
        }
        if let Some(why) = self.by_path.get(path) {
            return Some(*why);
        }
        let mut folder = path;
        while let Some((parent, _)) = folder.rsplit_once('/') {
            folder = parent;
            if let Some(why) = self.by_path.get(&format!("{folder}/index.md")) {
                return Some(*why);
            }
        }
        None
    }

    /// The files without those beside these pages.
    pub(super) fn without_files(&self, mut assets: Vec<Asset>) -> Vec<Asset> {
        assets.retain(|asset| self.of_path(&asset.path).is_none());
        assets
    }

    /// Tells the faults that the pages to come will have.
    pub(super) fn check(&self, table: &LinkTable<'_>, config: &Config, diags: &mut Diagnostics) {
        for page in &self.coming {
            let mut found = Diagnostics::default();
            let links = table.resolve(&page.text, &mut found);
            table.report_unknown(links.unknown.iter(), &mut found);
            // Pages that come together may lead to each other.
            found.forget(Code::Unpublished);
            if !config.is_own(&page.text.front) {
                found.soften();
            }
            diags.merge(found);
            check_addresses(page, table, diags);
        }
    }
}

/// A page to come may have the address of one that will be gone by then, and of no other; nor may its old
/// addresses be in use.
fn check_addresses(page: &Page, table: &LinkTable<'_>, diags: &mut Diagnostics) {
    let record = &page.text.front.record;
    let from = record.moment("publish_at");
    let own = (page.url.clone(), Span::file(page.text.source.file));
    let old = record.texts("aliases").into_iter();
    let old = old.filter_map(|(alias, span)| Some((UrlPath::parse_alias(alias)?, span)));
    for (url, span) in std::iter::once(own).chain(old) {
        let there = table.text_at(&url);
        let until = there.and_then(|text| text.front.record.moment("expire_at"));
        let in_turn = from
            .zip(until)
            .is_some_and(|(from, until)| until.end() <= from.begin());
        // A list that nobody wrote a text for gives way to a page.
        let taken = there.is_some() || (url != page.url && table.is_taken(&url));
        if !taken || in_turn {
            continue;
        }
        let mut fault = Diagnostic::error(
            Code::DuplicateUrl,
            span,
            msg!(en: "`{url}` will still be in use when this page is published", zh: "这一页上线时，网址 `{url}` 还在用"),
        );
        if let Some(there) = there {
            fault = fault.note_at(
                Span::file(there.source.file),
                msg!(en: "in use here", zh: "在这里用着"),
            );
        }
        diags.push(fault.help(msg!(
            en: "let the other expire before (`expire_at`), or take another address",
            zh: "让另一页先下线（`expire_at`），或换一个网址",
        )));
    }
}

/// The fault of leading to such a page, called `name`.
pub(super) fn leads_to(name: &str, why: Why, span: Span) -> Diagnostic {
    let (message, help) = match why {
        LeftOut::Expired(until) => (
            msg!(en: "`{name}` is not published after {until}", zh: "`{name}` 过了 {until} 已经下线"),
            msg!(en: "readers see the words without a link: delete it, or let it lead elsewhere", zh: "读者只看到文字，没有链接：请删去，或改成别的页面"),
        ),
        LeftOut::Scheduled(from) => (
            msg!(en: "`{name}` is not published before {from}", zh: "`{name}` 到 {from} 才上线"),
            msg!(en: "until then readers see the words without a link", zh: "在那以前读者只看到文字，没有链接"),
        ),
        LeftOut::Draft | LeftOut::Faulty => (
            msg!(en: "`{name}` is not in the site", zh: "`{name}` 不在网站里"),
            msg!(en: "publish it first", zh: "先发布它"),
        ),
    };
    Diagnostic::warning(Code::Unpublished, span, message).help(help)
}
