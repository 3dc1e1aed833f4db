//! Which documents take the place of which. Either of two may say so; both show it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::cycles::{self, cycles, in_words};
use super::{Graph, Reference, Referent};
use crate::config::Config;
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::fields::{Checked, FieldValue};
use crate::msg;
use crate::resolve::{Page, PageId};
use crate::source::Span;

/// The field of a newer document that names the older ones.
const SUPERSEDES: &str = "supersedes";

/// The field of an older document that names the newer ones.
const SUPERSEDED_BY: &str = "superseded_by";

/// The value of `validity` of what is in force.
const IN_FORCE: &str = "有效";

/// Whether a field says which documents take the place of which.
pub(super) fn is_about(key: &str) -> bool {
    [SUPERSEDES, SUPERSEDED_BY].contains(&key)
}

/// That one document takes the place of another, and who says so.
#[derive(Debug, Default)]
struct Said {
    by_newer: Option<Span>,
    by_older: Option<Span>,
}

/// What another page says of a page, to be added to its fields.
pub(super) struct Addition {
    page: PageId,
    key: &'static str,
    span: Span,
    text: String,
    href: String,
    note: Option<String>,
}

/// What pages say of each other that these do not say themselves. Documents that take their own place,
/// and documents in force though another takes their place, are reported.
pub(super) fn agree(
    references: &[(PageId, Reference)],
    graph: Graph<'_>,
    diags: &mut Diagnostics,
) -> Vec<Addition> {
    let mut pairs: BTreeMap<(Referent, Referent), Said> = BTreeMap::new();
    for (by, reference) in references {
        let by = Referent::Page(*by);
        let span = Some(reference.span);
        if reference.field.key == SUPERSEDES {
            pairs.entry((by, reference.to)).or_default().by_newer = span;
        } else if reference.field.key == SUPERSEDED_BY {
            pairs.entry((reference.to, by)).or_default().by_older = span;
        }
    }
    if pairs.is_empty() {
        return Vec::new();
    }
    report_cycles(&pairs, graph, diags);
    let mut additions = Vec::new();
    for ((newer, older), said) in &pairs {
        let Some(span) = said.by_newer.or(said.by_older) else {
            continue;
        };
        if let Referent::Page(page) = *older
            && newer != older
        {
            check_validity(&graph.pages[page.index()], &graph.text(*newer), span, diags);
        }
        let sides = [
            (*older, *newer, SUPERSEDED_BY, said.by_older),
            (*newer, *older, SUPERSEDES, said.by_newer),
        ];
        for (page, other, key, own) in sides {
            if let (Referent::Page(page), None) = (page, own) {
                additions.push(Addition {
                    page,
                    key,
                    span,
                    text: graph.text(other),
                    href: graph.href(other),
                    note: graph.note(other).map(str::to_owned),
                });
            }
        }
    }
    additions
}

fn report_cycles(
    pairs: &BTreeMap<(Referent, Referent), Said>,
    graph: Graph<'_>,
    diags: &mut Diagnostics,
) {
    let mut next: Vec<Vec<usize>> = vec![Vec::new(); graph.pages.len() + graph.cited.len()];
    let mut spans: BTreeMap<(usize, usize), Span> = BTreeMap::new();
    for ((newer, older), said) in pairs {
        let (newer, older) = (graph.index(*newer), graph.index(*older));
        next[newer].push(older);
        spans.extend(
            said.by_newer
                .or(said.by_older)
                .map(|span| ((newer, older), span)),
        );
    }
    for cycle in cycles(&next) {
        let names = in_words(&cycle, |node| graph.name(node));
        let followers = cycle.iter().cycle().skip(1);
        let steps = cycle.iter().zip(followers);
        let places = steps.filter_map(|(a, b)| spans.get(&(*a, *b)).copied());
        let fault = |first| {
            Diagnostic::error(
                Code::ReferenceCycle,
                first,
                msg!(en: "a document cannot take its own place: {names}", zh: "文件不能取代自己：{names}"),
            )
            .help(msg!(
                en: "correct `{SUPERSEDES}` or `{SUPERSEDED_BY}` in one of them",
                zh: "改正其中一个的 `{SUPERSEDES}` 或 `{SUPERSEDED_BY}`",
            ))
        };
        cycles::report(places, fault, diags);
    }
}

/// A document that another takes the place of is hardly in force.
fn check_validity(page: &Page, newer: &str, said: Span, diags: &mut Diagnostics) {
    let record = &page.text.front.record;
    let Some(validity) = record.get("validity") else {
        return;
    };
    if record.text("validity") != Some(IN_FORCE) {
        return;
    }
    diags.push(
        Diagnostic::warning(
            Code::Superseded,
            validity.span,
            msg!(en: "`validity` says `{IN_FORCE}`, but `{newer}` takes the place of the document", zh: "`validity` 写着 `{IN_FORCE}`，但 `{newer}` 已经取代了这份文件"),
        )
        .note_at(said, msg!(en: "said here", zh: "写在这里"))
        .help(msg!(
            en: "write `失效` or `废止`, or `已修改` where only a part was replaced",
            zh: "改成 `失效` 或 `废止`；只取代了一部分就写 `已修改`",
        )),
    );
}

impl Addition {
    /// Adds the value to the field as if the page said it, its place being where the other page does.
    pub(super) fn apply(self, config: &Config, pages: &mut [Page]) {
        let text = &mut pages[self.page.index()].text;
        let Some(field) = text.front.kind.field(self.key).cloned() else {
            return;
        };
        let value = Checked {
            value: FieldValue::Text(self.text),
            span: self.span,
        };
        let kind = Arc::clone(&text.front.kind);
        let fields = &mut text.page_mut().front.record.fields;
        let given = fields.iter_mut().find(|(one, _)| one.key == self.key);
        if let Some((_, checked)) = given {
            if let FieldValue::List(items) = &mut checked.value {
                items.push(value);
            }
        } else {
            let list = Checked {
                value: FieldValue::List(vec![value]),
                span: self.span,
            };
            fields.push((field, list));
            let order = config.schema.fields_of(&kind);
            let order: Vec<_> = order.map(|field| &field.key).collect();
            fields.sort_by_key(|(field, _)| order.iter().position(|key| **key == field.key));
        }
        text.field_hrefs.insert(self.span, self.href);
        if let Some(note) = self.note {
            text.field_notes.insert(self.span, note);
        }
    }
}
