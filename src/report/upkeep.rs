//! What should be mended: links, pictures, pages that nothing leads to.

use std::collections::{BTreeMap, BTreeSet};

use super::{Cell, Section, View, cell};
use crate::diag::{Code, Diagnostics};
use crate::external::{self, Answer};
use crate::msg;
use crate::resolve::{FileSource, Resolved, Text};
use crate::url::UrlPath;

/// Size from which a picture is too heavy for a slow line.
pub const HEAVY_BYTES: u64 = 80 * 1024;

/// The pictures that the site publishes: their addresses and their paths from the site's root.
pub fn pictures(site: &Resolved) -> impl Iterator<Item = (&UrlPath, &str)> {
    site.files.iter().filter_map(|(url, source)| {
        let FileSource::World(path) = source else {
            return None;
        };
        let kind = mime_guess::from_path(path).first()?;
        (kind.type_() == mime_guess::mime::IMAGE).then_some((url, path.as_str()))
    })
}

/// All that a text's links and fields lead to, without queries and fragments.
fn hrefs(text: &Text) -> impl Iterator<Item = &str> {
    let all = text.hrefs.iter().flatten().chain(text.field_hrefs.values());
    all.map(|href| href.split(['#', '?']).next().unwrap_or_default())
}

/// Pages that nothing mentions: their own section's list alone leads to them.
pub(super) fn orphans(view: &View) -> Section {
    let site = view.site;
    let base = &site.config.base_url;
    let menu = site.config.menu.iter();
    let menu = menu.filter_map(|item| UrlPath::parse_alias(&item.url));
    let mut mentioned: BTreeSet<String> = menu.map(|url| base.href(&url)).collect();
    for (url, text) in site.texts() {
        let own = base.href(url);
        let others = hrefs(text).filter(|href| *href != own);
        mentioned.extend(others.map(str::to_owned));
    }
    let pages = site.pages.iter();
    let pages = pages.filter(|page| !mentioned.contains(&base.href(&page.url)));
    let rows = pages.map(|page| {
        vec![
            cell(&page.title),
            view.kind(page),
            cell(view.owner(&page.text)),
            view.path(&page.text),
        ]
    });
    let rows: Vec<_> = rows.collect();
    view.to_do(
        "orphans",
        &msg!(en: "Pages that nothing mentions", zh: "没有别的页面提到的页面"),
        &msg!(
            en: "No text, no field and no menu leads there, only lists; link to them where readers would look",
            zh: "没有正文、字段或菜单指向它们，只在栏目列表里。请在读者会找的地方加上链接",
        ),
        &[
            msg!(en: "page", zh: "页面"),
            msg!(en: "type", zh: "类型"),
            msg!(en: "owner", zh: "负责单位"),
            msg!(en: "file", zh: "文件"),
        ],
        rows,
    )
}

/// Pictures that say nothing to those who cannot see them, as the check found them.
pub(super) fn descriptions(view: &View, faults: &Diagnostics) -> Section {
    let faults = faults.sorted().into_iter();
    let faults = faults.filter(|fault| fault.code == Code::MissingAlt);
    let rows = faults.map(|fault| {
        let file = view.sources.file(fault.span.file);
        let line = file.position(fault.span.start as usize).line;
        vec![cell(&file.path), Cell::Count(line)]
    });
    let rows: Vec<_> = rows.collect();
    view.to_do(
        "descriptions",
        &msg!(en: "Pictures without a description", zh: "没有文字说明的图片"),
        &msg!(
            en: "Say what they show, for readers who cannot see them",
            zh: "请写明图片内容，供看不到图片的人使用",
        ),
        &[msg!(en: "file", zh: "文件"), msg!(en: "line", zh: "行")],
        rows,
    )
}

/// Pictures that cost readers on slow lines too much, the heaviest first.
pub(super) fn heavy(view: &View) -> Section {
    let base = &view.site.config.base_url;
    let mut used: BTreeMap<&str, &Text> = BTreeMap::new();
    for (_, text) in view.site.texts() {
        for href in hrefs(text) {
            used.entry(href).or_insert(text);
        }
    }
    let mut heavy: Vec<(u64, &str, &UrlPath)> = pictures(view.site)
        .filter_map(|(url, path)| {
            let size = *view.known.sizes.get(path)?;
            (size > HEAVY_BYTES).then_some((size, path, url))
        })
        .collect();
    heavy.sort_by_key(|(size, path, _)| (std::cmp::Reverse(*size), *path));
    let rows = heavy.into_iter().map(|(size, path, url)| {
        let kilobytes = size.div_ceil(1024);
        let page = used.get(base.href(url).as_str());
        vec![
            cell(path),
            cell(format!("{kilobytes} KB")),
            page.map_or_else(|| cell(""), |text| view.path(text)),
        ]
    });
    let rows: Vec<_> = rows.collect();
    let most = HEAVY_BYTES / 1024;
    view.to_do(
        "pictures",
        &msg!(en: "Heavy pictures", zh: "过大的图片"),
        &msg!(
            en: "Over {most} KB; make them smaller before they are put in",
            zh: "超过 {most} KB。请先缩小再放进来，手机流量省得下来",
        ),
        &[
            msg!(en: "file", zh: "文件"),
            msg!(en: "size", zh: "大小"),
            msg!(en: "first shown in", zh: "用在"),
        ],
        rows,
    )
}

/// Addresses elsewhere and when they were there last: what is dead first, then what nobody asked.
pub(super) fn links(view: &View) -> Section {
    let memory = &view.known.links;
    let links = external::links(view.site);
    let rank = |address: &str| match memory.get(address).map(|seen| &seen.answer) {
        Some(answer) if answer.is_dead() => 0,
        None => 1,
        Some(Answer::Refused(_)) => 2,
        Some(Answer::Moved(_)) => 3,
        Some(_) => 4,
    };
    let mut order: Vec<(u8, &str)> = links
        .keys()
        .map(|address| (rank(address), address.as_str()))
        .collect();
    order.sort_unstable();
    let open = order.iter().filter(|(rank, _)| *rank == 0).count();
    let unasked = order.iter().filter(|(rank, _)| *rank == 1).count();
    let rows = order.iter().map(|(_, address)| {
        let seen = memory.get(address);
        let good = seen.and_then(|seen| seen.good);
        let answer = match seen {
            Some(seen) => seen.answer.in_words(),
            None => msg!(en: "never asked", zh: "还没有查过"),
        };
        let places = links.get(*address).map(Vec::as_slice).unwrap_or_default();
        let mut files: Vec<&str> = places
            .iter()
            .map(|place| view.sources.file(place.span.file).path.as_str())
            .collect();
        files.dedup();
        vec![
            Cell::Web((*address).to_owned()),
            cell(view.say(&answer)),
            cell(good.map(|day| day.to_string()).unwrap_or_default()),
            cell(
                seen.map(|seen| seen.checked.to_string())
                    .unwrap_or_default(),
            ),
            cell(files.join("、")),
        ]
    });
    let gaps = (unasked > 0).then(|| {
        view.say(&msg!(
            en: "never asked: {unasked}; `lyceum check --external` asks",
            zh: "还没有查过的有 {unasked} 个，运行 `lyceum check --external` 去查",
        ))
    });
    Section {
        key: "links",
        title: view.say(&msg!(en: "Links elsewhere", zh: "外部链接")),
        note: view.say(&msg!(
            en: "As `lyceum check --external` found them; replace what is dead, or say that it is no longer there",
            zh: "以上次 `lyceum check --external` 查到的为准。打不开的请换网址，或注明原网页已经不在",
        )),
        columns: view.columns(&[
            msg!(en: "address", zh: "网址"),
            msg!(en: "state", zh: "情况"),
            msg!(en: "last there", zh: "上次能打开"),
            msg!(en: "asked", zh: "查的日期"),
            msg!(en: "named in", zh: "出现在"),
        ]),
        rows: rows.collect(),
        gaps: gaps.into_iter().collect(),
        open: Some(open),
        is_matrix: false,
    }
}
