//! A site of made-up pages, published in memory.

use std::collections::BTreeMap;
use std::io;

use lyceum_index::compression::decompressed;
use lyceum_index::engine::{Engine, Step};
use lyceum_index::native::Index;
use lyceum_index::published::FileId;
use lyceum_index::sound::COMMON;
use lyceum_index::{
    Document, Published, PublishedFile, Query, SearchResults, Section, Vocabulary, WriteError,
    write,
};

/// Written for these tests; mixed and multiplied by [`corpus`].
const SENTENCES: [&str; 24] = [
    "社区教育学校每周六上午九点开课，居民凭身份证即可免费报名。",
    "老年人学习智能手机，先从放大字体和接听视频电话开始。",
    "雨坛彩龙的龙身用竹篾扎成，蒙上彩布，九个人合力舞动。",
    "玄滩狮舞要在叠起的方桌上完成翻滚、跳跃和采青。",
    "终身学习积分可以兑换课程，每参加一次活动累积两个学分。",
    "泸县府办发〔2016〕215号文件提出，到2018年参与率达到80%。",
    "瀘縣的龍腦橋建於明代，橋墩上雕刻著龍、獅、象等瑞獸。",
    "月母鸡汤选用散养母鸡，加老姜慢火炖足三个小时。",
    "农家书屋周一至周五8:30—17:30开放，节假日另行通知。",
    "电工培训分理论和实操两部分，考试合格发给证书。",
    "垃圾分类记四个字：可回收、有害、厨余、其他。",
    "宋代石刻博物馆收藏武士、侍女、乐伎等石刻两百余件。",
    "社区教育志愿者走进院坝，教大家跳广场舞、唱山歌。",
    "3D打印体验课面向小学生，使用PLA材料，不收材料费。",
    "全民终身学习活动周在玉蟾街道社区教育学校开幕。",
    "防范电信诈骗：不轻信、不转账、不透露验证码。",
    "牛滩生姜远近闻名，合作社统一育苗、统一收购。",
    "屈氏庄园是一座清代民居，四角建有碉楼。",
    "学习太极拳（Tai Chi）要慢，呼吸要匀，重心要稳。",
    "福集耍锣由大锣、小锣、钹、鼓四件乐器合奏。",
    "家长课堂讲亲子沟通，也讲怎样陪孩子写作业。",
    "高血压患者应当低盐饮食，按时服药，定期量血压。",
    "法律援助中心在每个镇设了工作站，咨询不收费。",
    "社区教育讲师团共有专兼职教师 120 人，涵盖 Word、Excel 等课程。",
];

/// A small generator of numbers (SplitMix64): tests must not depend on chance.
pub(crate) fn numbers(seed: u64) -> impl FnMut(usize) -> usize {
    let mut state = seed;
    move |below| {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % below as u64).unwrap()
    }
}

/// What is published of pages on a site whose words mean what the tests want.
pub(crate) fn publish(pages: Vec<Document>) -> Result<Published, WriteError> {
    write(pages, &["学分".to_owned()], vocabulary())
}

fn vocabulary() -> Vocabulary {
    Vocabulary {
        synonyms: vec![("坝坝舞".to_owned(), vec!["广场舞".to_owned()])],
        ..Vocabulary::default()
    }
}

/// One of the sentences.
pub(crate) fn sentence(seed: u64) -> &'static str {
    SENTENCES[numbers(seed)(SENTENCES.len())]
}

/// `count` pages, always the same.
pub(crate) fn corpus(count: usize) -> Vec<Document> {
    let mut number = numbers(7);
    let pick = |number: &mut dyn FnMut(usize) -> usize| SENTENCES[number(SENTENCES.len())];
    let mut pages = Vec::new();
    for page in 0..count {
        let mut sections = Vec::new();
        for section in 0..=number(4) {
            let text: String = (0..=number(9)).map(|_| pick(&mut number)).collect();
            sections.push(Section {
                anchor: (section > 0).then(|| format!("s{section}")),
                heading: if section > 0 {
                    pick(&mut number).chars().take(6).collect()
                } else {
                    String::new()
                },
                text: text.into(),
            });
        }
        let town = ["方洞镇", "玄滩镇", "玉蟾街道"][number(3)];
        pages.push(Document {
            url: format!("/p/{page:04}/"),
            pinyin: None,
            card: None,
            title: pick(&mut number).chars().take(3 + number(8)).collect(),
            summary: if number(2) == 0 {
                String::new()
            } else {
                pick(&mut number).to_owned()
            },
            aliases: if number(5) == 0 {
                vec!["彩龙灯".to_owned()]
            } else {
                Vec::new()
            },
            kind: ["course", "policy", "event"][number(3)].to_owned(),
            date: (number(3) > 0).then(|| {
                format!(
                    "20{:02}-0{}-1{}",
                    10 + number(15),
                    1 + number(9),
                    number(10)
                )
            }),
            lapsed: number(9) == 0,
            facets: [("town".to_owned(), vec![town.to_owned()])].into(),
            sections,
        });
    }
    pages
}

/// Published files, and both ways to search them.
pub(crate) struct Site {
    pub(crate) files: BTreeMap<String, Vec<u8>>,
    pub(crate) index: Index,
}

impl Site {
    pub(crate) fn new(documents: &[Document]) -> Self {
        Self::with(documents, vocabulary())
    }

    /// A site whose words mean this.
    pub(crate) fn with(documents: &[Document], vocabulary: Vocabulary) -> Self {
        let files = write(documents.to_vec(), &["学分".to_owned()], vocabulary)
            .unwrap()
            .files
            .into_iter()
            .map(|PublishedFile { name, bytes }| (name, bytes))
            .collect();
        let index = open(&files).unwrap();
        Self { files, index }
    }

    /// The names of the boot file and the site file.
    pub(crate) fn first(&self) -> [String; 2] {
        ["boot-", "site-"].map(|prefix| {
            let mut names = self.files.keys();
            names.find(|name| name.starts_with(prefix)).unwrap().clone()
        })
    }

    /// An engine that has fetched these.
    pub(crate) fn engine(&self) -> Engine {
        let [boot, site] = self.first();
        Engine::open(
            FileId::from_name(&boot).unwrap(),
            &self.content(&boot),
            &self.content(&site),
            COMMON,
        )
        .unwrap()
    }

    /// What an engine answers that fetches what it asks for.
    pub(crate) fn answer(&self, query: Query) -> SearchResults {
        self.answer_by(&mut self.engine(), query)
    }

    /// The same of an engine that may have files at hand.
    pub(crate) fn answer_by(&self, engine: &mut Engine, query: Query) -> SearchResults {
        let mut search = engine.search(query);
        loop {
            match engine.step(&mut search).unwrap() {
                Step::Done(results) => return results,
                Step::Fetch(files) => {
                    for file in files {
                        engine.provide(file, &self.content(&file.name())).unwrap();
                    }
                }
            }
        }
    }

    /// A file's content, decompressed as the browser does.
    pub(crate) fn content(&self, name: &str) -> Vec<u8> {
        let kind = FileId::from_name(name).unwrap().kind;
        decompressed(kind, &self.files[name]).unwrap()
    }
}

/// Opens published files with stock tantivy.
pub(crate) fn open(files: &BTreeMap<String, Vec<u8>>) -> Result<Index, lyceum_index::Error> {
    Index::open(|name| {
        files
            .get(name)
            .cloned()
            .ok_or(io::ErrorKind::NotFound.into())
    })
}
