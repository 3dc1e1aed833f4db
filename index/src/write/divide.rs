//! Finds the terms at which files of terms end.
//!
//! In: the terms of all fields. Out: ranges of them, the same terms in every field,
//! and what divides each range from the one before.

use std::ops::Range;

use twox_hash::XxHash64;

use super::merge::{FieldTerms, MergedTerm};

/// What a term adds to a file beside its data: key, lengths.
const ENTRY: usize = 8;

/// The size of a file of terms is about this part of the square root of all data. A
/// query reads a few files and every reader fetches the names of all of them; of a site
/// a hundred times as large both then are ten times as large.
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
    let mut cuts = Cuts::new(size(total));
    distinct(fields, |separator, weight, _| cuts.term(&separator, weight));
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

/// The size of a file of terms when all of them weigh so much: in steps, two to a
/// doubling, so that what a site gains in a year moves no cut but by chance.
fn size(total: usize) -> usize {
    let wanted = (GROWTH.0 * total.isqrt() / GROWTH.1).max(LEAST);
    let step = 1 << wanted.ilog2();
    // A step and a half: near enough to the square root of two.
    let middle = step + step / 2;
    if wanted < middle { step } else { middle }
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

/// Finds where files end: near the size wanted, where what divides them is short, since
/// every reader fetches it for all of them. Of places that are as good the terms decide,
/// so that two versions of a site that were cut apart somewhere soon are cut alike again.
struct Cuts {
    size: usize,
    /// Numbers of the terms that begin files.
    done: Vec<usize>,
    /// Number of the next term.
    next: usize,
    /// Weight since the last cut.
    open: usize,
    /// The best term to cut at: how bad it is, its number, weight before it.
    best: Option<((usize, u64), usize, usize)>,
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

    fn term(&mut self, separator: &str, weight: usize) {
        let (least, most) = (self.size * 3 / 4, self.size * 5 / 4);
        if self.open >= least {
            let length = separator.chars().count();
            let badness = (length, XxHash64::oneshot(0, separator.as_bytes()));
            if self.best.is_none_or(|(best, ..)| badness < best) {
                self.best = Some((badness, self.next, self.open));
            }
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
    use super::{Cuts, size};

    fn cuts(size: usize, terms: &[(&str, usize)]) -> Vec<usize> {
        let mut cuts = Cuts::new(size);
        for &(separator, weight) in terms {
            cuts.term(separator, weight);
        }
        cuts.done
    }

    #[test]
    fn files_end_near_their_size_where_little_divides_them() {
        let mut terms = vec![("abcdef", 10); 40];
        assert_eq!(cuts(100, &terms), [0, 8, 16, 24, 32]);
        terms[9].0 = "abc";
        terms[11].0 = "abcd";
        assert_eq!(cuts(100, &terms), [0, 9, 17, 25, 33]);
    }

    #[test]
    fn a_large_term_has_a_file_for_itself() {
        let terms = [10, 10, 500, 10, 10].map(|weight| ("abcdef", weight));
        assert_eq!(cuts(100, &terms), [0, 2, 3]);
    }

    #[test]
    fn a_term_more_moves_the_cuts_near_it_only() {
        let words: Vec<String> = (0..5000).map(|number| format!("{number:04}")).collect();
        let mut terms: Vec<(&str, usize)> = words.iter().map(|word| (&**word, 10)).collect();
        let begin = |terms: &[(&str, usize)]| -> Vec<String> {
            let cuts = cuts(500, terms).into_iter();
            cuts.map(|number| terms[number].0.to_owned()).collect()
        };
        let before = begin(&terms);
        terms.insert(1000, ("0999x", 300));
        let after = begin(&terms);
        let moved = after.iter().filter(|first| !before.contains(first)).count();
        assert!(
            before.len() > 90 && moved < 10,
            "{moved} of {}",
            before.len()
        );
    }

    #[test]
    fn a_site_grows_by_half_before_its_files_do() {
        assert_eq!(size(0), 2048);
        assert_eq!(size(10_000_000), 2048);
        assert_eq!(size(25_000_000), size(37_000_000));
        assert_eq!(size(300_000_000), 8192);
    }
}
