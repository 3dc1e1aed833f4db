//! The preview server: build in memory, watch, reload.
//!
//! In: a site's folder. Out: the same pages as `lyceum build` makes, over HTTP, with a small script
//! that reloads them after a change and shows faults. The only module that knows the async runtime.

mod http;
mod preview;
mod site;
mod watch;

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::mpsc::channel;

use jiff::civil::DateTime;
use tokio::net::TcpListener;

use crate::diag::Lang;
use http::Shared;
use preview::{Message, Preview, Status};

/// What to serve, and where.
#[derive(Debug, Clone)]
pub struct ServeOptions {
    /// The site's folder.
    pub root: PathBuf,
    /// Where to listen. Port 0 takes a free one.
    pub addr: SocketAddr,
    /// Whether drafts are shown.
    pub drafts: bool,
    /// The time to build for; the real one if none.
    pub now: Option<DateTime>,
    /// The language of messages.
    pub lang: Lang,
}

/// What happens while serving.
#[derive(Debug)]
pub enum ServeEvent {
    /// Pages can be fetched from this address.
    Listening(String),
    /// The site was built, in so many seconds.
    Built(f64),
    /// The site could not be built, or was built with warnings: the diagnostics as text.
    Faults(String),
}

/// The server could not start.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address cannot be listened on.
    #[error("cannot listen on {addr}: {source}")]
    Listen {
        /// The address.
        addr: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// The folder cannot be watched.
    #[error("cannot watch the site's folder: {0}")]
    Watch(#[from] notify_debouncer_full::notify::Error),
    /// The runtime failed.
    #[error(transparent)]
    Runtime(#[from] io::Error),
}

/// Serves until the process is interrupted.
///
/// # Errors
/// When the address or the folder is not to be had.
pub fn serve(
    options: ServeOptions,
    on_event: impl Fn(ServeEvent) + Send + Sync + 'static,
) -> Result<(), ServeError> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async move {
        let addr = options.addr;
        let listener = TcpListener::bind(addr)
            .await
            .map_err(|source| ServeError::Listen { addr, source })?;
        let origin = format!("http://{}", listener.local_addr()?);
        // Watch before the site is read, so that no change falls between the two.
        let mut changes = watch::watch(&options.root)?;
        let (outbox, inbox) = channel();
        let (status, told) = tokio::sync::watch::channel(Status::default());
        let on_event = Box::new(on_event);
        let preview = Preview::new(options, &origin, on_event, status, (outbox.clone(), inbox));
        std::thread::spawn(move || preview.run(&origin));
        let teller = outbox.clone();
        std::thread::spawn(move || {
            while let Some(files) = changes.wait() {
                if teller.send(Message::Changed(files)).is_err() {
                    return;
                }
            }
        });
        axum::serve(listener, http::router(Shared::new(outbox, told))).await?;
        Ok(())
    })
}
