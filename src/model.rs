//! The content model: every type, its fields and what they may hold, in one table.
//!
//! Adding a field or a type is one entry here; reading, validation, facts on the page and search
//! facets follow from it. The reading itself is in [`crate::fields`].

use crate::diag::Lang;

/// A name in both languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Label {
    /// Chinese; editors may also write it as the key.
    pub zh: &'static str,
    /// English.
    pub en: &'static str,
}

impl Label {
    /// The name in one language.
    pub fn text(self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.zh,
            Lang::En => self.en,
        }
    }
}

/// What a field may hold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// Text of at most so many characters.
    Text(usize),
    /// A day, `2026-11-20`.
    Date,
    /// A day, with a time of day if wanted: `2026-12-05 09:00`.
    Moment,
    /// `true` or `false`.
    Bool,
    /// A number within bounds, in steps.
    Number {
        /// Smallest.
        min: f64,
        /// Greatest.
        max: f64,
        /// Distance of allowed values from `min`; 0 allows all.
        step: f64,
    },
    /// The number of a document: 泸县府办发〔2016〕215号.
    DocNo,
    /// One of a closed list.
    Choice(&'static [&'static str]),
    /// A term of a taxonomy.
    Term(&'static str),
    /// The title or the path of a page of one of these types (any page, if empty).
    Page(&'static [&'static str]),
    /// A file of the site.
    File,
    /// An absolute web address.
    Url,
    /// A list of such; a single value counts as a list of one.
    List(&'static Kind),
    /// A table of fields.
    Table(&'static [Field]),
    /// Anything.
    Free,
}

/// One field.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Field {
    /// The key in front matter.
    pub key: &'static str,
    /// Its name.
    pub label: Label,
    /// What it may hold.
    pub kind: Kind,
    /// Whether a page of the type must have it.
    pub required: bool,
    /// Other keys that mean the same, as in Hugo and Zola.
    pub aliases: &'static [&'static str],
}

/// One type of page.
#[derive(Debug, PartialEq)]
pub struct Type {
    /// The key in front matter, and the name of its template.
    pub key: &'static str,
    /// Its name.
    pub label: Label,
    /// Other words for it: whoever searches for them means pages of the type.
    pub words: &'static [&'static str],
    /// Its own fields, beside [`COMMON`].
    pub fields: &'static [Field],
    /// Which of [`COMMON`] it must have beside `title`.
    pub required_common: &'static [&'static str],
}

const fn label(zh: &'static str, en: &'static str) -> Label {
    Label { zh, en }
}

const fn required(key: &'static str, label: Label, kind: Kind) -> Field {
    Field {
        key,
        label,
        kind,
        required: true,
        aliases: &[],
    }
}

const fn optional(key: &'static str, label: Label, kind: Kind) -> Field {
    Field {
        key,
        label,
        kind,
        required: false,
        aliases: &[],
    }
}

const fn also(field: Field, aliases: &'static [&'static str]) -> Field {
    Field { aliases, ..field }
}

const LINE: Kind = Kind::Text(200);
const LINES: Kind = Kind::List(&LINE);
const ORG: Kind = Kind::Page(&["org"]);
const VENUE: Kind = Kind::Page(&["venue"]);
const MINUTES: Kind = Kind::Number {
    min: 5.0,
    max: 600.0,
    step: 1.0,
};
const CLASS_HOURS: Kind = Kind::Number {
    min: 0.5,
    max: 1000.0,
    step: 0.5,
};
const COUNT: Kind = Kind::Number {
    min: 0.0,
    max: 1_000_000.0,
    step: 1.0,
};
const YEAR: Kind = Kind::Number {
    min: 1000.0,
    max: 2200.0,
    step: 1.0,
};
const MONEY: Kind = Kind::Number {
    min: 0.0,
    max: 1_000_000.0,
    step: 0.0,
};

/// The fields that every page may have.
pub const COMMON: &[Field] = &[
    optional("title", label("标题", "title"), Kind::Text(80)),
    optional("type", label("类型", "type"), LINE),
    optional("owner", label("负责单位", "owner"), ORG),
    also(
        optional("date", label("日期", "date"), Kind::Moment),
        &["published"],
    ),
    also(
        optional("updated", label("更新日期", "updated"), Kind::Moment),
        &["lastmod"],
    ),
    also(
        optional("summary", label("摘要", "summary"), Kind::Text(300)),
        &["description"],
    ),
    optional("slug", label("网址名", "slug"), LINE),
    optional("aliases", label("旧网址", "old addresses"), LINES),
    optional("draft", label("草稿", "draft"), Kind::Bool),
    optional(
        "weight",
        label("排序", "weight"),
        Kind::Number {
            min: -1e9,
            max: 1e9,
            step: 0.0,
        },
    ),
    also(
        optional(
            "town",
            label("镇街", "town"),
            Kind::List(&Kind::Term("town")),
        ),
        &["towns"],
    ),
    optional("village", label("村社区", "village"), LINE),
    also(
        optional(
            "topic",
            label("主题", "topic"),
            Kind::List(&Kind::Term("topic")),
        ),
        &["topics"],
    ),
    also(
        optional(
            "audience",
            label("适合人群", "audience"),
            Kind::List(&Kind::Term("audience")),
        ),
        &["audiences"],
    ),
    also(
        optional(
            "tags",
            label("标签", "tags"),
            Kind::List(&Kind::Term("tags")),
        ),
        &["keywords"],
    ),
    optional("search_aliases", label("别名", "other names"), LINES),
    optional("pinyin", label("拼音", "pinyin"), LINE),
    optional("cover", label("封面", "cover"), Kind::File),
    optional("cover_alt", label("封面说明", "cover text"), LINE),
    optional(
        "related",
        label("相关页面", "related"),
        Kind::List(&Kind::Page(&[])),
    ),
    optional("source", label("来源", "source"), LINE),
    optional("source_url", label("来源网址", "source address"), Kind::Url),
    optional("extra", label("其他", "extra"), Kind::Free),
];

/// Type of pages that name none.
pub const ARTICLE: &Type = &TYPES[0];

const OWNED: &[&str] = &["owner", "date"];
const PUBLISHED_ON: Field = required(
    "published_on",
    label("发布日期", "published on"),
    Kind::Date,
);

/// Every type.
pub const TYPES: &[Type] = &[
    Type {
        key: "article",
        label: label("文章", "article"),
        words: &[],
        fields: &[],
        required_common: &[],
    },
    Type {
        key: "policy",
        label: label("政策通知", "policy"),
        words: &["政策", "文件", "通知"],
        required_common: &["owner"],
        fields: &[
            required("doc_no", label("发文字号", "document number"), Kind::DocNo),
            required("issuer", label("发文机关", "issuer"), LINE),
            required(
                "doc_kind",
                label("文种", "kind of document"),
                Kind::Choice(&[
                    "决议", "决定", "命令", "公报", "公告", "通告", "意见", "通知", "通报", "报告",
                    "请示", "批复", "议案", "函", "纪要",
                ]),
            ),
            required("written_on", label("成文日期", "written on"), Kind::Date),
            PUBLISHED_ON,
            required(
                "disclosure",
                label("公开属性", "disclosure"),
                Kind::Choice(&["主动公开", "依申请公开", "不予公开"]),
            ),
            required(
                "validity",
                label("有效性", "validity"),
                Kind::Choice(&["有效", "已修改", "失效", "废止", "待核实"]),
            ),
            optional("valid_until", label("有效期至", "valid until"), Kind::Date),
            optional("index_no", label("索引号", "index number"), LINE),
            optional("subject", label("主题分类", "subject"), LINE),
            optional("printed_on", label("印发日期", "printed on"), Kind::Date),
            optional("short_title", label("简称", "short title"), LINE),
            optional(
                "plain_words",
                label("大白话", "in plain words"),
                Kind::Text(200),
            ),
            optional("based_on", label("依据", "based on"), LINES),
            optional("supersedes", label("取代", "supersedes"), LINES),
            optional("superseded_by", label("被取代", "superseded by"), LINE),
            optional(
                "interpretation",
                label("解读", "interpretation"),
                Kind::Page(&[]),
            ),
            optional("sent_to", label("主送", "sent to"), LINES),
            optional(
                "attachments",
                label("附件", "attachments"),
                Kind::List(&Kind::File),
            ),
            optional("erratum", label("勘误", "erratum"), LINES),
        ],
    },
    Type {
        key: "town_feature",
        label: label("一镇一品", "town feature"),
        words: &["一村一特色"],
        required_common: &["owner", "date", "town"],
        fields: &[
            required("primary", label("主打", "primary"), Kind::Bool),
            required(
                "feature_kind",
                label("特色类别", "kind of feature"),
                Kind::Choice(&["产业", "文化", "非遗", "阅读", "技能", "志愿", "其他"]),
            ),
            optional("started", label("开始年份", "started"), YEAR),
            optional(
                "lessons",
                label("课程", "lessons"),
                Kind::List(&Kind::Page(&["heritage_lesson", "course"])),
            ),
            optional("venues", label("场所", "venues"), Kind::List(&VENUE)),
        ],
    },
    Type {
        key: "heritage_lesson",
        label: label("非遗课程", "heritage lesson"),
        words: &["非遗课"],
        required_common: OWNED,
        fields: &[
            required(
                "heritage",
                label("非遗项目", "heritage"),
                Kind::Page(&["heritage"]),
            ),
            required("duration_min", label("时长（分钟）", "minutes"), MINUTES),
            required(
                "difficulty",
                label("难度", "difficulty"),
                Kind::Choice(&["入门", "进阶", "传习"]),
            ),
            required("steps", label("步骤", "steps"), LINES),
            optional("materials", label("材料", "materials"), LINES),
            optional("safety", label("安全提示", "safety"), Kind::Text(400)),
            optional("inheritors", label("传承人", "inheritors"), LINES),
            optional("age_min", label("最小年龄", "youngest age"), COUNT),
            optional("class_hours", label("学时", "class hours"), CLASS_HOURS),
            optional("worksheet", label("学习单", "worksheet"), Kind::File),
        ],
    },
    Type {
        key: "heritage",
        label: label("非遗项目", "heritage"),
        words: &["非遗", "非物质文化遗产"],
        required_common: OWNED,
        fields: &[
            required(
                "level",
                label("级别", "level"),
                Kind::Choice(&["国家级", "省级", "市级", "县级", "待核实"]),
            ),
            required(
                "category",
                label("类别", "category"),
                Kind::Choice(&[
                    "民间文学",
                    "传统音乐",
                    "传统舞蹈",
                    "传统戏剧",
                    "曲艺",
                    "传统体育、游艺与杂技",
                    "传统美术",
                    "传统技艺",
                    "传统医药",
                    "民俗",
                    "待核实",
                ]),
            ),
            required("listed_as", label("名录名称", "listed as"), LINE),
            optional("batch", label("批次", "batch"), LINE),
            optional("listed_year", label("列入年份", "listed"), YEAR),
            optional("code", label("编号", "code"), LINE),
            optional("protector", label("保护单位", "protector"), LINE),
        ],
    },
    Type {
        key: "course",
        label: label("课程", "course"),
        words: &["课", "培训班"],
        required_common: &["owner", "date", "audience", "topic"],
        fields: &[
            required(
                "mode",
                label("方式", "mode"),
                Kind::Choice(&["线上", "线下", "混合"]),
            ),
            required("duration_min", label("时长（分钟）", "minutes"), MINUTES),
            required("fee", label("费用（元）", "fee"), MONEY),
            optional(
                "sessions",
                label("开课时间", "sessions"),
                Kind::List(&Kind::Table(&[
                    required("start", label("开始", "start"), Kind::Moment),
                    optional("end", label("结束", "end"), Kind::Moment),
                    optional("venue", label("地点", "venue"), VENUE),
                    optional("teacher", label("老师", "teacher"), LINE),
                ])),
            ),
            optional("class_hours", label("学时", "class hours"), CLASS_HOURS),
            optional("capacity", label("名额", "capacity"), COUNT),
            optional(
                "signup",
                label("报名", "sign-up"),
                Kind::Table(&[
                    optional("where", label("地点", "where"), LINE),
                    optional("tel", label("电话", "telephone"), LINE),
                    optional("until", label("截止", "until"), Kind::Moment),
                    optional("note", label("说明", "note"), LINE),
                ]),
            ),
            optional("prerequisite", label("基础要求", "prerequisite"), LINE),
            optional("units", label("单元", "units"), LINES),
        ],
    },
    Type {
        key: "event",
        label: label("活动", "event"),
        words: &[],
        required_common: OWNED,
        fields: &[
            required("start", label("开始", "start"), Kind::Moment),
            required("organizer", label("主办", "organizer"), ORG),
            optional("end", label("结束", "end"), Kind::Moment),
            optional("venue", label("地点", "venue"), VENUE),
            optional("online_url", label("线上地址", "online at"), Kind::Url),
            optional("theme", label("活动主题", "theme"), LINE),
            optional(
                "status",
                label("状态", "status"),
                Kind::Choice(&["计划", "确定", "延期", "取消"]),
            ),
        ],
    },
    Type {
        key: "venue",
        label: label("场所", "venue"),
        words: &[],
        required_common: &["owner", "date", "town"],
        fields: &[
            required(
                "venue_kind",
                label("场所类别", "kind of venue"),
                Kind::Choice(&[
                    "博物馆",
                    "农家书屋",
                    "图书馆",
                    "文化站",
                    "社区学校",
                    "广场",
                    "其他",
                ]),
            ),
            required("address", label("地址", "address"), LINE),
            required("hours", label("开放时间", "hours"), LINES),
            optional("phone", label("电话", "phone"), LINE),
            optional("access", label("无障碍", "access"), LINES),
            optional("fee", label("费用（元）", "fee"), MONEY),
            optional("host_org", label("管理单位", "run by"), ORG),
            optional("bus", label("公交", "bus"), LINE),
            optional("holiday_note", label("节假日", "holidays"), LINE),
        ],
    },
    Type {
        key: "org",
        label: label("机构", "organisation"),
        words: &[],
        required_common: OWNED,
        fields: &[
            required(
                "tier",
                label("层级", "tier"),
                Kind::Choice(&["县级", "镇级", "村级", "部门"]),
            ),
            required("parent", label("上级", "parent"), ORG),
            optional("duties", label("职责", "duties"), LINES),
            optional(
                "former_names",
                label("曾用名", "former names"),
                Kind::List(&Kind::Table(&[
                    required("name", label("名称", "name"), LINE),
                    optional("until", label("用到", "until"), Kind::Date),
                ])),
            ),
            optional("address", label("地址", "address"), LINE),
            optional("tel", label("电话", "telephone"), LINE),
        ],
    },
    Type {
        key: "person",
        label: label("人物", "person"),
        words: &[],
        required_common: OWNED,
        fields: &[
            required("role", label("身份", "role"), LINE),
            required(
                "consent",
                label("本人同意", "consent"),
                Kind::Table(&[
                    required("date", label("日期", "date"), Kind::Date),
                    required("scope", label("范围", "scope"), LINE),
                    optional("until", label("有效期至", "until"), Kind::Date),
                    optional("guardian", label("监护人同意", "guardian's consent"), LINE),
                ]),
            ),
            optional("minor", label("未成年人", "minor"), Kind::Bool),
            optional("skills", label("会做什么", "skills"), LINES),
            optional(
                "awards",
                label("荣誉", "awards"),
                Kind::List(&Kind::Table(&[
                    required("name", label("名称", "name"), LINE),
                    optional("level", label("级别", "level"), LINE),
                    optional("year", label("年份", "year"), YEAR),
                    optional("doc_no", label("发文字号", "document number"), Kind::DocNo),
                ])),
            ),
            optional("portrait", label("肖像", "portrait"), Kind::File),
            optional("tel", label("电话", "telephone"), LINE),
        ],
    },
    Type {
        key: "news",
        label: label("动态", "news"),
        words: &["新闻"],
        required_common: &["owner", "source"],
        fields: &[
            PUBLISHED_ON,
            optional("event", label("活动", "event"), Kind::Page(&["event"])),
        ],
    },
];

/// The type of a key or of its Chinese name.
pub fn find_type(name: &str) -> Option<&'static Type> {
    TYPES
        .iter()
        .find(|one| one.key == name || one.label.zh == name)
}

/// The value of a reference field that says there is none: the top of a tree.
pub const NO_PAGE: &str = "无";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_required_names_exist() {
        for one in TYPES {
            let mut names: Vec<&str> = Vec::new();
            for field in COMMON.iter().chain(one.fields) {
                names.push(field.key);
                names.push(field.label.zh);
                names.extend(field.aliases);
            }
            let all = names.len();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), all, "two fields of `{}` share a name", one.key);
            for key in one.required_common {
                assert!(COMMON.iter().any(|field| field.key == *key), "{key}");
            }
        }
    }
}
