//! The data files of a site, `data/…`: tables whose every row says where it comes from.
//!
//! Closed lists, synonyms and the glossary have forms of their own: `docs/config.md`, `docs/search.md`.

use std::sync::Arc;

use super::{Field, Kind, LINE, Label, YEAR, field, number, shared};

/// A data file.
#[derive(Debug, Clone, PartialEq)]
pub struct DataFile {
    /// Its name for templates, and without its folder and extension.
    pub key: &'static str,
    /// Its path from the site's root.
    pub path: &'static str,
    /// What it is for.
    pub hint: Label,
    /// What a row holds.
    pub columns: Vec<Arc<Field>>,
}

const AMOUNT: Kind = number(-1e15, 1e15, 0.0);

fn file(
    key: &'static str,
    path: &'static str,
    hint: Label,
    columns: impl IntoIterator<Item = Field>,
) -> DataFile {
    DataFile {
        key,
        path,
        hint,
        columns: shared(columns),
    }
}

fn source() -> [Field; 2] {
    [
        field("source", "来源", "source", LINE).required(),
        field("source_url", "来源网址", "source address", Kind::Url),
    ]
}

/// Every data file that a site may have.
pub fn data_files() -> Vec<DataFile> {
    vec![
        file(
            "indicator",
            "data/indicator.csv",
            Label::of(
                "目标是多少，报上来是多少，谁在哪天说的。",
                "What is aimed at, what is reported, and by whom.",
            ),
            [
                field("name", "指标", "name", LINE).required(),
                field("year", "年份", "year", YEAR).required(),
                field("unit", "单位", "unit", LINE),
                field("target", "目标", "target", AMOUNT),
                field("reported", "上报", "reported", AMOUNT),
                field("as_of", "截至", "as of", Kind::Date).required(),
            ]
            .into_iter()
            .chain(source()),
        ),
        file(
            "funding",
            "data/funding.csv",
            Label::of("每年每项经费。", "What is spent, by year and item."),
            [
                field("year", "年份", "year", YEAR).required(),
                field("item", "项目", "item", LINE).required(),
                field("amount", "金额（元）", "amount", AMOUNT).required(),
                field("population", "常住人口", "residents", number(0.0, 1e9, 1.0))
                    .hint("算人均用。", "For the amount a head."),
            ]
            .into_iter()
            .chain(source()),
        ),
        file(
            "credit_rules",
            "data/credit_rules.yml",
            Label::of(
                "多少学时算一个学分，依据哪份文件。各地不同，没有默认值。",
                "How many class hours make a credit, by which document. It differs; there is no default.",
            ),
            [
                field("name", "名称", "name", LINE).required(),
                field(
                    "hours_per_credit",
                    "每学分学时",
                    "class hours a credit",
                    number(0.5, 1000.0, 0.5),
                )
                .required(),
                field("effective_from", "起", "from", Kind::Date).required(),
                field("until", "止", "until", Kind::Date),
            ]
            .into_iter()
            .chain(source()),
        ),
    ]
}
