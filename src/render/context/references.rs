//! Who refers to a page, what it lies below, and the cards of documents that are only cited.

use std::collections::{HashMap, HashSet};

use tera::Value;

use super::{Contexts, Inputs, link};
use crate::metadata::{About, Crumb, Subject};
use crate::render::values::table;
use crate::resolve::{Cited, PageId, Referrers};

/// Pages of a group that are listed; the rest are counted.
const LISTED: usize = 50;

/// Levels of a tree. What lies deeper stands on the last.
const LEVELS: usize = 12;

impl Contexts<'_> {
    /// The pages that name a page, by what they are to it.
    pub(super) fn referred(&self, referred: &[Referrers]) -> Value {
        let groups = referred.iter().map(|group| {
            let listed = group.pages.get(..LISTED).unwrap_or(&group.pages);
            table([
                ("key", Value::from(&*group.key)),
                ("label", Value::from(group.label.text(self.lang))),
                ("count", Value::from(group.pages.len())),
                ("pages", self.cards(listed)),
            ])
        });
        Value::from(groups.collect::<Vec<_>>())
    }

    /// The way from the top of a page's tree down to the page above it.
    pub(super) fn above(&self, page: PageId) -> Value {
        let up = |page: &PageId| self.site.page(*page).above;
        let way = std::iter::successors(self.site.page(page).above, up);
        let mut way: Vec<Value> = way
            .take(LEVELS)
            .map(|page| self.site.page(page))
            .map(|page| link(&page.title, &self.href(&page.url)))
            .collect();
        way.reverse();
        Value::from(way)
    }

    /// The pages of a list as a tree: of `page` and `children`. None where no page is below another.
    pub(super) fn tree(&self, pages: &[PageId]) -> Value {
        let above = |page: PageId| self.site.page(page).above;
        if pages.iter().all(|page| above(*page).is_none()) {
            return Value::none();
        }
        let mut below: HashMap<Option<PageId>, Vec<PageId>> = HashMap::new();
        let here: HashSet<PageId> = pages.iter().copied().collect();
        for page in pages {
            let above = above(*page).filter(|above| here.contains(above));
            below.entry(above).or_default().push(*page);
        }
        self.branch(None, LEVELS, &below)
    }

    fn branch(
        &self,
        top: Option<PageId>,
        levels: usize,
        below: &HashMap<Option<PageId>, Vec<PageId>>,
    ) -> Value {
        let own = below.get(&top).map(Vec::as_slice).unwrap_or_default();
        let mut own: Vec<PageId> = own.to_vec();
        if levels == 1 {
            let mut at = 0;
            while let Some(page) = own.get(at) {
                own.extend(below.get(&Some(*page)).into_iter().flatten());
                at += 1;
            }
        }
        let nodes = own.into_iter().map(|page| {
            let children = match levels {
                1 => Value::from(Vec::<Value>::new()),
                _ => self.branch(Some(page), levels - 1, below),
            };
            table([("page", self.card_of(page)), ("children", children)])
        });
        Value::from(nodes.collect::<Vec<_>>())
    }

    /// The card of a document that the site does not have.
    pub(super) fn cited(&self, cited: &Cited, context: &mut Inputs) {
        let number = &cited.number;
        let title = number.to_string();
        let document = table([
            ("number", Value::from(title.as_str())),
            ("organ", Value::from(number.organ.as_str())),
            ("year", Value::from(number.year)),
            ("serial", Value::from(number.number)),
            ("referred", self.referred(&cited.referred)),
        ]);
        context.insert_value("document", document);
        let mut crumbs = vec![self.home_crumb()];
        let mut sections = self.site.sections.iter();
        let policies = sections.find(|section| section.path == "policy" && section.listed);
        crumbs.extend(policies.map(|section| Crumb {
            title: section.title.clone(),
            url: section.url.clone(),
        }));
        let about = About {
            // The document is elsewhere: nothing of it is here for machines.
            subject: Subject::Tool,
            url: &cited.url,
            title: &title,
            description: &cited.summary(self.lang),
            way: &crumbs,
        };
        self.current("cited", &about, context);
    }
}
