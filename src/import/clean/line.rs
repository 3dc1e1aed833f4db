//! Cleans one line, across the looks of its parts.

use super::super::changes::{Change, Changes};
use super::super::document::{Inline, push_text};
use super::super::guess::DOC_KINDS;
use super::numbers::with_doc_numbers;
use crate::fields::half_width;
use lyceum_index::analyze::displayable;

/// A character and the part of the line that it comes from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Letter {
    pub(super) char: char,
    pub(super) of: usize,
}

/// Stands for a picture or a note among letters.
const OBJECT: char = '\u{fffc}';

/// A line without what copying and typing left in it.
pub(super) fn clean(line: &[Inline], changes: &mut Changes) -> Vec<Inline> {
    let mut letters = Vec::new();
    for (of, inline) in line.iter().enumerate() {
        match inline {
            Inline::Text(run) => {
                let visible = run.text.chars().filter(|char| *char != OBJECT);
                letters.extend(visible.map(|char| Letter { char, of }));
            }
            Inline::Break => letters.push(Letter { char: '\n', of }),
            Inline::Picture(..) | Inline::Note(_) => letters.push(Letter { char: OBJECT, of }),
        }
    }
    let letters = without_page_numbers(&letters, changes);
    let letters = visible(letters, changes);
    let letters = half_wide(letters, changes);
    let letters = spaced(&letters, changes);
    let letters = with_doc_numbers(letters, changes);
    let mut cleaned = Vec::new();
    for letter in letters {
        match line.get(letter.of) {
            Some(Inline::Text(run)) => push_text(
                &mut cleaned,
                letter.char.encode_utf8(&mut [0; 4]),
                &run.style,
            ),
            Some(other) => cleaned.push(other.clone()),
            None => {}
        }
    }
    cleaned
}

/// What stands round a place.
fn around(letters: &[Letter], from: usize, to: usize) -> String {
    let start = from.saturating_sub(4);
    let end = (to + 4).min(letters.len());
    let near = letters.get(start..end).unwrap_or_default();
    let near = near.iter().map(|letter| letter.char);
    let near: String = near
        .filter(|char| *char != OBJECT && *char != '\n')
        .collect();
    near.trim_matches(is_space).to_owned()
}

/// Drops `— 3 —` in the middle of a text, where a page ended.
fn without_page_numbers(letters: &[Letter], changes: &mut Changes) -> Vec<Letter> {
    let is_dash = |char: char| matches!(char, '-' | '–' | '—' | '－');
    let mut kept = Vec::with_capacity(letters.len());
    let mut at = 0;
    while let Some(letter) = letters.get(at) {
        let end = is_dash(letter.char).then(|| {
            let skip = |mut at: usize, wanted: fn(char) -> bool| {
                let start = at;
                while letters.get(at).is_some_and(|letter| wanted(letter.char)) {
                    at += 1;
                }
                (at, at - start)
            };
            let (at, before) = skip(at + 1, is_space);
            let (at, digits) = skip(at, |char| half_width(char).is_ascii_digit());
            let (at, after) = skip(at, is_space);
            let closed = letters.get(at).is_some_and(|letter| is_dash(letter.char));
            (closed && before > 0 && after > 0 && (1..=3).contains(&digits)).then_some(at + 1)
        });
        if let Some(end) = end.flatten() {
            changes.add(Change::PageNumbers, || around(letters, at, end));
            at = end;
        } else {
            kept.push(*letter);
            at += 1;
        }
    }
    kept
}

/// Drops what nobody sees and replaces what only looks like a character.
fn visible(letters: Vec<Letter>, changes: &mut Changes) -> Vec<Letter> {
    let mut kept = Vec::with_capacity(letters.len());
    for letter in letters {
        let char = match letter.char {
            '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2064}'
            | '\u{feff}'
            | '\u{ad}' => {
                changes.add(Change::Invisible, String::new);
                continue;
            }
            '\n' | '\t' => letter.char,
            control if control.is_control() => continue,
            char => char,
        };
        let unified = unified(char);
        if unified != char {
            changes.add(Change::Radicals, || format!("{char} → {unified}"));
        }
        kept.push(Letter {
            char: unified,
            ..letter
        });
    }
    kept
}

/// The character that a radical or a compatibility character looks like.
fn unified(char: char) -> char {
    // Simplified forms that Unicode does not map, though PDF files are full of them.
    const SIMPLIFIED: &[(char, char)] = &[
        ('⺁', '厂'),
        ('⺠', '民'),
        ('⻁', '虎'),
        ('⻄', '西'),
        ('⻅', '见'),
        ('⻆', '角'),
        ('⻉', '贝'),
        ('⻋', '车'),
        ('⻓', '长'),
        ('⻔', '门'),
        ('⻘', '青'),
        ('⻙', '韦'),
        ('⻚', '页'),
        ('⻛', '风'),
        ('⻜', '飞'),
        ('⻝', '食'),
        ('⻢', '马'),
        ('⻣', '骨'),
        ('⻤', '鬼'),
        ('⻥', '鱼'),
        ('⻦', '鸟'),
        ('⻧', '卤'),
        ('⻨', '麦'),
        ('⻩', '黄'),
        ('⻬', '齐'),
        ('⻮', '齿'),
        ('⻰', '龙'),
        ('⻳', '龟'),
    ];
    if let Some((_, simplified)) = SIMPLIFIED.iter().find(|(radical, _)| *radical == char) {
        return *simplified;
    }
    let mut buffer = [0; 4];
    displayable(char.encode_utf8(&mut buffer))
        .chars()
        .next()
        .unwrap_or(char)
}

/// Full-width digits and letters, and what stands between digits, in half width.
fn half_wide(mut letters: Vec<Letter>, changes: &mut Changes) -> Vec<Letter> {
    let mut at = 0;
    while at < letters.len() {
        let start = at;
        while let Some(letter) = letters.get(at) {
            let narrow = half_width(letter.char);
            let next = letters.get(at + 1).map(|letter| half_width(letter.char));
            let number = at > start && matches!(letter.char, '．' | '％' | '／' | '－');
            let inside = letter.char == '％' || next.is_some_and(|next| next.is_ascii_digit());
            if !(narrow != letter.char && narrow.is_ascii_alphanumeric() || number && inside) {
                break;
            }
            at += 1;
        }
        if at == start {
            at += 1;
            continue;
        }
        let before: String = letters
            .get(start..at)
            .unwrap_or_default()
            .iter()
            .map(|letter| letter.char)
            .collect();
        for letter in letters.get_mut(start..at).unwrap_or_default() {
            letter.char = half_width(letter.char);
        }
        let after: String = before.chars().map(half_width).collect();
        changes.add(Change::Width, || format!("{before} → {after}"));
    }
    letters
}

pub(super) fn is_space(char: char) -> bool {
    matches!(
        char,
        ' ' | '\t' | '\u{a0}' | '\u{3000}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}'
    )
}

/// Whether it is a Chinese character.
pub(in super::super) fn is_han(char: char) -> bool {
    matches!(char, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}' | '〇')
}

/// Whether it is punctuation that has its space in it.
fn is_wide_mark(char: char) -> bool {
    matches!(char, '\u{3001}'..='\u{3020}' | '\u{ff00}'..='\u{ffef}')
}

/// Marks that Chinese and English share.
fn is_shared_mark(char: char) -> bool {
    matches!(char, '“' | '”' | '‘' | '’' | '…' | '—' | '·')
}

/// Spaces as Chinese has them: none.
fn spaced(letters: &[Letter], changes: &mut Changes) -> Vec<Letter> {
    let mut kept: Vec<Letter> = Vec::with_capacity(letters.len());
    let mut at = 0;
    while let Some(letter) = letters.get(at) {
        if !is_space(letter.char) {
            kept.push(*letter);
            at += 1;
            continue;
        }
        let start = at;
        while letters.get(at).is_some_and(|letter| is_space(letter.char)) {
            at += 1;
        }
        let gap = letters.get(start..at).unwrap_or_default();
        let before = kept
            .last()
            .map(|letter| letter.char)
            .filter(|char| *char != '\n');
        let after = letters
            .get(at)
            .map(|letter| letter.char)
            .filter(|char| *char != '\n');
        let (Some(before), Some(after)) = (before, after) else {
            let wide = gap.len() > 1 || gap.iter().any(|letter| letter.char == '\u{3000}');
            if before.is_none() && after.is_some() && wide {
                changes.add(Change::Indents, String::new);
            }
            continue;
        };
        let stays = stays(
            &kept,
            letters.get(at..).unwrap_or_default(),
            gap,
            before,
            after,
        );
        if stays {
            kept.push(Letter {
                char: ' ',
                ..*letter
            });
        }
        if !stays || gap.len() > 1 {
            changes.add(Change::Spaces, || {
                let near = around(letters, start, at);
                let mut shown: Vec<Letter> = letters
                    .get(start.saturating_sub(4)..start)
                    .unwrap_or_default()
                    .to_vec();
                shown.extend(stays.then_some(Letter { char: ' ', of: 0 }));
                shown.extend(
                    letters
                        .get(at..(at + 4).min(letters.len()))
                        .unwrap_or_default(),
                );
                let shown = around(&shown, 0, shown.len());
                format!("{near} → {shown}")
            });
        }
    }
    kept
}

/// Whether a space stays between `before` and `after`.
fn stays(kept: &[Letter], rest: &[Letter], gap: &[Letter], before: char, after: char) -> bool {
    if before == OBJECT || after == OBJECT {
        return false;
    }
    if is_wide_mark(before) || is_wide_mark(after) {
        return false;
    }
    let (left, right) = (is_han(before), is_han(after));
    if (left && is_shared_mark(after)) || (right && is_shared_mark(before)) {
        return false;
    }
    // Han characters up to the next space or mark.
    let word = |letters: &mut dyn Iterator<Item = &Letter>| -> String {
        letters
            .map(|letter| letter.char)
            .take_while(|char| is_han(*char))
            .collect()
    };
    if left && right {
        let reversed = word(&mut kept.iter().rev());
        if is_count_of_lessons(kept) {
            return true;
        }
        let narrow = gap.len() == 1
            && gap
                .iter()
                .all(|letter| letter.char != '\u{3000}' && letter.char != '\t');
        // 姓　名, 通　知: spread over a line. 张三　李四: two words.
        let next = word(&mut rest.iter());
        let spread = next.chars().count() == 1
            && (reversed.chars().count() == 1
                || DOC_KINDS
                    .iter()
                    .any(|kind| kind.chars().eq([before, after])));
        return !(narrow || spread);
    }
    if left && after.is_ascii_digit() {
        return !("第年月约共达至到超近以占前后".contains(before) || is_amount(rest));
    }
    if right && before.is_ascii_digit() {
        return !UNITS.contains(after);
    }
    if right && before == '%' {
        return false;
    }
    // A number that was typed before the text.
    let numbered = right
        && matches!(before, '.' | ')')
        && kept
            .iter()
            .rev()
            .skip(1)
            .take_while(|letter| letter.char != '\n')
            .all(|letter| letter.char.is_ascii_digit() || letter.char == '(');
    !numbered
}

/// What is counted: a number before it is one word with it.
const UNITS: &str =
    "年月日号个名人元岁时分秒级期届章节条款项次位所家户间本册份课天周万亿余多米亩镇村";

/// Whether a text begins with a number of something: `10 所`, `60%`. Times and telephones are none.
fn is_amount(rest: &[Letter]) -> bool {
    let is_digit = |char: char| char.is_ascii_digit() || ".—～~".contains(char);
    let digits = rest
        .iter()
        .take_while(|letter| is_digit(letter.char))
        .count();
    let mut behind = rest.iter().skip(digits).map(|letter| letter.char);
    let unit = behind.find(|char| !is_space(*char));
    digits <= 9 && unit.is_some_and(|unit| unit == '%' || UNITS.contains(unit))
}

/// 第一课, 第三单元: the space behind it parts it from its name.
fn is_count_of_lessons(kept: &[Letter]) -> bool {
    let word: Vec<char> = kept
        .iter()
        .rev()
        .map(|letter| letter.char)
        .take_while(|char| !is_space(*char) && *char != '\n')
        .take(8)
        .collect();
    word.len() < 8
        && word.last() == Some(&'第')
        && word
            .first()
            .is_some_and(|last| "课章节讲篇回期届元分部编".contains(*last))
}

#[cfg(test)]
mod tests {
    use super::super::super::document::{Style, plain};
    use super::*;

    fn cleaned(text: &str) -> String {
        let mut line = Vec::new();
        push_text(&mut line, text, &Style::default());
        plain(&clean(&line, &mut Changes::default()))
    }

    #[test]
    fn spaces_inside_chinese_go_and_those_between_words_stay() {
        for (text, expected) in [
            ("　　推进 社区 教育 工作", "推进社区教育工作"),
            ("用 WeChat 报名", "用 WeChat 报名"),
            ("Open Badges 3.0", "Open Badges 3.0"),
            ("到 2020 年，建成 45 个", "到2020年，建成45个"),
            ("通　　知", "通知"),
            ("关于开课的通　知", "关于开课的通知"),
            (
                "周六 9:00 在文化站，电话 0830 接 1 号",
                "周六 9:00 在文化站，电话 0830 接1号",
            ),
            ("共计 12 名学员，占 60% 以上", "共计12名学员，占60%以上"),
            ("张　三", "张三"),
            ("罗师傅　　周师傅", "罗师傅 周师傅"),
            ("第一课 认识龙具", "第一课 认识龙具"),
            ("联系人： 张三 ， 电话： 0830", "联系人：张三，电话：0830"),
            ("他说 “好” 。", "他说“好”。"),
            ("1. 加强领导", "1.加强领导"),
            ("a\u{a0}b\u{200b}c", "a bc"),
        ] {
            assert_eq!(cleaned(text), expected, "{text}");
        }
    }

    #[test]
    fn glyphs_and_widths_are_folded() {
        assert_eq!(cleaned("⽅洞镇⻰灯，⻓者⺠俗"), "方洞镇龙灯，长者民俗");
        assert_eq!(
            cleaned("２０１６年，占１．５％，（Ａ级）！"),
            "2016年，占1.5%，（A级）！"
        );
    }

    #[test]
    fn page_numbers_in_the_text_go() {
        assert_eq!(cleaned("社区教— 3 —育学校"), "社区教育学校");
        assert_eq!(cleaned("2016—2020年，A-3-B"), "2016—2020年，A-3-B");
    }

    #[test]
    fn looks_survive() {
        let bold = Style {
            bold: true,
            ..Style::default()
        };
        let mut line = Vec::new();
        push_text(&mut line, "请 带", &Style::default());
        push_text(&mut line, " 身份 证", &bold);
        line.push(Inline::Note(0));
        let cleaned = clean(&line, &mut Changes::default());
        let mut expected = Vec::new();
        push_text(&mut expected, "请带", &Style::default());
        push_text(&mut expected, "身份证", &bold);
        expected.push(Inline::Note(0));
        assert_eq!(cleaned, expected);
    }
}
