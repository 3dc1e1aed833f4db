//! Texts to start from: a page of a type, a site.
//!
//! In: the model. Out: paths and texts; whoever calls writes them.

use std::fmt::Write as _;

use std::sync::Arc;

use jiff::civil::Date;

use crate::model::{Field, Kind, Schema, Type};
use crate::slug::slug;

/// A page's path from the site's root and its text: every required field, with a note of what it
/// may hold.
pub fn page(schema: &Schema, kind: &Type, title: &str, today: Date) -> (String, String) {
    let folder = kind.key.replace('_', "-");
    let path = format!("content/{folder}/{}.md", slug(title));
    let mut text = String::from("---\n");
    let quoted = title.replace('\\', "\\\\").replace('"', "\\\"");
    line(&mut text, format_args!("title: \"{quoted}\""));
    line(&mut text, format_args!("type: {}", kind.key));
    line(
        &mut text,
        format_args!("summary:  # 一两句话，居民在列表和搜索里看到"),
    );
    let common = schema
        .common
        .iter()
        .filter(|field| kind.required_common.contains(&field.key));
    // An event needs a day, which may be a lunar one, and a place or an address online.
    let needed = |field: &&Arc<Field>| {
        field.required || (kind.key == "event" && ["start", "venue"].contains(&&*field.key))
    };
    let own = kind.fields.iter().filter(needed);
    for field in common.chain(own) {
        field_line(&mut text, field, today);
    }
    text.push_str("---\n\n在这里写正文。\n");
    (path, text)
}

fn field_line(text: &mut String, field: &Field, today: Date) {
    let (key, label) = (&field.key, &field.label.zh);
    match &field.kind {
        Kind::Date | Kind::Moment => line(text, format_args!("{key}: {today}  # {label}")),
        Kind::Choice(choices) => {
            let choices = choices.join(" / ");
            line(text, format_args!("{key}:  # {label}：{choices}"));
        }
        Kind::Bool => line(text, format_args!("{key}: false  # {label}：true 或 false")),
        Kind::List(_) => line(text, format_args!("{key}: []  # {label}，例如 [一, 二]")),
        Kind::Number { min, max, .. } => {
            line(text, format_args!("{key}:  # {label}：{min} 到 {max}"));
        }
        _ => line(text, format_args!("{key}:  # {label}")),
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
