//! schema.org's vocabulary, as far as the site uses it, out of the type declarations of npm's
//! `schema-dts`.
//!
//! In: `schema.d.ts` of an unpacked `schema-dts`. Out: `tests/metadata/schema-org.tsv` anew: the classes
//! that it names with all above them, the properties that it names with where they belong and what they
//! hold, and the values of the enumerations among that. To use a new word, add a line with it
//! (`class Course`, `property teaches`; a tab between) and run this.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;

use crate::Outcome;
use crate::files::root;

const TABLE: &str = "tests/metadata/schema-org.tsv";

/// What the declarations say.
#[derive(Default)]
struct Vocabulary {
    /// Classes, and those that each is a kind of.
    above: BTreeMap<String, Vec<String>>,
    /// Properties: the classes that have them, and what they hold.
    properties: BTreeMap<String, (BTreeSet<String>, BTreeSet<String>)>,
    /// Enumerations and their values.
    values: BTreeMap<String, BTreeSet<String>>,
}

/// Writes the table anew.
pub(crate) fn rewrite(declarations: &str) -> Outcome {
    let path = root().join(TABLE);
    let table = fs::read_to_string(&path)?;
    let vocabulary = Vocabulary::read(&fs::read_to_string(declarations)?);
    fs::write(path, vocabulary.table(&table)?)?;
    Ok(())
}

impl Vocabulary {
    fn read(declarations: &str) -> Self {
        let mut read = Self::default();
        let mut inside = None;
        for line in declarations.lines() {
            let line = line.trim();
            let words = line.strip_prefix("export ").unwrap_or(line);
            if let Some((name, above)) = words
                .strip_prefix("interface ")
                .and_then(|rest| rest.strip_suffix('{'))
                .and_then(|rest| rest.split_once(" extends "))
            {
                let (class, is_base) = match (name.strip_suffix("Base"), name.strip_suffix("Leaf"))
                {
                    (Some(class), _) => (class, true),
                    (_, Some(class)) => (class, false),
                    _ => continue,
                };
                let above = above
                    .split(',')
                    .filter_map(|one| one.trim().strip_suffix("Base"));
                let above = above.filter(|one| *one != class).map(str::to_owned);
                read.above
                    .entry(class.to_owned())
                    .or_default()
                    .extend(above);
                inside = is_base.then(|| class.to_owned());
            } else if let (Some(class), Some((key, rest))) =
                (&inside, line.split_once("\"?: SchemaValue<"))
            {
                let kinds = rest.split_once(", \"").map_or("", |(kinds, _)| kinds);
                let (classes, holds) = read
                    .properties
                    .entry(key.trim_start_matches('"').to_owned())
                    .or_default();
                classes.insert(class.clone());
                let kinds = kinds.split('|').map(str::trim);
                holds.extend(
                    kinds
                        .filter(|kind| *kind != "IdReference")
                        .map(str::to_owned),
                );
            } else if let Some((name, kinds)) = words
                .strip_prefix("type ")
                .and_then(|rest| rest.split_once(" = "))
            {
                let values = kinds
                    .split('"')
                    .filter_map(|one| one.strip_prefix("https://schema.org/"));
                let values: BTreeSet<String> = values.map(str::to_owned).collect();
                if !values.is_empty() {
                    read.values.insert(name.to_owned(), values);
                }
            }
        }
        read
    }

    /// The table, with what the vocabulary says of the words in the present one.
    fn table(&self, present: &str) -> Outcome<String> {
        let mut table = String::new();
        let mut classes: BTreeSet<&str> = BTreeSet::new();
        let mut properties: BTreeSet<&str> = BTreeSet::new();
        for line in present.lines() {
            let mut cells = line.split('\t');
            match (cells.next(), cells.next()) {
                (Some("class"), Some(name)) => self.add_class(name, &mut classes),
                (Some("property"), Some(name)) => _ = properties.insert(name),
                (Some(note), None) if note.starts_with('#') => writeln!(table, "{note}")?,
                _ => {}
            }
        }
        let join = |words: &mut dyn Iterator<Item = &String>| {
            words.map(String::as_str).collect::<Vec<_>>().join(" ")
        };
        for name in classes {
            let above = self
                .above
                .get(name)
                .ok_or(format!("there is no class {name}"))?;
            writeln!(table, "class\t{name}\t{}", join(&mut above.iter()))?;
        }
        let mut enumerations: BTreeSet<&String> = BTreeSet::new();
        for name in properties {
            let (of, holds) = self
                .properties
                .get(name)
                .ok_or(format!("there is no property {name}"))?;
            enumerations.extend(holds);
            let (of, holds) = (join(&mut of.iter()), join(&mut holds.iter()));
            writeln!(table, "property\t{name}\t{of}\t{holds}")?;
        }
        for name in enumerations {
            if let Some(values) = self.values.get(name) {
                writeln!(table, "values\t{name}\t{}", join(&mut values.iter()))?;
            }
        }
        Ok(table)
    }

    fn add_class<'a>(&'a self, name: &'a str, classes: &mut BTreeSet<&'a str>) {
        if classes.insert(name) {
            for above in self.above.get(name).into_iter().flatten() {
                self.add_class(above, classes);
            }
        }
    }
}
