//! What the styles of a document mean: `styles.xml`.

use std::collections::BTreeMap;

use super::xml::Element;

/// What a paragraph's style says of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Style {
    /// Level of a heading: 0 is the title.
    pub(super) heading: Option<u8>,
    /// Number id and level of its numbering.
    pub(super) numbering: Option<(String, usize)>,
    /// Whether it stands in the middle.
    pub(super) centred: bool,
    /// Whether it is a quotation.
    pub(super) quote: bool,
    /// Whether its text is bold.
    pub(super) bold: bool,
}

/// Styles by their ids.
#[derive(Debug, Default)]
pub(super) struct Styles(BTreeMap<String, Style>);

/// Styles build on each other; in a circle no longer than this.
const LONGEST_CHAIN: usize = 12;

impl Styles {
    pub(super) fn read(part: &Element) -> Self {
        let by_id: BTreeMap<&str, &Element> = part
            .all("style")
            .filter_map(|style| Some((style.attribute("styleId")?, style)))
            .collect();
        let styles = by_id
            .keys()
            .map(|id| ((*id).to_owned(), resolve(id, &by_id)));
        Self(styles.collect())
    }

    pub(super) fn get(&self, id: &str) -> Style {
        self.0.get(id).cloned().unwrap_or_default()
    }
}

fn resolve(id: &str, by_id: &BTreeMap<&str, &Element>) -> Style {
    let mut chain = Vec::new();
    let mut next = Some(id);
    while let Some(style) = next
        .and_then(|id| by_id.get(id))
        .filter(|_| chain.len() < LONGEST_CHAIN)
    {
        chain.push(*style);
        next = style.value("basedOn");
    }
    let mut resolved = Style::default();
    for style in chain.iter().rev() {
        let name = style.value("name").unwrap_or_default().to_lowercase();
        resolved.heading = heading(&name).or(resolved.heading);
        resolved.quote |= name.contains("quot") || name.contains("引用");
        if let Some(own) = style.child("pPr") {
            apply(own, &mut resolved);
        }
        if let Some(bold) = style.child("rPr").and_then(|own| own.switch("b")) {
            resolved.bold = bold;
        }
    }
    resolved
}

/// What a paragraph says of itself, over what its style says.
pub(super) fn apply(properties: &Element, style: &mut Style) {
    if let Some(level) = properties
        .value("outlineLvl")
        .and_then(|level| level.parse::<u8>().ok())
    {
        // 9 is running text.
        style.heading = match (style.heading, level) {
            (Some(0), _) => Some(0),
            (_, level) => (level < 9).then_some(level + 1),
        };
    }
    if let Some(align) = properties.value("jc") {
        style.centred = align == "center";
    }
    if let Some(numbering) = properties.child("numPr") {
        let level = numbering.value("ilvl").and_then(|level| level.parse().ok());
        let inherited = style.numbering.take();
        let level = level
            .or(inherited.as_ref().map(|(_, level)| *level))
            .unwrap_or(0);
        let id = numbering.value("numId").map(str::to_owned);
        style.numbering = id
            .or(inherited.map(|(id, _)| id))
            .filter(|id| id != "0")
            .map(|id| (id, level));
    }
}

/// The level of a style by its name, in lower case. Built-in styles have English names in every language
/// of Word; WPS and people name them in Chinese too.
fn heading(name: &str) -> Option<u8> {
    if matches!(name, "title" | "标题" | "文档标题" | "公文标题") {
        return Some(0);
    }
    let level = name
        .strip_prefix("heading")
        .or_else(|| name.strip_prefix("标题"))?;
    let level: u8 = level.trim().parse().ok()?;
    (1..=9).contains(&level).then_some(level)
}
