//! HTTP: files of the site as the preview has them, and the events that make pages follow.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::mpsc::Sender;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, header};
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::routing::get;
use percent_encoding::percent_decode_str;
use tokio::sync::{oneshot, watch};
use tokio_stream::wrappers::WatchStream;
use tokio_stream::{Stream, StreamExt};

use super::preview::{Answer, Ask, CODINGS, Coding, Message, Status};
use crate::headers::{ASK, POLICY, content_type};
use crate::url::has_extension;

/// The script that every page gets while it is previewed.
const SCRIPT: &str = include_str!("reload.js");
const SCRIPT_PATH: &str = "/__lyceum/reload.js";
const EVENTS_PATH: &str = "/__lyceum/events";

/// What all handlers share: whom to ask, and how things are.
#[derive(Clone)]
pub(super) struct Shared {
    outbox: Sender<Message>,
    status: watch::Receiver<Status>,
}

impl Shared {
    pub(super) fn new(outbox: Sender<Message>, status: watch::Receiver<Status>) -> Self {
        Self { outbox, status }
    }

    /// What stands at a path; none when the preview is gone.
    async fn ask(&self, path: String, codings: Vec<Coding>) -> Option<Answer> {
        let (reply, answer) = oneshot::channel();
        let ask = Ask {
            path,
            codings,
            reply,
        };
        self.outbox.send(Message::Ask(ask)).ok()?;
        answer.await.ok()
    }
}

pub(super) fn router(shared: Shared) -> Router {
    Router::new()
        .route(EVENTS_PATH, get(events))
        .route(SCRIPT_PATH, get(script))
        .fallback(file)
        .with_state(Arc::new(shared))
}

async fn script() -> impl IntoResponse {
    (
        [(header::CONTENT_TYPE, "text/javascript; charset=utf-8")],
        SCRIPT,
    )
}

async fn events(
    State(shared): State<Arc<Shared>>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let stream = WatchStream::new(shared.status.clone()).map(|status| {
        let data = serde_json::json!({ "version": status.version, "faults": status.faults });
        Ok(Event::default().data(data.to_string()))
    });
    Sse::new(stream).keep_alive(KeepAlive::default())
}

async fn file(State(shared): State<Arc<Shared>>, request: Request<Body>) -> Response<Body> {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return respond(StatusCode::METHOD_NOT_ALLOWED, TEXT, Vec::new());
    }
    let Ok(path) = percent_decode_str(request.uri().path()).decode_utf8() else {
        return respond(StatusCode::BAD_REQUEST, TEXT, Vec::new());
    };
    let asked = request.headers();
    // A page that is newer than it says looks once more; one that is older would not.
    let version = shared.status.borrow().version;
    match shared.ask(path.into_owned(), codings(asked)).await {
        Some(Answer::File(name, bytes, coding)) => {
            let mut response = whole_or_part(page(&name, bytes, version), asked);
            if let Some(coding) = coding.filter(|_| response.status().is_success()) {
                set(&mut response, header::CONTENT_ENCODING, coding.name);
            }
            response
        }
        Some(Answer::Elsewhere(to)) => redirect(&to),
        Some(Answer::Nothing(Some(bytes))) => {
            let (kind, bytes) = page("404.html", bytes, version);
            respond(StatusCode::NOT_FOUND, &kind, bytes)
        }
        Some(Answer::Nothing(None)) => respond(StatusCode::NOT_FOUND, TEXT, Vec::new()),
        Some(Answer::Faulty(faults)) => {
            let page = fault_page(&faults, version);
            respond(StatusCode::INTERNAL_SERVER_ERROR, HTML, page)
        }
        None => respond(StatusCode::SERVICE_UNAVAILABLE, TEXT, Vec::new()),
    }
}

const TEXT: &str = "text/plain; charset=utf-8";
const HTML: &str = "text/html; charset=utf-8";

/// A file with its media type; a page with the reload script before its end.
fn page(name: &str, bytes: Vec<u8>, version: u64) -> (String, Vec<u8>) {
    let kind = content_type(name);
    if !has_extension(name, "html") {
        return (kind, bytes);
    }
    let html = String::from_utf8_lossy(&bytes);
    let tag = script_tag(version);
    let html = match html.rsplit_once("</body>") {
        Some((before, after)) => format!("{before}{tag}</body>{after}"),
        None => format!("{html}{tag}"),
    };
    (kind, html.into_bytes())
}

/// What a browser takes compressed files in (RFC 9110, 12.5.3): those it names, unless it gives them no weight;
/// the best first, whatever it prefers.
fn codings(asked: &HeaderMap) -> Vec<Coding> {
    let accepted = asked.get_all(header::ACCEPT_ENCODING).iter();
    let accepted = accepted.filter_map(|value| value.to_str().ok());
    let accepted: Vec<&str> = accepted
        .flat_map(|value| value.split(','))
        .filter_map(|one| {
            let (name, weight) = one.split_once(';').unwrap_or((one, "q=1"));
            let weight = weight.trim().strip_prefix("q=")?;
            weight
                .parse()
                .is_ok_and(|weight: f32| weight > 0.0)
                .then(|| name.trim())
        })
        .collect();
    let is_accepted = |coding: &Coding| {
        accepted
            .iter()
            .any(|name| name.eq_ignore_ascii_case(coding.name))
    };
    CODINGS.into_iter().filter(is_accepted).collect()
}

/// Answers as a web host does: not again what the browser has, and of a film the part that it plays.
fn whole_or_part((kind, bytes): (String, Vec<u8>), asked: &HeaderMap) -> Response<Body> {
    let hash = blake3::hash(&bytes).to_hex();
    let tag = format!("\"{}\"", hash.get(..32).unwrap_or(&hash));
    let given = |name| asked.get(name).and_then(|value| value.to_str().ok());
    let known = given(header::IF_NONE_MATCH);
    let is_known = known.is_some_and(|known| known.split(',').any(|one| one.trim() == tag));
    let length = bytes.len();
    let range =
        given(header::RANGE).filter(|_| given(header::IF_RANGE).is_none_or(|one| one == tag));
    let part = range.and_then(|range| part(range, length));
    let mut response = match part {
        _ if is_known => respond(StatusCode::NOT_MODIFIED, &kind, Vec::new()),
        None => respond(StatusCode::OK, &kind, bytes),
        Some(Part::Within(first, last)) => {
            let bytes = bytes.get(first..=last).unwrap_or_default().to_vec();
            let mut response = respond(StatusCode::PARTIAL_CONTENT, &kind, bytes);
            let range = format!("bytes {first}-{last}/{length}");
            set(&mut response, header::CONTENT_RANGE, &range);
            response
        }
        Some(Part::Outside) => {
            let mut response = respond(StatusCode::RANGE_NOT_SATISFIABLE, TEXT, Vec::new());
            let range = format!("bytes */{length}");
            set(&mut response, header::CONTENT_RANGE, &range);
            response
        }
    };
    set(&mut response, header::ETAG, &tag);
    set(&mut response, header::ACCEPT_RANGES, "bytes");
    set(&mut response, header::VARY, "Accept-Encoding");
    response
}

/// A part of a file.
enum Part {
    /// From a byte to a byte, both included.
    Within(usize, usize),
    /// None that the file has.
    Outside,
}

/// The part that a `Range` asks for (RFC 9110, 14.2); none where it asks for several or is not understood:
/// then the whole is sent, as a host may.
fn part(range: &str, length: usize) -> Option<Part> {
    let (first, last) = range.strip_prefix("bytes=")?.split_once('-')?;
    let end = length.checked_sub(1);
    let (first, last) = if first.is_empty() {
        let count: usize = last.parse().ok()?;
        if count == 0 {
            return Some(Part::Outside);
        }
        (length.saturating_sub(count), end)
    } else {
        let last = if last.is_empty() {
            end
        } else {
            let last: usize = last.parse().ok()?;
            end.map(|end| end.min(last))
        };
        (first.parse().ok()?, last)
    };
    Some(match last.filter(|last| first <= *last) {
        Some(last) => Part::Within(first, last),
        None => Part::Outside,
    })
}

/// The reload script, told which version of the site it stands in.
fn script_tag(version: u64) -> String {
    format!("<script src=\"{SCRIPT_PATH}\" data-version=\"{version}\" defer></script>")
}

fn fault_page(faults: &str, version: u64) -> Vec<u8> {
    let script = script_tag(version);
    let faults = quick_xml::escape::escape(faults);
    format!(
        "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><title>Lyceum</title>\
         <body><pre>{faults}</pre>{script}</body></html>"
    )
    .into_bytes()
}

fn redirect(to: &str) -> Response<Body> {
    let mut response = respond(StatusCode::TEMPORARY_REDIRECT, TEXT, Vec::new());
    let to = percent_encoding::utf8_percent_encode(to, LOCATION).to_string();
    set(&mut response, header::LOCATION, &to);
    response
}

/// What cannot stand in an address as it is.
const LOCATION: &percent_encoding::AsciiSet = &percent_encoding::CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'\\');

fn set(response: &mut Response<Body>, name: header::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

fn respond(status: StatusCode, kind: &str, bytes: Vec<u8>) -> Response<Body> {
    let mut response = Response::new(Body::from(bytes));
    *response.status_mut() = status;
    set(&mut response, header::CONTENT_TYPE, kind);
    // What is previewed changes at any moment.
    set(&mut response, header::CACHE_CONTROL, ASK);
    set(&mut response, header::CONTENT_SECURITY_POLICY, POLICY);
    set(&mut response, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_film() {
        let within = |range: &str, length| match part(range, length) {
            Some(Part::Within(first, last)) => Some((first, last)),
            _ => None,
        };
        assert_eq!(within("bytes=0-99", 1000), Some((0, 99)));
        assert_eq!(within("bytes=900-", 1000), Some((900, 999)));
        assert_eq!(within("bytes=-100", 1000), Some((900, 999)));
        assert_eq!(within("bytes=-9999", 1000), Some((0, 999)));
        assert_eq!(within("bytes=0-9999", 1000), Some((0, 999)));
        for outside in ["bytes=1000-", "bytes=-0", "bytes=5-3"] {
            assert!(
                matches!(part(outside, 1000), Some(Part::Outside)),
                "{outside}"
            );
        }
        assert!(matches!(part("bytes=0-", 0), Some(Part::Outside)));
        assert!(part("bytes=0-1,5-6", 1000).is_none());
        assert!(part("pages=0-1", 1000).is_none());
    }
}
