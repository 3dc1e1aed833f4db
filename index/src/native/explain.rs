//! Why an answer is as it is.
//!
//! In: a query. Out: how its words were understood and, for each page shown, what in it counted how
//! much. For people who tune a site's words: nothing else depends on it.

use super::Index;
use crate::analyze::nfkc;
use crate::clause::{Choice, Clause, Leaf, Piece, Slot};
use crate::evaluate::evaluate;
use crate::plan::Plan;
use crate::rank::Explained;
use crate::understand::{Intent, Lifted, Word};
use crate::{Error, Query};

/// How a query was understood, and why pages rank where they do.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// The words that are searched, with their synonyms.
    pub words: Vec<Word>,
    /// What was taken for filters.
    pub lifted: Vec<Lifted>,
    /// What a question asks for.
    pub intent: Option<Intent>,
    /// The code of how words were read that are nowhere as typed, as in
    /// [`crate::SearchResults::notes`].
    pub read_as: Option<&'static str>,
    /// The pages shown, in order of relevance.
    pub pages: Vec<ExplainedPage>,
}

/// What counted in a page.
#[derive(Debug, Clone, PartialEq)]
pub struct ExplainedPage {
    /// Its address within the site.
    pub url: String,
    /// What is in the page, and how much it may count: of several fields the best does.
    pub parts: Vec<(String, f32)>,
}

impl Index {
    /// Explains the answer to a query.
    ///
    /// # Errors
    /// As [`Self::search`].
    pub fn explain(&self, query: &Query) -> Result<Explanation, Error> {
        let query = Query {
            text: nfkc(&query.text).into_owned(),
            ..query.clone()
        };
        let plan = Plan::new(&query, &self.boot.vocabulary, &self.sounds);
        let Explained {
            shown,
            words,
            lifted,
            read_as,
            clauses,
        } = Explained::new(&plan, &query, self)?;
        let mut leaves: Vec<(&Leaf, f32)> = Vec::new();
        for clause in clauses {
            weighted(clause, &mut |leaf, boost| {
                if !leaves.contains(&(leaf, boost)) {
                    leaves.push((leaf, boost));
                }
            });
        }
        let mut parts: Vec<Vec<(String, f32)>> = vec![Vec::new(); shown.len()];
        for (leaf, boost) in leaves {
            let scored = evaluate(&Clause::leaf(leaf.clone(), boost), self)?;
            for (shown, parts) in shown.iter().zip(&mut parts) {
                let score = scored.iter().find(|(doc, _)| doc == shown);
                parts.extend(score.map(|(_, score)| (self.named(leaf), *score)));
            }
        }
        let mut pages = Vec::new();
        for (doc, mut parts) in shown.into_iter().zip(parts) {
            parts.sort_by(|left, right| right.1.total_cmp(&left.1));
            let url = self.passage(doc, 0)?.url;
            pages.push(ExplainedPage { url, parts });
        }
        Ok(Explanation {
            words,
            lifted,
            intent: plan.intent,
            read_as,
            pages,
        })
    }

    /// What a leaf looks for.
    fn named(&self, leaf: &Leaf) -> String {
        let slots = |slots: &mut dyn Iterator<Item = &Slot>| {
            let words: Vec<String> = slots.map(|slot| self.slot(slot)).collect();
            words.join(" ")
        };
        match leaf {
            Leaf::Term(field, term) => format!("{}: {term}", field.name()),
            Leaf::Phrase(field, terms) => {
                let terms: Vec<&str> = terms.iter().map(|(_, term)| term.as_str()).collect();
                format!("{}: \"{}\"", field.name(), terms.join(" "))
            }
            Leaf::Together(all) => format!("body: {} (together)", slots(&mut all.iter())),
            Leaf::Sounding(field, all) => {
                let all = slots(&mut all.iter().map(|(_, slot)| slot));
                format!("{}: \"{all}\"", field.name())
            }
            Leaf::Name(_, pieces) => {
                let pieces: Vec<String> = pieces.iter().map(|piece| self.piece(piece)).collect();
                format!("name: {}", pieces.join(" "))
            }
            Leaf::Prefix(field, prefix) => format!("{}: {prefix}…", field.name()),
            Leaf::Near(field, word) => format!("{}: ~{word}", field.name()),
        }
    }

    fn slot(&self, slot: &Slot) -> String {
        let choice = |choice: &Choice| match choice {
            Choice::Term(term) => term.clone(),
            Choice::Pair(sounds) => sounds
                .map(|sound| match sound.only {
                    Some(c) => c.to_string(),
                    None => self.sounds().class_name(sound.class).to_owned(),
                })
                .join("-"),
        };
        let choices: Vec<String> = slot.0.iter().map(choice).collect();
        choices.join("|")
    }

    fn piece(&self, piece: &Piece) -> String {
        match piece {
            Piece::Character(c) => c.to_string(),
            Piece::Syllable(syllable) => self.sounds().name(*syllable).to_owned(),
            Piece::Letters(letters) => format!("{letters}…"),
        }
    }
}

/// Calls `visit` for every leaf with its factor.
fn weighted<'a>(clause: &'a Clause, visit: &mut impl FnMut(&'a Leaf, f32)) {
    match clause {
        Clause::Leaf(leaf, boost) => visit(leaf, *boost),
        Clause::Best(clauses, _) => clauses.iter().for_each(|clause| weighted(clause, visit)),
        Clause::Sum(sum) => {
            let counted = sum.counted.iter().map(|counted| &counted.clause);
            for clause in sum.required.iter().chain(counted).chain(&sum.optional) {
                weighted(clause, visit);
            }
        }
    }
}
