//! Paths as links write them.

pub(super) fn split_fragment(written: &str) -> (&str, Option<&str>) {
    match written.split_once('#') {
        Some((path, fragment)) => (path, Some(fragment)),
        None => (written, None),
    }
}

/// `https:…`, `mailto:…`, `//host/…`.
pub(super) fn is_elsewhere(path: &str) -> bool {
    if path.starts_with("//") {
        return true;
    }
    let scheme = path.split([':', '/', '?', '#']).next().unwrap_or_default();
    path.get(scheme.len()..)
        .is_some_and(|rest| rest.starts_with(':'))
        && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
}

/// `https://…`, `http://…` or `//host/…`, in any case.
pub(super) fn is_web_address(url: &str) -> bool {
    let starts = |prefix: &str| {
        url.get(..prefix.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(prefix))
    };
    ["https://", "http://", "//"].into_iter().any(starts)
}

/// A file that a page in `folder` names, as a path from the content folder: `/x.md` is one already.
pub(super) fn content_path(folder: &str, written: &str) -> Option<String> {
    match written.strip_prefix('/') {
        Some(path) => Some(path.to_owned()),
        None => join(folder, written),
    }
}

/// Joins a folder and a path with `.` and `..` in it; `None` when it leaves the content folder.
pub(super) fn join(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The path of a file seen from a folder.
pub(super) fn relative(folder: &str, path: &str) -> String {
    let from: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let to: Vec<&str> = path.split('/').collect();
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..", from.len() - shared);
    up.chain(to.into_iter().skip(shared))
        .collect::<Vec<_>>()
        .join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_join_and_stay_inside() {
        assert_eq!(join("a/b", "../c.md").as_deref(), Some("a/c.md"));
        assert_eq!(join("", "./x/").as_deref(), Some("x"));
        assert_eq!(join("a", "../../x"), None);
        assert_eq!(
            relative("policy/2016", "heritage/a.md"),
            "../../heritage/a.md"
        );
        assert_eq!(relative("heritage", "heritage/a.md"), "a.md");
    }

    #[test]
    fn what_has_a_scheme_is_elsewhere() {
        for url in ["https://a.b/", "mailto:a@b", "tel:0830", "//cdn.example/x"] {
            assert!(is_elsewhere(url), "{url}");
        }
        for url in ["a.md", "../x", "/x/", "节：一.md", "#a:b"] {
            assert!(!is_elsewhere(url), "{url}");
        }
    }
}
