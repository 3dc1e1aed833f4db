//! What may stand in the tables of a site's own types and fields.

use std::sync::Arc;

use crate::model::{Field, Kind, LINE, choice, field, lines, number, shared};

/// What `kind` may say.
const KINDS: [&str; 13] = [
    "text", "date", "moment", "bool", "number", "choice", "term", "page", "file", "url", "doc_no",
    "table", "free",
];

/// What may stand in `[types.KEY]`.
pub fn type_settings() -> Vec<Arc<Field>> {
    shared([
        field("label", "名称", "name", LINE),
        field("label_en", "英文名称", "English name", LINE),
        field("hint", "说明", "hint", LINE),
        field("words", "别的叫法", "other words", lines()),
        field("required", "必填", "required", lines()),
        field("fields", "字段", "fields", Kind::Free),
    ])
}

/// What may stand in `[types.KEY.fields.KEY]`.
pub fn field_settings() -> Vec<Arc<Field>> {
    shared([
        field("label", "名称", "name", LINE),
        field("label_en", "英文名称", "English name", LINE),
        field("hint", "说明", "hint", LINE),
        field("kind", "种类", "kind", choice(&KINDS)),
        field("list", "可以多个", "list", Kind::Bool),
        field("required", "必填", "required", Kind::Bool),
        field("aliases", "别的写法", "other keys", lines()),
        field("max", "最大", "greatest", number(-1e12, 1e12, 0.0)),
        field("min", "最小", "smallest", number(-1e12, 1e12, 0.0)),
        field("step", "步长", "step", number(0.0, 1e9, 0.0)),
        field("choices", "可选值", "choices", lines()),
        field("taxonomy", "分类", "taxonomy", LINE),
        field("types", "页面类型", "types", lines()),
        field("inverse", "反向名称", "inverse", LINE),
        field("inverse_en", "反向英文名称", "English inverse", LINE),
        field("pattern", "写法", "pattern", LINE),
        field("units", "单位", "units", lines()),
        field("fields", "字段", "fields", Kind::Free),
    ])
}
