//! Towns by what they have: coverage, and evidence for the assessment.

use jiff::ToSpan;

use super::{Cell, RECENT_DAYS, Section, View, cell, last_changed};
use crate::diag::Message;
use crate::model::Kind;
use crate::msg;
use crate::resolve::{Page, Taxonomy};

/// The taxonomy of towns.
const TOWN: &str = "town";

/// The field that says what a page is evidence for.
const EVIDENCE: &str = "evidence";

/// Something that every town should have.
struct Aspect {
    name: Message,
    counts: fn(&Page, &View) -> bool,
    /// Whether it should have just one.
    single: bool,
}

fn aspects() -> [Aspect; 7] {
    let aspect = |name, counts| Aspect {
        name,
        counts,
        single: false,
    };
    [
        Aspect {
            name: msg!(en: "feature", zh: "一镇一品"),
            counts: |page, _| is(page, "town_feature") && page.text.front.record.is_true("primary"),
            single: true,
        },
        aspect(msg!(en: "heritage", zh: "非遗"), |page, _| {
            is(page, "heritage") || is(page, "heritage_lesson")
        }),
        aspect(msg!(en: "courses", zh: "课程"), |page, _| {
            is(page, "course")
        }),
        aspect(msg!(en: "events", zh: "活动"), |page, _| {
            is(page, "event") && page.text.front.record.text("status") != Some("取消")
        }),
        aspect(msg!(en: "venues", zh: "场所"), |page, _| {
            is(page, "venue")
        }),
        aspect(msg!(en: "contact", zh: "联系人"), |page, _| {
            has_contact(page)
        }),
        aspect(msg!(en: "90 days", zh: "近90天更新"), is_recent),
    ]
}

fn is(page: &Page, kind: &str) -> bool {
    page.text.front.kind.key == kind
}

/// A town's school that can be called; `待核实` is no number.
fn has_contact(page: &Page) -> bool {
    let record = &page.text.front.record;
    let digits = |text: &str| text.chars().filter(|c| c.is_numeric()).count();
    is(page, "org")
        && record.text("tier") == Some("镇级")
        && record.text("tel").is_some_and(|tel| digits(tel) >= 5)
}

fn is_recent(page: &Page, view: &View) -> bool {
    let since = view.known.today.saturating_sub(RECENT_DAYS.days());
    last_changed(&page.text).is_some_and(|day| day > since)
}

fn towns<'a>(view: &View<'a>) -> Option<&'a Taxonomy> {
    let mut taxonomies = view.site.taxonomies.iter();
    taxonomies.find(|one| one.key == TOWN)
}

/// What each town has of each aspect; none for a site without towns.
pub(super) fn coverage(view: &View) -> Option<Section> {
    let towns = towns(view)?;
    let aspects = aspects();
    let mut missing: Vec<Vec<&str>> = vec![Vec::new(); aspects.len()];
    let mut open = 0;
    let mut rows = Vec::new();
    for town in &towns.terms {
        let mut row = vec![cell(&town.name)];
        for (aspect, missing) in aspects.iter().zip(&mut missing) {
            let pages = town.pages.iter().map(|id| view.site.page(*id));
            let count = pages.filter(|page| (aspect.counts)(page, view)).count();
            row.push(match count {
                0 => {
                    missing.push(&town.name);
                    Cell::Gap(0, view.say(&msg!(en: "none", zh: "缺")))
                }
                2.. if aspect.single => Cell::Gap(
                    count,
                    view.say(&msg!(en: "{count}, too many", zh: "{count}，多了")),
                ),
                _ => Cell::Count(count),
            });
        }
        let has_gap = row.iter().any(|cell| matches!(cell, Cell::Gap(..)));
        open += usize::from(has_gap);
        rows.push(row);
    }
    let gaps = aspects.iter().zip(&missing);
    let gaps = gaps.filter(|(_, missing)| !missing.is_empty());
    let gaps = gaps.map(|(aspect, missing)| {
        let Message { en, zh } = &aspect.name;
        let (count, of) = (missing.len(), towns.terms.len());
        let list = missing.join("、");
        view.say(&msg!(
            en: "no {en}, {count} of {of}: {list}",
            zh: "缺{zh}（{count}/{of}）：{list}",
        ))
    });
    let mut columns = vec![towns.label.clone()];
    columns.extend(aspects.iter().map(|aspect| view.say(&aspect.name)));
    Some(Section {
        key: "coverage",
        title: view.say(&msg!(en: "What each town has", zh: "各镇街有什么、缺什么")),
        note: view.say(&msg!(
            en: "Counts of pages. Features: the primary one alone, of which each town has one. Heritage: its lessons too. A contact: a town's school with a telephone number",
            zh: "数字是页面数。一镇一品只数主打的，每镇正好一个；非遗含非遗课程；联系人指写了电话号码的镇级学校",
        )),
        columns,
        gaps: gaps.collect(),
        rows,
        open: Some(open),
        is_matrix: true,
    })
}

/// The areas of the assessment, from the model.
fn areas<'a>(view: &View<'a>) -> Vec<&'a str> {
    let schema = &view.site.config.schema;
    let field = schema.all_fields().find(|field| field.key == EVIDENCE);
    match field.map(|field| field.kind.item()) {
        Some(Kind::Choice(areas)) => areas.iter().map(AsRef::as_ref).collect(),
        _ => Vec::new(),
    }
}

fn is_evidence(page: &Page, area: &str) -> bool {
    let areas = page.text.front.record.texts(EVIDENCE);
    areas.iter().any(|(one, _)| *one == area)
}

/// The names of a page's towns.
fn towns_of<'a>(page: &Page, view: &View<'a>) -> Vec<&'a str> {
    let taxonomies = &view.site.taxonomies;
    let terms = page.terms.iter();
    let towns = terms.filter(|(taxonomy, _)| taxonomies[*taxonomy].key == TOWN);
    towns
        .map(|(taxonomy, term)| taxonomies[*taxonomy].terms[*term].name.as_str())
        .collect()
}

/// How many pages each town has as evidence for each area; none for a site without towns.
pub(super) fn evidence(view: &View) -> Option<Section> {
    let towns = towns(view)?;
    let areas = areas(view);
    let pages = view.site.pages.iter();
    let county = pages.filter(|page| towns_of(page, view).is_empty());
    let county: Vec<&Page> = county.collect();
    let mut open = 0;
    let mut empty: Vec<usize> = vec![0; areas.len()];
    let mut row = |name: String, pages: &[&Page]| {
        let mut row = vec![cell(name)];
        for (area, empty) in areas.iter().zip(&mut empty) {
            let count = pages.iter().filter(|page| is_evidence(page, area)).count();
            row.push(if count == 0 {
                *empty += 1;
                Cell::Gap(0, view.say(&msg!(en: "none", zh: "缺")))
            } else {
                Cell::Count(count)
            });
        }
        let has_gap = row.iter().any(|cell| matches!(cell, Cell::Gap(..)));
        open += usize::from(has_gap);
        row
    };
    let mut rows = vec![row(view.say(&msg!(en: "no town", zh: "全县")), &county)];
    for town in &towns.terms {
        let pages = town.pages.iter().map(|id| view.site.page(*id));
        rows.push(row(town.name.clone(), &pages.collect::<Vec<_>>()));
    }
    let of = rows.len();
    let gaps = areas.iter().zip(&empty);
    let gaps = gaps.map(|(area, empty)| {
        let there = of - empty;
        view.say(&msg!(en: "{area}: {there} of {of}", zh: "{area}：{there}/{of} 有材料"))
    });
    let gaps = vec![gaps.collect::<Vec<_>>().join("；")];
    let mut columns = vec![towns.label.clone()];
    columns.extend(areas.iter().map(|area| (*area).to_owned()));
    Some(Section {
        key: "evidence",
        title: view.say(&msg!(en: "Evidence for the assessment", zh: "督导评估佐证")),
        note: view.say(&msg!(
            en: "Counts of pages that name the area in `evidence`, those of no town apart; the list of them is at the end",
            zh: "数字是在“佐证”字段写了这一方面的页面数，“全县”是没写镇街的页面；材料目录在最后",
        )),
        columns,
        rows,
        gaps,
        open: Some(open),
        is_matrix: true,
    })
}

/// The pages that are evidence, by area; none where no page is.
pub(super) fn materials(view: &View) -> Option<Section> {
    let mut rows = Vec::new();
    for area in areas(view) {
        let pages = view.site.pages.iter();
        for page in pages.filter(|page| is_evidence(page, area)) {
            let day = last_changed(&page.text).map(|day| day.to_string());
            rows.push(vec![
                cell(area),
                cell(towns_of(page, view).join("、")),
                cell(&page.title),
                cell(view.owner(&page.text)),
                cell(day.unwrap_or_default()),
                view.path(&page.text),
            ]);
        }
    }
    (!rows.is_empty()).then(|| Section {
        key: "materials",
        title: view.say(&msg!(en: "List of materials", zh: "材料目录")),
        note: view.say(&msg!(
            en: "Each page under every area that it is evidence for",
            zh: "按评估方面列出的页面；一页可以列在几个方面下",
        )),
        columns: view.columns(&[
            msg!(en: "area", zh: "方面"),
            msg!(en: "town", zh: "镇街"),
            msg!(en: "page", zh: "页面"),
            msg!(en: "owner", zh: "负责单位"),
            msg!(en: "date", zh: "日期"),
            msg!(en: "file", zh: "文件"),
        ]),
        rows,
        gaps: Vec::new(),
        open: None,
        is_matrix: false,
    })
}
