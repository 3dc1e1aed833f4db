//! Forms in the browser: the configuration of Decap CMS, which Sveltia CMS reads as well.
//!
//! One collection a type, one widget a field; a page written in the form is a page that the builder
//! reads. Names of widgets and their options: <https://decapcms.org/docs/widgets/>.

use serde::Serialize;
use serde_json::Value;

use super::{MARK, Site, form};
use crate::config::Cms;
use crate::model::{Field, Kind, Type};

/// `admin/index.html`. The CMS itself lies beside it, so that no third party is asked.
pub(super) const PAGE: &str = "\
<!doctype html>
<!-- lyceum schema -->
<html lang=\"zh-CN\">
<meta charset=\"utf-8\">
<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">
<meta name=\"robots\" content=\"noindex\">
<title>编辑</title>
<link rel=\"icon\" href=\"data:,\">
<body>
<script src=\"decap-cms.js\"></script>
</body>
</html>
";

#[derive(Serialize)]
struct Configuration<'a> {
    backend: Backend<'a>,
    locale: &'static str,
    site_url: Option<String>,
    media_folder: &'static str,
    public_folder: &'static str,
    slug: Slug,
    collections: Vec<Collection>,
}

#[derive(Serialize)]
struct Backend<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    repo: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    branch: Option<&'a str>,
}

#[derive(Serialize)]
struct Slug {
    encoding: &'static str,
}

#[derive(Serialize)]
struct Collection {
    name: String,
    label: String,
    label_singular: String,
    description: String,
    folder: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    filter: Option<Filter>,
    create: bool,
    extension: &'static str,
    format: &'static str,
    identifier_field: &'static str,
    summary: &'static str,
    fields: Vec<FormField>,
}

#[derive(Serialize)]
struct Filter {
    field: &'static str,
    value: String,
}

/// A field of a form.
#[derive(Serialize, Default)]
struct FormField {
    name: String,
    label: String,
    widget: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    required: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    default: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pattern: Option<[String; 2]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_format: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    time_format: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    min: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    step: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    multiple: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    options: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    collection: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value_field: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    search_fields: Option<[&'static str; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    collapsed: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fields: Option<Vec<FormField>>,
}

/// `admin/config.yml`.
pub(super) fn config(site: &Site<'_>, cms: &Cms) -> String {
    let schema = site.schema();
    let base = &site.config.base_url;
    let configuration = Configuration {
        backend: Backend {
            name: &cms.backend,
            repo: cms.repo.as_deref(),
            branch: cms.branch.as_deref(),
        },
        locale: "zh_Hans",
        site_url: base
            .has_origin()
            .then(|| base.absolute(&crate::url::UrlPath::home())),
        media_folder: "static/uploads",
        public_folder: "/uploads",
        slug: Slug {
            encoding: "unicode",
        },
        collections: schema
            .types
            .iter()
            .map(|kind| collection(site, kind))
            .collect(),
    };
    // Strings and numbers only: this cannot fail.
    let text = serde_saphyr::to_string(&configuration).unwrap_or_default();
    format!("# {MARK}\n{text}")
}

fn collection(site: &Site<'_>, kind: &Type) -> Collection {
    let schema = site.schema();
    let needed = |field: &Field| {
        field.required || field.key == "title" || kind.required_common.contains(&field.key)
    };
    // Pages that name no type are articles.
    let named = kind.key != schema.plain.key;
    let mut fields = Vec::new();
    if named {
        fields.push(FormField {
            name: "type".to_owned(),
            label: "类型".to_owned(),
            widget: "hidden",
            default: Some(Value::from(&*kind.key)),
            ..FormField::default()
        });
    }
    // What must be filled in comes first, then the text, then what may: the type's own before the rest.
    let all = schema.fields_of(kind).filter(|field| field.key != "type");
    let (first, later): (Vec<_>, Vec<_>) = all.partition(|field| needed(field));
    let (own, common): (Vec<_>, Vec<_>) = later
        .into_iter()
        .partition(|field| kind.field(&field.key).is_some());
    fields.extend(
        first
            .into_iter()
            .filter_map(|field| widget(site, field, true)),
    );
    fields.push(FormField {
        name: "body".to_owned(),
        label: "正文".to_owned(),
        widget: "markdown",
        required: Some(false),
        ..FormField::default()
    });
    let later = own.into_iter().chain(common);
    fields.extend(later.filter_map(|field| widget(site, field, false)));
    let label = &kind.label.zh;
    Collection {
        name: kind.key.clone().into_owned(),
        label: label.clone().into_owned(),
        label_singular: label.clone().into_owned(),
        description: kind.hint.zh.clone().into_owned(),
        folder: format!("content/{}", site.folder(kind)),
        filter: named.then(|| Filter {
            field: "type",
            value: kind.key.clone().into_owned(),
        }),
        create: true,
        extension: "md",
        format: "yaml-frontmatter",
        identifier_field: "title",
        summary: "{{title}}",
        fields,
    }
}

/// The widget of a field; none for what no form can ask.
fn widget(site: &Site<'_>, field: &Field, required: bool) -> Option<FormField> {
    let mut widget = FormField {
        name: field.key.clone().into_owned(),
        label: field.label.zh.clone().into_owned(),
        required: Some(required),
        hint: field.hint.as_ref().map(|hint| hint.zh.clone().into_owned()),
        ..FormField::default()
    };
    let (item, is_list) = match &field.kind {
        Kind::List(item) => (&**item, true),
        one => (one, false),
    };
    match item {
        Kind::Free => return None,
        Kind::Bool => {
            widget.widget = "boolean";
            widget.required = Some(false);
        }
        Kind::Number { min, max, step } => {
            widget.widget = if is_list { "list" } else { "number" };
            if !is_list {
                let whole = *step > 0.0 && step.fract() == 0.0;
                widget.value_type = Some(if whole { "int" } else { "float" });
                widget.min = Some(*min);
                widget.max = Some(*max);
                widget.step = (*step > 0.0).then_some(*step);
            }
        }
        Kind::Date | Kind::Moment if !is_list => {
            let timed = *item == Kind::Moment;
            widget.widget = "datetime";
            widget.format = Some(if timed {
                "YYYY-MM-DD HH:mm"
            } else {
                "YYYY-MM-DD"
            });
            widget.date_format = Some("YYYY-MM-DD");
            widget.time_format = Some(if timed {
                Value::from("HH:mm")
            } else {
                Value::from(false)
            });
            widget.default = Some(Value::from(if required { "{{now}}" } else { "" }));
        }
        Kind::Choice(choices) => select(
            &mut widget,
            choices.iter().map(|choice| choice.clone().into_owned()),
            is_list,
        ),
        Kind::Term(taxonomy) => match site.terms(taxonomy) {
            Some(terms) => select(&mut widget, terms.into_iter().map(str::to_owned), is_list),
            None => widget.widget = if is_list { "list" } else { "string" },
        },
        Kind::Page(types) => match types.as_slice() {
            [one] => {
                widget.widget = "relation";
                widget.collection = Some(one.clone().into_owned());
                widget.value_field = Some("title");
                widget.search_fields = Some(["title"]);
                widget.multiple = is_list.then_some(true);
            }
            _ => widget.widget = if is_list { "list" } else { "string" },
        },
        Kind::Table(fields) => {
            widget.widget = if is_list { "list" } else { "object" };
            // A list would begin with one blank item otherwise.
            widget.default = is_list.then(|| Value::Array(Vec::new()));
            widget.collapsed = Some(!required);
            let inner = fields
                .iter()
                .filter_map(|inner| self::widget(site, inner, inner.required && required));
            widget.fields = Some(inner.collect());
        }
        _ if is_list => widget.widget = "list",
        Kind::File => widget.widget = "file",
        Kind::Text(max) => {
            widget.widget = if *max > 200 { "text" } else { "string" };
            widget.pattern = Some(match &field.pattern {
                Some(pattern) => [pattern.expression().to_owned(), "写法不对".to_owned()],
                None => [format!("^[\\s\\S]{{0,{max}}}$"), format!("最多 {max} 个字")],
            });
        }
        other => {
            widget.widget = "string";
            let told = match other {
                Kind::Url => "网址以 https:// 开头",
                _ => "写法不对",
            };
            // Whatever form of a number is typed, the builder reads it.
            if *other != Kind::DocNo {
                widget.pattern = form(other).map(|form| [form.to_owned(), told.to_owned()]);
            }
        }
    }
    Some(widget)
}

fn select(widget: &mut FormField, options: impl Iterator<Item = String>, is_list: bool) {
    widget.widget = "select";
    widget.options = Some(options.collect());
    widget.multiple = is_list.then_some(true);
}
