//! A bucket of a storage that speaks S3: of AWS, 阿里云, 腾讯云, `MinIO` and others.
//!
//! Each object carries the hash of its bytes, so that what the manifest there does not vouch for can be asked
//! for without fetching it.

mod listing;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use rusty_s3::actions::S3Action;
use rusty_s3::{Credentials, UrlStyle};
use ureq::http::{Request, Response};
use ureq::{Agent, AsSendBody};
use url::Url;

use self::listing::Listing;
use super::{DeployError, Deployed, Local, Manner};
use crate::headers::{cache_control, content_type};
use crate::manifest::{KEPT, Kept, MANIFEST, Manifest, Turn, Version, is_inside, retire};

/// Where a storage is and who asks, from the environment.
#[derive(Clone)]
pub struct Access {
    /// Its address; that of AWS's if there is none.
    pub endpoint: Option<String>,
    /// Its region.
    pub region: String,
    /// Who asks.
    pub key: String,
    /// And proves it.
    pub secret: String,
    /// For keys that are lent.
    pub token: Option<String>,
}

/// A bucket, or what is below a prefix in it.
pub struct Bucket {
    agent: Agent,
    place: rusty_s3::Bucket,
    credentials: Credentials,
    prefix: String,
}

/// How many requests are under way at once.
const WORKERS: usize = 8;

/// How long a signature is good for.
const SIGNED: Duration = Duration::from_mins(10);

/// Pauses before a request that failed is made again.
const PAUSES: [Duration; 3] = [
    Duration::from_millis(300),
    Duration::from_secs(1),
    Duration::from_secs(4),
];

/// The hash of an object, among what is known of it.
const HASH: &str = "x-amz-meta-blake3";

/// Most bytes of an object that are read.
const MOST: u64 = 1 << 32;

impl Bucket {
    /// A bucket of a storage.
    ///
    /// # Errors
    /// When the storage's address is none.
    pub fn new(name: &str, prefix: &str, access: Access) -> Result<Self, DeployError> {
        let own = format!("https://s3.{}.amazonaws.com", access.region);
        let endpoint = access.endpoint.as_deref().unwrap_or(&own);
        let refused = || DeployError::Setting("AWS_ENDPOINT_URL");
        let mut endpoint: Url = endpoint.parse().map_err(|_| refused())?;
        // Some storages want the bucket before their name; then it stands in the address already.
        let host = endpoint.host_str().unwrap_or_default().to_owned();
        let style = match host.strip_prefix(&format!("{name}.")) {
            Some(host) => {
                endpoint.set_host(Some(host)).map_err(|_| refused())?;
                UrlStyle::VirtualHost
            }
            None if access.endpoint.is_none() => UrlStyle::VirtualHost,
            None => UrlStyle::Path,
        };
        let bucket = rusty_s3::Bucket::new(endpoint, style, name.to_owned(), access.region)
            .map_err(|_| refused())?;
        let credentials = match access.token {
            Some(token) => Credentials::new_with_token(access.key, access.secret, token),
            None => Credentials::new(access.key, access.secret),
        };
        let config = Agent::config_builder()
            .timeout_global(Some(Duration::from_mins(5)))
            .http_status_as_error(false)
            .max_redirects(0)
            .build();
        Ok(Self {
            agent: config.into(),
            place: bucket,
            credentials,
            prefix: prefix.to_owned(),
        })
    }

    /// Puts a site there.
    ///
    /// # Errors
    /// As [`DeployError`] says.
    pub fn deploy(
        &self,
        site: &Local,
        manner: Manner,
        progress: &(dyn Fn(usize, usize) + Sync),
    ) -> Result<Deployed, DeployError> {
        let listed = self.list()?;
        if !listed.is_empty() && !listed.contains_key(MANIFEST) {
            let place = format!("s3://{}/{}", self.place.name(), self.prefix);
            return Err(DeployError::Foreign(place));
        }
        let old = Manifest::parse(&self.get(MANIFEST)?.unwrap_or_default());
        let kept = Kept::parse(&self.get(KEPT)?.unwrap_or_default());
        let new = &site.manifest;
        let retired = retire(&old, &kept, new, Timestamp::now(), manner.keep);

        // What the manifest vouches for and is there in its length is there.
        let doubtful: Vec<(&str, Version)> = site
            .files()
            .filter(|(path, version)| {
                let vouched = old.is_finished() && old.versions(path) == [*version];
                !(vouched && listed.get(*path) == Some(&version.size))
            })
            .collect();
        let changed = Mutex::new(Vec::new());
        each(&doubtful, &|(path, version)| {
            let may_be = listed.get(*path) == Some(&version.size);
            if !(may_be && self.version(path)? == Some(*version)) {
                push(&changed, *path);
            }
            Ok(())
        })?;
        let mut changed = changed.into_inner().unwrap_or_else(PoisonError::into_inner);
        changed.sort_unstable_by_key(|path| (Turn::of(path), *path));
        let stale: Vec<(&String, &Vec<Version>)> = retired
            .remove
            .iter()
            .filter(|(path, _)| listed.contains_key(*path))
            .collect();
        let is_done = changed.is_empty() && retired.remove.is_empty();
        if manner.dry_run || is_done && old == *new && kept == retired.keep {
            return Ok(Deployed {
                sent: changed.into_iter().map(str::to_owned).collect(),
                removed: stale.iter().map(|(path, _)| (*path).clone()).collect(),
                left: Vec::new(),
            });
        }

        let both = old.and(new, &retired);
        self.put(MANIFEST, both.to_text().as_bytes())?;
        let done = AtomicUsize::new(0);
        for turn in Turn::ALL {
            let now: Vec<&str> = changed
                .iter()
                .copied()
                .filter(|path| Turn::of(path) == turn)
                .collect();
            each(&now, &|path| {
                self.put(path, &site.read(path)?)?;
                progress(done.fetch_add(1, Ordering::Relaxed) + 1, changed.len());
                Ok(())
            })?;
        }
        match retired.keep.to_text() {
            _ if kept == retired.keep => {}
            Some(text) => self.put(KEPT, text.as_bytes())?,
            None => self.delete(KEPT)?,
        }
        let (removed, left) = (Mutex::new(Vec::new()), Mutex::new(Vec::new()));
        each(&stale, &|(path, versions)| {
            match self.version(path)? {
                Some(version) if versions.contains(&version) => {
                    self.delete(path)?;
                    push(&removed, (*path).clone());
                }
                Some(_) => push(&left, (*path).clone()),
                None => {}
            }
            Ok(())
        })?;
        self.put(MANIFEST, new.to_text().as_bytes())?;
        let sorted = |paths: Mutex<Vec<String>>| {
            let mut paths = paths.into_inner().unwrap_or_else(PoisonError::into_inner);
            paths.sort_unstable();
            paths
        };
        Ok(Deployed {
            sent: changed.into_iter().map(str::to_owned).collect(),
            removed: sorted(removed),
            left: sorted(left),
        })
    }

    /// All objects below the prefix, without it, and their sizes.
    fn list(&self) -> Result<BTreeMap<String, u64>, DeployError> {
        let mut found = BTreeMap::new();
        let mut next: Option<String> = None;
        loop {
            // The bucket itself, as one gets an object without a name.
            let mut action = self.place.get_object(Some(&self.credentials), "");
            let query = action.query_mut();
            query.insert("list-type", "2");
            query.insert("encoding-type", "url");
            query.insert("prefix", self.prefix.as_str());
            if let Some(token) = &next {
                query.insert("continuation-token", token.as_str());
            }
            let url = action.sign(SIGNED);
            let what = format!("GET s3://{}", self.place.name());
            let mut response = self.ask(&what, || Request::get(url.as_str()).body(()))?;
            if !response.status().is_success() {
                return Err(refused(&what, &mut response));
            }
            let told = |error: &dyn std::fmt::Display| DeployError::Storage {
                what: what.clone(),
                told: error.to_string(),
            };
            let text = response.body_mut().read_to_string();
            let text = text.map_err(|error| told(&error))?;
            let page = Listing::parse(&text).map_err(|error| told(&error))?;
            for (key, size) in page.objects {
                let path = key.strip_prefix(&self.prefix).unwrap_or_default();
                if is_inside(path) {
                    found.insert(path.to_owned(), size);
                }
            }
            next = page.next;
            if next.is_none() {
                return Ok(found);
            }
        }
    }

    fn key(&self, path: &str) -> String {
        format!("{}{path}", self.prefix)
    }

    fn get(&self, path: &str) -> Result<Option<Vec<u8>>, DeployError> {
        let key = self.key(path);
        let url = self
            .place
            .get_object(Some(&self.credentials), &key)
            .sign(SIGNED);
        let what = format!("GET {key}");
        let mut response = self.ask(&what, || Request::get(url.as_str()).body(()))?;
        match response.status().as_u16() {
            200 => {
                let bytes = response.body_mut().with_config().limit(MOST).read_to_vec();
                bytes.map(Some).map_err(|error| DeployError::Storage {
                    what,
                    told: error.to_string(),
                })
            }
            404 => Ok(None),
            _ => Err(refused(&what, &mut response)),
        }
    }

    /// Which bytes an object has.
    fn version(&self, path: &str) -> Result<Option<Version>, DeployError> {
        let key = self.key(path);
        let url = self
            .place
            .head_object(Some(&self.credentials), &key)
            .sign(SIGNED);
        let what = format!("HEAD {key}");
        let mut response = self.ask(&what, || Request::head(url.as_str()).body(()))?;
        match response.status().as_u16() {
            200 => {}
            404 => return Ok(None),
            _ => return Err(refused(&what, &mut response)),
        }
        let header = |name| response.headers().get(name)?.to_str().ok();
        let hash = header(HASH).and_then(|hash| blake3::Hash::from_hex(hash).ok());
        let size = header("content-length").and_then(|size| size.parse().ok());
        match (hash, size) {
            (Some(hash), Some(size)) => Ok(Some(Version { hash, size })),
            // Another program put it there.
            _ => Ok(self.get(path)?.map(|bytes| Version::of(&bytes))),
        }
    }

    fn put(&self, path: &str, bytes: &[u8]) -> Result<(), DeployError> {
        let key = self.key(path);
        let hash = blake3::hash(bytes).to_hex();
        let headers = [
            ("content-type", content_type(path)),
            ("cache-control", cache_control(path).to_owned()),
            (HASH, hash.to_string()),
        ];
        let mut action = self.place.put_object(Some(&self.credentials), &key);
        for (name, value) in &headers {
            action.headers_mut().insert(*name, value.as_str());
        }
        let url = action.sign(SIGNED);
        let what = format!("PUT {key}");
        let mut response = self.ask(&what, || {
            let request = headers
                .iter()
                .fold(Request::put(url.as_str()), |request, (name, value)| {
                    request.header(*name, value)
                });
            request.body(bytes)
        })?;
        if response.status().is_success() {
            return Ok(());
        }
        Err(refused(&what, &mut response))
    }

    fn delete(&self, path: &str) -> Result<(), DeployError> {
        let key = self.key(path);
        let url = self
            .place
            .delete_object(Some(&self.credentials), &key)
            .sign(SIGNED);
        let what = format!("DELETE {key}");
        let mut response = self.ask(&what, || Request::delete(url.as_str()).body(()))?;
        let status = response.status();
        if status.is_success() || status.as_u16() == 404 {
            return Ok(());
        }
        Err(refused(&what, &mut response))
    }

    /// Makes a request, and makes it again where that may help.
    fn ask<B: AsSendBody>(
        &self,
        what: &str,
        request: impl Fn() -> ureq::http::Result<Request<B>>,
    ) -> Result<Response<ureq::Body>, DeployError> {
        let mut pauses = PAUSES.iter();
        loop {
            let request = request().map_err(|error| DeployError::Storage {
                what: what.to_owned(),
                told: error.to_string(),
            })?;
            let told = match self.agent.run(request) {
                Ok(response) if !matches!(response.status().as_u16(), 429 | 500..) => {
                    return Ok(response);
                }
                Ok(response) => response.status().to_string(),
                Err(error) => error.to_string(),
            };
            let Some(pause) = pauses.next() else {
                return Err(DeployError::Storage {
                    what: what.to_owned(),
                    told,
                });
            };
            std::thread::sleep(*pause);
        }
    }
}

/// What the storage said when it refused: its code and message, if there are any.
fn refused(what: &str, response: &mut Response<ureq::Body>) -> DeployError {
    let mut told = response.status().to_string();
    let text = response.body_mut().read_to_string().unwrap_or_default();
    for name in ["Code", "Message"] {
        let (begin, end) = (format!("<{name}>"), format!("</{name}>"));
        let part = text
            .split_once(&begin)
            .and_then(|(_, rest)| Some(rest.split_once(&end)?.0));
        if let Some(part) = part {
            // Writing to a string does not fail.
            write!(told, ", {part}").unwrap_or_default();
        }
    }
    DeployError::Storage {
        what: what.to_owned(),
        told,
    }
}

fn push<T>(list: &Mutex<Vec<T>>, item: T) {
    list.lock()
        .unwrap_or_else(PoisonError::into_inner)
        .push(item);
}

/// Does something with each item, several at once. The first fault ends the work.
fn each<T: Sync>(
    items: &[T],
    work: &(dyn Fn(&T) -> Result<(), DeployError> + Sync),
) -> Result<(), DeployError> {
    let next = AtomicUsize::new(0);
    let fault = Mutex::new(None);
    std::thread::scope(|scope| {
        for _ in 0..WORKERS.min(items.len()) {
            scope.spawn(|| {
                while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Err(error) = work(item) {
                        next.store(items.len(), Ordering::Relaxed);
                        let mut fault = fault.lock().unwrap_or_else(PoisonError::into_inner);
                        fault.get_or_insert(error);
                    }
                }
            });
        }
    });
    let fault = fault.into_inner().unwrap_or_else(PoisonError::into_inner);
    fault.map_or(Ok(()), Err)
}
