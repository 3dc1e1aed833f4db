//! Places and what they are known for.

use super::{
    Field, Kind, LINE, MONEY, Type, UNVERIFIED, YEAR, YEARS, YUAN, choice, field, lines, number,
    page, table,
};

fn position() -> [Field; 2] {
    [
        field(
            "lonlat",
            "经纬度",
            "longitude and latitude",
            number(-180.0, 180.0, 0.0).list(),
        )
        .no_fact()
        .hint(
            "先经度、后纬度：[105.38, 29.15]。",
            "Longitude first: [105.38, 29.15].",
        ),
        field("datum", "坐标系", "datum", choice(&["WGS84", "GCJ02"]))
            .no_fact()
            .hint(
                "国内手机地图是 GCJ02；一个网站只用一种。",
                "Maps on phones in China use GCJ02; one site, one datum.",
            ),
    ]
}

pub(super) fn town_feature() -> Type {
    Type::new("town_feature", "一镇一品", "town feature")
        .hint(
            "一个镇（街道）或一个村最拿得出手的特色。",
            "What a town or a village is known for.",
        )
        .words(&["一村一特色"])
        .needs(&["owner", "date", "town"])
        .fields([
            field("primary", "主打", "primary", Kind::Bool)
                .required()
                .hint("一个镇只有一个写 true。", "`true` for one of a town's."),
            field(
                "feature_kind",
                "特色类别",
                "kind of feature",
                choice(&["产业", "文化", "非遗", "阅读", "技能", "志愿", "其他"]),
            )
            .required(),
            field("started", "开始年份", "started", YEAR).units(YEARS),
            field(
                "lessons",
                "课程",
                "lessons",
                page(&["heritage_lesson", "course"]).list(),
            ),
            field("venues", "场所", "venues", page(&["venue"]).list()),
            field("people", "人物", "people", page(&["person"]).list())
                .inverse("出现在", "appears in"),
            field(
                "results",
                "成效",
                "results",
                table([
                    field("figure", "数字", "figure", LINE).required(),
                    field("unit", "单位", "unit", LINE),
                    field("as_of", "截至", "as of", Kind::Date).required(),
                    field("source", "来源", "source", LINE).required(),
                ])
                .list(),
            )
            .no_fact()
            .hint(
                "每个数字都要有截至日期和来源。",
                "Every figure has its date and its source.",
            ),
        ])
}

pub(super) fn heritage() -> Type {
    Type::new("heritage", "非遗项目", "heritage")
        .hint(
            "列入名录的非物质文化遗产项目。",
            "An item of intangible heritage that is on a list.",
        )
        .words(&["非遗", "非物质文化遗产"])
        .needs(&["owner", "date"])
        .fields([
            field(
                "level",
                "级别",
                "level",
                choice(&["国家级", "省级", "市级", "县级", UNVERIFIED]),
            )
            .required()
            .hint("市级以上要写来源。", "From 市级 on it needs a source."),
            field(
                "category",
                "类别",
                "category",
                choice(&[
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
                    UNVERIFIED,
                ]),
            )
            .required(),
            field("listed_as", "名录名称", "listed as", LINE)
                .required()
                .hint("名录里的正式名称。", "The official name on the list."),
            field("batch", "批次", "batch", LINE),
            field("listed_year", "列入年份", "listed", YEAR).units(YEARS),
            field("code", "编号", "code", LINE),
            field("protector", "保护单位", "protector", LINE)
                .may_name(&["org"])
                .inverse("保护的非遗项目", "heritage in its care"),
            field(
                "inheritors",
                "传承人",
                "inheritors",
                table([
                    field("name", "姓名", "name", LINE)
                        .required()
                        .may_name(&["person"])
                        .inverse("出现在", "appears in"),
                    field("level", "级别", "level", LINE),
                    field("since", "年份", "since", YEAR).units(YEARS),
                ])
                .list(),
            ),
        ])
}

pub(super) fn heritage_site() -> Type {
    Type::new("heritage_site", "文物点", "heritage site")
        .hint("看得见的文物古迹。", "Monuments and sites to be seen.")
        .words(&["文物"])
        .needs(&["owner", "date", "town"])
        .fields(
            [
                field(
                    "protect_level",
                    "保护级别",
                    "protection",
                    choice(&["全国重点", "省级", "市级", "县级", "未定级", UNVERIFIED]),
                )
                .required(),
                field("era", "年代", "era", LINE),
                field("batch", "批次", "batch", LINE),
                field("visit", "参观", "visit", LINE).hint(
                    "能不能看、怎么去、要不要预约。",
                    "Whether and how it can be seen.",
                ),
            ]
            .into_iter()
            .chain(position()),
        )
}

pub(super) fn venue() -> Type {
    Type::new("venue", "场所", "venue")
        .hint("可以去学习的地方。", "A place to go and learn.")
        .needs(&["owner", "date", "town"])
        .fields(
            [
                field(
                    "venue_kind",
                    "场所类别",
                    "kind of venue",
                    choice(&[
                        "博物馆",
                        "农家书屋",
                        "图书馆",
                        "文化站",
                        "社区学校",
                        "广场",
                        "其他",
                    ]),
                )
                .required(),
                field("address", "地址", "address", LINE).required(),
                field("hours", "开放时间", "hours", lines())
                    .required()
                    .hint(
                        "一行一段，例如“周二至周日 9:00—17:00”。",
                        "One span a line.",
                    ),
                field("phone", "电话", "phone", LINE)
                    .hint("座机，不写个人手机号。", "No private mobile."),
                field("access", "无障碍", "access", lines())
                    .hint("坡道、电梯、无障碍厕所。", "Ramp, lift, toilet."),
                field("fee", "费用（元）", "fee", MONEY)
                    .units(YUAN)
                    .hint("0 是免费。", "0 is free."),
                field("host_org", "管理单位", "run by", page(&["org"]))
                    .inverse("管理的场所", "places that it runs"),
                field("bus", "公交", "bus", LINE),
                field("holiday_note", "节假日", "holidays", LINE),
                field("photo", "照片", "photo", Kind::File).no_fact(),
                field("photo_alt", "照片说明", "photo text", LINE).no_fact(),
            ]
            .into_iter()
            .chain(position()),
        )
}
