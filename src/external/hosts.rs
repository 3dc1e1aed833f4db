//! Manners towards each host: one request at a time, and a pause between two.

use std::collections::BTreeMap;
use std::io;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::sleep;
use std::time::{Duration, Instant};

use url::{Host, Url};

/// When each host may be asked again.
#[derive(Debug, Default)]
pub(super) struct Hosts {
    free: Mutex<BTreeMap<String, Arc<Mutex<Option<Instant>>>>>,
}

impl Hosts {
    /// Does `work` at a host as soon as nobody else does and its pause is over. `work` tells how long
    /// the next pause is.
    pub(super) fn turn<T>(&self, url: &Url, work: impl FnOnce() -> (T, Duration)) -> T {
        let own = {
            let mut all = self.free.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(all.entry(name(url)).or_default())
        };
        let mut free = own.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(at) = *free {
            sleep(at.saturating_duration_since(Instant::now()));
        }
        let (done, pause) = work();
        *free = Instant::now().checked_add(pause);
        done
    }
}

/// The name by which a host is known: two ports are two servers.
pub(super) fn name(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    let port = url.port_or_known_default().unwrap_or_default();
    format!("{host}:{port}")
}

/// Whether a host's name is that of a machine.
pub(super) fn is_known(url: &Url) -> bool {
    lookup(url).is_ok()
}

fn lookup(url: &Url) -> io::Result<Vec<SocketAddr>> {
    url.socket_addrs(|| None)
}

/// Whether a page on the web may send us on to `to`: not to a machine behind our own firewall. A private
/// address that an editor writes is the editor's own business.
pub(super) fn may_follow(from: &Url, to: &Url) -> bool {
    is_private(from) || !is_private(to)
}

fn is_private(url: &Url) -> bool {
    match url.host() {
        None => true,
        Some(Host::Ipv4(address)) => is_private_address(address.into()),
        Some(Host::Ipv6(address)) => is_private_address(address.into()),
        // A name that nobody knows is no secret.
        Some(Host::Domain(_)) => lookup(url).is_ok_and(|found| {
            let mut found = found.into_iter();
            found.any(|address| is_private_address(address.ip()))
        }),
    }
}

fn is_private_address(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(v4) => {
            v4.is_private() || v4.is_loopback() || v4.is_link_local() || v4.is_unspecified()
        }
        IpAddr::V6(v6) => {
            v6.is_loopback()
                || v6 == Ipv6Addr::UNSPECIFIED
                || v6.is_unique_local()
                || v6.is_unicast_link_local()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_web_does_not_lead_behind_the_firewall() {
        let follows =
            |from: &str, to: &str| may_follow(&Url::parse(from).unwrap(), &Url::parse(to).unwrap());
        let web = "http://203.0.113.7/";
        for inner in [
            "http://127.0.0.1/",
            "http://192.168.1.1/admin",
            "http://10.0.0.2:8080/",
            "http://169.254.169.254/latest/",
            "http://[::1]/",
            "http://[fd00::1]/",
            "http://[::ffff:10.0.0.2]/",
            "http://localhost:3000/",
        ] {
            assert!(!follows(web, inner), "{inner}");
            assert!(follows("http://127.0.0.1:8000/", inner), "{inner}");
        }
        assert!(follows(web, "https://198.51.100.4/new"));
    }
}
