//! What only a real file system does.
#![expect(
    clippy::disallowed_methods,
    reason = "the real file system is what is tested"
)]

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::process::Command;

use lyceum::world::DiskWorld;

use crate::site::{Folder, files};
use crate::world::TODAY;
use crate::{Outcome, outcome};

fn built(folder: &Folder) -> Outcome {
    let out = folder.path().join("public");
    outcome(&DiskWorld::new(folder.path(), out, TODAY))
}

fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("content/a.md", "# 甲\n");
    folder
}

#[test]
fn a_link_to_a_folder_above_it_is_told() {
    let folder = folder();
    folder.write("content/course/b.md", "# 乙\n");
    symlink("..", folder.path().join("content/course/all")).unwrap();
    symlink("self", folder.path().join("content/self")).unwrap();
    let lines = built(&folder).unwrap_err();
    assert_eq!(
        lines[0],
        "content/course/all:1:1: error[symlink-loop]: the symbolic link leads back to a folder above it"
    );
    assert!(
        lines[1].starts_with("content/self:1:1: error["),
        "{}",
        lines[1]
    );
    assert_eq!(lines.len(), 3);
}

#[test]
fn a_link_to_something_else_is_followed_and_one_to_nothing_is_told() {
    let folder = folder();
    folder.write("elsewhere/b.md", "# 乙\n");
    symlink("../elsewhere", folder.path().join("content/course")).unwrap();
    let published = built(&folder).unwrap();
    assert!(published.contains_key("course/b/index.html"));

    symlink("gone.md", folder.path().join("content/c.md")).unwrap();
    let lines = built(&folder).unwrap_err();
    assert!(
        lines[0].starts_with("content/c.md:1:1: error[unreadable-file]: "),
        "{}",
        lines[0]
    );
}

#[test]
fn nothing_outside_the_site_is_read() {
    let elsewhere = Folder::new();
    elsewhere.write("secret.md", "# 机密\n");
    elsewhere.write("secret.csv", "name\n机密镇\n");
    let folder = folder();
    let secret = |name| elsewhere.path().join(name);
    folder.write(
        "site.toml",
        "[taxonomies.town]\nterms = \"data/towns.csv\"\n[taxonomies.topic]\nterms = \"../topics.csv\"\n",
    );
    folder.write("static/a.txt", "甲");
    folder.write("data/a.txt", "甲");
    symlink(secret("secret.md"), folder.path().join("content/b.md")).unwrap();
    symlink(elsewhere.path(), folder.path().join("content/all")).unwrap();
    symlink(secret("secret.md"), folder.path().join("static/c.txt")).unwrap();
    symlink(secret("secret.csv"), folder.path().join("data/towns.csv")).unwrap();
    let lines = built(&folder).unwrap_err();
    let starts = [
        "site.toml:2:9: error[unreadable-file]: `data/towns.csv` cannot be read: it is outside the site's folder",
        "site.toml:4:9: error[unreadable-file]: `../topics.csv` cannot be read: ",
        "content/all:1:1: error[outside-link]: the symbolic link leads out of the site's folder",
        "content/b.md:1:1: error[outside-link]: ",
        "static/c.txt:1:1: error[outside-link]: ",
    ];
    for (line, start) in lines.iter().zip(starts) {
        assert!(line.starts_with(start), "{line}");
    }
    assert_eq!(lines.len(), starts.len() + 1, "{lines:?}");
}

#[test]
fn a_name_that_is_no_text_is_told() {
    let folder = folder();
    let name = OsStr::from_bytes(b"\xb1\xa8.md");
    std::fs::write(folder.path().join("content").join(name), "# 报\n").unwrap();
    let lines = built(&folder).unwrap_err();
    assert_eq!(
        lines[0],
        "content/\u{fffd}\u{fffd}.md:1:1: error[bad-file-name]: the file's name is no UTF-8"
    );
}

#[test]
fn what_is_no_ordinary_file_is_told_and_not_read() {
    let folder = folder();
    let pipe = folder.path().join("content/b.md");
    assert!(Command::new("mkfifo").arg(pipe).status().unwrap().success());
    assert_eq!(
        built(&folder).unwrap_err()[0],
        "content/b.md:1:1: error[unreadable-file]: the file cannot be read: no ordinary file"
    );
}

#[test]
fn a_folder_named_like_a_page_is_a_folder() {
    let folder = folder();
    folder.write("content/b.md/c.md", "# 丙\n");
    folder.write("content/.hidden.md", "# 隐\n");
    folder.write("content/.git/d.md", "# 丁\n");
    let published = built(&folder).unwrap();
    assert!(published.contains_key("b.md/c/index.html"));
    assert!(!published.keys().any(|path| path.contains("hidden")));
    assert!(!published.keys().any(|path| path.contains("git")));
    assert!(
        !files(folder.path())
            .keys()
            .any(|path| path.starts_with("public"))
    );
}
