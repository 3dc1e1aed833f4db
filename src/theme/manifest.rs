//! `theme.toml`: what a theme has beside its files: pages of its own, and the settings that sites may
//! give it.
//!
//! In: that file, and `[theme_settings]` of `site.toml`. Out: names of pages, and a value for every
//! setting that is given or has a default; a diagnostic for each fault, in the file that is at fault.

use std::sync::Arc;

use crate::config::Config;
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::fields::{self, Checked, FieldValue, Record};
use crate::model::own::{is_key, own_field, small_letters, table_of};
use crate::model::{Field, Kind, field as setting, lines, shared};
use crate::msg;
use crate::value::Table;

/// The file in a theme's folder.
pub(super) const FILE: &str = "theme.toml";

/// What a theme says of itself.
#[derive(Debug, Clone, Default)]
pub(super) struct Manifest {
    /// Its own pages: each has the template `NAME.html`, the address `/NAME/` and the title `t.NAME`.
    pub(super) pages: Vec<String>,
    /// The settings that it has.
    pub(super) fields: Vec<Arc<Field>>,
    defaults: Record,
}

impl Manifest {
    /// Reads the file of a theme that builds on this one: its pages instead of these, its settings
    /// beside these.
    pub(super) fn extend(&mut self, table: &Table, diags: &mut Diagnostics) {
        let keys = shared([
            setting("pages", "页面", "pages", lines()),
            setting("settings", "设置", "settings", Kind::Free),
        ]);
        let keys: Vec<&Arc<Field>> = keys.iter().collect();
        let own = fields::read(table, &keys, &[], diags);
        if table.get("pages").is_some() {
            self.pages.clear();
        }
        for (name, span) in own.texts("pages") {
            if is_key(name) {
                self.pages.push(name.to_owned());
            } else {
                diags.push(
                    Diagnostic::error(
                        Code::InvalidValue,
                        span,
                        msg!(en: "`{name}` cannot be the name", zh: "不能用 `{name}` 作名字"),
                    )
                    .help(small_letters()),
                );
            }
        }
        if let Some(Checked {
            value: FieldValue::Free(node),
            ..
        }) = own.get("settings")
            && let Some(settings) = table_of(node, "settings", diags)
        {
            self.declare(settings, diags);
        }
    }

    /// Adds settings and their defaults; one that is there already is replaced.
    fn declare(&mut self, settings: &Table, diags: &mut Diagnostics) {
        for entry in &settings.entries {
            let key = &entry.key;
            let Some(own) = table_of(&entry.value, &format!("settings.{key}"), diags) else {
                continue;
            };
            let mut own = own.clone();
            let default = own.entries.iter().position(|entry| entry.key == "default");
            let default = default.map(|at| own.entries.remove(at));
            let Some(field) = own_field(entry, &own, "settings", diags) else {
                continue;
            };
            let field = Arc::new(field);
            self.fields.retain(|known| known.key != field.key);
            let defaults = &mut self.defaults.fields;
            defaults.retain(|(known, _)| known.key != field.key);
            if let Some(default) = default
                && let Some(value) = fields::read_value(&field, &field.kind, &default.value, diags)
            {
                defaults.push((Arc::clone(&field), value));
            }
            self.fields.push(field);
        }
    }

    /// The value of each setting that the site gives or that has a default. `has_file` says which
    /// files the site publishes, by path from its root.
    pub(super) fn values(
        &self,
        config: &Config,
        has_file: impl Fn(&str) -> bool,
        diags: &mut Diagnostics,
    ) -> Record {
        let known: Vec<&Arc<Field>> = self.fields.iter().collect();
        let given = match &config.theme_settings {
            Some(node) => table_of(node, "theme_settings", diags)
                .map(|given| fields::read(given, &known, &[], diags))
                .unwrap_or_default(),
            None => Record::default(),
        };
        for (field, checked) in &given.fields {
            check_file(field, checked, &has_file, diags);
        }
        let values = self.fields.iter().filter_map(|field| {
            let value = given.get(&field.key);
            let value = value.or_else(|| self.defaults.get(&field.key))?;
            Some((Arc::clone(field), value.clone()))
        });
        Record {
            fields: values.collect(),
        }
    }
}

/// A file that a setting names is one that the site publishes.
fn check_file(
    field: &Field,
    checked: &Checked,
    has_file: &impl Fn(&str) -> bool,
    diags: &mut Diagnostics,
) {
    let FieldValue::Text(path) = &checked.value else {
        return;
    };
    if field.kind != Kind::File || has_file(path.trim_start_matches('/')) {
        return;
    }
    diags.push(
        Diagnostic::error(
            Code::BrokenLink,
            checked.span,
            msg!(en: "there is no file `{path}`", zh: "没有 `{path}` 这个文件"),
        )
        .help(msg!(
            en: "put the file into `static/` and write its path from there, such as `images/logo.svg`",
            zh: "把文件放进 `static/`，这里写从那里算起的路径，例如 `images/logo.svg`",
        )),
    );
}
