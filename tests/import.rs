//! `lyceum import` as an editor runs it: on files that LibreOffice wrote, on saved web pages, on tables; and on
//! files that mean harm. `tests/import/README.md` says how the files were made; `UPDATE=1` rewrites the pages
//! that are expected.
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
use std::io::Write as _;
use std::path::{Path, PathBuf};

use command::{Run, lyceum};
use site::{Folder, files};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fn given(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/import")
        .join(name)
}

/// A site with the towns that the files name.
fn site() -> Folder {
    let folder = Folder::new();
    folder.write(
        "site.toml",
        "title = \"示例\"\n[taxonomies.town]\nterms = [\"方洞镇\", \"玉蟾街道\", \"云龙镇\"]\n",
    );
    folder.write("content/_index.md", "---\ntitle: 示例\n---\n");
    folder
}

/// Imports a file into a new site, compares its page with the one that is expected, and returns the site.
fn imports(file: &str, arguments: &[&str], page: &str, expected: &str) -> (Folder, Run) {
    let folder = site();
    let path = given(file);
    let mut all = vec!["--lang", "zh", "import", path.to_str().unwrap()];
    all.extend(arguments);
    let run = lyceum(folder.path(), &all);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(
        run.stdout.lines().any(|line| line == page),
        "{}",
        run.stdout
    );
    let text = fs::read_to_string(folder.path().join(page)).unwrap();
    let expected = given("expected").join(expected);
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&expected, &text).unwrap();
    }
    assert_eq!(text, fs::read_to_string(&expected).unwrap());
    (folder, run)
}

/// The diagnostics of `lyceum check`, by code and message.
fn diagnostics(folder: &Folder) -> Vec<String> {
    let run = lyceum(
        folder.path(),
        &["check", "--now", "2026-11-25", "--format", "concise"],
    );
    let lines = run
        .stderr
        .lines()
        .filter(|line| line.starts_with("content/"));
    lines
        .map(|line| line.splitn(4, ':').last().unwrap().trim().to_owned())
        .collect()
}

#[test]
fn an_official_notice_becomes_a_policy() {
    let page = "content/policy/shi-xian-fu-ban-fa-2026-9.md";
    let (folder, run) = imports("notice.docx", &[], page, "notice.md");
    for told in [
        "认出：示例县人民政府办公室关于办好示例学习活动周的通知 · 示县府办发〔2026〕9号 · 示例县人民政府办公室 · 2026-11-18",
        "发文字号补正括号：2 处（[2026]9号 → 〔2026〕9号；2025 4号 → 〔2025〕4号）",
        "形似汉字的部首改成汉字：3 处（⽅ → 方；⾯ → 面；⼈ → 人）",
        "去掉页码：2 处（— 1 —；— 2 —）",
        "按序号认出标题：5 处",
    ] {
        assert!(run.stderr.contains(told), "{told}\n{}", run.stderr);
    }
    assert_eq!(
        diagnostics(&folder),
        [
            "error[missing-field]: `owner` is blank",
            "warning[missing-field]: `reviewed_by` is blank",
            "error[missing-field]: `published_on` is blank",
            "error[missing-field]: `validity` is blank",
        ]
    );
}

#[test]
fn a_lesson_keeps_its_headings_lists_and_pictures() {
    let page = "content/article/ren-shi-shi-li-long-ju/index.md";
    let (folder, _) = imports("lesson.docx", &[], page, "lesson.md");
    let mut sizes = Vec::new();
    for name in ["image-1.png", "image-2.png"] {
        let bytes = fs::read(
            folder
                .path()
                .join("content/article/ren-shi-shi-li-long-ju")
                .join(name),
        )
        .unwrap();
        assert!(bytes.starts_with(b"\x89PNG"));
        // Width and height: the pictures are not mixed up.
        sizes.push((bytes[19], bytes[23]));
    }
    assert_eq!(sizes, [(48, 24), (24, 48)]);
    assert_eq!(diagnostics(&folder), [""; 0]);
}

#[test]
fn a_sheet_of_courses_keeps_its_table_and_links() {
    let page = "content/article/shi-li-xue-xiao-dong-ji-ke-cheng-biao.md";
    let (folder, run) = imports("courses.docx", &[], page, "courses.md");
    assert!(
        run.stderr.contains("拆开有合并单元格的表：1 张"),
        "{}",
        run.stderr
    );
    assert_eq!(diagnostics(&folder), [""; 0]);
}

#[test]
fn a_wechat_article_loses_its_shell() {
    let page = "content/news/phone/index.md";
    let out = ["--type", "动态", "--out", "content/news/phone.md"];
    let (folder, run) = imports("wechat.html", &out, page, "wechat.md");
    assert!(run.stderr.contains(
        "图片要自己下载、放进来：https://mmbiz.qpic.cn/mmbiz_jpg/shili2/640?wx_fmt=jpeg"
    ));
    assert!(
        folder
            .path()
            .join("content/news/phone/image-1.png")
            .exists()
    );
    assert_eq!(
        diagnostics(&folder),
        [
            "error[missing-field]: `owner` is blank",
            "error[missing-field]: `published_on` is blank",
        ]
    );
}

#[test]
fn an_old_web_page_is_read_in_its_encoding() {
    let page = "content/policy/shi-jiao-fa-2026-5.md";
    let (_, run) = imports("gbk.html", &["--type", "policy"], page, "gbk.md");
    assert!(
        run.stderr
            .contains("去掉在这里打不开的链接：1 处（../files/table.doc）"),
        "{}",
        run.stderr
    );
}

#[test]
fn tables_become_pages_in_either_format() {
    let mut results: Vec<BTreeMap<String, Vec<u8>>> = Vec::new();
    for file in ["venues.csv", "venues.xlsx"] {
        let (folder, run) = imports(
            file,
            &["--type", "场所"],
            "content/venue/shi-li-zhen-nong-jia-shu-wu.md",
            "venue.md",
        );
        assert_eq!(run.stdout.lines().count(), 3);
        let missing = [
            "error[missing-field]: `owner` is blank",
            "error[missing-field]: `date` is blank",
        ];
        assert_eq!(diagnostics(&folder), [missing; 3].concat());
        let all = files(&folder.path().join("content"));
        results.push(
            all.into_iter()
                .map(|(path, (bytes, _))| (path, bytes))
                .collect(),
        );
    }
    assert_eq!(results[0], results[1]);
}

#[test]
fn faulty_rows_are_told_and_nothing_is_written() {
    let folder = site();
    folder.write(
        "课程.csv",
        "标题,方试,时长（分钟）,费用（元）,适合人群,主题,开课时间.开始,报名.电话\n\
         示例课一,线下,60,0,老年人,职业技能,2026年12月5日 9:00,0830-0000000\n\
         示例课二,线下,3,0,老年人,职业技能,,\n\
         ,线下,60,0,老年人,职业技能,,\n\
         示例课一,线下,60,免费,老年人,职业技能,,\n",
    );
    let before = files(folder.path());
    let run = lyceum(
        folder.path(),
        &["--lang", "zh", "import", "课程.csv", "--type", "course"],
    );
    assert_eq!((run.code, run.stdout.as_str()), (Some(1), ""));
    let faults: Vec<&str> = run
        .stderr
        .lines()
        .filter(|line| line.contains("错误"))
        .map(str::trim)
        .collect();
    assert_eq!(
        faults,
        [
            "错误：第 1 行：没有 `方试` 这一列，是不是想写 `方式`？",
            "错误：第 3 行：`duration_min` 不能是 3；写 5 到 600 之间的数",
            "错误：第 4 行：没有标题（title）",
            "错误：第 5 行：`fee` 应是数字，这里是文字；只写数字，不写单位",
        ]
    );
    assert!(files(folder.path()) == before);

    folder.write(
        "课程.csv",
        "示例学校课程一览表,,,,,,,,\n\
         序号,标题*,方式,时长（分钟）,费用（元）,适合人群,主题,开课时间.开始,报名.电话\n\
         1,示例课一,线下,60,0,老年人、妇女,职业技能,2026年12月5日 9:00,0830-0000000\n",
    );
    let run = lyceum(folder.path(), &["import", "课程.csv", "--type", "course"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let page = fs::read_to_string(folder.path().join("content/course/shi-li-ke-yi.md")).unwrap();
    for lines in [
        "audience: [老年人, 妇女]\n",
        "sessions:\n  - start: 2026-12-05 09:00\n",
        "signup:\n  tel: \"0830-0000000\"\n",
    ] {
        assert!(page.contains(lines), "{lines}\n{page}");
    }
}

#[test]
fn what_exists_is_left_alone() {
    let folder = site();
    folder.write("content/article/ren-shi-shi-li-long-ju.md", "我的\n");
    let before = files(folder.path());
    let lesson = given("lesson.docx");
    let courses = given("courses.docx");
    let run = lyceum(
        folder.path(),
        &[
            "import",
            courses.to_str().unwrap(),
            lesson.to_str().unwrap(),
        ],
    );
    assert_eq!(run.code, Some(2));
    assert!(
        run.stderr
            .contains("ren-shi-shi-li-long-ju.md` exists already"),
        "{}",
        run.stderr
    );
    assert!(files(folder.path()) == before);
}

#[test]
fn a_page_that_may_not_be_published_is_a_card() {
    let folder = site();
    folder.write(
        "文件.html",
        "<p align=center>示县府办发2026215号</p><p align=center>示例县人民政府办公室关于示例补助的通知</p>\
         <p>各镇人民政府：</p><p>补助名单由村里和镇上两次核对以后再报。</p>\
         <p align=right>示例县人民政府办公室</p><p align=right>2026年11月18日</p><p>信息公开选项：依申请公开</p>",
    );
    let run = lyceum(
        folder.path(),
        &["import", "文件.html", "--out", "content/policy/a.md"],
    );
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let page = folder.path().join("content/policy/a.md");
    let text = fs::read_to_string(&page).unwrap();
    let text = text
        .replace("owner:", "owner: 示例学院")
        .replace("published_on:", "published_on: 2026-11-20")
        .replace("validity:", "validity: 有效");
    fs::write(&page, text).unwrap();
    folder.write(
        "content/org/a.md",
        "---\ntitle: 示例学院\ntype: org\nowner: 示例学院\ndate: 2026-11-20\ntier: 县级\nparent: 无\n---\n",
    );
    let run = lyceum(
        folder.path(),
        &["build", "--now", "2026-11-25", "--no-search"],
    );
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let card = fs::read_to_string(folder.path().join("public/policy/a/index.html")).unwrap();
    assert!(card.contains("示县府办发〔2026〕215号") && !card.contains("两次核对"));
}

/// A zip archive of parts.
fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A .docx with one part as its document.
fn docx(document: &[u8]) -> Vec<u8> {
    archive(&[("word/document.xml", document)])
}

/// What Word and WPS write and LibreOffice does not: styles by Chinese names and numbers, numbers of
/// paragraphs in Chinese, tracked changes, links as fields, text boxes, hidden text, drawn bullets.
#[test]
fn what_word_and_wps_write_is_read() {
    const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let styles = "<w:styles>
        <w:style w:type='paragraph' w:styleId='a3'><w:name w:val='Title'/></w:style>
        <w:style w:type='paragraph' w:styleId='2'><w:name w:val='heading 1'/><w:pPr><w:outlineLvl w:val='0'/></w:pPr></w:style>
        <w:style w:type='paragraph' w:styleId='12'><w:name w:val='公文一级'/><w:basedOn w:val='2'/><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr></w:style>
        <w:style w:type='paragraph' w:styleId='13'><w:name w:val='列出段落'/></w:style>
        </w:styles>";
    let numbering = "<w:numbering>
        <w:abstractNum w:abstractNumId='0'><w:lvl w:ilvl='0'><w:start w:val='1'/><w:numFmt w:val='chineseCountingThousand'/><w:lvlText w:val='%1、'/></w:lvl></w:abstractNum>
        <w:abstractNum w:abstractNumId='1'><w:lvl w:ilvl='0'><w:start w:val='1'/><w:numFmt w:val='decimal'/><w:lvlText w:val='（%1）'/></w:lvl>
        <w:lvl w:ilvl='1'><w:start w:val='1'/><w:numFmt w:val='bullet'/><w:lvlText w:val=''/></w:lvl></w:abstractNum>
        <w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num><w:num w:numId='2'><w:abstractNumId w:val='1'/></w:num>
        </w:numbering>";
    let item = |level: u8, text: &str| {
        format!(
            "<w:p><w:pPr><w:pStyle w:val='13'/><w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='2'/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"
        )
    };
    let field = |mark: &str| format!("<w:r><w:fldChar w:fldCharType='{mark}'/></w:r>");
    let (begin, separate, end) = (field("begin"), field("separate"), field("end"));
    let document = format!(
        "<?xml version='1.0' encoding='UTF-8'?><w:document><w:body>
        <w:p><w:pPr><w:pStyle w:val='a3'/></w:pPr><w:r><w:t>学手机</w:t></w:r><w:r><w:t>第一课</w:t></w:r></w:p>
        <w:p><w:pPr><w:pStyle w:val='12'/></w:pPr><w:r><w:t>准备</w:t></w:r></w:p>
        <w:p><w:r><w:t xml:space='preserve'>带上</w:t></w:r><w:del><w:r><w:delText>电脑</w:delText></w:r></w:del><w:ins><w:r><w:rPr><w:b/></w:rPr><w:t>手机</w:t></w:r></w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t>密语</w:t></w:r><w:r><w:rPr><w:b w:val='0'/></w:rPr><w:t>，见</w:t></w:r>{begin}<w:r><w:instrText> HYPERLINK \"https://example.org/\" </w:instrText></w:r>{separate}<w:r><w:t>说明</w:t></w:r>{end}<w:r><w:t>。A &amp; B &#20013;</w:t></w:r></w:p>
        {}{}{}
        <w:p><w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx><w:txbxContent><w:p><w:r><w:t>框里的话。</w:t></w:r></w:p></w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent><w:p><w:r><w:t>框里的话。</w:t></w:r></w:p></w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>
        <w:p><w:pPr><w:pStyle w:val='12'/></w:pPr><w:r><w:t>上课</w:t></w:r></w:p>
        <w:tbl>
          <w:tr><w:tc><w:p><w:r><w:t>日期</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>内容</w:t></w:r></w:p></w:tc></w:tr>
          <w:tr><w:tc><w:tcPr><w:vMerge w:val='restart'/></w:tcPr><w:p><w:r><w:t>周六</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>开机</w:t></w:r></w:p></w:tc></w:tr>
          <w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc><w:tc><w:p><w:r><w:t>关机</w:t></w:r></w:p></w:tc></w:tr>
        </w:tbl>
        <w:p>{begin}<w:r><w:instrText> PAGE </w:instrText></w:r>{separate}<w:r><w:t>7</w:t></w:r>{end}</w:p>
        </w:body></w:document>",
        item(0, "开机"),
        item(1, "按住右边"),
        item(0, "解锁"),
    );
    let relations = format!(
        "<Relationships><Relationship Id='r1' Type='{RELATIONS}/styles' Target='styles.xml'/>\
         <Relationship Id='r2' Type='{RELATIONS}/numbering' Target='/word/numbering.xml'/></Relationships>"
    );
    let folder = site();
    folder.write(
        "课.docx",
        archive(&[
            ("word/document.xml", document.as_bytes()),
            ("word/_rels/document.xml.rels", relations.as_bytes()),
            ("word/styles.xml", styles.as_bytes()),
            ("word/numbering.xml", numbering.as_bytes()),
        ]),
    );
    let run = lyceum(
        folder.path(),
        &["import", "课.docx", "--out", "content/a.md"],
    );
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let expected = "\
---
title: 学手机第一课
---

## 一、准备

带上**手机**，见[说明](https://example.org/)。A & B 中

1. 开机
   - 按住右边
2. 解锁

框里的话。

## 二、上课

| 日期 | 内容 |
| --- | --- |
| 周六 | 开机 |
| 周六 | 关机 |
";
    assert_eq!(
        fs::read_to_string(folder.path().join("content/a.md")).unwrap(),
        expected
    );
}

#[test]
fn files_that_cannot_be_read_say_why() {
    let folder = site();
    let compound = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
    let locked: Vec<u8> = "EncryptedPackage"
        .bytes()
        .flat_map(|byte| [byte, 0])
        .collect();
    let deep = format!("<w:document><w:body>{}", "<w:p>".repeat(100_000));
    let bomb = docx(&vec![b' '; 65 << 20]);
    let whole = fs::read(given("notice.docx")).unwrap();
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("旧.doc", compound.to_vec(), "save it as .docx"),
        ("旧.xls", compound.to_vec(), "save it as .xlsx"),
        (
            "锁.docx",
            [compound.as_slice(), &locked].concat(),
            "has a password",
        ),
        ("半.docx", whole[..whole.len() / 2].to_vec(), "is damaged"),
        ("空.docx", Vec::new(), "is damaged"),
        (
            "图.docx",
            fs::read(given("venues.xlsx")).unwrap(),
            "is no .docx file",
        ),
        ("假.xlsx", whole.clone(), "is damaged"),
        (
            "断.docx",
            docx("<w:document><w:body><w:p>".as_bytes()),
            "is damaged",
        ),
        ("炸.docx", bomb.clone(), "unpacks to more"),
        ("炸.xlsx", bomb.clone(), "unpacks to more"),
        ("深.docx", docx(deep.as_bytes()), "unpacks to more"),
        ("话.html", "只是文字".into(), "is no .html file"),
        ("图.pdf", b"%PDF-1.7".to_vec(), "cannot read this kind"),
        ("头.csv", "标题\n".into(), "no rows"),
    ];
    for (name, bytes, reason) in cases {
        folder.write(name, bytes);
        let run = lyceum(folder.path(), &["import", name, "--type", "venue"]);
        assert_eq!(run.code, Some(2), "{name}: {}", run.stderr);
        assert!(run.stderr.contains(reason), "{name}: {}", run.stderr);
    }
    assert_eq!(files(&folder.path().join("content")).len(), 1);
}

#[test]
fn a_picture_is_taken_from_the_pages_folder_alone() {
    let folder = site();
    folder.write("secret.png", b"\x89PNG secret");
    folder.write("saved/a_files/b 1.png", b"\x89PNG own");
    let absolute = folder.path().join("secret.png");
    folder.write(
        "saved/a.html",
        format!(
            "<article><p>一篇有图的文章，够长够长够长够长够长够长。</p><img src=\"../secret.png\"><img src=\"{}\">\
             <img src=\"a_files/b%201.png\" alt=\"自己的图\"></article>",
            absolute.display()
        ),
    );
    let run = lyceum(
        folder.path(),
        &["import", "saved/a.html", "--out", "content/a.md"],
    );
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let bundle = files(&folder.path().join("content/a"));
    let images: Vec<&[u8]> = bundle
        .iter()
        .filter(|(path, _)| !path.ends_with("index.md"))
        .map(|(_, (bytes, _))| bytes.as_slice())
        .collect();
    assert_eq!(images, [b"\x89PNG own".as_slice()]);
    assert_eq!(
        run.stderr.matches("put in by hand").count(),
        2,
        "{}",
        run.stderr
    );
}

#[test]
fn a_page_nested_without_end_is_read() {
    let folder = site();
    // Far beyond the stack, were it walked as it is nested; parsing alone takes the square of it.
    let depth = 2_000;
    folder.write(
        "a.html",
        format!(
            "<article>{}深处的字，够长够长够长够长够长够长够长够长{}</article>",
            "<div>".repeat(depth),
            "<ul><li>".repeat(depth)
        ),
    );
    let run = lyceum(
        folder.path(),
        &["import", "a.html", "--out", "content/a.md"],
    );
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(
        fs::read_to_string(folder.path().join("content/a.md"))
            .unwrap()
            .contains("深处的字")
    );
}
