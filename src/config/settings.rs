//! Which settings there are, in the words of the content model.

use std::sync::Arc;

use lyceum_index::sound::FOLDS;

use crate::model::{Field, Kind, Label, Pattern, choice, field as setting, shared};

/// Every setting. `docs/config.md` explains each.
pub fn settings() -> Vec<Arc<Field>> {
    shared([
        setting("title", "站点名称", "title", Kind::Text(80)),
        setting("base_url", "网址", "address", Kind::Url),
        setting("language", "语言", "language", choice(&["zh-CN", "en"])),
        setting("description", "简介", "description", Kind::Text(300)),
        setting("theme", "主题", "theme", Kind::Text(60)),
        setting(
            "theme_settings",
            "主题设置",
            "settings of the theme",
            Kind::Free,
        ),
        setting("banner", "公告条", "banner", Kind::Text(300)),
        setting(
            "paginate",
            "每页条数",
            "pages on one list page",
            Kind::Number {
                min: 1.0,
                max: 1000.0,
                step: 1.0,
            },
        ),
        setting(
            "markdown",
            "Markdown",
            "Markdown",
            Kind::Table(shared([setting(
                "html",
                "原始 HTML",
                "raw HTML",
                choice(&["sanitize", "escape", "allow"]),
            )])),
        ),
        setting(
            "search",
            "搜索",
            "search",
            Kind::Table(shared([setting(
                "sounds_alike",
                "不分的音",
                "sounds alike",
                Kind::Choice(FOLDS.iter().map(|(name, ..)| (*name).into()).collect()).list(),
            )])),
        ),
        setting("taxonomies", "分类", "taxonomies", Kind::Free),
        setting("types", "自定类型", "own types", Kind::Free),
        setting("fields", "自定字段", "own fields", Kind::Free),
        setting(
            "menu",
            "菜单",
            "menu",
            Kind::Table(shared([
                setting("name", "名称", "name", Kind::Text(40)).required(),
                setting("url", "网址", "address", Kind::Text(400)).required(),
            ]))
            .list(),
        ),
        setting(
            "cms",
            "网页编辑",
            "editing in the browser",
            Kind::Table(shared([
                setting(
                    "backend",
                    "代码仓库的种类",
                    "kind of repository",
                    choice(&["github", "gitlab", "gitea", "test-repo"]),
                )
                .required(),
                setting("repo", "代码仓库", "repository", Kind::Text(200)),
                setting("branch", "分支", "branch", Kind::Text(100)),
            ])),
        ),
        setting(
            "gov",
            "政府网站",
            "government site",
            Kind::Table(shared([Field {
                hint: Some(Label::of(
                    "十位数字，或 bm 加八位数字",
                    "ten digits, or bm and eight digits",
                )),
                pattern: Pattern::new("[0-9]{10}|bm[0-9]{8}").ok(),
                ..setting("site_id_code", "网站标识码", "site code", Kind::Text(40))
            }])),
        ),
        setting("extra", "其他", "extra", Kind::Free),
    ])
}

/// What may stand in `[taxonomies.KEY]`.
pub(super) fn taxonomy_settings() -> Vec<Arc<Field>> {
    shared([
        setting("label", "名称", "name", Kind::Text(40)),
        setting("terms", "词表", "terms", Kind::Free),
    ])
}
