//! `lyceum new` and `lyceum init`: files to start from. Nothing that exists is overwritten.

use std::io;
use std::path::Path;

use super::build::out_folder;
use super::console::Console;
use super::{InitArgs, NewArgs, Outcome};
use crate::diag::Diagnostics;
use crate::diag::Lang;
use crate::msg;
use crate::source::SourceDb;
use crate::world::{DiskWorld, create_file, today_in_china};
use crate::{scaffold, scan};

pub(super) fn new_page(args: &NewArgs, console: &Console) -> Outcome {
    let world = DiskWorld::new(&args.root, out_folder(&args.root, None), today_in_china());
    let mut sources = SourceDb::default();
    // Faulty settings are shown by every build; whatever types they have can be written.
    let (_, config) = scan::settings(&world, &mut sources, &mut Diagnostics::default());
    let schema = &config.schema;
    let Some(kind) = schema.find(&args.kind) else {
        let name = &args.kind;
        let list: Vec<String> = schema
            .types
            .iter()
            .map(|one| match console.lang {
                Lang::Zh => format!("{}（{}）", one.label.zh, one.key),
                Lang::En => one.key.clone().into_owned(),
            })
            .collect();
        let list = list.join(", ");
        return console.fail(&msg!(
            en: "there is no type `{name}`; write one of: {list}",
            zh: "没有 `{name}` 这个类型，可以写：{list}",
        ));
    };
    let (path, text) = scaffold::page(schema, kind, &args.title, today_in_china());
    write(&args.root, &[(path, text)], console)
}

pub(super) fn init(args: &InitArgs, console: &Console) -> Outcome {
    let outcome = write(&args.dir, &scaffold::site(today_in_china()), console);
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
        let path = path.display();
        return console.fail(&msg!(en: "`{path}` exists already", zh: "`{path}` 已经有了"));
    }
    for (path, text) in files {
        let path = root.join(path);
        let written: io::Result<()> = create_file(&path, text.as_bytes());
        let shown = path.display();
        if let Err(error) = written {
            return console.fail(&msg!(en: "`{shown}`: {error}", zh: "`{shown}`：{error}"));
        }
        Console::data(shown);
    }
    Outcome::Done
}
