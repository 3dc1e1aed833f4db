//! Markdown in general: GitHub's syntax, footnotes, headings, the title.

use super::{check, fill, html, read, read_with};
use crate::markdown::HtmlPolicy;

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
            "<div class=\"table\" role=\"group\" tabindex=\"0\" aria-label=\"表格\"><table>\n<thead>\n\
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
        html("## 集合 {1, 2}\n"),
        "<h2 id=\"ji-he-1-2\">集合 {1, 2}</h2>\n"
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
