//! How the parts of a .docx refer to each other.

use std::collections::BTreeMap;

use super::super::Refusal;
use super::super::container::Container;
use super::xml;

/// What a part refers to by an id.
pub(super) struct Relation {
    pub(super) kind: String,
    pub(super) target: String,
    pub(super) external: bool,
}

/// The relations of a part, by their ids.
pub(super) fn relations(
    container: &mut Container<'_>,
    path: &str,
) -> Result<BTreeMap<String, Relation>, Refusal> {
    let Some(part) = container.part(path.trim_start_matches('/'))? else {
        return Ok(BTreeMap::new());
    };
    let part = xml::parse(&part)?;
    let relations = part.all("Relationship").filter_map(|relation| {
        let found = Relation {
            kind: relation.attribute("Type")?.to_owned(),
            target: relation.attribute("Target")?.to_owned(),
            external: relation.attribute("TargetMode") == Some("External"),
        };
        Some((relation.attribute("Id")?.to_owned(), found))
    });
    Ok(relations.collect())
}

/// The path in the archive that a relation's target means.
pub(super) fn within(folder: &str, target: &str) -> String {
    match target.strip_prefix('/') {
        Some(absolute) => absolute.to_owned(),
        None if folder.is_empty() => target.to_owned(),
        None => format!("{folder}/{}", target.trim_start_matches("./")),
    }
}
