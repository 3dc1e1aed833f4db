//! The model as tables for people: `docs/content-model.md`, and a guide for those who fill in.

use std::fmt::{Arguments, Write as _};

use super::MARK;
use crate::diag::Lang;
use crate::model::data::data_files;
use crate::model::{Field, Kind, Label, NO_PAGE, Schema, Type};

/// The whole model as Markdown.
pub fn manual(schema: &Schema, lang: Lang) -> String {
    let mut text = String::new();
    line(&mut text, format_args!("<!-- {MARK} -->"));
    line(
        &mut text,
        format_args!(
            "{}",
            match lang {
                Lang::En => {
                    "# The content model\n\n\
             Every page has a type; what it may hold depends on it. A field can be written by its key or by its \
             Chinese name, a type too. What a site adds to this is in [config.md](config.md#types-and-fields-of-your-own)."
                }
                Lang::Zh => {
                    "# 填写说明\n\n\
             每个页面有一个类型，类型决定可以填哪些字段。字段和类型都可以写英文，也可以写中文。"
                }
            }
        ),
    );
    line(&mut text, format_args!(""));
    let (common, needed) = match lang {
        Lang::En => (
            "Fields of every page",
            "`title` is needed on every page but an article.",
        ),
        Lang::Zh => (
            "每个页面都可以填的",
            "除了文章，每个页面都要有 `title`（标题）。",
        ),
    };
    line(&mut text, format_args!("## {common}\n\n{needed}\n"));
    table(
        &mut text,
        &schema
            .common
            .iter()
            .map(|field| &**field)
            .collect::<Vec<_>>(),
        lang,
    );
    for kind in &schema.types {
        of_type(&mut text, schema, kind, lang);
    }
    let (title, about) = match lang {
        Lang::En => (
            "Data files",
            "Tables of the site, each row with its source.",
        ),
        Lang::Zh => ("数据文件", "网站的数据表，每一行都要写来源。"),
    };
    line(&mut text, format_args!("## {title}\n\n{about}\n"));
    for file in data_files() {
        let (path, hint) = (file.path, file.hint.text(lang));
        line(&mut text, format_args!("### `{path}`\n\n{hint}\n"));
        table(
            &mut text,
            &file
                .columns
                .iter()
                .map(|field| &**field)
                .collect::<Vec<_>>(),
            lang,
        );
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

/// What the pages of each type must have, as one table.
pub fn needed(schema: &Schema, lang: Lang) -> String {
    let (types, write, must) = match lang {
        Lang::En => ("type", "write", "must have"),
        Lang::Zh => ("类型", "写", "必须填"),
    };
    let mut text = format!("| {types} | {write} | {must} |\n|---|---|---|\n");
    for kind in &schema.types {
        let mut fields: Vec<&str> = Vec::new();
        if kind.key != schema.plain.key {
            let title = schema.common.iter().find(|field| field.key == "title");
            fields.extend(title.map(|field| field.label.text(lang)));
        }
        fields.extend(schema.needed(kind).map(|field| field.label.text(lang)));
        let fields = fields.join(match lang {
            Lang::En => ", ",
            Lang::Zh => "、",
        });
        let (name, zh) = (kind.label.text(lang), &kind.label.zh);
        line(
            &mut text,
            format_args!("| {name} | `类型: {zh}` | {fields} |"),
        );
    }
    text
}

fn of_type(text: &mut String, schema: &Schema, kind: &Type, lang: Lang) {
    let key = &kind.key;
    let name = kind.label.text(lang);
    line(text, format_args!("## {name}\n"));
    let types = match lang {
        Lang::En => format!(
            "`type: {key}` or `类型: {}`. {}",
            kind.label.zh, kind.hint.en
        ),
        Lang::Zh => format!(
            "`type: {key}` 或 `类型: {}`。{}",
            kind.label.zh, kind.hint.zh
        ),
    };
    line(text, format_args!("{types}\n"));
    let common = schema.common.iter();
    let common: Vec<String> = common
        .filter(|field| kind.required_common.contains(&field.key))
        .map(|field| format!("`{}`", field.key))
        .collect();
    if !common.is_empty() {
        let list = common.join(match lang {
            Lang::En => ", ",
            Lang::Zh => "、",
        });
        let told = match lang {
            Lang::En => format!("Of the fields of every page it needs {list}."),
            Lang::Zh => format!("每个页面都可以填的字段里，必填 {list}。"),
        };
        line(text, format_args!("{told}\n"));
    }
    if !kind.fields.is_empty() {
        table(
            text,
            &kind.fields.iter().map(|field| &**field).collect::<Vec<_>>(),
            lang,
        );
    }
}

fn table(text: &mut String, fields: &[&Field], lang: Lang) {
    line(
        text,
        format_args!(
            "{}",
            match lang {
                Lang::En => "| field | Chinese | holds | needed | |\n|---|---|---|---|---|",
                Lang::Zh => "| 字段 | 中文 | 填什么 | 必填 | 说明 |\n|---|---|---|---|---|",
            }
        ),
    );
    rows(text, fields, "", lang);
    line(text, format_args!(""));
}

fn rows(text: &mut String, fields: &[&Field], prefix: &str, lang: Lang) {
    for field in fields {
        let needed = match (field.required, lang) {
            (false, _) => "",
            (true, Lang::En) => "yes",
            (true, Lang::Zh) => "是",
        };
        let hint = field.hint.as_ref().map_or("", |hint| hint.text(lang));
        let hint = if field.aliases.is_empty() {
            hint.to_owned()
        } else {
            let aliases: Vec<String> = field.aliases.iter().map(|one| format!("`{one}`")).collect();
            let aliases = aliases.join(" ");
            match lang {
                Lang::En => format!("{hint} Also {aliases}.").trim().to_owned(),
                Lang::Zh => format!("{hint}也可以写 {aliases}。"),
            }
        };
        let key = &field.key;
        let zh = &field.label.zh;
        let holds = holds(&field.kind, lang);
        line(
            text,
            format_args!("| `{prefix}{key}` | `{zh}` | {holds} | {needed} | {hint} |"),
        );
        if let Kind::Table(inner) = field.kind.item() {
            let inner: Vec<&Field> = inner.iter().map(|field| &**field).collect();
            rows(text, &inner, &format!("{prefix}{key}."), lang);
        }
    }
}

/// What a kind holds, in a few words.
fn holds(kind: &Kind, lang: Lang) -> String {
    let both = |zh: &'static str, en: &'static str| Label::of(zh, en).text(lang).to_owned();
    match kind {
        Kind::Text(max) => match lang {
            Lang::En => format!("text, at most {max} characters"),
            Lang::Zh => format!("文字，最多 {max} 字"),
        },
        Kind::Date => both("日期 `2026-11-20`", "a day, `2026-11-20`"),
        Kind::Moment => both(
            "日期，可以带时间 `2026-12-05 09:00`",
            "a day, with a time if wanted, `2026-12-05 09:00`",
        ),
        Kind::Bool => both("`true` 或 `false`", "`true` or `false`"),
        Kind::Number { min, max, step } => {
            let step = match lang {
                _ if *step == 0.0 => String::new(),
                Lang::En => format!(", in steps of {step}"),
                Lang::Zh => format!("，以 {step} 为一步"),
            };
            match lang {
                Lang::En => format!("a number from {min} to {max}{step}"),
                Lang::Zh => format!("{min} 到 {max} 的数{step}"),
            }
        }
        Kind::DocNo => both("发文字号", "the number of a document"),
        Kind::Document => both(
            "发文字号，或者文件页面的标题",
            "the number of a document, or the title of its page",
        ),
        Kind::Choice(choices) => {
            let list = choices.join(" / ");
            match lang {
                Lang::En => format!("one of {list}"),
                Lang::Zh => format!("选一个：{list}"),
            }
        }
        Kind::Term(taxonomy) => match lang {
            Lang::En => format!("a term of `{taxonomy}`"),
            Lang::Zh => format!("`{taxonomy}` 里的词"),
        },
        Kind::Page(types) if types.is_empty() => both("任何页面的标题", "the title of any page"),
        Kind::Page(types) => {
            let list: Vec<String> = types.iter().map(|one| format!("`{one}`")).collect();
            let list = list.join(" / ");
            match lang {
                Lang::En => format!("the title of a page of {list}, or {NO_PAGE}"),
                Lang::Zh => format!("{list} 页面的标题，或者 {NO_PAGE}"),
            }
        }
        Kind::File => both("文件的路径", "the path of a file"),
        Kind::Url => both("网址 `https://…`", "an address, `https://…`"),
        Kind::List(item) => match lang {
            Lang::En => format!("a list: {}", holds(item, lang)),
            Lang::Zh => format!("可以多个：{}", holds(item, lang)),
        },
        Kind::Table(_) => both("下面几项", "the following"),
        Kind::Free => both("随意", "anything"),
    }
}

fn line(text: &mut String, content: Arguments<'_>) {
    // Writing to a `String` cannot fail.
    writeln!(text, "{content}").unwrap_or_default();
}
