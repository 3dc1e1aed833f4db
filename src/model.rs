//! The content model: every type, its fields and what they may hold, in one place.
//!
//! Adding a field or a type is one entry here; reading, validation, templates for new pages, forms,
//! `docs/content-model.md`, facts on the page and search facets follow from it. A site adds its own
//! in `site.toml` ([`own`]). The reading itself is in [`crate::fields`].

mod common;
pub mod data;
mod learning;
mod official;
pub mod own;
mod places;

use std::borrow::Cow;
use std::sync::Arc;

use crate::diag::Lang;

/// A word of the model, its own or the site's.
pub type Word = Cow<'static, str>;

/// A name or a sentence in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Chinese; editors may also write a name as the key.
    pub zh: Word,
    /// English.
    pub en: Word,
}

impl Label {
    /// The built-in names.
    pub const fn of(zh: &'static str, en: &'static str) -> Self {
        Self {
            zh: Cow::Borrowed(zh),
            en: Cow::Borrowed(en),
        }
    }

    /// The name in one language.
    pub fn text(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

/// What a field may hold.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// Text of at most so many characters.
    Text(usize),
    /// A day, `2026-11-20`.
    Date,
    /// A day, with a time of day if wanted: `2026-12-05 09:00`.
    Moment,
    /// `true` or `false`.
    Bool,
    /// A number within bounds, in steps.
    Number {
        /// Smallest.
        min: f64,
        /// Greatest.
        max: f64,
        /// Distance of allowed values from `min`; 0 allows all.
        step: f64,
    },
    /// The number of a document: 泸县府办发〔2016〕215号.
    DocNo,
    /// A document: its number, whether the site has it or not, or the title, `id` or path of its page.
    Document,
    /// One of a closed list.
    Choice(Vec<Word>),
    /// A term of a taxonomy.
    Term(Word),
    /// The title, `id` or path of a page of one of these types (any page, if empty).
    Page(Vec<Word>),
    /// A file of the site.
    File,
    /// An absolute web address.
    Url,
    /// A list of such; a single value counts as a list of one.
    List(Box<Self>),
    /// A table of fields.
    Table(Vec<Arc<Field>>),
    /// Anything.
    Free,
}

impl Kind {
    /// A list of this kind.
    #[must_use]
    pub fn list(self) -> Self {
        Self::List(Box::new(self))
    }

    /// What one value of a list holds; what the kind holds, where it is no list.
    pub fn item(&self) -> &Self {
        match self {
            Self::List(item) => item,
            one => one,
        }
    }
}

/// One field.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// The key in front matter.
    pub key: Word,
    /// Its name.
    pub label: Label,
    /// What to write into it, where its name does not say.
    pub hint: Option<Label>,
    /// What it may hold.
    pub kind: Kind,
    /// Whether a page of the type must have it.
    pub required: bool,
    /// Other keys that mean the same, as in Hugo and Zola.
    pub aliases: Vec<Word>,
    /// The form that its text must have.
    pub pattern: Option<Pattern>,
    /// Types of pages that its text may be the name of; where it is one, it is a reference.
    pub may_name: Vec<Word>,
    /// What the pages that name a page in it are to that page; their type, where nothing is said.
    pub inverse: Option<Label>,
    /// What editors write behind its number, and what is not part of it: 分钟, 元. The first is the
    /// usual one.
    pub units: Vec<Word>,
    /// Whether it is one of the facts that readers see listed on the page; the others have places of
    /// their own, or are for editors alone.
    pub is_fact: bool,
}

/// A regular expression that a whole text must match.
#[derive(Debug, Clone)]
pub struct Pattern(regex::Regex);

impl Pattern {
    /// The pattern of a regular expression.
    ///
    /// # Errors
    /// When it is none.
    pub fn new(expression: &str) -> Result<Self, regex::Error> {
        regex::Regex::new(&format!("^(?:{expression})$")).map(Self)
    }

    /// Whether a text has the form.
    pub fn fits(&self, text: &str) -> bool {
        self.0.is_match(text)
    }

    /// The regular expression, with `^` and `$`.
    pub fn expression(&self) -> &str {
        self.0.as_str()
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.expression() == other.expression()
    }
}

/// A field, by its key and its name in Chinese and English.
pub(crate) fn field(key: &'static str, zh: &'static str, en: &'static str, kind: Kind) -> Field {
    Field {
        key: key.into(),
        label: Label::of(zh, en),
        hint: None,
        kind,
        required: false,
        aliases: Vec::new(),
        pattern: None,
        may_name: Vec::new(),
        inverse: None,
        units: Vec::new(),
        is_fact: true,
    }
}

impl Field {
    /// Makes it one that must be there.
    pub(crate) fn required(self) -> Self {
        Self {
            required: true,
            ..self
        }
    }

    fn hint(self, zh: &'static str, en: &'static str) -> Self {
        Self {
            hint: Some(Label::of(zh, en)),
            ..self
        }
    }

    fn no_fact(self) -> Self {
        Self {
            is_fact: false,
            ..self
        }
    }

    fn also(self, aliases: &[&'static str]) -> Self {
        Self {
            aliases: words(aliases),
            ..self
        }
    }

    fn may_name(self, types: &[&'static str]) -> Self {
        Self {
            may_name: words(types),
            ..self
        }
    }

    /// The form of a text, as a regular expression. One that is none would not pass the tests.
    fn form(self, expression: &str) -> Self {
        Self {
            pattern: Pattern::new(expression).ok(),
            ..self
        }
    }

    fn inverse(self, zh: &'static str, en: &'static str) -> Self {
        Self {
            inverse: Some(Label::of(zh, en)),
            ..self
        }
    }

    fn units(self, units: &[&'static str]) -> Self {
        Self {
            units: words(units),
            ..self
        }
    }

    /// All keys that mean the field. 费用（元） is known as 费用 too.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let label = &*self.label.zh;
        let short = label.split_once('（').map(|(short, _)| short);
        let own = [&*self.key, label].into_iter().chain(short);
        own.chain(self.aliases.iter().map(|alias| &**alias))
    }

    /// Whether a key in front matter means the field.
    pub fn answers_to(&self, key: &str) -> bool {
        self.names().any(|name| name == key)
    }
}

/// One type of page.
#[derive(Debug, Clone, PartialEq)]
pub struct Type {
    /// The key in front matter, and the name of its template.
    pub key: Word,
    /// Its name.
    pub label: Label,
    /// What it is for.
    pub hint: Label,
    /// Other words for it: whoever searches for them means pages of the type.
    pub words: Vec<Word>,
    /// Its own fields, beside [`Schema::common`].
    pub fields: Vec<Arc<Field>>,
    /// Which of [`Schema::common`] it must have beside `title`.
    pub required_common: Vec<Word>,
    /// Which of [`Schema::common`] it should have: without them there is a warning.
    pub advised_common: Vec<Word>,
}

impl Type {
    fn new(key: &'static str, zh: &'static str, en: &'static str) -> Self {
        Self {
            key: key.into(),
            label: Label::of(zh, en),
            hint: Label::of("", ""),
            words: Vec::new(),
            fields: Vec::new(),
            required_common: Vec::new(),
            advised_common: Vec::new(),
        }
    }

    fn hint(self, zh: &'static str, en: &'static str) -> Self {
        Self {
            hint: Label::of(zh, en),
            ..self
        }
    }

    fn words(self, other: &[&'static str]) -> Self {
        Self {
            words: words(other),
            ..self
        }
    }

    fn needs(self, common: &[&'static str]) -> Self {
        Self {
            required_common: words(common),
            ..self
        }
    }

    fn should_have(self, common: &[&'static str]) -> Self {
        Self {
            advised_common: words(common),
            ..self
        }
    }

    fn fields(self, fields: impl IntoIterator<Item = Field>) -> Self {
        Self {
            fields: shared(fields),
            ..self
        }
    }

    /// One of its own fields.
    pub fn field(&self, key: &str) -> Option<&Arc<Field>> {
        self.fields.iter().find(|field| field.key == key)
    }
}

/// The types and fields of a site.
#[derive(Debug, Clone, PartialEq)]
pub struct Schema {
    /// The fields that every page may have.
    pub common: Vec<Arc<Field>>,
    /// Every type, [`Schema::plain`] first.
    pub types: Vec<Arc<Type>>,
    /// The type of pages that name none.
    pub plain: Arc<Type>,
}

impl Schema {
    /// What every site has.
    pub fn built_in() -> Self {
        let plain = Arc::new(Type::new(ARTICLE, "文章", "article").hint(
            "不属于别的类型的页面：指南、说明、随笔。",
            "Any page that no other type is for: a guide, a note, an essay.",
        ));
        let own = [
            official::policy(),
            places::town_feature(),
            learning::heritage_lesson(),
            places::heritage(),
            places::heritage_site(),
            learning::course(),
            learning::event(),
            learning::event_series(),
            places::venue(),
            official::org(),
            official::person(),
            official::news(),
        ];
        let own = own.into_iter().map(Arc::new);
        Self {
            common: shared(common::fields()),
            types: std::iter::once(Arc::clone(&plain)).chain(own).collect(),
            plain,
        }
    }

    /// The type of a key or of its Chinese name.
    pub fn find(&self, name: &str) -> Option<&Arc<Type>> {
        let mut types = self.types.iter();
        types.find(|one| one.key == name || one.label.zh == name)
    }

    /// The place of a type among all of them.
    pub fn position(&self, key: &str) -> Option<usize> {
        self.types.iter().position(|one| one.key == key)
    }

    /// The fields beside its title that a page of the type must have.
    pub fn needed<'a>(&'a self, kind: &'a Type) -> impl Iterator<Item = &'a Arc<Field>> {
        let common = self.common.iter();
        let common = common.filter(|field| kind.required_common.contains(&field.key));
        common.chain(kind.fields.iter().filter(|field| field.required))
    }

    /// Every field that a page of the type may have.
    pub fn fields_of<'a>(&'a self, kind: &'a Type) -> impl Iterator<Item = &'a Arc<Field>> {
        self.common.iter().chain(&kind.fields)
    }

    /// The fields of a page that templates see by key: its type's, and those of every page that are
    /// facts.
    pub fn page_fields<'a>(&'a self, kind: &'a Type) -> impl Iterator<Item = &'a Arc<Field>> {
        let facts = self.common.iter().filter(|field| field.is_fact);
        facts.chain(&kind.fields)
    }

    /// The fields of all types, those that every page may have first.
    pub fn all_fields(&self) -> impl Iterator<Item = &Arc<Field>> {
        let own = self.types.iter().flat_map(|one| &one.fields);
        self.common.iter().chain(own)
    }
}

/// Key of the type of pages that name none.
pub const ARTICLE: &str = "article";

/// The value of a reference field that says there is none: the top of a tree.
pub const NO_PAGE: &str = "无";

/// The value of a choice whose truth nobody has checked yet.
pub const UNVERIFIED: &str = "待核实";

fn words(words: &[&'static str]) -> Vec<Word> {
    words.iter().map(|word| Cow::Borrowed(*word)).collect()
}

pub(crate) fn choice(choices: &[&'static str]) -> Kind {
    Kind::Choice(words(choices))
}

fn page(types: &[&'static str]) -> Kind {
    Kind::Page(words(types))
}

fn term(taxonomy: &'static str) -> Kind {
    Kind::Term(taxonomy.into())
}

fn table(fields: impl IntoIterator<Item = Field>) -> Kind {
    Kind::Table(shared(fields))
}

/// Fields as types, tables and records hold them.
pub(crate) fn shared(fields: impl IntoIterator<Item = Field>) -> Vec<Arc<Field>> {
    fields.into_iter().map(Arc::new).collect()
}

pub(crate) fn lines() -> Kind {
    LINE.list()
}

const LINE: Kind = Kind::Text(200);
const MINUTES: Kind = number(5.0, 600.0, 1.0);
const CLASS_HOURS: Kind = number(0.5, 1000.0, 0.5);
const COUNT: Kind = number(0.0, 1_000_000.0, 1.0);
const YEAR: Kind = number(1000.0, 2200.0, 1.0);
/// Words that stand behind numbers.
const YEARS: &[&str] = &["年"];
const YUAN: &[&str] = &["元", "块", "块钱"];
const MONEY: Kind = number(0.0, 1_000_000.0, 0.0);

const fn number(min: f64, max: f64, step: f64) -> Kind {
    Kind::Number { min, max, step }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_required_names_exist() {
        let schema = Schema::built_in();
        for one in &schema.types {
            let mut names: Vec<&str> = Vec::new();
            for field in schema.fields_of(one) {
                names.extend(field.names());
            }
            let all = names.len();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), all, "two fields of `{}` share a name", one.key);
            for key in one.required_common.iter().chain(&one.advised_common) {
                assert!(schema.common.iter().any(|field| field.key == *key), "{key}");
            }
            assert!(!one.hint.zh.is_empty() && !one.hint.en.is_empty());
        }
    }

    #[test]
    fn index_numbers_have_a_form() {
        let schema = Schema::built_in();
        let policy = schema.find("policy").unwrap();
        let form = policy.field("index_no").unwrap().pattern.clone().unwrap();
        for number in ["000014349/2017-00110", "6107280000/2024-001005"] {
            assert!(form.fits(number), "{number}");
        }
        for number in [
            "",
            "2017-00110",
            "00001/2017-00110",
            "000014349／2017-00110",
        ] {
            assert!(!form.fits(number), "{number}");
        }
    }
}
