//! Makes pages of the rows of a table: one a row, its columns named by fields.
//!
//! A row whose values the model refuses is told with its number, and makes no page.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diag::{Code, Diagnostics, Message, nearest};
use crate::fields::{parse_doc_no, parse_moment, read};
use crate::model::{Field, Kind, Schema, Type};
use crate::msg;
use crate::slug::slug;
use crate::source::SourceDb;
use crate::value::yaml;

use super::changes::Changes;
use super::clean::clean_text;
use super::page::{Entry, front_matter};
use super::sheet::Row;
use super::{Page, Refusal, RowFault, Wanted};

/// Names of the column that holds a page's text.
const BODY: &[&str] = &["正文", "内容", "body"];

/// The column that counts the rows: it is in most tables, and in no page.
const COUNT: &str = "序号";

/// The pages of a table, or what is wrong with its rows.
pub(super) fn pages(
    rows: &[Row],
    wanted: &Wanted<'_>,
    changes: &mut Changes,
) -> Result<(Vec<Page>, Vec<RowFault>), Refusal> {
    // Above the names of the columns stands the table's own, in one wide cell.
    let filled = |row: &Row| row.cells.iter().filter(|cell| !cell.is_empty()).count();
    let titles = rows.iter().take_while(|row| filled(row) == 1).count();
    let below = rows.get(titles..).filter(|rows| !rows.is_empty());
    let Some((head, rows)) = below.unwrap_or(rows).split_first() else {
        return Err(Refusal::NoRows);
    };
    let is_type = |name: &str| matches!(name, "type" | "类型");
    let type_column = head.cells.iter().position(|name| is_type(name));
    let schema = wanted.schema;
    if wanted.kind.is_none() && type_column.is_none() {
        return Err(Refusal::NoType);
    }
    let mut pages = Vec::new();
    let mut faults: Vec<RowFault> = Vec::new();
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    for row in rows {
        let named = type_column
            .and_then(|at| row.cells.get(at))
            .filter(|name| !name.is_empty());
        let own = match named {
            Some(name) => schema.find(name).map(|kind| &**kind),
            None => wanted.kind,
        };
        let Some(own) = own else {
            let name = named.map_or("", String::as_str);
            faults.push(RowFault::new(
                row,
                msg!(en: "there is no type `{name}`", zh: "没有 `{name}` 这个类型"),
            ));
            continue;
        };
        let (columns, unknown) = columns(head, schema, own);
        for fault in unknown {
            if !faults.contains(&fault) {
                faults.push(fault);
            }
        }
        match page(row, &columns, wanted, own, changes) {
            Ok(page) => {
                if let Some(first) = taken.insert(page.path.clone(), row.number) {
                    faults.push(RowFault::new(
                        row,
                        msg!(
                            en: "makes the same page as row {first}: give it another title",
                            zh: "和第 {first} 行是同一页，请改标题",
                        ),
                    ));
                }
                pages.push(page);
            }
            Err(found) => faults.extend(found),
        }
    }
    if rows.is_empty() {
        return Err(Refusal::NoRows);
    }
    Ok((pages, faults))
}

/// What a column holds.
enum Column<'a> {
    /// A field.
    Field(&'a Field),
    /// A field of a table: 报名.电话.
    Part(&'a Field, &'a Field),
    /// The text of the page.
    Body,
    /// Nothing that goes into a page.
    Skipped,
}

/// The meaning of each column, and those that have none.
fn columns<'a>(head: &Row, schema: &'a Schema, kind: &'a Type) -> (Vec<Column<'a>>, Vec<RowFault>) {
    let fields = || schema.fields_of(kind).map(|field| &**field);
    let mut faults = Vec::new();
    let mut columns: Vec<Column> = Vec::new();
    for name in &head.cells {
        // Forms mark what must be filled in with a star.
        let name = name.trim().trim_matches('*').trim();
        let (outer, inner) = name
            .split_once(['.', '．', '·'])
            .map_or((name, None), |(outer, inner)| (outer, Some(inner)));
        let field = fields().find(|field| field.answers_to(outer.trim()));
        let column = match (field, inner) {
            _ if name.is_empty() || name == COUNT => Column::Skipped,
            _ if BODY.contains(&name) => Column::Body,
            (Some(field), _) if field.key == "type" => Column::Skipped,
            (Some(field), None) if parts(field).is_empty() => Column::Field(field),
            (Some(field), Some(inner)) => {
                let mut own = parts(field).iter();
                if let Some(part) = own.find(|part| part.answers_to(inner.trim())) {
                    Column::Part(field, part)
                } else {
                    faults.push(unknown(head, name, parts(field).iter().map(|part| &**part)));
                    Column::Skipped
                }
            }
            (Some(field), None) => {
                let example = parts(field).first().map_or("", |part| &part.label.zh);
                let label = &field.label.zh;
                faults.push(RowFault::new(head, msg!(
                    en: "`{name}` has several parts: name the column `{label}.{example}` and so on",
                    zh: "`{name}` 由几项组成，列名请写成 `{label}.{example}` 这样",
                )));
                Column::Skipped
            }
            (None, _) => {
                let fields: Vec<&Field> = fields().collect();
                faults.push(unknown(head, name, fields));
                Column::Skipped
            }
        };
        columns.push(column);
    }
    (columns, faults)
}

fn unknown<'f>(head: &Row, name: &str, fields: impl IntoIterator<Item = &'f Field>) -> RowFault {
    let names = fields
        .into_iter()
        .flat_map(|field| [&*field.key, &*field.label.zh]);
    let near = nearest(name, names.chain(BODY.iter().copied()));
    RowFault::new(
        head,
        match near {
            Some(near) => {
                msg!(en: "unknown column `{name}`; did you mean `{near}`?", zh: "没有 `{name}` 这一列，是不是想写 `{near}`？")
            }
            None => msg!(en: "unknown column `{name}`", zh: "没有 `{name}` 这一列"),
        },
    )
}

/// The fields of a field that holds a table, or a list of them.
fn parts(field: &Field) -> &[Arc<Field>] {
    match field.kind.item() {
        Kind::Table(parts) => parts,
        _ => &[],
    }
}

fn page(
    row: &Row,
    columns: &[Column<'_>],
    wanted: &Wanted<'_>,
    kind: &Type,
    changes: &mut Changes,
) -> Result<Page, Vec<RowFault>> {
    let mut given: Vec<(&str, Entry)> = Vec::new();
    let mut body = String::new();
    let mut title = String::new();
    for (column, cell) in columns.iter().zip(&row.cells) {
        if cell.is_empty() {
            continue;
        }
        match column {
            Column::Body => {
                let lines = cell
                    .lines()
                    .map(|line| super::markdown::text_line(&clean_text(line, changes)));
                body = lines
                    .filter(|line| !line.is_empty())
                    .collect::<Vec<_>>()
                    .join("\n\n");
            }
            Column::Field(field) => {
                let entry = entry(&field.kind, cell, changes);
                if let ("title", Entry::Text(text)) = (&*field.key, &entry) {
                    title.clone_from(text);
                }
                given.push((&field.key, entry));
            }
            Column::Part(field, part) => {
                let entry = entry(&part.kind, cell, changes);
                let part = (part.key.clone().into_owned(), entry);
                match given.iter_mut().find(|(key, _)| *key == field.key) {
                    Some((_, Entry::Table(parts) | Entry::Tables(parts))) => parts.push(part),
                    _ if matches!(field.kind, Kind::List(_)) => {
                        given.push((&field.key, Entry::Tables(vec![part])));
                    }
                    _ => given.push((&field.key, Entry::Table(vec![part]))),
                }
            }
            Column::Skipped => {}
        }
    }
    if title.is_empty() {
        return Err(vec![RowFault::new(
            row,
            msg!(en: "no title (标题)", zh: "没有标题（title）"),
        )]);
    }
    let head = front_matter(wanted.schema, kind, &given);
    let faults = refused(row, &head, wanted.schema, kind);
    if !faults.is_empty() {
        return Err(faults);
    }
    let folder = wanted.folder(kind);
    let text = if body.is_empty() {
        head
    } else {
        format!("{head}\n{body}\n")
    };
    Ok(Page {
        path: format!("{folder}/{}.md", slug(&title)),
        text,
        files: Vec::new(),
    })
}

/// A cell as the value of a field.
fn entry(kind: &Kind, cell: &str, changes: &mut Changes) -> Entry {
    let text = |cell: &str, changes: &mut Changes| {
        clean_text(
            &cell.split_whitespace().collect::<Vec<_>>().join(" "),
            changes,
        )
    };
    match kind {
        Kind::List(_) => {
            // What has stronger marks in it has the weak one inside its parts.
            let strong = ['；', ';', '\n'];
            let parts: Vec<&str> = if cell.contains(strong) {
                cell.split(strong).collect()
            } else {
                cell.split('、').collect()
            };
            let parts = parts.into_iter().map(|part| text(part, changes));
            Entry::List(parts.filter(|part| !part.is_empty()).collect())
        }
        Kind::Number { .. } if cell.parse::<f64>().is_ok() => Entry::Bare(cell.to_owned()),
        Kind::Bool => match cell {
            "是" | "有" | "√" | "true" | "TRUE" => Entry::Bare("true".to_owned()),
            "否" | "无" | "×" | "false" | "FALSE" => Entry::Bare("false".to_owned()),
            other => Entry::Text(other.to_owned()),
        },
        Kind::Date | Kind::Moment => match parse_moment(cell) {
            Some(moment) => Entry::Bare(moment.to_string()),
            None => Entry::Text(cell.to_owned()),
        },
        Kind::DocNo => Entry::Text(
            parse_doc_no(cell).map_or_else(|| cell.to_owned(), |number| number.to_string()),
        ),
        _ => Entry::Text(text(cell, changes)),
    }
}

/// What the model says against the values of a row. What is missing is for `lyceum check` to say.
fn refused(row: &Row, head: &str, schema: &Schema, kind: &Type) -> Vec<RowFault> {
    let mut sources = SourceDb::default();
    let file = sources.add("row", head);
    let mut diags = Diagnostics::default();
    let inner = head.trim_start_matches("---\n").trim_end_matches("---\n");
    let start = head.len() - head.trim_start_matches("---\n").len();
    let Some(table) = yaml::parse(file, head, start..start + inner.len(), &mut diags) else {
        return told(row, &diags);
    };
    let fields: Vec<&Arc<Field>> = schema.fields_of(kind).collect();
    read(&table, &fields, &[], &mut diags);
    told(row, &diags)
}

fn told(row: &Row, diags: &Diagnostics) -> Vec<RowFault> {
    let faults = diags
        .sorted()
        .into_iter()
        .filter(|one| one.code != Code::MissingField);
    let faults = faults.map(|one| {
        let Message { en, zh } = &one.message;
        RowFault::new(
            row,
            match &one.help {
                Some(Message {
                    en: en_help,
                    zh: zh_help,
                }) => msg!(en: "{en}; {en_help}", zh: "{zh}；{zh_help}"),
                None => one.message.clone(),
            },
        )
    });
    faults.collect()
}
