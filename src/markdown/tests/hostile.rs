//! Input that nobody means well with.

use proptest::prelude::*;

use super::{assert_safe, fill, html, read, read_with};
use crate::markdown::HtmlPolicy;

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
