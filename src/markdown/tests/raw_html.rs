//! Raw HTML by policy.

use super::{assert_safe, fill, html, part, read, read_with};
use crate::markdown::HtmlPolicy;

#[test]
fn raw_html_follows_the_policy() {
    let text = "甲<b onclick=\"x()\">乙</b><script>x()</script><br>\n\n<div class=\"k\" style=\"x\">\n<a href=\"丙.md\">丙</a><img src=d.png alt=丁>\n\n**丁**\n\n</div>\n";
    let (markdown, diags) = read(text);
    assert_eq!(
        fill(&markdown),
        "<p>甲<b>乙</b>x()<br></p>\n<div class=\"k\">\n<a href=\"丙.md\">丙</a><img src=\"d.png\" alt=\"丁\">\n<p><strong>丁</strong></p>\n</div>\n"
    );
    assert!(diags.is_empty());
    let targets: Vec<&str> = markdown
        .links
        .iter()
        .map(|link| part(text, link.span))
        .collect();
    assert_eq!(targets, ["丙.md", "d.png"]);
    assert_eq!(&*markdown.sections[0].text, "甲乙x()\n丙\n丁");

    let (markdown, _) = read_with(
        "甲<b>乙</b>\n\n<div id=\"e\">\n<a href=a.md>丙</a>\n</div>",
        HtmlPolicy::Escape,
        None,
    );
    assert_eq!(
        fill(&markdown),
        "<p>甲&lt;b&gt;乙&lt;/b&gt;</p>\n<p>&lt;div id=\"e\"&gt;\n&lt;a href=a.md&gt;丙&lt;/a&gt;\n&lt;/div&gt;</p>\n"
    );

    let text = "<div id=\"e\" onclick=\"x\">\n<a href=a.md class=y>丙</a><img src='b&amp;.png'>\n<script>a.src=\"x\"</script>\n</div>";
    let (markdown, _) = read_with(text, HtmlPolicy::Allow, None);
    assert_eq!(
        fill(&markdown),
        "<div id=\"e\" onclick=\"x\">\n<a href=\"a.md\" class=y>丙</a><img src='b&amp;.png'>\n<script>a.src=\"x\"</script>\n</div>\n"
    );
    assert_eq!(markdown.anchors, ["e"]);
    let targets: Vec<&str> = markdown
        .links
        .iter()
        .map(|link| link.target.as_str())
        .collect();
    assert_eq!(targets, ["a.md", "b&.png"]);
}

#[test]
fn cleaning_keeps_our_own_markup() {
    let text = "# 题\n\n- [x] 甲[^1]\n\n| a | b |\n|:-|-|\n| 1 | [2](x.md) |\n\n> [!TIP]\n> 乙\n\n![图](a.svg \"t\")\n\n\
                ::video{src=\"v.mp4\" title=\"片\" poster=\"p.jpg\" transcript=\"t.md\"}\n\n\
                :::notice{kind=\"tip\" title=\"头\"}\n丙\n:::\n\n:::steps\n1. 丁\n:::\n\n甲\n: 乙\n\n[^1]: 注\n";
    let plain = html(text);
    let cleaned = html(&format!("{text}\n<ruby>泸<rt>lú</rt></ruby>\n"));
    let (body, notes) = plain.split_once("<section").unwrap();
    let expected = format!("{body}<p><ruby>泸<rt>lú</rt></ruby></p>\n<section{notes}");
    // Attributes without values are written out.
    let same = |html: &str| {
        html.replace("=\"\"", "")
            .replace(
                "<aside class=\"notice notice-tip\" role=\"note\">",
                "<aside>",
            )
            .split(['<', '>'])
            .map(|tag| {
                let mut words: Vec<&str> = tag.split(' ').collect();
                words.sort_unstable();
                words.join(" ")
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(same(&cleaned), same(&expected));
}

#[test]
fn marks_cannot_be_forged() {
    for text in [
        "<a href=\"&#xfdd0;javascript:x\">甲</a>",
        "<a href=\"&#xfdd0;9&#xfdd0;\">甲</a>",
        "<b title=\"&#64976;\">甲</b>",
        "<div>\n<b title=\"&#xfdd0;\">甲</b> &#xFDD0; \" onclick=\"x()\" \n</div>",
        "甲&#xfdd0;0&#xfdd0;<b>乙</b>",
        "<b>[甲](&#xfdd0;javascript:x)</b>",
    ] {
        let html = html(text);
        assert!(
            !html.contains("javascript") && !html.contains('\u{fdd0}'),
            "{html}"
        );
        assert_safe(&html);
    }
}

#[test]
fn what_cannot_be_cleaned_is_shown_as_text() {
    let deep = "<div>".repeat(10_000);
    assert!(html(&deep).starts_with("<p>&lt;div&gt;"));
    let quotes = "> ".repeat(10_000);
    assert!(html(&format!("{quotes}<b>甲</b>")).contains("&lt;b&gt;"));
    // No character is left to mark places with.
    let marks: String = ('\u{fdd0}'..='\u{fdef}').collect();
    assert_eq!(
        html(&format!("{marks}<b>")),
        format!("<p>{marks}&lt;b&gt;</p>\n")
    );
}

#[test]
fn footnotes_beside_raw_html_are_no_links_to_check() {
    let (markdown, diags) = read("水<sub>二</sub>。[^1]\n\n[^1]: 氧。");
    assert_eq!(diags, [""; 0]);
    assert!(markdown.links.is_empty(), "{:?}", markdown.links);
    assert!(fill(&markdown).contains("href=\"#fn:1\""));
}

#[test]
fn how_a_character_is_read_is_no_word_of_the_text() {
    let (markdown, _) =
        read("玉<ruby>蟾<rt>chán</rt></ruby>山**在**县城。\n\n没有写完<rt>的读音\n\n另一段。\n");
    let text = &markdown.sections[0].text;
    assert!(text.starts_with("玉蟾山在县城。"), "{text}");
    assert!(text.ends_with("另一段。"), "{text}");
}
