//! The licences of all dependencies.
//!
//! In: what cargo says of them. A dependency passes when one way to read its licence expression
//! needs only licences of [`ALLOWED`].

use crate::Outcome;
use crate::command::output;

/// Licences that permit what Lyceum's own do, and MPL-2.0, which binds only the files under it.
const ALLOWED: [&str; 16] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    // Of data: the list of certificate authorities.
    "CDLA-Permissive-2.0",
    // Asks for a line in the documentation: it is in README.md.
    "IJG",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Checks every package that a build, a test or a task may use.
pub(crate) fn check() -> Outcome {
    let packages = output(
        "cargo",
        "tree --workspace --all-features --edges normal,build,dev --prefix none --no-dedupe --format {p}|{l}",
    )?;
    let mut refused: Vec<&str> = packages
        .lines()
        .filter(|line| !line.is_empty())
        .filter(|line| {
            line.split_once('|')
                .is_none_or(|(_, licence)| !allows(licence))
        })
        .collect();
    refused.sort_unstable();
    refused.dedup();
    if refused.is_empty() {
        return Ok(());
    }
    Err(format!(
        "licences that are not in xtask/src/licences.rs:\n{}",
        refused.join("\n")
    )
    .into())
}

/// Whether an SPDX expression, or the older form with `/`, can be met.
fn allows(expression: &str) -> bool {
    let spaced = expression
        .replace('/', " OR ")
        .replace('(', " ( ")
        .replace(')', " ) ");
    let mut words = spaced.split_whitespace().peekable();
    any_of(&mut words) && words.next().is_none()
}

type Words<'a> = std::iter::Peekable<std::str::SplitWhitespace<'a>>;

fn any_of(words: &mut Words) -> bool {
    let mut allowed = all_of(words);
    while words.next_if_eq(&"OR").is_some() {
        allowed |= all_of(words);
    }
    allowed
}

fn all_of(words: &mut Words) -> bool {
    let mut allowed = licence(words);
    while words.next_if_eq(&"AND").is_some() {
        allowed &= licence(words);
    }
    allowed
}

fn licence(words: &mut Words) -> bool {
    let Some(word) = words.next() else {
        return false;
    };
    if word == "(" {
        let allowed = any_of(words);
        return words.next() == Some(")") && allowed;
    }
    if words.next_if_eq(&"WITH").is_none() {
        return ALLOWED.contains(&word);
    }
    let exception = words.next().unwrap_or_default();
    ALLOWED.contains(&format!("{word} WITH {exception}").as_str())
}

#[cfg(test)]
mod tests {
    use super::allows;

    #[test]
    fn one_way_to_read_it_is_enough() {
        for good in [
            "MIT",
            "MIT/Apache-2.0",
            "GPL-3.0-only OR MIT",
            "(MIT OR GPL-3.0-only) AND Unicode-3.0",
            "Apache-2.0 WITH LLVM-exception OR GPL-2.0-only",
        ] {
            assert!(allows(good), "{good}");
        }
    }

    #[test]
    fn every_part_of_a_conjunction_counts() {
        for bad in [
            "",
            "GPL-3.0-only",
            "MIT AND EUPL-1.2",
            "(MIT OR Zlib",
            "GPL-2.0-only WITH LLVM-exception",
            "MIT AND (GPL-3.0-only OR EUPL-1.2)",
        ] {
            assert!(!allows(bad), "{bad}");
        }
    }
}
