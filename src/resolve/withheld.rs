//! Files that stay out of the site with the text that they belong to.

use std::collections::BTreeSet;
use std::sync::Arc;

use percent_encoding::percent_decode_str;

use super::paths::{content_path, is_elsewhere, split_fragment};
use crate::gate::Withheld;
use crate::model::Kind;
use crate::parse::ParsedPage;
use crate::scan::{Asset, PageKind};

/// Leaves out the files beside a withheld page, its attachments, and those that its text shows or links
/// to, unless what is public does so too. Drafts withhold as well: their texts are left out anyway, the
/// files beside them would not be.
pub(super) fn without_withheld(
    mut assets: Vec<Asset>,
    withheld: &[Withheld],
    pages: &mut [Arc<ParsedPage>],
) -> Vec<Asset> {
    if withheld.is_empty() {
        return assets;
    }
    for page in pages.iter_mut().filter(|page| page.front.is_withheld()) {
        let record = &mut Arc::make_mut(page).front.record;
        record
            .fields
            .retain(|(field, _)| field.key != "attachments");
    }
    let mut folders: Vec<String> = Vec::new();
    let mut files: BTreeSet<String> = BTreeSet::new();
    let mut mentioned: BTreeSet<String> = BTreeSet::new();
    for text in withheld {
        let folder = text.source.folder();
        if text.source.kind == PageKind::Bundle {
            folders.push(format!("{folder}/"));
        }
        let attachments = text.attachments.iter();
        files.extend(attachments.filter_map(|path| content_path(folder, path)));
        mentioned.extend(text.links.iter().filter_map(|link| linked(folder, link)));
    }
    if !mentioned.is_empty() {
        let public = public_files(pages);
        files.extend(mentioned.into_iter().filter(|path| !public.contains(path)));
    }
    assets.retain(|asset| {
        let beside = folders.iter().any(|folder| asset.path.starts_with(folder));
        !beside && !files.contains(&asset.path)
    });
    assets
}

/// The files that public texts and fields name.
fn public_files(pages: &[Arc<ParsedPage>]) -> BTreeSet<String> {
    let mut files = BTreeSet::new();
    for page in pages {
        let folder = page.source.folder();
        let links = page.markdown.links.iter();
        files.extend(links.filter_map(|link| linked(folder, &link.target)));
        let record = &page.front.record;
        for (field, _) in &record.fields {
            if *field.kind.item() == Kind::File {
                let named = record.all_texts(&field.key).into_iter();
                files.extend(named.filter_map(|(path, _)| content_path(folder, path)));
            }
        }
    }
    files
}

/// The path that a link leads to, if it may be a file of the content folder.
fn linked(folder: &str, link: &str) -> Option<String> {
    let (path, _) = split_fragment(link);
    let path = percent_decode_str(path).decode_utf8().ok()?;
    (!path.is_empty() && !is_elsewhere(&path))
        .then(|| content_path(folder, &path))
        .flatten()
}
