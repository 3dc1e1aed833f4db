//! The report as one page: no script, nothing loaded, to be sent around and printed.

use quick_xml::escape::escape;

use super::{Cell, Report, Section};
use crate::diag::Lang;
use crate::msg;

const STYLE: &str = include_str!("report.css");

/// The page.
pub fn html(report: &Report) -> String {
    let lang = match report.lang {
        Lang::Zh => "zh-CN",
        Lang::En => "en",
    };
    let (title, extent) = (escape(&report.title), escape(&report.extent));
    let sections = report.sections.iter();
    let sections: Vec<String> = sections.map(|one| section(report, one)).collect();
    format!(
        "<!doctype html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"robots\" content=\"noindex\">\n<title>{title}</title>\n<style>\n{STYLE}</style>\n\
         </head>\n<body>\n<header>\n<h1>{title}</h1>\n<p>{extent}</p>\n</header>\n{}<main>\n{}</main>\n\
         </body>\n</html>\n",
        numbers(report),
        sections.concat(),
    )
}

fn numbers(report: &Report) -> String {
    let label = msg!(en: "Numbers", zh: "数字");
    let items = report.sections.iter().filter_map(|section| {
        let open = section.open?;
        let class = if open > 0 { " class=\"open\"" } else { "" };
        let (key, title) = (section.key, escape(&section.title));
        Some(format!(
            "<li{class}><a href=\"#{key}\"><b>{open}</b> {title}</a></li>\n"
        ))
    });
    format!(
        "<nav aria-label=\"{}\">\n<ul>\n{}</ul>\n</nav>\n",
        label.text(report.lang),
        items.collect::<Vec<_>>().concat(),
    )
}

fn section(report: &Report, section: &Section) -> String {
    let (title, note) = (escape(&section.title), escape(&section.note));
    let gaps = section.gaps.iter();
    let gaps = gaps.map(|gap| format!("<p class=\"gaps\">{}</p>\n", escape(gap)));
    let inner = if section.rows.is_empty() {
        let empty = msg!(en: "None.", zh: "没有。");
        format!("<p class=\"none\">{}</p>\n", empty.text(report.lang))
    } else {
        table(section)
    };
    format!(
        "<section id=\"{}\">\n<h2>{title}</h2>\n<p>{note}</p>\n{}{inner}</section>\n",
        section.key,
        gaps.collect::<Vec<_>>().concat(),
    )
}

/// A matrix is scrolled on a phone; a list becomes cards, in which each cell says its column.
fn table(section: &Section) -> String {
    let class = if section.is_matrix { "matrix" } else { "list" };
    let columns = section.columns.iter();
    let columns = columns.map(|column| format!("<th scope=\"col\">{}</th>", escape(column)));
    let rows = section.rows.iter().map(|row| {
        let cells = row.iter().zip(&section.columns).enumerate();
        let cells = cells.map(|(index, (one, column))| {
            if section.is_matrix && index == 0 {
                format!("<th scope=\"row\">{}</th>", escape(one.shown().as_ref()))
            } else {
                cell(one, column)
            }
        });
        format!("<tr>{}</tr>\n", cells.collect::<Vec<_>>().concat())
    });
    format!(
        "<div class=\"{class}\" tabindex=\"0\" role=\"region\" aria-label=\"{}\">\n<table>\n\
         <thead><tr>{}</tr></thead>\n<tbody>\n{}</tbody>\n</table>\n</div>\n",
        escape(&section.title),
        columns.collect::<Vec<_>>().concat(),
        rows.collect::<Vec<_>>().concat(),
    )
}

fn cell(cell: &Cell, column: &str) -> String {
    let shown = cell.shown();
    let (column, text) = (escape(column), escape(shown.as_ref()));
    let class = match cell {
        Cell::Gap(..) => " class=\"gap\"",
        Cell::Text(text) if text.is_empty() => " class=\"blank\"",
        Cell::Count(_) | Cell::Text(_) | Cell::Web(_) => "",
    };
    let inner = match cell {
        Cell::Web(_) => format!("<a href=\"{text}\" rel=\"noreferrer\">{text}</a>"),
        _ => text.into_owned(),
    };
    format!("<td data-column=\"{column}\"{class}>{inner}</td>")
}
