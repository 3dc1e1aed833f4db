//! Lists from numbered paragraphs: a word processor has levels, Markdown nests.

use super::document::{Block, Inline, List, Paragraph};

/// A block, or a part of a list.
pub(super) enum Flat {
    /// A block.
    Block(Block),
    /// A point.
    Item {
        /// Its level, from 0.
        level: usize,
        /// Its number; none for a bullet.
        number: Option<u32>,
        /// Its text.
        text: Vec<Inline>,
    },
    /// More of the last point of that level.
    Within {
        /// The level of the point.
        level: usize,
        /// What is in it.
        block: Block,
    },
}

/// Puts points that follow each other into lists.
pub(super) fn nested(flat: Vec<Flat>) -> Vec<Block> {
    let mut blocks = Vec::new();
    // Lists that are open, from the outermost, with their levels.
    let mut open: Vec<(usize, List)> = Vec::new();
    for one in flat {
        match one {
            Flat::Block(block) => {
                close(&mut open, None, &mut blocks);
                blocks.push(block);
            }
            Flat::Item {
                level,
                number,
                text,
            } => {
                close(&mut open, Some(level), &mut blocks);
                let kind = open.last().filter(|(own, _)| *own == level);
                let goes_on = kind.map(|(_, list)| list.start.is_some() == number.is_some());
                if goes_on == Some(false) {
                    close_one(&mut open, &mut blocks);
                }
                if goes_on != Some(true) {
                    open.push((
                        level,
                        List {
                            start: number,
                            items: Vec::new(),
                        },
                    ));
                }
                if let Some((_, list)) = open.last_mut() {
                    list.items.push(vec![Block::Paragraph(Paragraph {
                        text,
                        centred: false,
                    })]);
                }
            }
            Flat::Within { level, block } => {
                close(&mut open, Some(level), &mut blocks);
                match open.last_mut().and_then(|(_, list)| list.items.last_mut()) {
                    Some(item) => item.push(block),
                    None => blocks.push(block),
                }
            }
        }
    }
    close(&mut open, None, &mut blocks);
    blocks
}

/// Closes the lists that are deeper than `level`, all of them where it is none.
fn close(open: &mut Vec<(usize, List)>, level: Option<usize>, blocks: &mut Vec<Block>) {
    while open
        .last()
        .is_some_and(|(own, _)| level.is_none_or(|level| *own > level))
    {
        close_one(open, blocks);
    }
}

fn close_one(open: &mut Vec<(usize, List)>, blocks: &mut Vec<Block>) {
    let Some((_, list)) = open.pop() else { return };
    match open
        .last_mut()
        .and_then(|(_, parent)| parent.items.last_mut())
    {
        Some(item) => item.push(Block::List(list)),
        None => blocks.push(Block::List(list)),
    }
}
