//! Views of diagnostics: for people, one line each, JSON, and annotations in CI.
//!
//! The only module that knows the snippet renderer.

use std::fmt::Write as _;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use serde::Serialize;

use super::{Diagnostic, Diagnostics, Fix, Lang, Severity};
use crate::source::{SourceDb, Span};

/// How diagnostics are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// With the lines at fault, and help.
    #[default]
    Full,
    /// One line each.
    Concise,
    /// One JSON object each, a line each.
    Json,
    /// Annotations that GitHub shows beside the changed lines.
    Github,
}

/// What else a view depends on.
#[derive(Debug, Clone, Copy, Default)]
pub struct View {
    /// The shape.
    pub format: Format,
    /// The language.
    pub lang: Lang,
    /// Whether the terminal shows colours.
    pub colour: bool,
}

/// Most diagnostics shown for people; the rest are counted.
const SHOWN: usize = 50;

/// Longest line, in bytes, that is shown as a snippet.
const LONGEST_LINE: usize = 2_000;

/// All diagnostics as text: sorted, at most fifty in the views for people, with a count at the end.
/// Empty when there are none.
pub fn render(diagnostics: &Diagnostics, sources: &SourceDb, view: View) -> String {
    let all = diagnostics.sorted();
    let limit = match view.format {
        Format::Full | Format::Concise => SHOWN,
        Format::Json | Format::Github => usize::MAX,
    };
    let mut out = String::new();
    for diagnostic in all.iter().take(limit) {
        match view.format {
            Format::Full => full(&mut out, diagnostic, sources, view),
            Format::Concise => concise(&mut out, diagnostic, sources, view.lang),
            Format::Json => json(&mut out, diagnostic, sources, view.lang),
            Format::Github => github(&mut out, diagnostic, sources, view.lang),
        }
    }
    if matches!(view.format, Format::Full | Format::Concise) && !all.is_empty() {
        out.push_str(&summary(&all, limit, view.lang));
    }
    out
}

/// `path:line:column`.
fn place(sources: &SourceDb, span: Span) -> String {
    let position = sources.position(span);
    format!(
        "{}:{}:{}",
        sources.file(span.file).path,
        position.line,
        position.column
    )
}

fn severity(diagnostic: &Diagnostic) -> &'static str {
    match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

fn concise(out: &mut String, diagnostic: &Diagnostic, sources: &SourceDb, lang: Lang) {
    push_line(
        out,
        format_args!(
            "{}: {}[{}]: {}",
            one_line(&place(sources, diagnostic.span)),
            severity(diagnostic),
            diagnostic.code.as_str(),
            one_line(diagnostic.message.text(lang))
        ),
    );
}

/// Longest message for people, in characters: it may quote what an editor wrote.
const LONGEST_MESSAGE: usize = 300;

/// A text on one line, harmless to a terminal, and cut where it is too long to be read.
fn one_line(text: &str) -> String {
    let mut chars = text.chars();
    let mut line = String::new();
    for c in chars.by_ref().take(LONGEST_MESSAGE) {
        if c.is_control() {
            line.extend(c.escape_default());
        } else {
            line.push(c);
        }
    }
    if chars.next().is_some() {
        line.push('…');
    }
    line
}

fn full(out: &mut String, diagnostic: &Diagnostic, sources: &SourceDb, view: View) {
    let text = sources.text(diagnostic.span.file);
    let spans =
        std::iter::once(diagnostic.span).chain(diagnostic.notes.iter().map(|(span, _)| *span));
    if text.is_empty() || spans.into_iter().any(|span| has_long_line(sources, span)) {
        plain(out, diagnostic, sources, view.lang);
        return;
    }
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut group = level
        .primary_title(one_line(diagnostic.message.text(view.lang)))
        .id(diagnostic.code.as_str())
        .element(snippet(
            sources,
            diagnostic.span,
            AnnotationKind::Primary,
            None,
        ));
    for (span, message) in &diagnostic.notes {
        group = group.element(snippet(
            sources,
            *span,
            AnnotationKind::Context,
            Some(message.text(view.lang)),
        ));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(one_line(help.text(view.lang))));
    }
    let groups: [Group<'_>; 1] = [group];
    let renderer = if view.colour {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    push_line(out, format_args!("{}\n", renderer.render(&groups)));
}

/// The full view without source lines: for files that hold none, and for lines of a megabyte.
fn plain(out: &mut String, diagnostic: &Diagnostic, sources: &SourceDb, lang: Lang) {
    concise(out, diagnostic, sources, lang);
    for (span, message) in &diagnostic.notes {
        push_line(
            out,
            format_args!(
                "  {}: {}",
                one_line(&place(sources, *span)),
                one_line(message.text(lang))
            ),
        );
    }
    if let Some(help) = &diagnostic.help {
        push_line(out, format_args!("  help: {}", one_line(help.text(lang))));
    }
    out.push('\n');
}

fn has_long_line(sources: &SourceDb, span: Span) -> bool {
    let bytes = sources.text(span.file).as_bytes();
    let at = span.range().start.min(bytes.len());
    let (before, after) = bytes.split_at(at);
    let left = before
        .iter()
        .rev()
        .take_while(|byte| **byte != b'\n')
        .count();
    let right = after.iter().take_while(|byte| **byte != b'\n').count();
    left + right > LONGEST_LINE
}

fn snippet<'a>(
    sources: &'a SourceDb,
    span: Span,
    kind: AnnotationKind,
    label: Option<&'a str>,
) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
    let file = sources.file(span.file);
    let mut range = span.range();
    range.end = range.end.min(file.text.len());
    range.start = range.start.min(range.end);
    Snippet::source(&*file.text)
        .path(one_line(&file.path))
        .annotation(kind.span(range).label(label))
}

#[derive(Serialize)]
struct JsonView<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    severity: &'a str,
    code: &'a str,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<JsonNote<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<JsonFix<'a>>,
}

/// Another place that belongs to the fault.
#[derive(Serialize)]
struct JsonNote<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    message: &'a str,
}

/// Lines and columns as above, the end one past the last character.
#[derive(Serialize)]
struct JsonFix<'a> {
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    text: &'a str,
}

impl<'a> JsonFix<'a> {
    fn new(fix: &'a Fix, sources: &SourceDb) -> Option<Self> {
        let file = sources.file(fix.span.file);
        let place = fix.place(&file.text)?;
        let (start, end) = (file.position(place.start), file.position(place.end));
        Some(Self {
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
            text: &fix.to,
        })
    }
}

fn json(out: &mut String, diagnostic: &Diagnostic, sources: &SourceDb, lang: Lang) {
    let position = sources.position(diagnostic.span);
    let notes = diagnostic.notes.iter().map(|(span, message)| {
        let position = sources.position(*span);
        JsonNote {
            file: &sources.file(span.file).path,
            line: position.line,
            column: position.column,
            message: message.text(lang),
        }
    });
    let view = JsonView {
        file: &sources.file(diagnostic.span.file).path,
        line: position.line,
        column: position.column,
        severity: severity(diagnostic),
        code: diagnostic.code.as_str(),
        message: diagnostic.message.text(lang),
        help: diagnostic.help.as_ref().map(|help| help.text(lang)),
        notes: notes.collect(),
        fix: diagnostic
            .fix
            .as_ref()
            .and_then(|fix| JsonFix::new(fix, sources)),
    };
    let line = serde_json::to_string(&view).unwrap_or_default();
    push_line(out, format_args!("{line}"));
}

/// GitHub's workflow commands; `%`, line ends and, in properties, `:` and `,` are escaped.
/// <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>
fn github(out: &mut String, diagnostic: &Diagnostic, sources: &SourceDb, lang: Lang) {
    let data = |text: &str| {
        text.replace('%', "%25")
            .replace('\r', "%0D")
            .replace('\n', "%0A")
    };
    let property = |text: &str| data(text).replace(':', "%3A").replace(',', "%2C");
    let position = sources.position(diagnostic.span);
    let mut message = diagnostic.message.text(lang).to_owned();
    if let Some(help) = &diagnostic.help {
        message.push('\n');
        message.push_str(help.text(lang));
    }
    push_line(
        out,
        format_args!(
            "::{} file={},line={},col={},title={}::{}",
            severity(diagnostic),
            property(&sources.file(diagnostic.span.file).path),
            position.line,
            position.column,
            property(diagnostic.code.as_str()),
            data(&message)
        ),
    );
}

fn summary(all: &[&Diagnostic], limit: usize, lang: Lang) -> String {
    let errors = all
        .iter()
        .filter(|one| one.severity == Severity::Error)
        .count();
    let warnings = all.len() - errors;
    let hidden = all.len().saturating_sub(limit);
    match lang {
        Lang::En => {
            let count =
                |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
            let more = if hidden > 0 {
                format!(", {hidden} not shown")
            } else {
                String::new()
            };
            format!(
                "{}, {}{more}\n",
                count(errors, "error"),
                count(warnings, "warning")
            )
        }
        Lang::Zh => {
            let more = if hidden > 0 {
                format!("，还有 {hidden} 个没有列出")
            } else {
                String::new()
            };
            format!("{errors} 个错误，{warnings} 个警告{more}\n")
        }
    }
}

fn push_line(out: &mut String, line: std::fmt::Arguments<'_>) {
    // Writing to a `String` cannot fail.
    writeln!(out, "{line}").unwrap_or_default();
}
