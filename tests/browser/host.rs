//! A plain static host: GET of files, nothing else.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use percent_encoding::percent_decode_str;
use tokio::net::TcpListener;
use tokio::sync::{oneshot, watch};
use tokio::task::JoinHandle;

/// The strictest policy that a site must work under: everything from the site itself, no inline
/// script, no inline style, no `eval`.
const POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'";

/// Files by path.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// Serves files below `base`, which begins and ends with `/`, until the test ends. Returns the
/// origin, such as `http://127.0.0.1:4000`.
pub(crate) async fn serve(files: Files, base: &'static str) -> String {
    serve_under(files, base, POLICY).await
}

/// As [`serve`], at the root; pictures that were made of photos come when `may_come` says so.
pub(crate) async fn serve_slowly(files: Files, may_come: watch::Receiver<bool>) -> String {
    let files = Arc::new(files);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let router = Router::new().fallback(move |uri: Uri| {
        let files = Arc::clone(&files);
        let mut may_come = may_come.clone();
        async move {
            if uri.path().starts_with("/assets/images/") {
                may_come.wait_for(|may_come| *may_come).await.unwrap();
            }
            answer(&files, "/", POLICY, uri.path())
        }
    });
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    origin
}

/// As [`serve`], under a policy.
pub(crate) async fn serve_under(files: Files, base: &'static str, policy: &'static str) -> String {
    let files = Arc::new(files);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let router = Router::new().fallback(move |uri: Uri| {
        let files = Arc::clone(&files);
        async move { answer(&files, base, policy, uri.path()) }
    });
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    origin
}

/// A host that goes away and comes back, at the same address.
pub(crate) struct Host {
    address: SocketAddr,
    base: &'static str,
    stop: oneshot::Sender<()>,
    stopped: JoinHandle<()>,
}

/// The host while it is away.
pub(crate) struct Away {
    address: SocketAddr,
    base: &'static str,
}

impl Host {
    pub(crate) async fn open(files: Files, base: &'static str) -> Self {
        let address = SocketAddr::from(([127, 0, 0, 1], 0));
        Away { address, base }.come_back(files).await
    }

    /// Such as `http://127.0.0.1:4000`.
    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// From now on nobody listens, and no connection is left.
    pub(crate) async fn leave(self) -> Away {
        self.stop.send(()).unwrap();
        self.stopped.await.unwrap();
        let Self { address, base, .. } = self;
        Away { address, base }
    }
}

impl Away {
    pub(crate) async fn come_back(self, files: Files) -> Host {
        let base = self.base;
        let files = Arc::new(files);
        let router = Router::new().fallback(move |uri: Uri| {
            let files = Arc::clone(&files);
            // As hosts do whose settings a site cannot change.
            let caching = [(header::CACHE_CONTROL, "max-age=600")];
            async move { (caching, answer(&files, base, POLICY, uri.path())) }
        });
        self.listen(router).await
    }

    /// From now on every answer is that there is none.
    pub(crate) async fn come_back_out_of_order(self) -> Host {
        let router = Router::new().fallback(|| async { StatusCode::BAD_GATEWAY });
        self.listen(router).await
    }

    async fn listen(self, router: Router) -> Host {
        let Self { address, base } = self;
        let listener = TcpListener::bind(address).await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, is_stopped) = oneshot::channel();
        let served = axum::serve(listener, router).with_graceful_shutdown(async {
            is_stopped.await.ok();
        });
        let stopped = tokio::spawn(async move { served.await.unwrap() });
        Host {
            address,
            base,
            stop,
            stopped,
        }
    }
}

fn answer(files: &Files, base: &str, policy: &str, path: &str) -> Response {
    let path = percent_decode_str(path).decode_utf8_lossy();
    let mut path = path.strip_prefix(base).unwrap_or("outside").to_owned();
    if path.is_empty() || path.ends_with('/') {
        path.push_str("index.html");
    }
    let Some(content) = files.get(&path) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let kind = mime_guess::from_path(&path).first_or_octet_stream();
    let headers = [
        (header::CONTENT_TYPE, kind.to_string()),
        (header::CONTENT_SECURITY_POLICY, policy.to_owned()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    (headers, content.clone()).into_response()
}
