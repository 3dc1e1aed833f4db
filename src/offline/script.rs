//! An ES module as a classic script.
//!
//! In: a theme's script. Out: the same within a call of `lyceum.define`, which `modules.js` explains, and
//! what it imports; or where it uses more of the language's modules than is understood here: named
//! imports, `* as`, exported functions, classes and constants.

use std::ops::Range;

use super::lexer::{Kind, Token, Unreadable, tokens};
use crate::diag::Message;
use crate::msg;

/// A module, made a classic script.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Classic {
    pub(super) text: String,
    /// The names of the scripts that it imports, as written, with their places.
    pub(super) imports: Vec<(String, Range<usize>)>,
}

/// What stands in the way.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) range: Range<usize>,
    pub(super) message: Message,
}

/// The name that `import` has within a script, as a function.
const LOAD: &str = "lyceumImport";

/// Makes a module a classic script.
///
/// # Errors
/// When it is written in ways that are not understood.
pub(super) fn classic(module: &str) -> Result<Classic, Fault> {
    let tokens = tokens(module).map_err(|Unreadable(at)| Fault {
        range: at..at + 1,
        message: msg!(en: "what opens here does not close", zh: "这里的括号或引号没有配对"),
    })?;
    let mut reader = Reader {
        module,
        tokens: &tokens,
        at: 0,
        changes: Vec::new(),
        statics: Vec::new(),
        dynamics: Vec::new(),
        exports: Vec::new(),
    };
    reader.read()?;
    Ok(reader.write())
}

struct Reader<'a> {
    module: &'a str,
    tokens: &'a [Token],
    at: usize,
    /// What is cut out of the text, and what takes its place.
    changes: Vec<(Range<usize>, &'static str)>,
    /// What each `import` names, and the pattern that takes it apart.
    statics: Vec<(String, Range<usize>, String)>,
    dynamics: Vec<(String, Range<usize>)>,
    /// Properties of the object of exports.
    exports: Vec<String>,
}

impl<'a> Reader<'a> {
    fn read(&mut self) -> Result<(), Fault> {
        while let Some(token) = self.tokens.get(self.at) {
            let before = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
            let before = before.map(|token| token.kind);
            let is_word = token.kind == Kind::Word && before != Some(Kind::Sign(b'.'));
            match self.text(token) {
                "import" if is_word => self.import(token)?,
                "export" if is_word && token.depth == 0 => self.export(token)?,
                "await" if is_word && token.depth == 0 && before != Some(Kind::Sign(b'>')) => {
                    return Err(fault(
                        token,
                        msg!(en: "`await` outside a function", zh: "`await` 写在函数外面"),
                    ));
                }
                _ => self.at += 1,
            }
        }
        Ok(())
    }

    fn text(&self, token: &Token) -> &'a str {
        self.module.get(token.range.clone()).unwrap_or_default()
    }

    fn next(&self) -> Option<&'a Token> {
        self.tokens.get(self.at)
    }

    /// Steps over a sign or word, if it is there.
    fn take(&mut self, text: &str) -> bool {
        let found = self.next().is_some_and(|token| {
            token.kind != Kind::Text && token.kind != Kind::Other && self.text(token) == text
        });
        self.at += usize::from(found);
        found
    }

    fn word(&mut self) -> Option<&'a str> {
        let token = self.next().filter(|token| token.kind == Kind::Word)?;
        self.at += 1;
        Some(self.text(token))
    }

    fn quoted(&mut self) -> Option<(String, Range<usize>)> {
        let token = self.next().filter(|token| token.kind == Kind::Text)?;
        self.at += 1;
        let text = self.text(token);
        let inner = text.get(1..text.len() - 1).unwrap_or_default();
        Some((inner.to_owned(), token.range.clone()))
    }

    fn import(&mut self, keyword: &Token) -> Result<(), Fault> {
        self.at += 1;
        if self.take("(") {
            self.changes.push((keyword.range.clone(), LOAD));
            // An address that is put together names nothing that is known here.
            let (start, named) = (self.at, self.quoted());
            match named {
                Some(named) if self.take(")") => self.dynamics.push(named),
                _ => self.at = start,
            }
            return Ok(());
        }
        if keyword.depth > 0 && !self.take(".") {
            return Ok(()); // The name of a property.
        }
        let pattern = self.import_pattern();
        let named = pattern.and_then(|pattern| Some((pattern, self.quoted()?)));
        let Some((pattern, (name, place))) = named else {
            return Err(fault(
                keyword,
                msg!(en: "an `import` of another form", zh: "`import` 的写法不支持"),
            ));
        };
        self.take(";");
        self.cut(keyword.range.start);
        self.statics.push((name, place, pattern));
        Ok(())
    }

    /// What stands between `import` and the name of the script, with its `from`.
    fn import_pattern(&mut self) -> Option<String> {
        if self.next()?.kind == Kind::Text {
            return Some("{}".to_owned());
        }
        let pattern = if self.take("*") {
            self.take("as").then(|| self.word())??.to_owned()
        } else {
            let names = self.names()?;
            let own = names.iter().map(|(name, own)| format!("{name}: {own}"));
            format!("{{ {} }}", own.collect::<Vec<_>>().join(", "))
        };
        self.take("from").then_some(pattern)
    }

    /// `{ a, b as c }`: pairs of a name and the name behind `as`, or the same.
    fn names(&mut self) -> Option<Vec<(&'a str, &'a str)>> {
        let mut names = Vec::new();
        if !self.take("{") {
            return None;
        }
        while !self.take("}") {
            let name = self.word()?;
            let other = if self.take("as") { self.word()? } else { name };
            names.push((name, other));
            if !self.take(",") {
                return self.take("}").then_some(names);
            }
        }
        Some(names)
    }

    fn export(&mut self, keyword: &Token) -> Result<(), Fault> {
        let other = |message| Err(fault(keyword, message));
        self.at += 1;
        if let Some(names) = self.names() {
            if self.take("from") {
                return other(msg!(en: "`export … from`", zh: "`export … from`"));
            }
            let properties = names.iter().map(|(own, name)| format!("{name}: {own}"));
            self.exports.extend(properties);
            self.take(";");
            self.cut(keyword.range.start);
            return Ok(());
        }
        self.cut(keyword.range.start);
        let declared = self.at;
        let is_constant = self.take("const");
        if !is_constant {
            self.take("async");
            if !self.take("function") && !self.take("class") {
                return other(msg!(
                    en: "an `export` of something else than a function, a class or a constant",
                    zh: "`export` 的不是函数、类或常量",
                ));
            }
            self.take("*");
        }
        let Some(name) = self.word() else {
            return other(msg!(en: "an `export` without a name", zh: "`export` 没有名字"));
        };
        self.exports.push(name.to_owned());
        if is_constant && self.declares_more() {
            return other(
                msg!(en: "one `export` of several constants", zh: "一个 `export` 里有几个常量"),
            );
        }
        self.at = declared;
        Ok(())
    }

    /// Whether a comma follows before the statement ends.
    fn declares_more(&self) -> bool {
        let rest = self.tokens.get(self.at..).unwrap_or_default();
        let mut outer = rest.iter().filter(|token| token.depth == 0);
        let end = outer.find(|token| matches!(token.kind, Kind::Sign(b',' | b';')));
        end.is_some_and(|token| token.kind == Kind::Sign(b','))
    }

    /// Cuts out what was read, from `start` on.
    fn cut(&mut self, start: usize) {
        let last = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        let end = last.map_or(start, |token| token.range.end);
        self.changes.push((start..end, ""));
    }

    fn write(self) -> Classic {
        let names = self.statics.iter().map(|(name, ..)| format!("{name:?}"));
        let names = names.collect::<Vec<_>>().join(", ");
        let patterns = self.statics.iter().map(|(.., pattern)| pattern.as_str());
        let parameters: Vec<&str> = std::iter::once(LOAD).chain(patterns).collect();
        let parameters = parameters.join(", ");
        let mut text = format!("\"use strict\";\nlyceum.define([{names}], ({parameters}) => {{\n");
        let mut from = 0;
        for (range, instead) in &self.changes {
            text.push_str(self.module.get(from..range.start).unwrap_or_default());
            text.push_str(instead);
            from = range.end;
        }
        text.push_str(self.module.get(from..).unwrap_or_default());
        let exports = self.exports.join(", ");
        text.extend(["\nreturn { ", &exports, " };\n});\n"]);
        let statics = self
            .statics
            .into_iter()
            .map(|(name, place, _)| (name, place));
        Classic {
            text,
            imports: statics.chain(self.dynamics).collect(),
        }
    }
}

fn fault(token: &Token, message: Message) -> Fault {
    Fault {
        range: token.range.clone(),
        message,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_imported_becomes_parameters_and_what_is_exported_is_returned() {
        let module = "// 学习\nimport { a, b as c } from \"./x.js\";\nimport * as y from './y.js';\nimport \"./z.js\";\n\
                      export const one = () => a(1, 2), [two] = c;\n";
        assert_eq!(
            classic(module).unwrap_err().message.en,
            "one `export` of several constants"
        );
        let module = "// 学习\nimport { a, b as c } from \"./x.js\";\nimport * as y from './y.js';\nimport \"./z.js\";\n\
                      export const one = () => a(1, 2);\nexport async function two() {\n  const late = await import(\"./late.js\");\n  \
                      return import(`${y.base}w.js`);\n}\nclass Three {}\nexport { Three, c as four };\n";
        let classic = classic(module).unwrap();
        assert_eq!(
            classic.text,
            "\"use strict\";\nlyceum.define([\"./x.js\", \"./y.js\", \"./z.js\"], (lyceumImport, { a: a, b: c }, y, {}) => {\n\
             // 学习\n\n\n\n const one = () => a(1, 2);\n async function two() {\n  const late = await lyceumImport(\"./late.js\");\n  \
             return lyceumImport(`${y.base}w.js`);\n}\nclass Three {}\n\n\nreturn { one, two, Three: Three, four: c };\n});\n"
        );
        let names: Vec<&str> = classic.imports.iter().map(|(name, _)| &**name).collect();
        assert_eq!(names, ["./x.js", "./y.js", "./z.js", "./late.js"]);
    }

    #[test]
    fn words_in_texts_and_properties_are_left_alone() {
        let module =
            "const x = { import: 1, export: 2 };\nx.import(\"export\");\n// export default\n";
        let text = classic(module).unwrap().text;
        assert!(text.contains(module), "{text}");
    }

    #[test]
    fn what_a_classic_script_cannot_do_is_told() {
        let told = |module: &str| {
            let fault = classic(module).unwrap_err();
            let at = module.get(fault.range).unwrap();
            (fault.message.en, at.to_owned())
        };
        let is = |message: &str, at: &str| (message.to_owned(), at.to_owned());
        assert_eq!(
            told("import x from './x.js'"),
            is("an `import` of another form", "import")
        );
        assert_eq!(
            told("f(import.meta.url)"),
            is("an `import` of another form", "import")
        );
        assert_eq!(
            told("export default 1"),
            is(
                "an `export` of something else than a function, a class or a constant",
                "export"
            )
        );
        assert_eq!(
            told("export { a } from './a.js'"),
            is("`export … from`", "export")
        );
        assert_eq!(
            told("const x = await y;"),
            is("`await` outside a function", "await")
        );
        assert_eq!(told("f(1"), is("what opens here does not close", "("));
    }
}
