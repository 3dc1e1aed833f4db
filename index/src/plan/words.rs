//! Clauses for words as they are typed.

use super::{Attempt, alone, most, sum};
use crate::analyze::{Kind, Token, tokens};
use crate::clause::{Clause, Counted, Field, Leaf, Slot, Sum};
use crate::insert;
use crate::understand::Word;

/// How much a term counts in each field of text. Where several fields have it,
/// the best counts: a title that repeats its text is not twice as good.
const TERM: [(Field, f32); 3] = [(Field::Title, 1.5), (Field::Head, 0.5), (Field::Body, 1.0)];

/// How much a phrase counts, and in the running text terms close together.
pub(super) const TITLE_PHRASE: f32 = 15.0;
pub(super) const HEAD_PHRASE: f32 = 7.5;
const TOGETHER: f32 = 5.0;

/// How much of a phrase counts where it stands elsewhere in the page too.
pub(super) const OTHERS: f32 = 0.3;

/// How much a term counts that only begins as the word typed, beside that word.
const BEGINNING: f32 = 0.5;

/// How much a synonym counts beside the word typed.
const SYNONYM: f32 = 0.7;

/// The clauses of a reading's words.
#[derive(Debug, Clone, Default)]
pub(super) struct Texts<'a> {
    /// The terms of each word, and the clauses that add to them.
    pub(super) words: Vec<WordTerms>,
    /// Clauses that only add to the score.
    optional: Vec<Clause>,
    /// What the query demands or forbids beside the words.
    required: &'a [Clause],
    excluded: &'a [Clause],
    /// The terms to mark, sorted.
    pub(super) marks: Vec<String>,
    /// The last word, if it may be the beginning of one.
    pub(super) prefix: Option<String>,
    /// All terms, one word after the other.
    all: Vec<(u32, String)>,
}

/// The terms of one word.
#[derive(Debug, Clone, Default)]
pub(super) struct WordTerms {
    /// As typed.
    counted: Vec<Counted>,
    /// That they stand together.
    together: Option<Clause>,
    /// That they do so in a title.
    title: Option<Clause>,
    /// That they do so in a heading.
    heading: Option<Clause>,
    /// The same for its synonyms.
    variants: Vec<WordTerms>,
}

impl WordTerms {
    /// The terms, each by itself.
    pub(super) fn terms(&self) -> Vec<Clause> {
        let mut terms = Vec::new();
        for Counted { clause, .. } in &self.counted {
            terms.push(clause.clone());
        }
        terms
    }

    /// That a page has most of the terms, or those of a synonym.
    pub(super) fn clause(&self) -> Clause {
        let own = sum(
            self.counted.clone(),
            most(self.counted.len()),
            self.together.as_slice().to_vec(),
        );
        if self.variants.is_empty() {
            return own;
        }
        let mut ways = vec![own];
        for variant in &self.variants {
            ways.push(variant.clause());
        }
        Clause::Best(ways, 0.0)
    }

    /// That all of the word, or of a synonym, stands together.
    fn whole(&self, of: Whole) -> Option<Clause> {
        let mut all = of(self).as_slice().to_vec();
        for variant in &self.variants {
            all.extend_from_slice(of(variant).as_slice());
        }
        (!all.is_empty()).then_some(Clause::Best(all, 0.0))
    }
}

/// That the terms of a word stand together, in one way or another.
type Whole = fn(&WordTerms) -> &Option<Clause>;

impl<'a> Texts<'a> {
    /// `open` tells that the last word may not be finished.
    pub(super) fn new(
        words: &[Word],
        required: &'a [Clause],
        excluded: &'a [Clause],
        open: bool,
    ) -> Self {
        let mut texts = Self {
            required,
            excluded,
            ..Self::default()
        };
        let mut characters = Vec::new();
        let mut seen = Vec::new();
        for (number, word) in (1..).zip(words) {
            let terms = phrase_terms(&word.text);
            let start = texts.all.last().map_or(0, |(position, _)| position + 2);
            for (position, term) in with_offsets(&terms) {
                texts.all.push((start + position, term));
            }
            let open = open && number == words.len();
            let mut own = texts.word(&terms, 1.0, open, &mut seen, &mut characters);
            for variant in &word.variants {
                let terms = phrase_terms(variant);
                let variant = texts.word(&terms, SYNONYM, false, &mut Vec::new(), &mut Vec::new());
                if !variant.counted.is_empty() {
                    own.variants.push(variant);
                }
            }
            if own.counted.is_empty() {
                // What was said before says nothing new but how it stands.
                texts.optional.extend_from_slice(own.together.as_slice());
            } else {
                texts.words.push(own);
            }
        }
        if texts.words.len() > 1 {
            texts.optional.push(close(&texts.all, 1.0));
        }
        // A lone character says little beside longer terms, and is everywhere.
        if texts.words.is_empty() && required.is_empty() {
            for clause in characters {
                texts.words.push(WordTerms {
                    together: Some(clause.clone()),
                    title: Some(clause.clone()),
                    counted: vec![alone(clause)],
                    ..WordTerms::default()
                });
            }
        } else {
            texts.optional.append(&mut characters);
        }
        texts
    }

    /// What the words ask for.
    pub(super) fn attempt(&self) -> Attempt {
        let mut each = Vec::new();
        let mut pooled = Vec::new();
        let mut together = Vec::new();
        for word in &self.words {
            each.push(alone(word.clause()));
            pooled.extend_from_slice(&word.counted);
            together.extend_from_slice(word.together.as_slice());
        }
        let mut done = Attempt {
            together: self.whole(|word| &word.together),
            title: self.whole(|word| &word.title),
            ..Attempt::default()
        };
        if !each.is_empty() || !self.required.is_empty() {
            done.strict
                .push(self.demand(each, self.words.len(), &[&self.optional]));
        }
        let most = most(pooled.len());
        let more = [self.optional.as_slice(), &together];
        if self.words.len() > 1 {
            done.strict.push(self.demand(pooled.clone(), most, &more));
        }
        if most > 1 {
            done.relaxed = Some(self.demand(pooled, 1, &more));
        }
        let [word] = self.words.as_slice() else {
            return done;
        };
        if let Some(heading) = &word.heading {
            let mut either: Vec<Clause> = done.title.into_iter().collect();
            either.push(heading.clone());
            done.title = Some(Clause::Best(either, 0.0));
        }
        if let [first, inner @ .., last] = word.counted.as_slice()
            && !inner.is_empty()
        {
            done.apart = Some(Clause::Sum(Box::new(Sum {
                required: vec![first.clause.clone(), last.clause.clone()],
                counted: inner.to_vec(),
                at_least: inner.len() - 1,
                ..Sum::default()
            })));
        }
        done
    }

    /// Enough of `counted`, with all that is demanded beside; `more` adds to the score.
    pub(super) fn demand(
        &self,
        counted: Vec<Counted>,
        at_least: usize,
        more: &[&[Clause]],
    ) -> Clause {
        Clause::Sum(Box::new(Sum {
            required: self.required.to_vec(),
            counted,
            at_least,
            optional: more.concat(),
            excluded: self.excluded.to_vec(),
        }))
    }

    /// That each word stands together.
    fn whole(&self, of: Whole) -> Option<Clause> {
        let mut words = Vec::new();
        for word in &self.words {
            words.push(alone(word.whole(of)?));
        }
        (!words.is_empty()).then(|| sum(words, self.words.len(), Vec::new()))
    }

    /// The clauses of a word but for terms seen before; `open` tells that the last
    /// may not be finished.
    fn word(
        &mut self,
        terms: &[PhraseTerm],
        factor: f32,
        open: bool,
        seen: &mut Vec<String>,
        characters: &mut Vec<Clause>,
    ) -> WordTerms {
        let mut word = WordTerms::default();
        let mut before = None;
        for (number, term) in (1..).zip(terms) {
            insert(&mut self.marks, term.term.clone());
            let overlaps = term.pair && before == Some(term.position);
            before = term.pair.then_some(term.position + 1);
            if !insert(seen, term.term.clone()) {
                continue;
            }
            if term.character {
                characters.push(character(&term.term));
                continue;
            }
            let mut clause = text_term(&term.term, factor);
            if let Some((year, number)) = year_and_number(&term.term) {
                let mut both = Vec::new();
                for (place, word) in [(0, year), (1, number)] {
                    insert(&mut self.marks, word.to_owned());
                    both.push((place, word.to_owned()));
                }
                clause = Clause::Best(vec![clause, close(&both, factor)], 1.0);
            }
            if open && number == terms.len() && is_beginning(&term.term) {
                clause = Clause::Best(vec![clause, beginning(&term.term)], 0.0);
                self.prefix = Some(term.term.clone());
            }
            word.counted.push(Counted { clause, overlaps });
        }
        let placed = with_offsets(terms);
        if placed.len() > 1 {
            word.together = Some(close(&placed, factor));
            word.title = Some(phrase(Field::Title, &placed, TITLE_PHRASE));
            word.heading = Some(phrase(Field::Head, &placed, HEAD_PHRASE));
        } else if let [only] = word.counted.as_slice() {
            word.together = Some(only.clause.clone());
            if let Some((_, term)) = placed.into_iter().next() {
                word.title = Some(Clause::leaf(Leaf::Term(Field::Title, term), TITLE_PHRASE));
            }
        }
        word
    }
}

/// What is looked up in the fields that hold text, as good as the best.
fn in_text(leaf: &dyn Fn(Field) -> Leaf, factor: f32) -> Clause {
    let mut fields = Vec::new();
    for (field, boost) in TERM {
        fields.push(Clause::leaf(leaf(field), boost * factor));
    }
    Clause::Best(fields, 0.0)
}

/// A term in the fields that hold text.
fn text_term(term: &str, factor: f32) -> Clause {
    in_text(&|field| Leaf::Term(field, term.to_owned()), factor)
}

/// Any word one letter apart.
pub(super) fn near_term(word: &str) -> Clause {
    in_text(&|field| Leaf::Near(field, word.to_owned()), 1.0)
}

/// Any term that begins so.
fn beginning(prefix: &str) -> Clause {
    in_text(&|field| Leaf::Prefix(field, prefix.to_owned()), BEGINNING)
}

/// A character anywhere.
fn character(term: &str) -> Clause {
    let leaf = |field, boost| Clause::leaf(Leaf::Term(field, term.to_owned()), boost);
    let fields = vec![leaf(Field::Title, 3.0), leaf(Field::Characters, 1.0)];
    Clause::Best(fields, 0.0)
}

/// Terms that stand exactly so in a field.
fn phrase(field: Field, terms: &[(u32, String)], boost: f32) -> Clause {
    Clause::leaf(Leaf::Phrase(field, terms.to_vec()), boost)
}

/// Terms that stand exactly so in a title or heading, or close together in the
/// running text, where to know more takes files of positions.
fn close(terms: &[(u32, String)], factor: f32) -> Clause {
    let together = Slot::distinct(terms.iter().map(|(_, term)| Slot::term(term)));
    let clauses = vec![
        phrase(Field::Title, terms, TITLE_PHRASE * factor),
        phrase(Field::Head, terms, HEAD_PHRASE * factor),
        Clause::leaf(Leaf::Together(together), TOGETHER * factor),
    ];
    Clause::Best(clauses, OTHERS)
}

/// Divides 2016215 into 2016 and 215: a document's number whose brackets were
/// lost in copying, as in 府办发2016215号.
fn year_and_number(term: &str) -> Option<(&str, &str)> {
    let digits =
        term.len() > 4 && term.len() <= 8 && term.bytes().all(|byte| byte.is_ascii_digit());
    let (year, number) = term.split_at_checked(4).filter(|_| digits)?;
    let number = number.trim_start_matches('0');
    (("1949".."2100").contains(&year) && !number.is_empty()).then_some((year, number))
}

/// Whether a word may be the beginning of another: letters are typed one by one,
/// a number is what it is.
fn is_beginning(term: &str) -> bool {
    term.len() > 1 && term.is_ascii() && term.bytes().any(|byte| byte.is_ascii_alphabetic())
}

/// A term of a phrase.
pub(super) struct PhraseTerm {
    pub(super) term: String,
    position: u32,
    /// It is a single character.
    character: bool,
    /// It is two neighbouring characters.
    pair: bool,
}

/// The terms that together say exactly `text`: pairs, words, lone characters.
pub(super) fn phrase_terms(text: &str) -> Vec<PhraseTerm> {
    let mut terms = Vec::new();
    tokens(text, |token: Token<'_>| {
        let character = match token.kind {
            Kind::Pair | Kind::Word => false,
            Kind::Character { alone: true, .. } => true,
            Kind::Character { alone: false, .. } => return,
        };
        terms.push(PhraseTerm {
            term: token.term.to_owned(),
            position: token.position,
            character,
            pair: token.kind == Kind::Pair,
        });
    });
    terms
}

fn with_offsets(terms: &[PhraseTerm]) -> Vec<(u32, String)> {
    let first = terms.first().map_or(0, |term| term.position);
    let mut placed = Vec::new();
    for term in terms {
        placed.push((term.position - first, term.term.clone()));
    }
    placed
}

/// The clause that these terms of a text occur exactly as written; there is at least one.
pub(super) fn exactly(terms: &[PhraseTerm]) -> Clause {
    match terms {
        [only] if only.character => character(&only.term),
        [only] => text_term(&only.term, 1.0),
        _ => {
            let terms = with_offsets(terms);
            in_text(&|field| Leaf::Phrase(field, terms.clone()), 1.0)
        }
    }
}
