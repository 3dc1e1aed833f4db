//! Finds the terms at which files of terms end.
//!
//! In: the terms of all fields. Out: ranges of them, the same terms in every field,
//! and what divides each range from the one before.

use std::ops::Range;

use twox_hash::XxHash64;

use super::merge::{FieldTerms, MergedTerm};

/// What a term adds to a file beside its data: key, lengths.
const ENTRY: usize = 8;

/// The size of a file of terms is the size of all data to the power of three quarters,
/// divided by this. A query reads a few files and every reader fetches what divides all of
/// them. The square root would keep both in step, but the larger a site, the more terms fill
/// files of their own, and those it does not make larger.
const SHARE: usize = 112;

/// The smallest such size. Smaller files compress badly.
const LEAST: usize = 3 << 9;

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
    // Wide enough on every machine, for all have to cut alike.
    let total = total as u64;
    let wanted = usize::try_from((total * total.isqrt()).isqrt()).unwrap_or(usize::MAX);
    let wanted = (wanted / SHARE).max(LEAST);
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
        visit(round_separator(&before, &key), total, &past);
        before = key;
    }
}

/// How many bytes a separator takes in the boot file, roughly: how many characters it has,
/// and how many bits of the last one are not zero in the end. Of those that are as good a
/// hash decides, so that two versions of a site that were cut apart somewhere soon are cut
/// alike again.
type Badness = (usize, u32, u64);

fn badness(separator: &str) -> Badness {
    let last = separator.chars().next_back().map_or(0, u32::from);
    (
        separator.chars().count(),
        u32::BITS - last.trailing_zeros(),
        XxHash64::oneshot(0, separator.as_bytes()),
    )
}

/// Finds where files end: near the size wanted, where what divides them is short, since
/// every reader fetches it for all of them.
struct Cuts {
    size: usize,
    /// Numbers of the terms that begin files.
    done: Vec<usize>,
    /// Number of the next term.
    next: usize,
    /// Weight since the last cut.
    open: usize,
    /// The best term to cut at: how bad it is, its number, weight before it.
    best: Option<(Badness, usize, usize)>,
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
        let (least, most) = (self.size / 2, self.size * 3 / 2);
        if self.open >= least {
            let badness = badness(separator);
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

/// The same with another last character, if there is one that ends in more zero bits and
/// leaves it after `before`.
fn round_separator(before: &str, first: &str) -> String {
    let mut separator = separator(before, first);
    if let Some(last) = separator.pop() {
        let in_place = before.chars().nth(separator.chars().count());
        separator.push(round(in_place.map_or(0, u32::from), last));
    }
    separator
}

/// The character after `from`, and not after `to`, with the most zero bits in the end.
fn round(from: u32, to: char) -> char {
    let mut point = u32::from(to);
    // Clears the lowest bit: of a character after the surrogates that leads past them.
    while let Some(lower) = point.checked_sub(1).map(|less| point & less)
        && lower > from
    {
        point = lower;
    }
    char::from_u32(point).unwrap_or(to)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Cuts, round_separator, size};

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
        terms[9].0 = "abc";
        terms[11].0 = "abcd";
        // The last bits of `d` are zero.
        terms[20].0 = "abc";
        terms[22].0 = "abd";
        // Where nothing divides them better, as soon as a file is large enough.
        assert_eq!(cuts(100, &terms), [0, 9, 22, 27]);
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
        assert_eq!(size(0), 1536);
        assert_eq!(size(10_000_000), 1536);
        assert_eq!(size(25_000_000), size(34_000_000));
        assert_eq!(size(300_000_000), 16_384);
    }

    #[test]
    fn a_separator_ends_in_zero_bits() {
        assert_eq!(round_separator("龙ab", "龙ao"), "龙ah");
        assert_eq!(round_separator("龙ag", "龙ah"), "龙ah");
        assert_eq!(round_separator("", "龙"), "\u{8000}");
    }

    proptest! {
        #[test]
        fn a_separator_is_between_what_it_divides(left in ".{0,6}", right in ".{0,6}") {
            let (before, first) = (left.clone().min(right.clone()), left.max(right));
            prop_assume!(before != first);
            let separator = round_separator(&before, &first);
            prop_assert!(before < separator && separator <= first, "{separator:?}");
            prop_assert!(separator.chars().count() <= first.chars().count());
        }
    }
}
