//! The copy for a disk: every address in it leads to a file of it, and every page says of which day it is.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

use std::collections::BTreeMap;
use std::path::Path;

use jiff::civil::date;
use lyceum::diag::Diagnostics;
use lyceum::emit::emit;
use lyceum::source::SourceDb;
use lyceum::url::BaseUrl;
use lyceum::world::{DiskWorld, MemorySink};
use lyceum::{BuildOptions, build};
use percent_encoding::percent_decode_str;
use scraper::{Html, Selector};
use url::Url;

/// The copy of the example site, made from an address.
fn copy(base_url: &str) -> BTreeMap<String, Vec<u8>> {
    let root = env!("CARGO_MANIFEST_DIR");
    let world = DiskWorld::new(root, format!("{root}/public"), date(2026, 11, 20));
    let options = BuildOptions {
        base_url: Some(BaseUrl::parse(base_url).unwrap()),
        offline: true,
        ..BuildOptions::default()
    };
    let mut sources = SourceDb::default();
    let mut diags = Diagnostics::default();
    let files = build(&world, &options, &mut sources, &mut diags).unwrap();
    let mut sink = MemorySink::default();
    emit(&world, &files, &mut sink).unwrap();
    sink.files().clone()
}

fn has_extension(path: &str, extension: &str) -> bool {
    Path::new(path)
        .extension()
        .is_some_and(|own| own == extension)
}

fn pages(files: &BTreeMap<String, Vec<u8>>) -> Vec<(&str, Html)> {
    let pages = files.iter().filter(|(path, _)| has_extension(path, "html"));
    let pages = pages.map(|(path, bytes)| {
        let text = std::str::from_utf8(bytes).unwrap();
        (path.as_str(), Html::parse_document(text))
    });
    pages.collect()
}

/// What an attribute holds, address by address.
fn addresses<'a>(name: &str, value: &'a str) -> Vec<&'a str> {
    match name {
        "href" | "src" | "action" | "poster" | "data" => vec![value],
        "srcset" => value
            .split(',')
            .filter_map(|one| one.split_whitespace().next())
            .collect(),
        "content" => value.split("; url=").skip(1).collect(),
        name if name.starts_with("data-")
            && (value.starts_with('/') || value.starts_with("../")) =>
        {
            vec![value]
        }
        _ => Vec::new(),
    }
}

#[test]
fn every_address_leads_to_a_file() {
    for base in ["https://example.org/", "https://example.org/portal/"] {
        let files = copy(base);
        let disk = Url::parse("file:///usb/").unwrap();
        let mut checked = 0;
        for (path, html) in pages(&files) {
            let page = disk.join(path).unwrap();
            let elements = html
                .select(&Selector::parse("*").unwrap())
                .collect::<Vec<_>>();
            let attributes = elements.iter().flat_map(|element| element.value().attrs());
            for (name, value) in attributes {
                for address in addresses(name, value) {
                    let url = page.join(address).unwrap();
                    if url.scheme() != "file" || (name.starts_with("data-") && value == "/") {
                        continue;
                    }
                    let inner = url.path().strip_prefix(disk.path());
                    let inner =
                        inner.unwrap_or_else(|| panic!("{path}: {name}={value} leaves the copy"));
                    let inner = percent_decode_str(inner).decode_utf8().unwrap();
                    assert!(files.contains_key(&*inner), "{path}: {name}={value}");
                    checked += 1;
                }
            }
        }
        assert!(checked > 10_000, "only {checked} addresses");
    }
}

#[test]
fn every_page_says_of_which_day_it_is_and_needs_no_module() {
    let files = copy("https://example.org/");
    let all = pages(&files);
    assert!(all.len() > 200, "only {} pages", all.len());
    for (path, html) in all {
        let notice = Selector::parse(".copied").unwrap();
        let notice: String = html.select(&notice).flat_map(|one| one.text()).collect();
        assert!(
            notice.contains("离线版日期：2026年11月20日"),
            "{path}: {notice}"
        );
        let modules = Selector::parse("[type=module], [rel=modulepreload]").unwrap();
        assert_eq!(html.select(&modules).count(), 0, "{path}");
        let canonical = Selector::parse("link[rel=canonical]").unwrap();
        for link in html.select(&canonical) {
            let href = link.attr("href").unwrap();
            assert!(href.starts_with("https://example.org/"), "{path}: {href}");
        }
    }
    // Browsers fetch no bare files from a disk.
    let bare = files.keys().find(|path| has_extension(path, "bin"));
    assert_eq!(bare, None);
}
