//! Texts to start from: a page of a type, a site.
//!
//! In: the model. Out: paths and texts; whoever calls writes them.

mod answer;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use jiff::civil::Date;

pub use answer::{answer, choices, scalar};

use crate::model::{Field, Kind, Schema, Type};
use crate::slug::slug;
use crate::value::quoted;

/// What an author has said already: YAML by the key of its field, with those of tables behind a point,
/// `consent.date`.
pub type Answers = BTreeMap<String, String>;

/// A new page's path from the site's root and its text: every needed field, with the answer or with a
/// note of what it may hold. `folder` is where it goes, from the content folder.
pub fn page(
    schema: &Schema,
    kind: &Type,
    title: &str,
    folder: &str,
    answers: &Answers,
    today: Date,
) -> (String, String) {
    let path = format!("content/{folder}/{}.md", slug(title));
    let mut text = String::from("---\n");
    line(&mut text, format_args!("title: {}", quoted(title)));
    line(&mut text, format_args!("type: {}", kind.key));
    match answers.get("summary") {
        Some(summary) => line(&mut text, format_args!("summary: {summary}")),
        None => line(
            &mut text,
            format_args!("summary:  # 一两句话，居民在列表和搜索里看到"),
        ),
    }
    let mut asked: Vec<&str> = vec!["title", "type", "summary"];
    for field in questions(schema, kind) {
        field_lines(&mut text, field, "", "", answers, Some(today));
        asked.push(&field.key);
    }
    // What was said of fields that need not be there.
    for field in schema.fields_of(kind) {
        let own = answers.keys().any(|key| belongs(key, &field.key));
        if own && !asked.contains(&&*field.key) {
            field_lines(&mut text, field, "", "", answers, Some(today));
        }
    }
    text.push_str("---\n\n在这里写正文。\n");
    (path, text)
}

/// The fields that a new page is asked for, beside its title.
pub fn questions<'a>(schema: &'a Schema, kind: &'a Type) -> Vec<&'a Arc<Field>> {
    let needed = schema.needed(kind);
    let common = schema.common.iter();
    let advised = common.filter(|field| kind.advised_common.contains(&field.key));
    // An event needs a day, which may be a lunar one, and a place or an address online.
    let mut fields: Vec<&Arc<Field>> = needed.chain(advised).collect();
    if kind.key == "event" {
        fields.extend(
            ["start", "venue"]
                .into_iter()
                .filter_map(|key| kind.field(key)),
        );
    }
    fields
}

fn belongs(path: &str, key: &str) -> bool {
    path.strip_prefix(key)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// A field that nobody has filled in, and a note of what it may hold.
pub(crate) fn blank_lines(text: &mut String, field: &Field) {
    field_lines(text, field, "", "", &Answers::new(), None);
}

fn field_lines(
    text: &mut String,
    field: &Field,
    prefix: &str,
    indent: &str,
    answers: &Answers,
    today: Option<Date>,
) {
    let (key, label) = (&field.key, &field.label.zh);
    let path = format!("{prefix}{key}");
    if let Some(given) = answers.get(&path) {
        return line(text, format_args!("{indent}{key}: {given}"));
    }
    let about = match &field.hint {
        Some(hint) => format!("{label}。{}", hint.zh.trim_end_matches('。')),
        None => label.clone().into_owned(),
    };
    match &field.kind {
        Kind::Date | Kind::Moment => match today.filter(|_| prefix.is_empty()) {
            Some(today) => line(text, format_args!("{indent}{key}: {today}  # {label}")),
            None => line(text, format_args!("{indent}{key}:  # {about}")),
        },
        Kind::Choice(choices) => {
            let choices = choices.join(" / ");
            line(text, format_args!("{indent}{key}:  # {label}：{choices}"));
        }
        Kind::Bool => {
            let value = if today.is_some() { " false" } else { "" };
            line(
                text,
                format_args!("{indent}{key}:{value}  # {label}：true 或 false"),
            );
        }
        Kind::List(_) => line(
            text,
            format_args!("{indent}{key}: []  # {label}，例如 [一, 二]"),
        ),
        Kind::Number { min, max, .. } => line(
            text,
            format_args!("{indent}{key}:  # {label}：{min} 到 {max}"),
        ),
        Kind::Table(fields) => {
            line(text, format_args!("{indent}{key}:  # {about}"));
            let own = |inner: &&Arc<Field>| {
                inner.required || answers.contains_key(&format!("{path}.{}", inner.key))
            };
            for inner in fields.iter().filter(own) {
                let (prefix, indent) = (format!("{path}."), format!("{indent}  "));
                field_lines(text, inner, &prefix, &indent, answers, today);
            }
        }
        _ => line(text, format_args!("{indent}{key}:  # {about}")),
    }
}

/// The files of a new site, which builds as it is.
pub fn site(today: Date) -> Vec<(String, String)> {
    let settings = "\
# 站点设置。每一项的说明见 docs/config.md。
title = \"我们的学习网站\"
# base_url = \"https://example.org/\"   # 网站发布以后的网址
language = \"zh-CN\"
description = \"\"

[[menu]]
name = \"文章\"
url = \"/article/\"

# 每一页下面都有的：谁办的，打哪个电话，网上办不了怎么办
# [about]
# host = \"清溪社区\"
# phone = \"0830-1234567\"
# help = \"网上办不了的，到社区服务站当面办。\"

# 颜色和标志。颜色随便选，字都会看得清；标志放在 static/images/ 里
# [theme_settings]
# brand = \"#17553f\"
# accent = \"#8c2a12\"
# logo = \"images/logo.svg\"
";
    let home = "\
---
title: 我们的学习网站
---

欢迎。在 `content/` 里写 Markdown，保存以后页面会自己更新。
";
    let section = "---\ntitle: 文章\n---\n";
    let mut first = String::new();
    line(
        &mut first,
        format_args!("---\ntitle: 第一篇文章\ndate: {today}\n---\n"),
    );
    first.push_str("这是一个例子。用 `lyceum new course 课程名` 可以新建一门课程。\n");
    vec![
        ("site.toml".to_owned(), settings.to_owned()),
        ("content/_index.md".to_owned(), home.to_owned()),
        ("content/article/_index.md".to_owned(), section.to_owned()),
        ("content/article/first.md".to_owned(), first),
        (".gitignore".to_owned(), "/public/\n/.lyceum/\n".to_owned()),
    ]
}

fn line(text: &mut String, content: std::fmt::Arguments<'_>) {
    // Writing to a `String` cannot fail.
    writeln!(text, "{content}").unwrap_or_default();
}
