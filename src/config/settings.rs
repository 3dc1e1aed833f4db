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
        setting("share_image", "分享图", "share picture", Kind::Text(400)),
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
        setting(
            "app",
            "离线可看",
            "reading without a network",
            Kind::Table(shared([setting("enabled", "启用", "enabled", Kind::Bool)])),
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
        setting("about", "谁办的", "who runs the site", Kind::Table(about())),
        setting("extra", "其他", "extra", Kind::Free),
    ])
}

/// What may stand in `[about]`: who answers for the site, and who helps where it cannot.
pub(crate) fn about() -> Vec<Arc<Field>> {
    let shaped = |pattern: &str, zh: &'static str, en: &'static str, own: Field| Field {
        hint: Some(Label::of(zh, en)),
        pattern: Pattern::new(pattern).ok(),
        ..own
    };
    shared([
        setting("host", "主办单位", "who runs the site", Kind::Text(80)),
        setting("phone", "咨询电话", "telephone for help", Kind::Text(40)),
        setting("help", "线下怎么办", "where to go instead", Kind::Text(300)),
        shaped(
            r"\p{Han}ICP[备证]\d{5,12}号(-\d{1,4})?",
            "照备案网站上的写法，例如 蜀ICP备12345678号-1",
            "as the registry writes it, such as 蜀ICP备12345678号-1",
            setting("icp", "ICP 备案号", "ICP filing number", Kind::Text(40)),
        ),
        shaped(
            r"\p{Han}公网安备\s?\d{14}号",
            "照备案网站上的写法，例如 川公网安备 12345678901234号",
            "as the registry writes it, such as 川公网安备 12345678901234号",
            setting(
                "police",
                "公安备案号",
                "public security filing number",
                Kind::Text(40),
            ),
        ),
    ])
}

/// What may stand in `[taxonomies.KEY]`.
pub(super) fn taxonomy_settings() -> Vec<Arc<Field>> {
    shared([
        setting("label", "名称", "name", Kind::Text(40)),
        setting("terms", "词表", "terms", Kind::Free),
    ])
}
