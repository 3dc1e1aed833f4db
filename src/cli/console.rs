//! The terminal, and what the environment says of it.

use std::fmt::Display;
use std::io::{IsTerminal, Write};
use std::path::Path;

use crate::diag::{Diagnostics, Format, Lang, Message, View, render};
use crate::msg;
use crate::progress::Step;
use crate::source::SourceDb;

use super::Outcome;

/// Where a command speaks.
pub(super) struct Console {
    pub(super) lang: Lang,
    colour: bool,
    /// Whether somebody looks on.
    watched: bool,
}

impl Console {
    pub(super) fn new(lang: Lang) -> Self {
        // A console of Windows understands colours when it is asked to; a very old one never does.
        let understood = anstyle_query::windows::enable_ansi_colors() != Some(false);
        let watched = std::io::stderr().is_terminal() && understood;
        Self {
            lang,
            colour: watched && environment("NO_COLOR").is_none(),
            watched,
        }
    }

    /// Writes a line of data.
    pub(super) fn data(line: impl Display) {
        // Whoever reads may have heard enough: `lyceum search … | head`.
        writeln!(std::io::stdout(), "{line}").unwrap_or_default();
    }

    /// Writes a line of progress.
    pub(super) fn say(&self, message: &Message) {
        writeln!(std::io::stderr(), "{}", message.text(self.lang)).unwrap_or_default();
    }

    /// Whether somebody sits at a terminal and can be asked.
    pub(super) fn can_ask() -> bool {
        std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
    }

    /// Asks and waits for a line.
    ///
    /// # Errors
    /// When the one who was asked has left.
    pub(super) fn ask(&self, question: &Message) -> Result<String, Outcome> {
        let mut stderr = std::io::stderr();
        write!(stderr, "{}", question.text(self.lang)).unwrap_or_default();
        stderr.flush().unwrap_or_default();
        let mut line = String::new();
        match std::io::stdin().read_line(&mut line) {
            Ok(1..) => Ok(line.trim().to_owned()),
            _ => Err(self.fail(&msg!(en: "nothing was written", zh: "没有写完，什么也没有新建"))),
        }
    }

    /// Whether somebody sees colours and drawings.
    pub(super) fn draws(&self) -> bool {
        self.colour
    }

    /// Shows how far a long work is, on a terminal alone: each time in the place of the last.
    pub(super) fn progress(&self, message: &Message) {
        if self.watched {
            let text = message.text(self.lang);
            write!(std::io::stderr(), "\r{text}\x1b[K").unwrap_or_default();
        }
    }

    /// Shows how many pictures are made: the one step of a build that somebody waits for.
    pub(super) fn step(&self, step: Step) {
        if let Step::Picture { done, all } = step {
            self.progress(&msg!(en: "pictures: {done} of {all}", zh: "图片：{done}/{all}"));
        }
    }

    /// Takes away what [`Console::progress`] showed.
    pub(super) fn end_progress(&self) {
        if self.watched {
            write!(std::io::stderr(), "\r\x1b[K").unwrap_or_default();
        }
    }

    /// Says why a command ends without doing its work.
    pub(super) fn fail(&self, reason: &Message) -> Outcome {
        let Message { en, zh } = reason;
        self.say(&msg!(en: "error: {en}", zh: "错误：{zh}"));
        Outcome::Misuse
    }

    /// As [`Console::fail`], for a reason that comes from below and has one language.
    pub(super) fn fail_with(&self, error: impl Display) -> Outcome {
        self.fail(&msg!(en: "{error}", zh: "{error}"))
    }

    /// Writes all diagnostics.
    pub(super) fn show(&self, diags: &Diagnostics, sources: &SourceDb, format: Format) {
        Self::tell(&render(diags, sources, self.view(format)));
    }

    /// How diagnostics are shown here.
    pub(super) fn view(&self, format: Format) -> View {
        View {
            format,
            lang: self.lang,
            colour: self.colour,
        }
    }

    /// Writes rendered diagnostics.
    pub(super) fn tell(text: &str) {
        write!(std::io::stderr(), "{text}").unwrap_or_default();
    }
}

/// A path as people write it: without `./` before it.
pub(super) fn plain(path: &Path) -> impl Display {
    path.strip_prefix(".").unwrap_or(path).display()
}

/// The language of messages that the system asks for.
pub(super) fn system_lang() -> Lang {
    let asked = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .find_map(environment);
    // Windows says it elsewhere.
    #[cfg(windows)]
    let asked = asked.or_else(sys_locale::get_locale);
    match asked {
        Some(value) if value.starts_with("zh") => Lang::Zh,
        _ => Lang::En,
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the command line is where the environment is read"
)]
pub(super) fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
