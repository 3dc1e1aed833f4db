//! The stable names of all kinds of fault. `docs/diagnostics.md` explains each and `tests/cases/`
//! shows each.

macro_rules! codes {
    ($($variant:ident => $name:literal),+ $(,)?) => {
        /// The kind of a fault; its name never changes once released.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        #[expect(missing_docs, reason = "`docs/diagnostics.md` explains every code")]
        pub enum Code { $($variant),+ }

        impl Code {
            /// Every code, in the order of `docs/diagnostics.md`.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The name in messages and in CI annotations: kebab-case.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }
        }
    };
}

codes! {
    // Files
    UnreadableFile => "unreadable-file",
    InvalidUtf8 => "invalid-utf8",
    BadFileName => "bad-file-name",
    SymlinkLoop => "symlink-loop",
    OutsideLink => "outside-link",
    TooLarge => "too-large",
    // Syntax of site.toml and front matter
    SyntaxError => "syntax-error",
    UnclosedFrontMatter => "unclosed-front-matter",
    DuplicateKey => "duplicate-key",
    // Fields
    UnknownField => "unknown-field",
    UnknownType => "unknown-type",
    MissingField => "missing-field",
    WrongType => "wrong-type",
    InvalidValue => "invalid-value",
    UnknownTerm => "unknown-term",
    UnusualForm => "unusual-form",
    HardToRead => "hard-to-read",
    // Pages beside each other, and time
    Conflict => "conflict",
    PublishedLate => "published-late",
    Expired => "expired",
    // Disclosure
    Withheld => "withheld",
    Leak => "leak",
    PersonalData => "personal-data",
    // URLs and links
    DuplicateUrl => "duplicate-url",
    InvalidUrl => "invalid-url",
    BrokenLink => "broken-link",
    BrokenAnchor => "broken-anchor",
    BrokenReference => "broken-reference",
    AmbiguousReference => "ambiguous-reference",
    DuplicateId => "duplicate-id",
    ReferenceCycle => "reference-cycle",
    Superseded => "superseded",
    Unpublished => "unpublished",
    ForeignFile => "foreign-file",
    DeadLink => "dead-link",
    MovedLink => "moved-link",
    // Markdown
    UnknownShortcode => "unknown-shortcode",
    ShortcodeArgument => "shortcode-argument",
    UnclosedShortcode => "unclosed-shortcode",
    DuplicateAnchor => "duplicate-anchor",
    MissingAlt => "missing-alt",
    // Pictures
    BadPicture => "bad-picture",
    // Theme
    MissingTheme => "missing-theme",
    TemplateError => "template-error",
    StringsError => "strings-error",
    OfflineScript => "offline-script",
}
