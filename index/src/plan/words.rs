//! Clauses for words as they are typed.

use super::{Attempt, alone, most, sum};
use crate::analyze::{Kind, Token, tokens};
use crate::clause::{Clause, Counted, Field, Leaf, Slot};
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
pub(super) struct Texts {
    /// The terms of each word, and the clauses that add to them.
    words: Vec<WordTerms>,
    /// Clauses that only add to the score.
    optional: Vec<Clause>,
    /// What the query demands or forbids beside the words.
    required: Vec<Clause>,
    excluded: Vec<Clause>,
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
        let counted = self.counted.iter();
        counted.map(|counted| counted.clause.clone()).collect()
    }

    /// That a page has most of the terms, or those of a synonym.
    pub(super) fn clause(&self) -> Clause {
        let own = sum(
            self.counted.clone(),
            most(self.counted.len()),
            self.together.iter().cloned().collect(),
        );
        if self.variants.is_empty() {
            return own;
        }
        let variants = self.variants.iter().map(Self::clause);
        Clause::Best(std::iter::once(own).chain(variants).collect(), 0.0)
    }

    /// That all of the word, or of a synonym, stands together.
    fn whole(&self, of: impl Fn(&Self) -> Option<Clause>) -> Option<Clause> {
        let all: Vec<Clause> = std::iter::once(self)
            .chain(&self.variants)
            .filter_map(of)
            .collect();
        (!all.is_empty()).then_some(Clause::Best(all, 0.0))
    }
}

impl Texts {
    /// `open` tells that the last word may not be finished.
    pub(super) fn new(
        words: &[Word],
        required: &[Clause],
        excluded: &[Clause],
        open: bool,
    ) -> Self {
        let mut texts = Self {
            required: required.to_vec(),
            excluded: excluded.to_vec(),
            ..Self::default()
        };
        let mut characters = Vec::new();
        let mut seen = Vec::new();
        for (number, word) in (1..).zip(words) {
            let terms = phrase_terms(&word.text);
            let start = texts.all.last().map_or(0, |(position, _)| position + 2);
            let placed = with_offsets(&terms).into_iter();
            texts
                .all
                .extend(placed.map(|(position, term)| (start + position, term)));
            let open = open && number == words.len();
            let mut own = texts.word(&terms, 1.0, open, &mut seen, &mut characters);
            for variant in &word.variants {
                let terms = phrase_terms(variant);
                let variant = texts.word(&terms, SYNONYM, false, &mut Vec::new(), &mut Vec::new());
                own.variants
                    .extend((!variant.counted.is_empty()).then_some(variant));
            }
            if own.counted.is_empty() {
                // What was said before says nothing new but how it stands.
                texts.optional.extend(own.together);
            } else {
                texts.words.push(own);
            }
        }
        if texts.words.len() > 1 {
            texts.optional.push(close(&texts.all, 1.0));
        }
        // A lone character says little beside longer terms, and is everywhere.
        if texts.words.is_empty() && required.is_empty() {
            texts
                .words
                .extend(characters.into_iter().map(|clause| WordTerms {
                    together: Some(clause.clone()),
                    title: Some(clause.clone()),
                    counted: vec![alone(clause)],
                    ..WordTerms::default()
                }));
        } else {
            texts.optional.extend(characters);
        }
        texts
    }

    /// What the words ask for.
    pub(super) fn attempt(&self) -> Attempt {
        let attempt = |counted: Vec<Counted>, at_least, more: &[Clause]| Clause::Sum {
            required: self.required.clone(),
            counted,
            at_least,
            optional: [&self.optional, more].concat(),
            excluded: self.excluded.clone(),
        };
        let each: Vec<Counted> = self.words.iter().map(|word| alone(word.clause())).collect();
        let pooled: Vec<Counted> = self
            .words
            .iter()
            .flat_map(|word| word.counted.clone())
            .collect();
        let together: Vec<Clause> = self
            .words
            .iter()
            .filter_map(|word| word.together.clone())
            .collect();
        let mut done = Attempt::default();
        if !each.is_empty() || !self.required.is_empty() {
            done.strict.push(attempt(each, self.words.len(), &[]));
        }
        if self.words.len() > 1 {
            done.strict
                .push(attempt(pooled.clone(), most(pooled.len()), &together));
        }
        if most(pooled.len()) > 1 {
            done.relaxed = Some(attempt(pooled, 1, &together));
        }
        let whole = |of: fn(&WordTerms) -> Option<Clause>| {
            let words: Option<Vec<Counted>> = self
                .words
                .iter()
                .map(|word| word.whole(of).map(alone))
                .collect();
            words
                .filter(|words| !words.is_empty())
                .map(|words| sum(words, self.words.len(), Vec::new()))
        };
        done.together = whole(|word| word.together.clone());
        done.title = whole(|word| word.title.clone());
        if let [word] = self.words.as_slice()
            && let Some(heading) = word.heading.clone()
        {
            done.title = Some(Clause::Best(
                done.title.into_iter().chain([heading]).collect(),
                0.0,
            ));
        }
        if let [word] = self.words.as_slice()
            && let [first, inner @ .., last] = word.counted.as_slice()
            && !inner.is_empty()
        {
            done.apart = Some(Clause::Sum {
                required: vec![first.clause.clone(), last.clause.clone()],
                counted: inner.to_vec(),
                at_least: inner.len() - 1,
                optional: Vec::new(),
                excluded: Vec::new(),
            });
        }
        done
    }

    /// The words, each as it is looked for.
    pub(super) fn words(&self) -> &[WordTerms] {
        &self.words
    }

    /// What the query demands or forbids beside the words.
    pub(super) fn demands(&self) -> (&[Clause], &[Clause]) {
        (&self.required, &self.excluded)
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
                let words = [year, number].map(str::to_owned);
                for word in words.clone() {
                    insert(&mut self.marks, word);
                }
                let both: Vec<(u32, String)> = (0..).zip(words).collect();
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
            let phrase = |field| Leaf::Phrase(field, placed.clone());
            word.title = Some(Clause::Leaf(phrase(Field::Title), TITLE_PHRASE));
            word.heading = Some(Clause::Leaf(phrase(Field::Head), HEAD_PHRASE));
        } else if let [only] = word.counted.as_slice() {
            word.together = Some(only.clause.clone());
            word.title = placed
                .into_iter()
                .map(|(_, term)| Clause::Leaf(Leaf::Term(Field::Title, term), TITLE_PHRASE))
                .next();
        }
        word
    }
}

/// Any of `leaves`, as good as the best.
fn best<const N: usize>(leaves: [(Leaf, f32); N]) -> Clause {
    let leaves = leaves.map(|(leaf, boost)| Clause::Leaf(leaf, boost));
    Clause::Best(leaves.into(), 0.0)
}

/// A term in the fields that hold text.
pub(super) fn text_term(term: &str, factor: f32) -> Clause {
    best(TERM.map(|(field, boost)| (Leaf::Term(field, term.to_owned()), boost * factor)))
}

/// Any word one letter apart.
pub(super) fn near_term(word: &str) -> Clause {
    best(TERM.map(|(field, boost)| (Leaf::Near(field, word.to_owned()), boost)))
}

/// Any term that begins so.
fn beginning(prefix: &str) -> Clause {
    best(TERM.map(|(field, boost)| (Leaf::Prefix(field, prefix.to_owned()), boost * BEGINNING)))
}

/// A character anywhere.
fn character(term: &str) -> Clause {
    let leaf = |field| Leaf::Term(field, term.to_owned());
    best([(leaf(Field::Title), 3.0), (leaf(Field::Characters), 1.0)])
}

/// Terms that stand exactly so in a title or heading, or close together in the
/// running text, where to know more takes files of positions.
fn close(terms: &[(u32, String)], factor: f32) -> Clause {
    let phrase = |field| Leaf::Phrase(field, terms.to_vec());
    let together = terms.iter().map(|(_, term)| Slot::term(term)).collect();
    Clause::Best(
        vec![
            Clause::Leaf(phrase(Field::Title), TITLE_PHRASE * factor),
            Clause::Leaf(phrase(Field::Head), HEAD_PHRASE * factor),
            Clause::Leaf(Leaf::Together(together), TOGETHER * factor),
        ],
        OTHERS,
    )
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
    terms
        .iter()
        .map(|term| (term.position - first, term.term.clone()))
        .collect()
}

/// The clause that `text` occurs exactly as written, if it has any term.
pub(super) fn exactly(text: &str) -> Option<Clause> {
    let terms = phrase_terms(text);
    match terms.as_slice() {
        [] => None,
        [only] if only.character => Some(character(&only.term)),
        [only] => Some(text_term(&only.term, 1.0)),
        _ => {
            let terms = with_offsets(&terms);
            let phrase = TERM.map(|(field, boost)| (Leaf::Phrase(field, terms.clone()), boost));
            Some(best(phrase))
        }
    }
}
