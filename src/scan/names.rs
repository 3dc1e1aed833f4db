//! Names of files that some system cannot hold, or holds for one.
//!
//! In: the files of a site, as they would be published. Out: those that must be renamed. One such file
//! ends a checkout on Windows, so it is an error wherever the site is built.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::{folder_of, name_of};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::msg;
use crate::portable::{fault, folded};
use crate::source::{SourceDb, Span};

/// A file: its path once published, and its path from the site's root.
type File = (String, String);

/// Tells which names cannot stay. Out come the paths from the site's root.
pub(super) fn check(
    files: &[&[File]],
    sources: &mut SourceDb,
    diags: &mut Diagnostics,
) -> BTreeSet<String> {
    let mut names = Names::default();
    let mut bad = BTreeSet::new();
    for file in files.iter().copied().flatten() {
        if names.add(file, sources, diags) {
            bad.insert(file.1.clone());
        }
    }
    bad
}

/// The files and folders that were looked at.
#[derive(Default)]
struct Names<'a> {
    /// As they are written, and a file that is or lies in each, by how they read without capitals.
    spelled: HashMap<String, (&'a str, &'a File)>,
    /// Those at fault: one fault is told once, not for every file in a folder.
    faulty: HashSet<&'a str>,
    /// The folder of the last file, and whether it is at fault.
    last: (&'a str, bool),
}

impl<'a> Names<'a> {
    /// Whether the file cannot stay, as it is called or as a folder above it is.
    fn add(&mut self, file: &'a File, sources: &mut SourceDb, diags: &mut Diagnostics) -> bool {
        let folder = folder_of(&file.0);
        if folder != self.last.0 {
            let ends = folder.match_indices('/').map(|(at, _)| at);
            let mut faulty = false;
            for end in ends.chain([folder.len()]) {
                let above = folder.get(..end).unwrap_or_default();
                faulty = faulty || self.is_faulty(above, file, sources, diags);
            }
            self.last = (folder, faulty);
        }
        self.last.1 || self.is_faulty(&file.0, file, sources, diags)
    }

    /// Whether a file, or a folder above it, is at fault by its own name.
    fn is_faulty(
        &mut self,
        path: &'a str,
        file: &'a File,
        sources: &mut SourceDb,
        diags: &mut Diagnostics,
    ) -> bool {
        if self.faulty.contains(path) {
            return true;
        }
        let name = name_of(path);
        let (message, first) = if let Some(fault) = fault(name) {
            (fault.message(name), None)
        } else {
            let key = folded(path).into_owned();
            let (spelled, first) = *self.spelled.entry(key).or_insert((path, file));
            if spelled == path {
                return false;
            }
            let other = name_of(spelled);
            let message = msg!(
                en: "`{name}` and `{other}` differ only in capitals, which Windows and macOS hold for one",
                zh: "`{name}` 和 `{other}` 只有大小写不同，在 Windows 和 macOS 上是同一个名字",
            );
            (message, Some(first))
        };
        self.faulty.insert(path);
        let span = Span::file(sources.add(file.1.as_str(), ""));
        let mut fault = Diagnostic::error(Code::BadFileName, span, message);
        if let Some(first) = first {
            let first = Span::file(sources.add(first.1.as_str(), ""));
            fault = fault.note_at(first, msg!(en: "the other one", zh: "另一个在这里"));
        }
        diags.push(fault.help(if path.len() < file.0.len() {
            msg!(en: "rename the folder", zh: "给文件夹改名")
        } else {
            msg!(en: "rename the file", zh: "给文件改名")
        }));
        true
    }
}
