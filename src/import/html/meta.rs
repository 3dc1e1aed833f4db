//! What a web page says of itself: names that governments' sites must have, Open Graph, WeChat's scripts.

use jiff::Timestamp;
use scraper::ElementRef;

use super::super::document::Meta;
use crate::fields::OFFSET;

pub(super) fn read(root: ElementRef<'_>, text: &str) -> Meta {
    Meta {
        title: title(root),
        source: named(root, &["contentsource", "og:site_name"], &["js_name"]),
        url: url(root, text),
        date: date(root, text),
    }
}

fn title(root: ElementRef<'_>) -> Option<String> {
    let given = named(root, &["articletitle", "og:title"], &["activity-name"]);
    given.or_else(|| only(root, "h1")).or_else(|| {
        let title = only(root, "title")?;
        // Behind it stands the site's name.
        let end = title
            .find(['_', '|'])
            .or_else(|| title.find(" - "))
            .unwrap_or(title.len());
        title.get(..end).map(|title| title.trim().to_owned())
    })
}

fn url(root: ElementRef<'_>, text: &str) -> Option<String> {
    let canonical = || {
        let mut links = root
            .descendent_elements()
            .filter(|element| element.value().name() == "link");
        let link = links.find(|link| link.attr("rel") == Some("canonical"))?;
        link.attr("href").map(str::to_owned)
    };
    // Browsers write where they saved a page from: `saved from url=(0042)https://…`.
    let saved = || {
        let rest = text
            .get(..4096)
            .unwrap_or(text)
            .split("saved from url=(")
            .nth(1)?;
        let url = rest.split_once(')')?.1.split([' ', '-']).next()?;
        Some(url.trim().to_owned())
    };
    let given = named(root, &["og:url", "url"], &[])
        .or_else(canonical)
        .or_else(saved)?;
    let url = url::Url::parse(given.trim()).ok()?;
    matches!(url.scheme(), "http" | "https").then(|| url.to_string())
}

fn date(root: ElementRef<'_>, text: &str) -> Option<String> {
    let names = [
        "pubdate",
        "article:published_time",
        "og:article:published_time",
        "publishdate",
    ];
    named(root, &names, &["publish_time"]).or_else(|| {
        // WeChat: seconds since 1970, put into the page by its script.
        let seconds = text
            .split("var ct = \"")
            .nth(1)?
            .split('"')
            .next()?
            .parse()
            .ok()?;
        let time = OFFSET.to_datetime(Timestamp::from_second(seconds).ok()?);
        Some(time.date().to_string())
    })
}

/// The content of a `<meta>` by its names in lower case, else the text of an element by its id.
fn named(root: ElementRef<'_>, names: &[&str], ids: &[&str]) -> Option<String> {
    let metas = || {
        root.descendent_elements()
            .filter(|element| element.value().name() == "meta")
    };
    let of_meta = names.iter().find_map(|name| {
        let meta = metas().find(|meta| {
            let own = meta.attr("name").or_else(|| meta.attr("property"));
            own.is_some_and(|own| own.eq_ignore_ascii_case(name))
        })?;
        kept(meta.attr("content")?)
    });
    of_meta.or_else(|| {
        ids.iter().find_map(|id| {
            let element = root
                .descendent_elements()
                .find(|element| element.value().id() == Some(id))?;
            kept(&element.text().collect::<String>())
        })
    })
}

/// The text of the only element of a name.
fn only(root: ElementRef<'_>, name: &str) -> Option<String> {
    let mut all = root
        .descendent_elements()
        .filter(|element| element.value().name() == name);
    let first = all.next()?;
    if all.next().is_some() {
        return None;
    }
    kept(&first.text().collect::<String>())
}

fn kept(text: &str) -> Option<String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}
