//! Pages that cannot both be right.

use std::collections::HashMap;

use crate::diag::{Code, Diagnostic, Diagnostics, nearest};
use crate::msg;
use crate::resolve::{Page, Resolved};
use crate::source::Span;

/// Checks the pages of a site beside each other.
pub(super) fn check(resolved: &Resolved, diags: &mut Diagnostics) {
    let pages = &resolved.pages;
    check_numbers(pages, diags);
    check_features(resolved, diags);
    check_datum(pages, diags);
    check_credit_rules(resolved, diags);
}

/// A document has one page.
fn check_numbers(pages: &[Page], diags: &mut Diagnostics) {
    let mut numbers = HashMap::new();
    for page in pages {
        let record = &page.text.front.record;
        let is_policy = page.text.front.kind.key == "policy";
        if let (true, Some(number)) = (is_policy, record.text("doc_no")) {
            let first = *numbers.entry(number).or_insert(page);
            if !std::ptr::eq(first, page) {
                diags.push(conflict(page, first, "doc_no").help(msg!(
                    en: "correct the number in one of the two, or delete one page",
                    zh: "改正其中一个文号，或者删去多余的一页",
                )));
            }
        }
    }
}

/// A course counts by a rule that says where it comes from.
fn check_credit_rules(resolved: &Resolved, diags: &mut Diagnostics) {
    for page in &resolved.pages {
        let Some(name) = page.text.front.record.text("credit_rule") else {
            continue;
        };
        if resolved.data.credit_rules().any(|rule| rule == name) {
            continue;
        }
        let near = nearest(name, resolved.data.credit_rules());
        let help = match near {
            Some(near) => msg!(en: "did you mean `{near}`?", zh: "是不是想写 `{near}`？"),
            None => msg!(
                en: "write the rule into `data/credit_rules.yml`, with its source",
                zh: "把这条规则写进 `data/credit_rules.yml`，写明来源",
            ),
        };
        diags.push(
            Diagnostic::error(
                Code::BrokenReference,
                span_of(page, "credit_rule"),
                msg!(en: "there is no rule for credits `{name}`", zh: "没有 `{name}` 这条学分规则"),
            )
            .help(help),
        );
    }
}

fn conflict(page: &Page, first: &Page, key: &str) -> Diagnostic {
    let value = page.text.front.record.text(key).unwrap_or_default();
    let other = &first.text.source.path;
    Diagnostic::error(
        Code::Conflict,
        span_of(page, key),
        msg!(en: "`{other}` has the same `{key}`: `{value}`", zh: "`{key}` 和 `{other}` 的一样：`{value}`"),
    )
    .note_at(span_of(first, key), msg!(en: "the other one", zh: "另一个在这里"))
}

fn span_of(page: &Page, key: &str) -> Span {
    let checked = page.text.front.record.get(key);
    checked.map_or(Span::file(page.text.source.file), |checked| checked.span)
}

/// A town has one feature that stands for it.
fn check_features(resolved: &Resolved, diags: &mut Diagnostics) {
    let Some(town) = resolved.taxonomies.iter().position(|one| one.key == "town") else {
        return;
    };
    let mut primary: HashMap<usize, &Page> = HashMap::new();
    for page in &resolved.pages {
        let front = &page.text.front;
        if front.kind.key != "town_feature" || !front.record.is_true("primary") {
            continue;
        }
        let towns = page.terms.iter().filter(|(taxonomy, _)| *taxonomy == town);
        for (_, term) in towns {
            let first = *primary.entry(*term).or_insert(page);
            if std::ptr::eq(first, page) {
                continue;
            }
            let name = &resolved.taxonomies[town].terms[*term].name;
            let other = &first.text.source.path;
            diags.push(
                Diagnostic::error(
                    Code::Conflict,
                    span_of(page, "primary"),
                    msg!(
                        en: "`{name}` has a primary feature already: `{other}`",
                        zh: "`{name}` 已经有一个主打特色：`{other}`",
                    ),
                )
                .note_at(
                    span_of(first, "primary"),
                    msg!(en: "the other one", zh: "另一个在这里"),
                )
                .help(msg!(
                    en: "a town has one: write `primary: false` in the other",
                    zh: "一个镇街只能有一个：另一个写 `primary: false`",
                )),
            );
        }
    }
}

/// Positions are of one datum, that of most pages: mixed ones lie some 500 metres apart on a map.
fn check_datum(pages: &[Page], diags: &mut Diagnostics) {
    let of = |page: &Page| page.text.front.record.text("datum").map(str::to_owned);
    let mut found: Vec<(String, usize, &Page)> = Vec::new();
    for page in pages {
        let Some(datum) = of(page) else { continue };
        match found.iter_mut().find(|(one, ..)| *one == datum) {
            Some((_, count, _)) => *count += 1,
            None => found.push((datum, 1, page)),
        }
    }
    // Of two that are as many, the first.
    let most = found.iter().rev().max_by_key(|(_, count, _)| *count);
    let Some((usual, _, first)) = most else {
        return;
    };
    let differing = pages
        .iter()
        .filter(|page| of(page).is_some_and(|datum| datum != *usual));
    for page in differing {
        let other = &first.text.source.path;
        diags.push(
            Diagnostic::error(
                Code::Conflict,
                span_of(page, "datum"),
                msg!(
                    en: "the site has positions in `{usual}`, for example in `{other}`",
                    zh: "别的页面用 `{usual}`，例如 `{other}`",
                ),
            )
            .note_at(
                span_of(first, "datum"),
                msg!(en: "for example here", zh: "例如这里"),
            )
            .help(msg!(
                en: "convert the position to `{usual}`: one site, one datum",
                zh: "全站只用一种坐标系：把这里的经纬度换算成 `{usual}` 的",
            )),
        );
    }
}
