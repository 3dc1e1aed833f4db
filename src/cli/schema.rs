//! `lyceum schema`: the content model for editors' programs.

use super::console::Console;
use super::{Outcome, SchemaArgs, site};
use crate::msg;
use crate::schema::{self, MARK};
use crate::world::{create_file, read_file, replace_file};

/// How far from its beginning a file's mark may stand.
const HEAD: usize = 400;

pub(super) fn run(args: &SchemaArgs, console: &Console) -> Outcome {
    let site = match site::read(&args.root, console) {
        Ok(site) => site,
        Err(outcome) => return outcome,
    };
    let files = schema::files(&schema::Site {
        config: &site.config,
        vocabularies: &site.vocabularies,
        folders: &site.folders,
    });
    // Nobody's own work is written over, and if there is any nothing is written.
    for path in files.keys() {
        let found = read_file(&args.root.join(path));
        let own = found.is_ok_and(|bytes| {
            let head = String::from_utf8_lossy(bytes.get(..HEAD).unwrap_or(&bytes)).into_owned();
            !head.contains(MARK)
        });
        if own {
            return console.fail(&msg!(
                en: "`{path}` was not made by `lyceum schema`; move it away first",
                zh: "`{path}` 不是 `lyceum schema` 生成的，请先挪开",
            ));
        }
    }
    for (path, text) in files {
        let whole = args.root.join(&path);
        let written = if whole.exists() {
            replace_file(&whole, text.as_bytes())
        } else {
            create_file(&whole, text.as_bytes())
        };
        if let Err(error) = written {
            return console.fail(&msg!(en: "`{path}`: {error}", zh: "`{path}`：{error}"));
        }
        Console::data(path);
    }
    Outcome::Done
}
