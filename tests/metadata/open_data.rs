//! Open data, read back as a table is read.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::{Files, every_type, example, text};

/// The rows of a table, by column.
fn rows(files: &Files, path: &str) -> Vec<BTreeMap<String, String>> {
    let table = text(files, path);
    // Excel knows UTF-8 by it.
    let table = table
        .strip_prefix('\u{feff}')
        .unwrap_or_else(|| panic!("{path}"));
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let head: Vec<String> = reader
        .headers()
        .unwrap()
        .iter()
        .map(str::to_owned)
        .collect();
    let rows = reader.records().map(|row| {
        let row = row.unwrap();
        let cells = row.iter().map(str::to_owned);
        head.iter().cloned().zip(cells).collect()
    });
    rows.collect()
}

/// The columns of a table.
fn columns(files: &Files, path: &str) -> BTreeSet<String> {
    let table = text(files, path).trim_start_matches('\u{feff}');
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    reader
        .headers()
        .unwrap()
        .iter()
        .map(str::to_owned)
        .collect()
}

/// The tables of a site, by name.
fn tables(files: &Files) -> Vec<&str> {
    let names = files
        .keys()
        .filter_map(|path| path.strip_prefix("data/")?.strip_suffix(".csv"));
    names.filter(|name| *name != "data-dictionary").collect()
}

#[test]
fn a_type_is_a_table_with_a_row_a_page() {
    let rows = rows(&every_type(), "data/course.csv");
    assert_eq!(rows.len(), 2);
    let phone = &rows[1];
    for (column, cell) in [
        ("url", "https://xuexi.example.org/course/shouji/"),
        ("title", "智能手机课"),
        ("owner", "示例县学院"),
        ("date", "2026-11-18 08:30"),
        ("updated", "2026-11-19"),
        ("summary", "从开机学起。"),
        ("town", "方洞镇"),
        ("audience", "老年人"),
        ("mode", "线下"),
        ("duration_min", "90"),
        ("fee", "0"),
        ("class_hours", ""),
        ("cover", "https://xuexi.example.org/course/phone.svg"),
    ] {
        assert_eq!(phone[column], cell, "{column}");
    }
}

#[test]
fn the_dictionary_explains_every_column_and_no_other() {
    for files in [every_type(), example()] {
        let mut explained: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for row in rows(&files, "data/data-dictionary.csv") {
            assert!(
                !row["name"].is_empty() && !row["kind"].is_empty(),
                "{row:?}"
            );
            explained
                .entry(row["dataset"].clone())
                .or_default()
                .insert(row["column"].clone());
        }
        let tables = tables(&files);
        assert_eq!(
            explained.keys().map(String::as_str).collect::<Vec<_>>(),
            tables
        );
        for table in tables {
            assert_eq!(
                explained[table],
                columns(&files, &format!("data/{table}.csv")),
                "{table}"
            );
        }
    }
}

#[test]
fn the_dictionary_says_what_a_column_may_hold() {
    let files = example();
    let rows = rows(&files, "data/data-dictionary.csv");
    let row = |column: &str| {
        let mut rows = rows.iter().filter(|row| row["dataset"] == "course");
        let row = rows.find(|row| row["column"] == column).unwrap();
        ["name", "kind", "required", "values"].map(|key| row[key].as_str())
    };
    assert_eq!(row("mode"), ["方式", "选项", "true", "线上；线下；混合"]);
    assert_eq!(
        row("duration_min"),
        ["时长（分钟）", "数字", "true", "5–600"]
    );
    let [_, kind, required, towns] = row("town");
    assert_eq!((kind, required), ("词条，可有多个，用“；”隔开", "false"));
    assert!(towns.contains("玉蟾街道；"), "{towns}");
    // Tags are whatever pages name.
    assert_eq!(row("tags")[3], "");
}

#[test]
fn no_table_names_people() {
    let files = every_type();
    assert!(!tables(&files).contains(&"person"));
    // A resident, a teacher, two inheritors, and the number of a person's page.
    for word in ["李示例", "赵老师", "钱师傅", "孙师傅", "0830-1112223"] {
        for path in files.keys().filter(|path| path.starts_with("data/")) {
            assert!(
                !text(&files, path).contains(word),
                "{word} stands in {path}"
            );
        }
    }
}

#[test]
fn what_is_for_editors_stays_with_them() {
    let files = example();
    for table in tables(&files) {
        let columns = columns(&files, &format!("data/{table}.csv"));
        for column in [
            "draft",
            "weight",
            "reviewed_by",
            "review_by",
            "extra",
            "aliases",
            "consent",
        ] {
            assert!(!columns.contains(column), "{table}.{column}");
        }
    }
}

#[test]
fn a_withheld_page_is_a_row_of_its_card() {
    let files = every_type();
    let rows = rows(&files, "data/policy.csv");
    let row = rows
        .iter()
        .find(|row| row["title"] == "补助名单的通知")
        .unwrap();
    assert_eq!(row["doc_no"], "示例〔2026〕5号");
    assert_eq!(row["disclosure"], "依申请公开");
    for path in files.keys() {
        let bytes = &files[path];
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains("第一批补助的学习点"), "{path}");
    }
}

#[test]
fn the_catalogue_leads_to_every_table_and_every_page() {
    let files = example();
    let catalog: Value = serde_json::from_str(text(&files, "data/catalog.json")).unwrap();
    let base = "https://luxian.example.org/";
    assert_eq!(catalog["homepage"], base);
    let path = |url: &Value| url.as_str().unwrap().strip_prefix(base).unwrap().to_owned();
    let mut records = 0;
    let mut downloads = Vec::new();
    for dataset in catalog["dataset"].as_array().unwrap() {
        let distribution = &dataset["distribution"][0];
        let table = path(&distribution["downloadURL"]);
        assert_eq!(distribution["mediaType"], "text/csv");
        assert_eq!(dataset["records"], rows(&files, &table).len());
        records += rows(&files, &table).len();
        downloads.push(table);
    }
    downloads.sort();
    let tables = tables(&files);
    assert_eq!(
        downloads,
        tables
            .iter()
            .map(|name| format!("data/{name}.csv"))
            .collect::<Vec<_>>()
    );
    let resources = catalog["resource"].as_array().unwrap();
    assert_eq!(resources.len(), records);
    for resource in resources {
        let page = format!("{}index.html", path(&resource["identifier"]));
        assert!(files.contains_key(&page), "{page}");
        assert!(resource["title"].is_string() && resource["type"].is_string());
    }
}
