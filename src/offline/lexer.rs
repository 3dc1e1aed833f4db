//! JavaScript as far as one must read it to find its `import`s and `export`s.
//!
//! In: a script. Out: words and signs with their places; texts, comments and regular expressions are
//! passed over whole. What a script means is not its business.

use std::ops::Range;

/// A piece of a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    /// Its bytes.
    pub(super) range: Range<usize>,
    /// How many brackets are open around it.
    pub(super) depth: usize,
}

/// What a piece is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name, keyword or number.
    Word,
    /// A quoted text, with its quotes.
    Text,
    /// A part of a template without what is filled in, or a regular expression.
    Other,
    /// One character of punctuation.
    Sign(u8),
}

/// Where a script cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unreadable(pub(super) usize);

/// Behind these words a `/` begins a regular expression.
const BEFORE_EXPRESSION: [&str; 13] = [
    "return", "typeof", "case", "in", "of", "delete", "void", "throw", "new", "else", "do",
    "await", "yield",
];

/// The pieces of a script.
///
/// # Errors
/// When brackets or quotes do not close.
pub(super) fn tokens(script: &str) -> Result<Vec<Token>, Unreadable> {
    let mut lexer = Lexer {
        script,
        bytes: script.as_bytes(),
        at: 0,
        open: Vec::new(),
        tokens: Vec::new(),
    };
    while let Some(&byte) = lexer.bytes.get(lexer.at) {
        lexer.step(byte)?;
    }
    match lexer.open.pop() {
        Some((_, at)) => Err(Unreadable(at)),
        None => Ok(lexer.tokens),
    }
}

struct Lexer<'a> {
    script: &'a str,
    bytes: &'a [u8],
    at: usize,
    /// The sign that closes each open bracket, and where it opened. A backtick closes what is filled
    /// into a template.
    open: Vec<(u8, usize)>,
    tokens: Vec<Token>,
}

impl Lexer<'_> {
    fn step(&mut self, byte: u8) -> Result<(), Unreadable> {
        let start = self.at;
        match (byte, self.bytes.get(start + 1)) {
            (b'/', Some(b'/')) => self.skip_to(b"\n"),
            (b'/', Some(b'*')) => {
                self.at += 2;
                self.skip_to(b"*/");
            }
            (b'/', _) if self.begins_expression() => self.regular_expression()?,
            (b'"' | b'\'', _) => {
                self.quoted(byte)?;
                self.push(Kind::Text, start);
            }
            (b'`', _) => self.template(start)?,
            (b'(' | b'[' | b'{', _) => {
                let close = match byte {
                    b'(' => b')',
                    b'[' => b']',
                    _ => b'}',
                };
                self.sign(byte);
                self.open.push((close, start));
            }
            (b')' | b']' | b'}', _) => match self.open.pop() {
                Some((close, _)) if close == byte => self.sign(byte),
                Some((b'`', at)) if byte == b'}' => self.template(at)?,
                _ => return Err(Unreadable(start)),
            },
            _ if is_word(byte) => {
                while self.bytes.get(self.at).is_some_and(|&byte| is_word(byte)) {
                    self.at += 1;
                }
                self.push(Kind::Word, start);
            }
            _ if byte.is_ascii_whitespace() => self.at += 1,
            _ => self.sign(byte),
        }
        Ok(())
    }

    fn push(&mut self, kind: Kind, start: usize) {
        self.tokens.push(Token {
            kind,
            range: start..self.at,
            depth: self.open.len(),
        });
    }

    fn sign(&mut self, byte: u8) {
        self.at += 1;
        self.push(Kind::Sign(byte), self.at - 1);
    }

    fn skip_to(&mut self, end: &[u8]) {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let found = rest.windows(end.len()).position(|window| window == end);
        self.at = found.map_or(self.bytes.len(), |found| self.at + found + end.len());
    }

    /// Whether a value may begin here, so that a `/` divides nothing.
    fn begins_expression(&self) -> bool {
        let Some(last) = self.tokens.last() else {
            return true;
        };
        match last.kind {
            Kind::Sign(sign) => !matches!(sign, b')' | b']' | b'}'),
            Kind::Word => {
                let word = self.script.get(last.range.clone()).unwrap_or_default();
                BEFORE_EXPRESSION.contains(&word)
            }
            Kind::Text | Kind::Other => false,
        }
    }

    fn quoted(&mut self, quote: u8) -> Result<(), Unreadable> {
        let start = self.at;
        self.at += 1;
        loop {
            match self.bytes.get(self.at) {
                Some(b'\\') => self.at += 2,
                None | Some(b'\n') => return Err(Unreadable(start)),
                Some(&byte) => {
                    self.at += 1;
                    if byte == quote {
                        return Ok(());
                    }
                }
            }
        }
    }

    fn regular_expression(&mut self) -> Result<(), Unreadable> {
        let start = self.at;
        let mut in_class = false;
        self.at += 1;
        loop {
            match self.bytes.get(self.at) {
                Some(b'\\') => self.at += 1,
                Some(b'[') => in_class = true,
                Some(b']') => in_class = false,
                Some(b'/') if !in_class => break,
                None | Some(b'\n') => return Err(Unreadable(start)),
                Some(_) => {}
            }
            self.at += 1;
        }
        self.at += 1;
        self.push(Kind::Other, start);
        Ok(())
    }

    /// A template from its backtick, or from where something filled in ends, to its end or to where
    /// something is filled in. `start` is its backtick.
    fn template(&mut self, start: usize) -> Result<(), Unreadable> {
        let from = self.at;
        self.at += 1;
        loop {
            match self.bytes.get(self.at) {
                Some(b'\\') => self.at += 2,
                Some(b'`') => {
                    self.at += 1;
                    self.push(Kind::Other, from);
                    return Ok(());
                }
                Some(b'$') if self.bytes.get(self.at + 1) == Some(&b'{') => {
                    self.at += 2;
                    // What is filled in begins an expression, as behind a bracket.
                    self.push(Kind::Sign(b'{'), from);
                    self.open.push((b'`', start));
                    return Ok(());
                }
                None => return Err(Unreadable(start)),
                Some(_) => self.at += 1,
            }
        }
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'#') || !byte.is_ascii()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(script: &str) -> Vec<(&str, usize)> {
        let tokens = tokens(script).unwrap();
        let words = tokens.iter().filter(|token| token.kind == Kind::Word);
        words
            .map(|token| (script.get(token.range.clone()).unwrap(), token.depth))
            .collect()
    }

    #[test]
    fn what_is_quoted_or_remarked_is_no_code() {
        let script = "a('import', \"it's\", /[/'\"]import/g, `x ${b(`}${c}`)} import`) // import\n/* import */ d";
        assert_eq!(
            words(script),
            [("a", 0), ("g", 1), ("b", 2), ("c", 4), ("d", 0)]
        );
    }

    #[test]
    fn a_slash_divides_behind_a_value_and_quotes_elsewhere() {
        assert_eq!(words("a / b / c"), [("a", 0), ("b", 0), ("c", 0)]);
        assert_eq!(words("return /b/"), [("return", 0)]);
        assert_eq!(words("f(x) / 2"), [("f", 0), ("x", 1), ("2", 0)]);
    }

    #[test]
    fn what_does_not_close_is_told_by_where_it_opens() {
        assert_eq!(tokens("a(b"), Err(Unreadable(1)));
        assert_eq!(tokens("a)"), Err(Unreadable(1)));
        assert_eq!(tokens("x = 'a"), Err(Unreadable(4)));
        assert_eq!(tokens("x = `a${b}"), Err(Unreadable(4)));
    }
}
