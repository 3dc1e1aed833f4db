//! HTTP: the built files, and the events that make pages reload.

use std::convert::Infallible;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, Method, Request, Response, StatusCode, header};
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::routing::get;
use percent_encoding::percent_decode_str;
use tokio_stream::wrappers::WatchStream;
use tokio_stream::{Stream, StreamExt};

use super::preview::Shared;
use crate::url::has_extension;

/// The script that every page gets while it is previewed.
const SCRIPT: &str = include_str!("reload.js");
const SCRIPT_PATH: &str = "/__lyceum/reload.js";
const EVENTS_PATH: &str = "/__lyceum/events";

/// The pages' policy as `docs/deploy.md` recommends it, so that a preview shows what it forbids.
const POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' data: https:; \
                      media-src 'self' https:; object-src 'none'; base-uri 'self'";

pub(super) fn router(preview: Shared) -> Router {
    Router::new()
        .route(EVENTS_PATH, get(events))
        .route(SCRIPT_PATH, get(script))
        .fallback(file)
        .with_state(preview)
}

async fn script() -> impl IntoResponse {
    (
        [(header::CONTENT_TYPE, "text/javascript; charset=utf-8")],
        SCRIPT,
    )
}

async fn events(
    State(preview): State<Shared>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let stream = WatchStream::new(preview.subscribe()).map(|status| {
        let data = serde_json::json!({ "version": status.version, "faults": status.faults });
        Ok(Event::default().data(data.to_string()))
    });
    Sse::new(stream).keep_alive(KeepAlive::default())
}

async fn file(State(preview): State<Shared>, request: Request<Body>) -> Response<Body> {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return respond(
            StatusCode::METHOD_NOT_ALLOWED,
            "text/plain; charset=utf-8",
            Vec::new(),
        );
    }
    let site = preview.site();
    let files = site.files.files();
    if files.is_empty() {
        let page = fault_page(&preview.faults());
        return respond(
            StatusCode::INTERNAL_SERVER_ERROR,
            "text/html; charset=utf-8",
            page,
        );
    }
    let Ok(path) = percent_decode_str(request.uri().path()).decode_utf8() else {
        return respond(
            StatusCode::BAD_REQUEST,
            "text/plain; charset=utf-8",
            Vec::new(),
        );
    };
    let Some(inner) = path.strip_prefix(&*site.base_path) else {
        return redirect(&site.base_path);
    };
    // Only files of the built site are ever served, so no path can leave it.
    let name = if inner.is_empty() || inner.ends_with('/') {
        format!("{inner}index.html")
    } else {
        inner.to_owned()
    };
    if let Some(bytes) = files.get(&name) {
        return page(StatusCode::OK, &name, bytes);
    }
    if files.contains_key(&format!("{name}/index.html")) {
        return redirect(&format!("{}/", request.uri().path()));
    }
    match files.get("404.html") {
        Some(bytes) => page(StatusCode::NOT_FOUND, "404.html", bytes),
        None => respond(
            StatusCode::NOT_FOUND,
            "text/plain; charset=utf-8",
            Vec::new(),
        ),
    }
}

/// A file; a page with the reload script before its end.
fn page(status: StatusCode, name: &str, bytes: &[u8]) -> Response<Body> {
    let mime = mime_guess::from_path(name).first_or_octet_stream();
    let text = mime.type_() == mime_guess::mime::TEXT
        || matches!(
            mime.subtype().as_str(),
            "javascript" | "json" | "xml" | "atom+xml" | "svg+xml"
        );
    let mime = if text {
        format!("{}; charset=utf-8", mime.essence_str())
    } else {
        mime.to_string()
    };
    if !has_extension(name, "html") {
        return respond(status, &mime, bytes.to_vec());
    }
    let html = String::from_utf8_lossy(bytes);
    let tag = format!("<script src=\"{SCRIPT_PATH}\" defer></script>");
    let html = match html.rsplit_once("</body>") {
        Some((before, after)) => format!("{before}{tag}</body>{after}"),
        None => format!("{html}{tag}"),
    };
    respond(status, &mime, html.into_bytes())
}

fn fault_page(faults: &str) -> Vec<u8> {
    let faults = quick_xml::escape::escape(faults);
    format!(
        "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><title>Lyceum</title>\
         <body><pre>{faults}</pre><script src=\"{SCRIPT_PATH}\" defer></script></body></html>"
    )
    .into_bytes()
}

fn redirect(to: &str) -> Response<Body> {
    let mut response = respond(
        StatusCode::TEMPORARY_REDIRECT,
        "text/plain; charset=utf-8",
        Vec::new(),
    );
    if let Ok(to) = HeaderValue::from_str(to) {
        response.headers_mut().insert(header::LOCATION, to);
    }
    response
}

fn respond(status: StatusCode, mime: &str, bytes: Vec<u8>) -> Response<Body> {
    let mut response = Response::new(Body::from(bytes));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    if let Ok(mime) = HeaderValue::from_str(mime) {
        headers.insert(header::CONTENT_TYPE, mime);
    }
    // What is previewed changes at any moment.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(POLICY),
    );
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calendars_are_told_from_text() {
        let response = page(StatusCode::OK, "town/fang-dong-zhen/calendar.ics", b"");
        let kind = response.headers().get(header::CONTENT_TYPE);
        assert_eq!(kind.unwrap(), "text/calendar; charset=utf-8");
    }
}
