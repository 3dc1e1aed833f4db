//! Small sites whose settings, words and lists of terms hold a payload.

use lyceum::config;
use lyceum::model::{Field, Kind};
use lyceum::world::MemoryWorld;
use serde_json::{Value, json};

use super::{TODAY, quoted};

/// Settings that are no text, whatever their kind: names of files, of addresses and of a repository.
const OTHERWISE: [&str; 6] = ["theme", "share_image", "url", "repo", "branch", "cms"];

/// The theme's words.
const WORDS: &str = include_str!("../../../themes/lyceum/strings/zh.toml");

const COURSE: &str = "mode: 线下\nduration_min: 60\nfee: 0\nowner: 学院\ndate: 2026-11-01\ncapacity: 20\n\
     sessions: [{start: 2026-11-28 09:00}]\nsignup: {where: 学院, until: 2026-11-25}\n\
     quiz: [{question: 甲, options: [乙, 丙], answer: 乙}]\naudience: 城乡居民\ntopic: 科普\n";

/// Of each kind of page one, as paths behind the site's own.
pub(super) const PAGES: [&str; 10] = [
    "",
    "c/",
    "a/",
    "b/",
    "tags/",
    "town/",
    "calendar/",
    "search/",
    "record/",
    "404.html",
];

/// The site of a payload.
pub(super) fn world(payload: &str) -> MemoryWorld {
    let mut world = MemoryWorld::new(TODAY);
    world.write("site.toml", settings(payload));
    world.write("data/towns.csv", terms(payload));
    world.write(
        "data/synonyms.yml",
        format!(
            "both:\n- [{0}, 甲]\none_way:\n  乙: [{0}]\n",
            quoted(payload)
        ),
    );
    world.write(
        "data/glossary.yml",
        format!(
            "{}: {}\n",
            quoted(&cut(payload, 20)),
            quoted(&cut(payload, 40))
        ),
    );
    world.write("themes/lyceum/strings/zh.toml", words(payload));
    let town = quoted(&cut(payload, 60));
    world.write("content/org.md", "---\ntitle: 学院\ntype: org\ntier: 县级\nparent: 无\ndate: 2026-01-05\nowner: 学院\n---\n正文。\n");
    world.write("content/a.md", format!("---\ntitle: 甲\ntags: 乙\ntown: {town}\nown: {town}\n---\n正文。\n\n## 一\n\n> [!NOTE]\n> 注\n"));
    world.write(
        "content/b.md",
        format!("---\ntitle: 乙\ntype: club\nhost: {town}\n---\n正文。\n"),
    );
    world.write(
        "content/c.md",
        format!("---\ntitle: 丙\ntype: course\n{COURSE}---\n正文。\n"),
    );
    world.write(
        "content/venue.md",
        format!("---\ntitle: 场所\ntype: venue\nvenue_kind: 广场\naddress: 某路\nhours: 每天\nowner: 学院\ndate: 2026-11-01\ntown: {town}\n---\n正文。\n"),
    );
    world.write("content/event.md", "---\ntitle: 丁\ntype: event\nstart: 2026-11-22 09:00\norganizer: 学院\nvenue: 场所\nowner: 学院\ndate: 2026-11-01\n---\n正文。\n");
    world
}

/// What is looked at of the site at `/number/`: all kinds of pages, or two, and two of the others in turn.
pub(super) fn pages(number: usize, payload: &str, some: bool) -> Vec<Value> {
    let page = |page: &str| {
        // The home page shows the settings, the others the words of their kinds.
        let texts = if page.is_empty() {
            vec![("title", marked(payload, 80))]
        } else {
            Vec::new()
        };
        json!({ "kind": page, "path": format!("/{number}/{page}"), "texts": texts, "opened": true, "turn": number })
    };
    let pages = PAGES.into_iter().enumerate();
    let pages = pages.filter(|(at, _)| !some || *at < 2 || at % 4 == number % 4);
    pages.map(|(_, one)| page(one)).collect()
}

fn settings(payload: &str) -> String {
    let mut top = String::new();
    let mut tables = String::new();
    for setting in config::settings() {
        match setting.kind.item() {
            _ if OTHERWISE.contains(&&*setting.key) => {}
            Kind::Table(fields) => {
                let (open, close) = match setting.kind {
                    Kind::List(_) => ("[[", "]]"),
                    _ => ("[", "]"),
                };
                let fields = fields.iter().filter_map(|field| text(field, payload));
                let fields: String = fields.collect();
                if !fields.is_empty() {
                    tables += &format!("{open}{}{close}\n{fields}", setting.key);
                    if setting.key == "menu" {
                        tables += &format!(
                            "url = {}\n",
                            quoted(&format!("https://example.org/{payload}"))
                        );
                    }
                }
            }
            _ => top += &text(&setting, payload).unwrap_or_default(),
        }
    }
    let word = quoted(&cut(payload, 40));
    let own = |name: &str| {
        let label = quoted(&(cut(payload, 30) + name));
        format!("label = {label}\nhint = {word}\n")
    };
    let (field, kind, host) = (own("甲"), own("乙"), own("丙"));
    format!(
        "base_url = \"https://example.org/\"\n{top}{tables}\
         [taxonomies.tags]\nlabel = {word}\n[taxonomies.town]\nterms = \"data/towns.csv\"\n\
         [theme_settings]\npopular = [{word}]\n[extra]\nhelp = {word}\n\
         [fields.own]\n{field}[types.club]\n{kind}words = [{word}]\n[types.club.fields.host]\n{host}",
    )
}

/// A setting of text with the payload in it.
fn text(setting: &Field, payload: &str) -> Option<String> {
    match setting.kind {
        Kind::Text(most) if setting.pattern.is_none() && !OTHERWISE.contains(&&*setting.key) => {
            Some(format!(
                "{} = {}\n",
                setting.key,
                quoted(&marked(payload, most))
            ))
        }
        _ => None,
    }
}

/// The theme's words, each with the payload behind it.
fn words(payload: &str) -> String {
    let lines = WORDS.lines().filter_map(|line| line.split_once(" = "));
    // What says how dates are written is no text.
    let lines = lines.filter(|(_, text)| !text.contains('%'));
    lines
        .map(|(key, text)| {
            let text: String = serde_json::from_str(text).unwrap();
            format!("{key} = {}\n", quoted(&(text + payload)))
        })
        .collect()
}

fn terms(payload: &str) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer
        .write_record(["code", "name", "slug", "aliases"])
        .unwrap();
    let aliases = payload.replace(';', ",") + "甲";
    writer
        .write_record(["510521", &cut(payload, 60), "one", &aliases])
        .unwrap();
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

fn marked(payload: &str, most: usize) -> String {
    cut(payload, most - "//甲".chars().count()) + "//甲"
}

fn cut(payload: &str, most: usize) -> String {
    payload.chars().take(most).collect()
}
