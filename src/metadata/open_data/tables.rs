//! The tables, and what their columns are, as CSV (RFC 4180) that Excel opens with Chinese in it.

use csv::{Terminator, WriterBuilder};

use super::Dataset;
use super::columns::{cell, columns};
use crate::config::Terms;
use crate::diag::Lang;
use crate::metadata::Metadata;
use crate::model::{Field, Kind};
use crate::value::csv::plain;

/// Without it Excel takes UTF-8 for the system's old encoding.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// The first column: where the page is.
const URL: &str = "url";

/// One row a page, in the order of their addresses.
pub(super) fn table(metadata: &Metadata<'_>, dataset: &Dataset<'_>) -> Vec<u8> {
    let columns = columns(&metadata.site.config.schema, dataset.kind);
    let head = std::iter::once(URL.to_owned());
    let head = head.chain(columns.iter().map(|field| field.key.to_string()));
    let rows = dataset.pages.iter().map(|page| {
        let url = metadata.site.config.base_url.absolute(&page.url);
        let cells = columns.iter().map(|field| cell(metadata, page, field));
        std::iter::once(url).chain(cells).collect()
    });
    csv(std::iter::once(head.collect()).chain(rows))
}

/// One row for each column of each table.
pub(super) fn dictionary(metadata: &Metadata<'_>, datasets: &[Dataset<'_>]) -> Vec<u8> {
    let lang = metadata.site.config.lang();
    let head = ["dataset", "column", "name", "kind", "required", "values"];
    let head = head.map(str::to_owned).to_vec();
    let mut rows = vec![head];
    for dataset in datasets {
        let kind = dataset.kind;
        let row = |key: &str, name: &str, holds: String, required: bool, values: String| {
            let (key, name) = (key.to_owned(), name.to_owned());
            let dataset = kind.key.to_string();
            vec![dataset, key, name, holds, required.to_string(), values]
        };
        let (address, url) = match lang {
            Lang::Zh => ("网址", "网址"),
            Lang::En => ("address", "web address"),
        };
        rows.push(row(URL, address, url.to_owned(), true, String::new()));
        for field in columns(&metadata.site.config.schema, kind) {
            let required =
                field.required || field.key == "title" || kind.required_common.contains(&field.key);
            rows.push(row(
                &field.key,
                field.label.text(lang),
                holds(&field.kind, lang),
                required,
                values(metadata, field),
            ));
        }
    }
    csv(rows)
}

fn csv(rows: impl IntoIterator<Item = Vec<String>>) -> Vec<u8> {
    let mut writer = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .from_writer(BYTE_ORDER_MARK.as_bytes().to_vec());
    for row in rows {
        // Writing to memory cannot fail, and the rows of a table are of one length.
        let cells = row.iter().map(|cell| plain(cell).into_owned());
        writer.write_record(cells).unwrap_or_default();
    }
    writer.into_inner().unwrap_or_default()
}

/// What a column holds, in words.
fn holds(kind: &Kind, lang: Lang) -> String {
    let (zh, en) = match kind.item() {
        Kind::Date => ("日期", "date"),
        Kind::Moment => ("日期，可带时间", "date, with a time if known"),
        Kind::Bool => ("是否", "true or false"),
        Kind::Number { .. } => ("数字", "number"),
        Kind::DocNo => ("发文字号", "document number"),
        Kind::Document => ("文件", "document"),
        Kind::Choice(_) => ("选项", "choice"),
        Kind::Term(_) => ("词条", "term"),
        Kind::Page(_) => ("页面", "page"),
        Kind::File | Kind::Url => ("网址", "web address"),
        _ => ("文字", "text"),
    };
    let is_list = matches!(kind, Kind::List(_));
    match (lang, is_list) {
        (Lang::Zh, false) => zh.to_owned(),
        (Lang::Zh, true) => format!("{zh}，可有多个，用“；”隔开"),
        (Lang::En, false) => en.to_owned(),
        (Lang::En, true) => format!("{en}; several with ； between"),
    }
}

/// What a column may hold, where that is a closed list or a range.
fn values(metadata: &Metadata<'_>, field: &Field) -> String {
    let site = metadata.site;
    let join = |words: Vec<&str>| words.join("；");
    match field.kind.item() {
        Kind::Choice(choices) => join(choices.iter().map(|choice| &**choice).collect()),
        Kind::Number { min, max, .. } => format!("{min}–{max}"),
        Kind::Term(key) => {
            let mut settings = site.config.taxonomies.iter();
            let is_closed = settings.any(|one| one.key == *key && one.terms != Terms::Open);
            let taxonomies = site.taxonomies.iter();
            let mut closed = taxonomies.filter(|one| is_closed && one.key == *key);
            let terms = closed.next().map(|one| &one.terms);
            join(
                terms
                    .into_iter()
                    .flatten()
                    .map(|term| term.name.as_str())
                    .collect(),
            )
        }
        _ => String::new(),
    }
}
