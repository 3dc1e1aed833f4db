//! The list of dependencies in `docs/dependencies.md`, beside those that there are.

use std::collections::BTreeMap;
use std::fs;

use crate::Outcome;
use crate::command::output;
use crate::files::root;

/// Fails when a direct dependency has no row, or a row is not true.
pub(crate) fn check() -> Outcome {
    // No `--all-features` alone: that leaves out what other systems need.
    let tree = output(
        "cargo",
        "tree --workspace --all-features --target all --no-dedupe --depth 1 --edges normal,build,dev --prefix depth \
         --format |{p}|{l}",
    )?;
    let text = fs::read_to_string(root().join("docs/dependencies.md"))?;
    let faults = faults_of(&tree, &text);
    if faults.is_empty() {
        return Ok(());
    }
    Err(format!(
        "docs/dependencies.md: {}",
        faults.join("\ndocs/dependencies.md: ")
    )
    .into())
}

/// A dependency: its version or the beginning of that, and its licence.
type Dependency<'a> = (&'a str, String);

fn faults_of(tree: &str, text: &str) -> Vec<String> {
    let rows = rows(text);
    let direct = direct(tree);
    let mut faults = Vec::new();
    for (name, (version, licence)) in &direct {
        match rows.get(name) {
            None => faults.push(format!("`{name}` {version} ({licence}) has no row")),
            Some((listed, own)) => {
                let is_it = version
                    .strip_prefix(listed)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
                if !is_it {
                    faults.push(format!("`{name}` is {version}, not {listed}"));
                }
                if own != licence {
                    faults.push(format!("`{name}` has the licence {licence}, not {own}"));
                }
            }
        }
    }
    let gone = rows.keys().filter(|name| !direct.contains_key(*name));
    faults.extend(gone.map(|name| format!("`{name}` is no dependency any more")));
    faults
}

/// The dependencies in what `cargo tree` prints: `1|serde v1.0.229|MIT OR Apache-2.0`.
fn direct(tree: &str) -> BTreeMap<&str, Dependency<'_>> {
    let lines = tree.lines().filter_map(|line| line.strip_prefix("1|"));
    lines
        .filter_map(|line| {
            let (package, licence) = line.split_once('|')?;
            let (name, version) = package.split_once(" v")?;
            let version = version.split_whitespace().next()?;
            // The older form of an expression.
            Some((name, (version, licence.replace('/', " OR "))))
        })
        .collect()
}

/// The rows whose first cell is a crate: those above the last heading, which lists what is none.
fn rows(text: &str) -> BTreeMap<&str, Dependency<'_>> {
    let crates = text.split("\n## Not from crates.io").next();
    let lines = crates.unwrap_or_default().lines();
    lines
        .filter_map(|line| {
            let mut cells = line.split('|').map(str::trim).skip(1);
            let name = cells.next()?.strip_prefix('`')?.strip_suffix('`')?;
            Some((name, (cells.next()?, cells.next()?.to_owned())))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::faults_of;

    const TREE: &str = "0|lyceum v0.1.0 (/site)|MIT OR Apache-2.0\n\
        1|csv v1.4.0|Unlicense/MIT\n\
        1|serde_derive v1.0.2 (proc-macro)|MIT\n";

    #[test]
    fn a_list_that_is_true_has_no_fault() {
        let text = "| `csv` | 1 | Unlicense OR MIT | tables | |\n| `serde_derive` | 1.0 | MIT | | |\n\
            \n## Not from crates.io\n| `npm` | 1 | MIT | |\n";
        assert!(faults_of(TREE, text).is_empty());
    }

    #[test]
    fn what_is_missing_and_what_is_not_so_any_more_are_told() {
        let text = "| `csv` | 0.9 | MIT | | |\n| `gone` | 1 | MIT | | |\n";
        assert_eq!(
            faults_of(TREE, text),
            [
                "`csv` is 1.4.0, not 0.9",
                "`csv` has the licence Unlicense OR MIT, not MIT",
                "`serde_derive` 1.0.2 (MIT) has no row",
                "`gone` is no dependency any more",
            ]
        );
    }
}
