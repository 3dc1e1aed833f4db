//! A case as text: sections, each with a line `-- name --` above it.

/// What a section is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// What stands before the first section: what the case shows.
    Comment,
    /// A file of the site.
    Input,
    /// How to build: one option a line.
    Build,
    /// Diagnostics, one line each, in English.
    Stderr,
    /// The same in Chinese.
    StderrZh,
    /// Diagnostics with their lines and help, in English.
    Full,
    /// The same in Chinese.
    FullZh,
    /// Paths of the published pages, feeds and copied files.
    Files,
    /// A published file.
    Public,
    /// Words that stand in no published file.
    Nowhere,
}

/// One section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Section {
    /// The line between `-- ` and ` --`.
    pub(crate) header: String,
    /// What it is for.
    pub(crate) kind: Kind,
    /// Its text.
    pub(crate) body: String,
}

/// A case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Case {
    /// Its sections in their order.
    pub(crate) sections: Vec<Section>,
}

/// Top folders and files of a site.
const INPUTS: [&str; 6] = [
    "site.toml",
    "content/",
    "data/",
    "static/",
    "themes/",
    ".lyceum/",
];

impl Case {
    /// Reads a case.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let mut case = Self::default();
        case.sections.push(Section {
            header: String::new(),
            kind: Kind::Comment,
            body: String::new(),
        });
        for line in text.split_inclusive('\n') {
            let header = line
                .strip_suffix('\n')
                .and_then(|line| line.strip_prefix("-- ")?.strip_suffix(" --"));
            match header {
                Some(header) => {
                    if case.sections.iter().any(|one| one.header == header) {
                        return Err(format!("`-- {header} --` comes twice"));
                    }
                    case.sections.push(Section {
                        header: header.to_owned(),
                        kind: kind_of(header)
                            .ok_or_else(|| format!("`-- {header} --` means nothing"))?,
                        body: String::new(),
                    });
                }
                None => {
                    if let Some(section) = case.sections.last_mut() {
                        section.body.push_str(line);
                    }
                }
            }
        }
        if !case.sections.iter().any(|one| one.kind == Kind::Input) {
            return Err("there is no file of a site".to_owned());
        }
        if !case.sections.iter().any(|one| one.kind.is_expectation()) {
            return Err("nothing is expected".to_owned());
        }
        Ok(case)
    }

    /// The case as text again.
    pub(crate) fn to_text(&self) -> String {
        let mut text = String::new();
        for section in &self.sections {
            if section.kind != Kind::Comment {
                text.push_str("-- ");
                text.push_str(&section.header);
                text.push_str(" --\n");
            }
            text.push_str(&section.body);
        }
        text
    }

    /// The text of a section that can be there once.
    pub(crate) fn body(&self, kind: Kind) -> Option<&str> {
        self.sections
            .iter()
            .find(|section| section.kind == kind)
            .map(|section| section.body.as_str())
    }

    /// What is expected here and not found there.
    pub(crate) fn differences(&self, found: &Self) -> Vec<String> {
        let body = |case: &Self, header: &str| {
            case.sections
                .iter()
                .find(|section| section.header == header)
                .map_or_else(String::new, |section| section.body.clone())
        };
        found
            .sections
            .iter()
            .filter(|section| section.kind.is_expectation())
            .filter_map(|section| {
                let header = &section.header;
                let (expected, found) = (body(self, header), &section.body);
                (expected != *found)
                    .then(|| format!("-- {header} --\nexpected:\n{expected}found:\n{found}"))
            })
            .collect()
    }
}

impl Kind {
    fn is_expectation(self) -> bool {
        !matches!(self, Self::Comment | Self::Input | Self::Build)
    }
}

fn kind_of(header: &str) -> Option<Kind> {
    Some(match header {
        "build" => Kind::Build,
        "stderr" => Kind::Stderr,
        "stderr zh" => Kind::StderrZh,
        "full" => Kind::Full,
        "full zh" => Kind::FullZh,
        "files" => Kind::Files,
        "nowhere" => Kind::Nowhere,
        _ if header.starts_with("public/") => Kind::Public,
        _ if INPUTS.iter().any(|input| header.starts_with(input)) => Kind::Input,
        // A site of plain files at the root.
        _ if header.split(' ').next()?.strip_suffix(".md").is_some() => Kind::Input,
        _ => return None,
    })
}
