//! An editor's preview, as it answers: `lyceum serve`. `tests/browser/preview.rs` looks at it in a browser.
#![expect(
    clippy::disallowed_methods,
    reason = "an editor's files are on the disk"
)]

#[path = "common/preview.rs"]
mod preview;

use std::fs;

use lyceum_index::native::Index;
use preview::{Preview, write_page};

#[test]
fn every_kind_of_change_is_followed() {
    let site = Preview::start("every-change", "第一稿");
    site.until("/notice/", |page| page.has("第一稿"));

    // Editors save by writing another file and renaming it.
    let beside = site.root.join("content/.notice.md.swp");
    fs::write(&beside, "---\ntitle: 报名须知\n---\n\n第二稿\n").unwrap();
    fs::rename(&beside, site.root.join("content/notice.md")).unwrap();
    site.until("/notice/", |page| page.has("第二稿"));

    // A new page, in a new folder; the list of its folder and the home page have it.
    site.write(
        "content/course/书法.md",
        "---\ntitle: 书法入门\n---\n\n磨墨。\n",
    );
    site.until("/course/%E4%B9%A6%E6%B3%95/", |page| page.has("磨墨"));
    assert!(site.get("/course/", "").has("书法入门"));
    assert!(site.get("/", "").has("书法入门"));

    // A title changes the lists; a setting, all pages.
    site.write(
        "content/course/书法.md",
        "---\ntitle: 隶书入门\n---\n\n磨墨。\n",
    );
    site.until("/course/", |page| page.has("隶书入门"));
    assert!(!site.get("/course/", "").has("书法入门"));
    site.write("site.toml", "title = \"方洞镇学习网\"\n");
    site.until("/notice/", |page| page.has("方洞镇学习网"));

    // A file that pages show, and the search.
    site.write("static/robots.txt", "User-agent: *\nDisallow: /\n");
    site.until("/robots.txt", |page| page.has("Disallow: /\n"));
    let entry = site.get("/search/index.json", "");
    assert!(entry.has("boot"), "{}", entry.text());
    let index = Index::open(|name| {
        let file = site.get(&format!("/search/{name}"), "");
        assert_eq!(file.status, 200, "{name}");
        Ok(file.body)
    });
    index.unwrap().verify().unwrap();
    site.write(
        "content/course/剪纸.md",
        "---\ntitle: 剪纸\n---\n\n红纸。\n",
    );
    site.until("/search/index.json", |now| {
        now.status == 200 && now.body != entry.body
    });

    // A page is renamed, then all are gone, then they are back.
    fs::rename(
        site.root.join("content/course"),
        site.root.join("content/class"),
    )
    .unwrap();
    site.until("/class/%E5%89%AA%E7%BA%B8/", |page| page.has("红纸"));
    assert_eq!(site.get("/course/%E5%89%AA%E7%BA%B8/", "").status, 404);
    fs::remove_dir_all(site.root.join("content")).unwrap();
    site.until("/notice/", |page| page.status == 404);
    site.write("content/notice.md", "---\ntitle: 报名须知\n---\n\n第三稿\n");
    site.until("/notice/", |page| page.has("第三稿"));
}

#[test]
fn a_thousand_files_at_once_are_followed() {
    let site = Preview::start("checkout", "第一稿");
    for number in 0..1000 {
        let page = format!("---\ntitle: 第{number}课\n---\n\n第{number}课的内容。\n");
        site.write(&format!("content/lesson/{number}.md"), &page);
    }
    site.until("/lesson/999/", |page| page.has("第999课的内容"));
    for number in 0..1000 {
        let page = site.get(&format!("/lesson/{number}/"), "");
        assert!(page.has(&format!("第{number}课的内容")), "{number}");
    }
    fs::remove_dir_all(site.root.join("content/lesson")).unwrap();
    site.until("/lesson/999/", |page| page.status == 404);
}

#[test]
fn a_broken_template_leaves_the_last_good_site_until_it_is_mended() {
    let site = Preview::start("template", "第一稿");
    let template = "themes/lyceum/templates/page.html";
    let text = |word: &str| {
        format!(
            "{{% extends \"base.html\" %}}{{% block main %}}{{% block byline %}}{{% endblock %}}\
             {{% block lead %}}{{% endblock %}}{{% block facts %}}{{% endblock %}}{{% block body %}}{{% endblock %}}\
             {{% block referred %}}{{% endblock %}}{word}{{{{ page.title }}}}{{% endblock main %}}"
        )
    };
    site.write(template, &text("模板一"));
    site.until("/notice/", |page| page.has("模板一报名须知"));
    // It does not compile: nothing changes.
    site.write(
        template,
        "{% extends \"base.html\" %}{% block main %}{{ page.title",
    );
    let events = |wanted: &str| site.wait_for_event(wanted);
    events("page.html:1");
    assert!(site.get("/notice/", "").has("模板一报名须知"));
    // It compiles, and fails on a page: the fault is told though nobody looks at that page.
    site.write(template, &text("{{ page.nothing.at.all }}"));
    events("page.nothing");
    site.write(template, &text("模板二"));
    site.until("/notice/", |page| page.has("模板二报名须知"));
    events("\"faults\":\"\"");
}

#[test]
fn only_this_computer_looks_unless_told_otherwise() {
    let own = Preview::start("loopback", "第一稿");
    assert!(own.address.starts_with("http://127.0.0.1:"));
    let port: u16 = own.port();
    // An address of this computer that is not the one it listens at.
    assert!(std::net::TcpStream::connect(("127.0.0.2", port)).is_err());
    let shown = Preview::start_with("lan", "第一稿", &["--lan"]);
    assert!(std::net::TcpStream::connect(("127.0.0.2", shown.port())).is_ok());
    assert!(shown.get("/notice/", "").has("第一稿"));
}

#[test]
fn nothing_outside_the_site_is_served() {
    let site = Preview::start("outside", "第一稿");
    for target in [
        "/../site.toml",
        "/../../../../../../etc/passwd",
        "/%2e%2e/site.toml",
        "/%2e%2e%2fsite.toml",
        "/..%5csite.toml",
        "/notice/../../site.toml",
        "/site.toml",
        "/content/notice.md",
        "//etc/passwd",
        "/./././etc/passwd",
        "/notice/%00",
        "/.lyceum/",
        "/%c0%ae%c0%ae/site.toml",
        "http://127.0.0.1/../site.toml",
    ] {
        let answer = site.get(target, "");
        assert!(
            [400, 404].contains(&answer.status),
            "{target}: {}",
            answer.status
        );
        let text = answer.text();
        assert!(
            !text.contains("title = ") && !text.contains("root:"),
            "{target}"
        );
    }
}

#[test]
fn a_file_that_lies_compressed_beside_itself_is_sent_so() {
    let site = Preview::start("compressed", "第一稿");
    for (name, text) in [("", "plain"), (".gz", "gzip"), (".br", "brotli")] {
        site.write(&format!("static/data.csv{name}"), text);
    }
    site.until("/data.csv.br", |file| file.status == 200);
    for (accepted, status, coding, body) in [
        ("", 200, None, "plain"),
        (
            "Accept-Encoding: gzip;q=0, br ; q=0.0\r\n",
            200,
            None,
            "plain",
        ),
        (
            "Accept-Encoding: identity;q=1, *;q=0\r\n",
            200,
            None,
            "plain",
        ),
        (
            "Accept-Encoding: deflate, gzip\r\n",
            200,
            Some("gzip"),
            "gzip",
        ),
        (
            "Accept-Encoding: gzip, br;q=0.5\r\n",
            200,
            Some("br"),
            "brotli",
        ),
        (
            "Accept-Encoding: gzip\r\nAccept-Encoding: br\r\n",
            200,
            Some("br"),
            "brotli",
        ),
        (
            "Accept-Encoding: br\r\nRange: bytes=0-2\r\n",
            206,
            Some("br"),
            "bro",
        ),
        ("Accept-Encoding: br\r\nRange: bytes=60-\r\n", 416, None, ""),
    ] {
        let file = site.get("/data.csv", accepted);
        assert_eq!(file.header("content-encoding"), coding, "{accepted}");
        assert_eq!(
            (file.status, file.text().as_str()),
            (status, body),
            "{accepted}"
        );
        assert_eq!(file.header("vary"), Some("Accept-Encoding"));
        if coding.is_some() {
            let kind = file.header("content-type").unwrap();
            assert!(kind.starts_with("text/csv"), "{kind}");
            let known = file.header("etag").unwrap();
            let known = format!("{accepted}If-None-Match: {known}\r\n");
            let known = site.get("/data.csv", &known);
            assert_eq!(
                (known.status, known.header("content-encoding")),
                (304, None)
            );
        }
    }
    // A page needs the reload script.
    site.write("static/old.html", "<p>页");
    site.write("static/old.html.gz", "gzip");
    site.until("/old.html.gz", |file| file.status == 200);
    let page = site.get("/old.html", "Accept-Encoding: gzip\r\n");
    assert!(page.has("<p>页") && page.header("content-encoding").is_none());
}

#[test]
fn answers_are_those_of_a_web_host() {
    let site = Preview::start("host", "第一稿");
    site.write("static/film.mp4", &"0123456789".repeat(100));
    let film = site.until("/film.mp4", |film| film.status == 200);
    assert_eq!(film.header("content-type"), Some("video/mp4"));
    assert_eq!(film.header("accept-ranges"), Some("bytes"));
    let tag = film.header("etag").unwrap().to_owned();

    let part = site.get("/film.mp4", "Range: bytes=995-\r\n");
    assert_eq!((part.status, part.text().as_str()), (206, "56789"));
    assert_eq!(part.header("content-range"), Some("bytes 995-999/1000"));
    assert_eq!(site.get("/film.mp4", "Range: bytes=1000-\r\n").status, 416);
    let other = site.get("/film.mp4", "Range: bytes=0-1\r\nIf-Range: \"other\"\r\n");
    assert_eq!((other.status, other.body.len()), (200, 1000));

    let known = site.get("/film.mp4", &format!("If-None-Match: {tag}\r\n"));
    assert_eq!((known.status, known.body.len()), (304, 0));
    site.write("static/film.mp4", "new");
    site.until("/film.mp4", |film| film.has("new"));
    let again = site.get("/film.mp4", &format!("If-None-Match: {tag}\r\n"));
    assert!(again.has("new"));

    let page = site.get("/notice", "");
    assert_eq!(
        (page.status, page.header("location")),
        (307, Some("/notice/"))
    );
    let policy = site.get("/notice/", "");
    let policy = policy.header("content-security-policy").unwrap();
    assert!(policy.starts_with("default-src 'self';"), "{policy}");
    write_page(&site.root, "第二稿");
}
