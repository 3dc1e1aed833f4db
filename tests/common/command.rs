//! The `lyceum` command as people and machines run it.

use std::path::Path;
use std::process::{Command, Output, Stdio};

/// What a command said and how it ended.
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs `lyceum` in a folder, with nobody at a terminal, and with nothing in its environment that could
/// change what it says.
pub(crate) fn lyceum(folder: &Path, arguments: &[&str]) -> Run {
    finished(&command(folder, arguments).output().unwrap())
}

/// That command, before it runs.
pub(crate) fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lyceum"));
    for name in ["LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR"] {
        command.env_remove(name);
    }
    command
        .current_dir(folder)
        .args(arguments)
        .stdin(Stdio::null());
    command
}

/// What a command that has ended said.
pub(crate) fn finished(output: &Output) -> Run {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    Run {
        code: output.status.code(),
        stdout: text(&output.stdout),
        stderr: text(&output.stderr),
    }
}
