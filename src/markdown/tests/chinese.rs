//! Chinese text: emphasis, lines, words for the search.

use super::{check, read};

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
        // What begins in one place closes nothing in another.
        (
            "[甲**乙](x.md)丙**，丁**",
            "<a href=\"x.md\">甲**乙</a>丙<strong>，丁</strong>",
        ),
        (
            "`甲**乙`丙**，丁**",
            "<code>甲**乙</code>丙<strong>，丁</strong>",
        ),
        (
            "_甲**乙_ 丙**，丁**",
            "<em>甲**乙</em> 丙<strong>，丁</strong>",
        ),
        (
            "~~甲**乙~~丙**，丁**",
            "<del>甲**乙</del>丙<strong>，丁</strong>",
        ),
        ("**甲\n\n乙**，丙**", "**甲</p>\n<p>乙<strong>，丙</strong>"),
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
            "<div class=\"table\" role=\"group\" tabindex=\"0\" aria-label=\"表格\"><table>\n<thead>\n<tr><th scope=\"col\"><strong>甲：</strong></th><th scope=\"col\"><strong>乙。</strong>丙</th></tr>\n</thead>\n<tbody>\n</tbody>\n</table></div>",
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
    assert_eq!(&*markdown.sections[0].text, "春天来了 and spring");
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
        .map(|one| (one.anchor.as_deref(), one.heading.as_str(), &*one.text))
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
