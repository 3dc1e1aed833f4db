//! Rules of the source that no lint knows.

use std::fs;

use crate::Outcome;
use crate::files::{below, root};

/// Most lines of a source file: a longer one holds more than one thing.
const MOST_LINES: usize = 800;

/// Folders whose files nobody wrote: the browser runtime, which is built, and pages saved from elsewhere.
const NOT_WRITTEN: [&str; 2] = ["index/pkg/", "tests/import/"];

/// Checks all source files.
pub(crate) fn check() -> Outcome {
    let root = root();
    let mut faults = Vec::new();
    for path in below(&root)? {
        let is_source = ["rs", "js", "mjs", "css", "html"].contains(&extension(&path));
        let written = !NOT_WRITTEN.iter().any(|folder| path.starts_with(folder));
        if is_source && written {
            let text = fs::read_to_string(root.join(&path))?;
            faults.extend(faults_of(&path, &text));
        }
        if path.ends_with("Cargo.toml") {
            let text = fs::read_to_string(root.join(&path))?;
            faults.extend(lints_of(&path, &text));
        }
    }
    if faults.is_empty() {
        return Ok(());
    }
    Err(faults.join("\n").into())
}

fn extension(path: &str) -> &str {
    path.rsplit_once('.').map_or("", |(_, extension)| extension)
}

fn faults_of(path: &str, text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let lines = text.lines().count();
    if lines > MOST_LINES {
        faults.push(format!(
            "{path}: {lines} lines; split what is over {MOST_LINES}"
        ));
    }
    if extension(path) == "rs" {
        // `let _ =` is clippy's to find; it overlooks the form without `let`.
        let swallowed = text.lines().enumerate().filter(|(_, line)| {
            line.trim_start()
                .strip_prefix("_ = ")
                .is_some_and(|call| call.contains('('))
        });
        faults.extend(swallowed.map(|(at, _)| {
            let line = at + 1;
            format!("{path}:{line}: `_ = f()` may swallow an error; handle it")
        }));
    }
    faults
}

/// A crate of the workspace has the workspace's lints, which forbid `unsafe`.
fn lints_of(path: &str, text: &str) -> Option<String> {
    let is_root = path == "Cargo.toml";
    // A crate that is a workspace of its own is built by other tools.
    let is_ours = is_root || !text.contains("[workspace]");
    if is_ours && !text.contains("[lints]\nworkspace = true\n") {
        return Some(format!("{path}: `[lints] workspace = true` is missing"));
    }
    let forbids = text.contains("\nunsafe_code = \"forbid\"\n");
    (is_root && !forbids).then(|| format!("{path}: `unsafe_code` must be \"forbid\""))
}

#[cfg(test)]
mod tests {
    use super::{MOST_LINES, faults_of, lints_of};

    #[test]
    fn a_crate_that_may_be_unsafe_is_a_fault() {
        let lints = "[lints]\nworkspace = true\n";
        assert!(lints_of("index/Cargo.toml", "[package]\n").is_some());
        assert!(lints_of("index/Cargo.toml", lints).is_none());
        assert!(lints_of("Cargo.toml", &format!("[workspace]\n{lints}")).is_some());
        let forbids = format!("[workspace.lints.rust]\nunsafe_code = \"forbid\"\n{lints}");
        assert!(lints_of("Cargo.toml", &forbids).is_none());
        assert!(lints_of("fuzz/Cargo.toml", "[workspace]\n").is_none());
    }

    #[test]
    fn a_swallowed_result_is_a_fault() {
        let text = "fn f() {\n    _ = std::fs::remove_file(\"x\");\n}\n";
        assert_eq!(
            faults_of("src/a.rs", text),
            ["src/a.rs:2: `_ = f()` may swallow an error; handle it"]
        );
        assert!(faults_of("src/a.rs", "match x {\n    _ => f(),\n}\n").is_empty());
    }

    #[test]
    fn a_long_file_is_a_fault() {
        assert_eq!(faults_of("a.css", &"x\n".repeat(MOST_LINES + 1)).len(), 1);
        assert!(faults_of("a.css", &"x\n".repeat(MOST_LINES)).is_empty());
    }
}
