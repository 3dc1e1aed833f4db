//! The engine against stock tantivy: same pages, same scores, whole answers.
use std::collections::BTreeSet;
use std::sync::LazyLock;

use crate::site::{Site, corpus, sentence};
use lyceum_index::engine::{Engine, Step};
use lyceum_index::evaluate::{Source, evaluate};
use lyceum_index::plan::{Clause, Field, Leaf, Plan};
use lyceum_index::{Query, SearchResults, Sort, native};
use proptest::prelude::*;
use tantivy::query::{BooleanQuery, BoostQuery, Occur, Query as TantivyQuery};

/// Enough pages for full blocks of postings and positions, and a rest.
static SITE: LazyLock<Site> = LazyLock::new(|| Site::new(&corpus(420)));

/// A clause as one query of tantivy's own.
fn stock(clause: &Clause) -> Box<dyn TantivyQuery> {
    match clause {
        Clause::Leaf(leaf, boost) => Box::new(BoostQuery::new(native::query(leaf), *boost)),
        Clause::Sum {
            required,
            counted,
            at_least,
            optional,
            excluded: _,
        } => {
            // tantivy counts all optional clauses towards the minimum, so the
            // counted ones go in a query of their own.
            let mut clauses: Vec<_> = required
                .iter()
                .map(|clause| (Occur::Must, stock(clause)))
                .collect();
            if *at_least > 0 {
                let counted = counted
                    .iter()
                    .map(|clause| (Occur::Should, stock(clause)))
                    .collect();
                let counted = BooleanQuery::with_minimum_required_clauses(counted, *at_least);
                clauses.push((Occur::Must, Box::new(counted)));
            }
            clauses.extend(optional.iter().map(|clause| (Occur::Should, stock(clause))));
            Box::new(BooleanQuery::new(clauses))
        }
    }
}

/// Everything that a query matches, by stock tantivy.
///
/// What is excluded is searched apart: `Occur::MustNot` over phrases fails an
/// assertion of tantivy's debug build (`PhraseScorer::seek_danger`).
fn stock_scores(index: &native::Index, clause: &Clause) -> Vec<(u32, f32)> {
    let searcher = index.tantivy().reader().unwrap().searcher();
    let scores = |clause: &Clause| {
        let scoring = tantivy::query::EnableScoring::enabled_from_searcher(&searcher);
        let weight = stock(clause).weight(scoring).unwrap();
        let mut scores = Vec::new();
        weight
            .for_each(&searcher.segment_readers()[0], &mut |doc, score| {
                scores.push((doc, score));
            })
            .unwrap();
        scores
    };
    let mut found = scores(clause);
    if let Clause::Sum { excluded, .. } = clause {
        let excluded: BTreeSet<u32> = excluded
            .iter()
            .flat_map(scores)
            .map(|(doc, _)| doc)
            .collect();
        found.retain(|(doc, _)| !excluded.contains(doc));
    }
    found
}

fn assert_same(left: &[(u32, f32)], right: &[(u32, f32)]) {
    assert_eq!(
        left.iter().map(|pair| pair.0).collect::<Vec<_>>(),
        right.iter().map(|pair| pair.0).collect::<Vec<_>>()
    );
    for (left, right) in left.iter().zip(right) {
        assert!(
            (left.1 - right.1).abs() <= 1e-4 * left.1.abs().max(1.0),
            "{left:?} {right:?}"
        );
    }
}

/// Same but for the last decimal of scores, where logarithms may round apart.
fn assert_same_answer(mut left: SearchResults, mut right: SearchResults) {
    for (left, right) in left.results.iter_mut().zip(&mut right.results) {
        assert!(
            (left.score - right.score).abs() < 0.002,
            "{} {}",
            left.score,
            right.score
        );
        (left.score, right.score) = (0.0, 0.0);
    }
    assert_eq!(left, right);
}

/// Some words of the corpus, cut anywhere, in the ways that queries combine.
fn query_text() -> impl Strategy<Value = String> {
    let words = (any::<u64>(), 0_usize..20, 1_usize..9).prop_map(|(seed, start, length)| {
        sentence(seed)
            .chars()
            .skip(start)
            .take(length)
            .collect::<String>()
    });
    let part = (words, 0..6).prop_map(|(words, form)| match form {
        0 => format!("\"{words}\""),
        1 => format!("-{words}"),
        _ => words,
    });
    prop::collection::vec(part, 1..4).prop_map(|parts| parts.join(" "))
}

fn engine_with_everything(site: &Site, plan: &Query) -> (Engine, SearchResults) {
    let mut engine = site.engine();
    let mut search = engine.search(plan.clone());
    loop {
        match engine.step(&mut search).unwrap() {
            Step::Done(results) => return (engine, results),
            Step::Fetch(files) => {
                for file in files {
                    engine.provide(file, site.content(&file.name())).unwrap();
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn answers_and_scores_are_those_of_tantivy(text in query_text(), by_date: bool, offset in 0_usize..12) {
        let index = &SITE.index;
        let query = Query { sort: if by_date { Sort::Date } else { Sort::Relevance }, offset, ..Query::new(&text) };
        let (engine, results) = engine_with_everything(&SITE, &query);
        assert_same_answer(results, index.search(&query).unwrap());
        let plan = Plan::new(&query);
        for clause in plan.strict.iter().chain(&plan.relaxed) {
            let expected = stock_scores(index, clause);
            assert_same(&evaluate(clause, &engine).unwrap(), &expected);
            assert_same(&evaluate(clause, index).unwrap(), &expected);
        }
    }
}

#[test]
fn common_terms_use_full_blocks() {
    let query = Query::new("社区教育");
    let (engine, _) = engine_with_everything(&SITE, &query);
    for term in ["社区", "教育"] {
        for field in [Field::Title, Field::Head, Field::Body] {
            let leaf = Leaf::Term(field, term.to_owned());
            let scored = engine.score(&leaf, 1.5).unwrap();
            assert_same(&scored, &SITE.index.score(&leaf, 1.5).unwrap());
            assert!(
                field != Field::Body || scored.len() > 256,
                "{}",
                scored.len()
            );
        }
    }
}

#[test]
fn a_search_asks_at_most_twice() {
    let mut engine = SITE.engine();
    let mut search = engine.search(Query::new("社区教育"));
    for _ in 0..2 {
        let Step::Fetch(files) = engine.step(&mut search).unwrap() else {
            panic!("done too soon")
        };
        for file in files {
            engine.provide(file, SITE.content(&file.name())).unwrap();
        }
    }
    assert!(matches!(engine.step(&mut search).unwrap(), Step::Done(_)));
    let mut again = engine.search(Query::new("社区教育"));
    assert!(matches!(engine.step(&mut again).unwrap(), Step::Done(_)));
}
