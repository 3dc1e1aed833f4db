//! Asks for addresses over the network: a few hosts at once, each host one address after the other.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use ureq::http::{HeaderMap, Response, StatusCode, header};
use ureq::{Agent, Body, Error};
use url::Url;

use super::hosts::{Hosts, is_known, may_follow, name};
use super::{Answer, Why};

/// How other people's servers are treated.
#[derive(Debug, Clone)]
pub struct Manner {
    /// Who is asking.
    pub user_agent: String,
    /// Most hosts that are asked at once.
    pub hosts: usize,
    /// Between two requests to one host.
    pub pause: Duration,
    /// For one request.
    pub timeout: Duration,
    /// Longest wait that a server may ask for; one that wants more is not asked again this time.
    pub patience: Duration,
}

impl Manner {
    /// The usual manner, for the site at an address; empty if it has none.
    pub fn of_site(address: &str) -> Self {
        let version = env!("CARGO_PKG_VERSION");
        // In ASCII, as a header must be; a site that does not know its address goes without.
        let site = Url::parse(address).map_or_else(|_| String::new(), |url| format!("; +{url}"));
        Self {
            user_agent: format!("Mozilla/5.0 (compatible; lyceum/{version} link check{site})"),
            hosts: 8,
            pause: Duration::from_secs(1),
            timeout: Duration::from_secs(15),
            patience: Duration::from_secs(30),
        }
    }
}

/// Most addresses that one leads on to.
const MOST_REDIRECTS: usize = 10;

/// Asks for each address. `on_answer` is told how many are done.
pub fn ask(
    addresses: &[&str],
    manner: &Manner,
    on_answer: &(dyn Fn(usize) + Sync),
) -> BTreeMap<String, Answer> {
    let asker = Asker::new(manner);
    let mut answers = BTreeMap::new();
    let mut by_host: BTreeMap<String, Vec<(&str, Url)>> = BTreeMap::new();
    for address in addresses {
        if let Ok(url) = Url::parse(address) {
            by_host.entry(name(&url)).or_default().push((*address, url));
        } else {
            let answer = Answer::Unreachable(Why::NoAddress);
            answers.insert((*address).to_owned(), answer);
        }
    }
    let workers = manner.hosts.clamp(1, by_host.len().max(1));
    let waiting: Mutex<VecDeque<Vec<(&str, Url)>>> = Mutex::new(by_host.into_values().collect());
    let done = AtomicUsize::new(answers.len());
    let answers = Mutex::new(answers);
    let next = || lock(&waiting).pop_front();
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(host) = next() {
                    let mut closed = None;
                    for (address, url) in host {
                        // Where nobody is at home, nobody need be asked twice.
                        let answer = closed.clone().unwrap_or_else(|| {
                            let (answer, host_is_closed) = asker.follow(&url);
                            closed = host_is_closed.then(|| answer.clone());
                            answer
                        });
                        lock(&answers).insert(address.to_owned(), answer);
                        on_answer(done.fetch_add(1, Ordering::Relaxed) + 1);
                    }
                }
            });
        }
    });
    answers.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// Whether not one of several hosts answered: then it is most likely this machine that has no network.
pub fn is_offline(answers: &BTreeMap<String, Answer>) -> bool {
    let lost = |answer: &Answer| {
        matches!(
            answer,
            Answer::Unreachable(Why::NoHost | Why::NoConnection | Why::Timeout)
        )
    };
    let hosts: BTreeSet<String> = answers
        .keys()
        .filter_map(|address| Some(name(&Url::parse(address).ok()?)))
        .collect();
    hosts.len() > 1 && answers.values().all(lost)
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What came of one request.
#[derive(Debug)]
enum Reply {
    Status {
        code: u16,
        location: Option<String>,
        /// The server wants to be left alone for longer than we wait.
        long_wait: bool,
    },
    Failed(Why),
}

impl Reply {
    fn is_fine(&self) -> bool {
        matches!(self, Self::Status { code, .. } if *code < 400)
    }

    /// Whether asking again soon may help.
    fn is_passing(&self) -> bool {
        match self {
            Self::Status {
                code, long_wait, ..
            } => !long_wait && matches!(code, 429 | 500 | 502 | 503 | 504),
            Self::Failed(why) => matches!(why, Why::NoHost | Why::NoConnection | Why::Timeout),
        }
    }

    /// Whether the host as a whole answers nobody.
    fn closes_host(&self) -> bool {
        match self {
            Self::Status {
                code, long_wait, ..
            } => *long_wait || *code == 429,
            Self::Failed(why) => matches!(why, Why::NoHost | Why::NoConnection | Why::Insecure),
        }
    }
}

struct Asker<'a> {
    agent: Agent,
    hosts: Hosts,
    manner: &'a Manner,
}

impl<'a> Asker<'a> {
    fn new(manner: &'a Manner) -> Self {
        let config = Agent::config_builder()
            .user_agent(&manner.user_agent)
            .timeout_global(Some(manner.timeout))
            .http_status_as_error(false)
            // Followed by hand: who sends us where is what we want to know.
            .max_redirects(0)
            .build();
        Self {
            agent: config.into(),
            hosts: Hosts::default(),
            manner,
        }
    }

    /// Follows an address to its end; and whether its host need not be asked for others.
    fn follow(&self, first: &Url) -> (Answer, bool) {
        let mut url = first.clone();
        // The address that stands for the first one, as long as all on the way say: for good.
        let mut for_good = Some(first.clone());
        let mut moved = None;
        for hop in 0..=MOST_REDIRECTS {
            let reply = self.reply(&url);
            let closed = hop == 0 && reply.closes_host();
            let (code, location) = match reply {
                Reply::Failed(why) => return (Answer::Unreachable(why), closed),
                Reply::Status { code, location, .. } => (code, location),
            };
            let (301 | 302 | 303 | 307 | 308, Some(location)) = (code, location) else {
                return (judged(code, moved), closed);
            };
            let next = url.join(&location).ok();
            let Some(next) = next.filter(|next| matches!(next.scheme(), "http" | "https")) else {
                return (Answer::Unreachable(Why::NoAddress), false);
            };
            if !may_follow(first, &next) {
                return (Answer::Unreachable(Why::Private), false);
            }
            for_good = for_good.filter(|_| matches!(code, 301 | 308));
            if for_good.is_some() {
                moved = Some(next.to_string());
            }
            url = next;
        }
        (Answer::Unreachable(Why::Redirects), false)
    }

    /// One address, without what it leads on to.
    fn reply(&self, url: &Url) -> Reply {
        let first = self.request(url, true);
        let settled = match &first {
            Reply::Status { long_wait, .. } => first.is_fine() || *long_wait,
            Reply::Failed(_) => !first.is_passing(),
        };
        if settled {
            return first;
        }
        // Not every server knows HEAD, and some tell lies to it; and what passes may have passed.
        let second = self.request(url, false);
        if second.is_passing() && !first.is_passing() {
            return self.request(url, false);
        }
        second
    }

    fn request(&self, url: &Url, head: bool) -> Reply {
        self.hosts.turn(url, || {
            let request = if head {
                self.agent.head(url.as_str())
            } else {
                self.agent.get(url.as_str())
            };
            match request.call() {
                Ok(response) => self.understood(&response),
                Err(error) => (Reply::Failed(why(&error, url)), self.manner.pause),
            }
        })
    }

    /// A response, and how long its server wants to be left alone.
    fn understood(&self, response: &Response<Body>) -> (Reply, Duration) {
        let code = response.status();
        let headers = response.headers();
        let location = text(headers, header::LOCATION);
        let wait =
            if code == StatusCode::TOO_MANY_REQUESTS || code == StatusCode::SERVICE_UNAVAILABLE {
                // A date in place of seconds is rare; then it is the usual pause.
                text(headers, header::RETRY_AFTER).and_then(|text| text.trim().parse().ok())
            } else {
                None
            };
        let wait = Duration::from_secs(wait.unwrap_or_default());
        let long_wait = wait > self.manner.patience;
        let reply = Reply::Status {
            code: code.as_u16(),
            location: location.map(str::to_owned),
            long_wait,
        };
        let pause = wait.min(self.manner.patience).max(self.manner.pause);
        (reply, pause)
    }
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

fn judged(code: u16, moved: Option<String>) -> Answer {
    match (code, moved) {
        (200..=299, Some(to)) => Answer::Moved(to),
        (200..=299, None) => Answer::Good,
        (404 | 410, _) => Answer::Gone(code),
        (400..=499, _) => Answer::Refused(code),
        _ => Answer::Faulty(code),
    }
}

fn why(error: &Error, url: &Url) -> Why {
    match error {
        Error::HostNotFound => Why::NoHost,
        Error::BadUri(_) | Error::Http(_) => Why::NoAddress,
        Error::Timeout(_) => Why::Timeout,
        Error::Tls(_) | Error::Rustls(_) | Error::Pem(_) => Why::Insecure,
        Error::Io(error) => match error.kind() {
            io::ErrorKind::TimedOut => Why::Timeout,
            // So rustls says that it trusts nobody there.
            io::ErrorKind::InvalidData => Why::Insecure,
            // Systems say in their own ways that a name is not known.
            _ if !is_known(url) => Why::NoHost,
            _ => Why::NoConnection,
        },
        _ => Why::NoConnection,
    }
}
