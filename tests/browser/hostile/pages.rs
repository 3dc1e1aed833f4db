//! A site whose every field holds payloads.

use lyceum::model::data::{DataFile, data_files};
use lyceum::model::{Field, Kind, NO_PAGE, Schema, Type};
use lyceum::world::MemoryWorld;
use serde_json::{Value, json};

use super::payloads::RULED;
use super::{PAYLOADS, TODAY, quoted};

/// Whether a field stands on no page as it is written, or its values have rules of their own; what becomes of
/// payloads in those is another test's business (`tests/faults/hostile.rs`).
fn is_otherwise(field: &Field) -> bool {
    field.key == "parent" || RULED.contains(&&*field.key)
}

/// A page, and what is to be seen on it.
pub(super) struct HostilePage {
    /// Its type.
    pub(super) kind: String,
    /// Its address.
    pub(super) path: String,
    /// Whether it is opened, scripts and all, or only read as a browser reads it.
    pub(super) is_opened: bool,
    /// Its fields of text, each with its text.
    pub(super) texts: Vec<(String, String)>,
}

impl HostilePage {
    pub(super) fn to_json(&self) -> Value {
        json!({ "kind": self.kind, "path": self.path, "texts": self.texts, "opened": self.is_opened })
    }
}

/// Writes a page of each type for each payload, with the payload in every field, and data files with a row for
/// each.
pub(super) fn write(world: &mut MemoryWorld, payloads: &[&str]) -> Vec<HostilePage> {
    let schema = Schema::built_in();
    let mut pages = Vec::new();
    for (number, payload) in payloads.iter().enumerate() {
        for (at, kind) in schema.types.iter().enumerate() {
            let folder = format!("content/{}/{number}", kind.key);
            let mut page = Page {
                number,
                payload,
                texts: Vec::new(),
            };
            let text = page.front_matter(&schema, kind);
            world.write(format!("{folder}/index.md"), text);
            world.write(
                format!("{folder}/{}", file_name(payload)),
                "<svg xmlns='http://www.w3.org/2000/svg'/>",
            );
            pages.push(HostilePage {
                kind: kind.key.to_string(),
                path: format!("/{}/{number}/", kind.key),
                is_opened: (at + number) % 4 == 0 || number >= PAYLOADS.len(),
                texts: page.texts,
            });
        }
    }
    for file in data_files() {
        world.write(file.path, data_file(&file, payloads));
    }
    pages
}

/// What is written into one page.
struct Page<'a> {
    number: usize,
    payload: &'a str,
    texts: Vec<(String, String)>,
}

impl Page<'_> {
    fn front_matter(&mut self, schema: &Schema, kind: &Type) -> String {
        let title = title(self.payload, &kind.key);
        let mut text = format!("---\ntitle: {}\ntype: {}\n", quoted(&title), kind.key);
        if kind.key == "org" {
            text += &format!("parent: {NO_PAGE}\n");
        }
        self.texts.push(("title".to_owned(), title));
        let fields = schema.fields_of(kind);
        for field in fields.filter(|field| !is_otherwise(field) && field.key != "title") {
            let value = self.value(&field.kind, &field.key);
            text += &format!("{}: {value}\n", field.key);
        }
        text + "---\n正文。\n"
    }

    /// A value as hostile as its kind allows, in YAML.
    fn value(&mut self, kind: &Kind, name: &str) -> String {
        match kind {
            // The right options of a quiz are copied from its options.
            Kind::Text(_) if name == "quiz.answer" => {
                quoted(&marked(self.payload, "quiz.options", 200))
            }
            Kind::Text(most) => self.text(name, *most),
            Kind::Term(_) => self.text(name, 200),
            Kind::Free => format!("{{a: {}}}", self.text(name, 200)),
            Kind::DocNo => format!("泸县府办发〔2016〕{}号", self.number + 1),
            Kind::Document => "教职成〔2016〕4号".to_owned(),
            Kind::Date | Kind::Moment => TODAY.to_string(),
            Kind::Bool => "true".to_owned(),
            Kind::Number { min, max, .. } if name.ends_with("year") || *min >= 1000.0 => {
                min.max(2000.0).min(*max).to_string()
            }
            Kind::Number { min, max, .. } => min.max(5.0).min(*max).to_string(),
            Kind::Choice(choices) => choices[0].clone().into_owned(),
            Kind::Page(types) => quoted(&title(
                self.payload,
                types.first().map_or("article", |one| &**one),
            )),
            Kind::File => quoted(&file_name(self.payload)),
            Kind::Url => quoted(&format!("https://example.org/{}", self.payload)),
            Kind::List(item) => format!("[{}]", self.value(item, name)),
            Kind::Table(fields) => {
                let fields = fields.iter();
                let fields: Vec<String> = fields
                    .map(|field| {
                        format!(
                            "{}: {}",
                            field.key,
                            self.value(&field.kind, &format!("{name}.{}", field.key))
                        )
                    })
                    .collect();
                format!("{{{}}}", fields.join(", "))
            }
        }
    }

    fn text(&mut self, name: &str, most: usize) -> String {
        let text = marked(self.payload, name, most);
        self.texts.push((name.to_owned(), text.clone()));
        quoted(&text)
    }
}

/// The title of the page of a type.
fn title(payload: &str, kind: &str) -> String {
    marked(payload, kind, 80)
}

/// A payload that says in which field it stands, as a comment: what ran before runs still.
fn marked(payload: &str, name: &str, most: usize) -> String {
    let mark = format!("//{name}");
    let room = most - mark.chars().count();
    let payload: String = payload.chars().take(room).collect();
    payload + &mark
}

/// The payload as the name of a file, as far as names of files go.
fn file_name(payload: &str) -> String {
    let part = |letter: char| {
        if letter.is_control() || r#"<>:"|?*\/#%"#.contains(letter) {
            '_'
        } else {
            letter
        }
    };
    format!(
        "{}.svg",
        payload.trim().chars().map(part).collect::<String>()
    )
}

/// The rows of a data file, one a payload.
fn data_file(file: &DataFile, payloads: &[&str]) -> String {
    let columns = file.columns.iter();
    let is_yaml = file
        .path
        .rsplit_once('.')
        .is_some_and(|(_, end)| end == "yml");
    let written = |text: String| if is_yaml { quoted(&text) } else { text };
    let cell = |field: &Field, payload: &str| match &field.kind {
        Kind::Text(most) => written(marked(payload, &field.key, *most)),
        Kind::Url => written(format!("https://example.org/{payload}")),
        Kind::Number { min, .. } => min.max(5.0).to_string(),
        _ => TODAY.to_string(),
    };
    if is_yaml {
        let row = |payload: &&str| {
            let cells: Vec<String> = columns
                .clone()
                .map(|field| format!("{}: {}", field.key, cell(field, payload)))
                .collect();
            format!("- {{{}}}\n", cells.join(", "))
        };
        return payloads.iter().map(row).collect();
    }
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer
        .write_record(columns.clone().map(|field| &*field.key))
        .unwrap();
    for payload in payloads {
        writer
            .write_record(columns.clone().map(|field| cell(field, payload)))
            .unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}
