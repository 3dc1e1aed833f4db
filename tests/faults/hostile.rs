//! What an editor writes into a field is text: in no published file does it become markup.

use std::collections::BTreeSet;

use lyceum::diag::{Code, Severity};
use lyceum::model::{Field, Kind, NO_PAGE, Schema, Type};
use quick_xml::events::Event;

use crate::payloads::{PAYLOADS, RULED};
use crate::world::FaultyWorld;
use crate::{outcome, read};

/// Ends an attribute, a tag and a text, begins an element and an attribute, and looks like an entity.
const EVIL: &str = "\"'></title><x-evil on-evil=\"'>&lt;b {{ 7 * 7 }}";

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// What must not be in any field that has a form, and the field's kind.
fn refuses(field: &Field) -> bool {
    match field.kind.item() {
        Kind::Text(_) => field.pattern.is_some() || ["lunar", "rrule"].contains(&&*field.key),
        Kind::Term(_) | Kind::Table(_) | Kind::Free => false,
        _ => true,
    }
}

/// The title of the one page of a type.
fn title(key: &str) -> String {
    format!("{key}{EVIL}")
}

/// A value as hostile as its kind allows, in YAML.
fn value(kind: &Kind) -> String {
    match kind {
        Kind::Text(max) => quoted(&EVIL.chars().take(*max).collect::<String>()),
        Kind::Term(_) => quoted(EVIL),
        Kind::DocNo => "泸县府办发〔2016〕215号".to_owned(),
        Kind::Document => "教职成〔2016〕4号".to_owned(),
        Kind::Date | Kind::Moment => "2026-12-05".to_owned(),
        Kind::Bool => "true".to_owned(),
        Kind::Number { min, max, .. } => min.max(1000.0).min(*max).to_string(),
        Kind::Choice(choices) => choices[0].clone().into_owned(),
        Kind::Page(types) => quoted(&title(types.first().map_or("article", |one| &**one))),
        Kind::File => quoted("图' x-evil on-evil='&lt;.svg"),
        Kind::Url => quoted(&format!("https://example.org/{EVIL}")),
        Kind::List(item) => format!("[{0}, {0}]", value(item)),
        Kind::Table(fields) => {
            let fields = fields.iter();
            let fields: Vec<String> = fields
                .map(|field| format!("{}: {}", field.key, value(&field.kind)))
                .collect();
            format!("{{{}}}", fields.join(", "))
        }
        Kind::Free => format!("{{a: {}}}", quoted(EVIL)),
    }
}

fn page(schema: &Schema, kind: &Type) -> String {
    let mut text = format!(
        "---\ntitle: {}\ntype: {}\n",
        quoted(&title(&kind.key)),
        kind.key
    );
    // A minor has no portrait; and the page is to be published today.
    let is_left_out = |field: &Field| field.key == "title" || RULED.contains(&&*field.key);
    let fields = schema.fields_of(kind);
    for field in fields.filter(|field| !is_left_out(field)) {
        let value = match (&*field.key, &field.kind) {
            ("parent", _) => NO_PAGE.to_owned(),
            (_, Kind::Number { min, max, .. }) => min.max(5.0).min(*max).to_string(),
            (_, kind) => value(kind),
        };
        text += &format!("{}: {value}\n", field.key);
    }
    text + &format!("---\n## {EVIL}\n\n正文。\n")
}

#[test]
fn fields_never_become_markup() {
    let toml = |text: &str| format!("\"{}\"", text.replace('"', "\\\""));
    let evil = toml(EVIL);
    let short: String = EVIL.chars().take(40).collect();
    let mut world = FaultyWorld::new();
    world.write(
        "site.toml",
        format!(
            "title = {evil}\nbase_url = \"https://example.org/portal/\"\ndescription = {evil}\nbanner = {evil}\n\
             [taxonomies.tags]\nlabel = {}\n[extra]\nhelp = {evil}\nhost = {evil}\n\
             [[menu]]\nname = {}\nurl = \"/article/\"\n\
             [[menu]]\nname = \"乙\"\nurl = {}\n",
            toml(&short),
            toml(&short),
            toml(&format!("https://example.org/{EVIL}")),
        ),
    );
    let schema = Schema::built_in();
    for kind in &schema.types {
        world.write(
            &format!("content/{0}/{0}.md", kind.key),
            page(&schema, kind),
        );
        world.write(
            &format!("content/{}/图' x-evil on-evil='&lt;.svg", kind.key),
            "<svg/>",
        );
    }
    world.write(
        "content/article/_index.md",
        format!(
            "---\ntitle: {}\nsummary: {}\n---\n",
            quoted(EVIL),
            quoted(EVIL)
        ),
    );
    let files = outcome(&world).unwrap_or_else(|lines| panic!("{}", lines.join("\n")));
    let mut shown = 0;
    for (path, text) in &files {
        match path.rsplit_once('.') {
            Some((_, "html")) => {
                check_html(path, text);
                shown += text.matches("x-evil").count();
            }
            Some((_, "xml")) => check_xml(path, text),
            _ => {}
        }
    }
    assert!(shown > 500, "shown only {shown} times");
}

/// Of text, markup may be made harmless; of what has a form, there is no harmless markup.
#[test]
fn fields_with_a_form_take_no_payload() {
    let mut world = FaultyWorld::new();
    world.write("site.toml", "");
    let schema = Schema::built_in();
    let mut written = BTreeSet::new();
    for kind in &schema.types {
        for (number, payload) in PAYLOADS.iter().enumerate() {
            let path = format!("content/{}/{number}.md", kind.key);
            let mut text = format!("---\ntype: {}\n", kind.key);
            // Worksheets may be elsewhere too: links load nothing.
            let is_address = payload.starts_with("//");
            for (line, field) in (3..).zip(
                schema
                    .fields_of(kind)
                    .filter(|field| refuses(field) && !is_address),
            ) {
                text += &format!("{}: {}\n", field.key, quoted(payload));
                written.insert((path.clone(), line, field.key.to_string()));
            }
            world.write(&path, text + "---\n");
        }
    }
    let (sources, diags) = read(&world);
    // Films may be elsewhere, and are told too.
    let told = diags.sorted().into_iter();
    let told = told.filter(|one| one.severity == Severity::Error || one.code == Code::ForeignFile);
    let told: BTreeSet<(String, usize)> = told
        .map(|one| {
            (
                sources.file(one.span.file).path.clone(),
                sources.position(one.span).line,
            )
        })
        .collect();
    let taken = written
        .iter()
        .filter(|(path, line, _)| !told.contains(&(path.clone(), *line)));
    let taken: Vec<_> = taken.collect();
    assert!(
        taken.is_empty(),
        "{} of {}: {taken:#?}",
        taken.len(),
        written.len()
    );
    assert!(written.len() > 100 * 100, "{}", written.len());
}

/// Addresses hold signs too: those that are taken stay within their attributes.
#[test]
fn addresses_never_become_markup() {
    let site = |left_out: &BTreeSet<String>| {
        let mut world = FaultyWorld::new();
        world.write("site.toml", "base_url = \"https://example.org/\"\n");
        for (number, payload) in PAYLOADS.iter().enumerate() {
            for key in ["slug", "aliases"] {
                let path = format!("content/{key}/{number}.md");
                if !left_out.contains(&path) {
                    let text = format!(
                        "---\ntitle: {key}{number}\n{key}: {}\n---\n",
                        quoted(payload)
                    );
                    world.write(&path, text);
                }
            }
        }
        world
    };
    let (sources, diags) = read(&site(&BTreeSet::new()));
    let refused = diags.sorted().into_iter();
    let refused = refused
        .map(|one| sources.file(one.span.file).path.clone())
        .collect();
    let files = outcome(&site(&refused)).unwrap_or_else(|lines| panic!("{}", lines.join("\n")));
    let mut shown = 0;
    for (path, text) in &files {
        if !matches!(path.rsplit_once('.'), Some((_, "html"))) {
            continue;
        }
        for tag in tags(text) {
            assert!(
                !tag.iter().any(|name| name.starts_with("on")),
                "{path}: {tag:?}"
            );
        }
        shown += usize::from(path.contains("ran()"));
    }
    assert!(shown > 5, "{shown} of {}", refused.len());
}

/// No element and no attribute bears the name, and nothing is worked out.
fn check_html(path: &str, html: &str) {
    for tag in tags(html) {
        let clean = !tag.iter().any(|name| name.contains("evil"));
        assert!(clean, "{path}: {tag:?}");
    }
    assert!(
        !html.contains("b 49"),
        "{path}: a value is run as a template"
    );
    assert!(!html.contains("&amp;amp;"), "{path}: escaped twice");
}

fn check_xml(path: &str, xml: &str) {
    let mut reader = quick_xml::Reader::from_str(xml);
    loop {
        match reader
            .read_event()
            .unwrap_or_else(|error| panic!("{path}: {error}"))
        {
            Event::Start(tag) | Event::Empty(tag) => {
                assert!(!tag.name().as_ref().starts_with("x-evil"), "{path}");
            }
            Event::Eof => break,
            _ => {}
        }
    }
}

/// The tags of a page as a browser sees them: of each its name, then those of its attributes.
fn tags(html: &str) -> Vec<Vec<String>> {
    let mut tags = Vec::new();
    let mut rest = html;
    while let Some((_, after)) = rest.split_once('<') {
        rest = after;
        if !rest.starts_with(|c: char| c.is_ascii_alphabetic() || "/!".contains(c)) {
            continue;
        }
        let mut names = Vec::new();
        let mut name = String::new();
        let mut chars = rest.char_indices();
        while let Some((at, c)) = chars.next() {
            match c {
                '"' | '\'' if name.ends_with('=') => {
                    let end = chars.find(|(_, other)| *other == c);
                    assert!(end.is_some(), "a value without an end");
                }
                '>' => {
                    names.push(std::mem::take(&mut name));
                    rest = rest.get(at + 1..).unwrap_or_default();
                    break;
                }
                c if c.is_ascii_whitespace() => names.push(std::mem::take(&mut name)),
                c => name.push(c),
            }
        }
        names.retain(|name| !name.is_empty());
        tags.push(names);
    }
    tags
}

#[test]
fn a_browser_sees_what_the_check_sees() {
    let seen = tags("<p class=\"a>b\" on-evil='1'>x < y</p><x-evil>");
    assert_eq!(
        seen,
        [vec!["p", "class=", "on-evil="], vec!["/p"], vec!["x-evil"],]
    );
}
