//! `lyceum report`: what an office sees of its site, in every form.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "helpers of tests fail as tests do; a command is watched on a real disk"
)]

#[path = "common/command.rs"]
mod command;
#[path = "common/site.rs"]
mod site;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use command::lyceum;
use jiff::civil::date;
use lyceum::diag::{Diagnostics, Lang};
use lyceum::external::Memory;
use lyceum::report::{Cell, Known, Report, Section, report};
use lyceum::source::SourceDb;
use lyceum::world::DiskWorld;
use lyceum::{BuildOptions, read};
use site::{Folder, files};

/// Runs `lyceum report` on the day of the site below: how it ended, what it printed and what it said.
fn run(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let day = [
        "--lang",
        "zh",
        "report",
        "--now",
        "2026-11-20",
        "--format",
        "concise",
    ];
    let run = lyceum(folder, &[&day, arguments].concat());
    (run.code, run.stdout, run.stderr)
}

/// A small county: 方洞镇 has all that a town should have, 玄滩镇 little, 石桥镇 nothing.
fn county() -> Folder {
    let folder = Folder::new();
    folder.write(
        "site.toml",
        "title = \"示例县学习网\"\n[taxonomies.town]\nterms = [\"方洞镇\", \"玄滩镇\", \"石桥镇\"]\n\
         [[menu]]\nname = \"办法\"\nurl = \"/guide/banfa/\"\n",
    );
    folder.write(
        "content/org/xueyuan.md",
        "---\ntitle: 县学院\ntype: org\nowner: 县学院\ndate: 2026-01-05\ntier: 县级\nparent: 无\n\
         review_by: 2026-11-01\nevidence: [组织]\n---\n",
    );
    folder.write(
        "content/org/fangdong.md",
        "---\ntitle: 方洞镇学校\ntype: org\nowner: /org/xueyuan.md\ndate: 2026-11-01\ntier: 镇级\n\
         parent: 县学院\ntown: 方洞镇\ntel: 0830-8190000\nreview_by: 2027-03-01\n---\n",
    );
    folder.write(
        "content/org/xuantan.md",
        "---\ntitle: 玄滩镇学校\ntype: org\nowner: 县学院\ndate: 2026-01-05\ntier: 镇级\nparent: 县学院\n\
         town: 玄滩镇\ntel: 待核实\n---\n",
    );
    folder.write(
        "content/pinpai.md",
        "---\ntitle: 方洞镇的舞龙\ntype: town_feature\nowner: 方洞镇学校\ndate: 2026-11-02\ntown: 方洞镇\n\
         primary: true\nfeature_kind: 非遗\nvenues: [方洞文化站]\nevidence: [特色创新, 实施成效]\n---\n\
         [项目](wulong.md)，[课](ke.md)，[活动](huodong.md)\n",
    );
    folder.write(
        "content/wulong.md",
        "---\ntitle: 舞龙\ntype: heritage\nowner: 方洞镇学校\ndate: 2026-11-02\ntown: 方洞镇\nlevel: 待核实\n\
         category: 传统舞蹈\nlisted_as: 舞龙\n---\n",
    );
    folder.write(
        "content/ke.md",
        "---\ntitle: 用手机挂号\ntype: course\nowner: 方洞镇学校\ndate: 2026-11-02\ntown: [方洞镇, 玄滩镇]\n\
         audience: [老年人]\ntopic: [科普]\nmode: 线下\nduration_min: 60\nfee: 0\nreview_by: 2026-12-20\n---\n",
    );
    folder.write(
        "content/huodong.md",
        "---\ntitle: 看舞龙\ntype: event\nowner: 方洞镇学校\ndate: 2026-11-02\ntown: 方洞镇\n\
         start: 2026-12-05 09:00\nvenue: 方洞文化站\norganizer: 方洞镇学校\n---\n",
    );
    folder.write(
        "content/quxiao.md",
        "---\ntitle: 取消的活动\ntype: event\nowner: 县学院\ndate: 2026-01-02\ntown: 玄滩镇\n\
         start: 2026-02-05 09:00\nvenue: 方洞文化站\norganizer: 县学院\nstatus: 取消\n---\n",
    );
    folder.write(
        "content/wenhuazhan.md",
        "---\ntitle: 方洞文化站\ntype: venue\nowner: 方洞镇学校\ndate: 2026-11-02\ntown: 方洞镇\n\
         venue_kind: 文化站\naddress: 示例路1号\nhours: [周一至周五 9:00-17:00]\n---\n",
    );
    folder.write(
        "content/shifu.md",
        "---\ntitle: 李师傅\ntype: person\nowner: 方洞镇学校\ndate: 2026-11-02\nrole: 传承人\n\
         consent: {date: 2025-11-30, scope: 姓名和技艺, until: 2026-11-30}\n---\n[课](ke.md)\n",
    );
    folder.write(
        "content/guide/banfa.md",
        "---\ntitle: 报名办法\nowner: 县学院\n---\n",
    );
    folder.write(
        "content/guide/gudan.md",
        "---\ntitle: 没人管的页 | <旧>\n---\n![](da.jpg)\n\n[本页](gudan.md)、<https://old.example.cn/tz>和<https://new.example.cn/>\n",
    );
    folder.write("content/guide/da.jpg", vec![0_u8; 90 * 1024]);
    folder.write("content/guide/xiao.png", vec![0_u8; 80 * 1024]);
    folder.write(
        "content/guide/caogao.md",
        "---\ntitle: 活动周安排\nowner: 县学院\ndraft: true\n---\n",
    );
    folder.write(
        ".lyceum/links.json",
        "{\"version\": 1, \"links\": {\"https://old.example.cn/tz\": {\"checked\": \"2026-11-18\", \
         \"good\": \"2026-03-01\", \"answer\": {\"gone\": 404}}}}",
    );
    folder
}

/// The tables of `--csv`, by name, each a list of rows.
fn tables(folder: &Folder) -> BTreeMap<String, Vec<Vec<String>>> {
    let out = folder.path().join("盘点");
    let (code, printed, said) = run(folder.path(), &["--csv", out.to_str().unwrap()]);
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(printed, "");
    files(&out)
        .into_iter()
        .map(|(name, (bytes, _))| {
            let text = String::from_utf8(bytes).unwrap();
            let text = text.strip_prefix('\u{feff}').unwrap();
            let mut reader = csv::ReaderBuilder::new()
                .has_headers(false)
                .from_reader(text.as_bytes());
            let rows = reader.records();
            let rows = rows.map(|row| row.unwrap().iter().map(str::to_owned).collect());
            (name, rows.collect())
        })
        .collect()
}

#[test]
fn the_tables_say_what_is_missing_and_whose_it_is() {
    let folder = county();
    let tables = tables(&folder);
    let rows = |name: &str| -> Vec<String> {
        let rows = tables[&format!("{name}.csv")].iter();
        rows.map(|row| row.join(",")).collect()
    };
    assert_eq!(
        rows("coverage"),
        [
            "镇街,一镇一品,非遗,课程,活动,场所,联系人,近90天更新",
            "方洞镇,1,1,1,1,1,1,6",
            "玄滩镇,0,0,1,0,0,0,1",
            "石桥镇,0,0,0,0,0,0,0",
        ]
    );
    assert_eq!(
        rows("evidence"),
        [
            "镇街,规划,组织,基地与网络,实施成效,保障,特色创新",
            "全县,0,1,0,0,0,0",
            "方洞镇,0,0,0,1,0,1",
            "玄滩镇,0,0,0,0,0,0",
            "石桥镇,0,0,0,0,0,0",
        ]
    );
    assert_eq!(
        rows("materials"),
        [
            "方面,镇街,页面,负责单位,日期,文件",
            "组织,,县学院,县学院,2026-01-05,content/org/xueyuan.md",
            "实施成效,方洞镇,方洞镇的舞龙,方洞镇学校,2026-11-02,content/pinpai.md",
            "特色创新,方洞镇,方洞镇的舞龙,方洞镇学校,2026-11-02,content/pinpai.md",
        ]
    );
    assert_eq!(
        rows("reviews"),
        [
            "状态,期限,页面,负责单位,文件",
            "已逾期,2026-11-01,县学院,县学院,content/org/xueyuan.md",
            "快到期,2026-12-20,用手机挂号,方洞镇学校,content/ke.md",
        ]
    );
    assert_eq!(
        rows("owners"),
        [
            "负责单位,页面,逾期未复查,最近更新",
            "方洞镇学校,6,0,2026-11-02",
            // One of them names its owner by path.
            "县学院,5,1,2026-11-01",
        ]
    );
    assert_eq!(
        rows("unowned")[1..],
        ["没人管的页 | <旧>,文章,content/guide/gudan.md"]
    );
    assert_eq!(
        rows("orphans"),
        [
            "页面,类型,负责单位,文件",
            "没人管的页 | <旧>,文章,,content/guide/gudan.md",
            "玄滩镇学校,机构,县学院,content/org/xuantan.md",
            "方洞镇的舞龙,一镇一品,方洞镇学校,content/pinpai.md",
            "取消的活动,活动,县学院,content/quxiao.md",
            "李师傅,人物,方洞镇学校,content/shifu.md",
        ]
    );
    assert_eq!(rows("descriptions")[1..], ["content/guide/gudan.md,4"]);
    assert_eq!(
        rows("pictures")[1..],
        ["content/guide/da.jpg,90 KB,content/guide/gudan.md"]
    );
    assert_eq!(
        rows("links")[1..],
        [
            "https://old.example.cn/tz,网页没有了（404）,2026-03-01,2026-11-18,content/guide/gudan.md",
            "https://new.example.cn/,还没有查过,,,content/guide/gudan.md",
        ]
    );
    assert_eq!(
        rows("drafts")[1..],
        ["活动周安排,县学院,content/guide/caogao.md"]
    );
    assert_eq!(
        rows("consents")[1..],
        ["快到期,2026-11-30,李师傅,方洞镇学校,content/shifu.md"]
    );
}

#[test]
fn the_terminal_shows_numbers_then_tables_in_line() {
    let folder = county();
    let (code, printed, _) = run(folder.path(), &[]);
    assert_eq!(code, Some(0));
    assert!(
        printed.starts_with("示例县学习网：内容盘点 2026-11-20\n共 12 个页面\n"),
        "{printed}"
    );
    let lines: Vec<&str> = printed.lines().map(str::trim).collect();
    for expected in [
        "各镇街有什么、缺什么     2",
        "该复查的页面             2",
        "外部链接                 1",
        "方洞镇   1          1      1      1      1      1        6",
        "石桥镇   缺         缺     缺     缺     缺     缺       缺",
        "缺一镇一品（2/3）：玄滩镇、石桥镇",
        "缺联系人（2/3）：玄滩镇、石桥镇",
        "缺课程（1/3）：石桥镇",
    ] {
        assert!(lines.contains(&expected), "{expected}\n{printed}");
    }
    // Chinese characters are two cells wide: then every line of the table ends in the same column.
    let width =
        |line: &str| -> usize { line.chars().map(|c| 1 + usize::from(!c.is_ascii())).sum() };
    let rule = lines.iter().find(|line| line.starts_with('═')).unwrap();
    assert!(rule.chars().count() <= 80);
    let longest = lines.iter().filter(|line| line.starts_with("石桥镇"));
    assert!(
        longest
            .into_iter()
            .all(|line| width(line) <= rule.chars().count())
    );
    assert!(!printed.contains('\u{1b}'));
}

#[test]
fn the_page_stands_alone_and_escapes_what_editors_write() {
    let folder = county();
    let path = folder.path().join("report/盘点.html");
    let (code, printed, _) = run(folder.path(), &["--html", path.to_str().unwrap()]);
    assert_eq!((code, printed.as_str()), (Some(0), ""));
    let html = fs::read_to_string(&path).unwrap();
    for wrong in ["<script", "<link", "src=", "url(", "@import", "<旧>"] {
        assert!(!html.contains(wrong), "{wrong}");
    }
    for expected in [
        "<h1>示例县学习网：内容盘点 2026-11-20</h1>",
        "<a href=\"#reviews\"><b>2</b> 该复查的页面</a>",
        "<th scope=\"row\">石桥镇</th><td data-column=\"一镇一品\" class=\"gap\">缺</td>",
        "<p class=\"gaps\">缺一镇一品（2/3）：玄滩镇、石桥镇</p>",
        "没人管的页 | &lt;旧&gt;",
        "<a href=\"https://old.example.cn/tz\" rel=\"noreferrer\">",
        "@page { size: A4",
    ] {
        assert!(html.contains(expected), "{expected}\n{html}");
    }
    // Written again over the old one.
    let (code, ..) = run(folder.path(), &["--html", path.to_str().unwrap()]);
    assert_eq!(code, Some(0));
    assert_eq!(fs::read_to_string(&path).unwrap(), html);
}

#[test]
fn the_summary_is_markdown_that_nothing_breaks() {
    let folder = county();
    let (code, printed, _) = run(folder.path(), &["--summary"]);
    assert_eq!(code, Some(0));
    for expected in [
        "## 示例县学习网：内容盘点 2026-11-20\n\n共 12 个页面\n\n| 事项 | 待处理 |\n| --- | ---: |\n",
        "| 该复查的页面 | 2 |\n",
        "- 缺一镇一品（2/3）：玄滩镇、石桥镇\n",
        "| 没人管的页 \\| \\<旧> | 文章 | content/guide/gudan.md |\n",
        "| 已逾期 | 2026-11-01 | 县学院 | 县学院 | content/org/xueyuan.md |\n",
    ] {
        assert!(printed.contains(expected), "{expected}\n{printed}");
    }
    // What is done is a number alone.
    assert!(!printed.contains("<summary>过大的图片</summary>\n\n\n"));
}

#[test]
fn a_faulty_page_does_not_hide_the_rest() {
    let folder = county();
    folder.write("content/huai.md", "---\ntitel: 打错了\n---\n");
    let (code, printed, said) = run(folder.path(), &[]);
    assert_eq!(code, Some(0), "{said}");
    assert!(
        said.contains("content/huai.md:2:1: error[unknown-field]"),
        "{said}"
    );
    assert!(printed.contains("内容有 1 处错误"), "{printed}");
    assert!(
        printed.contains("缺一镇一品（2/3）：玄滩镇、石桥镇"),
        "{printed}"
    );
    folder.write("site.toml", "titel = \"示例\"\n");
    let (code, printed, _) = run(folder.path(), &[]);
    assert_eq!((code, printed.as_str()), (Some(2), ""));
}

#[test]
fn a_folder_of_plain_texts_has_a_report_too() {
    let folder = Folder::new();
    folder.write("a.md", "# 蒸鱼\n\n先洗鱼。\n");
    let (code, printed, said) = run(folder.path(), &[]);
    assert_eq!(code, Some(0), "{said}");
    assert!(printed.contains("没有负责单位的页面       1"), "{printed}");
    assert!(!printed.contains("镇街"), "{printed}");
}

fn example(drafts: bool) -> Report {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let today = date(2026, 11, 25);
    let world = DiskWorld::new(root, root.join("public"), today);
    let (mut sources, mut diags) = (SourceDb::default(), Diagnostics::default());
    let options = BuildOptions {
        drafts,
        ..BuildOptions::default()
    };
    let site = read(&world, &options, &|_| {}, &mut sources, &mut diags).unwrap();
    let known = Known {
        today,
        links: Memory::default(),
        sizes: BTreeMap::new(),
    };
    report(&site, &known, &diags, &sources, Lang::Zh)
}

fn section<'a>(report: &'a Report, key: &str) -> &'a Section {
    report.sections.iter().find(|one| one.key == key).unwrap()
}

/// The row of a section that begins with a name.
fn row<'a>(section: &'a Section, name: &str) -> &'a [Cell] {
    let mut rows = section.rows.iter();
    rows.find(|row| row[0].shown() == name).unwrap()
}

#[test]
fn the_example_county_is_seen_as_it_is() {
    let report = example(false);
    let coverage = section(&report, "coverage");
    assert_eq!(coverage.rows.len(), 20);
    assert_eq!(coverage.rows[0][0].shown(), "玉蟾街道");
    assert_eq!(row(coverage, "方洞镇")[1], Cell::Count(1));
    assert!(matches!(row(coverage, "石桥镇")[1], Cell::Gap(0, _)));
    // Every telephone number of the example is still to be verified.
    assert!(
        coverage
            .rows
            .iter()
            .all(|row| matches!(row[6], Cell::Gap(0, _)))
    );
    assert_eq!(
        section(&report, "drafts").rows[0][0].shown(),
        "全民阅读周（草稿）"
    );
    let links = &section(&report, "links").rows;
    assert!(
        links
            .iter()
            .any(|row| row[0].shown().contains("www.moe.gov.cn"))
    );
    let owners = section(&report, "owners");
    assert_eq!(owners.rows[0][0].shown(), "县社区教育学院");

    let with_drafts = example(true);
    assert!(section(&with_drafts, "drafts").rows.is_empty());
}
