//! What the targets share: a small site, and its search index.

use std::collections::BTreeMap;
use std::io;
use std::sync::OnceLock;

use jiff::civil::date;
use lyceum::diag::{Diagnostics, Format, Lang, View, render};
use lyceum::emit::emit;
use lyceum::mend::{Mended, mended};
use lyceum::source::SourceDb;
use lyceum::world::{MemorySink, MemoryWorld};
use lyceum::{BuildOptions, build};
use lyceum_index::compression::decompressed;
use lyceum_index::engine::{Engine, Step};
use lyceum_index::native::Index;
use lyceum_index::published::{FileId, FileKind};
use lyceum_index::sound::COMMON;

const SETTINGS: &str = r#"title = "泸县终身学习网"
base_url = "https://example.org/"

[taxonomies.town]
terms = ["方洞镇", "玄滩镇", "福集镇"]

[taxonomies.topic]
terms = ["科普", "法制", "休闲"]
"#;

const PAGES: [(&str, &str); 6] = [
    (
        "content/org/college.md",
        "---\ntitle: 县社区教育学院\ntype: org\ntier: 县级\nparent: 无\nowner: 县社区教育学院\ndate: 2026-01-05\n---\n负责全县的社区教育。\n",
    ),
    (
        "content/heritage/dragon.md",
        "---\ntitle: 雨坛彩龙\ntype: heritage\nlevel: 待核实\ncategory: 待核实\nlisted_as: 雨坛彩龙\nowner: 县社区教育学院\ndate: 2026-03-01\n---\n二月初二看耍龙。\n\n## 怎么看\n\n到方洞镇的坝子上，雨壇彩龍从下午舞到晚上。\n",
    ),
    (
        "content/course/phone.md",
        "---\ntitle: 手机入门\ntype: course\nmode: 线下\nduration_min: 90\nfee: 0\naudience: 老年人\ntopic: 科普\ntown: 玄滩镇\nowner: 县社区教育学院\ndate: 2026-11-01\nsearch_aliases: [智能手机, wifi]\n---\n打开微信，点右上角的加号。\n",
    ),
    (
        "content/policy/notice.md",
        "---\ntitle: 关于社区教育的通知\ntype: policy\ndoc_no: 泸县府办发〔2016〕215号\nissuer: 县社区教育学院\ndoc_kind: 通知\nwritten_on: 2016-11-18\npublished_on: 2016-11-20\nvalidity: 有效\nowner: 县社区教育学院\ndisclosure: 主动公开\nreviewed_by: 甲\n---\n各镇人民政府，各街道办事处。\n",
    ),
    (
        "content/guide/join.md",
        "---\ntitle: 怎么报名\n---\n带身份证到<b>学校</b>，或者打电话。学时可以换学分。\n",
    ),
    (
        "content/guide/english.md",
        "---\ntitle: Learning English\nlang: en\n---\nWords, words & <script>words</script>.\n",
    ),
];

/// The small site, without what a target puts in the place of some of its files.
pub fn world() -> MemoryWorld {
    let mut world = MemoryWorld::new(date(2026, 11, 20));
    world.write("site.toml", SETTINGS);
    world.write("data/synonyms.yml", "both:\n- [广场舞, 坝坝舞]\none_way:\n  耍龙: [舞龙, 雨坛彩龙]\n");
    world.write("data/glossary.yml", "学分: 学习一次记下的分数\n");
    for (path, text) in PAGES {
        world.write(path, text);
    }
    world
}

/// Reads a site. Its faults can be shown, and mending a file of it comes to an end.
pub fn read(path: &str, text: &str) {
    let mut text = text.to_owned();
    for _ in 0..8 {
        let Some(next) = read_once(path, &text) else {
            return;
        };
        text = next;
    }
    panic!("never mended: {text}");
}

/// Reads a site once, and gives the file as `check --fix` leaves it where that changes it.
fn read_once(path: &str, text: &str) -> Option<String> {
    let mut world = world();
    world.write(path, text);
    let mut sources = SourceDb::default();
    let mut diags = Diagnostics::default();
    let options = BuildOptions::default();
    drop(lyceum::read(&world, &options, &|_| {}, &mut sources, &mut diags));
    show(&diags, &sources);
    let mended = mended(&diags.fixes(), &sources).into_iter();
    let mut mended = mended.filter(|one| sources.file(one.file).path == path);
    mended.next().map(|Mended { text, .. }| text)
}

/// Shows faults in every form.
pub fn show(diags: &Diagnostics, sources: &SourceDb) {
    for format in [Format::Full, Format::Json] {
        for lang in [Lang::Zh, Lang::En] {
            let view = View {
                format,
                lang,
                colour: false,
            };
            assert_eq!(render(diags, sources, view).is_empty(), diags.is_empty());
        }
    }
}

/// The search index of the small site.
pub struct Published {
    /// By names in the search folder, as they are published.
    files: BTreeMap<String, Vec<u8>>,
}

impl Published {
    /// Made once.
    pub fn once() -> &'static Self {
        static PUBLISHED: OnceLock<Published> = OnceLock::new();
        PUBLISHED.get_or_init(|| {
            let (world, mut sink) = (world(), MemorySink::default());
            let mut sources = SourceDb::default();
            let mut diags = Diagnostics::default();
            let options = BuildOptions::default();
            let files = build(&world, &options, &mut sources, &mut diags);
            let files = files.unwrap_or_else(|error| panic!("{error}: {diags:?}"));
            emit(&world, &files, &mut sink).expect("memory takes all");
            let files = sink.files().iter();
            let files = files.filter_map(|(path, bytes)| {
                Some((path.strip_prefix("search/")?.to_owned(), bytes.clone()))
            });
            Self {
                files: files.collect(),
            }
        })
    }

    /// Stock tantivy on it.
    pub fn index(&self) -> Index {
        Index::open(|name| {
            let file = self.files.get(name).cloned();
            file.ok_or_else(|| io::ErrorKind::NotFound.into())
        })
        .expect("it is whole")
    }

    /// The boot file and its content.
    pub fn boot(&self) -> (FileId, Vec<u8>) {
        let mut files = self.files.keys().filter_map(|name| FileId::from_name(name));
        let boot = files.find(|file| file.kind == FileKind::Boot).expect("there is one");
        (boot, self.known(boot).expect("it is there"))
    }

    /// The browser's engine on it.
    pub fn engine(&self) -> Engine {
        let (file, content) = self.boot();
        Engine::open(file, &content, COMMON).expect("it is whole")
    }

    /// What the browser's script provides for a file, if there is one.
    pub fn known(&self, file: FileId) -> Option<Vec<u8>> {
        let bytes = self.files.get(&file.name())?;
        Some(decompressed(file.kind, bytes).expect("it is whole"))
    }
}

/// Carries on until there is an answer, or what is asked for cannot be had. Whoever asks for ever is told.
pub fn answer<T>(
    engine: &mut Engine,
    mut step: impl FnMut(&mut Engine) -> Result<Step<T>, lyceum_index::Error>,
    content: impl Fn(FileId) -> Option<Vec<u8>>,
) -> Option<T> {
    for _ in 0..8 {
        match step(engine).ok()? {
            Step::Done(answer) => return Some(answer),
            Step::Fetch(files) => {
                for file in files {
                    engine.provide(file, &content(file)?).ok()?;
                }
            }
        }
    }
    panic!("asks for ever");
}

/// Fails where escaped HTML holds more than `<mark>`.
pub fn assert_only_marks(html: &str) {
    let rest = html.replace("<mark>", "").replace("</mark>", "");
    assert!(!rest.contains(['<', '>', '"', '\'']), "{html}");
}
