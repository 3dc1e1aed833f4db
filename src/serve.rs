//! The preview server: build in memory, watch, reload.
//!
//! In: a site's folder. Out: the same pages as `lyceum build` makes, over HTTP, with a small script
//! that reloads them after a change and shows faults. The only module that knows the async runtime.

mod http;
mod preview;
mod site;
mod watch;

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
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
    /// Whether other devices in the network may look too.
    pub lan: bool,
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
    /// Other devices in the network can fetch them from this one; none if there is no network.
    Lan(Option<String>),
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
        let mut addr = options.addr;
        if options.lan {
            addr.set_ip(Ipv4Addr::UNSPECIFIED.into());
        }
        let listener = TcpListener::bind(addr)
            .await
            .map_err(|source| ServeError::Listen { addr, source })?;
        let port = listener.local_addr()?.port();
        let origin = if options.lan {
            let address = own_address().map(|ip| format!("http://{ip}:{port}/"));
            on_event(ServeEvent::Lan(address));
            format!("http://127.0.0.1:{port}")
        } else {
            format!("http://{}", listener.local_addr()?)
        };
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

/// The address of this computer in its network; none without one. Nothing is sent: the system only says from where
/// it would send to an address that documentation has (RFC 5737).
fn own_address() -> Option<IpAddr> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    socket.connect((Ipv4Addr::new(192, 0, 2, 1), 9)).ok()?;
    let address = socket.local_addr().ok()?.ip();
    (!address.is_unspecified() && !address.is_loopback()).then_some(address)
}
