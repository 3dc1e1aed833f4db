//! What lies below what: organisations, each below its `parent`.

use std::collections::HashMap;

use super::cycles::{self, cycles, in_words};
use super::{Graph, Reference, Referent};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::model::NO_PAGE;
use crate::msg;
use crate::resolve::PageId;
use crate::source::Span;

/// The field that names what a page is below.
pub(super) const PARENT: &str = "parent";

/// The page that each page is below: the one of its own type that its `parent` names. Pages that are
/// below themselves are reported, and are below none.
pub(super) fn above(
    references: &[(PageId, Reference)],
    graph: Graph<'_>,
    diags: &mut Diagnostics,
) -> Vec<Option<PageId>> {
    let mut above: Vec<Option<PageId>> = vec![None; graph.pages.len()];
    let mut spans: HashMap<usize, Span> = HashMap::new();
    let kind = |page: PageId| &graph.pages[page.index()].text.front.kind.key;
    for (by, reference) in references {
        if let Referent::Page(to) = reference.to
            && reference.field.key == PARENT
            && kind(*by) == kind(to)
        {
            above[by.index()] = Some(to);
            spans.insert(by.index(), reference.span);
        }
    }
    let next: Vec<Vec<usize>> = above
        .iter()
        .map(|above| above.iter().map(|page| page.index()).collect())
        .collect();
    for cycle in cycles(&next) {
        let names = in_words(&cycle, |page| graph.name(page));
        let places = cycle.iter().filter_map(|page| spans.get(page).copied());
        let fault = |first| {
            Diagnostic::error(
                Code::ReferenceCycle,
                first,
                msg!(en: "`{PARENT}` leads back to the page itself: {names}", zh: "`{PARENT}` 转了一圈又回到这一页：{names}"),
            )
            .help(msg!(
                en: "correct one of them; the one at the top says `{NO_PAGE}`",
                zh: "改正其中一个；最上面的写“{NO_PAGE}”",
            ))
        };
        cycles::report(places, fault, diags);
        for page in cycle {
            above[page] = None;
        }
    }
    above
}
