//! Tags in the head of pages.

use lyceum::world::MemoryWorld;

use crate::{Files, every_type, published, small_site, text};

/// The names and contents of a page's tags, in order.
fn tags(files: &Files, path: &str) -> Vec<(String, String)> {
    let html = text(files, path);
    let (head, _) = html.split_once("</head>").unwrap();
    let tags = head.split("<meta ").skip(1).filter_map(|tag| {
        let (_, rest) = tag.split_once("=\"")?;
        let (name, rest) = rest.split_once("\" content=\"")?;
        let (content, _) = rest.split_once("\">")?;
        Some((name.to_owned(), content.to_owned()))
    });
    tags.collect()
}

fn tag(files: &Files, path: &str, name: &str) -> Option<String> {
    let tags = tags(files, path).into_iter();
    let mut found = tags
        .filter(|(one, _)| one == name)
        .map(|(_, content)| content);
    let first = found.next();
    assert_eq!(found.next(), None, "`{name}` stands twice in {path}");
    first
}

#[test]
fn a_page_has_the_tags_of_government_sites() {
    let files = every_type();
    let named = |name: &str| name.starts_with(char::is_uppercase);
    let found = tags(&files, "course/shouji/index.html");
    let found: Vec<(&str, &str)> = found
        .iter()
        .filter(|(name, _)| named(name))
        .map(|(name, content)| (name.as_str(), content.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            ("SiteName", "示例县学习网"),
            ("SiteDomain", "xuexi.example.org"),
            ("SiteIDCode", "5105210001"),
            ("ColumnName", "课程"),
            ("ColumnType", "课程"),
            ("ArticleTitle", "智能手机课"),
            ("PubDate", "2026-11-18 08:30"),
            ("ContentSource", "示例县学院"),
            ("Keywords", "科普,方洞镇,老年人,手机"),
            ("Author", "示例县学院"),
            ("Image", "https://xuexi.example.org/course/phone.svg"),
            ("Url", "https://xuexi.example.org/course/shouji/"),
        ]
    );
    // A day without a time of day is written with midnight.
    let policy = "policy/banfa/index.html";
    assert_eq!(
        tag(&files, policy, "PubDate").as_deref(),
        Some("2026-11-02 00:00")
    );
    assert_eq!(
        tag(&files, policy, "ContentSource").as_deref(),
        Some("示例县教育局")
    );
    let news = "news/kaike/index.html";
    assert_eq!(
        tag(&files, news, "ContentSource").as_deref(),
        Some("示例县融媒体中心")
    );
    // An organisation that is named by its path goes by its name.
    let course = "course/jianzhi/index.html";
    assert_eq!(
        tag(&files, course, "ContentSource").as_deref(),
        Some("示例县学院")
    );
    // Nobody is named as the source of a page that names none.
    assert_eq!(tag(&files, "club/a/index.html", "ContentSource"), None);
}

#[test]
fn a_list_has_the_tags_of_a_column() {
    let files = every_type();
    let column = |path: &str| {
        let keys = [
            "ColumnName",
            "ColumnDescription",
            "ColumnKeywords",
            "ColumnType",
        ];
        keys.map(|key| tag(&files, path, key).unwrap_or_default())
    };
    assert_eq!(
        column("course/index.html"),
        ["课程", "全县的课，都在这里。", "课程,培训", "课程"]
    );
    assert_eq!(
        column("town/fang-dong-zhen/index.html"),
        ["方洞镇", "", "方洞镇", "镇街"]
    );
    assert_eq!(column("topic/index.html"), ["主题", "", "主题", "主题"]);
    assert_eq!(column("index.html"), [""; 4]);
    assert_eq!(tag(&files, "course/index.html", "ArticleTitle"), None);
}

#[test]
fn what_is_shared_has_a_title_a_picture_and_a_time() {
    let files = every_type();
    let page = "course/shouji/index.html";
    for (name, content) in [
        ("og:title", "智能手机课"),
        ("og:type", "article"),
        ("og:description", "从开机学起。"),
        ("og:url", "https://xuexi.example.org/course/shouji/"),
        ("og:site_name", "示例县学习网"),
        ("og:locale", "zh_CN"),
        // Its cover is a drawing, which messengers do not show: the site's own picture stands for it.
        ("og:image:alt", "示例县学习网"),
        ("og:image:width", "1200"),
        ("og:image:height", "630"),
        ("article:published_time", "2026-11-18T08:30:00+08:00"),
        ("article:modified_time", "2026-11-19T00:00:00+08:00"),
    ] {
        assert_eq!(tag(&files, page, name).as_deref(), Some(content), "{name}");
    }
    assert_eq!(
        tag(&files, "index.html", "og:type").as_deref(),
        Some("website")
    );
    let image = tag(&files, page, "og:image").unwrap();
    let path = image.strip_prefix("https://xuexi.example.org/").unwrap();
    assert!(files[path].starts_with(b"\x89PNG"), "{image}");
    assert_eq!(
        tag(&files, "policy/banfa/index.html", "og:image"),
        Some(image)
    );
    assert_eq!(tag(&files, "search/index.html", "og:title"), None);
}

#[test]
fn a_site_that_stands_nowhere_yet_has_nothing_that_needs_an_address() {
    let mut world = small_site();
    world.write(
        "site.toml",
        "title = \"示例县学习网\"\n[types.reading_club]\nlabel = \"读书会\"\n",
    );
    let files = published(&world);
    let page = text(&files, "course/shouji/index.html");
    for absent in [
        "og:",
        "ld+json",
        "SiteDomain",
        "rel=\"alternate\"",
        "SiteIDCode",
    ] {
        assert!(!page.contains(absent), "{absent}");
    }
    assert!(page.contains("<meta name=\"SiteName\" content=\"示例县学习网\">"));
    let paths = files.keys().filter(|path| {
        path.starts_with("data/")
            || path.ends_with("feed.json")
            || path.ends_with("atom.xml")
            || *path == "sitemap.xml"
    });
    assert_eq!(paths.collect::<Vec<_>>(), Vec::<&String>::new());
}

#[test]
fn a_site_below_a_folder_gives_its_whole_address() {
    let mut world: MemoryWorld = small_site();
    world.write(
        "site.toml",
        "title = \"示例\"\nbase_url = \"https://example.org:8443/xuexi/\"\n[types.reading_club]\nlabel = \"读书会\"\n",
    );
    let files = published(&world);
    let page = "course/shouji/index.html";
    assert_eq!(
        tag(&files, page, "SiteDomain").as_deref(),
        Some("example.org:8443")
    );
    let image = tag(&files, page, "og:image").unwrap();
    let path = image.strip_prefix("https://example.org:8443/xuexi/");
    assert!(files.contains_key(path.unwrap()), "{image}");
    let list = text(&files, "course/index.html");
    assert!(list.contains("href=\"/xuexi/course/atom.xml\""), "{list}");
}
