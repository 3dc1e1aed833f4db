//! Who refers to a page: the pages that name it in their fields, by what they are to it.

use std::collections::HashSet;

use super::{Graph, Rank, Reference, Referent, succession};
use crate::model::{Label, Word};
use crate::resolve::PageId;

/// Pages that name another, or a cited document, in fields of one meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Referrers {
    /// The key of the (first) field.
    pub key: Word,
    /// What they are to the page that they name.
    pub label: Label,
    /// The pages: by type, then events, documents and news the latest first, others by address.
    pub pages: Vec<PageId>,
}

/// The referrers of each page, and of each cited document. Groups stand in the order of the model.
pub(super) fn index(
    references: &[(PageId, Reference)],
    graph: Graph<'_>,
) -> (Vec<Vec<Referrers>>, Vec<Vec<Referrers>>) {
    let places = places(graph);
    let mut sorted: Vec<(usize, Rank, usize, &(PageId, Reference))> = references
        .iter()
        .filter(|(by, reference)| is_shown(*by, reference, graph))
        .map(|one @ (by, reference)| {
            let to = graph.index(reference.to);
            (to, reference.rank, places[by.index()], one)
        })
        .collect();
    sorted.sort_by_key(|(to, rank, place, _)| (*to, *rank, *place));
    let mut of_all: Vec<Vec<Referrers>> = Vec::new();
    of_all.resize_with(graph.pages.len() + graph.cited.len(), Vec::new);
    for of_one in sorted.chunk_by(|a, b| a.0 == b.0) {
        let groups = &mut of_all[of_one[0].0];
        let mut seen: HashSet<(usize, PageId)> = HashSet::new();
        for (.., (by, reference)) in of_one {
            let label = label(*by, reference, graph);
            let known = groups.iter().position(|group| group.label == *label);
            let group = known.unwrap_or_else(|| {
                groups.push(Referrers {
                    key: reference.field.key.clone(),
                    label: label.clone(),
                    pages: Vec::new(),
                });
                groups.len() - 1
            });
            if seen.insert((group, *by)) {
                groups[group].pages.push(*by);
            }
        }
    }
    let of_cited = of_all.split_off(graph.pages.len());
    (of_all, of_cited)
}

/// What a page does not show otherwise.
fn is_shown(by: PageId, reference: &Reference, graph: Graph<'_>) -> bool {
    let Referent::Page(to) = reference.to else {
        return true;
    };
    let key = &reference.field.key;
    let is_related = || key == "related" && graph.pages[to.index()].related.contains(&by);
    to != by && !succession::is_about(key) && !is_related()
}

fn label<'a>(by: PageId, reference: &'a Reference, graph: Graph<'a>) -> &'a Label {
    let kind = || &graph.pages[by.index()].text.front.kind.label;
    reference.field.inverse.as_ref().unwrap_or_else(kind)
}

/// The place of each page in the order that they are shown in: by weight; what has a day of its own by
/// that, the latest first; all else by address, which numbers parts.
fn places(graph: Graph<'_>) -> Vec<usize> {
    let front = |page: usize| &graph.pages[page].text.front;
    let day = |page| {
        let record = &front(page).record;
        record.moment("start").or(record.moment("published_on"))
    };
    let mut order: Vec<usize> = (0..graph.pages.len()).collect();
    order.sort_by(|&a, &b| {
        let weights = front(a).weight.total_cmp(&front(b).weight);
        weights
            .then_with(|| day(b).cmp(&day(a)))
            .then_with(|| graph.pages[a].url.cmp(&graph.pages[b].url))
    });
    let mut places = vec![0; order.len()];
    for (place, page) in order.into_iter().enumerate() {
        places[page] = place;
    }
    places
}
