//! Whose pages are whose, and what is due.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;

use super::{Cell, SOON_DAYS, Section, View, cell, last_changed};
use crate::fields::{Checked, FieldValue};
use crate::msg;
use crate::resolve::Text;

/// A day that comes or has passed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Due {
    Over,
    Soon,
}

impl View<'_> {
    /// Whether something must be done by `day`, now or soon; the day itself is not over.
    fn due(&self, day: Date) -> Option<Due> {
        let today = self.known.today;
        if day < today {
            Some(Due::Over)
        } else {
            let soon = today.saturating_add(SOON_DAYS.days());
            (day <= soon).then_some(Due::Soon)
        }
    }
}

fn review_by(text: &Text) -> Option<Date> {
    text.front.record.moment("review_by").map(|one| one.date)
}

/// Texts that should be looked through again: those overdue first.
pub(super) fn reviews(view: &View) -> Section {
    let mut due: Vec<(Date, Due, &Text)> = view
        .site
        .texts()
        .filter_map(|(_, text)| {
            let day = review_by(text)?;
            Some((day, view.due(day)?, text))
        })
        .collect();
    due.sort_by_key(|(day, _, text)| (*day, text.source.file));
    let over = due.iter().filter(|(_, due, _)| *due == Due::Over).count();
    let rows = due.iter().map(|(day, due, text)| {
        let state = match due {
            Due::Over => msg!(en: "overdue", zh: "已逾期"),
            Due::Soon => msg!(en: "soon", zh: "快到期"),
        };
        vec![
            cell(view.say(&state)),
            cell(day.to_string()),
            cell(text.title().unwrap_or_else(|| text.source.page_path())),
            cell(view.owner(text)),
            view.path(text),
        ]
    });
    let rows: Vec<_> = rows.collect();
    let soon = rows.len() - over;
    Section {
        key: "reviews",
        title: view.say(&msg!(en: "Due for review", zh: "该复查的页面")),
        note: view.say(&msg!(
            en: "Pages whose `review_by` has passed ({over}) or comes within {SOON_DAYS} days ({soon})",
            zh: "“复查期限”已过的 {over} 个，{SOON_DAYS} 天内到期的 {soon} 个。看过以后改期限",
        )),
        columns: view.columns(&[
            msg!(en: "state", zh: "状态"),
            msg!(en: "by", zh: "期限"),
            msg!(en: "page", zh: "页面"),
            msg!(en: "owner", zh: "负责单位"),
            msg!(en: "file", zh: "文件"),
        ]),
        open: Some(rows.len()),
        rows,
        gaps: Vec::new(),
        is_matrix: false,
    }
}

/// Pages that nobody answers for.
pub(super) fn unowned(view: &View) -> Section {
    let pages = view.site.pages.iter();
    let pages = pages.filter(|page| view.owner(&page.text).is_empty());
    let rows = pages.map(|page| vec![cell(&page.title), view.kind(page), view.path(&page.text)]);
    let rows: Vec<_> = rows.collect();
    Section {
        key: "unowned",
        title: view.say(&msg!(en: "Pages without an owner", zh: "没有负责单位的页面")),
        note: view.say(&msg!(
            en: "Write `owner` into them: the title of an organisation's page",
            zh: "给它们写上“负责单位”，即一个机构页面的标题",
        )),
        columns: view.columns(&[
            msg!(en: "page", zh: "页面"),
            msg!(en: "type", zh: "类型"),
            msg!(en: "file", zh: "文件"),
        ]),
        open: Some(rows.len()),
        rows,
        gaps: Vec::new(),
        is_matrix: false,
    }
}

/// Every owner with what it answers for, those with most first.
pub(super) fn owners(view: &View) -> Section {
    #[derive(Default)]
    struct Owned {
        pages: usize,
        over: usize,
        last: Option<Date>,
    }
    let mut owners: BTreeMap<&str, Owned> = BTreeMap::new();
    for page in &view.site.pages {
        let owner = view.owner(&page.text);
        if owner.is_empty() {
            continue;
        }
        let duties = owners.entry(owner).or_default();
        duties.pages += 1;
        let due = review_by(&page.text).and_then(|day| view.due(day));
        duties.over += usize::from(due == Some(Due::Over));
        duties.last = duties.last.max(last_changed(&page.text));
    }
    let mut owners: Vec<(&str, Owned)> = owners.into_iter().collect();
    // Stable: those with as many stay in the order of their names.
    owners.sort_by_key(|(_, owned)| std::cmp::Reverse(owned.pages));
    let rows = owners.into_iter().map(|(name, owned)| {
        let over = match owned.over {
            0 => Cell::Count(0),
            over => Cell::Gap(over, over.to_string()),
        };
        let last = owned.last.map(|day| day.to_string());
        vec![
            cell(name),
            Cell::Count(owned.pages),
            over,
            cell(last.unwrap_or_default()),
        ]
    });
    Section {
        key: "owners",
        title: view.say(&msg!(en: "Who owns what", zh: "各单位负责的页面")),
        note: view.say(&msg!(
            en: "By `owner`; the last day is the latest date on their pages",
            zh: "按“负责单位”统计；最近更新取这些页面上最晚的日期",
        )),
        columns: view.columns(&[
            msg!(en: "owner", zh: "负责单位"),
            msg!(en: "pages", zh: "页面"),
            msg!(en: "overdue", zh: "逾期未复查"),
            msg!(en: "last day", zh: "最近更新"),
        ]),
        rows: rows.collect(),
        gaps: Vec::new(),
        open: None,
        is_matrix: true,
    }
}

/// People whose consent has run out or is about to.
pub(super) fn consents(view: &View) -> Section {
    let mut due = Vec::new();
    for page in &view.site.pages {
        let Some(Checked {
            value: FieldValue::Table(consent),
            ..
        }) = page.text.front.record.get("consent")
        else {
            continue;
        };
        let until = consent.moment("until").map(|one| one.date);
        if let Some(day) = until
            && let Some(state) = view.due(day)
        {
            due.push((day, state, page));
        }
    }
    due.sort_by_key(|(day, _, page)| (*day, page.text.source.file));
    let rows = due.iter().map(|(day, state, page)| {
        let state = match state {
            Due::Over => msg!(en: "run out", zh: "已到期"),
            Due::Soon => msg!(en: "soon", zh: "快到期"),
        };
        vec![
            cell(view.say(&state)),
            cell(day.to_string()),
            cell(&page.title),
            cell(view.owner(&page.text)),
            view.path(&page.text),
        ]
    });
    Section {
        key: "consents",
        title: view.say(&msg!(en: "Consent of people", zh: "人物的同意期限")),
        note: view.say(&msg!(
            en: "Ask again, or take the page down: consent that has run out, or does so within {SOON_DAYS} days",
            zh: "同意已到期，或 {SOON_DAYS} 天内到期。请重新征得同意，否则撤下页面",
        )),
        columns: view.columns(&[
            msg!(en: "state", zh: "状态"),
            msg!(en: "until", zh: "到期日"),
            msg!(en: "person", zh: "人物"),
            msg!(en: "owner", zh: "负责单位"),
            msg!(en: "file", zh: "文件"),
        ]),
        rows: rows.collect(),
        gaps: Vec::new(),
        open: Some(due.len()),
        is_matrix: false,
    }
}

/// Pages that are not published yet.
pub(super) fn drafts(view: &View) -> Section {
    let rows = view.site.drafts.iter().map(|draft| {
        let owner = draft.front.record.text("owner");
        let path = &view.sources.file(draft.source.file).path;
        vec![
            cell(draft.title()),
            cell(owner.unwrap_or_default()),
            cell(path),
        ]
    });
    let rows: Vec<_> = rows.collect();
    Section {
        key: "drafts",
        title: view.say(&msg!(en: "Drafts", zh: "草稿")),
        note: view.say(&msg!(
            en: "Not published until the line `draft: true` is gone",
            zh: "还没有发布；删去 `draft: true` 就发布",
        )),
        columns: view.columns(&[
            msg!(en: "page", zh: "页面"),
            msg!(en: "owner", zh: "负责单位"),
            msg!(en: "file", zh: "文件"),
        ]),
        open: Some(rows.len()),
        rows,
        gaps: Vec::new(),
        is_matrix: false,
    }
}
