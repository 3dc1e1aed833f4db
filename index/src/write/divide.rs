//! Finds the terms at which files of terms end.
//!
//! In: the terms of all fields. Out: ranges of them, the same terms in every field,
//! and what divides each range from the one before.

use std::ops::Range;

use super::merge::{FieldTerms, MergedTerm};

/// What a term adds to a file beside its data: key, lengths.
const ENTRY: usize = 8;

/// The size of a file of terms is this part of the square root of all data. A query
/// reads a few files and the boot file names all of them; of a site a hundred times
/// as large both then are ten times as large.
const GROWTH: (usize, usize) = (2, 3);

/// The smallest such size. Smaller files compress badly.
const LEAST: usize = 2 << 10;

/// Divides all fields' terms into ranges: what begins each, and for each field
/// the terms in it.
pub(super) fn divide(fields: &[FieldTerms]) -> (Vec<String>, Vec<Vec<Range<usize>>>) {
    let total: usize = fields
        .iter()
        .flat_map(|field| &field.terms)
        .map(weight)
        .sum();
    let size = (GROWTH.0 * total.isqrt() / GROWTH.1).max(LEAST);
    let mut cuts = Cuts::new(size);
    distinct(fields, |separator, weight, _| {
        cuts.term(separator.chars().count(), weight);
    });
    let mut cuts = cuts.done.into_iter().peekable();

    let mut firsts: Vec<String> = Vec::new();
    let mut shards: Vec<Vec<Range<usize>>> = fields.iter().map(|_| Vec::new()).collect();
    let mut number = 0;
    distinct(fields, |separator, _, ends| {
        let begins = cuts.next_if_eq(&number).is_some();
        if begins {
            firsts.push(separator);
        }
        for (shards, &end) in shards.iter_mut().zip(ends) {
            let before = shards.last().map_or(0, |shard| shard.end);
            if begins {
                shards.push(before..before);
            }
            if let Some(shard) = shards.last_mut() {
                shard.end = end;
            }
        }
        number += 1;
    });
    (firsts, shards)
}

/// Calls `visit` for every term of any field, in order, with what divides it from
/// the one before, what it weighs, and for each field how many terms are past.
fn distinct(fields: &[FieldTerms], mut visit: impl FnMut(String, usize, &[usize])) {
    let mut past = vec![0; fields.len()];
    let mut before = String::new();
    loop {
        let heads: Vec<Option<&MergedTerm>> = fields
            .iter()
            .zip(&past)
            .map(|(field, &past)| field.terms.get(past))
            .collect();
        let Some(term) = heads.iter().flatten().map(|head| &head.term).min() else {
            break;
        };
        let mut total = 0;
        for (head, past) in heads.iter().zip(&mut past) {
            if let Some(head) = head.filter(|head| head.term == *term) {
                *past += 1;
                total += weight(head);
            }
        }
        let key = String::from_utf8(term.bytes().collect()).unwrap_or_default();
        visit(separator(&before, &key), total, &past);
        before = key;
    }
}

/// Finds where files end: near the size wanted, where what divides them is short,
/// since the boot file has it for all of them.
struct Cuts {
    size: usize,
    /// Numbers of the terms that begin files.
    done: Vec<usize>,
    /// Number of the next term.
    next: usize,
    /// Weight since the last cut.
    open: usize,
    /// The best term to cut at: length of what divides, its number, weight before it.
    best: Option<(usize, usize, usize)>,
}

impl Cuts {
    const fn new(size: usize) -> Self {
        Self {
            size,
            done: Vec::new(),
            next: 0,
            open: 0,
            best: None,
        }
    }

    fn term(&mut self, separator: usize, weight: usize) {
        let (least, most) = (self.size * 3 / 4, self.size * 5 / 4);
        if self.open >= least && self.best.is_none_or(|(length, ..)| separator <= length) {
            self.best = Some((separator, self.next, self.open));
        }
        if self.open + weight > most
            && let Some((_, number, before)) = self.best.take()
        {
            self.done.push(number);
            self.open -= before;
        }
        // A term that fills a file has it for itself.
        if self.done.is_empty() || self.open > 0 && self.open + weight > most {
            self.done.push(self.next);
            self.open = 0;
        }
        self.open += weight;
        self.next += 1;
    }
}

/// What a term adds to its file.
fn weight(term: &MergedTerm) -> usize {
    // The positions of a term with places lie elsewhere.
    let whereabouts = if term.places > 0 {
        term.places
    } else {
        term.positions
    };
    ENTRY + term.postings as usize + whereabouts as usize
}

/// The shortest beginning of `first` that is after `before`.
pub(super) fn separator(before: &str, first: &str) -> String {
    let same = before
        .chars()
        .zip(first.chars())
        .take_while(|(left, right)| left == right);
    first.chars().take(same.count() + 1).collect()
}

#[cfg(test)]
mod tests {
    use super::Cuts;

    fn cuts(size: usize, terms: &[(usize, usize)]) -> Vec<usize> {
        let mut cuts = Cuts::new(size);
        for &(separator, weight) in terms {
            cuts.term(separator, weight);
        }
        cuts.done
    }

    #[test]
    fn files_end_near_their_size_where_little_divides_them() {
        let mut terms = vec![(6, 10); 40];
        assert_eq!(cuts(100, &terms), [0, 12, 24, 36]);
        terms[9].0 = 3;
        terms[11].0 = 4;
        assert_eq!(cuts(100, &terms), [0, 9, 21, 33]);
    }

    #[test]
    fn a_large_term_has_a_file_for_itself() {
        let terms = [(6, 10), (6, 10), (6, 500), (6, 10), (6, 10)];
        assert_eq!(cuts(100, &terms), [0, 2, 3]);
    }
}
