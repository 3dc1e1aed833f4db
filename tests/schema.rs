//! What `lyceum schema` writes agrees with what the builder accepts.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "helpers of tests fail as tests do; an editor's files are on the disk"
)]

#[path = "common/command.rs"]
mod command;

use std::fs;
use std::path::{Path, PathBuf};

use command::lyceum;
use jsonschema::Validator;
use lyceum::diag::Lang;
use lyceum::model::Schema;
use lyceum::schema::manual;
use serde_json::Value;

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

/// Runs `lyceum schema` on a site with these settings.
fn schema(root: &Path, settings: &str) -> (Option<i32>, String, String) {
    fs::write(root.join("site.toml"), settings).unwrap();
    let run = lyceum(root, &["schema"]);
    (run.code, run.stdout, run.stderr)
}

fn validator(root: &Path, name: &str) -> Validator {
    let text = fs::read_to_string(root.join("schema").join(name)).unwrap();
    jsonschema::validator_for(&serde_json::from_str(&text).unwrap()).unwrap()
}

/// The example site's pages with their front matter.
fn pages(folder: &Path, found: &mut Vec<(PathBuf, Value)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            pages(&path, found);
        } else if path.extension().is_some_and(|own| own == "md") && !path.ends_with("_index.md") {
            let text = fs::read_to_string(&path).unwrap();
            let head = text
                .strip_prefix("---\n")
                .unwrap()
                .split("\n---\n")
                .next()
                .unwrap();
            found.push((path, front_matter(head)));
        }
    }
}

fn front_matter(yaml: &str) -> Value {
    serde_saphyr::from_str(yaml).unwrap()
}

#[test]
fn every_page_of_the_example_site_fits_the_schema() {
    let root = folder();
    let root = root.path();
    fs::create_dir_all(root.join("data")).unwrap();
    fs::copy(
        repository().join("data/towns.csv"),
        root.join("data/towns.csv"),
    )
    .unwrap();
    let settings = fs::read_to_string(repository().join("site.toml")).unwrap();
    let (code, written, told) = schema(root, &settings);
    assert_eq!(code, Some(0), "{told}");
    assert!(written.contains("schema/page.schema.json"), "{written}");
    let page = validator(root, "page.schema.json");
    let mut found = Vec::new();
    pages(&repository().join("content"), &mut found);
    assert!(found.len() > 100);
    for (path, head) in found {
        if let Err(error) = page.validate(&head) {
            panic!("{}: {error}", path.display());
        }
    }
    let site = validator(root, "site.schema.json");
    let settings: toml::Table = settings.parse().unwrap();
    let settings = serde_json::to_value(settings).unwrap();
    assert!(site.is_valid(&settings));
}

#[test]
fn what_the_builder_refuses_the_schema_refuses_too() {
    let root = folder();
    schema(root.path(), "[taxonomies.topic]\nterms = [\"科普\"]\n");
    let page = validator(root.path(), "page.schema.json");
    let good = "标题: 用手机\n类型: 课程\nowner: 县学院\ndate: 2026-11-20\naudience: 老年人\n\
                topic: [科普]\nmode: 线下\nduration_min: 60\nfee: 0\n";
    assert!(page.is_valid(&front_matter(good)));
    let faulty = [
        ("mode: 线下", "mode: 网上"),
        ("fee: 0", "fee: 免费"),
        ("duration_min: 60", "duration_min: 1000"),
        ("topic: [科普]", "topic: [科技]"),
        ("owner: 县学院\n", ""),
        ("date: 2026-11-20", "date: 去年"),
        ("fee: 0", "fee: 0\nfree: true"),
        ("fee: 0", "fee: 0\nsessions: [{end: 2026-11-20}]"),
        ("fee: 0", "fee: 0\nclass_hours: 0.3"),
    ];
    for (from, to) in faulty {
        let text = good.replace(from, to);
        assert_ne!(text, good);
        assert!(!page.is_valid(&front_matter(&text)), "{to}");
    }
    // A page without a type is an article.
    assert!(page.is_valid(&front_matter("title: 甲")));
    assert!(!page.is_valid(&front_matter("title: 甲\nfee: 0")));
}

#[test]
fn own_types_are_in_everything() {
    let root = folder();
    let settings = "[types.reading_club]\nlabel = \"读书会\"\nrequired = [\"town\"]\n\
                    [types.reading_club.fields.host]\nlabel = \"领读人\"\nrequired = true\n\
                    [cms]\nbackend = \"github\"\nrepo = \"county/site\"\n";
    let (code, written, told) = schema(root.path(), settings);
    assert_eq!(code, Some(0), "{told}");
    assert_eq!(
        written,
        ".vscode/lyceum.code-snippets\nschema/content-model.md\nschema/page.schema.json\n\
         schema/site.schema.json\nstatic/admin/config.yml\nstatic/admin/index.html\n"
    );
    let page = validator(root.path(), "page.schema.json");
    assert!(page.is_valid(&front_matter(
        "title: 甲\ntype: 读书会\ntown: 方洞镇\n领读人: 乙"
    )));
    assert!(!page.is_valid(&front_matter("title: 甲\ntype: 读书会\n领读人: 乙")));
    let read = |path: &str| fs::read_to_string(root.path().join(path)).unwrap();
    assert!(
        read("schema/content-model.md").contains("| `host` | `领读人` | 文字，最多 200 字 | 是 |")
    );
    let snippets = read(".vscode/lyceum.code-snippets");
    let snippets = snippets.split_once('\n').unwrap().1;
    let snippets: Value = serde_json::from_str(snippets).unwrap();
    let body = &snippets["读书会 · reading_club"]["body"];
    assert_eq!(
        *body,
        serde_json::json!([
            "---",
            "title: ${1:标题}",
            "type: reading_club",
            "summary: ${2:一两句话}",
            "town: [${3:镇街}]",
            "host: ${4:领读人}",
            "---",
            "",
            "$0"
        ])
    );
    let forms: Value = serde_saphyr::from_str(&read("static/admin/config.yml")).unwrap();
    assert_eq!(forms["backend"]["repo"], "county/site");
    let forms = forms["collections"].as_array().unwrap();
    let club = forms
        .iter()
        .find(|one| one["name"] == "reading_club")
        .unwrap();
    assert_eq!(club["folder"], "content/reading-club");
    let host = club["fields"].as_array().unwrap();
    let host = host.iter().find(|one| one["name"] == "host").unwrap();
    assert_eq!(
        (&host["label"], &host["required"]),
        (&"领读人".into(), &true.into())
    );
}

#[test]
fn choices_stay_whole_in_snippets() {
    let root = folder();
    let settings = "[types.club]\nlabel = \"社团\"\n[types.club.fields.kind]\nlabel = \"类别\"\n\
                    kind = \"choice\"\nrequired = true\nchoices = [\"体育,游艺\", \"戏|曲\", \"$费\", \"{其他}\"]\n";
    assert_eq!(schema(root.path(), settings).0, Some(0));
    let snippets = fs::read_to_string(root.path().join(".vscode/lyceum.code-snippets")).unwrap();
    let snippets: Value = serde_json::from_str(snippets.split_once('\n').unwrap().1).unwrap();
    let line = snippets["社团 · club"]["body"][4].as_str().unwrap();
    assert_eq!(line, r"kind: ${3|体育\,游艺,戏\|曲,\$费,{其他\}|}");
}

#[test]
fn files_of_others_are_left_alone() {
    let root = folder();
    let path = root.path().join("schema/content-model.md");
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, "自己写的\n").unwrap();
    let (code, written, told) = schema(root.path(), "");
    assert_eq!((code, written.as_str()), (Some(2), ""));
    assert!(
        told.contains("`schema/content-model.md` was not made by"),
        "{told}"
    );
    assert_eq!(fs::read_to_string(&path).unwrap(), "自己写的\n");
    assert!(!root.path().join(".vscode").exists());
    fs::remove_file(&path).unwrap();
    // Its own files it makes anew.
    for _ in 0..2 {
        assert_eq!(schema(root.path(), "").0, Some(0));
    }
}

/// `UPDATE=1 cargo test --test schema` writes them.
#[test]
fn the_tables_in_the_documentation_are_current() {
    let schema = Schema::built_in();
    for (name, lang) in [
        ("content-model.md", Lang::En),
        ("content-model.zh-CN.md", Lang::Zh),
    ] {
        let path = repository().join("docs").join(name);
        let text = manual(&schema, lang);
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&path, &text).unwrap();
        }
        let written = fs::read_to_string(&path).unwrap_or_default();
        assert!(
            written == text,
            "docs/{name} is old: UPDATE=1 cargo test --test schema"
        );
    }
}
