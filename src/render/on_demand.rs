//! Pages made when somebody asks for them, for previews: a change costs no more than the pages that are looked at.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::OnceLock;

use jiff::civil::Date;
use rayon::prelude::*;

use super::context::Contexts;
use super::lists::Job;
use super::templates::RenderFault;
use super::{Body, Faults, Prepared, add_fault, beside, report, worker};
use crate::app;
use crate::diag::Diagnostics;
use crate::images::Images;
use crate::resolve::Resolved;
use crate::source::{FileId, SourceDb};
use crate::url::has_extension;

/// The published files of a site but for those of the search, none of which is made yet.
pub(crate) struct OnDemand<'a> {
    prepared: &'a Prepared,
    contexts: Contexts<'a>,
    /// Places among the jobs by path.
    places: HashMap<&'a str, usize>,
    /// Feeds and the like, made together.
    others: OnceLock<HashMap<String, Vec<u8>>>,
}

/// What stands at a path.
pub(crate) enum File<'a> {
    /// A file that was made.
    Made(Cow<'a, [u8]>),
    /// A file of the site, copied; its path from the root.
    Copy(&'a str),
    /// A page that cannot be made.
    Faulty(Diagnostics),
}

impl<'a> OnDemand<'a> {
    pub(crate) fn new(
        site: &'a Resolved,
        images: &'a Images,
        prepared: &'a Prepared,
        today: Date,
    ) -> Self {
        let places = prepared.jobs.iter().enumerate();
        let places = places.map(|(place, job)| (job.path.as_str(), place));
        Self {
            prepared,
            contexts: prepared.contexts(site, images, today, None),
            places: places.collect(),
            others: OnceLock::new(),
        }
    }

    /// The file at a path of the published site.
    pub(crate) fn file(&self, path: &str, sources: &SourceDb) -> Option<File<'_>> {
        match self.prepared.files.get(path) {
            Some(Body::Bytes(bytes)) => return Some(File::Made(Cow::Borrowed(bytes))),
            Some(Body::Copy(from)) => return Some(File::Copy(from)),
            None => {}
        }
        if let Some(place) = self.places.get(path) {
            let job = &self.prepared.jobs[*place];
            return Some(match self.make(job, sources) {
                Ok(html) => File::Made(Cow::Owned(html)),
                Err(fault) => {
                    let mut check = Check::default();
                    add_fault(&mut check.faults, fault, job.place);
                    File::Faulty(check.end())
                }
            });
        }
        // All others are for machines. Whoever waits for a page that is not there yet need not wait for them.
        if has_extension(path, "html") {
            return None;
        }
        let bytes = self.others(sources).get(path)?;
        Some(File::Made(Cow::Borrowed(bytes)))
    }

    /// The file that is copied to a path, if one is; its path from the root.
    pub(crate) fn copied(&self, path: &str) -> Option<&'a str> {
        match self.prepared.files.get(path) {
            Some(Body::Copy(from)) => Some(from),
            _ => None,
        }
    }

    /// The paths of all files.
    #[cfg(test)]
    pub(crate) fn paths(&self, sources: &SourceDb) -> std::collections::BTreeSet<String> {
        let others = self.others(sources).keys();
        let files = self.prepared.files.keys().chain(others).cloned();
        files
            .chain(self.places.keys().map(|&path| path.to_owned()))
            .collect()
    }

    /// Whether there is a page at a path.
    pub(crate) fn has_page(&self, path: &str) -> bool {
        self.places.contains_key(path)
    }

    fn make(&self, job: &Job, sources: &SourceDb) -> Result<Vec<u8>, RenderFault> {
        let context = self.contexts.build(job.view).with(&self.contexts.shared());
        let templates = &self.prepared.templates;
        templates.render(&job.template, &context, sources)
    }

    fn others(&self, sources: &SourceDb) -> &HashMap<String, Vec<u8>> {
        self.others.get_or_init(|| {
            let offline = self.places.get(&*app::offline_url().output_path());
            let offline =
                offline.and_then(|place| self.make(&self.prepared.jobs[*place], sources).ok());
            let Contexts { site, copied, .. } = &self.contexts;
            let worker = worker(&site.config, *copied, &offline.unwrap_or_default());
            beside(&self.contexts).into_iter().chain(worker).collect()
        })
    }
}

/// Pages made for nothing but the faults that this shows, a few at a time.
#[derive(Default)]
pub(crate) struct Check {
    /// Places of jobs, the first one last.
    left: Vec<usize>,
    faults: Faults,
}

/// Pages that are checked at once: a few milliseconds.
const AT_ONCE: usize = 16;

impl Check {
    /// Of every page, or of those alone that are made from these files.
    pub(crate) fn new(site: &OnDemand<'_>, files: Option<&[FileId]>) -> Self {
        let wanted = |job: &Job| {
            files.is_none_or(|files| job.place.is_some_and(|place| files.contains(&place.file)))
        };
        let places = 0..site.prepared.jobs.len();
        Self {
            left: places
                .rev()
                .filter(|place| wanted(&site.prepared.jobs[*place]))
                .collect(),
            faults: Faults::new(),
        }
    }

    /// Whether all is done.
    pub(crate) fn is_over(&self) -> bool {
        self.left.is_empty()
    }

    /// Checks the next few pages.
    pub(crate) fn go_on(&mut self, site: &OnDemand<'_>, sources: &SourceDb) {
        let next = self.left.split_off(self.left.len().saturating_sub(AT_ONCE));
        let made: Vec<_> = next
            .into_par_iter()
            .map(|place| &site.prepared.jobs[place])
            .filter_map(|job| Some((site.make(job, sources).err()?, job.place)))
            .collect();
        for (fault, place) in made {
            add_fault(&mut self.faults, fault, place);
        }
    }

    /// What was found.
    pub(crate) fn end(self) -> Diagnostics {
        let mut diags = Diagnostics::default();
        report(self.faults, &mut diags);
        diags
    }
}
