//! Fields that name pages or files: each checked, each made an address.

use super::{LinkTable, Links, leads_to, unsafe_address};
use crate::diag::{Code, Diagnostic, Diagnostics, nearest};
use crate::fields::{Checked, FieldValue, Record};
use crate::model::{Field, Kind, NO_PAGE, Word};
use crate::msg;
use crate::parse::LeftOut;
use crate::resolve::paths::{content_path, is_elsewhere, is_web_address};
use crate::resolve::{PageId, Text};
use crate::source::Span;
use crate::url::has_extension;

impl LinkTable<'_> {
    pub(super) fn fields(
        &self,
        text: &Text,
        record: &Record,
        links: &mut Links,
        diags: &mut Diagnostics,
    ) {
        for (field, checked) in &record.fields {
            self.field(text, field, &field.kind, checked, links, diags);
        }
    }

    fn field(
        &self,
        text: &Text,
        field: &Field,
        kind: &Kind,
        checked: &Checked,
        links: &mut Links,
        diags: &mut Diagnostics,
    ) {
        match (kind, &checked.value) {
            (Kind::List(inner), FieldValue::List(items)) => {
                for item in items {
                    self.field(text, field, inner, item, links, diags);
                }
            }
            (Kind::Table(_), FieldValue::Table(record)) => self.fields(text, record, links, diags),
            (Kind::File, FieldValue::Text(path)) if is_elsewhere(path) && !is_web_address(path) => {
                diags.push(unsafe_address(path, checked.span));
            }
            (Kind::File, FieldValue::Text(path)) => {
                if let Some(href) = self.link(text, path, checked.span, diags) {
                    links.field_hrefs.insert(checked.span, href);
                }
            }
            (Kind::Url, FieldValue::Text(url)) => {
                links.field_hrefs.insert(checked.span, url.clone());
            }
            (Kind::Page(types), FieldValue::Text(name)) => {
                if let Some(found) = self.reference(text, field, types, name, checked.span, diags) {
                    let url = &self.pages[found.0 as usize].url;
                    links
                        .field_hrefs
                        .insert(checked.span, self.config.base_url.href(url));
                    if field.key == "related" {
                        links.related.push(found);
                    }
                }
            }
            _ => {}
        }
    }

    /// The page that a field names by title or by path. A name is checked only where the site has
    /// pages of the type at all: a site without pages for organisations may still name them.
    fn reference(
        &self,
        text: &Text,
        field: &Field,
        types: &[Word],
        name: &str,
        span: Span,
        diags: &mut Diagnostics,
    ) -> Option<PageId> {
        let fits = |found: &PageId| {
            let key = &self.pages[found.0 as usize].text.front.kind.key;
            types.is_empty() || types.contains(key)
        };
        let by_path = has_extension(name, "md");
        let path = by_path.then(|| content_path(text.source.folder(), name));
        let path = path.flatten();
        let found = if by_path {
            let path = path.as_deref();
            path.and_then(|path| self.by_path.get(path).copied())
        } else {
            let named = self
                .by_title
                .get(name)
                .map(Vec::as_slice)
                .unwrap_or_default();
            named.iter().copied().find(fits)
        };
        if found.is_some() || name == NO_PAGE {
            return found;
        }
        let why = match &path {
            Some(path) => self.unpublished.of_path(path),
            None => self.unpublished.named(name),
        };
        if let Some(why) = why {
            diags.push(leads_to(name, why, span));
            return None;
        }
        let known: Vec<&str> = self
            .titles
            .iter()
            .filter(|(key, _)| types.is_empty() || types.iter().any(|one| one == **key))
            .flat_map(|(_, titles)| titles.iter().copied())
            .collect();
        // Pages that could not be read might be the ones that are named.
        let left_out = path.and_then(|path| self.left_out.get(&path).copied());
        let excused = left_out == Some(LeftOut::Faulty) || self.unread.may_be(name);
        if known.is_empty() || excused {
            return None;
        }
        let key = &field.key;
        let help = match nearest(name, known.iter().copied()) {
            Some(near) => msg!(en: "did you mean `{near}`?", zh: "是不是想写 `{near}`？"),
            None => {
                msg!(en: "write the title of a page, or its path", zh: "写那一页的标题，或者它的路径")
            }
        };
        diags.push(
            Diagnostic::error(
                Code::BrokenReference,
                span,
                msg!(en: "`{key}` names `{name}`, and there is no such page", zh: "`{key}` 写的 `{name}` 没有对应的页面"),
            )
            .help(help),
        );
        None
    }
}
