//! Statements in the shape of xAPI. What a statement has beside what is counted is not read.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::error::Category;
use serde_json::value::RawValue;

use super::{Found, Raw};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::fields::parse_moment;
use crate::msg;
use crate::source::{FileId, Span, line_start};

const FORM: &str = "lyceum-record";
const COMPLETED: &str = "http://adlnet.gov/expapi/verbs/completed";

#[derive(Deserialize)]
struct Export<'a> {
    form: String,
    #[serde(borrow)]
    statements: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
struct Statement {
    id: String,
    actor: Actor,
    verb: Verb,
    object: Activity,
    #[serde(default)]
    result: Outcome,
    #[serde(default)]
    context: Context,
    timestamp: String,
}

#[derive(Deserialize)]
struct Actor {
    account: Account,
}

#[derive(Deserialize)]
struct Account {
    name: String,
}

#[derive(Deserialize)]
struct Verb {
    id: String,
}

#[derive(Deserialize)]
struct Activity {
    id: String,
    #[serde(default)]
    definition: Definition,
}

#[derive(Default, Deserialize)]
struct Definition {
    #[serde(default)]
    name: BTreeMap<String, String>,
}

#[derive(Default, Deserialize)]
struct Outcome {
    duration: Option<String>,
}

#[derive(Default, Deserialize)]
struct Context {
    #[serde(default)]
    extensions: Extensions,
}

#[derive(Default, Deserialize)]
struct Extensions {
    #[serde(rename = "urn:lyceum:class-hours", default)]
    class_hours: f64,
}

/// The entries of an export; `None` where it is none.
pub(super) fn read(file: FileId, text: &str, diags: &mut Diagnostics) -> Option<Vec<Found>> {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let start = text.len() - body.len();
    let export = match serde_json::from_str::<Export>(body) {
        Ok(export) if export.form == FORM => export,
        Ok(_) => {
            diags.push(no_record(Span::file(file)));
            return None;
        }
        Err(error) => {
            let at = start + offset(body, &error);
            let span = Span::new(file, at..at);
            let reason = reason(&error);
            diags.push(match error.classify() {
                Category::Data => no_record(span),
                _ => Diagnostic::error(
                    Code::SyntaxError,
                    span,
                    msg!(en: "the file is cut off or damaged: {reason}", zh: "文件不完整或者坏了：{reason}"),
                )
                .help(msg!(
                    en: "ask the learner to export it again",
                    zh: "请学习者重新下载一份备份",
                )),
            });
            return None;
        }
    };
    let mut found = Vec::new();
    for raw in export.statements {
        match entry(raw.get()) {
            Ok(one) => found.push(one),
            Err((inner, en)) => {
                // A raw value is a part of the text that was read.
                let begin = raw.get().as_ptr().addr() - text.as_ptr().addr();
                let at = begin + inner;
                diags.push(
                    Diagnostic::error(
                        Code::InvalidValue,
                        Span::new(file, at..at),
                        msg!(en: "this statement is not counted: {en}", zh: "这一条没有算进去：{en}"),
                    )
                    .help(msg!(
                        en: "somebody has changed the file; ask the learner to export it again",
                        zh: "文件被改动过，请学习者重新下载一份备份",
                    )),
                );
            }
        }
    }
    Some(found)
}

fn no_record(span: Span) -> Diagnostic {
    Diagnostic::error(
        Code::InvalidValue,
        span,
        msg!(en: "the file is no export of a learning record", zh: "这不是从学习记录里下载的备份"),
    )
    .help(msg!(
        en: "take the file that \"Download a backup\" gives",
        zh: "要用“学习记录”里“下载备份文件”得到的文件",
    ))
}

/// The entry of a statement; else where in it the fault is, and what.
fn entry(text: &str) -> Result<Found, (usize, String)> {
    let statement: Statement =
        serde_json::from_str(text).map_err(|error| (offset(text, &error), reason(&error)))?;
    let minutes = match statement.result.duration.as_deref() {
        None => 0,
        Some(duration) => minutes(duration).ok_or_else(|| (0, "`duration`".to_owned()))?,
    };
    let title = statement.object.definition.name.values().next();
    let raw = Raw {
        id: &statement.id,
        learner: Some(&statement.actor.account.name),
        page: &statement.object.id,
        title: title.map_or("", String::as_str),
        done: statement.verb.id == COMPLETED,
        at: parse_moment(&statement.timestamp),
        hours: statement.context.extensions.class_hours,
        minutes,
    };
    raw.checked().map_err(|what| (0, format!("`{what}`")))
}

/// The minutes of `PT1H30M`.
fn minutes(duration: &str) -> Option<u32> {
    let rest = duration.strip_prefix("PT")?;
    let (hours, rest) = rest.split_once('H').unwrap_or(("0", rest));
    let minutes = match rest {
        "" => "0",
        rest => rest.strip_suffix('M')?,
    };
    let hours: u32 = hours.parse().ok()?;
    hours.checked_mul(60)?.checked_add(minutes.parse().ok()?)
}

/// What an error says, without the place: that is told with the file's.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    text.strip_suffix(&place).unwrap_or(&text).to_owned()
}

/// Where in a text an error is.
fn offset(text: &str, error: &serde_json::Error) -> usize {
    (line_start(text, error.line()) + error.column().saturating_sub(1)).min(text.len())
}
