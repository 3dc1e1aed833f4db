//! Whose pages are whose, and what is due.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;

use super::{Cell, NOTICE_DAYS, Section, View, cell, last_changed};
use crate::diag::Message;
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
            let soon = today.saturating_add(NOTICE_DAYS.days());
            (day <= soon).then_some(Due::Soon)
        }
    }
}

/// What is due, the earliest first: how it stands (`over` in words), by when, what, whose and where.
fn due_rows<'a>(
    view: &View<'a>,
    mut due: Vec<(Date, Due, &str, &'a Text)>,
    over: &Message,
) -> Vec<Vec<Cell>> {
    due.sort_by_key(|(day, _, _, text)| (*day, text.source.file));
    let soon = msg!(en: "soon", zh: "快到期");
    let rows = due.into_iter().map(|(day, due, title, text)| {
        let state = match due {
            Due::Over => over,
            Due::Soon => &soon,
        };
        vec![
            cell(view.say(state)),
            cell(day.to_string()),
            cell(title),
            cell(view.owner(text)),
            view.path(text),
        ]
    });
    rows.collect()
}

fn review_by(text: &Text) -> Option<Date> {
    text.front.record.moment("review_by").map(|one| one.date)
}

/// Texts that should be looked through again: those overdue first.
pub(super) fn reviews(view: &View) -> Section {
    let due = view.site.texts().filter_map(|(_, text)| {
        let day = review_by(text)?;
        let title = text.title().unwrap_or_else(|| text.source.page_path());
        Some((day, view.due(day)?, title, text))
    });
    let due: Vec<_> = due.collect();
    let over = due.iter().filter(|(_, due, ..)| *due == Due::Over).count();
    let rows = due_rows(view, due, &msg!(en: "overdue", zh: "已逾期"));
    let soon = rows.len() - over;
    view.to_do(
        "reviews",
        &msg!(en: "Due for review", zh: "该复查的页面"),
        &msg!(
            en: "Pages whose `review_by` has passed ({over}) or comes within {NOTICE_DAYS} days ({soon})",
            zh: "“复查期限”已过的 {over} 个，{NOTICE_DAYS} 天内到期的 {soon} 个。看过以后改期限",
        ),
        &[
            msg!(en: "state", zh: "状态"),
            msg!(en: "by", zh: "期限"),
            msg!(en: "page", zh: "页面"),
            msg!(en: "owner", zh: "负责单位"),
            msg!(en: "file", zh: "文件"),
        ],
        rows,
    )
}

/// Pages that nobody answers for.
pub(super) fn unowned(view: &View) -> Section {
    let pages = view.site.pages.iter();
    let pages = pages.filter(|page| view.owner(&page.text).is_empty());
    let rows = pages.map(|page| vec![cell(&page.title), view.kind(page), view.path(&page.text)]);
    let rows: Vec<_> = rows.collect();
    view.to_do(
        "unowned",
        &msg!(en: "Pages without an owner", zh: "没有负责单位的页面"),
        &msg!(
            en: "Write `owner` into them: the title of an organisation's page",
            zh: "给它们写上“负责单位”，即一个机构页面的标题",
        ),
        &[
            msg!(en: "page", zh: "页面"),
            msg!(en: "type", zh: "类型"),
            msg!(en: "file", zh: "文件"),
        ],
        rows,
    )
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
            due.push((day, state, page.title.as_str(), &page.text));
        }
    }
    let rows = due_rows(view, due, &msg!(en: "run out", zh: "已到期"));
    view.to_do(
        "consents",
        &msg!(en: "Consent of people", zh: "人物的同意期限"),
        &msg!(
            en: "Ask again, or take the page down: consent that has run out, or does so within {NOTICE_DAYS} days",
            zh: "同意已到期，或 {NOTICE_DAYS} 天内到期。请重新征得同意，否则撤下页面",
        ),
        &[
            msg!(en: "state", zh: "状态"),
            msg!(en: "until", zh: "到期日"),
            msg!(en: "person", zh: "人物"),
            msg!(en: "owner", zh: "负责单位"),
            msg!(en: "file", zh: "文件"),
        ],
        rows,
    )
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
    view.to_do(
        "drafts",
        &msg!(en: "Drafts", zh: "草稿"),
        &msg!(
            en: "Not published until the line `draft: true` is gone",
            zh: "还没有发布；删去 `draft: true` 就发布",
        ),
        &[
            msg!(en: "page", zh: "页面"),
            msg!(en: "owner", zh: "负责单位"),
            msg!(en: "file", zh: "文件"),
        ],
        rows,
    )
}
