//! Edits of a small site, for tests of what follows them.
#![expect(
    clippy::disallowed_methods,
    reason = "an editor's files are on the disk"
)]

use std::fs;
use std::path::Path;

/// Numbers that look random and are the same in every run.
pub(crate) struct Numbers(u64);

impl Numbers {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }

    pub(crate) fn of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len())]
    }
}

const TITLES: [&str; 6] = [
    "书法入门",
    "隶书",
    "剪纸",
    "方洞镇成人学校",
    "雨坛彩龙",
    "手机课堂",
];
const TEXTS: [&str; 6] = [
    "每周三下午上课，带一支毛笔。",
    "## 报名\n\n到镇上报名，见[须知](/notice/a.md)。",
    "见[须知](/notice/a.md#报名)和[须知](../notice/a.md)。",
    "学分银行怎么用？\n\n## 报名\n\n打电话。",
    "**特别提醒**：周六停课。\n\n- 一\n- 二",
    "<b>粗</b> https://example.org/",
];

#[expect(clippy::format_push_string, reason = "it is the shortest")]
fn page(numbers: &mut Numbers) -> String {
    let mut page = format!("---\ntitle: {}\n", numbers.of(&TITLES));
    if numbers.below(2) == 0 {
        page += &format!("date: 2026-11-{}\n", 10 + numbers.below(10));
    }
    if numbers.below(2) == 0 {
        page += &format!("summary: {}\n", numbers.of(&["一门课", "两门课", "三门课"]));
    }
    if numbers.below(3) == 0 {
        page += &format!("topic: [{}]\n", numbers.of(&["书画", "手工", "书画, 手工"]));
    }
    if numbers.below(4) == 0 {
        page += &format!("owner: {}\n", numbers.of(&["方洞镇成人学校", "县电大"]));
    }
    if numbers.below(6) == 0 {
        page += "related: [须知]\n";
    }
    if numbers.below(150) == 0 {
        page += "related: [第二课]\n";
    }
    if numbers.below(8) == 0 {
        page += "publish_at: 2026-12-01\n";
    }
    page + "---\n\n" + numbers.of(&TEXTS) + "\n\n" + numbers.of(&TEXTS) + "\n"
}

/// How many lessons there may be, by number.
pub(crate) const LESSONS: usize = 12;

/// A template that is half written, until the next edit.
const NOTE: &str = "themes/lyceum/templates/_note.html";

/// Makes an edit; the paths that it changed.
pub(crate) fn edit(root: &Path, numbers: &mut Numbers) -> Vec<String> {
    let write = |path: &str, text: &str| {
        let whole = root.join(path);
        fs::create_dir_all(whole.parent().unwrap()).unwrap();
        fs::write(whole, text).unwrap();
        vec![path.to_owned()]
    };
    if root.join(NOTE).exists() {
        fs::remove_file(root.join(NOTE)).unwrap();
        return vec![NOTE.to_owned()];
    }
    let lesson = format!("content/lesson/{}.md", numbers.below(LESSONS));
    match numbers.below(24) {
        // A text grows, a title or a summary changes: most edits are of that kind.
        0..=4 => {
            let Ok(text) = fs::read_to_string(root.join(&lesson)) else {
                return Vec::new();
            };
            write(&lesson, &format!("{text}\n{}\n", numbers.of(&TEXTS)))
        }
        5..=7 => {
            let Ok(text) = fs::read_to_string(root.join(&lesson)) else {
                return Vec::new();
            };
            let old = TITLES
                .iter()
                .find(|title| text.contains(&format!("title: {title}\n")));
            let new = numbers.of(&TITLES);
            let text = text.replace(old.copied().unwrap_or(new), new);
            write(&lesson, &text.replace("一门课", "很好的一门课"))
        }
        8 | 9 => write(&lesson, &page(numbers)),
        10 if root.join(&lesson).exists() => {
            fs::remove_file(root.join(&lesson)).unwrap();
            vec![lesson]
        }
        11 => {
            let text = fs::read_to_string("themes/lyceum/templates/_footer.html").unwrap();
            let text = format!("{text}<p>{}</p>\n", numbers.of(&TITLES));
            write("themes/lyceum/templates/_footer.html", &text)
        }
        12 => {
            let text = format!("p {{ margin: {}px; }}\n", numbers.below(9));
            write("themes/lyceum/assets/record.css", &text)
        }
        13 => {
            let text = format!(
                "title = \"{}\"\n[app]\nenabled = false\n",
                numbers.of(&TITLES)
            );
            write("site.toml", &text)
        }
        14 => write("content/lesson/_index.md", &page(numbers)),
        15 => {
            let to = format!("content/lesson/{}.md", numbers.below(LESSONS));
            if !root.join(&lesson).exists() {
                return Vec::new();
            }
            fs::rename(root.join(&lesson), root.join(&to)).unwrap();
            vec![lesson, to]
        }
        16 => write(
            &format!("static/{}.txt", numbers.below(3)),
            numbers.of(&TEXTS),
        ),
        17 => {
            let text = format!("home = \"{}\"\n", numbers.of(&TITLES));
            write("themes/lyceum/strings/zh.toml", &text)
        }
        18 => write(NOTE, "{% if"),
        19..=22 => {
            let missing =
                |number: &usize| !root.join(format!("content/lesson/{number}.md")).exists();
            let Some(number) = (0..LESSONS).find(missing) else {
                return Vec::new();
            };
            write(&format!("content/lesson/{number}.md"), &page(numbers))
        }
        _ => {
            let text = format!("学分银行: {}\n", numbers.of(&["存学分的地方", "一种制度"]));
            write("data/glossary.yml", &text)
        }
    }
}

/// The site before all edits.
pub(crate) fn begin(root: &Path) {
    fs::create_dir_all(root.join("content/notice")).unwrap();
    fs::write(
        root.join("content/notice/a.md"),
        "---\ntitle: 须知\n---\n\n## 报名\n",
    )
    .unwrap();
}
