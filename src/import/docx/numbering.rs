//! The numbers that a word processor puts before paragraphs: `numbering.xml`.

use std::collections::BTreeMap;

use super::xml::Element;

/// What a paragraph's number looks like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Label {
    /// A point of a list.
    Bullet,
    /// A number of a list: `1.`, `a)`, `（3）`.
    Number(u32),
    /// Anything else is part of the text: `一、`, `第二章`, `1.2`.
    Text(String),
}

/// One level of a kind of numbering.
#[derive(Debug, Clone, Default)]
struct Level {
    format: String,
    /// Its look, with `%1` for the number of the first level.
    look: String,
    start: u32,
}

/// All kinds of numbering, and how far each has counted.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    kinds: BTreeMap<String, BTreeMap<usize, Level>>,
    /// The kind of each number id, and where it starts anew.
    numbers: BTreeMap<String, (String, BTreeMap<usize, u32>)>,
    counted: BTreeMap<String, BTreeMap<usize, u32>>,
    /// Number ids that have been used: the first use of one that starts anew does so.
    used: Vec<String>,
}

/// Levels of a list that a word processor has.
const LEVELS: usize = 9;

impl Numbering {
    pub(super) fn read(part: &Element) -> Self {
        let mut numbering = Self::default();
        for kind in part.all("abstractNum") {
            let Some(id) = kind.attribute("abstractNumId") else {
                continue;
            };
            let levels = kind
                .all("lvl")
                .filter_map(|level| Some((place(level)?, read_level(level))));
            numbering.kinds.insert(id.to_owned(), levels.collect());
        }
        for number in part.all("num") {
            let id = number.attribute("numId");
            let (Some(id), Some(kind)) = (id, number.value("abstractNumId")) else {
                continue;
            };
            let anew = number.all("lvlOverride").filter_map(|level| {
                let start = level.value("startOverride")?.parse().ok()?;
                Some((place(level)?, start))
            });
            let anew = anew.collect();
            numbering
                .numbers
                .insert(id.to_owned(), (kind.to_owned(), anew));
        }
        numbering
    }

    /// Counts one on and says what stands before the paragraph; `None` where nothing does.
    pub(super) fn next(&mut self, id: &str, level: usize) -> Option<Label> {
        let (kind, anew) = self.numbers.get(id)?;
        let levels = self.kinds.get(kind)?;
        let own = levels.get(&level)?;
        let counted = self.counted.entry(kind.clone()).or_default();
        if !self.used.iter().any(|used| used == id) {
            self.used.push(id.to_owned());
            for (level, start) in anew {
                counted.insert(*level, start.saturating_sub(1));
            }
        }
        counted.retain(|other, _| *other <= level);
        let count = counted.entry(level).or_insert(own.start.saturating_sub(1));
        *count = count.saturating_add(1);
        let count = *count;
        match own.format.as_str() {
            "bullet" => return Some(Label::Bullet),
            "none" => return None,
            _ => {}
        }
        let of_list = matches!(
            own.format.as_str(),
            "decimal"
                | "lowerLetter"
                | "upperLetter"
                | "lowerRoman"
                | "decimalZero"
                | "decimalFullWidth"
        );
        let only_number = own.look.trim_matches(|c: char| ".．、)）(（ ".contains(c))
            == format!("%{}", level + 1);
        if of_list && only_number {
            return Some(Label::Number(count));
        }
        let mut text = own.look.clone();
        for (place, other) in levels {
            let count = counted.get(place).copied().unwrap_or(other.start);
            text = text.replace(&format!("%{}", place + 1), &written(count, &other.format));
        }
        (!text.trim().is_empty()).then_some(Label::Text(text))
    }
}

fn place(level: &Element) -> Option<usize> {
    level
        .attribute("ilvl")?
        .parse()
        .ok()
        .filter(|level| *level < LEVELS)
}

fn read_level(level: &Element) -> Level {
    Level {
        format: level.value("numFmt").unwrap_or("decimal").to_owned(),
        look: level.value("lvlText").unwrap_or_default().to_owned(),
        start: level
            .value("start")
            .and_then(|start| start.parse().ok())
            .unwrap_or(1),
    }
}

/// A number in the writing of a format.
fn written(number: u32, format: &str) -> String {
    let letter = |first: char, size: u32| {
        let code = u32::from(first) + number.saturating_sub(1) % size;
        char::from_u32(code).map(String::from)
    };
    let letters = match format {
        "lowerLetter" => letter('a', 26),
        "upperLetter" => letter('A', 26),
        "upperRoman" => letter('Ⅰ', 12),
        "lowerRoman" => letter('ⅰ', 12),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => letter('①', 20),
        "ideographTraditional" => "甲乙丙丁戊己庚辛壬癸"
            .chars()
            .nth(number.saturating_sub(1) as usize % 10)
            .map(String::from),
        _ if format.starts_with("chinese")
            || format.starts_with("ideograph")
            || format.starts_with("taiwanese") =>
        {
            Some(chinese(number))
        }
        _ => None,
    };
    letters.unwrap_or_else(|| number.to_string())
}

/// 1 to 99 in Chinese: 一, 十, 十一, 二十; others in digits.
fn chinese(number: u32) -> String {
    let digit = |digit: u32| {
        "零一二三四五六七八九"
            .chars()
            .nth(digit as usize)
            .map(String::from)
            .unwrap_or_default()
    };
    match (number / 10, number % 10) {
        (0, ones) if ones > 0 => digit(ones),
        (1, 0) => "十".to_owned(),
        (1, ones) => format!("十{}", digit(ones)),
        (tens @ 2..=9, 0) => format!("{}十", digit(tens)),
        (tens @ 2..=9, ones) => format!("{}十{}", digit(tens), digit(ones)),
        _ => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_count_as_in_word() {
        let part = super::super::xml::parse(
            "<w:numbering>
              <w:abstractNum w:abstractNumId='0'>
                <w:lvl w:ilvl='0'><w:start w:val='1'/><w:numFmt w:val='chineseCountingThousand'/><w:lvlText w:val='%1、'/></w:lvl>
                <w:lvl w:ilvl='1'><w:start w:val='1'/><w:numFmt w:val='decimal'/><w:lvlText w:val='%1.%2'/></w:lvl>
              </w:abstractNum>
              <w:abstractNum w:abstractNumId='1'>
                <w:lvl w:ilvl='0'><w:start w:val='3'/><w:numFmt w:val='decimal'/><w:lvlText w:val='%1．'/></w:lvl>
              </w:abstractNum>
              <w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num>
              <w:num w:numId='2'><w:abstractNumId w:val='1'/></w:num>
              <w:num w:numId='3'><w:abstractNumId w:val='1'/><w:lvlOverride w:ilvl='0'><w:startOverride w:val='1'/></w:lvlOverride></w:num>
            </w:numbering>"
                .as_bytes(),
        )
        .unwrap();
        let mut numbering = Numbering::read(&part);
        let text = |text: &str| Some(Label::Text(text.to_owned()));
        assert_eq!(numbering.next("1", 0), text("一、"));
        assert_eq!(numbering.next("1", 1), text("一.1"));
        assert_eq!(numbering.next("1", 1), text("一.2"));
        assert_eq!(numbering.next("1", 0), text("二、"));
        assert_eq!(numbering.next("1", 1), text("二.1"));
        assert_eq!(numbering.next("2", 0), Some(Label::Number(3)));
        assert_eq!(numbering.next("2", 0), Some(Label::Number(4)));
        assert_eq!(numbering.next("3", 0), Some(Label::Number(1)));
        assert_eq!(numbering.next("9", 0), None);
        assert_eq!(
            [10, 11, 20, 35].map(chinese),
            ["十", "十一", "二十", "三十五"]
        );
    }
}
