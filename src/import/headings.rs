//! Headings: by their numbers where a text has no styles, and one below the other.

use std::collections::BTreeSet;

use super::changes::{Change, Changes};
use super::document::{Block, Inline, plain};

/// Longer lines are text that begins with a number.
const LONGEST: usize = 40;

/// Makes the highest headings of a text the second level, below the page's title, and the others follow
/// without a gap.
pub(super) fn ranked(blocks: Vec<Block>) -> Vec<Block> {
    let level_of = |block: &Block| match block {
        Block::Heading(level, _) => Some(*level),
        _ => None,
    };
    let levels: BTreeSet<u8> = blocks.iter().filter_map(level_of).collect();
    let ranked = blocks.into_iter().map(|block| match block {
        Block::Heading(level, text) => {
            let rank = levels.range(..level).count().min(4);
            Block::Heading(u8::try_from(rank + 2).unwrap_or(6), text)
        }
        other => other,
    });
    ranked.collect()
}

/// Makes headings of `一、` and `（一）`, as official documents number them, where there are no others.
pub(super) fn by_numbers(mut blocks: Vec<Block>, changes: &mut Changes) -> Vec<Block> {
    if blocks
        .iter()
        .any(|block| matches!(block, Block::Heading(..)))
    {
        return blocks;
    }
    let numbered: Vec<Option<(u8, u32)>> = blocks.iter().map(numbered).collect();
    let mut chosen = Vec::new();
    for level in [1, 2] {
        for series in series(&numbered, level) {
            // Points that follow each other without a text between them are a list.
            let has_text = |at: &usize| match numbered.get(at + 1) {
                Some(None) => true,
                Some(Some((next, _))) => *next > level,
                None => false,
            };
            if series.len() > 1
                && series.iter().filter(|at| has_text(at)).count() * 2 >= series.len()
            {
                chosen.extend(series.into_iter().map(|at| (at, level)));
            }
        }
    }
    for (at, level) in chosen {
        if let Some(Block::Paragraph(paragraph)) = blocks.get_mut(at) {
            let text = std::mem::take(&mut paragraph.text);
            changes.add(Change::Headings, || plain(&text));
            blocks[at] = Block::Heading(level, text);
        }
    }
    blocks
}

/// The places of numbers that count on from one, below each number of the level above.
fn series(numbered: &[Option<(u8, u32)>], level: u8) -> Vec<Vec<usize>> {
    let mut all: Vec<Vec<usize>> = Vec::new();
    let mut expected = 1;
    for (at, number) in numbered.iter().enumerate() {
        match number {
            Some((own, _)) if *own < level => expected = 1,
            Some((own, 1)) if *own == level => {
                all.push(vec![at]);
                expected = 2;
            }
            Some((own, number)) if *own == level && *number == expected && expected > 1 => {
                if let Some(series) = all.last_mut() {
                    series.push(at);
                }
                expected += 1;
            }
            _ => {}
        }
    }
    all
}

/// The level and number of a line that may be a heading.
fn numbered(block: &Block) -> Option<(u8, u32)> {
    let Block::Paragraph(paragraph) = block else {
        return None;
    };
    if paragraph
        .text
        .iter()
        .any(|inline| !matches!(inline, Inline::Text(_)))
    {
        return None;
    }
    let text = plain(&paragraph.text);
    let text = text.trim();
    if text.chars().count() > LONGEST
        || text.ends_with(['。', '；', '，', '：', '、', ';', ',', ':', '.'])
    {
        return None;
    }
    let (level, (numeral, rest)) = if let Some(rest) = text.strip_prefix(['（', '(']) {
        (2, rest.split_once(['）', ')'])?)
    } else {
        (1, text.split_once(['、', '．', '.'])?)
    };
    let number = chinese_number(numeral)?;
    (!rest.trim().is_empty() && !rest.contains('。')).then_some((level, number))
}

/// 一 to 九十九.
pub(super) fn chinese_number(text: &str) -> Option<u32> {
    let digit = |char: char| -> Option<u32> {
        let place = "〇一二三四五六七八九".chars().position(|one| one == char)?;
        u32::try_from(place).ok().filter(|digit| *digit > 0)
    };
    let chars: Vec<char> = text.chars().collect();
    match chars.as_slice() {
        ['十'] => Some(10),
        ['十', ones] => Some(10 + digit(*ones)?),
        [tens, '十'] => Some(digit(*tens)? * 10),
        [tens, '十', ones] => Some(digit(*tens)? * 10 + digit(*ones)?),
        [ones] => digit(*ones),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::document::{Paragraph, Style, push_text};

    fn blocks(texts: &[&str]) -> Vec<Block> {
        let paragraph = |text: &&str| {
            let mut line = Vec::new();
            push_text(&mut line, text, &Style::default());
            Block::Paragraph(Paragraph {
                text: line,
                centred: false,
            })
        };
        texts.iter().map(paragraph).collect()
    }

    fn headings(texts: &[&str]) -> Vec<(u8, String)> {
        let found = ranked(by_numbers(blocks(texts), &mut Changes::default()));
        let heading = |block: &Block| match block {
            Block::Heading(level, text) => Some((*level, plain(text))),
            _ => None,
        };
        found.iter().filter_map(heading).collect()
    }

    #[test]
    fn official_numbers_are_headings() {
        let found = headings(&[
            "一、总体要求",
            "坚持面向全民。",
            "二、主要任务",
            "（一）健全网络",
            "建好三级网络。",
            "（二）丰富资源",
            "送课下乡。",
            "三、保障措施",
            "（一）加强领导。各镇要重视。",
        ]);
        let expected = [
            (2, "一、总体要求"),
            (2, "二、主要任务"),
            (3, "（一）健全网络"),
            (3, "（二）丰富资源"),
            (2, "三、保障措施"),
        ];
        assert_eq!(
            found,
            expected.map(|(level, text)| (level, text.to_owned()))
        );
    }

    #[test]
    fn lists_with_such_numbers_are_none() {
        assert_eq!(
            headings(&["请带：", "一、身份证", "二、照片", "三、钢笔"]),
            []
        );
        assert_eq!(headings(&["三、保障措施", "各镇要重视。"]), []);
        assert_eq!(headings(&["一、各镇要重视。", "二、各村要落实；"]), []);
    }
}
