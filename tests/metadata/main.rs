//! What machines read of a site: the head of its pages, feeds and open data, of the example site and of
//! a small one with a page of every type.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests fail as tests do"
)]

mod feeds;
mod head;
mod linked;
mod open_data;
mod schema_org;

use std::collections::BTreeMap;

use jiff::civil::date;
use lyceum::diag::{Diagnostics, View, render};
use lyceum::emit::emit;
use lyceum::source::SourceDb;
use lyceum::world::{DiskWorld, MemorySink, MemoryWorld, World};
use lyceum::{BuildOptions, build};
use serde_json::Value;

/// The published files, by path.
type Files = BTreeMap<String, Vec<u8>>;

fn published(world: &dyn World) -> Files {
    let options = BuildOptions {
        no_search: true,
        ..BuildOptions::default()
    };
    let (mut sources, mut diags) = (SourceDb::default(), Diagnostics::default());
    let files = build(world, &options, &mut sources, &mut diags);
    let files = files
        .unwrap_or_else(|error| panic!("{error}\n{}", render(&diags, &sources, View::default())));
    let mut sink = MemorySink::default();
    emit(world, &files, &mut sink).unwrap();
    sink.files().clone()
}

/// The example site.
fn example() -> Files {
    let root = env!("CARGO_MANIFEST_DIR");
    let today = date(2026, 11, 20);
    published(&DiskWorld::new(root, format!("{root}/public"), today))
}

/// A site with a page of every type.
fn every_type() -> Files {
    published(&small_site())
}

fn small_site() -> MemoryWorld {
    let mut world = MemoryWorld::new(date(2026, 11, 20));
    for &(path, text) in SITE {
        world.write(path, text);
    }
    world
}

fn text<'a>(files: &'a Files, path: &str) -> &'a str {
    let bytes = files.get(path).unwrap_or_else(|| panic!("no {path}"));
    std::str::from_utf8(bytes).unwrap()
}

/// The linked data of a page: what stands in its block.
fn block(html: &str) -> Option<Value> {
    let (_, rest) = html.split_once("<script type=\"application/ld+json\">")?;
    let (json, _) = rest.split_once("</script>")?;
    Some(serde_json::from_str(json).unwrap_or_else(|error| panic!("{error}: {json}")))
}

/// The thing that a page is about.
fn thing(files: &Files, path: &str) -> Value {
    let block = block(text(files, &format!("{path}index.html")));
    block.unwrap_or_else(|| panic!("no block in {path}"))["@graph"][0].take()
}

/// The files of a small site: made-up places and people.
const SITE: &[(&str, &str)] = &[
    (
        "site.toml",
        "title = \"示例县学习网\"\nbase_url = \"https://xuexi.example.org/\"\n\
         description = \"课程、活动、场所，一处找齐。\"\n[gov]\nsite_id_code = \"5105210001\"\n\
         [types.reading_club]\nlabel = \"读书会\"\n",
    ),
    (
        "content/course/_index.md",
        "---\ntitle: 课程\nsummary: 全县的课，都在这里。\ntags: [培训]\n---\n",
    ),
    (
        "content/course/shouji.md",
        "---\ntitle: 智能手机课\ntype: course\nowner: 示例县学院\ndate: 2026-11-18 08:30\n\
         updated: 2026-11-19\nsummary: 从开机学起。\ntown: 方洞镇\ntopic: [科普]\naudience: [老年人]\n\
         tags: [手机]\nmode: 线下\nduration_min: 90\nfee: 0\ncapacity: 24\nprerequisite: 带上手机\n\
         sessions:\n  - start: 2026-12-05 09:00\n    end: 2026-12-05 10:30\n    venue: 方洞镇农家书屋\n\
         \x20   teacher: 赵老师\nsignup:\n  tel: 0830-1234567\ncover: phone.svg\ncover_alt: 一部手机\n---\n\
         带上自己的手机来。\n",
    ),
    ("content/course/phone.svg", "<svg/>"),
    (
        "content/course/jianzhi.md",
        "---\ntitle: 剪纸\ntype: course\nowner: /org/xueyuan.md\ndate: 2026-11-10\ntopic: [休闲]\n\
         audience: [城乡居民]\nmode: 混合\nduration_min: 60\nfee: 12.5\n---\n剪一个福字。\n",
    ),
    (
        "content/lesson/cailong.md",
        "---\ntitle: 认识龙具\ntype: heritage_lesson\nowner: 示例县学院\ndate: 2026-11-12\n\
         heritage: 方洞彩龙\nduration_min: 40\ndifficulty: 入门\nage_min: 8\n\
         steps: [看龙头, 学持杆]\ninheritors: [钱师傅]\n---\n",
    ),
    (
        "content/heritage/cailong.md",
        "---\ntitle: 方洞彩龙\ntype: heritage\nowner: 示例县学院\ndate: 2026-11-12\nlevel: 县级\n\
         category: 传统舞蹈\nlisted_as: 方洞镇彩龙\ncode: X-12\n\
         inheritors:\n  - name: 孙师傅\n---\n",
    ),
    (
        "content/heritage/weizhi.md",
        "---\ntitle: 示例挂面\ntype: heritage\nowner: 示例县学院\ndate: 2026-11-12\nlevel: 待核实\n\
         category: 待核实\nlisted_as: 待核实\n---\n",
    ),
    (
        "content/site/qiao.md",
        "---\ntitle: 示例石桥\ntype: heritage_site\nowner: 示例县学院\ndate: 2026-11-12\n\
         protect_level: 县级\ntown: 方洞镇\nlonlat: [105.38, 29.15]\ndatum: WGS84\n---\n",
    ),
    (
        "content/event/ke.md",
        "---\ntitle: 方洞镇读书会\ntype: event\nowner: 示例县学院\ndate: 2026-11-12\n\
         start: 2026-12-06 14:00\nend: 2026-12-06 16:00\nvenue: 方洞镇农家书屋\n\
         online_url: https://live.example.org/1\norganizer: 示例县学院\nevent_series: 读书周\n\
         status: 取消\n---\n",
    ),
    (
        "content/event/jihua.md",
        "---\ntitle: 还在计划的活动\ntype: event\nowner: 示例县学院\ndate: 2026-11-12\n\
         start: 2026-12-20\nvenue: 方洞镇农家书屋\norganizer: 示例县学院\nstatus: 计划\n---\n",
    ),
    (
        "content/event/zhou.md",
        "---\ntitle: 读书周\ntype: event_series\nowner: 示例县学院\ndate: 2026-11-12\n\
         organizer: 示例县学院\n---\n",
    ),
    (
        "content/venue/shuwu.md",
        "---\ntitle: 方洞镇农家书屋\ntype: venue\nowner: 示例县学院\ndate: 2026-11-12\ntown: 方洞镇\n\
         venue_kind: 农家书屋\naddress: 方洞镇示例街1号\nhours: [周六、周日 9:00–17:00, 周五 15:00–18:00（待核实）]\n\
         phone: 0830-7654321\nfee: 0\nlonlat: [105.38, 29.15]\ndatum: WGS84\n---\n",
    ),
    (
        "content/org/xueyuan.md",
        "---\ntitle: 示例县学院\ntype: org\nowner: 示例县学院\ndate: 2026-11-12\ntier: 县级\nparent: 无\n\
         former_names:\n  - name: 示例县成人学校\ntel: 待核实\n---\n",
    ),
    (
        "content/org/xuexiao.md",
        "---\ntitle: 方洞镇学校\ntype: org\nowner: 示例县学院\ndate: 2026-11-12\ntier: 镇级\n\
         parent: 示例县学院\ntown: 方洞镇\n---\n",
    ),
    (
        "content/org/ju.md",
        "---\ntitle: 示例县教育局\ntype: org\nowner: 示例县学院\ndate: 2026-11-12\ntier: 部门\nparent: 无\n---\n",
    ),
    (
        "content/policy/banfa.md",
        "---\ntitle: 示例县社区教育办法\ntype: policy\nowner: 示例县学院\nsummary: 学习点怎么办。\n\
         doc_no: 示例〔2026〕3号\nissuer: 示例县教育局\ndoc_kind: 通知\nwritten_on: 2026-11-01\n\
         published_on: 2026-11-02\ndisclosure: 主动公开\nvalidity: 有效\nbased_on: [上级〔2025〕9号, 《上级社区教育规划》]\n---\n\
         正文可以看。\n",
    ),
    (
        "content/policy/mingdan.md",
        "---\ntitle: 补助名单的通知\ntype: policy\nowner: 示例县学院\nsummary: 名单可以申请查看。\n\
         doc_no: 示例〔2026〕5号\nissuer: 示例县教育局\ndoc_kind: 通知\nwritten_on: 2026-11-03\n\
         published_on: 2026-11-04\ndisclosure: 依申请公开\nvalidity: 待核实\n---\n\
         第一批补助的学习点一共有七个，名单附在后面。\n",
    ),
    (
        "content/people/xing.md",
        "---\ntitle: 李示例\ntype: person\nowner: 示例县学院\ndate: 2026-11-12\nrole: 学习之星\n\
         consent:\n  date: 2026-11-01\n  scope: 姓名和事迹，在本网站\nskills: [编竹篮]\ntel: 0830-1112223\n---\n",
    ),
    (
        "content/people/haizi.md",
        "---\ntitle: 小周\ntype: person\nowner: 示例县学院\ndate: 2026-11-12\nrole: 朗读小能手\n\
         minor: true\nconsent:\n  date: 2026-11-01\n  scope: 称呼\n  guardian: 书面\n---\n",
    ),
    (
        "content/town/fangdong.md",
        "---\ntitle: 方洞镇的龙\ntype: town_feature\nowner: 方洞镇学校\ndate: 2026-11-12\ntown: 方洞镇\n\
         primary: true\nfeature_kind: 非遗\npeople: [李示例]\n---\n",
    ),
    (
        "content/news/kaike.md",
        "---\ntitle: 手机课开班\ntype: news\nowner: 示例县学院\npublished_on: 2026-11-16\n\
         source: 示例县融媒体中心\nevent: 方洞镇读书会\n---\n",
    ),
    (
        "content/club/a.md",
        "---\ntitle: 玉蟾读书会\ntype: reading_club\ndate: 2026-11-12\n---\n",
    ),
    (
        "content/guide/kuohao.md",
        "---\ntitle: 标签</script><script>alert(1)</script>怎么写 & \"引号\"\nowner: 示例县学院\n\
         date: 2026-11-15\n---\n说明怎么写。\n",
    ),
];
