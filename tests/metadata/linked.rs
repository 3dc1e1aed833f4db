//! Linked data say what the pages say, in words that schema.org knows.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::schema_org::Vocabulary;
use crate::{SITE, block, every_type, example, published, small_site, text, thing};

#[test]
fn every_block_keeps_to_the_vocabulary() {
    let vocabulary = Vocabulary::read();
    let mut faults = BTreeSet::new();
    let mut kinds = BTreeSet::new();
    for files in [every_type(), example()] {
        let pages = files
            .iter()
            .filter(|(path, _)| path.ends_with("index.html"));
        let mut blocks = 0;
        for (path, bytes) in pages {
            let Some(block) = block(std::str::from_utf8(bytes).unwrap()) else {
                continue;
            };
            blocks += 1;
            assert_eq!(block["@context"], "https://schema.org", "{path}");
            for thing in block["@graph"].as_array().unwrap() {
                vocabulary.faults(thing, &mut faults);
                kinds.insert(thing["@type"].as_str().unwrap().to_owned());
            }
        }
        assert!(blocks > 20, "{blocks}");
    }
    assert_eq!(faults, BTreeSet::new());
    for kind in [
        "Article",
        "BreadcrumbList",
        "CollectionPage",
        "Course",
        "DefinedTerm",
        "EducationalOrganization",
        "Event",
        "EventSeries",
        "GovernmentOrganization",
        "LandmarksOrHistoricalBuildings",
        "LearningResource",
        "Legislation",
        "Library",
        "NewsArticle",
        "Person",
        "WebPage",
        "WebSite",
    ] {
        assert!(kinds.contains(kind), "no {kind}");
    }
}

#[test]
fn a_vocabulary_that_knows_nothing_finds_faults() {
    let mut faults = BTreeSet::new();
    let wrong = json!({
        "@type": "Course", "startDate": "2026-12-05", "timeRequired": 90, "teaches": "电工",
        "hasCourseInstance": { "@type": "CourseInstance", "startDate": "明天" },
        "provider": { "@type": "School" },
    });
    Vocabulary::read().faults(&wrong, &mut faults);
    let faults: Vec<String> = faults.into_iter().collect();
    assert_eq!(
        faults,
        [
            "`Course` has no `startDate`",
            "`School` is no class: {\"@type\":\"School\"}",
            "`provider` of `Course` cannot be {\"@type\":\"School\"}",
            "`startDate` of `CourseInstance` cannot be \"明天\"",
            "`timeRequired` of `Course` cannot be 90",
        ]
    );
}

#[test]
fn a_course_says_when_where_and_what_it_costs() {
    let files = every_type();
    let course = thing(&files, "course/shouji/");
    assert_eq!(
        course,
        json!({
            "@id": "https://xuexi.example.org/course/shouji/#it",
            "@type": "Course",
            "audience": { "@type": "Audience", "audienceType": "老年人" },
            "coursePrerequisites": "带上手机",
            "dateModified": "2026-11-19",
            "datePublished": "2026-11-18T08:30:00+08:00",
            "description": "从开机学起。",
            "hasCourseInstance": {
                "@type": "CourseInstance",
                "courseMode": "onsite",
                "courseWorkload": "PT90M",
                "endDate": "2026-12-05T10:30:00+08:00",
                "location": {
                    "@type": "Place",
                    "name": "方洞镇农家书屋",
                    "url": "https://xuexi.example.org/venue/shuwu/",
                },
                "maximumAttendeeCapacity": 24,
                "startDate": "2026-12-05T09:00:00+08:00",
            },
            "image": "https://xuexi.example.org/course/phone.svg",
            "inLanguage": "zh-CN",
            "keywords": "科普,手机",
            "name": "智能手机课",
            "offers": { "@type": "Offer", "category": "Free", "price": 0, "priceCurrency": "CNY" },
            "provider": {
                "@type": "Organization",
                "name": "示例县学院",
                "url": "https://xuexi.example.org/org/xueyuan/",
            },
            "publisher": {
                "@type": "Organization",
                "name": "示例县学院",
                "url": "https://xuexi.example.org/org/xueyuan/",
            },
            "spatialCoverage": { "@type": "Place", "name": "方洞镇" },
            "timeRequired": "PT90M",
            "url": "https://xuexi.example.org/course/shouji/",
        })
    );
    let paid = thing(&files, "course/jianzhi/");
    assert_eq!(paid["offers"]["price"], 12.5);
    assert_eq!(paid["offers"]["category"], Value::Null);
    assert_eq!(paid["hasCourseInstance"]["courseMode"], "blended");
}

#[test]
fn an_event_is_as_certain_as_its_page() {
    let files = every_type();
    let cancelled = thing(&files, "event/ke/");
    assert_eq!(
        cancelled["eventStatus"],
        "https://schema.org/EventCancelled"
    );
    assert_eq!(
        cancelled["eventAttendanceMode"],
        "https://schema.org/MixedEventAttendanceMode"
    );
    assert_eq!(
        cancelled["location"][1]["url"],
        "https://live.example.org/1"
    );
    assert_eq!(cancelled["superEvent"]["name"], "读书周");
    let planned = thing(&files, "event/jihua/");
    assert_eq!(planned["eventStatus"], Value::Null);
    assert_eq!(planned["startDate"], "2026-12-20");
    assert_eq!(planned["location"]["@type"], "Place");
}

#[test]
fn a_venue_says_when_it_is_open_as_far_as_that_is_known() {
    let venue = thing(&every_type(), "venue/shuwu/");
    assert_eq!(venue["@type"], "Library");
    assert_eq!(venue["telephone"], "0830-7654321");
    assert_eq!(venue["isAccessibleForFree"], true);
    assert_eq!(
        venue["address"],
        json!({
            "@type": "PostalAddress", "addressCountry": "CN", "addressLocality": "方洞镇",
            "streetAddress": "方洞镇示例街1号",
        })
    );
    // Friday is 待核实.
    assert_eq!(
        venue["openingHoursSpecification"],
        json!([
            { "@type": "OpeningHoursSpecification", "closes": "17:00",
              "dayOfWeek": "https://schema.org/Saturday", "opens": "09:00" },
            { "@type": "OpeningHoursSpecification", "closes": "17:00",
              "dayOfWeek": "https://schema.org/Sunday", "opens": "09:00" },
        ])
    );
    assert_eq!(venue["geo"]["latitude"], 29.15);
}

#[test]
fn coordinates_of_chinese_maps_are_not_those_of_the_world() {
    let mut world = small_site();
    for &(path, text) in SITE {
        world.write(path, text.replace("WGS84", "GCJ02"));
    }
    let files = published(&world);
    for path in ["venue/shuwu/", "site/qiao/"] {
        assert_eq!(thing(&files, path)["geo"], Value::Null, "{path}");
    }
}

#[test]
fn organisations_know_their_parents_and_their_former_names() {
    let files = every_type();
    let school = thing(&files, "org/xuexiao/");
    assert_eq!(school["@type"], "EducationalOrganization");
    assert_eq!(
        school["parentOrganization"]["url"],
        "https://xuexi.example.org/org/xueyuan/"
    );
    let college = thing(&files, "org/xueyuan/");
    assert_eq!(college["alternateName"], "示例县成人学校");
    assert_eq!(college["parentOrganization"], Value::Null);
    assert_eq!(college["telephone"], Value::Null);
    assert_eq!(thing(&files, "org/ju/")["@type"], "GovernmentOrganization");
}

#[test]
fn a_policy_is_in_force_only_where_somebody_checked() {
    let files = every_type();
    let policy = thing(&files, "policy/banfa/");
    assert_eq!(policy["legislationIdentifier"], "示例〔2026〕3号");
    assert_eq!(policy["legislationDate"], "2026-11-01");
    assert_eq!(policy["legislationType"], "通知");
    assert_eq!(
        policy["legislationLegalForce"],
        "https://schema.org/InForce"
    );
    assert_eq!(policy["legislationPassedBy"]["name"], "示例县教育局");
    assert_eq!(
        policy["isBasedOn"],
        json!([
            { "@type": "Legislation", "legislationIdentifier": "上级〔2025〕9号" },
            { "@type": "Legislation", "name": "《上级社区教育规划》" },
        ])
    );
    let withheld = thing(&files, "policy/mingdan/");
    assert_eq!(withheld["legislationLegalForce"], Value::Null);
    assert_eq!(withheld["conditionsOfAccess"], "依申请公开");
    assert_eq!(withheld["description"], "名单可以申请查看。");
}

#[test]
fn heritage_is_a_term_of_its_list() {
    let files = every_type();
    let item = thing(&files, "heritage/cailong/");
    assert_eq!(item["alternateName"], "方洞镇彩龙");
    assert_eq!(item["termCode"], "X-12");
    assert_eq!(item["inDefinedTermSet"]["name"], "县级非物质文化遗产项目");
    let unknown = thing(&files, "heritage/weizhi/");
    assert_eq!(unknown["alternateName"], Value::Null);
    assert_eq!(unknown["inDefinedTermSet"]["name"], "非物质文化遗产项目");
    let lesson = thing(&files, "lesson/cailong/");
    assert_eq!(lesson["educationalLevel"], "入门");
    assert_eq!(lesson["timeRequired"], "PT40M");
    assert_eq!(lesson["typicalAgeRange"], "8-");
    assert_eq!(lesson["teaches"]["name"], "方洞彩龙");
}

#[test]
fn of_people_there_is_what_they_agreed_to() {
    let files = every_type();
    assert_eq!(
        thing(&files, "people/xing/"),
        json!({
            "@id": "https://xuexi.example.org/people/xing/#it", "@type": "Person",
            "jobTitle": "学习之星", "name": "李示例",
            "url": "https://xuexi.example.org/people/xing/",
        })
    );
    assert_eq!(thing(&files, "people/haizi/")["@type"], "BreadcrumbList");
}

#[test]
fn the_home_page_leads_to_the_search() {
    let home = thing(&every_type(), "");
    assert_eq!(home["@type"], "WebSite");
    assert_eq!(
        home["potentialAction"]["target"]["urlTemplate"],
        "https://xuexi.example.org/search/?q={search_term_string}"
    );
}

#[test]
fn every_page_knows_the_way_to_it() {
    let files = every_type();
    let block = block(text(&files, "course/shouji/index.html")).unwrap();
    let steps = block["@graph"][1]["itemListElement"].as_array().unwrap();
    let way: Vec<(&Value, &Value)> = steps
        .iter()
        .map(|step| (&step["name"], &step["item"]["@id"]))
        .collect();
    assert_eq!(
        way,
        [
            (&json!("首页"), &json!("https://xuexi.example.org/")),
            (&json!("课程"), &json!("https://xuexi.example.org/course/")),
            (
                &json!("智能手机课"),
                &json!("https://xuexi.example.org/course/shouji/")
            ),
        ]
    );
}

#[test]
fn a_title_cannot_break_out() {
    let files = every_type();
    let html = text(&files, "guide/kuohao/index.html");
    let (_, rest) = html.split_once("ld+json\">").unwrap();
    let (json, _) = rest.split_once("</script>\n").unwrap();
    assert!(!json.contains(['<', '>']), "{json}");
    assert!(!html.contains("<script>alert"), "{html}");
    let article = thing(&files, "guide/kuohao/");
    assert_eq!(
        article["headline"],
        "标签</script><script>alert(1)</script>怎么写 & \"引号\""
    );
}

#[test]
fn pages_that_are_tools_have_none() {
    let files = every_type();
    for path in ["404.html", "search/index.html"] {
        assert!(block(text(&files, path)).is_none(), "{path}");
    }
}
