//! The engine against stock tantivy: same pages, same scores, whole answers.
use std::collections::BTreeSet;
use std::sync::LazyLock;

use crate::site::{Site, corpus, sentence};
use lyceum_index::analyze::{Kind, tokens};
use lyceum_index::clause::{Clause, Counted, Field, Leaf, Slot, Sum};
use lyceum_index::engine::{Engine, KEPT, Step};
use lyceum_index::evaluate::{EXPANSIONS, Source, evaluate};
use lyceum_index::plan::Plan;
use lyceum_index::published::{FileId, FileKind, WINDOW};
use lyceum_index::sound::Sounds;
use lyceum_index::{Query, SearchResults, Sort, native};
use proptest::prelude::*;
use tantivy::query::{BooleanQuery, BoostQuery, DisjunctionMaxQuery, Occur, Query as TantivyQuery};

/// Enough pages for full blocks of postings and positions, and a rest.
static SITE: LazyLock<Site> = LazyLock::new(|| Site::new(&corpus(420)));

/// An engine that has fetched everything.
static ENGINE: LazyLock<std::sync::Mutex<Engine>> = LazyLock::new(|| {
    let mut engine = SITE.engine();
    for name in SITE.files.keys().filter(|name| name.contains('/')) {
        let file = FileId::from_name(name).unwrap();
        engine.provide(file, &SITE.content(name)).unwrap();
    }
    std::sync::Mutex::new(engine)
});

/// A clause as one query of tantivy's own.
fn stock(clause: &Clause, sounds: &Sounds) -> Box<dyn TantivyQuery> {
    match clause {
        Clause::Leaf(leaf, boost) => {
            let leaf = native::query(leaf, sounds).expect("tantivy has such a query");
            Box::new(BoostQuery::new(leaf, *boost))
        }
        Clause::Best(clauses, others) => {
            let clauses = clauses.iter().map(|clause| stock(clause, sounds)).collect();
            Box::new(DisjunctionMaxQuery::with_tie_breaker(clauses, *others))
        }
        Clause::Sum(sum) => {
            let Sum {
                required,
                counted,
                at_least,
                optional,
                excluded: _,
            } = &**sum;
            // tantivy counts all optional clauses towards the minimum, so the
            // counted ones go in a query of their own.
            let mut clauses: Vec<_> = required
                .iter()
                .map(|clause| (Occur::Must, stock(clause, sounds)))
                .collect();
            if *at_least > 0 {
                let counted = counted
                    .iter()
                    .map(|counted| (Occur::Should, stock(&counted.clause, sounds)))
                    .collect();
                let counted = BooleanQuery::with_minimum_required_clauses(counted, *at_least);
                clauses.push((Occur::Must, Box::new(counted)));
            }
            clauses.extend(
                optional
                    .iter()
                    .map(|clause| (Occur::Should, stock(clause, sounds))),
            );
            Box::new(BooleanQuery::new(clauses))
        }
    }
}

/// Everything that a clause matches, by stock tantivy.
///
/// What is excluded is searched apart: `Occur::MustNot` over phrases fails an
/// assertion of tantivy's debug build (`PhraseScorer::seek_danger`).
fn stock_scores(index: &native::Index, clause: &Clause) -> Vec<(u32, f32)> {
    let searcher = index.tantivy().reader().unwrap().searcher();
    let scores = |clause: &Clause| {
        let scoring = tantivy::query::EnableScoring::enabled_from_searcher(&searcher);
        let weight = stock(clause, index.sounds()).weight(scoring).unwrap();
        let mut scores = Vec::new();
        weight
            .for_each(&searcher.segment_readers()[0], &mut |doc, score| {
                scores.push((doc, score));
            })
            .unwrap();
        scores
    };
    let mut found = scores(clause);
    if let Clause::Sum(sum) = clause {
        let excluded: BTreeSet<u32> = sum
            .excluded
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

/// Some text of the corpus, cut anywhere.
fn piece() -> impl Strategy<Value = String> {
    let cut = (any::<u64>(), 0_usize..20, 1_usize..9);
    cut.prop_map(|(seed, start, length)| sentence(seed).chars().skip(start).take(length).collect())
}

/// The terms of a text with their positions: pairs and words.
fn terms(text: &str) -> Vec<(u32, String)> {
    let mut terms = Vec::new();
    tokens(text, |token| {
        if matches!(token.kind, Kind::Pair | Kind::Word) {
            terms.push((token.position, token.term.to_owned()));
        }
    });
    terms
}

fn field() -> impl Strategy<Value = Field> {
    prop::sample::select(vec![Field::Title, Field::Head, Field::Body])
}

/// A term or phrase that occurs in some page, somewhere.
fn leaf() -> impl Strategy<Value = Leaf> {
    let anywhere = (field(), piece(), any::<bool>());
    let leaf = anywhere.prop_map(|(field, text, phrase)| {
        let mut terms = terms(&text);
        match terms.as_slice() {
            [] => Leaf::Term(Field::Characters, text.chars().take(1).collect()),
            [_, _, ..] if phrase => Leaf::Phrase(field, terms),
            _ => Leaf::Term(field, terms.swap_remove(0).1),
        }
    });
    leaf.boxed()
}

/// Any clause that tantivy has a query for.
fn clause() -> impl Strategy<Value = Clause> {
    let leaf =
        (leaf(), 1_u8..9).prop_map(|(leaf, boost)| Clause::leaf(leaf, f32::from(boost) / 2.0));
    leaf.prop_recursive(2, 12, 4, |inner| {
        let some = |count| prop::collection::vec(inner.clone(), count);
        let best = (some(1..4), 0_u8..5)
            .prop_map(|(clauses, others)| Clause::Best(clauses, f32::from(others) / 4.0));
        let sum = (
            some(0..2),
            some(1..5),
            any::<prop::sample::Index>(),
            some(0..2),
        );
        let sum = sum.prop_map(|(required, counted, at_least, optional)| {
            Clause::Sum(Box::new(Sum {
                at_least: 1 + at_least.index(counted.len()),
                counted: counted
                    .into_iter()
                    .map(|clause| Counted {
                        clause,
                        overlaps: false,
                    })
                    .collect(),
                required,
                optional,
                excluded: Vec::new(),
            }))
        });
        prop_oneof![best, sum]
    })
}

/// Some words of the corpus, cut anywhere, in the ways that queries combine.
fn query_text() -> impl Strategy<Value = String> {
    let latin = prop::sample::select(vec!["3d", "we", "wech", "2016", "20", "e", "excel"]);
    let typed = prop::sample::select(vec![
        "yutancailong",
        "ytcl",
        "yutan彩龙",
        "雨潭彩龙",
        "宋代石客",
        "坝坝舞",
        "exel",
        "guang chang wu",
        "龙脑桥在哪里",
        "liutan",
        "zhongshen",
    ]);
    let words = prop_oneof![
        4 => piece(),
        1 => latin.prop_map(str::to_owned),
        2 => typed.prop_map(str::to_owned)
    ];
    let part = (words, 0..6).prop_map(|(words, form)| match form {
        0 => format!("\"{words}\""),
        1 => format!("-{words}"),
        _ => words,
    });
    prop::collection::vec(part, 1..4).prop_map(|parts| parts.join(" "))
}

fn engine_with_everything(site: &Site, plan: &Query) -> (Engine, SearchResults) {
    let mut engine = site.engine();
    let results = site.answer_by(&mut engine, plan.clone());
    (engine, results)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn clauses_score_as_in_tantivy(clause in clause(), excluded in prop::option::of(leaf())) {
        let clause = match excluded {
            None => clause,
            Some(leaf) => Clause::Sum(Box::new(Sum {
                required: vec![clause],
                excluded: vec![Clause::leaf(leaf, 1.0)],
                ..Sum::default()
            })),
        };
        let expected = stock_scores(&SITE.index, &clause);
        let engine = ENGINE.lock().unwrap();
        assert_same(&evaluate(&clause, &*engine).unwrap(), &expected);
        assert_same(&evaluate(&clause, &SITE.index).unwrap(), &expected);
    }
}

/// Whatever is looked for to choose a passage is among what was fetched.
#[test]
fn letters_that_are_no_syllables_ask_for_no_other_files() {
    let query = Query::new("生，使用PLA材 雨潭彩龙");
    let (_, results) = engine_with_everything(&SITE, &query);
    assert_same_answer(results, SITE.index.search(&query).unwrap());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn answers_are_the_native_ones(text in query_text(), by_date: bool, offset in 0_usize..12) {
        let sort = if by_date { Sort::Date } else { Sort::Relevance };
        let query = Query { sort, offset, ..Query::new(&text) };
        let (engine, results) = engine_with_everything(&SITE, &query);
        assert_same_answer(results, SITE.index.search(&query).unwrap());
        let plan = Plan::new(&query, &SITE.index.boot().vocabulary, SITE.index.sounds());
        for leaf in plan.leaves() {
            let clause = Clause::leaf(leaf.clone(), 1.5);
            let native = evaluate(&clause, &SITE.index).unwrap();
            assert_same(&evaluate(&clause, &engine).unwrap(), &native);
        }
    }
}

#[test]
fn beginnings_of_words_are_those_of_tantivy() {
    let words: Vec<String> = (0..4000_u32)
        .map(|number| format!("w{:x}q", number * 7919))
        .collect();
    let mut pages = corpus(3);
    pages[1].sections[0].text = words.join(" ").into();
    let site = Site::new(&pages);
    let mut engine = site.engine();
    for name in site.files.keys().filter(|name| name.contains('/')) {
        let file = FileId::from_name(name).unwrap();
        engine.provide(file, &site.content(name)).unwrap();
    }
    let mut some = 0;
    for word in &words {
        for end in 2..=word.len() {
            let (prefix, _) = word.split_at(end);
            let found = engine.expand(Field::Body, prefix, EXPANSIONS).unwrap();
            assert_eq!(
                found,
                site.index.expand(Field::Body, prefix, EXPANSIONS).unwrap(),
                "{prefix}"
            );
            let mut all: Vec<&String> = words
                .iter()
                .filter(|word| word.starts_with(prefix))
                .collect();
            all.sort();
            all.truncate(EXPANSIONS);
            // Of a short beginning the first files may hold fewer, but never others.
            assert!(
                found.iter().eq(all.iter().copied().take(found.len())),
                "{prefix}"
            );
            assert!(
                !found.is_empty() && (end < 4 || found.len() == all.len()),
                "{prefix}"
            );
            some += usize::from(found.len() > 1);
        }
    }
    assert!(some > 1000);
    // Typed twice, a word is asked for once.
    for text in ["w1 w1", "彩龙 w1 W1"] {
        let (_, results) = engine_with_everything(&site, &Query::new(text));
        assert_same_answer(results, site.index.search(&Query::new(text)).unwrap());
    }
}

/// What is close together is so by the positions that tantivy has.
#[test]
fn terms_are_together_where_positions_say_so() {
    let engine = ENGINE.lock().unwrap();
    for (one, other) in [
        ("雨坛", "社区"),
        ("社区", "广场"),
        ("博物", "乐器"),
        ("学习", "积分"),
    ] {
        let together = Leaf::Together(vec![Slot::term(one), Slot::term(other)]);
        let found: Vec<u32> = evaluate(&Clause::leaf(together, 1.0), &*engine)
            .unwrap()
            .into_iter()
            .map(|(doc, _)| doc)
            .collect();
        let positions = |term| positions(&SITE.index, term);
        let (ones, others) = (positions(one), positions(other));
        let near = |one: &u32, other: &u32| (one / WINDOW).abs_diff(other / WINDOW) <= 1;
        let expected: Vec<u32> = ones
            .iter()
            .filter_map(|(doc, ones)| {
                let (_, others) = others.iter().find(|(other, _)| other == doc)?;
                ones.iter()
                    .any(|one| others.iter().any(|other| near(one, other)))
                    .then_some(*doc)
            })
            .collect();
        assert!(
            !expected.is_empty() && expected.len() < ones.len(),
            "{one} {other}"
        );
        assert_eq!(found, expected, "{one} {other}");
    }
}

/// Where stock tantivy finds a term in the running text.
fn positions(index: &native::Index, term: &str) -> Vec<(u32, Vec<u32>)> {
    use tantivy::postings::Postings as _;
    use tantivy::{DocSet as _, Term};

    let field = tantivy::schema::Field::from_field_id(Field::Body.number());
    let searcher = index.tantivy().reader().unwrap().searcher();
    let inverted = searcher.segment_readers()[0].inverted_index(field).unwrap();
    let record = tantivy::schema::IndexRecordOption::WithFreqsAndPositions;
    let term = Term::from_field_text(field, &index.sounds().key(term));
    let mut postings = inverted.read_postings(&term, record).unwrap().unwrap();
    let mut found = Vec::new();
    while postings.doc() != tantivy::TERMINATED {
        let mut positions = Vec::new();
        postings.positions(&mut positions);
        found.push((postings.doc(), positions));
        postings.advance();
    }
    found
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
            engine.provide(file, &SITE.content(&file.name())).unwrap();
        }
    }
    assert!(matches!(engine.step(&mut search).unwrap(), Step::Done(_)));
    let mut again = engine.search(Query::new("社区教育"));
    assert!(matches!(engine.step(&mut again).unwrap(), Step::Done(_)));
}

#[test]
fn memory_is_bounded_and_what_is_used_stays() {
    let (mut engine, _) = engine_with_everything(&SITE, &Query::new("社区教育"));
    let one = KEPT / 16;
    for number in 0..20 {
        let file = FileId {
            kind: FileKind::Terms,
            hash: 1,
            number,
        };
        engine.provide(file, &file.tagged(vec![0; one])).unwrap();
        // Each search uses its own files anew.
        let mut search = engine.search(Query::new("社区教育"));
        assert!(matches!(engine.step(&mut search).unwrap(), Step::Done(_)));
        assert!(engine.size() <= KEPT, "{}", engine.size());
    }
    assert!(engine.size() > KEPT - 2 * one, "{}", engine.size());
}
