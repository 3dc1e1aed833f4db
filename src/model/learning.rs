//! What people come for: lessons, courses, events.

use super::{
    CLASS_HOURS, COUNT, Field, Kind, LINE, MINUTES, MONEY, Type, YEAR, YEARS, YUAN, choice, field,
    lines, page, table,
};

fn minutes() -> Field {
    field("duration_min", "时长（分钟）", "minutes", MINUTES)
        .required()
        .units(&["分钟", "分", "min"])
}

fn class_hours() -> Field {
    field("class_hours", "学时", "class hours", CLASS_HOURS)
        .units(&["学时", "课时"])
        .hint(
            "半个学时为一步。学分由学分规则换算，不在这里写。",
            "In halves. Credits follow from the rules and are never written here.",
        )
}

fn lunar() -> Field {
    field("lunar", "农历", "lunar day", Kind::Text(20)).hint(
        "每年同一个农历日子，例如二月初二；公历日期由程序算出。",
        "The same day of the lunar calendar every year; its date is worked out.",
    )
}

fn recordings() -> [Field; 3] {
    [
        field("audio", "录音", "recording", Kind::File).no_fact(),
        field("video", "录像", "film", Kind::File).no_fact(),
        field("transcript", "文字稿", "transcript", Kind::File)
            .no_fact()
            .hint(
                "有录音或录像就要有文字稿。",
                "Needed with a recording or a film.",
            ),
    ]
}

fn quiz() -> Field {
    field(
        "quiz",
        "自测",
        "self-check",
        table([
            field("question", "题目", "question", LINE).required(),
            field("options", "选项", "options", lines()).required(),
            field("answer", "答案", "answer", LINE.list())
                .required()
                .hint("照抄对的选项。", "The right options, as written above."),
            field("why", "说明", "why", Kind::Text(300)),
        ])
        .list(),
    )
    .no_fact()
}

pub(super) fn heritage_lesson() -> Type {
    Type::new("heritage_lesson", "非遗课程", "heritage lesson")
        .hint(
            "一项非遗的一课：看什么、学什么、一步步怎么做。",
            "One lesson of a heritage item: what to watch, what to learn, step by step.",
        )
        .words(&["非遗课"])
        .needs(&["owner", "date"])
        .fields(
            [
                field("heritage", "非遗项目", "heritage", page(&["heritage"]))
                    .required()
                    .inverse("课程", "lessons"),
                minutes(),
                field(
                    "difficulty",
                    "难度",
                    "difficulty",
                    choice(&["入门", "进阶", "传习"]),
                )
                .required(),
                field("steps", "步骤", "steps", lines()).required(),
                field("materials", "材料", "materials", lines()),
                field("safety", "安全提示", "safety", Kind::Text(400)).hint(
                    "用到刀具、火、食物就必须写。",
                    "Needed where there are blades, fire or food.",
                ),
                field("inheritors", "传承人", "inheritors", lines())
                    .may_name(&["person"])
                    .inverse("出现在", "appears in"),
                field("age_min", "最小年龄", "youngest age", COUNT).units(&["岁", "周岁"]),
                class_hours(),
                field("worksheet", "学习单", "worksheet", Kind::File),
                quiz(),
            ]
            .into_iter()
            .chain(recordings()),
        )
}

pub(super) fn course() -> Type {
    Type::new("course", "课程", "course")
        .hint(
            "可以报名或自学的课。",
            "Something to sign up for, or to learn alone.",
        )
        .words(&["课", "培训班"])
        .needs(&["owner", "date", "audience", "topic"])
        .fields(
            [
                field("mode", "方式", "mode", choice(&["线上", "线下", "混合"])).required(),
                minutes(),
                field("fee", "费用（元）", "fee", MONEY)
                    .required()
                    .units(YUAN)
                    .hint("0 是免费。", "0 is free."),
                field(
                    "sessions",
                    "开课时间",
                    "sessions",
                    table([
                        field("start", "开始", "start", Kind::Moment).required(),
                        field("end", "结束", "end", Kind::Moment),
                        venue(),
                        field("teacher", "老师", "teacher", LINE)
                            .may_name(&["person"])
                            .inverse("出现在", "appears in"),
                    ])
                    .list(),
                ),
                class_hours(),
                field("credit_rule", "学分规则", "credit rule", LINE).hint(
                    "`data/credit_rules.yml` 里一条规则的名字。",
                    "The name of a rule in `data/credit_rules.yml`.",
                ),
                field("capacity", "名额", "capacity", COUNT).units(&["人", "名", "个"]),
                field(
                    "signup",
                    "报名",
                    "sign-up",
                    table([
                        field("where", "地点", "where", LINE),
                        field("tel", "电话", "telephone", LINE),
                        field("until", "截止", "until", Kind::Moment),
                        field("note", "说明", "note", LINE),
                    ]),
                ),
                field("prerequisite", "基础要求", "prerequisite", LINE)
                    .hint("不写就是无门槛。", "None by default."),
                field("units", "单元", "units", lines()),
                quiz(),
            ]
            .into_iter()
            .chain(recordings()),
        )
}

fn organizer() -> Field {
    field("organizer", "主办", "organizer", page(&["org"]))
        .required()
        .inverse("主办的活动", "what it organises")
}

fn venue() -> Field {
    field("venue", "地点", "venue", page(&["venue"]))
        .inverse("在这里的活动和课程", "what takes place here")
}

pub(super) fn event() -> Type {
    Type::new("event", "活动", "event")
        .hint("有时间、有地点的事。", "Something with a time and a place.")
        .needs(&["owner", "date"])
        .fields([
            field("start", "开始", "start", Kind::Moment)
                .hint("写了农历就可以不写。", "Not needed with a lunar day."),
            organizer(),
            field("end", "结束", "end", Kind::Moment),
            venue(),
            field("online_url", "线上地址", "online at", Kind::Url),
            field(
                "event_series",
                "系列活动",
                "series",
                page(&["event_series"]),
            )
            .inverse("历届活动", "editions"),
            field("theme", "活动主题", "theme", LINE),
            field(
                "status",
                "状态",
                "status",
                choice(&["计划", "确定", "延期", "取消"]),
            ),
            lunar(),
            field("rrule", "重复", "recurrence", LINE).hint(
                "RFC 5545 的写法，例如 FREQ=WEEKLY;BYDAY=SA。",
                "As in RFC 5545.",
            ),
        ])
}

pub(super) fn event_series() -> Type {
    Type::new("event_series", "系列活动", "event series")
        .hint(
            "年年都办的活动，例如全民终身学习活动周；每一届是一个活动。",
            "What comes every year; each edition is an event.",
        )
        .needs(&["owner", "date"])
        .fields([
            organizer(),
            field("since", "始于", "since", YEAR).units(YEARS),
            lunar(),
            field(
                "themes",
                "历届主题",
                "themes",
                table([
                    field("year", "年份", "year", YEAR).required().units(YEARS),
                    field("theme", "主题", "theme", LINE).required(),
                    field("source", "来源", "source", LINE),
                ])
                .list(),
            )
            .no_fact(),
        ])
}
