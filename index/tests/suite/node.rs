//! The packed runtime in Node against the native search.
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::site::{Site, corpus};
use lyceum_index::published::Date;
use lyceum_index::{ByKey, Query, runtime::runtime_files};

const QUERIES: [&str; 32] = [
    "",
    "龙",
    "彩龙",
    "雨坛彩龙",
    "雨壇彩龍",
    "yutancailong",
    "yu tan cai long",
    "ytcl",
    "雨潭彩龙",
    "坝坝舞",
    "exel",
    "龙脑桥在哪里",
    "这周六有什么活动",
    "瀘縣宋代石刻",
    "終身學習",
    "積分轉換",
    "２０１６年215号",
    "⽅洞镇",
    "泸县府办发〔2016〕215号",
    "泸县府办发(2016)0215号",
    "3D打印",
    "tai chi",
    "Word Excel 社区",
    "\"社区教育\"",
    "社区教育 -广场舞",
    "\"没有闭合",
    "什么是终身学习积分有哪些规定",
    "防空洞",
    "孟 子",
    "<script>\"'&\u{7}",
    "，。！？",
    "社区教育社区教育社区教育社区教育社区教育社区教育社区教育社区教育社区教育社区教育社区教育社区教育社区教育社区教育社区教育社区教育社区教育社区教育社区教育社区教育社区教育社区教育社区教育社区教育社区教育社区教育社区教育社区教育社区教育社区教育社区教育社区教育社区教育",
];

/// Runs the queries through `tests/node/search.mjs`.
fn in_node(folder: &Path, queries: &[Value]) -> Vec<Value> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/node/search.mjs");
    let mut node = Command::new("node")
        .arg(script)
        .arg(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("Node runs the packed runtime; on Debian: apt-get install nodejs");
    let input: String = queries
        .iter()
        .flat_map(|query| [query.to_string(), "\n".to_owned()])
        .collect();
    node.stdin
        .take()
        .unwrap()
        .write_all(input.as_bytes())
        .unwrap();
    let output = node.wait_with_output().unwrap();
    assert!(output.status.success());
    str::from_utf8(&output.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// Puts the site's base path before an answer's addresses, as the script does.
fn under_base(answer: &mut Value) {
    let prefix = |value: &mut Value| {
        *value = format!("/portal{}", value.as_str().unwrap()).into();
    };
    for hit in answer["results"].as_array_mut().unwrap() {
        prefix(&mut hit["url"]);
        for section in hit["sections"].as_array_mut().unwrap() {
            prefix(&mut section["url"]);
        }
    }
}

/// The day on which the queries are asked.
const TODAY: &str = "2026-11-20";

fn query(text: &str) -> Query {
    Query {
        today: Date::parse(TODAY),
        ..Query::new(text)
    }
}

/// Removes the scores, whose last decimal may differ: logarithms round apart.
fn take_scores(answer: &mut Value) -> Vec<f64> {
    let hits = answer["results"].as_array_mut().unwrap().iter_mut();
    hits.map(|hit| hit["score"].take().as_f64().unwrap())
        .collect()
}

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "Node reads the files from a folder"
)]
fn node_answers_as_stock_tantivy() {
    let site = Site::new(&corpus(150));
    let folder = std::env::temp_dir().join(format!("lyceum-index-{}", std::process::id()));
    let runtime = runtime_files(&site.first());
    let runtime = runtime.iter().map(|(name, bytes)| (*name, &**bytes));
    for (name, bytes) in site
        .files
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
        .chain(runtime)
    {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    let town = serde_json::json!({ "town": ["方洞镇"] });
    let mut queries: Vec<_> = QUERIES
        .iter()
        .map(|text| serde_json::json!({ "text": text, "today": TODAY }))
        .collect();
    queries.push(serde_json::json!({ "text": "社区教育", "today": TODAY, "filters": town, "sort": "date", "offset": 3, "limit": 5 }));
    queries.push(serde_json::json!({ "text": 7 }));
    let mut answers = in_node(&folder, &queries);
    std::fs::remove_dir_all(&folder).unwrap();

    assert_eq!(
        answers.pop().unwrap(),
        serde_json::json!({ "error": "bad-query" })
    );
    let filtered = Query {
        filters: ByKey(vec![("town".to_owned(), vec!["方洞镇".to_owned()])]),
        sort: lyceum_index::Sort::Date,
        offset: 3,
        limit: 5,
        ..query("社区教育")
    };
    let native = QUERIES.iter().map(|&text| query(text)).chain([filtered]);
    assert_eq!(answers.len(), QUERIES.len() + 1);
    for (query, mut answer) in native.zip(answers) {
        let mut expected = serde_json::to_value(site.index.search(&query).unwrap()).unwrap();
        under_base(&mut expected);
        let (scores, expected_scores) = (take_scores(&mut answer), take_scores(&mut expected));
        for (score, expected) in scores.into_iter().zip(expected_scores) {
            assert!((score - expected).abs() < 0.002, "{score} {expected}");
        }
        assert_eq!(answer, expected, "{}", query.text);
    }
}
