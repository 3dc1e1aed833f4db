//! Shortcodes and their faults.

use super::{check, html, read};

#[test]
fn shortcodes() {
    check(&[
        (
            "::figure{src=\"a b.svg\" alt=\"图\" caption=\"说 <明>\"}",
            "<figure><img src=\"a b.svg\" alt=\"图\" loading=\"lazy\" decoding=\"async\">\
             <figcaption>说 &lt;明&gt;</figcaption></figure>",
        ),
        (
            "  ::audio{src=a.mp3 title='歌' transcript=\"t.md\"}  \n",
            "<figure class=\"audio\"><audio controls preload=\"none\" src=\"a.mp3\" aria-label=\"歌\"></audio>\
             <figcaption>歌 <a class=\"transcript\" href=\"t.md\">文字稿</a></figcaption></figure>",
        ),
        (
            "甲\n:::notice{kind=\"warning\"}\r\n乙**：**丙\r\n:::\r\n丁",
            "<p>甲</p>\n<aside class=\"notice notice-warning\" role=\"note\">\n<p class=\"notice-title\">注意</p>\n\
             <p>乙<strong>：</strong>丙</p>\n</aside>\n<p>丁</p>",
        ),
        (
            "::::notice{title=\"外\"}\n:::notice\n甲\n:::\n乙\n::::",
            "<aside class=\"notice notice-info\" role=\"note\">\n<p class=\"notice-title\">外</p>\n\
             <aside class=\"notice notice-info\" role=\"note\">\n<p class=\"notice-title\">说明</p>\n<p>甲</p>\n</aside>\n\
             <p>乙</p>\n</aside>",
        ),
        (
            ":::steps\n1. 甲\n2. 乙\n:::\n\n1. 丙",
            "<ol class=\"steps\">\n<li>甲</li>\n<li>乙</li>\n</ol>\n<ol>\n<li>丙</li>\n</ol>",
        ),
        (
            "1. 甲\n   ::figure{src=a alt=b}\n2. 乙",
            "<ol>\n<li>甲\n<figure><img src=\"a\" alt=\"b\" loading=\"lazy\" decoding=\"async\"></figure>\n</li>\n<li>乙</li>\n</ol>",
        ),
        (
            "> :::notice\n> 甲\n> :::",
            "<blockquote>\n<aside class=\"notice notice-info\" role=\"note\">\n<p class=\"notice-title\">说明</p>\n\
             <p>甲</p>\n</aside>\n</blockquote>",
        ),
        (
            ":::notice\n```\n:::\n```\n甲\n---\n:::",
            "<aside class=\"notice notice-info\" role=\"note\">\n<p class=\"notice-title\">说明</p>\n\
             <pre><code>:::\n</code></pre>\n<h2 id=\"jia\">甲</h2>\n</aside>",
        ),
        (
            "```\n::figure{}\n```",
            "<pre><code>::figure{}\n</code></pre>",
        ),
        ("    ::figure{}\n", "<pre><code>::figure{}\n</code></pre>"),
        ("`::figure{}`", "<code>::figure{}</code>"),
        ("\\::figure{}", "::figure{}"),
        ("甲\n:::\n乙", "甲\n:::\n乙"),
        ("::std::vector", "::std::vector"),
        ("甲 ::figure", "甲 ::figure"),
    ]);
}

#[test]
fn faults_in_shortcodes_have_places() {
    for (text, expected) in [
        (
            "::figure{alt=\"图\"}",
            &["shortcode-argument: `::figure` needs `src` @ ::figure{alt=\"图\"}"][..],
        ),
        (
            "甲\n\n  ::figure{src=\"\" al=\"图\" alt=x}",
            &[
                "shortcode-argument: `::figure` needs `src` @ ",
                "shortcode-argument: `::figure` has no argument `al` @ al",
            ],
        ),
        (
            ":::notice{kind=\"提示\"}\n:::",
            &["shortcode-argument: `提示` is no value for `kind` @ 提示"],
        ),
        (
            ":::notice{kind=“tip”}\n:::",
            &["shortcode-argument: `“` cannot enclose the value of `kind` @ “"],
        ),
        (
            ":::notice{kind=\"tip\n:::",
            &["shortcode-argument: no `\"` ends the value of `kind` @ \"tip"],
        ),
        (
            ":::notice{kind=tip\n:::",
            &["shortcode-argument: no `}` ends the arguments @ {kind=tip"],
        ),
        (
            ":::notice{.tip}\n:::",
            &["shortcode-argument: `.tip` is not `name=\"value\"` @ .tip"],
        ),
        (
            ":::notice{} 甲\n:::",
            &["shortcode-argument: unexpected text after `}` @ 甲"],
        ),
        (
            ":::notice 甲\n:::",
            &["shortcode-argument: unexpected text after the shortcode's name @ 甲"],
        ),
        (
            "::figure{src=a src=b alt=c}",
            &["shortcode-argument: `src` is given twice @ src"],
        ),
        (
            ":::notice\n甲",
            &["unclosed-shortcode: `:::notice` is never closed @ :::notice"],
        ),
        (
            "::::notice\n:::steps\n1. a\n::::",
            &["unclosed-shortcode: `:::steps` is never closed @ :::steps"],
        ),
        (
            "::::notice\n:::notice\n甲\n::::\n乙\n:::",
            &["unclosed-shortcode: `:::notice` is never closed @ :::notice"],
        ),
        (
            "- :::notice\n\n乙\n\n:::",
            &["unclosed-shortcode: `:::notice` is never closed @ :::notice"],
        ),
        (
            "::figur{src=a}",
            &["unknown-shortcode: unknown shortcode `figur` @ ::figur{src=a}"],
        ),
        (
            "::notice",
            &["unknown-shortcode: unknown shortcode `notice` @ ::notice"],
        ),
        (
            ":::card\n甲\n:::",
            &["unknown-shortcode: unknown shortcode `card` @ :::card"],
        ),
        (
            ":::steps\n- 甲\n:::",
            &["shortcode-argument: `:::steps` holds no numbered list @ :::steps"],
        ),
        (
            "::audio{src=javascript:x title=y}",
            &["invalid-url: addresses with `javascript:` are not allowed @ javascript:x"],
        ),
        (
            "![](a.png)",
            &["missing-alt: the image has no description @ ![](a.png)"],
        ),
    ] {
        assert_eq!(read(text).1, expected, "{text}");
    }
    assert_eq!(html(":::card\n甲\n:::"), "<p>:::card\n甲\n:::</p>\n");
}
