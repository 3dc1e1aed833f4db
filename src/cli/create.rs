//! `lyceum new` and `lyceum init`: files to start from. Nothing that exists is overwritten.

use std::io;
use std::path::Path;
use std::sync::Arc;

use super::console::{Console, plain};
use super::site::{self, Site};
use super::{InitArgs, NewArgs, Outcome};
use crate::diag::{Lang, Message};
use crate::model::{Field, Kind, Type};
use crate::msg;
use crate::scaffold::{self, Answers, answer, choices, questions};
use crate::schema::default_folder;
use crate::world::{create_file, now_in_china};

pub(super) fn new_page(args: &NewArgs, console: &Console) -> Outcome {
    match written(args, console) {
        Ok(()) => Outcome::Done,
        Err(outcome) => outcome,
    }
}

fn written(args: &NewArgs, console: &Console) -> Result<(), Outcome> {
    let site = site::read(&args.root, console)?;
    let asks = Console::can_ask();
    let kind = match &args.kind {
        Some(name) => find(&site, name, console)?,
        None if asks => ask_kind(&site, console)?,
        None => {
            return Err(console.fail(&msg!(
                en: "write what to make: `lyceum new course \"title\"`",
                zh: "写明要新建什么：`lyceum new 课程 \"标题\"`",
            )));
        }
    };
    let title = match &args.title {
        Some(title) => title.clone(),
        None if asks => ask_title(console)?,
        None => {
            return Err(console.fail(&msg!(
                en: "write the title of the page too",
                zh: "还要写页面的标题",
            )));
        }
    };
    let mut answers = set_by_flags(args, &site, &kind, console)?;
    // Whoever gives type and title has said all that they want to say now.
    if asks && (args.kind.is_none() || args.title.is_none()) {
        for field in questions(&site.config.schema, &kind) {
            ask_field(&site, field, "", &mut answers, console)?;
        }
    }
    let folder = site.folders.get(&*kind.key).cloned();
    let folder = folder.unwrap_or_else(|| default_folder(&kind));
    let schema = &site.config.schema;
    let page = scaffold::page(
        schema,
        &kind,
        &title,
        &folder,
        &answers,
        now_in_china().date(),
    );
    match write(&args.root, &[page], console) {
        Outcome::Done => Ok(()),
        other => Err(other),
    }
}

/// The type of a name; where there is none, says so.
pub(super) fn find(site: &Site, name: &str, console: &Console) -> Result<Arc<Type>, Outcome> {
    let schema = &site.config.schema;
    if let Some(kind) = schema.find(name) {
        return Ok(Arc::clone(kind));
    }
    let list: Vec<String> = schema
        .types
        .iter()
        .map(|one| match console.lang {
            Lang::Zh => format!("{}（{}）", one.label.zh, one.key),
            Lang::En => one.key.clone().into_owned(),
        })
        .collect();
    let list = list.join(", ");
    Err(console.fail(&msg!(
        en: "there is no type `{name}`; write one of: {list}",
        zh: "没有 `{name}` 这个类型，可以写：{list}",
    )))
}

fn ask_kind(site: &Site, console: &Console) -> Result<Arc<Type>, Outcome> {
    let all = &site.config.schema.types;
    for (number, kind) in (1..).zip(all) {
        let (name, hint) = (kind.label.text(console.lang), kind.hint.text(console.lang));
        console.say(&msg!(en: "{number:>3}  {name}: {hint}", zh: "{number:>3}  {name}：{hint}"));
    }
    loop {
        let typed = console.ask(
            &msg!(en: "Which kind of page, by number or name? ", zh: "要写哪一类页面？写编号或名字："),
        )?;
        let number = typed.parse::<usize>().ok();
        let chosen = number.and_then(|number| all.get(number.checked_sub(1)?));
        if let Some(kind) = chosen.or_else(|| site.config.schema.find(&typed)) {
            return Ok(Arc::clone(kind));
        }
        console.say(&msg!(en: "there is no `{typed}`", zh: "没有 `{typed}`"));
    }
}

fn ask_title(console: &Console) -> Result<String, Outcome> {
    loop {
        let title = console.ask(&msg!(en: "Title: ", zh: "标题："))?;
        if !title.is_empty() {
            return Ok(title);
        }
    }
}

/// Asks for one field until the answer can be; nothing leaves it for later.
fn ask_field(
    site: &Site,
    field: &Arc<Field>,
    prefix: &str,
    answers: &mut Answers,
    console: &Console,
) -> Result<(), Outcome> {
    let path = format!("{prefix}{}", field.key);
    if answers.contains_key(&path) {
        return Ok(());
    }
    let label = field.label.text(console.lang);
    if let Kind::Table(inner) = &field.kind {
        for inner in inner.iter().filter(|inner| inner.required) {
            ask_field(site, inner, &format!("{path}."), answers, console)?;
        }
        return Ok(());
    }
    let known = choices(&field.kind, &site.vocabularies, &site.titles);
    if let Some(hint) = &field.hint {
        let hint = hint.text(console.lang);
        console.say(&msg!(en: "   {hint}", zh: "   {hint}"));
    }
    if !known.is_empty() {
        let list: Vec<String> = (1..)
            .zip(&known)
            .map(|(number, one)| format!("{number} {one}"))
            .collect();
        let list = list.join("  ");
        console.say(&msg!(en: "   {list}", zh: "   {list}"));
    }
    let question = match &field.kind {
        Kind::List(_) => msg!(en: "{label}, several if need be: ", zh: "{label}（可以多个）："),
        _ => msg!(en: "{label}: ", zh: "{label}："),
    };
    loop {
        let typed = console.ask(&question)?;
        if typed.is_empty() {
            return Ok(());
        }
        match answer(field, &typed, &known) {
            Ok(yaml) => {
                answers.insert(path, yaml);
                return Ok(());
            }
            Err(told) => told.iter().for_each(|message| console.say(message)),
        }
    }
}

/// What `--set` says, checked as what is typed.
fn set_by_flags(
    args: &NewArgs,
    site: &Site,
    kind: &Type,
    console: &Console,
) -> Result<Answers, Outcome> {
    let mut answers = Answers::new();
    for (key, typed) in &args.set {
        let mut fields: Vec<&Arc<Field>> = site.config.schema.fields_of(kind).collect();
        let mut path = String::new();
        let mut found = None;
        for part in key.split('.') {
            found = fields.iter().find(|field| field.answers_to(part)).copied();
            let Some(field) = found else { break };
            if !path.is_empty() {
                path.push('.');
            }
            path.push_str(&field.key);
            fields = match &field.kind {
                Kind::Table(inner) => inner.iter().collect(),
                _ => Vec::new(),
            };
        }
        let Some(field) = found else {
            let label = kind.label.text(console.lang);
            return Err(console.fail(
                &msg!(en: "`{label}` has no field `{key}`", zh: "{label}没有 `{key}` 这个字段"),
            ));
        };
        let known = choices(&field.kind, &site.vocabularies, &site.titles);
        match answer(field, typed, &known) {
            Ok(yaml) => {
                answers.insert(path, yaml);
            }
            Err(told) => {
                let both = |text: fn(&Message) -> &str| {
                    told.iter().map(text).collect::<Vec<_>>().join("; ")
                };
                let (en, zh) = (both(|one| &one.en), both(|one| &one.zh));
                return Err(console.fail(&Message { en, zh }));
            }
        }
    }
    Ok(answers)
}

pub(super) fn init(args: &InitArgs, console: &Console) -> Outcome {
    let outcome = write(&args.dir, &scaffold::site(now_in_china().date()), console);
    if outcome == Outcome::Done {
        let dir = args.dir.display();
        console.say(&msg!(
            en: "now run `lyceum serve --root {dir} --open`",
            zh: "接着运行 `lyceum serve --root {dir} --open`",
        ));
    }
    outcome
}

/// Writes files that do not exist yet and prints their paths; writes none if one exists.
fn write(root: &Path, files: &[(String, String)], console: &Console) -> Outcome {
    if let Some((path, _)) = files.iter().find(|(path, _)| root.join(path).exists()) {
        let path = root.join(path);
        let path = plain(&path);
        return console.fail(&msg!(en: "`{path}` exists already", zh: "`{path}` 已经有了"));
    }
    for (path, text) in files {
        let path = root.join(path);
        let written: io::Result<()> = create_file(&path, text.as_bytes());
        let shown = plain(&path);
        if let Err(error) = written {
            return console.fail(&msg!(en: "`{shown}`: {error}", zh: "`{shown}`：{error}"));
        }
        Console::data(shown);
    }
    Outcome::Done
}
