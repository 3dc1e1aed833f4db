//! The template engine: the only module that knows how it reports errors.

use std::collections::BTreeMap;

use jiff::civil::DateTime;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use tera::{Context, Error, ErrorKind, Kwargs, State, Tera, TeraResult, Value};

use super::qr;
use super::values::table;
use crate::diag::{Code, Diagnostic, Diagnostics, Message};
use crate::fields::parse_moment;
use crate::images::{Images, Picture};
use crate::resolve::Resolved;
use crate::source::{FileId, SourceDb, Span, line_start};
use crate::url::{UrlPath, has_extension};

use super::colour;

/// The theme's templates, ready to render.
pub(super) struct Templates {
    tera: Tera,
    files: BTreeMap<String, FileId>,
}

/// Why a template could not be rendered.
#[derive(Debug)]
pub(super) struct RenderFault {
    /// In the template.
    pub(super) span: Span,
    /// What the engine says.
    pub(super) message: String,
}

impl Templates {
    /// Compiles all templates; none when one is faulty, which is then reported.
    pub(super) fn load(
        site: &Resolved,
        images: &Images,
        assets: BTreeMap<String, String>,
        sources: &SourceDb,
        diags: &mut Diagnostics,
    ) -> Option<Self> {
        let files = site.theme.templates.clone();
        let mut tera = Tera::new();
        register(&mut tera, site, images, assets);
        let texts = files
            .iter()
            .map(|(name, file)| (name.as_str(), sources.text(*file)));
        let added = tera.add_raw_templates(texts);
        let templates = Self { tera, files };
        let Err(error) = added else {
            return Some(templates);
        };
        let mut faults = templates.faults_in(&error.to_string(), sources);
        if faults.is_empty() {
            faults.push(templates.fault(&error, "", sources));
        }
        for RenderFault { span, message } in faults {
            let message = Message {
                zh: format!("模板出错：{message}"),
                en: message,
            };
            diags.push(Diagnostic::error(Code::TemplateError, span, message));
        }
        None
    }

    /// The stylesheets among the templates: those that no other template includes.
    pub(super) fn styles(&self) -> impl Iterator<Item = &str> {
        let names = self.files.keys().map(String::as_str);
        names.filter(|name| has_extension(name, "css") && !name.starts_with('_'))
    }

    /// Gives the function `asset` the addresses of all assets, by name.
    pub(super) fn set_assets(&mut self, assets: BTreeMap<String, String>) {
        register_assets(&mut self.tera, assets);
    }

    /// The texts of all templates, by name.
    pub(super) fn texts<'a>(&'a self, sources: &'a SourceDb) -> BTreeMap<&'a str, &'a str> {
        let files = self.files.iter();
        files
            .map(|(name, file)| (name.as_str(), sources.text(*file)))
            .collect()
    }

    /// Whether the theme has a template.
    pub(super) fn has(&self, name: &str) -> bool {
        self.files.contains_key(name)
    }

    /// Renders one page.
    pub(super) fn render(
        &self,
        name: &str,
        context: &Context,
        sources: &SourceDb,
    ) -> Result<Vec<u8>, RenderFault> {
        let mut html = Vec::new();
        match self.tera.render_to(name, context, &mut html) {
            Ok(()) => Ok(html),
            Err(error) => Err(self.fault(&error, name, sources)),
        }
    }

    /// The faults that the engine finds in all templates together, such as filters that it does not
    /// know. It hands them over as one text: `error: …`, then ` --> name:line:column`, for each.
    fn faults_in(&self, report: &str, sources: &SourceDb) -> Vec<RenderFault> {
        let lines = report.lines().zip(report.lines().skip(1));
        lines
            .filter_map(|(message, place)| {
                let message = message.strip_prefix("error: ")?;
                let mut place = place.trim_start().strip_prefix("--> ")?.rsplitn(3, ':');
                let column: usize = place.next()?.parse().ok()?;
                let line = place.next()?.parse().ok()?;
                let file = *self.files.get(place.next()?)?;
                let at = offset(sources.text(file), line, column.saturating_sub(1));
                Some(RenderFault {
                    span: Span::new(file, at..at),
                    message: message.to_owned(),
                })
            })
            .collect()
    }

    /// The place of an engine's error: in the template it names, else in the one being rendered.
    fn fault(&self, error: &Error, rendering: &str, sources: &SourceDb) -> RenderFault {
        let (name, report) = match error.kind() {
            ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
                (report.filename(), Some(report))
            }
            ErrorKind::CircularExtend { tpl, .. }
            | ErrorKind::CircularInclude { tpl, .. }
            | ErrorKind::MissingParent { current: tpl, .. } => (tpl.as_str(), None),
            _ => (rendering, None),
        };
        let message = match report {
            Some(report) => report.message().to_owned(),
            None => error.to_string(),
        };
        let file = self.files.get(name).or_else(|| self.files.get(rendering));
        let Some(file) = file.or_else(|| self.files.values().next()) else {
            unreachable!("the built-in theme has templates")
        };
        let span = report.map_or(Span::file(*file), |report| {
            let span = report.span();
            let text = sources.text(*file);
            let start = offset(text, span.start_line, span.start_col);
            let end = offset(text, span.end_line, span.end_col);
            Span::new(*file, start..end)
        });
        RenderFault { span, message }
    }
}

/// The byte of a line, from 1, and a column in characters, from 0.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let before = line_start(text, line);
    let rest = text.get(before..).unwrap_or_default();
    before + rest.chars().take(column).map(char::len_utf8).sum::<usize>()
}

/// Adds what `docs/templates.md` promises beside the engine's own functions and filters.
fn register(tera: &mut Tera, site: &Resolved, images: &Images, assets: BTreeMap<String, String>) {
    register_assets(tera, assets);
    let base = site.config.base_url.clone();
    tera.register_function(
        "url",
        move |kwargs: Kwargs, _: &State<'_>| -> TeraResult<String> {
            let path: String = kwargs.must_get("path")?;
            Ok(base.href(&UrlPath::file(path.trim_start_matches('/'))))
        },
    );
    tera.register_filter("readable", colour::readable);
    tera.register_filter("mix", colour::mix);
    tera.register_filter("urlencode", |value: &str, _: Kwargs, _: &State<'_>| {
        utf8_percent_encode(value, NON_ALPHANUMERIC).to_string()
    });
    tera.register_function(
        "qr",
        |kwargs: Kwargs, _: &State<'_>| -> TeraResult<String> {
            let text: String = kwargs.must_get("text")?;
            Ok(qr::svg(&text))
        },
    );
    let pictures: BTreeMap<String, Value> = images
        .all()
        .map(|(href, picture)| (href.clone(), picture_value(picture)))
        .collect();
    tera.register_function(
        "picture",
        move |kwargs: Kwargs, _: &State<'_>| -> TeraResult<Value> {
            let url: String = kwargs.must_get("url")?;
            let known = pictures.get(&url).cloned();
            Ok(known.unwrap_or_else(|| picture_value(&Picture::unknown(url))))
        },
    );
    tera.register_filter(
        "date",
        |value: &str, kwargs: Kwargs, _: &State<'_>| -> TeraResult<String> {
            let format = kwargs
                .get::<String>("format")?
                .unwrap_or_else(|| "%Y-%m-%d".to_owned());
            let moment = parse_moment(value)
                .ok_or_else(|| Error::message(format!("`{value}` is no date")))?;
            let time = moment.time.unwrap_or_default();
            jiff::fmt::strtime::format(&format, DateTime::from_parts(moment.date, time))
                .map_err(|error| Error::message(format!("the format `{format}`: {error}")))
        },
    );
}

fn register_assets(tera: &mut Tera, assets: BTreeMap<String, String>) {
    tera.register_function(
        "asset",
        move |kwargs: Kwargs, _: &State<'_>| -> TeraResult<String> {
            let path: String = kwargs.must_get("path")?;
            assets
                .get(&path)
                .cloned()
                .ok_or_else(|| Error::message(format!("the theme has no asset `{path}`")))
        },
    );
}

/// A picture as templates see it.
fn picture_value(picture: &Picture) -> Value {
    let (width, height) = picture.size.unzip();
    table([
        ("url", Value::from(picture.url.as_str())),
        ("width", Value::from(width)),
        ("height", Value::from(height)),
        ("webp", Value::from(picture.webp.as_str())),
        ("tone", Value::from(picture.tone.clone())),
    ])
}
