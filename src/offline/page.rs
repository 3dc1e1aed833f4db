//! A page that can be opened from a disk.
//!
//! In: a published page. Out: the same with addresses that hold there and with classic scripts. What
//! names the site on the web stays: canonical addresses, linked data.

use std::collections::BTreeSet;

use lol_html::errors::RewritingError;
use lol_html::html_content::{ContentType, Element};
use lol_html::{RewriteStrSettings, element, rewrite_str};

use super::address::{Addresses, way};

/// A page, made anew.
pub(super) struct Copied {
    pub(super) html: String,
    /// The published scripts that it loads as modules.
    pub(super) modules: BTreeSet<String>,
}

/// Attributes that hold an address.
const ADDRESSES: [&str; 8] = [
    "href",
    "src",
    "action",
    "formaction",
    "poster",
    "data",
    "cite",
    "xlink:href",
];

/// Attributes that hold several addresses, each with a size behind it.
const SETS: [&str; 2] = ["srcset", "imagesrcset"];

/// Makes a page anew. `loader` is the published script that modules need.
///
/// # Errors
/// When the page is no HTML that can be told apart from its text.
pub(super) fn copied(
    addresses: &Addresses<'_>,
    path: &str,
    html: &str,
    loader: &str,
) -> Result<Copied, RewritingError> {
    let mut modules = BTreeSet::new();
    let html = rewrite_str(
        html,
        RewriteStrSettings::new().append_element_content_handler(element!("*", |element| {
            let name = element.tag_name();
            let rel = element.get_attribute("rel").unwrap_or_default();
            match name.as_str() {
                "link" if rel == "modulepreload" => {
                    element.remove();
                    return Ok(());
                }
                "link" if rel == "canonical" => return Ok(()),
                "script" => {
                    let script = module(addresses, path, element);
                    if let Some(script) = script {
                        if modules.is_empty() {
                            let loader = way(path, loader);
                            let loader = format!("<script defer src=\"{loader}\"></script>\n");
                            element.before(&loader, ContentType::Html);
                        }
                        modules.insert(script);
                    }
                }
                _ => {}
            }
            readdress(addresses, path, &name, element)
        })),
    )?;
    Ok(Copied { html, modules })
}

/// Makes a classic script of a module of the site's; the file it is in.
fn module(addresses: &Addresses<'_>, path: &str, element: &mut Element<'_, '_>) -> Option<String> {
    let is_module = element
        .get_attribute("type")
        .is_some_and(|kind| kind == "module");
    let src = element.get_attribute("src").filter(|_| is_module)?;
    let target = addresses.target(path, &src)?;
    element.remove_attribute("type");
    element.set_attribute("defer", "").ok()?;
    Some(target)
}

fn readdress(
    addresses: &Addresses<'_>,
    path: &str,
    tag: &str,
    element: &mut Element<'_, '_>,
) -> lol_html::HandlerResult {
    let attributes = element.attributes().iter();
    let attributes = attributes.map(|attribute| (attribute.name(), attribute.value()));
    for (name, value) in attributes.collect::<Vec<_>>() {
        // Scripts find addresses in attributes of their own. The site's own address is none: it names
        // the site.
        let is_data = name.starts_with("data-")
            && value.starts_with('/')
            && value != addresses.base_url.path();
        let new = if is_data || ADDRESSES.contains(&&*name) {
            addresses.relative(path, &value)
        } else if SETS.contains(&&*name) {
            Some(set(addresses, path, &value))
        } else if tag == "meta" && name == "content" {
            refreshed(addresses, path, &value)
        } else {
            None
        };
        if let Some(new) = new {
            element.set_attribute(&name, &new)?;
        }
    }
    Ok(())
}

/// `a.jpg 1x, b.jpg 2x`
fn set(addresses: &Addresses<'_>, path: &str, value: &str) -> String {
    let each = value.split(',').map(|one| {
        let one = one.trim();
        let end = one.find(char::is_whitespace).unwrap_or(one.len());
        let (address, size) = one.split_at(end);
        let new = addresses.relative(path, address);
        format!("{}{size}", new.as_deref().unwrap_or(address))
    });
    each.collect::<Vec<_>>().join(", ")
}

/// `0; url=/somewhere/`
fn refreshed(addresses: &Addresses<'_>, path: &str, value: &str) -> Option<String> {
    let (seconds, address) = value.split_once("; url=")?;
    let new = addresses.relative(path, address)?;
    Some(format!("{seconds}; url={new}"))
}
