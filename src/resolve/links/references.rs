//! Fields that name pages, documents or files: each checked, each made an address.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::{LinkTable, Links, leads_to, loaded_from_elsewhere, unsafe_address};
use crate::diag::{Code, Diagnostic, Diagnostics, Message, nearest_few};
use crate::fields::{Leaf, parse_doc_no};
use crate::images::TAKEN_HOME;
use crate::model::{Field, Kind, NO_PAGE, Type, Word};
use crate::msg;
use crate::parse::LeftOut;
use crate::resolve::graph::{Rank, Reference, Referent};
use crate::resolve::names::Found;
use crate::resolve::paths::{content_path, is_elsewhere, is_web_address};
use crate::resolve::{PageId, Text};
use crate::source::Span;
use crate::url::has_extension;

/// Names that nearest ones are looked for: a slip repeated, or a site of ten thousand of them, must not
/// cost minutes.
const SUGGESTED: usize = 100;

/// Nearest names that are shown, and pages that share a name.
const SHOWN: usize = 3;

/// A name that no page of a fitting type has.
#[derive(Debug)]
pub(in crate::resolve) struct Unknown {
    field: Arc<Field>,
    types: Vec<Word>,
    is_document: bool,
    name: String,
    span: Span,
    /// A page of another type that has it.
    other: Option<PageId>,
}

/// A text in the fields of a page or folder.
#[derive(Clone, Copy)]
struct Written<'t> {
    text: &'t Text,
    leaf: Leaf<'t>,
}

impl LinkTable<'_> {
    pub(super) fn fields(&self, text: &Text, links: &mut Links, diags: &mut Diagnostics) {
        for leaf in text.front.record.leaves() {
            self.field(Written { text, leaf }, links, diags);
        }
    }

    fn field(&self, written: Written<'_>, links: &mut Links, diags: &mut Diagnostics) {
        let Written { text, leaf } = written;
        match leaf.kind {
            Kind::File if is_elsewhere(leaf.text) && !is_web_address(leaf.text) => {
                diags.push(unsafe_address(leaf.text, leaf.span));
            }
            Kind::File => {
                if is_web_address(leaf.text) && !TAKEN_HOME.contains(&&*leaf.field.key) {
                    diags.push(loaded_from_elsewhere(leaf.text, leaf.span));
                }
                if let Some(href) = self.link(text, leaf.text, leaf.span, diags) {
                    links.field_hrefs.insert(leaf.span, href);
                }
            }
            Kind::Url => {
                let href = leaf.text.to_owned();
                links.field_hrefs.insert(leaf.span, href);
            }
            Kind::Page(types) => self.page(written, types, links, diags),
            Kind::Document => self.document(written, links, diags),
            Kind::Text(_) if !leaf.field.may_name.is_empty() => {
                let folder = text.source.folder();
                let found = self.names.find(folder, leaf.text, &leaf.field.may_name);
                if let Found::One(page) = found {
                    self.refer(written, Referent::Page(page), links);
                }
            }
            _ => {}
        }
    }

    /// A page by path, `id`, title or former name.
    fn page(
        &self,
        written: Written<'_>,
        types: &[Word],
        links: &mut Links,
        diags: &mut Diagnostics,
    ) {
        let Written { text, leaf } = written;
        if leaf.text == NO_PAGE {
            return;
        }
        match self.names.find(text.source.folder(), leaf.text, types) {
            Found::One(page) => {
                if leaf.field.key == "related" {
                    links.related.push(page);
                }
                self.refer(written, Referent::Page(page), links);
            }
            Found::Several(pages) => diags.push(self.ambiguous(leaf, &pages)),
            Found::OfAnotherType(page) => {
                links.unknown.push(Unknown::of(leaf, types, Some(page)));
            }
            Found::Nothing => {
                let path = has_extension(leaf.text, "md")
                    .then(|| content_path(text.source.folder(), leaf.text))
                    .flatten();
                let why = match &path {
                    Some(path) => self.unpublished.of_path(path),
                    None => self.unpublished.named(leaf.text),
                };
                // Pages that could not be read might be the ones that are named.
                let left_out = path.and_then(|path| self.left_out.get(&path));
                let excused = left_out == Some(&LeftOut::Faulty) || self.unread.may_be(leaf.text);
                match why {
                    Some(why) => diags.push(leads_to(leaf.text, why, leaf.span)),
                    None if excused => {}
                    None => links.unknown.push(Unknown::of(leaf, types, None)),
                }
            }
        }
    }

    /// A document by number, or as any page is named. One whose title is in 《》 may be a law or a plan that
    /// has no number and no page.
    fn document(&self, written: Written<'_>, links: &mut Links, diags: &mut Diagnostics) {
        let leaf = written.leaf;
        if let Some(title) = titled(leaf.text) {
            let folder = written.text.source.folder();
            let names = [leaf.text, title].into_iter();
            let mut found = names.map(|name| self.names.find(folder, name, &[]));
            if let Some(page) = found.find_map(|found| match found {
                Found::One(page) => Some(page),
                _ => None,
            }) {
                self.refer(written, Referent::Page(page), links);
            }
            return;
        }
        if parse_doc_no(leaf.text).is_none() {
            return self.page(written, &[], links, diags);
        }
        match self.names.numbered(leaf.text) {
            Found::One(page) => self.refer(written, Referent::Page(page), links),
            Found::Several(pages) => diags.push(self.ambiguous(leaf, &pages)),
            _ => {
                if let Some(cited) = self.cited.get(leaf.text) {
                    self.refer(written, Referent::Cited(*cited), links);
                }
            }
        }
    }

    fn refer(&self, written: Written<'_>, to: Referent, links: &mut Links) {
        let Written { text, leaf } = written;
        links.field_hrefs.insert(leaf.span, self.graph.href(to));
        if *leaf.kind == Kind::Document
            && let Some(note) = self.graph.note(to)
        {
            links.field_notes.insert(leaf.span, note.to_owned());
        }
        if let Referent::Page(page) = to
            && self.names.is_shown_by_title(leaf.text, page)
        {
            let title = self.pages[page.index()].title.clone();
            links.reworded.insert(leaf.span, title);
        }
        links.references.push(Reference {
            field: Arc::clone(leaf.field),
            rank: self.rank(&text.front.kind, leaf.top),
            span: leaf.span,
            to,
        });
    }

    fn rank(&self, kind: &Type, field: &Field) -> Rank {
        let position = |fields: &[Arc<Field>]| fields.iter().position(|one| one.key == field.key);
        let schema = &self.config.schema;
        let type_position = schema.position(&kind.key).unwrap_or_default();
        match position(&kind.fields) {
            Some(field) => Rank::OfType {
                kind: type_position,
                field,
            },
            None => Rank::Common {
                field: position(&schema.common).unwrap_or_default(),
                kind: type_position,
            },
        }
    }

    fn ambiguous(&self, leaf: Leaf<'_>, pages: &[PageId]) -> Diagnostic {
        let (key, name) = (&leaf.field.key, leaf.text);
        let count = pages.len();
        let paths = pages
            .iter()
            .take(SHOWN)
            .map(|page| format!("/{}", self.pages[page.index()].text.source.path));
        let (paths, paths_zh) = listed(paths);
        Diagnostic::error(
            Code::AmbiguousReference,
            leaf.span,
            msg!(en: "`{key}` names `{name}`, and {count} pages are called that", zh: "`{key}` 写的 `{name}` 有 {count} 个页面都叫这个名字"),
        )
        .help(msg!(
            en: "write the path of the one you mean: {paths}; or its `id`",
            zh: "写明是哪一页的路径：{paths_zh}；或者写它的 `id`",
        ))
    }

    fn of_another_type(&self, one: &Unknown, page: PageId) -> Diagnostic {
        let (key, name) = (&one.field.key, &one.name);
        let is = &self.pages[page.index()].text.front.kind.label;
        let wanted = one.types.iter();
        let wanted = wanted.filter_map(|kind| self.config.schema.find(kind));
        let wanted = wanted.map(|kind| &kind.label).collect::<Vec<_>>();
        let join = |words: Vec<&str>, or: &str| words.join(or);
        let message = Message {
            en: format!(
                "`{key}` names `{name}`, a page of the type {}, not {}",
                is.en,
                join(wanted.iter().map(|label| &*label.en).collect(), " or ")
            ),
            zh: format!(
                "`{key}` 写的 `{name}` 是{}页面，不是{}",
                is.zh,
                join(wanted.iter().map(|label| &*label.zh).collect(), "或")
            ),
        };
        Diagnostic::error(Code::BrokenReference, one.span, message).help(
            msg!(en: "write the title of such a page, or its path", zh: "写那一类页面的标题，或者它的路径"),
        )
    }

    /// Reports names that no page has, with those that may have been meant. A name is wrong only where
    /// the site has pages of the type at all: a site without pages for organisations may still name
    /// them.
    pub(in crate::resolve) fn report_unknown<'u>(
        &self,
        unknown: impl Iterator<Item = &'u Unknown>,
        diags: &mut Diagnostics,
    ) {
        let unknown: Vec<&Unknown> = unknown.collect();
        let mut known: BTreeMap<(&[Word], bool), Vec<&str>> = BTreeMap::new();
        for one in &unknown {
            known
                .entry(one.sort())
                .or_insert_with(|| self.names.known(&one.types, one.is_document));
        }
        let mut asked: BTreeMap<(&[Word], bool, &str), Vec<&str>> = BTreeMap::new();
        for one in &unknown {
            if asked.len() == SUGGESTED {
                break;
            }
            asked.insert((&one.types, one.is_document, &one.name), Vec::new());
        }
        asked
            .par_iter_mut()
            .for_each(|((types, is_document, name), near)| {
                let known = known.get(&(*types, *is_document)).into_iter().flatten();
                *near = nearest_few(name, known.copied(), SHOWN);
            });
        for one in unknown {
            if known.get(&one.sort()).is_none_or(Vec::is_empty) {
                continue;
            }
            if let Some(page) = one.other {
                diags.push(self.of_another_type(one, page));
                continue;
            }
            let near = asked.get(&(&one.types, one.is_document, &one.name));
            diags.push(one.fault(near.map(Vec::as_slice).unwrap_or_default()));
        }
    }
}

impl Unknown {
    fn of(leaf: Leaf<'_>, types: &[Word], other: Option<PageId>) -> Self {
        Self {
            field: Arc::clone(leaf.field),
            types: types.to_vec(),
            is_document: *leaf.kind == Kind::Document,
            name: leaf.text.to_owned(),
            span: leaf.span,
            other,
        }
    }

    fn sort(&self) -> (&[Word], bool) {
        (&self.types, self.is_document)
    }

    fn fault(&self, near: &[&str]) -> Diagnostic {
        let (key, name) = (&self.field.key, &self.name);
        let fault = Diagnostic::error(
            Code::BrokenReference,
            self.span,
            msg!(en: "`{key}` names `{name}`, and there is no such page", zh: "`{key}` 写的 `{name}` 没有对应的页面"),
        );
        fault.help(match near {
            [] if self.is_document => msg!(
                en: "write the number of the document, like `泸县府办发〔2016〕215号`, the title or path of its page, or the title of a law in 《》",
                zh: "写文件的发文字号，例如 `泸县府办发〔2016〕215号`，或者那一页的标题、路径；法律写书名号：`《中华人民共和国教育法》`",
            ),
            [] => {
                msg!(en: "write the title of a page, or its path", zh: "写那一页的标题，或者它的路径")
            }
            [near] => msg!(en: "did you mean `{near}`?", zh: "是不是想写 `{near}`？"),
            several => {
                let (names, names_zh) = listed(several.iter().map(|name| (*name).to_owned()));
                msg!(en: "did you mean one of {names}?", zh: "是不是想写这几个里的一个：{names_zh}？")
            }
        })
    }
}

/// What stands in 《》.
fn titled(text: &str) -> Option<&str> {
    text.strip_prefix('《')?.strip_suffix('》')
}

/// Names as they are listed in English and in Chinese.
fn listed(names: impl Iterator<Item = String>) -> (String, String) {
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    (names.join(", "), names.join("、"))
}
