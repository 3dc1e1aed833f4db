//! The fields that every page may have.

use super::{Field, Kind, LINE, choice, field, lines, page, term};

/// The six areas that a county's community education is assessed on.
const AREAS: &[&str] = &["规划", "组织", "基地与网络", "实施成效", "保障", "特色创新"];

pub(super) fn fields() -> Vec<Field> {
    let mut fields = vec![
        field("title", "标题", "title", Kind::Text(80)).hint(
            "居民在列表和搜索结果里看到的名字，写事情本身，不写“关于”。",
            "What residents see in lists and search results.",
        ),
        field("type", "类型", "type", LINE).hint(
            "页面的类型，可以写中文名，例如 `非遗课程`。",
            "The type of the page; its Chinese name will do.",
        ),
        field("id", "固定编号", "id", Kind::Text(60)).hint(
            "别的页面用来指这一页的固定名字，标题改了也不变。",
            "A fixed name by which other pages refer to this one, whatever its title.",
        ),
        field("owner", "负责单位", "owner", page(&["org"]))
            .hint(
                "谁负责这一页：机构页面的标题。",
                "Who looks after the page: the title of an organisation's page.",
            )
            .inverse("负责的页面", "pages in its care"),
        field("date", "日期", "date", Kind::Moment)
            .hint("发布的日期，例如 2026-11-20。", "The day of publication.")
            .also(&["published"]),
        field("updated", "更新日期", "updated", Kind::Moment)
            .hint(
                "最近一次改动内容的日期。",
                "The day of the last real change.",
            )
            .also(&["lastmod"]),
        field("publish_at", "上线时间", "publish at", Kind::Moment).hint(
            "到这个时间才公开，要等那以后的一次重建。",
            "The page is public from then on, after the next build.",
        ),
        field("expire_at", "下线时间", "expire at", Kind::Moment).hint(
            "过了这个时间就不再公开，要等那以后的一次重建。",
            "The page is public until then, up to the next build.",
        ),
        field("review_by", "复查期限", "review by", Kind::Date).hint(
            "最迟哪一天要有人再看一遍；`lyceum report` 会列出过期的。",
            "By when somebody must read it again; `lyceum report` lists what is overdue.",
        ),
        field("reviewed_by", "审核人", "reviewed by", LINE).hint(
            "发布前对照原件看过的人。",
            "Who has compared it with the original before it is published.",
        ),
        field("summary", "摘要", "summary", Kind::Text(300))
            .hint(
                "一两句话，不超过 120 字，显示在列表和搜索结果里。",
                "One or two sentences for lists and search results.",
            )
            .also(&["description"]),
        field("slug", "网址名", "slug", LINE).hint(
            "网址的最后一段，不写就用文件名。",
            "The last part of the address; the file's name by default.",
        ),
        field("aliases", "旧网址", "old addresses", lines()).hint(
            "以前的网址，打开时转到这一页。",
            "Former addresses, which lead here.",
        ),
        field("draft", "草稿", "draft", Kind::Bool)
            .hint("写 true 就不发布。", "`true` keeps it out of the site."),
        field("weight", "排序", "weight", super::number(-1e9, 1e9, 0.0))
            .hint("小的排在前面。", "Smaller ones come first."),
        field("town", "镇街", "town", term("town").list())
            .hint(
                "镇或街道的名字、代码或别名。",
                "A town's name, code or other name.",
            )
            .also(&["towns"]),
        field("village", "村社区", "village", LINE),
        field("topic", "主题", "topic", term("topic").list()).also(&["topics"]),
        field("audience", "适合人群", "audience", term("audience").list()).also(&["audiences"]),
        field("tags", "标签", "tags", term("tags").list()).also(&["keywords"]),
        field("search_aliases", "别名", "other names", lines()).hint(
            "居民会用的别的叫法：俗名、方言、常见错字。",
            "Other words that residents use: common names, dialect, usual slips.",
        ),
        field("pinyin", "拼音", "pinyin", LINE).hint(
            "标题里有多音字时写全标题的拼音。",
            "The title's pinyin, where characters have several readings.",
        ),
        field("cover", "封面", "cover", Kind::File)
            .hint("一张图片的路径。", "The path of a picture."),
        field("cover_alt", "封面说明", "cover text", LINE).hint(
            "给看不见图的人念的一句话，说清图上有什么。",
            "What the picture shows, for those who cannot see it.",
        ),
        field(
            "disclosure",
            "公开属性",
            "disclosure",
            choice(&["主动公开", "依申请公开", "不予公开", "免予公开"]),
        )
        .hint(
            "不写就是主动公开。依申请公开只发布卡片，正文不上网；不予公开的不能放进来。",
            "Public by default. On request: only a card is published. Never: must not be here.",
        ),
        field("evidence", "佐证", "evidence", choice(AREAS).list()).hint(
            "这一页可以作哪几方面督导评估的材料。",
            "Which of the six areas of assessment the page is evidence for.",
        ),
        field("related", "相关页面", "related", page(&[]).list())
            .hint("别的页面的标题或路径。", "Titles or paths of other pages.")
            .inverse("提到这一页", "pages that point here"),
        field("source", "来源", "source", LINE).hint(
            "内容从哪里来：文件、网页、单位或人。",
            "Where it comes from: a document, a page, an office, a person.",
        ),
        field("source_url", "来源网址", "source address", Kind::Url),
        field("license", "许可", "licence", LINE)
            .hint("图文可以怎样转用。", "How text and pictures may be reused."),
        field("lang", "语言", "language", choice(&["zh-CN", "en"])).hint(
            "和网站不同的语言才写。",
            "Where it is not the site's language.",
        ),
        field("extra", "其他", "extra", Kind::Free)
            .hint("给自己的模板用的值。", "Values for templates of your own."),
    ];
    for field in &mut fields {
        field.is_fact = field.key == "disclosure";
    }
    fields
}
