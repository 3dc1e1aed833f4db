//! Ways that lead back to where they began.

use crate::diag::{Diagnostic, Diagnostics};
use crate::msg;
use crate::source::Span;

/// How many of a long way are named.
const NAMED: usize = 8;

/// The cycles of a graph, given what follows each node: one for each step back to a node on the way.
/// Each begins with its smallest node.
pub(super) fn cycles(next: &[Vec<usize>]) -> Vec<Vec<usize>> {
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        New,
        OnTheWay,
        Done,
    }
    let mut states = vec![State::New; next.len()];
    let mut found = Vec::new();
    for start in 0..next.len() {
        // A node on the way, and which of its followers comes next.
        let mut way: Vec<(usize, usize)> = Vec::new();
        if states[start] == State::New {
            states[start] = State::OnTheWay;
            way.push((start, 0));
        }
        while let Some((node, step)) = way.last_mut() {
            let Some(&follower) = next[*node].get(*step) else {
                states[*node] = State::Done;
                way.pop();
                continue;
            };
            *step += 1;
            match states[follower] {
                State::New => {
                    states[follower] = State::OnTheWay;
                    way.push((follower, 0));
                }
                State::OnTheWay => {
                    let nodes = way.iter().map(|(node, _)| *node);
                    let mut cycle: Vec<usize> =
                        nodes.skip_while(|node| *node != follower).collect();
                    let smallest = cycle.iter().enumerate().min_by_key(|(_, node)| **node);
                    let smallest = smallest.map_or(0, |(at, _)| at);
                    cycle.rotate_left(smallest);
                    found.push(cycle);
                }
                State::Done => {}
            }
        }
    }
    found
}

/// A cycle in words: `甲 → 乙 → 甲`.
pub(super) fn in_words(cycle: &[usize], name: impl Fn(usize) -> String) -> String {
    let mut names: Vec<String> = cycle.iter().take(NAMED).map(|node| name(*node)).collect();
    if cycle.len() > NAMED {
        names.push("…".to_owned());
    }
    names.extend(cycle.first().map(|node| name(*node)));
    names.join(" → ")
}

/// Reports a cycle at the first of its places, the others noted. One without places is told elsewhere.
pub(super) fn report(
    mut places: impl Iterator<Item = Span>,
    fault: impl FnOnce(Span) -> Diagnostic,
    diags: &mut Diagnostics,
) {
    let Some(first) = places.next() else { return };
    let note = msg!(en: "and this", zh: "还有这里");
    diags.push(places.fold(fault(first), |fault, place| {
        fault.note_at(place, note.clone())
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cycles_are_found_and_ways_that_meet_are_none() {
        assert_eq!(
            cycles(&[vec![1, 2], vec![3], vec![3], vec![]]),
            Vec::<Vec<usize>>::new()
        );
        assert_eq!(cycles(&[vec![0]]), [[0]]);
        assert_eq!(
            cycles(&[vec![], vec![2], vec![3], vec![1], vec![2]]),
            [[1, 2, 3]]
        );
        assert_eq!(
            cycles(&[vec![1, 2], vec![0], vec![0]]),
            [vec![0, 1], vec![0, 2]]
        );
    }
}
