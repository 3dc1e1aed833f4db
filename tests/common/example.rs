//! The example site, and with some of its files changed.

use std::io;

use jiff::civil::{DateTime, date};
use lyceum::diag::{Diagnostics, Format, Lang, View, render};
use lyceum::emit::emit;
use lyceum::source::SourceDb;
use lyceum::world::{DiskWorld, Listing, Sink, World};
use lyceum::{BuildOptions, build};

/// Builds the example site with texts in place of its files, by their paths, as of 20 November 2026. What was told of
/// it; as an error where there is no site.
pub(crate) fn build_example(
    options: &BuildOptions,
    texts: &[(&str, &str)],
    sink: &mut dyn Sink,
) -> Result<String, String> {
    let world = WithTexts {
        disk: example(),
        texts,
    };
    let mut sources = SourceDb::default();
    let mut diags = Diagnostics::default();
    let files = build(&world, options, &mut sources, &mut diags);
    let view = View {
        format: Format::Concise,
        lang: Lang::En,
        colour: false,
    };
    let told = render(&diags, &sources, view);
    match files {
        Ok(files) => {
            emit(&world, &files, sink).unwrap();
            Ok(told)
        }
        Err(error) => Err(format!("{error}\n{told}")),
    }
}

/// A text of the example site.
pub(crate) fn text_of_example(path: &str) -> String {
    String::from_utf8(example().read(path).unwrap()).unwrap()
}

fn example() -> DiskWorld {
    let root = env!("CARGO_MANIFEST_DIR");
    DiskWorld::new(root, format!("{root}/public"), date(2026, 11, 20))
}

/// A disk, and texts in place of its files, or beside them.
struct WithTexts<'a> {
    disk: DiskWorld,
    texts: &'a [(&'a str, &'a str)],
}

impl World for WithTexts<'_> {
    fn list(&self, folder: &str) -> Listing {
        let mut listing = self.disk.list(folder);
        let own = self.texts.iter().map(|(path, _)| *path);
        let own = own.filter(|path| path.starts_with(&format!("{folder}/")));
        listing.files.extend(own.map(str::to_owned));
        listing.files.sort();
        listing.files.dedup();
        listing
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        match self.texts.iter().find(|(own, _)| *own == path) {
            Some((_, text)) => Ok(text.as_bytes().to_vec()),
            None => self.disk.read(path),
        }
    }

    fn now(&self) -> DateTime {
        self.disk.now()
    }
}
