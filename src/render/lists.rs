//! Which pages there are to render, and by which template.

use jiff::civil::Date;
use rayon::prelude::*;

use super::templates::Templates;
use crate::app;
use crate::resolve::{Agenda, Directory, PageId, Resolved, SectionId};
use crate::source::Span;
use crate::url::UrlPath;

/// One page to render.
pub(super) struct Job {
    /// The template's name.
    pub(super) template: String,
    /// Its path in the published site.
    pub(super) path: String,
    /// The file it comes from, to name in errors.
    pub(super) place: Option<Span>,
    /// What it shows.
    pub(super) view: View,
}

/// What a page shows.
#[derive(Debug, Clone, Copy)]
pub(super) enum View {
    Page(PageId),
    /// Page `number` of a folder's list, from 1.
    Section {
        section: SectionId,
        number: usize,
    },
    Taxonomy(usize),
    /// Page `number` of a term's list, from 1.
    Term {
        taxonomy: usize,
        term: usize,
        number: usize,
    },
    Search,
    /// Part `number` of the directory, from 1.
    Directory(usize),
    /// A page of the theme's own, by its place among them.
    Own(usize),
    /// What is to come.
    Calendar,
    /// What takes place in a month, given its first day.
    Month(Date),
    /// A page, to be hung up.
    Poster(PageId),
    /// A document that is only cited, by its place among them.
    Cited(usize),
    NotFound,
    /// Shown in place of a page, for want of a network.
    Offline,
    /// An old address, by its place among them.
    Redirect(usize),
}

/// The address of the search page.
pub(crate) fn search_url() -> UrlPath {
    UrlPath::page("search")
}

/// Every page of the site, in a fixed order.
pub(super) fn jobs(site: &Resolved, templates: &Templates) -> Vec<Job> {
    let pages = site.page_ids().collect::<Vec<PageId>>().into_par_iter();
    let pages = pages.map(|id| {
        let page = site.page(id);
        let own = format!("{}.html", page.text.front.kind.key);
        Job {
            template: if templates.has(&own) {
                own
            } else {
                "page.html".to_owned()
            },
            path: page.url.output_path(),
            place: Some(Span::file(page.text.source.file)),
            view: View::Page(id),
        }
    });
    let mut jobs: Vec<Job> = pages.collect();
    for id in site.section_ids() {
        let section = site.section(id);
        if !section.listed {
            continue;
        }
        let place = section
            .text
            .as_ref()
            .map(|text| Span::file(text.source.file));
        for number in 1..=site.config.list_pages(section.pages.len()) {
            let home = section.parent.is_none() && number == 1;
            jobs.push(Job {
                template: if home { "home.html" } else { "list.html" }.to_owned(),
                path: section.url.list_page(number).output_path(),
                place,
                view: View::Section {
                    section: id,
                    number,
                },
            });
        }
    }
    for (index, taxonomy) in site.taxonomies.iter().enumerate() {
        let place = taxonomy
            .text
            .as_ref()
            .map(|text| Span::file(text.source.file));
        jobs.push(Job {
            template: "taxonomy.html".to_owned(),
            path: taxonomy.url.output_path(),
            place,
            view: View::Taxonomy(index),
        });
        let own = format!("term-{}.html", taxonomy.key);
        let template = if templates.has(&own) {
            own
        } else {
            "list.html".to_owned()
        };
        for (position, term) in taxonomy.terms.iter().enumerate() {
            let place = term.text.as_ref().map(|text| Span::file(text.source.file));
            for number in 1..=site.config.list_pages(term.pages.len()) {
                jobs.push(Job {
                    template: template.clone(),
                    path: term.url.list_page(number).output_path(),
                    place,
                    view: View::Term {
                        taxonomy: index,
                        term: position,
                        number,
                    },
                });
            }
        }
    }
    let single = |template: &str, path: String, view| Job {
        template: template.to_owned(),
        path,
        place: None,
        view,
    };
    jobs.push(single(
        "search.html",
        search_url().output_path(),
        View::Search,
    ));
    for number in 1..=site.directory.parts() {
        jobs.push(single(
            "directory.html",
            Directory::url().list_page(number).output_path(),
            View::Directory(number),
        ));
    }
    for (index, name) in site.theme.pages.iter().enumerate() {
        jobs.push(single(
            &format!("{name}.html"),
            UrlPath::page(name).output_path(),
            View::Own(index),
        ));
    }
    if site.agenda.has_dates() {
        jobs.push(single(
            "calendar.html",
            Agenda::url().output_path(),
            View::Calendar,
        ));
    }
    for month in site.agenda.months() {
        jobs.push(single(
            "calendar-month.html",
            Agenda::month_url(month).output_path(),
            View::Month(month),
        ));
    }
    for page in site.agenda.posters() {
        jobs.push(single(
            "poster.html",
            Agenda::poster_url(&site.page(*page).url).output_path(),
            View::Poster(*page),
        ));
    }
    for (index, cited) in site.cited.iter().enumerate() {
        jobs.push(single(
            "cited.html",
            cited.url.output_path(),
            View::Cited(index),
        ));
    }
    jobs.push(single("404.html", "404.html".to_owned(), View::NotFound));
    if site.config.app {
        let path = app::offline_url().output_path();
        jobs.push(single("offline.html", path, View::Offline));
    }
    for (index, redirect) in site.redirects.iter().enumerate() {
        jobs.push(single(
            "redirect.html",
            redirect.from.output_path(),
            View::Redirect(index),
        ));
    }
    jobs
}
