//! Documents, organisations, people and news.

use super::{Field, Kind, LINE, Type, YEAR, YEARS, choice, field, lines, page, table};

/// The fifteen kinds of official documents, by the regulations of 2012.
const DOCUMENTS: &[&str] = &[
    "决议", "决定", "命令", "公报", "公告", "通告", "意见", "通知", "通报", "报告", "请示", "批复",
    "议案", "函", "纪要",
];

fn published_on() -> Field {
    field("published_on", "发布日期", "published on", Kind::Date)
        .required()
        .hint("放到网上的日期。", "The day it went online.")
}

pub(super) fn policy() -> Type {
    Type::new("policy", "政策通知", "policy")
        .hint(
            "政府和部门的文件：通知、意见、办法，和它们的大白话。",
            "Documents of the government and its offices, and what they mean in plain words.",
        )
        .words(&["政策", "文件", "通知"])
        .needs(&["owner", "disclosure"])
        .should_have(&["reviewed_by"])
        .fields([
            field("doc_no", "发文字号", "document number", Kind::DocNo)
                .required()
                .hint(
                    "机关代字、六角括号里的四位年份、序号：泸县府办发〔2016〕215号。",
                    "Issuer's sign, year in full, number.",
                ),
            field("issuer", "发文机关", "issuer", LINE)
                .required()
                .may_name(&["org"])
                .inverse("发出的文件", "documents that it issued"),
            field("doc_kind", "文种", "kind of document", choice(DOCUMENTS)).required(),
            field("written_on", "成文日期", "written on", Kind::Date)
                .required()
                .hint("文件末尾的日期。", "The date at the end of the document."),
            published_on(),
            field(
                "validity",
                "有效性",
                "validity",
                choice(&["有效", "已修改", "失效", "废止", super::UNVERIFIED]),
            )
            .required()
            .hint(
                "没有查实就写待核实，不要猜。",
                "待核实 where nobody has checked; never a guess.",
            ),
            field("valid_until", "有效期至", "valid until", Kind::Date),
            field("index_no", "索引号", "index number", LINE)
                .form(r"[0-9A-Z]{6,20}[/-]\d{4}-\d{3,7}")
                .hint(
                    "机构编号、斜线、四位年份、短横、流水号，例如 000014349/2017-00110。",
                    "Number of the office, slash, year in full, hyphen, serial number: 000014349/2017-00110.",
                ),
            field("subject", "主题分类", "subject", LINE),
            field("printed_on", "印发日期", "printed on", Kind::Date),
            field("short_title", "简称", "short title", LINE)
                .hint("居民会说的短名字。", "The short name that residents use."),
            field("plain_words", "大白话", "in plain words", Kind::Text(200)).hint(
                "这份文件对居民意味着什么，用自己的话，不超过 200 字。",
                "What it means for residents, in your own words.",
            ),
            field("based_on", "依据", "based on", Kind::Document.list())
                .hint(
                    "上级文件的发文字号；本站没有的也可以写。",
                    "Numbers of the documents it rests on, also of those that are not in the site.",
                )
                .inverse("被引用", "cited by"),
            field("supersedes", "取代", "supersedes", Kind::Document.list())
                .inverse("取代它的文件", "superseded by"),
            field(
                "superseded_by",
                "被取代",
                "superseded by",
                Kind::Document.list(),
            )
            .inverse("它取代的文件", "supersedes"),
            field("interpretation", "解读", "interpretation", Kind::Document)
                .inverse("解读的文件", "documents that it explains"),
            field("sent_to", "主送", "sent to", lines())
                .may_name(&["org"])
                .inverse("主送给它的文件", "documents sent to it"),
            field("attachments", "附件", "attachments", Kind::File.list()),
            field("erratum", "勘误", "erratum", lines()).hint(
                "原文里疑似的错误，照录原文，说明疑点。",
                "What looks wrong in the original: quote it, say why.",
            ),
        ])
}

pub(super) fn org() -> Type {
    Type::new("org", "机构", "organisation")
        .hint(
            "社区教育学院、学校、工作站和有关部门。",
            "Colleges, schools, stations and offices.",
        )
        .needs(&["owner", "date"])
        .fields([
            field(
                "tier",
                "层级",
                "tier",
                choice(&["县级", "镇级", "村级", "部门"]),
            )
            .required(),
            field("parent", "上级", "parent", page(&["org"]))
                .required()
                .hint(
                    "上级机构的标题；最上面的写“无”。",
                    "The organisation above it; 无 at the top.",
                )
                .inverse("下级机构", "organisations below it"),
            field("duties", "职责", "duties", lines()).hint(
                "居民会问“归谁管”的事，一件一行。",
                "What residents ask for, one a line.",
            ),
            field(
                "former_names",
                "曾用名",
                "former names",
                table([
                    field("name", "名称", "name", LINE).required(),
                    field("until", "用到", "until", Kind::Date),
                ])
                .list(),
            ),
            field("address", "地址", "address", LINE),
            field("tel", "电话", "telephone", LINE).hint(
                "办公电话，不写个人手机号。",
                "Of the office, no private mobile.",
            ),
            field(
                "status_labels",
                "称号",
                "status",
                table([
                    field("label", "名称", "label", LINE).required(),
                    field("since", "起", "since", Kind::Date).required(),
                    field("until", "止", "until", Kind::Date),
                    field("source", "依据", "source", LINE),
                ])
                .list(),
            )
            .hint(
                "例如省级示范校：写明从哪天起、谁授予。",
                "Pilot, model and the like: since when, and by what.",
            ),
        ])
}

pub(super) fn person() -> Type {
    Type::new("person", "人物", "person")
        .hint(
            "学习之星、民间达人、志愿者。本人同意才能写。",
            "Learning stars, folk talents, volunteers; only with their consent.",
        )
        .needs(&["owner", "date"])
        .fields([
            field("role", "身份", "role", LINE).required(),
            field(
                "consent",
                "本人同意",
                "consent",
                table([
                    field("date", "日期", "date", Kind::Date).required(),
                    field("scope", "范围", "scope", LINE).required().hint(
                        "同意公开什么、在哪里公开。",
                        "What may be shown, and where.",
                    ),
                    field("until", "有效期至", "until", Kind::Date),
                    field("guardian", "监护人同意", "guardian's consent", LINE),
                ]),
            )
            .required()
            .no_fact(),
            field("minor", "未成年人", "minor", Kind::Bool).no_fact(),
            field("skills", "会做什么", "skills", lines()),
            field(
                "awards",
                "荣誉",
                "awards",
                table([
                    field("name", "名称", "name", LINE).required(),
                    field("level", "级别", "level", LINE),
                    field("year", "年份", "year", YEAR).units(YEARS),
                    field("doc_no", "发文字号", "document number", Kind::DocNo),
                ])
                .list(),
            ),
            field("portrait", "肖像", "portrait", Kind::File).no_fact(),
            field("tel", "电话", "telephone", LINE).hint(
                "单位的电话，不写个人手机号。",
                "Of the office, no private mobile.",
            ),
        ])
}

pub(super) fn news() -> Type {
    Type::new("news", "动态", "news")
        .hint("发生过的事：活动报道、获奖、通报。", "What has happened.")
        .words(&["新闻"])
        .needs(&["owner", "source"])
        .fields([
            published_on(),
            field("event", "活动", "event", page(&["event"])),
            field(
                "gallery",
                "图集",
                "gallery",
                table([
                    field("image", "图片", "image", Kind::File).required(),
                    field("alt", "说明", "text", LINE).required(),
                ])
                .list(),
            )
            .hint("每张图都要有一句说明。", "Every picture has a text.")
            .no_fact(),
        ])
}
