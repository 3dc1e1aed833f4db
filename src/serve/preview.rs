//! The thread that has the site: it reads it, makes pages for those who ask, and starts anew when files change.
//!
//! In: [`Message`]s. Out: answers, one [`Status`] after each change, and [`ServeEvent`]s for the terminal.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvError, RecvTimeoutError, Sender, TryRecvError};
use std::time::{Duration, Instant};

use jiff::civil::DateTime;
use tokio::sync::{oneshot, watch};

use super::site::{Reader, Site};
use super::{ServeEvent, ServeOptions};
use crate::BuildOptions;
use crate::diag::{Diagnostics, Format, View, render};
use crate::images::place;
use crate::render::{Body, Check, File, OnDemand};
use crate::scan::CONTENT;
use crate::search;
use crate::url::has_extension;
use crate::world::{CachedWorld, Changed, DiskWorld, World, now_in_china};

/// How often it is looked whether the site changes by itself.
const LOOK_AT_THE_CLOCK: Duration = Duration::from_secs(20);

/// What open pages are told after a change.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Status {
    /// Grows with every change of the site.
    pub(super) version: u64,
    /// What is wrong with the files, as text; empty if nothing is.
    pub(super) faults: String,
}

/// What the thread is told.
pub(super) enum Message {
    /// Files changed.
    Changed(Changed),
    /// Somebody wants a file.
    Ask(Ask),
    /// The search is made for the site of a version.
    Indexed(u64, Index),
}

/// The files of the search by path, or why there are none.
type Index = Result<BTreeMap<String, Body>, String>;

/// A request.
pub(super) struct Ask {
    /// The path of an address, decoded, from the root of the host.
    pub(super) path: String,
    /// How the file may be compressed, the best first.
    pub(super) codings: Vec<Coding>,
    pub(super) reply: oneshot::Sender<Answer>,
}

/// How a file may lie compressed beside itself.
#[derive(Debug, Clone, Copy)]
pub(super) struct Coding {
    /// What HTTP calls it.
    pub(super) name: &'static str,
    /// What the name of the compressed file ends in.
    pub(super) ending: &'static str,
}

/// The best first.
pub(super) const CODINGS: [Coding; 2] = [
    Coding {
        name: "br",
        ending: ".br",
    },
    Coding {
        name: "gzip",
        ending: ".gz",
    },
];

/// What stands at a path.
#[derive(Debug)]
pub(super) enum Answer {
    /// A file of the site, by its name; how it is compressed, if it lies so.
    File(String, Vec<u8>, Option<Coding>),
    /// Another path.
    Elsewhere(String),
    /// Nothing; the page that says so, if there is one.
    Nothing(Option<Vec<u8>>),
    /// The site cannot be shown: why.
    Faulty(String),
}

/// The thread's state.
pub(super) struct Preview {
    options: ServeOptions,
    on_event: Box<dyn Fn(ServeEvent) + Send + Sync>,
    status: watch::Sender<Status>,
    inbox: Receiver<Message>,
    /// For the threads that this one starts.
    outbox: Sender<Message>,
    reader: Reader,
    version: u64,
    searcher: Searcher,
    /// What changed since all pages were known to be without faults.
    changed: Changed,
}

/// The search, made apart because a large one takes seconds.
#[derive(Default)]
struct Searcher {
    /// The last that was made, and for which version.
    index: Option<(u64, BTreeMap<String, Body>)>,
    is_at_work: bool,
    waiting: Vec<Ask>,
}

impl Preview {
    pub(super) fn new(
        options: ServeOptions,
        origin: &str,
        on_event: Box<dyn Fn(ServeEvent) + Send + Sync>,
        status: watch::Sender<Status>,
        (outbox, inbox): (Sender<Message>, Receiver<Message>),
    ) -> Self {
        let now = options.now.unwrap_or_else(now_in_china);
        let disk = DiskWorld::new(&options.root, options.root.join("public"), now);
        let build = BuildOptions {
            origin: Some(origin.to_owned()),
            drafts: options.drafts,
            ..BuildOptions::default()
        };
        Self {
            reader: Reader::new(CachedWorld::new(disk), build),
            options,
            on_event,
            status,
            inbox,
            outbox,
            version: 0,
            searcher: Searcher::default(),
            changed: Changed {
                any: true,
                ..Changed::default()
            },
        }
    }

    /// Reads the site, says where it is, and serves it until nobody can ask any more.
    pub(super) fn run(mut self, origin: &str) {
        let mut good = self.read();
        let base = good.as_ref().map_or("/", |site| site.base_path());
        (self.on_event)(ServeEvent::Listening(format!("{origin}{base}")));
        loop {
            let changed = match &good {
                Some(site) => self.serve(site),
                None => self.serve_faults(),
            };
            let Ok(changed) = changed else { return };
            self.reader.world.go_on(&changed, self.now());
            // While the search is made of it, a site stays as it is.
            let own = good.as_mut().and_then(Arc::get_mut);
            let followed = own.is_some_and(|site| self.follow(site, &changed));
            self.changed.extend(changed);
            if !followed && let Some(site) = self.read() {
                let before = good.replace(site);
                // To take a large site down takes as long as to read a part of it.
                std::thread::spawn(move || drop(before));
            }
        }
    }

    /// The time that the site is shown for.
    fn now(&self) -> DateTime {
        self.options.now.unwrap_or_else(now_in_china)
    }

    /// Makes the site what it is now, if that is little.
    fn follow(&mut self, site: &mut Site, changed: &Changed) -> bool {
        let started = Instant::now();
        if !self.reader.follow(site, changed) {
            return false;
        }
        self.version += 1;
        (self.on_event)(ServeEvent::Built(started.elapsed().as_secs_f64()));
        self.tell(String::new());
        true
    }

    /// Reads the site; a faulty one is told of.
    fn read(&mut self) -> Option<Arc<Site>> {
        let started = Instant::now();
        let mut diags = Diagnostics::default();
        let result = self.reader.read(&mut diags);
        let mut faults = self.in_words(&diags);
        if let Err(error) = &result
            && faults.is_empty()
        {
            faults = error.to_string();
        }
        if !faults.is_empty() {
            (self.on_event)(ServeEvent::Faults(faults.clone()));
        }
        if result.is_ok() {
            self.version += 1;
            (self.on_event)(ServeEvent::Built(started.elapsed().as_secs_f64()));
            faults.clear();
        }
        self.tell(faults);
        result.ok().map(Arc::new)
    }

    fn in_words(&self, diags: &Diagnostics) -> String {
        let view = View {
            format: Format::Full,
            lang: self.options.lang,
            colour: false,
        };
        render(diags, &self.reader.sources, view)
    }

    /// Tells open pages how things are.
    fn tell(&self, faults: String) {
        let version = self.version;
        self.status.send_if_modified(|status| {
            let next = Status { version, faults };
            let is_new = *status != next;
            *status = next;
            is_new
        });
    }

    /// Answers until files change.
    fn serve(&mut self, site: &Arc<Site>) -> Result<Changed, RecvError> {
        let pages = site.on_demand();
        let mut check = Some(self.check(&pages));
        loop {
            // Pages are checked while nobody wants anything.
            let message = match (self.inbox.try_recv(), &mut check) {
                (Ok(message), _) => message,
                (Err(TryRecvError::Disconnected), _) => return Err(RecvError),
                (Err(TryRecvError::Empty), Some(under_way)) if !under_way.is_over() => {
                    under_way.go_on(&pages, &self.reader.sources);
                    continue;
                }
                (Err(TryRecvError::Empty), done) => {
                    if let Some(done) = done.take() {
                        self.told_by(done);
                    }
                    match self.inbox.recv_timeout(LOOK_AT_THE_CLOCK) {
                        Ok(message) => message,
                        Err(RecvTimeoutError::Disconnected) => return Err(RecvError),
                        // The time of a page may have come, or be over.
                        Err(RecvTimeoutError::Timeout) if !site.is_of(self.now()) => {
                            return Ok(Changed::default());
                        }
                        Err(RecvTimeoutError::Timeout) => continue,
                    }
                }
            };
            match message {
                Message::Changed(changed) => return Ok(changed),
                Message::Indexed(version, index) => self.indexed(version, index, site),
                Message::Ask(ask) => self.answer(ask, &pages, site),
            }
        }
    }

    /// What is to be checked: a page alone where only its text changed.
    fn check(&self, pages: &OnDemand<'_>) -> Check {
        let changed = &self.changed;
        let is_text = |path: &String| path.starts_with(CONTENT);
        if changed.any || !changed.paths.iter().all(is_text) {
            return Check::new(pages, None);
        }
        Check::new(pages, Some(&self.reader.files(&changed.paths)))
    }

    /// Tells the faults that making pages has shown.
    fn told_by(&mut self, check: Check) {
        let diags = check.end();
        self.changed = Changed {
            any: !diags.is_empty(),
            ..Changed::default()
        };
        if !diags.is_empty() {
            let faults = self.in_words(&diags);
            (self.on_event)(ServeEvent::Faults(faults.clone()));
            self.tell(faults);
        }
    }

    /// Answers with what is wrong until files change.
    fn serve_faults(&mut self) -> Result<Changed, RecvError> {
        loop {
            match self.inbox.recv()? {
                Message::Changed(changed) => return Ok(changed),
                Message::Indexed(..) => {}
                Message::Ask(ask) => {
                    let faults = self.status.borrow().faults.clone();
                    reply(ask, Answer::Faulty(faults));
                }
            }
        }
    }

    fn answer(&mut self, ask: Ask, pages: &OnDemand<'_>, site: &Arc<Site>) {
        let base = site.base_path();
        let Some(inner) = ask.path.strip_prefix(base) else {
            let base = base.to_owned();
            return reply(ask, Answer::Elsewhere(base));
        };
        // Only files of the site are ever made, so no path can leave it.
        let name = if inner.is_empty() || inner.ends_with('/') {
            format!("{inner}index.html")
        } else {
            inner.to_owned()
        };
        let answer = match pages.file(&name, &self.reader.sources) {
            Some(File::Copy(from)) => self.copied(name, from, &ask, pages),
            Some(File::Made(bytes)) => Answer::File(name, bytes.into_owned(), None),
            Some(File::Faulty(diags)) => Answer::Faulty(self.in_words(&diags)),
            None if search::is_file(&name) => return self.search(ask, &name, site),
            None if pages.has_page(&format!("{name}/index.html")) => {
                Answer::Elsewhere(format!("{}/", ask.path))
            }
            None => match pages.file("404.html", &self.reader.sources) {
                Some(File::Made(page)) => Answer::Nothing(Some(page.into_owned())),
                _ => Answer::Nothing(None),
            },
        };
        reply(ask, answer);
    }

    fn copied(&self, name: String, from: &str, ask: &Ask, pages: &OnDemand<'_>) -> Answer {
        // Into a compressed page the reload script could not be put.
        let codings = ask.codings.iter().filter(|_| !has_extension(&name, "html"));
        for &coding in codings {
            let compressed = pages.copied(&[&*name, coding.ending].concat());
            if let Some(Ok(bytes)) = compressed.map(|from| self.reader.world.read(from)) {
                return Answer::File(name, bytes, Some(coding));
            }
        }
        match self.reader.world.read(from) {
            Ok(bytes) => Answer::File(name, without_place(bytes), None),
            Err(_) => Answer::Nothing(None),
        }
    }

    /// Answers from the search's files, which are made for the first who asks.
    fn search(&mut self, ask: Ask, name: &str, site: &Arc<Site>) {
        let version = self.version;
        let made = self.searcher.index.as_ref();
        let file = made.and_then(|(of, files)| Some((*of, files.get(name)?)));
        match file {
            // Names of data are hashes: such a file is the right one in every version.
            Some((of, Body::Bytes(bytes))) if of == version || has_extension(name, "bin") => {
                let answer = Answer::File(name.to_owned(), bytes.to_vec(), None);
                reply(ask, answer);
            }
            None if made.is_some_and(|(of, _)| *of == version) => reply(ask, Answer::Nothing(None)),
            _ => {
                self.searcher.waiting.push(ask);
                self.index(site);
            }
        }
    }

    /// Makes the search of the present site.
    fn index(&mut self, site: &Arc<Site>) {
        if std::mem::replace(&mut self.searcher.is_at_work, true) {
            return;
        }
        let (site, version) = (Arc::clone(site), self.version);
        let outbox = self.outbox.clone();
        std::thread::spawn(move || {
            let index = site.search().map_err(|error| error.to_string());
            // Nobody is there to hear it when the server ends.
            outbox
                .send(Message::Indexed(version, index))
                .unwrap_or_default();
        });
    }

    fn indexed(&mut self, version: u64, index: Index, site: &Arc<Site>) {
        self.searcher.is_at_work = false;
        match index {
            Ok(files) => self.searcher.index = Some((version, files)),
            Err(error) => {
                for ask in self.searcher.waiting.drain(..) {
                    reply(ask, Answer::Faulty(error.clone()));
                }
                return;
            }
        }
        // Those who wait asked for the site as it is now.
        if version < self.version {
            if !self.searcher.waiting.is_empty() {
                self.index(site);
            }
            return;
        }
        for ask in std::mem::take(&mut self.searcher.waiting) {
            let name = ask.path.strip_prefix(site.base_path());
            let name = name.unwrap_or_default().to_owned();
            self.search(ask, &name, site);
        }
    }
}

/// Photos do not say where they were taken, here as in the published site.
fn without_place(bytes: Vec<u8>) -> Vec<u8> {
    let bytes = img_parts::Bytes::from(bytes);
    match place::without_place(&bytes) {
        Ok(Some(stripped)) => stripped.to_vec(),
        Ok(None) => bytes.to_vec(),
        // Building the site will tell.
        Err(place::Damaged) => Vec::new(),
    }
}

/// Who asked may have gone away.
fn reply(ask: Ask, answer: Answer) {
    drop(ask.reply.send(answer));
}
