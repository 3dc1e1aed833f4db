//! What the stage as a whole makes of Markdown.

use std::borrow::Cow;

use proptest::prelude::*;

use super::{HtmlPolicy, Labels, LinkKind, Markdown, MarkdownOptions, parse};
use crate::diag::{Diagnostics, Lang};
use crate::source::{SourceDb, Span};

/// What stands at a place.
fn part(text: &str, span: Span) -> &str {
    text.get(span.range()).expect("a span is part of the text")
}

/// Reads a page and gives its diagnostics as `start..end code message` in English.
fn read_with(text: &str, html: HtmlPolicy, title: Option<&str>) -> (Markdown, Vec<String>) {
    let mut db = SourceDb::default();
    let file = db.add("a.md", text);
    let labels = Labels::zh();
    let options = MarkdownOptions {
        html,
        title,
        labels: &labels,
    };
    let mut diags = Diagnostics::default();
    let markdown = parse(file, text, 0..text.len(), &options, &mut diags);
    for span in markdown
        .links
        .iter()
        .map(|link| link.span)
        .chain(markdown.headings.iter().map(|heading| heading.span))
        .chain(diags.sorted().iter().map(|one| one.span))
    {
        let range = span.range();
        assert!(
            text.get(range.clone()).is_some(),
            "{range:?} is no part of {text:?}"
        );
    }
    let shown = diags
        .sorted()
        .iter()
        .map(|one| {
            let place = text.get(one.span.range()).unwrap_or("?");
            format!(
                "{}: {} @ {place}",
                one.code.as_str(),
                one.message.text(Lang::En)
            )
        })
        .collect();
    (markdown, shown)
}

fn read(text: &str) -> (Markdown, Vec<String>) {
    read_with(text, HtmlPolicy::Sanitize, Some("无"))
}

/// The HTML, with the addresses as the author wrote them.
fn fill(markdown: &Markdown) -> String {
    let mut out = String::new();
    markdown.html.fill(
        |link| Cow::Borrowed(markdown.links[link].target.as_str()),
        &mut out,
    );
    out
}

fn html(text: &str) -> String {
    fill(&read(text).0)
}

/// Checks a table of Markdown and HTML; paragraphs may be left out on both sides.
#[track_caller]
fn check(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        let html = html(text);
        let html = html.trim_end();
        let inner = html
            .strip_prefix("<p>")
            .and_then(|rest| rest.strip_suffix("</p>"))
            .filter(|_| !expected.starts_with("<p>"));
        assert_eq!(inner.unwrap_or(html), *expected, "{text:?}");
    }
}

#[test]
fn commonmark_and_gfm() {
    check(&[
        ("", ""),
        ("a & b < c > \"d\"", "a &amp; b &lt; c &gt; \"d\""),
        (
            "~~旧~~ `代码 <b>`",
            "<del>旧</del> <code>代码 &lt;b&gt;</code>",
        ),
        ("- 甲\n- 乙", "<ul>\n<li>甲</li>\n<li>乙</li>\n</ul>"),
        (
            "3. 甲\n\n4. 乙",
            "<ol start=\"3\">\n<li><p>甲</p>\n</li>\n<li><p>乙</p>\n</li>\n</ol>",
        ),
        (
            "- 甲\n  - 乙",
            "<ul>\n<li>甲\n<ul>\n<li>乙</li>\n</ul>\n</li>\n</ul>",
        ),
        (
            "- [x] 甲\n- [ ] 乙",
            "<ul>\n<li><input type=\"checkbox\" disabled checked aria-label=\"已完成\"> 甲</li>\n\
             <li><input type=\"checkbox\" disabled aria-label=\"未完成\"> 乙</li>\n</ul>",
        ),
        (
            "| 甲 | 乙 |\n|:--|--:|\n| 1 | 2 |",
            "<div class=\"table\"><table>\n<thead>\n\
             <tr><th scope=\"col\" class=\"left\">甲</th><th scope=\"col\" class=\"right\">乙</th></tr>\n\
             </thead>\n<tbody>\n\
             <tr><td class=\"left\">1</td><td class=\"right\">2</td></tr>\n</tbody>\n</table></div>",
        ),
        (
            "```rust,ignore\na<b\n```",
            "<pre><code class=\"language-rust\">a&lt;b\n</code></pre>",
        ),
        ("    甲\n    乙\n", "<pre><code>甲\n乙\n</code></pre>"),
        ("> 甲", "<blockquote>\n<p>甲</p>\n</blockquote>"),
        (
            "> [!CAUTION]\n> 甲",
            "<aside class=\"notice notice-danger\" role=\"note\">\n\
             <p class=\"notice-title\">危险</p>\n<p>甲</p>\n</aside>",
        ),
        ("甲\n: 乙", "<dl>\n<dt>甲</dt>\n<dd>乙</dd>\n</dl>"),
        ("甲\n\n---\n\n乙", "<p>甲</p>\n<hr>\n<p>乙</p>"),
        ("甲  \n乙", "甲<br>\n乙"),
        (
            "![图 *一*](a.svg \"题\")",
            "<img src=\"a.svg\" alt=\"图 一\" title=\"题\" loading=\"lazy\" decoding=\"async\">",
        ),
        (
            "[甲](b.md#c \"题\")",
            "<a href=\"b.md#c\" title=\"题\">甲</a>",
        ),
        ("[甲][x]\n\n[x]: b.md", "<a href=\"b.md\">甲</a>"),
        (
            "<https://example.org/?a=1&b>",
            "<a href=\"https://example.org/?a=1&amp;b\">https://example.org/?a=1&amp;b</a>",
        ),
        (
            "见 www.example.org。",
            "见 <a href=\"http://www.example.org\">www.example.org</a>。",
        ),
        (
            "**a@example.org**",
            "<strong><a href=\"mailto:a@example.org\">a@example.org</a></strong>",
        ),
        (
            "https://example.org/a_b_c&d",
            "<a href=\"https://example.org/a_b_c&amp;d\">https://example.org/a_b_c&amp;d</a>",
        ),
        (
            "[https://example.org](b.md)",
            "<a href=\"b.md\">https://example.org</a>",
        ),
        ("`www.example.org`", "<code>www.example.org</code>"),
    ]);
}

#[test]
fn footnotes_stand_at_the_end_in_the_order_of_the_text() {
    let text = "甲[^b]乙[^a]丙[^b]\n\n[^a]: 一\n[^b]: 二 <https://x.org>\n[^c]: 无人提\n";
    assert_eq!(
        html(text),
        "<p>甲<sup class=\"footnote-ref\"><a href=\"#fn:1\" id=\"fnref:1\" role=\"doc-noteref\">1</a></sup>\
         乙<sup class=\"footnote-ref\"><a href=\"#fn:2\" id=\"fnref:2\" role=\"doc-noteref\">2</a></sup>\
         丙<sup class=\"footnote-ref\"><a href=\"#fn:1\" id=\"fnref:1:2\" role=\"doc-noteref\">1</a></sup></p>\n\
         <section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"脚注\">\n<ol>\n\
         <li id=\"fn:1\"><p>二 <a href=\"https://x.org\">https://x.org</a> \
         <a href=\"#fnref:1\" class=\"footnote-back\" role=\"doc-backlink\" aria-label=\"回到正文\">↩</a> \
         <a href=\"#fnref:1:2\" class=\"footnote-back\" role=\"doc-backlink\" aria-label=\"回到正文\">↩</a></p></li>\n\
         <li id=\"fn:2\"><p>一 \
         <a href=\"#fnref:2\" class=\"footnote-back\" role=\"doc-backlink\" aria-label=\"回到正文\">↩</a></p></li>\n\
         </ol>\n</section>\n"
    );
}

/// The facts of the amendments' cases, in other words; `strong` and `em` are what is asked.
#[test]
fn emphasis_beside_chinese() {
    check(&[
        ("**注意：**请先报名", "<strong>注意：</strong>请先报名"),
        ("这是**“重点”**吗", "这是<strong>“重点”</strong>吗"),
        (
            "他说**「你好」**后走了",
            "他说<strong>「你好」</strong>后走了",
        ),
        ("他说**(你好)**后走了", "他说<strong>(你好)</strong>后走了"),
        ("*斜体，*后文", "<em>斜体，</em>后文"),
        (
            "***又粗又斜。***后文",
            "<em><strong>又粗又斜。</strong></em>后文",
        ),
        (
            "**甲，**乙**丙，**丁",
            "<strong>甲，</strong>乙<strong>丙，</strong>丁",
        ),
        (
            "Git**（不是 GitHub）**",
            "Git<strong>（不是 GitHub）</strong>",
        ),
        (
            "标准**[甲](b)**乙",
            "标准<strong><a href=\"b\">甲</a></strong>乙",
        ),
        (
            "**[甲](b)**和**[丙](d)**乙",
            "<strong><a href=\"b\">甲</a></strong>和<strong><a href=\"d\">丙</a></strong>乙",
        ),
        (
            "先写**`代码`**再跑",
            "先写<strong><code>代码</code></strong>再跑",
        ),
        (
            "[甲**（乙）**丙](x.md)",
            "<a href=\"x.md\">甲<strong>（乙）</strong>丙</a>",
        ),
        ("价格**￥10**起", "价格<strong>￥10</strong>起"),
        (
            "**C#**和**F#**都行",
            "<strong>C#</strong>和<strong>F#</strong>都行",
        ),
        ("**真…**她", "<strong>真…</strong>她"),
        ("**真—**她", "<strong>真—</strong>她"),
        ("**真·**她", "<strong>真·</strong>她"),
        ("**真-**她", "<strong>真-</strong>她"),
        ("真**（她**", "真<strong>（她</strong>"),
        ("**真）**她", "<strong>真）</strong>她"),
        ("**真，** 她", "<strong>真，</strong> 她"),
        ("𠮟**(正体)**", "𠮟<strong>(正体)</strong>"),
        // Variation selectors: ideographic, and standard behind an ideograph.
        (
            "葛\u{e0100}**(正体)**市",
            "葛\u{e0100}<strong>(正体)</strong>市",
        ),
        (
            "塚\u{fe00}**(异体)** 乙",
            "塚\u{fe00}<strong>(异体)</strong> 乙",
        ),
        (
            "〽\u{fe0e}**(记号)**乙",
            "〽\u{fe0e}<strong>(记号)</strong>乙",
        ),
        (
            "**“\u{fe01}Git”\u{fe01}**Hub",
            "<strong>“\u{fe01}Git”\u{fe01}</strong>Hub",
        ),
        // Emoji are no Chinese, nor is anything Latin.
        ("😀**(a)**b", "😀**(a)**b"),
        ("a**(b)**c", "a**(b)**c"),
        // Underscores keep their own rule.
        ("__注意__：事项", "<strong>注意</strong>：事项"),
        ("这__（不）__行", "这__（不）__行"),
        ("变量_名_字", "变量_名_字"),
        // Strikethrough.
        ("甲~~(乙)丙~~丁", "甲<del>(乙)丙</del>丁"),
        ("a~~b()~~丙", "a<del>b()</del>丙"),
        ("~~甲，~~乙", "<del>甲，</del>乙"),
        ("~~a~~：~~a~~", "<del>a</del>：<del>a</del>"),
        ("20~30元，约~40~元", "20~30元，约~40~元"),
        // Not emphasis.
        ("\\**注意：**请", "**注意：**请"),
        ("\\***注意：**请", "*<strong>注意：</strong>请"),
        ("`**注意：**请`", "<code>**注意：**请</code>"),
        ("2*（3）*4", "2<em>（3）</em>4"),
        ("[甲](<b**（c）**d>)", "<a href=\"b**（c）**d\">甲</a>"),
        (
            "<https://x.org/**（a）**b>",
            "<a href=\"https://x.org/**（a）**b\">https://x.org/**（a）**b</a>",
        ),
        (
            "    **注意：**请\n",
            "<pre><code>**注意：**请\n</code></pre>",
        ),
        ("甲 ** 乙，** 丙", "甲 ** 乙，** 丙"),
        (
            "> 甲**，\n>**乙",
            "<blockquote>\n<p>甲**，\n**乙</p>\n</blockquote>",
        ),
        (
            "[**甲。**乙]\n\n[**甲。**乙]: x.md",
            "<a href=\"x.md\">**甲。**乙</a>",
        ),
        // A cell ends what is in it.
        (
            "|**甲：**|**乙。**丙|\n|-|-|",
            "<div class=\"table\"><table>\n<thead>\n<tr><th scope=\"col\"><strong>甲：</strong></th><th scope=\"col\"><strong>乙。</strong>丙</th></tr>\n</thead>\n<tbody>\n</tbody>\n</table></div>",
        ),
        (
            "请见**https://x.org/（a）**下",
            "请见<strong><a href=\"https://x.org/\">https://x.org/</a>（a）</strong>下",
        ),
    ]);
}

#[test]
fn lines_of_chinese_join() {
    check(&[
        ("春天\n来了", "春天来了"),
        ("春天，\n来了", "春天，来了"),
        ("春天\n**来了**", "春天<strong>来了</strong>"),
        ("春天\n[来](x.md)了", "春天<a href=\"x.md\">来</a>了"),
        ("他说\n“好”", "他说“好”"),
        ("春天\nspring\n来了", "春天\nspring\n来了"),
        ("한국어\n공부", "한국어\n공부"),
        ("春天\n`x`", "春天\n<code>x</code>"),
        ("春天\r\n来了", "春天来了"),
        (
            "> 春天\n> 来了",
            "<blockquote>\n<p>春天来了</p>\n</blockquote>",
        ),
        (
            "春天\n![图](a)来了",
            "春天\n<img src=\"a\" alt=\"图\" loading=\"lazy\" decoding=\"async\">来了",
        ),
    ]);
    let (markdown, _) = read("春天\n来了 and\nspring");
    assert_eq!(markdown.sections[0].text, "春天来了 and spring");
}

#[test]
fn headings_get_readable_anchors() {
    let (markdown, diags) = read(
        "## 怎么报名\n## 怎么报名\n### Wi-Fi **设置** {#wifi .big}\n## 怎么报名 2\n## ？\n## x {#wifi}",
    );
    let ids: Vec<&str> = markdown
        .headings
        .iter()
        .map(|one| one.id.as_str())
        .collect();
    assert_eq!(
        ids,
        [
            "zen-me-bao-ming",
            "zen-me-bao-ming-2",
            "wifi",
            "zen-me-bao-ming-2-2",
            "section",
            "wifi"
        ]
    );
    assert_eq!(
        diags,
        ["duplicate-anchor: the anchor `#wifi` is given twice @ ## x {#wifi}"]
    );
    assert_eq!(
        html("### Wi-Fi **设置** {#wifi .big}"),
        "<h3 id=\"wifi\" class=\"big\">Wi-Fi <strong>设置</strong></h3>\n"
    );
}

#[test]
fn the_title_is_lifted_out() {
    for (text, given, title, html) in [
        ("# 甲\n\n乙", None, Some("甲"), "<p>乙</p>\n"),
        ("甲\n===\n乙", None, Some("甲"), "<p>乙</p>\n"),
        ("# 甲 [乙](x.md)\n", None, Some("甲 乙"), ""),
        (
            "乙\n\n# 甲",
            None,
            Some("甲"),
            "<p>乙</p>\n<h1 id=\"jia\">甲</h1>\n",
        ),
        ("## 甲", None, Some("甲"), "<h2 id=\"jia\">甲</h2>\n"),
        ("# 甲\n\n乙", Some("甲"), None, "<p>乙</p>\n"),
        (
            "# 甲\n\n乙",
            Some("丙"),
            None,
            "<h1 id=\"jia\">甲</h1>\n<p>乙</p>\n",
        ),
        ("<!-- 注 -->\n\n# 甲", None, Some("甲"), ""),
        (
            "> # 甲",
            None,
            Some("甲"),
            "<blockquote>\n<h1 id=\"jia\">甲</h1>\n</blockquote>\n",
        ),
        ("无题", None, None, "<p>无题</p>\n"),
    ] {
        let (markdown, _) = read_with(text, HtmlPolicy::Sanitize, given);
        assert_eq!(markdown.title.as_deref(), title, "{text}");
        assert_eq!(fill(&markdown), html, "{text}");
    }
}

#[test]
fn links_know_their_places() {
    let text = "前言 [a.md](a.md \"a.md\") **注意：**请 ![图](图.svg) https://x.org/路。\n\n\
                [甲][乙] <https://y.org> <b@c.org> [丙](<a b.md>) [丁](a\\_b.md)\n\n[乙]: ../d.md '题'\n\n\
                <a href=\"raw.md\">x</a>\n\n::figure{src=\"f.svg\" alt=\"图\"}\n";
    let (markdown, diags) = read(text);
    let found: Vec<(&str, LinkKind, &str)> = markdown
        .links
        .iter()
        .map(|link| (link.target.as_str(), link.kind, part(text, link.span)))
        .collect();
    assert_eq!(
        found,
        [
            ("a.md", LinkKind::Link, "a.md"),
            ("图.svg", LinkKind::Image, "图.svg"),
            ("https://x.org/路", LinkKind::Link, "https://x.org/路"),
            ("../d.md", LinkKind::Link, "../d.md"),
            ("https://y.org", LinkKind::Link, "https://y.org"),
            ("mailto:b@c.org", LinkKind::Link, "b@c.org"),
            ("a b.md", LinkKind::Link, "a b.md"),
            ("a_b.md", LinkKind::Link, "[丁](a\\_b.md)"),
            ("f.svg", LinkKind::Image, "f.svg"),
            ("raw.md", LinkKind::Link, "raw.md"),
        ]
    );
    assert_eq!(markdown.links[0].span.range().start, "前言 [a.md](".len());
    assert_eq!(diags, [""; 0]);
}

#[test]
fn scripts_are_no_addresses() {
    for address in [
        "javascript:x",
        "JAVASCRIPT:x",
        "java&#x73;cript:x",
        "vbscript:x",
        "data:text/html,x",
        "&#1;javascript:x",
    ] {
        let (markdown, diags) = read(&format!("[甲]({address}) ![乙]({address})"));
        assert_eq!(
            fill(&markdown),
            "<p><a>甲</a> <img alt=\"乙\" loading=\"lazy\" decoding=\"async\"></p>\n",
            "{address}"
        );
        assert_eq!(diags.len(), 2, "{address}: {diags:?}");
        assert!(diags[0].starts_with("invalid-url: "));
    }
    let picture = "![乙](data:image/png;base64,AA)";
    assert_eq!(read(picture).1.len(), 1);
    let (markdown, diags) = read_with(picture, HtmlPolicy::Allow, None);
    assert!(diags.is_empty() && markdown.links.len() == 1);
    assert_eq!(
        read("<a href=\"javascript:x\">甲</a>").1,
        ["invalid-url: addresses with `javascript:` are not allowed @ javascript:x"]
    );
}

#[test]
fn raw_html_follows_the_policy() {
    let text = "甲<b onclick=\"x()\">乙</b><script>x()</script><br>\n\n<div class=\"k\" style=\"x\">\n<a href=\"丙.md\">丙</a><img src=d.png>\n\n**丁**\n\n</div>\n";
    let (markdown, diags) = read(text);
    assert_eq!(
        fill(&markdown),
        "<p>甲<b>乙</b>x()<br></p>\n<div class=\"k\">\n<a href=\"丙.md\">丙</a><img src=\"d.png\">\n<p><strong>丁</strong></p>\n</div>\n"
    );
    assert!(diags.is_empty());
    let targets: Vec<&str> = markdown
        .links
        .iter()
        .map(|link| part(text, link.span))
        .collect();
    assert_eq!(targets, ["丙.md", "d.png"]);
    assert_eq!(markdown.sections[0].text, "甲乙x()\n丙\n丁");

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

#[test]
fn text_for_the_search() {
    let (markdown, _) = read(
        "导言 `code`\n\n- 甲\n- 乙\n\n## 节 **一**\n\n| 时间 | 地点 |\n|-|-|\n| 周一 | 一楼 |\n\n\
         ![图](a.png)好\n\n::figure{src=a alt=\"说明\" caption=\"题\"}\n\n:::notice\n丙\n:::\n\n### 空\n",
    );
    let sections: Vec<(Option<&str>, &str, &str)> = markdown
        .sections
        .iter()
        .map(|one| {
            (
                one.anchor.as_deref(),
                one.heading.as_str(),
                one.text.as_str(),
            )
        })
        .collect();
    assert_eq!(
        sections,
        [
            (None, "", "导言 code\n甲\n乙"),
            (
                Some("jie-yi"),
                "节 一",
                "时间 地点\n周一 一楼\n图好\n说明\n题\n说明\n丙"
            ),
            (Some("kong"), "空", ""),
        ]
    );
    assert_eq!(markdown.words, 24);
    assert_eq!(markdown.summary, "导言 code 好");
}

#[test]
fn bad_input_is_only_text() {
    for text in [
        "\0",
        "\r",
        "\r\n\r\n",
        "#",
        "[",
        "![",
        "<",
        "&#0;",
        "|",
        "|-|",
        "```",
        "- ",
        ">",
        "[^",
        "[^1]: ",
        "::",
        ":::",
        "::a",
        ":::notice{",
        "甲\u{0}乙",
        "\u{feff}甲",
        "<!--",
        "<![CDATA[",
        "<a href=",
    ] {
        read(text);
        read_with(text, HtmlPolicy::Allow, None);
        read_with(text, HtmlPolicy::Escape, None);
    }
    assert_eq!(html("甲\0乙"), "<p>甲\u{fffd}乙</p>\n");
    let marks: String = ('\u{fdd0}'..='\u{fdef}').collect();
    assert_eq!(html(&format!("{marks}**")), format!("<p>{marks}**</p>\n"));
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
fn nothing_takes_long() {
    // Each of these makes careless readers of Markdown or HTML quadratic.
    for piece in [
        ">",
        "> ",
        "[",
        "](",
        "![",
        "*",
        "*a",
        "**a ",
        "_a",
        "~~",
        "`",
        "<",
        "<a href=",
        "<!--",
        "&#1;",
        "\\",
        "|",
        "- ",
        "1. ",
        "[^",
        "[^a]: b\n",
        "[a]: b\n",
        "www.",
        "www.a_.",
        "a@b",
        "a@b.",
        "https://a.b/(",
        "a;&b;",
        ":::",
        ":::notice\n",
        "::figure{",
        "**注意：**请",
        "甲\n",
        "## 甲\n",
        "<div>",
        "<b>",
        "<b><i>",
        "<a href=\"x\">",
        "\0",
    ] {
        read(&piece.repeat(20_000));
    }
    read(&"报名电话a ".repeat(100_000));
    let (many, other) = (":::::notice\n".repeat(20_000), ":::\n".repeat(20_000));
    read(&format!("{many}{other}"));
    read(&format!("- ::::notice\n{many}{}", "::::\n".repeat(20_000)));
}

#[test]
fn places_count_from_the_start_of_the_file() {
    let text = "---\ntitle: 甲\n---\n**注意：**请[乙](b.md)\n:::notice\n[丙](c.md)\n";
    let start = text.find("**").expect("the body");
    let mut db = SourceDb::default();
    let file = db.add("a.md", text);
    let labels = Labels::zh();
    let options = MarkdownOptions {
        html: HtmlPolicy::Sanitize,
        title: Some("甲"),
        labels: &labels,
    };
    let mut diags = Diagnostics::default();
    let markdown = parse(file, text, start..text.len(), &options, &mut diags);
    let targets: Vec<&str> = markdown
        .links
        .iter()
        .map(|link| part(text, link.span))
        .collect();
    assert_eq!(targets, ["b.md", "c.md"]);
    let faults: Vec<&str> = diags
        .sorted()
        .iter()
        .map(|one| part(text, one.span))
        .collect();
    assert_eq!(faults, [":::notice"]);
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

/// Pieces that make trouble when put together.
fn markdown() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "甲",
        "乙。",
        "，",
        "“",
        "”",
        "a",
        "B1",
        " ",
        "  ",
        "\n",
        "\n\n",
        "\r\n",
        "    ",
        "*",
        "**",
        "***",
        "_",
        "__",
        "~~",
        "~",
        "`",
        "``",
        "```\n",
        "[",
        "](",
        ")",
        "]",
        "![",
        "[^1]",
        "[^1]: ",
        "[a]: ",
        "<",
        ">",
        "> ",
        "- ",
        "1. ",
        "| ",
        "|-|-|\n",
        ": ",
        "::",
        ":::",
        ":::notice",
        "::figure",
        "{",
        "}",
        "kind=\"tip\"",
        "src=a",
        "\"",
        "=",
        "# ",
        "## ",
        "===\n",
        "{#x}",
        "\\",
        "&",
        "&amp;",
        "&#x6a;",
        "https://x.org/",
        "www.x.y",
        "@",
        "x@y.z",
        "javascript:",
        "<b>",
        "</b>",
        "<div>",
        "</div>",
        "<script>",
        "</script>",
        "<!--",
        "-->",
        "<a href=\"",
        "<img src=x onerror=y>",
        "<svg onload=x>",
        "<table>",
        "<td>",
        "</p>",
        "\0",
        "\u{fdd0}",
        "\u{fe00}",
        "\u{e0100}",
        "\u{3000}",
        "😀",
        "한",
        ":::\n",
        "::::\n",
        "- [ ] ",
        "> [!NOTE]\n",
        "<textarea>",
        "<plaintext>",
        "&#xfdd0;",
        "&#xfdd0;0&#xfdd0;",
        "<b title=\"",
        "\">",
        "\" onclick=\"x",
        "<a href=\"&#xfdd0;javascript:x\">",
    ]);
    prop::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

/// What `<` begins in safe HTML, and that each element ends.
fn assert_safe(html: &str) {
    let mut open: Vec<&str> = Vec::new();
    for part in html.split('<').skip(1) {
        let (tag, _) = part.split_once('>').expect("each tag ends");
        let name = tag.split([' ', '\n']).next().unwrap_or_default();
        if let Some(name) = name.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "{html}");
            continue;
        }
        assert!(
            !["script", "style", "svg", "iframe", "textarea", "plaintext"].contains(&name),
            "{html}"
        );
        // Outside of values.
        let attributes: String = tag.split('"').step_by(2).collect();
        assert!(
            attributes
                .split_ascii_whitespace()
                .all(|attribute| !attribute.starts_with("on")),
            "{html}"
        );
        for script in ["href=\"javascript:", "src=\"javascript:"] {
            assert!(!tag.contains(script), "{html}");
        }
        if !["br", "hr", "img", "input", "wbr", "col", "source", "track"].contains(&name) {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?} in {html}");
}

proptest! {
        #[test]
    fn hostile_markdown_is_harmless(text in markdown()) {
        let (markdown, _) = read(&text);
        assert_safe(&fill(&markdown));
        let (escaped, _) = read_with(&text, HtmlPolicy::Escape, None);
        assert_safe(&fill(&escaped));
        read_with(&text, HtmlPolicy::Allow, None);
    }

    #[test]
    fn any_text_is_read(text in any::<String>()) {
        assert_safe(&fill(&read(&text).0));
    }
}
