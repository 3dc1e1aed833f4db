//! Runs other programs.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::Outcome;
use crate::files::root;

/// Runs `program` with space-separated arguments in the repository's root.
pub(crate) fn run(program: &str, arguments: &str) -> Outcome {
    finish(command(program, arguments))
}

/// As [`run`], with variables in its environment.
pub(crate) fn run_with(variables: &[(&str, &str)], program: &str, arguments: &str) -> Outcome {
    let mut command = command(program, arguments);
    command.envs(variables.iter().copied());
    finish(command)
}

/// As [`run`], without what it prints, unless it fails.
pub(crate) fn run_quiet(program: &str, arguments: &str) -> Outcome {
    let output = command(program, arguments).output()?;
    if output.status.success() {
        return Ok(());
    }
    let told = String::from_utf8_lossy(&output.stderr);
    Err(format!("`{program} {arguments}` failed: {}\n{told}", output.status).into())
}

/// Runs `program` in a folder.
pub(crate) fn run_in(folder: &Path, program: &str, arguments: &str) -> Outcome {
    let mut command = command(program, arguments);
    command.current_dir(folder);
    finish(command)
}

/// Runs cargo.
pub(crate) fn cargo(arguments: &str) -> Outcome {
    finish(cargo_command(arguments))
}

/// Runs cargo with variables in its environment.
pub(crate) fn cargo_with(variables: &[(&str, &str)], arguments: &str) -> Outcome {
    let mut command = cargo_command(arguments);
    command.envs(variables.iter().copied());
    finish(command)
}

/// What a command prints.
pub(crate) fn output(program: &str, arguments: &str) -> Outcome<String> {
    let mut command = command(program, arguments);
    let output = command.stderr(Stdio::inherit()).output()?;
    if !output.status.success() {
        return Err(format!("`{program} {arguments}` failed: {}", output.status).into());
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// Whether a command is there and succeeds.
pub(crate) fn succeeds(program: &str, arguments: &str) -> bool {
    command(program, arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

fn cargo_command(arguments: &str) -> Command {
    // The cargo that runs this program, which is not always the one in the path.
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    command(&cargo, arguments)
}

fn command(program: &str, arguments: &str) -> Command {
    let mut command = Command::new(program);
    command
        .args(arguments.split_whitespace())
        .current_dir(root());
    command
}

fn finish(mut command: Command) -> Outcome {
    let program = command.get_program().to_string_lossy().into_owned();
    let arguments: Vec<_> = command
        .get_args()
        .map(std::ffi::OsStr::to_string_lossy)
        .collect();
    let typed = format!("{program} {}", arguments.join(" "));
    let status = command
        .status()
        .map_err(|error| format!("`{typed}` cannot be run: {error}"))?;
    if status.success() {
        return Ok(());
    }
    Err(format!("`{typed}` failed: {status}").into())
}
