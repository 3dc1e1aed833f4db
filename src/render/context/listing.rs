//! Lists of pages: folders, the home page, taxonomies and terms.

use std::collections::BTreeMap;

use tera::Value;

use super::{Contexts, Inputs, cover};
use crate::metadata::{About, Crumb, Subject};
use crate::model::Type;
use crate::render::values::table;
use crate::resolve::{PageId, Section, SectionId, Taxonomy, Term, Text};
use crate::url::UrlPath;

/// Cards of each folder on the home page.
const HOME_SECTION: usize = 6;
/// Newest cards, and coming events, on the home page.
const HOME_LATEST: usize = 12;

/// What a list page lists.
struct List<'a> {
    kind: &'static str,
    title: &'a str,
    text: Option<&'a Text>,
    pages: &'a [PageId],
}

/// The pages of a term, sorted in other ways than by date: the same on every page of its list.
#[derive(Debug, Clone)]
pub(super) struct Groups {
    /// Of `type`, `label`, `pages`.
    by_type: Value,
    /// Of `name`, `pages`.
    by_village: Value,
}

impl Contexts<'_> {
    pub(super) fn section(&self, id: SectionId, number: usize, context: &mut Inputs) {
        let section = self.site.section(id);
        let home = section.parent.is_none();
        let summary = section.text.as_ref().map_or("", Text::summary);
        let children: Vec<Value> = section
            .children
            .iter()
            .map(|child| self.site.section(*child))
            .filter(|child| child.listed)
            .map(|child| self.child(child, &[]))
            .collect();
        let kind = if home { "home" } else { "section" };
        let list = self.list(
            &List {
                kind,
                title: &section.title,
                text: section.text.as_ref(),
                pages: &section.pages,
            },
            &section.url,
            number,
            [
                ("children", Value::from(children)),
                ("taxonomy", Value::none()),
                ("groups", Value::none()),
                ("villages", Value::none()),
            ],
        );
        context.insert_value("list", list);
        if home {
            context.insert_value("home", self.home(section));
        }
        let description = if home && summary.is_empty() {
            self.site.config.description.as_str()
        } else {
            summary
        };
        let way = section.parent.map(|parent| self.crumbs(parent));
        let about = About {
            subject: Subject::Section(section),
            url: &section.url.list_page(number),
            title: &section.title,
            description,
            way: &way.unwrap_or_default(),
        };
        self.current(kind, &about, context);
    }

    fn child(&self, section: &Section, more: &[(&'static str, Value)]) -> Value {
        let summary = section.text.as_ref().map_or("", Text::summary);
        let own = [
            ("title", Value::from(section.title.as_str())),
            ("url", Value::from(self.href(&section.url))),
            ("summary", Value::from(summary)),
            ("count", Value::from(section.pages.len())),
        ];
        table(own.into_iter().chain(more.iter().cloned()))
    }

    fn home(&self, home: &Section) -> Value {
        let sections: Vec<Value> = home
            .children
            .iter()
            .map(|child| self.site.section(*child))
            .filter(|child| child.listed && !child.pages.is_empty())
            .map(|child| {
                let newest: Vec<PageId> = child.pages.iter().copied().take(HOME_SECTION).collect();
                self.child(child, &[("pages", self.cards(&newest))])
            })
            .collect();
        let mut latest: Vec<PageId> = self
            .site
            .page_ids()
            .filter(|id| self.site.page(*id).text.front.date.is_some())
            .collect();
        latest.sort_by_key(|id| std::cmp::Reverse(self.site.page(*id).text.front.date));
        latest.truncate(HOME_LATEST);
        let start = |id: &PageId| {
            let page = self.site.page(*id);
            let is_event = page.text.front.kind.key == "event";
            page.text.front.record.moment("start").filter(|_| is_event)
        };
        let mut upcoming: Vec<PageId> = self
            .site
            .page_ids()
            .filter(|id| start(id).is_some_and(|start| start.date >= self.today))
            .collect();
        upcoming.sort_by_key(start);
        upcoming.truncate(HOME_LATEST);
        table([
            ("sections", Value::from(sections)),
            ("latest", self.cards(&latest)),
            ("upcoming", self.cards(&upcoming)),
            ("this_week", self.this_week()),
            ("taxonomies", self.taxonomies()),
        ])
    }

    pub(super) fn taxonomy_head(
        &self,
        taxonomy: &Taxonomy,
        more: &[(&'static str, Value)],
    ) -> Value {
        let own = [
            ("key", Value::from(taxonomy.key.as_str())),
            ("label", Value::from(taxonomy.label.as_str())),
            ("url", Value::from(self.href(&taxonomy.url))),
        ];
        table(own.into_iter().chain(more.iter().cloned()))
    }

    /// The taxonomies with their terms.
    pub(super) fn taxonomies(&self) -> Value {
        let taxonomies = self.site.taxonomies.iter();
        let taxonomies =
            taxonomies.map(|one| self.taxonomy_head(one, &[("terms", self.terms(one))]));
        Value::from(taxonomies.collect::<Vec<_>>())
    }

    fn terms(&self, taxonomy: &Taxonomy) -> Value {
        let terms = taxonomy.terms.iter().map(|term| {
            table([
                ("name", Value::from(term.name.as_str())),
                ("url", Value::from(self.href(&term.url))),
                ("count", Value::from(term.pages.len())),
                (
                    "summary",
                    Value::from(term.text.as_ref().map_or("", Text::summary)),
                ),
            ])
        });
        Value::from(terms.collect::<Vec<_>>())
    }

    pub(super) fn taxonomy(&self, taxonomy: &Taxonomy, context: &mut Inputs) {
        let text = taxonomy.text.as_ref();
        let title = text.and_then(Text::title).unwrap_or(&taxonomy.label);
        let summary = text.map_or("", Text::summary);
        let value = self.taxonomy_head(
            taxonomy,
            &[
                ("title", Value::from(title)),
                (
                    "summary",
                    Value::from(text.map_or("", Text::written_summary)),
                ),
                ("content", self.content(text)),
                ("terms", self.terms(taxonomy)),
            ],
        );
        context.insert_value("taxonomy", value);
        let about = About {
            subject: Subject::Taxonomy(taxonomy),
            url: &taxonomy.url,
            title,
            description: summary,
            way: &[self.home_crumb()],
        };
        self.current("taxonomy", &about, context);
    }

    pub(super) fn term(
        &self,
        taxonomy: &Taxonomy,
        term: &Term,
        groups: &Groups,
        number: usize,
        context: &mut Inputs,
    ) {
        let text = term.text.as_ref();
        let list = self.list(
            &List {
                kind: "term",
                title: &term.name,
                text,
                pages: &term.pages,
            },
            &term.url,
            number,
            [
                ("children", Value::from(Vec::<Value>::new())),
                ("taxonomy", self.taxonomy_head(taxonomy, &[])),
                ("groups", groups.by_type.clone()),
                ("villages", groups.by_village.clone()),
            ],
        );
        context.insert_value("list", list);
        let up = Crumb {
            title: taxonomy.label.clone(),
            url: taxonomy.url.clone(),
        };
        let about = About {
            subject: Subject::Term(taxonomy, term),
            url: &term.url.list_page(number),
            title: &term.name,
            description: text.map_or("", Text::summary),
            way: &[self.home_crumb(), up],
        };
        self.current("term", &about, context);
    }

    /// The pages of a term, sorted in other ways than by date.
    pub(super) fn groups(&self, term: &Term) -> Groups {
        let mut groups: Vec<(&Type, Vec<PageId>)> = Vec::new();
        for id in &term.pages {
            let kind = &self.site.page(*id).text.front.kind;
            match groups.iter_mut().find(|(one, _)| one.key == kind.key) {
                Some((_, pages)) => pages.push(*id),
                None => groups.push((kind, vec![*id])),
            }
        }
        let schema = &self.site.config.schema;
        groups.sort_by_key(|(kind, _)| schema.position(&kind.key));
        let groups = groups
            .iter()
            .map(|(kind, pages)| {
                table([
                    ("type", Value::from(&*kind.key)),
                    ("label", Value::from(kind.label.text(self.lang))),
                    ("pages", self.cards(pages)),
                ])
            })
            .collect::<Vec<_>>();
        Groups {
            by_type: Value::from(groups),
            by_village: self.villages(&term.pages),
        }
    }

    /// The pages of each village among these, by its name.
    fn villages(&self, pages: &[PageId]) -> Value {
        let mut villages: BTreeMap<&str, Vec<PageId>> = BTreeMap::new();
        for id in pages {
            if let Some(village) = self.site.page(*id).text.front.record.text("village") {
                villages.entry(village).or_default().push(*id);
            }
        }
        let villages = villages.into_iter().map(|(name, pages)| {
            table([("name", Value::from(name)), ("pages", self.cards(&pages))])
        });
        Value::from(villages.collect::<Vec<_>>())
    }

    fn list(
        &self,
        list: &List<'_>,
        url: &UrlPath,
        number: usize,
        more: [(&'static str, Value); 4],
    ) -> Value {
        let size = self.site.config.paginate;
        let shown: Vec<PageId> = list
            .pages
            .iter()
            .copied()
            .skip((number - 1) * size)
            .take(size)
            .collect();
        let total = self.site.config.list_pages(list.pages.len());
        let own = [
            ("title", Value::from(list.title)),
            // The first sentences need no repeating above the text itself.
            (
                "summary",
                Value::from(list.text.map_or("", Text::written_summary)),
            ),
            // The text introduces the list: it stands on its first page alone.
            ("content", self.content(list.text.filter(|_| number == 1))),
            ("kind", Value::from(list.kind)),
            ("cover", list.text.map_or_else(Value::none, cover)),
            ("count", Value::from(list.pages.len())),
            (
                "tree",
                if number == 1 {
                    self.tree(list.pages)
                } else {
                    Value::none()
                },
            ),
            ("pages", self.cards(&shown)),
            ("pager", self.pager(url, number, total)),
        ];
        table(own.into_iter().chain(more))
    }

    /// Neighbours of the current page, and the first and the last one; none of a single page.
    pub(super) fn pager(&self, url: &UrlPath, current: usize, total: usize) -> Value {
        if total == 1 {
            return Value::none();
        }
        let href = |number: usize| self.href(&url.list_page(number));
        let near = current.saturating_sub(2)..=current + 2;
        let pages: Vec<Value> = (1..=total)
            .filter(|number| *number == 1 || *number == total || near.contains(number))
            .map(|number| {
                table([
                    ("number", Value::from(number)),
                    ("url", Value::from(href(number))),
                ])
            })
            .collect();
        table([
            ("current", Value::from(current)),
            ("total", Value::from(total)),
            (
                "previous_url",
                Value::from((current > 1).then(|| href(current - 1))),
            ),
            (
                "next_url",
                Value::from((current < total).then(|| href(current + 1))),
            ),
            ("pages", Value::from(pages)),
        ])
    }
}
