//! A stylesheet whose addresses hold on a disk.
//!
//! In: a stylesheet. Out: the same, each `url(…)` of the site relative.

use super::address::Addresses;

/// Makes a stylesheet anew.
pub(super) fn copied(addresses: &Addresses<'_>, path: &str, css: &str) -> String {
    let mut pieces = css.split("url(");
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        out.push_str("url(");
        let (written, rest) = piece.split_once(')').unwrap_or(("", piece));
        let address = written.trim().trim_matches(['"', '\'']);
        match addresses.relative(path, address) {
            Some(new) => out.extend(["\"", &new, "\")", rest]),
            None => out.push_str(piece),
        }
    }
    out
}
