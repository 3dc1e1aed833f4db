//! The directory of all pages.

use tera::Value;

use super::{Contexts, Inputs};
use crate::metadata::{About, Subject};
use crate::render::values::table;
use crate::resolve::{Directory, Letter};

impl Contexts<'_> {
    pub(super) fn directory(&self, number: usize, context: &mut Inputs) {
        let directory = &self.site.directory;
        let first = Directory::url();
        let part_url = |part: usize| self.href(&first.list_page(part));
        let letters = directory.letters().map(
            |Letter {
                 letter,
                 part,
                 count,
             }| {
                table([
                    ("letter", Value::from(letter.to_string())),
                    (
                        "url",
                        Value::from(format!("{}#{}", part_url(part), id(letter))),
                    ),
                    ("count", Value::from(count)),
                ])
            },
        );
        let groups = directory.part(number).map(|(letter, pages)| {
            table([
                ("letter", Value::from(letter.to_string())),
                ("id", Value::from(id(letter))),
                ("pages", self.cards(&pages)),
            ])
        });
        let value = table([
            ("count", Value::from(self.site.pages.len())),
            ("letters", Value::from(letters.collect::<Vec<_>>())),
            ("groups", Value::from(groups.collect::<Vec<_>>())),
            ("taxonomies", self.taxonomies()),
            ("pager", self.pager(&first, number, directory.parts())),
        ]);
        context.insert_value("directory", value);
        let about = About {
            subject: Subject::Directory,
            url: &first.list_page(number),
            title: &self.word("directory"),
            description: "",
            way: &[self.home_crumb()],
        };
        self.current("directory", &about, context);
    }
}

/// The anchor of a letter. `#` cannot stand in one.
fn id(letter: char) -> String {
    if letter.is_ascii_alphabetic() {
        letter.to_string()
    } else {
        "other".to_owned()
    }
}
