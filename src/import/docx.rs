//! Reads .docx: what Word, WPS and LibreOffice write.
//!
//! In: the bytes of a file. Out: a [`Document`]. Tracked changes are read as accepted; headers, footers and
//! comments are not read.

mod numbering;
mod relations;
mod styles;
mod table;
mod xml;

use std::collections::BTreeMap;

use super::Refusal;
use super::container::Container;
use super::document::{
    Block, Document, Inline, Paragraph, Picture, Style as Look, is_empty, plain, push_text,
};
use super::lists::{Flat, nested};
use numbering::{Label, Numbering};
use relations::{Relation, relations, within};
use styles::{Style, Styles};
use xml::Element;

/// Reads a file.
pub(super) fn read(bytes: &[u8]) -> Result<Document, Refusal> {
    let mut container = Container::open(bytes, ".docx")?;
    let rels = relations(&mut container, "_rels/.rels")?;
    let main = rels
        .values()
        .find(|relation| relation.kind.ends_with("/officeDocument"))
        .map_or("word/document.xml", |relation| {
            relation.target.trim_start_matches('/')
        })
        .to_owned();
    let Some(document) = container.part(&main)? else {
        return Err(Refusal::NotThis(".docx"));
    };
    let document = xml::parse(&document)?;
    let Some(body) = document.child("body") else {
        return Err(Refusal::NotThis(".docx"));
    };
    let (folder, file) = main.rsplit_once('/').unwrap_or(("", &main));
    let relations = relations(&mut container, &format!("{folder}/_rels/{file}.rels"))?;
    let mut of_kind = |kind: &str| -> Result<Option<Element>, Refusal> {
        let mut found = relations.values();
        let Some(relation) = found.find(|relation| relation.kind.ends_with(kind)) else {
            return Ok(None);
        };
        let part = container.part(&within(folder, &relation.target))?;
        part.map(|part| xml::parse(&part)).transpose()
    };
    let styles = of_kind("/styles")?.map(|part| Styles::read(&part));
    let numbering = of_kind("/numbering")?.map(|part| Numbering::read(&part));
    let footnotes = of_kind("/footnotes")?.unwrap_or_default();
    let endnotes = of_kind("/endnotes")?.unwrap_or_default();
    let mut reader = Reader {
        container,
        folder,
        relations: &relations,
        styles: styles.unwrap_or_default(),
        numbering: numbering.unwrap_or_default(),
        notes: [
            ("footnoteReference", footnotes),
            ("endnoteReference", endnotes),
        ],
        pictures: BTreeMap::new(),
        document: Document::default(),
        fields: Vec::new(),
    };
    let blocks = reader.blocks(body)?;
    let mut document = reader.document;
    document.blocks = blocks;
    Ok(document)
}

struct Reader<'a> {
    container: Container<'a>,
    folder: &'a str,
    relations: &'a BTreeMap<String, Relation>,
    styles: Styles,
    numbering: Numbering,
    notes: [(&'static str, Element); 2],
    /// Pictures that have been read, by their part: a bullet drawn a hundred times is one file.
    pictures: BTreeMap<String, usize>,
    document: Document,
    /// Fields that are open: their instructions, and whether these are over.
    fields: Vec<(String, bool)>,
}

impl Reader<'_> {
    fn blocks(&mut self, parent: &Element) -> Result<Vec<Block>, Refusal> {
        let mut flat = Vec::new();
        self.flat_blocks(parent, &mut flat)?;
        Ok(nested(flat))
    }

    fn flat_blocks(&mut self, parent: &Element, flat: &mut Vec<Flat>) -> Result<(), Refusal> {
        for child in &parent.children {
            match child.name.as_str() {
                "p" => self.paragraph(child, flat)?,
                "tbl" => flat.extend(self.table(child)?.into_iter().map(Flat::Block)),
                "sdt" => {
                    // A table of contents is made anew by the site.
                    let gallery = child
                        .child("sdtPr")
                        .and_then(|own| own.find("docPartGallery"));
                    let gallery = gallery.and_then(|gallery| gallery.attribute("val"));
                    if gallery != Some("Table of Contents")
                        && let Some(content) = child.child("sdtContent")
                    {
                        self.flat_blocks(content, flat)?;
                    }
                }
                "ins" | "moveTo" | "customXml" | "smartTag" => self.flat_blocks(child, flat)?,
                "AlternateContent" => {
                    if let Some(choice) = child.children.first() {
                        self.flat_blocks(choice, flat)?;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn paragraph(&mut self, element: &Element, flat: &mut Vec<Flat>) -> Result<(), Refusal> {
        let properties = element.child("pPr");
        let mut style = properties
            .and_then(|own| own.value("pStyle"))
            .map(|id| self.styles.get(id))
            .unwrap_or_default();
        if let Some(own) = properties {
            styles::apply(own, &mut style);
        }
        let look = Look {
            bold: style.bold && style.heading.is_none(),
            ..Look::default()
        };
        let mut text = Vec::new();
        let mut boxes = Vec::new();
        self.inline(element, &look, &mut text, &mut boxes)?;
        if !is_empty(&text) || style.numbering.is_none() {
            flat.push(self.placed(text, &style));
        }
        for content in boxes {
            self.flat_blocks(content, flat)?;
        }
        Ok(())
    }

    /// A paragraph as what its style makes of it.
    fn placed(&mut self, mut text: Vec<Inline>, style: &Style) -> Flat {
        let label = style
            .numbering
            .as_ref()
            .and_then(|(id, level)| Some((self.numbering.next(id, *level)?, *level)));
        if let Some((label, level)) = label {
            let number = match label {
                Label::Bullet => None,
                Label::Number(number) => Some(number),
                Label::Text(before) => {
                    text = before_text(&before, text);
                    return Flat::Block(block(text, style));
                }
            };
            if style.heading.is_none() {
                return Flat::Item {
                    level,
                    number,
                    text,
                };
            }
            if let Some(number) = number {
                text = before_text(&format!("{number}. "), text);
            }
        }
        Flat::Block(block(text, style))
    }

    fn inline<'e>(
        &mut self,
        parent: &'e Element,
        look: &Look,
        line: &mut Vec<Inline>,
        boxes: &mut Vec<&'e Element>,
    ) -> Result<(), Refusal> {
        for child in &parent.children {
            match child.name.as_str() {
                "r" => self.run(child, look, line, boxes)?,
                "hyperlink" => {
                    let target = child
                        .attribute("id")
                        .and_then(|id| self.relations.get(id))
                        .filter(|relation| relation.external)
                        .map(|relation| relation.target.clone());
                    let look = Look {
                        link: target.or_else(|| look.link.clone()),
                        ..look.clone()
                    };
                    self.inline(child, &look, line, boxes)?;
                }
                "fldSimple" => {
                    let instruction = child.attribute("instr").unwrap_or_default();
                    if !is_page_number(instruction) {
                        let look = linked(instruction, look);
                        self.inline(child, &look, line, boxes)?;
                    }
                }
                "sdt" => {
                    if let Some(content) = child.child("sdtContent") {
                        self.inline(content, look, line, boxes)?;
                    }
                }
                "ins" | "moveTo" | "smartTag" | "customXml" | "dir" | "bdo" => {
                    self.inline(child, look, line, boxes)?;
                }
                "oMath" | "oMathPara" => push_text(line, &formula(child), look),
                _ => {}
            }
        }
        Ok(())
    }

    fn run<'e>(
        &mut self,
        run: &'e Element,
        look: &Look,
        line: &mut Vec<Inline>,
        boxes: &mut Vec<&'e Element>,
    ) -> Result<(), Refusal> {
        let mut look = look.clone();
        if let Some(own) = run.child("rPr") {
            if own.switch("vanish") == Some(true) {
                return Ok(());
            }
            look.bold = own.switch("b").unwrap_or(look.bold);
            look.italic = own.switch("i").unwrap_or(look.italic);
            look.struck = own.switch("strike").unwrap_or(look.struck);
        }
        self.run_content(run, &look, line, boxes)
    }

    fn run_content<'e>(
        &mut self,
        run: &'e Element,
        look: &Look,
        line: &mut Vec<Inline>,
        boxes: &mut Vec<&'e Element>,
    ) -> Result<(), Refusal> {
        for child in &run.children {
            if self.field(child) {
                continue;
            }
            let hidden = self
                .fields
                .iter()
                .any(|(instruction, over)| !over || is_page_number(instruction));
            if hidden {
                continue;
            }
            let mut look = look.clone();
            for (instruction, _) in &self.fields {
                look = linked(instruction, &look);
            }
            match child.name.as_str() {
                "t" => push_text(line, &child.text, &look),
                "tab" | "ptab" => push_text(line, "\t", &look),
                "noBreakHyphen" => push_text(line, "-", &look),
                "cr" => line.push(Inline::Break),
                "br" if !matches!(child.attribute("type"), Some("page" | "column")) => {
                    line.push(Inline::Break);
                }
                "sym" => push_text(line, "•", &look),
                "footnoteReference" | "endnoteReference" => self.note(child, line)?,
                "ruby" => {
                    if let Some(base) = child.child("rubyBase") {
                        self.inline(base, &look, line, boxes)?;
                    }
                }
                "drawing" | "pict" | "object" => self.drawing(child, line, boxes)?,
                "AlternateContent" => {
                    // The second one says the same for old programs.
                    if let Some(choice) = child.children.first() {
                        self.run_content(choice, &look, line, boxes)?;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Follows the marks of a field; whether this is one.
    fn field(&mut self, element: &Element) -> bool {
        match element.name.as_str() {
            "fldChar" => match element.attribute("fldCharType") {
                Some("begin") => self.fields.push((String::new(), false)),
                Some("separate") => {
                    if let Some((_, over)) = self.fields.last_mut() {
                        *over = true;
                    }
                }
                _ => {
                    self.fields.pop();
                }
            },
            "instrText" => {
                if let Some((instruction, _)) = self.fields.last_mut() {
                    instruction.push_str(&element.text);
                }
            }
            _ => return false,
        }
        true
    }

    fn note(&mut self, reference: &Element, line: &mut Vec<Inline>) -> Result<(), Refusal> {
        let id = reference.attribute("id");
        let Some((_, notes)) = self
            .notes
            .iter_mut()
            .find(|(name, _)| *name == reference.name)
        else {
            return Ok(());
        };
        let found = notes
            .children
            .iter()
            .position(|note| note.attribute("id") == id);
        let Some(found) = found else {
            return Ok(());
        };
        // Taken out: a note has one reference, and one that refers to itself ends here.
        let Some(note) = notes.children.get_mut(found).map(std::mem::take) else {
            return Ok(());
        };
        let mut flat = Vec::new();
        self.flat_blocks(&note, &mut flat)?;
        let mut text = Vec::new();
        for part in flat {
            if let Flat::Block(Block::Paragraph(Paragraph { text: own, .. }))
            | Flat::Item { text: own, .. } = part
            {
                push_text(&mut text, " ", &Look::default());
                text.extend(own);
            }
        }
        line.push(Inline::Note(self.document.notes.len()));
        self.document.notes.push(text);
        Ok(())
    }

    fn drawing<'e>(
        &mut self,
        element: &'e Element,
        line: &mut Vec<Inline>,
        boxes: &mut Vec<&'e Element>,
    ) -> Result<(), Refusal> {
        let mut inside = Vec::new();
        text_boxes(element, &mut inside);
        if !inside.is_empty() {
            boxes.extend(inside);
            return Ok(());
        }
        let alt = element
            .find("docPr")
            .and_then(|own| own.attribute("descr"))
            .unwrap_or_default();
        let mut ids = Vec::new();
        picture_ids(element, &mut ids);
        for id in ids {
            if let Some(picture) = self.picture(&id)? {
                line.push(Inline::Picture(picture, alt.to_owned()));
            }
        }
        Ok(())
    }

    fn picture(&mut self, id: &str) -> Result<Option<usize>, Refusal> {
        let Some(relation) = self.relations.get(id) else {
            return Ok(None);
        };
        if let Some(known) = self.pictures.get(&relation.target) {
            return Ok(Some(*known));
        }
        let picture = if relation.external {
            Picture::Missing(relation.target.clone())
        } else {
            match self
                .container
                .part(&within(self.folder, &relation.target))?
            {
                Some(bytes) => Picture::of(bytes, &relation.target),
                None => Picture::Missing(relation.target.clone()),
            }
        };
        let place = self.document.pictures.len();
        self.document.pictures.push(picture);
        self.pictures.insert(relation.target.clone(), place);
        Ok(Some(place))
    }
}

fn block(text: Vec<Inline>, style: &Style) -> Block {
    let paragraph = |text| {
        Block::Paragraph(Paragraph {
            text,
            centred: style.centred,
        })
    };
    match style.heading {
        Some(level) if !plain(&text).trim().is_empty() => Block::Heading(level, text),
        _ if style.quote => Block::Quote(vec![paragraph(text)]),
        _ => paragraph(text),
    }
}

fn before_text(before: &str, text: Vec<Inline>) -> Vec<Inline> {
    let mut line = Vec::new();
    push_text(&mut line, before, &Look::default());
    line.extend(text);
    line
}

fn is_page_number(instruction: &str) -> bool {
    let name = instruction.split_whitespace().next().unwrap_or_default();
    matches!(
        name,
        "PAGE" | "NUMPAGES" | "SECTIONPAGES" | "TOC" | "PAGEREF"
    )
}

/// The look of a field's text: `HYPERLINK "https://…"` leads there.
fn linked(instruction: &str, look: &Look) -> Look {
    let target = instruction
        .trim_start()
        .strip_prefix("HYPERLINK")
        .and_then(|rest| rest.trim_start().strip_prefix('"'))
        .and_then(|rest| rest.split('"').next());
    Look {
        link: target.map(str::to_owned).or_else(|| look.link.clone()),
        ..look.clone()
    }
}

/// The letters of a formula, one after the other.
fn formula(element: &Element) -> String {
    let own = if element.name == "t" {
        element.text.clone()
    } else {
        String::new()
    };
    element
        .children
        .iter()
        .map(formula)
        .fold(own, |all, one| all + &one)
}

fn text_boxes<'e>(element: &'e Element, found: &mut Vec<&'e Element>) {
    for child in &element.children {
        if child.name == "txbxContent" {
            found.push(child);
        } else {
            text_boxes(child, found);
        }
    }
}

fn picture_ids(element: &Element, found: &mut Vec<String>) {
    let id = match element.name.as_str() {
        "blip" => element
            .attribute("embed")
            .or_else(|| element.attribute("link")),
        "imagedata" => element.attribute("id"),
        _ => None,
    };
    found.extend(id.map(str::to_owned));
    for child in &element.children {
        picture_ids(child, found);
    }
}
